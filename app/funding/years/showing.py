"""A report in the order of its form, as the page, the workbook and the PDF all show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.i18n import N_, _
from app.funding.nomenclature.kinds import specialities
from app.funding.years.figures import Cell, Frame, FrameLine, Hands
from app.funding.years.services import Report
from app.web import formats

FRAMES = {
    "c": N_("C. Produits de la formation professionnelle, par origine"),
    "d": N_("D. Charges liées à la formation professionnelle"),
    "e": N_("E. Personnes qui dispensent des heures de formation"),
    "f1": N_("F-1. Type de stagiaires"),
    "f2": N_("F-2. Dont activité confiée à un autre organisme"),
    "f3": N_("F-3. Objectif général des prestations"),
    "f4": N_("F-4. Spécialités de formation"),
    "g": N_("G. Stagiaires confiés par un autre organisme"),
}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of frames F and G. `depth` 1: within the line above; `key` opens its rows."""

    key: str
    number: str
    name: str
    count: int
    hours: int
    depth: int = 0


def lines_of(frame: Frame) -> list[ShownLine]:
    found = []
    for line in frame.lines:
        found.append(_shown(line, 0))
        found += [_shown(part, 1) for part in line.parts]
    return found


def _shown(line: FrameLine, depth: int) -> ShownLine:
    return ShownLine(line.key, line.number, name_of(line), line.cell.count, line.cell.hours, depth)


def name_of(line: FrameLine) -> str:
    """The words of the form; of a speciality, its code and its name."""
    frame, _dot, key = line.key.partition(".")
    if frame != "f4":
        return _(line.name)
    return f"{key} {_(specialities()[key])}" if key in specialities() else _("Autres spécialités")


def identity_of(report: Report) -> list[tuple[str, str]]:
    """Frame A."""
    legal = report.legal
    return [
        (_("Numéro de déclaration d'activité"), legal.activity_number),
        (_("SIRET"), legal.siret),
        (_("Code NAF"), legal.naf),
        (_("Nom"), legal.legal_name or legal.name),
        (_("Forme juridique"), legal.legal_form),
        (_("Adresse"), " ".join(legal.address.split())),
    ]


def general_of(report: Report) -> list[tuple[str, str]]:
    """Frame B."""
    return [
        (_("Exercice comptable"), year_words(report)),
        (_("Formations à distance, en tout ou partie"), _("oui") if report.figures.remote_minutes else _("non")),
    ]


def year_words(report: Report) -> str:
    return _("du %(start)s au %(end)s") % {
        "start": formats.full_day(report.year.start),
        "end": formats.full_day(report.year.end),
    }


def director_of(report: Report) -> list[tuple[str, str]]:
    """Frame H."""
    legal = report.legal
    return [
        (_("Nom de la personne qui dirige"), legal.representative),
        (_("Qualité"), legal.capacity),
        (_("Courriel"), legal.email),
        (_("Téléphone"), legal.phone),
    ]


def hands_of(report: Report) -> Sequence[tuple[str, str, Hands]]:
    """Frame E: the key that opens its rows, its words, what it counts."""
    found = [
        ("e.internal", _("Personnes de l'organisme"), report.figures.internal),
        ("e.external", _("Personnes extérieures, sur contrat de prestation"), report.figures.external),
    ]
    if report.figures.unsaid_hands.minutes:
        found.append(("e.unsaid", _("À classer"), report.figures.unsaid_hands))
    return found


def single(key: str, cell: Cell) -> ShownLine:
    return ShownLine(key, "", _("Stagiaires et heures"), cell.count, cell.hours)
