"""The forms of notes, obstacles and documents."""

from typing import Any

from app.core.access import require
from app.core.errors import NotFound
from app.core.i18n import N_, _
from app.dossiers import policies, queries, rules
from app.dossiers.forms.asking import About, Form, Input, Sheet, options
from app.dossiers.rules import NoteKind, Visibility
from app.dossiers.services import notes
from app.web.forms import Form as Posted
from app.web.forms import only

_TITLES = {
    NoteKind.NOTE: (N_("Nouvelle note"), N_("Changer la note")),
    NoteKind.OBSTACLE: (N_("Nouveau frein"), N_("Changer le frein")),
    NoteKind.DOCUMENT: (N_("Nouveau document"), N_("Changer le document")),
}


def about_notes(kind: NoteKind) -> Form:
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
        inputs.append(Input("subject", _("Le frein"), "select", required=True, options=options(rules.OBSTACLES)))
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


WITHDRAWAL = Form(_show_withdrawal, _keep_withdrawal, "notes")
