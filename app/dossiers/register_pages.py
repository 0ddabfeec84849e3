"""What is read across dossiers: the register of aids, people sent to partners; and the lists that forms offer."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Form as Body
from fastapi import Request, Response

from app.core.access import require
from app.core.clock import today
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.sealed import listed
from app.dossiers import plan_queries, policies, rules
from app.dossiers.services import aids as aids_of
from app.dossiers.services import page
from app.dossiers.showing import words
from app.web import spreadsheets
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("dossier_registers")

_YEAR = timedelta(days=365)


@router.get("/aides")
def aids(request: Request, session: Reading, actor: CurrentActor, du: str = "", au: str = "") -> Response:
    """All aids asked for in a time, with their totals."""
    require(policies.may_see_register(actor))
    start, end = _span(du, au)
    totals = aids_of.totals(session, actor, start, end)
    return show(
        request,
        "dossiers/aids.html",
        rows=plan_queries.aid_register(session, actor, start, end),
        totals=totals,
        asked=sum(row.cents for row in totals),
        granted=sum(row.granted_cents for row in totals),
        waiting=sum(row.n for row in totals if not row.decision),
        words=words(),
        start=start,
        end=end,
        csv=f"/aides.csv?du={start.isoformat()}&au={end.isoformat()}",
    )


@router.get("/aides.csv")
def aids_as_csv(session: Reading, actor: CurrentActor, du: str = "", au: str = "") -> Response:
    require(policies.may_see_register(actor))
    start, end = _span(du, au)
    rows: list[tuple[object, ...]] = [(
        _("Personne"), _("Aide"), _("Critères remplis"), _("Demandé"), _("Demandé le"), _("Décision"), _("Accordé"),
        _("Décidé le"),
    )]  # fmt: skip
    rows += [
        (
            row.learner_name, row.name, listed(row.criteria), _euros(row.cents), row.asked_on.isoformat(),
            _(rules.DECISIONS[row.decision]) if row.decision else "",
            _euros(row.granted_cents) if row.decision == "granted" else "",
            row.decided_on.isoformat() if row.decided_on else "",
        )
        for row in plan_queries.aid_register(session, actor, start, end, limit=20_000)
    ]  # fmt: skip
    return Response(
        spreadsheets.sheet(rows),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="aides-{today().isoformat()}.csv"',
            "Cache-Control": "private, no-store",
        },
    )


@router.get("/orientations")
def referrals(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """People sent to partners, those without news first."""
    require(policies.may_see_register(actor))
    return show(
        request,
        "dossiers/referrals.html",
        rows=plan_queries.open_referrals(session, actor),
        words=words(),
        today=today(),
        state_of=lambda row: rules.referral_state(row.received_on, row.met_on, row.closed_on),
    )


@router.get("/dossiers/listes")
def lists(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """The words that forms offer, one a line."""
    require(policies.may_keep_lists(actor))
    known = page.choices(session, actor.organisation_id)
    return _lists(request, {name: "\n".join(each) for name, each in known.items()})


@router.post("/dossiers/listes")
def keep_lists(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    met: Annotated[str, Body(max_length=20_000)] = "",
    aid: Annotated[str, Body(max_length=20_000)] = "",
    criteria: Annotated[str, Body(max_length=20_000)] = "",
) -> Response:
    asked = {"met": met, "aid": aid, "criteria": criteria}
    try:
        page.keep_lists(session, actor, {name: text.splitlines() for name, text in asked.items()})
    except Invalid as error:
        return _lists(request, asked, error)
    return go("/dossiers/listes", _("Les listes sont enregistrées."))


def _lists(request: Request, values: dict[str, str], error: Invalid | None = None) -> Response:
    fields = error.fields if error else []
    return show(
        request,
        "dossiers/lists.html",
        status=error.status if error else 200,
        lists=[(name, _(title)) for name, (title, _words) in rules.LISTS.items()],
        values=values,
        fields=fields,
        errors={one.field: one.message for one in fields},
    )


def _span(since: str, until: str) -> tuple[date, date]:
    """The dates asked for; a year until today when they say nothing."""
    end = _day(until) or today()
    return _day(since) or end - _YEAR, end


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"
