"""The public home, each role's home, help and legal pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.assessment import queries as assessment
from app.core.access import Actor, Role
from app.core.clock import now
from app.courses import queries as courses
from app.home import demonstration, queries, rules
from app.home.error_help import known_errors
from app.identity import queries as identity
from app.learning.pages import learner_home
from app.scheduling import queries as scheduling
from app.web.doors import CurrentActor, MaybeActor, Reading, pages
from app.web.templating import go, show

router = pages("home")

SHOWN = 10  # works and sessions on the trainer's home
AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True, order=True)
class _Waiting:
    """A work or a free answer that nobody has read, the longest waiting first."""

    sent_at: datetime
    href: str
    who: str
    title: str
    course: str


@router.get("/")
def welcome(request: Request, session: Reading, actor: MaybeActor) -> Response:
    demo = [] if actor else demonstration.accounts(session)
    return show(request, "home/welcome.html", demo=demo, password=demonstration.PASSWORD if demo else "")


@router.get("/accueil")
def own_home(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """The home of the role whose work comes first; the menu leads to the others."""
    role = rules.first_role(actor.roles)
    if role in rules.ELSEWHERE:
        return go(rules.ELSEWHERE[role])
    if role is Role.LEARNER:
        return learner_home(request, session, actor)
    if role is Role.TRAINER:
        return _trainer(request, session, actor)
    return _admin(request, session, actor)


def _trainer(request: Request, session: Session, actor: Actor) -> Response:
    works = assessment.waiting_works(session, actor, limit=SHOWN + 1)
    answers = assessment.waiting_answers(session, actor, limit=SHOWN + 1)
    waiting = sorted(
        [_Waiting(w.sent_at, f"/travaux/{w.id}", w.learner_name, w.activity_title, w.course_title) for w in works]
        + [
            _Waiting(
                a.sent_at,
                f"/travaux/reponses/{a.attempt_id}/{a.question_version_id}",
                a.learner_name,
                a.activity_title,
                a.course_title,
            )
            for a in answers
        ]
    )
    moment = now()
    return show(
        request,
        "home/trainer.html",
        waiting=waiting[:SHOWN],
        more=len(waiting) > SHOWN,
        sessions=scheduling.sessions_between(session, actor, moment, moment + AHEAD, limit=SHOWN),
        courses=courses.courses(session, actor),
    )


def _admin(request: Request, session: Session, actor: Actor) -> Response:
    return show(
        request,
        "home/overview.html",
        roles=identity.members_by_role(session, actor.organisation_id),
        paths=queries.paths_by_status(session, actor.organisation_id),
        courses=courses.courses(session, actor),
        sites=identity.sites(session, actor.organisation_id),
    )


@router.get("/aide")
def help_page(request: Request, session: Reading, actor: MaybeActor) -> Response:
    organisation = identity.contact(session, actor.organisation_id) if actor else None
    return show(request, "home/help.html", organisation=organisation)


@router.get("/aide/erreurs")
def error_help(request: Request, session: Reading, actor: MaybeActor) -> Response:
    """Where the `type` of every problem document leads: one anchor for each stable code."""
    return show(request, "home/error_help.html", errors=known_errors())
