"""Styles, scripts, font and icons: read once at start, served with names that hold their content's fingerprint."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.core.i18n import N_
from app.core.keepings import Where, keeps
from app.core.privacy import Basis, PersonalData, Purpose, Retention
from app.core.settings import CHECKOUT

# What our scripts keep in the browser: the first part of each name, as it is written in the script.
_DEVICE = PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PASSING)
keeps(
    Where.DEVICE,
    "bidaide:",
    N_(
        "Ce que vous êtes en train d'écrire, et l'endroit où en est l'envoi d'un fichier, pour ne rien perdre si la connexion se coupe."
    ),
    until=N_("l'envoi du texte, la déconnexion, ou l'arrivée d'une autre personne sur cet appareil"),
    data=_DEVICE,
)
keeps(
    Where.DEVICE,
    "sent",
    N_("Le nom des champs qui viennent d'être envoyés, pour effacer leur brouillon. Aucun texte."),
    until=N_("la page suivante"),
)

OWN = Path(__file__).parent / "static"
VENDOR = CHECKOUT / "build" / "vendor"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
}
_LAYERS = ("reset", "tokens", "base", "components", "pages", "agenda", "print")  # app.css is these files, in this order


@dataclass(frozen=True, slots=True)
class Asset:
    path: str
    media_type: str
    body: bytes
    compressed: bytes | None


def _make(name: str, body: bytes) -> tuple[str, Asset]:
    stem, dot, suffix = name.rpartition(".")
    path = f"/static/{stem}.{hashlib.sha256(body).hexdigest()[:10]}{dot}{suffix}"
    media_type = _TYPES[f".{suffix}"]
    small = gzip.compress(body, 9, mtime=0) if suffix in ("css", "js", "svg", "webmanifest") else None
    return name, Asset(path, media_type, body, small)


@cache
def assets() -> dict[str, Asset]:
    """Every asset by its plain name."""
    found = dict(
        _make(path.name, path.read_bytes())
        for folder in (VENDOR, OWN)
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.suffix in _TYPES and path.suffix != ".css"
    )
    style = "@layer " + ", ".join(_LAYERS) + ";\n"
    style += "\n".join((OWN / "css" / f"{layer}.css").read_text() for layer in _LAYERS)
    for name, asset in found.items():
        style = style.replace(f'url("{name}")', f'url("{asset.path}")')
    found.update([_make("app.css", style.encode())])
    return found


def path_of(name: str) -> str:
    """The address of an asset; raises KeyError when set-up did not bring it."""
    return assets()[name].path


@cache
def by_path() -> dict[str, Asset]:
    return {asset.path: asset for asset in assets().values()}
