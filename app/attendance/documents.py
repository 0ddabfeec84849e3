"""The sheets, the empty sheet and the paper cards, as PDF."""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import segno
from zipstream import ZIP_STORED, ZipStream  # type: ignore[import-untyped]

from app.attendance import rules
from app.attendance.sheets import ABSENT, SIGNED, UNSAID, Part, Person, Sheet, label_of
from app.attendance.signing import Card
from app.core.clock import local, today
from app.core.documents import render
from app.core.i18n import _, ngettext
from app.core.settings import settings
from app.web import formats


def qr(address: str) -> str:
    """A QR as an SVG image, black on white whatever the page's colours."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", border=2, xmldecl=False, svgns=True, light="#fff", dark="#000", omitsize=True
    )
    return out.getvalue().decode()


def signature_svg(path: str) -> str:
    """A drawn signature as an image of its own."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {rules.WIDTH} {rules.HEIGHT}">'
        f'<path d="{path}" fill="none" stroke="#000" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def verification_address(number: str) -> str:
    return f"{settings().base_url.rstrip('/')}/verification/{number}"


def sheet_pdf(sheet: Sheet, left_out: int = 0, at: datetime | None = None) -> bytes:
    """The sheet as it stands, its date that of the last seal: asked again, the same bytes.

    An extract says how many people it leaves out; `at` dates a sheet that is not sealed.
    """
    data = _sheet_data(sheet)
    if left_out:
        others = ngettext("%(num)s autre personne inscrite", "%(num)s autres personnes inscrites", left_out)
        data["facts"].append(
            [_("Extrait"), _("Sans %(others)s, hors de ce dossier.") % {"others": others % {"num": left_out}}]
        )
    return render("attendance-sheet", data, at=sheet.seals[-1].at if sheet.seals else at)


def empty_pdf(sheet: Sheet) -> bytes:
    """To be signed with a pen."""
    data = _sheet_data(sheet) | {"title": _("Feuille de présence à signer : %(title)s") % {"title": sheet.head.title}}
    return render("attendance-empty", data)


def cards_pdf(organisation: str, cards: Sequence[Card]) -> bytes:
    address = f"{settings().base_url.rstrip('/')}/emarger"
    return render(
        "signing-cards",
        {
            "title": _("Cartes de signature"),
            "organisation": organisation,
            "cards": [{"name": card.name, "pin": card.pin[:3] + " " + card.pin[3:]} for card in cards],
            "pin": _("Votre code"),
            "how": _("Pour signer votre présence, tapez ce code sur le téléphone de la personne qui tient la séance."),
            "own": _("Avec votre téléphone : scannez ce carré, puis tapez le code affiché dans la salle."),
            "keep": _("Ce code est à vous. Perdu ? Demandez une nouvelle carte : l'ancienne ne marchera plus."),
            "qr": qr(address),
            "qr_alt": _("Code à scanner vers %(address)s") % {"address": address},
        },
    )


def file_name(sheet: Sheet) -> str:
    """« emargement-2026-12-03-atelier-prix.pdf »"""
    plain = unicodedata.normalize("NFKD", sheet.head.title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
    return f"emargement-{local(sheet.head.starts_at).date().isoformat()}-{words or 'seance'}.pdf"


def zip_of(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """The sheets of a period in one archive, each made as it leaves."""
    zipped = ZipStream(compress_type=ZIP_STORED)  # PDF files are compressed inside
    taken: dict[str, int] = {}
    for sheet in sheets:
        name = file_name(sheet)
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:
            name = name.replace(".pdf", f"-{taken[name]}.pdf")
        zipped.add(sheet_pdf(sheet), name)
        yield from zipped.all_files()
    yield from zipped.finalize()


def _sheet_data(sheet: Sheet) -> dict[str, Any]:
    head = sheet.head
    where = ", ".join(part for part in (head.site_name, head.room, head.site_address) if part)
    if head.place != "on_site":
        where = " · ".join(part for part in (where, _("À distance"), head.link) if part)
    day = formats.full_day(head.starts_at)
    return {
        "title": _("Feuille d'émargement : %(title)s") % {"title": head.title},
        "organisation": head.organisation_name,
        "address": head.organisation_address,
        "facts": [
            [_("Formation"), head.course_title or _("Hors parcours")],
            [_("Séance"), head.title],
            [_("Date"), day],
            [_("Horaires"), f"{formats.clock(head.starts_at)} – {formats.clock(head.ends_at)}"],
            [_("Lieu"), where or _("Lieu à préciser")],
            [_("Tenue par"), head.trainer_name or "–"],
        ],
        "parts": [_part_data(part) for part in sheet.parts],
        "corrections": [
            {
                "when": formats.moment(each.at),
                "name": f"{each.name} ({each.label})",
                "change": f"{each.was} → {each.becomes}",
                "reason": each.reason,
                "by": each.by,
            }
            for each in sheet.corrections
        ],
        "number": sheet.number,
        "hash": sheet.hash,
        "verify": verification_address(sheet.number) if sheet.number else "",
        "qr": qr(verification_address(sheet.number)) if sheet.number else "",
        "printed": formats.full_day(today()),
        "words": {
            "name": _("Nom"), "signature": _("Signature"), "how": _("Comment et quand"), "by": _("Par"),
            "what": _("Changement"), "why": _("Raison"), "who": _("Personne"), "when": _("Quand"),
            "corrections": _("Corrections"), "none": _("Aucune correction."), "half": _("Demi-journée"),
            "countersigned": _("Contresignature"), "open": _("Pas encore contresignée."),
            "proof": _("Pour vérifier cette feuille"), "number": _("Numéro"), "hash": _("Empreinte SHA-256"),
            "qr": _("Code à scanner vers la page de vérification"), "unsealed": _("Cette feuille n'est pas encore contresignée : elle peut changer."),
            "trainer": _("Signature de la personne qui tient la séance"), "absent": _("Motif d'absence"),
        },
    }  # fmt: skip


def _part_data(part: Part) -> dict[str, Any]:
    hours = f"{formats.clock(part.starts_at)} – {formats.clock(part.ends_at)}"
    lock = part.lock
    return {
        "label": f"{formats.day(part.part.day).capitalize()}, {label_of(part.part)} ({hours}, {formats.hours(part.part.minutes)})",
        "people": [_person_data(person) for person in part.people],
        "counts": _("Présences : %(present)s sur %(all)s. Signatures : %(signed)s.")
        % {"present": part.present, "all": len(part.people), "signed": part.signed},
        "lock": {
            "words": _("%(name)s, le %(when)s, %(how)s")
            % {"name": lock.name, "when": formats.moment(lock.at), "how": lock.method},
            "drawing": signature_svg(lock.drawing) if lock.drawing else "",
            "alt": _("Signature de %(name)s") % {"name": lock.name},
        }
        if lock
        else None,
    }


def _person_data(person: Person) -> dict[str, Any]:
    at = f"{formats.clock(person.at)}" if person.at else ""
    if person.state == UNSAID:
        how = _("pas encore noté")
    elif person.state == ABSENT:
        how = f"{_('Absence')} : {person.motive}" if person.motive else _("Absence")
    elif person.state == SIGNED:
        how = f"{person.method}, {at}"
    else:
        how = person.method
    return {
        "name": person.name,
        "drawing": signature_svg(person.drawing) if person.drawing else "",
        "alt": _("Signature de %(name)s") % {"name": person.name},
        "written": person.written,
        "present": person.state not in (ABSENT, UNSAID),
        "how": how,
    }
