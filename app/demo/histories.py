"""Living the stories through the product's own services, moment after moment, so that every figure adds up."""

import heapq
import io
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.assessment import services as assessment
from app.assessment.quizzes import asking
from app.assessment.quizzes import queries as quizzes
from app.assessment.services import Upload
from app.assessment.works import review_queries as reviews
from app.assessment.works.rubrics import rubric_of
from app.core import clock
from app.core.access import Actor, Role
from app.core.db import Database
from app.courses import queries as courses
from app.courses.outline import Activity, Outline
from app.demo import answers, remarks
from app.demo.people import Person, person
from app.demo.stories import (
    ABSENCES,
    EXITS,
    Dates,
    Step,
    Story,
    group_of,
    has_it_already,
    session_moments,
    steps_of,
)
from app.enrolments import queries as enrolled
from app.enrolments import services as enrolling
from app.enrolments.groups import services as grouping
from app.enrolments.rules import nth_open_day, plan_dates
from app.forum import queries as threads
from app.forum import services as forum
from app.identity.models import Account
from app.learning import branching
from app.learning import services as learning
from app.learning.openings import openings
from app.learning.remarks import services as remarking
from app.messaging import services as messaging
from app.scheduling import rules as scheduling_rules
from app.scheduling import services as scheduling

SEATS = 12
BATCH = 2_000  # acts kept in one transaction
LOOKS_AGAIN = 6  # times that somebody comes back to an activity that is still closed

Progress = Callable[[int, int], None]


class Life:
    """One organisation's demonstration, from its first entry to today."""

    def __init__(
        self,
        database: Database,
        organisation: tuple[str, str, str],
        outline: Outline,
        staff: dict[str, list[Actor]],
        places: list[tuple[str, str]],
        closed: frozenset[date],
        today: datetime,
        host: str,
        first_learner: Person,
    ) -> None:
        self.database = database
        self.organisation = organisation
        self.outline = outline
        self.staff = staff
        self.places = places
        self.closed = closed
        self.today = today
        self.host = host
        self.first_learner = first_learner
        self.steps: list[Step] = []
        self.calendars: dict[date, tuple[Dates, dict[str, tuple[datetime, str]]]] = {}
        self.order = count()
        self.learners: dict[int, Actor] = {}
        self.sessions: dict[str, list[str]] = defaultdict(list)  # occurrence → session ids, full ones first
        self.seats: dict[str, int] = {}
        self.contents: dict[str, dict[str, Any]] = {}

    # --- The story of one learner -------------------------------------------------------------------------

    def add(self, story: Story) -> None:
        person_ = self._person(story)
        first = clock.paris(story.starts_on, 8, 30)
        admitted = min(first - timedelta(days=5 + story.number % 16), self.today)
        self._push(admitted, "enrol", story, detail=person_)
        if first > self.today:
            return
        self._push(first, "begin", story)
        dates, moments = self._calendar(story.starts_on)
        for step in steps_of(story, self.outline, dates, self.today, self.closed):
            if story.featured and self._kept_open(story, step):
                continue
            self._push(step.at, step.what, story, step.activity)
        stops = self._stops_on(story)
        for activity_id, (start, occurrence) in moments.items():
            if (stops and start > stops) or start > self.today + timedelta(days=21):
                continue
            activity = self.outline.activities[activity_id]
            if activity.people == "individual":
                start += timedelta(hours=story.number % 7)
                occurrence = f"{activity_id} {story.number}"
            self._push(
                max(admitted, start - timedelta(days=21)),
                "book",
                story,
                activity,
                (start, occurrence),
            )
        self._end(story, stops, max(due for _opens, due in dates.values()))
        for weeks in (1, 4, 6):
            at = clock.paris(story.starts_on, 10) + timedelta(weeks=weeks, days=story.number % 4)
            if at < self.today and (not stops or at < stops) and story.number % 3 != weeks % 3:
                self._push(at, "write", story, detail=weeks)

    def _kept_open(self, story: Story, step: Step) -> bool:
        """The featured learner has the last days of work still to do."""
        return step.at > self.today - timedelta(days=2)

    def _stops_on(self, story: Story) -> datetime | None:
        if not story.character.silent_after:
            return None
        return clock.paris(nth_open_day(story.starts_on, story.character.silent_after, self.closed), 19)

    def _calendar(self, starts_on: date) -> tuple[Dates, dict[str, tuple[datetime, str]]]:
        """The plan and the sessions of everybody who enters that day."""
        known = self.calendars.get(starts_on)
        if known is None:
            known = self.calendars[starts_on] = (
                plan_dates(starts_on, self.outline, self.closed),
                session_moments(self.outline, starts_on, self.closed),
            )
        return known

    def _end(self, story: Story, stops: datetime | None, last: date) -> None:
        if story.character.pauses:
            pause = clock.paris(nth_open_day(story.starts_on, 16, self.closed), 8)
            self._push(pause, "pause", story)
            self._push(pause + timedelta(days=21), "resume", story)
        if story.character.leaves and stops:
            self._push(stops + timedelta(days=17), "leave", story)
        elif stops:
            self._push(stops + timedelta(days=45), "leave", story)
        else:
            late = timedelta(days=24 if story.character.pauses else 1)
            self._push(clock.paris(last, 17) + late, "finish", story)

    def _push(
        self,
        at: datetime,
        what: str,
        story: Story | None,
        activity: Activity | None = None,
        detail: object = None,
    ) -> None:
        if at <= self.today:
            heapq.heappush(self.steps, Step(at, next(self.order), what, story, activity, detail))

    # --- Living it ----------------------------------------------------------------------------------------

    def live(self, progress: Progress) -> None:
        """Everything up to today, in the order in which it happened, many acts a transaction."""
        done = 0
        while self.steps:
            with self.database.writing() as session:
                for _turn in range(BATCH):
                    if not self.steps:
                        break
                    step = heapq.heappop(self.steps)
                    if step.what.startswith("do_") and not (step.story and step.story.open):
                        continue  # the path is paused or over
                    with clock.at(step.at):
                        if not self._has_to_wait(session, step):
                            getattr(self, f"_{step.what}")(session, step)
                            if step.what.startswith("do_"):
                                self._perhaps_say(step)
                    done += 1
                session.flush()
                session.expunge_all()
            progress(done, done + len(self.steps))

    def _has_to_wait(self, session: Session, step: Step) -> bool:
        """What was passed over is not done; what is still closed is looked at again later, less and less often."""
        story, activity = step.story, step.activity
        if story is None or activity is None or not step.what.startswith("do_"):
            return False
        if activity.id in story.passed:
            return True
        if not activity.conditions:
            return False
        enrolment = enrolled.enrolment_for(session, self.learners[story.number], story.enrolment_id)
        if not openings(session, enrolment, self.outline, among=(activity,)).why(activity.id):
            return False
        tried = story.waits[activity.id] = story.waits.get(activity.id, 0) + 1
        if tried < LOOKS_AGAIN:
            self._push(step.at + timedelta(days=2**tried), step.what, story, activity, step.detail)
        return True

    def _actor(self, account: Account, role: Role) -> Actor:
        id_, slug, name = self.organisation
        return Actor(account.id, id_, slug, name, account.name, account.email, frozenset({role}))

    def _person(self, story: Story) -> Person:
        return self.first_learner if story.featured else person(story.number, self.host)

    def _adviser(self, story: Story) -> Actor:
        advisers = self.staff["adviser"]
        return advisers[story.adviser % len(advisers)]

    def _trainer(self, story_number: int) -> Actor:
        trainers = self.staff["trainer"]
        return trainers[story_number % len(trainers)]

    def _me(self, step: Step) -> tuple[Story, Actor]:
        assert step.story is not None
        return step.story, self.learners[step.story.number]

    def _enrol(self, session: Session, step: Step) -> None:
        story, who = step.story, step.detail
        assert story is not None
        assert isinstance(who, Person)
        adviser = self._adviser(story)
        site_id = self.places[story.number % len(self.places)][0]
        enrolment = enrolling.enrol(
            session, adviser, self.outline.slug, who.email, who.name, story.starts_on, adviser.email,
            who.referrer, ("Région", "France Travail", "Fonds social européen")[story.number % 3], site_id, who.project,
        )  # fmt: skip
        account = session.get_one(Account, enrolment.learner_id)
        if not account.phone:
            account.phone = who.phone
        story.enrolment_id = enrolment.id
        if group := group_of(story.number):
            grouping.set_groups(session, adviser, enrolment.id, [group])
        self.learners[story.number] = self._actor(account, Role.LEARNER)

    def _begin(self, session: Session, step: Step) -> None:
        story, me = self._me(step)
        enrolling.start_if_due(session, me, story.enrolment_id)
        story.open = True

    def _do_page(self, session: Session, step: Step) -> None:
        story, me = self._me(step)
        assert step.activity is not None
        if has_it_already(story, step.activity):
            branch = step.activity.branches[0]
            taken = branching.take_branch(session, me, story.enrolment_id, step.activity.id, branch.go_to)
            story.passed.update(one.id for one in taken.skipped)
            return
        learning.complete_activity(session, me, story.enrolment_id, step.activity.id)

    _do_media = _do_page
    _do_file = _do_page

    def _do_forum(self, session: Session, step: Step) -> None:
        story, me = self._me(step)
        assert step.activity is not None
        forum.answer_activity(session, me, step.activity.id, story.chance.choice(answers.POSTS))
        if story.number % 9 == 0:
            self._push(step.at + timedelta(hours=20), "expert", story, step.activity)

    def _expert(self, session: Session, step: Step) -> None:
        assert step.story is not None
        assert step.activity is not None
        if step.activity.completion.get("rule") == "posted":
            expert = self.staff["expert"][0]
            thread = threads.thread_of_activity(session, expert.organisation_id, step.activity.id)
            if thread and thread.experts:
                forum.post(session, expert, thread.id, step.story.chance.choice(answers.EXPERT_POSTS))

    def _do_self_assessment(self, session: Session, step: Step) -> None:
        story, me = self._me(step)
        assert step.activity is not None
        stage = self._content(session, step.activity)["stage"]
        asked = {c.code: c.id for block in self.outline.blocks for c in block.competences}
        gain = {"entry": 0, "middle": 1, "exit": 2}[stage]
        chance = story.chance
        levels = {
            asked[code]: max(
                1, min(len(self.outline.levels), chance.choice((1, 1, 2)) + gain - chance.choice((0, 0, 1)))
            )
            for code in step.activity.competences
        }
        assessment.rate_levels(session, me, story.enrolment_id, step.activity.id, stage, "learner", levels)
        if stage != "middle" and story.number % 2 == 0:
            self._push(step.at + timedelta(days=2), "conclude", story, step.activity, (stage, levels))

    def _do_survey(self, session: Session, step: Step) -> None:
        story, me = self._me(step)
        assert step.activity is not None
        asked = self._content(session, step.activity)["asked"]
        satisfied = min(1.0, story.character.skill)
        said = {question["id"]: answers.opine(question, story.chance, satisfied) for question in asked}
        assessment.send_answers(session, me, story.enrolment_id, step.activity.id, said)

    def _do_choice(self, session: Session, step: Step) -> None:
        story, me = self._me(step)
        assert step.activity is not None
        options = [option["id"] for option in self._content(session, step.activity)["options"]]
        wanted = story.chance.choice(options)
        try:
            assessment.choose(session, me, story.enrolment_id, step.activity.id, [wanted])
        except assessment.NoPlaceLeft:
            assessment.choose(session, me, story.enrolment_id, step.activity.id, [options[-1]])  # it has no limit

    def _do_checklist(self, session: Session, step: Step) -> None:
        """A few points a day, until all are ticked."""
        story, me = self._me(step)
        assert step.activity is not None
        items = [item["id"] for item in self._content(session, step.activity)["items"]]
        begun = step.detail if isinstance(step.detail, int) else 0
        reached = min(len(items), begun + 2 + story.number % 4)
        for item in items[begun:reached]:
            assessment.tick(session, me, story.enrolment_id, step.activity.id, item, True)
        if reached < len(items) and story.chance.random() < 0.9:
            self._push(step.at + timedelta(hours=20 + story.number % 9), "do_checklist", story, step.activity, reached)

    def _content(self, session: Session, activity: Activity) -> dict[str, Any]:
        known = self.contents.get(activity.id)
        if known is None:
            row = courses.activity_content(session, self.outline.edition_id, activity.id)
            known = self.contents[activity.id] = row.content if row else {}
        return known

    def _conclude(self, session: Session, step: Step) -> None:
        story = step.story
        assert story is not None
        assert isinstance(step.detail, tuple)
        stage, levels = step.detail
        seen = {key: max(1, level - (story.chance.random() < 0.2)) for key, level in levels.items()}
        assessment.rate_levels(session, self._adviser(story), story.enrolment_id, None, stage, "adviser", seen)

    def _do_quiz(self, session: Session, step: Step) -> None:
        story, me = self._me(step)
        assert step.activity is not None
        tried = step.detail if isinstance(step.detail, int) else 0
        content = self._content(session, step.activity)
        known = asking.questions_of_try(session, content, story.enrolment_id, step.activity.id, tried + 1)
        skill = min(0.98, story.character.skill + 0.2 * tried)
        responses = {
            version.id: answers.respond(
                version.definition, story.chance,
                answers.chance_at(f"{step.activity.key} {version.name}", story.number, skill),
            )
            for version in known
        }  # fmt: skip
        sent = assessment.send_attempt(session, me, story.enrolment_id, step.activity.id, responses, tried + 1)
        if sent.state == "to_mark":
            self._push(step.at + timedelta(days=1 + story.number % 4), "mark", story, step.activity, sent.attempt_id)
        if sent.activity_state == "opened" and tried < 2 and story.chance.random() < 0.85:
            self._push(step.at + timedelta(hours=1 + story.number % 20), "do_quiz", story, step.activity, tried + 1)

    def _mark(self, session: Session, step: Step) -> None:
        assert step.story is not None
        assert isinstance(step.detail, str)
        trainer = self._trainer(step.story.number)
        words = step.story.chance.choice(answers.COMMENTS)
        for row in quizzes.answers(session, step.detail):
            if row.points is None:
                assessment.mark_answer(session, trainer, step.detail, row.question_version_id, 1.0, words)

    def _do_assignment(self, session: Session, step: Step) -> None:
        story, me = self._me(step)
        assert step.activity is not None
        text = story.chance.choice(answers.WORKS)
        if isinstance(step.detail, str):  # sent back: the same work, corrected
            text = answers.corrected(step.detail)
        upload = Upload("mon-travail.txt", io.BytesIO(text.encode())) if story.number % 8 == 3 else None
        sent = assessment.submit_work(session, me, story.enrolment_id, step.activity.id, text, upload)
        if sent.state == "waiting" and not (story.featured and step.at > self.today - timedelta(days=9)):
            days = 1 + story.number % 4 if story.number % 13 else 12
            self._push(
                step.at + timedelta(days=days),
                "review",
                story,
                step.activity,
                (sent.submission_id, isinstance(step.detail, str), text),
            )

    def _review(self, session: Session, step: Step) -> None:
        story = step.story
        assert story is not None
        assert step.activity is not None
        assert isinstance(step.detail, tuple)
        submission_id, again, text = step.detail
        back = not again and story.chance.random() < 0.18
        words = story.chance.choice(answers.SENT_BACK if back else answers.COMMENTS)
        rubric = rubric_of(self._content(session, step.activity))
        levels = {
            str(i): rubric.top - (i == 1 if back else (i + story.number) % 5 == 0)
            for i in range(1, len(rubric.criteria) + 1)
        }
        comments = {"1": answers.ON_A_CRITERION[story.number % len(answers.ON_A_CRITERION)]} if back and levels else {}
        asked = reviews.annotations(session, story.enrolment_id, step.activity.id) if again else ()
        assessment.review_work(
            session, self._trainer(story.number), submission_id, "sent_back" if back else "accepted", words,
            levels=levels, comments=comments, fixed=tuple(one.id for one in asked),
            passages=[answers.on_a_passage(text, story.number)] if back or story.number % 6 == 0 else [],
        )  # fmt: skip
        if back:
            self._push(step.at + timedelta(days=2), "do_assignment", story, step.activity, text)

    def _do_link(self, session: Session, step: Step) -> None:
        story, me = self._me(step)
        assert step.activity is not None
        if step.activity.completion.get("rule") == "read":
            learning.complete_activity(session, me, story.enrolment_id, step.activity.id)
        else:
            assessment.submit_work(
                session, me, story.enrolment_id, step.activity.id, story.chance.choice(answers.PROOFS), None
            )

    def _book(self, session: Session, step: Step) -> None:
        story, activity = step.story, step.activity
        assert story is not None
        assert activity is not None
        assert isinstance(step.detail, tuple)
        start, occurrence = step.detail
        session_id = next((i for i in self.sessions[occurrence] if self.seats[i] > 0), None)
        if session_id is None:
            session_id = self._open_session(session, story, activity, start)
            self.sessions[occurrence].insert(0, session_id)
            self.seats[session_id] = 1 if activity.people == "individual" else SEATS
        self.seats[session_id] -= 1
        scheduling.book(session, self._adviser(story), session_id, story.enrolment_id)
        self._push(start + timedelta(minutes=activity.minutes), "attend", story, activity, (session_id, start))

    def _open_session(self, session: Session, story: Story, activity: Activity, start: datetime) -> str:
        individual, on_site = activity.people == "individual", activity.place == "on_site"
        leader = self._adviser(story) if individual else self._trainer(story.number)
        place_id, _name = self.places[story.number % len(self.places)]
        opened = scheduling.plan_session(
            session, leader, course_slug=self.outline.slug, title=activity.title, starts_at=start,
            ends_at=start + timedelta(minutes=activity.minutes), place=activity.place, people=activity.people,
            capacity=1 if individual else SEATS, activity_id=activity.id, trainer_id=leader.account_id,
            site_id=place_id if on_site else None, room=f"Salle {1 + self.outline.activities[activity.id].position % 4}" if on_site and not individual else "",
            link="" if on_site else "https://visio.demo.example/classe",
        )  # fmt: skip
        return opened.id

    def _attend(self, session: Session, step: Step) -> None:
        story, activity = step.story, step.activity
        assert story is not None
        assert activity is not None
        assert isinstance(step.detail, tuple)
        session_id, start = step.detail
        end = start + timedelta(minutes=activity.minutes)
        present = story.featured or story.chance.random() < story.character.presence
        reason = "" if present else story.chance.choice(ABSENCES)
        leader = self._adviser(story) if activity.people == "individual" else self._trainer(story.number)
        for _day, half_day, _minutes in scheduling_rules.half_days(start, end):
            scheduling.record_attendance(session, leader, session_id, story.enrolment_id, half_day, present, reason)
        if present and remarks.said(story, activity):
            self._push(step.at + timedelta(hours=3), "say", story, activity)

    def _perhaps_say(self, step: Step) -> None:
        """A word on what was just done, some minutes later; the first time only."""
        story, activity = step.story, step.activity
        if story is not None and activity is not None and step.detail is None and remarks.said(story, activity):
            self._push(step.at + timedelta(minutes=5 + story.number % 20), "say", story, activity)

    def _say(self, session: Session, step: Step) -> None:
        story, me = self._me(step)
        assert step.activity is not None
        given = remarks.said(story, step.activity)
        assert given is not None
        kept = remarking.leave_remark(session, me, story.enrolment_id, step.activity.id, *given)
        if kept is not None and kept.body:
            self._push(
                step.at + timedelta(days=1 + story.number % 5, hours=2),
                "hear",
                story,
                step.activity,
                (kept.id, kept.body),
            )

    def _hear(self, session: Session, step: Step) -> None:
        assert step.story is not None
        assert step.activity is not None
        assert isinstance(step.detail, tuple)
        remark_id, said = step.detail
        words, trainer = remarks.answer(step.story, step.activity, said), self._trainer(step.story.number)
        if words:
            remarking.answer_remark(session, trainer, remark_id, words)
        elif words is not None:
            remarking.mark_seen(session, trainer, remark_id)

    def _write(self, session: Session, step: Step) -> None:
        story, _me = self._me(step)
        words = story.chance.choice(answers.MESSAGES_FROM_ADVISER)
        messaging.send(session, self._adviser(story), story.enrolment_id, words)
        if story.chance.random() < 0.7:
            self._push(step.at + timedelta(hours=7), "reply", story)

    def _reply(self, session: Session, step: Step) -> None:
        story, me = self._me(step)
        messaging.open_conversation(session, me, story.enrolment_id)
        self._push(step.at + timedelta(hours=20 + story.number % 60), "read", story)
        messaging.send(session, me, story.enrolment_id, story.chance.choice(answers.MESSAGES_FROM_LEARNER))

    def _read(self, session: Session, step: Step) -> None:
        story, _me = self._me(step)
        messaging.open_conversation(session, self._adviser(story), story.enrolment_id)

    def _pause(self, session: Session, step: Step) -> None:
        story, _me = self._me(step)
        story.open = False
        enrolling.pause(
            session,
            self._adviser(story),
            story.enrolment_id,
            clock.today(),
            "Contrat saisonnier de trois semaines.",
        )

    def _resume(self, session: Session, step: Step) -> None:
        story, _me = self._me(step)
        story.open = True
        enrolling.resume(session, self._adviser(story), story.enrolment_id, clock.today(), "Retour comme prévu.")

    def _finish(self, session: Session, step: Step) -> None:
        story, _me = self._me(step)
        story.open = False
        exit_reason = EXITS[story.number % len(EXITS)]
        enrolling.finish(session, self._adviser(story), story.enrolment_id, clock.today(), "Bilan fait.", exit_reason)

    def _leave(self, session: Session, step: Step) -> None:
        story, _me = self._me(step)
        story.open = False
        reason = ("job_search", "moved_or_health", "fixed_term_under_6m", "unknown")[story.number % 4]
        enrolling.leave(
            session, self._adviser(story), story.enrolment_id, clock.today(), "Arrêt décidé ensemble.", reason
        )


def lives(stories: Iterable[Story], life: Life) -> None:
    for story in stories:
        life.add(story)
