"""The security measures as they really are here: read from the code and the settings, not from a wish.

A measure that is off is said to be off; what only whoever runs the machine knows is said to be theirs. A room above may
add its own with `plug` (second factor, backups, keys).
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.db import Base
from app.core.i18n import N_, _
from app.core.settings import settings
from app.privacy import map as house


@dataclass(frozen=True, slots=True)
class Measure:
    """`state`: on, off, host (only whoever runs the machine knows)."""

    title: str
    state: str
    detail: str = ""


STATES = {"on": N_("en place"), "off": N_("pas en place"), "host": N_("à confirmer par l'hébergeur")}

_plugged: list[Callable[[], Measure]] = []


def plug(measure: Callable[[], Measure]) -> None:
    _plugged.append(measure)


def measures() -> list[Measure]:
    """All of them, those that are off too."""
    chosen = settings()
    sealed = sorted(
        f"{name}.{column.name}"
        for name, table in Base.metadata.tables.items()
        for column in table.columns
        if (said := house.declared(column)) and said.sensitivity == "restricted" and _is_sealed(column)
    )
    production = chosen.environment == "production"
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
        Measure(
            _("Champs sensibles chiffrés dans la base"),
            "on" if sealed else "off",
            _("%(n)s champs chiffrés.") % {"n": len(sealed)} if sealed else "",
        ),
        Measure(
            _("Trace des accès à part de la base, enchaînée, que rien ne réécrit"),
            "on",
            _("Gardée %(n)s mois, puis effacée par mois entiers.") % {"n": chosen.trail_months},
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
            "" if production else _("Installation d'essai : les comptes de démonstration peuvent être ouverts à tous."),
        ),
        *(measure() for measure in _plugged),
        Measure(_("Disque chiffré, accès aux machines limité, mises à jour du système"), "host"),
        Measure(_("Sauvegardes gardées ailleurs, et restauration essayée"), "host"),
    ]


def _is_sealed(column: object) -> bool:
    """A column whose words are ciphered before they reach the database."""
    kind = type(getattr(column, "type", None)).__name__
    return kind in ("SealedText", "SealedJSON", "LargeBinary")
