"""The participants of an organisation, gathered from paths, agreements and records: four statements, whatever their number."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import local
from app.core.periods import LATEST, Period
from app.funding import policies
from app.funding.nomenclature.esf import ENTRY, Export, Form, Question, form_on
from app.funding.participants import rules
from app.funding.participants.figures import Participant, Said
from app.funding.queries import participants as queries
from app.funding.queries import paths
from app.funding.words import REFUSED_WORDS
from app.web.workbooks import Cell


def participants(session: Session, actor: Actor, funder_id: str = "") -> list[Participant]:
    """Everybody whose path a funder with records pays for, by name; of one funder, or of all."""
    require(policies.may_read_funding(actor))
    organisation = actor.organisation_id
    operations: dict[str, list[str]] = defaultdict(list)
    spoken_for = set()
    for row in paths.agreements(session, organisation):
        spoken_for.add(row.enrolment_id)
        if row.esf and funder_id in ("", row.funder_id):
            operations[row.enrolment_id].append(row.reference or row.funder)
    esf = {row.id: row.name for row in paths.funders(session, organisation) if row.esf and funder_id in ("", row.id)}
    said: dict[str, dict[str, Said]] = defaultdict(dict)
    for row in queries.latest(session, organisation):
        said[row.enrolment_id][row.moment] = Said(row.answers, local(row.filled_at).date(), row.form)
    together: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in paths.paths(session, organisation, Period(LATEST, LATEST)):
        named = operations.get(row.id, [])
        if not named and row.id not in spoken_for and row.funder_id in esf:
            named = [esf[row.funder_id]]
        for operation in named:
            together[row.learner_id, operation].append(row)
    return [_participant(operation, rows, said) for (_learner, operation), rows in together.items()]


def _participant(operation: str, rows: list[Any], said: Mapping[str, Mapping[str, Said]]) -> Participant:
    first = min(rows, key=lambda row: (row.starts_on, row.id))
    last = max(rows, key=lambda row: (row.closed_on or LATEST, row.starts_on, row.id))
    records = {moment: one for moment, one in said.get(last.id, {}).items() if moment != ENTRY}
    if ENTRY in said.get(first.id, {}):
        records[ENTRY] = said[first.id][ENTRY]
    return Participant(
        first.learner_id,
        first.learner,
        operation,
        first.id,
        last.id,
        first.starts_on,
        last.closed_on,
        records,
        not last.in_use,
    )


def form_of(period: Period) -> Form:
    """The form whose indicators are shown for a period."""
    return form_on(period.end)


def export_rows(form: Form, export: Export, people: list[Participant]) -> Iterator[list[Cell]]:
    """One row for each participant, with the columns of the export; answers in words, days as days."""
    for one in people:
        yield [_cell(form, reads, one) for reads, _title in export.columns]


def _cell(form: Form, reads: str, one: Participant) -> Cell:
    beside: dict[str, Cell] = {
        "operation": one.operation, "name": one.name, "entered_on": one.entered_on, "left_on": one.left_on,
        "age": rules.age(one.entry, one.entered_on), "isced": rules.isced(form, one.entry),
    }  # fmt: skip
    if reads in beside:
        return beside[reads]
    moment, _dot, key = reads.rpartition(".")
    moment = moment or ENTRY
    said = one.records.get(moment)
    question = form.question(moment, key)
    return in_words(question, said.answers.get(key)) if said and question else None


def in_words(question: Question, value: Any) -> Cell:
    """An answer as it is read."""
    if value == "refused":
        return REFUSED_WORDS
    if value in (None, ""):  # not said, or erased
        return None
    if question.kind == "date":
        return date.fromisoformat(str(value))
    found: Cell = question.options.get(str(value), value)
    return found
