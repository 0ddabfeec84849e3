"""Handing in a work or a proof."""

import hashlib
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from sqlalchemy.orm import Session

from app.assessment.quizzes.queries import lock_enrolment
from app.assessment.works import queries, review_queries
from app.core.access import Actor
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.ids import new_id
from app.courses import queries as courses
from app.courses.outline import Activity
from app.files import services as files
from app.files.models import StoredFile
from app.learning import services as learning
from app.ledger import services as ledger
from app.ledger.kinds import Kind

LONGEST = 50_000
WAITING, ACCEPTED, SENT_BACK, RECEIVED, REPLACED = "waiting", "accepted", "sent_back", "received", "replaced"
KINDS = ("assignment", "link")


class WorkAlreadySent(Conflict):
    """Something else left from another window meanwhile; the words typed here are shown again."""

    code = "already-sent"


class Given(Protocol):
    """A file that comes with a work (`app.files.uploads.forms.GivenFile`, or a stream)."""

    def fingerprint(self) -> str | None: ...

    def keep(self, session: Session, actor: Actor, owner_id: str | None) -> StoredFile: ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrives in a command or a test; a page has it looked at before."""

    name: str
    stream: BinaryIO

    def fingerprint(self) -> str:
        found = hashlib.file_digest(self.stream, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads into
        self.stream.seek(0)
        return found

    def keep(self, session: Session, actor: Actor, owner_id: str | None) -> StoredFile:
        return files.store(session, actor, actor.organisation_id, self.name, self.stream, owner_id)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """`repeated`: the very same sending had already arrived, nothing was written."""

    submission_id: str
    number: int
    state: str
    activity_state: str
    repeated: bool = False


def submit_work(
    session: Session,
    actor: Actor,
    enrolment_id: str | None,
    activity_id: str,
    text: str = "",
    upload: Given | None = None,
    expected_number: int | None = None,
) -> HandedIn:
    """Hand in a text, a file or both. `expected_number` is the number that the page gave to this sending."""
    enrolment, course, activity = learning.activity_for(session, actor, activity_id, enrolment_id)
    content = courses.content_of(session, course.edition_id, activity_id)
    if activity.kind not in KINDS or content is None:
        raise NotFound()
    learning.working_enrolment(session, actor, enrolment, course, activity)
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    _check(activity, content, text, upload)
    lock_enrolment(session, enrolment.id)
    sent = queries.sent_before(session, enrolment.id, activity_id)
    if expected_number is not None and 0 < expected_number <= len(sent):
        return _again(sent[expected_number - 1], text, upload)
    if any(one.state == ACCEPTED for one in sent):
        raise Conflict(_("Ce travail est déjà accepté. Rien n'a été changé. Pour en parler, écrivez à l'équipe."))
    # from here on nothing is refused: a page that shows the words again keeps nothing half-done
    file = upload.keep(session, actor, enrolment.learner_id) if upload else None
    for earlier in sent:
        if earlier.state == WAITING:
            change_state(session, earlier.id, REPLACED)
    read_again = activity.completion.get("rule") == "accepted"
    submission_id, number, state = new_id(), len(sent) + 1, WAITING if read_again else RECEIVED
    session.flush()
    session.connection().execute(
        queries.NEW_SUBMISSION,
        {
            "id": submission_id, "organisation_id": enrolment.organisation_id, "enrolment_id": enrolment.id,
            "activity_id": activity_id, "number": number, "text": text, "file_id": file.id if file else None,
            "state": state, "sent_at": now(),
        },
    )  # fmt: skip
    for earlier in sent:
        if earlier.state == WAITING:  # whoever had begun to read it goes on with this one
            session.connection().execute(
                review_queries.CARRY_DRAFTS, {"of_submission": earlier.id, "to_submission": submission_id}
            )
    ledger.append(
        session, actor, Kind.WORK_SENT,
        person_id=enrolment.learner_id, enrolment_id=enrolment.id, activity_id=activity_id, block_id=activity.block_id,
        funder_id=enrolment.funder_id, place=activity.place, timing=activity.timing, people=activity.people,
        guidance=activity.guidance, proof_kind="submission", proof_id=submission_id,
        facts={"number": number, "characters": len(text), "file": file is not None},
    )  # fmt: skip
    result = learning.record_result(
        session, actor, enrolment, activity, state="waiting" if read_again else "done",
        facts={"number": number}, proof_kind="submission", proof_id=submission_id,
    )  # fmt: skip
    return HandedIn(submission_id, number, state, result.state)


def accepts(activity: Activity, content: dict[str, Any]) -> tuple[str, ...]:
    """What may be handed in: text, file or both. A proof is either."""
    return tuple(content.get("accepts", ("text", "file"))) if activity.kind == "assignment" else ("text", "file")


def _check(activity: Activity, content: dict[str, Any], text: str, upload: Given | None) -> None:
    allowed = accepts(activity, content)
    if text and "text" not in allowed:
        raise Invalid(_("Pour ce travail, envoyez un fichier."), [FieldError("file", _("Choisissez un fichier."))])
    if upload and "file" not in allowed:
        raise Invalid(
            _("Pour ce travail, écrivez un texte."), [FieldError("text", _("Écrivez votre travail dans cette case."))]
        )
    if not text and upload is None:
        first = "text" if "text" in allowed else "file"
        raise Invalid(
            _("Il n'y a encore rien à envoyer."), [FieldError(first, _("Écrivez un texte ou choisissez un fichier."))]
        )
    if len(text) > LONGEST:
        raise Invalid(
            _(
                "Ce texte est trop long pour cette case. Il est gardé ici. Mettez-le dans un fichier, ou raccourcissez-le."
            ),
            [FieldError("text", _("%(max)s caractères au plus.") % {"max": LONGEST})],
        )


def _again(earlier: Any, text: str, upload: Given | None) -> HandedIn:
    mark = upload.fingerprint() if upload else None
    if earlier.text != text or earlier.file_sha256 != mark:
        raise WorkAlreadySent(
            _(
                "Un autre envoi est déjà parti d'une autre fenêtre. Rien n'est perdu : votre texte d'ici est gardé. "
                "Relisez l'envoi précédent, puis envoyez de nouveau si vous voulez le remplacer."
            )
        )
    return HandedIn(earlier.id, earlier.number, earlier.state, "", repeated=True)


def change_state(session: Session, submission_id: str, state: str) -> None:
    session.connection().execute(queries.CHANGE_STATE, {"submission_id": submission_id, "to_state": state})
