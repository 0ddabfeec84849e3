"""The security measures as they really are here: read from the code, the settings and the tables, not from a wish.

A measure that is off is said to be off; what only whoever runs the machine knows is said to be theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Column, Text
from sqlalchemy.orm import Session

from app.core import keyring
from app.core.clock import local, now, today
from app.core.db import Base
from app.core.errors import Unavailable
from app.core.i18n import N_, _, ngettext
from app.core.resealing import places
from app.core.settings import settings
from app.core.trail import Did, Search, Unwritable, answers, trail
from app.privacy import map as house
from app.privacy.processing import queries
from app.web import formats

RECENT = timedelta(days=8)  # a backup each week, and a day late
_CLOSED_APART = {("sealed_note", "words")}  # by the safe of that register, which has a key of its own
LOOKED_BACK = timedelta(days=62)  # into the trail, for the last one


@dataclass(frozen=True, slots=True)
class Measure:
    """`state`: on, part, off, host (only whoever runs the machine knows)."""

    title: str
    state: str
    detail: str = ""


STATES = {
    "on": N_("en place"),
    "part": N_("en partie"),
    "off": N_("pas en place"),
    "host": N_("à confirmer par l'hébergeur"),
}


def measures(session: Session, organisation_id: str) -> list[Measure]:
    """All of them for one organisation, those that are off too."""
    proof = second_proof(session, organisation_id)
    return [*of_the_code(), proof, *of_the_machine(organisation_id)]


def of_the_code() -> list[Measure]:
    """The same for every organisation of the house."""
    chosen = settings()
    return [
        Measure(
            _("Échanges chiffrés entre l'appareil et le site (HTTPS)"),
            "on" if chosen.https else "off",
            ""
            if chosen.https
            else _("L'adresse du site commence par http : normal pour un essai, pas pour un service ouvert."),
        ),
        Measure(_("Mots de passe gardés en empreinte Argon2id, jamais écrits"), "on"),
        Measure(_("Essais de connexion ralentis, puis arrêtés"), "on"),
        Measure(_("Chaque page vérifie qui demande : le rôle, l'organisation, la personne suivie"), "on"),
        Measure(_("Formulaires protégés contre un autre site, scripts du site seulement"), "on"),
        _sealed_fields(),
        Measure(
            _("Trace des accès à part de la base, enchaînée, que rien ne réécrit"),
            "on" if answers() else "off",
            _("Gardée %(n)s mois, puis effacée par mois entiers.") % {"n": chosen.trail_months}
            if answers()
            else _("Elle ne répond pas en ce moment."),
        ),
        Measure(_("Durées de conservation appliquées par le logiciel"), "on"),
        Measure(
            _("Fichiers déposés contrôlés par un antivirus"),
            "on" if chosen.clamd_url else "off",
            "" if chosen.clamd_url else _("Aucun antivirus n'est réglé."),
        ),
        Measure(
            _("Clé secrète propre à cette installation"),
            "on",
            ""
            if chosen.environment == "production"
            else _("Installation d'essai : les comptes de démonstration peuvent être ouverts à tous."),
        ),
    ]


def second_proof(session: Session, organisation_id: str) -> Measure:
    """Whether the team is asked for two proofs, and how many of them can give a second one today."""
    said = queries.second_proof(session, organisation_id)
    title = _("Deuxième preuve demandée à l'équipe pour entrer")
    ready = _("Personnes prêtes à la donner : %(ready)s sur %(team)s.") % {"ready": said.ready, "team": said.team}
    if said.asked_from is None:
        return Measure(title, "off", ready)
    if said.asked_from > today():
        return Measure(title, "part", f"{_('Demandée à partir du %(day)s.') % {'day': formats.full_day(said.asked_from)}} {ready}")  # fmt: skip
    return Measure(title, "on", ready)


def of_the_machine(organisation_id: str) -> list[Measure]:
    """What can be known of whoever runs it, and what they alone know."""
    return [
        _keys(),
        _backups(organisation_id),
        Measure(_("Disque chiffré, accès aux machines limité, mises à jour du système"), "host"),
        Measure(_("Sauvegardes gardées ailleurs, et restauration essayée"), "host"),
    ]


def _sealed_fields() -> Measure:
    """Of the fields that are declared protected, how many are closed in the database; words that are not make it partial."""
    of, bare = protected_fields()
    detail = _("%(n)s champs chiffrés, sur %(of)s déclarés sensibles.") % {"n": of - len(bare), "of": of}
    in_words = [column for column in bare if isinstance(column.type, Text)]
    if bare and not in_words:
        detail += " " + _("Les autres sont des montants, des dates et des choix dans une liste.")
    return Measure(_("Champs sensibles chiffrés dans la base"), "part" if in_words else "on", detail)


@cache
def protected_fields() -> tuple[int, Sequence[Column[Any]]]:
    """How many there are, and those of them that the database reads. The tables of a process never change."""
    closed = {(place.table.name, place.column.name) for place in places()} | _CLOSED_APART
    protected = {
        (name, column.name): column
        for name, table in Base.metadata.tables.items()
        for column in table.columns
        if (said := house.declared(column)) and said.sensitivity == "restricted"
    }
    return len(protected), [column for where, column in protected.items() if where not in closed]


def _keys() -> Measure:
    title = _("Clés de chiffrement gardées hors de la base et des sauvegardes")
    try:
        numbers = keyring.numbers()
        seen_by_others = keyring.folder().exists() and keyring.folder().stat().st_mode & 0o077
    except (Unavailable, OSError):
        return Measure(title, "off", _("Leur dossier ne peut pas être lu."))
    if not numbers:
        return Measure(title, "on", _("Aucune clé n'a encore servi."))
    last = formats.full_day(local(keyring.made_at(numbers[-1])))
    said = ngettext("%(num)s clé, la dernière du %(day)s.", "%(num)s clés, la dernière du %(day)s.", len(numbers)) % {
        "num": len(numbers), "day": last,
    }  # fmt: skip
    if seen_by_others:
        return Measure(title, "off", said + " " + _("D'autres comptes de la machine peuvent lire leur dossier."))
    return Measure(title, "on", said)


def _backups(organisation_id: str) -> Measure:
    """As the trail knows them: each backup leaves a line there."""
    title = _("Sauvegarde récente de tout, sans les clés")
    asked = Search(organisation_id, did=(Did.EXPORTED.value,), subject="backup", since=now() - LOOKED_BACK, limit=1)
    try:
        found = trail().find(asked)
    except (Unwritable, OSError):
        found = []
    if not found:
        return Measure(title, "host", _("Le logiciel n'en a fait aucune depuis deux mois."))
    at = datetime.fromisoformat(found[0]["at"]).replace(tzinfo=UTC)
    return Measure(title, "on" if now() - at <= RECENT else "off", _("La dernière date du %(day)s.") % {"day": formats.full_day(local(at))})  # fmt: skip
