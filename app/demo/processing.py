"""The registers of the law of the demonstration: sub-processors, recipients, one breach that is closed, a review signed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.privacy.processing import register, statements
from app.privacy.processing.breaches import services as breaches
from app.privacy.processing.words import ART_28

_HOUSE = {
    "officer_name": "Jérôme Puyau", "officer_email": "donnees@demo.example", "officer_phone": "05 55 00 00 00",
    "host_name": "Nuage du Limousin (invention)", "host_address": "2 rue des Serveurs, 87000 Limoges", "host_phone": "05 55 00 00 10",
}  # fmt: skip
_MOST = [code for code in ART_28 if code not in ("audit", "others")]
_PROCESSORS: tuple[dict[str, str | list[str]], ...] = (
    {"name": "Nuage du Limousin (invention)", "role": "host", "what": "Toute la base, les fichiers et les sauvegardes.", "country": "France", "contract_on": "2026-01-15", "reference": "NL-2026-014", "contact": "contrat@nuage.example", "points": list(ART_28)},
    {"name": "Courrier des Causses (invention)", "role": "mail", "what": "Adresses, noms et textes des courriels.", "country": "France", "contract_on": "2026-02-02", "reference": "CC-88", "points": _MOST},
    {"name": "Salle Claire (invention)", "role": "classroom", "what": "Nom montré, heures de connexion.", "country": "Allemagne", "points": []},
)  # fmt: skip
_RECIPIENTS: tuple[dict[str, str], ...] = (
    {"name": "France Travail", "sort": "funder", "role": "controller", "what": "Entrée, sortie, assiduité, suite du parcours.", "why": "Convention de financement : mission d'intérêt public.", "how": "Déclaration à chaque événement", "country": "France"},
    {"name": "Préfet de région", "sort": "authority", "role": "controller", "what": "Bilan pédagogique et financier : des nombres, aucun nom.", "why": "Obligation légale (code du travail).", "how": "Une fois par an", "country": "France"},
)  # fmt: skip
_IMPACT = {
    "context": "Environ soixante personnes accompagnées à la fois, par quatre conseillères et conseillers.",
    "access_sources": "Compte de l'équipe volé, téléphone perdu, courriel envoyé à la mauvaise adresse.",
    "access_effects": "Gêne, perte de confiance, difficultés connues d'un proche ou d'un employeur.",
    "access_gravity": "3", "access_likelihood": "2", "access_answers": "Second facteur pour toute l'équipe.",
    "loss_gravity": "2", "loss_likelihood": "1", "open": "Signer le contrat de classe virtuelle, avant la fin de l'année.",
}  # fmt: skip


def keep_the_law(database: Database, staff: Mapping[str, list[Actor]], now: datetime) -> None:
    """A register read again two weeks ago, with one contract still missing; a breach of the summer, closed."""
    admin, trainer = staff["admin"][0], staff["trainer"][0]
    with clock.at(now - timedelta(days=14)), database.writing() as session:
        _say(session, admin, "house", "main", _HOUSE)
        for said in _PROCESSORS:
            _say(session, admin, "processor", "", said)
        for recipient in _RECIPIENTS:
            _say(session, admin, "recipient", "", recipient)
        _say(session, admin, "sheet", "parcours", {"measures": "Armoire fermée à clé. Charte signée par l'équipe."})
        _say(session, admin, "impact", "main", _IMPACT)
        session.flush()
        register.review(session, admin, "Fiches relues une par une avec l'équipe.")
    _a_sheet_left_behind(database, admin, trainer, now - timedelta(days=110))


def _a_sheet_left_behind(database: Database, admin: Actor, trainer: Actor, found: datetime) -> None:
    with clock.at(found), database.writing() as session:
        breach = breaches.declare(
            session, trainer, "Une feuille de présence est restée sur une table de la médiathèque. Rapportée le lendemain.",
            "lost", found - timedelta(hours=2), found - timedelta(hours=20),
        )  # fmt: skip
    with clock.at(found + timedelta(hours=5)), database.writing() as session:
        breaches.assess(
            session, admin, breach.id,
            {"nature": ["secret"], "categories": ["identity", "path"], "people": ["9"], "records": ["9"], "risk": ["none"],
             "effects": ["Des noms et des signatures vus par le personnel de la médiathèque, qui a rangé la feuille."]},
        )  # fmt: skip
        breaches.decide(
            session, admin, breach.id, "keep", "La feuille n'a quitté la salle que pour un tiroir fermé. Pas de risque."
        )
        breaches.note(
            session, admin, breach.id, "measure", "Une pochette fermée par salle, et la signature au téléphone d'abord."
        )
        breaches.close(session, admin, breach.id)


def _say(session: Session, admin: Actor, kind: str, key: str, said: Mapping[str, str | list[str]]) -> None:
    typed = {name: value if isinstance(value, list) else [value] for name, value in said.items()}
    statements.keep(session, admin, kind, key, 0, typed)
