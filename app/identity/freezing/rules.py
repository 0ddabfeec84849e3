"""What a freeze stops, and what goes on because the law, a proof or the person asks for it. Pure.

One line for each use that somebody's data are put to. `queries.in_use` and `queries.shown_name` read it, and nothing else
decides: whoever shows or moves people names the use, and the officer reads the same table.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.core.i18n import N_


class Use(StrEnum):
    LISTS = "lists"
    AGENDA = "agenda"
    SEATS = "seats"
    PLANNING = "planning"
    DOCUMENTS = "documents"
    FUNDING = "funding"
    STATISTICS = "statistics"
    FIGURES = "figures"
    ATTENDANCE = "attendance"
    FUNDER = "funder"
    CHAIN = "chain"
    OWN = "own"


class Fate(StrEnum):
    STOPS = "stops"  # as if the person were not there
    UNNAMED = "unnamed"  # the line stays, so that sums and hours hold; nobody is named
    GOES_ON = "goes_on"


@dataclass(frozen=True, slots=True)
class Treatment:
    """`why`: what obliges to go on; empty when nothing does."""

    fate: Fate
    what: str
    why: str = ""


USES: dict[Use, Treatment] = {
    Use.LISTS: Treatment(
        Fate.STOPS,
        N_("Listes de suivi, travaux à corriger, messages groupés, enquêtes, rappels, exports de ces listes"),
    ),
    Use.SEATS: Treatment(Fate.STOPS, N_("Places proposées ou données par l'équipe, ou d'office")),
    Use.PLANNING: Treatment(Fate.STOPS, N_("Plans redessinés d'office ; ils le sont à la levée du gel")),
    Use.DOCUMENTS: Treatment(Fate.STOPS, N_("Documents faits en série et leurs listes, rappels de lecture et de signature")),
    Use.FUNDING: Treatment(Fate.STOPS, N_("Listes de travail sur les financements : qui manque de quoi")),
    Use.STATISTICS: Treatment(Fate.STOPS, N_("Statistiques internes sur les cours et les questions")),
    Use.AGENDA: Treatment(Fate.UNNAMED, N_("Agendas et créneaux : l'heure reste prise, sans le nom")),
    Use.FIGURES: Treatment(
        Fate.UNNAMED, N_("Lignes derrière un chiffre ou des heures : la ligne reste, sans le nom"),
        N_("Un chiffre déclaré doit rester juste, et ne nomme personne."),
    ),
    Use.ATTENDANCE: Treatment(
        Fate.GOES_ON, N_("Feuilles de présence et leurs signatures"),
        N_("La réalité de la formation se prouve : code du travail, article L6362-6."),
    ),
    Use.FUNDER: Treatment(
        Fate.GOES_ON, N_("Preuves et bilans dus à un financeur, documents déjà faits"),
        N_("Le financeur et l'État les exigent : intérêt public, RGPD article 18.2."),
    ),
    Use.CHAIN: Treatment(
        Fate.GOES_ON, N_("Registre des actes, journal des accès, demandes sur les données"),
        N_("Ils prouvent ce qui a été fait : droits en justice, RGPD article 18.2."),
    ),
    Use.OWN: Treatment(
        Fate.GOES_ON, N_("Ce que la personne fait elle-même : son parcours, ses messages, ses réservations"),
        N_("C'est elle qui le demande."),
    ),
}  # fmt: skip


def stopped(use: Use) -> bool:
    return USES[use].fate is Fate.STOPS
