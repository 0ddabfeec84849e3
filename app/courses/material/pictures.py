"""The images of a document: kept as they are, under plain names; what a page cannot show is noted."""

import io
import re
import unicodedata
import warnings
from pathlib import PurePosixPath

from PIL import Image, UnidentifiedImageError

from app.courses.material.converted import Notes, Picture
from app.courses.material.package import IMAGE_LIMIT, Package

MOST_PIXELS = 60_000_000
KEPT_LIMIT = 60_000_000  # of all the images together
_SUFFIXES = {"PNG": "png", "JPEG": "jpg", "MPO": "jpg", "GIF": "gif", "WEBP": "webp"}
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_GUESSED = re.compile(
    r"\s*(?:Description générée automatiquement(?: avec confiance \w+)?|Description automatically generated(?: with \w+ confidence)?"
    r"|(?:Le contenu généré par l.(?:IA|intelligence artificielle)|AI-generated content).*?)\s*\.?\s*$",
    re.IGNORECASE | re.DOTALL,
)


class Pictures:
    def __init__(self, package: Package, document: str, notes: Notes) -> None:
        self._package, self._notes = package, notes
        self._stem = plain_name(PurePosixPath(document).stem)
        self._known: dict[str, str] = {}  # part → name, empty when it is left out
        self._size = 0
        self.kept: list[Picture] = []
        self.shown: list[tuple[str, str]] = []  # each time an image is shown: its name, and its words there

    def show(self, part: str, alt: str, where: str) -> int | None:
        """The image of a part at this place: its rank in `shown`, or None once the reason is noted."""
        words = " ".join(alt.split())
        said = _GUESSED.sub("", words).strip()
        if part not in self._known:
            self._known[part] = self._keep(part, said, where)
        name = self._known[part]
        if not name:
            return None
        if not said:
            self._notes.add("alt", where, name)
        elif said != words:
            self._notes.add("alt-guessed", where, name)
        self.shown.append((name, said))
        return len(self.shown) - 1

    def _keep(self, part: str, alt: str, where: str) -> str:
        shown = PurePosixPath(part).name
        if part not in self._package:
            self._notes.add("image-broken", where, shown)
            return ""
        if self._package.size(part) > IMAGE_LIMIT or self._size + self._package.size(part) > KEPT_LIMIT:
            self._notes.add("image-large", where, shown)
            return ""
        data = self._package.read(part, IMAGE_LIMIT)
        suffix, wrong = _kind(data)
        if wrong:
            self._notes.add(wrong, where, shown)
            return ""
        self._size += len(data)
        name = f"{self._stem}-{len(self.kept) + 1}.{suffix}"
        self.kept.append(Picture(name, data, alt))
        return name


def _kind(data: bytes) -> tuple[str, str]:
    """(suffix, what is wrong), from the first bytes; no pixel is drawn."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # too many pixels is looked at below
            with Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "GIF", "WEBP"]) as image:
                width, height = image.size
                suffix = _SUFFIXES.get(image.format or "", "")
    except Image.DecompressionBombError:
        return "", "image-large"
    except UnidentifiedImageError:
        known = data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"))
        return "", "image-broken" if known else "image-kind"
    except (OSError, ValueError, SyntaxError):
        return "", "image-broken"
    if width * height > MOST_PIXELS:
        return "", "image-large"
    return suffix, "" if suffix else "image-kind"


def plain_name(name: str) -> str:
    """Lower case without accent, digits and dashes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_WORDS.sub("-", plain)[:60].strip("-") or "image"
