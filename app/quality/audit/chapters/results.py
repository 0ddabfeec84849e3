"""What was published of the results of each course: as it was that day. What was withdrawn is named, without its numbers."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.quality.audit.chapters import house_queries as queries
from app.quality.audit.pieces import Scope, Table, house_chapter
from app.quality.measures.words import unit_words
from app.quality.results.rules import read_back


@house_chapter("publications")
def publications(session: Session, scope: Scope) -> Iterator[Table]:
    found = queries.publications(session, scope.actor.organisation_id, scope.period.until)
    yield Table(
        "publications", _("Publications"),
        (
            _("Parcours"), _("Numéro"), _("Publié le"), _("Du"), _("Au"), _("Résultats"), _("Retiré le"), _("Pourquoi"),
            _("Adresse publique"), _("Empreinte des lignes comptées"),
        ),
        tuple(
            (
                one.title, one.number, one.published_at, one.starts_on, one.ends_on, len(one.figures), one.withdrawn_at,
                one.withdrawn_because, f"/parcours/{one.slug}/resultats/{one.number}", one.fingerprint,
            )
            for one in found
        ),
    )  # fmt: skip
    yield Table(
        "resultats-publies", _("Résultats publiés"),
        (
            _("Parcours"), _("Numéro"), _("Résultat"), _("Valeur"), _("Unité"), _("Numérateur"), _("Dénominateur"),
            _("Réponses"), _("Interrogés"), _("Remarque"), _("Formule"),
        ),
        tuple(
            (
                one.title, one.number, figure.title, figure.value, unit_words(figure.unit), figure.numerator,
                figure.denominator, figure.answered, figure.asked,
                _("effectif trop faible") if figure.small else figure.note, figure.formula,
            )
            for one in found
            if one.withdrawn_at is None
            for figure in read_back(one.figures)
        ),
    )  # fmt: skip
