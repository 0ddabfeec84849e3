"""Writing to several people at once: seen before, sent as work behind the page, each copy once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.clock import now
from app.core.db import AnyRow, one_at_a_time
from app.core.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from app.core.i18n import _
from app.core.ids import new_id
from app.core.tasks import Next, Payload, later, task
from app.files.models import StoredFile
from app.identity.services import actor_for
from app.messaging import policies, rules, services
from app.messaging.groups import queries
from app.messaging.groups.queries import Wish
from app.messaging.models import GroupMessage, GroupRecipient
from app.messaging.services import Attachment
from app.messaging.wordings import fields
from app.messaging.wordings import queries as wordings
from app.messaging.wordings.services import unknown_fields

MOST = 2000  # people at once: beyond, filters make it two messages
AT_ONCE = 20  # copies in one transaction


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody whom the wish names and who does not receive a copy."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Audience:
    """Who receives a copy, who is left out, and how the first of them will read it."""

    people: list[AnyRow]
    left_out: list[LeftOut]
    sample: str = ""  # the subject and the words of the first copy
    sample_subject: str = ""

    @property
    def mark(self) -> str:
        """Of these people: what was seen is what is sent."""
        return hashlib.sha256(" ".join(row.id for row in self.people).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept already: each copy points to it."""

    file: StoredFile

    @property
    def name(self) -> str:
        return self.file.name

    def keep(self, session: Session, actor: Actor, owner_id: str | None) -> StoredFile:
        return self.file


def audience(session: Session, actor: Actor, wish: Wish, subject: str = "", body: str = "") -> Audience:
    """Whom a message would go to. A person followed twice receives it once; a copy with a hole is not sent."""
    require(policies.may_write_to_groups(actor))
    if wish.session:
        held = queries.session_named(session, actor, wish.session)
        if not actor.has(Role.ADVISER, Role.ADMIN) and held.trainer_id != actor.account_id:
            raise Forbidden(_("Vous pouvez écrire aux personnes inscrites à vos séances."))
    rows = queries.audience(session, actor, wish)
    text = f"{subject}\n{body}"
    known = wordings.people(session, [row.id for row in rows]) if fields.used(text) else {}
    people: list[AnyRow] = []
    left_out: list[LeftOut] = []
    seen: set[str] = set()
    first = ("", "")
    for row in rows:
        if row.learner_id == actor.account_id:
            left_out.append(LeftOut(row.name, _("c'est vous")))
            continue
        if row.learner_id in seen:
            left_out.append(LeftOut(row.name, _("déjà dans la liste, pour un autre parcours")))
            continue
        filled = (subject, body)
        if known:
            told = fields.values(known[row.id], organisation=actor.organisation_name, me=actor.name)
            done = [fields.fill(one, told) for one in (subject, body)]
            missing = dict.fromkeys(name for one in done for name in one.missing)
            if missing:
                what = ", ".join(_(fields.FIELDS[name]) for name in missing)
                left_out.append(LeftOut(row.name, _("il manque : %(what)s") % {"what": what}))
                continue
            filled = (done[0].text, done[1].text)
        seen.add(row.learner_id)
        if not people:
            first = filled
        people.append(row)
    return Audience(people, left_out, first[1], first[0])


def check(subject: str, body: str, files: int, found: Audience) -> None:
    """Raise Invalid when it cannot be sent as it is."""
    rules.check_matter(subject, body, files=files)
    problems = [*unknown_fields("subject", subject), *unknown_fields("body", body)]
    if not found.people:
        problems.append(FieldError("statut", _("Personne ne recevrait ce message. Changez les filtres.")))
    elif len(found.people) > MOST:
        problems.append(FieldError("statut", _("Plus de 2 000 personnes d'un coup : écrivez-leur en plusieurs fois.")))
    if problems:
        raise Invalid(_("Votre message n'est pas encore envoyé."), problems)


def send_to_group(
    session: Session,
    actor: Actor,
    wish: Wish,
    subject: str,
    body: str,
    files: Sequence[Attachment],
    *,
    form_key: str,
    seen: str,
) -> tuple[GroupMessage, str]:
    """Leave the work of writing to each; the message, and the id of the work ("" when this form was sent before).

    `seen` is the mark of the people that were shown: Conflict when they are others now.
    """
    require(policies.may_write_to_groups(actor))
    subject, body = rules.clean_line(subject), rules.clean(body)
    form_key = form_key[:36] or new_id()
    one_at_a_time(session, f"group message {actor.account_id}")
    known = queries.known_form(session, actor, form_key)
    if known is not None:
        return known, ""
    found = audience(session, actor, wish, subject, body)
    check(subject, body, len(files), found)
    if seen != found.mark:
        raise Conflict(_("La liste des personnes a changé. Rien n'est parti. Regardez-la de nouveau avant d'envoyer."))
    kept = [one.keep(session, actor, actor.account_id).id for one in files]
    group = GroupMessage(
        id=new_id(), organisation_id=actor.organisation_id, author_id=actor.account_id, form_key=form_key, subject=subject,
        body=body, file_ids=" ".join(kept), total=len(found.people), created_at=now(),
    )  # fmt: skip
    session.add(group)
    session.flush()
    rows = [
        {
            "group_id": group.id, "enrolment_id": row.id, "organisation_id": actor.organisation_id,
            "conversation_id": None, "refusal": "",
        }
        for row in found.people
    ]  # fmt: skip
    session.execute(insert(GroupRecipient), rows)
    payload = {"group_id": group.id, "by": actor.account_id, "result": f"/messages/envois/{group.id}"}
    task_id = later(
        session, "messaging.group", payload, organisation_id=actor.organisation_id, asked_by=actor.account_id,
        key=f"messaging.group:{group.id}",
    )  # fmt: skip
    return group, task_id


@task("messaging.group")
def write_to_each(session: Session, payload: Payload) -> Next | None:
    """Some copies: each is a matter of its own with that person, in the name of who wrote. Marked with the act."""
    group = queries.group_message(session, payload["group_id"])
    if group is None:
        return None
    actor = actor_for(session, group.organisation_id, payload["by"])
    ids = queries.to_send(session, group.id, AT_ONCE)
    if not ids:
        return None
    attached = [Kept(file) for file in queries.stored(session, group.file_ids.split())]
    known = wordings.people(session, ids)
    for enrolment_id in ids:
        if actor is None:
            queries.mark(session, group.id, enrolment_id, conversation_id=None, refusal=_("compte fermé"))
            continue
        told = fields.values(known[enrolment_id], organisation=actor.organisation_name, me=actor.name)
        subject, body = fields.fill(group.subject, told).text, fields.fill(group.body, told).text
        try:
            sent = services.begin(
                session, actor, enrolment_id, subject[: rules.LONGEST_SUBJECT], body, files=attached, group_id=group.id
            )
        except (Forbidden, NotFound, Invalid) as refusal:
            queries.mark(
                session, group.id, enrolment_id, conversation_id=None, refusal=refusal.detail or _("introuvable")
            )
        else:
            queries.mark(session, group.id, enrolment_id, conversation_id=sent.conversation_id, refusal="")
    done = queries.counted(session, group.id)
    return Next(payload, done, group.total) if done < group.total else None
