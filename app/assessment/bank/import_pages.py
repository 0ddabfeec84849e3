"""Bringing a file of questions into a bank: first what it would give, then all of it at once."""

from typing import Annotated

from fastapi import File, Query, Request, Response, UploadFile

from app.assessment.bank import choices, forms, listing, rules, services
from app.assessment.bank.services.adding import HEAVIEST_MB
from app.assessment.quizzes import showing, trying
from app.assessment.quizzes.pages import Posted, only
from app.core.errors import Invalid, TooLarge
from app.core.i18n import _, ngettext
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("assessment")
BANKS = "/atelier/banque"
FORMATS = {"gift": "GIFT", "moodle_xml": "Moodle XML", "aiken": "Aiken"}
NOTES_SHOWN = 200


@router.get(f"{BANKS}/{{bank_id}}/import")
def choose_file(request: Request, session: Reading, actor: CurrentActor, bank_id: str) -> Response:
    return _choose(request, services.bank_for(session, actor, bank_id))


@router.post(f"{BANKS}/{{bank_id}}/import")
def send_file(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    bank_id: str,
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Keep the file for its report. Nothing is in the bank yet."""
    bank = services.bank_for(session, actor, bank_id)
    data = file.file.read(HEAVIEST_MB * 1_000_000 + 1) if file else b""
    try:
        waiting = services.keep_file(session, actor, bank_id, (file.filename if file else "") or "", data)
    except (Invalid, TooLarge) as error:
        return _choose(request, bank, error)
    return go(f"{BANKS}/{bank_id}/import/{waiting}")


@router.get(f"{BANKS}/{{bank_id}}/import/{{import_id}}")
def report(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    bank_id: str,
    import_id: str,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """What is kept, changed, refused, line by line; and the questions as learners will see them."""
    bank = services.bank_for(session, actor, bank_id)
    waiting = services.waiting_file(session, actor, bank_id, import_id)
    reading, here = waiting.reading, f"{BANKS}/{bank_id}/import/{import_id}"
    start = (page - 1) * listing.SHOWN
    shown = reading.questions[start : start + listing.SHOWN]
    changed = {note.question for note in reading.changed if note.question}
    lines = [
        (
            question, trying.shown(question.definition, n, f"n{n}"), showing.expected(question.definition),
            waiting.known.get(n - 1, ""), question.name in changed, rules.tags_of(question.tags),
        )
        for n, question in enumerate(shown, start + 1)
    ]  # fmt: skip
    known = choices.courses(session, actor) if bank.course_id else []
    return show(
        request, "assessment/bank/report.html", bank=bank, waiting=waiting, reading=reading, lines=lines,
        asked=reading.questions, format=FORMATS.get(reading.format, ""), kinds=dict(forms.names()),
        changed=reading.changed[:NOTES_SHOWN], more_changed=max(0, len(reading.changed) - NOTES_SHOWN),
        refused=reading.refused[:NOTES_SHOWN], more_refused=max(0, len(reading.refused) - NOTES_SHOWN),
        untouched=len(reading.questions) - len({q.name for q in reading.questions} & changed),
        competences=choices.with_codes(choices.competences(session, known, bank.course_id), ()),
        before=f"{here}?page={page - 1}" if page > 1 else "",
        after=f"{here}?page={page + 1}" if start + listing.SHOWN < len(reading.questions) else "",
    )  # fmt: skip


@router.post(f"{BANKS}/{{bank_id}}/import/{{import_id}}")
def add_file(
    request: Request, session: Writing, actor: CurrentActor, bank_id: str, import_id: str, form: Posted
) -> Response:
    """Put all of them in the bank, or forget the file."""
    if only(form, "act") == "drop":
        services.drop_file(session, actor, bank_id, import_id)
        return go(f"{BANKS}/{bank_id}", _("Le fichier est oublié. Rien n'a été ajouté."))
    codes = [code[:40] for code in form.get("competences", [])]
    done = services.add_file(session, actor, bank_id, import_id, rules.tags_of(only(form, "tags")), codes)
    said = ngettext("%(num)s question est ajoutée.", "%(num)s questions sont ajoutées.", done.added) % {
        "num": done.added
    }
    if done.known:
        said += " " + ngettext("%(num)s y était déjà.", "%(num)s y étaient déjà.", done.known) % {"num": done.known}
    if done.lost:
        said += " " + ngettext(
            "%(num)s image abîmée n'a pas été gardée.", "%(num)s images abîmées n'ont pas été gardées.", done.lost
        ) % {"num": done.lost}
    return go(f"{BANKS}/{bank_id}", said)


def _choose(request: Request, bank: object, refused: Invalid | TooLarge | None = None) -> Response:
    errors = {one.field: one.message for one in getattr(refused, "fields", [])}
    if refused and not errors:
        errors = {"file": refused.detail}
    return show(
        request, "assessment/bank/import.html", status=refused.status if refused else 200, bank=bank, refused=refused,
        errors=errors, heaviest=HEAVIEST_MB,
    )  # fmt: skip
