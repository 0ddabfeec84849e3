"""The annual review of a course, a page a year."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import today
from app.core.errors import Conflict, FieldError, HouseError, Invalid
from app.core.i18n import _
from app.quality import policies
from app.quality.measures import words
from app.quality.reviews import documents, rules, services
from app.quality.reviews.services import Decided
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Form, Posted, only
from app.web.templating import go, show

router = pages("quality")

HERE = "/qualite/revue"
Year = Annotated[str, Query(alias="annee", max_length=4)]


@router.get("/qualite/revue")
def reviews(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return show(
        request,
        "quality/reviews/list.html",
        courses=services.read_list(session, actor),
        year=today().year,
    )


@router.get("/qualite/revue/{course}")
def review(request: Request, session: Reading, actor: CurrentActor, course: str, annee: Year = "") -> Response:
    return _page(request, session, actor, course, _year(annee), None, {})


@router.get("/qualite/revue/{course}/bilan.pdf")
def as_pdf(session: Reading, actor: CurrentActor, course: str, annee: Year = "") -> Response:
    held = services.read_review(session, actor, course, _year(annee))
    return Response(
        documents.review_pdf(actor.organisation_name, held),
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="bilan-{held.course.slug}-{held.year}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )


@router.post("/qualite/revue/{course}/texte")
def write(request: Request, session: Writing, actor: CurrentActor, course: str, form: Posted) -> Response:
    year = _year(only(form, "annee"))
    try:
        version = only(form, "version")
        services.write_summary(
            session, actor, course, year, only(form, "summary"), int(version) if version.isdecimal() else 0
        )
    except Conflict as refused:
        return _page(request, session, actor, course, year, refused, {"summary": only(form, "summary")})
    return go(_address(course, year), _("Le texte est enregistré."))


@router.post("/qualite/revue/{course}")
def open_one(session: Writing, actor: CurrentActor, course: str, form: Posted) -> Response:
    year = _year(only(form, "annee"))
    services.open_review(session, actor, course, year)
    return go(_address(course, year), _("Le bilan est ouvert. L'équipe peut y écrire jusqu'à sa clôture."))


@router.post("/qualite/revue/{course}/decisions")
def decide(request: Request, session: Writing, actor: CurrentActor, course: str, form: Posted) -> Response:
    year = _year(only(form, "annee"))
    try:
        services.decide(session, actor, course, year, _decided(form))
    except (Conflict, Invalid) as refused:
        typed = {name: only(form, name) for name in ("element", "decision", "words", "owner_id", "due_on")}
        return _page(request, session, actor, course, year, refused, typed)
    return go(_address(course, year) + "#decisions", _("La décision est enregistrée."))


@router.post("/qualite/revue/{course}/decisions/retrait")
def take_back(session: Writing, actor: CurrentActor, course: str, form: Posted) -> Response:
    year = _year(only(form, "annee"))
    services.take_back(session, actor, course, year, only(form, "element"))
    return go(_address(course, year) + "#decisions", _("La décision est retirée du bilan."))


@router.post("/qualite/revue/{course}/cloture")
def close(request: Request, session: Writing, actor: CurrentActor, course: str, form: Posted) -> Response:
    year = _year(only(form, "annee"))
    try:
        services.close_review(session, actor, course, year)
    except (Conflict, Invalid) as refused:
        return _page(request, session, actor, course, year, refused, {})
    return go(
        _address(course, year),
        _("Le bilan est clos. Ce qui est à changer ou à arrêter est devenu une action d'amélioration."),
    )


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    slug: str,
    year: int,
    refused: HouseError | None,
    typed: dict[str, str],
) -> Response:
    held = services.read_review(session, actor, slug, year)
    may_write = bool(policies.may_review_courses(actor)) and not held.is_closed
    fields = refused.fields if isinstance(refused, Invalid) else []
    return show(
        request,
        "quality/reviews/review.html",
        may_open=bool(policies.may_read_quality(actor)),
        status=refused.status if refused else 200,
        held=held,
        said=documents.said,
        words=words,
        decisions={str(code): _(label) for code, label in rules.DECISIONS.items()},
        years=[(str(year), str(year)) for year in range(today().year, today().year - 4, -1)],
        elements=[(one.key, ("\u2003" if one.depth else "") + one.title) for one in held.elements],
        may_write=may_write,
        may_close=bool(policies.may_close_review(actor)) and held.review is not None and not held.is_closed,
        team=sorted(services.team(session, actor).items(), key=lambda pair: pair[1]) if may_write else [],
        refused=refused,
        fields=fields,
        errors={each.field: each.message for each in fields},
        typed=typed,
    )


def _decided(form: Form) -> Decided:
    text = only(form, "due_on").strip()
    due_on: date | None = None
    if text:
        try:
            due_on = date.fromisoformat(text)
        except ValueError:
            message = _("Cette date n'existe pas ou n'est pas écrite comme 2026-12-03.")
            raise Invalid(_("La décision n'est pas encore enregistrée."), [FieldError("due_on", message)]) from None
    return Decided(only(form, "element"), only(form, "decision"), only(form, "words"), only(form, "owner_id"), due_on)


def _year(text: Any) -> int:
    if not text:
        return today().year
    if not (str(text).isascii() and str(text).isdecimal()):
        message = _("Cette année n'est pas possible.")
        raise Invalid(message, [FieldError("annee", message)])
    return int(text)


def _address(course: str, year: int) -> str:
    return f"{HERE}/{course}?annee={year}"
