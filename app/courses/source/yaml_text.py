"""YAML with the line of each value, and without its traps: no anchor, no alias, no object, no surprise type.

Only `true` and `false` are yes and no, only decimal digits are numbers, only `2026-11-16` is a date: `on`, `no`, `010`
and `1:30` stay the words that somebody wrote.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from app.core.i18n import _
from app.courses.source.problems import Problems

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEPTH = 20
Path = tuple[str | int, ...]

_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"[-+]?(0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"[-+]?\d{1,15}\.\d{1,15}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLAIN_TAGS = {_TAG + name for name in ("str", "null", "bool", "int", "float", "timestamp", "value", "merge")}


class _Wrong(Exception):
    def __init__(self, line: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.line, self.message, self.remedy = line, message, remedy


@dataclass(frozen=True, slots=True)
class Document:
    """Plain values, and the line where each begins, by its path: ("blocks", 0, "title")."""

    file: str
    value: Any
    lines: dict[Path, int]

    def line(self, path: Sequence[str | int]) -> int:
        """The line of a value, or of the nearest one around it."""
        at = tuple(path)
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, 1)


def read_yaml(text: str, file: str, problems: Problems, *, first_line: int = 1) -> Document | None:
    """The values of a YAML text whose first line is `first_line` of its file; None once the problem is noted."""
    offset = first_line  # marks count from 0
    try:
        _refuse_traps(text)
        node = yaml.compose(text, Loader=Loader)
        lines: dict[Path, int] = {}
        value = _plain(node, (), lines, offset) if node is not None else None
    except _Wrong as wrong:
        problems.add(file, wrong.line + offset, wrong.message, wrong.remedy)
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.add(file, (mark.line if mark else 0) + offset, *_explain(error, text, mark.line if mark else 0))
        return None
    except yaml.YAMLError:
        problems.add(file, offset, _("Ce texte ne se lit pas comme du YAML."), _("Vérifiez les caractères spéciaux."))
        return None
    return Document(file, value, lines)


def _refuse_traps(text: str) -> None:
    """Walk the events, which expand nothing, before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _Wrong(
                _line_of(event),
                _("Les ancres et les renvois YAML (& et *) ne sont pas acceptés."),
                _("Écrivez la valeur en entier, ou entre guillemets si c'est un texte."),
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH:
                raise _Wrong(
                    _line_of(event),
                    _("Ces valeurs sont imbriquées sur plus de %(depth)s niveaux.") % {"depth": DEPTH},
                    _("Simplifiez : un parcours n'en demande que quelques-uns."),
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int], offset: int) -> Any:
    lines[path] = node.start_mark.line + offset
    if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
        return [_plain(item, (*path, index), lines, offset) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode) and node.tag == _TAG + "map":
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
            if not key or key == "<<":
                raise _Wrong(
                    key_node.start_mark.line,
                    _("Ce nom de rubrique n'est pas un mot."),
                    _("Écrivez « nom: valeur » ; un texte qui commence par { ou [ se met entre guillemets."),
                )
            if key in found:
                raise _Wrong(
                    key_node.start_mark.line,
                    _("La rubrique « %(name)s » est écrite deux fois.") % {"name": key[:80]},
                    _("Gardez-en une seule."),
                )
            found[key] = _plain(value_node, (*path, key), lines, offset)
            lines[(*path, key)] = key_node.start_mark.line + offset
        return found
    if isinstance(node, yaml.ScalarNode) and node.tag in _PLAIN_TAGS:
        return _scalar(node)
    raise _Wrong(
        node.start_mark.line,
        _("Le type YAML « %(tag)s » n'est pas accepté.") % {"tag": str(node.tag).replace(_TAG, "!!")[:80]},
        _("Effacez le mot qui commence par un point d'exclamation, ou mettez le texte entre guillemets."),
    )


def _scalar(node: yaml.ScalarNode) -> Any:
    text = str(node.value)
    if node.tag == _TAG + "null":
        return None
    if node.tag == _TAG + "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if node.tag == _TAG + "int" and _INTEGER.fullmatch(text):
        return int(text)
    if node.tag == _TAG + "float" and _DECIMAL.fullmatch(text):
        return float(text)
    if node.tag == _TAG + "timestamp" and _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise _Wrong(
                node.start_mark.line,
                _("La date « %(date)s » n'existe pas.") % {"date": text},
                _("Une date s'écrit année-mois-jour, comme 2026-11-16."),
            ) from None
    return text


def _explain(error: yaml.MarkedYAMLError, text: str, line: int) -> tuple[str, str]:
    said = f"{error.context or ''} {error.problem or ''}"
    rows = text.split("\n")
    row = rows[line] if line < len(rows) else ""
    if "\t" in row[: len(row) - len(row.lstrip())]:
        return _("Une tabulation sert d'alignement."), _("Remplacez-la par des espaces.")
    if "mapping values are not allowed" in said:
        return (
            _("Un deux-points est au milieu d'un texte, ou l'alignement a changé."),
            _("Mettez le texte entre guillemets, ou alignez la ligne avec la précédente."),
        )
    if "quoted scalar" in said or "end of stream" in said:
        return _("Un guillemet ouvert n'est pas fermé."), _(
            "Fermez-le, ou doublez l'apostrophe dans un texte entre apostrophes."
        )
    if "expected a single document" in said:
        return _("Une ligne « --- » coupe le texte en deux."), _("Effacez-la.")
    return (
        _("Cette ligne ne se lit pas comme du YAML."),
        _("Vérifiez l'alignement, les deux-points, les crochets et les guillemets."),
    )
