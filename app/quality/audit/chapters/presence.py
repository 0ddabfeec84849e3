"""Where somebody was: half-days, sheets, and every minute of the ledger."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from app.attendance.documents import file_name, sheet_pdf
from app.attendance.rules import METHODS, spaced
from app.attendance.sheets import Sheet, motive, sheets_of
from app.core.clock import local
from app.core.i18n import N_, _
from app.ledger.words import kind_words
from app.quality import queries as titles_of
from app.quality.audit.chapters import queries
from app.quality.audit.pieces import Document, Person, Piece, Scope, Table, chapter

HALVES = {"morning": N_("matin"), "afternoon": N_("après-midi")}
PLACES = {"on_site": N_("sur place"), "remote": N_("à distance")}
NATURES = {"training": N_("formation"), "accompaniment": N_("accompagnement")}


@chapter("presence")
def presence(session: Session, scope: Scope, person: Person) -> Iterator[Piece]:
    yield Table(
        "demi-journees", _("Demi-journées"),
        (
            _("Jour"), _("Demi-journée"), _("Séance"), _("Lieu"), _("Présence"), _("Minutes"), _("Motif d'absence"),
            _("Signée le"), _("Comment"), _("Feuille"),
        ),
        tuple(
            (
                one.day, _(HALVES[one.half_day]), one.title, _(PLACES[one.place]) if one.place else "",
                _("présence") if one.present else _("absence"), one.minutes if one.present else 0,
                "" if one.present else motive(one.reason_code, one.reason, one.document_seen), one.signed_at,
                _(METHODS[one.method]) if one.method else "", spaced(one.number) if one.number else "",
            )
            for one in queries.half_days(session, person.enrolment.id, scope.period.until)
        ),
    )  # fmt: skip
    yield from _sheets(session, scope, person)


def _sheets(session: Session, scope: Scope, person: Person) -> Iterator[Piece]:
    """One PDF for each session, made by whoever of the sample comes first: it bears the names of the sample only."""
    ids = queries.sessions_held(session, person.enrolment.id, scope.period.since, scope.period.until)
    places = scope.positions
    for sheet in sheets_of(session, ids):
        here = {one.enrolment_id for part in sheet.parts for one in part.people} & places.keys()
        day = local(sheet.head.starts_at).date()
        stem = file_name(sheet).removeprefix("emargement-").removesuffix(".pdf")
        first = min(places[one] for one in here) == person.position
        yield Document(
            f"emargements/{stem}-{sheet.head.id[-6:]}.pdf",
            _("Feuille d'émargement : %(title)s") % {"title": sheet.head.title},
            day,
            sheet_pdf(*extract(sheet, here), at=sheet.head.ends_at) if first else None,
            shared=True,
        )


def extract(sheet: Sheet, kept: set[str]) -> tuple[Sheet, int]:
    """The sheet with these people alone, and how many it leaves out."""
    names = {one.name for part in sheet.parts for one in part.people if one.enrolment_id in kept}
    left_out = {one.enrolment_id for part in sheet.parts for one in part.people} - kept
    parts = [replace(part, people=[one for one in part.people if one.enrolment_id in kept]) for part in sheet.parts]
    corrections = [one for one in sheet.corrections if one.name in names]
    return replace(sheet, parts=parts, corrections=corrections), len(left_out)


@chapter("traces")
def traces(session: Session, scope: Scope, person: Person) -> Iterator[Piece]:
    found = queries.traces(session, person.enrolment.id, scope.period.until)
    titles = titles_of.activity_titles(
        session, person.enrolment.organisation_id, {one.activity_id for one in found if one.activity_id}
    )
    in_period = sum(one.minutes for one in found if one.occurred_at >= scope.period.since)
    whole = sum(one.minutes for one in found)
    yield Table(
        "heures", _("Minutes suivies"), (_("Période"), _("Sur place"), _("À distance"), _("En tout")),
        (
            (
                _("Dans la période"), _minutes(found, "on_site", scope), _minutes(found, "remote", scope), in_period,
            ),
            (
                _("Depuis l'entrée, jusqu'à la fin de la période"), _minutes(found, "on_site", None),
                _minutes(found, "remote", None), whole,
            ),
        ),
        _("Somme des minutes du registre, corrections comprises : les lignes sont dessous."),
    )  # fmt: skip
    yield Table(
        "traces", _("Traces du registre"),
        (_("Numéro"), _("Date"), _("Trace"), _("Sur quoi"), _("Minutes"), _("Lieu"), _("Nature"), _("Correction"), _("Empreinte")),
        tuple(
            (
                one.number, one.occurred_at, kind_words(one.kind), titles.get(one.activity_id, "") or one.session_title,
                one.minutes, _(PLACES[one.place]) if one.place else "", _(NATURES[one.nature]),
                _("oui") if one.corrects_id else "", one.hash[:16],
            )
            for one in found
        ),
    )  # fmt: skip


def _minutes(found: queries.Rows, place: str, scope: Scope | None) -> int:
    return sum(
        int(one.minutes)
        for one in found
        if one.place == place and (scope is None or one.occurred_at >= scope.period.since)
    )
