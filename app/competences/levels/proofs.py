"""What is shown for a level: a work, a session, an activity that were done, or a document from elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.assessment import policies as assessing
from app.assessment.levels.services import competences_of
from app.assessment.rules import STAGES
from app.competences import policies, queries
from app.competences.levels import queries as found_in
from app.competences.levels.services import see
from app.competences.models import LevelProof
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import add_at_once
from app.core.errors import Forbidden, NotFound, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.courses.outline import Outline
from app.enrolments.queries import EnrolmentRow
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.scheduling import queries as scheduling

LONGEST_WORDS = 500
LONGEST_TITLE = 200
DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be shown as a proof, and what it is called."""

    kind: str  # work, session, activity
    id: str
    title: str

    @property
    def value(self) -> str:
        return f"{self.kind}:{self.id}"


def choices(session: Session, enrolment: EnrolmentRow, outline: Outline) -> list[Choice]:
    """What the person has handed in, attended and done, the latest works first: three statements."""
    titles = {key: activity.title for key, activity in outline.activities.items()}
    works = [
        Choice("work", row.id, titles[row.activity_id])
        for row in found_in.works(session, enrolment.id)
        if row.activity_id in titles
    ]
    meetings = [
        Choice("session", row.id, row.title)
        for row in scheduling.sessions_of_enrolment(session, enrolment.id)
        if row.present_minutes
    ]
    done = found_in.activities_done(session, enrolment.id)
    activities = [Choice("activity", key, title) for key, title in titles.items() if key in done]
    return [*works, *meetings, *activities]


def show_proof(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    competence_id: str,
    stage: str,
    chosen: str,
    words: str = "",
    *,
    title: str = "",
    keep_file: Callable[[str], str] | None = None,
) -> LevelProof:
    """Bring a proof beside one's own voice. `chosen` is « kind:id » of `choices`, or « document » with a file, which
    `keep_file` claims for the person whose path it is. Showing the same again changes nothing."""
    enrolment, outline = see(session, actor, enrolment_id)
    voice = assessing.voice_of(actor, enrolment.learner_id)
    if voice is None:
        raise Forbidden(_("Vous ne pouvez pas apporter de preuve pour cette personne."))
    words, title = words.strip(), title.strip()
    if competence_id not in competences_of(outline):
        raise NotFound()
    if stage not in STAGES:
        raise invalid("stage", _("Choisissez l'entrée, le milieu ou la fin du parcours."))
    if len(words) > LONGEST_WORDS:
        raise invalid("words", _("Ce texte est trop long : %(most)s caractères au plus.") % {"most": LONGEST_WORDS})
    kind, target = chosen, ""
    if chosen != DOCUMENT:
        known = next((one for one in choices(session, enrolment, outline) if one.value == chosen), None)
        if known is None:
            raise invalid("proof", _("Choisissez une preuve dans la liste : ce qui a été rendu, suivi ou fait."))
        kind, target, title = known.kind, known.id, known.title
    elif keep_file is None:
        raise invalid("file", _("Choisissez le document."))
    elif not title:
        raise invalid("title", _("Dites ce qu'est ce document, par exemple « Attestation de stage »."))
    ledger.take_turn(session, actor.organisation_id)
    if target:
        same = queries.same_proof(session, enrolment.id, competence_id, stage, actor.account_id, target)
        if same is not None:
            return same
    proof = LevelProof(
        id=new_id(),
        organisation_id=enrolment.organisation_id,
        enrolment_id=enrolment.id,
        competence_id=competence_id,
        stage=stage,
        voice=voice,
        given_by=actor.account_id,
        kind=kind,
        submission_id=target if kind == "work" else None,
        session_id=target if kind == "session" else None,
        activity_id=target if kind == "activity" else None,
        file_id=keep_file(enrolment.learner_id) if kind == DOCUMENT and keep_file else None,
        title=title[:LONGEST_TITLE],
        words=words,
        at=now(),
        withdrawn_at=None,
        withdrawn_by=None,
    )
    add_at_once(session, proof)
    _prove(session, actor, enrolment, Kind.PROOF_SHOWN, proof)
    return proof


def withdraw_proof(session: Session, actor: Actor, enrolment_id: str, proof_id: str) -> LevelProof:
    """No longer shown; that it was stays known. Asking again changes nothing."""
    enrolment, _outline = see(session, actor, enrolment_id)
    ledger.take_turn(session, actor.organisation_id)
    proof = queries.proof_to_change(session, enrolment.id, proof_id)
    require(policies.may_withdraw(actor, proof.given_by))
    if proof.withdrawn_at is None:
        proof.withdrawn_at, proof.withdrawn_by = now(), actor.account_id
        session.flush()
        _prove(session, actor, enrolment, Kind.PROOF_WITHDRAWN, proof)
    return proof


def where(session: Session, actor: Actor, proof_id: str) -> str:
    """The page that a proof leads to, for whoever asks. NotFound for what is not theirs to see, or was withdrawn."""
    row = queries.proof_row(session, actor.organisation_id, proof_id)
    if row is None or row.withdrawn_at is not None:
        raise NotFound()
    enrolment, outline = see(session, actor, row.enrolment_id)
    own = actor.account_id == enrolment.learner_id
    if row.kind == DOCUMENT:
        return f"/fichiers/{row.file_id}/{row.file_name}"
    if row.kind == "session":
        return f"/seances/{row.session_id}"
    if row.kind == "work" and assessing.may_see_works(actor):
        return f"/travaux/{row.submission_id}"
    activity_id = row.activity_id or found_in.activity_of_work(session, row.submission_id)
    if own and activity_id in outline.activities:
        return f"/activites/{activity_id}"
    return f"/suivi/{enrolment.id}?onglet=" + ("travaux" if row.kind == "work" else "parcours")


def _prove(session: Session, actor: Actor, enrolment: EnrolmentRow, kind: Kind, proof: LevelProof) -> None:
    ledger.append(
        session, actor, kind, person_id=enrolment.learner_id, enrolment_id=enrolment.id, funder_id=enrolment.funder_id,
        proof_kind="level_proof", proof_id=proof.id,
        facts={"competence": proof.competence_id, "stage": proof.stage, "voice": proof.voice, "kind": proof.kind},
    )  # fmt: skip
