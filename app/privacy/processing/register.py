"""The register of processing (article 30): what the code declares, what is set, what people said. One way to read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import AnyRow
from app.core.i18n import _
from app.core.keepings import Keeping, Where, keepings
from app.core.privacy import Purpose, Retention
from app.core.settings import Settings, settings
from app.identity import queries as identity
from app.identity.organisations import Contact, Legal, legal_identity
from app.privacy.processing import declared, policies, queries, rules
from app.privacy.processing.declared import Declared
from app.privacy.processing.measures import Measure, measures
from app.privacy.processing.models import ProcessingReview
from app.privacy.processing.rules import Changed
from app.privacy.processing.words import ROLES, SHEETS, Sheet
from app.privacy.purposes import RETENTIONS
from app.privacy.retention import rulebook, spans
from app.privacy.retention.words import CLOCKS
from app.web import formats

_NOTHING_SAID: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Processor:
    """A sub-processor: said by people, found in the settings, or both. `key` "": nobody has said anything of it yet."""

    key: str
    role: str
    servers: tuple[str, ...]  # names of machines found in the settings, never a secret
    said: Mapping[str, Any]
    said_on: datetime | None = None

    @property
    def name(self) -> str:
        return self.said.get("name") or ", ".join(self.servers)

    @property
    def contract_on(self) -> date | None:
        return date.fromisoformat(self.said["contract_on"]) if self.said.get("contract_on") else None

    @property
    def gaps(self) -> list[str]:
        """What the article 28 asks and nobody said."""
        if not self.key:
            return [_("Service trouvé dans les réglages : personne n'a encore dit qui c'est, ni sous quel contrat.")]
        missing = []
        if not self.contract_on:
            missing.append(_("Pas de date de contrat."))
        unsaid = 9 - len(self.said.get("points", []))
        if unsaid:
            missing.append(_("Points de l'article 28 non vérifiés : %(n)s sur 9.") % {"n": unsaid})
        return missing


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long one sort is kept: by whom it was decided, and why."""

    retention: Retention
    words: str
    ground: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """One sheet of the register, whole."""

    purpose: Purpose
    sheet: Sheet
    declared: Declared
    lasting: tuple[Lasting, ...]
    leaving: tuple[Keeping, ...]  # what goes to somebody else's server, where that is set
    processors: tuple[Processor, ...]
    said: Mapping[str, Any]
    said_on: datetime | None
    changes: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Register:
    legal: Legal
    officer: Contact
    house: Mapping[str, Any]
    sheets: tuple[Filled, ...]
    processors: tuple[Processor, ...]
    recipients: tuple[AnyRow, ...]
    funders: tuple[str, ...]  # of the organisation, that no recipient names
    reviewed: AnyRow | None
    reviews: tuple[AnyRow, ...]
    changes: tuple[Changed, ...]
    made_at: datetime
    measures: tuple[Measure, ...] = ()  # for those who keep the register: none on public pages

    @property
    def review_late(self) -> bool:
        return self.reviewed is None or self.reviewed.at + rules.REVIEWED_EVERY < self.made_at


def read(session: Session, actor: Actor) -> Register:
    """The register of the caller's organisation."""
    require(policies.may_keep_registers(actor, queries.officer_id(session, actor.organisation_id)))
    return replace(whole(session, actor.organisation_id), measures=tuple(measures(session, actor.organisation_id)))


def whole(session: Session, organisation_id: str) -> Register:
    """For whoever was already let in: the page, the command of the host, the public notice. A fixed number of statements."""
    said: dict[str, dict[str, AnyRow]] = {}
    for row in queries.statements(session, organisation_id, "house", "sheet", "processor", "recipient"):
        if not row.over:
            said.setdefault(row.kind, {})[row.key] = row
    house = said.get("house", {}).get("main")
    known = _hosted(house.said if house else _NOTHING_SAID)
    processors = _processors(said.get("processor", {}).values(), settings())
    reviews = tuple(queries.reviews(session, organisation_id))
    gathered = declared.by_purpose()
    changes = rules.changes(reviews[0].declared, declared.snapshot()) if reviews else []
    lasting = durations(queries.chosen_durations(session, organisation_id), today())
    recipients = tuple(said.get("recipient", {}).values())
    named = {row.said["name"].casefold() for row in recipients}
    return Register(
        legal=legal_identity(session, organisation_id),
        officer=_officer(session, organisation_id, known),
        house=known,
        sheets=tuple(
            _filled(purpose, found, lasting, processors, said.get("sheet", {}), changes)
            for purpose, found in gathered.items()
        ),
        processors=processors,
        recipients=recipients,
        funders=tuple(
            row.name for row in identity.funders(session, organisation_id) if row.name.casefold() not in named
        ),
        reviewed=reviews[0] if reviews else None,
        reviews=reviews,
        changes=tuple(changes),
        made_at=now(),
    )


def house_of(session: Session, organisation_id: str) -> Mapping[str, Any]:
    """Who hosts and who publishes, as said: public."""
    said = queries.statement(session, organisation_id, "house", "main")
    return _hosted(said.said if said else _NOTHING_SAID)


def _hosted(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where the organisation says nothing of its host, what the host says of itself."""
    if said.get("host_name") or not settings().host_name:
        return said
    chosen = settings()
    return {
        **said, "host_name": chosen.host_name, "host_address": chosen.host_address, "host_phone": chosen.host_phone,
    }  # fmt: skip


def review(session: Session, actor: Actor, note: str) -> None:
    """« Vérifié par… le… » : what the code declares today is what was read."""
    require(policies.may_keep_registers(actor, queries.officer_id(session, actor.organisation_id)))
    session.add(
        ProcessingReview(
            organisation_id=actor.organisation_id, declared=declared.snapshot(), note=note.strip()[:2000],
            by_id=actor.account_id, at=now(),
        )
    )  # fmt: skip


def durations(chosen: Mapping[str, tuple[int, int]], day: date) -> dict[Retention, Lasting]:
    """How long each sort is kept on a day, in words: the choice of the organisation, or the rule in force."""
    rules_then = rulebook.version_on(day).rules
    found = {}
    for retention in Retention:
        rule = rules_then.get(retention)
        if rule is None or not rule.active:
            found[retention] = Lasting(retention, _(RETENTIONS[retention]), rule.ground if rule else "", False)
            continue
        active, archive = rule.active, rule.archive
        if decided := chosen.get(retention):
            active, archive = spans.months(decided[0]), spans.months(decided[1])
        words = _("%(time)s après %(start)s") % {"time": active, "start": _(CLOCKS[rule.clock])}
        if retention is Retention.FUNDED:
            words += _(", puis le temps que le financeur impose")
        if archive:
            words += _(", puis %(time)s en archive fermée") % {"time": archive}
        found[retention] = Lasting(retention, words, rule.ground, decided is not None)
    return found


def servers(chosen: Settings) -> dict[str, tuple[str, ...]]:
    """Which outside machines the settings name, by what leaves for them. Names only."""
    found: dict[str, tuple[str, ...]] = {}
    for one in keepings(Where.LEAVING):
        hosts = tuple(host for name in one.to if (host := _host(str(getattr(chosen, name)))))
        if hosts or not one.to:
            found[one.name] = hosts
    return found


def _host(address: str) -> str:
    parts = urlsplit(address)
    endpoint = parse_qs(parts.query).get("endpoint", [""])[0]
    return (urlsplit(endpoint).hostname if endpoint else parts.hostname) or ""


def _processors(rows: Iterable[AnyRow], chosen: Settings) -> tuple[Processor, ...]:
    """Those that people described, with the machines of the same role, then those that only the settings show."""
    seen = {"host": (), **servers(chosen)}
    said = [Processor(row.key, row.said["role"], seen.get(row.said["role"], ()), row.said, row.at) for row in rows]
    covered = {one.role for one in said}
    unsaid = [Processor("", role, hosts, {}) for role, hosts in seen.items() if role not in covered and role in ROLES]
    return tuple(sorted([*said, *unsaid], key=lambda one: list(ROLES).index(one.role)))


def _officer(session: Session, organisation_id: str, known: Mapping[str, Any]) -> Contact:
    """Whom to write to about data: as published; otherwise whoever has the charge."""
    if known.get("officer_name") or known.get("officer_email"):
        return Contact(
            known.get("officer_name") or known["officer_email"],
            known.get("officer_email", ""),
            known.get("officer_phone", ""),
        )
    named = queries.officer(session, organisation_id)
    return Contact(named.name, named.email) if named else Contact()


def _filled(
    purpose: Purpose,
    found: Declared,
    lasting: Mapping[Retention, Lasting],
    processors: Iterable[Processor],
    said: Mapping[str, AnyRow],
    changes: Iterable[Changed],
) -> Filled:
    sheet = SHEETS[purpose]
    row = said.get(sheet.slug)
    used = servers(settings())
    leaving = tuple(one for one in found.outside if one.where is Where.LEAVING and one.name in used)
    roles = {one.name for one in leaving} | {"host"}
    return Filled(
        purpose, sheet, found, tuple(lasting[one] for one in found.retentions), leaving,
        tuple(one for one in processors if one.role in roles), row.said if row else _NOTHING_SAID,
        row.at if row else None, tuple(one for one in changes if one.purpose == purpose),
    )  # fmt: skip


def reviewed_words(register: Register) -> str:
    """« Vérifié par Rémi Vidal le 12 novembre 2026 »"""
    if register.reviewed is None:
        return _("Ce registre n'a encore été vérifié par personne.")
    return _("Vérifié par %(who)s le %(day)s.") % {
        "who": register.reviewed.by,
        "day": formats.full_day(register.reviewed.at),
    }
