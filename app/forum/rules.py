"""What makes a sound thread and a sound post, and how the forum names people."""

from collections.abc import Iterable
from datetime import timedelta

from app.core.access import Role
from app.core.errors import FieldError, Invalid
from app.core.i18n import N_, _

LONGEST_BODY = 10_000
LONGEST_TITLE = 200
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
