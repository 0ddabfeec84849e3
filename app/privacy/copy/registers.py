"""The registers of quality in a person's copy."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from app.core.clock import local
from app.core.i18n import _
from app.core.sealed import opens
from app.privacy.copy.queries import registers as queries
from app.privacy.copy.tables import Chapter, table
from app.registers.kinds import Kind, kind_of
from app.registers.words import duty_words
from app.web import formats


def registers(session: Session, me: str) -> Chapter:
    lines = [
        (formats.full_day(local(row.at).date()), _(kind.title), row.title, label, words)
        for row in queries.lines(session, me)
        for kind in (kind_of(row.kind),)
        for label, words in _said(kind, row.data)
    ]
    return Chapter(
        "registres",
        _("Ce que les registres qualité disent de vous"),
        (
            table(_("Lignes"), (_("Date"), _("Registre"), _("Intitulé"), _("Ce qui est demandé"), _("Réponse")), lines),
            table(
                _("Vos missions"),
                (_("Mission"), _("Depuis"), _("Jusqu'au")),
                [
                    (duty_words(row.duty), formats.moment(row.named_at), formats.moment(row.ended_at))
                    for row in queries.duties(session, me)
                ],
            ),
            table(
                _("Procédure contre les violences"),
                (_("Lue le"),),
                [(formats.moment(row.at),) for row in queries.procedures_read(session, me)],
            ),
            table(
                _("Registre scellé"),
                (_("Ouvert par vous le"),),
                [(formats.moment(row.at),) for row in queries.sealed_readings(session, me)],
            ),
        ),
    )


def _said(kind: Kind, data: Any) -> Iterator[tuple[str, str]]:
    """The words of one line; what does not open says so."""
    if not opens(data):
        yield "", str(data)
        return
    for field in kind.fields:
        if words := field.says(data.get(field.name)):
            yield _(field.label), words
