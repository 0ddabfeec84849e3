"""A forum that has been alive for weeks: questions answered, an announcement kept on top, and what is not read yet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.demo.world import World
from app.enrolments.groups import queries as groups
from app.forum import services as forum


@dataclass(frozen=True, slots=True)
class Said:
    """One post: who (a role, or the place of a learner), how long before today, and to which post it answers."""

    who: str
    hours: float
    words: str
    answers: int | None = None
    thanked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    space: str
    kind: str
    title: str
    posts: tuple[Said, ...]
    accepted: int = 0
    pinned: bool = False
    locked: str = ""
    takes_replies: bool = True


TALKS = (
    Talk(
        "organisation", "announcement", "Fermeture de fin d'année et permanence téléphonique",
        (
            Said(
                "adviser", 150,
                "Bonjour à toutes et à tous.\n\nLa maison ferme **entre Noël et le jour de l'an**. Une permanence "
                "téléphonique reste ouverte le matin, de 9 h à 12 h, pour les urgences.\n\n"
                "Vos parcours restent ouverts en ligne, et ce forum aussi.",
                thanked_by=("1", "2", "3"),
            ),
        ),
        pinned=True, takes_replies=False,
    ),
    Talk(
        "organisation", "question", "Faut-il un terminal de paiement dès les premiers marchés ?",
        (
            Said("1", 120, "Je commence mes marchés dans deux semaines. Les clients me demandent si je prends la carte. Est-ce que ça vaut le coup tout de suite ?"),
            Said("2", 118, "Au début j'ai fait sans. J'ai compté : sur une matinée, six personnes sont reparties sans rien acheter."),
            Said("trainer", 96, "Faites le calcul ensemble : six ventes à 9 € font 54 € par marché. Un terminal simple coûte environ 20 € par mois, plus une commission d'à peu près 1,5 %.", thanked_by=("1", "2", "4")),
            Said("expert", 90, "Je confirme, par expérience : **le panier moyen monte** quand les gens peuvent payer par carte. Prenez un terminal sans abonnement pour commencer, et regardez après deux mois.\n\n- sans engagement\n- branché sur votre téléphone\n- avec un reçu par courriel", thanked_by=("1", "2", "3", "5")),
            Said("1", 72, "Merci, c'est très clair. J'en prends un sans abonnement et je vous raconte.", answers=4),
            Said("3", 20, "Et pour les titres-restaurant, quelqu'un sait comment faire ?"),
        ),
        accepted=4,
    ),
    Talk(
        "entrepreneurs", "question", "Comment avez-vous trouvé vos dix premiers clients ?",
        (
            Said("4", 200, "Je me lance dans le petit dépannage informatique à domicile. J'ai des cartes de visite, mais pas encore d'appel. Par quoi avez-vous commencé ?"),
            Said("expert", 180, "J'ai écrit à trente personnes que je connaissais déjà, une par une, pas un message de groupe. Onze m'ont répondu, quatre sont devenues clientes, et elles ont parlé de moi.", thanked_by=("4", "5", "1", "6")),
            Said("5", 150, "> une par une, pas un message de groupe\n\nC'est exactement ce que je n'osais pas faire. J'essaie cette semaine.", answers=2),
            Said("expert", 100, "Un modèle, si cela vous aide :\n\n> Bonjour Marie, je viens d'ouvrir mon activité de dépannage à domicile. Connaissez-vous quelqu'un que son ordinateur agace ?\n\nOn ne demande pas d'acheter. On demande un nom.", thanked_by=("5", "4")),
            Said("5", 26, "Trois messages envoyés, deux réponses, un rendez-vous. Je n'en reviens pas.", thanked_by=("expert", "trainer")),
            Said("6", 5, "Je tente aussi pour mon atelier de couture. Vous relancez au bout de combien de temps ?"),
        ),
        accepted=2,
    ),
    Talk(
        "entrepreneurs", "discussion", "Ce que j'aurais aimé savoir avant d'ouvrir",
        (
            Said("adviser", 300, "Maïder, qui tient son atelier depuis six ans, nous dit ce qu'elle aurait aimé savoir avant d'ouvrir. Posez-lui vos questions ici."),
            Said("expert", 280, "Trois choses. Comptez **toutes** vos heures, même le ménage. Gardez trois mois de charges de côté. Et prenez un jour de repos dès la première semaine : on ne le rattrape jamais.", thanked_by=("1", "2", "3", "4", "5", "6")),
            Said("2", 240, "Le jour de repos, vous l'avez choisi comment ?", answers=2),
            Said("expert", 230, "Celui où je vendais le moins. Je l'ai regardé dans mon carnet au bout de deux mois.", answers=3, thanked_by=("2",)),
        ),
    ),
    Talk(
        "group", "discussion", "Covoiturage pour l'atelier de jeudi",
        (
            Said("trainer", 60, "Qui vient de Brive et de Lubersac ? Organisez-vous ici pour les trajets."),
        ),
    ),
    Talk(
        "organisation", "question", "Mon nom d'activité est-il déjà pris ?",
        (
            Said("6", 30, "J'ai trouvé un nom qui me plaît. Où vérifier que personne ne l'utilise déjà, avant de faire imprimer des cartes ?"),
        ),
    ),
    Talk(
        "organisation", "discussion", "Prêt de barnums pour les marchés d'octobre",
        (
            Said("3", 900, "La mairie prête des barnums pour les marchés. Il faut les demander avant le 15."),
            Said("2", 880, "Merci, c'est fait pour moi.", answers=1),
        ),
        locked="Les marchés sont passés. Un autre fil s'ouvrira au printemps.",
    ),
)  # fmt: skip


def talk(world: World, now: datetime) -> None:
    """Every conversation at its own time, then what people think of it and how far the featured learner has read."""
    there = sorted(world.learners, key=lambda number: (number not in world.on_their_way, number))
    learners = [world.learners[number] for number in there]
    me = next((one for one in learners if one.email == world.first_learner.email), None)
    if me is None or len(learners) < 2:
        return
    voices = {role: world.staff[role][0] for role in ("adviser", "trainer", "expert")}

    def voice(who: str) -> Actor:
        return voices.get(who) or learners[int(who) % len(learners)]

    made = [_hold(world, one, now, voice) for one in TALKS]
    with clock.at(now - timedelta(minutes=30)), world.database.writing() as session:
        for thread_id, number in ((made[1], 5), (made[2], 4), (made[3], 2)):
            forum.mark_read(session, me, thread_id, number)
        forum.follow_thread(session, me, made[2], "follow")


def _hold(world: World, one: Talk, now: datetime, voice: Callable[[str], Actor]) -> str:
    first, *others = one.posts
    opener = voice(first.who)
    with clock.at(_when(now, first.hours)), world.database.writing() as session:
        thread = forum.open_thread(
            session, opener, one.title, first.words, kind=one.kind, space_id=_space(session, world, one.space),
            takes_replies=one.takes_replies, experts=any(said.who == "expert" for said in one.posts),
        )  # fmt: skip
    for said in others:
        with clock.at(_when(now, said.hours)), world.database.writing() as session:
            forum.post(session, voice(said.who), thread.id, said.words, reply_to=said.answers)
    with (
        clock.at(_when(now, one.posts[-1].hours) + timedelta(minutes=20)),
        world.database.writing() as session,
    ):
        for number, said in enumerate(one.posts, 1):
            for who in said.thanked_by:
                if voice(who).account_id != voice(said.who).account_id:
                    forum.thank(session, voice(who), thread.id, number, True)
        if one.accepted:
            forum.accept_answer(session, opener, thread.id, one.accepted)
        keeper = voice("trainer")
        if one.pinned:
            forum.pin_thread(session, keeper, thread.id, True)
        if one.locked:
            forum.lock_thread(session, keeper, thread.id, True, one.locked)
    return thread.id


def _when(now: datetime, hours: float) -> datetime:
    """About so many hours before today, at a time when people write."""
    days, rest = divmod(int(hours), 24)
    day = clock.local(now).date() - timedelta(days=days + 1)
    return clock.paris(day, 20 - rest // 2, rest % 2 * 30 + 7)


def _space(session: Session, world: World, kind: str) -> str:
    place = world.organisation[0]
    if kind == "group":
        group_id, _name = groups.open_names(session, place)[0]
        return forum.space_of(session, place, "group", group_id=group_id)
    return forum.space_of(session, place, kind)
