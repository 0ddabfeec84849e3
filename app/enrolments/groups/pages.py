"""The groups of an organisation, and putting somebody in them."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.courses import queries as courses
from app.courses.conditions import GROUP, folded
from app.courses.outline import outline
from app.enrolments import policies
from app.enrolments.groups import queries, services
from app.enrolments.pages import GROUPS, show_enrolment
from app.enrolments.queries import enrolment_for
from app.enrolments.rules import STATUS_LABELS
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("enrolments")

_Line = Annotated[str, Form(max_length=300)]
HERE = "/inscriptions/groupes"


@router.get("/inscriptions/groupes")
def groups(request: Request, session: Reading, actor: CurrentActor, groupe: str = "", nom: str = "") -> Response:
    """Every group; one of them opened, with its people."""
    return _groups(request, session, actor, groupe, {"new_name": nom[: services.LONGEST_NAME]})


@router.post("/inscriptions/groupes")
def create(
    request: Request, session: Writing, actor: CurrentActor, new_name: _Line = "", course: _Line = ""
) -> Response:
    require(policies.may_change_groups(actor))
    try:
        made = services.create_group(session, actor, new_name, course)
    except Invalid as error:  # said before anything was written
        return _groups(request, session, actor, "", {"new_name": new_name, "course": course}, error)
    words = _("Le groupe « %(name)s » est prêt. Mettez-y des personnes depuis leur dossier, « Changer son parcours ».")
    return go(f"{HERE}?groupe={made.id}", words % {"name": made.name})


@router.post("/inscriptions/groupes/{group_id}")
def rename(request: Request, session: Writing, actor: CurrentActor, group_id: str, name: _Line = "") -> Response:
    try:
        renamed = services.rename_group(session, actor, group_id, name)
    except Invalid as error:
        return _groups(request, session, actor, group_id, {"name": name}, error)
    return go(f"{HERE}?groupe={group_id}", _("Le groupe s'appelle maintenant « %(name)s ».") % {"name": renamed.name})


@router.post("/inscriptions/groupes/{group_id}/archivage")
def archive(
    request: Request, session: Writing, actor: CurrentActor, group_id: str, archived: Annotated[bool, Form()] = True
) -> Response:
    changed = services.archive_group(session, actor, group_id, archived)
    words = (
        _("Le groupe « %(name)s » est archivé. Ses membres y restent, personne d'autre n'y entre.")
        if changed.archived_at
        else _("Le groupe « %(name)s » est de nouveau ouvert.")
    )
    return go(f"{HERE}?groupe={group_id}", words % {"name": changed.name})


@router.post("/inscriptions/{enrolment_id}/groupes")
def put_in_groups(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    groups: Annotated[list[str] | None, Form()] = None,
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """The groups ticked are those of the person from now on."""
    row = enrolment_for(session, actor, enrolment_id)
    require(policies.may_change(actor, row.adviser_id))
    try:
        names = services.set_groups(session, actor, enrolment_id, groups or [], reason)
    except Invalid as error:
        return show_enrolment(request, session, actor, enrolment_id, GROUPS, {"reason": reason}, error)
    words = (
        _("%(name)s est maintenant dans : %(groups)s.") % {"name": row.learner_name, "groups": ", ".join(names)}
        if names
        else _("%(name)s n'est plus dans aucun groupe.") % {"name": row.learner_name}
    )
    return go(f"/inscriptions/{enrolment_id}", words)


def _groups(
    request: Request,
    session: Session,
    actor: Actor,
    chosen: str,
    asked: Mapping[str, str],
    error: Invalid | None = None,
) -> Response:
    require(policies.may_see_groups(actor))
    rows = queries.groups(session, actor.organisation_id)
    group = next((row for row in rows if row.id == chosen), None)
    if chosen and group is None:
        raise NotFound()
    published = courses.courses(session, actor)
    errors = {field.field: field.message for field in error.fields} if error else {}
    if not chosen:
        errors = {"new_name" if field == "name" else field: message for field, message in errors.items()}
    return show(
        request,
        "enrolments/groups.html",
        status=error.status if error else 200,
        groups=rows,
        group=group,
        members=queries.members(session, actor.organisation_id, group.id) if group else [],
        listed=queries.LISTED,
        status_labels={status.value: _(label) for status, label in STATUS_LABELS.items()},
        titles={row.id: row.title for row in published},
        courses=[("", _("Tous les parcours")), *((row.slug, row.title) for row in published)],
        unmade=_unmade(session, actor, published),
        may_change=bool(policies.may_change_groups(actor)),
        asked={"new_name": "", "course": "", "name": group.name if group else ""} | dict(asked),
        errors=errors,
    )


def _unmade(session: Session, actor: Actor, published: Sequence[queries.AnyRow]) -> list[tuple[str, str]]:
    """(name, title of the course) of the groups that a published course keeps something for, and that nobody has made."""
    said: dict[str, tuple[str, str]] = {}
    for course in published:
        for activity in outline(session, course.edition_id).conditioned:
            for condition in activity.conditions:
                if condition.kind == GROUP:
                    said |= {folded(name): (name, course.title) for name in condition.groups}
    known = queries.ids_by_name(session, actor.organisation_id) if said else {}
    return [said[key] for key in sorted(said) if key not in known]
