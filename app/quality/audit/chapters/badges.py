"""The badges that somebody was given: what for, by whom, whether they still stand. Their address when the person shows them."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.credentials import addresses
from app.quality.audit.chapters import house_queries as queries
from app.quality.audit.pieces import Person, Piece, Scope, Table, chapter


@chapter("badges")
def badges(session: Session, scope: Scope, person: Person) -> Iterator[Piece]:
    yield Table(
        "badges", _("Badges remis"),
        (_("Remis le"), _("Badge"), _("Par"), _("Retiré le"), _("Clé"), _("Adresse où le vérifier")),
        tuple(
            (
                one.issued_at, one.name, one.by, one.revoked_at,
                _("volée depuis") if one.stolen else _("numéro %(n)s") % {"n": one.number},
                addresses.badge(one.id) if one.shown_at and not one.revoked_at else "",
            )
            for one in queries.badges(session, person.enrolment.id, scope.period.until)
        ),
        _("L'adresse d'un badge n'est ici que si la personne a choisi de le montrer."),
    )  # fmt: skip
