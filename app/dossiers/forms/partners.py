"""The forms of referrals to partners and of aids."""

from app.core.access import require
from app.core.i18n import _
from app.dossiers import plan_queries as plans
from app.dossiers import policies, rules
from app.dossiers.forms.asking import (
    About,
    Form,
    Input,
    Sheet,
    iso,
    money,
    one_of,
    options,
    read_cents,
    read_day,
)
from app.dossiers.services import aids, page, referrals
from app.web.forms import Form as Posted
from app.web.forms import only


def _show_referral(about: About) -> Sheet:
    require(policies.may_accompany(about.actor, about.enrolment.learner_id))
    if not about.item_id:
        return Sheet(
            _("Orienter vers un partenaire"),
            _("Noter l'orientation"),
            [
                Input("partner", _("Partenaire"), required=True, most=200),
                Input("reason", _("Pour quoi faire"), "area", _("Le besoin, pas le diagnostic."), most=1000),
                Input("sent_on", _("Envoyée le"), "day", _("Vide : aujourd'hui.")),
            ],
            lead=_("Sans nouvelles au bout de deux semaines, cette orientation vous sera rappelée."),
        )
    row = one_of(plans.referrals(about.session, about.enrolment.id), about.item_id)
    return Sheet(
        row.partner,
        _("Enregistrer les nouvelles"),
        [
            Input("received_on", _("Reçue par le partenaire le"), "day"),
            Input("met_on", _("Rencontre faite le"), "day"),
            Input("outcome", _("Ce qui en est sorti"), "select", options=[("", _("Pas encore su")), *options(rules.OUTCOMES)]),
            Input("outcome_words", _("En quelques mots"), "area", most=1000),
            Input("closed_on", _("Terminée le"), "day"),
        ],
        {
            "received_on": iso(row.received_on), "met_on": iso(row.met_on), "outcome": row.outcome,
            "outcome_words": row.outcome_words, "closed_on": iso(row.closed_on),
        },
        row.reason,
    )  # fmt: skip


def _keep_referral(about: About, form: Posted, anyway: bool) -> str:
    if not about.item_id:
        referrals.send(
            about.session, about.actor, about.enrolment.id, only(form, "partner"), only(form, "reason"),
            read_day(form, "sent_on"), anyway=anyway,
        )  # fmt: skip
        return _("L'orientation est notée.")
    referrals.follow(
        about.session,
        about.actor,
        about.enrolment.id,
        about.item_id,
        received_on=read_day(form, "received_on"),
        met_on=read_day(form, "met_on"),
        outcome=only(form, "outcome"),
        outcome_words=only(form, "outcome_words"),
        closed_on=read_day(form, "closed_on"),
        anyway=anyway,
    )
    return _("Les nouvelles sont notées.")


def _show_aid(about: About) -> Sheet:
    require(policies.may_accompany(about.actor, about.enrolment.learner_id))
    if not about.item_id:
        known = page.choices(about.session, about.enrolment.organisation_id)
        return Sheet(
            _("Demander une aide"),
            _("Noter la demande"),
            [
                Input("name", _("Aide"), "select", required=True, options=[(word, word) for word in known["aid"]]),
                Input("cents", _("Montant demandé, en euros"), "money", required=True),
                Input("criteria", _("Critères remplis"), "boxes", options=[(word, word) for word in known["criteria"]]),
                Input("asked_for", _("Ce que l'aide paiera"), "area", most=1000),
                Input("asked_on", _("Demandée le"), "day", _("Vide : aujourd'hui.")),
            ],
        )
    row = one_of(plans.aids(about.session, about.enrolment.id), about.item_id)
    return Sheet(
        _("Décision : %(name)s") % {"name": row.name},
        _("Enregistrer la décision"),
        [
            Input("decision", _("Décision"), "select", required=True, options=options(rules.DECISIONS)),
            Input("granted", _("Montant accordé, en euros"), "money"),
            Input("decided_on", _("Décidée le"), "day", _("Vide : aujourd'hui.")),
            Input("reason", _("Raison"), "area", _("Nécessaire si l'aide est refusée."), most=1000),
        ],
        {
            "decision": row.decision, "granted": money(row.granted_cents or row.cents),
            "decided_on": iso(row.decided_on), "reason": row.reason,
        },
        _("%(money)s euros demandés") % {"money": money(row.cents)},
    )  # fmt: skip


def _keep_aid(about: About, form: Posted, anyway: bool) -> str:
    if not about.item_id:
        aids.ask(
            about.session, about.actor, about.enrolment.id, only(form, "name"), read_cents(form, "cents"),
            form.get("criteria", []), only(form, "asked_for"), read_day(form, "asked_on"), anyway=anyway,
        )  # fmt: skip
        return _("La demande est notée au registre.")
    decision = only(form, "decision")
    aids.decide(
        about.session, about.actor, about.enrolment.id, about.item_id, decision,
        read_cents(form, "granted") if decision == "granted" else 0, read_day(form, "decided_on"), only(form, "reason"),
        anyway=anyway,
    )  # fmt: skip
    return _("La décision est notée au registre.")


REFERRAL = Form(_show_referral, _keep_referral)
AID = Form(_show_aid, _keep_aid)
