"""The forms of a dossier: what each asks, what it shows at first, and the service that it leads to.

One page shows them all (`dossiers/form.html`). A form is a function of what it is about, and gives its inputs; its `keep`
hands what was typed to the service and gives the sentence said afterwards.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import NotFound
from app.core.i18n import N_, _
from app.dossiers import policies, queries, rules
from app.dossiers.rules import NoteKind, Visibility
from app.dossiers.services import actions, aids, goals, notes, page, referrals
from app.dossiers.services.texts import invalid
from app.enrolments.queries import EnrolmentRow
from app.files.uploads.forms import GivenFile
from app.web.forms import Form as Posted
from app.web.forms import only


@dataclass(frozen=True, slots=True)
class Input:
    """kind: line, area, day, money, select, radios, boxes, file."""

    name: str
    label: str
    kind: str = "line"
    hint: str = ""
    required: bool = False
    most: int = 0
    options: Sequence[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class About:
    """Whom and what a form is about. `item_id` is empty for something new."""

    session: Session
    actor: Actor
    enrolment: EnrolmentRow
    item_id: str = ""
    file: GivenFile | None = None

    @property
    def own(self) -> bool:
        return policies.is_own(self.actor, self.enrolment.learner_id)


Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form ready to be shown."""

    title: str
    button: str
    inputs: Sequence[Input]
    values: Values = field(default_factory=dict)
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """`show` says who may, and what is asked; `keep` does it, and says the sentence. `part` is where one comes back."""

    show: Callable[[About], Sheet]
    keep: Callable[[About, Posted, bool], str]
    part: str = "dossier"


# Reading what was typed ---------------------------------------------------------------------------------------------


def _day(form: Posted, name: str) -> date | None:
    text = only(form, name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise invalid(name, _("Cette date n'existe pas ou n'est pas écrite comme 2026-12-03.")) from error


def _cents(form: Posted, name: str) -> int:
    text = only(form, name).replace(" ", "").replace("\u00a0", "").replace("€", "").replace(",", ".")
    euros, _point, cents = text.partition(".")
    if not (
        euros.isascii()
        and euros.isdecimal()
        and len(euros) < 8
        and (not cents or (cents.isascii() and cents.isdecimal()))
    ):
        raise invalid(name, _("Écrivez un montant en euros, par exemple 500."))
    return int(euros) * 100 + int((cents + "00")[:2])


def _options(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, _(label)) for code, label in words.items()]


def _money(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}" if cents % 100 else str(cents // 100)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _found(rows: Sequence[Any], item_id: str) -> Any:
    for row in rows:
        if row.id == item_id:
            return row
    raise NotFound()


# The page -----------------------------------------------------------------------------------------------------------


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
            Input("stage", _("Où en est le projet"), "select", options=[("", _("Pas encore dit")), *_options(rules.STAGES)]),
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
    asked = _found(queries.corrections(about.session, about.enrolment.id), about.item_id)
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


# Notes --------------------------------------------------------------------------------------------------------------

_TITLES = {
    NoteKind.NOTE: (N_("Nouvelle note"), N_("Changer la note")),
    NoteKind.OBSTACLE: (N_("Nouveau frein"), N_("Changer le frein")),
    NoteKind.DOCUMENT: (N_("Nouveau document"), N_("Changer le document")),
}


def _notes(kind: NoteKind) -> Form:
    return Form(
        lambda about: _show_note(about, kind),
        lambda about, form, anyway: _keep_note(about, form, anyway, kind),
        "notes",
    )


def _show_note(about: About, kind: NoteKind) -> Sheet:
    require(policies.may_write_note(about.actor, about.enrolment.learner_id))
    values: dict[str, Any] = {"visibility": Visibility.RESTRICTED if kind == NoteKind.OBSTACLE else ""}
    if about.item_id:
        row = queries.note_for(about.session, about.actor, about.enrolment.id, about.item_id)
        require(policies.may_change_note(about.actor, about.enrolment.learner_id, row.author_id))
        if row.kind != kind or row.withdrawn_at is not None:
            raise NotFound()
        named = queries.readers(about.session, [row.id]).get(row.id, [])
        values = {
            "visibility": row.visibility, "body": row.body, "subject": row.subject,
            "others": ["1"] if row.others else [], "readers": [one.account_id for one in named],
        }  # fmt: skip
    first, again = _TITLES[kind]
    team = [
        (row.id, row.name)
        for row in queries.team(about.session, about.enrolment.organisation_id)
        if row.id not in (about.actor.account_id, about.enrolment.learner_id)
    ]
    name = about.enrolment.learner_name
    inputs = []
    if kind == NoteKind.OBSTACLE:
        inputs.append(Input("subject", _("Le frein"), "select", required=True, options=_options(rules.OBSTACLES)))
    if kind == NoteKind.DOCUMENT and not about.item_id:
        inputs.append(Input("file", _("Document"), "file", required=True))
    labels = {
        NoteKind.NOTE: _("Votre note"),
        NoteKind.OBSTACLE: _("Ce qui bloque, et ce qui aiderait"),
        NoteKind.DOCUMENT: _("Ce qu'est ce document"),
    }
    inputs += [
        Input("body", labels[kind], "area", _("Le besoin, pas le diagnostic."), True, rules.LONGEST),
        Input(
            "visibility", _("Qui lira"), "radios", required=True,
            options=[
                ("shared", _("Partagé avec %(name)s") % {"name": name}, _("La personne le lit dans son espace, l'équipe aussi.")),
                ("team", _("L'équipe"), _("Conseil, formation et administration. La personne le reçoit si elle demande une copie de ses données.")),
                ("restricted", _("Des personnes nommées"), _("Vous, et celles que vous cochez. Personne d'autre n'en voit l'existence.")),
            ],
        ),
        Input("readers", _("Personnes nommées"), "boxes", _("Pour « Des personnes nommées » seulement."), options=team),
        Input(
            "others", _("Autre personne"), "boxes",
            options=[("1", _("Ces mots parlent aussi d'une autre personne"), _("Ils ne partent pas tels quels dans la copie des données."))],
        ),
    ]  # fmt: skip
    return Sheet(_(again) if about.item_id else _(first), _("Garder"), inputs, values)


def _keep_note(about: About, form: Posted, anyway: bool, kind: NoteKind) -> str:
    asked = notes.Written(
        body=only(form, "body"),
        visibility=only(form, "visibility"),
        readers=form.get("readers", []) if only(form, "visibility") == Visibility.RESTRICTED else (),
        subject=only(form, "subject") if kind == NoteKind.OBSTACLE else "",
        others="1" in form.get("others", []),
    )
    if about.item_id:
        notes.change_note(about.session, about.actor, about.enrolment.id, about.item_id, asked, anyway)
        return _("C'est changé. Ce qui était écrit avant reste dans les versions.")
    file = about.file
    keep_file = None
    if file is not None and kind == NoteKind.DOCUMENT:
        given = file
        keep_file = lambda: str(given.keep(about.session, about.actor, about.enrolment.learner_id).id)  # noqa: E731
    notes.write_note(
        about.session, about.actor, about.enrolment.id, asked, kind=kind, keep_file=keep_file, anyway=anyway
    )
    return {
        NoteKind.NOTE: _("La note est gardée."),
        NoteKind.OBSTACLE: _("Le frein est noté."),
        NoteKind.DOCUMENT: _("Le document est gardé."),
    }[kind]


def _show_withdrawal(about: About) -> Sheet:
    row = queries.note_for(about.session, about.actor, about.enrolment.id, about.item_id)
    require(policies.may_change_note(about.actor, about.enrolment.learner_id, row.author_id))
    return Sheet(
        _("Retirer cette note"),
        _("Retirer"),
        [Input("reason", _("Pourquoi"), "line", required=True, most=500)],
        lead=_("Ses mots disparaissent de la page. Qui l'a retirée, quand et pourquoi restent écrits."),
    )


def _keep_withdrawal(about: About, form: Posted, anyway: bool) -> str:
    notes.withdraw_note(about.session, about.actor, about.enrolment.id, about.item_id, only(form, "reason"))
    return _("La note est retirée.")


# Goals, actions -----------------------------------------------------------------------------------------------------


def _show_goal(about: About) -> Sheet:
    require(policies.may_set_goal(about.actor, about.enrolment.learner_id))
    inputs = [
        Input("title", _("L'objectif"), required=True, most=rules.LONGEST_LINE),
        Input("planned_on", _("Pour quand"), "day"),
    ]
    values: dict[str, Any] = {}
    if about.item_id:
        row = _found(queries.goals(about.session, about.actor, about.enrolment.id), about.item_id)
        values = {
            "title": row.title, "planned_on": _iso(row.planned_on), "outcome": row.outcome,
            "ended_on": _iso(row.ended_on), "review": row.review, "hidden": ["1"] if row.hidden else [],
        }  # fmt: skip
        inputs += [
            Input("outcome", _("Où il en est"), "select", options=[("", _("En cours")), *_options(rules.GOAL_OUTCOMES)]),
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
            about.session, about.actor, about.enrolment.id, only(form, "title"), _day(form, "planned_on"),
            hidden=hidden, anyway=anyway,
        )  # fmt: skip
        return _("L'objectif est noté.")
    goals.change_goal(
        about.session,
        about.actor,
        about.enrolment.id,
        about.item_id,
        title=only(form, "title"),
        planned_on=_day(form, "planned_on"),
        outcome=only(form, "outcome"),
        ended_on=_day(form, "ended_on"),
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
        _day(form, "due_on"), anyway=anyway,
    )  # fmt: skip
    return _("L'action est notée.")


def _show_comment(about: About) -> Sheet:
    row = _found(queries.actions(about.session, about.enrolment.id), about.item_id)
    return Sheet(
        _("Un mot sur cette action"),
        _("Laisser ce mot"),
        [Input("body", _("Votre mot"), "area", required=True, most=1000)],
        lead=row.body,
    )


def _keep_comment(about: About, form: Posted, anyway: bool) -> str:
    actions.comment(about.session, about.actor, about.enrolment.id, about.item_id, only(form, "body"), anyway)
    return _("Votre mot est laissé.")


# Partners, aids -----------------------------------------------------------------------------------------------------


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
    row = _found(queries.referrals(about.session, about.enrolment.id), about.item_id)
    return Sheet(
        row.partner,
        _("Enregistrer les nouvelles"),
        [
            Input("received_on", _("Reçue par le partenaire le"), "day"),
            Input("met_on", _("Rencontre faite le"), "day"),
            Input("outcome", _("Ce qui en est sorti"), "select", options=[("", _("Pas encore su")), *_options(rules.OUTCOMES)]),
            Input("outcome_words", _("En quelques mots"), "area", most=1000),
            Input("closed_on", _("Terminée le"), "day"),
        ],
        {
            "received_on": _iso(row.received_on), "met_on": _iso(row.met_on), "outcome": row.outcome,
            "outcome_words": row.outcome_words, "closed_on": _iso(row.closed_on),
        },
        row.reason,
    )  # fmt: skip


def _keep_referral(about: About, form: Posted, anyway: bool) -> str:
    if not about.item_id:
        referrals.send(
            about.session, about.actor, about.enrolment.id, only(form, "partner"), only(form, "reason"),
            _day(form, "sent_on"), anyway=anyway,
        )  # fmt: skip
        return _("L'orientation est notée.")
    referrals.follow(
        about.session,
        about.actor,
        about.enrolment.id,
        about.item_id,
        received_on=_day(form, "received_on"),
        met_on=_day(form, "met_on"),
        outcome=only(form, "outcome"),
        outcome_words=only(form, "outcome_words"),
        closed_on=_day(form, "closed_on"),
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
    row = _found(queries.aids(about.session, about.enrolment.id), about.item_id)
    return Sheet(
        _("Décision : %(name)s") % {"name": row.name},
        _("Enregistrer la décision"),
        [
            Input("decision", _("Décision"), "select", required=True, options=_options(rules.DECISIONS)),
            Input("granted", _("Montant accordé, en euros"), "money"),
            Input("decided_on", _("Décidée le"), "day", _("Vide : aujourd'hui.")),
            Input("reason", _("Raison"), "area", _("Nécessaire si l'aide est refusée."), most=1000),
        ],
        {
            "decision": row.decision, "granted": _money(row.granted_cents or row.cents),
            "decided_on": _iso(row.decided_on), "reason": row.reason,
        },
        _("%(money)s euros demandés") % {"money": _money(row.cents)},
    )  # fmt: skip


def _keep_aid(about: About, form: Posted, anyway: bool) -> str:
    if not about.item_id:
        aids.ask(
            about.session, about.actor, about.enrolment.id, only(form, "name"), _cents(form, "cents"),
            form.get("criteria", []), only(form, "asked_for"), _day(form, "asked_on"), anyway=anyway,
        )  # fmt: skip
        return _("La demande est notée au registre.")
    decision = only(form, "decision")
    aids.decide(
        about.session, about.actor, about.enrolment.id, about.item_id, decision,
        _cents(form, "granted") if decision == "granted" else 0, _day(form, "decided_on"), only(form, "reason"),
        anyway=anyway,
    )  # fmt: skip
    return _("La décision est notée au registre.")


NEW: dict[str, Form] = {
    "notes": _notes(NoteKind.NOTE),
    "freins": _notes(NoteKind.OBSTACLE),
    "documents": _notes(NoteKind.DOCUMENT),
    "objectifs": Form(_show_goal, _keep_goal),
    "actions": Form(_show_action, _keep_action),
    "orientations": Form(_show_referral, _keep_referral),
    "aides": Form(_show_aid, _keep_aid),
    "page": Form(_show_page, _keep_page),
    "mots": Form(_show_words, _keep_words),
    "corrections": Form(_show_correction, _keep_correction),
}
CHANGED: dict[str, Form] = {
    **{
        name: NEW[name]
        for name in ("notes", "freins", "documents", "objectifs", "orientations", "aides", "corrections")
    },
    "retraits": Form(_show_withdrawal, _keep_withdrawal, "notes"),
    "commentaires": Form(_show_comment, _keep_comment),
}
