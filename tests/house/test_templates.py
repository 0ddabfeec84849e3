"""Every template is used, holds no style or script of its own, and says nothing that cannot be translated."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.core.settings import CHECKOUT
from app.web.templating import environment
from tools import messages

pytestmark = pytest.mark.once

TEMPLATES = CHECKOUT / "templates"
ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))

# What is printed without escaping: HTML that app.web.text cleaned when it was kept, or a constant of the template.
CLEANED = re.compile(r"(\w+\.)?(html|text|prompt|instructions(\|replace\(\"</?h2\", \"</?h3\"\))*)")
CONSTANTS = {"extra", "_fills[step]", "wrong"}
# The copy of one's data opens from a disk, where no policy and no stylesheet of ours reach it.
ALONE = {"privacy/copy.html", "quality/audit/file/layout.html"}
SAME_IN_EVERY_LANGUAGE = re.compile(
    r"[\s·]*(Bidaide|English|Français|bidaide course import [\w/ -]+|lisez-moi\.txt|sha256sums\.txt|\.csv)?[\s·]*"
)


MESSAGE = re.compile(
    r"emails/\w+/body\.html"
)  # named by its event: tests/notifications/test_messages.py reads them all


def source(template: str) -> str:
    return re.sub(r"\{#.*?#\}", "", (TEMPLATES / template).read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("template", ALL)
def test_every_template_can_be_read(template: str) -> None:
    environment("fr").get_template(template)


def test_every_template_is_used() -> None:
    code = "\n".join(path.read_text() for path in (CHECKOUT / "app").rglob("*.py"))
    others = "\n".join(source(template) for template in ALL)
    unused = [
        template
        for template in ALL
        if not template.startswith("components/")
        and not MESSAGE.fullmatch(template)
        and f'"{template}"' not in code
        and f'"{template}"' not in others
    ]
    assert not unused


def test_every_component_is_used() -> None:
    others = "\n".join(source(template) for template in ALL)
    macros = {
        macro
        for template in ALL
        if template.startswith("components/")
        for macro in re.findall(r"{%-?\s*macro ([a-z]\w*)\(", source(template))
    }
    assert not [macro for macro in macros if not re.search(rf"(ui\.|\b){macro}\(", _without_macro(others, macro))]


def _without_macro(text: str, macro: str) -> str:
    return re.sub(rf"macro {macro}\(", "", text)


@pytest.mark.parametrize("template", ALL)
def test_only_cleaned_html_is_printed_as_it_is(template: str) -> None:
    for expression in re.findall(r"\{\{-?\s*((?:(?!\}\}).)*?)\|\s*safe\b", source(template)):
        printed = expression.strip()
        assert CLEANED.fullmatch(printed) or printed in CONSTANTS, printed


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.words: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.inside = tag
        if tag == "style" or (tag == "script" and "src" not in found):
            self.inline.append(f"<{tag}>")
        self.inline += [f"<{tag} {name}>" for name in found if name == "style" or name.startswith("on")]
        self.words += [found[name] or "" for name in ("alt", "title", "aria-label", "placeholder") if name in found]

    def handle_data(self, data: str) -> None:
        if self.inside not in ("style", "script"):
            self.words.append(data)


def _read(template: str) -> _Reader:
    """The HTML left when everything that Jinja prints or translates is taken out."""
    text = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", "", source(template), flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}", "", re.sub(r"\{\{.*?\}\}", "", text, flags=re.DOTALL), flags=re.DOTALL)
    text = text.replace('aria-describedby="" aria-invalid="true"', "")
    page = _Reader()
    page.feed(text)
    return page


@pytest.mark.parametrize("template", [template for template in ALL if template not in ALONE])
def test_templates_hold_no_style_and_no_script(template: str) -> None:
    assert not _read(template).inline


@pytest.mark.parametrize("template", ALL)
def test_every_visible_sentence_goes_through_gettext(template: str) -> None:
    said = [" ".join(words.split()) for words in _read(template).words if re.search(r"[A-Za-zÀ-ÿ]{2}", words)]
    assert not [words for words in said if not SAME_IN_EVERY_LANGUAGE.fullmatch(words)]


def test_every_sentence_has_its_english() -> None:
    """To mend: `python -m tools.messages extract`, then translate what is empty."""
    assert not list(messages.problems(messages.marked(), messages.translated()))


def test_no_stylesheet_or_script_loads_from_another_site() -> None:
    static = CHECKOUT / "app" / "web" / "static"
    for path in [path for path in static.rglob("*") if path.suffix in (".css", ".js")]:
        assert not re.search(r"(url\(|import |src=)\s*[\"']?https?:", path.read_text()), path.name


def test_pages_link_to_no_other_site_but_their_sources() -> None:
    """Links for people are fine; what a browser would load by itself is not."""
    for path in (Path(TEMPLATES / template) for template in ALL):
        assert not re.search(r"<(script|link|img|source|iframe)[^>]+(src|href)=\"https?:", path.read_text()), path
