"""The register to print and to carry: PDF, XLSX, CSV and JSON, from the lines of the page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.core import documents
from app.core.i18n import _
from app.privacy.processing import impact
from app.privacy.processing.facts import controller, facts, joined, measure_lines, processor_line
from app.privacy.processing.register import Register, reviewed_words
from app.privacy.processing.words import ART_28, BASES, ROLES
from app.web import formats, spreadsheets, workbooks


def pdf(register: Register) -> bytes:
    return documents.render(
        "processing-register",
        {
            "title": _("Registre des activités de traitement"),
            "organisation": joined(controller(register)).replace("\n", " · "),
            "state": reviewed_words(register),
            "made": _(
                "Tiré le %(day)s de ce que le logiciel déclare, de ses réglages et de ce que l'organisation a écrit."
            )
            % {"day": formats.full_day(register.made_at)},
            "sheets": [
                {
                    "title": _(one.sheet.title),
                    "facts": [{"label": fact.label, "lines": list(fact.lines)} for fact in facts(register, one)],
                }
                for one in register.sheets
            ],
        },
        at=register.made_at,
    )


def _heads(register: Register) -> list[str]:
    return [_("Traitement"), *(fact.label for fact in facts(register, register.sheets[0]))]


def _rows(register: Register) -> list[list[str]]:
    return [[_(one.sheet.title), *(joined(fact.lines) for fact in facts(register, one))] for one in register.sheets]


def csv(register: Register) -> bytes:
    return spreadsheets.sheet([_heads(register), *_rows(register)])


def workbook(register: Register) -> bytes:
    fields = [
        [
            _(one.sheet.title), each.title, label, _(BASES[each.basis]),
            next(last.words for last in one.lasting if last.retention is each.retention),
            _("protégée") if each.restricted else _("ordinaire"),
        ]
        for one in register.sheets
        for each in one.declared.categories
        for label in each.fields or (_("dates et liens seulement"),)
    ]  # fmt: skip
    processors = [
        [
            _(ROLES[one.role]), one.name, one.said.get("country", ""), one.said.get("guarantee", ""), one.contract_on,
            one.said.get("reference", ""), "\n".join(_(ART_28[code]) for code in one.said.get("points", [])),
        ]
        for one in register.processors
    ]  # fmt: skip
    recipients = [
        [row.said["name"], row.said["what"], row.said["why"], row.said["country"]] for row in register.recipients
    ]
    sheets = [
        workbooks.Sheet(_("Registre"), _rows(register), heads=_heads(register), widths=[28, 40], frozen_columns=1),
        workbooks.Sheet(
            _("Données"), fields, widths=[30, 34, 34, 40, 40, 14],
            heads=[_("Traitement"), _("Ensemble"), _("Donnée"), _("Base légale"), _("Durée"), _("Sensibilité")],
        ),
        workbooks.Sheet(
            _("Sous-traitants"), processors, widths=[26, 30, 18, 26, 14, 18, 60],
            heads=[_("Service"), _("Nom"), _("Pays"), _("Garantie"), _("Contrat du"), _("Référence"), _("Article 28")],
        ),
        workbooks.Sheet(
            _("Destinataires"), recipients, widths=[30, 50, 50, 16],
            heads=[_("Nom"), _("Données"), _("Pourquoi"), _("Pays")],
        ),
    ]  # fmt: skip
    return workbooks.workbook(sheets, title=_("Registre des activités de traitement"), author=register.legal.name)


def data(register: Register) -> dict[str, Any]:
    """For machines: the same lines, and each field by the name that the code gives it."""
    return {
        "organisation": register.legal.name,
        "made_at": register.made_at.isoformat(),
        "reviewed_at": register.reviewed.at.isoformat() if register.reviewed else None,
        "reviewed_by": register.reviewed.by if register.reviewed else None,
        "processing": [
            {
                "purpose": one.purpose.value,
                "title": _(one.sheet.title),
                **{fact.key: list(fact.lines) for fact in facts(register, one)},
                "fields": [
                    {
                        "table": each.table, "columns": list(each.columns), "basis": each.basis.value,
                        "retention": each.retention.value, "restricted": each.restricted,
                    }
                    for each in one.declared.categories
                ],
                "outside": [{"where": each.where.value, "name": each.name} for each in one.declared.outside],
            }
            for one in register.sheets
        ],
        "processors": [processor_line(one) for one in register.processors],
    }  # fmt: skip


# The impact assessment ------------------------------------------------------------------------------------------------


def impact_parts(register: Register, said: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """(title, lines): the page and the PDF. What comes from the register is said to; what nobody said is said to be missing."""
    unsaid = _("Pas encore écrit.")
    first = register.sheets[0]

    def told(name: str) -> list[str]:
        return [line for line in str(said.get(name) or "").splitlines() if line.strip()] or [unsaid]

    parts = [
        (_("Pourquoi cette analyse"), [_(each) for each in impact.CRITERIA]),
        (_("Contexte"), told("context")),
        (_("Traitements"), [f"{_(one.sheet.title)} : {_(one.sheet.why)}" for one in register.sheets]),
        (_("Personnes et services qui reçoivent des données"), [*(row.said["name"] for row in register.recipients), *(processor_line(one) for one in register.processors)]),
        (_("Nécessité et proportion"), [*(_(each) for each in impact.NECESSITY), *told("necessity")]),
        (_("Durées"), [f"{last.words}. {last.ground}" for last in {each.words: each for one in register.sheets for each in one.lasting}.values()]),
        (_("Mesures qui existent"), [line for line in measure_lines(register, first) if line]),
        (_("Avis des personnes concernées"), told("people")),
    ]  # fmt: skip
    for risk, title in impact.RISKS.items():
        lines = []
        for part, label, kind in impact.PARTS:
            value = str(said.get(f"{risk}_{part}") or "")
            words = _(impact.SCALE[value]) if kind == "choice" else value or unsaid
            lines.append(f"{_(label)} : {words}")
        parts.append((_("Risque : %(risk)s") % {"risk": _(title).lower()}, lines))
    opinion = told("opinion")
    if said.get("opinion_on"):
        opinion.append(_("Avis donné le %(day)s.") % {"day": formats.full_day(date.fromisoformat(said["opinion_on"]))})
    return [
        *parts,
        (_("Points ouverts"), told("open")),
        (_("Avis de la personne déléguée à la protection des données"), opinion),
        (_("Décision de l'organisation"), told("decision")),
    ]


def impact_pdf(register: Register, said: Mapping[str, Any], version: int) -> bytes:
    state = _("Version %(n)s.") % {"n": version} if version else _("Brouillon : personne ne l'a encore complété.")
    return documents.render(
        "impact-assessment",
        {
            "title": _("Analyse d'impact sur la protection des données"),
            "organisation": " · ".join(controller(register)),
            "state": state + " " + reviewed_words(register),
            "parts": [{"title": title, "lines": lines} for title, lines in impact_parts(register, said)],
        },
        at=register.made_at,
    )
