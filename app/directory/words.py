"""The words by which partners are sorted before an organisation has chosen its own, and those of places."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.i18n import N_


class WordKind(StrEnum):
    STEP = "step"
    FIELD = "field"
    NEED = "need"


@dataclass(frozen=True, slots=True)
class Word:
    """One way of sorting: `key` is kept, `label` is shown, always beside its pictogram."""

    kind: str
    key: str
    label: str
    icon: str


DEFAULTS = (
    Word(WordKind.STEP, "idee", N_("Trouver et préciser son idée"), "lightbulb"),
    Word(WordKind.STEP, "marche", N_("Connaître son marché"), "store"),
    Word(WordKind.STEP, "chiffres", N_("Faire ses calculs"), "calculator"),
    Word(WordKind.STEP, "argent", N_("Trouver l'argent"), "piggy-bank"),
    Word(WordKind.STEP, "statut", N_("Choisir son statut"), "scale"),
    Word(WordKind.STEP, "demarrer", N_("Démarrer"), "play"),
    Word(WordKind.STEP, "durer", N_("Tenir et se développer"), "target"),
    Word(WordKind.FIELD, "tous", N_("Tous les métiers"), "users-round"),
    Word(WordKind.FIELD, "artisanat", N_("Artisanat"), "hammer"),
    Word(WordKind.FIELD, "commerce", N_("Commerce"), "shopping-bag"),
    Word(WordKind.FIELD, "agriculture", N_("Agriculture"), "sprout"),
    Word(WordKind.FIELD, "services", N_("Services"), "handshake"),
    Word(WordKind.FIELD, "numerique", N_("Numérique"), "smartphone"),
    Word(WordKind.FIELD, "culture", N_("Culture et création"), "palette"),
    Word(WordKind.NEED, "financement", N_("Un financement"), "piggy-bank"),
    Word(WordKind.NEED, "conseil", N_("Un conseil"), "message-circle"),
    Word(WordKind.NEED, "droit", N_("Des réponses sur le droit"), "scale"),
    Word(WordKind.NEED, "local", N_("Un local"), "building-2"),
    Word(WordKind.NEED, "reseau", N_("Rencontrer des personnes"), "users"),
    Word(WordKind.NEED, "numerique", N_("De l'aide avec l'ordinateur"), "smartphone"),
    Word(WordKind.NEED, "sante", N_("Santé et handicap"), "heart-pulse"),
    Word(WordKind.NEED, "mobilite", N_("Se déplacer"), "bus"),
    Word(WordKind.NEED, "garde", N_("Faire garder ses enfants"), "baby"),
    Word(WordKind.NEED, "langue", N_("Apprendre le français"), "languages"),
)

ICONS = tuple(
    sorted({word.icon for word in DEFAULTS} | {"compass", "map", "star", "tag", "book-open", "flag", "shield"})
)

KINDS = {
    WordKind.STEP: N_("Étapes"),
    WordKind.FIELD: N_("Métiers"),
    WordKind.NEED: N_("Besoins"),
}

PLACE_KINDS = {"training": N_("Lieu de formation"), "access": N_("Point d'accès numérique")}

EQUIPMENT = {
    "computers": (N_("Ordinateurs"), "monitor"),
    "printer": (N_("Imprimante"), "printer"),
    "wifi": (N_("Wifi"), "wifi"),
    "quiet": (N_("Pièce calme"), "volume-x"),
    "help": (N_("Aide sur place"), "circle-help"),
}

WEEKDAYS = (N_("lundi"), N_("mardi"), N_("mercredi"), N_("jeudi"), N_("vendredi"), N_("samedi"), N_("dimanche"))
