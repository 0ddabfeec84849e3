"""Somebody from outside reads one audit file: that, nothing else, noted, until a day."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock, tasks
from app.core.access import Actor, Role
from app.core.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from app.core.periods import Period
from app.core.sealed import seal_text
from app.dossiers import queries as dossiers
from app.entry.factors import rules as factors
from app.entry.factors.models import OneTimeCode
from app.identity import queries as identity_queries
from app.identity import services as identity
from app.identity.models import Account, Membership
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from app.notifications.models import Mail
from app.quality.audit import asking, guests, policies, queries, services
from app.quality.audit.models import AuditAccess, AuditFile, AuditLook
from app.web.routing import API_PREFIX
from tests.factories.client import PASSWORD, Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.quality.story import Story, tell

Visit = Callable[..., Client]
SUMMER = Period(date(2026, 7, 1), date(2026, 9, 30))
GUEST, UNTIL = "irene@certificateur.example", date(2026, 12, 4)
OWN = {  # beside what anybody opens: one's own account, and pages that are empty without a path
    "/avis", "/compte", "/emarger", "/mes-donnees", "/mes-donnees/copie", "/mon-dossier",
    "/mon-dossier/lectures", "/mon-parcours", "/mon-parcours/glossaire", "/parcours/{slug}", "/progression",
    "/progression/a-distance", "/protection", "/reglages/avis", "/mes-documents", "/mon-bilan", "/mon-livret",
    "/parcours/{slug}/resultats", "/positionnement",
    # one's own ways to enter, one's own data and what one asks about them
    "/compte/confirmer", "/compte/deuxieme-preuve", "/compte/entrer", "/connexion-professionnelle", "/ecran",
    "/mes-donnees/accords", "/mes-donnees/apres", "/mes-donnees/demandes", "/mes-donnees/demandes/nouvelle",
    "/mes-donnees/lectures",
}  # fmt: skip


@pytest.fixture
def told(house: House, database: RolledBack) -> Story:
    """A small file of Ada and Carl, ready."""
    with database.writing() as session:
        story = tell(session, house)
        question = asking.ask(session, story.actor(Role.QUALITY), SUMMER, ids=[story.ada.id, story.carl.id])
        made = services.announce(session, story.actor(Role.QUALITY), question)
    done: int | None = 0
    while done is not None:
        step = services.make_next(made.id, done, question.seen_at, False)
        done = step[0] if step else None
    return story


def the_file(session: Session) -> AuditFile:
    return session.scalars(select(AuditFile)).one()


def invited(database: RolledBack, story: Story, email: str = GUEST, until: date = UNTIL) -> str:
    """Somebody is invited; the address in their letter."""
    with database.writing() as session:
        guests.invite(session, story.actor(Role.QUALITY), the_file(session).id, email, "Irène Sabatier", until)
    with database.reading() as session:
        letters = session.scalars(select(Mail.text).where(Mail.event == "account_audit").order_by(Mail.id)).all()
    found = re.search(r"(/audit/invitation/\S+)", letters[-1])
    assert found
    return found[1]


def enter(visit: Visit, address: str) -> Client:
    """By the address of the letter, with a password chosen there."""
    client = visit()
    assert "Choisissez un mot de passe" in client.page(address)
    answer = client.post(address, {"password": "une phrase assez longue"})
    assert answer.status_code == 303, answer.text
    client.secret = client.http.cookies["bidaide"]
    return client


def test_an_invited_person_reads_the_file_and_each_look_is_noted(
    told: Story, database: RolledBack, visit: Visit
) -> None:
    client = enter(visit, invited(database, told))
    home = client.page("/accueil")
    assert "1 juillet" in home or "1er juillet" in home
    with database.reading() as session:
        file_id = the_file(session).id
    page = client.page(f"/audit/{file_id}")
    assert "Ada" in page
    index = client.get(f"/audit/{file_id}/contenu/index.html")
    assert index.status_code == 200
    assert "script" not in index.headers["content-security-policy"]
    folder = client.get(f"/audit/{file_id}/contenu/personnes/01-ada/index.html")
    assert "Ada" in folder.text
    assert client.get(f"/audit/{file_id}/contenu/../../compte").status_code == 404
    assert client.get(f"/audit/{file_id}/contenu/personnes/09-zoe/index.html").status_code == 404
    with database.reading() as session:
        assert session.scalars(select(AuditLook.path).order_by(AuditLook.id)).all() == [
            "index.html", "personnes/01-ada/index.html",
        ]  # fmt: skip
        assert [(row.name, row.part) for row in dossiers.readings(session, told.ada.id)] == [
            ("Irène Sabatier", "audit")
        ]
        assert dossiers.readings(session, told.carl.id) == []
    assert "personnes/01-ada/index.html" in visit("quality@demo.example").page(f"/qualite/audit/{file_id}")
    assert "lu par une personne invitée" in visit("ada@demo.example").page("/mon-dossier/lectures")


def test_nothing_else_opens(told: Story, database: RolledBack, visit: Visit, app: object) -> None:
    """Every page and operation of the house, asked by an invited person: what is not their own refuses or is not there."""
    client = enter(visit, invited(database, told))
    client._checks = False
    with database.reading() as session:
        file_id = the_file(session).id
    ids = {"enrolment_id": told.ada.id, "slug": "petit-parcours", "course": "petit-parcours", "audit_file_id": file_id}
    opened = set()
    for route in app.routes:  # type: ignore[attr-defined]
        path = getattr(route, "path", "")
        if "GET" not in (getattr(route, "methods", None) or ()) or path.startswith((API_PREFIX, "/static")):
            continue
        asked = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: ids.get(found[1], "inconnu"), path)
        answer = client.get(asked)
        assert answer.status_code < 500, asked
        if answer.status_code == 200 and not path.startswith("/audit"):
            opened.add(path)
            for word in ("Ada", "Bea", "Carl", "Dina", "Atelier du jeudi"):
                assert not re.search(rf"\b{word}\b", answer.text), (path, word)
    stranger = visit(checks=False)
    own = {path for path in opened if stranger.get(path).status_code != 200}
    assert own == OWN, own ^ OWN
    for path in (
        "/qualite",
        f"/suivi/{told.ada.id}",
        "/suivi",
        "/qualite/audit",
        f"/qualite/audit/{file_id}/fichier",
        "/heures",
    ):
        assert client.get(path).status_code in (403, 404), path


def test_an_access_ends_on_its_day_in_the_middle_of_a_reading(told: Story, database: RolledBack, visit: Visit) -> None:
    client = enter(visit, invited(database, told))
    with database.reading() as session:
        inside = f"/audit/{the_file(session).id}"
    with clock.at(clock.paris(UNTIL, 22)):
        assert client.get(inside).status_code == 200
    with clock.at(clock.paris(date(2026, 12, 5), 0, 1)):
        for path in (inside, f"{inside}/contenu/index.html", f"{inside}/contenu/personnes/01-ada/index.html"):
            assert client.get(path).status_code == 404
        assert "Aucun dossier à lire" in client.page("/audit")


def test_an_access_is_taken_back_at_once(told: Story, database: RolledBack, visit: Visit) -> None:
    address = invited(database, told)
    client = enter(visit, address)
    with database.reading() as session:
        file_id, access_id = the_file(session).id, session.scalars(select(AuditAccess.id)).one()
    quality = visit("quality@demo.example")
    assert client.get(f"/audit/{file_id}").status_code == 200
    assert quality.post(f"/qualite/audit/{file_id}/invitations/{access_id}/fin").status_code == 303
    assert client.get(f"/audit/{file_id}").status_code == 302  # their browser was closed too
    assert visit().get(address).status_code == 410
    assert quality.post(f"/qualite/audit/{file_id}/invitations/{access_id}/fin").status_code == 303  # twice is as once
    with database.reading() as session:
        opened = select(LedgerEntry.facts).where(LedgerEntry.kind == Kind.AUDIT_OPENED.value)
        told = session.scalars(opened.order_by(LedgerEntry.number))
        assert [facts["what"] for facts in told] == ["invited", "revoked"]


def test_the_letter_alone_opens_nothing_once_a_password_is_chosen(
    told: Story, database: RolledBack, visit: Visit
) -> None:
    address = invited(database, told)
    enter(visit, address)
    stranger = visit()
    assert "Votre mot de passe" in stranger.page(address)
    assert stranger.post(address, {"password": "autre chose de long"}).status_code == 401
    assert visit().post(address, {"password": "court"}).status_code == 401
    assert visit().get("/audit/invitation/inventee").status_code == 410


def test_a_deleted_archive_is_read_by_nobody(told: Story, database: RolledBack, visit: Visit) -> None:
    client = enter(visit, invited(database, told))
    with database.writing() as session:
        file_id = the_file(session).id
        services.remove(session, told.actor(Role.QUALITY), file_id)
    assert client.get(f"/audit/{file_id}").status_code == 404
    with database.writing() as session, pytest.raises(Conflict):
        guests.invite(session, told.actor(Role.QUALITY), file_id, GUEST, "Irène", UNTIL)


def test_who_may_be_invited_by_whom_and_until_when(told: Story, database: RolledBack) -> None:
    with database.writing() as session:
        file_id, quality = the_file(session).id, told.actor(Role.QUALITY)
        for email, name, until, field in (
            ("ada@demo.example", "Ada", UNTIL, "courriel"),  # a learner
            ("adviser@demo.example", "Une conseillère", UNTIL, "courriel"),
            ("pas une adresse", "Irène", UNTIL, "courriel"),
            (GUEST, " ", UNTIL, "nom"),
            (GUEST, "Irène", date(2026, 11, 22), "jusqu_au"),
            (GUEST, "Irène", date(2030, 1, 1), "jusqu_au"),
            (GUEST, "Irène", None, "jusqu_au"),
        ):
            with pytest.raises(Invalid) as refused:
                guests.invite(session, quality, file_id, email, name, until)
            assert field in {one.field for one in refused.value.fields}
        with pytest.raises(Forbidden):
            guests.invite(session, told.actor(Role.TRAINER), file_id, GUEST, "Irène", UNTIL)
        with pytest.raises(NotFound):
            guests.invite(session, told.house.neighbour.actor(Role.QUALITY), file_id, GUEST, "Irène", UNTIL)
        assert session.scalars(select(AuditAccess)).all() == []


def test_a_new_invitation_takes_the_place_of_the_former(told: Story, database: RolledBack, visit: Visit) -> None:
    first, second = invited(database, told), invited(database, told)
    assert visit().get(first).status_code == 410
    assert visit().get(second).status_code == 200
    with database.reading() as session:
        assert len([one for one in session.scalars(select(AuditAccess)) if one.revoked_at is None]) == 1
        account = session.scalars(select(Account).where(Account.email == GUEST)).one()
        assert session.scalars(select(Membership.role).where(Membership.account_id == account.id)).all() == ["guest"]


def test_an_auditor_keeps_the_board_without_names_and_reads_a_file_when_invited(
    told: Story, database: RolledBack, visit: Visit
) -> None:
    auditor = visit("auditor@demo.example")
    with database.reading() as session:
        file_id = the_file(session).id
    assert auditor.get(f"/audit/{file_id}").status_code == 404
    invited(database, told, "auditor@demo.example")
    assert "Ada" in auditor.page(f"/audit/{file_id}")
    assert "Ada" not in auditor.page("/qualite/indicateurs/10?du=2026-07-01&au=2026-09-30")
    assert auditor.get("/qualite/audit").status_code == 403


def test_what_one_may_read_is_what_one_is_shown(told: Story, database: RolledBack) -> None:
    """The mirror of `may_read` and of the list, for each of those who could ask."""
    invited(database, told)
    invited(database, told, "auditor@demo.example", date(2026, 11, 25))
    with database.reading() as session:
        made = the_file(session)
        accesses = {one.account_id: one for one in session.scalars(select(AuditAccess))}
        irene = session.scalars(select(Account).where(Account.email == GUEST)).one()
        personas = [told.actor(role) for role in Role] + [told.house.neighbour.actor(role) for role in Role]
        personas.append(
            Actor(irene.id, told.place.id, "demo", "Demo", irene.name, irene.email, frozenset({Role.GUEST}))
        )
        personas.append(
            Actor(
                irene.id, told.house.neighbour.id, "demo-voisine", "", irene.name, irene.email, frozenset({Role.GUEST})
            )
        )
        for day in (date(2026, 11, 23), date(2026, 11, 26), date(2026, 12, 5)):
            for actor in personas:
                access = accesses.get(actor.account_id)
                may = policies.may_read(
                    actor, organisation_id=made.organisation_id, invited=access is not None,
                    until=access.until if access else day, today=day, revoked=bool(access and access.revoked_at),
                    kept=made.file_id is not None and made.removed_at is None,
                )  # fmt: skip
                assert may == bool(queries.open_to(session, actor, day)), (actor.email, day)


def test_an_invited_person_of_two_organisations_enters_the_right_one(
    told: Story, database: RolledBack, visit: Visit
) -> None:
    with database.writing() as session:
        account = identity.welcome(session, told.house.neighbour.id, GUEST, "Irène", Role.EXPERT)
        identity.set_password(session, account, "une phrase assez longue")
    address = invited(database, told)
    client = visit()
    assert "Votre mot de passe" in client.page(address)
    assert client.post(address, {"password": "une phrase assez longue"}).status_code == 303
    with database.reading() as session:
        file_id = the_file(session).id
    assert client.get(f"/audit/{file_id}").status_code == 200


def test_an_invitation_that_is_over_says_so(told: Story, database: RolledBack) -> None:
    address = invited(database, told)
    with database.reading() as session, clock.at(clock.paris(date(2026, 12, 6), 9)), pytest.raises(Gone):
        guests.invitation(session, address.rpartition("/")[2])
    tasks.drain()


def test_whoever_has_a_second_proof_gives_it_here_too_and_enters_the_house_that_invited_them(
    told: Story, database: RolledBack, visit: Visit
) -> None:
    address = invited(database, told, "admin-voisine@demo.example")
    secret = factors.new_secret()
    with database.writing() as session:
        person = identity_queries.account_by_email(session, "admin-voisine@demo.example")
        assert person is not None
        sealed = seal_text("one-time code " + person.id, secret)
        session.add(OneTimeCode(account_id=person.id, secret=sealed, confirmed_at=clock.now()))
        file_id = the_file(session).id
    client = visit()
    client.page(address)
    answer = client.post(address, {"password": PASSWORD})
    assert answer.headers["location"].startswith("/connexion/deuxieme-preuve")
    assert "bidaide" not in client.http.cookies
    code = factors.code_at(secret, factors.step_at(clock.now()))
    answer = client.post("/connexion/deuxieme-preuve", {"code": code, "suite": f"/audit/{file_id}"})
    assert answer.headers["location"] == f"/audit/{file_id}"
    client.secret = client.http.cookies["bidaide"]
    assert "Ada" in client.page(f"/audit/{file_id}")


def test_a_message_gives_no_password_to_whoever_works_elsewhere_with_something_better(
    told: Story, database: RolledBack, visit: Visit
) -> None:
    with database.writing() as session:
        person = identity_queries.account_by_email(session, "trainer-voisine@demo.example")
        assert person is not None
        person.password_hash = ""
    address = invited(database, told, "trainer-voisine@demo.example")
    client = visit()
    client.page(address)
    assert client.post(address, {"password": "une phrase assez longue"}).status_code == 409
    with database.reading() as session:
        assert session.scalars(select(Account.password_hash).where(Account.id == person.id)).one() == ""
