"""What a file is by its content, and what it may be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files import rules
from app.files.rules import NoSuchPart, Part


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"GIF89a....", "image/gif"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"RIFF....WAVEfmt ", "audio/wav"),
        (b"RIFF....AVI LIST", rules.UNKNOWN),
        (b"%PDF-1.7", "application/pdf"),
        (b"{\\rtf1\\ansi", "application/rtf"),
        (b"OggS\0\0....vorbis", "audio/ogg"),
        (b"fLaC\0....", "audio/flac"),
        (b"ID3\x04....", "audio/mpeg"),
        (b"\0\0\0\x20ftypisom....", "video/mp4"),
        (b"\0\0\0\x20ftypM4A ....", "audio/mp4"),
        (b"\0\0\0\x20ftypheic....", "image/heic"),
        (b"\0\0\0\x20ftypavif....", "image/avif"),
        (b"\x1aE\xdf\xa3....webm....", "video/webm"),
        (b"PK\x03\x04....", rules.ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", rules.OLE),
        (b"WEBVTT\n\n00:00.000 --> ", "text/vtt"),
        (b"\xef\xbb\xbfWEBVTT - Accueil\n", "text/vtt"),
        (b"WEBVTTX", "text/plain"),
        ("Élan,prix\n1,2\n".encode(), "text/plain"),
        ("Élan".encode()[:1], "text/plain"),
        ("Élan".encode("latin-1"), rules.UNKNOWN),
        (b"MZ\x90\x00\x03", rules.UNKNOWN),
        (b"\x7fELF\x02", rules.UNKNOWN),
        (b"", rules.UNKNOWN),
    ],
)
def test_a_file_is_what_its_content_shows(head: bytes, found: str) -> None:
    assert rules.media_type(head) == found


@pytest.mark.parametrize(
    "head",
    [
        b"<!DOCTYPE html><html>",
        b"  \n<HTML><body onload=alert(1)>",
        b"hello <script>alert(1)</script>",
        b"\xef\xbb\xbf<html>",
    ],
)
def test_a_page_is_kept_but_never_served_as_one(head: bytes) -> None:
    kept = rules.media_type(head)
    assert kept == "text/html"
    assert not rules.opens_in_place(kept)
    assert rules.served_as(kept) == rules.UNKNOWN


@pytest.mark.parametrize(
    "head",
    [b"<svg xmlns=''>", b'<?xml version="1.0"?>\n<!-- x --><svg onload="alert(1)">', b"<!DOCTYPE svg PUBLIC ''><svg>"],
)
def test_a_drawing_keeps_its_type_but_is_never_opened_in_place(head: bytes) -> None:
    assert rules.media_type(head) == "image/svg+xml"
    assert not rules.opens_in_place("image/svg+xml")


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\moi\\CV final.docx", "CV final.docx"),
        ("a\r\nSet-Cookie: b.txt", "a Set-Cookie- b.txt"),
        ("\u202egpj.exe", "gpj.exe"),
        ("...", "fichier"),
        ("", "fichier"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_cleaned(given_name: str, kept: str) -> None:
    assert rules.clean_name(given_name) == kept


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_a_disk_and_a_header_accept(name: str) -> None:
    kept = rules.clean_name(name)
    assert 0 < len(kept) <= rules.LONGEST_NAME
    assert not set(kept) & set('/\\\r\n\0"<>')
    assert rules.clean_name(kept) == kept


@given(st.binary(max_size=300))
def test_any_content_has_a_type_and_code_for_browsers_never_opens_in_place(body: bytes) -> None:
    assert "/" in rules.media_type(body)
    assert not rules.opens_in_place(rules.media_type(b"<html>" + body))


@pytest.mark.parametrize(
    ("asked", "width", "made", "found"),
    [
        (480, 2000, [480, 960, 1600], 480),
        (500, 2000, [480, 960, 1600], 480),
        (900, 2000, [480, 960, 1600], 960),
        (720, 2000, [480, 960, 1600], 960),  # half-way: the finer one
        (1900, 2000, [480, 960, 1600], None),
        (9000, 2000, [480], None),
        (480, 400, [], None),
        (480, None, [], None),  # not a picture
        (None, 2000, [480], None),
    ],
)
def test_the_picture_nearest_to_a_width_is_the_one_sent(
    asked: int | None, width: int | None, made: list[int], found: int | None
) -> None:
    assert rules.nearest_width(asked, width, made) == found


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", Part(0, 1)),
        ("bytes=2-", Part(2, 10)),
        ("bytes=2-5", Part(2, 6)),
        ("bytes=2-500", Part(2, 10)),
        ("bytes=-3", Part(7, 10)),
        ("bytes=-500", Part(0, 10)),
        ("", None),
        ("bytes=-", None),
        ("bytes=5-2", None),
        ("bytes=0-1,4-5", None),
        ("octets=0-1", None),
        ("bytes=a-b", None),
        ("bytes=²-", None),
    ],
)
def test_a_part_of_a_file_is_understood_or_the_whole_is_sent(asked: str, part: Part | None) -> None:
    assert rules.part_of(asked, 10) == part


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=999999999999999999-", "bytes=-0"])
def test_a_part_behind_the_end_is_said_not_to_be_there(asked: str) -> None:
    with pytest.raises(NoSuchPart):
        rules.part_of(asked, 10)


@given(st.text(max_size=30), st.integers(1, 100))
def test_whatever_part_is_asked_for_lies_inside(asked: str, size: int) -> None:
    try:
        part = rules.part_of(f"bytes={asked}", size)
    except NoSuchPart:
        return
    assert part is None or 0 <= part.start < part.end <= size
