"""What people do on the forum: open threads, answer, read, follow, thank; and what the team does to keep it in order."""

from app.forum.services.merging import merge_threads
from app.forum.services.moderation import (
    lock_thread,
    move_thread,
    note,
    pin_thread,
    reason_for,
    remove_thread,
    restore_thread,
)
from app.forum.services.posts import (
    ThreadClosed,
    ThreadGone,
    edit_post,
    post,
    remove_post,
    restore_post,
    thank,
)
from app.forum.services.reading import (
    follow_space,
    follow_thread,
    horizon,
    mark_read,
    mark_space_read,
    mark_unread,
)
from app.forum.services.spaces import add_space, change_space, space_of
from app.forum.services.tasks import answer_activity, task_of
from app.forum.services.threads import accept_answer, open_thread

__all__ = [
    "ThreadClosed", "ThreadGone", "accept_answer", "add_space", "answer_activity", "change_space", "edit_post",
    "follow_space", "follow_thread", "horizon", "lock_thread", "mark_read", "mark_space_read", "mark_unread",
    "merge_threads", "move_thread", "note", "open_thread", "pin_thread", "post", "reason_for", "remove_post",
    "remove_thread", "restore_post", "restore_thread", "space_of", "task_of", "thank",
]  # fmt: skip
