"""What awaits the team about positionings, and the questionnaire of the organisation."""

from collections.abc import Mapping

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.assessment.rules import STAGES
from app.competences import policies, words
from app.competences.positioning import guide, queries, rules, services
from app.competences.positioning.guide import Question
from app.core.access import Actor, Role, require
from app.core.clock import today
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, number, only
from app.web.templating import go, show

router = pages("competences")

BLANK_ROWS = 2  # questions that may be added at once


@router.get("/suivi/positionnements")
def awaiting(request: Request, session: Reading, actor: CurrentActor, qui: str = "") -> Response:
    """Not answered yet, sent and to be talked about, proposals to decide: each line opens what is to be done."""
    require(policies.may_see_many(actor))
    everyone = policies.positions_everyone(actor) or qui == "tous"
    rows = queries.on_their_way(session, actor, everyone=everyone)
    ids = [row.id for row in rows]
    names = {row.id: row.learner_name for row in rows}
    sent = queries.sent_stages(session, ids)
    late = []
    for row in rows:
        asked = rules.awaited(
            rules.moments(row.starts_on, row.ends_on, row.closed_on), sent.get(row.id, set()), today()
        )
        if asked is not None:
            late.append((row, asked, asked.due_on < today()))
    late.sort(key=lambda one: (one[1].due_on, one[0].learner_name))
    return show(
        request,
        "competences/positioning/awaiting.html",
        late=late,
        interviews=queries.sent_without_interview(session, ids),
        proposals=queries.to_decide(session, ids),
        names=names,
        stage_names=words.said(words.STAGES),
        stage_paths=words.PATH_OF,
        everyone=everyone,
        may_widen=actor.has(Role.ADVISER) and not policies.positions_everyone(actor),
    )


@router.get("/suivi/positionnements/questionnaire")
def questionnaire(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_change_guide(actor))
    return _form(request, session, actor)


def _form(
    request: Request, session: Session, actor: Actor, refused: Invalid | None = None, typed: Posted | None = None
) -> Response:
    asked = queries.guide_of(session, actor.organisation_id)
    rows = [(one.key, one.kind, one.label, one.hint, "\n".join(one.options), one.stages) for one in asked.questions]
    if typed is not None:
        rows = [
            (
                key, only(typed, f"kind-{key}"), only(typed, f"label-{key}"), only(typed, f"hint-{key}"),
                only(typed, f"options-{key}"), tuple(typed.get(f"stages-{key}", ())),
            )
            for key in typed.get("key[]", [])
        ]  # fmt: skip
    else:
        rows += [(f"q-{new_id()}", "text", "", "", "", (STAGES[0],)) for _row in range(BLANK_ROWS)]
    return show(
        request,
        "competences/positioning/questionnaire.html",
        status=refused.status if refused else 200,
        rows=rows,
        kinds=[(code, _(label)) for code, label in guide.KINDS.items()],
        stages=[(code, _(name)) for code, name in words.STAGES.items()],
        held=only(typed, "held") if typed is not None else asked.held,
        weak=only(typed, "weak") if typed is not None else asked.weak,
        versions=queries.guides(session, actor.organisation_id),
        refused=refused,
        fields=refused.fields if refused else [],
        errors={field.field: field.message for field in (refused.fields if refused else [])},
    )


@router.post("/suivi/positionnements/questionnaire")
def change_questionnaire(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    """Each saving is a new version; answers keep the one they were given to."""
    require(policies.may_change_guide(actor))
    try:
        found = _questions(form)
        services.change_guide(session, actor, found, number(form, "held") or 0, number(form, "weak") or 0)
    except Invalid as error:
        return _form(request, session, actor, error, form)
    return go("/suivi/positionnements/questionnaire", _("Le questionnaire est enregistré. Il sert dès maintenant."))


def _questions(form: Mapping[str, list[str]]) -> tuple[Question, ...]:
    """The questions that have words, in the order of the form; Invalid says which one cannot be asked."""
    found, wrong = [], []
    for key in form.get("key[]", [])[: guide.MOST_QUESTIONS]:
        label = only(form, f"label-{key}")
        if not label:
            continue
        kind = only(form, f"kind-{key}")
        options = [line.strip() for line in only(form, f"options-{key}").splitlines() if line.strip()]
        stages = [stage for stage in form.get(f"stages-{key}", []) if stage in STAGES]
        if kind not in guide.KINDS:
            wrong.append(FieldError(f"kind-{key}", _("Choisissez une sorte de réponse.")))
        elif kind != "text" and not 2 <= len(options) <= guide.MOST_OPTIONS:
            wrong.append(
                FieldError(f"options-{key}", _("Proposez de 2 à %(most)s réponses.") % {"most": guide.MOST_OPTIONS})
            )
        if not stages:
            wrong.append(FieldError(f"stages-{key}", _("Choisissez à quel moment la question est posée.")))
        found.append(
            Question(
                key[:40], kind, label[: guide.LONGEST_LABEL], only(form, f"hint-{key}")[: guide.LONGEST_LABEL],
                tuple(options) if kind != "text" else (), tuple(stages),
            )
        )  # fmt: skip
    if len({one.key for one in found}) != len(found):
        wrong.append(FieldError("questions", _("Rechargez la page : une question y est deux fois.")))
    if wrong:
        raise Invalid(_("Le questionnaire n'est pas enregistré. Corrigez ce qui est marqué."), wrong)
    return tuple(found)
