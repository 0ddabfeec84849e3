"""The words on screen and their English: `python -m tools.messages extract` then translate, `check` before leaving.

French is the source language. `extract` reads every sentence marked in app/ and templates/ and brings them to the
catalogue app/web/locale/en/LC_MESSAGES/bidaide.po; what is already translated stays. `check` says what is missing.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parents[1]
CATALOGUE = HERE / "app" / "web" / "locale" / "en" / "LC_MESSAGES" / "bidaide.po"
# Of content/: their sentences are shown through gettext too.
DATA = (
    "quality/evidence.yaml", "quality/measures.yaml", "quality/registers.yaml", "quality/profile.yaml",
    "outcomes/sorties.yaml",
)  # fmt: skip
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
JINJA = {
    "trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false",
    "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols",
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")


def marked() -> Catalog:
    """Every sentence that is marked in the code and the templates, with where it stands."""
    found = Catalog(project="Bidaide", charset="utf-8")
    sources = (
        ("app", [("**.py", "python")], {}),
        ("templates", [("**.html", "jinja2"), ("emails/**.txt", "jinja2")], {"**.html": JINJA, "emails/**.txt": JINJA}),
    )
    for folder, methods, options in sources:
        for name, line, message, comments, context in extract_from_dir(
            HERE / folder, methods, options, keywords=KEYWORDS
        ):
            found.add(message, locations=[(f"{folder}/{name}", line)], auto_comments=comments, context=context)
    for name in DATA:
        for sentence in said_by_data(yaml.safe_load((HERE / "content" / name).read_text(encoding="utf-8"))):
            found.add(sentence, locations=[(f"content/{name}", 1)])
    return found


def said_by_data(value: object) -> Iterator[str]:
    """The sentences of a data file: its texts that hold a space or begin with a capital (codes do neither)."""
    if isinstance(value, dict):
        for inside in value.values():
            yield from said_by_data(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from said_by_data(inside)
    elif isinstance(value, str) and (" " in value.strip() or value[:1].isupper()):
        yield value


def translated() -> Catalog:
    """The English catalogue as it is, empty when there is none yet."""
    if not CATALOGUE.exists():
        return Catalog(locale="en", project="Bidaide", charset="utf-8")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def problems(words: Catalog, english: Catalog) -> Iterator[str]:
    """What is not translated, what no longer exists, and what lost a value on the way."""
    for message in words:
        if not message.id:
            continue
        known = english.get(message.id if isinstance(message.id, str) else message.id[0])
        where = "{}:{}".format(*message.locations[0])
        shown = _first(message)
        if known is None or not _strings(known) or not all(_strings(known)):
            yield f"{where}: not translated: {shown}"
        elif known.fuzzy:
            yield f"{where}: translation to check (fuzzy): {shown}"
        else:
            wanted = set(PLACEHOLDER.findall(" ".join(_ids(message))))
            for text in _strings(known):
                given = set(PLACEHOLDER.findall(text))
                if given - wanted or (isinstance(message.id, str) and wanted - given):
                    yield f"{where}: {sorted(wanted)} became {sorted(given)}: {shown}"
    for message in english:
        if message.id and words.get(_first(message)) is None:
            yield f"{CATALOGUE.name}: no longer said anywhere: {_first(message)}"


def _ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def _first(message: Message) -> str:
    return _ids(message)[0]


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def extract() -> int:
    english = translated()
    english.update(marked(), no_fuzzy_matching=True)
    english.obsolete.clear()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, english, width=118, sort_by_file=True, ignore_obsolete=True)
    waiting = sum(1 for message in english if message.id and not all(_strings(message) or [""]))
    print(f"{len(english)} sentences, {waiting} to translate: {CATALOGUE.relative_to(HERE)}")
    return 0


def check() -> int:
    found = list(problems(marked(), translated()))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    commands = {"extract": extract, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    sys.exit(commands[sys.argv[1]]())
