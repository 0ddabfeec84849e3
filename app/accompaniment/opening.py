"""Words to begin a message with, from the reason that calls: a proposal, which whoever writes reads and changes."""

from collections.abc import Iterable
from urllib.parse import urlencode

from app.accompaniment import reasons
from app.accompaniment.rules import Signal
from app.core.i18n import N_, _

_NEWS = N_(
    "Bonjour %(name)s, je prends de vos nouvelles. Comment avancez-vous ? Si quelque chose vous freine, dites-le moi : nous "
    "chercherons ensemble."
)
_TO_MEET = N_("Bonjour %(name)s, j'aimerais faire le point avec vous. Quel jour vous arrangerait, et à quelle heure ?")
_PROPOSED = {
    reasons.ABSENCE: N_(
        "Bonjour %(name)s, vous n'avez pas pu venir à votre séance. Est-ce que tout va bien ? Dites-moi ce qui vous "
        "aiderait pour la prochaine."
    ),
    reasons.MISSED: _TO_MEET,
    reasons.MEETING: _TO_MEET,
    reasons.ENDING: _TO_MEET,
    reasons.NEVER: _NEWS,
    reasons.SILENCE: _NEWS,
    reasons.LATE: _NEWS,
    reasons.SEAT: N_(
        "Bonjour %(name)s, votre séance a été annulée, avec nos excuses. Quels jours vous arrangent pour une autre place ?"
    ),
    reasons.RETURN: N_("Bonjour %(name)s, votre pause se termine bientôt. Comment préparez-vous votre retour ?"),
}
_WAITING = frozenset({reasons.MESSAGE, reasons.CALLBACK})


def to_write(enrolment_id: str, name: str, signals: Iterable[Signal]) -> str:
    """Where one writes to somebody, with the words of the first of these reasons that has some; with none for whoever
    waits for an answer, whose words are read first."""
    here, kinds = f"/messages/{enrolment_id}", [signal.kind for signal in signals]
    said = next((_PROPOSED[kind] for kind in kinds if kind in _PROPOSED), "")
    if not said or _WAITING.intersection(kinds):
        return here
    first = name.split()[0] if name.split() else ""
    return f"{here}?{urlencode({'texte': _(said) % {'name': first}})}#fin"
