"""What nobody but its receiver reads in a message: whatever opens something by itself.

An administrator sees which messages left, and their words. The address that opens an account, a survey or a signature
is not theirs to follow: whoever took their place would enter as anybody. On a machine of trials, without a mail server
and not in production, messages are read here because they go nowhere else.
"""

from app.core.i18n import _
from app.core.masking import masked
from app.core.settings import settings

# nothing in them but what opens, for some minutes: their words are never shown, and not kept once they have left
ALONE = frozenset({"sign_in_link", "document_code"})


def is_withheld() -> bool:
    return settings().environment == "production" or bool(settings().smtp_url)


def is_sealed(event: str) -> bool:
    """Whether nothing of such a message is shown."""
    return is_withheld() and event in ALONE


def shown(event: str, words: str) -> str:
    """The words of a message, in text or in HTML, as somebody else than its receiver may read them."""
    if not is_withheld():
        return words
    if event in ALONE:
        return _("Ce message porte un code ou un lien qui n'est qu'à la personne : il ne se lit pas ici.")
    return masked(words)
