"""Opening a survey, asking people, asking them again; what opens by itself at the end of a path and months after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.core import sensitive
from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import AnyRow
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.private_addresses import new_nonce, print_of, token_of
from app.enrolments.groups import queries as groups
from app.feedback import data, policies
from app.feedback.campaigns import asking_queries as due
from app.feedback.campaigns import queries, questionnaires, rules
from app.feedback.campaigns.models import Campaign, Invitation
from app.feedback.campaigns.rules import Moment
from app.feedback.queries import course_titles
from app.feedback.telling import Told, address_of, tell
from app.identity import queries as identity
from app.ledger import services as ledger
from app.notifications import rules as reaching
from app.notifications.writing import Person

WHAT = "survey"  # what the private addresses of this room open
MOST_ASKED = 500  # people written in one form
_LATEST = 60  # days after which a path that left is not caught up with


@dataclass(frozen=True, slots=True)
class Asked:
    """How many people a survey has asked just now; `known` were asked already, `unreached` have no address."""

    campaign_id: str
    new: int = 0
    known: int = 0
    unreached: int = 0


def token_for(nonce: str) -> str:
    return token_of(WHAT, nonce)


def link_of(nonce: str) -> str:
    """The page of one person's answers, from its "/"."""
    return f"/enquete/{token_for(nonce)}"


def open_campaign(
    session: Session,
    actor: Actor,
    questionnaire_id: str,
    *,
    course_id: str = "",
    group_id: str = "",
    addresses: str = "",
    roles: Sequence[str] = (),
    title: str = "",
) -> Asked:
    """Put a questionnaire to a group, to everybody on a course, to those who hold a role, or to addresses."""
    require(policies.may_ask(actor))
    ledger.take_turn(session, actor.organisation_id)
    kept = queries.questionnaire_to_change(session, actor.organisation_id, questionnaire_id)
    written = _written(addresses)
    sensitive.check({"title": title}, anyway=True)
    if course_id and course_id not in _courses(session, actor):
        raise Invalid(_("Ce parcours n'existe pas."), [FieldError("course", _("Choisissez dans la liste."))])
    if group_id and group_id not in {row.id for row in groups.groups(session, actor.organisation_id)}:
        raise Invalid(_("Ce groupe n'existe pas."), [FieldError("group", _("Choisissez dans la liste."))])
    if kept.audience == "learner" and not (course_id or group_id):
        message = _("Choisissez un groupe ou un parcours : ce questionnaire s'adresse aux personnes en parcours.")
        raise Invalid(message, [FieldError("group", message)])
    if kept.audience != "learner" and not (written or roles):
        message = _("Écrivez au moins une adresse, ou choisissez un rôle.")
        raise Invalid(message, [FieldError("addresses", message)])
    version = queries.last_version(session, kept.id)
    campaign = Campaign(
        organisation_id=actor.organisation_id, questionnaire_id=kept.id, version_id=version.id, moment=kept.moment,
        title=" ".join(title.split())[:200] or kept.title, anonymous=version.anonymous, audience=kept.audience,
        course_id=course_id or None, group_id=group_id or None, opens_on=today(),
    )  # fmt: skip
    session.add(campaign)
    session.flush()
    return _ask_all(session, actor, campaign, written, roles)


def ask_more(session: Session, actor: Actor, campaign_id: str, addresses: str = "") -> Asked:
    """Ask those who have come since: new people of the group or course, more addresses. Nobody is asked twice."""
    require(policies.may_ask(actor))
    ledger.take_turn(session, actor.organisation_id)
    campaign = queries.campaign_to_change(session, actor.organisation_id, campaign_id)
    if campaign.closed_on:
        raise Conflict(_("Cette enquête est fermée. Personne n'a été sollicité."))
    return _ask_all(session, actor, campaign, _written(addresses), ())


def close_campaign(session: Session, actor: Actor, campaign_id: str) -> None:
    """No more answers, no more reminders. The one that opens by itself is followed by another."""
    require(policies.may_ask(actor))
    campaign = queries.campaign_to_change(session, actor.organisation_id, campaign_id)
    if campaign.closed_on is None:
        campaign.closed_on, campaign.key = today(), None


def _courses(session: Session, actor: Actor) -> set[str]:
    return set(course_titles(session, actor.organisation_id))


def _ask_all(
    session: Session, actor: Actor, campaign: Campaign, written: list[tuple[str, str]], roles: Sequence[str]
) -> Asked:
    known = due.asked_already(session, campaign.id)
    if campaign.group_id:
        paths = due.in_group(session, campaign.group_id)
        if campaign.course_id:
            paths = [path for path in paths if path.course_id == campaign.course_id]
    elif campaign.course_id and campaign.audience == "learner":
        paths = due.on_course(session, campaign.organisation_id, campaign.course_id)
    else:
        paths = []
    names = due.people(session, [path.learner_id for path in paths])
    new = seen = unreached = 0
    for path in paths:
        if path.id in known:
            seen += 1
            continue
        one = names[path.learner_id]
        reached = invite(
            session, campaign, Person(one.name, one.email, one.id, path.id, one.locale), path.course_id
        ).reached
        new, unreached = new + 1, unreached + (not reached)
    members = {row.id: row for role in roles for row in identity.members_with(session, campaign.organisation_id, role)}
    others = [Person(row.name, row.email, row.id) for row in members.values() if row.id not in known]
    others += [Person(name, email) for name, email in written if email not in known]
    seen += len(members) + len(written) - len(others)
    for person in others:
        reached = invite(session, campaign, person, campaign.course_id).reached
        new, unreached = new + 1, unreached + (not reached)
    return Asked(campaign.id, new, seen, unreached)


def _written(text: str) -> list[tuple[str, str]]:
    """(name, address) of each line: « Nom <adresse> », « Nom ; adresse », or an address alone. Raises Invalid."""
    found: dict[str, str] = {}
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), 1):
        words = line.replace("<", " ").replace(">", " ").replace(";", " ").replace(",", " ").split()
        address = next((word.lower() for word in words if "@" in word), "")
        if not reaching.is_usable(address) or number > MOST_ASKED:
            message = (
                _("Ligne %(number)s : il n'y a pas d'adresse de courriel complète.") % {"number": number}
                if number <= MOST_ASKED
                else _("%(most)s adresses au plus en une fois.") % {"most": MOST_ASKED}
            )
            raise Invalid(message, [FieldError("addresses", message)])
        found.setdefault(address, " ".join(word for word in words if "@" not in word)[:200])
    return [(name, address) for address, name in found.items()]


def invite(session: Session, campaign: Campaign, person: Person, course_id: str | None) -> Invitation:
    """Ask one person, by a private address that needs no account."""
    day = today()
    said = data.rules().surveys(day)
    nonce = new_nonce()
    expires_on = day + timedelta(days=said.open_days)
    invitation = Invitation(
        id=new_id(), organisation_id=campaign.organisation_id, campaign_id=campaign.id,
        enrolment_id=person.enrolment_id, account_id=person.account_id, course_id=course_id, audience=campaign.audience,
        name="" if person.account_id else person.name, email="" if person.account_id else person.email, sent_on=day,
        expires_on=expires_on, nonce=nonce, token_hash=print_of(token_for(nonce)),
        next_reminder_on=rules.next_reminder(day, said.reminders, 0, expires_on),
    )  # fmt: skip
    told = _write(session, invitation, campaign.title, campaign.anonymous, person, "survey_asked")
    invitation.reached, invitation.mail_id = told.reached, told.mail_id
    session.add(invitation)
    session.flush()
    return invitation


def _write(session: Session, invitation: Invitation, title: str, anonymous: bool, person: Person, event: str) -> Told:
    link = link_of(invitation.nonce)
    values = {"title": title, "anonymous": anonymous, "until": invitation.expires_on, "page": address_of(link)}
    key = f"{invitation.id}:{today().isoformat()}"
    return tell(session, invitation.organisation_id, person, event, key, values, link)


# --- What comes by itself ----------------------------------------------------------------------------------------


def ask_who_is_due(session: Session) -> int:
    """À chaud at the end of each path, à froid months after, in every organisation; how many people were asked."""
    day = today()
    said = data.rules().surveys(day)
    paths = due.at_the_end(session, day - timedelta(days=said.opens_within), day)
    asked = _ask_paths(session, paths, Moment.HOT, None)
    for months in said.months_after:
        gone = due.gone_since(session, _months_ago(day, months) - timedelta(days=_LATEST), _months_ago(day, months))
        asked += _ask_paths(session, gone, Moment.COLD, months)
    return asked


def _months_ago(day: date, months: int) -> date:
    return rules.months_later(day, -months)


def _ask_paths(session: Session, paths: list[AnyRow], moment: Moment, months: int | None) -> int:
    known = due.asked_at(session, moment, months, [path.id for path in paths]) if paths else set()
    paths = [path for path in paths if path.id not in known]
    names = due.people(session, [path.learner_id for path in paths]) if paths else {}
    opened: dict[tuple[str, str], Campaign | None] = {}
    asked = 0
    for path in paths:
        where = path.organisation_id, path.course_id
        if where not in opened:
            ledger.take_turn(session, path.organisation_id)
            opened[where] = standing(session, path.organisation_id, path.course_id, moment, months)
        campaign = opened[where]
        if campaign is not None:
            one = names[path.learner_id]
            invite(session, campaign, Person(one.name, one.email, one.id, path.id, one.locale), path.course_id)
            asked += 1
    return asked


def standing(
    session: Session, organisation_id: str, course_id: str, moment: Moment, months: int | None
) -> Campaign | None:
    """The survey of a course that goes on by itself; opened with the first person. None: nothing is asked then."""
    key = f"{moment}:{months or 0}:{course_id}"
    found = queries.campaign_of_key(session, organisation_id, key)
    if found is not None:
        return found
    questionnaires.ensure(session, organisation_id)
    asked = next(
        (
            row
            for row in queries.questionnaires(session, organisation_id)
            if row.moment == moment and row.audience == "learner" and row.archived_at is None
        ),
        None,
    )
    if asked is None:
        return None
    campaign = Campaign(
        organisation_id=organisation_id, questionnaire_id=asked.id, version_id=asked.version_id, moment=moment.value,
        months=months, key=key, title=asked.title, anonymous=asked.anonymous, audience="learner", course_id=course_id,
        opens_on=today(),
    )  # fmt: skip
    session.add(campaign)
    session.flush()
    return campaign


def remind(session: Session) -> int:
    """Ask again those who have not answered, a few times; how many."""
    day, sent = today(), 0
    for row in due.due_reminders(session, day):
        invitation = due.invitation_to_remind(session, row.id)
        if invitation is None or invitation.answered_on or invitation.next_reminder_on is None:
            continue
        said = data.rules().surveys(invitation.sent_on)
        done = invitation.reminders
        if not row.refused:
            person = (
                Person(row.account_name, row.account_email, row.account_id, row.enrolment_id, row.locale)
                if row.account_id
                else Person(row.name, row.email)
            )
            told = _write(session, invitation, row.title, row.anonymous, person, "survey_reminder")
            invitation.mail_id = told.mail_id or invitation.mail_id
            done, sent = done + 1, sent + 1
        else:
            done = len(said.reminders)  # an address that refuses is not written to again
        invitation.reminders = done
        # what was late waits its own turn: two reminders never leave on the same day
        following = rules.next_reminder(invitation.sent_on, said.reminders, done, invitation.expires_on)
        invitation.next_reminder_on = max(following, day + timedelta(days=1)) if following else None
    return sent


def take_names_off(session: Session) -> None:
    """Six months after the end of each survey, answers stay without whoever gave them."""
    queries.take_names_off(session, rules.months_later(today(), -rules.KEPT_MONTHS), now())
