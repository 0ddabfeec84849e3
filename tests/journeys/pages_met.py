"""What is asked of a page in a browser: accessible in both lights, French, no wider than its window; valid HTML."""

import json
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page

from tests.journeys.world import CHECKOUT

AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
HTML_VALIDATE = CHECKOUT / "node_modules" / ".bin" / "html-validate"
NARROWEST = 320  # also a window of 640 px at 200 %, or of 1280 px at 400 %
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NO_PAGE = re.compile(  # files, not pages
    "|".join(
        rf"^/{path}"
        for path in (
            r"qualite\.(csv|json)", r"donnees/journal\.csv", r"suivi\.csv", r"suivi/competences\.(csv|xlsx)", "preuves/", r"candidatures/chiffres\.csv", r"suivi/contacts\.csv", r"aides\.csv", r"dossier/[^/]+/documents/[^/]+/[^/]+\.", r"suivi/modules\.csv", r"suivi/[^/]+/suivi-a-distance\.csv", "admin/courrier/[^/]+/page",
            r"suivi/sorties\.(csv|xlsx)", r"bilans/[^/]+/bilan\.pdf",
            r"qualite/(reclamations|aleas|ameliorations|enquetes/[^/]+/reponses)\.(csv|xlsx)",
            r"qualite/registres/[^/]+\.(csv|xlsx)", "qualite/registres/[^/]+/[^/]+/pieces/",
            r"donnees/effacements/[^/]+/certificat\.pdf", r"donnees/purge/liste\.(csv|xlsx)", r"donnees/vagues/[^/]+/rapport\.csv",
            r"qualite/chiffres\.(csv|xlsx)", r"qualite/revue/[^/]+/bilan\.pdf",
            r"connexion-professionnelle/[^/]+/aller",
            "qualite/audit/[^/]+/fichier", r"audit/[^/]+/contenu/.+\.(csv|xlsx|pdf|txt)",
            "fichiers", "forum/fichiers", "flux/", "static", "api", r"annuaire\.csv", "temoignages/[^/]+/image", "agenda/flux/", "agenda/seances/", r"rencontres\.(ics|rss)", r"rencontres/[^/]+\.ics",
            r"heures[a-z/]*\.(csv|pdf)", r"financeurs/[^?]*\.(xlsx|pdf)", "atelier/banque/[^/]+/export/",
            r"atelier/[^/]+/(dossier\.zip|brouillon\.zip|resultats\.csv|activites/[^/]+/reponses\.csv)", r"mes-donnees/copie$", "mes-donnees/copies/[^/]+/", r"donnees/demandes(\.(csv|xlsx)|/[^/]+/(dossier\.zip|pieces/))", "audit/[^/]+/contenu/",
            r"donnees/(registre|analyse-impact|hebergeur)\.(csv|json|pdf|xlsx)", "mes-donnees/copie",
            r"mon-livret/(livret\.pdf|badges/)", r"badges/.+\.(json|png)",
            r"seances/[^/]+/(connexions\.csv|documents/)", r"seances/(feuilles\.zip|[^/]+/feuille(-vide)?\.pdf)",
            r"documents/[^/]+/fichier", r"documents/modeles/[^/]+/essai\.pdf", r"documents/lots/[^/]+/(dossier\.zip|a-imprimer\.pdf)", r"signer/[^/]+/fichier",
        )
    )
)  # fmt: skip

_WIDER = """() => {
  const wide = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= wide) return []
  const out = [...document.querySelectorAll('body *')].filter(e => {
    const box = e.getBoundingClientRect()
    if (box.right <= wide + 1 || !box.width) return false
    for (let up = e.parentElement; up; up = up.parentElement) if (getComputedStyle(up).overflowX !== 'visible') return false
    return true
  })
  return out.slice(0, 4).map(e => e.tagName.toLowerCase() + (e.className.baseVal ?? '.' + e.className) + ' ' + e.textContent.trim().slice(0, 40)).concat('page too wide')
}"""
_AXE = """(rules) => axe.run(document, {resultTypes: ['violations'], preload: false, ...rules.length && {runOnly: {type: 'rule', values: rules}}}).then(found =>
  found.violations.map(one => one.id + ': ' + one.help + ' · ' + one.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | ')))"""
OF_COLOUR = ["color-contrast", "link-in-text-block"]
OF_WIDTH = ["target-size", "scrollable-region-focusable", "aria-hidden-focus", "landmark-one-main", "region"]

_WRITTEN_OUT = re.compile(r' (crossorigin|required|hidden|checked|selected|open)=""')  # by the browser, not by us
_COURSE = re.compile(r"^/atelier/(?!banque|importer|recherche)[^/]+")
_KEY = re.compile(r"(?<=/)(activites|sequences|apercu|blocs|reprise)/(?!nouvelle)[^/]+")


def template_of(url: str) -> str:
    """Addresses that show the same kind of page: identifiers and numbers left out, the names of what is asked kept."""
    parts = urlsplit(url)
    path = re.sub(r"/\d+(?=/|$)", "/#", ID.sub("#", parts.path))
    path = re.sub(r"^/(verification|verifier|signer)/.+", r"/\1/#", path)
    path = re.sub(r"^/qualite/chiffres/[^/]+", "/qualite/chiffres/#", path)
    path = _COURSE.sub("/atelier/*", _KEY.sub(r"\1/#", path)) if path.startswith("/atelier/") else path
    names = sorted({name for name, _value in parse_qsl(parts.query)})
    return path + ("?" + "&".join(names) if names else "")


@dataclass
class Walk:
    """The pages looked at, and everything that was wrong."""

    folder: Path
    meant: tuple[str, ...] = ()  # rules of the validator that these pages break on purpose
    wrong: list[str] = field(default_factory=list)
    saved: list[Path] = field(default_factory=list)

    def look(self, page: Page, url: str) -> None:
        """Check one page in both lights and widths."""
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        answer = page.goto(url)
        name = urlsplit(page.url).path + ("?" + urlsplit(page.url).query if urlsplit(page.url).query else "")
        if answer is None or answer.status != 200:
            self.wrong.append(f"{name}: answered {answer.status if answer else 'nothing'}")
            return
        self._look_at(page, answer.text(), name)

    def look_here(self, page: Page, name: str) -> None:
        """Check the page that is shown, where an address alone does not lead: a step of a form, an answer shown once."""
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        self._look_at(page, _WRITTEN_OUT.sub(r" \1", page.content()), name)

    def _look_at(self, page: Page, html: str, name: str) -> None:
        self.keep(html, name)
        self._words(page, name)
        page.evaluate(AXE.read_text())
        self._axe(page, f"{name} at 1280", [])
        page.emulate_media(color_scheme="dark")  # each light and each width once: contrast is what axe spends most on
        page.set_viewport_size({"width": 360, "height": 740})
        self._axe(page, f"{name} at 360, dark", [*OF_COLOUR, *OF_WIDTH])
        self._wide(page, f"{name} at 360")
        page.set_viewport_size({"width": NARROWEST, "height": 740})
        self._wide(page, f"{name} at {NARROWEST}")

    def look_narrow(self, page: Page, url: str) -> None:
        """Check one page in the narrowest window only."""
        page.set_viewport_size({"width": NARROWEST, "height": 740})
        answer = page.goto(url)
        if answer is None or answer.status != 200:
            self.wrong.append(f"{url}: answered {answer.status if answer else 'nothing'}")
            return
        self.keep(answer.text(), url)
        self._words(page, url)
        self._wide(page, url)
        page.evaluate(AXE.read_text())
        self._axe(page, url, [])

    def _axe(self, page: Page, where: str, rules: list[str]) -> None:
        self.wrong += [f"{where}: {one}" for one in page.evaluate(_AXE, rules)]

    def _wide(self, page: Page, where: str) -> None:
        self.wrong += [f"{where}: {one}" for one in page.evaluate(_WIDER)]

    def _words(self, page: Page, where: str) -> None:
        said = page.evaluate(
            "() => [document.documentElement.lang, document.title, document.querySelectorAll('h1').length]"
        )
        if said[0] != "fr" or not said[1].endswith(" · Bidaide") or said[2] != 1:
            self.wrong.append(f"{where}: lang, title, h1: {said}")

    def keep(self, html: str, name: str) -> None:
        """For `validate`."""
        path = self.folder / f"{len(self.saved):03}.html"
        path.write_text(html, encoding="utf-8")
        self.saved.append(path)
        (self.folder / f"{len(self.saved) - 1:03}.name").write_text(name)

    def validate(self) -> None:
        """The HTML of every page, checked in one run."""
        said = self.folder / "said.json"
        ran = subprocess.run(
            [HTML_VALIDATE, "--config", CHECKOUT / ".htmlvalidate.json", "--formatter", f"json={said}", *self.saved],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert said.exists(), ran.stderr
        for file in json.loads(said.read_text()):
            name = Path(file["filePath"]).with_suffix(".name").read_text()
            rules = {one["ruleId"]: one for one in reversed(file["messages"]) if one["ruleId"] not in self.meant}
            self.wrong += [f"{name}: line {one['line']}: {rule}: {one['message']}" for rule, one in rules.items()]
