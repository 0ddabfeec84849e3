"""The kinds of activity. Each is plugged here by the room that knows it; the importer refuses the others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from sqlalchemy.orm import Session

from app.web.forms import Form


class NamedFile(Protocol):
    """A file that an activity names, wherever its bytes lie."""

    def open(self) -> BinaryIO: ...


class Source(Protocol):
    """One activity as it was written: what a kind may look at while it reads its own fields.

    Nothing here raises: a problem is noted, with its line, and the whole folder is refused at the end.
    """

    @property
    def key(self) -> str: ...
    @property
    def path(self) -> str:
        """Of the activity's file, inside the folder: `activities/b1-bienvenue.md`."""

    @property
    def head(self) -> Mapping[str, Any]:
        """The YAML head, as plain values."""

    @property
    def text(self) -> str:
        """The Markdown under the head."""

    @property
    def course_competences(self) -> frozenset[str]:
        """The competence codes of the course."""

    def problem(self, where: str, message: str, remedy: str, *, file: str = "", line: int = 0) -> None:
        """Note what is wrong. `where` is a field of the head (the line is found from it), or a way inside it such as
        "rubric.criteria.0.title"; "text" is the text under it.

        A value inside a list is named by the way to it: `questions.2.ask` is the question of the third one.

        `file` and `line` point into another file, such as the questions of a quiz.
        """

    def relative_file(self, field: str, allowed_suffixes: tuple[str, ...] = ()) -> NamedFile | None:
        """The existing file of the folder named by a field; None once the problem is noted, or when it is absent.

        Whoever needs the file checks that the field is there: `if "file" not in source.head: source.problem(…)`.
        """

    def text_file(self, field: str, allowed_suffixes: tuple[str, ...] = ()) -> tuple[str, str]:
        """The text (UTF-8, line ends as \\n) of the file named by a field, and its path inside the folder. The field may be
        inside another: "draws.0.questions".

        Two empty strings once the problem is noted, or when the field is absent.
        """

    def picture(self, written: str, text_path: str, *, line: int) -> None:
        """A picture that another text of the folder shows, by its path relative to that text. What is published finds its
        reference in the content, under `picture <written>`."""


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """What a kind adds to an activity.

    `fields` are the names it adds to the head; any other is refused, and so is a completion rule that is not in `rules`
    (the first is the one used when none is written). `read` checks the head and gives the content to keep.
    `publish` is called for each activity whose edition is being made, and may keep rows of its own; what it returns
    replaces the content. `needs_text` is the French name of the text when the kind cannot do without it.
    """

    code: str
    label: str
    rules: tuple[str, ...]
    read: Callable[[Source], dict[str, Any]]
    publish: Callable[[Session, str, str, dict[str, Any]], dict[str, Any]] | None = None
    fields: tuple[str, ...] = ()
    needs_text: str = ""


def _nothing_more(head: Mapping[str, Any]) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Editor:
    """The part of the workshop's form that a kind adds: a template included in the form, what it prints, how it is read.

    `read` makes the kind's own head fields from the form, blank ones left out; it never raises, whatever was typed.
    `values` are what the template prints besides `head`, `errors` (field → message), `competences` (code, title) and
    `files` (path, name). `blank` is what a new activity of this kind starts from: its minutes, its four marks, and the
    kind's own fields.
    """

    template: str
    read: Callable[[Form], dict[str, Any]]
    values: Callable[[Mapping[str, Any]], dict[str, Any]] = _nothing_more
    blank: Mapping[str, Any] = field(default_factory=dict)


# completion rule → its parameters: (name, least, most, value when it is not written)
RULE_PARAMETERS: dict[str, tuple[tuple[str, int, int, int], ...]] = {
    "score": (("percent", 1, 100, 60),),
    "posted": (("posts", 1, 50, 1),),
}


_kinds: dict[str, ActivityKind] = {}
_editors: dict[str, Editor] = {}


def plug_kind(kind: ActivityKind) -> None:
    """Make a kind known to the importer; plugging it twice changes nothing."""
    _kinds[kind.code] = kind


def kind_of(code: str) -> ActivityKind | None:
    return _kinds.get(code)


def kinds() -> tuple[ActivityKind, ...]:
    """All that are plugged, by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))


def plug_editor(kind: str, editor: Editor) -> None:
    """Give a kind its part of the workshop's form; plugging it twice changes nothing."""
    _editors[kind] = editor


def editor_of(kind: str) -> Editor | None:
    return _editors.get(kind)


_USUAL: dict[str, Any] = {
    "minutes": 15, "place": "remote", "timing": "asynchronous", "people": "individual", "guidance": "self_study",
}  # fmt: skip


def blank_of(kind: str) -> dict[str, Any]:
    """The head that a new activity of a kind starts from."""
    editor = _editors.get(kind)
    return {**_USUAL, **(editor.blank if editor else {})}


@dataclass(frozen=True, slots=True)
class Brought:
    """What a document becomes as an activity of a kind.

    `texts` are other texts by path, where `<key>` stands for the activity's key. `pictures` are (name, bytes): the text names them
    `../images/<name>`. `notes` say what changed or was left out, (where, what) each, in the order of the document.
    """

    title: str = ""
    head: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    pictures: tuple[tuple[str, bytes], ...] = ()
    kept: str = ""  # what was kept, in one sentence
    notes: tuple[tuple[str, str], ...] = ()


Intake = Callable[[BinaryIO, str], Brought]  # the stream and its name; raises Invalid or TooLarge, in plain words

_intakes: dict[str, Intake] = {}


def plug_intake(kind: str, intake: Intake) -> None:
    """Let activities of a kind be made from a document that somebody already has."""
    _intakes[kind] = intake


def intake_of(kind: str) -> Intake | None:
    return _intakes.get(kind)
