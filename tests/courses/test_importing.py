"""A folder becomes an edition; importing again keeps what people's work hangs on; an export reads back the same."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import Conflict, Forbidden, NotFound
from app.core.journal import _listeners
from app.courses import queries
from app.courses.events import CoursePublished
from app.courses.models import Activity, Course, Edition, Sequence
from app.courses.outline import Outline, current_outline, outline
from app.courses.services.exporting import export_course
from app.courses.services.importing import import_course
from app.courses.source import Refused
from app.files.models import StoredFile
from app.frameworks.models import Competence
from app.ledger.models import LedgerEntry
from tests.courses.folders import replace, write_folder
from tests.factories.database import RolledBack
from tests.factories.house import House

CREER = Path(__file__).resolve().parents[2] / "content" / "creer-son-activite"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "au-marche")


def published(session: Session, house: House, slug: str = "au-marche") -> Outline:
    course = queries.course_by_slug(session, house.demo.id, slug)
    assert course is not None
    return current_outline(session, course.id)


def test_a_folder_becomes_a_course(session: Session, house: House, folder: Path) -> None:
    done = import_course(session, house.actor("trainer"), folder, note="première version")
    assert (done.slug, done.number, done.changed, done.created) == ("au-marche", 1, True, 4)
    plan = published(session, house)
    assert [sequence.key for sequence in plan.sequences] == ["s1", "s2"]
    assert [activity.key for activity in plan.activities.values()] == ["bienvenue", "voix", "liste", "jour-de-marche"]
    assert plan.blocks[0].minutes == 20
    assert plan.blocks[1].competences[0].code == "B2.1"
    assert plan.levels == ("Je découvre", "Je fais")
    welcome = next(iter(plan.activities.values()))
    assert (welcome.place, welcome.timing, welcome.people, welcome.guidance) == (
        "remote", "asynchronous", "individual", "self_study",
    )  # fmt: skip
    assert (welcome.block_id, welcome.position, welcome.completion) == (plan.blocks[0].id, 1, {"rule": "read"})


def test_images_and_files_are_kept_and_named_by_the_lesson(session: Session, house: House, folder: Path) -> None:
    import_course(session, house.actor("trainer"), folder)
    plan = published(session, house)
    by_key = {activity.key: activity for activity in plan.activities.values()}
    lesson = queries.activity_content(session, plan.edition_id, by_key["bienvenue"].id)
    image = session.scalars(
        select(StoredFile).where(StoredFile.name == "etals.svg", StoredFile.organisation_id == house.demo.id)
    ).one()
    assert f'src="/fichiers/{image.id}/etals.svg"' in lesson.html
    assert image.owner_id is None
    tool = queries.activity_content(session, plan.edition_id, by_key["liste"].id)
    assert set(tool.content["file"]) == {"id", "name", "size", "media_type"}
    assert (tool.licence, tool.authors) == ("CC0-1.0", ["Maite"])
    voice = queries.activity_content(session, plan.edition_id, by_key["voix"].id)
    assert voice.content["media"]["name"] == "voix.ogg"
    assert voice.content["captions"] is None


def test_the_same_folder_changes_nothing(session: Session, house: House, folder: Path) -> None:
    import_course(session, house.actor("trainer"), folder)
    before = session.scalar(select(func.count()).select_from(LedgerEntry))
    again = import_course(session, house.actor("trainer"), folder)
    assert (again.changed, again.number, again.unchanged) == (False, 1, 4)
    assert session.scalar(select(func.count()).select_from(LedgerEntry)) == before


def test_a_new_edition_keeps_the_identity_of_what_it_knows(session: Session, house: House, folder: Path) -> None:
    import_course(session, house.actor("trainer"), folder)
    first = published(session, house)
    replace(folder, "activities/bienvenue.md", "minutes: 15", "minutes: 25")
    replace(folder, "course.yaml", "[liste, jour-de-marche]", "[jour-de-marche, affiche]")
    replace(folder, "course.yaml", "title: Choisir", "title: Choisir enfin")
    (folder / "activities" / "affiche.md").write_text(
        (folder / "activities" / "bienvenue.md").read_text("utf-8").replace("Ce que le client achète", "Mon affiche"),
        "utf-8",
    )
    done = import_course(session, house.actor("trainer"), folder)
    assert (done.number, done.created, done.updated, done.unchanged, done.removed) == (2, 1, 2, 1, 1)
    second = published(session, house)
    ids = {activity.key: activity.id for activity in first.activities.values()}
    assert {activity.key: activity.id for activity in second.activities.values() if activity.key != "affiche"} == {
        key: ids[key] for key in ("bienvenue", "voix", "jour-de-marche")
    }
    assert [s.id for s in second.sequences] == [s.id for s in first.sequences]
    assert [b.id for b in second.blocks] == [b.id for b in first.blocks]
    assert second.blocks[0].competences[0].id == first.blocks[0].competences[0].id
    assert second.blocks[0].competences[0].title == "Choisir enfin"
    assert outline(session, first.edition_id).activities[ids["bienvenue"]].minutes == 15, "an edition never changes"
    course = session.get_one(Course, second.course_id)
    assert session.scalar(select(func.count()).where(Activity.course_id == course.id)) == 5
    assert session.scalar(select(func.count()).where(Sequence.course_id == course.id)) == 2


def test_going_back_to_an_older_text_is_a_new_edition(session: Session, house: House, folder: Path) -> None:
    import_course(session, house.actor("trainer"), folder)
    replace(folder, "activities/bienvenue.md", "minutes: 15", "minutes: 25")
    import_course(session, house.actor("trainer"), folder)
    replace(folder, "activities/bienvenue.md", "minutes: 25", "minutes: 15")
    assert import_course(session, house.actor("trainer"), folder).number == 3


def test_the_same_file_is_stored_once(session: Session, house: House, folder: Path) -> None:
    import_course(session, house.actor("trainer"), folder)
    before = session.scalar(select(func.count()).select_from(StoredFile))
    replace(folder, "activities/bienvenue.md", "minutes: 15", "minutes: 25")
    import_course(session, house.actor("trainer"), folder)
    assert session.scalar(select(func.count()).select_from(StoredFile)) == before


def test_a_kind_cannot_change_under_a_key(session: Session, house: House, folder: Path) -> None:
    import_course(session, house.actor("trainer"), folder)
    (folder / "activities" / "bienvenue.md").write_text(
        (folder / "activities" / "jour-de-marche.md").read_text("utf-8"), "utf-8"
    )
    with pytest.raises(Refused) as refused:
        import_course(session, house.actor("trainer"), folder)
    [problem] = refused.value.problems
    assert (problem.file, problem.line) == ("activities/bienvenue.md", 2)
    assert "« page »" in problem.message
    assert "nouvelle clé" in problem.remedy


def test_a_refused_folder_writes_nothing(session: Session, house: House, folder: Path) -> None:
    replace(folder, "activities/jour-de-marche.md", "place: on_site", "place: ailleurs")
    with pytest.raises(Refused):
        import_course(session, house.actor("trainer"), folder)
    assert queries.course_entity(session, house.demo.id, "au-marche") is None
    assert not session.new


def test_a_competence_that_is_no_longer_written_is_withdrawn_and_not_lost(
    session: Session, house: House, folder: Path
) -> None:
    replace(
        folder,
        "course.yaml",
        "      - code: B2.1\n",
        "      - code: B2.2\n        title: Encaisser\n      - code: B2.1\n",
    )
    import_course(session, house.actor("trainer"), folder)
    gone = published(session, house).blocks[1].competences[0]
    replace(folder, "course.yaml", "      - code: B2.2\n        title: Encaisser\n", "")
    import_course(session, house.actor("trainer"), folder)
    assert [c.code for c in published(session, house).blocks[1].competences] == ["B2.1"]
    assert session.get_one(Competence, gone.id).position == 0
    replace(
        folder,
        "course.yaml",
        "      - code: B2.1\n",
        "      - code: B2.1\n        title: Accueillir encore\n      - code: B2.2\n",
    )
    replace(
        folder,
        "course.yaml",
        "      - code: B2.2\n        title: Accueillir\n",
        "      - code: B2.2\n        title: Encaisser\n",
    )
    import_course(session, house.actor("trainer"), folder)
    assert published(session, house).blocks[1].competences[1].id == gone.id, (
        "a code that comes back is the same competence"
    )


def test_a_framework_that_another_course_stands_on_does_not_change(
    session: Session, house: House, folder: Path, tmp_path: Path
) -> None:
    import_course(session, house.actor("trainer"), folder)
    twin = write_folder(tmp_path / "twin")
    replace(twin, "course.yaml", "slug: au-marche", "slug: au-marche-court")
    import_course(session, house.actor("trainer"), twin)
    replace(twin, "course.yaml", "title: Accueillir", "title: Encaisser")
    with pytest.raises(Refused, match="sert aussi à : au-marche"):
        import_course(session, house.actor("trainer"), twin)
    replace(twin, "course.yaml", 'version: "1"', 'version: "2"')
    import_course(session, house.actor("trainer"), twin)
    assert published(session, house).blocks[1].competences[0].title == "Accueillir"
    assert published(session, house, "au-marche-court").blocks[1].competences[0].title == "Encaisser"


def test_a_publication_is_in_the_ledger_and_told_to_the_house(
    session: Session, house: House, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[CoursePublished] = []
    monkeypatch.setitem(_listeners, CoursePublished, [lambda session, actor, event: told.append(event)])
    import_course(session, house.actor("trainer"), folder)
    plan = published(session, house)
    assert told == [CoursePublished(plan.course_id, plan.edition_id, 1)]
    entry = session.scalars(select(LedgerEntry).where(LedgerEntry.proof_id == plan.edition_id)).one()
    assert (entry.kind, entry.person_id, entry.minutes) == ("course_published", None, 0)


def test_only_trainers_and_administrators_publish(session: Session, house: House, folder: Path) -> None:
    for role in ("learner", "adviser", "quality", "expert", "referrer", "auditor"):
        with pytest.raises(Forbidden):
            import_course(session, house.actor(role), folder)
    assert import_course(session, house.actor("admin"), folder).changed


def test_two_organisations_each_have_their_course(session: Session, house: House, folder: Path) -> None:
    import_course(session, house.actor("trainer"), folder)
    assert queries.course_by_slug(session, house.neighbour.id, "au-marche") is None
    import_course(session, house.neighbour.actor("trainer"), folder)
    ours, theirs = published(session, house), queries.course_by_slug(session, house.neighbour.id, "au-marche")
    assert theirs is not None
    assert ours.activities.keys().isdisjoint(current_outline(session, theirs.id).activities)


def test_a_known_outline_costs_one_statement(session: Session, house: House, database: RolledBack) -> None:
    plan = published(session, house, "petit-parcours")
    database.statements.clear()
    assert current_outline(session, plan.course_id) is plan
    assert len(database.statements) == 1


@pytest.mark.parametrize("source", ["small", "house", "creer-son-activite"])
def test_importing_an_export_changes_nothing(
    session: Session, house: House, folder: Path, tmp_path: Path, source: str
) -> None:
    if source == "house":
        slug = house.course_slug
    else:
        slug = import_course(session, house.actor("trainer"), folder if source == "small" else CREER).slug
    before = published(session, house, slug).number
    written = tmp_path / "exported" / slug
    assert export_course(session, house.actor("trainer"), slug, written) > 5
    again = import_course(session, house.actor("trainer"), written)
    assert (again.changed, again.number) == (False, before)


def test_an_export_never_mixes_with_other_files(session: Session, house: House, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("à moi")
    with pytest.raises(Conflict, match="n'est pas vide"):
        export_course(session, house.actor("admin"), house.course_slug, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_course_that_is_not_there_is_not_exported(session: Session, house: House, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        export_course(session, house.actor("admin"), "autre", tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_editions_say_what_changed(session: Session, house: House, folder: Path) -> None:
    import_course(session, house.actor("trainer"), folder, note=" Prix revus. ")
    plan = published(session, house)
    assert session.get_one(Edition, plan.edition_id).note == "Prix revus."
