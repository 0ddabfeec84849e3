"""Pictures are kept upright, without what they tell of a place or a person, and in sizes for phones."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from app.core.errors import Invalid
from app.files import picture_parts, pictures
from app.files.pictures import Picture
from tests.factories import files

pytestmark = pytest.mark.once
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}


def made(folder: Path, body: bytes, kind: str) -> Picture:
    folder.mkdir(exist_ok=True)
    source = folder / "source"
    source.write_bytes(body)
    return pictures.make_again(source, TYPES[kind], folder)


def tells_nothing(body: bytes) -> bool:
    image = Image.open(io.BytesIO(body))
    return not dict(image.getexif()) and files.WHERE not in body and not {"exif", "comment", "xmp"} & image.info.keys()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_forgets_where_it_was_taken(tmp_path: Path, kind: str) -> None:
    body = files.picture(kind, exif=files.places())
    assert not tells_nothing(body)
    kept = made(tmp_path, body, kind)
    assert tells_nothing(kept.path.read_bytes())
    assert (kept.width, kept.height) == (64, 48)
    assert Image.open(kept.path).format == kind


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_taken_sideways_stands_upright(tmp_path: Path, kind: str) -> None:
    kept = made(tmp_path, files.picture(kind, 640, 480, exif=files.places(orientation=6)), kind)
    assert (kept.width, kept.height) == (480, 640)
    image = Image.open(kept.path).convert("RGB")
    assert image.getpixel((470, 10))[0] > 200  # the red corner, turned to the right  # type: ignore[index]
    assert image.getpixel((240, 150))[1] < 60  # the dark half, turned to the top  # type: ignore[index]


@pytest.mark.parametrize("kind", list(TYPES))
def test_what_tells_nothing_is_kept_byte_for_byte(tmp_path: Path, kind: str) -> None:
    """So that what we have kept once can be kept again, here or in another house, and stays the same."""
    first = made(tmp_path / "a", files.picture(kind, 900, 700), kind)
    again = made(tmp_path / "b", first.path.read_bytes(), kind)
    assert again.path == tmp_path / "b" / "source"
    assert again.path.read_bytes() == first.path.read_bytes()


@pytest.mark.parametrize("kind", list(TYPES))
def test_what_hides_behind_the_end_of_a_picture_does_not_stay(tmp_path: Path, kind: str) -> None:
    kept = made(tmp_path, files.picture(kind) + b"<script>" + files.WHERE, kind)
    assert b"<script>" not in kept.path.read_bytes()
    assert picture_parts.is_bare(kept.path, TYPES[kind])


def test_sizes_for_phones_are_made_when_they_are_smaller(tmp_path: Path) -> None:
    kept = made(tmp_path, files.picture("JPEG", 2000, 1200, exif=files.places()), "JPEG")
    assert sorted(kept.smaller) == [480, 960, 1600]
    for width, path in kept.smaller.items():
        image = Image.open(path)
        assert (image.format, image.width, image.height) == ("WEBP", width, width * 3 // 5)
        assert tells_nothing(path.read_bytes())
        assert path.stat().st_size < kept.path.stat().st_size
    assert made(tmp_path / "b", files.picture("JPEG", 700, 500), "JPEG").smaller.keys() == {480}
    assert made(tmp_path / "c", files.picture("JPEG", 480, 300), "JPEG").smaller == {}


@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "P", "1", "CMYK"])
def test_every_sort_of_colours_gets_its_sizes(tmp_path: Path, mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    source = (
        files.drawn(800, 600, "RGBA" if mode == "P" else mode).quantize()
        if mode == "P"
        else files.drawn(800, 600, mode)
    )
    body = io.BytesIO()
    source.save(body, kind, exif=files.places())
    kept = made(tmp_path, body.getvalue(), kind)
    assert Image.open(kept.path).mode == mode
    assert all(Image.open(path).width == width for width, path in kept.smaller.items())


def test_a_moving_picture_goes_on_moving(tmp_path: Path) -> None:
    body = files.moving("GIF", loop=0, comment=files.WHERE)
    assert files.WHERE in body
    kept = made(tmp_path, body, "GIF")
    assert tells_nothing(kept.path.read_bytes())
    image, before = Image.open(kept.path), Image.open(io.BytesIO(body))
    assert (image.n_frames, image.info["loop"]) == (4, 0)  # type: ignore[attr-defined]
    for n in range(4):
        image.seek(n)
        before.seek(n)
        assert image.info["duration"] == before.info["duration"]
        assert image.tobytes() == before.tobytes()
    assert kept.smaller == {}


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_other_moving_pictures_go_on_moving_too(tmp_path: Path, kind: str) -> None:
    kept = made(tmp_path, files.moving(kind, exif=files.places()), kind)
    image = Image.open(kept.path)
    assert image.n_frames == 4  # type: ignore[attr-defined]
    assert tells_nothing(kept.path.read_bytes())


@pytest.mark.parametrize("kind", list(TYPES))
@pytest.mark.parametrize("part", [0.1, 0.5, 0.95])
def test_a_picture_that_stops_half_way_is_refused(tmp_path: Path, kind: str, part: float) -> None:
    body = files.picture(kind, 400, 300)
    with pytest.raises(Invalid, match="abîmée"):
        made(tmp_path, body[: int(len(body) * part)], kind)


def test_a_picture_that_would_unpack_to_gigabytes_is_refused_before_it_is(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="50 millions"):
        made(tmp_path, _huge_png(60_000, 60_000), "PNG")
    with pytest.raises(Invalid, match="50 millions"):
        made(tmp_path, _huge_png(9_000, 9_000), "PNG")


def _huge_png(width: int, height: int) -> bytes:
    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(bytes(1000))) + part(b"IEND", b"")
