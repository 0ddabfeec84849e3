"""The register of a processor (article 30.2): what whoever runs this house does for each organisation that it holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core import documents
from app.core.access import Actor, require
from app.core.clock import now
from app.core.i18n import _
from app.core.settings import settings
from app.identity import queries as identity
from app.identity.models import Organisation
from app.privacy.processing import policies, queries, register
from app.privacy.processing.facts import Fact, controller, officer_line, transfers
from app.privacy.processing.measures import STATES, Measure, of_the_code, of_the_machine
from app.privacy.processing.register import Register
from app.privacy.processing.words import ROLES
from app.web import formats, spreadsheets


@dataclass(frozen=True, slots=True)
class HostRegister:
    """`clients`: the organisations on whose behalf data are held, each with its own register."""

    clients: tuple[tuple[Organisation, Register], ...]
    measures: tuple[Measure, ...]
    made_at: datetime


def whole(session: Session) -> HostRegister:
    """For whoever runs the house: every organisation."""
    return _register(session, identity.organisations(session))


def of_one(session: Session, actor: Actor) -> HostRegister:
    """What concerns the organisation of the caller, and no other."""
    require(policies.may_keep_registers(actor, queries.officer_id(session, actor.organisation_id)))
    here = [one for one in identity.organisations(session) if one.id == actor.organisation_id]
    return _register(session, here)


def _register(session: Session, organisations: Sequence[Organisation]) -> HostRegister:
    clients = tuple((one, register.whole(session, one.id)) for one in organisations)
    machine = of_the_machine(organisations[0].id) if organisations else []  # a backup is a line for each of them
    return HostRegister(clients, (*of_the_code(), *machine), now())


def host_facts(found: HostRegister) -> list[Fact]:
    """Who the processor is, whom it calls upon, and how it protects."""
    chosen = settings()
    who = [line for line in (chosen.host_name, chosen.host_address, chosen.host_phone) if line]
    unsaid = _("Pas encore indiqué : la personne qui tient le serveur l'écrit dans ses réglages (BIDAIDE_HOST_NAME).")
    others = [
        f"{_(ROLES[role])} : {', '.join(machines) or _('serveur choisi par le navigateur de chaque personne')}"
        for role, machines in register.servers(chosen).items()
        if role in ROLES
    ]
    return [
        Fact("processor", _("Sous-traitant"), tuple(who) or (unsaid,)),
        Fact("officer", _("Son contact pour les données"), (chosen.host_officer or _("pas encore indiqué"),)),
        Fact("others", _("Services auxquels il fait appel"), tuple(others) or (_("Aucun n'est réglé."),)),
        Fact("measures", _("Mesures de sécurité"), tuple(_measure(one) for one in found.measures)),
    ]


def client_facts(organisation: Organisation, own: Register) -> list[Fact]:
    """What is done on behalf of one organisation."""
    said = dict.fromkeys(line for one in own.sheets for line in transfers(one))
    none = _("Aucun n'est déclaré.")
    abroad = tuple(line for line in said if line != none) or (none,)
    return [
        Fact("controller", _("Responsable du traitement"), tuple(controller(own))),
        Fact("officer", _("Contact pour les données"), (officer_line(own),)),
        Fact("since", _("Depuis"), (formats.full_day(organisation.created_at),)),
        Fact("what", _("Traitements faits pour son compte"), tuple(_(one.sheet.title) for one in own.sheets)),
        Fact("transfers", _("Transferts hors de l'Union européenne"), abroad),
    ]


def _measure(one: Measure) -> str:
    return " : ".join(part for part in (one.title, _(STATES[one.state]), one.detail) if part)


# To print and to carry ------------------------------------------------------------------------------------------------


def title() -> str:
    return _("Registre du sous-traitant")


def pdf(found: HostRegister) -> bytes:
    return documents.render(
        "processing-register",
        {
            "title": title(),
            "organisation": settings().host_name or _("Hébergeur pas encore indiqué"),
            "state": _("Article 30.2 du RGPD."),
            "made": _("Tiré le %(day)s de ce que le logiciel déclare et de ses réglages.")
            % {"day": formats.full_day(found.made_at)},
            "sheets": [
                _sheet(_("Qui héberge"), host_facts(found)),
                *(_sheet(own.legal.legal_name or one.name, client_facts(one, own)) for one, own in found.clients),
            ],
        },
        at=found.made_at,
    )


def _sheet(name: str, said: Iterable[Fact]) -> dict[str, Any]:
    return {"title": name, "facts": [{"label": fact.label, "lines": list(fact.lines)} for fact in said]}


def csv(found: HostRegister) -> bytes:
    """One line for each organisation."""
    general = host_facts(found)
    rows = [[*_cells(client_facts(one, own)), *_cells(general)] for one, own in found.clients]
    heads = [fact.label for one, own in found.clients[:1] for fact in (*client_facts(one, own), *general)]
    return spreadsheets.sheet([heads, *rows])


def _cells(said: Iterable[Fact]) -> list[str]:
    return ["\n".join(fact.lines) for fact in said]


def data(found: HostRegister) -> Mapping[str, Any]:
    """For machines."""
    return {
        "made_at": found.made_at.isoformat(),
        **{fact.key: list(fact.lines) for fact in host_facts(found)},
        "organisations": [
            {"name": own.legal.name, **{fact.key: list(fact.lines) for fact in client_facts(one, own)}}
            for one, own in found.clients
        ],
    }
