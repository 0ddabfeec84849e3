"""Building the outline: sequences and activities added, moved, copied, set aside, taken from another course."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _
from app.courses.drafts import queries, rules
from app.courses.drafts.services.mirroring import note_version, touch
from app.courses.drafts.services.opening import Opened, open_draft
from app.courses.kinds import blank_of, kind_of
from app.courses.models import DraftActivity, DraftFile, DraftSequence
from app.web import dialect

_TERM = re.compile(
    r"\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\]"
)  # a word that a lesson explains, as it is written: [[CA|chiffre d'affaires]]
MOST_ACTIVITIES = 2_000
_PLAIN_SEQUENCE = ("title", "objective", "week", "days")


def add_sequence(session: Session, actor: Actor, slug: str, title: str, block: str) -> DraftSequence:
    """A new sequence at the end of a block, in the week of the one before it."""
    opened = open_draft(session, actor, slug)
    title = _title(title)
    _known_block(opened, block)
    known = list(queries.sequence_entities(session, opened.course_id))
    before = [one for one in known if one.block == block] or known
    week = int(before[-1].about.get("week") or 1) if before else 1
    sequence = DraftSequence(
        course_id=opened.course_id, organisation_id=actor.organisation_id,
        key=rules.key_from(title, {one.key for one in known}, "sequence"), block=block, position=0,
        about={"title": title, "objective": "", "week": week, "days": rules.days_of_week(week)},
    )  # fmt: skip
    session.add(sequence)
    last = max((known.index(one) for one in before), default=-1) + 2
    _number(rules.placed(known, sequence, last))
    _outlined(session, actor, opened, "sequence_added", {"sequence": sequence.key, "title": title})
    return sequence


def change_sequence(
    session: Session, actor: Actor, slug: str, key: str, version: int, block: str, about: Mapping[str, Any]
) -> DraftSequence:
    """Say again what a sequence is. `about` replaces title, objective, week and days; the rest is kept.

    Raises Conflict when somebody changed it meanwhile: nothing is overwritten.
    """
    opened = open_draft(session, actor, slug)
    sequence = sequence_of(session, opened, key)
    _known_block(opened, block)
    said = {**sequence.about, **about, "title": _title(str(about.get("title", "")))}
    said = {name: value for name, value in said.items() if value not in ("", [], None) or name in _PLAIN_SEQUENCE}
    if said == sequence.about and block == sequence.block:
        return sequence
    if version != sequence.version:
        raise Conflict(
            _(
                "Une autre personne vient de changer cette séquence. Rien n'est écrasé. "
                "Vos mots sont encore dans cette page : relisez la séquence, puis enregistrez de nouveau."
            ),
            changed={"version": sequence.version, "about": sequence.about},
        )
    sequence.about, sequence.block = said, block
    _outlined(session, actor, opened, "sequence_changed", {"sequence": key, "about": said, "block": block})
    return sequence


def move_sequence(session: Session, actor: Actor, slug: str, key: str, position: int, block: str = "") -> None:
    """Put a sequence at a position of the whole path, which starts at 1; into another block when one is named."""
    opened = open_draft(session, actor, slug)
    sequence = sequence_of(session, opened, key)
    if block:
        _known_block(opened, block)
    known = queries.sequence_entities(session, opened.course_id)
    order = rules.placed(known, sequence, position)
    if order == list(known) and block in ("", sequence.block):
        return
    sequence.block = block or sequence.block
    _number(order)
    _outlined(session, actor, opened, "moved", {"sequence": key, "position": position})


def remove_sequence(session: Session, actor: Actor, slug: str, key: str) -> int:
    """Take a sequence out; its activities are set aside, none is lost. How many they were."""
    opened = open_draft(session, actor, slug)
    sequence = sequence_of(session, opened, key)
    inside = queries.activity_entities(session, opened.course_id, key)
    aside = queries.count_activities(session, opened.course_id, None)
    for number, activity in enumerate(inside, aside + 1):
        activity.sequence_key, activity.position = None, number
    said = {"sequence": key, "about": sequence.about, "block": sequence.block, "activities": [a.key for a in inside]}
    session.delete(sequence)
    session.flush()
    _number(queries.sequence_entities(session, opened.course_id))
    _outlined(session, actor, opened, "sequence_removed", said)
    return len(inside)


def add_activity(
    session: Session,
    actor: Actor,
    slug: str,
    sequence_key: str,
    kind: str,
    title: str,
    *,
    head: Mapping[str, Any] | None = None,
    text: str = "",
    texts: Mapping[str, str] | None = None,
    position: int | None = None,
) -> DraftActivity:
    """A new activity at the end of a sequence, or at a position; its marks are those usual for its kind."""
    opened = open_draft(session, actor, slug)
    sequence = sequence_of(session, opened, sequence_key)
    if kind_of(kind) is None:
        message = _("Ce genre d'activité n'existe pas. Choisissez-en un dans la liste.")
        raise Invalid(message, [FieldError("kind", message)])
    title = _title(title)
    taken = queries.keys_taken(session, opened.course_id)
    _room_left(taken)
    key = rules.key_from(f"{sequence.block}-{title}", taken, kind.replace("_", "-"))
    activity = DraftActivity(
        course_id=opened.course_id, organisation_id=actor.organisation_id, sequence_key=sequence_key, position=0,
        key=key, kind=kind, head={"title": title, **blank_of(kind), **(head or {})}, text=text,
        texts={path.replace("<key>", key): said for path, said in (texts or {}).items()}, changed_at=now(),
    )  # fmt: skip
    activity.head = {name: _keyed(value, key) for name, value in activity.head.items()}
    inside = queries.activity_entities(session, opened.course_id, sequence_key)
    session.add(activity)
    _number(rules.placed(inside, activity, position or len(inside) + 1))
    session.flush()
    note_activity(session, actor, activity, "created")
    touch(opened.draft)
    session.flush()
    return activity


def move_activity(
    session: Session, actor: Actor, slug: str, key: str, sequence_key: str | None, position: int = 10_000
) -> None:
    """Put an activity at a position of a sequence, starting at 1; `sequence_key` None sets it aside."""
    opened = open_draft(session, actor, slug)
    activity = activity_of(session, opened, key)
    if sequence_key is not None:
        sequence_of(session, opened, sequence_key)
    before, origin = queries.activity_entities(session, opened.course_id, activity.sequence_key), activity.sequence_key
    there = before if sequence_key == origin else queries.activity_entities(session, opened.course_id, sequence_key)
    order = rules.placed(there, activity, position)
    if sequence_key == origin and order == list(before):
        return
    activity.sequence_key = sequence_key
    if sequence_key != origin:
        _number([one for one in before if one is not activity])
    _number(order)
    what = "set_aside" if sequence_key is None else "moved"
    note_activity(session, actor, activity, what)
    touch(opened.draft)
    session.flush()


def duplicate_activity(session: Session, actor: Actor, slug: str, key: str) -> DraftActivity:
    """The same activity once more, just after the first."""
    opened = open_draft(session, actor, slug)
    activity = activity_of(session, opened, key)
    if activity.sequence_key is None:
        raise Conflict(_("Cette activité est mise de côté. Remettez-la dans une séquence avant de la copier."))
    copy = _copy(opened, activity, activity.sequence_key, queries.keys_taken(session, opened.course_id), actor)
    copy.head = {**copy.head, "title": _("%(title)s (copie)") % {"title": copy.head.get("title", "")}}
    inside = list(queries.activity_entities(session, opened.course_id, activity.sequence_key))
    session.add(copy)
    _number(rules.placed(inside, copy, inside.index(activity) + 2))
    session.flush()
    note_activity(session, actor, copy, "created")
    touch(opened.draft)
    session.flush()
    return copy


def duplicate_sequence(session: Session, actor: Actor, slug: str, key: str) -> DraftSequence:
    """The same sequence once more with its activities, just after the first."""
    opened = open_draft(session, actor, slug)
    sequence = sequence_of(session, opened, key)
    known = list(queries.sequence_entities(session, opened.course_id))
    title = _("%(title)s (copie)") % {"title": sequence.about.get("title", "")}
    copy = _copied_sequence(session, actor, opened, sequence, title, sequence.block, known)
    _number(rules.placed(known, copy, known.index(sequence) + 2))
    _bring(session, actor, opened, copy, queries.activity_entities(session, opened.course_id, key))
    _outlined(session, actor, opened, "sequence_added", {"sequence": copy.key, "title": title})
    return copy


def reuse_sequence(
    session: Session, actor: Actor, slug: str, from_slug: str, sequence_key: str, block: str
) -> tuple[DraftSequence, list[str]]:
    """Take a sequence of another course of the organisation, as its draft says it today, to the end of a block.

    Its origin is remembered. Gives also the competence codes that this course does not have: they were left out.
    """
    opened = open_draft(session, actor, slug)
    source = open_draft(session, actor, from_slug)
    original = sequence_of(session, source, sequence_key)
    _known_block(opened, block)
    known = list(queries.sequence_entities(session, opened.course_id))
    title = str(original.about.get("title", ""))
    copy = _copied_sequence(session, actor, opened, original, title, block, known)
    week = min(int(copy.about.get("week") or 1), int(opened.draft.about.get("weeks") or 1))
    if week != copy.about.get("week"):
        copy.about = {**copy.about, "week": week, "days": rules.days_of_week(week)}
    copy.origin = {"course": from_slug, "sequence": sequence_key, "taken_at": now().isoformat()}
    _number([*known, copy])
    activities = queries.activity_entities(session, source.course_id, sequence_key)
    codes = {code for code, _title in opened.competences}
    renamed: Mapping[str, str] = {}
    if source.course_id != opened.course_id:
        renamed = _bring_files(session, opened, source, activities)
        _bring_words(opened, source, activities)
    missing = _bring(session, actor, opened, copy, activities, codes, renamed)
    _outlined(session, actor, opened, "sequence_added", {"sequence": copy.key, "title": title, "from": from_slug})
    return copy, missing


# --- What these acts share ----------------------------------------------------------------------------------------


def activity_of(session: Session, opened: Opened, key: str) -> DraftActivity:
    """An activity of the draft for changing it. NotFound."""
    activity = queries.activity_entity(session, opened.course_id, key)
    if activity is None:
        raise NotFound()
    return activity


def sequence_of(session: Session, opened: Opened, key: str) -> DraftSequence:
    """A sequence of the draft for changing it. NotFound."""
    found = next((one for one in queries.sequence_entities(session, opened.course_id) if one.key == key), None)
    if found is None:
        raise NotFound()
    return found


def note_activity(session: Session, actor: Actor, activity: DraftActivity, what: str) -> None:
    said = {"head": activity.head, "text": activity.text, "texts": activity.texts}
    note_version(session, actor, activity.organisation_id, activity.course_id, activity.key, what, said)


def _known_block(opened: Opened, block: str) -> None:
    if block not in {one.get("key") for one in opened.draft.about.get("blocks", ())}:
        message = _("Ce bloc n'est pas dans le parcours. Choisissez-en un dans la liste.")
        raise Invalid(message, [FieldError("block", message)])


def _title(written: str) -> str:
    title = " ".join(written.split())
    if not title or len(title) > 200:
        message = _("Donnez un titre de 200 caractères au plus. Vos mots sont encore là.")
        raise Invalid(message, [FieldError("title", message)])
    return title


def _room_left(taken: set[str]) -> None:
    if len(taken) >= MOST_ACTIVITIES:
        raise Conflict(_("Ce parcours a déjà %(most)s activités : faites-en deux.") % {"most": MOST_ACTIVITIES})


def _number(items: Any) -> None:
    for number, item in enumerate(items, 1):
        if item.position != number:
            item.position = number


def _outlined(session: Session, actor: Actor, opened: Opened, what: str, said: dict[str, Any]) -> None:
    touch(opened.draft)
    note_version(session, actor, actor.organisation_id, opened.course_id, "", what, said)
    session.flush()


def _keyed(value: Any, key: str) -> Any:
    """A path of the head that waits for the key of its activity."""
    return value.replace("<key>", key) if isinstance(value, str) else value


def _copy(opened: Opened, activity: DraftActivity, sequence_key: str, taken: set[str], actor: Actor) -> DraftActivity:
    """The same activity under a key of its own; the texts that bear its key bear the new one."""
    _room_left(taken)
    key = rules.key_from(str(activity.head.get("title", "")), taken, activity.kind.replace("_", "-"))
    if activity.key not in taken:
        key = activity.key
    taken.add(key)
    paths = {path: path.replace(activity.key, key) for path in activity.texts}
    return DraftActivity(
        course_id=opened.course_id, organisation_id=actor.organisation_id, sequence_key=sequence_key, position=0,
        key=key, kind=activity.kind, text=activity.text, changed_at=now(),
        head={name: _with_paths(value, paths) for name, value in activity.head.items()},
        texts={paths[path]: text for path, text in activity.texts.items()},
    )  # fmt: skip


def _with_paths(value: Any, paths: Mapping[str, str]) -> Any:
    """A field of the head that names other texts, perhaps inside a list: the draws of a quiz."""
    if isinstance(value, str):
        return paths.get(value, value)
    if isinstance(value, list):
        return [_with_paths(one, paths) for one in value]
    if isinstance(value, dict):
        return {name: _with_paths(one, paths) for name, one in value.items()}
    return value


def _copied_sequence(
    session: Session, actor: Actor, opened: Opened, original: DraftSequence, title: str, block: str, known: list[Any]
) -> DraftSequence:
    copy = DraftSequence(
        course_id=opened.course_id, organisation_id=actor.organisation_id, block=block, position=len(known) + 1,
        key=rules.key_from(title, {one.key for one in known}, "sequence"), about={**original.about, "title": title},
    )  # fmt: skip
    session.add(copy)
    session.flush()
    return copy


def _bring(
    session: Session,
    actor: Actor,
    opened: Opened,
    sequence: DraftSequence,
    activities: Iterable[DraftActivity],
    codes: set[str] | None = None,
    renamed: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    """Copies of activities into a sequence; the competence codes left out because the course lacks them."""
    taken = queries.keys_taken(session, opened.course_id)
    missing: list[str] = []
    copies = [(activity.key, _copy(opened, activity, sequence.key, taken, actor)) for activity in activities]
    keys = {before: copy.key for before, copy in copies}
    known = None if codes is None else frozenset(taken)  # in its own course, a copy may name what is around it
    sequence.about = rules.with_keys(sequence.about, keys, known)
    for number, (_before, copy) in enumerate(copies, 1):
        copy.position = number
        copy.head = rules.with_keys(copy.head, keys, known)
        if codes is not None:
            copy.head = rules.without_competences(copy.head, codes, missing)
        for before, after in renamed.items():
            copy.text = copy.text.replace(before, after)
            copy.texts = {path: text.replace(before, after) for path, text in copy.texts.items()}
            copy.head = {name: after if value == before else value for name, value in copy.head.items()}
        session.add(copy)
        session.flush()
        note_activity(session, actor, copy, "created")
    return missing


def _bring_words(opened: Opened, source: Opened, activities: Iterable[DraftActivity]) -> None:
    """The words of the other glossary that these activities explain, unless this one has them."""
    said = "\n".join("\n".join((activity.text, *activity.texts.values())) for activity in activities)
    named = {dialect.spelt(found.group(1)) for found in _TERM.finditer(said)}
    glossary = list(opened.draft.about.get("glossary") or ())
    here = {name for one in glossary for name in _names(one)}
    brought = [
        one
        for one in source.draft.about.get("glossary") or ()
        if not named.isdisjoint(_names(one)) and here.isdisjoint(_names(one))
    ]
    if brought:
        opened.draft.about = {**opened.draft.about, "glossary": [*glossary, *brought]}


def _names(term: Mapping[str, Any]) -> set[str]:
    """Every way of saying a word of a glossary."""
    return {dialect.spelt(str(name)) for name in (term.get("term") or "", *(term.get("also") or ()))}


def _bring_files(
    session: Session, opened: Opened, source: Opened, activities: Iterable[DraftActivity]
) -> dict[str, str]:
    """The files of the other course that these activities name. A path that something else has here is renamed."""
    here = {row.path: row.file_id for row in queries.files(session, opened.course_id)}
    said = "\n".join(f"{activity.text}\n{activity.head}\n{activity.texts}" for activity in activities)
    renamed: dict[str, str] = {}
    for row in queries.files(session, source.course_id):
        if row.path not in said or here.get(row.path) == row.file_id:
            continue
        path = rules.free_path(row.path, here)
        if path != row.path:
            renamed[row.path] = path
        here[path] = row.file_id
        session.add(
            DraftFile(
                course_id=opened.course_id, organisation_id=opened.draft.organisation_id, path=path,
                file_id=row.file_id,
            )
        )  # fmt: skip
    session.flush()
    return renamed
