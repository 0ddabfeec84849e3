"""What the fields say of an organisation, a course and a person: gathered once for a document, as plain text.

Hours come through `reporting.hours`, like those of /heures: the figure of a document is the figure of that page, for the
same person and the same days.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.rules import CONCLUDED
from app.attendance.rules import ABSENCES
from app.competences import queries as competences
from app.core.access import Actor
from app.core.clock import now, today
from app.core.i18n import _
from app.core.periods import Period
from app.courses import rules as counting
from app.courses.outline import Outline, outline
from app.documents import queries
from app.documents.fields import Field
from app.documents.kinds import About, DocumentKind, Span
from app.documents.text import Table, Value
from app.enrolments.queries import EnrolmentRow
from app.identity.organisations import Contact, Legal, legal_identity
from app.reporting import hours
from app.reporting.queries import weeks
from app.reporting.scopes import PERSON, Scope
from app.scheduling import queries as scheduling
from app.web import formats

SESSIONS_SHOWN = 12
EXIT = "exit"

_SHEET = {
    "public": "audience", "prerequis": "prerequisites", "acces": "access", "duree": "duration", "methodes": "methods",
    "evaluation": "assessment", "reconnaissance": "recognition", "accessibilite": "accessibility", "prix": "price",
    "financements": "funding",
}  # fmt: skip
_TERMS = {
    "acheteur": "buyer", "acheteur_adresse": "buyer_address", "acheteur_siret": "buyer_siret", "signataire": "signer",
    "signataire_qualite": "signer_capacity", "employeur": "employer", "prix": "price", "paiement": "payment",
    "arret": "stopping", "effectif": "headcount", "niveau": "knowledge", "formateurs": "trainers",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gathered:
    """The fields of one document, with what it will be known by: its period, its minutes, who the organisation is."""

    values: dict[str, Value]
    legal: Legal
    period: Period | None = None
    minutes: int | None = None
    places: dict[str, str] = field(default_factory=dict)  # for the addresses that mend: enrolment_id, slug
    terms: Any = None
    enrolment: EnrolmentRow | None = None

    def mend(self, what: Field) -> str:
        try:
            return what.mends.format_map(self.places)
        except KeyError:
            return ""


def gather(
    session: Session,
    actor: Actor,
    kind: DocumentKind,
    enrolment: EnrolmentRow | None = None,
    course_id: str | None = None,
    period: Period | None = None,
) -> Gathered:
    """Everything that a document of this kind may say of its subject. The caller may see the subject."""
    legal = legal_identity(session, actor.organisation_id)
    values: dict[str, Value] = _organisation(legal)
    places: dict[str, str] = {}
    plan: Outline | None = None
    if kind.about is not About.ORGANISATION:
        edition_id = enrolment.edition_id if enrolment else queries.edition_of_course(session, course_id or "")
        if edition_id is not None:
            plan = outline(session, edition_id)
            places["slug"] = plan.slug
            values |= _course(session, plan)
    if kind.about is not About.PERSON or enrolment is None:
        return Gathered(values, legal, places=places)
    places["enrolment_id"] = enrolment.id
    terms = queries.terms(session, enrolment.id)
    values |= {f"accord.{name}": getattr(terms, column) if terms else "" for name, column in _TERMS.items()}
    values |= _person(session, enrolment)
    minutes = None
    if kind.span is not Span.NONE:
        period = period or Period(enrolment.starts_on, max(enrolment.closed_on or today(), enrolment.starts_on))
        minutes, said = _hours(session, actor, kind, enrolment, period)
        values |= said
    if plan is not None:
        values["competences.niveaux"] = _levels(session, enrolment, plan)
        values["evaluations.resultats"] = _results(session, enrolment, plan)
    return Gathered(values, legal, period, minutes, places, terms, enrolment)


def _organisation(legal: Legal) -> dict[str, Value]:
    return {
        "organisation.nom": legal.legal_name, "organisation.nom_courant": legal.name,
        "organisation.forme": legal.legal_form, "organisation.adresse": ", ".join(legal.address.splitlines()),
        "organisation.siret": legal.siret, "organisation.naf": legal.naf, "organisation.nda": legal.activity_number,
        "organisation.region": legal.activity_region, "organisation.telephone": legal.phone,
        "organisation.courriel": legal.email, "organisation.representant": legal.representative,
        "organisation.qualite": legal.capacity, "organisation.lieu_signature": legal.signed_at,
        "referent.administratif": _contact(legal.referent("administrative")),
        "referent.pedagogique": _contact(legal.referent("pedagogical")),
        "referent.handicap": _contact(legal.referent("disability")),
        "referent.mobilite": _contact(legal.referent("mobility")),
    }  # fmt: skip


def _contact(whom: Contact) -> str:
    return ", ".join(part for part in (whom.name, whom.phone, whom.email) if part)


def _course(session: Session, plan: Outline) -> dict[str, Value]:
    row = queries.sheet_of(session, plan.edition_id)
    totals = counting.totals(plan.activities.values())
    by_block = counting.by_block(plan)
    return {
        "parcours.titre": row.title,
        "parcours.resume": row.summary,
        "parcours.objectifs": [str(each) for each in row.sheet.get("objectives", ())],
        "parcours.competences": [each.title for block in plan.blocks for each in block.competences],
        "parcours.programme": {
            "head": [_("Bloc"), _("Séquences"), _("Durée")],
            "rows": [
                [
                    block.title,
                    " ; ".join(one.title for one in plan.sequences if one.block_id == block.id),
                    formats.hours(by_block[block.id].minutes),
                ]
                for block in plan.blocks
            ],
        },
        "parcours.heures": formats.hours(totals.minutes),
        "parcours.heures_sur_place": formats.hours(totals.on_site),
        "parcours.heures_a_distance": formats.hours(totals.remote),
        "parcours.relecture": formats.full_day(row.reviewed_on),
    } | {f"parcours.{name}": str(row.sheet.get(part, "")) for name, part in _SHEET.items()}


def _person(session: Session, enrolment: EnrolmentRow) -> dict[str, Value]:
    return {
        "personne.nom": enrolment.learner_name,
        "personne.courriel": enrolment.learner_email,
        "inscription.debut": formats.full_day(enrolment.starts_on),
        "inscription.fin": formats.full_day(enrolment.ends_on),
        "inscription.sortie": formats.full_day(enrolment.closed_on),
        "inscription.conseil": enrolment.adviser_name or "",
        "inscription.financeur": enrolment.funder_name or "",
        "inscription.lieu": enrolment.site_name or "",
        "inscription.seances": _sessions(session, enrolment),
    }


def _sessions(session: Session, enrolment: EnrolmentRow) -> Table | str:
    rows = [
        [
            formats.full_day(each.starts_at),
            f"{formats.clock(each.starts_at)} – {formats.clock(each.ends_at)}",
            each.title,
            _("À distance") if each.place == "remote" else ", ".join(p for p in (each.site_name, each.room) if p),
        ]
        for each in scheduling.sessions_of_enrolment(session, enrolment.id, now())[:SESSIONS_SHOWN]
    ]
    if not rows:
        return _("Vos séances vous seront dites par votre équipe.")
    return {"head": [_("Date"), _("Horaires"), _("Séance"), _("Lieu")], "rows": rows}


def _hours(
    session: Session, actor: Actor, kind: DocumentKind, enrolment: EnrolmentRow, period: Period
) -> tuple[int, dict[str, Value]]:
    planned, followed = figures(session, actor, enrolment, period)
    missed = absences(session, enrolment, period)
    minutes = followed.of(kind.counts)
    on_site, remote = training_by_place(session, actor, enrolment, period)
    return minutes, {
        "periode.debut": formats.full_day(period.start),
        "periode.fin": formats.full_day(period.end),
        "heures.suivies": formats.hours(minutes),
        "heures.sur_place": formats.hours(on_site if kind.counts == "training" else followed.on_site),
        "heures.a_distance": formats.hours(remote if kind.counts == "training" else followed.remote),
        "heures.prevues": formats.hours(planned.of(kind.counts)),
        "heures.absence_justifiee": formats.hours(missed[True]),
        "heures.absence_injustifiee": formats.hours(missed[False]),
    }


def _scope(enrolment: EnrolmentRow) -> Scope:
    return Scope(enrolment.organisation_id, PERSON, enrolment.id, enrolment.learner_name)


def figures(
    session: Session, actor: Actor, enrolment: EnrolmentRow, period: Period
) -> tuple[hours.Figures, hours.Figures]:
    """What was planned and what was followed: the figures of /heures for that person and those days."""
    return hours.totals(session, actor, _scope(enrolment), period)


def training_by_place(session: Session, actor: Actor, enrolment: EnrolmentRow, period: Period) -> tuple[int, int]:
    """Minutes of training on site and at a distance: they add up to those of training."""
    rows = hours.rows(session, actor, _scope(enrolment), period, hours.Cell(hours.DONE, "training"))
    on_site = sum(int(row.minutes) for row in rows if row.place == "on_site")
    return on_site, sum(int(row.minutes) for row in rows) - on_site


def absences(session: Session, enrolment: EnrolmentRow, period: Period) -> dict[bool, int]:
    """Minutes missed in sessions, by whether the reason is one that justifies."""
    missed = {True: 0, False: 0}
    for row in weeks.absences(session, hours.asked_of(session, _scope(enrolment)), [period]):
        known = ABSENCES.get(row.reason_code)
        missed[bool(known and known.justified)] += int(row.minutes)
    return missed


def _levels(session: Session, enrolment: EnrolmentRow, plan: Outline) -> Table | str:
    """The levels concluded at the exit; where nobody has concluded, this is said rather than guessed."""
    known = competences.levels(session, enrolment.id, plan)
    if not any(CONCLUDED in stages.get(EXIT, {}) for stages in known.values()):
        return _("Aucun niveau de sortie n'est conclu à ce jour.")
    rows = []
    for block in plan.blocks:
        for one in block.competences:
            level = known.get(one.id, {}).get(EXIT, {}).get(CONCLUDED)
            said = plan.levels[level - 1] if level and level <= len(plan.levels) else _("pas de niveau conclu")
            rows.append([block.title, one.title, said])
    return {"head": [_("Bloc"), _("Compétence"), _("Niveau à la sortie")], "rows": rows} if rows else ""


def _results(session: Session, enrolment: EnrolmentRow, plan: Outline) -> Table | str:
    """Quizzes that were marked and works that were accepted, in the order of the path; what was not done is not in it."""
    scores = queries.best_scores(session, enrolment.id)
    accepted = queries.accepted_works(session, enrolment.id)
    rows = []
    for key, activity in plan.activities.items():
        if key in accepted:
            rows.append([activity.title, _("travail accepté")])
        elif key in scores:
            rows.append([activity.title, _("%(part)s de réussite") % {"part": formats.percent(100 * scores[key])}])
    if not rows:
        return _("Aucun quiz ni travail n'a été évalué à ce jour.")
    return {"head": [_("Activité évaluée"), _("Résultat")], "rows": rows}


def empty(values: dict[str, Value], names: Sequence[str]) -> list[str]:
    """Those of the names that say nothing."""
    return [name for name in names if not values.get(name) or values.get(name) == {"head": [], "rows": []}]
