"""Work at a distance, followed and proved; people reminded once of what waits."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessment import services as assessing
from app.core import clock
from app.core.access import Role
from app.core.errors import Conflict, Forbidden
from app.core.tasks import drain
from app.core.tasks.worker import call_recurring
from app.enrolments import services as enrolling
from app.enrolments.models import Enrolment
from app.learning import services as path
from app.learning.times.services import declare_time
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from app.messaging import services as messaging
from app.notifications.distance import services
from app.notifications.models import Mail, ModuleReminder
from tests.conftest import MONDAY
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, learner_of, small_course

# The first module of the small course is due on Wednesday 25 November; it is three open days late on Monday 30.
LATE = datetime.fromisoformat("2026-11-30T10:00:00+01:00")


@pytest.fixture
def on_the_way(session: Session, house: House) -> Enrolment:
    enrolment = enrolled(session, house)
    enrolling.start_if_due(session, house.actor(Role.LEARNER), enrolment.id)
    return enrolment


def a_day(database: RolledBack, moment: datetime) -> None:
    """What the worker does at that moment."""
    clock.freeze(moment)
    call_recurring(database)
    drain()


def mails(session: Session) -> list[Mail]:
    return list(session.scalars(select(Mail).where(Mail.event == "modules_late").order_by(Mail.created_at)))


def test_a_late_module_is_reminded_once_then_after_five_more_days(
    database: RolledBack, session: Session, house: House, on_the_way: Enrolment
) -> None:
    a_day(database, LATE - timedelta(days=3))
    assert mails(session) == []
    for hours in (0, 1, 2, 24, 48):
        a_day(database, LATE + timedelta(hours=hours))
    (mail,) = mails(session)
    assert mail.address == "learner@demo.example"
    assert "Premiers pas : en retard de 3 jours ouvrés" in mail.text
    a_day(database, LATE + timedelta(days=7))
    last = mails(session)[-1]
    assert "Premiers pas : en retard de 8 jours ouvrés" in last.text
    assert "Essais : en retard de 3 jours ouvrés" in last.text  # one message for all that waits
    assert len(mails(session)) == 2
    proofs = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == Kind.REMINDER_SENT)).all()
    assert sorted((proof.minutes, proof.facts["late_days"], proof.person_id) for proof in proofs) == [
        (0, 3, on_the_way.learner_id), (0, 3, on_the_way.learner_id), (0, 8, on_the_way.learner_id),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "moment", ["2026-11-30T08:30:00+01:00", "2026-11-30T18:30:00+01:00", "2026-11-29T10:00:00+01:00"]
)
def test_nobody_is_reminded_when_the_organisation_is_closed(
    database: RolledBack, session: Session, house: House, on_the_way: Enrolment, moment: str
) -> None:
    a_day(database, datetime.fromisoformat(moment))
    assert mails(session) == []


def test_nobody_is_reminded_during_a_pause_or_of_what_is_done(
    database: RolledBack, session: Session, house: House, on_the_way: Enrolment
) -> None:
    other = enrolled(session, house, email="ada@demo.example", name="Ada Done")
    ada = learner_of(session, house.demo, other)
    enrolling.start_if_due(session, ada, other.id)
    for key in ("accueil", "voix", "fiche"):
        path.complete_activity(session, ada, other.id, activity(small_course(session, house.demo), key).id)
    enrolling.pause(session, house.actor(Role.ADVISER), on_the_way.id, clock.today(), "Congé")
    session.flush()
    a_day(database, LATE)
    assert [mail.name for mail in mails(session)] == ["Ada Done"]  # the self-assessment is not done yet


def test_the_adviser_can_have_somebody_left_alone(
    database: RolledBack, session: Session, house: House, on_the_way: Enrolment, visit: Callable[..., Client]
) -> None:
    adviser = visit("adviser@demo.example")
    here = f"/suivi/{on_the_way.id}/relances/suspension"
    assert adviser.post(here, {"until": "2026-11-20"}).status_code == 422
    assert adviser.post(here, {"until": "2026-12-03", "reason": "Deuil"}).status_code == 303
    a_day(database, LATE)
    assert mails(session) == []
    clock.freeze(LATE)
    assert "Suspendus jusqu'au jeudi 3 décembre" in visit("adviser@demo.example").page(
        f"/suivi/{on_the_way.id}/suivi-a-distance"
    )
    a_day(database, datetime.fromisoformat("2026-12-03T10:00:00+01:00"))
    assert len(mails(session)) == 1


def test_a_colleague_reminds_with_a_word_once_a_day(session: Session, house: House, on_the_way: Enrolment) -> None:
    clock.freeze(LATE)
    sequence = small_course(session, house.demo).sequences[0]
    trainer = house.actor(Role.TRAINER)
    kept = services.remind(session, trainer, on_the_way.id, sequence.id, "Bonjour, tout va bien ?")
    mail = session.get_one(Mail, kept.mail_id)
    assert "Bonjour, tout va bien ?" in mail.text
    assert trainer.name in mail.subject
    with pytest.raises(Conflict, match="déjà été relancée"):
        services.remind(session, trainer, on_the_way.id, sequence.id, "Encore moi")
    with pytest.raises(Forbidden):
        services.remind(session, house.actor(Role.QUALITY), on_the_way.id, sequence.id, "Bonjour")
    assert len(session.scalars(select(ModuleReminder)).all()) == 1


def test_a_word_of_a_colleague_puts_off_the_reminder_of_the_house(
    database: RolledBack, session: Session, house: House, on_the_way: Enrolment
) -> None:
    clock.freeze(LATE - timedelta(days=3))  # one day late
    sequence = small_course(session, house.demo).sequences[0]
    services.remind(session, house.actor(Role.TRAINER), on_the_way.id, sequence.id, "Bonjour")
    session.flush()
    a_day(database, LATE)
    assert mails(session) == []


def work_a_little(session: Session, house: House, enrolment: Enrolment) -> None:
    """A page, a work that is read two days later, a question that is answered, a time declared."""
    learner, outline = house.actor(Role.LEARNER), small_course(session, house.demo)
    with clock.at(MONDAY + timedelta(hours=1)):
        path.complete_activity(session, learner, enrolment.id, activity(outline, "accueil").id)
        declare_time(session, learner, enrolment.id, activity(outline, "accueil").id, "35")
        sent = assessing.submit_work(
            session, learner, enrolment.id, activity(outline, "travail").id, "Mon essai.", None
        )
        messaging.send(session, learner, enrolment.id, "Bonjour, une question.")
    with clock.at(MONDAY + timedelta(hours=6)):
        messaging.send(session, house.actor(Role.ADVISER), enrolment.id, "Voici la réponse.")
    with clock.at(MONDAY + timedelta(hours=73)):
        assessing.review_work(
            session, house.actor(Role.TRAINER), sent.submission_id, "accepted", "Bien.", {"1": "met", "2": "met"}
        )
    session.flush()


def test_the_page_shows_the_work_and_each_figure_its_rows(
    session: Session, house: House, on_the_way: Enrolment, visit: Callable[..., Client]
) -> None:
    work_a_little(session, house, on_the_way)
    clock.freeze(LATE)
    page = visit("adviser@demo.example").page(f"/suivi/{on_the_way.id}/suivi-a-distance")
    for words in (
        "en retard", "1 activité faite", "1 travail rendu", "Trainer Demo, 3 jours après l", "Déclaré : 35 min",
        "35 min déclarées", "5 heures", "Adviser Demo", "jamais le temps de connexion".capitalize(),
    ):  # fmt: skip
        assert words in page, words
    own = visit("learner@demo.example").page("/progression/a-distance")
    assert "35 min déclarées" in own
    assert "Relancer" not in own
    assert "/progression/a-distance" in visit("learner@demo.example").page("/progression")


def test_the_file_holds_a_line_for_each_proof(
    session: Session, house: House, on_the_way: Enrolment, visit: Callable[..., Client]
) -> None:
    work_a_little(session, house, on_the_way)
    answer = visit("adviser@demo.example").get(f"/suivi/{on_the_way.id}/suivi-a-distance.csv")
    lines = answer.text.splitlines()
    assert answer.headers["content-type"].startswith("text/csv")
    assert sum(";works;" in line for line in lines) == 2
    assert sum(line.startswith("Assistance;") for line in lines) == 2


def test_the_table_of_people_and_modules(
    database: RolledBack, session: Session, house: House, on_the_way: Enrolment, visit: Callable[..., Client]
) -> None:
    a_day(database, LATE)
    adviser = visit("adviser@demo.example")
    page = adviser.page("/suivi/modules")
    assert "relancé" in page
    assert "1 relance" in page
    assert "en cours" in page
    csv = adviser.get("/suivi/modules.csv").text
    assert "relancé;1;en cours;0" in csv
    assert visit("learner@demo.example").get("/suivi/modules").status_code == 403
    assert "Nadia" not in visit("adviser-voisine@demo.example").page("/suivi/modules")


def test_the_pages_cost_the_same_whatever_they_hold(
    database: RolledBack, session: Session, house: House, on_the_way: Enrolment, visit: Callable[..., Client]
) -> None:
    adviser = visit("adviser@demo.example")

    def cost(address: str) -> int:
        database.statements.clear()
        adviser.page(address)
        return len(database.statements)

    here = f"/suivi/{on_the_way.id}/suivi-a-distance"
    cost(here), cost("/suivi/modules")  # the outline is made once
    enrolled(session, house, email="ada@demo.example", name="Ada")  # what the test's transaction knew is forgotten
    before = cost(here), cost("/suivi/modules")
    work_a_little(session, house, on_the_way)
    for number in range(3):
        more = enrolled(session, house, email=f"more{number}@demo.example", name=f"More {number}")
        enrolling.start_if_due(session, learner_of(session, house.demo, more), more.id)
    session.flush()
    assert (cost(here), cost("/suivi/modules")) == before
