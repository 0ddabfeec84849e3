"""A breach: said in two minutes, its 72 hours, whom it touches, what is decided, and a line that stays."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, Role
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.trail import Act, Did, note
from app.identity.models import Account, Membership
from app.notifications.models import Mail
from app.privacy.processing import queries as registers
from app.privacy.processing import rules
from app.privacy.processing.breaches import affected, queries, services
from app.privacy.processing.breaches.reminding import remind
from app.privacy.processing.models import DataBreach
from app.privacy.requests.models import DataOfficer
from tests.factories.client import Client
from tests.factories.house import House

Visit = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("own_trail")
NOW = datetime.fromisoformat("2026-11-23T09:00:00+01:00")


@pytest.fixture
def admin(house: House) -> Actor:
    return house.actor(Role.ADMIN)


@pytest.fixture
def breach(session: Session, house: House) -> DataBreach:
    return services.declare(
        session, house.actor(Role.TRAINER), "Feuille de présence oubliée au café", "lost", NOW, None
    )


def weigh(session: Session, admin: Actor, breach: DataBreach, risk: str = "risk") -> None:
    services.assess(
        session, admin, breach.id, {"nature": ["secret"], "categories": ["path"], "risk": [risk], "people": ["12"]}
    )


def subjects(session: Session) -> list[str]:
    return list(session.scalars(select(Mail.event).where(Mail.event.like("breach%")).order_by(Mail.event)))


def test_seventy_two_hours_run_through_week_ends_and_closed_days() -> None:
    friday = clock.paris(date(2026, 12, 24), 18)
    assert clock.local(rules.deadline(friday)).isoformat() == "2026-12-27T18:00:00+01:00"


@pytest.mark.parametrize(
    ("known", "limit"),
    [
        ("2026-03-28T12:00:00+01:00", "2026-03-31T13:00:00+02:00"),  # an hour is skipped: people read one hour more
        ("2026-10-24T12:00:00+02:00", "2026-10-27T11:00:00+01:00"),  # an hour comes twice: one less
    ],
)
def test_a_change_of_clock_neither_gives_nor_takes_an_hour(known: str, limit: str) -> None:
    found = clock.local(rules.deadline(datetime.fromisoformat(known)))
    assert found.isoformat() == limit
    assert found - datetime.fromisoformat(known) == timedelta(hours=72)


def test_an_hour_that_comes_twice_is_read_as_the_first() -> None:
    read = affected.moment("2026-10-25T02:30")
    assert read is not None
    assert read.utcoffset() == timedelta(hours=2)


def test_what_is_left_is_said_in_words() -> None:
    assert rules.left_in_words(NOW, NOW + timedelta(hours=19)) == "Il reste 2 jours et 5 heures."
    assert rules.left_in_words(NOW, NOW + timedelta(hours=71, minutes=20)) == "Il reste 40 minutes."
    assert rules.left_in_words(NOW, NOW + timedelta(hours=75)) == "Délai dépassé depuis 3 heures."


def test_anybody_of_the_team_says_it_and_those_who_decide_are_told(
    session: Session, house: House, breach: DataBreach
) -> None:
    assert breach.number == 1
    assert breach.state == "open"
    assert subjects(session) == ["breach_declared"]
    with pytest.raises(NotFound):
        services.see(session, house.actor(Role.TRAINER), breach.id)
    with pytest.raises(Forbidden):
        services.declare(session, house.actor(Role.LEARNER), "Vu", "lost", None, None)
    with pytest.raises(NotFound):
        services.see(session, house.neighbour.actor(Role.ADMIN), breach.id)


def test_an_officer_who_left_is_not_the_one_who_is_told(session: Session, house: House) -> None:
    quality = house.actor(Role.QUALITY)
    session.add(DataOfficer(organisation_id=house.demo.id, account_id=quality.account_id))
    session.flush()
    here = house.demo.id
    assert [one.id for one in registers.officers_to_tell(session, here)] == [quality.account_id]
    session.execute(delete(Membership).where(Membership.account_id == quality.account_id))
    assert [one.id for one in registers.officers_to_tell(session, here)] == [house.actor(Role.ADMIN).account_id]


def test_the_clock_is_told_at_24_48_and_66_hours_once_each(session: Session, breach: DataBreach) -> None:
    for hours, told in ((23, 0), (24, 1), (30, 1), (48, 2), (66, 3), (71, 3), (90, 3)):
        with clock.at(NOW + timedelta(hours=hours)):
            remind(session)
        assert subjects(session).count("breach_clock") == told, hours
    assert [act.said["hours"] for act in queries.acts(session, breach.id) if act.what == "reminded"] == [24, 48, 66]


def test_a_house_that_slept_tells_the_last_mark_only(session: Session, breach: DataBreach) -> None:
    with clock.at(NOW + timedelta(hours=70)):
        remind(session)
    assert subjects(session).count("breach_clock") == 1


def test_a_risk_obliges_to_notify_and_a_late_one_to_say_why(session: Session, admin: Actor, breach: DataBreach) -> None:
    with pytest.raises(Conflict):
        services.decide(session, admin, breach.id, "notify", "Des noms et des heures")  # not weighed yet
    weigh(session, admin, breach)
    with pytest.raises(Conflict):
        services.decide(session, admin, breach.id, "keep", "Peu de monde")
    services.decide(session, admin, breach.id, "notify", "Des noms et des heures")
    with clock.at(NOW + timedelta(hours=80)):
        with pytest.raises(Invalid):
            services.notified(session, admin, breach.id, None, "N-1", "")
        services.notified(session, admin, breach.id, None, "N-1", "La feuille a été retrouvée hier")
        with pytest.raises(Conflict):
            services.decide(session, admin, breach.id, "keep", "Finalement non")
        remind(session)
    assert "breach_clock" not in subjects(session)


def test_a_breach_that_is_not_notified_keeps_its_line(
    session: Session, admin: Actor, breach: DataBreach, visit: Visit
) -> None:
    weigh(session, admin, breach, "none")
    services.decide(session, admin, breach.id, "keep", "La feuille était dans une enveloppe fermée")
    with pytest.raises(Conflict):
        services.close(session, admin, breach.id)
    services.note(session, admin, breach.id, "measure", "Une pochette qui ferme à clé")
    services.close(session, admin, breach.id)
    with pytest.raises(Conflict):
        services.note(session, admin, breach.id, "measure", "Encore")
    page = visit("admin@demo.example").page(f"/donnees/violations/{breach.id}")
    assert "enveloppe fermée" in page
    assert "Une pochette" in page
    assert "Ne pas notifier" in visit("admin@demo.example").page("/donnees/violations")


def test_a_high_risk_closes_only_when_people_are_told_or_it_is_said_why_not(
    session: Session, house: House, admin: Actor, breach: DataBreach
) -> None:
    weigh(session, admin, breach, "high")
    services.decide(session, admin, breach.id, "notify", "Adresses lues")
    services.notified(session, admin, breach.id, None, "N-2", "")
    services.note(session, admin, breach.id, "measure", "Accès coupé")
    with pytest.raises(Conflict):
        services.close(session, admin, breach.id)
    assert services.add_people(session, admin, breach.id, "all", {}) == 1
    assert services.add_people(session, admin, breach.id, "all", {}) == 0
    assert services.tell(session, admin, breach.id, "Bonjour,\n\nUn incident…") == (1, 0)
    assert services.tell(session, admin, breach.id, "Encore") == (0, 0)
    assert subjects(session).count("breach_told") == 1
    services.close(session, admin, breach.id)


def test_a_high_risk_stays_open_while_somebody_of_the_list_was_not_told(
    session: Session, house: House, admin: Actor, breach: DataBreach
) -> None:
    weigh(session, admin, breach, "high")
    services.decide(session, admin, breach.id, "notify", "Adresses lues")
    services.notified(session, admin, breach.id, None, "N-2", "")
    services.note(session, admin, breach.id, "measure", "Accès coupé")
    session.get_one(Account, house.demo.people["learner"].id).email = ""
    services.add_people(session, admin, breach.id, "all", {})
    assert services.tell(session, admin, breach.id, "Bonjour, un incident…") == (0, 1)
    with pytest.raises(Conflict):
        services.close(session, admin, breach.id)
    services.told_otherwise(session, admin, breach.id, queries.people(session, breach.id)[0].id)
    done = queries.acts(session, breach.id)[-1]
    assert (done.what, done.by, done.said) == ("told", admin.name, {"told": 1, "way": "voice"})
    services.close(session, admin, breach.id)


def test_what_was_refused_touched_nobody_and_lists_are_counted(session: Session, house: House, admin: Actor) -> None:
    thief, learner = house.actor(Role.TRAINER), house.actor(Role.LEARNER)
    note(Act.by(thief, Did.REFUSED, "dossier", account_id=learner.account_id))
    note(Act.by(thief, Did.SAW, "list_follow_up", people=48))
    asked = {"reader": thief.account_id}
    assert affected.find(session, house.demo.id, "reader", asked) == []
    assert affected.lists_of(house.demo.id, asked) == 1


def test_whom_a_stolen_account_has_read_is_found_from_the_trail(session: Session, house: House) -> None:
    thief, learner, other = house.actor(Role.TRAINER), house.actor(Role.LEARNER), house.actor(Role.EXPERT)
    with clock.at(NOW - timedelta(hours=3)):
        note(Act.by(thief, Did.SAW, "dossier", account_id=learner.account_id, device="chrome/windows"))
    with clock.at(NOW - timedelta(hours=1)):
        note(Act.by(thief, Did.SAW, "dossier", account_id=other.account_id, device="firefox/linux"))
    here = house.demo.id
    everything = {"reader": thief.account_id}
    assert affected.find(session, here, "reader", everything) == sorted([learner.account_id, other.account_id])
    window = {"since": "2026-11-23T05:00", "until": "2026-11-23T07:00"}
    assert affected.find(session, here, "reader", everything | window) == [learner.account_id]
    assert affected.find(session, here, "reader", everything | {"device": "firefox"}) == [other.account_id]
    assert affected.find(session, house.neighbour.id, "reader", everything) == []


def test_whom_a_table_speaks_of_is_found_within_the_organisation(session: Session, house: House) -> None:
    found = affected.find(session, house.demo.id, "table", {"table": "membership"})
    assert house.actor(Role.LEARNER).account_id in found
    assert house.neighbour.actor(Role.LEARNER).account_id not in found
    for table in affected.SUBJECTS:
        if table in affected.house.PATHS and table != "ledger_entry":
            affected.find(session, house.demo.id, "table", {"table": table, "since": "2026-11-01T00:00"})


@pytest.mark.parametrize(
    ("way", "asked"),
    [("nothing", {}), ("reader", {}), ("table", {"table": "organisation"}), ("one", {"name": "a"}), ("all", {"since": "demain"}),
     ("all", {"since": "2026-11-23T10:00", "until": "2026-11-23T09:00"})],
)  # fmt: skip
def test_a_question_that_does_not_hold_is_refused(
    session: Session, house: House, way: str, asked: dict[str, str]
) -> None:
    with pytest.raises(Invalid):
        affected.find(session, house.demo.id, way, asked)


def test_from_a_phone_to_the_form_of_the_authority(house: House, visit: Visit, session: Session) -> None:
    trainer = visit("trainer@demo.example")
    assert trainer.post("/donnees/violations/signaler", {"words": "", "sort": ""}).status_code == 422
    done = trainer.post("/donnees/violations/signaler", {"words": "Clé USB perdue", "sort": "lost"})
    assert "La violation a le numéro 1" in done.text
    admin = visit("admin@demo.example")
    here = f"/donnees/violations/{session.scalar(select(DataBreach.id))}"
    assert "Il reste 3 jours." in admin.page(here)
    assert admin.post(f"{here}/evaluation", {"people": "douze"}).status_code == 422
    admin.post(
        f"{here}/evaluation",
        {"nature": "secret", "categories": "identity", "people": "12", "risk": "risk", "effects": "Démarchage"},
    )
    admin.post(f"{here}/decision", {"decision": "notify", "why": "Des coordonnées"})
    page = admin.page(here)
    assert "Nombre de personnes : 12" in page
    assert "Conséquences probables : Démarchage" in page
    early = admin.post(f"{here}/notification", {"reference": "CNIL-1", "at": "2020-01-01T08:00"})
    assert early.status_code == 422
    assert 'value="CNIL-1"' in early.text
    admin.post(f"{here}/notification", {"reference": "CNIL-1"})
    assert "La CNIL est prévenue" in admin.page(here)
    assert "environ 12" in admin.page("/donnees/violations")


def test_tools_declare_and_read_breaches_as_pages_do(house: House, api: Visit, session: Session) -> None:
    trainer, admin = api("trainer@demo.example"), api("admin@demo.example")
    made = trainer.post(
        "/api/v1/privacy/breaches", json={"words": "Clé USB perdue", "sort": "lost", "known_at": "2026-11-23T08:00:00"}
    )
    assert (made.status_code, made.json()["number"]) == (201, 1)
    assert datetime.fromisoformat(made.json()["deadline"]) == datetime.fromisoformat("2026-11-26T08:00:00+01:00")
    assert trainer.get("/api/v1/privacy/breaches").status_code == 403
    (line,) = admin.get("/api/v1/privacy/breaches").json()
    whole = admin.get(f"/api/v1/privacy/breaches/{line['id']}").json()
    assert (whole["words"], [act["what"] for act in whole["acts"]]) == ("Clé USB perdue", ["declared"])
    assert trainer.post("/api/v1/privacy/breaches", json={"words": " ", "sort": "lost"}).status_code == 422
    tomorrow = {"words": "Clé", "sort": "lost", "known_at": "2027-11-23T08:00:00Z"}
    assert trainer.post("/api/v1/privacy/breaches", json=tomorrow).status_code == 422
