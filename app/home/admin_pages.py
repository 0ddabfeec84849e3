"""/admin: the people of an organisation, its places, closed days and funders."""

from typing import Annotated, Any

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.clock import now, today
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _, ngettext
from app.core.settings import settings
from app.directory import queries as directory
from app.files import queries as files
from app.home import policies, services
from app.identity import queries as identity
from app.identity.words import role_words
from app.scheduling import queries as scheduling
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("admin")

Text = Annotated[str, Form(max_length=500)]


@router.get("/admin")
def administration(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_administer(actor))
    return _show(request, session, actor)


@router.post("/admin/personnes")
def add_person(
    request: Request, session: Writing, actor: CurrentActor, email: Text = "", name: Text = "", role: Text = ""
) -> Response:
    """The first password of a new account is shown once, on the answer itself, and nowhere else."""
    try:
        welcomed = services.add_person(session, actor, email, name, role)
    except Invalid as error:
        return _show(request, session, actor, error, email=email, name=name, role=role)
    if not welcomed.password:
        toast = _("%(name)s a maintenant le rôle « %(role)s ». Son compte existait : rien d'autre n'a changé.")
        return go("/admin", toast % {"name": welcomed.name, "role": role_words(welcomed.role)})
    response = show(request, "home/person_added.html", welcomed=welcomed, role=role_words(welcomed.role))
    response.headers["Cache-Control"] = "no-store"
    return response


@router.post("/admin/lieux")
def add_site(
    request: Request, session: Writing, actor: CurrentActor, site_name: Text = "", site_address: Text = ""
) -> Response:
    try:
        services.add_site(session, actor, site_name, site_address)
    except (Invalid, Conflict) as error:
        return _show(request, session, actor, error, "site_name", site_name=site_name, site_address=site_address)
    return go("/admin#lieux", _("Le lieu est ajouté. Vous pouvez y prévoir des séances."))


@router.post("/admin/fermetures")
def add_closed_day(
    request: Request, session: Writing, actor: CurrentActor, day: Text = "", reason: Text = ""
) -> Response:
    try:
        closed = services.add_closed_day(session, actor, day, reason, today())
    except (Invalid, Conflict) as error:
        return _show(request, session, actor, error, "day", day=day, reason=reason)
    if closed.sessions:
        words = ngettext(
            "Le jour est ajouté. %(num)s séance y est prévue : déplacez-la ou annulez-la.",
            "Le jour est ajouté. %(num)s séances y sont prévues : déplacez-les ou annulez-les.",
            closed.sessions,
        )
        return go("/admin#fermetures", words % {"num": closed.sessions})
    return go("/admin#fermetures", _("Le jour de fermeture est ajouté. Les prochains plans en tiendront compte."))


@router.post("/admin/financeurs")
def add_funder(request: Request, session: Writing, actor: CurrentActor, funder_name: Text = "") -> Response:
    try:
        services.add_funder(session, actor, funder_name)
    except (Invalid, Conflict) as error:
        return _show(request, session, actor, error, "funder_name", funder_name=funder_name)
    return go("/admin#financeurs", _("Le financeur est ajouté. Vous pouvez le choisir à l'inscription."))


def _show(
    request: Request,
    session: Session,
    actor: Actor,
    error: Invalid | Conflict | None = None,
    where: str = "",
    **typed: str,
) -> Response:
    """The page, with what was typed and what to mend when a form was refused."""
    fields = list(error.fields) if isinstance(error, Invalid) else []
    if error and not fields:
        fields = [FieldError(where, error.detail)]
    place = actor.organisation_id
    people: dict[str, dict[str, Any]] = {}
    for row in identity.members(session, place):
        person = people.setdefault(
            row.account_id, {"id": row.account_id, "name": row.name, "email": row.email, "roles": []}
        )
        person["roles"].append(role_words(row.role))
    return show(
        request,
        "home/admin.html",
        status=error.status if error else 200,
        people=list(people.values()),
        learners=identity.members_by_role(session, place).get(Role.LEARNER, 0),
        sites=identity.sites(session, place),
        unsaid={row.id for row in directory.sites_without_a_place(session, place)},
        closed_days=identity.closed_day_list(session, place),
        planned_then=scheduling.sessions_on_closed_days(session, place, now()),
        funders=identity.funders(session, place),
        files_weight=files.weight_of(session, place),
        files_quota=settings().quota_mb * 1_000_000,
        roles=[(role.value, role_words(role)) for role in Role if role is not Role.GUEST],
        typed=typed,
        fields=fields,
        errors={field.field: field.message for field in fields},
    )
