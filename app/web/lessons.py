"""A lesson as learners read it: from its Markdown (`app.web.dialect`) to cleaned HTML."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import PurePosixPath

import nh3
from markdown_it.token import Token

from app.core.i18n import LOCALES, _, speaking
from app.web import dialect, formats
from app.web.text import typeset

_SIZES = "(min-width: 46rem) 42rem, 92vw"  # a picture is as wide as the text
_CLEANER = nh3.Cleaner(
    tags={
        "a", "p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote",
        "table", "thead", "tbody", "tr", "th", "td", "img", "div", "span", "figure", "figcaption", "audio", "video",
        "track", "details", "summary", "dl", "dt", "dd",
    },
    attributes={
        "a": {"href", "title", "class", "id", "aria-label"},
        "img": {"src", "alt", "loading", "width", "height", "srcset", "sizes"},
        "audio": {"src", "controls", "preload", "aria-label"},
        "video": {"src", "controls", "preload", "aria-label", "width", "height"},
        "track": {"src", "kind", "srclang", "label", "default"},
        "ol": {"start"},
        "div": {"class", "tabindex"},
        "th": {"scope"},
        "dt": {"id"},
        **{tag: {"class"} for tag in ("p", "span", "figure", "details")},
    },
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Material:
    """A stored file that a lesson shows or hands over. `widths`: the smaller pictures kept of an image, for phones."""

    address: str
    media_type: str
    name: str
    size: int
    width: int = 0
    height: int = 0
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a course's glossary: what it means, and what else it is called."""

    term: str
    says: str
    also: tuple[str, ...] = ()

    @property
    def other_words(self) -> tuple[str, ...]:
        """What else it is called, without the plurals that nobody needs to be told."""
        return tuple(name for name in self.also if _singular(name) != _singular(self.term))


Find = Callable[[str], Material | None]


def course_html(source: str, material: Find, glossary: Sequence[Term] = (), language: str = "fr") -> str:
    """A lesson as HTML. `material` finds what is kept of a file from the path written in the lesson.

    A file that is not there, or a word that the glossary does not hold, is shown as such: a text half written can
    be looked at. The few words that the house adds are said in the language of the course, not of whoever publishes.
    """
    with speaking(language if language in LOCALES else "fr"):
        lesson = _Lesson(material, glossary)
        body = dialect.render(list(lesson.blocks(dialect.read(source))))
        return _CLEANER.clean(body + lesson.words())


def names_of(glossary: Sequence[Term]) -> dict[str, Term]:
    """Each word of a glossary by every way of saying it, spelt alike."""
    return {dialect.spelt(name): term for term in glossary for name in (term.term, *term.also)}


class _Lesson:
    """One rendering; it remembers which words of the glossary were met, in their order."""

    def __init__(self, material: Find, glossary: Sequence[Term]) -> None:
        self._material = material
        self._names = names_of(glossary)
        self._met: list[Term] = []
        self._closing: list[str] = []  # what ends each quotation that is open

    def blocks(self, tokens: list[Token]) -> Iterator[Token]:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            at += 1
            if played := dialect.played_alone(tokens, at - 1):
                at += 2  # its words and the end of its paragraph
                said = at < len(tokens) and dialect.kind_of_quote(tokens[at]) == dialect.TRANSCRIPT
                yield _html('<figure class="played">' + self._player(played))
                if said:
                    yield self._quote(tokens[at], "</figure>")
                    at += 1
                else:
                    yield _html("</figure>")
            elif token.type == "blockquote_open":
                yield self._quote(token)
            elif token.type == "blockquote_close":
                yield _html(self._closing.pop())
            elif token.type == "table_open":
                yield _html('<div class="scroll" tabindex="0"><table>')
            elif token.type == "table_close":
                yield _html("</table></div>")
            else:
                if token.type in ("heading_open", "heading_close"):
                    token.tag = "h" + str(min(4, max(2, int(token.tag[1]))))
                elif token.type == "th_open":
                    token.attrSet("scope", "col")
                elif token.type == "inline":
                    token.children = list(self._words(token.children or []))
                yield token

    def _quote(self, token: Token, after: str = "") -> Token:
        kind = dialect.kind_of_quote(token)
        if kind == dialect.TRANSCRIPT:
            self._closing.append("</details>" + after)
            return _html(f'<details class="transcript"><summary>{_("Lire ce qui est dit")}</summary>')
        if kind in dialect.CALLOUTS:
            self._closing.append("</div>" + after)
            return _html(f'<div class="callout {kind}"><p class="callout-title">{_(dialect.CALLOUTS[kind])}</p>')
        self._closing.append("</blockquote>" + after)
        return _html("<blockquote>")

    def _words(self, children: Sequence[Token]) -> Iterator[Token]:
        handed: Material | None = None
        for child in children:
            if child.type == "text":
                child.content = typeset(child.content)
            elif child.type == "image":
                child = _html(self._shown(child))
            elif child.type == "term":
                child = _html(self._term(child))
            elif child.type == "link_open":
                path = dialect.path_of(child)
                if dialect.is_material(path):
                    handed = self._material(path)
                    child.attrs = {"class": "handed", "href": handed.address if handed else "#"}
                    if handed is None:
                        yield _html(_missing(_("Fichier à ajouter : %(name)s") % {"name": _name(path)}) + " ")
            elif child.type == "link_close":
                if handed:
                    yield _html(f' <span class="soft">({_weight(handed)})</span>')
                handed = None
            yield child

    def _shown(self, image: Token) -> str:
        path = dialect.path_of(image)
        found = self._material(path)
        if found is None:
            return _missing(_("Image à ajouter : %(name)s") % {"name": _name(path)})
        alt = typeset(_plain(image.children or []))
        if dialect.is_played(path):  # in the middle of a sentence there is no room to listen
            return f'<a class="handed" href="{escape(found.address)}">{escape(alt)}</a>'
        several = ""
        if found.widths and found.width:
            smaller = [f"{found.address}?l={width} {width}w" for width in found.widths if width < found.width]
            several = f' srcset="{escape(", ".join([*smaller, f"{found.address} {found.width}w"]))}" sizes="{_SIZES}"'
        return f'<img src="{escape(found.address)}"{several} alt="{escape(alt)}"{_measures(found)} loading="lazy">'

    def _player(self, played: Token) -> str:
        path = dialect.path_of(played)
        found = self._material(path)
        if found is None:
            return _missing(_("Son ou vidéo à ajouter : %(name)s") % {"name": _name(path)})
        title = escape(typeset(_plain(played.children or [])))
        begun = f'src="{escape(found.address)}" controls preload="none" aria-label="{title}"'
        if dialect.is_film(path):
            track = self._track(dialect.captions_of(played))
            player = f"<video {begun}{_measures(found)}>{track}</video>"
            weight = _("La vidéo pèse %(size)s. Elle n'est chargée que si vous la regardez.")
        else:
            player = f"<audio {begun}></audio>"
            weight = _("Le son pèse %(size)s. Il n'est chargé que si vous l'écoutez.")
        size = formats.size(found.size).replace(" ", "\u00a0")
        return f'<figcaption>{title}</figcaption>{player}<p class="soft">{weight % {"size": size}}</p>'

    def _track(self, path: str) -> str:
        captions = self._material(path) if path else None
        if captions is None:
            return ""
        label = _("Sous-titres")
        return f'<track kind="captions" srclang="fr" label="{label}" default src="{escape(captions.address)}">'

    def _term(self, token: Token) -> str:
        shown = escape(typeset(token.content))
        term = self._names.get(dialect.spelt(token.meta["word"]))
        if term is None:
            return shown
        first = term not in self._met
        if first:
            self._met.append(term)
        number = self._met.index(term) + 1
        here = f' id="lu-{number}"' if first else ""
        return f'<a class="term"{here} href="#mot-{number}">{shown}</a>'

    def words(self) -> str:
        """The words of the glossary met in the text, explained at its end: nothing to open, nothing to load."""
        if not self._met:
            return ""
        title, back = _("Les mots de cette page"), _("Revenir au texte")
        rows = []
        for number, term in enumerate(self._met, 1):
            name, says = escape(typeset(term.term)), escape(typeset(term.says))
            leave = f'<a href="#lu-{number}" aria-label="{back} : {name}">{back}</a>'
            rows.append(f'<dt id="mot-{number}">{name}</dt><dd>{says} {leave}</dd>')
        return f'<div class="words"><h2>{title}</h2><dl>{"".join(rows)}</dl></div>'


def _singular(name: str) -> list[str]:
    return [word.rstrip("sx") for word in dialect.spelt(name).split(" ")]


def _html(text: str) -> Token:
    return Token("html_inline", "", 0, content=text)


def _plain(tokens: Sequence[Token]) -> str:
    return "".join(
        " " if token.type in ("softbreak", "hardbreak") else token.content or _plain(token.children or [])
        for token in tokens
    )


def _missing(words: str) -> str:
    return f'<span class="missing">{escape(words)}</span>'


def _measures(found: Material) -> str:
    """The place that a picture takes is kept before it comes: nothing jumps."""
    return f' width="{found.width}" height="{found.height}"' if found.width and found.height else ""


def _name(path: str) -> str:
    return PurePosixPath(path).name[:80]


def _weight(found: Material) -> str:
    """« xlsx, 24 ko »: what one gets before opening it."""
    kind = PurePosixPath(found.name).suffix.lstrip(".").lower()
    return escape(", ".join(part for part in (kind, formats.size(found.size)) if part)).replace(" ", "\u00a0", 2)
