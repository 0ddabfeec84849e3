"""Registers: a line that is typed by its kind, its pieces, its history, who reads it, when it comes back."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core import clock, keyring
from app.core.access import Actor, Role
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.sensitive import Doubtful
from app.core.settings import settings
from app.files import queries as stored
from app.files import services as files
from app.files.models import StoredFile
from app.registers import exports, naming, people_queries, policies, queries, services
from app.registers.kinds import kind_of, registers
from app.registers.models import RegisterEntry
from app.registers.reminding import remind
from app.registers.services import Piece
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House

DAY = date(2026, 11, 20)
Visit = Callable[..., Client]


def paper(name: str = "cv.txt") -> Piece:
    def keep(session: Session, actor: Actor, owner_id: str | None) -> StoredFile:
        return files.store(session, actor, actor.organisation_id, name, io.BytesIO(b"Un texte."), owner_id)

    return Piece(keep)


def typed(**said: str | list[str]) -> dict[str, list[str]]:
    return {"day": [DAY.isoformat()], **{name: [one] if isinstance(one, str) else one for name, one in said.items()}}


def watch(session: Session, actor: Actor, **more: str) -> RegisterEntry:
    said = typed(title="Un décret paraît", axis="legal", source="Journal officiel", **more)
    return services.add_entry(session, actor, kind_of("watch_item"), said)


@pytest.fixture
def quality(house: House) -> Actor:
    return house.actor(Role.QUALITY)


def test_every_kind_is_short_to_fill_and_its_words_fit_its_columns() -> None:
    for kind in registers().kinds.values():
        assert 2 <= len(kind.fields) <= 6, kind.code
        assert kind.pieces
        for field in kind.fields:
            assert all(len(code) <= 20 for code in field.options), field.name
    assert len({kind.slug for kind in registers().kinds.values()}) == len(registers().kinds)


def test_a_watch_item_is_settled_once_something_was_made_of_it(session: Session, quality: Actor) -> None:
    with clock.at(clock.paris(DAY, 15)):
        entry = watch(session, quality)
        assert entry.settled_at is None
        assert entry.facet == "legal"
        kind = kind_of("watch_item")
        said = typed(title="Un décret paraît", axis="legal", source="Journal officiel", done="Lu en réunion.")
        services.change_entry(session, quality, kind, entry.id, said, 1)
        assert entry.settled_at is not None
        assert entry.version == 2
        assert [row.act for row in queries.history(session, entry.id)] == ["changed", "made"]
        assert queries.history(session, entry.id)[0].before["done"] == ""
        services.change_entry(session, quality, kind, entry.id, said, 2)
        assert entry.version == 2  # the same said twice changes nothing
        with pytest.raises(Conflict):
            services.change_entry(session, quality, kind, entry.id, said | {"title": ["Autre"]}, 1)


@pytest.mark.parametrize(
    ("kind", "said", "field"),
    [
        ("watch_item", {"axis": "nowhere", "title": "x", "source": "y"}, "axis"),
        ("watch_item", {"axis": "legal", "source": "y"}, "title"),
        ("watch_item", {"axis": "legal", "title": "x" * 201, "source": "y"}, "title"),
        ("watch_item", {"axis": "legal", "title": "x", "source": "y", "day": "2026-02-30"}, "day"),
        ("watch_item", {"axis": "legal", "title": "x", "source": "y", "day": "2026-12-24"}, "day"),
        ("watch_item", {"axis": "legal", "title": "x", "source": "y", "owner": "nobody"}, "owner"),
        ("staff_training", {"title": "x", "form": "course", "hours": "beaucoup"}, "hours"),
        ("subcontract_check", {"checked": "x", "result": "fine", "parent": "nothing"}, "parent"),
        ("document", {"category": "insurance"}, "file"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(
    session: Session, quality: Actor, kind: str, said: dict[str, str], field: str
) -> None:
    with clock.at(clock.paris(DAY, 15)), pytest.raises(Invalid) as refused:
        services.add_entry(session, quality, kind_of(kind), typed(**said))
    assert field in {one.field for one in refused.value.fields}
    assert session.scalar(text("SELECT count(*) FROM register_entry")) == 0


def test_a_profile_is_one_for_each_person_and_a_procedure_replaces_the_former(
    session: Session, house: House, quality: Actor
) -> None:
    trainer = house.demo.people["trainer"].id
    profile = typed(person=trainer, status="employee", domains="Gestion")
    with clock.at(clock.paris(DAY, 15)):
        services.add_entry(session, quality, kind_of("staff_profile"), profile, paper())
        with pytest.raises(Invalid):
            services.add_entry(session, quality, kind_of("staff_profile"), profile)
        procedure = typed(contacts="Colette", steps="Parler", delays="Deux jours")
        first = services.add_entry(session, quality, kind_of("procedure"), procedure)
        second = services.add_entry(
            session, quality, kind_of("procedure"), procedure | {"steps": ["Parler, puis agir"]}
        )
        assert first.archived_at is not None
        current = queries.current(session, quality.organisation_id, "procedure")
        assert current is not None
        assert current.id == second.id
        with pytest.raises(Conflict):
            services.archive_entry(session, quality, kind_of("procedure"), first.id, again=True)


def test_a_document_serves_the_indicators_of_its_category_or_those_chosen(session: Session, quality: Actor) -> None:
    with clock.at(clock.paris(DAY, 15)):
        kind = kind_of("document")
        rules = services.add_entry(session, quality, kind, typed(category="internal_rules"), paper())
        chosen = services.add_entry(session, quality, kind, typed(category="other", indicators=["9", "12"]), paper())
    assert rules.title == "Règlement intérieur"
    assert queries.indicators_of(session, [rules.id, chosen.id]) == {rules.id: [9], chosen.id: [9, 12]}
    nine = queries.documents(session, quality.organisation_id, 9)
    assert {row.id for row in nine} == {rules.id, chosen.id}
    assert not queries.documents(session, quality.organisation_id, 9, DAY - timedelta(days=1))
    assert queries.files_of(session, quality.organisation_id, [rules.id])[rules.id][0].sha256


def test_a_review_puts_the_next_one_off_and_a_lapsed_one_is_told_once(
    session: Session, house: House, quality: Actor
) -> None:
    with clock.at(clock.paris(DAY, 15)):
        entry = services.add_entry(
            session, quality, kind_of("risk"),
            typed(title="Absence", level="low", impact="high", prevention="Remplacer", review_on="2026-11-22"),
        )  # fmt: skip
    told = "SELECT count(*) FROM notice WHERE event = 'register_due'"
    for _again in range(2):
        with clock.at(clock.paris(DAY + timedelta(days=3), 8)):
            remind(session)
        assert session.scalar(text(told)) == 1
    with clock.at(clock.paris(DAY + timedelta(days=3), 9)):
        services.review_entry(session, quality, kind_of("risk"), entry.id)
        assert entry.review_on == date(2027, 5, 23)
        remind(session)
    assert session.scalar(text(told)) == 1


def test_the_team_adds_watch_and_keeps_its_own_profile_and_nothing_else(session: Session, house: House) -> None:
    trainer, adviser = house.actor(Role.TRAINER), house.actor(Role.ADVISER)
    with clock.at(clock.paris(DAY, 15)):
        watch(session, trainer)
        own = services.add_entry(
            session, trainer, kind_of("staff_profile"),
            typed(person=trainer.account_id, status="employee", domains="Gestion"),
        )  # fmt: skip
        for actor, kind, said in (
            (trainer, "staff_profile", typed(person=adviser.account_id, status="employee", domains="x")),
            (trainer, "risk", typed(title="x", level="low", impact="low", prevention="x")),
            (house.actor(Role.LEARNER), "watch_item", typed(title="x", axis="legal", source="y")),
            (house.actor(Role.AUDITOR), "watch_item", typed(title="x", axis="legal", source="y")),
        ):
            with pytest.raises(Forbidden):
                services.add_entry(session, actor, kind_of(kind), said)
        with pytest.raises(Forbidden):
            services.archive_entry(session, trainer, kind_of("staff_profile"), own.id)
    with pytest.raises(NotFound):
        queries.entry_for(session, house.neighbour.actor(Role.QUALITY), "staff_profile", own.id)


def test_accommodations_are_for_the_person_named_and_for_nobody_else(
    session: Session, house: House, quality: Actor
) -> None:
    learner, adviser, kind = house.actor(Role.LEARNER), house.actor(Role.ADVISER), kind_of("adjustment")
    with pytest.raises(Doubtful):
        services.ask_adjustment(session, learner, "Je suis en dépression et sous traitement.")
    entry = services.ask_adjustment(session, learner, "Une chaise haute aux ateliers.")
    for actor in (quality, house.actor(Role.ADMIN), adviser):
        with pytest.raises(Forbidden):
            services.review_entry(session, actor, kind, entry.id)
    naming.name_referent(session, house.actor(Role.ADMIN), "handicap", adviser.account_id)
    services.review_entry(session, adviser, kind, entry.id)
    assert people_queries.duties_of(session, adviser) == {"handicap"}
    naming.end_referent(session, house.actor(Role.ADMIN), "handicap", adviser.account_id)
    with pytest.raises(Forbidden):
        services.review_entry(session, adviser, kind, entry.id)


def test_whoever_follows_somebody_sees_what_was_decided_and_never_what_was_asked(
    session: Session, house: House
) -> None:
    learner, adviser = house.actor(Role.LEARNER), house.actor(Role.ADVISER)
    naming.name_referent(session, house.actor(Role.ADMIN), "handicap", adviser.account_id)
    for state, measures in (("asked", ""), ("decided", "Une place devant."), ("refused", "Pas de salle.")):
        said = typed(person=learner.account_id, need="Entend mal de loin.", measures=measures, state=state)
        services.add_entry(session, adviser, kind_of("adjustment"), said)
    found = queries.measures_decided(session, learner.organisation_id, learner.account_id)
    assert [words for _at, words in found] == ["Une place devant."]
    assert policies.may_see_measures(adviser, adviser.account_id)
    assert not policies.may_see_measures(adviser, "somebody-else")
    assert not policies.may_see_measures(house.actor(Role.QUALITY), house.actor(Role.QUALITY).account_id)


def test_a_register_leaves_as_a_spreadsheet_whose_cells_are_no_formulas(session: Session, quality: Actor) -> None:
    with clock.at(clock.paris(DAY, 15)):
        services.add_entry(
            session, quality, kind_of("watch_item"), typed(title='=HYPERLINK("x")', axis="jobs", source="@somme")
        )
    body = exports.csv(session, quality, kind_of("watch_item")).decode()
    assert ';"\'=HYPERLINK(""x"")";' in body
    assert ";'@somme;" in body
    assert exports.workbook(session, quality, kind_of("watch_item"))[:2] == b"PK"


def test_pages_say_form_line_history_and_a_refused_form_keeps_the_words(
    house: House, database: RolledBack, visit: Visit
) -> None:
    client = visit("quality@demo.example")
    assert "Rien dans ce registre" in client.page("/qualite/registres/risques")
    client.page("/qualite/registres/risques/nouveau")
    said = {"title": "Une seule formatrice", "level": "low", "impact": "high", "prevention": "", "day": "2026-01-10"}
    refused = client.post("/qualite/registres/risques", data=said)
    assert refused.status_code == 422
    assert "Une seule formatrice" in refused.text
    kept = client.post("/qualite/registres/risques", data=said | {"prevention": "Former"})
    assert kept.status_code == 303
    page = client.page(kept.headers["location"])
    assert "Probabilité" in page
    assert "Historique" in page
    assert "Une seule formatrice" in client.page("/qualite/registres/risques?tri=low")
    assert "Une seule formatrice" not in client.page("/qualite/registres/risques?tri=high")


def test_a_piece_opens_from_its_line_and_by_no_other_address(house: House, database: RolledBack, visit: Visit) -> None:
    client = visit("quality@demo.example")
    trainer = house.demo.people["trainer"].id
    kept = client.post(
        "/qualite/registres/intervenants",
        data={"person": trainer, "status": "employee", "domains": "Gestion", "day": "2026-01-10", "piece": "cv"},
        files={"file": ("cv.txt", b"Vingt ans de commerce", "text/plain")},
    )
    line = kept.headers["location"]
    with database.reading() as session:
        file_id = str(session.scalar(text("SELECT file_id FROM register_file")))
        assert stored.file_of(session, house.demo.id, file_id).owner_id == trainer
    assert client.get(f"{line}/pieces/{file_id}").text == "Vingt ans de commerce"
    assert client.get(f"/fichiers/{file_id}/cv.txt").status_code == 404
    assert visit("trainer@demo.example").get(f"{line}/pieces/{file_id}").status_code == 200
    assert visit("adviser@demo.example").get(f"{line}/pieces/{file_id}").status_code == 403
    assert "cv.txt" in visit("trainer@demo.example").page("/mon-dossier-professionnel")
    assert client.post(f"{line}/pieces/{file_id}/retrait").status_code == 303
    assert client.get(f"{line}/pieces/{file_id}").status_code == 404


def test_a_register_with_a_lost_key_shows_the_lines_that_open_and_says_how_many_do_not(
    house: House, database: RolledBack, visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "keys_dir", str(tmp_path))
    client = visit("quality@demo.example")
    with database.writing() as session:
        lost = f"/qualite/registres/veille/{watch(session, house.actor('quality'), words='Une phrase close').id}"
    (first,) = keyring.numbers()
    keyring.add()
    said = {"title": "Un autre décret", "axis": "legal", "source": "Journal officiel", "day": DAY.isoformat()}
    assert client.post("/qualite/registres/veille", said).status_code == 303
    secret = keyring.key(first)
    keyring.remove(first)
    page = client.page("/qualite/registres/veille")
    assert "Un décret paraît" in page
    assert "Un autre décret" in page
    assert "1 ligne ne se lit pas" in page
    assert page.count("ne s'ouvre pas</") == 1
    sheet = client.get("/qualite/registres/veille.csv").text
    assert "Un autre décret" in sheet
    assert "ne s'ouvre plus" in sheet
    assert "bidaide keys load" in client.page(lost)
    assert client.get(f"{lost}/modifier").status_code == 503, "nothing is written over what cannot be read"
    keyring.put(first, secret)
    assert "ne se lit pas" not in client.page("/qualite/registres/veille")
