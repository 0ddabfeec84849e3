"""The register of processing says what the code declares, no less, and the same everywhere it is read."""

import io
import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from python_calamine import load_workbook
from sqlalchemy import Column, String
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.clock import now
from app.core.db import Base
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.keepings import Where, keepings
from app.core.privacy import Basis, Purpose, Retention, personal
from app.core.trail import MACHINE, Act, Did, note
from app.entry.factors.models import OneTimeCode
from app.identity.models import Organisation
from app.privacy.processing import declared, exports, measures, processor, register, rules, statements
from app.privacy.processing.facts import facts
from app.privacy.processing.words import BASES, ROLES, SHEETS
from app.privacy.requests.models import DataOfficer
from tests.factories.client import Client
from tests.factories.house import House

Visit = Callable[..., Client]

ADA = {
    "name": ["Nuage du Limousin"], "role": ["host"], "country": ["France"], "contract_on": ["2026-01-15"],
    "points": ["instructions", "secrecy"],
}  # fmt: skip


def test_every_purpose_has_its_sheet_and_every_basis_its_article() -> None:
    assert set(SHEETS) == set(Purpose)
    assert set(BASES) == set(Basis)
    assert len({sheet.slug for sheet in SHEETS.values()}) == len(Purpose)
    assert all(found.categories for found in declared.by_purpose().values())


def test_a_column_added_to_a_model_is_in_the_register_by_itself_and_since_the_review() -> None:
    before = declared.snapshot()
    table = Base.metadata.tables["visit"]
    column: Column[str] = Column("shoe_size", String(3), info=personal(Purpose.WELCOME, Basis.CONSENT, Retention.VISIT))
    table.append_column(column)
    try:
        assert any("shoe_size" in one.columns for one in declared.by_purpose()[Purpose.WELCOME].categories)
        assert rules.changes(before, declared.snapshot()) == [rules.Changed("welcome", "visit.shoe_size", "new")]
    finally:
        table._columns.remove(column)  # type: ignore[attr-defined]


def test_a_field_that_changes_its_ground_is_told_and_one_that_goes_too() -> None:
    before = {"learning": ["a.x|contract|path|ordinary", "a.y|contract|path|ordinary"]}
    now = {"learning": ["a.x|consent|path|ordinary"]}
    assert {(one.field, one.how) for one in rules.changes(before, now)} == {("a.x", "moved"), ("a.y", "gone")}


def test_what_leaves_for_a_server_has_a_role_among_sub_processors() -> None:
    assert {one.name for one in keepings(Where.LEAVING)} <= set(ROLES)


def test_settings_show_machines_and_never_a_secret(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = register.settings().model_copy(update={
        "smtp_url": "smtps://compte:motdepasse@courrier.exemple.fr:465", "sms_url": "https://passerelle.exemple.fr/envoi?cle=abc",
        "storage_url": "s3://seau/x?endpoint=https://stockage.exemple.fr",
    })  # fmt: skip
    monkeypatch.setattr(register, "settings", lambda: chosen)
    found = register.read(session, house.actor(Role.ADMIN))
    seen = {one.role: one.servers for one in found.processors}
    assert seen["mail"] == ("courrier.exemple.fr",)
    assert seen["sms"] == ("passerelle.exemple.fr",)
    assert seen["storage"] == ("stockage.exemple.fr",)
    assert "classroom" not in seen
    said = json.dumps(exports.data(found), ensure_ascii=False)
    assert "motdepasse" not in said
    assert "cle=abc" not in said
    assert all(one.gaps for one in found.processors if not one.key)


def said_of(session: Session, house: House, start: str) -> tuple[str, str]:
    found = next(one for one in measures.measures(session, house.demo.id) if one.title.startswith(start))
    return found.state, found.detail


def test_measures_say_what_the_tables_and_the_keys_say(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = session.get_one(Organisation, house.demo.id)
    assert said_of(session, house, "Deuxième preuve")[0] == "off"
    place.factors_from = date(2026, 12, 1)
    assert said_of(session, house, "Deuxième preuve") == (
        "part", "Demandée à partir du 1er décembre 2026. Personnes prêtes à la donner : 0 sur 5.",
    )  # fmt: skip
    place.factors_from = date(2026, 11, 1)
    session.add(OneTimeCode(account_id=house.demo.people["trainer"].id, secret="x", confirmed_at=now()))
    session.flush()
    assert said_of(session, house, "Deuxième preuve") == ("on", "Personnes prêtes à la donner : 1 sur 5.")
    assert said_of(session, house, "Sauvegarde récente")[0] == "host"
    with clock.at(now() - timedelta(days=9)):
        note(Act(house.demo.id, Did.EXPORTED, "backup", role=MACHINE))
    assert said_of(session, house, "Sauvegarde récente") == ("off", "La dernière date du 14 novembre 2026.")
    note(Act(house.demo.id, Did.EXPORTED, "backup", role=MACHINE))
    assert said_of(session, house, "Sauvegarde récente")[0] == "on"
    assert said_of(session, house, "Champs sensibles")[0] == "on"
    words = Base.metadata.tables["processing_review"].c.note
    monkeypatch.setattr(measures, "protected_fields", lambda: (2, [words]))
    assert said_of(session, house, "Champs sensibles")[0] == "part"


def test_the_host_has_one_sheet_for_each_organisation_and_each_reads_its_own(
    session: Session, house: House, visit: Visit, api: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements.keep(session, house.actor(Role.ADMIN), "processor", "", 0, ADA | {"guarantee": ["clauses types"]})
    chosen = register.settings().model_copy(
        update={"host_name": "Les Serveurs du Plateau", "host_phone": "05 55 00 00 11"}
    )
    for module in (register, processor):
        monkeypatch.setattr(module, "settings", lambda: chosen)
    whole = processor.data(processor.whole(session))
    assert [len(one["what"]) for one in whole["organisations"]] == [len(Purpose)] * 2
    assert whole["processor"] == ["Les Serveurs du Plateau", "05 55 00 00 11"]
    assert any("clauses types" in line for line in whole["organisations"][0]["transfers"])
    assert processor.pdf(processor.whole(session)).startswith(b"%PDF")
    assert processor.csv(processor.whole(session)).count(b"Les Serveurs du Plateau") == 2
    page = visit("admin@demo.example").page("/donnees/hebergeur")
    assert "Les Serveurs du Plateau" in page
    assert "Voisine" not in page
    assert "Les Serveurs du Plateau" in visit().page("/mentions-legales?organisation=demo")
    told = api("admin@demo.example").get("/api/v1/privacy/processing").json()
    assert [one["purpose"] for one in told["processing"]] == list(Purpose)
    with pytest.raises(Forbidden):
        processor.of_one(session, house.actor(Role.ADVISER))


def test_the_page_the_spreadsheets_and_the_json_say_the_same(session: Session, house: House, visit: Visit) -> None:
    actor = house.actor(Role.ADMIN)
    statements.keep(session, actor, "processor", "", 0, ADA)
    statements.keep(session, actor, "sheet", "parcours", 0, {"measures": ["Armoire fermée à clé"]})
    found = register.read(session, actor)
    book = load_workbook(io.BytesIO(exports.workbook(found))).get_sheet_by_index(0).to_python()
    lines = {row[0]: row[1:] for row in book[1:]}
    csv = exports.csv(found).decode("utf-8-sig")
    data = exports.data(found)
    page = visit("admin@demo.example").page("/donnees/registre/parcours")
    for number, one in enumerate(found.sheets):
        said = facts(found, one)
        assert [cell for cell in lines[one.sheet.title]] == ["\n".join(fact.lines) for fact in said]
        assert [data["processing"][number][fact.key] for fact in said] == [list(fact.lines) for fact in said]
    assert "Armoire fermée à clé" in page
    assert "Armoire fermée à clé" in csv
    assert "Nuage du Limousin · France · contrat du" in page.replace("\n", " ")
    assert exports.pdf(found).startswith(b"%PDF")
    assert exports.impact_pdf(found, {}, 0).startswith(b"%PDF")


def test_what_is_said_again_is_another_version_and_two_at_once_do_not_overwrite(session: Session, house: House) -> None:
    actor = house.actor(Role.ADMIN)
    key = statements.keep(session, actor, "processor", "", 0, ADA)
    statements.keep(session, actor, "processor", key, 1, ADA | {"country": ["Allemagne"]})
    with pytest.raises(Conflict):
        statements.keep(session, actor, "processor", key, 1, ADA)
    statements.end(session, actor, "processor", key)
    assert all(one.key != key for one in register.read(session, actor).processors)
    assert [row.version for row in statements.queries.versions(session, house.demo.id, "processor", key)] == [3, 2, 1]


@pytest.mark.parametrize(
    "typed", [{"country": [""]}, {"role": ["boss"]}, {"contract_on": ["hier"]}, {"name": ["x" * 301]}]
)
def test_a_page_that_does_not_hold_is_refused(session: Session, house: House, typed: dict[str, list[str]]) -> None:
    with pytest.raises(Invalid):
        statements.keep(session, house.actor(Role.ADMIN), "processor", "", 0, ADA | typed)


def test_the_register_of_another_organisation_is_not_there(session: Session, house: House) -> None:
    key = statements.keep(session, house.actor(Role.ADMIN), "processor", "", 0, ADA)
    with pytest.raises(NotFound):
        statements.keep(session, house.neighbour.actor(Role.ADMIN), "processor", key, 1, ADA)
    assert not [one for one in register.read(session, house.neighbour.actor(Role.ADMIN)).processors if one.key]


def test_the_data_officer_keeps_the_register_and_nobody_else_but_the_administration(
    session: Session, house: House
) -> None:
    adviser = house.actor(Role.ADVISER)
    with pytest.raises(Forbidden):
        register.read(session, adviser)
    session.add(DataOfficer(organisation_id=house.demo.id, account_id=adviser.account_id))
    session.flush()
    assert register.read(session, adviser).officer.name == adviser.name
    with pytest.raises(Forbidden):
        register.read(session, house.actor(Role.QUALITY))


def test_an_officer_who_does_not_administer_opens_every_register_and_the_trail(
    session: Session, house: House, visit: Visit
) -> None:
    trainer = house.actor(Role.TRAINER)
    session.add(DataOfficer(organisation_id=house.demo.id, account_id=trainer.account_id))
    session.flush()
    officer, admin = visit(trainer.email), visit("admin@demo.example")
    for path in ("registre", "registre/comptes", "sous-traitants", "destinataires", "hebergeur", "analyse-impact",
                 "violations", "fiches/organisation/main", "journal"):  # fmt: skip
        assert officer.get(f"/donnees/{path}").status_code == 200, path
    assert admin.get("/donnees/registre").status_code == 200
    assert admin.get("/donnees/journal").status_code == 403


def test_a_review_is_signed_and_asked_again_after_a_year(session: Session, house: House, visit: Visit) -> None:
    actor = house.actor(Role.ADMIN)
    assert register.read(session, actor).review_late
    visit("admin@demo.example").post("/donnees/registre/relecture", {"note": "Tout est vrai."})
    found = register.read(session, actor)
    assert not found.review_late
    assert not found.changes
    assert "Tout est vrai." in visit("admin@demo.example").page("/donnees/registre")


def test_forms_are_filled_and_refused_on_their_page(house: House, visit: Visit) -> None:
    admin = visit("admin@demo.example")
    refused = admin.post("/donnees/fiches/sous-traitant/nouveau", {"name": "Nuage", "role": "host"})
    assert refused.status_code == 422
    assert "Nuage" in refused.text
    admin.post("/donnees/fiches/sous-traitant/nouveau", {name: value[0] for name, value in ADA.items()})
    assert "Nuage du Limousin" in admin.page("/donnees/sous-traitants")
    admin.post(
        "/donnees/fiches/analyse/main", {"access_gravity": "3", "opinion": "Favorable.", "opinion_on": "2026-11-20"}
    )
    page = admin.page("/donnees/analyse-impact")
    assert "3 : important" in page
    assert "Favorable." in page
    assert admin.get("/donnees/fiches/analyse/autre").status_code == 404
    assert admin.get("/donnees/fiches/traitement/nouveau").status_code == 404
