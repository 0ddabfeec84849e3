"""After an erasure nothing of the person is found anywhere, and the house still counts the same."""

import io
import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from zipfile import ZipFile

import pytest
from sqlalchemy import JSON, LargeBinary, String, Text, cast, select
from sqlalchemy.orm import Session

import app
from app.core.access import Role
from app.core.clock import now, today
from app.core.db import Base, Database
from app.core.errors import NotFound
from app.core.sealed import SealedJSON, SealedText
from app.core.settings import settings
from app.enrolments import services as enrolling
from app.enrolments.models import Enrolment
from app.files import services as files
from app.identity.models import Account
from app.ledger.services import verify
from app.privacy import map as mapped
from app.privacy.erasure import holds, listing, scrubbing
from app.privacy.erasure import services as erasing
from app.privacy.erasure.cleaning import retentions_of
from app.privacy.erasure.fates import ARCHIVED, FATES, Fate
from app.privacy.erasure.queries import bundles, certificates
from app.privacy.erasure.rules import Cause, Ground, Scope, Why
from app.quality.audit.models import AuditFile, AuditFilePerson
from tests.factories.client import Client
from tests.factories.house import House, build_house
from tests.factories.paths import enrolled, small_course
from tests.privacy import traces
from tests.privacy.planting import EMAIL, NAME, PHONE, Planted

for _module in walk_packages(app.__path__, "app."):
    if _module.name.endswith(".models"):
        import_module(_module.name)  # of rooms and of their sub-rooms: every table is known

ASKED = Why(Cause.REQUEST, "D-2026-1")
LEFT_EMPTY = {"locale"}


def planted(session: Session, house: House) -> Planted:
    small_course(session, house.demo)
    path = enrolled(session, house, email=EMAIL, name=NAME)
    enrolling.leave(session, house.demo.actor(Role.ADVISER), path.id, today(), exit_reason="unknown")
    person = session.get_one(Account, path.learner_id)
    person.phone = PHONE
    session.flush()
    found = Planted(session, person, path, house.demo.people["adviser"].id)
    found.everywhere()
    found.said_by_others()
    session.flush()
    return found


def _archive(session: Session, house: House, said: str, *paths: Enrolment) -> AuditFile:
    """An audit file that was made: its table says these words, its folders are those of these paths."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("tables/contacts.csv", said)
    out.seek(0)
    quality, day = house.demo.actor(Role.QUALITY), today()
    kept = files.store(session, quality, house.demo.id, "audit.zip", out, None)
    made = AuditFile(
        organisation_id=house.demo.id, asked_by=quality.account_id, starts_on=day, ends_on=day, grid_id="rnq-2019",
        kept_until=day, file_id=kept.id, size=kept.size, sha256=kept.sha256, ready_at=now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add_all(
        AuditFilePerson(audit_file_id=made.id, enrolment_id=one.id, organisation_id=house.demo.id, position=n)
        for n, one in enumerate(paths, 1)
    )
    session.flush()
    return made


def test_an_audit_file_goes_with_whom_it_holds_or_names_and_stays_for_others(session: Session, house: House) -> None:
    small_course(session, house.demo)
    gone = enrolled(session, house, email=EMAIL, name=NAME)
    other = enrolled(session, house, email="autre@demo.example", name="Zélie Quatrevents")
    own, naming = _archive(session, house, "rien", gone, other), _archive(session, house, f"vue avec {NAME}", other)
    apart = _archive(session, house, "vue avec Zélie", other)
    erasing.erase(session, house.demo.actor(Role.ADMIN), Scope(house.demo.id, gone.learner_id), ASKED)
    session.expire_all()
    assert [(one.file_id is None, one.removed_at is None) for one in (own, naming, apart)] == [
        (True, False), (True, False), (False, True),
    ]  # fmt: skip


def whole(found: Planted) -> Scope:
    return Scope(found.path.organisation_id, found.person.id)


def everything_said(session: Session) -> dict[str, str]:
    """Every text of every column of every table, and bytes that are not sealed."""
    found = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, SealedText | SealedJSON):
                opened = [json.dumps(value, ensure_ascii=False) for value in session.scalars(select(column)) if value]
                found[f"{table.name}.{column.name}"] = "\n".join(opened)
            if not isinstance(column.type, String | Text | JSON | LargeBinary):
                continue
            wanted = cast(column, Text) if isinstance(column.type, JSON) else column
            values = [value for value in session.scalars(select(wanted)) if value]
            text = "\n".join(v.decode("latin-1") if isinstance(v, bytes) else str(v) for v in values)
            if isinstance(column.type, JSON):
                text += text.encode().decode("unicode_escape", "ignore")
            found[f"{table.name}.{column.name}"] = text
    return found


def test_every_table_with_personal_data_has_a_fate() -> None:
    assert set(mapped.PATHS) | mapped.BY_PRINT == set(FATES)


def test_no_free_text_stays_and_nothing_is_kept_that_does_not_exist() -> None:
    for name, becomes in FATES.items():
        columns = mapped.table(name).c
        for column in becomes.kept | becomes.coded | becomes.also | set(becomes.marks):
            assert column in columns, f"{name}.{column}"
        for column in becomes.kept:
            assert not isinstance(columns[column].type, Text | SealedText), f"{name}.{column} is free text"
        if becomes.fate is Fate.ACT:
            words = [c.name for c in columns if mapped.declared(c) and isinstance(c.type, Text | SealedText)]
            assert name in {"group_message", "sealed_note", "archive_opening", "data_breach"} or not words, (
                f"{name}: {words}"
            )
        if becomes.ground:
            assert retentions_of(name) & ARCHIVED, f"{name} is sealed though nothing obliges to keep it"


def test_after_an_erasure_no_word_of_the_person_is_in_any_table(session: Session, house: House) -> None:
    found = planted(session, house)
    before = everything_said(session)
    missing = {word: place for word, place in found.words.items() if not any(word in text for text in before.values())}
    assert set(missing.values()) <= {"bytes"}
    erasing.erase(session, None, whole(found), ASKED)
    session.flush()
    said = everything_said(session)
    needles = traces.needles_of(NAME, "Quartzféld", "quartzfeld", EMAIL, PHONE, PHONE.replace(" ", ""))
    assert traces.in_tables(session, needles) == []
    left = {word: where for word, where in found.words.items() if any(f"{word}" in text for text in said.values())}
    assert not left


def test_what_the_law_keeps_is_sealed_and_opens_for_a_reason(session: Session, house: House) -> None:
    found = planted(session, house)
    certificate = erasing.erase(session, None, whole(found), ASKED)
    kept = bundles.bundles_of(session, certificate.id)
    assert {bundle.ground for bundle in kept} >= {"attendance", "papers", "training", "funding"}
    admin = house.demo.actor(Role.ADMIN)
    papers = next(bundle for bundle in kept if bundle.ground == "papers")
    with pytest.raises(Exception, match="pourquoi"):
        erasing.open_bundle(session, admin, papers.id, "voir")
    opened = erasing.open_bundle(session, admin, papers.id, "Contrôle du financeur, lettre du 3 mars.")
    assert opened.subject["name"] == NAME
    assert opened.files
    from app.privacy.erasure.archive import file_pieces  # noqa: PLC0415

    bytes_ = b"".join(file_pieces(session, papers.id, opened.files[0]["position"]))
    assert b"octets-" in bytes_
    with pytest.raises(NotFound):
        erasing.open_bundle(session, house.demo.actor(Role.TRAINER), papers.id, "Contrôle du financeur, lettre.")


def test_the_archive_goes_when_its_end_has_come(session: Session, house: House) -> None:
    found = planted(session, house)
    certificate = erasing.erase(session, None, whole(found), ASKED)
    n = len(bundles.bundles_of(session, certificate.id))
    assert erasing.purge_archive(session, today()) == 0
    assert erasing.purge_archive(session, today().replace(year=today().year + 7)) == n
    assert all(bundle.purged_at for bundle in bundles.bundles_of(session, certificate.id))


def test_a_hold_seals_everything_of_the_path_and_stops_the_end(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = planted(session, house)
    monkeypatch.setattr(holds, "_ask", [lambda _session, ids: dict.fromkeys(ids, "contrôle en cours")])
    certificate = erasing.erase(session, None, whole(found), ASKED)
    held = [bundle for bundle in bundles.bundles_of(session, certificate.id) if bundle.ground == Ground.HELD]
    assert held
    later = today().replace(year=today().year + 20)
    erasing.purge_archive(session, later)
    assert all(
        bundle.purged_at is None for bundle in bundles.bundles_of(session, certificate.id) if bundle.enrolment_id
    )


def test_the_chain_of_the_ledger_holds(session: Session, house: House) -> None:
    found = planted(session, house)
    erasing.erase(session, None, whole(found), ASKED)
    verdict = verify(session, house.demo.id)
    assert verdict.bad_number is None
    assert verdict.entries


def test_the_preview_says_what_the_certificate_says_after(session: Session, house: House) -> None:
    found = planted(session, house)
    erasing.erase(session, None, Scope(found.path.organisation_id, found.person.id, found.path.id), ASKED)
    plan = erasing.preview(session, whole(found))
    certificate = erasing.erase(session, None, whole(found), ASKED)
    counts = {line.table: line.deleted for line in plan.lines if line.deleted}
    assert counts == {
        name: line["deleted"] for name, line in certificate.counts.items() if line["deleted"] and name in counts
    }


def _on_disk(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nothing_is_in_the_bytes_of_the_database_nor_of_the_files(
    real: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with real.writing() as session:
        house = build_house(session)
        found = planted(session, house)
        scope = whole(found)
    files = settings().files_dir
    assert any(NAME.encode() in data for data in _on_disk(files).values())
    with real.writing() as session:
        erasing.erase(session, None, scope, ASKED)
    scrubbing.scrub(real)
    places: dict[Path, bytes] = _on_disk(settings().data_dir)
    if real.is_sqlite:
        places |= _on_disk(tmp_path)
    for path, data in places.items():
        for word in found.words:
            assert word.encode() not in data, f"{word} ({found.words.get(word)}) in {path.name}"
        assert (
            traces.in_bytes(path.name, data, traces.needles_of(NAME, "Quartzféld", EMAIL, PHONE, "octets-rapport"))
            == []
        )
    entries = [entry for entry in listing.read() if entry["account_id"] == scope.account_id]
    assert [entry["state"] for entry in entries] == ["kept"]


def test_a_restored_database_is_erased_again_and_once(session: Session, house: House) -> None:
    found = planted(session, house)
    savepoint = session.begin_nested()
    certificate = erasing.erase(session, None, whole(found), ASKED)
    lines = [line for line in erasing.erasures_list(session) if line["id"] == certificate.id]
    code, number = certificate.code, certificate.number
    savepoint.rollback()
    session.expire_all()
    assert session.get_one(Account, found.person.id).email == EMAIL
    assert erasing.replay(session, json.loads(json.dumps(lines))) == 1
    assert erasing.replay(session, lines) == 0
    again = certificates.certificate_by_code(session, code)
    assert again is not None
    assert again.number == number
    assert session.get_one(Account, found.person.id).email == ""


def test_a_process_killed_before_it_could_say_so_leaves_no_kept_erasure_unknown(
    session: Session, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "path", lambda: tmp_path / "erasures.jsonl")
    monkeypatch.setattr(listing, "if_kept", lambda *_: None)  # killed between the commit and the second line
    monkeypatch.setattr(listing, "if_undone", lambda *_: None)
    path = enrolled(session, house, email=EMAIL, name=NAME)
    certificate = erasing.erase(session, None, Scope(path.organisation_id, path.learner_id), ASKED)
    with listing.path().open("a") as file:
        file.write('{"id": "cut')  # and a power cut in the middle of a line
    assert [(each["id"], each["state"]) for each in listing.read()] == [(certificate.id, "begun")]
    listing.settle(session)
    assert [each["state"] for each in listing.read()] == ["kept"]
    assert not listing.settle(session)
    assert NAME not in listing.path().read_text()


def test_an_open_path_closes_and_whoever_is_at_a_quiz_is_refused(
    session: Session, house: House, visit: Callable[..., Client]
) -> None:
    path = enrolled(session, house)
    learner = visit("learner@demo.example")
    assert learner.get("/mes-donnees").status_code == 200
    erasing.erase(session, None, Scope(path.organisation_id, path.learner_id), ASKED)
    session.flush()
    refused = learner.get("/mes-donnees")
    assert refused.status_code == 302
    assert "/connexion" in refused.headers["location"]
    assert session.get_one(Enrolment, path.id, populate_existing=True).status == "left"
