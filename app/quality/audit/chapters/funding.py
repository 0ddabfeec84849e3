"""Who pays for a path, and that what they ask was asked: never what was answered."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.funding.nomenclature.kinds import kind_of
from app.funding.words import MOMENTS
from app.quality.audit.chapters import house_queries as queries
from app.quality.audit.pieces import Person, Piece, Scope, Table, chapter


@chapter("financement")
def funding(session: Session, scope: Scope, person: Person) -> Iterator[Piece]:
    path = person.enrolment
    yield Table(
        "financements", _("Accords de financement"),
        (_("Financeur"), _("Sorte"), _("Référence"), _("Part en %"), _("Minutes achetées"), _("Noté le"), _("Terminé le")),
        tuple(
            (
                one.funder, _(kind_of(one.kind).name), one.reference, one.share, one.minutes_bought, one.created_at,
                one.ended_at,
            )
            for one in queries.agreements(session, path.id)
        ),
    )  # fmt: skip
    yield Table(
        "questionnaires-financeurs", _("Questionnaires des financeurs"),
        (_("Moment"), _("Rempli le"), _("Correction"), _("Avec la conseillère ou le conseiller")),
        tuple(
            (
                _(MOMENTS.get(one.moment, one.moment)), one.filled_at, one.number - 1 or None,
                _("oui") if one.with_adviser else _("non"),
            )
            for one in queries.participant_records(session, path.id, scope.period.until)
        ),
        _("Seules les dates sont ici : les réponses restent entre la personne et le financeur."),
    )  # fmt: skip
