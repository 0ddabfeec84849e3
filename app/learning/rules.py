"""What is next, how far somebody is, and why something is not counted yet. Pure functions of the outline and facts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.core.i18n import _, ngettext
from app.courses.conditions import once
from app.courses.outline import Activity, Outline
from app.web.text import typeset

DONE, WAITING, SENT_BACK, OPENED, SKIPPED = "done", "waiting", "sent_back", "opened", "skipped"
SELF_DECLARED = frozenset({"read", "opened"})  # completion rules that the learner alone decides


@dataclass(frozen=True, slots=True)
class State:
    """Where one activity stands; `facts` explain a result that does not count yet."""

    state: str
    facts: Mapping[str, Any]
    done_at: Any = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is closed to somebody. `text` says it whole; `title` is the part of it that leads to an activity."""

    kind: str  # of the condition that does not hold
    text: str
    title: str = ""
    activity_id: str = ""
    opens_on: date | None = None

    @property
    def parts(self) -> tuple[str, str, str]:
        """The sentence around its title, set in type and ready for a link."""
        text = typeset(self.text)
        return text.rpartition(typeset(self.title)) if self.activity_id else (text, "", "")


@dataclass(frozen=True, slots=True)
class Openings:
    """What is closed to one person. `hidden` is closed too: kept for others, it is not in the person's path at all."""

    hidden: frozenset[str] = frozenset()
    closed: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)  # activity id → why
    closes: Mapping[str, date] = field(default_factory=dict)  # activity id → its last day, when it is open until then

    def why(self, activity_id: str) -> tuple[Reason, ...]:
        return self.closed.get(activity_id, ())


ALL_OPEN = Openings()


@dataclass(frozen=True, slots=True)
class BlockProgress:
    """Minutes planned and done in one competence block; `state` is done, current or todo."""

    id: str
    code: str
    position: int
    title: str
    pictogram: str
    planned: int
    done: int
    on_site: int
    remote: int
    percent: int
    state: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Minutes come from the ledger; `percent` counts each activity up to its planned time, rounded down."""

    percent: int
    planned: int
    done: int
    on_site: int
    remote: int
    on_site_planned: int
    remote_planned: int
    blocks: tuple[BlockProgress, ...]
    next: Activity | None


MinutesByActivity = Mapping[str, Mapping[str, int]]  # activity id → place → minutes


def next_step(outline: Outline, states: Mapping[str, State], openings: Openings = ALL_OPEN) -> Activity | None:
    """The first thing to do in path order, among what is open. A session waits for its day, a work sent for its reader."""
    session: Activity | None = None
    for sequence in outline.sequences:
        for activity in sequence.activities:
            known = states.get(activity.id)
            if known is not None and known.state in (DONE, WAITING, SKIPPED):
                continue
            if activity.id in openings.closed:
                continue
            if activity.kind != "session":
                return activity
            if session is None:
                session = activity
    return session


def percent_of(done: int, planned: int) -> int:
    return min(100, done * 100 // planned) if planned else 0


def left_out(states: Mapping[str, State], openings: Openings = ALL_OPEN) -> frozenset[str]:
    """What leaves both sides of a percentage: passed over by the person, or kept for a group that is not theirs."""
    skipped = {key for key, known in states.items() if known.state == SKIPPED}
    return openings.hidden | skipped if skipped else openings.hidden


def progress(
    outline: Outline, states: Mapping[str, State], minutes: MinutesByActivity, openings: Openings = ALL_OPEN
) -> Progress:
    """Done over planned, for the path and for each block.

    What is left out of a person's path is neither planned nor done; hours spent there all the same remain hours.
    A block where nothing is left to do is whole.
    """
    out = left_out(states, openings)
    planned: dict[str, int] = {}
    counted: dict[str, int] = {}
    spent = {block.id: {"on_site": 0, "remote": 0} for block in outline.blocks}
    planned_places = {"on_site": 0, "remote": 0}
    total = {"on_site": 0, "remote": 0}
    for activity in outline.activities.values():
        if activity.id in out:
            continue
        planned[activity.block_id] = planned.get(activity.block_id, 0) + activity.minutes
        planned_places[activity.place] += activity.minutes
    for activity_id, places in minutes.items():
        known = outline.activities.get(activity_id)
        for place, amount in places.items():
            total[place] += amount
            if known:
                spent[known.block_id][place] += amount
        if known and activity_id not in out:
            amount = min(known.minutes, sum(places.values()))
            counted[known.block_id] = counted.get(known.block_id, 0) + amount
    upcoming = next_step(outline, states, openings)
    blocks = []
    for block in outline.blocks:
        share = percent_of(counted.get(block.id, 0), planned[block.id]) if planned.get(block.id) else 100
        here = upcoming is not None and upcoming.block_id == block.id
        done = spent[block.id]["on_site"] + spent[block.id]["remote"]
        blocks.append(
            BlockProgress(
                block.id, block.code, block.position, block.title, block.pictogram, planned.get(block.id, 0), done,
                spent[block.id]["on_site"], spent[block.id]["remote"], share,
                "done" if share == 100 else "current" if here else "todo",
            )
        )  # fmt: skip
    whole = sum(planned.values())
    return Progress(
        percent_of(sum(counted.values()), whole) if whole else 100, whole, total["on_site"] + total["remote"], total["on_site"],
        total["remote"], planned_places["on_site"], planned_places["remote"], tuple(blocks), upcoming,
    )  # fmt: skip


def due_minutes(outline: Outline, due: Mapping[str, date], day: date, out: Collection[str] = ()) -> int:
    """Planned minutes of the sequences whose last day is before `day`, without what is left out."""
    return sum(
        activity.minutes
        for sequence in outline.sequences
        if (until := due.get(sequence.id)) is not None and until < day
        for activity in sequence.activities
        if activity.id not in out
    )


def why_not_counted(activity: Activity, state: State | None) -> str:
    """Why an activity that was begun does not count yet; empty when it counts, was passed over or was never begun."""
    if state is None or state.state in (DONE, SKIPPED):
        return ""
    facts = state.facts
    if state.state == WAITING:
        if activity.kind == "quiz":
            return _("Une réponse écrite attend d'être lue par l'équipe de formation.")
        return _("Votre travail attend d'être lu par l'équipe de formation.")
    if state.state == SENT_BACK:
        return _("Votre travail vous a été renvoyé avec un commentaire. Vous pouvez le reprendre.")
    if "needed" in facts:
        return _("Le quiz attend %(needed)s %% de bonnes réponses. Vous en avez %(percent)s %%.") % {
            "needed": facts["needed"],
            "percent": facts.get("percent", 0),
        }
    if "posts" in facts:
        posts, wanted = int(facts["posts"]), facts.get("wanted", 1)
        return ngettext(
            "Vous avez écrit %(num)s message sur %(wanted)s.", "Vous avez écrit %(num)s messages sur %(wanted)s.", posts
        ) % {"num": posts, "wanted": wanted}
    if facts.get("missed"):
        return _("Une absence est notée. Parlez-en avec votre conseillère ou votre conseiller.")
    if facts.get("empty"):
        empty = int(facts["empty"])
        return ngettext(
            "Il reste %(num)s question sans réponse.", "Il reste %(num)s questions sans réponse.", empty
        ) % {"num": empty}
    if facts.get("kept"):
        return _("Vos réponses sont gardées. Il reste à les envoyer.")
    if "checked" in facts:
        checked, wanted = int(facts["checked"]), facts.get("wanted", 0)
        return ngettext(
            "Vous avez coché %(num)s point sur %(wanted)s.", "Vous avez coché %(num)s points sur %(wanted)s.", checked
        ) % {"num": checked, "wanted": wanted}
    if "rated" in facts:
        rated, wanted = int(facts["rated"]), facts.get("wanted", 0)
        return ngettext(
            "Vous avez répondu à %(num)s phrase sur %(wanted)s.",
            "Vous avez répondu à %(num)s phrases sur %(wanted)s.",
            rated,
        ) % {"num": rated, "wanted": wanted}
    return _("Commencé, pas encore terminé.")


def reasons(outline: Outline, states: Mapping[str, State], openings: Openings = ALL_OPEN) -> list[tuple[Activity, str]]:
    """Everything begun that does not count yet, with why, in path order; nothing that has left the person's path."""
    found: Iterable[tuple[Activity, str]] = (
        (activity, why_not_counted(activity, states.get(activity.id)))
        for sequence in outline.sequences
        for activity in sequence.activities
    )
    return [(activity, why) for activity, why in found if why and activity.id not in openings.hidden]


def passed_because(state: State | None) -> str:
    """« vous aviez déjà un prévisionnel » ; empty for what was not passed over."""
    return once(str(state.facts.get("why", ""))) if state is not None and state.state == SKIPPED else ""


def passed(outline: Outline, states: Mapping[str, State]) -> list[tuple[Activity, str]]:
    """What the person has passed over, with why, in path order."""
    found = ((activity, passed_because(states.get(activity.id))) for activity in outline.activities.values())
    return [(activity, why) for activity, why in found if why]


def ahead(outline: Outline, openings: Openings) -> list[tuple[Activity, tuple[Reason, ...]]]:
    """What is in the person's path and not open to them, with why, in path order."""
    if not openings.closed:
        return []
    return [
        (activity, openings.closed[activity.id])
        for activity in outline.activities.values()
        if activity.id in openings.closed and activity.id not in openings.hidden
    ]
