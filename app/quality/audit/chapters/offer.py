"""What the organisation proposes: its public sheets, sequences with their objective, who leads sessions and where. It names no learner."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from app.core.i18n import N_, _
from app.courses.outline import outline
from app.courses.rules import totals
from app.feedback.campaigns.rules import AUDIENCES, MOMENTS
from app.quality.audit.chapters import house_queries as queries
from app.quality.audit.pieces import Scope, Table, house_chapter

# What a public sheet says, in the order in which it says it (templates/courses/sheet.html).
SECTIONS = {
    "audience": N_("Pour qui"), "prerequisites": N_("Prérequis"), "access": N_("Comment et quand entrer"),
    "duration": N_("Le rythme en détail"), "methods": N_("Comment on apprend"), "assessment": N_("Comment on évalue"),
    "recognition": N_("Ce que vous obtenez"), "accessibility": N_("Handicap et besoins particuliers"), "price": N_("Prix"),
    "funding": N_("Prise en charge"), "contact": N_("Contact"),
}  # fmt: skip


@house_chapter("offre")
def offer(session: Session, scope: Scope) -> Iterator[Table]:
    """Courses as their edition in force at the end of the period says them."""
    organisation_id, period = scope.actor.organisation_id, scope.period
    editions = queries.editions(session, organisation_id, period.until)
    yield Table(
        "fiches-publiques", _("Fiches publiques"),
        (_("Parcours"), _("Édition"), _("Publiée le"), _("Relue le"), _("Rubrique"), _("Ce que dit la fiche")),
        tuple(
            (one.title, one.number, one.published_at, one.reviewed_on, section, says)
            for one in editions
            for section, says in _sheet(one)
        ),
    )  # fmt: skip
    plans = [outline(session, one.id) for one in editions]
    yield Table(
        "sequences", _("Séquences et objectifs"),
        (
            _("Parcours"), _("Bloc"), _("Séquence"), _("Objectif"), _("Activités"), _("Minutes sur place"),
            _("Minutes à distance"),
        ),
        tuple(
            (
                plan.title, blocks[each.block_id], each.title, each.objective, len(each.activities),
                totals(each.activities).on_site, totals(each.activities).remote,
            )
            for plan in plans
            for blocks in [{block.id: block.title for block in plan.blocks}]
            for each in plan.sequences
        ),
    )  # fmt: skip
    yield Table(
        "seances-animees", _("Qui a animé"),
        (_("Personne"), _("Séances sur place"), _("Séances à distance"), _("La première"), _("La dernière")),
        tuple(
            (one.name, one.on_site, one.remote, one.first, one.last)
            for one in queries.leaders(session, organisation_id, period)
        ),
        _("Séances et rendez-vous de la période, sans ceux qui ont été annulés."),
    )  # fmt: skip
    yield Table(
        "lieux", _("Lieux et salles"), (_("Lieu"), _("Adresse"), _("Salle"), _("Places")),
        tuple(
            (one.site, one.address, one.room or "", one.capacity)
            for one in queries.rooms(session, organisation_id, period.until)
        ),
    )  # fmt: skip


def _sheet(edition: Any) -> Iterator[tuple[str, str]]:
    yield _("En bref"), edition.summary
    yield _("Ce que vous saurez faire"), "\n".join(edition.sheet.get("objectives", ()))
    for name, title in SECTIONS.items():
        if said := edition.sheet.get(name):
            yield _(title), said


@house_chapter("avis")
def surveys(session: Session, scope: Scope) -> Iterator[Table]:
    yield Table(
        "enquetes-menees", _("Enquêtes menées"),
        (
            _("Enquête"), _("Moment"), _("Auprès de qui"), _("Sans nom"), _("Ouverte le"), _("Fermée le"),
            _("Personnes interrogées"), _("Réponses"),
        ),
        tuple(
            (
                one.title, _(MOMENTS[one.moment]), _(AUDIENCES[one.audience]), _("oui") if one.anonymous else _("non"),
                one.opens_on, one.closed_on, one.asked, one.answered,
            )
            for one in queries.campaigns(session, scope.actor.organisation_id, scope.period)
        ),
        _("Interrogées dans la période, et parmi elles celles qui ont répondu."),
    )  # fmt: skip
