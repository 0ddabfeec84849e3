"""A cohort whose truth is known: the list holds each of those who need somebody, with exactly their reasons, and no one
else."""

import itertools
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accompaniment.cohort import EVERY_STATUS, IN_PROGRESS, cohort
from app.accompaniment.contacts import services as contacts
from app.appointments.services import settling
from app.assessment import services as assessing
from app.attendance import services as attendance
from app.core import clock
from app.core.access import Role
from app.core.clock import paris
from app.core.db import database as current
from app.dossiers.services import referrals
from app.enrolments import services as enrolling
from app.enrolments.models import Enrolment, PlanItem
from app.identity import services as identity
from app.identity.models import Account, ClosedDay
from app.learning import services as learning
from app.messaging import services as messaging
from app.notifications.models import SENT, UNDELIVERABLE, Mail
from app.planning.changes import services as planning
from app.planning.changes.rules import Act, Asked
from app.scheduling import services as scheduling
from app.scheduling.services import changing
from tests.factories.appointments import proposed
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, learner_of, small_course

TODAY = date(2026, 11, 30)  # a Monday
ENTRY = TODAY - timedelta(days=14)
Visit = Callable[..., Any]


def at(days_ago: int, hour: int = 10) -> Any:
    return clock.at(paris(TODAY - timedelta(days=days_ago), hour))


class Cohort:
    """Where the stories are told. Everybody has a plan without haste, unless it is their story."""

    def __init__(self, session: Session, house: House) -> None:
        self.session, self.house = session, house
        self.adviser, self.trainer = house.actor("adviser"), house.actor("trainer")
        self.outline = small_course(session, house.demo)
        self.meetings: dict[int, Any] = {}
        self.hours = itertools.count(9)  # an adviser is in one place at a time

    def enters(self, name: str, days_ago: int = 14, *, hasty: bool = False, connects: bool = True) -> Enrolment:
        said = max(days_ago, 0)
        with at(said, 8):
            email = f"{name.split()[0].lower()}@cohorte.example"
            entry = TODAY - timedelta(days=days_ago)
            path = enrolled(self.session, self.house, email=email, name=name, starts_on=entry)
            if connects:
                identity.open_sign_in(self.session, self.session.get_one(Account, path.learner_id), "tests")
        if not hasty:
            later = TODAY + timedelta(days=60)
            self.session.execute(update(PlanItem).where(PlanItem.enrolment_id == path.id).values(due_on=later))
            path.ends_on = later
            self.session.flush()
        return path

    def acts(self, path: Enrolment, days_ago: int, key: str = "accueil") -> None:
        with at(days_ago):
            learner = learner_of(self.session, self.house.demo, path)
            learning.complete_activity(self.session, learner, path.id, activity(self.outline, key).id)

    def writes(self, path: Enrolment, days_ago: int) -> None:
        with at(days_ago):
            messaging.send(self.session, learner_of(self.session, self.house.demo, path), path.id, "Une question")

    def meeting(self, days_ago: int) -> Any:
        """The workshop of a day."""
        if days_ago not in self.meetings:
            day = TODAY - timedelta(days=days_ago)
            with at(14, 9):
                self.meetings[days_ago] = scheduling.plan_session(
                    self.session, self.trainer, self.house.course_slug, "Atelier", paris(day, 9), paris(day, 12),
                    "on_site", 20, site_id=self.house.demo.site_id,
                )  # fmt: skip
        return self.meetings[days_ago]

    def seat(self, path: Enrolment, days_ago: int) -> Any:
        found = self.meeting(days_ago)
        with at(max(days_ago, 0) + 1, 11):
            scheduling.book(self.session, self.trainer, found.id, path.id)
        return found

    def attends(self, path: Enrolment, days_ago: int, present: bool) -> None:
        found = self.seat(path, days_ago)
        with at(days_ago, 13):
            attendance.record_attendance(self.session, self.trainer, found.id, path.id, "morning", present, "")

    def meets(self, path: Enrolment, days_ago: int, outcome: str = "") -> Any:
        day = TODAY - timedelta(days=days_ago)
        with at(min(14, max(days_ago, 0) + 2), 9):
            made = proposed(self.session, self.house, path.id, starts_at=paris(day, next(self.hours)))[0]
        if outcome:
            with at(days_ago, 20):
                settling.settle(
                    self.session, self.adviser, made.id, outcome, absence="unknown" if outcome == "absent" else ""
                )
        return made

    def mail(self, path: Enrolment, state: str, days_ago: int) -> None:
        moment = paris(TODAY - timedelta(days=days_ago))
        self.session.add(
            Mail(
                organisation_id=self.house.demo.id, account_id=path.learner_id, enrolment_id=path.id, address="x@y.example",
                name="x", event="nudge", key=f"{path.id}:{days_ago}", subject="x", text="x", html="x", state=state,
                created_at=moment, due_at=moment,
            )
        )  # fmt: skip
        self.session.flush()


# --- The truth: each person, their story, and exactly the reasons that the list must give -----------------------------

Told = Callable[[Cohort, str], Enrolment]


def well(c: Cohort, name: str) -> Enrolment:
    path = c.enters(name)
    c.acts(path, 1)
    return path


def then(*acts: Callable[[Cohort, Enrolment], Any]) -> Told:
    """Somebody who is well, and what happened besides."""

    def tell(c: Cohort, name: str) -> Enrolment:
        path = well(c, name)
        for act in acts:
            act(c, path)
        return path

    return tell


def entered(days_ago: int, *acts: Callable[[Cohort, Enrolment], Any], **given: bool) -> Told:
    def tell(c: Cohort, name: str) -> Enrolment:
        path = c.enters(name, days_ago, **given)
        for act in acts:
            act(c, path)
        return path

    return tell


def acted(days_ago: int, key: str = "accueil") -> Callable[[Cohort, Enrolment], Any]:
    return lambda c, path: c.acts(path, days_ago, key)


def with_status(name: str, days_ago: int, *given: Any) -> Callable[[Cohort, Enrolment], Any]:
    def act(c: Cohort, path: Enrolment) -> None:
        with at(days_ago):
            getattr(enrolling, name)(c.session, c.adviser, path.id, clock.today(), "", *given)

    return act


def paused_until(days: int) -> Callable[[Cohort, Enrolment], Any]:
    def act(c: Cohort, path: Enrolment) -> None:
        with at(5):
            asked = Asked(Act.PAUSE, since=clock.today(), until=TODAY + timedelta(days=days))
            planning.change_plan(c.session, c.adviser, path.id, asked, "Une opération", None)

    return act


def handed_in(days_ago: int) -> Callable[[Cohort, Enrolment], Any]:
    def act(c: Cohort, path: Enrolment) -> None:
        with at(days_ago):
            learner = learner_of(c.session, c.house.demo, path)
            assessing.submit_work(c.session, learner, path.id, activity(c.outline, "travail").id, "Mon travail", None)

    return act


def contacted(days_ago: int, outcome: str = "reached", **given: Any) -> Callable[[Cohort, Enrolment], Any]:
    def act(c: Cohort, path: Enrolment) -> None:
        with at(days_ago, 11):
            contacts.note_contact(c.session, c.adviser, path.id, "call", outcome, **given)

    return act


def rests(kind: str, days_ago: int, days: int) -> Callable[[Cohort, Enrolment], Any]:
    def act(c: Cohort, path: Enrolment) -> None:
        with at(days_ago, 12):
            contacts.let_rest(c.session, c.adviser, path.id, kind, TODAY + timedelta(days=days))

    return act


def session_cancelled(c: Cohort, path: Enrolment) -> None:
    found = c.seat(path, -2)
    with at(1, 15):
        changing.cancel_session(c.session, c.trainer, found.id, "Formateur absent")
    del c.meetings[-2]


def answered(days_ago: int) -> Callable[[Cohort, Enrolment], Any]:
    def act(c: Cohort, path: Enrolment) -> None:
        with at(days_ago, 15):
            messaging.send(c.session, c.adviser, path.id, "Voici la réponse")

    return act


def sent_to_a_partner(days_ago: int, news: int | None = None) -> Callable[[Cohort, Enrolment], Any]:
    def act(c: Cohort, path: Enrolment) -> None:
        with at(days_ago):
            sent = referrals.send(c.session, c.adviser, path.id, "La banque")
        if news is not None:
            with at(news):
                referrals.follow(c.session, c.adviser, path.id, sent.id, received_on=clock.today(), met_on=None)

    return act


TRUTH: list[tuple[str, Told, set[str]]] = [
    ("Ada va bien", well, set()),
    ("Bea absente lundi et jeudi", then(lambda c, p: [c.attends(p, n, False) for n in (7, 4)]), {"absence"}),
    ("Carl absent il y a quinze jours", entered(16, lambda c, p: c.attends(p, 15, False), acted(1)), set()),
    ("Dina présente", entered(14, lambda c, p: c.attends(p, 3, True)), set()),  # a presence is a sign of life
    ("Eve silencieuse", entered(14, acted(9)), {"silence"}),
    ("Fred six jours", entered(14, acted(6)), set()),
    ("Gaby sept jours", entered(14, acted(7)), {"silence"}),
    ("Hugo jamais venu", entered(14, connects=False), {"never"}),
    ("Iris entrée hier", entered(1, connects=False), set()),
    ("Jade entrée prévue", entered(-7, connects=False), set()),
    ("Kim message", then(lambda c, p: c.writes(p, 0)), {"message"}),
    ("Lou message répondu", then(lambda c, p: c.writes(p, 2), answered(1)), set()),
    ("Max travail", then(handed_in(5)), {"work"}),
    ("Nina travail récent", then(handed_in(3)), set()),
    ("Otto en retard", entered(10, acted(1), hasty=True), {"late", "ending"}),
    ("Paul rendez-vous manqué", then(lambda c, p: c.meets(p, 3, "absent")), {"missed"}),
    ("Quentin manqué puis repris", then(lambda c, p: [c.meets(p, 3, "absent"), c.meets(p, -3)]), set()),
    ("Rita séance annulée", then(session_cancelled), {"seat"}),
    ("Sam annulée et replacé", then(session_cancelled, lambda c, p: c.seat(p, -9)), set()),
    ("Tom courriel refusé", then(lambda c, p: c.mail(p, UNDELIVERABLE, 2)), {"undelivered"}),
    ("Uma refusé puis reçu", then(lambda c, p: [c.mail(p, UNDELIVERABLE, 3), c.mail(p, SENT, 1)]), set()),
    ("Vic en pause", entered(14, with_status("pause", 10)), set()),
    ("Wanda en pause écrit", entered(14, with_status("pause", 10), lambda c, p: c.writes(p, 1)), {"message"}),
    ("Xavier revient vendredi", entered(14, paused_until(4)), {"return"}),
    ("Yann revient dans un mois", entered(14, paused_until(30)), set()),
    ("Zoé terminée", entered(14, with_status("finish", 3)), set()),
    ("Alix sortie", entered(14, with_status("leave", 3, "business_created")), set()),
    ("Boris joint au téléphone", entered(14, acted(12), contacted(2)), set()),
    ("Chloé sans réponse hier", entered(14, acted(12), contacted(1, "no_answer")), set()),
    ("Denis sans réponse mardi", entered(14, acted(12), contacted(6, "no_answer")), {"silence"}),
    ("Elsa à rappeler", then(contacted(3, "call_again", again_on=TODAY)), {"callback"}),
    ("Farid à rappeler demain", then(contacted(3, "call_again", again_on=TODAY + timedelta(days=1))), set()),
    ("Gina rappelée", then(contacted(3, "call_again", again_on=TODAY), contacted(0)), set()),
    ("Henri silence en attente", entered(14, acted(9), rests("silence", 1, 5)), set()),
    ("Inaya attente finie", entered(14, acted(9), rests("silence", 4, 0)), {"silence"}),
    ("Jules attente d'autre chose", entered(14, acted(9), rests("absence", 1, 5)), {"silence"}),
    ("Karim absent et silencieux", entered(14, acted(9), lambda c, p: c.attends(p, 4, False)), {"absence", "silence"}),
    ("Lina absente après l'appel", then(contacted(5), lambda c, p: c.attends(p, 4, False)), {"absence"}),
    ("Malo absent avant l'appel", then(lambda c, p: c.attends(p, 4, False), contacted(2)), set()),
    ("Noé ancien", entered(40, acted(1)), {"meeting"}),
    ("Ola ancienne et reçue", entered(40, acted(1), lambda c, p: c.meets(p, 10, "held")), set()),
    ("Rose orientée il y a quinze jours", entered(16, acted(1), sent_to_a_partner(15)), {"referral"}),
    ("Saïd orienté la semaine dernière", then(sent_to_a_partner(8)), set()),
    ("Théa orientée et reçue", entered(16, acted(1), sent_to_a_partner(15, 3)), set()),
    ("Pia ancienne et attendue", entered(40, acted(1), lambda c, p: c.meets(p, -5)), set()),
]  # fmt: skip


@pytest.fixture
def told(house: House, database: Any) -> dict[str, set[str]]:
    """Everybody's story; name → reasons."""
    with current().writing() as session:
        for n in (12, 6):  # the organisation was closed between
            session.add(ClosedDay(organisation_id=house.demo.id, day=TODAY - timedelta(days=n), reason="Pont"))
        scene = Cohort(session, house)
        for name, story, _reasons in TRUTH:
            story(scene, name)
    return {name: reasons for name, _story, reasons in TRUTH if reasons}


def morning() -> datetime:
    return paris(TODAY, 16)


def test_the_list_holds_all_of_them_with_their_reasons_and_no_one_else(house: House, told: dict[str, set[str]]) -> None:
    with clock.at(morning()), current().reading() as session:
        found = cohort(session, house.actor(Role.ADVISER), EVERY_STATUS)
    assert {person.name: {signal.kind for signal in person.signals} for person in found.calling} == told
    assert len(found.people) == len(TRUTH)


def test_the_page_and_the_machine_say_the_same(
    house: House, visit: Visit, api: Visit, told: dict[str, set[str]]
) -> None:
    with clock.at(morning()):
        page = visit("adviser@demo.example").page("/suivi?matin=tous").split('id="group-title"')[0]
        calling = page.split("dont une raison attend")[0]
        assert {name for name, *_story in TRUTH if name.replace("'", "&#39;") in calling} == set(told)
        items = api("adviser@demo.example").get("/follow-up?limit=200&status=all").json()["items"]
    assert {one["learner"]: {s["kind"] for s in one["signals"]} for one in items if one["signals"]} == told
    assert "Absence : lundi 23 novembre et jeudi 26 novembre" in page
    assert "Pas de nouvelle depuis 9 jours" in page


def test_the_order_is_the_one_that_is_written(house: House, told: dict[str, set[str]]) -> None:
    with clock.at(morning()), current().reading() as session:
        found = cohort(session, house.actor(Role.ADVISER), IN_PROGRESS)
    order = [reason.kind for reason, _wanted in found.ways.ordered]
    ranks = [min(order.index(signal.kind) for signal in person.signals) for person in found.calling]
    assert ranks == sorted(ranks)
    names = [person.name for person in found.calling]
    assert names[0] == "Elsa à rappeler"
    assert names.index("Karim absent et silencieux") < names.index("Bea absente lundi et jeudi")  # more reasons
