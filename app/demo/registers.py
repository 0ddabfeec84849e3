"""The registers of the demonstration, as an association keeps them: mostly up to date, with some gaps and late reviews."""

import io
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.enrolments import queries as enrolments
from app.files import services as files
from app.files.models import StoredFile
from app.identity import queries as identity
from app.quality.standing import services as standing
from app.registers import naming, services
from app.registers.kinds import kind_of
from app.registers.sealed import services as sealed
from app.registers.services import Piece

# kind, days before the day of the demonstration, months until it is read again (negative: late), what is said
_Said = tuple[str, int, int, dict[str, str | list[str]]]
_WATCH: tuple[_Said, ...] = (
    ("watch_item", 25, 0, {"axis": "legal", "title": "Un nouveau décret change le référentiel national qualité", "source": "Journal officiel, août", "summary": "Trente-trois indicateurs, analyse des risques, procédure contre les violences.", "done": "Lu en réunion d'équipe. Procédure de protection écrite, registre des risques ouvert."}),
    ("watch_item", 80, 0, {"axis": "legal", "title": "Le plafond de la micro-entreprise évolue l'an prochain", "source": "Lettre du réseau d'accompagnement", "summary": "Seuils relevés.", "done": "Fiche « Choisir un statut » corrigée."}),
    ("watch_item", 40, 0, {"axis": "jobs", "title": "Les métiers de la réparation recrutent dans le département", "source": "Observatoire de l'emploi", "summary": "Cycles, électroménager, couture.", "done": "Intervention d'un réparateur ajoutée au bloc Marché."}),
    ("watch_item", 95, 0, {"axis": "jobs", "title": "Les marchés de plein vent cherchent des commerçants", "source": "Chambre consulaire", "summary": "Places libres dans six communes."}),
    ("watch_item", 15, 0, {"axis": "pedagogy", "title": "Apprendre par les pairs : ce qui tient dans le temps", "source": "Journée d'étude régionale", "summary": "Des groupes de quatre, un rôle chacun.", "done": "Essayé au groupe du jeudi."}),
    ("watch_item", 120, 0, {"axis": "technology", "title": "Signer une feuille de présence avec un téléphone simple", "source": "Réseau des tiers-lieux", "summary": "Code affiché en salle."}),
)  # fmt: skip
_RUNNING: tuple[_Said, ...] = (
    ("meeting", 12, 0, {"title": "Réunion d'équipe de novembre", "form": "team", "present": "Toute l'équipe", "decisions": "Relancer les personnes en silence depuis dix jours. Revoir la durée du bloc Chiffres.", "next": "Inès rappelle, Bernard raccourcit, pour la fin du mois."}),
    ("meeting", 47, 0, {"title": "Coordination avec les intervenants", "form": "coordination", "present": "Équipe et deux intervenantes", "decisions": "Un seul modèle de compte rendu de séance.", "next": "Modèle envoyé."}),
    ("meeting", 130, 0, {"title": "Rencontre des financeurs", "form": "partners", "present": "Région, France Travail", "decisions": "Suivi à six mois partagé une fois l'an."}),
    ("risk", 70, 3, {"title": "Une seule formatrice connaît le bloc Chiffres", "level": "medium", "impact": "high", "prevention": "Former une deuxième personne, séances écrites pas à pas.", "origin": "Absence de mars"}),
    ("risk", 70, 3, {"title": "Le réseau mobile manque dans trois communes", "level": "high", "impact": "medium", "prevention": "Supports téléchargeables, points d'accès numérique.", "origin": "Enquête à chaud"}),
    ("risk", 240, -1, {"title": "Des entrées trop groupées en septembre", "level": "medium", "impact": "low", "prevention": "Entrées chaque semaine, pas plus de huit à la fois."}),
    ("review", 300, 2, {"title": "Revue qualité annuelle", "trends": "Assiduité stable, satisfaction en hausse, réponses à froid trop rares.", "decisions": "Rappels à trois mois par SMS. Bloc Chiffres revu."}),
    ("handicap_action", 60, 0, {"title": "Rencontre avec Cap Handi-Création", "form": "network", "partners": "Cap Handi-Création", "outcome": "Une personne à appeler pour chaque demande."}),
    ("handicap_action", 150, 0, {"title": "Sensibilisation de l'équipe", "form": "training", "partners": "Ressource handicap formation", "outcome": "Quatre personnes formées, une demi-journée."}),
    ("publication", 200, 4, {"title": "Page « Créer son activité »", "where": "Site de l'association"}),
)  # fmt: skip
_PAPERS: tuple[tuple[str, str, int, int], ...] = (  # category, edition, days before, months until read again
    ("internal_rules", "V2", 320, 8), ("welcome_booklet", "V5", 400, -1), ("public_copy", "", 90, 9),
    ("premises", "", 700, 12), ("work_risks", "2026", 200, 5), ("insurance", "2026", 180, 6), ("chart", "V3", 60, 10),
    ("absence_procedure", "V1", 150, 7), ("placement_procedure", "V2", 210, 12), ("complaint_procedure", "V1", 210, 12),
    ("training_plan", "2026", 260, 3), ("watch_subscriptions", "", 300, 2), ("mission_letter", "Référente handicap", 330, 6),
    ("declaration", "Bilan 2025", 190, 6),
)  # fmt: skip
_ANSWERS = (
    ("certifying", "no", "Nos parcours ne mènent à aucun titre."),
    ("work_study", "no", "Aucun contrat en alternance."),
    ("subcontracting", "yes", "Quatre ateliers de gestion par an sont confiés."),
)  # the last question is left open


def keep_registers(database: Database, staff: Mapping[str, list[Actor]], email: str, now: datetime) -> None:
    """Fill the registers of one organisation, as of the day of the demonstration; `email` is that of a learner."""
    day = clock.local(now).date()
    quality, admin, adviser = staff["quality"][0], staff["admin"][0], staff["adviser"][0]
    with clock.at(now - timedelta(days=330)), database.writing() as session:
        naming.name_referent(session, admin, "handicap", adviser.account_id)
        naming.name_referent(session, admin, "protection", quality.account_id)
        naming.name_referent(session, admin, "protection", adviser.account_id)
    with clock.at(now - timedelta(hours=20)), database.writing() as session:
        for kind, ago, months, said in (*_WATCH, *_RUNNING):
            _add(session, quality, kind, day, ago, months, said)
        for category, edition, ago, months in _PAPERS:
            _add(
                session,
                quality,
                "document",
                day,
                ago,
                months,
                {"category": category, "edition": edition},
                _paper(category),
            )
        for code, answer, reason in _ANSWERS:
            standing.answer_condition(session, quality, code, answer, reason, day - timedelta(days=200))
        for number, actor in ((12, quality), (21, quality), (19, staff["trainer"][0]), (26, adviser), (31, quality)):
            standing.give_charge(session, quality, number, actor.account_id)
        _people(session, quality, staff, day)
        _others(session, quality, day)
    with clock.at(now - timedelta(days=50)), database.writing() as session:
        learner = identity.account_by_email(session, email)
        assert learner is not None
        followed = [
            one.learner_id
            for one in enrolments.list_enrolments(session, adviser)
            if (one.adviser_id, one.status) == (adviser.account_id, "active")
        ]
        _restricted(session, adviser, learner.id, clock.today(), followed[0] if followed else "")


def _people(session: Session, quality: Actor, staff: Mapping[str, list[Actor]], day: date) -> None:
    trainer, adviser = staff["trainer"][0], staff["adviser"][0]
    _add(
        session, quality, "staff_profile", day, 150, 7,
        {"person": trainer.account_id, "status": "employee", "domains": "Étude de marché, prix, gestion", "qualification": "Vingt ans de commerce, titre de formateur.", "handicap": "yes"},
        _paper("cv"), expires=day + timedelta(days=400),
    )  # fmt: skip
    _add(
        session, quality, "staff_profile", day, 420, -2,
        {"person": adviser.account_id, "status": "employee", "domains": "Accompagnement, projet de vie", "qualification": "Conseillère en insertion.", "handicap": "yes"},
        _paper("cv"),
    )  # fmt: skip
    for actor, ago, title, form, hours in (
        (trainer, 75, "Animer une classe à distance", "course", "14"),
        (adviser, 140, "Entretien et écoute", "course", "21"),
        (adviser, 30, "Échange de pratiques du réseau", "peers", "3,5"),
    ):
        _add(session, quality, "staff_training", day, ago, 0, {"person": actor.account_id, "title": title, "form": form, "provider": "Réseau régional", "hours": hours, "learnt": "Séances plus courtes, plus d'écrit."})  # fmt: skip
    _add(session, quality, "staff_review", day, 100, 8, {"person": trainer.account_id, "form": "observation", "found": "Consignes claires, rythme soutenu.", "next": "Laisser plus de temps aux questions."})  # fmt: skip


def _others(session: Session, quality: Actor, day: date) -> None:
    contract = _add(
        session, quality, "subcontract", day, 220, 5,
        {"title": "Atelier Chiffres clairs (entreprise individuelle)", "mission": "Quatre ateliers de gestion par an.", "ends_on": (day + timedelta(days=140)).isoformat(), "certified": "no", "clauses": ["requirements", "means", "check"]},
        _paper("contrat"),
    )  # fmt: skip
    _add(session, quality, "subcontract_check", day, 130, -1, {"parent": contract, "checked": "Présence à un atelier, supports, feuilles signées.", "result": "mend", "next": "Supports à jour demandés."})  # fmt: skip
    _add(
        session, quality, "procedure", day, 55, 10,
        {"contacts": "Colette Marchand, référente, 05 55 00 12 34\nInès Lafitte, conseillère, 05 55 00 12 35", "steps": "1. Vous parlez à l'une de nous.\n2. Nous écrivons vos mots avec vous.\n3. Nous vous mettons à l'abri : autre groupe, autre lieu, à distance.\n4. Nous décidons ensemble de la suite.", "delays": "Première mesure sous deux jours ouvrés", "safety": "Personne d'autre ne lit ce que vous dites.", "outside": "France Victimes : 116 006"},
    )  # fmt: skip


def _restricted(session: Session, adviser: Actor, learner: str, day: date, followed: str) -> None:
    kind = kind_of("adjustment")
    for who, state, need, measures in (
        (learner, "applied", "Ne peut pas rester debout longtemps pendant les ateliers.", "Une chaise haute et des pauses toutes les heures."),
        (learner, "asked", "Besoin de supports en gros caractères.", ""),
        (followed, "decided", "Suit mal quand plusieurs personnes parlent en même temps.", "Une place au premier rang, et les consignes données aussi par écrit."),
    ):  # fmt: skip
        if not who:
            continue
        posted = {"person": [who], "need": [need], "measures": [measures], "state": [state], "day": [day.isoformat()], "owner": [adviser.account_id], "review_on": [(day + timedelta(days=40)).isoformat()]}  # fmt: skip
        services.add_entry(session, adviser, kind, posted, anyway=True)
    case = sealed.report(session, adviser, "harassment", day, "Une personne raconte des remarques répétées d'un autre participant pendant les pauses.")  # fmt: skip
    sealed.follow(session, adviser, case.id, "Entretien avec chacun, groupes séparés, point chaque semaine.")


def _add(
    session: Session,
    actor: Actor,
    kind: str,
    day: date,
    ago: int,
    months: int,
    said: Mapping[str, str | list[str]],
    keep: Callable[[Session, Actor, str | None], StoredFile] | None = None,
    expires: date | None = None,
) -> str:
    posted = {name: value if isinstance(value, list) else [value] for name, value in said.items()}
    posted["day"] = [(day - timedelta(days=ago)).isoformat()]
    posted["review_on"] = [(day + timedelta(days=30 * months)).isoformat() if months else ""]
    piece = Piece(keep, expires_on=expires.isoformat() if expires else "") if keep else None
    return services.add_entry(session, actor, kind_of(kind), posted, piece).id


def _paper(name: str) -> Callable[[Session, Actor, str | None], StoredFile]:
    """A short text in place of the paper that a real organisation has."""

    def keep(session: Session, actor: Actor, owner_id: str | None) -> StoredFile:
        text = f"Pièce de démonstration : {name}.\n".encode()
        return files.store(session, actor, actor.organisation_id, f"{name}.txt", io.BytesIO(text), owner_id)

    return keep
