"""The organisation that the journeys walk through: the demonstration, a few newcomers of today, the sessions they need.

`python -m tests.journeys.world` fills the database that BIDAIDE_DATA_DIR names; `served` runs it in a process of its own.
"""

import fcntl
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.factories.processes import begin, clean

CHECKOUT = Path(__file__).resolve().parents[2]
NOW = "2026-11-23T10:00:00+01:00"  # a Monday: the day on which one enters the path
TODAY = date(2026, 11, 23)
THURSDAY = date(2026, 11, 26)
LEARNERS = 16
PASSWORD = "demo-bidaide"
SECRET = "a-secret-for-journeys-only-of-32-characters"

NEWCOMERS = {  # each journey has a person of its own: none waits for another
    "phone": "Camille Roche",
    "phone-plain": "Yann Prigent",
    "desk": "Sofia Almeida",
    "desk-plain": "Martin Lasserre",
    "read-on-phone": "Awa Konaté",
    "read-at-desk": "Éloïse Bardet",
    "two-tabs": "Joana Etcheverry",
    "draft": "Tomás Ribeiro",
    "uploads": "Nathalie Ferrand",
    "bad-line": "Peio Etchegaray",
    "closed-tab": "Maïté Delmas",
    "harm": "Gaëtan Loizeau",
    "leaves": "Bixente Arrieta",
    "measured": "Ludivine Sarrazin",
    "types-code": "Odile Sansous",
    "scans-code": "Kepa Irigoyen",
    "draws": "Solange Vergne",
    "books": "Graxi Olhagaray",
    "books-plain": "Denis Faugeras",
    "keys": "Mirentxu Salaberry",
}
COURSES = {  # small ones, published for a journey that publishes them again, each with a learner of its own
    "brings": ("Tenir son carnet de commandes", "Xan Duhalde"),
    "returns": ("Préparer sa vitrine", "Rosalie Mazeau"),
}
QUIZ = """::Le prix:: Le prix d'une commande se note... {=au moment de la prendre ~à la fin du mois ~jamais}"""
HELD = ("Atelier de rattrapage de vendredi", "Atelier de rattrapage de jeudi")  # last week, presence still to be noted
INVITED = ("two-tabs", "draft", "uploads")  # newcomers with a seat in both: those hours are planned for them too

ON_NOW = "Atelier : préparer ses prix"  # of the demonstration: it is on at this hour
SIGNS = ("types-code", "scans-code", "draws")  # newcomers with a seat in it


def address(newcomer: str) -> str:
    return f"{newcomer}@nouveau.demo.example"


@dataclass(frozen=True)
class Site:
    """A running Bidaide of one test worker."""

    url: str
    data: Path
    pid: int


def environment(data: Path) -> dict[str, str]:
    return clean() | {
        "BIDAIDE_ENVIRONMENT": "test",
        "BIDAIDE_DATA_DIR": str(data),
        "BIDAIDE_SECRET_KEY": SECRET,
        "BIDAIDE_CLOCK": NOW,
        "BIDAIDE_UPLOAD_LIMIT_MB": "1",
    }


def prepared(shared: Path) -> Path:
    """The filled data folder, made once for all the workers of a run; whoever comes second waits."""
    folder = shared / "journeys"
    folder.mkdir(exist_ok=True)
    ready = folder / "ready"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            shutil.rmtree(folder / "data", ignore_errors=True)
            said = folder / "fill.log"
            made = begin(environment=environment(folder / "data"), out=said, program="tests.journeys.world")
            made.join()
            assert made.exitcode == 0, said.read_text("utf-8")[-4000:]
            ready.touch()
    return folder / "data"


@contextmanager
def served(data: Path, **more: str) -> Iterator[Site]:
    """`bidaide serve` on a free port, until the block ends; `more` settings replace the usual ones, an empty one goes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = data / "serve.log"
    settings = environment(data) | {"BIDAIDE_PORT": str(port)} | more
    settings = {name: value for name, value in settings.items() if value}
    process = begin("serve", "--port", str(port), environment=settings, out=log)
    assert process.pid
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, log)
        yield Site(url, data, process.pid)
    finally:
        process.terminate()
        process.join(10)


def _wait(url: str, process: BaseProcess, log: Path) -> None:
    until = time.monotonic() + 180  # a machine may be busy with other tests
    while time.monotonic() < until:
        if process.exitcode is not None:
            break
        try:
            with urlopen(f"{url}/readyz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the site did not start: " + log.read_text("utf-8")[-2000:])


def demonstration_in(data: Path) -> Path:
    """The demonstration as it was loaded, before the newcomers: beside the filled data folder."""
    return data.with_name("demonstration.db")


def main() -> None:
    """Through the product's own services, as the people themselves would have done."""
    from sqlalchemy.orm import Session  # noqa: PLC0415 - only the child process that fills needs the application

    from app import wiring  # noqa: PLC0415
    from app.core import clock, db, migrations  # noqa: PLC0415
    from app.core.access import Actor, Role  # noqa: PLC0415
    from app.core.settings import settings  # noqa: PLC0415
    from app.core.tasks import drain  # noqa: PLC0415
    from app.core.tasks.worker import call_recurring  # noqa: PLC0415
    from app.courses import queries as courses  # noqa: PLC0415
    from app.courses.drafts.services import editing, opening, outlining, publishing  # noqa: PLC0415
    from app.courses.outline import current_outline  # noqa: PLC0415
    from app.demo import services as demo  # noqa: PLC0415
    from app.enrolments import services as enrolling  # noqa: PLC0415
    from app.identity import passwords  # noqa: PLC0415
    from app.identity import queries as identity  # noqa: PLC0415
    from app.identity.models import Account  # noqa: PLC0415
    from app.scheduling import queries as scheduling_queries  # noqa: PLC0415
    from app.scheduling import services as scheduling  # noqa: PLC0415

    clock.freeze(datetime.fromisoformat(NOW))
    db.open_database(settings().database_url)
    wiring.plug_in()
    migrations.migrate(db.database())
    demo.load(LEARNERS, TODAY)
    db.database().dispose()  # the last connection brings the journal into the file
    shutil.copyfile(settings().data_dir / "bidaide.db", demonstration_in(settings().data_dir))

    def staff(session: Session, role: Role) -> Actor:
        account = identity.account_by_email(session, f"{role}@demo.example")
        place = identity.organisation_by_slug(session, "demo")
        assert account is not None
        assert place is not None
        return Actor(account.id, place.id, place.slug, place.name, account.name, account.email, frozenset({role}))

    with db.database().writing() as session:
        adviser, trainer = staff(session, Role.ADVISER), staff(session, Role.TRAINER)
        site = next(site for site in identity.sites(session, adviser.organisation_id) if site.name == "Tulle")
        course = courses.course_by_slug(session, adviser.organisation_id, "creer-son-activite")
        assert course is not None
        outline = current_outline(session, course.id)
        first_day = next(found for found in outline.activities.values() if found.key == "b1-premier-jour")
        hashed = passwords.hash_password(PASSWORD)
        paths = []
        for newcomer, name in NEWCOMERS.items():
            path = enrolling.enrol(
                session, adviser, outline.slug, address(newcomer), name, TODAY, adviser.email,
                "France Travail", "Région", site.id, "Une table d'hôtes à la ferme",
            )  # fmt: skip
            session.get_one(Account, path.learner_id).password_hash = hashed
            paths.append(path.id)

        def published_course(title: str) -> str:
            slug = opening.create_course(session, trainer, title).slug
            about = {"summary": "Un parcours court.", "sheet": {"objectives": ["Noter chaque commande"]}}
            known = opening.open_draft(session, trainer, slug).draft
            editing.save_about(
                session, trainer, slug, known.version, {**about, "sheet": {**known.about["sheet"], **about["sheet"]}}
            )
            said = {"title": "Pour commencer", "objective": "À la fin, vous notez tout.", "week": 1, "days": [1, 5]}
            outlining.change_sequence(session, trainer, slug, "s1", 1, "b1", said)
            outlining.add_activity(
                session, trainer, slug, "s1", "page", "Ouvrir le carnet", text="Notez chaque commande."
            )
            outlining.add_activity(
                session, trainer, slug, "s1", "quiz", "Ai-je compris ?", head={"questions": "quizzes/<key>.gift"},
                texts={"quizzes/<key>.gift": QUIZ},
            )  # fmt: skip
            publishing.publish(session, trainer, slug, "Première édition.")
            return slug

        for learner, (title, name) in COURSES.items():
            path = enrolling.enrol(
                session, adviser, published_course(title), address(learner), name, TODAY, adviser.email,
                "France Travail", "Région", site.id, "Un stand sur le marché",
            )  # fmt: skip
            session.get_one(Account, path.learner_id).password_hash = hashed

        def plan(title: str, day: date, activity_id: str | None) -> str:
            return scheduling.plan_session(
                session, trainer, outline.slug, title, clock.paris(day, 9), clock.paris(day, 16, 30), "on_site", 20,
                activity_id, trainer_id=other.id, site_id=site.id, room="Salle 2",
            ).id  # fmt: skip

        other = identity.account_by_email(session, "trainer.12@demo.example")  # whom the demonstration leaves free
        assert other is not None
        plan("Premier jour ensemble", THURSDAY, first_day.id)
        start, end = clock.paris(TODAY, 0), clock.paris(TODAY + timedelta(days=1), 0)
        on_now = next(
            row.id for row in scheduling_queries.sessions_between(session, trainer, start, end) if row.title == ON_NOW
        )
        for newcomer, path_id in zip(NEWCOMERS, paths, strict=True):
            if newcomer in SIGNS:
                scheduling.book(session, adviser, on_now, path_id)
        invited = [path_id for newcomer, path_id in zip(NEWCOMERS, paths, strict=True) if newcomer in INVITED]
        with clock.at(clock.paris(TODAY - timedelta(days=5))):
            for days, title in enumerate(HELD, 3):
                held = plan(title, TODAY - timedelta(days=days), None)
                for path_id in invited:
                    scheduling.book(session, adviser, held, path_id)
    call_recurring(
        db.database()
    )  # what months of acts have left to do is done here, not again beside each copy's server
    drain()
    db.database().dispose()


if __name__ == "__main__":
    main()
