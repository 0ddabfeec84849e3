"""What a remark may say: how long an activity felt, how many minutes it took, a word."""

from dataclasses import dataclass

from app.core.errors import FieldError, Invalid
from app.core.i18n import N_, _

LESS, SAME, MORE = "less", "same", "more"
FELT = {LESS: N_("Moins long que prévu"), SAME: N_("Comme prévu"), MORE: N_("Plus long que prévu")}
HELPED = {"yes": N_("Oui, elle m'a aidé"), "partly": N_("En partie"), "no": N_("Non")}
MOST_MINUTES = 6_000  # a hundred hours: more is a slip of the finger
LONGEST_BODY = 2_000
LONGEST_REPLY = 1_000
_NEARLY = 0.2  # minutes within a fifth of the estimate are about the estimate


@dataclass(frozen=True, slots=True)
class Said:
    """A remark ready to be kept. Nothing in it: nothing is kept."""

    felt: str = ""
    minutes: int | None = None
    body: str = ""
    helped: str = ""

    def __bool__(self) -> bool:
        return bool(self.felt or self.minutes is not None or self.body or self.helped)


def clean(text: str) -> str:
    """Words as they are kept: one kind of line end, no control character that a database refuses."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def felt_against(minutes: int, planned: int) -> str:
    """How a number of minutes compares with the estimate, for who gives only the number."""
    if minutes < planned * (1 - _NEARLY):
        return LESS
    return MORE if minutes > planned * (1 + _NEARLY) else SAME


def said(felt: str, minutes: str, body: str, planned: int, helped: str = "") -> Said:
    """What a form says, as it will be kept. Raises Invalid with each field to correct."""
    wrong = []
    minutes, body = minutes.strip(), clean(body)
    spent = int(minutes) if minutes.isascii() and minutes.isdecimal() and len(minutes) < 6 else None
    if minutes and (spent is None or not 1 <= spent <= MOST_MINUTES):
        wrong.append(
            FieldError("spent", _("Écrivez un nombre entier de minutes, de 1 à %(most)s.") % {"most": MOST_MINUTES})
        )
    if felt and felt not in FELT:
        wrong.append(FieldError("felt", _("Choisissez une des trois réponses.")))
    if helped and helped not in HELPED:
        wrong.append(FieldError("helped", _("Choisissez une des trois réponses.")))
    if len(body) > LONGEST_BODY:
        wrong.append(FieldError("remark", _("Ce mot est trop long : 2 000 caractères au plus.")))
    if wrong:
        raise Invalid(_("Votre mot n'est pas encore enregistré. Il est gardé ici : corrigez, puis envoyez."), wrong)
    if spent is not None and not felt:
        felt = felt_against(spent, planned)
    return Said(felt, spent, body, helped)


def reply(text: str) -> str:
    """An answer of the team, as it will be kept. Raises Invalid."""
    text = clean(text)
    problem = ""
    if not text:
        problem = _("Écrivez votre réponse, ou marquez ce mot comme vu.")
    elif len(text) > LONGEST_REPLY:
        problem = _("Cette réponse est trop longue : 1 000 caractères au plus.")
    if problem:
        raise Invalid(_("Votre réponse n'est pas encore envoyée."), [FieldError("reply", problem)])
    return text
