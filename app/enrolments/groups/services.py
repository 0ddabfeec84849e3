"""Making groups, and putting people in them."""

from collections.abc import Iterable

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.errors import Invalid, invalid
from app.core.i18n import _
from app.core.journal import record
from app.courses import queries as courses
from app.courses.conditions import folded
from app.enrolments import events, policies
from app.enrolments.groups import queries
from app.enrolments.history import note_change, prove
from app.enrolments.models import Enrolment, GroupMember, LearnerGroup
from app.enrolments.queries import enrolment_to_change
from app.ledger.kinds import Kind

LONGEST_NAME = 80


def create_group(session: Session, actor: Actor, name: str, course_slug: str = "") -> LearnerGroup:
    """A new group, of one course when it is named. Its name is its own in the organisation."""
    require(policies.may_change_groups(actor))
    name = _clean(name)
    course = courses.course_by_slug(session, actor.organisation_id, course_slug) if course_slug else None
    if course_slug and course is None:
        raise invalid("course", _("Ce parcours n'existe pas, ou il n'est pas encore publié."))
    _refuse_taken(session, actor, name)
    group = LearnerGroup(
        organisation_id=actor.organisation_id, course_id=course.id if course else None, name=name, former_names=[],
        created_at=now(), archived_at=None,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(group)
    except IntegrityError as error:  # two people at the same instant
        raise _taken(name) from error
    return group


def rename_group(session: Session, actor: Actor, group_id: str, name: str) -> LearnerGroup:
    """Another name. Courses that say the old one still mean this group."""
    group = queries.group_to_change(session, actor.organisation_id, group_id)
    require(policies.may_change_groups(actor))
    name = _clean(name)
    if name == group.name:
        return group
    _refuse_taken(session, actor, name, group.id)
    kept = [one for one in (*group.former_names, group.name) if folded(one) != folded(name)]
    group.former_names, group.name = kept, name
    return group


def archive_group(session: Session, actor: Actor, group_id: str, archived: bool = True) -> LearnerGroup:
    """Nobody new enters it; those who are in it stay, and what is kept for them stays open. It can be opened again."""
    group = queries.group_to_change(session, actor.organisation_id, group_id)
    require(policies.may_change_groups(actor))
    if archived != (group.archived_at is not None):
        group.archived_at = now() if archived else None
    return group


def set_groups(session: Session, actor: Actor, enrolment_id: str, names: Iterable[str], reason: str = "") -> list[str]:
    """The groups that somebody is in from now on, and no other; their names. Saying the same again changes nothing."""
    enrolment = enrolment_to_change(session, actor, enrolment_id)
    require(policies.may_change(actor, enrolment.adviser_id))
    known = queries.all_entities(session, actor.organisation_id)
    current = queries.memberships_to_change(session, enrolment.id)
    wanted = _wanted(known, current, enrolment, names)
    added = [known[key] for key in wanted if key not in current]
    removed = [known[key] for key in current if key not in wanted]
    if added or removed:
        moment = now()
        for group in removed:
            current[group.id].until = moment
        session.flush()  # somebody may come back at once
        for group in added:
            session.add(
                GroupMember(
                    organisation_id=enrolment.organisation_id, group_id=group.id, enrolment_id=enrolment.id, since=moment
                )
            )  # fmt: skip
        note_change(session, actor, enrolment, "groups", today(), _told(added, removed, reason))
        facts = {"added": [group.id for group in added], "removed": [group.id for group in removed]}
        prove(session, actor, enrolment, Kind.GROUPS_CHANGED, today(), facts)
        record(session, actor, events.GroupsChanged(enrolment.id, enrolment.learner_id))
    return sorted(known[key].name for key in wanted)


def _wanted(
    known: dict[str, LearnerGroup], current: dict[str, GroupMember], enrolment: Enrolment, names: Iterable[str]
) -> list[str]:
    """The ids of the groups named; Invalid when one cannot be given to this person."""
    by_name = {folded(name): group for group in known.values() for name in group.former_names}
    by_name |= {folded(group.name): group for group in known.values()}
    found: dict[str, None] = {}
    for name in names:
        group = by_name.get(folded(name))
        if group is None:
            raise invalid("groups", _("Le groupe « %(name)s » n'existe pas ici.") % {"name": name.strip()[:80]})
        if group.archived_at is not None and group.id not in current:
            raise invalid("groups", _("Le groupe « %(name)s » est archivé.") % {"name": group.name})
        if group.course_id not in (None, enrolment.course_id):
            raise invalid("groups", _("Le groupe « %(name)s » est celui d'un autre parcours.") % {"name": group.name})
        found[group.id] = None
    return list(found)


def _told(added: list[LearnerGroup], removed: list[LearnerGroup], reason: str) -> str:
    parts = []
    if added:
        parts.append(_("Ajout : %(groups)s.") % {"groups": ", ".join(group.name for group in added)})
    if removed:
        parts.append(_("Retrait : %(groups)s.") % {"groups": ", ".join(group.name for group in removed)})
    return " ".join((*parts, reason.strip())).strip()


def _clean(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise invalid("name", _("Donnez un nom au groupe, en %(most)s caractères au plus.") % {"most": LONGEST_NAME})
    return name


def _refuse_taken(session: Session, actor: Actor, name: str, but: str = "") -> None:
    if queries.ids_by_name(session, actor.organisation_id).get(folded(name), but) != but:
        raise _taken(name)


def _taken(name: str) -> Invalid:
    return invalid("name", _("Le nom « %(name)s » est déjà celui d'un groupe, ou l'a été.") % {"name": name})
