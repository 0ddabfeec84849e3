"""Writing a question, trying it, and what it said before."""

from typing import Annotated, Any

from fastapi import Form, Query, Request, Response
from sqlalchemy.orm import Session

from app.assessment.bank import choices, forms, policies, queries, rules, services
from app.assessment.bank.forms import QuestionForm
from app.assessment.bank.rules import Said
from app.assessment.questions.kinds import KINDS
from app.assessment.quizzes import showing, trying
from app.assessment.statistics import figures
from app.assessment.statistics.showing import of_a_wording
from app.core.access import Actor, require
from app.core.errors import HouseError, Invalid, NotFound
from app.core.i18n import _
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, as_number, only
from app.web.templating import go, show

router = pages("assessment")
BANKS = "/atelier/banque"
FORM = "assessment/bank/question.html"


def said_plainly(definition: dict[str, Any]) -> str:
    """What a question asks, where only text may stand."""
    return showing.plain(definition["text"])


@router.get(f"{BANKS}/{{bank_id}}/questions/nouvelle")
def new_question(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    bank_id: str,
    genre: str = "",
    copie: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """The choice of a kind, an empty form of it, or the form of a question to begin another from."""
    bank = services.bank_for(session, actor, bank_id)
    if copie:
        model = queries.question(session, actor, copie)
        if model is None:
            raise NotFound()
        said = services.said_by(model)
        name = _("%(name)s (copie)") % {"name": said.name[: rules.LONGEST_NAME - 10]}
        copied = Said(name, said.definition, said.tags, said.competences, said.category)
        return _form(request, session, actor, bank, forms.opened(copied))
    if genre in KINDS:
        return _form(request, session, actor, bank, forms.blank(genre))
    return show(request, "assessment/bank/kinds.html", bank=bank, kinds=forms.kind_choices())


@router.post(f"{BANKS}/{{bank_id}}/questions")
def write_question(request: Request, session: Writing, actor: CurrentActor, bank_id: str, form: Posted) -> Response:
    """Keep a new question, or show it as it would be asked: nothing is kept then."""
    bank = services.bank_for(session, actor, bank_id)
    said, back = _sent(form)
    if said is None or forms.act(form) in ("preview", "try"):
        return _form(request, session, actor, bank, back)
    try:
        question = services.write_question(session, actor, bank_id, said)
    except Invalid as error:
        return _form(request, session, actor, bank, back, refused=error)
    if forms.act(form) == "another":
        following = f"{BANKS}/{bank_id}/questions/nouvelle?genre={question.kind}"
        return go(following, _("La question est enregistrée. Voici une page blanche pour la suivante."))
    return go(f"{BANKS}/{bank_id}/questions/{question.id}", _("La question est enregistrée. Vous pouvez l'essayer."))


@router.get(f"{BANKS}/{{bank_id}}/questions/{{question_id}}")
def question(request: Request, session: Reading, actor: CurrentActor, bank_id: str, question_id: str) -> Response:
    bank, row = _question(session, actor, bank_id, question_id)
    return _form(request, session, actor, bank, forms.opened(services.said_by(row)), row)


@router.post(f"{BANKS}/{{bank_id}}/questions/{{question_id}}")
def change_question(
    request: Request, session: Writing, actor: CurrentActor, bank_id: str, question_id: str, form: Posted
) -> Response:
    """Keep what a question says now. When somebody has changed it meanwhile, nothing is kept and both are shown."""
    bank, row = _question(session, actor, bank_id, question_id)
    said, back = _sent(form)
    version = as_number(only(form, "version")) or 0
    if said is None or forms.act(form) in ("preview", "try"):
        return _form(request, session, actor, bank, back, row, version=version)
    try:
        services.change_question(session, actor, question_id, version, said)
    except services.Stale as error:
        return _form(request, session, actor, bank, back, row, version=error.version, refused=error)
    except Invalid as error:
        return _form(request, session, actor, bank, back, row, version=version, refused=error)
    if forms.act(form) == "another":
        following = f"{BANKS}/{bank_id}/questions/nouvelle?genre={said.definition['kind']}"
        return go(following, _("La question est enregistrée. Voici une page blanche pour la suivante."))
    return go(f"{BANKS}/{bank_id}/questions/{question_id}", _("La question est enregistrée."))


@router.post(f"{BANKS}/{{bank_id}}/questions/{{question_id}}/archives")
def archive_question(
    session: Writing, actor: CurrentActor, bank_id: str, question_id: str, act: Annotated[str, Form()] = ""
) -> Response:
    _question(session, actor, bank_id, question_id)
    if act == "back":
        services.restore_questions(session, actor, bank_id, [question_id])
        return go(f"{BANKS}/{bank_id}/questions/{question_id}", _("La question est sortie des archives."))
    services.archive_questions(session, actor, bank_id, [question_id])
    return go(f"{BANKS}/{bank_id}", _("La question est archivée. Vous la retrouvez dans les archives de la banque."))


@router.get(f"{BANKS}/{{bank_id}}/questions/{{question_id}}/essai")
def try_question(request: Request, session: Reading, actor: CurrentActor, bank_id: str, question_id: str) -> Response:
    """The question alone, as a learner meets it."""
    bank, row = _question(session, actor, bank_id, question_id)
    return _trial(request, bank, row, trying.Trial(trying.shown(row.definition, key=row.id)))


@router.post(f"{BANKS}/{{bank_id}}/questions/{{question_id}}/essai")
def answer_question(
    request: Request, session: Reading, actor: CurrentActor, bank_id: str, question_id: str, form: Posted
) -> Response:
    """Its verdict and its feedback. Nothing is kept."""
    bank, row = _question(session, actor, bank_id, question_id)
    return _trial(request, bank, row, trying.attempt(row.definition, form, key=row.id))


@router.get(f"{BANKS}/{{bank_id}}/questions/{{question_id}}/versions")
def versions(request: Request, session: Reading, actor: CurrentActor, bank_id: str, question_id: str) -> Response:
    """What the question said before, change after change."""
    bank, row = _question(session, actor, bank_id, question_id)
    after: Said = services.said_by(row)
    lines: list[tuple[Any, ...]] = []
    for change in queries.changes(session, question_id):
        before = Said(change.name, change.definition, tuple(change.tags), tuple(change.competences), row.category)
        lines.append(
            (
                change,
                [_(part) for part in rules.differences(before, after)],
                trying.shown(change.definition, len(lines) + 1),
                showing.expected(change.definition),
            )
        )
        after = before
    return show(
        request, "assessment/bank/versions.html", bank=bank, row=row, lines=lines,
        text=said_plainly(row.definition),
    )  # fmt: skip


def _question(session: Session, actor: Actor, bank_id: str, question_id: str) -> tuple[Any, Any]:
    bank = services.bank_for(session, actor, bank_id)
    row = queries.question(session, actor, question_id)
    if row is None or row.bank_id != bank_id:
        raise NotFound()
    require(policies.may_keep_banks(actor))
    return bank, row


def _sent(form: dict[str, list[str]]) -> tuple[Said | None, QuestionForm]:
    kind = forms.kind_of(form)
    if not kind:
        raise Invalid(_("Le genre de la question manque. Rien n'a été enregistré. Revenez au choix du genre."))
    return forms.sent(kind, form)


def _form(
    request: Request,
    session: Session,
    actor: Actor,
    bank: Any,
    form: QuestionForm,
    row: Any = None,
    *,
    version: int | None = None,
    refused: HouseError | None = None,
) -> Response:
    """The form as it stands; `row` is the question that is kept, when there is one."""
    errors = form.errors | {one.field: one.message for one in getattr(refused, "fields", [])}
    status = refused.status if refused else 422 if form.errors else 200
    competences = (
        choices.competences(session, choices.courses(session, actor), bank.course_id) if bank.course_id else []
    )
    theirs = refused.theirs.definition if isinstance(refused, services.Stale) else None
    did = figures.by_fingerprint(session, actor, [row.fingerprint]).get(row.fingerprint) if row is not None else None
    return show(
        request, FORM, status=status, bank=bank, form=form, values=form.values, errors=errors, refused=refused, row=row,
        version=version if version is not None else row.version if row is not None else 0,
        problems=form.problems or getattr(refused, "fields", []), kind_name=_(KINDS[form.kind]),
        hint=_(forms.HINTS[form.kind]), competences=choices.with_codes(competences, form.competences),
        trial=form.trial, asked=[form.trial.question] if form.trial else [], mine=True,
        theirs=trying.shown(theirs, 2, "autre") if theirs else None,
        theirs_expected=showing.expected(theirs) if theirs else (),
        did=of_a_wording(did) if did else None, action=f"{BANKS}/{bank.id}/questions" + (f"/{row.id}" if row is not None else ""),
    )  # fmt: skip


def _trial(request: Request, bank: Any, row: Any, trial: trying.Trial) -> Response:
    return show(
        request, "assessment/bank/trial.html", bank=bank, row=row, trial=trial, asked=[trial.question], mine=True,
        text=said_plainly(row.definition),
    )  # fmt: skip
