"""Courses through the API."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from app.courses.services.importing import import_course
from tests.courses.folders import replace, write_folder
from tests.factories.client import Client
from tests.factories.house import House

Api = Callable[..., Client]


def test_the_list_gives_the_courses_of_ones_own_organisation(
    api: Api, session: Session, house: House, tmp_path: Path
) -> None:
    import_course(session, house.neighbour.actor("trainer"), write_folder(tmp_path / "au-marche"))
    answer = api("learner@demo.example").get("/courses").json()
    assert [item["slug"] for item in answer["items"]] == ["petit-parcours"]
    assert answer["next"] is None
    [course] = answer["items"]
    assert course.keys() == {"id", "slug", "title", "summary", "weeks", "minutes", "edition"}
    assert course["minutes"]["total"] == course["minutes"]["on_site"] + course["minutes"]["remote"] > 0


def test_the_list_comes_in_pages(api: Api, session: Session, house: House, tmp_path: Path) -> None:
    for number in range(4):
        folder = write_folder(tmp_path / str(number))
        replace(folder, "course.yaml", "slug: au-marche", f"slug: au-marche-{number}")
        import_course(session, house.actor("trainer"), folder)
    client = api("adviser@demo.example")
    seen: list[str] = []
    after = ""
    for _turn in range(3):
        answer = client.get("/courses", params={"limit": 2, "after": after}).json()
        seen += [item["slug"] for item in answer["items"]]
        after = answer["next"] or ""
    assert seen == ["petit-parcours", *(f"au-marche-{number}" for number in range(4))]
    assert after == ""


def test_a_cursor_that_is_not_ours_is_refused(api: Api) -> None:
    client = api("adviser@demo.example")
    for after in ("é", "%%%", "AA", "x" * 300):
        answer = client.get("/courses", params={"after": after})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"].endswith("after")
    for limit in (0, 201, "dix"):
        assert client.get("/courses", params={"limit": limit}).status_code == 422


def test_a_course_gives_its_whole_outline(api: Api) -> None:
    answer = api("learner@demo.example").get("/courses/petit-parcours").json()
    activities = [a for block in answer["blocks"] for sequence in block["sequences"] for a in sequence["activities"]]
    assert len(activities) == 9
    assert activities[0].keys() == {
        "id", "kind", "title", "minutes", "place", "timing", "people", "guidance", "why", "completion",
        "conditions", "open", "reasons",
    }  # fmt: skip
    assert sum(activity["minutes"] for activity in activities) == answer["minutes"]["total"]
    assert [block["code"] for block in answer["blocks"]] == ["p1", "p2"]


def test_a_course_of_another_organisation_is_not_found(
    api: Api, session: Session, house: House, tmp_path: Path
) -> None:
    import_course(session, house.neighbour.actor("trainer"), write_folder(tmp_path / "au-marche"))
    answer = api("admin@demo.example").get("/courses/au-marche")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_nobody_reads_courses_without_a_token(api: Api) -> None:
    assert api().get("/courses").status_code == 401
    assert api().get("/courses/petit-parcours").status_code == 401
