"""What the ledger can say."""

from enum import StrEnum


class Kind(StrEnum):
    ENROLMENT_ADMITTED = "enrolment_admitted"
    ENROLMENT_STARTED = "enrolment_started"
    ENROLMENT_PAUSED = "enrolment_paused"
    ENROLMENT_RESUMED = "enrolment_resumed"
    ENROLMENT_FINISHED = "enrolment_finished"
    ENROLMENT_LEFT = "enrolment_left"
    EXIT_CORRECTED = "exit_corrected"  # the date, the situation or the end of an exit, said otherwise since
    CLOSING_HELD = "closing_held"  # the closing interview
    SITUATION_ASKED = "situation_asked"  # news asked of somebody who left
    SITUATION_SAID = "situation_said"  # answered, refused, or nobody to reach: the facts say which
    ADVISER_CHANGED = "adviser_changed"
    PLAN_CHANGED = "plan_changed"
    GROUPS_CHANGED = "groups_changed"
    ACTIVITY_COMPLETED = "activity_completed"
    ACTIVITY_SKIPPED = "activity_skipped"  # passed over: the person already has what it gives
    ACTIVITY_RESTORED = "activity_restored"  # passed over, and taken up again
    TIME_DECLARED = "time_declared"  # how long the person says it took: a fact beside the counted minutes
    REMINDER_SENT = "reminder_sent"  # of a module that waits
    ATTENDANCE_RECORDED = "attendance_recorded"
    HALF_DAY_LOCKED = "half_day_locked"  # whoever ran the session has countersigned
    QUIZ_SENT = "quiz_sent"
    QUESTION_MARKED = "question_marked"
    WORK_SENT = "work_sent"
    WORK_REVIEWED = "work_reviewed"
    LEVEL_ASSESSED = "level_assessed"
    LEVEL_CONCLUDED = "level_concluded"
    CONCLUSION_REOPENED = "conclusion_reopened"
    PROOF_SHOWN = "proof_shown"  # of a level
    PROOF_WITHDRAWN = "proof_withdrawn"
    POSITIONING_SENT = "positioning_sent"
    NEEDS_SAID = "needs_said"
    INTERVIEW_HELD = "interview_held"  # about a positioning; its hours, if any, are those of the appointment
    PROPOSAL_DECIDED = "proposal_decided"  # a change of plan that answers suggested
    SURVEY_ANSWERED = "survey_answered"
    CHOICE_MADE = "choice_made"
    POINT_CHECKED = "point_checked"
    FORUM_POSTED = "forum_posted"
    MESSAGE_SENT = "message_sent"
    CONTACT_LOGGED = "contact_logged"  # the team called, met or wrote to somebody, and said how it went
    SESSION_BOOKED = "session_booked"
    COURSE_PUBLISHED = "course_published"
    APPLICATION_STEP = "application_step"  # of somebody who has no path yet: the proof says which application
    APPLICATION_DECIDED = "application_decided"
    DOSSIER_CHANGED = "dossier_changed"
    NOTE_WRITTEN = "note_written"  # one that more than its named readers read
    GOAL_SET = "goal_set"
    GOAL_ENDED = "goal_ended"
    ACTION_AGREED = "action_agreed"
    ACTION_DONE = "action_done"
    REFERRAL_SENT = "referral_sent"
    REFERRAL_MOVED = "referral_moved"  # received by the partner, met, or over
    AID_ASKED = "aid_asked"
    AID_DECIDED = "aid_decided"
    AUDIT_FILE_MADE = "audit_file_made"  # the proofs of some people were put in one archive
    AUDIT_OPENED = "audit_opened"  # somebody from outside was invited to read one, or is no longer
    RESULTS_PUBLISHED = "results_published"  # figures of a course, shown to everybody
    RESULTS_WITHDRAWN = "results_withdrawn"
    COURSE_REVIEWED = "course_reviewed"  # a year of a course, closed by the team
