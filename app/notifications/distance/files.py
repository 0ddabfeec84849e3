"""The same, as files for a spreadsheet."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.core.clock import local
from app.core.db import AnyRow
from app.core.i18n import _
from app.notifications.distance.evidence import Followup, in_words
from app.notifications.distance.following import Module
from app.notifications.distance.rules import STATUS_WORDS
from app.web.spreadsheets import sheet


def person_sheet(found: Followup) -> bytes:
    """One line for each proof of each module, then those of the assistance."""
    rows: list[list[object]] = [
        [
            _("Module"), _("Statut"), _("Début"), _("Échéance"), _("Jours de retard"), _("Activités faites"),
            _("Activités"), _("Minutes prévues"), _("Minutes comptées"), _("Minutes déclarées"), _("Sorte"), _("Date"),
            _("Preuve"), _("À propos de"), _("Précision"),
        ]
    ]  # fmt: skip
    for followed in found.modules:
        module = followed.module
        head: list[object] = [
            module.title, _(STATUS_WORDS[module.status][0]), module.starts_on or "", module.due_on or "",
            module.late_days, module.done, module.total, followed.planned, followed.counted, followed.declared,
        ]  # fmt: skip
        proofs = [(figure.code, row) for figure in followed.figures for row in figure.rows]
        rows += [[*head, code, _at(row.at), row.what, row.about, row.more] for code, row in proofs] or [
            [*head, *[""] * 5]
        ]
    for answer in found.answers:
        answered = _("répondu par %(name)s après %(delay)s") % {"name": answer.by, "delay": in_words(answer.delay)}
        said = answered if answer.answered_at else _("sans réponse")
        rows.append([_("Assistance"), *[""] * 9, "assistance", _at(answer.at), answer.what, "", said])
    return sheet(rows)


def people_sheet(
    people: Sequence[AnyRow], modules: Mapping[str, Sequence[Module]], names: Sequence[tuple[str, str]]
) -> bytes:
    """One line a person, two columns a module: its status, and the reminders sent."""
    rows: list[list[object]] = [[_("Nom"), _("Suivi par")]]
    for _id, title in names:
        rows[0] += [title, _("%(title)s : relances") % {"title": title}]
    for person in people:
        mine = {module.id: module for module in modules[person.id]}
        line: list[object] = [person.name, person.adviser_name or ""]
        for key, _title in names:
            known = mine.get(key)
            line += [_(STATUS_WORDS[known.status][0]), len(known.sent)] if known else ["", ""]
        rows.append(line)
    return sheet(rows)


def _at(moment: datetime) -> str:
    return local(moment).strftime("%Y-%m-%d %H:%M")
