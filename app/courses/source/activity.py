"""One activity: `activities/<key>.md`, a YAML head between two lines `---`, then a Markdown text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.core.i18n import _
from app.courses.kinds import RULE_PARAMETERS, ActivityKind, kind_of, kinds
from app.courses.source.conditions import Ground, read_branches, read_conditions
from app.courses.source.fields import Part
from app.courses.source.folder import Folder, resolve
from app.courses.source.markdown import FolderShelf, Lesson, check
from app.courses.source.problems import Problems
from app.courses.source.written import ActivityText, FileText

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg")
PLACES = ("remote", "on_site")
TIMINGS = ("asynchronous", "synchronous")
PEOPLE = ("individual", "collective")
GUIDANCES = ("self_study", "training")
_MARKS = ("place", "timing", "people", "guidance")
_COMMON = (
    "kind", "title", "minutes", *_MARKS, "competences", "why", "authors", "licence", "completion", "conditions", "branches",
)  # fmt: skip


@dataclass(slots=True)
class ActivitySource:
    """What a kind sees of an activity while it reads its own fields (see `kinds.Source`)."""

    key: str
    path: str
    part: Part
    text: str
    text_line: int
    course_competences: frozenset[str]
    course_words: frozenset[str]  # of the glossary, spelt alike
    folder: Folder
    problems: Problems
    texts: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    files: dict[str, FileText] = field(default_factory=dict)

    @property
    def head(self) -> Mapping[str, Any]:
        return self.part.value

    def problem(self, where: str, message: str, remedy: str, *, file: str = "", line: int = 0) -> None:
        if not line:
            line = 0 if file else self.text_line if where == "text" else self.part.line(*steps_of(where))
        self.problems.add(file or self.path, line, message, remedy, where)

    def relative_file(self, field: str, allowed_suffixes: tuple[str, ...] = ()) -> FileText | None:
        named = self._named(field, allowed_suffixes)
        if named is None:
            return None
        path = self.folder.locate(named, said_in=self.path, line=self.part.line(field))
        inside = resolve(named)
        found = self.folder.file(inside, path) if path is not None and inside is not None else None
        if found is None:
            return None
        self.files[found.inside] = found
        self.named[field] = found.inside
        return found

    def text_file(self, field: str, allowed_suffixes: tuple[str, ...] = ()) -> tuple[str, str]:
        named = self._named(field, allowed_suffixes)
        if named is None:
            return "", ""
        line = self.part.line(*steps_of(field))
        inside = resolve(named)
        text = self.folder.text(inside or named, said_in=self.path, line=line)
        if text is None or inside is None:
            return "", ""
        self.texts[inside] = text
        self.named[field] = inside
        return text, inside

    def picture(self, written: str, text_path: str, *, line: int) -> None:
        if not written.lower().endswith(PICTURES):
            self.problems.add(
                text_path,
                line,
                _("« %(path)s » n'a pas un format accepté ici.") % {"path": written[:200]},
                _("Formats possibles : %(values)s.") % {"values": ", ".join(PICTURES)},
            )
            return
        beside = text_path.rpartition("/")[0]
        path = self.folder.locate(written, said_in=text_path, line=line, beside=beside)
        inside = resolve(written, beside=beside)
        found = self.folder.file(inside, path) if path is not None and inside is not None else None
        if found is not None:
            self.files[found.inside] = found
            self.named[f"picture {written}"] = found.inside

    def _named(self, field: str, allowed_suffixes: tuple[str, ...]) -> str | None:
        *around, name = steps_of(field)
        part = Part(self.part.document, (*self.part.path, *around), self.problems)
        if part.value.get(str(name)) is None:
            return None
        named = part.text(str(name), most=400)
        if named and allowed_suffixes and not named.lower().endswith(allowed_suffixes):
            self.problem(
                field,
                _("« %(path)s » n'a pas un format accepté ici.") % {"path": named},
                _("Formats possibles : %(values)s.") % {"values": ", ".join(allowed_suffixes)},
            )
            return None
        return named or None


def steps_of(where: str) -> tuple[str | int, ...]:
    """The way to a value of the head, from its dotted name: `questions.2.ask`."""
    return tuple(int(step) if step.isdecimal() else step for step in where.split("."))


def read_activity(
    folder: Folder,
    problems: Problems,
    key: str,
    *,
    said_in: str,
    line: int,
    ground: Ground,
    words: frozenset[str] = frozenset(),
) -> ActivityText | None:
    """The activity of a key named at a line of the outline; None once the problem is noted."""
    path = f"activities/{key}.md"
    found = folder.head_and_text(path, said_in=said_in, line=line)
    if found is None:
        return None
    document, text, text_line = found
    if not isinstance(document.value, dict):
        problems.add(
            path,
            1,
            _("L'en-tête est vide."),
            _("Écrivez au moins kind, title, minutes et les quatre marques."),
        )
        return None
    part = Part(document, (), problems)
    kind = _kind(part)
    if kind is None:
        return None
    source = ActivitySource(key, path, part, text, text_line, ground.competences, words, folder, problems)
    return _activity(source, kind, ground)


def _kind(part: Part) -> ActivityKind | None:
    codes = tuple(kind.code for kind in kinds())
    written = part.value.get("kind")
    kind = kind_of(written) if isinstance(written, str) else None
    if kind is None:
        part.one_of("kind", codes)
    return kind


def _activity(source: ActivitySource, kind: ActivityKind, ground: Ground) -> ActivityText:
    part = source.part
    part.only((*_COMMON, *kind.fields))
    competences = part.texts("competences", most=40)
    for index, code in enumerate(competences):
        if code not in source.course_competences:
            part.problem(
                ("competences", index),
                _("La compétence « %(code)s » n'est pas dans le référentiel du parcours.") % {"code": code},
                _("Compétences possibles : %(codes)s.")
                % {"codes": ", ".join(sorted(source.course_competences)) or "–"},
            )
    if kind.needs_text and not source.text:
        source.problem(
            "text",
            _("Le texte est vide."),
            _("Écrivez-le sous l'en-tête : %(what)s.") % {"what": _(kind.needs_text)},
        )
    _check(source, Lesson(source.text, source.path, source.text_line))
    content = kind.read(source)
    return ActivityText(
        key=source.key,
        kind=kind.code,
        title=part.text("title", most=200),
        why=part.text("why", most=2_000, required=False),
        minutes=part.number("minutes", 1, 6_000),
        place=part.one_of("place", PLACES),
        timing=part.one_of("timing", TIMINGS),
        people=part.one_of("people", PEOPLE),
        guidance=part.one_of("guidance", GUIDANCES),
        completion=_completion(part, kind),
        competences=competences,
        licence=part.text("licence", most=40, required=False),
        authors=part.texts("authors", most=200),
        text=source.text,
        own={name: _as_json(part.value[name]) for name in kind.fields if name in part.value},
        content=content,
        texts=source.texts,
        named=source.named,
        files=source.files,
        conditions=read_conditions(part, source.key, ground),
        branches=read_branches(part, source.key, ground),
        kind_line=part.line("kind"),
        simple=_simple(source),
    )


def _check(source: ActivitySource, lesson: Lesson) -> None:
    shelf = FolderShelf(source.folder, source.problems, lesson.file)
    check(lesson, shelf, source.course_words, source.problems)
    source.files.update(shelf.files)


def simple_path(key: str) -> str:
    """The simple version of an activity's text stands beside it, without a head; its name is enough."""
    return f"activities/{key}.simple.md"


def _simple(source: ActivitySource) -> str:
    path = simple_path(source.key)
    if not source.folder.has(path):
        return ""
    text = (source.folder.text(path, said_in=source.path, line=0) or "").strip("\n").rstrip()
    if not text:
        source.problem("text", _("La version simple est vide."), _("Écrivez-la, ou effacez le fichier."), file=path)
    elif text.split("\n", 1)[0].rstrip() == "---":
        source.problem(
            "text",
            _("Une version simple n'a pas d'en-tête."),
            _("Gardez seulement le texte : le titre et les durées sont ceux de l'activité."),
            file=path,
            line=1,
        )
    else:
        _check(source, Lesson(text, path, 1))
    return text


def _as_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if isinstance(value, dict):
        return {name: _as_json(item) for name, item in value.items()}
    return value


def _completion(part: Part, kind: ActivityKind) -> dict[str, Any]:
    """The rule and its parameters; the kind's own first rule when none is written."""
    if part.value.get("completion") is None:
        return {"rule": kind.rules[0]} | {
            name: default for name, _least, _most, default in RULE_PARAMETERS.get(kind.rules[0], ())
        }
    written = part.part("completion")
    if written is None:
        return {"rule": kind.rules[0]}
    rule = written.one_of("rule", kind.rules)
    parameters = RULE_PARAMETERS.get(rule, ())
    written.only(("rule", *(name for name, *_rest in parameters)))
    return {"rule": rule} | {
        name: written.number(name, least, most, default=default) for name, least, most, default in parameters
    }
