"""The audit file: reopened by other code, link by link, sum by sum; the same question, the same bytes."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core import clock, storage, tasks
from app.core.access import Actor, Role
from app.core.db import Database
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from app.core.periods import Period
from app.enrolments import services as enrolling
from app.files import services as files
from app.files.models import StoredFile
from app.quality.audit import asking, lacks, queries, sampling, services
from app.quality.audit import content as contents_of
from app.quality.audit.asking import Question
from app.quality.audit.chapters import CHAPTERS, HOUSE
from app.quality.audit.models import AuditFile
from app.quality.audit.registers import code_of, open_to_auditors
from app.registers import services as registering
from app.registers.kinds import kind_of
from app.registers.models import RegisterEntry
from app.registers.services import Piece
from tests.conftest import Ground
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House, build_house
from tests.factories.paths import enrolled
from tests.quality.audit_reading import Opened
from tests.quality.story import YEAR, Story, tell

PERIOD = Period(*YEAR)
SUMMER = Period(date(2026, 7, 1), date(2026, 9, 30))
Visit = Callable[..., Client]


@pytest.fixture(scope="module")
def laid(ground: Ground) -> Story:
    database, house = ground
    with database.writing() as session:
        tell(session, house, house.neighbour)
        return tell(session, house)


@pytest.fixture
def story(laid: Story, house: House) -> Story:
    return laid


def asked(session: Session, story: Story, period: Period = SUMMER, **wanted: object) -> Question:
    return asking.ask(session, story.actor(Role.QUALITY), period, **wanted)  # type: ignore[arg-type]


def made(question: Question) -> bytes:
    return b"".join(services.stream(question))


def test_an_archive_reads_without_a_broken_link_a_script_or_a_wrong_sum(session: Session, story: Story) -> None:
    opened = Opened(made(asked(session, story)))
    assert opened.problems() == []
    for name in (
        "index.html",
        "manquants.html",
        "manquants.csv",
        "lisez-moi.txt",
        "tables/tableaux.xlsx",
        "sha256sums.txt",
    ):
        assert name in opened.names
    index = opened.text("index.html")
    for words in (
        "Ce qui manque",
        "Critère 3",
        "Indicateur 12",
        "Taux de réalisation",
        "Numérateur",
        "rapport d&#39;activité",
    ):
        assert words in index, words
    assert index.index("Ce qui manque") < index.index("Critère 1")
    assert [name for name in opened.names if name.startswith("personnes/") and name.endswith("index.html")] == [
        "personnes/01-ada/index.html", "personnes/02-bea/index.html", "personnes/03-carl/index.html",
    ]  # fmt: skip


def test_the_tables_hold_what_other_code_counts(session: Session, story: Story) -> None:
    opened = Opened(made(asked(session, story)))
    ids = {"ada": story.ada.id, "bea": story.bea.id, "carl": story.carl.id}

    def counted(statement: str, **values: object) -> int:
        session.flush()
        found = session.execute(text(statement), values).scalar()
        return int(found or 0)

    for name, enrolment_id in ids.items():
        own = [row for row in opened.rows("tables/traces.csv") if row["Personne"] == name.title()]
        minutes = counted("SELECT SUM(minutes) FROM ledger_entry WHERE enrolment_id = :id", id=enrolment_id)
        assert sum(int(row["Minutes"]) for row in own) == minutes
    half_days = counted("SELECT COUNT(*) FROM attendance WHERE organisation_id = :o", o=story.place.id)
    assert len(opened.rows("tables/demi-journees.csv")) == half_days == 4
    levels = counted("SELECT COUNT(*) FROM level_assessment WHERE organisation_id = :o", o=story.place.id)
    assert len(opened.rows("tables/niveaux.csv")) == levels
    whole = next(row for row in opened.rows("tables/heures.csv") if row["Personne"] == "Ada")
    assert int(whole["En tout"]) == counted(
        "SELECT SUM(minutes) FROM ledger_entry WHERE enrolment_id = :id", id=ids["ada"]
    )
    left = next(row for row in opened.rows("tables/resultats.csv") if row["Résultat"].startswith("Sorties avant"))
    assert int(left["Valeur"]) == 2


def test_a_sheet_is_made_once_tagged_and_names_the_sample_alone(session: Session, story: Story) -> None:
    opened = Opened(made(asked(session, story, ids=[story.ada.id])))
    sheets = [name for name in opened.names if name.startswith("emargements/")]
    assert len(sheets) == 1
    reader = PdfReader(io.BytesIO(opened.archive.read(sheets[0])))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"]
    words = "".join(page.extract_text() for page in reader.pages)
    assert "Ada" in words
    assert "Bea" not in words
    assert "1 autre personne inscrite" in words
    everything = "".join(opened.text(name) for name in opened.names if name.endswith((".html", ".csv", ".txt")))
    assert "Bea" not in everything
    assert "Carl" not in everything
    both = Opened(made(asked(session, story, ids=[story.ada.id, story.bea.id])))
    assert len([name for name in both.names if name.startswith("emargements/")]) == 1
    assert f"../../{sheets[0]}" in both.text("personnes/02-bea/index.html")


def test_the_same_question_gives_the_same_bytes_at_another_time_and_by_the_worker(
    session: Session, story: Story, house: House
) -> None:
    first = made(asked(session, story))
    with clock.at(clock.paris(date(2027, 2, 3), 15)):
        assert made(asked(session, story)) == first
    ordered = services.order(session, story.actor(Role.ADMIN), asked(session, story))
    session.flush()
    tasks.drain()
    session.expire_all()
    kept = session.get_one(AuditFile, ordered.id)
    assert kept.file_id
    assert (
        b"".join(
            storage.store().read(services.archive(session, story.actor(Role.QUALITY), kept.id).blob_id, 0, kept.size)
        )
        == first
    )
    assert not services.workshop_of(kept.id).folder.exists()


def test_a_draw_is_the_same_for_its_seed_and_balanced(session: Session, story: Story) -> None:
    one = asked(session, story, PERIOD, size=2, seed="abc")
    assert asked(session, story, PERIOD, size=2, seed=" ABC ").ids == one.ids
    assert len(one.ids) == 2
    assert len({asked(session, story, PERIOD, size=2, seed=str(n)).ids for n in range(12)}) > 1
    three = asked(session, story, PERIOD, size=3, seed="x", by=["outcome"])
    assert len(three.ids) == 3


def test_what_is_missing_is_known_before_and_opens_what_mends_it(
    session: Session, story: Story, database: RolledBack
) -> None:
    opened = asking.open_question(session, asked(session, story))
    found = {(one.name, one.code) for one in opened.gaps}
    assert ("Bea", "without_adviser") in found
    assert ("Bea", "without_entry_levels") in found
    assert ("Ada", "not_countersigned") in found
    assert all(one.href.startswith(("/suivi/", "/seances/")) for one in opened.gaps)
    session.flush()
    database.statements.clear()
    few = asking.open_question(session, asked(session, story, ids=[story.ada.id]))
    n = len(database.statements)
    database.statements.clear()
    many = asking.open_question(session, asked(session, story))
    assert (len(few.scope.people), len(many.scope.people)) == (1, 3)
    assert len(database.statements) == n <= 12


def test_a_period_with_nobody_is_said_in_words(session: Session, story: Story) -> None:
    opened = Opened(made(asked(session, story, Period(date(2026, 1, 5), date(2026, 1, 9)))))
    assert opened.problems() == []
    assert "Aucun parcours n'a été suivi sur cette période" in opened.text("index.html")
    with pytest.raises(Invalid, match="Aucune grille"):
        asked(session, story, Period(date(2018, 1, 1), date(2018, 2, 1)))


def test_paths_of_others_or_of_another_time_are_refused(session: Session, story: Story, house: House) -> None:
    stranger = enrolled(session, house, place=house.neighbour, email="z@voisine.example", name="Zoé")
    for foreign in (stranger.id, "rien"):
        with pytest.raises(NotFound):
            asked(session, story, ids=[story.ada.id, foreign])
    with pytest.raises(Invalid, match="pas été suivi sur cette période"):
        asked(session, story, ids=[story.old.id])
    with pytest.raises(Forbidden):
        asking.ask(session, story.actor(Role.AUDITOR), SUMMER)


def test_two_paths_of_one_person_are_two_folders_that_name_each_other(
    session: Session, story: Story, house: House
) -> None:
    with clock.at(clock.paris(date(2026, 9, 7), 9)):
        again = enrolled(session, house, email="ada@demo.example", name="Ada", starts_on=date(2026, 9, 7))
        enrolling.start(session, story.actor(Role.ADVISER), again.id, date(2026, 9, 7))
    opened = Opened(made(asked(session, story, ids=[story.ada.id, again.id])))
    assert opened.problems() == []
    assert "../../personnes/02-ada/index.html" in opened.text("personnes/01-ada/index.html")


def test_an_exit_that_was_corrected_shows_both_versions(session: Session, story: Story) -> None:
    from app.enrolments.exits import services as exits  # noqa: PLC0415

    with clock.at(clock.paris(date(2026, 11, 20), 9)):
        exits.correct_exit(
            session, story.actor(Role.ADVISER), story.bea.id, date(2026, 8, 13), "permanent_job", "erreur de saisie"
        )
    rows = [row for row in Opened(made(asked(session, story))).rows("tables/sorties.csv") if row["Personne"] == "Bea"]
    assert [(row["Jour"], row["Vaut encore"]) for row in rows] == [("2026-08-14", "non"), ("2026-08-13", "oui")]


def _of_indicator(opened: Opened, number: int) -> str:
    """What the index says in front of one indicator."""
    return opened.text("index.html").partition(f'id="indicateur-{number}"')[2].partition("<h3 ")[0]


def test_what_is_proposed_and_what_registers_hold_are_read_at_their_indicators(session: Session, story: Story) -> None:
    quality = story.actor(Role.QUALITY)

    def line(kind: str, day: date, piece: Piece | None = None, **said: str) -> RegisterEntry:
        with clock.at(clock.paris(day, 9)):
            posted = {"day": [day.isoformat()], **{name: [one] for name, one in said.items()}}
            return registering.add_entry(session, quality, kind_of(kind), posted, piece)

    watched = line("watch_item", date(2026, 8, 5), title="=Un décret", axis="legal", source="Journal officiel")
    line("watch_item", date(2026, 11, 5), title="Après la période", axis="legal", source="Journal officiel")
    line("document", date(2026, 8, 5), Piece(_paper), category="premises")
    with clock.at(clock.paris(date(2026, 11, 6), 9)):
        registering.archive_entry(session, quality, kind_of("watch_item"), watched.id)
    opened = Opened(made(asked(session, story)))
    assert opened.problems() == []
    assert [row["Intitulé"] for row in opened.rows("tables/registre-veille.csv")] == ["'=Un décret"]
    for number, leads in (
        (18, "#table-seances-animees"), (23, "#table-registre-veille"), (17, "#table-lieux"),
        (17, 'href="registres/documents/01-bail.txt"'),
    ):  # fmt: skip
        assert leads in _of_indicator(opened, number), number
    assert "registres/documents" not in _of_indicator(opened, 23)
    scope = asking.open_question(
        session, asked(session, story, PERIOD)
    ).scope  # the course is out at the end of the year
    said = {table.code: table for table in HOUSE["offre"](session, scope)}
    assert contents_of.contents().house["offre"].tables.keys() == said.keys()
    assert {"Prérequis", "Prix", "Handicap et besoins particuliers"} <= {
        row[4] for row in said["fiches-publiques"].rows
    }
    assert all(row[3] for row in said["sequences"].rows)  # each its objective


def _paper(session: Session, actor: Actor, owner_id: str | None) -> StoredFile:
    return files.store(session, actor, actor.organisation_id, "bail.txt", io.BytesIO(b"Un bail."), owner_id)


def test_what_is_missing_comes_first_each_with_its_indicator(session: Session, story: Story) -> None:
    index = Opened(made(asked(session, story))).text("index.html")
    first = index.partition('id="manques"')[2].partition("<h2 ")[0]
    house, _title, people = first.partition("Dans les dossiers des personnes")
    assert "Pièce absente : Bail ou titre d&#39;occupation des locaux." in house
    assert 'href="#indicateur-17"' in house
    assert "Aucune conseillère" in people
    assert 'href="#indicateur-4"' in people


def test_a_grid_changed_in_mid_period_is_said(session: Session, story: Story) -> None:
    assert "La grille a changé pendant la période" in Opened(made(asked(session, story, PERIOD))).text("index.html")
    assert "La grille a changé" not in Opened(made(asked(session, story))).text("index.html")


def test_names_with_accents_slashes_and_formulas_stay_names(session: Session, story: Story) -> None:
    names = ('=HYPERLINK("x")/../Éloïse', "Éloïse Ñandú", "Éloïse Ñandú", "日本")
    ids = []
    with clock.at(clock.paris(date(2026, 8, 3), 9)):
        for n, name in enumerate(names):
            path = enrolled(session, story.house, email=f"n{n}@demo.example", name=name, starts_on=date(2026, 8, 3))
            enrolling.start(session, story.actor(Role.ADVISER), path.id, date(2026, 8, 3))
            ids.append(path.id)
    opened = Opened(made(asked(session, story, ids=ids)))
    assert opened.problems() == []
    folders = {name.split("/")[1] for name in opened.names if name.startswith("personnes/")}
    assert len(folders) == 4
    assert all(folder.isascii() and ".." not in folder for folder in folders)
    raw = opened.text("tables/fiches.csv")
    assert "'=HYPERLINK" in raw
    assert not any(row["Personne"].startswith("=") for row in opened.rows("tables/fiches.csv"))


def test_what_is_told_in_confidence_is_in_no_file(session: Session, story: Story) -> None:
    from app.dossiers.services import notes  # noqa: PLC0415
    from app.dossiers.services.notes import Written  # noqa: PLC0415

    with clock.at(clock.paris(date(2026, 8, 10), 9)):
        adviser = story.actor(Role.ADVISER)
        for visibility in ("shared", "team"):
            notes.write_note(session, adviser, story.ada.id, Written(f"Secret {visibility}", visibility))
    opened = Opened(made(asked(session, story, with_works=True)))
    everything = "".join(opened.text(name) for name in opened.names if name.endswith((".html", ".csv", ".txt")))
    for words in ("Secret", "voici la réponse", "Bonjour, une question", "Note écrite"):
        assert words not in everything, words


def test_a_worker_that_dies_leaves_nothing_half_made(
    session: Session, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered = services.order(session, story.actor(Role.QUALITY), asked(session, story))
    session.flush()
    seen_at = asked(session, story).seen_at
    assert services.make_next(ordered.id, 0, seen_at, False) == (1, 4)
    real = CHAPTERS["traces"]

    def dies(*given: object) -> Iterator[object]:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(CHAPTERS, "traces", dies)  # type: ignore[arg-type]
    with pytest.raises(Unavailable, match="disque"):
        services.make_next(ordered.id, 1, seen_at, False)
    assert not services.workshop_of(ordered.id).has(2)
    session.expire_all()
    assert session.get_one(AuditFile, ordered.id).file_id is None
    with pytest.raises(Conflict, match="pas encore prêt"):
        services.archive(session, story.actor(Role.QUALITY), ordered.id)
    monkeypatch.setitem(CHAPTERS, "traces", real)
    assert services.make_next(ordered.id, 3, seen_at, False) is None
    session.expire_all()
    assert session.get_one(AuditFile, ordered.id).file_id


def test_an_archive_goes_on_its_day_and_its_bytes_with_it(session: Session, story: Story) -> None:
    ordered = services.order(session, story.actor(Role.QUALITY), asked(session, story, ids=[story.carl.id]))
    session.flush()
    tasks.drain()
    session.expire_all()
    kept = session.get_one(AuditFile, ordered.id)
    with clock.at(clock.paris(kept.kept_until, 12)):
        assert services.remove_what_is_over(session) == 0
    with clock.at(clock.paris(date(2027, 12, 1), 12)):
        assert services.remove_what_is_over(session) == 1
    assert kept.file_id is None
    assert kept.removed_at
    assert queries.people_of(session, kept.id) == [story.carl.id]


@pytest.mark.once
def test_the_content_names_what_somebody_does() -> None:
    known = contents_of.contents()
    assert set(known.chapters) == set(CHAPTERS)
    assert set(known.house) == set(HOUSE)
    assert set(known.house["registres"].tables) == {code_of(kind) for kind in open_to_auditors()}
    assert set(known.strata) == set(asking.sampling.STRATA)
    with pytest.raises(ValueError, match="colour"):
        contents_of.read({**_raw(), "colour": "red"})


def _raw() -> dict[str, object]:
    return {
        "sample": {"size": 1, "most": 2},
        "kept_days": 1,
        "guest_days": 1,
        "strata": {},
        "chapters": {},
        "lacks": {},
    }


@pytest.mark.once
def test_a_lack_of_the_content_is_one_that_is_looked_for() -> None:
    source = Path(lacks.__file__).read_text(encoding="utf-8")
    assert all(f'"{code}"' in source for code in contents_of.contents().lacks)


@pytest.mark.once
def test_the_command_writes_the_same_file_in_another_process(real: Database, tmp_path: Path) -> None:
    """With a database on the disk, in another hour zone, as another machine would."""
    with real.writing() as session:
        told = tell(session, build_house(session))
        question = asked(session, told, size=2)
    out = tmp_path / "audit.zip"
    run = subprocess.run(
        [
            sys.executable, "-m", "app.cli", "quality", "export", "--organisation", "demo", "--from", "2026-07-01", "--to",
            "2026-09-30", "--size", "2", "--out", str(out),
        ],
        env={
            **os.environ, "BIDAIDE_DATABASE_URL": real.url.render_as_string(hide_password=False), "TZ": "America/New_York",
            "PYTHONHASHSEED": "2",
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "2 parcours, tirés avec la clé" in run.stdout
    assert out.read_bytes() == made(question)


def test_the_pages_lead_from_a_choice_to_a_file(house: House, database: RolledBack, visit: Visit) -> None:
    with database.writing() as session:
        told = tell(session, house)
    client = visit("quality@demo.example")
    days = {"du": "2026-07-01", "au": "2026-09-30"}
    assert "Aucun dossier d'audit" in client.page("/qualite/audit")
    page = client.page("/qualite/audit/nouveau?du=2026-07-01&au=2026-09-30&issue=")
    assert "3 parcours suivis" in page
    assert "Clé du tirage" in page
    preview = client.post("/qualite/audit/apercu", {**days, "maniere": "choix", "qui": [told.ada.id, told.bea.id]})
    assert preview.status_code == 200
    assert preview.text.index("Aucune conseillère") < preview.text.index("Qui sera dans le dossier")
    drawn = client.post(
        "/qualite/audit/apercu", {**days, "maniere": "tirage", "taille": "2", "cle": "abc", "sur": ["outcome"]}
    )
    assert "clé « abc »" in drawn.text
    wrong = client.post("/qualite/audit/apercu", {**days, "maniere": "tirage", "taille": "zéro", "cle": "abc"})
    assert (wrong.status_code, "entre 1 et 200" in wrong.text) == (422, True)
    three, two = (told.ada, told.bea, told.carl), {told.ada.id, told.bea.id}
    invented = next(key for key in "abcdefghijklmnop" if {one.id for one in sampling.draw(three, 2, key, ())} != two)  # type: ignore[arg-type]
    answer = client.post("/qualite/audit", {**days, "qui": [told.ada.id, told.bea.id], "cle": invented})
    assert answer.status_code == 303
    tasks.drain()
    assert "/qualite/audit/" in client.page(answer.headers["location"])
    with database.reading() as session:
        kept = session.query(AuditFile).one()
    assert kept.seed == ""  # this draw does not give these people
    assert "Télécharger" in client.page(f"/qualite/audit/{kept.id}")
    file = client.get(f"/qualite/audit/{kept.id}/fichier")
    assert Opened(file.content).problems() == []
    assert visit("quality-voisine@demo.example").get(f"/qualite/audit/{kept.id}").status_code == 404
    assert visit("trainer@demo.example").get(f"/fichiers/{kept.file_id}").status_code == 404
    assert client.post(f"/qualite/audit/{kept.id}/suppression").status_code == 303
    assert client.get(f"/qualite/audit/{kept.id}/fichier").status_code == 409


def test_the_api_streams_the_same_archive(house: House, database: RolledBack, api: Visit) -> None:
    with database.writing() as session:
        told = tell(session, house)
        question = asking.ask(session, told.actor(Role.QUALITY), SUMMER, ids=[told.ada.id])
    body = {"from": "2026-07-01", "to": "2026-09-30", "sample": [told.ada.id]}
    answer = api("quality@demo.example").post("/quality/exports", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.content == made(question)
    for sample, status in (([told.old.id], 422), (["x"], 404), (["x" * 40], 422)):
        assert (
            api("quality@demo.example").post("/quality/exports", json={**body, "sample": sample}).status_code == status
        )
    assert api("trainer@demo.example").post("/quality/exports", json=body).status_code == 403
