"""/qualite/audit: choosing people, what is missing, making the file, keeping it, inviting somebody to read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Form, Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.periods import Period, read_period
from app.core.trail import concerns
from app.files.answers import answer
from app.quality import exports
from app.quality import services as quality
from app.quality.audit import asking, guests, policies, queries, services
from app.quality.audit.asking import Question
from app.quality.audit.content import contents
from app.quality.audit.sampling import Candidate
from app.quality.grid import grid_on
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("audit")

Du = Annotated[str, Query(max_length=40)]
Word = Annotated[str, Query(max_length=60)]
Line = Annotated[str, Form(max_length=300)]
Several = Annotated[list[str], Form(max_length=2000)]
DRAW, PICK = "tirage", "choix"


@router.get("/qualite/audit")
def files(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_make(actor))
    return show(request, "quality/audit/files.html", files=queries.files(session, actor), today=today())


@dataclass(frozen=True, slots=True)
class Filters:
    """Which of the paths of a period a list shows."""

    course: str
    entry: str
    outcome: str

    def keep(self, found: Sequence[Candidate]) -> list[Candidate]:
        return [
            one
            for one in found
            if (not self.course or one.course_id == self.course)
            and (not self.entry or one.starts_on.isoformat()[:7] == self.entry)
            and (not self.outcome or one.outcome == self.outcome)
        ]


@router.get("/qualite/audit/nouveau")
def choose(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    du: Du = "",
    au: Du = "",
    parcours: Word = "",
    entree: Word = "",
    issue: Word = "",
) -> Response:
    require(policies.may_make(actor))
    return _choose(request, session, actor, du, au, Filters(parcours, entree, issue))


def _choose(
    request: Request, session: Session, actor: Actor, du: str, au: str, filters: Filters, error: Invalid | None = None,
    typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    try:
        period = read_period(du, au, today=today())
        found = asking.candidates(session, actor, period)
    except Invalid as wrong:
        return _period_again(request, du, au, wrong)
    everyone = _("Tous")
    months = sorted({one.starts_on.replace(day=1) for one in found}, reverse=True)
    size = str(min(contents().sample_size, len(found)) or contents().sample_size)
    return show(
        request, "quality/audit/choose.html", status=422 if error else 200, period=period, found=filters.keep(found),
        total=len(found), filters=filters, most=contents().most_people, error=error,
        errors={field.field: field.message for field in error.fields} if error else {},
        courses=[("", everyone), *sorted({(one.course_id, one.course) for one in found}, key=lambda one: one[1])],
        months=[("", everyone), *((day.isoformat()[:7], formats.month(day)) for day in months)],
        outcomes=[("", everyone), *((word, word) for word in sorted({one.outcome for one in found}))],
        strata=[(code, _(label)) for code, label in contents().strata.items()],
        typed={"taille": size, "cle": asking.new_seed(), **(typed or {})},
    )  # fmt: skip


def _period_again(request: Request, du: str, au: str, error: Invalid) -> Response:
    return show(
        request, "quality/period.html", status=422, target="/qualite/audit/nouveau", du=du, au=au, detail=error.detail,
        errors={field.field: field.message for field in error.fields}, fields=error.fields,
    )  # fmt: skip


@router.post("/qualite/audit/apercu")
def preview(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    du: Line = "",
    au: Line = "",
    maniere: Line = DRAW,
    taille: Line = "",
    cle: Line = "",
    sur: Several = [],  # noqa: B006 - FastAPI reads it
    qui: Several = [],  # noqa: B006
    travaux: Line = "",
) -> Response:
    """Who will be in the file, and first what their folders lack."""
    require(policies.may_make(actor))
    try:
        question = _question(session, actor, du, au, maniere, taille, cle, sur, qui, travaux)
    except Invalid as error:
        return _choose(request, session, actor, du, au, Filters("", "", ""), error, {"taille": taille, "cle": cle})
    opened = asking.open_question(session, question)
    board = quality.read_board(session, actor, question.period)
    return show(
        request, "quality/audit/preview.html", question=question, opened=opened, period=question.period,
        grid=grid_on(question.period.end), drawn_by=[_(contents().strata[code]) for code in question.drawn.by],
        outcomes={one.enrolment.id: asking.outcome_words(one.enrolment.status, one.enrolment.exit_reason) for one in opened.scope.people},
        house=[
            (card.indicator.number, gap)
            for card in board.cards
            if card.indicator.status != "not_applicable"
            for gap in card.gaps
        ],
        statement=exports.never_a_verdict(), with_works=question.with_works,
    )  # fmt: skip


def _question(
    session: Session, actor: Actor, du: str, au: str, maniere: str, taille: str, cle: str, sur: list[str], qui: list[str],
    travaux: str,
) -> Question:  # fmt: skip
    period = read_period(du, au, today=today())
    if maniere == PICK:
        return asking.ask(session, actor, period, ids=qui, with_works=bool(travaux))
    by = [code for code in contents().strata if code in sur]
    return asking.ask(
        session, actor, period, size=asking.read_size(taille), seed=cle or asking.new_seed(), by=by, with_works=bool(travaux),
    )  # fmt: skip


@router.post("/qualite/audit")
def make(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    du: Line = "",
    au: Line = "",
    cle: Line = "",
    sur: Several = [],  # noqa: B006 - FastAPI reads it
    qui: Several = [],  # noqa: B006
    travaux: Line = "",
) -> Response:
    """What the preview showed is made: its people, whoever came or left meanwhile."""
    require(policies.may_make(actor))
    try:
        question = asking.ask(session, actor, read_period(du, au, today=today()), ids=qui, with_works=bool(travaux))
    except Invalid as error:
        return _choose(request, session, actor, du, au, Filters("", "", ""), error)
    question = asking.drawn_with(session, question, cle, [code for code in contents().strata if code in sur])
    made = services.order(session, actor, question)
    return go(f"/avancement/{made.task_id}", _("Le dossier d'audit se prépare. Vous pouvez quitter cette page."))


@router.get("/qualite/audit/{audit_file_id}")
def one(request: Request, session: Reading, actor: CurrentActor, audit_file_id: str) -> Response:
    require(policies.may_make(actor))
    return _one(request, session, actor, audit_file_id)


def _one(
    request: Request, session: Session, actor: Actor, audit_file_id: str, error: Invalid | None = None,
    typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    made = queries.file_for(session, actor, audit_file_id)
    last = min(made.kept_until, today() + guests.LONGEST_ACCESS)
    return show(
        request, "quality/audit/file.html", status=error.status if error else 200, made=made, today=today(), last=last,
        period=Period(made.starts_on, made.ends_on), people=queries.paths(session, actor, queries.people_of(session, made.id)),
        accesses=queries.accesses(session, made.id), looks=queries.looks(session, made.id), error=error,
        drawn_by=[_(contents().strata[code]) for code in made.drawn_by if code in contents().strata],
        errors={field.field: field.message for field in error.fields} if error else {},
        typed={"nom": "", "courriel": "", "jusqu_au": guests.usual_end(made.kept_until).isoformat(), **(typed or {})},
    )  # fmt: skip


@router.get("/qualite/audit/{audit_file_id}/fichier")
def download(request: Request, session: Reading, actor: CurrentActor, audit_file_id: str) -> Response:
    response = answer(request, services.archive(session, actor, audit_file_id))
    concerns(queries.people_of(session, audit_file_id))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@router.post("/qualite/audit/{audit_file_id}/suppression")
def remove(request: Request, session: Writing, actor: CurrentActor, audit_file_id: str) -> Response:
    services.remove(session, actor, audit_file_id)
    return go("/qualite/audit", _("Le dossier d'audit est supprimé. Les personnes invitées ne le lisent plus."))


@router.post("/qualite/audit/{audit_file_id}/invitations")
def invite(
    request: Request, session: Writing, actor: CurrentActor, audit_file_id: str, nom: Line = "", courriel: Line = "",
    jusqu_au: Line = "",
) -> Response:  # fmt: skip
    try:
        guests.invite(session, actor, audit_file_id, courriel, nom, _day(jusqu_au))
    except Invalid as error:
        typed = {"nom": nom, "courriel": courriel, "jusqu_au": jusqu_au}
        return _one(request, session, actor, audit_file_id, error, typed)
    return go(f"/qualite/audit/{audit_file_id}#invites", _("L'invitation part par courriel."))


@router.post("/qualite/audit/{audit_file_id}/invitations/{access_id}/fin")
def end(request: Request, session: Writing, actor: CurrentActor, audit_file_id: str, access_id: str) -> Response:
    guests.revoke(session, actor, audit_file_id, access_id)
    return go(f"/qualite/audit/{audit_file_id}#invites", _("L'accès est retiré : la personne ne lit plus rien."))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
