"""Reading the fields of one part of a YAML document; what is wrong is noted with its line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from app.core.i18n import _
from app.courses.source.problems import Problems
from app.courses.source.yaml_text import Document, Path

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Part:
    """A mapping inside a document. Each reader gives a usable value even when it notes a problem."""

    document: Document
    path: Path
    problems: Problems

    @property
    def value(self) -> dict[str, Any]:
        found: Any = self.document.value
        for step in self.path:
            found = found[step]
        return found if isinstance(found, dict) else {}

    def line(self, *steps: str | int) -> int:
        return self.document.line((*self.path, *steps))

    def problem(self, steps: tuple[str | int, ...], message: str, remedy: str, *, missing: str = "") -> None:
        """`steps` lead to the value; `missing` names a field that is not there."""
        where = ".".join(map(str, (*self.path, *steps, *([missing] if missing else ()))))
        self.problems.add(self.document.file, self.line(*steps), message, remedy, where)

    def only(self, known: Iterable[str]) -> None:
        """Refuse a field that nobody reads: it would be lost in silence."""
        names = tuple(known)
        for name in self.value:
            if name in names:
                continue
            close = get_close_matches(name, names, 1)
            self.problem(
                (name,),
                _("La rubrique « %(name)s » n'existe pas ici.") % {"name": name[:80]},
                _("Vouliez-vous écrire « %(close)s » ?") % {"close": close[0]}
                if close
                else _("Rubriques possibles : %(names)s.") % {"names": ", ".join(names)},
            )

    def _missing(self, name: str) -> None:
        self.problem(
            (),
            _("Il manque la rubrique « %(name)s ».") % {"name": name},
            _("Ajoutez-la ; voir content/README.md."),
            missing=name,
        )

    def text(self, name: str, *, most: int = 10_000, required: bool = True) -> str:
        value = self.value.get(name)
        if value is None or value == "":
            if required:
                self._missing(name)
            return ""
        return self._text(value, (name,), most)

    def _text(self, value: Any, steps: tuple[str | int, ...], most: int) -> str:
        if not isinstance(value, str):
            self.problem(
                steps,
                _("Un texte est attendu pour « %(name)s ».") % {"name": self._name(steps)},
                _("Mettez-le entre guillemets ; un texte avec une virgule, un deux-points ou des crochets aussi."),
            )
            return ""
        text = value.strip()
        if len(text) > most:
            self.problem(
                steps,
                _("« %(name)s » compte %(length)s caractères, pour %(most)s au plus.")
                % {"name": self._name(steps), "length": len(text), "most": most},
                _("Raccourcissez-le."),
            )
        return text

    def _name(self, steps: tuple[str | int, ...]) -> str:
        return str(next((step for step in reversed(steps) if isinstance(step, str)), ""))

    def key(self, name: str) -> str:
        """A name that never changes: lower case, digits and dashes."""
        value = self.text(name, most=80)
        if value and not KEY.fullmatch(value):
            self.problem(
                (name,),
                _("« %(key)s » n'est pas une clé.") % {"key": value[:80]},
                _("Une clé s'écrit en minuscules sans accent, chiffres et tirets, comme b2-cinq-clients."),
            )
        return value

    def number(self, name: str, least: int, most: int, *, default: int | None = None) -> int:
        value = self.value.get(name)
        if value is None:
            if default is None:
                self._missing(name)
            return default if default is not None else least
        return self._number(value, (name,), least, most)

    def _number(self, value: Any, steps: tuple[str | int, ...], least: int, most: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.problem(
                steps,
                _("« %(name)s » vaut « %(value)s ».") % {"name": self._name(steps), "value": str(value)[:40]},
                _("Un nombre entier de %(least)s à %(most)s est attendu.") % {"least": least, "most": most},
            )
            return least
        return value

    def numbers(self, name: str, count: int, least: int, most: int) -> list[int] | None:
        """Exactly `count` whole numbers, or None once the problem is noted."""
        value = self.value.get(name)
        if value is None:
            self._missing(name)
            return None
        if not isinstance(value, list) or len(value) != count:
            self.problem(
                (name,),
                _("« %(name)s » attend %(count)s nombres.") % {"name": name, "count": count},
                _("Écrivez par exemple [1, 4]."),
            )
            return None
        return [self._number(item, (name, index), least, most) for index, item in enumerate(value)]

    def one_of(self, name: str, values: tuple[str, ...]) -> str:
        value = self.value.get(name)
        if value is None:
            self.problem(
                (),
                _("Il manque la rubrique « %(name)s ».") % {"name": name},
                _("Valeurs possibles : %(values)s.") % {"values": ", ".join(values)},
                missing=name,
            )
            return values[0]
        if value not in values:
            self.problem(
                (name,),
                _("« %(value)s » n'est pas une valeur de « %(name)s ».") % {"value": str(value)[:80], "name": name},
                _("Valeurs possibles : %(values)s.") % {"values": ", ".join(values)},
            )
            return values[0]
        return str(value)

    def yes(self, name: str) -> bool:
        value = self.value.get(name, False)
        if not isinstance(value, bool):
            self.problem(
                (name,),
                _("« %(name)s » attend oui ou non.") % {"name": name},
                _("Valeurs possibles : %(values)s.") % {"values": "true, false"},
            )
            return False
        return value

    def day(self, name: str) -> date | None:
        value = self.value.get(name)
        if value is None:
            return None
        if not isinstance(value, date):
            self.problem(
                (name,),
                _("« %(value)s » n'est pas une date.") % {"value": str(value)[:40]},
                _("Une date s'écrit année-mois-jour, comme 2026-11-16."),
            )
            return None
        return value

    def texts(self, name: str, *, most: int = 1_000, required: bool = False) -> tuple[str, ...]:
        value = self.value.get(name)
        if value is None or value == []:
            if required:
                self._missing(name)
            return ()
        if not isinstance(value, list):
            self.problem(
                (name,),
                _("Une liste est attendue pour « %(name)s ».") % {"name": name},
                _("Écrivez [premier, deuxième], ou un tiret par ligne."),
            )
            return ()
        found = []
        for index, item in enumerate(value):
            if item is None or item == "":
                self.problem(
                    (name, index),
                    _("Cet élément de la liste est vide."),
                    _("Écrivez-le, ou effacez la ligne."),
                )
            elif text := self._text(item, (name, index), most):
                found.append(text)
        return tuple(found)

    def part(self, name: str) -> "Part | None":
        """The mapping under a name, or None once the problem is noted."""
        value = self.value.get(name)
        if value is None:
            self._missing(name)
            return None
        if not isinstance(value, dict):
            self._not_fields((name,))
            return None
        return Part(self.document, (*self.path, name), self.problems)

    def parts(self, name: str, *, required: bool = True) -> "Iterator[Part]":
        """Each mapping of the list under a name."""
        value = self.value.get(name)
        if value is None or value == []:
            if required:
                self._missing(name)
            return
        if not isinstance(value, list):
            self.problem(
                (name,),
                _("Une liste est attendue pour « %(name)s ».") % {"name": name},
                _("Commencez chaque élément par un tiret."),
            )
            return
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield Part(self.document, (*self.path, name, index), self.problems)
            else:
                self._not_fields((name, index))

    def _not_fields(self, steps: tuple[str | int, ...]) -> None:
        self.problem(
            steps,
            _("« %(name)s » attend des rubriques.") % {"name": self._name(steps)},
            _("Écrivez une rubrique par ligne, sous la forme « nom: valeur »."),
        )
