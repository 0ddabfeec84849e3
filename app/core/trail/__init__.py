"""Who saw, changed, exported what: lines only ever added, chained, apart from the application's database.

    note(Act.by(actor, Did.CHANGED, "role", membership_id, account_id=account.id), session)   # kept with the act
    note(Act.by(actor, Did.EXPORTED, "hours", people=48))                                     # kept now: readings
    note(Act(organisation_id, Did.REFUSED, "sign_in", reader_id=account.id))                  # by nobody known
    note_even_if_undone(session, Act(...))             # the act is refused, its transaction is rolled back

Ids and keys, never words: a subject is a key of `app/trail/words.py`.
"""

from app.core.trail.acts import MACHINE, Act, Did
from app.core.trail.noting import (
    another_trail,
    carry,
    check,
    let_go,
    note,
    note_even_if_undone,
    open_trail,
    remember_ends,
    trail,
    use_trail,
)
from app.core.trail.store import Search, Unwritable, Verdict

__all__ = [
    "MACHINE", "Act", "Did", "Search", "Unwritable", "Verdict", "another_trail", "carry", "check", "let_go",
    "note", "note_even_if_undone", "open_trail", "remember_ends", "trail", "use_trail",
]  # fmt: skip
