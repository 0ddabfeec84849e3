"""GIFT, the text format of Moodle for questions, read with its escapes (`gift_writer` writes it back).

`parse` never raises: what it cannot read becomes a problem with its line and its remedy. Words marked [html], [plain]
or [moodle] become Markdown, the one format kept here.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from app.assessment.questions.markup import escape_markdown, from_html
from app.core.i18n import _

BLANK = "_____"  # where a missing word goes

# Escaped characters travel as private-use characters, so that what is left of `=`, `~`, `#`… is structure.
_ESCAPES = {
    "\\": "\ue000", "~": "\ue001", "=": "\ue002", "#": "\ue003", "{": "\ue004", "}": "\ue005", ":": "\ue006",
    "n": "\ue007", ">": "\ue008",
}  # fmt: skip
_RESTORED = str.maketrans({mark: ("\n" if char == "n" else char) for char, mark in _ESCAPES.items()})
_ESCAPED = re.compile(r"\\([\\~=#{}:n>])")
_RESERVED = re.compile("[\ue000-\ue008]")
_NAME = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%\s*([-+]?\d{1,9}(?:[.,]\d{1,9})?)\s*%")
_TRUTH = re.compile(r"\s*(TRUE|FALSE|T|F)\s*(#.*)?", re.IGNORECASE | re.DOTALL)
_SIGN = re.compile(r"[=~]")
_DECIMAL = r"[-+−]?\d{1,30}(?:[.,]\d{1,30})?(?:[eE][-+]?\d{1,3})?"
_NUMBER = re.compile(rf"({_DECIMAL})(?:(:|\.\.)({_DECIMAL}))?")
_CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)", re.IGNORECASE)
_CONTINUES = re.compile(r"\s*[=~}#]")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a question cannot be taken, where it starts in the file, and what to do about it."""

    line: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that a question cites by its name: ![un stand](stand.png)."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Its definition is what is kept and graded; see `kinds` for the keys of each kind."""

    name: str
    definition: dict[str, Any]
    line: int = field(default=0, compare=False)
    category: str = ""
    tags: tuple[str, ...] = ()
    competences: tuple[str, ...] = ()
    idnumber: str = ""
    images: tuple[Image, ...] = ()

    @property
    def kind(self) -> str:
        return str(self.definition["kind"])

    @property
    def text(self) -> str:
        return str(self.definition["text"])


class _Unreadable(Exception):
    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


@dataclass(slots=True)
class _Paragraph:
    line: int
    category: str
    ordering: bool
    lines: list[str] = field(default_factory=list)
    depth: int = 0
    groups: int = 0
    broken: str = ""


@dataclass(slots=True)
class _Answer:
    sign: str
    weight: float | None
    words: str  # not restored yet
    feedback: str


def parse(text: str) -> tuple[list[Question], list[Problem]]:
    """The questions of a GIFT file in their order, and what could not be taken."""
    problems: list[Problem] = []
    named: list[tuple[str, _Paragraph, dict[str, Any]]] = []
    seen: dict[str, int] = {}
    for paragraph in _paragraphs(text):
        try:
            name, definition = _question(paragraph)
            if name and name in seen:
                raise _Unreadable(
                    _("Deux questions portent le nom « %(name)s » (déjà à la ligne %(line)s).")
                    % {"name": name[:80], "line": seen[name]},
                    _("Donnez à chaque question un nom unique, entre :: et ::."),
                )
        except _Unreadable as error:
            problems.append(Problem(paragraph.line, error.what, error.remedy))
            continue
        if name:
            seen[name] = paragraph.line
        named.append((name, paragraph, definition))
    questions = []
    for name, paragraph, definition in named:
        final = name or _made_name(definition["text"], seen)
        seen.setdefault(final, paragraph.line)
        questions.append(Question(final, definition, paragraph.line, paragraph.category))
    return questions, problems


def _paragraphs(text: str) -> list[_Paragraph]:
    text = _RESERVED.sub("\ufffd", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    text = _ESCAPED.sub(lambda m: _ESCAPES[m.group(1)], text)
    found: list[_Paragraph] = []
    current: _Paragraph | None = None
    category, ordering = "", False
    lines = text.split("\n")
    for index, line in enumerate(lines):
        stripped = line.strip()
        if stripped.startswith("//"):
            if "[kind:ordering]" in stripped.translate(_RESTORED).replace(" ", "").lower():
                ordering = True
            continue
        if not stripped:
            if current and not (current.depth == 1 and _goes_on(lines, index)):
                current = None
            continue
        if current is None or (current.depth <= 0 and current.groups):
            if declared := _CATEGORY.fullmatch(line):
                category, current = _words(declared.group(1)), None
                continue
            if current is None or stripped.startswith("::"):
                current = _Paragraph(index + 1, category, ordering)
                ordering = False
                found.append(current)
        _count(current, line)
        current.lines.append(line)
    return found


def _goes_on(lines: list[str], index: int) -> bool:
    """Whether an empty line inside braces is only air between two answers."""
    for line in lines[index + 1 :]:
        if line.strip() and not line.strip().startswith("//"):
            return bool(_CONTINUES.match(line))
    return False


def _count(paragraph: _Paragraph, line: str) -> None:
    for char in line:
        if char == "{":
            paragraph.depth += 1
            paragraph.groups += 1
            if paragraph.depth > 1:
                paragraph.broken = paragraph.broken or "nested"
        elif char == "}":
            paragraph.depth -= 1
            if paragraph.depth < 0:
                paragraph.broken = paragraph.broken or "closed"


def _question(paragraph: _Paragraph) -> tuple[str, dict[str, Any]]:
    if paragraph.broken or paragraph.depth > 0:
        raise _Unreadable(
            _("Les accolades de cette question ne vont pas par deux."),
            _(
                "Ouvrez et fermez chaque groupe de réponses, sans ligne vide dedans ; écrivez \\{ et \\} pour de vraies accolades."
            ),
        )
    raw = "\n".join(paragraph.lines)
    name = ""
    if found := _NAME.match(raw):
        name, raw = _words(found.group(1)), raw[found.end() :]
        if len(name) > 200:
            raise _Unreadable(
                _("Le nom de cette question est trop long."),
                _("Choisissez un nom de 200 caractères au plus."),
            )
    mark = ""
    if found := _FORMAT.match(raw):
        mark, raw = found.group(1).lower(), raw[found.end() :]
    pieces = re.split(r"[{}]", raw)  # text, group, text, group, …, text
    texts, groups = pieces[0::2], pieces[1::2]
    if not groups:
        raise _Unreadable(
            _("Cette question n'a pas de réponses."),
            _("Ajoutez les réponses entre accolades ; {} demande un texte libre, relu par l'équipe."),
        )
    feedback = ""
    bodies = []
    for group in groups:
        cut = group.rfind("####")
        bodies.append(group if cut < 0 else group[:cut])
        if cut >= 0:
            feedback = " ".join(part for part in (feedback, _marked(group[cut + 4 :], mark)) if part)
    definition = _read(texts, bodies, mark, paragraph.ordering)
    if not definition["text"].replace(BLANK, "").strip():
        raise _Unreadable(_("Cette question n'a pas d'énoncé."), _("Écrivez la question avant l'accolade."))
    definition["feedback"] = feedback
    return name, definition


def _read(texts: list[str], bodies: list[str], mark: str, ordering: bool) -> dict[str, Any]:
    segments = [_marked(text, mark) for text in texts]
    spoken_after = any(char.isalnum() for char in segments[-1])
    if len(bodies) > 1 or (spoken_after and "~" in bodies[0] and not bodies[0].lstrip().startswith("#")):
        if ordering:
            raise _Unreadable(
                _("Une question d'ordre n'a qu'un groupe d'éléments."),
                _("Gardez une seule paire d'accolades, à la fin."),
            )
        segments = [_spaced(text, segment) for text, segment in zip(texts, segments, strict=True)]
        gaps = [{"choices": _gap(body, mark, number)} for number, body in enumerate(bodies, 1)]
        return {"kind": "gaps", "text": _squeeze(BLANK.join(segments)), "segments": segments, "gaps": gaps}
    before, after = segments
    text = before
    body = bodies[0]
    if after and (spoken_after or before[-1:] not in tuple(".?!:;…")):
        asks = bool(body.strip()) and not _TRUTH.fullmatch(body)
        text = _squeeze(f"{before} {BLANK if asks else ''}{'' if after[0] in '.,;:!?…' else ' '}{after}")
    if ordering:
        return {"kind": "ordering", "text": text, "items": _items(body, mark)}
    return {"text": text, **_single_group(body, mark)}


def _single_group(body: str, mark: str) -> dict[str, Any]:
    if not body.strip():
        return {"kind": "essay"}
    if body.lstrip().startswith("#"):
        return _number(body.lstrip()[1:], mark)
    if truth := _TRUTH.fullmatch(body):
        said = [_marked(part, mark) for part in (truth.group(2) or "").split("#")[1:]]
        wrong, right = ([*said, "", ""])[:2]
        return {
            "kind": "true_false",
            "answer": truth.group(1).upper().startswith("T"),
            "wrong": wrong,
            "right": right,
        }
    answers = _answers(body)
    signs = {answer.sign for answer in answers}
    if signs == {"="}:
        if any("->" in answer.words for answer in answers):
            return {"kind": "matching", "pairs": _pairs(answers, mark)}
        return {"kind": "short", "answers": _short(answers, mark)}
    choices = _choices(answers, mark)
    if signs == {"~"}:
        right = sum(choice["fraction"] for choice in choices if choice["fraction"] > 0)
        if not 0.98 <= right <= 1.02:
            raise _Unreadable(
                _("Les bonnes réponses de cette question ne font pas 100 %% : %(sum)s %%.")
                % {"sum": round(right * 100)},
                _(
                    "Marquez la bonne réponse par =, ou donnez aux bonnes réponses des pourcentages qui font 100 : ~%50%."
                ),
            )
        return {"kind": "multiple", "choices": choices}
    return {"kind": "single", "choices": choices}


def _answers(body: str) -> list[_Answer]:
    signs = list(_SIGN.finditer(body))
    if not signs or body[: signs[0].start()].strip():
        raise _Unreadable(
            _("Une réponse de cette question ne commence ni par = ni par ~."),
            _("Écrivez = devant une bonne réponse et ~ devant une autre."),
        )
    ends = [sign.start() for sign in signs[1:]] + [len(body)]
    return [_answer(sign.group(), body[sign.end() : end]) for sign, end in zip(signs, ends, strict=True)]


def _answer(sign: str, raw: str) -> _Answer:
    weight = None
    if found := _WEIGHT.match(raw):
        weight = round(float(found.group(1).replace(",", ".")) / 100, 7)
        if not -1 <= weight <= 1:
            raise _Unreadable(
                _("Un pourcentage de cette question dépasse 100."),
                _("Donnez un pourcentage entre -100 et 100."),
            )
        raw = raw[found.end() :]
    words, _sharp, feedback = raw.partition("#")
    return _Answer(sign, weight, words, feedback)


def _fraction(answer: _Answer) -> float:
    if answer.weight is not None:
        return answer.weight
    return 1.0 if answer.sign == "=" else 0.0


def _choices(answers: list[_Answer], mark: str) -> list[dict[str, Any]]:
    choices: list[dict[str, Any]] = [
        {"text": _marked(a.words, mark), "fraction": _fraction(a), "feedback": _marked(a.feedback, mark)}
        for a in answers
    ]
    if any(not choice["text"] for choice in choices):
        raise _Unreadable(
            _("Une réponse de cette question est vide."), _("Écrivez un texte après chaque = et chaque ~.")
        )
    if len(choices) < 2:
        raise _Unreadable(_("Cette question n'offre qu'une réponse."), _("Proposez au moins deux réponses."))
    if not any(choice["fraction"] > 0 for choice in choices):
        raise _Unreadable(_("Aucune réponse de cette question n'est juste."), _("Marquez la bonne réponse par =."))
    return choices


def _gap(body: str, mark: str, number: int) -> list[dict[str, Any]]:
    def refuse() -> _Unreadable:
        return _Unreadable(
            _("Le trou numéro %(number)s n'est pas un menu.") % {"number": number},
            _("Dans chaque trou, écrivez une bonne réponse avec = et au moins une autre avec ~."),
        )

    if not body.strip() or body.lstrip().startswith("#") or _TRUTH.fullmatch(body):
        raise refuse()
    answers = _answers(body)
    if {answer.sign for answer in answers} != {"=", "~"}:
        raise refuse()
    return _choices(answers, mark)


def _short(answers: list[_Answer], mark: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "text": _words(_FORMAT.sub("", a.words, count=1)),
            "fraction": _fraction(a),
            "feedback": _marked(a.feedback, mark),
        }
        for a in answers
    ]
    if any(not answer["text"] for answer in found):
        raise _Unreadable(_("Une réponse de cette question est vide."), _("Écrivez un texte après chaque =."))
    if not any(answer["fraction"] > 0 for answer in found):
        raise _Unreadable(_("Aucune réponse de cette question n'est juste."), _("Donnez 100 % à une réponse au moins."))
    return found


def _pairs(answers: list[_Answer], mark: str) -> list[dict[str, Any]]:
    pairs = []
    for answer in answers:
        left, arrow, right = answer.words.partition("->")
        if not arrow or not right.strip():
            raise _Unreadable(
                _("Une paire de cette question n'a pas ses deux côtés."),
                _("Écrivez chaque paire ainsi : =gauche -> droite."),
            )
        pairs.append(
            {
                "left": _marked(left, mark),
                "right": _marked(right, mark),
                "feedback": _marked(answer.feedback, mark),
            }
        )
    if sum(1 for pair in pairs if pair["left"]) < 2 or any(not pair["right"] for pair in pairs):
        raise _Unreadable(
            _("Cette question demande au moins deux paires."), _("Ajoutez une paire : =gauche -> droite.")
        )
    return pairs


def _items(body: str, mark: str) -> list[str]:
    answers = _answers(body) if body.strip() else []
    items = [_marked(answer.words, mark) for answer in answers if answer.sign == "="]
    if len(items) < 2 or len(items) != len(answers) or not all(items):
        raise _Unreadable(
            _("Cette question d'ordre n'a pas au moins deux éléments."),
            _("Écrivez les éléments dans le bon ordre, chacun après un =."),
        )
    return items


def _number(body: str, mark: str) -> dict[str, Any]:
    first = _SIGN.search(body)
    start, rest = (body, "") if first is None else (body[: first.start()], body[first.start() :])
    answers = [_answer("=", start)] if start.strip() else []
    answers += _answers(rest) if rest else []
    other = " ".join(filter(None, (_marked(a.feedback, mark) for a in answers if a.sign == "~")))
    found = [
        {**_span(a.words), "fraction": _fraction(a), "feedback": _marked(a.feedback, mark)}
        for a in answers
        if a.sign == "="
    ]
    if not any(answer["fraction"] > 0 for answer in found):
        raise _Unreadable(
            _("Cette question attend un nombre, mais aucun n'est donné."),
            _("Écrivez le nombre attendu ainsi : {#120:0.5}."),
        )
    return {"kind": "number", "answers": found, "other": other}


def _span(raw: str) -> dict[str, Any]:
    """The interval of numbers that an expected answer accepts: value, value:tolerance or low..high."""
    says = re.sub(r"\s", "", _words(raw))
    found = _NUMBER.fullmatch(says)
    if found is None:
        raise _Unreadable(
            _("« %(value)s » n'est pas un nombre attendu.") % {"value": _words(raw)[:60]},
            _("Écrivez un nombre (120), un nombre et sa tolérance (120:0.5) ou un intervalle (100..140)."),
        )
    first, how, second = found.groups()
    try:
        a, b = _decimal(first), _decimal(second or "0")
        low, high = (min(a, b), max(a, b)) if how == ".." else (a - abs(b), a + abs(b))
        span = float(low), float(high)
    except (InvalidOperation, OverflowError):
        span = float("inf"), float("inf")
    if not all(isfinite(edge) for edge in span):
        raise _Unreadable(_("Un nombre de cette question est trop grand."), _("Choisissez un nombre plus petit."))
    return {"says": says, "low": span[0], "high": span[1]}


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ".").replace("−", "-"))


def _words(raw: str) -> str:
    """Tidy words: one space between them, a line break only where \\n asks for it, escapes undone."""
    text = re.sub(r"[ \t\n\f\v]+", " ", raw).translate(_RESTORED)
    return re.sub(r" ?\n ?", "\n", text).strip(" \n\t\f\v")


def _marked(raw: str, mark: str) -> str:
    """Words as Markdown, whatever format they were marked with."""
    if found := _FORMAT.match(raw):
        mark, raw = found.group(1).lower(), raw[found.end() :]
    words = _words(raw)
    if mark in ("html", "moodle"):
        return from_html(words)
    return escape_markdown(words) if mark == "plain" else words


def _spaced(raw: str, words: str) -> str:
    """A part of a sentence keeps the space that separates it from the gap beside it."""
    before = " " if raw[:1].isspace() and words else ""
    after = " " if raw[-1:].isspace() and words else ""
    return f"{before}{words}{after}" if words else (" " if raw else "")


def _squeeze(text: str) -> str:
    return re.sub(r" {2,}", " ", text).strip(" ")


def _made_name(text: str, taken: dict[str, int]) -> str:
    name = re.sub(r"\s+", " ", text)[:60].strip() or "question"
    if name not in taken:
        return name
    return next(f"{name} ({n})" for n in range(2, len(taken) + 3) if f"{name} ({n})" not in taken)
