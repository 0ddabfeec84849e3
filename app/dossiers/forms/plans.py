"""The forms of goals and of agreed actions."""

from typing import Any

from app.core.access import require
from app.core.i18n import _
from app.dossiers import plan_queries as plans
from app.dossiers import policies, queries, rules
from app.dossiers.forms.asking import About, Form, Input, Sheet, iso, one_of, options, read_day
from app.dossiers.services import actions, goals
from app.web.forms import Form as Posted
from app.web.forms import only


def _show_goal(about: About) -> Sheet:
    require(policies.may_set_goal(about.actor, about.enrolment.learner_id))
    inputs = [
        Input("title", _("L'objectif"), required=True, most=rules.LONGEST_LINE),
        Input("planned_on", _("Pour quand"), "day"),
    ]
    values: dict[str, Any] = {}
    if about.item_id:
        row = one_of(plans.goals(about.session, about.actor, about.enrolment.id), about.item_id)
        values = {
            "title": row.title, "planned_on": iso(row.planned_on), "outcome": row.outcome,
            "ended_on": iso(row.ended_on), "review": row.review, "hidden": ["1"] if row.hidden else [],
        }  # fmt: skip
        inputs += [
            Input("outcome", _("Où il en est"), "select", options=[("", _("En cours")), *options(rules.GOAL_OUTCOMES)]),
            Input("ended_on", _("Fin réelle"), "day"),
            Input("review", _("Bilan"), "area", _("Ce qui a aidé, ce qui a manqué."), most=rules.LONGEST),
        ]  # fmt: skip
    if about.own:
        inputs.append(
            Input("hidden", _("Pour moi seulement"), "boxes", options=[("1", _("Garder cet objectif pour moi"), _("Personne d'autre ne le voit, et il ne compte nulle part."))])
        )  # fmt: skip
    return Sheet(
        _("Changer l'objectif") if about.item_id else _("Nouvel objectif"), _("Enregistrer l'objectif"), inputs, values
    )


def _keep_goal(about: About, form: Posted, anyway: bool) -> str:
    hidden = "1" in form.get("hidden", [])
    if not about.item_id:
        goals.set_goal(
            about.session, about.actor, about.enrolment.id, only(form, "title"), read_day(form, "planned_on"),
            hidden=hidden, anyway=anyway,
        )  # fmt: skip
        return _("L'objectif est noté.")
    goals.change_goal(
        about.session,
        about.actor,
        about.enrolment.id,
        about.item_id,
        title=only(form, "title"),
        planned_on=read_day(form, "planned_on"),
        outcome=only(form, "outcome"),
        ended_on=read_day(form, "ended_on"),
        review=only(form, "review"),
        hidden=hidden if about.own else None,
        anyway=anyway,
    )
    return _("L'objectif est à jour.")


def _show_action(about: About) -> Sheet:
    require(policies.may_agree(about.actor, about.enrolment.learner_id))
    who = [(about.enrolment.learner_id, _("Moi") if about.own else about.enrolment.learner_name)]
    if not about.own:
        who += [(row.id, row.name) for row in queries.team(about.session, about.enrolment.organisation_id)]
    return Sheet(
        _("Nouvelle action"),
        _("Noter l'action"),
        [
            Input("body", _("Ce qu'il y a à faire"), required=True, most=500),
            Input("owner_id", _("Qui le fait"), "select", required=True, options=who),
            Input("due_on", _("Pour quand"), "day"),
        ],
        {"owner_id": about.enrolment.learner_id},
        _("Une petite action à la fois. Qui la fait la coche."),
    )


def _keep_action(about: About, form: Posted, anyway: bool) -> str:
    actions.agree(
        about.session, about.actor, about.enrolment.id, only(form, "body"), only(form, "owner_id"),
        read_day(form, "due_on"), anyway=anyway,
    )  # fmt: skip
    return _("L'action est notée.")


def _show_comment(about: About) -> Sheet:
    row = one_of(plans.actions(about.session, about.enrolment.id), about.item_id)
    return Sheet(
        _("Un mot sur cette action"),
        _("Laisser ce mot"),
        [Input("body", _("Votre mot"), "area", required=True, most=1000)],
        lead=row.body,
    )


def _keep_comment(about: About, form: Posted, anyway: bool) -> str:
    actions.comment(about.session, about.actor, about.enrolment.id, about.item_id, only(form, "body"), anyway)
    return _("Votre mot est laissé.")


GOAL = Form(_show_goal, _keep_goal)
ACTION = Form(_show_action, _keep_action)
COMMENT = Form(_show_comment, _keep_comment)
