"""What is on the trainers' table: a page half rewritten, a course begun, one that should be read again."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.courses.drafts import queries
from app.courses.drafts.services import editing, keeping, opening, outlining

COURSE = "creer-son-activite"
REWRITTEN = "b1-bienvenue"
MORE = """

## Et si je n'ai pas d'ordinateur ?

Tout se fait sur un téléphone. Les points d'accès numérique sont ouverts aux heures affichées à l'accueil.
"""
STALL: tuple[tuple[str, str, dict[str, Any], str], ...] = (  # kind, title, marks that differ from those usual for the kind, text
    ("page", "Ce qu'un client regarde en premier", {"minutes": 15}, "## Trois secondes\n\nUn passant décide en trois secondes."),
    ("checklist", "Mon matériel pour tenir un stand", {"minutes": 10}, "Cochez ce qui est prêt."),
    ("quiz", "Avez-vous compris les règles du marché ?", {}, ""),
    ("session", "Une matinée sur le marché", {"place": ""}, "Nous tenons un stand ensemble."),
)  # fmt: skip


def lay_the_table(database: Database, trainer: Actor, admin: Actor, now: datetime) -> None:
    """Drafts as a team leaves them, in the days before `now`."""
    with clock.at(now - timedelta(days=9)), database.writing() as session:
        _rewrite(session, trainer, MORE)
        keeping.set_review(session, admin, COURSE, clock.local(now).date() - timedelta(days=2))
    with clock.at(now - timedelta(days=3)), database.writing() as session:
        _rewrite(session, admin, "\n\nUne question ? Écrivez à votre conseillère ou votre conseiller.\n")
    with clock.at(now - timedelta(days=2)), database.writing() as session:
        _begin(session, trainer)


def _rewrite(session: Session, actor: Actor, more: str) -> None:
    course = queries.course(session, actor, COURSE)
    row = queries.activity(session, course.id, REWRITTEN) if course else None
    if row is not None:
        editing.save_activity(session, actor, COURSE, REWRITTEN, row.version, text=row.text.rstrip() + more)


def _begin(session: Session, trainer: Actor) -> None:
    course = opening.create_course(session, trainer, "Vendre sur un marché")
    for kind, title, head, text in STALL:
        outlining.add_activity(session, trainer, course.slug, "s1", kind, title, head=head, text=text)
