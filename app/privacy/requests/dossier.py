"""The officer's file on one request, as a supervisory authority would read it: a PDF of every act, and the proofs."""

from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session
from zipstream import ZIP_STORED, ZipStream  # type: ignore[import-untyped]

from app.core import documents
from app.core.access import Actor
from app.core.db import AnyRow
from app.core.i18n import _
from app.files import queries as stored
from app.files import services as files
from app.privacy.erasure import services as erasing
from app.privacy.erasure.rules import Plan, Scope
from app.privacy.requests import queries, rules, showing
from app.web import formats


def what_would_go(session: Session, row: AnyRow) -> Plan | None:
    """What the officer reads before erasing; None before the account is found again, and once it is done."""
    if row.account_id is None or row.applied_at is not None or row.state in (rules.CHECKING, rules.CLOSED):
        return None
    return erasing.preview(session, Scope(row.organisation_id, row.account_id))


def pdf(session: Session, actor: Actor, row: AnyRow) -> bytes:
    reference = rules.reference(row.number)
    lines = [
        f"{formats.moment(act.at)} · {_(rules.ACTS[act.what])}"
        + (f" · {act.by_name}" if act.by_name else "") + (f"\n{act.words}" if act.words else "")
        for act in queries.acts(session, row.id)
    ]  # fmt: skip
    data = {
        "title": _("Demande %(reference)s") % {"reference": reference},
        "organisation": actor.organisation_name,
        "heading": _("Demande %(reference)s sur des données personnelles") % {"reference": reference},
        "facts": facts(row),
        "parts": [
            {"title": _("Ce qui est demandé"), "lines": [row.words or _(rules.KINDS[row.kind].wish)]},
            {"title": _("Ce qui a été fait"), "lines": lines},
            {
                "title": _("Pièces"),
                "lines": [f"{one.title} ({one.file_name})" for one in queries.proofs(session, row.id)]
                or [_("Aucune.")],
            },
        ],
    }
    return documents.render("data-request", data)


def facts(row: AnyRow) -> list[list[str]]:
    asker = row.asker_name or row.about_name
    pairs = [
        (_("Demande"), _(rules.KINDS[row.kind].label)),
        (_("Précision"), showing.subject(row)),
        (_("Personne concernée"), row.about_name),
        (_("Qui demande"), f"{asker}, {_(rules.CAPACITIES[row.capacity])}"),
        (_("Preuve vue"), row.mandate),
        (_("Identité"), _(rules.IDENTIFIED[row.identified]) if row.identified else _("non vérifiée")),
        (_("Reçue"), f"{formats.moment(row.received_at)}, {_(rules.WAYS[row.way])}"),
        (_("Réponse due"), formats.full_day(row.answer_by)),
        (_("Délai prolongé"), formats.moment(row.extended_at)),
        (_("Exécutée"), formats.moment(row.applied_at)),
        (_("Réponse donnée"), formats.moment(row.answered_at)),
        (_("Issue"), _(rules.OUTCOMES[row.outcome]) if row.outcome else ""),
        (_("Close"), formats.moment(row.closed_at)),
    ]
    return [[label, value] for label, value in pairs if value]


def download(session: Session, actor: Actor, row: AnyRow) -> StreamingResponse:
    """The PDF and the files that were joined."""
    reference = rules.reference(row.number)
    zipped = ZipStream(compress_type=ZIP_STORED)
    zipped.add(pdf(session, actor, row), f"{reference}.pdf")
    for rank, one in enumerate(queries.proofs(session, row.id), start=1):
        file = stored.file_of(session, actor.organisation_id, one.file_id)
        zipped.add(files.pieces(file), f"pieces/{rank}-{one.file_name.replace('/', '-')}")
    headers = {
        "Content-Disposition": f'attachment; filename="demande-{reference}.zip"', "Cache-Control": "private, no-store",
    }  # fmt: skip
    return StreamingResponse(zipped, media_type="application/zip", headers=headers)
