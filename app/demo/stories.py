"""What each demonstration learner does, and when: a list of moments, decided once, then lived in order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from app.core.clock import paris
from app.courses.outline import Activity, Outline
from app.enrolments.rules import nth_open_day

Dates = Mapping[str, tuple[date, date]]  # sequence id → when it opens, when it is due

SPREAD_WEEKS = 34  # entries go from this week back to about eight months ago: the oldest left six months ago
EXITS = (
    "business_created", "business_created", "business_created", "fixed_term_over_6m", "permanent_job",
    "certifying_training", "job_search", "job_search", "incubation_contract", "other_training",
)  # fmt: skip
TOLD_IN_FULL = 300  # in a larger demonstration, the people after these leave out two thirds of what they study alone
GROUPS = ("Groupe du soir", "Groupe de journée")
SELF_STUDY = frozenset(
    {"page", "media", "file", "link", "quiz", "forum", "survey", "choice", "checklist"}
)  # what neither a meeting nor a trainer waits for
ABSENCES = ("Maladie", "Garde d'enfant", "Transport", "Rendez-vous France Travail", "Sans nouvelle")


@dataclass(frozen=True, slots=True)
class Character:
    """How somebody goes along: share of lag, skill at quizzes, presence, and a day when silence starts."""

    name: str
    lag_days: float
    skill: float
    presence: float
    silent_after: int | None = None  # open day of the path
    pauses: bool = False
    leaves: bool = False


STEADY = Character("steady", 0.3, 0.86, 0.96)
CHARACTERS = (
    (STEADY, 50),
    (Character("quick", -0.5, 0.93, 0.98), 12),
    (Character("slow", 3.0, 0.74, 0.92), 14),
    (Character("absent", 1.2, 0.72, 0.66), 8),
    (Character("silent", 0.8, 0.76, 0.9, silent_after=14), 6),
    (Character("leaver", 0.8, 0.8, 0.88, silent_after=18, leaves=True), 6),
    (Character("pauser", 0.6, 0.82, 0.94, pauses=True), 4),
)


@dataclass(slots=True)
class Story:
    """One learner: `starts_on` is a Monday, `number` makes everything else deterministic."""

    number: int
    starts_on: date
    character: Character
    featured: bool = False
    adviser: int = 0
    enrolment_id: str = ""
    open: bool = False  # between the entry and the end, and not paused
    passed: set[str] = field(default_factory=set)  # activities passed over, because the person had what they give
    waits: dict[str, int] = field(default_factory=dict)  # how often a closed activity was looked at again
    chance: Random = field(default_factory=Random)


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One thing to live: `what` names one of histories.ACTS."""

    at: datetime
    order: int
    what: str = field(compare=False)
    story: Story | None = field(compare=False, default=None)
    activity: Activity | None = field(compare=False, default=None)
    detail: object = field(compare=False, default=None)


def group_of(number: int) -> str:
    """One person in five is in no group."""
    return "" if number % 5 == 4 else GROUPS[number % 2]


def has_it_already(story: Story, activity: Activity) -> bool:
    """Whether somebody takes the branch that the first activity of a sequence offers: one person in eight."""
    return bool(activity.branches) and activity.position == 1 and (story.number + len(activity.key)) % 8 == 1


def awaited(outline: Outline) -> set[str]:
    """What something else comes after."""
    return {
        before.id
        for activity in outline.conditioned
        for condition in activity.conditions
        for before in outline.behind.get(condition.after, ())
    }


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


SILENT = next(character for character, _weight in CHARACTERS if character.name == "silent")
CAST = {
    7: SILENT
}  # entered four weeks ago, and no news for ten days: every demonstration shows what silence looks like


def character_of(number: int) -> Character:
    if number in CAST:
        return CAST[number]
    chance = Random(f"character {number}")
    weights = [weight for _character, weight in CHARACTERS]
    return chance.choices([character for character, _weight in CHARACTERS], weights)[0]


def stories(count: int, today: date, closed: frozenset[date]) -> list[Story]:
    """`count` learners spread over the months; the first is the featured learner, who entered three weeks ago."""
    this_monday = monday_of(today)
    found = [Story(0, _entry(this_monday - timedelta(weeks=3), closed), STEADY, featured=True, chance=Random("0"))]
    for number in range(1, count):
        weeks_ago = (number * 11) % (SPREAD_WEEKS + 2) - 1  # -1: admitted for next Monday
        starts_on = _entry(this_monday - timedelta(weeks=weeks_ago), closed)
        found.append(Story(number, starts_on, character_of(number), chance=Random(f"story {number}")))
    return found


def _entry(day: date, closed: frozenset[date]) -> date:
    return nth_open_day(day, 1, closed)


def session_moments(outline: Outline, starts_on: date, closed: frozenset[date]) -> dict[str, tuple[datetime, str]]:
    """When each session of the path falls for who enters that day: activity id → (start, the shared occurrence's name)."""
    found: dict[str, tuple[datetime, str]] = {}
    by_week: dict[tuple[int, str, str], int] = {}
    for sequence in outline.sequences:
        for activity in sequence.activities:
            if activity.kind != "session":
                continue
            week = monday_of(starts_on) + timedelta(weeks=sequence.week - 1)
            rank = by_week.get((sequence.week, activity.place, activity.people), 0)
            by_week[sequence.week, activity.place, activity.people] = rank + 1
            if activity.people == "individual":
                day = nth_open_day(week + timedelta(days=4), 1, closed)  # Friday
                found[activity.id] = (paris(day, 9), "")
            elif activity.place == "on_site":
                day = nth_open_day(week + timedelta(days=3), 1, closed)  # Thursday
                start = paris(day, 9) if rank == 0 else paris(day, 13, 30)
                found[activity.id] = (start, f"{activity.id} {day}")
            else:
                day = nth_open_day(week + timedelta(days=1), 1, closed)  # Tuesday evening
                found[activity.id] = (paris(day, 18), f"{activity.id} {day}")
    return found


def steps_of(story: Story, outline: Outline, dates: Dates, until: datetime, closed: frozenset[date]) -> Iterator[Step]:
    """The learner's own acts up to `until`, in the order of the path."""
    chance, character = story.chance, story.character
    order = story.number * 1000
    before_others = awaited(outline)
    shift = timedelta(0)
    pause_day = nth_open_day(story.starts_on, 16, closed) if character.pauses else None
    silent_from = (
        paris(nth_open_day(story.starts_on, character.silent_after, closed)) if character.silent_after else None
    )
    for sequence in outline.sequences:
        opens, due = dates[sequence.id]
        todo = [activity for activity in sequence.activities if activity.kind != "session"]
        span = max(1, (due - opens).days)
        for index, activity in enumerate(todo):
            lag = max(-1.0, chance.gauss(character.lag_days, 0.8))
            offset = span * index / max(1, len(todo)) + lag
            day = opens + timedelta(days=max(0, round(offset)))
            if pause_day and day >= pause_day:
                shift = timedelta(days=21)
            moment = paris(day, 8, 0) + shift + timedelta(minutes=chance.randrange(0, 13 * 60))
            if (silent_from and moment > silent_from) or moment > until:
                continue
            left_out = story.number >= TOLD_IN_FULL and activity.kind in SELF_STUDY and chance.random() < 2 / 3
            if left_out and activity.id not in before_others:
                continue
            order += 1
            yield Step(moment, order, f"do_{activity.kind}", story, activity)
