"""The questions of a quiz in the workshop: written, ordered, taken from a bank, drawn at random."""

from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.assessment.bank import choices, forms
from app.assessment.bank import queries as bank_queries
from app.assessment.bank import services as banks
from app.assessment.bank.forms import QuestionForm
from app.assessment.bank.queries import Wish
from app.assessment.bank.question_pages import said_plainly
from app.assessment.drafting import services
from app.assessment.drafting.quiz import mark_of, said_by
from app.assessment.questions.kinds import KINDS
from app.assessment.quizzes import showing, trying
from app.core.access import Actor
from app.core.errors import Conflict, HouseError, Invalid, NotFound
from app.core.i18n import _, ngettext
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, as_number, only
from app.web.templating import go, show

router = pages("assessment")
QUIZ = "/atelier/{slug}/brouillon/activites/{key}/questions"
SHOWN = 100  # questions of a bank offered at once


def _address(slug: str, key: str) -> str:
    return QUIZ.format(slug=slug, key=key)


# --- The list ------------------------------------------------------------------------------------------------------


@router.get(QUIZ)
def questions(request: Request, session: Reading, actor: CurrentActor, slug: str, key: str) -> Response:
    return _list(request, session, actor, slug, key)


def _list(
    request: Request, session: Session, actor: Actor, slug: str, key: str, refused: HouseError | None = None
) -> Response:
    """What the quiz asks, in order, and what may be done to each."""
    seen = services.quiz_for(session, actor, slug, key)
    lines = [
        (question, said_plainly(question.definition), number) for number, question in enumerate(seen.quiz.questions, 1)
    ]
    return show(
        request, "assessment/drafting/questions.html", status=refused.status if refused else 200, refused=refused,
        course=seen.course, quiz=seen.quiz, lines=lines, kinds=dict(forms.names()), here=_address(slug, key),
        back=f"/atelier/{slug}/brouillon/activites/{key}", banks=[(one.id, one.title) for one in bank_queries.banks(session, actor)],
        errors={one.field: one.message for one in getattr(refused, "fields", [])},
    )  # fmt: skip


@router.post(QUIZ)
def act(request: Request, session: Writing, actor: CurrentActor, slug: str, key: str, form: Posted) -> Response:
    """One act on one question: up, down, remove, copy it into a bank."""
    name, what, here = only(form, "question"), only(form, "act"), _address(slug, key)
    try:
        if what in ("up", "down"):
            services.move_question(session, actor, slug, key, name, -1 if what == "up" else 1)
            return go(f"{here}#questions")
        if what == "bank":
            title = services.put_in_bank(session, actor, slug, key, name, only(form, "bank"))
            return go(here, _("La question est copiée dans la banque « %(title)s ».") % {"title": title})
        services.remove_question(session, actor, slug, key, name)
        return go(here, _("La question est enlevée du quiz. L'historique de l'activité la garde."))
    except (Invalid, Conflict) as error:
        return _list(request, session, actor, slug, key, error)


@router.post(f"{QUIZ}/tirages")
def act_on_draw(request: Request, session: Writing, actor: CurrentActor, slug: str, key: str, form: Posted) -> Response:
    """One act on one draw: how many, the questions taken again from the bank, none any more."""
    path, what, here = only(form, "draw"), only(form, "act"), f"{_address(slug, key)}#tirages"
    try:
        if what == "again":
            draw, new = services.take_again(session, actor, slug, key, path)
            said = _("Le tirage se fait maintenant parmi %(pool)s questions.") % {"pool": len(draw.pool)}
            return go(here, said + " " + ngettext("%(num)s a changé.", "%(num)s ont changé.", new) % {"num": new})
        if what == "remove":
            services.remove_draw(session, actor, slug, key, path)
            return go(here, _("Le tirage est enlevé. La banque n'a pas changé."))
        services.change_draw(session, actor, slug, key, path, as_number(only(form, "count")) or 0)
        return go(here, _("Le tirage est enregistré."))
    except (Invalid, Conflict) as error:
        return _list(request, session, actor, slug, key, error)


# --- One question --------------------------------------------------------------------------------------------------


@router.get(f"{QUIZ}/nouvelle")
def new_question(
    request: Request, session: Reading, actor: CurrentActor, slug: str, key: str, genre: str = ""
) -> Response:
    seen = services.quiz_for(session, actor, slug, key)
    if genre in KINDS:
        return _form(request, seen, slug, forms.blank(genre))
    return show(
        request, "assessment/drafting/kinds.html", quiz=seen.quiz, kinds=forms.kind_choices(), here=_address(slug, key)
    )


@router.get(f"{QUIZ}/modifier")
def question(request: Request, session: Reading, actor: CurrentActor, slug: str, key: str, nom: str = "") -> Response:
    """The form of a question, found by its name."""
    seen = services.quiz_for(session, actor, slug, key)
    place = seen.quiz.place_of(nom)
    if place is None:
        raise NotFound(_("Cette question n'est plus dans le quiz."))
    kept = seen.quiz.questions[place]
    return _form(
        request, seen, slug, forms.opened(said_by(kept), services.pictures_of(session, seen)), kept.name, mark_of(kept)
    )


@router.post(f"{QUIZ}/modifier")
def keep_question(
    request: Request, session: Writing, actor: CurrentActor, slug: str, key: str, form: Posted
) -> Response:
    """Keep what was written, or show it as it would be asked: nothing is kept then. Without `was`, the question is new."""
    seen = services.quiz_for(session, actor, slug, key)
    was, mark = only(form, "was"), only(form, "mark")
    kind = forms.kind_of(form)
    if not kind:
        raise Invalid(_("Le genre de la question manque. Rien n'a été enregistré. Revenez au choix du genre."))
    said, back = forms.sent(kind, form, services.pictures_of(session, seen))
    if said is None or forms.act(form) in ("preview", "try"):
        return _form(request, seen, slug, back, was, mark)
    try:
        if was:
            services.change_question(session, actor, slug, key, was, mark, said)
        else:
            services.add_question(session, actor, slug, key, said)
    except banks.Stale as error:
        place = seen.quiz.place_of(was)
        newer = mark_of(seen.quiz.questions[place]) if place is not None else ""
        return _form(request, seen, slug, back, was, newer, error)
    except (Invalid, Conflict) as error:
        gone = isinstance(error, Conflict) and bool(error.extra.get("gone"))
        return _form(request, seen, slug, back, "" if gone else was, "" if gone else mark, error)
    if forms.act(form) == "another":
        following = f"{_address(slug, key)}/nouvelle?genre={kind}"
        return go(following, _("La question est enregistrée. Voici une page blanche pour la suivante."))
    return go(f"{_address(slug, key)}#questions", _("La question est enregistrée dans le brouillon."))


def _form(
    request: Request,
    seen: services.Seen,
    slug: str,
    form: QuestionForm,
    was: str = "",
    mark: str = "",
    refused: HouseError | None = None,
) -> Response:
    errors = form.errors | {one.field: one.message for one in getattr(refused, "fields", [])}
    theirs = refused.theirs.definition if isinstance(refused, banks.Stale) else None
    here = _address(slug, seen.quiz.key)
    return show(
        request, "assessment/drafting/question.html", status=refused.status if refused else 422 if form.errors else 200,
        quiz=seen.quiz, form=form, values=form.values, errors=errors, refused=refused, was=was, mark=mark,
        problems=form.problems or getattr(refused, "fields", []), kind_name=_(KINDS[form.kind]),
        hint=_(forms.HINTS[form.kind]), competences=[], trial=form.trial,
        asked=[form.trial.question] if form.trial else [], mine=True,
        theirs=trying.shown(theirs, 2, "autre") if theirs else None,
        theirs_expected=showing.expected(theirs) if theirs else (), here=here, action=f"{here}/modifier",
    )  # fmt: skip


# --- From a bank ---------------------------------------------------------------------------------------------------


@router.get(f"{QUIZ}/banque")
def bank(request: Request, session: Reading, actor: CurrentActor, slug: str, key: str, banque: str = "") -> Response:
    """Which bank, then which of its questions: copied now, or drawn at each try."""
    params = request.query_params
    wish = Wish(
        text=params.get("texte", "")[:200],
        tags=tuple(one[:40] for one in params.getlist("etiquette") if one),
        competences=tuple(one[:40] for one in params.getlist("competence") if one),
    )
    return _bank(request, session, actor, slug, key, banque, wish)


def _bank(
    request: Request,
    session: Session,
    actor: Actor,
    slug: str,
    key: str,
    bank_id: str,
    wish: Wish,
    typed: dict[str, Any] | None = None,
    refused: HouseError | None = None,
) -> Response:
    seen = services.quiz_for(session, actor, slug, key)
    offered = bank_queries.banks(session, actor)
    chosen = next((one for one in offered if one.id == bank_id), None)
    if bank_id and chosen is None:
        raise NotFound()
    if chosen is None and len(offered) == 1:
        chosen = offered[0]
    rows = bank_queries.questions(session, chosen.id, wish, limit=SHOWN) if chosen else []
    facets = bank_queries.facets(session, [chosen.id]) if chosen else bank_queries.Facets()
    titles = dict(choices.competences(session, [seen.course], seen.course.id))
    held = seen.quiz.prints()
    return show(
        request, "assessment/drafting/bank.html", status=refused.status if refused else 200, refused=refused,
        quiz=seen.quiz, banks=offered, bank=chosen, here=_address(slug, key), wish=wish, typed=typed or {},
        lines=[(row, said_plainly(row.definition), row.fingerprint in held) for row in rows],
        found=rows[0].found if rows else 0, kinds=dict(forms.names()), shown=SHOWN,
        tags=[(one, f"{one} ({count})") for one, count in sorted(facets.tags.items())],
        competences=[
            (one, f"{one} {titles.get(one, '')} ({count})".replace("  ", " ")) for one, count in sorted(facets.competences.items())
        ],
        errors={one.field: one.message for one in getattr(refused, "fields", [])},
    )  # fmt: skip


@router.post(f"{QUIZ}/banque")
def take(request: Request, session: Writing, actor: CurrentActor, slug: str, key: str, form: Posted) -> Response:
    """Copy the questions that are ticked, or draw some at each try among those that the filters keep."""
    bank_id, here = only(form, "bank"), _address(slug, key)
    wish = Wish(
        text=only(form, "texte")[:200],
        tags=tuple(one[:40] for one in form.get("etiquette", []) if one),
        competences=tuple(one[:40] for one in form.get("competence", []) if one),
    )
    try:
        if only(form, "act") == "draw":
            draw = services.add_draw(session, actor, slug, key, bank_id, wish, as_number(only(form, "count")) or 0)
            said = ngettext(
                "Chaque essai tirera %(num)s question parmi %(pool)s.",
                "Chaque essai tirera %(num)s questions parmi %(pool)s.",
                draw.count,
            )
            return go(f"{here}#tirages", said % {"num": draw.count, "pool": len(draw.pool)})
        done = services.take_from_bank(session, actor, slug, key, bank_id, form.get("question", []))
    except Invalid as error:
        typed = {"count": only(form, "count"), "question": form.get("question", [])}
        return _bank(request, session, actor, slug, key, bank_id, wish, typed, error)
    said = ngettext("%(num)s question est ajoutée au quiz.", "%(num)s questions sont ajoutées au quiz.", done.added)
    said = said % {"num": done.added}
    if done.known:
        said += " " + ngettext("%(num)s y était déjà.", "%(num)s y étaient déjà.", done.known) % {"num": done.known}
    return go(f"{here}#questions", said)
