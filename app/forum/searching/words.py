"""Words as they are looked for: no accent, no capital, no ending. The index and the question go through the same door.

The folding of endings is modest on purpose: plural, feminine, the commonest forms of verbs and of names made from them.
Two words that fall together by chance only bring a result too many; what must not happen is that « factures » does not
find « facturer ».
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import nh3
from markupsafe import Markup, escape

LONGEST_QUESTION = 500  # characters that are read of what is looked for
MOST_WORDS = 12  # words of a question that count
_KEPT = 3  # letters that always stay of a word
_EXCERPT = 220

_BLOCK = re.compile(r"</?(?:p|br|hr|li|ul|ol|pre|blockquote)\b")
_WORD = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "’": "'"})

_EMPTY = frozenset(
    [
        "a",
        "ai",
        "au",
        "aux",
        "avec",
        "c",
        "ce",
        "ces",
        "cet",
        "cette",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "en",
        "es",
        "est",
        "et",
        "eu",
        "il",
        "ils",
        "j",
        "je",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "lui",
        "m",
        "ma",
        "mais",
        "me",
        "mes",
        "mon",
        "n",
        "ne",
        "nos",
        "notre",
        "nous",
        "on",
        "ou",
        "par",
        "pas",
        "pour",
        "qu",
        "que",
        "qui",
        "s",
        "sa",
        "se",
        "ses",
        "si",
        "son",
        "sont",
        "sur",
        "t",
        "ta",
        "te",
        "tes",
        "toi",
        "ton",
        "tu",
        "un",
        "une",
        "vos",
        "votre",
        "vous",
        "y",
        "etre",
        "suis",
        "sommes",
        "etes",
        "avons",
        "avez",
        "ont",
    ]
)

# The first ending that fits, longest first, gives way to what stands beside it; `_KEPT` letters stay before it.
_ENDINGS = (
    ("issements", "iss"), ("issement", "iss"), ("erions", ""), ("eraient", ""), ("assions", ""), ("atrices", ""),
    ("atrice", ""), ("ateurs", ""), ("ateur", ""), ("ations", ""), ("ation", ""), ("ements", ""), ("ement", ""),
    ("erons", ""), ("eront", ""), ("erait", ""), ("erais", ""), ("aient", ""), ("antes", ""), ("ante", ""), ("ants", ""),
    ("euses", "eur"), ("euse", "eur"), ("trices", "teur"), ("trice", "teur"), ("eurs", "eur"), ("ieres", "i"),
    ("iere", "i"), ("iers", "i"), ("ives", "if"), ("ive", "if"), ("ifs", "if"), ("eaux", "el"), ("eau", "el"),
    ("elles", "el"), ("elle", "el"), ("eux", "eur"), ("aux", "al"), ("ails", "al"), ("ail", "al"), ("ions", "ion"),
    ("erez", ""), ("iez", ""), ("ees", ""), ("ant", ""), ("ait", ""), ("ais", ""), ("ons", ""), ("ier", "i"),
    ("era", ""), ("dres", "d"), ("dre", "d"), ("ee", ""), ("ez", ""), ("er", ""), ("es", ""), ("e", ""), ("s", ""), ("x", ""),
)  # fmt: skip


def folded(text: str) -> str:
    """Without accents, capitals and ligatures."""
    apart = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A folded word without its ending; what is short, or holds a figure, stays as it is."""
    if len(word) <= _KEPT or not word.isascii() or not word.isalpha():
        return word
    if len(word) == _KEPT + 1 and word.endswith("eux"):  # « jeux », « feux »
        return word[:-1]
    for ending, instead in _ENDINGS:
        kept = _KEPT + 1 if ending == "x" else _KEPT  # « prix » is not « pris »
        if word.endswith(ending) and len(word) - len(ending) >= kept:
            word = word[: -len(ending)] + instead
            break
    if len(word) > _KEPT and word[-1] == word[-2]:
        word = word[:-1]
    return word.removesuffix("e") if len(word) > _KEPT + 1 else word


def stems(text: str) -> Iterator[str]:
    """The words of a text that say something, one after the other."""
    for word in _WORD.findall(folded(text)):
        if word not in _EMPTY and len(word) <= 60:
            yield stem(word)


def indexed(*texts: str) -> str:
    """What is kept of texts to find them again."""
    return " ".join(found for text in texts for found in stems(text))


def asked(question: str) -> list[str]:
    """What is looked for in a question, each word once; nothing when it holds no word that says something."""
    return list(dict.fromkeys(stems(question[:LONGEST_QUESTION])))[:MOST_WORDS]


def plain(html: str) -> str:
    """The words of rendered HTML, as one line."""
    return " ".join(Markup(nh3.clean(_BLOCK.sub(r" \g<0>", html), tags=set())).unescape().split())  # noqa: S704 - no tag is left


def excerpt(text: str, wanted: Iterable[str]) -> Markup:
    """The part of a text where the words looked for stand first, with them marked."""
    sought = frozenset(wanted)
    text = " ".join(unicodedata.normalize("NFC", text).split())
    hits = [each.span() for each in _WORD.finditer(text) if any(part in sought for part in stems(each.group()))]
    start = max(0, hits[0][0] - _EXCERPT // 3) if hits else 0
    if start:
        start = text.find(" ", start, hits[0][0]) + 1 or start
    end = min(len(text), start + _EXCERPT)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1) if " " in text[start:end] else end
    said, at = escape("… " if start else ""), start
    for first, last in hits:
        if first >= at and last <= end:
            said += escape(text[at:first]) + Markup("<mark>{}</mark>").format(text[first:last])
            at = last
    return said + escape(text[at:end]) + (" …" if end < len(text) else "")
