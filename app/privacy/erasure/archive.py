"""Sealed bundles: what the law keeps of somebody, which only the reasoned act of two roles opens, until a day."""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.core.errors import Unavailable
from app.core.i18n import _
from app.core.ids import new_id
from app.core.sealed import Lost, seal, unseal
from app.core.storage import NotThere
from app.files import services as files
from app.files.services import FileInfo
from app.privacy.erasure import cleaning
from app.privacy.erasure.gathering import Gathered, Item
from app.privacy.erasure.models import Bundle, BundleFile, Certificate
from app.privacy.erasure.queries import bundles
from app.privacy.erasure.rules import Ground

PIECE = 4 * 1024 * 1024  # of a file, sealed at a time


@dataclass(frozen=True, slots=True)
class Opened:
    """What a bundle holds, in clear."""

    bundle: Bundle
    subject: dict[str, str]
    tables: dict[str, list[dict[str, Any]]]
    files: list[dict[str, Any]]  # position, name, media_type, size, sha256


def seal_all(session: Session, certificate: Certificate, found: Gathered) -> list[dict[str, Any]]:
    """The bundles of an erasure, one by path and ground; what its certificate says of them."""
    parts: dict[Any, list[Item]] = defaultdict(list)
    for item in found.items:
        if item.bundle:
            parts[item.bundle].append(item)
    said = []
    for (enrolment_id, ground), items in parts.items():
        bundle = Bundle(
            id=new_id(), organisation_id=certificate.organisation_id, certificate_id=certificate.id,
            subject_id=certificate.subject_id, subject_print=bundles.subject_print(found.account.email or certificate.subject_id),
            enrolment_id=enrolment_id, ground=ground.value, funder_id=found.funders.get(enrolment_id),
            until=found.ends[enrolment_id, ground], rows=len(items), files=0,
        )  # fmt: skip
        session.add(bundle)
        session.flush()
        kept = _seal_files(session, bundle.id, items)
        content = {
            "subject": {
                "id": found.account.id, "name": found.account.name, "email": found.account.email,
                "phone": found.account.phone,
            },
            "tables": _by_table(items),
            "files": kept,
        }  # fmt: skip
        plain = zlib.compress(json.dumps(content, ensure_ascii=False, default=_plain).encode())
        bundle.sealed, bundle.files = seal(_use(bundle.id), plain), len(kept)
        session.flush()
        said.append(
            {
                "ground": ground.value, "until": bundle.until.isoformat(), "rows": bundle.rows, "files": bundle.files,
                "funder_id": bundle.funder_id, "held": found.held.get(enrolment_id or "", ""),
            }
        )  # fmt: skip
    return said


def opened(bundle: Bundle) -> Opened:
    """In clear. Raises Unavailable when the keys are not those under which it was sealed."""
    try:
        content = json.loads(zlib.decompress(unseal(_use(bundle.id), bundle.sealed or b"")))
    except Lost as error:
        raise _unreadable() from error
    return Opened(bundle, content["subject"], content["tables"], content["files"])


def file_pieces(session: Session, bundle_id: str, position: int) -> Iterator[bytes]:
    """The bytes of a sealed file, one piece after the other."""
    for row in bundles.bundle_pieces(session, bundle_id, position):
        try:
            yield unseal(_piece_use(bundle_id, row.position, row.part), row.sealed)
        except Lost as error:
            raise _unreadable() from error


def _seal_files(session: Session, bundle_id: str, items: list[Item]) -> list[dict[str, Any]]:
    ids = list(dict.fromkeys(file_id for item in items for file_id in item.files))
    known = files.describe(session, ids) if ids else {}
    kept = []
    for position, (file_id, file) in enumerate(known.items()):
        size = 0
        for part, piece in enumerate(_pieces(file)):
            size += len(piece)
            sealed = seal(_piece_use(bundle_id, position, part), piece)
            session.add(BundleFile(bundle_id=bundle_id, position=position, part=part, sealed=sealed))
            session.flush()
        kept.append(
            {"position": position, "id": file_id, "name": file.name, "media_type": file.media_type, "size": size}
        )
    return kept


def _pieces(file: FileInfo) -> Iterator[bytes]:
    """In pieces as large as those that are sealed; a file whose bytes somebody removed by hand has none."""
    waiting = bytearray()
    try:
        for piece in files.pieces(file):
            waiting += piece
            while len(waiting) >= PIECE:
                yield bytes(waiting[:PIECE])
                del waiting[:PIECE]
    except NotThere:
        return
    if waiting:
        yield bytes(waiting)


def _by_table(items: list[Item]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in items:
        held = item.bundle is not None and item.bundle[1] is Ground.HELD
        found[item.table.name].append(cleaning.to_archive(item.table.name, item.row, everything=held))
    return found


def _use(bundle_id: str) -> str:
    return f"archive {bundle_id}"


def _piece_use(bundle_id: str, position: int, part: int) -> str:
    return f"archive {bundle_id} {position} {part}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else str(value)


def _unreadable() -> Unavailable:
    return Unavailable(
        _(
            "Cette archive a été scellée avec une clé que le serveur n'a plus. Rien n'a été changé. Prévenez l'administrateur."
        )
    )
