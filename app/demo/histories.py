"""Living the stories through the product's own services, moment after moment, so that every figure adds up."""

import heapq
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.demo import doing, following, letters
from app.demo.stories import Dates, Step, Story, session_moments, steps_of
from app.demo.world import World
from app.enrolments import queries as enrolled
from app.enrolments.rules import nth_open_day, plan_dates
from app.learning.openings import openings

BATCH = 2_000  # acts kept in one transaction
LOOKS_AGAIN = 6  # times that somebody comes back to an activity that is still closed

Progress = Callable[[int, int], None]
ACTS = {**following.ACTS, **doing.ACTS}


class Life(World):
    """One organisation's demonstration, from its first entry to today."""

    def add(self, story: Story) -> None:
        person_ = self.person(story)
        first = clock.paris(story.starts_on, 8, 30)
        admitted = min(first - timedelta(days=5 + story.number % 16), self.today)
        self.push(admitted, "enrol", story, detail=person_)
        if first > self.today:
            return
        self.push(first, "begin", story)
        dates, moments = self._calendar(story.starts_on)
        for step in steps_of(story, self.outline, dates, self.today, self.closed):
            if story.featured and self._kept_open(story, step):
                continue
            self.push(step.at, step.what, story, step.activity)
        stops = self._stops_on(story)
        for activity_id, (start, occurrence) in moments.items():
            if (stops and start > stops) or start > self.today + timedelta(days=21):
                continue
            activity = self.outline.activities[activity_id]
            if activity.people == "individual":
                start += timedelta(hours=story.number % 7)
                occurrence = f"{activity_id} {story.number}"
            self.push(
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
                self.push(at, "write", story, detail=weeks)

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
            self.push(pause, "pause", story)
            self.push(pause + timedelta(days=21), "resume", story)
        if story.character.leaves and stops:
            self.push(stops + timedelta(days=17), "leave", story)
        elif stops:
            self.push(stops + timedelta(days=45), "leave", story)
        else:
            late = timedelta(days=24 if story.character.pauses else 1)
            self.push(clock.paris(last, 17) + late, "finish", story)

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
                            ACTS[step.what](self, session, step)
                            if step.what.startswith("do_"):
                                doing.perhaps_say(self, step)
                                letters.perhaps_declare(self, session, step)
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
            self.push(step.at + timedelta(days=2**tried), step.what, story, activity, step.detail)
        return True


def lives(stories: Iterable[Story], life: Life) -> None:
    for story in stories:
        life.add(story)
