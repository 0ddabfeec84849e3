"""What becomes of each table when a person is erased, said once, beside the map that says whose rows they are.

GONE      the row is deleted
EMPTIED   its words go and the row stays, for counts: it then belongs to a pseudonym
ACT       somebody of the team did this to the work of others: the row stays as it is, its author is a pseudonym

`ground`: before that, the row is sealed into the intermediate archive. `kept`: personal columns that stay, because they
are codes, dates or measures that a figure counts. `coded`: free or coded answers, of which the codes stay. `marks`: what
is written instead of emptiness. `also`: columns that declare nothing personal, and are emptied with the others.

A table of the map without a fate fails a test; so does a personal column that stays and holds words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any

from app.core.privacy import Retention
from app.privacy.erasure.rules import Ground

ARCHIVED = frozenset({Retention.PROOF, Retention.FUNDED, Retention.COMPLAINT})
"""What the law or a funder makes the organisation keep: the rest is never sealed, it goes."""


class Fate(StrEnum):
    GONE = "gone"
    EMPTIED = "emptied"
    ACT = "act"


class Mark(Enum):
    NOW = "now"  # the moment of the erasure
    NOTHING = "nothing"  # NULL


@dataclass(frozen=True, slots=True)
class Becomes:
    fate: Fate
    ground: Ground | None = None
    kept: frozenset[str] = frozenset()
    coded: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    marks: Mapping[str, Any] = field(default_factory=dict)


def gone(ground: Ground | None = None) -> Becomes:
    return Becomes(Fate.GONE, ground)


def emptied(kept: str = "", ground: Ground | None = None, *, coded: str = "", also: str = "", **marks: Any) -> Becomes:
    """`kept`, `coded` and `also` name columns, with spaces between them."""
    return Becomes(
        Fate.EMPTIED, ground, frozenset(kept.split()), frozenset(coded.split()), frozenset(also.split()), marks
    )


ACT = Becomes(Fate.ACT)
_ATTENDANCE, _TRAINING, _PAPERS = Ground.ATTENDANCE, Ground.TRAINING, Ground.PAPERS
_FUNDING, _COMPLAINT, _DUTY = Ground.FUNDING, Ground.COMPLAINT, Ground.DUTY

FATES: dict[str, Becomes] = {
    # the account, and what reaches it
    "account": emptied(locale="fr"),  # its name becomes a pseudonym
    "membership": gone(),
    "sign_in": gone(),
    "federated_identity": gone(),
    "federation_start": gone(),
    "identity_provider": ACT,
    "entry_card": gone(),
    "entry_card_act": gone(),
    "entry_code": gone(),
    "entry_pairing": gone(),
    "passkey": gone(),
    "passkey_challenge": gone(),
    "one_time_code": gone(),
    "recovery_code": gone(),
    "lost_device": gone(),
    "machine_token": gone(),
    "guess_count": gone(),
    "given_answer": gone(),
    "task": gone(),
    "mail": gone(),
    "received_mail": gone(),
    "notice": gone(),
    "notice_choice": gone(),
    "notice_habits": gone(),
    "push_subscription": gone(),
    "ring": gone(),
    "calendar_feed": gone(),
    "upload": gone(),
    "stored_file": gone(),
    # the path
    "enrolment": emptied("status exit_reason weekly_hours_due weekly_hours_from", _TRAINING),
    "enrolment_change": emptied("what"),
    "path_exit": emptied("status outcome code label", _TRAINING),
    "closing_interview": emptied("decision by_mail by_sms by_call"),
    "situation_check": emptied("state"),
    "situation_answer": emptied("refused outcome code label active via", _TRAINING),
    "group_member": emptied(),
    "availability": gone(),
    "plan_item": emptied(),
    "plan_step": emptied(),
    "plan_omission": emptied(),
    "plan_pause": emptied(),
    "plan_change": emptied("act before after"),  # ids and dates
    "declared_time": emptied("minutes"),
    "module_reminder": emptied(),
    "reminder_hold": gone(),
    "follow_up_ways": ACT,
    "morning_rules": ACT,
    # what was done and handed in
    "activity_state": emptied("state"),
    "activity_remark": emptied("felt minutes helped"),
    "attempt": emptied("state", _TRAINING),
    "answer": emptied(ground=_TRAINING, coded="response"),
    "submission": emptied("state", _TRAINING),
    "review": emptied("decision criteria levels", _TRAINING),
    "review_draft": gone(),
    "annotation": gone(_TRAINING),
    "survey_reply": emptied(),
    "survey_answer": emptied(coded="response"),
    "choice_pick": emptied(),
    "checklist_tick": emptied(),
    # where somebody stands
    "level_assessment": emptied("stage voice", _TRAINING),
    "level_proof": emptied("stage voice kind", _TRAINING),
    "level_conclusion": emptied("stage", _TRAINING),
    "badge": gone(_TRAINING),  # its public page and its image go with it
    "booklet": gone(),
    "booklet_line": gone(),
    "positioning_guide": ACT,
    "positioning": emptied("stage"),
    "positioning_answer": emptied("level"),
    "positioning_interview": emptied("held_on"),
    "plan_proposal": emptied("act decision figures"),
    # presence
    "booking": emptied("state place"),
    "attendance": emptied("reason_code document_seen", _ATTENDANCE),
    "signature": emptied("method", _ATTENDANCE),
    "attendance_seal": emptied(ground=_ATTENDANCE),
    "signing_pin": gone(),
    "signing_failure": gone(),
    "classroom_presence": emptied(ground=_ATTENDANCE),
    "training_session": ACT,
    "appointment": emptied("means outcome absence"),
    "appointment_move": emptied(),
    "appointment_note": gone(),
    "appointment_slot": ACT,
    "adviser_absence": ACT,
    "cover": emptied(),
    "cover_path": emptied(),
    # papers and funders
    "legal_identity": ACT,
    "document_template": ACT,
    "document_settings": ACT,
    "document_terms": gone(_PAPERS),
    "issued_document": emptied("minutes", _PAPERS),
    "document_signer": emptied("state method", _PAPERS),
    "document_acknowledgement": emptied(ground=_PAPERS),
    "funder_profile": ACT,
    "funding_agreement": emptied("minutes_bought share", _FUNDING),
    "funding_file": emptied("status", _FUNDING),
    "course_funding": ACT,
    "deliverer": emptied(),
    "participant_record": emptied(ground=_FUNDING, coded="answers", purged_at=Mark.NOW),
    "participant_reading": emptied(),
    "training_year": ACT,
    "funder_report": ACT,
    # the dossier and who follows it
    "dossier": gone(),
    "dossier_note": gone(),
    "dossier_note_reader": gone(),
    "dossier_note_version": gone(),
    "dossier_goal": emptied("planned_on ended_on outcome"),
    "dossier_action": emptied("due_on done_at"),
    "dossier_comment": gone(),
    "dossier_referral": emptied("sent_on received_on met_on closed_on outcome"),
    "dossier_aid": emptied("cents asked_on decision granted_cents decided_on", _FUNDING),
    "dossier_correction": gone(),
    "dossier_reading": emptied("part"),
    "follow_up": emptied("channel outcome visibility reasons"),
    "reason_rest": emptied("kind"),
    "application": emptied("stage state tells_referrer", emptied_at=Mark.NOW),
    "application_step": emptied("state"),
    "application_act": emptied("what"),
    "testimony": gone(),
    "visit": emptied("state", emptied_at=Mark.NOW),
    "partner": emptied(),
    # exchanges
    "thread": emptied(),
    "post": emptied(deleted_at=Mark.NOW),
    "post_version": gone(),
    "post_file": gone(),
    "post_mention": gone(),
    "post_report": emptied("reason"),
    "post_thanks": emptied(),
    "thread_follow": gone(),
    "space_follow": gone(),
    "thread_reading": gone(),
    "forum_act": emptied(also="details"),
    "forum_entry": gone(),
    "forum_feed": gone(),
    "expert_profile": gone(),
    "conversation": emptied(),
    "conversation_member": gone(),
    "message": emptied(),
    "message_file": gone(),
    "message_template": gone(),
    "group_message": ACT,
    "group_recipient": emptied(),
    # quality, registers, audits
    "survey_invitation": emptied("answered_on", emptied_at=Mark.NOW, next_reminder_on=Mark.NOTHING),
    "feedback_reply": emptied(),
    "feedback_answer": emptied(coded="response"),
    "complaint": emptied("satisfied", _COMPLAINT, emptied_at=Mark.NOW),
    "complaint_act": emptied(ground=_COMPLAINT),
    "incident": emptied(ground=_COMPLAINT, emptied_at=Mark.NOW),
    "improvement": ACT,
    "element_choice": ACT,
    "register_entry": emptied(ground=_DUTY),
    "register_change": emptied(),
    "register_file": gone(_DUTY),
    "register_referent": emptied("duty"),
    "procedure_reading": emptied(),
    "sealed_note": ACT,
    "sealed_reading": ACT,
    "quality_choice": ACT,
    "quality_charge": ACT,
    "result_publication": ACT,
    "course_review": ACT,
    "course_review_point": ACT,
    "audit_file": ACT,
    "audit_file_person": emptied(),
    "audit_access": emptied(revoked_at=Mark.NOW),
    "audit_look": ACT,
    "trail_search": emptied(),  # that it was asked for, and when, stays
    "archive_opening": ACT,
    # what was asked about data: that it was, when and how it ended stays; who and in which words goes
    "data_request": emptied(),
    "data_request_act": emptied(),
    "data_request_file": gone(),
    "data_officer": ACT,
    "data_freeze": gone(),
    "consent_withdrawn": emptied(),
    "last_wish": gone(),
    "data_copy": gone(),
    # the registers of what is done with data: a breach stays written, with how many people it touched and how they were told
    "processing_statement": ACT,
    "processing_review": ACT,
    "data_breach": ACT,
    "data_breach_act": ACT,
    "data_breach_person": emptied("found_by told_by"),
    # what an author of courses wrote is the course's
    "draft_version": ACT,
    "bank_question": ACT,
    "bank_question_change": ACT,
    "question_import": gone(),
    "ledger_entry": ACT,  # ids and measures: the chain is never touched
    # durations, holds and waves: what the administration decided stays decided
    "retention_choice": ACT,
    "retention_payment": ACT,
    "retention_hold": ACT,
    "retention_wave": ACT,
    "account_activity": gone(),
}

# Paths of the map by which somebody only did their work on what is another's: these rows are not theirs to empty.
WORK: frozenset[tuple[str, str]] = frozenset(
    {
        ("signature", "account_id"),
        ("attendance_seal", "by_id"),
        ("document_signer", "account_id"),
        ("dossier_reading", "reader_id"),
        ("participant_reading", "reader_id"),
        ("message", "author_id"),
        ("data_copy", "asked_by"),
        ("message_file", "message_id>author_id"),
    }
)

# Rows about somebody that the map finds by another way only, or not at all (they are no one's to copy).
MORE: dict[str, tuple[str, ...]] = {
    "review_draft": ("submission_id>enrolment_id>learner_id",),
    "annotation": ("submission_id>enrolment_id>learner_id",),
    "mail": ("enrolment_id>learner_id",),
    "application": ("enrolment_id>learner_id",),
    "application_step": ("application_id>enrolment_id>learner_id",),
    "application_act": ("application_id>enrolment_id>learner_id",),
    "forum_act": ("thread_id>author_id", "post_id>author_id"),
    "conversation_member": (),
}

# Of one path, though the map goes by the account.
OF_A_PATH: dict[str, tuple[str, ...]] = {
    "conversation": ("enrolment_id",),
    "survey_invitation": ("enrolment_id",),
    "feedback_reply": ("invitation_id>enrolment_id",),
    "feedback_answer": ("reply_id>invitation_id>enrolment_id",),
    "document_acknowledgement": ("enrolment_id",),
    "enrolment": ("id",),
}
