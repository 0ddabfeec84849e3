"""What changes between two manuscripts, as an author would tell it. Pure functions."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.courses.source.manuscript import ActivityPart, Manuscript


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a head, dotted; None: it is not there."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ActivityChange:
    """`what`: added, removed, moved, changed. `texts` are the paths of the other texts that differ."""

    key: str
    title: str
    kind: str
    what: str
    fields: tuple[FieldChange, ...] = ()
    text: bool = False
    texts: tuple[str, ...] = ()
    moved_from: str = ""  # title of the sequence it was in


@dataclass(frozen=True, slots=True)
class SequenceChange:
    key: str
    title: str
    what: str  # added, removed, moved, changed
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    about: tuple[FieldChange, ...]
    sequences: tuple[SequenceChange, ...]
    activities: tuple[ActivityChange, ...]

    @property
    def any(self) -> bool:
        return bool(self.about or self.sequences or self.activities)


def changes(before: Manuscript, after: Manuscript) -> Changes:
    """Everything that `after` says otherwise, in the order of its path; what is gone comes last."""
    return Changes(
        tuple(field_changes(before.about, after.about)),
        tuple(_sequences(before, after)),
        tuple(_activities(before, after)),
    )


def field_changes(before: Mapping[str, Any], after: Mapping[str, Any], prefix: str = "") -> Iterator[FieldChange]:
    """Fields that differ, those of a mapping inside it each by itself."""
    for name in (*before, *(name for name in after if name not in before)):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from field_changes(old, new, f"{prefix}{name}.")
        else:
            yield FieldChange(prefix + name, old, new)


def _sequences(before: Manuscript, after: Manuscript) -> Iterator[SequenceChange]:
    known = {one.key: one for one in before.sequences}
    here = {one.key for one in after.sequences}
    moved = _moved([one.key for one in before.sequences], [one.key for one in after.sequences])
    for one in after.sequences:
        title = str(one.about.get("title", ""))
        old = known.get(one.key)
        if old is None:
            yield SequenceChange(one.key, title, "added")
            continue
        fields = tuple(field_changes({"block": old.block, **old.about}, {"block": one.block, **one.about}))
        if fields or one.key in moved:
            yield SequenceChange(one.key, title, "changed" if fields else "moved", fields)
    for one in before.sequences:
        if one.key not in here:
            yield SequenceChange(one.key, str(one.about.get("title", "")), "removed")


def _activities(before: Manuscript, after: Manuscript) -> Iterator[ActivityChange]:
    old_homes = {key: one for one in before.sequences for key in one.activities}
    homes = {key: one for one in after.sequences for key in one.activities}
    moved: set[str] = set()
    old_orders = {one.key: one.activities for one in before.sequences}
    for one in after.sequences:
        moved |= _moved(old_orders.get(one.key, ()), one.activities)
    for key in homes:
        part, old = after.activities[key], before.activities.get(key)
        if old is None:
            yield ActivityChange(key, _title(part), part.kind, "added")
            continue
        elsewhere = key in old_homes and old_homes[key].key != homes[key].key
        change = activity_change(old, part)
        if change is not None or key in moved or elsewhere:
            yield ActivityChange(
                key, _title(part), part.kind, "changed" if change else "moved",
                change.fields if change else (), bool(change and change.text), change.texts if change else (),
                str(old_homes[key].about.get("title", "")) if elsewhere else "",
            )  # fmt: skip
    for key, gone in before.activities.items():
        if key not in homes:
            yield ActivityChange(key, _title(gone), gone.kind, "removed")


def activity_change(before: ActivityPart, after: ActivityPart) -> ActivityChange | None:
    """What one activity says otherwise; None when it says the same."""
    fields = tuple(field_changes(before.head, after.head))
    texts = tuple(path for path in {**before.texts, **after.texts} if before.texts.get(path) != after.texts.get(path))
    text = before.text.strip() != after.text.strip()
    if not (fields or texts or text):
        return None
    return ActivityChange(after.key, _title(after), after.kind, "changed", fields, text, texts)


def _title(part: ActivityPart) -> str:
    return str(part.head.get("title") or "")


def _moved(before: Any, after: Any) -> set[str]:
    """Those that no longer follow the others in the same order."""
    both = set(before) & set(after)
    old, new = [key for key in before if key in both], [key for key in after if key in both]
    kept = {
        key
        for block in difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        for key in old[block.a : block.a + block.size]
    }
    return both - kept
