"""The weekly statements of hours, on a page that prints and as a file."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.days import maybe_day
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.periods import Period
from app.core.trail import concerns
from app.reporting import documents, exports, policies, scopes
from app.reporting import statements as stating
from app.reporting.asking import Wish, read_scope, usual_scope
from app.reporting.rules import monday, month_of, week_of
from app.reporting.scopes import Scope
from app.reporting.words import HALF_DAYS, RESULTS, dates, slice_title
from app.web import formats
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show

router = pages("reporting")

Asked = Annotated[str, Query(max_length=100)]
Week = Annotated[str, Query(max_length=20, description="any day of the week")]


def _asked(session: Session, actor: Actor, pour: str, semaine: str, du: str, au: str) -> Wish:
    """For many, one week: this one when none is said. For one person, the weeks of a period: those of the month."""
    scope = read_scope(session, actor, pour or usual_scope(session, actor))
    if scope.kind != scopes.PERSON:
        require(policies.may_read_statements(actor))
    if scope.kind != scopes.PERSON or semaine:
        return Wish(scope, week_of(maybe_day(semaine, "semaine") or today()))
    month = month_of(today())
    period = Period(maybe_day(du, "du") or month.start, maybe_day(au, "au") or month.end)
    if period.end < period.start:
        message = _("La fin de la période est avant son début. Choisissez une date de fin plus tardive.")
        raise Invalid(message, [FieldError("au", message)])
    stating.weeks_of(period)
    return Wish(scope, period)


@router.get("/heures/semaines")
def weeks(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    pour: Asked = "",
    semaine: Week = "",
    du: Asked = "",
    au: Asked = "",
) -> Response:
    wish = _asked(session, actor, pour, semaine, du, au)
    found = stating.statements(session, actor, wish.scope, wish.period)
    one = wish.scope.kind == scopes.PERSON
    return show(
        request,
        "reporting/weeks_of_person.html" if one else "reporting/weeks_of_people.html",
        wish=wish,
        found=found,
        when=dates(wish.period),
        week_title=slice_title,
        persons={each.enrolment_id: _of_person(wish.scope, each).link("/heures/semaines") for each in found},
        before=_week_link(wish, -7),
        after=_week_link(wish, 7),
        csv=_file_link(wish, "/heures/semaines.csv"),
        pdf=_file_link(wish, "/heures/semaines.pdf"),
        half_days={half: _(word) for half, word in HALF_DAYS.items()},
        rows=lambda each, period: _of_person(wish.scope, each).during(period).link("/heures/lignes"),
        may_open=actor.is_staff,
        results={key: _(word) for key, word in RESULTS.items()},
        made_on=formats.full_day(today()),
    )


def _of_person(scope: Scope, statement: stating.Statement) -> Wish:
    person = Scope(scope.organisation_id, scopes.PERSON, statement.enrolment_id, statement.name)
    return Wish(person, month_of(today()))


def _week_link(wish: Wish, days: int) -> str:
    start = monday(wish.period.start) + timedelta(days=days)
    return f"/heures/semaines?{wish.scope.query}&semaine={start.isoformat()}"


def _file_link(wish: Wish, path: str) -> str:
    if wish.scope.kind == scopes.PERSON:
        return wish.link(path)
    return f"{path}?{wish.scope.query}&semaine={wish.period.start.isoformat()}"


@router.get("/heures/semaines.csv")
def weeks_as_csv(
    session: Reading, actor: CurrentActor, pour: Asked = "", semaine: Week = "", du: Asked = "", au: Asked = ""
) -> Response:
    wish = _asked(session, actor, pour, semaine, du, au)
    found = stating.statements(session, actor, wish.scope, wish.period)
    concerns(each.enrolment_id for each in found)
    return exports.download(exports.statements_file(found), "releve-de-semaine")


@router.get("/heures/semaines.pdf")
def weeks_as_pdf(
    session: Reading, actor: CurrentActor, pour: Asked = "", semaine: Week = "", du: Asked = "", au: Asked = ""
) -> Response:
    wish = _asked(session, actor, pour, semaine, du, au)
    found = stating.statements(session, actor, wish.scope, wish.period)
    if not found:
        raise NotFound(_("Personne n'est sous contrat d'engagement cette semaine : il n'y a pas de relevé à imprimer."))
    concerns(each.enrolment_id for each in found)
    return Response(
        documents.statements_pdf(actor.organisation_name, found, stating.whole_weeks(wish.period)),
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="releve-{wish.period.start.isoformat()}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )
