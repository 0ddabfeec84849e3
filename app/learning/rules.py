"""What is next, how far somebody is, and why something is not counted yet. Pure functions of the outline and facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.i18n import _, ngettext
from app.courses.outline import Activity, Outline

DONE, WAITING, SENT_BACK, OPENED = "done", "waiting", "sent_back", "opened"
SELF_DECLARED = frozenset({"read", "opened"})  # completion rules that the learner alone decides


@dataclass(frozen=True, slots=True)
class State:
    """Where one activity stands; `facts` explain a result that does not count yet."""

    state: str
    facts: Mapping[str, Any]
    done_at: Any = None


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


def next_step(outline: Outline, states: Mapping[str, State]) -> Activity | None:
    """The first thing to do in path order. A session waits for its day, a work sent waits for its reader."""
    session: Activity | None = None
    for sequence in outline.sequences:
        for activity in sequence.activities:
            known = states.get(activity.id)
            if known is not None and known.state in (DONE, WAITING):
                continue
            if activity.kind != "session":
                return activity
            if session is None:
                session = activity
    return session


def percent_of(done: int, planned: int) -> int:
    return min(100, done * 100 // planned) if planned else 0


def progress(outline: Outline, states: Mapping[str, State], minutes: MinutesByActivity) -> Progress:
    """Done over planned, for the path and for each block."""
    planned: dict[str, int] = {}
    counted: dict[str, int] = {}
    spent = {block.id: {"on_site": 0, "remote": 0} for block in outline.blocks}
    planned_places = {"on_site": 0, "remote": 0}
    total = {"on_site": 0, "remote": 0}
    for activity in outline.activities.values():
        planned[activity.block_id] = planned.get(activity.block_id, 0) + activity.minutes
        planned_places[activity.place] += activity.minutes
    for activity_id, places in minutes.items():
        known = outline.activities.get(activity_id)
        for place, amount in places.items():
            total[place] += amount
            if known:
                spent[known.block_id][place] += amount
        if known:
            amount = min(known.minutes, sum(places.values()))
            counted[known.block_id] = counted.get(known.block_id, 0) + amount
    upcoming = next_step(outline, states)
    blocks = []
    for block in outline.blocks:
        share = percent_of(counted.get(block.id, 0), planned.get(block.id, 0))
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
        percent_of(sum(counted.values()), whole), whole, total["on_site"] + total["remote"], total["on_site"],
        total["remote"], planned_places["on_site"], planned_places["remote"], tuple(blocks), upcoming,
    )  # fmt: skip


def due_minutes(outline: Outline, due: Mapping[str, date], day: date) -> int:
    """Planned minutes of the sequences whose last day is before `day`."""
    return sum(
        activity.minutes
        for sequence in outline.sequences
        if (until := due.get(sequence.id)) is not None and until < day
        for activity in sequence.activities
    )


def why_not_counted(activity: Activity, state: State | None) -> str:
    """Why an activity that was begun does not count yet; empty when it counts or was never begun."""
    if state is None or state.state == DONE:
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


def reasons(outline: Outline, states: Mapping[str, State]) -> list[tuple[Activity, str]]:
    """Everything begun that does not count yet, with why, in path order."""
    found: Iterable[tuple[Activity, str]] = (
        (activity, why_not_counted(activity, states.get(activity.id)))
        for sequence in outline.sequences
        for activity in sequence.activities
    )
    return [(activity, why) for activity, why in found if why]
