"""Anyone who holds a sheet may ask whether it is the one that was countersigned."""

import hmac
import re

from fastapi import Request, Response

from app.attendance import queries, rules, sheets
from app.attendance.sealing import LOCKED
from app.core.errors import NotFound
from app.core.i18n import _
from app.scheduling.rules import Half, HalfDay
from app.web.doors import MaybeActor, Reading, pages
from app.web.templating import go, show

router = pages("verification")


@router.get("/verification")
def ask_number(request: Request, session: Reading, actor: MaybeActor, numero: str = "") -> Response:
    """Type the number that the sheet bears."""
    number = rules.clean_number(numero)
    if number:
        return go(f"/verification/{rules.spaced(number)}")
    return show(request, "attendance/verify_number.html")


@router.get("/verification/{number}")
def verify(request: Request, session: Reading, actor: MaybeActor, number: str, empreinte: str = "") -> Response:
    """When it was locked, what was corrected since, and whether what is kept still holds. No name is shown."""
    session_id = queries.session_numbered(session, rules.clean_number(number))
    if session_id is None:
        raise NotFound(_("Aucune feuille n'a ce numéro. Vérifiez-le : il est en bas de la feuille, après « EM »."))
    sheet = sheets.sheet_of(session, session_id)
    given = re.sub(r"[^0-9a-f]", "", empreinte.lower())[:64]
    matching = next((seal for seal in sheet.seals if hmac.compare_digest(seal.hash, given)), None) if given else None
    several = len({seal.day for seal in sheet.seals}) > 1
    return show(
        request,
        "attendance/verify.html",
        sheet=sheet,
        seals=[
            (seal, sheets.label_of(HalfDay(seal.day, Half(seal.half_day), 0), several=several), seal.kind == LOCKED)
            for seal in sheet.seals
        ],
        last=sheet.seals[-1],
        given=given,
        matching=matching,
        asked=empreinte[:200],
    )
