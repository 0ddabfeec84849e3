"""The material of courses is opened by who writes them, and by who may read an edition that contains it."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app.courses.models import Draft, DraftFile
from app.courses.services.importing import import_course
from app.files import links, queries, services
from app.files.models import StoredFile
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import SMALL_COURSE, House
from tests.factories.paths import enrolled, small_course

Visit = Callable[..., Client]
DRAFT, PUBLISHED, FORMER = "brouillon.csv", "fiche.csv", "chemin.svg"


@pytest.fixture
def kept(database: RolledBack, house: House, tmp_path: Path) -> dict[str, str]:
    """Name → id: on the shelf of a draft alone, in the edition of today, in the one before and in no other."""
    trainer = house.actor("trainer")
    with database.writing() as session:
        enrolled(session, house)
        course = small_course(session, house.demo)
        (tmp_path / "next").mkdir()
        _without_drawing(tmp_path / "next")
        import_course(session, house.actor("admin"), tmp_path / "next")
        draft = services.store(session, trainer, trainer.organisation_id, DRAFT, io.BytesIO(b"a,b"), None)
        if session.get(Draft, course.course_id) is None:
            session.add(Draft(course_id=course.course_id, organisation_id=trainer.organisation_id, about={}))
            session.flush()
        session.add(
            DraftFile(
                course_id=course.course_id, path=f"files/{DRAFT}", organisation_id=trainer.organisation_id, file_id=draft.id
            )
        )  # fmt: skip
        mine = StoredFile.organisation_id == trainer.organisation_id, StoredFile.owner_id.is_(None)
        return {name: file_id for name, file_id in session.execute(select(StoredFile.name, StoredFile.id).where(*mine))}


def _without_drawing(root: Path) -> None:
    """The small course as somebody wrote it next: nothing shows the drawing of the way any more."""
    for path in SMALL_COURSE.rglob("*"):
        inside = root / path.relative_to(SMALL_COURSE)
        if path.is_dir():
            inside.mkdir(exist_ok=True)
        elif path.suffix == ".md":
            lines = path.read_text().splitlines(keepends=True)
            inside.write_text("".join(line for line in lines if FORMER not in line))
        elif path.name != FORMER:
            inside.write_bytes(path.read_bytes())


@pytest.mark.parametrize(
    ("who", "draft", "published", "former"),
    [
        ("trainer@demo.example", 200, 200, 200),
        ("admin@demo.example", 200, 200, 200),
        ("adviser@demo.example", 404, 200, 200),
        ("quality@demo.example", 404, 200, 200),
        ("learner@demo.example", 404, 200, 200),
        ("expert@demo.example", 404, 404, 404),
        ("referrer@demo.example", 404, 404, 404),
        ("auditor@demo.example", 404, 404, 404),
        ("guest@demo.example", 404, 404, 404),
        ("learner-voisine@demo.example", 404, 404, 404),
        ("trainer-voisine@demo.example", 404, 404, 404),
    ],
)
def test_a_file_of_a_course_opens_by_whichever_door_to_who_writes_or_reads_it(
    kept: dict[str, str], visit: Visit, who: str, draft: int, published: int, former: int
) -> None:
    browser = visit(who)
    for name, status in ((DRAFT, draft), (PUBLISHED, published), (FORMER, former)):
        doors = (f"/fichiers/{kept[name]}/x", f"/fichiers/{kept[name]}/x?l=480")
        assert [browser.get(door).status_code for door in doors] == [status, status], name
        assert browser.request("HEAD", doors[0]).status_code == status, name


def test_somebody_of_the_house_who_follows_no_course_opens_nothing_of_it(
    kept: dict[str, str], visit: Visit, database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        other = "learner-voisine@demo.example"
        enrolled(session, house, place=house.neighbour, email=other)
    assert [visit(other).get(f"/fichiers/{kept[name]}/x").status_code for name in (DRAFT, PUBLISHED)] == [404, 404]


def test_an_address_given_by_the_api_closes_with_the_page_that_showed_the_file(
    kept: dict[str, str], visit: Visit, database: RolledBack, house: House
) -> None:
    """Whoever was given an address while they wrote courses reads no draft by it once they do not."""
    with database.reading() as session:
        row = queries.file_for(session, house.actor("trainer"), kept[DRAFT])
        given = {who: links.link_to(house.actor(who), row).address for who in ("trainer", "learner")}
    assert {who: visit().get(address).status_code for who, address in given.items()} == {"trainer": 200, "learner": 404}
