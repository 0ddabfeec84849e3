"""Free texts as they are kept: short enough, without what may never be written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core import sensitive
from app.core.errors import FieldError, Invalid, invalid
from app.core.i18n import _
from app.dossiers import rules


@dataclass(frozen=True, slots=True)
class Text:
    """`missing` is said when there is nothing; without it the text may be empty."""

    words: str
    most: int = rules.LONGEST
    missing: str = ""


def checked(texts: Mapping[str, Text], anyway: bool) -> dict[str, str]:
    """The texts, trimmed. Invalid names every field that is wrong; sensitive.Doubtful asks whether to insist."""
    found = {name: text.words.replace("\r\n", "\n").strip() for name, text in texts.items()}
    wrong = []
    for name, text in texts.items():
        if not found[name] and text.missing:
            wrong.append(FieldError(name, text.missing))
        elif len(found[name]) > text.most:
            wrong.append(FieldError(name, _("C'est trop long : %(most)s caractères au plus.") % {"most": text.most}))
    if wrong:
        raise Invalid(_("Rien n'est encore enregistré. Vérifiez le formulaire."), wrong)
    sensitive.check(found, anyway)
    return found


def check_choice(field: str, value: str, known: Mapping[str, str], message: str) -> str:
    if value and value not in known:
        raise invalid(field, message)
    return value


def check_day(field: str, day: date | None) -> date | None:
    """Within a lifetime of the house: a year typed wrong is caught."""
    if day is not None and not 2000 <= day.year <= 2100:
        raise invalid(field, _("Cette date est trop éloignée. Vérifiez l'année."))
    return day
