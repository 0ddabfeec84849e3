"""Trying the quiz of a draft as a learner: a real form, real verdicts, and nothing kept."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from app.assessment import rules
from app.assessment.questions import grading
from app.assessment.quizzes import rehearsing, showing, trying
from app.assessment.quizzes.queries import Version
from app.core.errors import Conflict, FieldError, HouseError, Invalid, NotFound
from app.core.i18n import _
from app.courses.drafts import previewing
from app.courses.drafts.previewing import Previewed
from app.web.doors import CurrentActor, Reading, pages
from app.web.forms import Posted, as_number, only
from app.web.templating import show

router = pages("assessment")
REHEARSAL = "/atelier/{slug}/apercu/{key}/essai"


@router.get(REHEARSAL)
def form(request: Request, session: Reading, actor: CurrentActor, slug: str, key: str, numero: str = "1") -> Response:
    """The questions of a try; another number gives another order, and another draw."""
    quiz = _quiz(previewing.previewed(session, actor, slug, key))
    return _form(request, quiz, as_number(numero) or 1)


@router.post(REHEARSAL)
def verdicts(request: Request, session: Reading, actor: CurrentActor, slug: str, key: str, form: Posted) -> Response:
    """How the try went. What is refused comes back with every answer in its place."""
    quiz = _quiz(previewing.previewed(session, actor, slug, key))
    number = as_number(only(form, "attempt")) or 1
    known = rehearsing.possible(quiz.content)
    asked = [known.get(one) for one in only(form, "asked").split(",")]
    versions = [one for one in asked if one is not None]
    if len(versions) != len(asked):
        changed = Conflict(_("Les questions du brouillon ont changé depuis. Les voici : répondez de nouveau."))
        return _form(request, quiz, number, refused=changed)
    responses, problems = trying.read(versions, form)
    refused: HouseError | None = None
    if problems:
        refused = Invalid(
            _("Une réponse ne se comprend pas. Vos réponses sont gardées."),
            [FieldError(f"q{position}", message) for position, message in problems.items()],
        )
    elif all(response is None for response in responses.values()):
        refused = Invalid(_("Aucune réponse n'est donnée. Répondez à une question au moins, puis envoyez."))
    if refused:
        return _form(request, quiz, number, versions, form, refused, problems)
    went = rehearsing.mark(versions, responses)
    completion, tried, empty = quiz.activity.completion, went.tried, showing.verdict_words()[grading.EMPTY]
    return show(
        request, "assessment/rehearsal_result.html", course=quiz.course, activity=quiz.activity, number=number,
        answered=went.answered, possible=tried.possible, score=showing.score(tried.points, tried.possible),
        percent=rules.percent(tried.points, tried.possible), to_mark=bool(tried.pending),
        needed=rules.needed_percent(completion) if completion.get("rule") == "score" else None,
        empty=[one.position for one in went.answered if one.verdict == empty],
        outcome=rules.outcome(completion, [tried]).state, mine=True,
    )  # fmt: skip


def _quiz(found: Previewed) -> Previewed:
    if found.activity.kind != "quiz":
        raise NotFound()
    return found


def _form(
    request: Request,
    quiz: Previewed,
    number: int,
    versions: list[Version] | None = None,
    form: showing.Form | None = None,
    refused: HouseError | None = None,
    problems: Mapping[int, str] | None = None,
) -> Response:
    seed = rehearsing.seed(quiz.activity.key, number)
    versions = rehearsing.asked_by(quiz.content, seed) if versions is None else versions
    asked: list[Any] = [
        showing.asked(version, position, seed, quiz.content["shuffle"], form or {}, (problems or {}).get(position, ""))
        for position, version in enumerate(versions, 1)
    ]
    return show(
        request, "assessment/rehearsal.html", status=refused.status if refused else 200, refused=refused,
        course=quiz.course, activity=quiz.activity, number=number, asked=asked,
        asked_ids=",".join(version.id for version in versions),
    )  # fmt: skip
