"""What makes a sound thread and a sound post, and how the forum names people."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from app.core.access import Role
from app.core.errors import FieldError, Invalid
from app.core.i18n import N_, _

LONGEST_BODY = 10_000
LONGEST_TITLE = 200
LONGEST_SPACE_NAME = 80
LONGEST_REASON = 300
KINDS = {"discussion": N_("Discussion"), "question": N_("Question"), "announcement": N_("Annonce")}
SPACES = {
    "organisation": N_("Tout le monde"),
    "course": N_("Parcours"),
    "group": N_("Groupe"),
    "entrepreneurs": N_("Entre entrepreneurs"),
}
LEVELS = ("follow", "mute")
POSTS_SHOWN = 50  # on a page of a thread
NEW_FOR = timedelta(days=30)  # what was last said before is no longer news, even to somebody who has not read it
PACES = ((8, timedelta(minutes=1)), (60, timedelta(hours=1)))  # posts of one person; the team is not held back
SENT_TWICE = timedelta(minutes=1)  # the same words again within this time are the same post

# The first role that a person holds in this order is the one said beside their name.
_ROLE_WORDS = (
    (Role.ADVISER, N_("conseil")),
    (Role.TRAINER, N_("formation")),
    (Role.ADMIN, N_("équipe")),
    (Role.QUALITY, N_("équipe")),
    (Role.EXPERT, N_("chef d'entreprise")),
    (Role.LEARNER, N_("participant")),
)


def role_word(roles: Iterable[str]) -> str:
    """Who speaks, in a word of plain French; empty for somebody who has left the organisation."""
    held = set(roles)
    return next((_(word) for role, word in _ROLE_WORDS if role in held), "")


def clean(text: str) -> str:
    """Words as they are kept: one kind of line end, no control character that a database refuses."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def problems(*, title: str | None, body: str) -> list[FieldError]:
    """What to correct before a thread (with a title) or a post (without) can be kept."""
    found = []
    if title is not None and not title:
        found.append(FieldError("title", _("Donnez un titre à votre fil : une phrase courte suffit.")))
    elif title is not None and len(title) > LONGEST_TITLE:
        found.append(FieldError("title", _("Ce titre est trop long : 200 caractères au plus.")))
    if not body:
        found.append(FieldError("body", _("Écrivez votre message avant de l'envoyer.")))
    elif len(body) > LONGEST_BODY:
        found.append(FieldError("body", _("Ce message est trop long : 10 000 caractères au plus.")))
    return found


def check(*, title: str | None = None, body: str) -> None:
    """Raise Invalid when something is to be corrected."""
    if found := problems(title=title, body=body):
        raise Invalid(
            _("Votre message n'est pas encore envoyé. Corrigez ce qui est indiqué et envoyez de nouveau."),
            found,
        )


def posts_needed(completion: dict[str, object]) -> int:
    """How many posts a forum task asks for."""
    value = completion.get("posts", 1)
    return value if isinstance(value, int) and value > 0 else 1


def title_for(space_kind: str, name: str) -> str:
    """How a space is called: its own words, those of its course or group, or those of its kind."""
    return name or _(SPACES[space_kind])


def closed_because(thread: Any) -> str:
    """Why a thread takes no more answers; empty when it does."""
    if thread.locked_at:
        return _("Ce fil est fermé par l'équipe : %(reason)s") % {"reason": thread.locked_why}
    if not thread.takes_replies:
        return _("Cette annonce ne prend pas de réponse. Pour en parler, ouvrez un autre fil.")
    if thread.space_archived_at:
        return _("On n'écrit plus dans cet espace. Il reste ouvert à la lecture.")
    return ""


def seconds_to_wait(written: Sequence[datetime], moment: datetime) -> int:
    """Before one more post, after those written at these moments (the latest first); 0: go ahead."""
    wait = timedelta()
    for most, within in PACES:
        if len(written) >= most:
            wait = max(wait, written[most - 1] + within - moment)
    return max(0, -(-wait // timedelta(seconds=1)))


def unread(posts: int, read_to: int | None, last_post_at: datetime, horizon: datetime, muted: bool = False) -> int:
    """How many posts of a thread are news to somebody."""
    return 0 if muted or last_post_at < horizon else max(0, posts - (read_to or 0))


def first_shown(posts: int, read_to: int) -> int:
    """The number of the post that a thread opens at: the last one read, so that what is new has its context."""
    if posts <= POSTS_SHOWN:
        return 1
    if read_to < posts:
        return max(1, read_to)
    return posts - POSTS_SHOWN + 1


def quoted(author: str, body: str) -> str:
    """The words of a post as the beginning of an answer to it."""
    lines = [f"> **{author}**", ">", *(f"> {line}".rstrip() for line in body.split("\n"))]
    return "\n".join(lines) + "\n\n"


class Placed(NamedTuple):
    """A post of a thread, as much as weaving asks."""

    id: str
    thread_id: str
    number: int
    reply_to_number: int | None
    created_at: datetime


def woven(posts: Iterable[Placed]) -> list[tuple[Placed, int, int | None]]:
    """The posts of two threads as one, in the order of time: each with its new number and that of what it answers."""
    ordered = sorted(posts, key=lambda post: (post.created_at, post.id))
    places = {(post.thread_id, post.number): place for place, post in enumerate(ordered, 1)}
    return [
        (post, place, places.get((post.thread_id, post.reply_to_number)) if post.reply_to_number else None)
        for place, post in enumerate(ordered, 1)
    ]


def read_once_woven(placed: Sequence[tuple[Placed, int, int | None]], read_to: dict[str, int]) -> int:
    """How far somebody has read of the whole, who had read so far of each: up to the first post new to them."""
    new = (place for post, place, _answers in placed if post.number > read_to.get(post.thread_id, 0))
    return next(new, len(placed) + 1) - 1
