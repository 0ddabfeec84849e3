"""/documents: what is missing, what was made, one document, one person's documents."""

from typing import Annotated, Any

from fastapi import Form, Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Conflict, HouseError, Invalid
from app.core.i18n import _, ngettext
from app.core.periods import Period, read_period
from app.documents import due, giving, kinds, making, paper, policies, queries, signers, signing, words
from app.documents.kinds import About, Span
from app.documents.models import VALID
from app.enrolments import queries as enrolments
from app.files import queries as files
from app.files.answers import answer
from app.identity.organisations import legal_gaps, legal_identity
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("documents")

SHOWN = 50
_Word = Annotated[str, Query(max_length=60)]
_Line = Annotated[str, Form(max_length=600)]


@router.get("/documents")
def board(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    genre: _Word = "",
    etat: _Word = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """What is missing for whom, what waits, and everything that was made."""
    require(policies.may_see_all(actor))
    return _board(request, session, actor, genre, etat, page)


def _board(
    request: Request,
    session: Session,
    actor: Actor,
    genre: str = "",
    etat: str = "",
    page: int = 1,
    error: HouseError | None = None,
) -> Response:
    place = actor.organisation_id
    rows = queries.recent(
        session, place, kind=genre if genre in kinds.kinds() else "", state=etat if etat in words.STATES else "",
        limit=SHOWN + 1, skip=SHOWN * (page - 1),
    )  # fmt: skip
    house = queries.to_acknowledge(session, place, [kind.code for kind in kinds.kinds().values() if kind.acknowledged])
    legal = legal_identity(session, place)
    return show(
        request,
        "issued/board.html",
        status=error.status if error else 200,
        error=error.detail if error else "",
        missing=error.missing if isinstance(error, making.Incomplete) else [],
        due=[(each, _(due.TITLES[each.kind]), kinds.kinds()[each.kind]) for each in due.due(session, place)],
        outdated=[words.shown(row) for row in queries.outdated(session, place)],
        waiting=queries.waiting_signatures(session, place),
        signer_roles={role: _(label) for role, label in signers.ROLES.items()},
        house=[(row, len(queries.not_acknowledged(session, place, row.id))) for row in house],
        lacking=[
            kind
            for kind in kinds.kinds().values()
            if kind.acknowledged and kind.code not in {row.kind for row in house}
        ],
        gaps=legal_gaps(legal),
        found=[words.shown(row) for row in rows[:SHOWN]],
        more=len(rows) > SHOWN,
        page=page,
        asked={"genre": genre, "etat": etat},
        kinds=list(kinds.kinds().values()),
        states={state: _(label) for state, (label, _tone) in words.STATES.items()},
        courses=queries.published_courses(session, place),
        may_make=bool(policies.may_make(actor)),
        may_write=bool(policies.may_write_templates(actor)),
        represents=legal.representative_id == actor.account_id,
    )


@router.post("/documents")
def make_for_the_house(
    request: Request, session: Writing, actor: CurrentActor, kind: _Line = "", course: _Line = "", why: _Line = ""
) -> Response:
    """A document of the organisation, or the sheet of a course; given at once: it is for everybody."""
    try:
        found = making.kind_of(kind)
        made, new = making.make(session, actor, found.code, course_id=course or None, why=why)
        giving.give(session, actor, [made.id])
    except Conflict as error:
        return _board(request, session, actor, error=error)
    return go(f"/documents/{made.id}", _said(made.number, new=new))


def _said(number: str, *, new: bool) -> str:
    if new:
        return _("Le document n° %(number)s est fait.") % {"number": number}
    return _("Rien n'a changé depuis le n° %(number)s : c'est toujours lui.") % {"number": number}


# --- One person ---------------------------------------------------------------------------------------------------


@router.get("/documents/personne/{enrolment_id}")
def of_a_person(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    """Everything that was made for somebody, what they lack, and what they have read."""
    require(policies.may_see_all(actor))
    return _person(request, session, actor, enrolment_id)


@router.post("/documents/personne/{enrolment_id}")
def make_for_a_person(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    kind: _Line = "",
    du: _Line = "",
    au: _Line = "",
    why: _Line = "",
) -> Response:
    try:
        period = _period(kind, du, au)
        made, new = making.make(session, actor, kind, enrolment_id=enrolment_id, period=period, why=why)
    except (Conflict, Invalid) as error:
        return _person(request, session, actor, enrolment_id, error, {"kind": kind, "du": du, "au": au})
    return go(f"/documents/{made.id}", _said(made.number, new=new))


def _period(code: str, du: str, au: str) -> Period | None:
    """The days asked for; None: the whole path, or the month that the kind takes by itself."""
    kind = kinds.kinds().get(code)
    if kind is None or kind.span is Span.NONE or not (du.strip() or au.strip()):
        return None
    return read_period(du, au, today=today())


def _person(
    request: Request,
    session: Session,
    actor: Actor,
    enrolment_id: str,
    error: HouseError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    rows = queries.documents_of_enrolments(session, actor.organisation_id, [enrolment.id])
    asked = queries.signatures_of(session, actor.organisation_id, [row.id for row in rows])
    there = {row.kind for row in rows if row.state == VALID}
    of_person = [kind for kind in kinds.kinds().values() if kind.about is About.PERSON]
    return show(
        request,
        "issued/person.html",
        status=error.status if error else 200,
        enrolment=enrolment,
        found=[(words.shown(row), [one for one in asked if one.document_id == row.id]) for row in reversed(rows)],
        read=queries.acknowledgements_of(session, actor.organisation_id, [enrolment.id]),
        lacking=[kind for kind in of_person if kind.code in _expected(enrolment) and kind.code not in there],
        kinds=[(kind.code, kind.title) for kind in of_person],
        typed=typed or {},
        error=error.detail if error else "",
        missing=error.missing if isinstance(error, making.Incomplete) else [],
        errors={field.field: field.message for field in error.fields} if isinstance(error, Invalid) else {},
        signer_badge=words.signer_badge,
        may_make=bool(policies.may_make(actor)),
    )


def _expected(enrolment: Any) -> set[str]:
    return {due.CERTIFICATE} if enrolment.closed_on else {due.SUMMONS} if enrolment.starts_on >= today() else set()


# --- One document -------------------------------------------------------------------------------------------------


@router.get("/documents/{document_id}")
def document(request: Request, session: Reading, actor: CurrentActor, document_id: str) -> Response:
    return _document(request, session, actor, document_id)


def _document(
    request: Request, session: Session, actor: Actor, document_id: str, error: HouseError | None = None
) -> Response:
    row = queries.document_for(session, actor, document_id)
    asked = queries.signers(session, row.id)
    turn = signers.whose_turn(session, row.id) if row.state == VALID else None
    kind = kinds.kinds().get(row.kind)
    represents = legal_identity(session, actor.organisation_id).representative_id == actor.account_id
    mine = turn is not None and (
        (turn.role == signers.LEARNER and turn.account_id == actor.account_id)
        or (turn.role == signers.REPRESENTATIVE and represents)
    )
    acknowledged = bool(kind and kind.acknowledged)
    return show(
        request,
        "issued/document.html",
        status=error.status if error else 200,
        error=error.detail if error else "",
        errors={field.field: field.message for field in error.fields} if isinstance(error, Invalid) else {},
        shown=words.shown(row),
        row=row,
        code=paper.spaced(row.code),
        newer=queries.replaced_by(session, row.id),
        asked=asked,
        turn=turn,
        mine=mine,
        methods={key: _(label) for key, label in signing.METHODS.items()},
        signer_roles={role: _(label) for role, label in signers.ROLES.items()},
        signer_badge=words.signer_badge,
        acknowledged=acknowledged,
        known=queries.acknowledgement(session, row.id, actor.account_id) if acknowledged else None,
        readers=queries.who_acknowledged(session, row.id) if acknowledged and actor.is_staff else [],
        silent=queries.not_acknowledged(session, actor.organisation_id, row.id)
        if acknowledged and actor.is_staff
        else [],
        period=formats.span(row.period_start, row.period_end) if row.period_start and row.period_end else "",
        may_make=bool(policies.may_make(actor)),
    )


@router.get("/documents/{document_id}/fichier")
def file(request: Request, session: Reading, actor: CurrentActor, document_id: str, premier: str = "") -> Response:
    """The signed file where there is one, with its trail; `premier`: the one that was signed."""
    row = queries.document_for(session, actor, document_id)
    file_id = row.file_id if premier or not row.signed_file_id else row.signed_file_id
    return answer(request, files.file_of(session, row.organisation_id, file_id))


@router.post("/documents/{document_id}/remise")
def give(request: Request, session: Writing, actor: CurrentActor, document_id: str) -> Response:
    try:
        giving.give(session, actor, [document_id])
    except Conflict as error:
        return _document(request, session, actor, document_id, error)
    return go(f"/documents/{document_id}", _("Le document est remis. La personne est prévenue."))


@router.post("/documents/{document_id}/annulation")
def cancel(request: Request, session: Writing, actor: CurrentActor, document_id: str, why: _Line = "") -> Response:
    try:
        giving.cancel(session, actor, document_id, why)
    except Conflict as error:
        return _document(request, session, actor, document_id, error)
    return go(f"/documents/{document_id}", _("Le document est annulé. Sa page de vérification le dit."))


@router.post("/documents/{document_id}/relance")
def remind(request: Request, session: Writing, actor: CurrentActor, document_id: str) -> Response:
    try:
        signer = signing.remind(session, actor, document_id)
    except HouseError as error:
        if error.status not in (409, 429):
            raise
        return _document(request, session, actor, document_id, error)
    if signer is None:
        return go(f"/documents/{document_id}", _("Personne n'est attendu : il n'y a pas de relance à faire."))
    return go(
        f"/documents/{document_id}", _("La relance est partie : %(name)s a de nouveau un mois.") % {"name": signer.name}
    )


@router.post("/documents/{document_id}/rappel")
def remind_to_read(request: Request, session: Writing, actor: CurrentActor, document_id: str) -> Response:
    told = giving.remind_to_read(session, actor, document_id)
    said = ngettext("%(num)s personne est prévenue.", "%(num)s personnes sont prévenues.", told) % {"num": told}
    return go(f"/documents/{document_id}", said if told else _("Personne à prévenir aujourd'hui."))
