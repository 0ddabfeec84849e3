"""What the team has written of everybody in the demonstration: invented, the same each time."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, Role
from app.core.db import Database
from app.dossiers.services import actions, aids, goals, notes, page, referrals, seeing
from app.dossiers.services.notes import Written
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow

FILLED = 300  # people, however many there are

_ORIGINS = (
    ("France Travail", "Mme Delmas", "Réunion d'information"), ("Mission locale", "M. Astier", "Prescripteur"),
    ("Centre social Est", "", "Permanence dans un quartier"), ("Cap emploi", "Mme Roussel", "Prescripteur"),
    ("", "", "Bouche-à-oreille"), ("", "", "Internet"),
)  # fmt: skip
_NEEDS = (
    "Comprendre le statut d'entreprise le plus simple. Préfère les rendez-vous le matin.",
    "Savoir fixer ses prix. A besoin d'un ordinateur prêté pour les séances à distance.",
    "Trouver ses premiers clients hors du cercle de ses proches.",
    "Prendre confiance pour parler de son projet. Cherche une garde d'enfant le mercredi.",
    "Trouver un local et connaître les règles d'hygiène.",
)
_STAGES = ("idea", "study", "study", "test", "creation", "job")
_STRENGTHS = (
    "Dix ans de métier. Connaît bien les marchés de la région.",
    "Sait écouter. Ses proches la soutiennent.",
    "Très organisé. Tient déjà un carnet de commandes.",
    "Parle deux langues. À l'aise avec les réseaux sociaux.",
)
_GOALS = (
    ("Présenter mon projet en deux minutes", "Faire dix essais devant des proches"),
    ("Calculer mon prix de revient", "Demander trois devis de matériel"),
    ("Tenir un premier stand", "Préparer la liste du matériel"),
    ("Choisir mon statut", "Appeler la chambre de métiers"),
)
_PARTNERS = (
    ("Chambre de métiers", "Immatriculation"), ("Point conseil budget", "Préparer le budget du projet"),
    ("Adie", "Microcrédit pour le premier matériel"), ("Mission locale", "Permis de conduire"),
)  # fmt: skip
_OBSTACLES = (
    ("mobility", "Pas de voiture. Le car de 7 h 40 permet d'être là à 9 h."),
    ("childcare", "Pas de solution le mercredi. Une séance à distance ce jour-là aide."),
    ("digital", "Pas d'ordinateur à la maison. Un prêt est demandé."),
    ("paperwork", "Courriers en retard. Une heure avec le conseiller numérique les remet à jour."),
)  # fmt: skip
_SHARED = (
    "Nous avons relu le projet ensemble. Prochaine étape : parler à trois clients possibles.",
    "Belle semaine : les prix sont calculés, il reste à les comparer avec ceux du marché.",
    "Nous avons choisi deux dates pour le stand d'essai.",
)


def fill_dossiers(db: Database, advisers: Sequence[Actor], trainer: Actor, email: str, now: datetime) -> None:
    """Everybody has a page, a goal, an action and a note; some have more. `email` is the featured learner, who writes too."""
    by_id = {adviser.account_id: adviser for adviser in advisers}
    today = clock.local(now).date()
    with db.writing() as session:
        rows = [row for row in enrolments.list_enrolments(session, trainer) if row.starts_on <= today]
        for number, row in enumerate(rows[:FILLED]):
            adviser = by_id.get(row.adviser_id or "", advisers[0])
            with clock.at(_moment(row.starts_on, number, now)):
                _fill(session, adviser, trainer, row, number, clock.today())
            if row.learner_email == email:
                _featured(session, adviser, trainer, row, today, now)


def _moment(starts_on: date, number: int, now: datetime) -> datetime:
    """An hour of the first days of the path, and never one to come."""
    return min(clock.paris(starts_on + timedelta(days=1 + number % 4), 9 + number % 8, 10), now - timedelta(hours=2))


def _fill(session: Session, adviser: Actor, trainer: Actor, row: EnrolmentRow, number: int, day: date) -> None:
    structure, person, met = _ORIGINS[number % len(_ORIGINS)]
    page.change_page(
        session, adviser, row.id, referrer_structure=structure or row.referrer, referrer_person=person, met=met,
        needs=_NEEDS[number % len(_NEEDS)], project=row.project, stage=_STAGES[number % len(_STAGES)],
        strengths=_STRENGTHS[number % len(_STRENGTHS)],
    )  # fmt: skip
    goal, action = _GOALS[number % len(_GOALS)]
    goals.set_goal(session, adviser, row.id, goal, day + timedelta(weeks=4))
    actions.agree(session, adviser, row.id, action, row.learner_id, day + timedelta(weeks=2))
    notes.write_note(session, adviser, row.id, Written(_SHARED[number % len(_SHARED)], "shared"))
    if number % 2 == 0:
        partner, reason = _PARTNERS[number // 2 % len(_PARTNERS)]
        sent = referrals.send(session, adviser, row.id, partner, reason, day)
        if number % 6 == 0:
            referrals.follow(session, adviser, row.id, sent.id, received_on=day, met_on=None)
    if number % 3 == 0:
        subject, words = _OBSTACLES[number // 3 % len(_OBSTACLES)]
        written = Written(words, "restricted", [trainer.account_id], subject)
        notes.write_note(session, adviser, row.id, written, kind="obstacle")
    if number % 4 == 1:
        notes.write_note(session, trainer, row.id, Written("Apprend mieux par l'exemple, en petit groupe.", "team"))
    if number % 5 == 0:
        _aid(session, adviser, row, number, day)


def _aid(session: Session, adviser: Actor, row: EnrolmentRow, number: int, day: date) -> None:
    known = page.choices(session, adviser.organisation_id)
    asked = aids.ask(
        session, adviser, row.id, known["aid"][0], 50_000, known["criteria"][:3], "Premier matériel et assurance", day
    )
    if number % 10 == 0:
        aids.decide(session, adviser, row.id, asked.id, "granted", 50_000, day)
    elif number % 15 == 0:
        aids.decide(session, adviser, row.id, asked.id, "refused", 0, day, "Parcours suivi depuis trop peu de temps.")


def _featured(session: Session, adviser: Actor, trainer: Actor, row: EnrolmentRow, today: date, now: datetime) -> None:
    """A dossier with something of everything, read lately, and with the learner's own words."""
    learner = _learner(adviser, row)
    with clock.at(now - timedelta(days=20)):
        page.say_in_own_words(session, learner, row.id, "Je veux vivre de mon pain, et rester près de mes enfants.")
        done = actions.agree(session, learner, row.id, "Demander le calendrier des marchés", row.learner_id)
        goals.set_goal(session, learner, row.id, "Oser parler en public", hidden=True)
        sent = referrals.send(session, adviser, row.id, "Réseau des boulangers", "Rencontrer un parrain")
    with clock.at(now - timedelta(days=9)):
        actions.tick(session, learner, row.id, done.id, True)
        goal = goals.set_goal(session, learner, row.id, "Trouver un four d'occasion", today - timedelta(days=8))
        actions.comment(session, adviser, row.id, done.id, "Bien vu. Celui de Brive manque encore.")
    with clock.at(now - timedelta(days=6)):
        goals.change_goal(
            session, learner, row.id, goal.id, title=goal.title, planned_on=goal.planned_on, outcome="reached",
            review="Trouvé par la chambre de métiers. Prochaine fois, je demande plus tôt.",
        )  # fmt: skip
        referrals.follow(
            session, adviser, row.id, sent.id, received_on=clock.today() - timedelta(days=10),
            met_on=clock.today() - timedelta(days=1), outcome="helped", outcome_words="Un parrain pour six mois.",
        )  # fmt: skip
        page.ask_correction(session, learner, row.id, "Mon premier marché est à Tulle, pas à Brive.")
    for days, reader, part in ((12, adviser, "dossier"), (6, trainer, "notes"), (2, adviser, "overview")):
        with clock.at(now - timedelta(days=days)):
            seeing.keep_reading(session, row.organisation_id, row.id, reader.account_id, part)


def _learner(adviser: Actor, row: EnrolmentRow) -> Actor:
    return Actor(
        row.learner_id, adviser.organisation_id, adviser.organisation_slug, adviser.organisation_name,
        row.learner_name, row.learner_email, frozenset({Role.LEARNER}),
    )  # fmt: skip
