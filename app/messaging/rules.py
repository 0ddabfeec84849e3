"""What makes a sound message."""

from datetime import timedelta

from app.core.errors import FieldError, Invalid
from app.core.i18n import _

LONGEST_BODY = 10_000
SENT_TWICE = timedelta(minutes=1)  # the same words again within this time are the same message


def clean(text: str) -> str:
    """Words as they are kept: one kind of line end, no control character that a database refuses."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def check(body: str) -> None:
    """Raise Invalid when the message cannot be sent as it is."""
    problem = ""
    if not body:
        problem = _("Écrivez votre message avant de l'envoyer.")
    elif len(body) > LONGEST_BODY:
        problem = _("Ce message est trop long : 10 000 caractères au plus.")
    if problem:
        raise Invalid(_("Votre message n'est pas encore envoyé."), [FieldError("body", problem)])
