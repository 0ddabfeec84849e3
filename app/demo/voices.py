"""What people of the demonstration say: surveys at the end and months after, complaints, incidents, what was improved."""

from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.core.db import AnyRow, Database
from app.core.periods import Period
from app.feedback.campaigns import answering, asking, queries, questionnaires
from app.feedback.campaigns import asking_queries as due
from app.feedback.campaigns.rules import Moment, months_later
from app.feedback.complaints import services as complaints
from app.feedback.complaints.services import Said
from app.feedback.improvements import queries as improving
from app.feedback.improvements import services as improvements
from app.feedback.improvements.services import Decided, Effect
from app.feedback.incidents import services as incidents
from app.feedback.incidents.services import Happened
from app.identity import queries as identity
from app.notifications.writing import Person

ASKED_AT_MOST = 120  # paths, however many learners there are
_HELPED = (
    "Les rendez-vous avec ma conseillère. Je repartais toujours avec une chose à faire.",
    "Avoir parlé à de vrais clients avant d'acheter quoi que ce soit.",
    "Le groupe. On a gardé le contact.",
    "Le prévisionnel expliqué ligne par ligne.",
    "Les chefs d'entreprise venus raconter leurs erreurs.",
    "Pouvoir travailler le soir, à mon rythme.",
)
_CHANGE = (
    "Les séances du matin commencent trop tôt quand on vient en car.",
    "Plus d'exemples pour l'artisanat, moins de jargon.",
    "J'aurais voulu voir le financement plus tôt.",
    "La connexion de la salle d'Ussel.",
    "Un point à mi-parcours avec la même personne.",
)
_NOW = ("De l'aide pour ma comptabilité.", "Trouver un local.", "Un coup de main pour mon site.", "Rien, tout va bien.")


def hear(database: Database, staff: dict[str, list[Actor]], now: datetime) -> None:
    """A year of voices in one organisation, as of the day of the demonstration."""
    today = clock.local(now).date()
    quality = staff["quality"][0]
    with database.writing() as session:
        with clock.at(now - timedelta(days=230)):
            questionnaires.begin(session, quality)
        paths = due.gone_since(session, today - timedelta(days=365), today - timedelta(days=1))
        paths = [path for path in paths if path.organisation_id == quality.organisation_id][:ASKED_AT_MOST]
        closed = _days(session, quality, [path.id for path in paths])
        _ask(session, paths, closed, Moment.HOT, None, 0.88, now)
        _ask(session, paths, closed, Moment.COLD, 3, 0.55, now)
        _ask(session, paths, closed, Moment.COLD, 6, 0.5, now)
        _ask_partners(session, quality, now)
        told = _complain(session, staff, now)
        happened = _go_wrong(session, staff, today, now)
        _improve(session, staff, told, happened, today, now)
        _try_out(session, quality, now)


def _days(session: Session, quality: Actor, ids: list[str]) -> dict[str, date]:
    return due.closing_days(session, quality.organisation_id, ids)


def _ask(
    session: Session,
    paths: list[AnyRow],
    closed: dict[str, date],
    moment: Moment,
    months: int | None,
    share: float,
    now: datetime,
) -> None:
    """Each person is asked on their day, and answers within a few days, or does not."""
    today, names = clock.local(now).date(), due.people(session, [path.learner_id for path in paths])
    for path in sorted(paths, key=lambda path: (closed[path.id], path.id)):
        end = closed[path.id]
        day = months_later(end, months) if months else end + timedelta(days=1)
        name = names[path.learner_id].name
        chance = Random(f"voice {moment} {months} {name} {end.toordinal() - today.toordinal()}")
        if day >= today:
            continue
        with clock.at(clock.paris(day, 10)):
            campaign = asking.standing(session, path.organisation_id, path.course_id, moment, months)
            assert campaign is not None
            one = names[path.learner_id]
            person = Person(one.name, one.email, one.id, path.id, one.locale)
            nonce = asking.invite(session, campaign, person, path.course_id).nonce
        answered = day + timedelta(days=chance.choice((0, 1, 1, 2, 4, 5, 11)))
        if chance.random() < share and answered < today:
            with clock.at(clock.paris(answered, 18)):
                answers = _hot(chance) if moment is Moment.HOT else _cold(chance)
                answering.answer(session, asking.token_for(nonce), answers)


def _hot(chance: Random) -> dict[str, object]:
    mark = chance.choices((4, 5, 6, 7, 8, 9, 10), (1, 1, 3, 6, 9, 8, 5))[0]
    good = 4 if mark >= 8 else 3 if mark >= 6 else 2
    return {
        "1": mark, "2": good, "3": max(1, good - (chance.random() < 0.3)), "4": min(4, good + (chance.random() < 0.5)),
        "5": chance.choices((1, 2, 3), (1, 8, 2))[0],
        "6": chance.choice(_HELPED) if chance.random() < 0.6 else None,
        "7": chance.choice(_CHANGE) if chance.random() < 0.45 else None,
    }  # fmt: skip


def _cold(chance: Random) -> dict[str, object]:
    return {
        "1": chance.choices((5, 6, 7, 8, 9, 10), (1, 2, 5, 8, 6, 3))[0],
        "2": chance.choices((2, 3, 4), (2, 5, 5))[0],
        "4": chance.choice(_NOW) if chance.random() < 0.6 else None,
    }


def _ask_partners(session: Session, quality: Actor, now: datetime) -> None:
    """Funders, once this year: two have answered, one address is wrong."""
    asked = next(row for row in queries.questionnaires(session, quality.organisation_id) if row.audience == "funder")
    lines = "Région ; formation@region.example\nFrance Travail ; partenariats@france-travail.example\nVille ; mairie@ville.example"
    with clock.at(now - timedelta(days=60)):
        made = asking.open_campaign(
            session, quality, asked.id, addresses=lines, title="Financeurs : votre appréciation"
        )
    nonces = due.nonces(session, made.campaign_id)
    for days, nonce, mark, words in zip(
        (55, 41), nonces, (8, 9), ("Un bilan plus court nous suffirait.", ""), strict=False
    ):
        with clock.at(now - timedelta(days=days)):
            answering.answer(session, asking.token_for(nonce), {"1": mark, "2": 3, "3": words})


def _complain(session: Session, staff: dict[str, list[Actor]], now: datetime) -> list[str]:
    """Three: answered and closed, under way, and come this morning without an address."""
    quality, adviser = staff["quality"][0], staff["adviser"][0]
    place = next(one for one in identity.organisations(session) if one.id == quality.organisation_id)
    with clock.at(now - timedelta(days=95)):
        first = complaints.complain(
            session, None, place,
            Said("Deux séances de suite annulées le matin même. J'avais pris le car pour rien.", "session",
                 "Sophie Ardant", "sophie.ardant@exemple.example", wish="Être prévenue la veille."), "demo-1",
        )  # fmt: skip
    with clock.at(now - timedelta(days=93)):
        complaints.hand(session, quality, first.complaint_id, adviser.account_id)
    with clock.at(now - timedelta(days=88)):
        complaints.write(
            session, adviser, first.complaint_id, "answer",
            "Vous avez raison, et nous nous excusons. Désormais, une séance annulée est annoncée par SMS la veille au "
            "plus tard. Vos frais de car vous sont remboursés.",
        )  # fmt: skip
    with clock.at(now - timedelta(days=86)):
        complaints.say_satisfied(session, first.token, "yes")
        complaints.close(session, quality, first.complaint_id, "founded", "Remboursement fait.")
    with clock.at(now - timedelta(days=6)):
        second = complaints.enter(
            session, adviser,
            Said("Le vidéoprojecteur est trop pâle : du fond de la salle, on ne lit rien.", "place", "Marcel Viallet",
                 phone="06 39 98 00 77", wish="Des documents imprimés en gros."),
        )  # fmt: skip
    with clock.at(now - timedelta(days=5)):
        complaints.acknowledge(session, adviser, second.complaint_id)
        complaints.write(session, adviser, second.complaint_id, "note", "Vu avec la salle : lampe à changer.")
    with clock.at(now - timedelta(hours=3)):
        third = complaints.complain(
            session, None, place, Said("Je n'arrive pas à joindre ma conseillère depuis une semaine.", "team",
                                       "Une personne", phone="06 39 98 00 78"), "demo-2",
        )  # fmt: skip
    return [first.complaint_id, second.complaint_id, third.complaint_id]


_WRONG = (
    (150, "absent", "L'intervenante juridique n'a pas pu venir, train supprimé.", "Séance faite à distance le soir même, compte rendu envoyé."),
    (97, "planning", "Deux matinées annulées à Tulle, formateur empêché.", "Remplacées la semaine suivante par un collègue."),
    (61, "equipment", "Pas de connexion dans la salle d'Ussel pendant une demi-journée.", "Partage de connexion, puis contrat changé."),
    (24, "place", "Salle de Brive fermée, serrure cassée.", "Séance déplacée à la médiathèque, à dix minutes à pied."),
    (2, "equipment", "Lampe du vidéoprojecteur usée à Tulle.", ""),
)  # fmt: skip


def _go_wrong(session: Session, staff: dict[str, list[Actor]], today: date, now: datetime) -> list[str]:
    made = []
    for number, (days, subject, what, solution) in enumerate(_WRONG):
        who = (staff["trainer"] if number % 2 else staff["adviser"])[0]
        with clock.at(now - timedelta(days=days)):
            day = today - timedelta(days=days)
            made.append(incidents.record_incident(session, who, Happened(what, day, subject, solution)))
    return made


def _try_out(session: Session, quality: Actor, now: datetime) -> None:
    """What was decided of three activities with the evening group, who tried them first."""
    group = next(iter(improving.groups_with_course(session, quality.organisation_id)), None)
    course_id = improving.course_of_group(session, group.id) if group else None
    if group is None or course_id is None:
        return
    said = (
        ("keep", "Tout le monde s'en sert encore."),
        ("keep", ""),
        ("change", "Donner un exemple de services, pas seulement de commerce."),
    )
    for (choice, reason), element in zip(said, improving.elements(session, course_id), strict=False):
        with clock.at(now - timedelta(days=12)):
            improvements.choose(session, quality, group.id, element.activity_id, choice, reason, None)


def _improve(
    session: Session,
    staff: dict[str, list[Actor]],
    told: list[str],
    happened: list[str],
    today: date,
    now: datetime,
) -> None:
    """Six actions: what was decided, where it stands, and what it has changed when somebody has looked."""
    quality, adviser, trainer = staff["quality"][0], staff["adviser"][0], staff["trainer"][0]

    def decided(days: int, title: str, owner: Actor, due: int, **origin: str) -> str:
        with clock.at(now - timedelta(days=days)):
            said = Decided(title, today + timedelta(days=due), owner.account_id, **origin)
            return improvements.decide(session, quality, said)

    def ended(days: int, key: str, words: str) -> None:
        with clock.at(now - timedelta(days=days)):
            improvements.move(session, quality, key, "done", words, 0)

    sms = decided(
        90,
        "Annoncer une annulation par SMS, la veille au plus tard",
        adviser,
        -60,
        origin="complaint",
        origin_id=told[0],
        cause="Les annulations n'étaient dites que par courriel, lu trop tard.",
    )
    ended(58, sms, "Réglage fait, modèle de SMS écrit, équipe prévenue.")
    with clock.at(now - timedelta(days=3)):
        before = Period(today - timedelta(days=180), today - timedelta(days=91))
        after = Period(today - timedelta(days=57), today - timedelta(days=3))
        improvements.measure_effect(
            session, quality, sms, Effect("Plus aucune réclamation sur ce sujet.", "complaints", before, after), 0
        )
        improvements.publish(
            session, quality, sms, "Une séance annulée vous est annoncée par SMS, la veille au plus tard.", 0
        )
    net = decided(
        58,
        "Changer le contrat de connexion de la salle d'Ussel",
        quality,
        -30,
        origin="incident",
        origin_id=happened[2],
        cause="Débit trop faible à plus de cinq postes.",
    )
    ended(28, net, "Fibre posée.")
    with clock.at(now - timedelta(days=2)):
        improvements.measure_effect(
            session, quality, net, Effect("Aucune coupure depuis la pose, dix séances tenues."), 0
        )
        improvements.publish(
            session, quality, net, "La salle d'Ussel a la fibre : plus de coupure pendant les séances.", 0
        )
    early = decided(
        120,
        "Parler du financement dès la troisième semaine",
        trainer,
        -75,
        origin="review",
        origin_words="Réunion d'équipe de l'été",
        cause="Demandé par plusieurs personnes dans l'enquête à chaud.",
    )
    ended(74, early, "Séquence avancée, intervenant prévenu.")
    with clock.at(now - timedelta(days=4)):
        before = Period(today - timedelta(days=200), today - timedelta(days=121))
        after = Period(today - timedelta(days=73), today - timedelta(days=4))
        improvements.measure_effect(
            session,
            quality,
            early,
            Effect(
                "La note d'ensemble bouge peu : à regarder de nouveau au printemps.", "satisfaction_mean", before, after
            ),
            0,
        )
        improvements.publish(
            session,
            quality,
            early,
            "Le financement est abordé dès la troisième semaine, comme vous l'aviez demandé.",
            0,
        )
    lamp = decided(
        1,
        "Remplacer les lampes et imprimer les supports en gros caractères",
        trainer,
        20,
        origin="complaint",
        origin_id=told[1],
        cause="Supports illisibles du fond de la salle.",
    )
    with clock.at(now - timedelta(hours=2)):
        improvements.move(session, quality, lamp, "doing", "Lampes commandées.", 0)
    decided(
        45,
        "Écrire un exemple pour l'artisanat dans chaque séquence",
        trainer,
        -5,
        origin="survey",
        cause="« Plus d'exemples pour l'artisanat, moins de jargon. »",
    )
    bus = decided(
        70, "Commencer les séances du matin à 9 h 30", adviser, -40, origin="idea", cause="Les cars arrivent à 9 h 10."
    )
    with clock.at(now - timedelta(days=39)):
        improvements.move(
            session,
            quality,
            bus,
            "dropped",
            "La salle doit être rendue à midi : essayé autrement, avec un accueil dès 8 h 45.",
            0,
        )
