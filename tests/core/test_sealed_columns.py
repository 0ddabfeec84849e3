"""Words that the database keeps and cannot read; keys that change; a key that is lost."""

from base64 import b64encode
from collections import Counter
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import JSON, String, select, text, update
from sqlalchemy.orm import Session

from app.core import keyring, resealing, sealed
from app.core.clock import now
from app.core.db import Base, Database, database
from app.core.errors import Unavailable
from app.core.privacy import PersonalData, Sensitivity
from app.core.sealed import SealedJSON, SealedText, Unreadable
from app.core.settings import settings
from app.privacy.erasure import cleaning
from app.registers.models import RegisterEntry
from tests.factories.house import House, build_house

WORDS = "Elle préfère le premier rang."

# Columns about a person, of few eyes, whose words are not sealed: why.
IN_CLEAR = {
    "dossier_note.subject": "a key of a closed list, which figures count",
    "dossier_aid.decision": "a key of a closed list, which figures count",
    "application.situation": "a key of a closed list, which figures count",
    "participant_record.sealed": "closed by hand, for its row",
    "sealed_note.words": "closed by hand, with the key of the sealed register",
}


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of keys of the test's own."""
    monkeypatch.setattr(settings(), "keys_dir", str(tmp_path / "keys"))
    return tmp_path / "keys"


def kept(session: Session, entry_id: str) -> str:
    """What the database itself holds."""
    return str(session.execute(text("SELECT data FROM register_entry WHERE id = :id"), {"id": entry_id}).scalar_one())


def an_entry(session: Session, house: House) -> str:
    actor = house.actor("quality")
    entry = RegisterEntry(
        organisation_id=actor.organisation_id, kind="adjustment", title="x", at=now(), data={"need": WORDS}
    )
    session.add(entry)
    session.flush()
    return entry.id


def read(session: Session, entry_id: str) -> object:
    return session.execute(select(RegisterEntry.data).where(RegisterEntry.id == entry_id)).scalar_one()


@pytest.mark.once
def test_every_restricted_word_is_sealed_or_says_why_not() -> None:
    found, wrong = set(), []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            said = column.info.get("personal")
            name = f"{table.name}.{column.name}"
            if isinstance(column.type, SealedText | SealedJSON):
                if column.type.place != name:
                    wrong.append(f"{name} is bound to {column.type.place}")
            elif isinstance(said, PersonalData) and said.sensitivity is Sensitivity.RESTRICTED:
                if isinstance(column.type, String | JSON) and name not in IN_CLEAR:
                    wrong.append(f"{name} is restricted and in clear")
                found.add(name)
    assert not wrong
    assert set(IN_CLEAR) <= found, "said of a column that is no longer there"


@pytest.mark.once
def test_what_is_closed_by_hand_is_known_to_whoever_changes_keys() -> None:
    """Passing secrets (a start at a provider, a task on its way) live some minutes: no change of keys waits for them."""
    known = {f"{place.column.table.name}.{place.column.name}" for place in resealing.places() if not place.by_itself}
    assert known == {
        "signing_key.secret", "participant_record.sealed", "one_time_code.secret", "identity_provider.secret",
        "archive_bundle.sealed", "archive_file.sealed", "archive_opening.reason",
    }  # fmt: skip


def test_words_are_closed_on_the_way_in_and_opened_on_the_way_out(session: Session, house: House, keys: Path) -> None:
    entry_id = an_entry(session, house)
    assert WORDS not in kept(session, entry_id)
    assert kept(session, entry_id).startswith(sealed.IN_TEXT)
    assert read(session, entry_id) == {"need": WORDS}
    (made,) = keys.iterdir()
    assert made.name == keyring.name_of(keyring.current()[0])
    assert made.stat().st_mode & 0o077 == 0


def test_words_moved_to_another_place_do_not_open() -> None:
    with pytest.raises(sealed.Lost):
        sealed.unseal_text("dossier_note.body", sealed.seal_text("follow_up.words", WORDS))


@pytest.mark.once
def test_a_sealed_column_is_not_searched_by_the_database() -> None:
    with pytest.raises(TypeError, match="in Python"):
        RegisterEntry.data == {"need": WORDS}  # noqa: B015
    with pytest.raises(TypeError, match="in Python"):
        Base.metadata.tables["dossier_note"].c.body.like("%rang%")


@pytest.mark.once
def test_words_whose_key_is_lost_say_so_and_are_written_back_as_they_were(keys: Path) -> None:
    column = SealedText("dossier_note.body")
    closed = column.process_bind_param(WORDS, None)  # type: ignore[arg-type]
    number, secret = keyring.current()
    keyring.remove(number)
    said = column.process_result_value(closed, None)  # type: ignore[arg-type]
    assert isinstance(said, Unreadable)
    assert "ne s'ouvre plus" in said
    assert column.process_bind_param(said, None) == closed  # type: ignore[arg-type]
    keyring.put(number, secret)
    assert column.process_result_value(closed, None) == WORDS  # type: ignore[arg-type]


@pytest.mark.once
def test_a_value_whose_key_is_lost_is_refused_to_whoever_reads_in_it_and_written_back_as_it_was(keys: Path) -> None:
    column = SealedJSON("register_entry.data")
    closed = column.process_bind_param({"need": WORDS}, None)  # type: ignore[arg-type]
    number, secret = keyring.current()
    keyring.remove(number)
    said = column.process_result_value(closed, None)  # type: ignore[arg-type]
    assert not sealed.opens(said)
    assert "ne s'ouvre plus" in sealed.listed(said)
    for reads in (bool, len, list, dict, lambda value: value["need"], lambda value: value.get("need")):
        with pytest.raises(Unavailable, match="leur clé"):
            reads(said)
    assert column.process_bind_param(said, None) == closed  # type: ignore[arg-type]
    assert cleaning.empty_value(RegisterEntry.__table__.c.data, said, "id", frozenset()) == {}
    keyring.put(number, secret)
    assert column.process_result_value(closed, None) == {"need": WORDS}  # type: ignore[arg-type]


@pytest.mark.once
def test_a_key_is_never_written_over_and_a_new_one_comes_after(keys: Path) -> None:
    first, secret = keyring.current()
    with pytest.raises(FileExistsError):
        keyring.put(first, b"0" * 32)
    assert keyring.key(first) == secret
    made = [keyring.add() for _n in range(3)]
    assert keyring.numbers() == [first, *made]
    assert keyring.current()[0] == made[-1]


@pytest.fixture
def kept_house(real: Database) -> House:
    with database().writing() as session:
        return build_house(session)


def test_a_new_key_closes_everything_again_and_the_old_one_may_go(
    real: Database, kept_house: House, keys: Path
) -> None:
    with real.writing() as session:
        entry_id = an_entry(session, kept_house)
        clear_id = an_entry(session, kept_house)
        session.execute(
            text('UPDATE register_entry SET data = \'{"need": "en clair"}\' WHERE id = :id'), {"id": clear_id}
        )
    with real.reading() as session:
        before = resealing.usage(session)
        assert read(session, clear_id) == {"need": "en clair"}, "written before its column was sealed"
    assert before[resealing.CLEAR] == 1
    (first,) = keyring.numbers()
    assert before[first] >= 1
    second = keyring.add()
    assert sum(resealing.close_again(real)) == before.total()
    assert sum(resealing.close_again(real)) == 0
    with real.reading() as session:
        assert resealing.usage(session) == Counter({second: before.total()})
    keyring.remove(first)
    with real.reading() as session:
        assert read(session, entry_id) == {"need": WORDS}
        assert read(session, clear_id) == {"need": "en clair"}
        assert "en clair" not in kept(session, clear_id)


@pytest.mark.once
def test_what_was_closed_before_there_were_keys_opens(keys: Path) -> None:
    nonce = b"n" * 12
    old = nonce + AESGCM(keyring.key(0)).encrypt(nonce, b"words", b"signing_key:1")
    assert sealed.key_of(old) == 0
    assert sealed.unseal("signing_key:1", old) == b"words"
    assert sealed.unseal_text("signing_key:1", b64encode(old).decode()) == "words"


def test_a_row_changed_meanwhile_is_not_written_over(real: Database, kept_house: House, keys: Path) -> None:
    with real.writing() as session:
        entry_id = an_entry(session, kept_house)
    keyring.add()
    steps = resealing.close_again(real)
    next(steps)
    with real.writing() as session:
        session.execute(update(RegisterEntry).where(RegisterEntry.id == entry_id).values(data={"need": "autre"}))
    list(steps)
    with real.reading() as session:
        assert read(session, entry_id) == {"need": "autre"}
