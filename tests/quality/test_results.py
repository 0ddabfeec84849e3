"""Results shown to the public: looked at, frozen, dated, withdrawn with a reason."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.periods import Period
from app.enrolments import services as enrolling
from app.enrolments.exits import services as exits
from app.quality.results import services, tasks
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House, Place
from tests.factories.paths import enrolled, small_course
from tests.quality.story import on

Visit = Callable[..., Client]
SLUG = "petit-parcours"
YEAR = Period(date(2026, 1, 1), date(2026, 6, 30))
QUALITY = "quality@demo.example"
PAGE = f"/parcours/{SLUG}/resultats"


def leave_some(session: Session, house: House, place: Place, people: int) -> list[str]:
    """Everybody finishes in June: one out of three has created a business."""
    small_course(session, place)
    adviser, found = place.actor(Role.ADVISER), []
    for number in range(people):
        with clock.at(on(date(2026, 5, 4))):
            email = f"p{number}@{place.slug}.example"
            path = enrolled(session, house, place=place, email=email, name=f"P{number}", starts_on=date(2026, 5, 4))
            enrolling.start(session, adviser, path.id, date(2026, 5, 4))
        with clock.at(on(date(2026, 6, 12), 17)):
            reason = "business_created" if number % 3 == 0 else "job_search"
            enrolling.finish(session, adviser, path.id, date(2026, 6, 12), exit_reason=reason)
        found.append(path.id)
    return found


def publish(session: Session, place: Place, note: str = "", period: Period = YEAR) -> str:
    quality = place.actor(Role.QUALITY)
    seen = services.preview(session, quality, SLUG, period).seen
    return services.publish(session, quality, SLUG, period, seen, note).id


def test_a_publication_stays_as_it_was_when_an_exit_is_corrected(session: Session, house: House) -> None:
    paths = leave_some(session, house, house.demo, 6)
    adviser, quality = house.actor(Role.ADVISER), house.actor(Role.QUALITY)
    with clock.at(on(date(2026, 7, 1))):
        first = publish(session, house.demo)
        assert services.read_publication(session, quality, first).differences == []
    with clock.at(on(date(2026, 7, 10))):
        exits.correct_exit(session, adviser, paths[1], date(2026, 6, 12), "business_created", "Son SIRET est arrivé.")
        held = services.read_publication(session, quality, first)
        changed = {one.title: (one.before, one.after) for one in held.differences}
        before, after = changed["Taux de création à la sortie"]
        assert before is not None
        assert after is not None
        assert (before.numerator, after.numerator, before.denominator) == (2, 3, 6)
        assert held.rows_changed
        shown = services.public_results(session, held.row.course_id)
        assert shown is not None
        assert next(f for f in shown[0].figures if f.name == "creation_rate").numerator == 2
        second = publish(session, house.demo)
        again = publish(session, house.demo)
    assert second == again != first
    shown = services.public_results(session, held.row.course_id, 1)
    assert shown is not None
    assert shown[0].replaced
    assert next(f for f in shown[0].figures if f.name == "creation_rate").numerator == 2


def test_what_is_published_is_what_was_looked_at(session: Session, house: House) -> None:
    paths = leave_some(session, house, house.demo, 5)
    quality = house.actor(Role.QUALITY)
    with clock.at(on(date(2026, 7, 1))):
        seen = services.preview(session, quality, SLUG, YEAR).seen
        exits.correct_exit(
            session, house.actor(Role.ADVISER), paths[1], date(2026, 6, 12), "permanent_job", "Un contrat signé."
        )
        with pytest.raises(Conflict, match="ont changé"):
            services.publish(session, quality, SLUG, YEAR, seen)
        with pytest.raises(Invalid, match="n'est pas finie"):
            services.preview(session, quality, SLUG, Period(YEAR.start, date(2026, 12, 31)))
    with pytest.raises(Forbidden):
        services.publish(session, house.actor(Role.AUDITOR), SLUG, YEAR, seen)


def test_under_the_threshold_no_number_is_kept(session: Session, house: House) -> None:
    leave_some(session, house, house.demo, 4)
    with clock.at(on(date(2026, 7, 1))):
        publication = services.read_publication(session, house.actor(Role.QUALITY), publish(session, house.demo))
    rate = next(each for each in publication.row.figures if each["name"] == "completion_rate")
    assert rate["small"]
    assert {rate[name] for name in ("value", "numerator", "denominator", "people")} == {None}


def test_the_team_is_told_once_when_a_publication_is_a_year_old(session: Session, house: House) -> None:
    leave_some(session, house, house.demo, 5)
    with clock.at(on(date(2026, 7, 1))):
        publish(session, house.demo)
        publication = publish(session, house.demo, "Relue.")
    held = services.queries.publication_to_change(session, house.demo.id, publication)
    assert held is not None
    for days, told in ((364, False), (366, True)):
        with clock.at(on(date(2026, 7, 1)) + timedelta(days=days)):
            tasks.tell_of_old_publications(session)
            assert (held.reminded_at is not None) is told


def test_quality_publishes_from_the_preview_and_everybody_reads_then_withdraws(
    house: House, database: RolledBack, visit: Visit
) -> None:
    with database.writing() as session:
        leave_some(session, house, house.demo, 6)
    with clock.at(on(date(2026, 7, 1))):
        public, client = visit(), visit(QUALITY)
        assert "Pas encore de résultats publiés" in public.page(PAGE)
        assert "Tous les résultats" not in public.page(f"/parcours/{SLUG}")
        preview = client.page(f"/qualite/publications/nouvelle?parcours={SLUG}&du=2026-01-01&au=2026-06-30")
        assert "rien n'est encore public" in preview
        seen = preview.split('name="seen" value="')[1].split('"')[0]
        sent = {"parcours": SLUG, "du": "2026-01-01", "au": "2026-06-30", "note": "Une petite année."}
        assert client.post("/qualite/publications", data=sent | {"seen": "autre"}).status_code == 409
        done = client.post("/qualite/publications", data=sent | {"seen": seen})
        assert done.status_code == 303
        page = public.page(PAGE)
        for words in (
            "Une petite année.",
            "2 activités créées ou reprises sur 6 sorties de la période",
            "Formule",
            "Source",
        ):
            assert words in page
        assert "P0" not in page
        assert "Tous les résultats" in public.page(f"/parcours/{SLUG}")
        address = done.headers["location"]
        assert "donne les mêmes résultats" in client.page(address)
        refused = client.post(f"{address}/retrait", data={"reason": " "})
        assert refused.status_code == 422
        assert client.post(f"{address}/retrait", data={"reason": "Une erreur de période."}).status_code == 303
        assert "Une erreur de période." in public.page(f"{PAGE}/1")
        assert "activités créées ou reprises sur" not in public.page(f"{PAGE}/1")
        assert "retirée le" in client.page("/qualite/publications")
        assert public.get(f"{PAGE}/2").status_code == 404
        assert "Pas encore" not in public.page(PAGE)


def test_a_page_asks_as_many_questions_for_many_as_for_few(house: House, database: RolledBack, visit: Visit) -> None:
    with database.writing() as session:
        leave_some(session, house, house.demo, 2)
        publish(session, house.demo)
    client = visit(QUALITY)
    most = {"/qualite/chiffres": 12, "/qualite/chiffres/completion_rate": 12, "/qualite/publications": 6, PAGE: 6}

    def asked() -> dict[str, int]:
        counted = {}
        for path in most:
            database.statements.clear()
            client.page(f"{path}?du=2026-01-01&au=2026-06-30")
            counted[path] = len(database.statements)
        return counted

    few = asked()
    with clock.at(on(date(2026, 2, 2))), database.writing() as session:
        for number in range(12):
            enrolled(session, house, email=f"n{number}@demo.example", name=f"N{number}", starts_on=date(2026, 2, 2))
    assert asked() == few
    assert all(few[path] <= limit for path, limit in most.items()), few


def test_a_machine_reads_figures_by_scope_and_their_cases(
    house: House, database: RolledBack, api: Callable[..., Client]
) -> None:
    with database.writing() as session:
        leave_some(session, house, house.demo, 6)
    asked = f"from=2026-01-01&to=2026-06-30&scope=course:{SLUG}"
    client = api(QUALITY)
    found = {one["name"]: one for one in client.get(f"/quality/figures?{asked}").json()}
    assert (found["creation_rate"]["numerator"], found["creation_rate"]["denominator"]) == (2, 6)
    cases = client.get(f"/quality/figures/creation_rate/cases?{asked}&side=denominator").json()["items"]
    assert sorted(case["person"] for case in cases) == [f"P{number}" for number in range(6)]
    hidden = api("auditor@demo.example").get(f"/quality/figures/creation_rate/cases?{asked}&side=denominator").json()
    assert not any(case["person"].startswith("P") or case["enrolment_id"] for case in hidden["items"])
    assert client.get("/quality/figures?scope=course:nulle-part").status_code == 404
    assert client.get("/quality/figures?scope=planete:1").status_code == 422
    assert client.get(f"/quality/figures/nothing/cases?{asked}").status_code == 404
    assert client.get("/quality/figures?from=2024-01-01&to=2024-12-31").status_code == 200
