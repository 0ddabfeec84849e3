"""Inside the measured database: who is there, and fresh work for the writes. Run by the bench as a child.

`python -m tests.bench.prepare where` prints what the pages need; `python -m tests.bench.prepare work PEOPLE` enrols as
many new people, signs them in, and prints for each what they may still do.
"""

import json
import sys
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import wiring
from app.assessment.quizzes import queries as quizzes
from app.core import clock, db
from app.core.access import Actor, Role
from app.core.settings import settings
from app.courses import queries as courses
from app.courses.outline import Outline, outline
from app.demo.answers import respond
from app.demo.stories import monday_of
from app.enrolments import services as enrolling
from app.enrolments.models import Enrolment
from app.forum.models import Thread
from app.identity import services as identity
from app.identity import tokens
from app.identity.models import Account, Membership, Organisation
from app.learning.models import ActivityState
from app.learning.rules import SELF_DECLARED
from app.ledger.models import LedgerEntry
from tests.factories.quizzes import in_codes

SIGNED_IN = 50
FOLLOWED = 60  # people in the adviser's list
COURSE = "creer-son-activite"


def _organisation(session: Session) -> Organisation:
    return session.scalars(select(Organisation).where(Organisation.slug == "demo")).one()


def _outline(session: Session, organisation_id: str) -> Outline:
    course = courses.course_by_slug(session, organisation_id, COURSE)
    assert course is not None
    return outline(session, course.edition_id)


def _signed_in(session: Session, account_id: str) -> dict[str, str]:
    """A cookie and a token, as if the person had just signed in."""
    account = session.get_one(Account, account_id)
    sign_in, secret = identity.open_sign_in(session, account, "bench")
    return {"cookie": f"bidaide={secret}", "token": tokens.issue(account.id, sign_in.id)}


def where() -> dict[str, Any]:
    """The places that the measured pages show, the size of it all, and fifty people already signed in."""
    with db.database().writing() as session:
        organisation = _organisation(session)
        path = _outline(session, organisation.id)
        learner = session.scalars(select(Account).where(Account.email == "learner@demo.example")).one()
        own = session.scalars(select(Enrolment).where(Enrolment.learner_id == learner.id)).one()
        done = set(session.scalars(select(ActivityState.activity_id).where(ActivityState.enrolment_id == own.id)))
        pages = [activity for activity in path.activities.values() if activity.kind == "page"]
        fresh = [activity for activity in pages if activity.id not in done]
        states = func.count(ActivityState.activity_id)
        busy = session.execute(
            select(Enrolment.learner_id, Enrolment.id, states.label("states"))
            .outerjoin(ActivityState, ActivityState.enrolment_id == Enrolment.id)
            .where(Enrolment.organisation_id == organisation.id, Enrolment.status.in_(("active", "admitted")))
            .group_by(Enrolment.learner_id, Enrolment.id)
            .order_by(states)
        ).all()
        _fill_the_list(session, organisation.id)
        followed = func.count(Enrolment.id)
        advisers = session.execute(
            select(Enrolment.adviser_id, followed.label("people"))
            .where(Enrolment.status.in_(("active", "admitted", "paused")), Enrolment.adviser_id.is_not(None))
            .group_by(Enrolment.adviser_id)
            .order_by(followed)
        ).all()
        team = {
            role: session.scalars(
                select(Membership.account_id).where(
                    Membership.organisation_id == organisation.id, Membership.role == role
                )
            ).first()
            for role in ("trainer", "quality")
        }
        return {
            "activity": (fresh or pages)[0].id,
            "enrolment": own.id,
            "thread": session.scalars(
                select(Thread.id)
                .where(Thread.organisation_id == organisation.id)
                .order_by(Thread.posts.desc(), Thread.id)
            ).first()
            or "",
            "threads": list(
                session.scalars(
                    select(Thread.id)
                    .where(Thread.organisation_id == organisation.id)
                    .order_by(Thread.posts.desc())
                    .limit(10)
                )
            ),
            "learners": session.scalar(select(func.count(Enrolment.id))),
            "states": session.scalar(select(func.count()).select_from(ActivityState)),
            "entries": session.scalar(select(func.count(LedgerEntry.id))),
            "people": [_signed_in(session, row.learner_id) for row in busy[-SIGNED_IN:]],
            "few": _signed_in(session, busy[0].learner_id) | {"rows": busy[0].states, "enrolment": busy[0].id},
            "many": _signed_in(session, busy[-1].learner_id) | {"rows": busy[-1].states, "enrolment": busy[-1].id},
            "few_followed": _signed_in(session, advisers[0].adviser_id) | {"rows": advisers[0].people},
            "many_followed": _signed_in(session, advisers[-1].adviser_id) | {"rows": advisers[-1].people},
            "team": {role: _signed_in(session, account_id) for role, account_id in team.items() if account_id},
        }


def _fill_the_list(session: Session, organisation_id: str) -> None:
    """The adviser of the demonstration follows as many people under way as the budget says, when there are as many."""
    adviser = session.scalars(select(Account.id).where(Account.email == "adviser@demo.example")).one()
    under_way = (Enrolment.organisation_id == organisation_id, Enrolment.status.in_(("active", "admitted", "paused")))
    own = session.scalar(select(func.count(Enrolment.id)).where(*under_way, Enrolment.adviser_id == adviser)) or 0
    others = select(Enrolment.id).where(*under_way, Enrolment.adviser_id != adviser).order_by(Enrolment.id)
    for enrolment_id in session.scalars(others.limit(max(0, FOLLOWED - own))).all():
        session.get_one(Enrolment, enrolment_id).adviser_id = adviser
    session.flush()


def work(count: int) -> list[dict[str, Any]]:
    """New people of the course, entered three weeks ago, with all that they may still do."""
    entered = monday_of(clock.today()) - timedelta(weeks=3)
    chance = Random(0)
    with db.database().writing() as session:
        organisation = _organisation(session)
        path = _outline(session, organisation.id)
        declared = [a.id for a in path.activities.values() if a.completion.get("rule") in SELF_DECLARED]
        answers = _answers(session, path, chance)
        account_id = session.scalars(
            select(Membership.account_id).where(
                Membership.organisation_id == organisation.id, Membership.role == "admin"
            )
        ).first()
        admin = session.get_one(Account, account_id)
        actor = Actor(
            admin.id,
            organisation.id,
            organisation.slug,
            organisation.name,
            admin.name,
            admin.email,
            frozenset({Role.ADMIN}),
        )
        first = (session.scalar(select(func.count(Account.id))) or 0) + 1
        found = []
        with clock.at(clock.paris(entered, 9)):
            made = [
                enrolling.enrol(session, actor, COURSE, f"bench.{number}@demo.example", f"Bench {number}", entered)
                for number in range(first, first + count)
            ]
        for enrolment in made:
            found.append(
                _signed_in(session, enrolment.learner_id)
                | {"enrolment": enrolment.id, "declared": declared, "quizzes": answers}
            )
        return found


def _answers(session: Session, path: Outline, chance: Random) -> dict[str, dict[str, Any]]:
    """Quiz → mostly right answers by the name of each question."""
    found = {}
    for activity in path.activities.values():
        if activity.kind != "quiz":
            continue
        content = courses.activity_content(session, path.edition_id, activity.id)
        assert content is not None
        versions = quizzes.versions(session, content.content.get("questions", []))
        found[activity.id] = {one.name: in_codes(one, respond(one.definition, chance, 0.9)) for one in versions}
    return found


def main() -> None:
    chosen = settings()
    db.open_database(chosen.database_url)
    wiring.plug_in()
    print(json.dumps(where() if sys.argv[1] == "where" else work(int(sys.argv[2]))))


if __name__ == "__main__":
    main()
