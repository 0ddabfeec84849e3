"""Answering by the address that one received, without an account."""

from fastapi import Request, Response

from app.assessment.surveys.rules import ENOUGH
from app.assessment.surveys.showing import asked as form_of
from app.core.errors import Conflict, Gone, HouseError, Invalid
from app.core.i18n import _
from app.feedback.campaigns import answering
from app.web.doors import MaybeActor, Reading, Writing, pages
from app.web.forms import Form, Posted, only
from app.web.templating import go, show

router = pages("feedback_public")

_ALONE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@router.get("/enquete/{token}")
def ask(request: Request, session: Reading, actor: MaybeActor, token: str) -> Response:
    """The questions; opening them, however often, records nothing."""
    return _page(request, answering.sheet(session, token), token, {}, None)


@router.post("/enquete/{token}")
def answer(request: Request, session: Writing, actor: MaybeActor, token: str, form: Posted) -> Response:
    given = {
        name.removeprefix("q"): values for name, values in form.items() if name[:1] == "q" and name[1:].isdecimal()
    }
    answers = {number: values if len(values) > 1 else values[0] for number, values in given.items() if values}
    try:
        sent = answering.answer(session, token, answers, only(form, "version"))
    except (Invalid, Gone) as error:
        return _page(request, answering.sheet(session, token, only(form, "version")), token, form, error)
    except Conflict as error:
        return _page(request, answering.sheet(session, token), token, {}, error)
    words = (
        _("Merci, vos réponses sont arrivées.") if sent else _("Vos réponses étaient déjà arrivées. Rien n'a changé.")
    )
    return go(f"/enquete/{token}", words)


def _page(request: Request, sheet: answering.Sheet, token: str, form: Form, error: HouseError | None) -> Response:
    fields = error.fields if isinstance(error, Invalid) else []
    questions = sheet.version.asked
    typed = {one["id"]: form.get(f"q{number}") for number, one in enumerate(questions, 1)}
    shown = form_of(
        questions,
        {key: values[0] if len(values) == 1 else values for key, values in typed.items() if values},
        {field.field: field.message for field in fields},
    )
    return show(
        request,
        "feedback/answer.html",
        status=error.status if error else 200,
        headers=_ALONE,
        invitation=sheet.invitation,
        version=sheet.version,
        asked=shown,
        over=sheet.over,
        token=token,
        together=ENOUGH,
        refused=error,
        problems=fields,
    )
