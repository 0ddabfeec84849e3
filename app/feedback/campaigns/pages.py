"""Surveys as the team opens and reads them, and the questionnaires they ask."""

from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.assessment.surveys import editor
from app.assessment.surveys.rules import ENOUGH
from app.assessment.surveys.showing import asked as form_of
from app.core.access import Actor, Role, require
from app.core.clock import today
from app.core.errors import Conflict, HouseError, Invalid
from app.core.i18n import _, ngettext
from app.courses.form_fields import word
from app.enrolments.groups import queries as groups
from app.feedback import data, files, policies, showing
from app.feedback.campaigns import asking, queries, questionnaires, results, rules
from app.feedback.improvements import queries as improvements
from app.feedback.queries import satisfaction
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Form, Posted, number, only
from app.web.templating import go, show

router = pages("feedback")

_ROLES = {"team": (Role.TRAINER, Role.ADVISER, Role.EXPERT), "referrer": (Role.REFERRER,), "company": (Role.EXPERT,)}


@router.get("/qualite/enquetes")
def campaigns(request: Request, session: Reading, actor: CurrentActor, du: str = "", au: str = "") -> Response:
    """What is asked now, what was answered in a period, and how satisfied people are."""
    require(policies.may_read_results(actor))
    period, wrong = showing.period_of(du, au)
    return show(
        request,
        "feedback/campaigns.html",
        status=wrong.status if wrong else 200,
        rows=queries.campaigns(session, actor.organisation_id),
        counts=queries.counts(session, actor.organisation_id, period.start, period.end),
        satisfaction=satisfaction(session, actor.organisation_id, period),
        period=period,
        du=du or period.start.isoformat(),
        au=au or period.end.isoformat(),
        may_ask=policies.may_ask(actor),
        small=data.SMALL_GROUP,
        threshold=data.rules().satisfied_from(period.end),
        delays=data.rules().surveys(today()),
        words=showing.WORDS,
        **showing.refusal(wrong),
    )


@router.get("/qualite/enquetes/nouvelle")
def new_campaign(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_ask(actor))
    return _campaign_form(request, session, actor, {}, None)


@router.post("/qualite/enquetes/nouvelle")
def open_campaign(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    roles: list[str] = []
    try:
        if only(form, "role"):
            kept = queries.questionnaire(session, actor.organisation_id, only(form, "questionnaire"))
            roles = [str(role) for role in _ROLES.get(kept.audience, ())]
        made = asking.open_campaign(
            session, actor, only(form, "questionnaire"), course_id=only(form, "course"), group_id=only(form, "group"),
            addresses=(form.get("addresses") or [""])[0], roles=roles, title=only(form, "title"),
        )  # fmt: skip
    except (Invalid, Conflict) as error:
        return _campaign_form(request, session, actor, form, error)
    return go(f"/qualite/enquetes/{made.campaign_id}", _said(made))


def _said(made: asking.Asked) -> str:
    said = ngettext("%(num)s personne est sollicitée.", "%(num)s personnes sont sollicitées.", made.new)
    said = said % {"num": made.new}
    if made.unreached:
        said += " " + ngettext(
            "%(num)s n'a pas d'adresse : appelez-la.", "%(num)s n'ont pas d'adresse : appelez-les.", made.unreached
        ) % {"num": made.unreached}
    return said


def _campaign_form(request: Request, session: Session, actor: Actor, form: Form, error: HouseError | None) -> Response:
    known = queries.questionnaires(session, actor.organisation_id)
    return show(
        request,
        "feedback/campaign_form.html",
        status=error.status if error else 200,
        questionnaires=[
            (row.id, f"{row.title} ({_(rules.AUDIENCES[row.audience])})") for row in known if row.archived_at is None
        ],
        courses=[("", _("Tous")), *showing.courses(session, actor.organisation_id)],
        groups=[("", _("Aucun")), *groups.open_names(session, actor.organisation_id)],
        asked={name: only(form, name) for name in ("questionnaire", "course", "group", "title", "role")}
        | {"addresses": (form.get("addresses") or [""])[0]},
        delays=data.rules().surveys(today()),
        **showing.refusal(error),
    )


@router.get("/qualite/enquetes/{campaign_id}")
def campaign(
    request: Request, session: Reading, actor: CurrentActor, campaign_id: str, du: str = "", au: str = ""
) -> Response:
    """What was said, question by question, and who was asked."""
    period, wrong = showing.period_of(du, au)
    found = results.results(session, actor, campaign_id, period)
    may_ask = policies.may_ask(actor)
    return show(
        request,
        "feedback/campaign.html",
        status=wrong.status if wrong else 200,
        found=found,
        campaign=found.campaign,
        people=queries.asked_people(session, campaign_id, period.start, period.end) if may_ask else [],
        today=today(),
        born=improvements.of_origin(session, actor.organisation_id, "survey", [campaign_id]),
        period=period,
        du=du or period.start.isoformat(),
        au=au or period.end.isoformat(),
        may_ask=may_ask,
        small=data.SMALL_GROUP,
        here=f"/qualite/enquetes/{campaign_id}",
        words=showing.WORDS,
        **showing.refusal(wrong),
    )


@router.get("/qualite/enquetes/{campaign_id}/reponses.csv")
def campaign_csv(session: Reading, actor: CurrentActor, campaign_id: str, du: str = "", au: str = "") -> Response:
    period, _wrong = showing.period_of(du, au)
    heads, *rows = results.rows(session, actor, campaign_id, period)
    return files.csv([str(head) for head in heads], rows, "enquete")


@router.get("/qualite/enquetes/{campaign_id}/reponses.xlsx")
def campaign_xlsx(session: Reading, actor: CurrentActor, campaign_id: str, du: str = "", au: str = "") -> Response:
    period, _wrong = showing.period_of(du, au)
    heads, *rows = results.rows(session, actor, campaign_id, period)
    return files.xlsx([str(head) for head in heads], rows, "enquete", _("Enquête"))


@router.post("/qualite/enquetes/{campaign_id}/envoi")
def ask_more(session: Writing, actor: CurrentActor, campaign_id: str, form: Posted) -> Response:
    made = asking.ask_more(session, actor, campaign_id, (form.get("addresses") or [""])[0])
    return go(f"/qualite/enquetes/{campaign_id}", _said(made))


@router.post("/qualite/enquetes/{campaign_id}/fermeture")
def close_campaign(session: Writing, actor: CurrentActor, campaign_id: str) -> Response:
    asking.close_campaign(session, actor, campaign_id)
    return go(f"/qualite/enquetes/{campaign_id}", _("L'enquête est fermée : plus de réponses, plus de relances."))


# --- Questionnaires ----------------------------------------------------------------------------------------------


@router.get("/qualite/questionnaires")
def all_questionnaires(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_ask(actor))
    return show(
        request,
        "feedback/questionnaires.html",
        rows=queries.questionnaires(session, actor.organisation_id),
        words=showing.WORDS,
    )


@router.post("/qualite/questionnaires/depart")
def begin_with_starters(session: Writing, actor: CurrentActor) -> Response:
    questionnaires.begin(session, actor)
    return go("/qualite/questionnaires", _("Les questionnaires de départ sont à vous : changez-les comme vous voulez."))


@router.get("/qualite/questionnaires/nouveau")
def new_questionnaire(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_ask(actor))
    return _questionnaire_form(request, None, 0, {"moment": "activity", "audience": "learner"}, {}, None)


@router.post("/qualite/questionnaires/nouveau")
def make_questionnaire(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    require(policies.may_ask(actor))
    head = editor.read(form)
    if only(form, "add"):
        return _questionnaire_form(request, None, 0, _typed(form), head, None)
    try:
        said = questionnaires.read(word(form, "title"), only(form, "intro"), head, number(form, "measures") or 0)
        made = questionnaires.make(session, actor, only(form, "moment"), only(form, "audience"), said)
    except (Invalid, Conflict) as error:
        return _questionnaire_form(request, None, 0, _typed(form), head, error)
    return go(f"/qualite/questionnaires/{made.id}", _("Le questionnaire est prêt. Ouvrez une enquête pour le poser."))


@router.get("/qualite/questionnaires/{questionnaire_id}")
def questionnaire(request: Request, session: Reading, actor: CurrentActor, questionnaire_id: str) -> Response:
    """As people see it, each version with its day, and the form that makes the next one."""
    kept = queries.questionnaire(session, actor.organisation_id, questionnaire_id)
    require(policies.may_ask(actor))
    versions = queries.versions(session, kept.id)
    last = versions[0]
    measured = {row.id for row in queries.wordings(session, kept.id) if row.measures}
    place = next((place for place, one in enumerate(last.asked, 1) if one["id"] in measured), 0)
    head = {"anonymous": last.anonymous, "questions": [_as_written(one) for one in last.asked]}
    typed = {"title": kept.title, "intro": last.intro, "measures": str(place or "")}
    return _questionnaire_form(request, kept, last.number, typed, head, None, versions=versions)


def _as_written(question: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in question.items() if name != "id" and value is not None}


@router.post("/qualite/questionnaires/{questionnaire_id}")
def change_questionnaire(
    request: Request, session: Writing, actor: CurrentActor, questionnaire_id: str, form: Posted
) -> Response:
    kept = queries.questionnaire(session, actor.organisation_id, questionnaire_id)
    require(policies.may_ask(actor))
    head, read_number = editor.read(form), number(form, "number") or 0
    if only(form, "add"):
        return _questionnaire_form(request, kept, read_number, _typed(form), head, None)
    try:
        said = questionnaires.read(word(form, "title"), only(form, "intro"), head, number(form, "measures") or 0)
        made = questionnaires.change(session, actor, questionnaire_id, said, read_number)
    except (Invalid, Conflict) as error:
        return _questionnaire_form(request, kept, read_number, _typed(form), head, error)
    if made.number == read_number:
        return go(f"/qualite/questionnaires/{questionnaire_id}", _("Les questions étaient déjà les mêmes."))
    return go(
        f"/qualite/questionnaires/{questionnaire_id}",
        _("La version %(number)s est posée dès maintenant. Les réponses d'avant restent avec leurs mots.")
        % {"number": made.number},
    )


def _typed(form: Form) -> dict[str, str]:
    return {name: only(form, name) for name in ("title", "intro", "measures", "moment", "audience")}


def _questionnaire_form(
    request: Request,
    kept: Any,
    read_number: int,
    typed: dict[str, str],
    head: dict[str, Any],
    error: HouseError | None,
    versions: list[Any] | None = None,
) -> Response:
    values = editor.values(head)
    return show(
        request,
        "feedback/questionnaire.html",
        status=error.status if error else 200,
        kept=kept,
        number=read_number,
        typed={name: typed.get(name, "") for name in ("title", "intro", "measures", "moment", "audience")},
        head=head,
        versions=versions or [],
        seen=form_of(versions[0].asked, {}) if versions else (),
        enough=ENOUGH,
        moments=[(code, _(label)) for code, label in rules.MOMENTS.items()],
        audiences=[(code, _(label)) for code, label in rules.AUDIENCES.items()],
        **values,
        **showing.refusal(error),
    )
