"""Drafts in plain words: what the authority's form asks, ready to copy; what is said to people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.core.db import AnyRow
from app.core.i18n import _
from app.privacy.processing import rules
from app.privacy.processing.breaches import words
from app.privacy.processing.breaches.services import last
from app.privacy.processing.models import DataBreach
from app.privacy.processing.register import Register
from app.web import formats


def for_the_authority(register: Register, breach: DataBreach, done: Sequence[AnyRow], people: int) -> str:
    """The questions of the form in their order (article 33.3). What nobody has said is said to be missing."""
    assessed: dict[str, Any] = last(done, "assessed") or {}
    unsaid = _("à compléter")
    measures = [act.said["words"] for act in done if act.what == "measure"]
    lines = [
        (_("Responsable du traitement"), register.legal.legal_name or register.legal.name),
        (_("SIRET"), register.legal.siret or unsaid),
        (_("Contact"), " · ".join(part for part in (register.officer.name, register.officer.email, register.officer.phone) if part) or unsaid),
        (_("Début de la violation"), _moment(breach.since) or _("inconnu")),
        (_("Prise de connaissance"), _moment(breach.known_at)),
        (_("Ce qui s'est passé"), breach.words),
        (_("Nature"), _list(words.NATURES, assessed.get("nature", [])) or unsaid),
        (_("Catégories de données"), _list(words.CATEGORIES, assessed.get("categories", [])) or unsaid),
        (_("Nombre de personnes"), str(assessed.get("people") or people or unsaid)),
        (_("Nombre d'enregistrements"), str(assessed.get("records") or unsaid)),
        (_("Conséquences probables"), assessed.get("effects") or unsaid),
        (_("Niveau de risque"), _(words.RISKS[assessed["risk"]]) if assessed else unsaid),
        (_("Mesures prises ou prévues"), " ; ".join(measures) or unsaid),
        (_("Information des personnes"), _("faite") if last(done, "told") else (last(done, "untold") or {}).get("words") or unsaid),
        (_("Limite des 72 heures"), _moment(rules.deadline(breach.known_at))),
    ]  # fmt: skip
    return "\n".join(f"{label} : {text}" for label, text in lines)


def for_people(register: Register, breach: DataBreach, done: Sequence[AnyRow]) -> str:
    """A first draft: what happened, what may come of it, what is done, what to do, whom to ask (article 34.2)."""
    assessed: dict[str, Any] = last(done, "assessed") or {}
    touched = _list(words.CATEGORIES, assessed.get("categories", []))
    contact = register.officer.email or register.legal.email or register.legal.phone
    parts = [
        _("Nous vous écrivons parce qu'un incident a touché des données qui vous concernent."),
        _("Nous l'avons découvert le %(at)s.") % {"at": _moment(breach.known_at)},
        _("Les données concernées : %(data)s.") % {"data": touched} if touched else "",
        _("Ce qui peut en résulter : %(effects)s") % {"effects": assessed["effects"]} if assessed.get("effects") else "",
        _("Ce que nous avons fait : %(done)s") % {"done": " ; ".join(act.said["words"] for act in done if act.what == "measure")} if last(done, "measure") else "",
        _("Changez votre mot de passe, et méfiez-vous des messages qui demandent un code ou de l'argent.") if "secrets" in assessed.get("categories", []) else _("Méfiez-vous des messages inattendus qui parlent de vous."),
        _("Une question ? Écrivez ou appelez : %(contact)s.") % {"contact": contact} if contact else "",
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part)


def _moment(at: datetime | None) -> str:
    return formats.moment(at) if at else ""


def _list(known: dict[str, str], codes: Sequence[str]) -> str:
    return ", ".join(_(known[code]) for code in codes if code in known)
