"""The impact assessment (article 35): what the people who keep it are asked, and how it begins before they have."""

from app.core.i18n import N_

SCALE = {"": N_("Pas encore estimé"), "1": N_("1 : négligeable"), "2": N_("2 : limité"), "3": N_("3 : important"), "4": N_("4 : maximal")}  # fmt: skip
RISKS = {
    "access": N_("Accès par quelqu'un qui ne devrait pas"),
    "change": N_("Modification non voulue"),
    "loss": N_("Disparition des données"),
}

# Why an assessment is recommended here: criteria of the European board that this service meets by what it does.
CRITERIA = (
    N_("Évaluation : des travaux, des compétences et un suivi des absences."),
    N_("Personnes vulnérables : certaines cherchent un emploi, un logement ou de quoi vivre."),
    N_("Données sensibles possibles : un besoin d'aménagement, une caractéristique demandée par un financeur."),
)
NECESSITY = (
    N_("Chaque champ dit pourquoi il est gardé, sur quelle base et combien de temps : le registre en est tiré."),
    N_("Aucune décision n'est prise par le logiciel seul : les signaux de décrochage proposent, une personne décide."),
    N_("Les champs libres qui pourraient révéler une donnée sensible avertissent avant d'enregistrer."),
    N_("Chaque personne lit, emporte et fait corriger ses données depuis « Mes données »."),
)

_ABOUT_RISK = (
    ("sources", N_("d'où il peut venir"), "area"),
    ("effects", N_("ce que la personne subirait"), "area"),
    ("gravity", N_("gravité"), "choice"),
    ("likelihood", N_("vraisemblance"), "choice"),
    ("answers", N_("mesures prévues en plus"), "area"),
)

FIELDS: tuple[tuple[str, str, str, str, dict[str, str]], ...] = (
    ("context", N_("Contexte : qui est accompagné, combien, par qui"), "area", "", {}),
    ("necessity", N_("Nécessité et proportion : ce que vous ajoutez"), "area", "", {}),
    ("people", N_("Avis des personnes concernées, ou pourquoi il n'est pas demandé"), "area", "", {}),
    *(
        (f"{risk}_{part}", f"{risk}:{part}", kind, "", SCALE if kind == "choice" else {})
        for risk in RISKS
        for part, _label, kind in _ABOUT_RISK
    ),
    ("open", N_("Points ouverts"), "area", N_("Ce qui reste à faire, par qui, pour quand."), {}),
    ("opinion", N_("Avis de la personne déléguée à la protection des données"), "area", "", {}),
    ("opinion_on", N_("Avis donné le"), "day", "", {}),
    ("decision", N_("Décision de l'organisation"), "area", "", {}),
)
PARTS = _ABOUT_RISK
