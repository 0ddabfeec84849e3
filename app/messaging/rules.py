"""What makes a sound message."""

from datetime import timedelta

from app.core.errors import FieldError, Invalid
from app.core.i18n import _

LONGEST_BODY = 10_000
LONGEST_SUBJECT = 120
FILES_AT_MOST = 5
SENT_TWICE = timedelta(minutes=1)  # the same words again within this time are the same message
FLOOD, FLOOD_WITHIN = 60, timedelta(minutes=5)  # more than that is not somebody who writes


def clean(text: str) -> str:
    """Words as they are kept: one kind of line end, no control character that a database refuses."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def clean_line(text: str) -> str:
    """One line of them."""
    return " ".join(clean(text).split())


def check(body: str, *, files: int = 0) -> None:
    """Raise Invalid when the message cannot be sent as it is. With a file, it needs no words."""
    problems = _body_problems(body, files)
    if problems:
        raise Invalid(_("Votre message n'est pas encore envoyé."), problems)


def check_matter(subject: str, body: str, *, files: int = 0, people: bool = True) -> None:
    """The same for the first message of a matter, which has a subject and somebody to read it."""
    problems = []
    if not people:
        problems.append(FieldError("people", _("Choisissez au moins une personne à qui écrire.")))
    if not subject:
        problems.append(FieldError("subject", _("Dites en quelques mots de quoi il s'agit.")))
    elif len(subject) > LONGEST_SUBJECT:
        problems.append(FieldError("subject", _("Cet objet est trop long : 120 caractères au plus.")))
    problems += _body_problems(body, files)
    if problems:
        raise Invalid(_("Votre message n'est pas encore envoyé."), problems)


def _body_problems(body: str, files: int) -> list[FieldError]:
    if not body and not files:
        return [FieldError("body", _("Écrivez votre message avant de l'envoyer."))]
    if len(body) > LONGEST_BODY:
        return [FieldError("body", _("Ce message est trop long : 10 000 caractères au plus."))]
    if files > FILES_AT_MOST:
        return [FieldError("files", _("Cinq fichiers au plus pour un message. Envoyez les autres dans un second."))]
    return []
