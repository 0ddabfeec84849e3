"""Whose data a breach touched: from the trail of who saw what, from a set of data, or by name."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.clock import PARIS
from app.core.errors import invalid
from app.core.i18n import _
from app.core.trail import Did, Search, trail
from app.core.trail.store import Line
from app.privacy import map as house
from app.privacy.processing.breaches import queries
from app.privacy.processing.breaches.words import WAYS
from app.privacy.subjects import SUBJECTS

MOST_LINES = 20_000  # of the trail read for one question; more: the window must be narrower


def find(session: Session, organisation_id: str, way: str, asked: Mapping[str, str]) -> list[str]:
    """The accounts concerned. `asked`: reader, device, table, name, since and until, as the form sends them."""
    since, until = moment(asked.get("since", "")), moment(asked.get("until", ""), "until")
    if way not in WAYS:
        raise invalid("way", _("Choisissez comment trouver les personnes."))
    if since and until and since >= until:
        raise invalid("until", _("La fin vient avant le début."))
    if way == "all":
        return queries.learners(session, organisation_id)
    if way == "one":
        if len(asked.get("name", "").strip()) < 2:
            raise invalid("name", _("Écrivez au moins deux lettres du nom."))
        return queries.named_like(session, organisation_id, asked["name"])
    if way == "table":
        table = asked.get("table", "")
        if table not in house.PATHS or table not in SUBJECTS:
            raise invalid("table", _("Choisissez un ensemble de données dans la liste."))
        return queries.spoken_of(session, organisation_id, table, since, until)
    return _seen_by(session, organisation_id, asked.get("reader", ""), asked.get("device", "").strip(), since, until)


def _seen_by(
    session: Session, organisation_id: str, reader: str, device: str, since: datetime | None, until: datetime | None
) -> list[str]:
    """Everybody whose data an account saw, changed or carried away. A list that was only looked at names nobody."""
    kept = _acts_of(organisation_id, reader, device, since, until)
    paths = {line["enrolment_id"] for line in kept if line["enrolment_id"]}
    paths.update(path for line in kept for path in str(line["among"]).split())
    accounts = {line["account_id"] for line in kept if line["account_id"]} - {reader}
    accounts.update(queries.learners_of(session, organisation_id, paths))
    return queries.members_among(session, organisation_id, accounts)


def lists_of(organisation_id: str, asked: Mapping[str, str]) -> int:
    """How many lists of several people the account looked at: the trail says how long they were, not who was in them."""
    since, until = moment(asked.get("since", "")), moment(asked.get("until", ""), "until")
    lines = _acts_of(organisation_id, asked.get("reader", ""), asked.get("device", "").strip(), since, until)
    return sum(1 for line in lines if line["people"] and not line["among"] and not line["enrolment_id"])


def _acts_of(
    organisation_id: str, reader: str, device: str, since: datetime | None, until: datetime | None
) -> list[Line]:
    """What the account did, without what was refused to it. Raises Invalid."""
    if not reader:
        raise invalid("reader", _("Choisissez le compte."))
    lines = trail().find(Search(organisation_id, reader_id=reader, since=since, until=until, limit=MOST_LINES + 1))
    if len(lines) > MOST_LINES:
        raise invalid("since", _("Ce compte a trop vu pour une seule question. Choisissez une fenêtre plus courte."))
    return [
        line for line in lines if line["did"] != Did.REFUSED and device.casefold() in str(line["device"]).casefold()
    ]


def moment(text: str, field: str = "since") -> datetime | None:
    """What a form says: an hour of Paris. Of an hour that comes twice (end of October), the first: the clock runs sooner."""
    if not text.strip():
        return None
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        raise invalid(field, _("Cette date n'existe pas ou n'est pas écrite comme 2026-12-03T14:30.")) from None
    return read if read.tzinfo else read.replace(tzinfo=PARIS)
