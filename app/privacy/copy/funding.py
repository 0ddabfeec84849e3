"""Funding in a person's copy: who pays, and every answer given for a funder, sealed or not."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.funding.nomenclature.bpf import forms
from app.funding.nomenclature.esf import form_named
from app.funding.participants import services
from app.funding.participants.reading import in_words
from app.funding.words import MOMENTS
from app.privacy.copy.queries import funding as queries
from app.privacy.copy.tables import Chapter, table
from app.web import formats


def funding(session: Session, me: str) -> Chapter:
    statuses = {line.key: _(line.name) for form in forms() for line in form.statuses}
    agreements = [
        (
            row.funder, row.reference, "" if row.minutes_bought is None else formats.hours(row.minutes_bought),
            f"{row.share} %", formats.moment(row.created_at), formats.moment(row.ended_at) if row.ended_at else "",
        )
        for row in queries.agreements(session, me)
    ]  # fmt: skip
    files = [
        (statuses.get(row.status, row.status), row.entrusted_to, row.entrusted_by, formats.moment(row.changed_at))
        for row in queries.files(session, me)
    ]
    records = queries.records(session, me)
    answers = []
    for row, said in zip(records, services.own_words(records, {row.id: row.sealed for row in records}), strict=True):
        version = _("%(moment)s, version %(number)s") % {"moment": _(MOMENTS[row.moment]), "number": row.number}
        for question in form_named(row.form).questions[row.moment]:
            if question.key in said:
                value = _(str(in_words(question, said[question.key])))
                answers.append(
                    (version, formats.moment(row.filled_at), row.filled_by, _(question.label), value, row.reason)
                )
    readings = [(row.reader, formats.moment(row.at)) for row in queries.readings(session, me)]
    signed = [
        (row.number, formats.full_day(row.starts_on), formats.full_day(row.ends_on), row.capacity, formats.moment(row.signed_at))
        for row in queries.signed(session, me)
    ]  # fmt: skip
    return Chapter(
        "financement",
        _("Le financement de votre parcours"),
        (
            table(
                _("Qui finance"),
                (_("Financeur"), _("Convention"), _("Heures financées"), _("Part"), _("Depuis"), _("Jusqu'à")), agreements,
            ),
            table(_("Pour le bilan annuel"), (_("Statut à l'entrée"), _("Confié à"), _("Reçu de"), _("Date")), files),
            table(
                _("Vos réponses pour le financeur"),
                (_("Moment"), _("Date"), _("Saisi par"), _("Question"), _("Réponse"), _("Raison de la correction")), answers,
            ),
            table(_("Qui a ouvert vos réponses protégées"), (_("Personne"), _("Date")), readings),
            table(_("Rapports que vous avez signés"), (_("Numéro"), _("Du"), _("Au"), _("Qualité"), _("Date")), signed),
        ),
    )  # fmt: skip
