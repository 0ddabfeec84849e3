"""What whoever answers for data finds: everything from one page, the yeses of people without an account, the register."""

import csv
import io
import re
from collections.abc import Callable
from html import unescape

from python_calamine import load_workbook
from sqlalchemy import select

from app.core.clock import today
from app.directory import models as directory
from app.directory.services.testimonies import Told, keep_testimony, publish_testimony
from app.forum.experts.models import ExpertProfile
from app.identity.models import Account
from app.ledger.models import LedgerEntry
from app.privacy.requests import outsiders
from app.privacy.requests.models import ConsentWithdrawn, DataRequest
from app.privacy.requests.services import asking, handling
from app.privacy.requests.services.asking import Asked
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House

Visit = Callable[..., Client]
ADMIN, TRAINER, ADVISER = "admin@demo.example", "trainer@demo.example", "adviser@demo.example"
NEIGHBOUR = "admin-voisine@demo.example"
SAID = {"way": "phone", "how": "call", "words": "Je ne veux plus être montrée."}


def _ways(page: str) -> set[str]:
    return set(re.findall(r'href="(/donnees[^"#?]*)"', page.split("<main")[1].split("</main>")[0]))


def test_an_officer_who_is_no_administrator_is_led_to_everything(
    visit: Visit, database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        handling.name_officer(session, house.actor("admin"), house.demo.people["trainer"].id)
    officer, adviser, admin = visit(TRAINER), visit(ADVISER), visit(ADMIN)
    assert 'href="/donnees"' in officer.page("/accueil")
    ways = _ways(officer.page("/donnees"))
    assert {
        "/donnees/demandes", "/donnees/accords", "/donnees/journal", "/donnees/durees", "/donnees/purge", "/donnees/gels",
        "/donnees/effacements", "/donnees/archives", "/donnees/registre", "/donnees/violations", "/donnees/analyse-impact",
    } <= ways  # fmt: skip
    for client in (officer, adviser, admin):
        for way in _ways(client.page("/donnees")):
            assert client.get(way).status_code == 200, way  # nobody is led to a door that stays shut
    assert _ways(adviser.page("/donnees")) == {"/donnees/demandes/nouvelle", "/donnees/violations/signaler"}
    assert "/donnees/journal" not in _ways(admin.page("/donnees"))  # the charge was given away


def test_whether_a_request_exists_is_not_said_to_whoever_may_not_read_it(
    visit: Visit, database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        made = asking.ask(session, house.actor("learner"), Asked("access")).id
    adviser = visit(ADVISER)
    for one in (made, "none"):
        assert adviser.get(f"/donnees/demandes/{one}").status_code == 404
        assert adviser.post(f"/donnees/demandes/{one}/mots", {"act": "note", "words": "x"}).status_code == 404
        assert adviser.post(f"/donnees/personnes-gelees/{one}", {"act": "lift"}).status_code == 404


def test_the_yes_of_somebody_without_an_account_is_taken_back_for_them_and_registered(
    visit: Visit, database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        admin = house.actor("admin")
        told = Told("Maïté", "Une fromagerie", words="Ils m'ont crue.", consented_on=today(), consent_words="Par écrit")
        testimony = publish_testimony(session, admin, keep_testimony(session, admin, told).id).id
        partner = directory.Partner(
            organisation_id=house.demo.id, name="Boutique de gestion", contact="Odile Roques", contact_print="x",
            reviewed_on=today(),
        )  # fmt: skip
        expert = house.demo.people["expert"].id
        profile = ExpertProfile(organisation_id=house.demo.id, account_id=expert, trade="Boulangère")
        session.add_all([partner, profile])
        session.flush()
        doors = {
            f"/donnees/accords/temoignage/{testimony}": "Maïté", f"/donnees/accords/partenaire/{partner.id}": "Odile Roques",
            f"/donnees/accords/expert/{expert}": session.get_one(Account, expert).name,
        }  # fmt: skip
    officer, neighbour = visit(ADMIN), visit(NEIGHBOUR)
    for door, name in doors.items():
        assert door in officer.page("/donnees/accords")
        assert neighbour.get(door).status_code == neighbour.post(door, SAID).status_code == 404
        assert officer.post(door, SAID | {"how": "account"}).status_code == 422
        assert name in unescape(officer.page(door))
        assert officer.post(door, SAID).status_code == 303
        assert officer.post(door, SAID).status_code == 404  # a stale page: it does not stand any more
        assert door not in officer.page("/donnees/accords")
    with database.reading() as session:
        gone = session.get_one(directory.Testimony, testimony)
        assert (gone.first_name, gone.words, gone.published_at) == ("", "", None)
        assert session.scalars(select(directory.Partner.contact)).all() == [""]
        assert not session.scalars(select(ExpertProfile)).all()
        assert session.scalars(select(ConsentWithdrawn.key)).all() == ["expert"]
        kept = session.scalars(select(DataRequest).order_by(DataRequest.number)).all()
        assert {(one.kind, one.state, one.outcome, one.identified, one.account_id) for one in kept} == {
            ("consent", "closed", "granted", "call", None)
        }
        assert len(kept) == len(doors)
        chained = session.scalars(select(LedgerEntry.kind).where(LedgerEntry.proof_id == kept[0].id)).all()
        assert sorted(chained) == ["data_request_closed", "data_request_received"]
    assert set(outsiders.SORTS) == {"temoignage", "expert", "partenaire", "rencontre", "candidature"}


def test_nothing_is_held_is_not_said_of_somebody_who_has_no_account_and_is_known(
    visit: Visit, database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        admin = house.actor("admin")
        keep_testimony(session, admin, Told("Maïté", "Une fromagerie", words="Oui.", consented_on=today()))
        asked = {}
        for name in ("Maïté Borda", "Personne Inconnue"):
            asked[name] = asking.enter(session, admin, asking.Written("erasure", "post", name, "Effacez tout.")).id
            handling.identify(session, admin, asked[name], "paper")
    officer = visit(ADMIN)
    known = unescape(officer.page(f"/donnees/demandes/{asked['Maïté Borda']}"))
    assert "/donnees/accords/temoignage/" in known
    assert "Sans compte, mais gardé ici" in known
    assert "Aucun compte, aucune candidature" in unescape(
        officer.page(f"/donnees/demandes/{asked['Personne Inconnue']}")
    )


def test_the_register_leaves_as_a_file_that_names_nobody_and_holds_the_figures(
    visit: Visit, database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        learner, admin = house.actor("learner"), house.actor("admin")
        refused = asking.ask(session, learner, Asked("objection", "Comptez sans moi.", "statistics"))
        handling.answer(session, admin, refused.id, "refused", "Ces chiffres ne nomment personne.")
        asking.ask(session, learner, Asked("access", "Tout."))
    officer = visit(ADMIN)
    lines = list(
        csv.reader(io.StringIO(officer.get("/donnees/demandes.csv").text.removeprefix("\ufeff")), delimiter=";")
    )
    assert [line[:2] for line in lines[1:]] == [["D-0001", "Opposition"], ["D-0002", "Accès"]]
    assert lines[1][-1].startswith("Refusé")
    book = officer.get("/donnees/demandes.xlsx").content
    requests, figures = (load_workbook(io.BytesIO(book)).get_sheet_by_index(rank).to_python() for rank in (0, 1))
    assert [row[0] for row in requests[1:]] == ["D-0001", "D-0002"]
    assert ["Opposition", 1, 1, 1, 0, 0] in figures
    for file in (book, officer.get("/donnees/demandes.csv").content):
        assert house.demo.people["learner"].name.encode() not in file
    assert officer.get("/donnees/demandes.csv?du=hier").status_code == 422
