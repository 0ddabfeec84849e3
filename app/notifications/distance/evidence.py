"""What proves one person's work at a distance, module by module: each figure with the rows it counts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.core.i18n import _, ngettext
from app.enrolments.queries import EnrolmentRow
from app.learning import queries as learning
from app.learning.times import queries as times
from app.ledger.kinds import Kind
from app.ledger.words import kind_words
from app.notifications.distance import queries, rules
from app.notifications.distance.following import Module, modules_of
from app.web.formats import hours, percent

_EVALUATIONS = (Kind.QUIZ_SENT, Kind.QUESTION_MARKED, Kind.LEVEL_ASSESSED)
_WORKS = (Kind.WORK_SENT, Kind.WORK_REVIEWED)
_SAID = (Kind.FORUM_POSTED, Kind.SURVEY_ANSWERED, Kind.CHOICE_MADE, Kind.POINT_CHECKED)


@dataclass(frozen=True, slots=True)
class Row:
    """One proof: when, what, about which activity, and what there is to add (by whom, after how long)."""

    at: datetime
    what: str
    about: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A count or a time in words, and the rows behind it."""

    code: str
    text: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """One module as it is shown: where it stands, and its figures."""

    module: Module
    planned: int  # estimated minutes of its activities
    counted: int  # minutes that the ledger counts for them
    declared: int  # minutes that the person says those took
    declared_planned: int  # the estimate of the same activities
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """Something the person sent, and how long it waited for its answer; `answered_at` None: it waits."""

    at: datetime
    what: str
    answered_at: datetime | None
    by: str

    @property
    def delay(self) -> timedelta | None:
        return self.answered_at - self.at if self.answered_at else None


@dataclass(frozen=True, slots=True)
class Followup:
    """The whole of it for one path."""

    modules: tuple[Followed, ...]
    answers: tuple[Answered, ...]
    usual_delay: timedelta | None
    longest_delay: timedelta | None
    helpers: tuple[str, ...]  # who gives assistance: the adviser, then whoever has answered or read a work


def followup(session: Session, enrolment: EnrolmentRow) -> Followup:
    """Everything about one path, in as many statements whatever it holds. The caller has seen the enrolment."""
    person = queries.one_person(session, enrolment.id)
    modules = modules_of(session, [person])[enrolment.id]
    proofs: dict[str, list[AnyRow]] = defaultdict(list)
    for row in queries.proofs(session, enrolment.id):
        proofs[row.activity_id].append(row)
    said = {row.activity_id: row for row in times.declared_in(session, enrolment.id)}
    minutes = learning.minutes_done(session, enrolment.id)
    sent: dict[str, list[AnyRow]] = defaultdict(list)
    for row in queries.reminders(session, [enrolment.id]):
        sent[row.sequence_id].append(row)
    answers = _answers(enrolment, queries.exchanges(session, enrolment.id), proofs, modules)
    delays = [one.delay for one in answers if one.delay is not None]
    helpers = dict.fromkeys([enrolment.adviser_name or "", *(one.by for one in answers)])
    return Followup(
        modules=tuple(_followed(one, proofs, said, minutes, sent[one.id]) for one in modules),
        answers=tuple(answers),
        usual_delay=rules.usual_delay(delays),
        longest_delay=max(delays, default=None),
        helpers=tuple(name for name in helpers if name),
    )


def _followed(
    module: Module,
    proofs: Mapping[str, Sequence[AnyRow]],
    said: Mapping[str, AnyRow],
    minutes: Mapping[str, Mapping[str, int]],
    sent: Sequence[AnyRow],
) -> Followed:
    titles = {one.id: one.title for one in module.activities}
    rows = sorted((row for key in titles for row in proofs.get(key, ())), key=lambda row: (row.occurred_at, row.id))
    told = [(key, said[key]) for key in titles if key in said]
    figures = (
        _figure("done", rows, (Kind.ACTIVITY_COMPLETED,), titles, "%(num)s activité faite", "%(num)s activités faites"),
        _works(rows, titles),
        _figure("evaluations", rows, _EVALUATIONS, titles, "%(num)s évaluation", "%(num)s évaluations"),
        _figure("exchanges", rows, _SAID, titles, "%(num)s échange ou réponse", "%(num)s échanges ou réponses"),
        _declared(told, titles),
        _reminded(sent),
    )
    return Followed(
        module=module,
        planned=sum(one.minutes for one in module.activities),
        counted=sum(sum(minutes.get(key, {}).values()) for key in titles),
        declared=sum(row.minutes for _key, row in told),
        declared_planned=sum(row.planned for _key, row in told),
        figures=tuple(figure for figure in figures if figure.rows),
    )


def _figure(
    code: str, rows: Sequence[AnyRow], kinds: Sequence[Kind], titles: Mapping[str, str], one: str, many: str
) -> Figure:
    found = tuple(
        Row(row.occurred_at, kind_words(row.kind), titles[row.activity_id], _more(row))
        for row in rows
        if row.kind in kinds
    )
    return Figure(code, ngettext(one, many, len(found)) % {"num": len(found)}, found)


def _more(row: AnyRow) -> str:
    facts: Mapping[str, Any] = row.facts or {}
    if row.kind == Kind.ACTIVITY_COMPLETED:
        return _("compté : %(time)s") % {"time": hours(row.minutes)}
    if row.kind == Kind.QUIZ_SENT and "percent" in facts:
        return percent(facts["percent"])
    if row.kind in (Kind.WORK_REVIEWED, Kind.QUESTION_MARKED, Kind.LEVEL_ASSESSED):
        return str(row.actor_name or "")
    return ""


def _works(rows: Sequence[AnyRow], titles: Mapping[str, str]) -> Figure:
    """Works handed in, each followed by its reading and how long that took."""
    sent_at = {row.proof_id: row.occurred_at for row in rows if row.kind == Kind.WORK_SENT}
    found = []
    for row in rows:
        if row.kind not in _WORKS:
            continue
        more = ""
        if row.kind == Kind.WORK_REVIEWED and row.proof_id in sent_at:
            delay = in_words(row.occurred_at - sent_at[row.proof_id])
            more = _("%(name)s, %(delay)s après l'envoi") % {"name": row.actor_name or "", "delay": delay}
        found.append(Row(row.occurred_at, kind_words(row.kind), titles[row.activity_id], more))
    text = ngettext("%(num)s travail rendu", "%(num)s travaux rendus", len(sent_at)) % {"num": len(sent_at)}
    return Figure("works", text, tuple(found))


def _declared(told: Sequence[tuple[str, AnyRow]], titles: Mapping[str, str]) -> Figure:
    spent, planned = sum(row.minutes for _key, row in told), sum(row.planned for _key, row in told)
    text = _("%(time)s déclarées, pour %(planned)s prévues") % {"time": hours(spent), "planned": hours(planned)}
    rows = (
        Row(
            row.said_at, _("Déclaré : %(time)s") % {"time": hours(row.minutes)}, titles[key],
            _("prévu : %(time)s") % {"time": hours(row.planned)},
        )
        for key, row in sorted(told, key=lambda one: one[1].said_at)
    )  # fmt: skip
    return Figure("declared", text, tuple(rows))


def _reminded(sent: Sequence[AnyRow]) -> Figure:
    rows = []
    for row in sent:
        late = ngettext("%(num)s jour ouvré de retard", "%(num)s jours ouvrés de retard", row.late_days)
        by = _("relance de %(name)s") % {"name": row.by_name} if row.by_name else _("rappel automatique")
        rows.append(Row(row.at, by, late % {"num": row.late_days}, row.words))
    return Figure(
        "reminders", ngettext("%(num)s relance", "%(num)s relances", len(rows)) % {"num": len(rows)}, tuple(rows)
    )


def _answers(
    enrolment: EnrolmentRow,
    exchanges: Sequence[AnyRow],
    proofs: Mapping[str, Sequence[AnyRow]],
    modules: Sequence[Module],
) -> list[Answered]:
    """What the person sent and when somebody answered: messages in a row are one question, a work waits for its reader."""
    found: list[Answered] = []
    asked: datetime | None = None
    for row in exchanges:
        if row.author_id == enrolment.learner_id:
            asked = asked or row.created_at
        elif asked is not None:
            found.append(Answered(asked, _("Message"), row.created_at, row.author_name))
            asked = None
    if asked is not None:
        found.append(Answered(asked, _("Message"), None, ""))
    titles = {one.id: one.title for module in modules for one in module.activities}
    for key, title in titles.items():
        rows = proofs.get(key, ())
        read = {row.proof_id: row for row in rows if row.kind == Kind.WORK_REVIEWED}
        works = [row for row in rows if row.kind == Kind.WORK_SENT and row.proof_id in read]
        for row in works:
            by = read[row.proof_id]
            found.append(
                Answered(
                    row.occurred_at, _("Travail : %(title)s") % {"title": title}, by.occurred_at, by.actor_name or ""
                )
            )
    return sorted(found, key=lambda one: one.at, reverse=True)


def in_words(delay: timedelta | None) -> str:
    """« 5 h », « 2 jours »: how long somebody waited."""
    if delay is None:
        return ""
    minutes = max(0, round(delay.total_seconds() / 60))
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes}
    if minutes < 48 * 60:
        return ngettext("%(num)s heure", "%(num)s heures", minutes // 60) % {"num": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(num)s jour", "%(num)s jours", days) % {"num": days}
