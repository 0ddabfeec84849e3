"""The forms of the page itself, of the person's own words, and of corrections."""

from app.core.access import require
from app.core.i18n import _
from app.dossiers import policies, queries, rules
from app.dossiers.forms.asking import About, Form, Input, Sheet, Values, one_of, options
from app.dossiers.services import page
from app.web.forms import Form as Posted
from app.web.forms import only


def _show_page(about: About) -> Sheet:
    require(policies.may_accompany(about.actor, about.enrolment.learner_id))
    known = queries.dossier(about.session, about.enrolment.id)
    met = page.choices(about.session, about.enrolment.organisation_id)["met"]
    if known and known.met and known.met not in met:
        met = [*met, known.met]
    values: Values = {"referrer_structure": about.enrolment.referrer, "project": about.enrolment.project, "version": ""}
    if known:
        values = {name: getattr(known, name) for name in (*_PAGE, "version")}
    return Sheet(
        _("Origine, besoins et projet"),
        _("Enregistrer"),
        [
            Input("referrer_structure", _("Structure qui a orienté la personne"), most=200),
            Input("referrer_person", _("Contact dans cette structure"), most=200),
            Input("met", _("Comment nous nous sommes rencontrés"), "select", options=[("", _("Pas encore dit")), *((word, word) for word in met)]),
            Input("needs", _("Besoins"), "area", _("Le besoin, pas le diagnostic."), most=rules.LONGEST),
            Input("project", _("Projet"), "area", most=rules.LONGEST),
            Input("stage", _("Où en est le projet"), "select", options=[("", _("Pas encore dit")), *options(rules.STAGES)]),
            Input("strengths", _("Points forts"), "area", _("Ce sur quoi la personne peut s'appuyer."), most=rules.LONGEST),
        ],
        values,
        _("La personne lit cette page dans son espace."),
    )  # fmt: skip


_PAGE = ("referrer_structure", "referrer_person", "met", "needs", "project", "stage", "strengths")


def _keep_page(about: About, form: Posted, anyway: bool) -> str:
    said = {name: only(form, name) for name in _PAGE}
    version = only(form, "version")
    page.change_page(
        about.session, about.actor, about.enrolment.id, **said, anyway=anyway,
        version=int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else None,
    )  # fmt: skip
    return _("La page du dossier est à jour.")


def _show_words(about: About) -> Sheet:
    require(policies.may_speak_for_oneself(about.actor, about.enrolment.learner_id))
    known = queries.dossier(about.session, about.enrolment.id)
    return Sheet(
        _("Mes mots sur mon projet"),
        _("Enregistrer mes mots"),
        [Input("own_words", _("Mon projet, et ce dont j'ai besoin"), "area", most=rules.LONGEST)],
        {"own_words": known.own_words if known else ""},
        _("Vous seul écrivez ici. L'équipe qui vous accompagne le lit."),
    )


def _keep_words(about: About, form: Posted, anyway: bool) -> str:
    page.say_in_own_words(about.session, about.actor, about.enrolment.id, only(form, "own_words"), anyway)
    return _("Vos mots sont enregistrés.")


def _show_correction(about: About) -> Sheet:
    if not about.item_id:
        require(policies.may_speak_for_oneself(about.actor, about.enrolment.learner_id))
        return Sheet(
            _("Demander une correction"),
            _("Envoyer la demande"),
            [Input("body", _("Ce qu'il faut corriger"), "area", _("Dites ce qui est faux, et ce qui est juste."), True, rules.LONGEST)],
            lead=_("L'équipe vous répond ici, dans un mois au plus."),
        )  # fmt: skip
    require(policies.may_accompany(about.actor, about.enrolment.learner_id))
    asked = one_of(queries.corrections(about.session, about.enrolment.id), about.item_id)
    return Sheet(
        _("Répondre à la demande de correction"),
        _("Envoyer la réponse"),
        [Input("answer", _("Votre réponse"), "area", _("Dites ce qui est corrigé, ou pourquoi cela ne l'est pas."), True, rules.LONGEST)],
        {"answer": asked.answer},
        asked.body,
    )  # fmt: skip


def _keep_correction(about: About, form: Posted, anyway: bool) -> str:
    if not about.item_id:
        page.ask_correction(about.session, about.actor, about.enrolment.id, only(form, "body"), anyway)
        return _("Votre demande est envoyée à l'équipe.")
    page.answer_correction(about.session, about.actor, about.enrolment.id, about.item_id, only(form, "answer"), anyway)
    return _("La réponse est dans l'espace de la personne.")


PAGE = Form(_show_page, _keep_page)
WORDS = Form(_show_words, _keep_words)
CORRECTION = Form(_show_correction, _keep_correction)
