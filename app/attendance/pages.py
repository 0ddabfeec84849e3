"""The attendance sheet on the team's phones: who signed, who is there, closing, paper and cards."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import Depends, Form, Request, Response
from fastapi.responses import StreamingResponse
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.attendance import documents, public_pages, queries, rules, services, sheets, signing, signing_pages
from app.attendance.sheets import Part, Sheet
from app.core.access import Actor, require
from app.core.clock import now, paris, today
from app.core.errors import HouseError, Invalid, NotFound, invalid
from app.core.i18n import _, ngettext
from app.core.settings import settings
from app.core.trail import concerns
from app.files.uploads.forms import GivenFile, given_file
from app.scheduling import policies
from app.scheduling import queries as scheduling
from app.scheduling.rules import Half
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("attendance")
router.routes.extend(signing_pages.router.routes)
router.routes.extend(public_pages.router.routes)

_Text = Annotated[str, Form(max_length=2000)]
_Drawing = Annotated[str, Form(max_length=rules.MOST_TEXT)]


async def _fields(request: Request) -> dict[str, str]:
    """A form whose fields depend on who is on the page."""
    form = await request.form(max_fields=5000)
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def _chosen(request: Request) -> list[str]:
    """The boxes ticked for people."""
    form = await request.form(max_fields=5000)
    return [value for value in form.getlist("people") if isinstance(value, str)][:1000]


Fields = Annotated[dict[str, str], Depends(_fields)]
Chosen = Annotated[list[str], Depends(_chosen)]


@router.get("/seances/{session_id}/emargement")
def sheet(
    request: Request, session: Reading, actor: CurrentActor, session_id: str, demi: str = "", tous: str = ""
) -> Response:
    """One half-day: the code of the moment, who signed and how. Its live part is asked again every few seconds."""
    meeting = scheduling.session_for(session, actor, session_id)
    require(policies.may_see_sheet(actor))
    whole = sheets.sheet_of(session, meeting.id)
    part = whole.part(demi)
    may_run = bool(policies.may_run_sessions(actor)) and whole.head.cancelled_at is None
    moment = now()
    home = settings().base_url.rstrip("/")
    code, qr = "", Markup()
    if may_run and part.lock is None and part.window.is_open(moment):
        digits, token = signing.code_of(meeting.id, part.part)
        code = f"{digits[:3]} {digits[3:]}"
        qr = Markup(documents.qr(f"{home}/emarger/{token}"))  # noqa: S704 - an image drawn here
    return show(
        request,
        "attendance/sheet.html",
        block="live",
        meeting=meeting,
        sheet=whole,
        part=part,
        here=_here(meeting.id, part),
        started=part.starts_at <= moment,
        begun=meeting.starts_at <= moment,
        coming=moment < part.window.opens_at,
        may_run=may_run,
        all_at_once=bool(tous),
        others=scheduling.people_to_add(session, actor, meeting.course_id, meeting.id) if may_run else [],
        seconds=rules.STEP,
        now=moment,
        code=code,
        qr=qr,
        address=f"{home.partition('://')[2]}/emarger",
        left=rules.seconds_left(moment),
    )


@router.post("/seances/{session_id}/presences")
def record_sheet(request: Request, session: Writing, actor: CurrentActor, session_id: str, fields: Fields) -> Response:
    """Every box that was ticked, at once; boxes left alone stay as they were."""
    lines = []
    for name, value in fields.items():
        parts = name.split(":")
        if parts[0] != "p" or len(parts) != 4 or value not in ("present", "absent"):
            continue
        day = _day(parts[2])
        reason = fields.get(f"r:{parts[1]}", "")
        lines.append(services.Line(parts[1], day, parts[3], value == "present", reason))
    services.record_sheet(session, actor, session_id, lines, fields.get("also_came") or None)
    words = _("Les présences sont enregistrées. Vous pouvez encore les corriger.")
    half = fields.get("demi", "")
    return go(f"/seances/{session_id}/emargement" + (f"?demi={half}&tous=1" if _is_half(half) else "?tous=1"), words)


# --- One person ---------------------------------------------------------------------------------------------------


@router.get("/seances/{session_id}/emargement/{enrolment_id}")
def person(
    request: Request, session: Reading, actor: CurrentActor, session_id: str, enrolment_id: str, demi: str = ""
) -> Response:
    """The phone goes to somebody: they sign, or the team says whether they are there."""
    whole, part = _desk(session, actor, session_id, demi)
    return _person(request, whole, part, enrolment_id)


@router.post("/seances/{session_id}/emargement/{enrolment_id}")
def act_for_person(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    session_id: str,
    enrolment_id: str,
    act: Annotated[str, Form(max_length=10)] = "",
    demi: Annotated[str, Form(max_length=30)] = "",
    drawing: _Drawing = "",
    written: _Text = "",
    pin: _Text = "",
    reason_code: _Text = "",
    reason: _Text = "",
    document_seen: _Text = "",
    correction: _Text = "",
) -> Response:
    """Sign by hand, sign with a card, or mark; whatever is refused comes back in its place."""
    whole, part = _desk(session, actor, session_id, demi)
    half, day = part.part.half.value, part.part.day
    name = next((each.name for each in part.people if each.enrolment_id == enrolment_id), "")
    if not name:
        raise NotFound()
    try:
        if act in ("sign", "pin"):
            done = (
                signing.sign_with_pin(session, actor, session_id, enrolment_id, half, day, pin)
                if act == "pin"
                else signing.sign_by_hand(
                    session, actor, session_id, enrolment_id, half, day, drawing=drawing, written=written
                )
            )
            words = (
                _("%(name)s avait déjà signé, à %(hour)s.") if done.again else _("La présence de %(name)s est signée.")
            )
            return go(_here(session_id, part), words % {"name": name, "hour": formats.clock(done.at)})
        if act in ("present", "absent"):
            services.record_attendance(
                session, actor, session_id, enrolment_id, half, act == "present", reason, day,
                reason_code=reason_code, document_seen=bool(document_seen), correction=correction,
            )  # fmt: skip
            return go(_here(session_id, part), _("C'est noté pour %(name)s.") % {"name": name})
        if act == "revoke":
            signing.revoke_card(session, actor, session_id, enrolment_id)
            return go(_here(session_id, part), _("La carte de %(name)s ne marche plus.") % {"name": name})
    except signing.WrongCode as error:
        signing.note_failure(session, actor, error)
        return _person(request, whole, part, enrolment_id, error, act)
    except HouseError as error:  # said before anything was written
        if error.status not in (409, 422, 429):
            raise
        return _person(request, whole, part, enrolment_id, error, act)
    raise NotFound()


def _person(
    request: Request, whole: Sheet, part: Part, enrolment_id: str, error: HouseError | None = None, act: str = ""
) -> Response:
    found = part.person(enrolment_id)
    if found is None:
        raise NotFound()
    moment = now()
    return show(
        request,
        "attendance/person.html",
        status=error.status if error else 200,
        sheet=whole,
        part=part,
        person=found,
        here=_here(whole.head.id, part),
        open=part.window.is_open(moment) and part.lock is None,
        started=whole.head.starts_at <= moment,
        absences=_absences(),
        problem=error.detail if error else "",
        act=act,
        width=rules.WIDTH,
        height=rules.HEIGHT,
        opens=part.window.opens_at,
    )


def _absences() -> list[tuple[str, str]]:
    return [(code, _(absence.label)) for code, absence in rules.ABSENCES.items()]


# --- Closing ------------------------------------------------------------------------------------------------------


@router.get("/seances/{session_id}/cloture")
def closing_form(request: Request, session: Reading, actor: CurrentActor, session_id: str, demi: str = "") -> Response:
    whole, part = _desk(session, actor, session_id, demi)
    return _closing(request, whole, part, {})


@router.post("/seances/{session_id}/cloture")
def close(request: Request, session: Writing, actor: CurrentActor, session_id: str, fields: Fields) -> Response:
    """Everybody is said there or absent, then the half-day is countersigned and locked."""
    whole, part = _desk(session, actor, session_id, fields.get("demi", ""))
    unsaid = {}
    for each in part.unsaid:
        value = fields.get(f"u:{each.enrolment_id}", "")
        if value:
            seen = bool(fields.get(f"d:{each.enrolment_id}"))
            unsaid[each.enrolment_id] = services.Unsaid(value == "present", "" if value == "present" else value, seen)
    try:
        services.countersign(
            session, actor, session_id, part.part.half, part.part.day,
            services.Closing(fields.get("drawing", "")[: rules.MOST_TEXT], unsaid),
        )  # fmt: skip
    except Invalid as error:
        return _closing(request, whole, part, fields, error)
    words = _("La demi-journée est contresignée. Elle ne change plus, sauf par une correction avec sa raison.")
    return go(_here(session_id, part), words)


def _closing(
    request: Request, whole: Sheet, part: Part, fields: dict[str, str], error: Invalid | None = None
) -> Response:
    return show(
        request,
        "attendance/closing.html",
        status=error.status if error else 200,
        sheet=whole,
        part=part,
        here=_here(whole.head.id, part),
        fields=fields,
        choices=[("present", _("Présence, notée par moi")), *((code, _("Absence : %(why)s") % {"why": label}) for code, label in _absences())],
        problems=error.fields if error else [],
        errors={each.field: each.message for each in error.fields} if error else {},
        started=part.starts_at <= now(),
        width=rules.WIDTH,
        height=rules.HEIGHT,
    )  # fmt: skip


# --- Paper --------------------------------------------------------------------------------------------------------


@router.get("/seances/{session_id}/papier")
def paper_form(request: Request, session: Reading, actor: CurrentActor, session_id: str, demi: str = "") -> Response:
    whole, part = _desk(session, actor, session_id, demi)
    return _paper(request, whole, part, [])


@router.post("/seances/{session_id}/papier")
def attach_paper(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    session_id: str,
    chosen: Chosen,
    demi: Annotated[str, Form(max_length=30)] = "",
    file: Annotated[GivenFile | None, given_file("file")] = None,
) -> Response:
    """The photograph of the signed sheet, and who is on it."""
    whole, part = _desk(session, actor, session_id, demi)
    try:
        if not chosen:
            raise invalid("people", _("Cochez les personnes qui ont signé la feuille."))
        if file is None:
            raise invalid("file", _("Choisissez la photo ou le PDF de la feuille signée."))
        kept = file.keep(session, actor, owner_id=actor.account_id)
        count = signing.sign_on_paper(session, actor, session_id, part.part.half, part.part.day, kept.id, chosen)
    except Invalid as error:
        return _paper(request, whole, part, chosen, file, error)
    said = ngettext(
        "%(num)s signature sur papier est enregistrée.", "%(num)s signatures sur papier sont enregistrées.", count
    )
    return go(_here(session_id, part), said % {"num": count})


def _paper(
    request: Request,
    whole: Sheet,
    part: Part,
    chosen: list[str],
    file: GivenFile | None = None,
    error: Invalid | None = None,
) -> Response:
    return show(
        request,
        "attendance/paper.html",
        status=error.status if error else 200,
        sheet=whole,
        part=part,
        here=_here(whole.head.id, part),
        chosen=chosen,
        kept=file,
        options=[(each.enrolment_id, each.name) for each in part.people if each.state != sheets.SIGNED],
        problems=error.fields if error else [],
        errors={each.field: each.message for each in error.fields} if error else {},
        started=part.starts_at <= now(),
        most=settings().upload_limit_mb * 1_000_000,
    )


@router.post("/seances/{session_id}/cartes")
def cards(request: Request, session: Writing, actor: CurrentActor, session_id: str, chosen: Chosen) -> Response:
    """The cards of those who have none, or new ones for those named: shown this once."""
    made = signing.make_cards(session, actor, session_id, chosen)
    if not made:
        return go(f"/seances/{session_id}/emargement", _("Chaque personne a déjà sa carte. Une carte perdue se refait depuis son nom."))  # fmt: skip
    return _pdf(documents.cards_pdf(actor.organisation_name, made), "cartes-de-signature.pdf", kept=True)


# --- Documents ----------------------------------------------------------------------------------------------------


@router.get("/seances/{session_id}/feuille.pdf")
def sheet_pdf(request: Request, session: Reading, actor: CurrentActor, session_id: str) -> Response:
    return _document(session, actor, session_id, documents.sheet_pdf, "")


@router.get("/seances/{session_id}/feuille-vide.pdf")
def empty_pdf(request: Request, session: Reading, actor: CurrentActor, session_id: str) -> Response:
    return _document(session, actor, session_id, documents.empty_pdf, "vide-")


@router.get("/seances/feuilles.zip")
def month_of_sheets(request: Request, session: Reading, actor: CurrentActor, mois: str = "") -> Response:
    """The sheets of a month in one archive, each made while it is sent."""
    require(policies.may_see_sheet(actor))
    first = _day(f"{mois}-01") if mois else today().replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    ids = queries.held_between(session, actor, paris(first, 0), min(paris(after, 0), now()))
    if not ids:
        return go("/seances", _("Aucune séance tenue en %(month)s : il n'y a pas de feuille à télécharger.") % {"month": formats.month(first)})  # fmt: skip
    concerns(queries.seated_in(session, ids))
    name = f"emargements-{first:%Y-%m}.zip"
    return StreamingResponse(
        documents.zip_of(sheets.sheets_of(session, ids)),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _document(session: Session, actor: Actor, session_id: str, make: Callable[[Sheet], bytes], prefix: str) -> Response:
    meeting = scheduling.session_for(session, actor, session_id)
    require(policies.may_see_sheet(actor))
    whole = sheets.sheet_of(session, meeting.id)
    concerns(person.enrolment_id for part in whole.parts for person in part.people)
    return _pdf(make(whole), prefix + documents.file_name(whole))


def _pdf(body: bytes, name: str, *, kept: bool = False) -> Response:
    """Shown in place; `kept`: put among the files of the person, as it cannot be asked again."""
    how = "attachment" if kept else "inline"
    headers = {"Content-Disposition": f'{how}; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type="application/pdf", headers=headers)


# --- What they share ----------------------------------------------------------------------------------------------


def _desk(session: Session, actor: Actor, session_id: str, demi: str) -> tuple[Sheet, Part]:
    """The half-day that somebody of the team works on."""
    meeting = scheduling.session_for(session, actor, session_id)
    require(policies.may_run_sessions(actor))
    whole = sheets.sheet_of(session, meeting.id)
    return whole, whole.part(demi)


def _here(session_id: str, part: Part) -> str:
    return f"/seances/{session_id}/emargement?demi={part.name}"


def _is_half(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return text[10:11] == "-" and text[11:] in set(Half)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFound() from error
