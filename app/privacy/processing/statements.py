"""What people say of the processing that the code cannot know: the forms, and how they are kept, version after version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import N_, _
from app.core.ids import new_id
from app.privacy.processing import impact, policies, queries
from app.privacy.processing.models import ProcessingStatement
from app.privacy.processing.words import ART_28, ROLES, SHEETS


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. `kind`: line, area, day, choice, boxes."""

    name: str
    label: str
    kind: str = "line"
    hint: str = ""
    required: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """One form. `many`: several of them, each with a key that the house gives; otherwise the keys are known."""

    slug: str
    title: str
    says: str
    page: str
    fields: tuple[Field, ...]
    many: bool = False


_COUNTRY = Field("country", N_("Pays où sont les données"), hint=N_("Par exemple : France."), required=True)
_GUARANTEE = Field(
    "guarantee",
    N_("Garantie, si ce pays est hors de l'Union européenne"),
    hint=N_("Décision d'adéquation, clauses contractuelles types…"),
)

KINDS: dict[str, Kind] = {
    "house": Kind(
        "organisation",
        N_("Qui répond des données, qui héberge"),
        N_("Ces lignes sont publiques : mentions légales et page « Données personnelles »."),
        "/donnees/registre",
        (
            Field("officer_name", N_("Personne déléguée à la protection des données"), hint=N_("Nom ou fonction, tels que vous les publiez.")),
            Field("officer_email", N_("Adresse pour écrire au sujet des données")),
            Field("officer_phone", N_("Téléphone")),
            Field("officer_number", N_("Numéro de désignation à la CNIL")),
            Field("publisher", N_("Direction de la publication"), hint=N_("Sans réponse : la personne qui représente l'organisation.")),
            Field("host_name", N_("Hébergeur : nom")),
            Field("host_address", N_("Hébergeur : adresse"), "area"),
            Field("host_phone", N_("Hébergeur : téléphone")),
        ),
    ),
    "sheet": Kind(
        "traitement",
        N_("Ce que l'organisation ajoute à cette fiche"),
        N_("Ce que le logiciel ne peut pas savoir. Le reste de la fiche vient du code et de vos réglages."),
        "/donnees/registre",
        (
            Field("joint", N_("Autres responsables, avec qui la décision est partagée"), "area"),
            Field("recipients", N_("À qui d'autre ces données sont données"), "area", N_("En plus des destinataires et des sous-traitants déjà listés.")),
            Field("transfers", N_("Transferts hors de l'Union européenne"), "area", N_("Pays et garantie. Sans réponse : ceux des sous-traitants seulement.")),
            Field("measures", N_("Mesures de l'organisation"), "area", N_("Locaux, papiers, formation de l'équipe, charte…")),
            Field("note", N_("Remarque"), "area"),
        ),
    ),
    "processor": Kind(
        "sous-traitant",
        N_("Sous-traitant"),
        N_("Un service extérieur qui traite des données pour l'organisation, et le contrat qui le lie (article 28)."),
        "/donnees/sous-traitants",
        (
            Field("name", N_("Nom du service ou de l'entreprise"), required=True),
            Field("role", N_("Ce qu'il fait"), "choice", required=True, options=ROLES),
            Field("what", N_("Données confiées"), "area"),
            _COUNTRY,
            _GUARANTEE,
            Field("contract_on", N_("Contrat signé le"), "day", N_("Sans date : pas de contrat. Le registre le dira.")),
            Field("reference", N_("Référence du contrat")),
            Field("contact", N_("Contact")),
            Field("others", N_("Ses propres sous-traitants"), "area"),
            Field("points", N_("Ce que dit le contrat (article 28)"), "boxes", options=ART_28),
        ),
        many=True,
    ),
    "recipient": Kind(
        "destinataire",
        N_("Destinataire"),
        N_("À qui des données sont transmises : financeur, partenaire, autorité."),
        "/donnees/destinataires",
        (
            Field("name", N_("Nom"), required=True),
            Field("sort", N_("Qui c'est"), "choice", required=True, options={"funder": N_("Financeur"), "partner": N_("Partenaire"), "authority": N_("Autorité ou administration"), "other": N_("Autre")}),
            Field("role", N_("Sa place"), "choice", required=True, options={"controller": N_("responsable de son propre traitement"), "joint": N_("responsable avec l'organisation"), "processor": N_("agit pour l'organisation")}),
            Field("what", N_("Données transmises"), "area", required=True),
            Field("why", N_("Pourquoi, et sur quelle base"), "area", required=True),
            Field("how", N_("Comment et quand")),
            _COUNTRY,
            _GUARANTEE,
        ),
        many=True,
    ),
    "impact": Kind(
        "analyse",
        N_("Analyse d'impact : votre part"),
        N_("La description et les mesures viennent du registre. Les risques et l'avis sont à vous."),
        "/donnees/analyse-impact",
        tuple(Field(*one[:4], options=one[4]) for one in impact.FIELDS),
    ),
}  # fmt: skip
_LONGEST = {"line": 300, "area": 4000}


def kind_by_slug(slug: str) -> tuple[str, Kind]:
    for code, kind in KINDS.items():
        if kind.slug == slug:
            return code, kind
    raise NotFound()


def known_key(kind: str, key: str) -> bool:
    """Whether there can be such a page, before anything was said on it."""
    if kind == "sheet":
        return key in {sheet.slug for sheet in SHEETS.values()}
    return not KINDS[kind].many and key == "main"


def keep(session: Session, actor: Actor, kind: str, key: str, version: int, typed: Mapping[str, list[str]]) -> str:
    """Say it, or say it again: another version, the earlier ones stay. `key` "": a new one; its key is given back."""
    require(policies.may_keep_registers(actor, queries.officer_id(session, actor.organisation_id)))
    last = queries.statement(session, actor.organisation_id, kind, key) if key else None
    if last is None and key and not known_key(kind, key):
        raise NotFound()
    if (last.version if last else 0) != version:
        raise Conflict(
            _(
                "Quelqu'un a changé cette page pendant que vous écriviez. Rien n'est écrasé : relisez-la, puis recommencez."
            )
        )
    said = _sound(kind, typed)
    if last and last.said == said and not last.over:
        return key
    return _add(session, actor, kind, key or new_id(), version + 1, said, over=False)


def end(session: Session, actor: Actor, kind: str, key: str) -> None:
    """It is no longer so: the service is left, nothing more is handed to that recipient. The page stays, closed."""
    require(policies.may_keep_registers(actor, queries.officer_id(session, actor.organisation_id)))
    last = queries.statement(session, actor.organisation_id, kind, key)
    if last is None or not KINDS[kind].many:
        raise NotFound()
    if not last.over:
        _add(session, actor, kind, key, last.version + 1, dict(last.said), over=True)


def _add(session: Session, actor: Actor, kind: str, key: str, version: int, said: dict[str, Any], *, over: bool) -> str:
    session.add(
        ProcessingStatement(
            organisation_id=actor.organisation_id, kind=kind, key=key, version=version, said=said, over=over,
            by_id=actor.account_id, at=now(),
        )
    )  # fmt: skip
    session.flush()
    return key


def _sound(kind: str, typed: Mapping[str, list[str]]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    wrong = []
    for one in KINDS[kind].fields:
        values = [value.strip() for value in typed.get(one.name, [])]
        value = values[0] if values else ""
        if one.required and not value:
            wrong.append(FieldError(one.name, _("Cette réponse est nécessaire.")))
        elif one.kind == "boxes":
            said[one.name] = [code for code in one.options if code in values]
        elif one.kind == "choice" and value and value not in one.options:
            wrong.append(FieldError(one.name, _("Choisissez une réponse dans la liste.")))
        elif one.kind == "day" and value and _day(value) is None:
            wrong.append(FieldError(one.name, _("Cette date n'existe pas ou n'est pas écrite comme 2026-12-03.")))
        elif len(value) > _LONGEST.get(one.kind, 4000):
            wrong.append(FieldError(one.name, _("C'est trop long : %(n)s signes au plus.") % {"n": _LONGEST[one.kind]}))
        else:
            said[one.name] = value
    if wrong:
        raise Invalid(_("Une réponse manque ou n'est pas bonne. Rien n'est encore enregistré."), wrong)
    return said


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
