"""The officer checks who asks, finds the account again, writes, joins proofs, answers and closes."""

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import local, now, today
from app.core.errors import Conflict, NotFound
from app.core.i18n import _
from app.core.ids import new_id
from app.files import services as files
from app.ledger.kinds import Kind
from app.privacy.requests import policies, queries, rules, telling
from app.privacy.requests.models import DataOfficer, DataRequestFile
from app.privacy.requests.services import holding


def identify(
    session: Session, actor: Actor, request_id: str, how: str, *, mandate: str = "", born_on: date | None = None
) -> None:
    """Who asks is known, and may ask: until then nothing is done, and nobody learns whether the person is known here."""
    request = holding.held(session, actor, request_id, proved=False)
    if request.state != rules.CHECKING:
        raise Conflict(_("L'identité est déjà vérifiée. Rien n'a été changé."))
    if how not in rules.IDENTIFIED or how == "account":
        raise holding.wrong("how", _("Dites comment vous avez vérifié."))
    seen = holding.said(mandate, rules.SEEN, required=False, field="mandate") or request.mandate
    if request.capacity != "self" and not seen:
        raise holding.wrong(
            "mandate",
            _(
                "Écrivez quel papier vous avez vu : livret de famille, mandat signé, acte de décès. N'en gardez pas de copie."
            ),
        )
    if request.capacity == "parent":
        born = born_on or request.born_on
        if born is None or born > today():
            raise holding.wrong("born_on", _("Donnez la date de naissance de l'enfant."))
        if rules.too_old_for_a_parent(born, today()):
            raise holding.wrong(
                "born_on",
                _("À partir de 15 ans, la personne demande elle-même, ou donne un mandat. Répondez « Sans suite »."),
            )
        request.born_on = born
    if request.capacity == "heir" and request.kind not in rules.OF_HEIRS:
        raise holding.wrong("how", _("Un proche ne peut pas demander cela à la place de la personne décédée."))
    request.mandate = seen
    request.identified, request.identified_at, request.identified_by = how, now(), actor.account_id
    request.state = rules.OPEN
    holding.note(
        session, actor, request, "identified", " · ".join(part for part in (_(rules.IDENTIFIED[how]), seen) if part)
    )


def link(session: Session, actor: Actor, request_id: str, account_id: str) -> None:
    """This request is about that account, of this organisation: another's is not found, like one that does not exist."""
    request = holding.held(session, actor, request_id)
    account = queries.member(session, actor.organisation_id, account_id)
    if request.account_id == account.id:
        return
    if request.applied_at is not None:
        raise Conflict(_("La demande est déjà exécutée pour un autre compte. Rien n'a été changé."))
    request.account_id = account.id
    holding.note(session, actor, request, "linked")


def extend(session: Session, actor: Actor, request_id: str, reasons: str) -> None:
    """Two months more, once, told with its reasons to the person within the first month."""
    request = holding.held(session, actor, request_id)
    if request.answered_at is not None or request.extended_at is not None:
        raise Conflict(_("Le délai ne se prolonge qu'une fois, avant la réponse. Rien n'a été changé."))
    if today() > request.answer_by:
        raise Conflict(_("Le premier mois est passé : la loi ne permet plus de prolonger. Répondez dès que possible."))
    why = holding.said(reasons, field="reasons")
    request.answer_by = rules.extended_to(local(request.received_at).date())
    request.extended_at = now()
    holding.note(session, actor, request, "extended", why)
    telling.tell_asker(session, request, "privacy_request_news", "extended", {"what": "extended", "words": why})


def write(session: Session, actor: Actor, request_id: str, what: str, words: str) -> None:
    """A message to whoever asks, or a note for oneself. Before who asks is known, only notes."""
    if what not in ("message", "note"):
        raise NotFound()
    request = holding.held(session, actor, request_id, proved=what == "message")
    kept = holding.said(words)
    holding.note(session, actor, request, what, kept)
    if what == "message":
        values = {"what": "message", "words": kept}
        telling.tell_asker(session, request, "privacy_request_news", f"message:{new_id()}", values)


def join(session: Session, actor: Actor, request_id: str, title: str, keep_file: Callable[[], str]) -> None:
    """A proof beside the acts. Never an identity paper: what was seen is written, not copied."""
    request = holding.held(session, actor, request_id, proved=False)
    name = holding.said(title, rules.NAME, field="title")
    file_id = keep_file()
    session.add(
        DataRequestFile(
            organisation_id=request.organisation_id, request_id=request.id, file_id=file_id, title=name,
            by_id=actor.account_id, at=now(),
        )
    )  # fmt: skip
    holding.note(session, actor, request, "proof", name)


def answer(session: Session, actor: Actor, request_id: str, outcome: str, words: str) -> None:
    """What was decided, and why. A no says how to go to the CNIL; what could not be proved says nothing of anybody."""
    request = holding.held(session, actor, request_id, proved=outcome != rules.UNPROVED)
    if outcome not in rules.ANSWERS:
        raise holding.wrong("outcome", _("Dites ce que la demande est devenue."))
    if request.answered_at is not None:
        raise Conflict(_("Une réponse est déjà donnée. Écrivez un message pour la compléter."))
    if outcome == rules.UNPROVED:
        if request.state != rules.CHECKING:
            raise Conflict(_("L'identité est vérifiée : cette issue ne va pas. Rien n'a été changé."))
        kept = _unproved()
    else:
        kept = holding.said(words, rules.ANSWER)
    if outcome in (rules.GRANTED, rules.PARTLY) and request.kind not in _BY_WORDS and request.applied_at is None:
        raise Conflict(_("Faites d'abord ce qui est demandé : rien n'est encore exécuté. Rien n'a été changé."))
    if outcome in rules.WITH_CNIL:
        kept += "\n\n" + _("Si cette réponse ne vous convient pas, vous pouvez écrire à la CNIL : %(where)s.") % {
            "where": _(rules.CNIL)
        }
    request.outcome, request.answered_at, request.state = outcome, now(), rules.ANSWERED
    holding.note(session, actor, request, "answered", kept)
    holding.prove(session, actor, request, Kind.DATA_REQUEST_ANSWERED, {"outcome": outcome})
    telling.tell_asker(session, request, "privacy_request_news", "answered", {"what": "answer", "words": kept})


# An answer in words may be the whole of it; an erasure comes after its answer, as no address is left then.
_BY_WORDS = frozenset({rules.ACCESS, rules.OBJECTION, rules.WISHES, rules.ERASURE})


def _unproved() -> str:
    """The same words whether the person is known here or not."""
    return _(
        "Nous n'avons pas pu vérifier que vous pouvez faire cette demande. Nous ne pouvons donc rien faire, ni vous dire "
        "si nous connaissons la personne que vous nommez. Vous pouvez refaire votre demande avec une preuve."
    )


def close(session: Session, actor: Actor, request_id: str) -> None:
    request = holding.held(session, actor, request_id, proved=False)
    if request.answered_at is None:
        raise Conflict(_("Donnez d'abord une réponse. Rien n'a été changé."))
    request.state, request.closed_at = rules.CLOSED, now()
    holding.note(session, actor, request, "closed")
    holding.prove(session, actor, request, Kind.DATA_REQUEST_CLOSED, {"outcome": request.outcome})


def name_officer(session: Session, actor: Actor, account_id: str) -> bool:
    """Somebody of the team answers for data from now on; nobody: the administration. Whether it is news."""
    require(policies.may_name_officer(actor))
    if account_id and account_id not in dict(queries.team(session, actor.organisation_id)):
        raise holding.wrong("officer", _("Choisissez une personne de l'équipe."))
    if (queries.officer_id(session, actor.organisation_id) or "") == account_id:
        return False
    session.add(
        DataOfficer(
            organisation_id=actor.organisation_id, account_id=account_id or None, by_id=actor.account_id, at=now()
        )
    )
    session.flush()
    return True


def remind(session: Session) -> None:
    """A week before, on the day, late: once for each, to whoever answers today."""
    day = today()
    for row in queries.to_remind(session, day + rules.SOON):
        why = rules.reminder_due(row, day)
        if why and telling.tell_officers(session, row, why):
            holding.note(
                session,
                None,
                queries.request_to_change(session, row.organisation_id, row.id),
                "reminded",
                _(rules.REMINDERS[why]),
            )


def empty_old(session: Session) -> None:
    """Five years after the closing: the words, the names and the proofs go; what was asked, and how it ended, stays."""
    before = now() - rules.KEPT
    for one in queries.proofs_over(session, before):
        file_id = one.file_id
        session.delete(one)
        session.flush()
        files.delete(session, file_id)
    queries.empty(session, before)
