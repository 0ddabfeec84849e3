"""Banks: opened, named, tied to a course, archived, deleted."""

from sqlalchemy.orm import Session

from app.assessment.bank import policies, queries, rules
from app.assessment.bank.models import QuestionBank
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import AnyRow
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _
from app.courses.drafts import queries as workshop


def bank_for(session: Session, actor: Actor, bank_id: str) -> AnyRow:
    """A bank that the actor may work in. NotFound, Forbidden."""
    found = queries.bank(session, actor, bank_id)
    if found is None:
        raise NotFound()
    require(policies.may_keep_banks(actor))
    return found


def open_bank(session: Session, actor: Actor, title: str, course_slug: str = "") -> QuestionBank:
    """Begin a bank, tied to a course or not."""
    require(policies.may_keep_banks(actor))
    title = _sound_title(session, actor, title)
    bank = QuestionBank(
        organisation_id=actor.organisation_id, title=title, course_id=_course_id(session, actor, course_slug)
    )
    session.add(bank)
    session.flush()
    return bank


def change_bank(session: Session, actor: Actor, bank_id: str, title: str, course_slug: str) -> QuestionBank:
    """Name a bank otherwise, tie it to another course or to none."""
    bank = bank_to_change(session, actor, bank_id)
    title = _sound_title(session, actor, title, bank.id)
    bank.title, bank.course_id = title, _course_id(session, actor, course_slug)
    session.flush()
    return bank


def archive_bank(session: Session, actor: Actor, bank_id: str) -> QuestionBank:
    """No longer propose a bank. Quizzes hold copies of what they drew: nothing changes for them."""
    bank = bank_to_change(session, actor, bank_id)
    bank.archived_at = bank.archived_at or now()
    session.flush()
    return bank


def take_out_of_archive(session: Session, actor: Actor, bank_id: str) -> QuestionBank:
    bank = bank_to_change(session, actor, bank_id)
    bank.archived_at = None
    session.flush()
    return bank


def delete_bank(session: Session, actor: Actor, bank_id: str) -> str:
    """Delete an archived bank with its questions; its title. Published quizzes keep their copies."""
    bank = bank_to_change(session, actor, bank_id)
    if bank.archived_at is None:
        raise Conflict(_("Archivez d'abord cette banque : elle pourra ensuite être supprimée. Rien n'a été supprimé."))
    title = bank.title
    session.expunge(bank)
    queries.delete_bank(session, bank_id)
    return title


def untie_banks(session: Session, course_id: str) -> int:
    """The course goes away: its banks stay, tied to nothing. How many they are."""
    return queries.untie(session, course_id)


def bank_to_change(session: Session, actor: Actor, bank_id: str) -> QuestionBank:
    """The bank, held until the act ends. NotFound, Forbidden."""
    bank = queries.bank_to_change(session, actor, bank_id)
    if bank is None:
        raise NotFound()
    require(policies.may_keep_banks(actor))
    return bank


def _sound_title(session: Session, actor: Actor, title: str, bank_id: str = "") -> str:
    title = " ".join(title.split())
    message = ""
    if not title:
        message = _("Donnez un titre à la banque.")
    elif len(title) > rules.LONGEST_TITLE:
        message = _("Ce titre est trop long : %(most)s caractères au plus.") % {"most": rules.LONGEST_TITLE}
    elif (known := queries.bank_titled(session, actor, title)) and known.id != bank_id:
        message = (
            _("Une banque archivée porte déjà ce titre. Choisissez-en un autre, ou sortez-la des archives.")
            if known.archived_at
            else _("Une banque porte déjà ce titre. Choisissez-en un autre.")
        )
    if message:
        raise Invalid(_("La banque n'est pas enregistrée."), [FieldError("title", message)])
    return title


def _course_id(session: Session, actor: Actor, slug: str) -> str | None:
    if not slug:
        return None
    course = workshop.course(session, actor, slug)
    if course is None:
        raise Invalid(
            _("La banque n'est pas enregistrée."),
            [FieldError("course", _("Ce parcours n'existe plus. Choisissez-en un autre, ou aucun."))],
        )
    return str(course.id)
