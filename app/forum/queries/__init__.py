"""Spaces, threads and posts, for those who may see them; what each person has read and follows."""

from app.forum.queries.posts import (
    PLACE,
    PLACED,
    THANK,
    count_posts_by,
    latest_posts,
    place_of,
    placed,
    post_at,
    post_by_id,
    post_to_change,
    posts_from,
    posts_of_person,
    roles_of,
    same_post,
    versions,
    written_since,
)
from app.forum.queries.reading import (
    READ_TO,
    follow,
    followers,
    follows_of,
    reading,
    readings_of,
    unread_in,
)
from app.forum.queries.spaces import (
    names,
    space_follow,
    space_for,
    space_known,
    space_to_change,
    spaces,
    visible_spaces,
)
from app.forum.queries.threads import (
    ONE_MORE_POST,
    acts,
    merged_earlier,
    merged_into,
    pinned,
    removed_from,
    same_thread,
    thread_for,
    thread_of_activity,
    thread_to_change,
    threads,
    titles_to_merge_into,
    visible_threads,
)

__all__ = [
    "ONE_MORE_POST", "PLACE", "PLACED", "READ_TO", "THANK", "acts", "count_posts_by", "follow", "followers",
    "follows_of", "latest_posts", "merged_earlier", "merged_into", "names", "pinned", "place_of", "placed", "post_at",
    "post_by_id", "post_to_change", "posts_from", "posts_of_person", "reading", "readings_of", "removed_from",
    "roles_of", "same_post", "same_thread", "space_follow", "space_for", "space_known", "space_to_change", "spaces",
    "thread_for", "thread_of_activity", "thread_to_change", "threads", "titles_to_merge_into", "unread_in", "versions",
    "visible_spaces", "visible_threads", "written_since",
]  # fmt: skip
