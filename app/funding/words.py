"""What the room's keys are called on a page and in a file."""

from app.core.i18n import N_

YEAR_PROBLEMS = {
    "far": N_("Cette date est trop éloignée : elle doit être entre 2000 et 2100."),
    "order": N_("La fin de l'exercice est avant son début. Choisissez une date de fin plus tardive."),
    "long": N_("Un exercice dure moins de deux ans. Choisissez une date de fin plus proche."),
    "overlap": N_("Ces dates chevauchent un autre exercice : aucune heure ne se déclare deux fois."),
}
MOMENTS = {
    "entry": N_("À l'entrée"),
    "exit": N_("À la sortie"),
    "six_months": N_("Six mois après la sortie"),
}
REFUSED_WORDS = N_("Ne souhaite pas répondre")
AWAITED = {
    "missing": N_("à remplir"),
    "late": N_("en retard : le résultat se note dans les quatre semaines"),
    "moved": N_("à revoir : la sortie a changé depuis"),
}
SEXES = {"f": N_("Femmes"), "m": N_("Hommes"), "x": N_("Autre"), "unknown": N_("Non dit")}
