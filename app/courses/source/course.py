"""The outline, `course.yaml`, and with it the whole folder."""

from functools import cache
from pathlib import Path
from typing import Any

from app.core.i18n import _
from app.courses.source.activity import read_activity
from app.courses.source.conditions import Ground, Planned, follow, read_branches, read_conditions
from app.courses.source.fields import KEY, Part
from app.courses.source.folder import Folder
from app.courses.source.problems import Problems
from app.courses.source.written import ActivityText, CourseText, SequenceText
from app.courses.source.yaml_text import Document, read_yaml
from app.frameworks.rules import BlockText, CompetenceText, FrameworkText
from app.frameworks.services import entrecomp_codes
from app.web.assets import OWN
from app.web.dialect import spelt
from app.web.lessons import Term, names_of

OUTLINE = "course.yaml"
ENTRIES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "any")
LANGUAGES = ("fr", "en", "eu", "oc", "br", "co", "es", "de", "it", "pt")
MOST_WEEKS = 104
DAYS_A_WEEK = 5  # open days
SHEET = {  # section of the programme sheet → must it be there? (what the law asks to tell beforehand)
    "objectives": True,
    "audience": True,
    "prerequisites": True,
    "recognition": False,
    "duration": False,
    "access": True,
    "methods": True,
    "assessment": True,
    "accessibility": True,
    "price": True,
    "funding": False,
    "contact": True,
}
_COURSE = (
    "format", "slug", "title", "summary", "language", "licence", "authors", "reviewed_on", "weeks", "entry", "sheet",
    "framework", "glossary", "blocks", "sequences",
)  # fmt: skip


@cache
def pictograms() -> tuple[str, ...]:
    """The icons that the house can draw."""
    rows = (OWN / "icons.txt").read_text("utf-8").splitlines()
    return tuple(sorted(row.strip() for row in rows if row.strip() and not row.startswith("#")))


def read_folder(root: Path) -> CourseText:
    """The course of a folder, sound from end to end. Raises Refused with every problem found."""
    problems = Problems()
    folder = Folder(root, problems)
    folder.open()
    text = folder.text(OUTLINE, said_in=str(root), line=0)
    document = read_yaml(text, OUTLINE, problems) if text is not None else None
    if document is None:
        problems.stop()
    if not isinstance(document.value, dict):
        problems.add(OUTLINE, 1, _("Le plan est vide."), _("Écrivez-le comme dans content/README.md."))
        problems.stop()
    return read_course(document, folder)


def read_course(document: Document, folder: Folder) -> CourseText:
    """The course whose outline is this mapping and whose files are in `folder`. Raises Refused."""
    course = _course(Part(document, (), folder.problems), folder)
    folder.problems.stop_if_any()
    return course


def _course(part: Part, folder: Folder) -> CourseText:
    part.only(_COURSE)
    part.number("format", 1, 1)
    known = len(part.problems.found)
    weeks = part.number("weeks", 1, MOST_WEEKS)
    if len(part.problems.found) > known:
        weeks = MOST_WEEKS  # one mistake is told once: days and weeks of sequences are not judged by it
    framework = _framework(part)
    glossary = _glossary(part)
    return CourseText(
        slug=part.key("slug"),
        title=part.text("title", most=200),
        summary=part.text("summary", most=2_000),
        language=part.one_of("language", LANGUAGES),
        licence=part.text("licence", most=40),
        authors=part.texts("authors", most=200, required=True),
        reviewed_on=part.day("reviewed_on"),
        weeks=weeks,
        entry=part.one_of("entry", ENTRIES),
        sheet=_sheet(part),
        framework=framework,
        sequences=_sequences(part, folder, framework, frozenset(names_of(glossary)), weeks),
        framework_line=part.line("framework"),
        glossary=glossary,
    )


def _glossary(course: Part) -> tuple[Term, ...]:
    """The words that the lessons may name; each has one way of being said, and perhaps others."""
    found: list[Term] = []
    seen: dict[str, int] = {}
    for part in course.parts("glossary", required=False):
        part.only(("term", "says", "also"))
        term = Term(part.text("term", most=80), part.text("says", most=500), part.texts("also", most=80))
        _name(part, ("term",), term.term, seen)
        for index, other in enumerate(term.also):
            _name(part, ("also", index), other, seen)
        found.append(term)
    return tuple(found)


def _name(part: Part, steps: tuple[str | int, ...], name: str, seen: dict[str, int]) -> None:
    line = part.line(*steps)
    if any(mark in name for mark in "[]|"):
        part.problem(
            steps,
            _("« %(word)s » contient un crochet ou une barre.") % {"word": name},
            _("Enlevez-les : les leçons écrivent ce mot entre [[ et ]]."),
        )
    if name and spelt(name) in seen:
        part.problem(
            steps,
            _("« %(word)s » est déjà dans le glossaire, ligne %(line)s.") % {"word": name, "line": seen[spelt(name)]},
            _("Gardez une seule définition ; les autres façons de le dire vont dans « also »."),
        )
    seen.setdefault(spelt(name), line)


def _sheet(course: Part) -> dict[str, Any]:
    part = course.part("sheet")
    if part is None:
        return {}
    part.only(SHEET)
    found: dict[str, Any] = {"objectives": list(part.texts("objectives", required=True))}
    for name, required in SHEET.items():
        if name != "objectives" and (text := part.text(name, most=5_000, required=required)):
            found[name] = text
    return found


def _framework(course: Part) -> FrameworkText:
    part = course.part("framework")
    blocks = _blocks(course)
    if part is None:
        return FrameworkText("", "", "", (), blocks=blocks)
    part.only(("code", "version", "title", "source", "levels"))
    levels = part.texts("levels", most=200, required=True)
    if len(levels) == 1 or len(levels) > 10:
        part.problem(("levels",), _("Un référentiel a de 2 à 10 niveaux."), _("Ajoutez ou enlevez des niveaux."))
    return FrameworkText(
        code=part.key("code"),
        version=part.text("version", most=40),
        title=part.text("title", most=200),
        levels=levels,
        source=part.text("source", required=False),
        blocks=blocks,
    )


def _blocks(course: Part) -> tuple[BlockText, ...]:
    found: list[BlockText] = []
    seen: dict[str, int] = {}
    codes: dict[str, int] = {}
    for part in course.parts("blocks"):
        part.only(("key", "title", "pictogram", "competences"))
        key = part.key("key")
        _once(part, "key", key, seen)
        pictogram = part.text("pictogram", most=40, required=False)
        if pictogram and pictogram not in pictograms():
            part.problem(
                ("pictogram",),
                _("Le pictogramme « %(name)s » n'existe pas.") % {"name": pictogram},
                _("Pictogrammes possibles : %(names)s.") % {"names": ", ".join(pictograms())},
            )
        competences = tuple(_competence(item, codes) for item in part.parts("competences"))
        found.append(BlockText(key, part.text("title", most=200), pictogram, competences))
    return tuple(found)


def _competence(part: Part, seen: dict[str, int]) -> CompetenceText:
    part.only(("code", "title", "says", "criteria", "entrecomp"))
    code = part.text("code", most=40)
    _once(part, "code", code, seen)
    related = part.texts("entrecomp", most=10)
    known = entrecomp_codes()
    for index, written in enumerate(related):
        if written not in known:
            part.problem(
                ("entrecomp", index),
                _("« %(code)s » n'est pas une compétence EntreComp.") % {"code": written},
                _("Compétences possibles : %(codes)s.") % {"codes": ", ".join(known)},
            )
    return CompetenceText(
        code=code,
        title=part.text("title", most=300),
        says=part.text("says", most=1_000, required=False),
        criteria=part.texts("criteria"),
        related=related,
    )


def _once(part: Part, name: str, value: str, seen: dict[str, int]) -> None:
    line = part.line(name)
    if value and value in seen:
        part.problem(
            (name,),
            _("« %(value)s » est déjà pris, ligne %(line)s.") % {"value": value, "line": seen[value]},
            _("Donnez un autre nom : il est unique dans le parcours."),
        )
    seen.setdefault(value, line)


def _sequences(
    course: Part, folder: Folder, framework: FrameworkText, words: frozenset[str], weeks: int
) -> tuple[SequenceText, ...]:
    blocks = tuple(block.code for block in framework.blocks)
    ground = Ground(
        competences=frozenset(competence.code for block in framework.blocks for competence in block.competences),
        blocks=frozenset(blocks),
        levels=len(framework.levels),
        days=weeks * DAYS_A_WEEK,
    )
    seen: dict[str, int] = {}
    used: dict[str, int] = {}
    found = []
    plan = []
    for part in course.parts("sequences"):
        part.only(("key", "block", "title", "objective", "week", "days", "conditions", "branches", "activities"))
        key = part.key("key")
        _once(part, "key", key, seen)
        week = part.number("week", 1, weeks)
        opens, due = _days(part, week, weeks)
        known = len(used)
        sequence = SequenceText(
            key=key,
            block=part.one_of("block", blocks or ("",)),
            title=part.text("title", most=200),
            objective=part.text("objective", most=1_000),
            week=week,
            opens_on_day=opens,
            due_on_day=due,
            activities=_activities(part, folder, ground, words, used),
            conditions=read_conditions(part, key, ground),
            branches=read_branches(part, key, ground),
        )
        found.append(sequence)
        plan.append(
            Planned(
                key, tuple(used)[known:], sequence.conditions, {one.key: one.conditions for one in sequence.activities}, part
            )
        )  # fmt: skip
    follow(ground, plan)
    served = {sequence.block for sequence in found}
    for part in course.parts("blocks", required=False):
        code = part.value.get("key")
        if isinstance(code, str) and code not in served:
            part.problem(
                ("key",),
                _("Aucune séquence ne sert le bloc « %(key)s ».") % {"key": code},
                _("Ajoutez-en une, ou enlevez le bloc."),
            )
    return tuple(found)


def _days(part: Part, week: int, weeks: int) -> tuple[int, int]:
    days = part.numbers("days", 2, 1, weeks * DAYS_A_WEEK)
    if days is None:
        return 1, 1
    opens, due = days
    if due < opens:
        part.problem(
            ("days",),
            _("La séquence finirait le jour %(due)s, avant de s'ouvrir le jour %(opens)s.")
            % {"due": due, "opens": opens},
            _("Écrivez d'abord le jour d'ouverture, puis le dernier jour."),
        )
    first = (week - 1) * DAYS_A_WEEK + 1
    if not first <= opens < first + DAYS_A_WEEK:
        part.problem(
            ("days",),
            _("Le jour %(day)s n'est pas dans la semaine %(week)s.") % {"day": opens, "week": week},
            _("La semaine %(week)s va du jour %(first)s au jour %(last)s.")
            % {"week": week, "first": first, "last": first + DAYS_A_WEEK - 1},
        )
    return opens, due


def _activities(
    part: Part, folder: Folder, ground: Ground, words: frozenset[str], used: dict[str, int]
) -> tuple[ActivityText, ...]:
    found = []
    for index, key in enumerate(part.texts("activities", most=80, required=True)):
        line = part.line("activities", index)
        if not KEY.fullmatch(key):
            part.problem(
                ("activities", index),
                _("« %(key)s » n'est pas une clé.") % {"key": key},
                _("Une clé s'écrit en minuscules sans accent, chiffres et tirets, comme b2-cinq-clients."),
            )
            continue
        if key in used:
            part.problem(
                ("activities", index),
                _("L'activité « %(key)s » est déjà dans le parcours, ligne %(line)s.")
                % {"key": key, "line": used[key]},
                _("Enlevez-la d'un des deux endroits."),
            )
            continue
        used[key] = line
        activity = read_activity(folder, part.problems, key, said_in=OUTLINE, line=line, ground=ground, words=words)
        if activity is not None:
            found.append(activity)
    return tuple(found)
