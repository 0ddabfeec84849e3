"""Keeping templates, and filling one in for somebody before it is sent."""

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.messaging import policies, rules
from app.messaging.models import MessageTemplate
from app.messaging.wordings import fields, queries

LONGEST_TITLE = 80


def keep(
    session: Session, actor: Actor, template_id: str, title: str, subject: str, body: str, *, shared: bool
) -> MessageTemplate:
    """A new template (no id), or other words for one. `shared`: for the whole organisation."""
    require(policies.may_use_templates(actor))
    found = queries.template_for(session, actor, template_id) if template_id else None
    if found is not None:
        require(policies.may_change_template(actor, found.owner_id))
    owner_id = None if shared else actor.account_id
    require(policies.may_change_template(actor, owner_id))
    title, subject, body = rules.clean_line(title), rules.clean_line(subject), rules.clean(body)
    _check(title, subject, body)
    if found is None:
        found = MessageTemplate(id=new_id(), organisation_id=actor.organisation_id)
        session.add(found)
    found.owner_id, found.title, found.subject, found.body, found.updated_at = owner_id, title, subject, body, now()
    session.flush()
    return found


def drop(session: Session, actor: Actor, template_id: str) -> str:
    """Take a template away; its title. What was sent with it stays."""
    found = queries.template_for(session, actor, template_id)
    require(policies.may_change_template(actor, found.owner_id))
    session.delete(found)
    session.flush()
    return found.title


def filled(session: Session, actor: Actor, template_id: str, enrolment_id: str) -> tuple[fields.Filled, fields.Filled]:
    """The subject and the words of a template for one person, to be read again before they are sent."""
    require(policies.may_use_templates(actor))
    template = queries.template_for(session, actor, template_id)
    row = queries.people(session, [enrolment_id])[enrolment_id]
    known = fields.values(row, organisation=actor.organisation_name, me=actor.name)
    return fields.fill(template.subject, known), fields.fill(template.body, known)


def _check(title: str, subject: str, body: str) -> None:
    problems = []
    if not title:
        problems.append(FieldError("title", _("Donnez un nom à ce modèle.")))
    elif len(title) > LONGEST_TITLE:
        problems.append(FieldError("title", _("Ce nom est trop long : 80 caractères au plus.")))
    if len(subject) > rules.LONGEST_SUBJECT:
        problems.append(FieldError("subject", _("Cet objet est trop long : 120 caractères au plus.")))
    if not body:
        problems.append(FieldError("body", _("Écrivez le texte du modèle.")))
    elif len(body) > rules.LONGEST_BODY:
        problems.append(FieldError("body", _("Ce texte est trop long : 10 000 caractères au plus.")))
    for name, text in (("subject", subject), ("body", body)):
        problems += unknown_fields(name, text)
    if problems:
        raise Invalid(_("Ce modèle n'est pas encore enregistré."), problems)


def unknown_fields(field: str, text: str) -> list[FieldError]:
    """A field that does not exist would stay as it is in the message."""
    return [
        FieldError(field, _("Le champ {%(name)s} n'existe pas. Choisissez-en un dans la liste.") % {"name": name})
        for name in fields.unknown(text)
    ]
