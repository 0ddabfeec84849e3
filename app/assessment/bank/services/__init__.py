"""What trainers do with their banks: open, name, tie, archive; write, change, file and move questions; add a file."""

from app.assessment.bank.services.adding import (
    Added,
    add_file,
    add_questions,
    add_text,
    drop_file,
    keep_file,
    waiting_file,
)
from app.assessment.bank.services.banks import (
    archive_bank,
    bank_for,
    change_bank,
    delete_bank,
    open_bank,
    take_out_of_archive,
    untie_banks,
)
from app.assessment.bank.services.filing import (
    archive_questions,
    move_questions,
    restore_questions,
    tag_questions,
    untag_questions,
)
from app.assessment.bank.services.writing import Stale, change_question, said_by, write_question

__all__ = [
    "Added",
    "Stale",
    "add_file",
    "add_questions",
    "add_text",
    "archive_bank",
    "archive_questions",
    "bank_for",
    "change_bank",
    "change_question",
    "delete_bank",
    "drop_file",
    "keep_file",
    "move_questions",
    "open_bank",
    "restore_questions",
    "said_by",
    "tag_questions",
    "take_out_of_archive",
    "untag_questions",
    "untie_banks",
    "waiting_file",
    "write_question",
]
