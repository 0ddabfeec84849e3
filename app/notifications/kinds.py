"""The kinds of news, as data: what each is called, why one receives it, by which ways it may come, and unless one chooses.

An event (a folder of templates/emails) belongs to one kind: by its name, or by how its name begins, so that a room adds
another event of a known kind without a word here.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.core.access import Actor, Role
from app.core.i18n import N_


class Channel(StrEnum):
    PAGE = "page"
    MAIL = "mail"
    PUSH = "push"
    SMS = "sms"


class Pace(StrEnum):
    """When the e-mail of a piece of news leaves."""

    NOW = "now"
    DAY = "day"
    WEEK = "week"
    NEVER = "never"


class Audience(StrEnum):
    EVERYBODY = "everybody"
    LEARNERS = "learners"
    TEAM = "team"
    ACCOMPANIED = "accompanied"  # learners and the team: whom appointments, sessions and messages bring together
    FORUM = "forum"  # and the business owners who are invited there
    VISITORS = "visitors"  # people without an account: they have no page to choose on


_INVITED = {Audience.ACCOMPANIED: (), Audience.FORUM: (Role.EXPERT,)}
DIGEST = "digest"
ALL = (Channel.PAGE, Channel.MAIL, Channel.PUSH, Channel.SMS)
NO_SMS = (Channel.PAGE, Channel.MAIL, Channel.PUSH)
BY_MAIL = (Channel.PAGE, Channel.MAIL)


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    label: str
    why: str  # said with each piece of news
    events: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()  # beginnings of the names of other events
    audience: Audience = Audience.EVERYBODY
    channels: tuple[Channel, ...] = NO_SMS
    paces: tuple[Pace, ...] = tuple(Pace)
    # Unless the person chooses. A push needs a device that was registered, an SMS a number and a yes.
    page: bool = True
    mail: Pace = Pace.NOW
    push: bool = True
    sms: bool = False
    can_stop: bool = True  # what concerns safety or the law is always told, on the page and by e-mail
    waits: bool = False  # its e-mail, too, waits for the end of the quiet hours

    @property
    def is_digest(self) -> bool:
        """Whether it is written on its day, and so leaves as soon as it is written."""
        return Pace.NOW not in self.paces

    def is_for(self, actor: Actor) -> bool:
        """Whether somebody may receive it, and so chooses."""
        if self.audience is Audience.TEAM:
            return actor.is_staff
        if self.audience is Audience.LEARNERS:
            return actor.has(Role.LEARNER)
        if self.audience in (Audience.ACCOMPANIED, Audience.FORUM):
            return actor.is_staff or actor.has(Role.LEARNER, *_INVITED[self.audience])
        return self.audience is Audience.EVERYBODY


_ON_A_DATE = (Pace.NOW, Pace.NEVER)  # what has a date and an invitation for the calendar is no news the day after
_A_DIGEST = (Pace.DAY, Pace.WEEK, Pace.NEVER)  # it gathers by itself, on its day

KINDS: tuple[Kind, ...] = (
    Kind(
        "messages", N_("Messages de l'équipe et du groupe"),
        N_("Vous recevez ceci parce que quelqu'un vous a écrit."),
        begins=("message", "conversation"), audience=Audience.ACCOMPANIED, channels=ALL, waits=True,
    ),
    Kind(
        "replies", N_("Réponses par courriel qui n'ont pas pu arriver"),
        N_("Vous recevez ceci parce qu'une réponse à un de nos messages n'est pas arrivée."),
        events=("reply_refused",), begins=("reply",), channels=BY_MAIL, paces=(Pace.NOW,), push=False, can_stop=False,
    ),
    Kind(
        "appointments", N_("Rendez-vous"),
        N_("Vous recevez ceci parce que ce rendez-vous vous concerne."),
        events=("appointment_booked", "appointment_moved", "appointment_cancelled", "appointment_reminder"),
        begins=("appointment",), audience=Audience.ACCOMPANIED, channels=ALL, paces=_ON_A_DATE, sms=True,
    ),
    Kind(
        "sessions", N_("Séances"),
        N_("Vous recevez ceci parce que vous avez une place dans cette séance, l'attendez ou l'animez."),
        events=(
            "session_moved", "session_cancelled", "session_tomorrow", "seat_booked", "seats_booked", "seat_lost",
        ),
        begins=("session", "seat"), audience=Audience.ACCOMPANIED, channels=ALL, paces=_ON_A_DATE, sms=True,
    ),
    Kind(
        "plan", N_("Changements de votre plan"),
        N_("Vous recevez ceci parce que vous suivez ce parcours."),
        events=("plan_changed", "plan_undone"), begins=("plan",), audience=Audience.LEARNERS,
    ),
    Kind(
        "badges", N_("Badges"),
        N_("Vous recevez ceci parce que vous suivez un parcours qui donne des badges."),
        events=("badge_issued", "badge_revoked"), begins=("badge",), audience=Audience.LEARNERS,
    ),
    Kind(
        "reminders", N_("Rappels et encouragements"),
        N_("Vous recevez ceci parce que vous suivez ce parcours et qu'une étape vous attend."),
        events=("modules_late", "nudge"), begins=("reminder", "positioning"), audience=Audience.LEARNERS, channels=ALL, waits=True,
    ),
    Kind(
        "forum_mentions", N_("Forum : quand on vous nomme, ou qu'on répond à votre question"),
        N_("Vous recevez ceci parce que votre nom est dans ce message du forum, ou que le fil est le vôtre."),
        begins=("forum_mention", "forum_answer", "forum_accepted", "forum_moderat", "forum_report"), audience=Audience.FORUM,
    ),
    Kind(
        "forum_announcements", N_("Forum : annonces"),
        N_("Vous recevez ceci parce que vous êtes dans ce groupe ou ce parcours."),
        begins=("forum_announce",), audience=Audience.FORUM,
    ),
    Kind(
        "forum_threads", N_("Forum : nouveaux fils des espaces que vous suivez"),
        N_("Vous recevez ceci parce que vous suivez cet espace du forum."),
        events=("forum_thread",), begins=("forum_thread",), audience=Audience.FORUM,
    ),
    Kind(
        "forum_replies", N_("Forum : réponses aux fils que vous suivez"),
        N_("Vous recevez ceci parce que vous suivez ce fil."),
        begins=("forum",), audience=Audience.FORUM, mail=Pace.DAY, push=False,
    ),
    Kind(
        "forum_digest", N_("Forum : résumé"),
        N_("Vous recevez ceci parce que vous avez demandé un résumé du forum."),
        events=("forum_digest",), begins=("forum_digest",), audience=Audience.FORUM, channels=(Channel.MAIL,), paces=_A_DIGEST, mail=Pace.WEEK, page=False, push=False,
    ),
    Kind(
        "company", N_("Votre accompagnement et votre dossier"),
        N_("Vous recevez ceci parce que vous suivez ce parcours."),
        begins=("adviser", "dossier", "level_"), audience=Audience.ACCOMPANIED,
    ),
    Kind(
        "outcomes", N_("Vos nouvelles après le parcours"),
        N_("Vous recevez ceci parce que vous avez suivi un parcours, et que nous avons convenu de prendre de vos nouvelles."),
        begins=("situation", "closing"), audience=Audience.LEARNERS, channels=ALL, paces=_ON_A_DATE, sms=True, waits=True,
    ),
    Kind(
        "follow_up", N_("Suivi des personnes que vous accompagnez"),
        N_("Vous recevez ceci parce que vous accompagnez cette personne."),
        begins=("follow", "handed", "handover", "people_handed", "cover", "note_"), audience=Audience.TEAM,
    ),
    Kind(
        "admissions", N_("Admissions"),
        N_("Vous recevez ceci parce qu'une admission vous concerne."),
        begins=("admission", "candidate", "application"), audience=Audience.TEAM,
    ),
    Kind(
        "registers", N_("Registres qualité : ce qui est à relire"),
        N_("Vous recevez ceci parce que vous tenez cette ligne d'un registre."),
        events=("register_due",), begins=("register",), audience=Audience.TEAM, channels=BY_MAIL, mail=Pace.WEEK, push=False,
    ),
    Kind(
        "breaches", N_("Violations de données : ce qui est signalé, et le délai de 72 heures"),
        N_("Vous recevez ceci parce que vous répondez des données de l'organisation."),
        events=("breach_declared", "breach_clock"), audience=Audience.TEAM, channels=BY_MAIL, paces=(Pace.NOW,), push=False,
        can_stop=False,
    ),
    Kind(
        "breach_told", N_("Incident qui touche vos données"),
        N_("Vous recevez ceci parce qu'un incident a touché des données qui vous concernent. La loi demande de vous le dire."),
        events=("breach_told",), channels=BY_MAIL, paces=(Pace.NOW,), push=False, can_stop=False,
    ),
    Kind(
        "surveys", N_("Votre avis : enquêtes et relances"),
        N_("Vous recevez ceci parce que votre avis est demandé."),
        events=("survey_asked", "survey_reminder"), begins=("survey",), channels=ALL, waits=True,
    ),
    Kind(
        "complaints", N_("Réclamations : accusé de réception et réponse"),
        N_("Vous recevez ceci parce que cette adresse a été donnée pour une réclamation."),
        events=("complaint_received", "complaint_answer"), audience=Audience.VISITORS, channels=(Channel.MAIL,),
        paces=(Pace.NOW,), can_stop=False,
    ),
    Kind(
        "quality", N_("Qualité : réclamations et actions d'amélioration"),
        N_("Vous recevez ceci parce que vous suivez une réclamation ou une action d'amélioration."),
        events=("complaint_new", "improvement_due"), begins=("improvement",), audience=Audience.TEAM,
    ),
    Kind(
        "documents", N_("Vos documents, ceux à signer et à lire"),
        N_("Vous recevez ceci parce qu'un document vous est remis, ou attend votre signature."),
        begins=("document",), audience=Audience.ACCOMPANIED,
    ),
    Kind(
        "visits", N_("Rencontres publiques"),
        N_("Vous recevez ceci parce que cette adresse a été donnée pour une inscription."),
        events=("visit_registered", "visit_cancelled", "visit_moved", "visit_tomorrow"), begins=("visit",),
        audience=Audience.VISITORS, channels=(Channel.MAIL,), paces=(Pace.NOW,), can_stop=False,
    ),
    Kind(
        DIGEST, N_("Résumé de vos nouvelles"),
        N_("Vous recevez ce résumé parce que vous avez choisi de recevoir ces nouvelles ensemble."),
        events=(DIGEST,), audience=Audience.VISITORS, channels=(Channel.MAIL,), paces=(Pace.NOW,), page=False,
    ),
    Kind(
        "trail", N_("Journal des accès : ce qui est inhabituel"),
        N_("Vous recevez ceci parce que vous répondez des données ici."),
        events=("trail_unusual",), begins=("trail",), audience=Audience.TEAM, channels=BY_MAIL, push=False,
        can_stop=False,
    ),
    Kind(
        "results", N_("Résultats publiés : ce qui est à refaire"),
        N_("Vous recevez ceci parce que vous répondez de la qualité."),
        events=("results_old",), begins=("results",), audience=Audience.TEAM, channels=BY_MAIL, push=False,
    ),
    Kind(
        "account", N_("Votre compte, vos droits"),
        N_("Vous recevez ceci parce que votre compte ou vos droits sont concernés. Ce message ne peut pas être arrêté."),
        begins=("account", "password", "sign_in", "privacy", "legal"), channels=BY_MAIL, paces=(Pace.NOW,),
        push=False, can_stop=False,
    ),
)  # fmt: skip

_BY_CODE = {kind.code: kind for kind in KINDS}
_BY_EVENT = {event: kind for kind in KINDS for event in kind.events}
_BY_BEGINNING = sorted(
    ((begins, kind) for kind in KINDS for begins in kind.begins), key=lambda pair: len(pair[0]), reverse=True
)


def by_code(code: str) -> Kind | None:
    return _BY_CODE.get(code)


def kind_of(event: str) -> Kind:
    """The kind of an event; KeyError for one that nobody has placed."""
    found = _BY_EVENT.get(event) or next((kind for begins, kind in _BY_BEGINNING if event.startswith(begins)), None)
    if found is None:
        raise KeyError(f"l'événement {event} n'a pas de genre : voir app/notifications/kinds.py")
    return found


def kinds_for(actor: Actor) -> list[Kind]:
    """The kinds on which somebody chooses, in the order of the page."""
    return [kind for kind in KINDS if kind.is_for(actor)]
