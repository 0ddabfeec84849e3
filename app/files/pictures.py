"""Pictures made again: upright, without what they tell of a place or a person, and in sizes for phones.

Pillow is known to this module alone.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Semaphore
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from app.core.errors import Invalid
from app.core.i18n import _
from app.files import picture_parts
from app.files.rules import WIDTHS

MAX_IMAGE_PIXELS = 50_000_000  # the best phones make 50 million; unpacked, that is 150 MB
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
_FINE = 1106  # sum of the first table of a JPEG saved at quality 85: a coarser one is kept, a finer one is not needed
_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, KeyError, struct.error, zlib.error)
_turn = Semaphore(1)  # one picture is unpacked at a time


@dataclass(frozen=True, slots=True)
class Picture:
    """`path` is the picture to keep; `smaller` are those made from it, by width."""

    path: Path
    width: int
    height: int
    smaller: dict[int, Path] = field(default_factory=dict)


def make_again(source: Path, media_type: str, folder: Path) -> Picture:
    """The picture to keep, and its smaller ones, written into `folder`. Raises Invalid for one that cannot be shown."""
    with _turn, _opened(source, media_type) as image:
        moving = getattr(image, "is_animated", False) and image.format != "MPO"  # some phones put a second view behind
        if image.width * image.height > MAX_IMAGE_PIXELS:
            raise _too_many_points()
        image.load()
        path = source if picture_parts.is_bare(source, media_type) else folder / "picture"
        turned = not moving and image.getexif().get(ExifTags.Base.Orientation, 1) != 1
        if path is not source and (turned or media_type == "image/jpeg"):
            ImageOps.exif_transpose(image, in_place=True)
            _save(image, path, media_type)
        elif path is not source:
            picture_parts.copy_bare(source, path, media_type)
        smaller = {} if moving else _smaller(image, path.stat().st_size, folder)
        return Picture(path, image.width, image.height, smaller)


@contextmanager
def _opened(source: Path, media_type: str) -> Iterator[Any]:
    try:
        with Image.open(source, formats=(_FORMATS[media_type],)) as image:
            yield image
    except Image.DecompressionBombError as error:
        raise _too_many_points() from error
    except (UnidentifiedImageError, *_DAMAGED) as error:
        if isinstance(error, OSError) and error.errno:
            raise  # the disk's affair
        raise Invalid(
            _(
                "Cette image est abîmée : elle ne s'ouvre pas jusqu'au bout. Rien n'a été enregistré. "
                "Vérifiez qu'elle s'ouvre chez vous, puis envoyez-la de nouveau."
            )
        ) from error


def _too_many_points() -> Invalid:
    return Invalid(
        _(
            "Cette image est trop grande : %(most)s millions de points au plus. Rien n'a été enregistré. "
            "Réduisez ses dimensions, puis envoyez-la de nouveau."
        )
        % {"most": MAX_IMAGE_PIXELS // 1_000_000}
    )


def _save(image: Image.Image, path: Path, media_type: str) -> None:
    """Nothing of what the picture carried goes along but its colour profile and its transparent colour."""
    image.info = {name: image.info[name] for name in ("icc_profile", "transparency") if name in image.info}
    options: dict[str, Any] = {"icc_profile": image.info.get("icc_profile")}
    if media_type == "image/jpeg":
        tables = getattr(image, "quantization", None)
        options |= {"progressive": True, "optimize": True}
        options |= {"qtables": tables} if tables and sum(tables[0]) > _FINE else {"quality": 85}
    elif media_type == "image/webp":
        options |= {"quality": 85, "method": 4}
    image.save(path, _FORMATS[media_type], **options)


def _smaller(image: Image.Image, weight: int, folder: Path) -> dict[int, Path]:
    """Each made from the one above; only those that are lighter than the picture itself."""
    found: dict[int, Path] = {}
    for width in sorted((one for one in WIDTHS if one < image.width), reverse=True):
        height = max(1, round(image.height * width / image.width))
        if not found or image.mode not in ("RGB", "RGBA"):
            image = _in_plain_colours(image)
        image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        path = folder / f"picture.{width}"
        image.save(path, "WEBP", quality=78, method=2, icc_profile=image.info.get("icc_profile"))
        if path.stat().st_size < weight:
            found[width] = path
    return found


def _in_plain_colours(image: Image.Image) -> Image.Image:
    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if image.mode == "CMYK":  # its profile is for ink
        image = image.convert("RGB")
        image.info.pop("icc_profile", None)
        return image
    return image if image.mode in ("RGB", "RGBA") else image.convert("RGBA" if see_through else "RGB")
