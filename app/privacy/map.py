"""How each row belongs to a person.

A path names the columns to follow from a table to `account.id`: "attempt_id>enrolment_id>learner_id" reads
"the person who is the learner of the enrolment of the attempt". Several paths: any of them. A test walks every
model: a table that holds a personal field, or points to an account or an enrolment, must be here.
"""

from sqlalchemy import Column, ColumnElement, Table, or_, select

from app.core.db import Base
from app.core.privacy import Basis, PersonalData, Purpose, Retention

PATHS: dict[str, tuple[str, ...]] = {
    "account": ("id",),
    "membership": ("account_id",),
    "sign_in": ("account_id",),
    "federated_identity": ("account_id",),
    "federation_start": ("account_id",),
    "identity_provider": ("changed_by",),
    "entry_card": ("account_id",),
    "entry_card_act": ("card_id>account_id",),
    "entry_code": ("account_id",),
    "entry_pairing": ("account_id",),
    "machine_token": ("account_id",),
    "passkey": ("account_id",),
    "passkey_challenge": ("account_id",),
    "one_time_code": ("account_id",),
    "recovery_code": ("account_id",),
    "lost_device": ("account_id",),
    "given_answer": ("account_id",),
    "enrolment": ("learner_id",),
    "path_exit": ("enrolment_id>learner_id",),
    "closing_interview": ("enrolment_id>learner_id",),
    "situation_check": ("enrolment_id>learner_id",),
    "situation_answer": ("check_id>enrolment_id>learner_id",),
    "follow_up_ways": ("changed_by",),
    "plan_item": ("enrolment_id>learner_id",),
    "enrolment_change": ("enrolment_id>learner_id",),
    "group_member": ("enrolment_id>learner_id",),
    "availability": ("enrolment_id>learner_id",),
    "plan_step": ("enrolment_id>learner_id",),
    "plan_omission": ("enrolment_id>learner_id",),
    "plan_pause": ("enrolment_id>learner_id",),
    "plan_change": ("enrolment_id>learner_id",),
    "task": ("asked_by",),
    "declared_time": ("enrolment_id>learner_id",),
    "mail": ("account_id",),
    "received_mail": ("account_id",),
    "notice": ("account_id",),
    "notice_choice": ("account_id",),
    "notice_habits": ("account_id",),
    "push_subscription": ("account_id",),
    "ring": ("account_id",),
    "module_reminder": ("enrolment_id>learner_id",),
    "reminder_hold": ("enrolment_id>learner_id",),
    "activity_state": ("enrolment_id>learner_id",),
    "activity_remark": ("enrolment_id>learner_id",),
    "attempt": ("enrolment_id>learner_id",),
    "answer": ("attempt_id>enrolment_id>learner_id",),
    "submission": ("enrolment_id>learner_id",),
    "review": ("submission_id>enrolment_id>learner_id",),
    "review_draft": ("reviewer_id",),  # its trainer's, until the decision takes it away
    "annotation": ("review_id>submission_id>enrolment_id>learner_id",),  # told by a review; before that, still a draft
    "level_assessment": ("enrolment_id>learner_id",),
    "badge": ("enrolment_id>learner_id",),
    "booklet": ("enrolment_id>learner_id",),
    "booklet_line": ("enrolment_id>learner_id",),
    "positioning_guide": ("made_by",),
    "positioning": ("enrolment_id>learner_id",),
    "positioning_answer": ("positioning_id>enrolment_id>learner_id",),
    "positioning_interview": ("positioning_id>enrolment_id>learner_id",),
    "plan_proposal": ("enrolment_id>learner_id",),
    "level_proof": ("enrolment_id>learner_id",),
    "level_conclusion": ("enrolment_id>learner_id",),
    "survey_reply": ("enrolment_id>learner_id",),
    "survey_answer": ("reply_id>enrolment_id>learner_id",),
    "choice_pick": ("enrolment_id>learner_id",),
    "checklist_tick": ("enrolment_id>learner_id",),
    "booking": ("enrolment_id>learner_id",),
    "attendance": ("enrolment_id>learner_id",),
    "signature": ("enrolment_id>learner_id", "account_id"),
    "attendance_seal": ("enrolment_id>learner_id", "by_id"),
    "signing_pin": ("enrolment_id>learner_id",),
    "signing_failure": ("enrolment_id>learner_id",),
    "classroom_presence": ("enrolment_id>learner_id", "account_id"),
    "training_session": ("trainer_id",),
    "legal_identity": ("representative_id",),
    "document_template": ("saved_by",),
    "document_settings": ("changed_by",),
    "document_terms": ("enrolment_id>learner_id",),
    "issued_document": ("enrolment_id>learner_id",),
    "document_signer": ("document_id>enrolment_id>learner_id", "account_id"),
    "document_acknowledgement": ("account_id",),
    "appointment": ("enrolment_id>learner_id",),
    "appointment_move": ("appointment_id>enrolment_id>learner_id",),
    "appointment_note": ("appointment_id>enrolment_id>learner_id",),  # those of the team too: they are about the person
    "appointment_slot": ("adviser_id",),
    "adviser_absence": ("adviser_id",),
    "dossier": ("enrolment_id>learner_id",),
    "dossier_note": ("enrolment_id>learner_id",),  # whoever reads it here: it is about the person
    "dossier_note_reader": ("note_id>enrolment_id>learner_id", "account_id"),
    "dossier_note_version": ("note_id>enrolment_id>learner_id",),
    "dossier_goal": ("enrolment_id>learner_id",),
    "dossier_action": ("enrolment_id>learner_id",),
    "dossier_comment": ("action_id>enrolment_id>learner_id",),
    "dossier_referral": ("enrolment_id>learner_id",),
    "dossier_aid": ("enrolment_id>learner_id",),
    "dossier_correction": ("enrolment_id>learner_id",),
    "dossier_reading": ("enrolment_id>learner_id", "reader_id"),
    "follow_up": ("enrolment_id>learner_id",),  # the words for the team too: they are about the person
    "reason_rest": ("enrolment_id>learner_id",),
    "morning_rules": ("changed_by",),
    "cover": ("adviser_id", "colleague_id"),
    "cover_path": ("enrolment_id>learner_id",),
    "audit_file": ("asked_by",),
    "audit_file_person": ("enrolment_id>learner_id",),
    "audit_access": ("account_id",),
    "audit_look": ("reader_id",),
    "trail_search": ("asked_by", "reader_id"),
    "calendar_feed": ("account_id",),
    "application": ("account_id",),
    "application_step": ("application_id>account_id",),
    "application_act": ("application_id>account_id",),
    "draft_version": ("account_id",),
    "bank_question": ("changed_by",),
    "bank_question_change": ("changed_by",),
    "question_import": ("account_id",),
    "thread": ("author_id",),
    "post": ("author_id",),
    "conversation": ("learner_id",),
    "conversation_member": ("account_id",),
    "post_version": ("post_id>author_id",),
    "thread_follow": ("account_id",),
    "space_follow": ("account_id",),
    "thread_reading": ("account_id",),
    "post_thanks": ("account_id",),
    "forum_act": ("by_id",),
    "forum_entry": ("thread_id>author_id", "post_id>author_id"),
    "post_mention": ("account_id",),
    "post_file": ("post_id>author_id",),
    "post_report": ("reporter_id",),
    "forum_feed": ("account_id",),
    "expert_profile": ("account_id",),
    "message": ("enrolment_id>learner_id", "author_id"),
    "testimony": ("account_id",),
    "message_file": ("message_id>enrolment_id>learner_id", "message_id>author_id"),
    "message_template": ("owner_id",),
    "group_message": ("author_id",),
    "group_recipient": ("enrolment_id>learner_id",),
    "funder_profile": ("changed_by",),
    "funding_agreement": ("enrolment_id>learner_id",),
    "funding_file": ("enrolment_id>learner_id",),
    "course_funding": ("changed_by",),
    "deliverer": ("account_id",),
    "participant_record": ("enrolment_id>learner_id",),
    "participant_reading": ("enrolment_id>learner_id", "reader_id"),
    "training_year": ("saved_by",),
    "funder_report": ("signed_by",),
    "survey_invitation": ("account_id",),
    "feedback_reply": ("invitation_id>account_id",),
    "feedback_answer": ("reply_id>invitation_id>account_id",),
    "complaint": ("account_id",),  # whoever complains; the person of the team it is about never reads it
    "complaint_act": ("complaint_id>account_id",),
    "incident": ("enrolment_id>learner_id",),
    "improvement": ("owner_id",),
    "element_choice": ("decided_by",),
    "register_entry": ("person_id",),  # whom it is about; whoever keeps it only does their work
    "register_change": ("entry_id>person_id",),
    "register_file": ("entry_id>person_id",),
    "register_referent": ("account_id",),
    "procedure_reading": ("account_id",),
    "sealed_note": ("author_id",),  # of whoever wrote it down: the people in the story are named in sealed words only
    "sealed_reading": ("reader_id",),
    "quality_choice": ("by_id",),
    "quality_charge": ("account_id",),
    "archive_opening": ("opened_by",),
    "result_publication": ("published_by", "withdrawn_by"),
    "course_review": ("opened_by", "closed_by"),
    "course_review_point": ("by_id", "owner_id"),
    "data_request": ("account_id",),
    "data_request_act": ("request_id>account_id",),
    "data_request_file": ("request_id>account_id",),
    "data_officer": ("account_id",),
    "data_freeze": ("account_id",),
    "processing_statement": ("by_id",),
    "processing_review": ("by_id",),
    "data_breach": ("declared_by",),  # whoever saw it; those it touches are in data_breach_person
    "data_breach_act": ("by_id",),
    "data_breach_person": ("account_id",),
    "consent_withdrawn": ("account_id",),
    "last_wish": ("account_id",),
    "data_copy": ("account_id", "asked_by"),
    "stored_file": ("owner_id",),
    "upload": ("account_id",),
    "retention_choice": ("by_id",),
    "retention_payment": ("by_id",),
    "retention_hold": ("by_id", "lifted_by"),
    "retention_wave": ("agreed_by",),
    "account_activity": ("account_id",),
    "ledger_entry": ("person_id",),  # no foreign key: people can be erased from around the chain
}

BY_PRINT = frozenset({"guess_count", "visit", "partner"})  # known by a fingerprint of the address, and by no account

# Tables where the link to the person is the personal fact, though no field declares itself.
LINKS: dict[str, PersonalData] = {
    "entry_card_act": PersonalData(Purpose.ACCOUNT, Basis.INTEREST, Retention.SECURITY),
    "ledger_entry": PersonalData(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF),
    "plan_item": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "plan_step": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "plan_omission": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "plan_pause": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "task": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.SECURITY),
    "survey_reply": PersonalData(Purpose.QUALITY, Basis.CONTRACT, Retention.PATH),
    "choice_pick": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "checklist_tick": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "post_thanks": PersonalData(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH),
    "group_member": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "post_mention": PersonalData(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH),
    "training_session": PersonalData(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF),
    "legal_identity": PersonalData(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF),
    "document_template": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.PROOF),
    "document_settings": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.ACCOUNT),
    "document_acknowledgement": PersonalData(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF),
    "appointment_move": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "appointment_slot": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "adviser_absence": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "audit_file": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.PROOF),
    "audit_file_person": PersonalData(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF),
    "morning_rules": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.ACCOUNT),
    "follow_up_ways": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.ACCOUNT),
    "cover_path": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "draft_version": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.PROOF),
    "bank_question": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.ACCOUNT),
    "bank_question_change": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.ACCOUNT),
    "question_import": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.SECURITY),
    "message_file": PersonalData(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH),
    "message_template": PersonalData(Purpose.EXCHANGE, Basis.CONTRACT, Retention.ACCOUNT),
    "group_recipient": PersonalData(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH),
    "dossier_note_reader": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "register_file": PersonalData(Purpose.QUALITY, Basis.LEGAL, Retention.PROOF),
    "procedure_reading": PersonalData(Purpose.QUALITY, Basis.LEGAL, Retention.PROOF),
    "sealed_reading": PersonalData(Purpose.QUALITY, Basis.LEGAL, Retention.PROOF),
    "quality_choice": PersonalData(Purpose.QUALITY, Basis.LEGAL, Retention.PROOF),
    "quality_charge": PersonalData(Purpose.QUALITY, Basis.LEGAL, Retention.PROOF),
    "result_publication": PersonalData(Purpose.QUALITY, Basis.LEGAL, Retention.ACCOUNT),
    "course_review": PersonalData(Purpose.QUALITY, Basis.LEGAL, Retention.ACCOUNT),
    "course_review_point": PersonalData(Purpose.QUALITY, Basis.LEGAL, Retention.ACCOUNT),
    "positioning_guide": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.ACCOUNT),
    "feedback_reply": PersonalData(Purpose.QUALITY, Basis.INTEREST, Retention.SURVEY),
    "improvement": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.ACCOUNT),
    "element_choice": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.ACCOUNT),
    "identity_provider": PersonalData(Purpose.ACCOUNT, Basis.INTEREST, Retention.ACCOUNT),
    "given_answer": PersonalData(Purpose.ACCOUNT, Basis.INTEREST, Retention.SECURITY),
    "funder_profile": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.ACCOUNT),
    "course_funding": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.ACCOUNT),
    "deliverer": PersonalData(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF),
    "participant_reading": PersonalData(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF),
    "data_officer": PersonalData(Purpose.RIGHTS, Basis.LEGAL, Retention.REQUEST),
    "processing_statement": PersonalData(Purpose.BREACH, Basis.LEGAL, Retention.PROOF),
    "processing_review": PersonalData(Purpose.BREACH, Basis.LEGAL, Retention.PROOF),
    "data_copy": PersonalData(Purpose.RIGHTS, Basis.LEGAL, Retention.PASSING),
    "training_year": PersonalData(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF),
    "retention_choice": PersonalData(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF),
    "retention_payment": PersonalData(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF),
    "retention_hold": PersonalData(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF),
    "retention_wave": PersonalData(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF),
}

# Held, said to be held, and never handed out: whoever finds the copy must not be able to sign in with it.
SECRETS: dict[str, frozenset[str]] = {
    "entry_card": frozenset({"secret_print", "code_print", "pin_hash"}),
    "entry_code": frozenset({"token_print", "code_hash"}),
    "entry_pairing": frozenset({"screen_print", "code_print"}),
    "account": frozenset({"password_hash"}),
    "sign_in": frozenset({"token_hash", "device_print", "address_print"}),
    "machine_token": frozenset({"token_print"}),
    "passkey": frozenset({"credential_id", "public_key"}),
    "passkey_challenge": frozenset({"challenge"}),
    "one_time_code": frozenset({"secret"}),
    "recovery_code": frozenset({"code_print"}),
    "guess_count": frozenset({"print"}),
    "federation_start": frozenset({"state_print", "browser_print", "nonce", "verifier"}),
    "identity_provider": frozenset({"secret"}),
    "audit_access": frozenset({"token_hash"}),
    "signing_pin": frozenset({"pin_hash"}),
    "calendar_feed": frozenset({"nonce", "token_hash"}),
    "push_subscription": frozenset({"endpoint", "endpoint_print", "p256dh", "auth"}),
    "forum_feed": frozenset({"nonce", "token_hash"}),
    "situation_check": frozenset({"nonce", "token_hash"}),
    "document_signer": frozenset({"link_hash", "nonce", "code_hash"}),
    "visit": frozenset({"contact_print", "token_hash", "address_print"}),
    "partner": frozenset({"contact_print"}),
    "application": frozenset({"email_print", "phone_print", "token_hash", "address_print"}),
    "participant_record": frozenset({"sealed"}),  # encrypted: its words are handed out, not its cipher
    "survey_invitation": frozenset({"nonce", "token_hash"}),
    "complaint": frozenset({"nonce", "token_hash", "address_print", "words_print"}),
    "sealed_note": frozenset({"words", "key_print"}),
    "archive_opening": frozenset({"reason"}),  # sealed: it may name somebody
    "question_import": frozenset({"data"}),  # a file that its owner has, and that goes within a day
}


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def declared(column: Column[object]) -> PersonalData | None:
    """What a column says of itself."""
    found = column.info.get("personal")
    return found if isinstance(found, PersonalData) else None


def belongs_to(name: str, account_id: str) -> ColumnElement[bool]:
    """The condition that keeps the rows of one person in a table."""
    return or_(*(_follow(table(name), path.split(">"), account_id) for path in PATHS[name]))


def _follow(start: Table, steps: list[str], account_id: str) -> ColumnElement[bool]:
    column = start.c[steps[0]]
    if len(steps) == 1:
        return column == account_id
    target = next(iter(column.foreign_keys)).column
    return column.in_(select(target).where(_follow(target.table, steps[1:], account_id)))


def columns_to_copy(name: str) -> list[Column[object]]:
    """Every column of a table but its secrets."""
    return [column for column in table(name).columns if column.name not in SECRETS.get(name, ())]
