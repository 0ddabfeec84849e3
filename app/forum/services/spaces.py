"""The spaces that exist by themselves, and those that the team adds."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.forum import policies, queries, rules
from app.forum.models import ForumSpace

_PLACES = {"organisation": 0, "course": 10, "group": 20, "entrepreneurs": 30}


def space_of(
    session: Session, organisation_id: str, kind: str, course_id: str | None = None, group_id: str | None = None
) -> str:
    """The space of a course or a group, or the one of its kind; made the first time that somebody needs it."""
    known = queries.space_known(session, organisation_id, kind, course_id, group_id)
    if known:
        return known
    space = ForumSpace(
        organisation_id=organisation_id, kind=kind, course_id=course_id, group_id=group_id, position=_PLACES[kind]
    )
    try:
        with session.begin_nested():
            session.add(space)
    except IntegrityError:  # PostgreSQL: somebody needed it at the same instant
        made = queries.space_known(session, organisation_id, kind, course_id, group_id)
        if made is None:
            raise
        return made
    return space.id


def add_space(
    session: Session, actor: Actor, name: str, description: str = "", *, kind: str = "organisation"
) -> ForumSpace:
    """One more space for everybody, or for everybody and business owners."""
    require(policies.may_moderate(actor))
    name, description = rules.clean(name), rules.clean(description)
    _check(name, description)
    space = ForumSpace(
        organisation_id=actor.organisation_id, kind=kind, own_name=name, description=description,
        position=_PLACES[kind] + 1,
    )  # fmt: skip
    session.add(space)
    session.flush()
    return space


def change_space(
    session: Session, actor: Actor, space_id: str, name: str, description: str, *, archived: bool
) -> ForumSpace:
    """Name, words and whether one still writes there. A space without a name of its own keeps that of its course."""
    require(policies.may_moderate(actor))
    space = queries.space_to_change(session, actor.organisation_id, space_id)
    name, description = rules.clean(name), rules.clean(description)
    _check(name, description, nameless=not space.own_name)
    if space.own_name or space.kind in ("course", "group"):
        space.own_name = name
    space.description = description
    if archived != (space.archived_at is not None):
        space.archived_at = now() if archived else None
    session.flush()
    return space


def _check(name: str, description: str, nameless: bool = False) -> None:
    wrong = []
    if not name and not nameless:
        wrong.append(FieldError("name", _("Donnez un nom à cet espace : deux ou trois mots suffisent.")))
    elif len(name) > rules.LONGEST_SPACE_NAME:
        wrong.append(FieldError("name", _("Ce nom est trop long : 80 caractères au plus.")))
    if len(description) > rules.LONGEST_REASON:
        wrong.append(FieldError("description", _("Cette description est trop longue : 300 caractères au plus.")))
    if wrong:
        raise Invalid(_("L'espace n'est pas encore enregistré. Corrigez ce qui est indiqué."), wrong)
