"""What is open to everybody: asking to be met, and one's own page on the way in."""

from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.admissions import queries, rules
from app.admissions.services import acts, deciding, entering
from app.admissions.services.entering import Contact
from app.admissions.showing import stages, steps_shown
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.visits import queries as meetings
from app.visits.pages import where
from app.web.doors import MaybeActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("admissions")

_Line = Annotated[str, Form(max_length=2000)]
_Words = Annotated[str, Form(max_length=20_000)]


@router.get("/rejoindre")
def ask(request: Request, session: Reading, actor: MaybeActor, organisation: str = "", lieu: str = "") -> Response:
    """Five questions at most. `lieu` is where the person read the address: a shop, a town hall."""
    return _form(request, session, organisation, {"source": rules.one_line(lieu, 120)})


@router.post("/rejoindre")
def apply(
    request: Request,
    session: Writing,
    actor: MaybeActor,
    organisation: _Line = "",
    name: _Line = "",
    email: _Line = "",
    phone: _Line = "",
    stage: _Line = "",
    project: _Words = "",
    needs: _Words = "",
    town: _Line = "",
    when: _Line = "",
    source: _Line = "",
    consent: _Line = "",
    website: _Line = "",
) -> Response:
    asked = {
        "name": name, "email": email, "phone": phone, "stage": stage, "project": project, "needs": needs, "town": town,
        "when": when, "source": source, "consent": consent, "website": website,
    }  # fmt: skip
    found = next((row for row in queries.organisations(session) if row.slug == organisation), None)
    if found is None:
        raise NotFound(_("Cette organisation n'existe pas. Choisissez-en une dans la liste."))
    try:
        if website.strip():  # a field that people do not see: a program filled it in
            message = _("Laissez ce champ vide.")
            raise Invalid(message, [FieldError("website", message)])
        contact = Contact(
            name=name, email=email, phone=phone, stage=stage, project=project, needs=needs, town=town, when=when,
            source=source, consent=bool(consent),
        )  # fmt: skip
        made = entering.apply(session, found, contact, request.client.host if request.client else "")
    except Invalid as error:  # said before anything was written
        return _form(request, session, organisation, asked, error)
    return go(f"/ma-candidature/{made.token}")


def _form(
    request: Request, session: Session, slug: str, asked: dict[str, str], error: Invalid | None = None
) -> Response:
    known = queries.organisations(session)
    chosen = next((row for row in known if row.slug == slug), None) if slug else None
    if slug and chosen is None:
        raise NotFound(_("Cette organisation n'existe pas. Vérifiez le lien."))
    if chosen is None and len(known) == 1:
        chosen = known[0]
    problems = error.fields if error else []
    names = ("name", "email", "phone", "stage", "project", "needs", "town", "when", "source", "consent", "website")
    return show(
        request,
        "admissions/join.html",
        status=error.status if error else 200,
        organisations=known,
        organisation=chosen,
        asked={name: asked.get(name, "") for name in names},
        stages=stages(),
        problems=problems,
        errors={field.field: field.message for field in problems},
        answer_days=rules.ANSWER_DAYS,
    )


@router.get("/ma-candidature/{token}")
def own(request: Request, session: Reading, actor: MaybeActor, token: str) -> Response:
    """Where one stands, by the link that one alone has: what comes next, when, and what to bring."""
    row = deciding.own_application(session, token)
    steps = steps_shown(session, row)
    coming = next((step for step in steps if step.id == row.step_id), None)
    meeting = meetings.session_of_visit(session, coming.session_id) if coming and coming.session_id else None
    return show(
        request,
        "admissions/own.html",
        application=row,
        steps=steps,
        coming=coming,
        meeting=meeting,
        meeting_place=where(meeting) if meeting else "",
        joins=meeting.link if meeting and meeting.place != "on_site" and not meeting.cancelled_at else "",
        token=token,
        link=acts.private_link(row.id),
        state=row.state,
    )


@router.post("/ma-candidature/{token}/retrait")
def withdraw(request: Request, session: Writing, actor: MaybeActor, token: str) -> Response:
    deciding.withdraw(session, token)
    return go(f"/ma-candidature/{token}", _("C'est noté. Vous pouvez revenir quand vous voulez : appelez-nous."))


@router.post("/ma-candidature/{token}/partage")
def share(request: Request, session: Writing, actor: MaybeActor, token: str, agrees: _Line = "") -> Response:
    deciding.let_referrer_know(session, token, agrees == "oui")
    words = (
        _("C'est noté : la personne qui vous a orienté saura si vous êtes venu et ce qui est décidé.")
        if agrees == "oui"
        else _("C'est noté : la personne qui vous a orienté n'en saura rien de plus.")
    )
    return go(f"/ma-candidature/{token}", words)
