"""The kinds of questions, and the definition that is kept of each.

Every definition is JSON: `kind`, `text` (Markdown, on several lines when it has paragraphs, lists, a table or code),
`feedback` (said to everyone afterwards), and

- single, multiple: `choices` [{text, fraction, feedback}]; a fraction is what the choice is worth, from -1 to 1
- true_false: `answer` (a boolean), `wrong` and `right` (what is said to who errs, to who is right)
- short: `answers` [{text, fraction, feedback}]; a `*` stands for any words
- number: `answers` [{says, low, high, fraction, feedback}], `other` (said of any other number)
- matching: `pairs` [{left, right, feedback}]; an empty left is an answer too many
- gaps: `segments` of the sentence, one more than `gaps` [{choices}]; a gap whose `typed` is words or number is written
  by hand: its choices are the answers it accepts, those of a number with their `low` and `high`, and `*` is any other
- ordering: `items`, in the right order
- essay: nothing else; a trainer marks it

Some keys are there only when they say something, so that a wording that does without keeps its fingerprint:

- `overall` {right, partly, wrong}: said of the whole answer (every kind but true_false and essay)
- `fixed` (single, multiple): the choices are never shuffled, as when one of them is « all of the above »
- `case` (short, and gaps with words to write): capitals count

Feedback, choices, items, segments and both sides of a pair are Markdown on a line, shown without paragraphs; what is
compared – the answers of short, of a typed gap – is plain text. Pictures are ![what they show](name).

Whatever is chosen is named by its index in the definition, in whatever order it was shown.
"""

import hashlib
import json
import random
from collections.abc import Sequence
from typing import Any

from app.core.i18n import N_

KINDS = {
    "single": N_("Une seule réponse"),
    "multiple": N_("Plusieurs réponses possibles"),
    "true_false": N_("Vrai ou faux"),
    "short": N_("Un mot ou quelques mots"),
    "number": N_("Un nombre"),
    "matching": N_("À associer"),
    "gaps": N_("Texte à compléter"),
    "ordering": N_("À remettre dans l'ordre"),
    "essay": N_("Texte libre, lu par l'équipe"),
}

Definition = dict[str, Any]


def fingerprint(definition: Definition) -> str:
    """The same wording, the same fingerprint; any edition of it gives another."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def seed(enrolment_id: str, activity_id: str, number: int) -> str:
    """What the order of choices depends on: the same for one try, however often its page is loaded."""
    return f"{enrolment_id}:{activity_id}:{number}"


def order(count: int, seed_text: str, shuffled: bool = True, never_sorted: bool = False) -> list[int]:
    """Original indexes in the order to show them. `never_sorted`: an order that would give the answer away is turned."""
    indexes = list(range(count))
    if shuffled:
        random.Random(seed_text).shuffle(indexes)  # noqa: S311 - an order to show, not a secret
        if never_sorted and count > 1 and indexes == sorted(indexes):
            indexes = indexes[1:] + indexes[:1]
    return indexes


def is_shuffled(definition: Definition, shuffled: bool) -> bool:
    """Whether the choices of this question are shuffled in a quiz that shuffles."""
    return shuffled and not definition.get("fixed", False)


def is_typed(gap: dict[str, Any]) -> bool:
    """Whether a gap is written by hand, and not chosen in a menu."""
    return "typed" in gap


def right_sides(definition: Definition) -> list[int]:
    """The indexes of the different right sides of a matching question: two equal ones are one choice."""
    seen: dict[str, int] = {}
    for index, pair in enumerate(definition["pairs"]):
        seen.setdefault(pair["right"], index)
    return list(seen.values())


def left_sides(definition: Definition) -> list[int]:
    """The indexes of the pairs that ask something."""
    return [index for index, pair in enumerate(definition["pairs"]) if pair["left"]]


def public(definition: Definition, seed_text: str, shuffled: bool) -> dict[str, Any]:
    """The question as a machine may see it before answering: nothing in it tells the answer, not even an order."""
    kind = definition["kind"]
    shown: dict[str, Any] = {"kind": kind, "text": definition["text"]}
    if kind in ("single", "multiple"):
        texts = [c["text"] for c in definition["choices"]]
        shown["choices"] = _options(texts, seed_text, is_shuffled(definition, shuffled))
    elif kind == "matching":
        shown["items"] = [{"id": i, "text": definition["pairs"][i]["left"]} for i in left_sides(definition)]
        rights = right_sides(definition)
        places = order(len(rights), seed_text, never_sorted=True)
        shown["choices"] = [{"id": rights[n], "text": definition["pairs"][rights[n]]["right"]} for n in places]
    elif kind == "gaps":
        shown["segments"] = definition["segments"]
        shown["gaps"] = [
            [] if is_typed(gap) else _options([c["text"] for c in gap["choices"]], f"{seed_text}:{n}", shuffled)
            for n, gap in enumerate(definition["gaps"])
        ]
    elif kind == "ordering":
        places = order(len(definition["items"]), seed_text, never_sorted=True)
        shown["items"] = [{"id": n, "text": definition["items"][n]} for n in places]
    return shown


def _options(texts: Sequence[str], seed_text: str, shuffled: bool) -> list[dict[str, Any]]:
    return [{"id": n, "text": texts[n]} for n in order(len(texts), seed_text, shuffled)]
