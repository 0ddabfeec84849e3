"""One sheet of the register as lines to read: the page, the PDF, the spreadsheets and the JSON show these and no others."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.i18n import _
from app.core.keepings import Where
from app.privacy.processing.measures import STATES
from app.privacy.processing.register import Filled, Processor, Register
from app.privacy.processing.words import BASES, ROLES
from app.web import formats


@dataclass(frozen=True, slots=True)
class Fact:
    key: str
    label: str
    lines: tuple[str, ...]


def facts(register: Register, one: Filled) -> list[Fact]:
    """Everything that the article 30 asks, in its order. An empty answer is said."""
    said = one.said
    return [
        Fact("why", _("Finalité"), (_(one.sheet.why),)),
        Fact("controller", _("Responsable du traitement"), tuple(controller(register))),
        Fact("officer", _("Contact pour les données"), (officer_line(register),)),
        Fact("joint", _("Responsables conjoints"), _or(said.get("joint", ""), _("Personne d'autre."))),
        Fact("people", _("Personnes concernées"), tuple(_(who) for who in one.sheet.people)),
        Fact("data", _("Données"), tuple(categories(one))),
        Fact("bases", _("Bases légales"), tuple(_(BASES[basis]) for basis in one.declared.bases)),
        Fact("recipients", _("Destinataires"), tuple(recipients(register, one))),
        Fact("processors", _("Sous-traitants"), tuple(processor_line(each) for each in one.processors)),
        Fact("transfers", _("Transferts hors de l'Union européenne"), tuple(transfers(one))),
        Fact("durations", _("Durées de conservation"), tuple(_duration(each.words, each.ground, each.chosen) for each in one.lasting)),
        Fact("measures", _("Mesures de sécurité"), tuple(measure_lines(register, one))),
        Fact("note", _("Remarque"), _or(said.get("note", ""), "–")),
    ]  # fmt: skip


def controller(register: Register) -> list[str]:
    legal = register.legal
    name = legal.legal_name or legal.name
    return [
        part
        for part in (
            name,
            legal.legal_form,
            legal.address,
            _("SIRET %(n)s") % {"n": legal.siret} if legal.siret else _("SIRET : pas encore indiqué."),
            f"{legal.representative}, {legal.capacity}".strip(", ") if legal.representative else "",
        )
        if part
    ]


def categories(one: Filled) -> list[str]:
    found = []
    for each in one.declared.categories:
        said = f"{each.title} : {', '.join(each.fields) or _('dates et liens seulement')}"
        found.append(f"{said} ({_('données protégées')})" if each.restricted else said)
    return found + [f"{_(each.what)}" for each in one.declared.outside if each.where is not Where.LEAVING]


def recipients(register: Register, one: Filled) -> list[str]:
    found = [_("L'équipe de l'organisation, chacun selon son rôle.")]
    found += [f"{row.said['name']} : {row.said['what']}" for row in register.recipients]
    found += [_("%(name)s : financeur, à décrire.") % {"name": name} for name in register.funders]
    return found + _lines(one.said.get("recipients", ""))


def processor_line(one: Processor) -> str:
    country = one.said.get("country", "")
    name = one.name or _("à indiquer")
    contract = (
        _("contrat du %(day)s") % {"day": formats.full_day(one.contract_on)}
        if one.contract_on
        else _("pas de date de contrat")
    )
    return " · ".join(part for part in (_(ROLES[one.role]), name, country or _("pays à indiquer"), contract) if part)


def transfers(one: Filled) -> list[str]:
    found = [
        f"{each.name} : {each.said['country']}, {each.said['guarantee']}"
        for each in one.processors
        if each.said.get("guarantee")
    ]
    if any(each.name == "push" for each in one.leaving):
        found.append(_("Notifications du navigateur : le serveur est choisi par la maison qui fait le navigateur, parfois hors de l'Union européenne. Leur texte est chiffré."))  # fmt: skip
    found += _lines(one.said.get("transfers", ""))
    return found or [_("Aucun n'est déclaré.")]


def measure_lines(register: Register, one: Filled) -> list[str]:
    found = [
        " : ".join(part for part in (each.title, _(STATES[each.state]), each.detail) if part)
        for each in register.measures
    ]
    return found + _lines(one.said.get("measures", ""))


def officer_line(register: Register) -> str:
    whom = register.officer
    if not whom:
        return _("Personne n'est encore désigné : l'administration répond.")
    return " · ".join(part for part in (whom.name, whom.email, whom.phone) if part)


def _duration(words: str, ground: str, chosen: bool) -> str:
    return " ".join(
        part for part in (f"{words}.", _(ground), _("Durée choisie par l'organisation.") if chosen else "") if part
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _or(text: str, otherwise: str) -> tuple[str, ...]:
    return tuple(_lines(text)) or (otherwise,)


def joined(lines: Iterable[str]) -> str:
    return "\n".join(lines)
