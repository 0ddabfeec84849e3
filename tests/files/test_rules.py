"""What a file is by its content, and what it may be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files import rules


@pytest.mark.parametrize(
    ("head", "name", "found"),
    [
        (b"\x89PNG\r\n\x1a\n....", "photo.exe", "image/png"),
        (b"\xff\xd8\xff\xe0....", "a", "image/jpeg"),
        (b"GIF89a....", "a.html", "image/gif"),
        (b"RIFF....WEBPVP8 ", "a", "image/webp"),
        (b"%PDF-1.7", "a.txt", "application/pdf"),
        (b"OggS\0\0....vorbis", "a", "audio/ogg"),
        (b"ID3\x04....", "a", "audio/mpeg"),
        (b"\0\0\0\x20ftypisom....", "a", "video/mp4"),
        (b"\0\0\0\x20ftypM4A ....", "a", "audio/mp4"),
        (b"\x1aE\xdf\xa3....webm....", "a", "video/webm"),
        (b"PK\x03\x04....", "cv.docx", rules._OFFICE[".docx"]),
        (b"PK\x03\x04....", "Budget.XLSX", rules._OFFICE[".xlsx"]),
        (
            b"PK\x03\x04" + b"." * 26 + b"mimetypeapplication/vnd.oasis.opendocument.textPK",
            "a.zip",
            rules._OFFICE[".odt"],
        ),
        (b"PK\x03\x04....", "a.zip", "application/zip"),
        (b"WEBVTT\n\n00:00.000 --> ", "a.txt", "text/vtt"),
        ("Élan,prix\n1,2\n".encode(), "a.csv", "text/plain"),
        ("Élan".encode()[:1], "a.txt", "text/plain"),
        ("Élan".encode("latin-1"), "a.txt", rules.UNKNOWN),
        (b"MZ\x90\x00\x03", "lettre.pdf", rules.UNKNOWN),
        (b"\x7fELF\x02", "a.png", rules.UNKNOWN),
        (b"", "a.txt", rules.UNKNOWN),
    ],
)
def test_a_file_is_what_its_content_shows(head: bytes, name: str, found: str) -> None:
    assert rules.media_type(head, name) == found


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
    kept = rules.media_type(head, "photo.png")
    assert kept == "text/html"
    assert not rules.opens_in_place(kept)
    assert rules.served_as(kept) == rules.UNKNOWN


@pytest.mark.parametrize(
    "head",
    [b"<svg xmlns=''>", b'<?xml version="1.0"?>\n<!-- x --><svg onload="alert(1)">', b"<!DOCTYPE svg PUBLIC ''><svg>"],
)
def test_a_drawing_keeps_its_type_but_is_never_opened_in_place(head: bytes) -> None:
    assert rules.media_type(head, "a.png") == "image/svg+xml"
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


@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_content_has_a_type_and_code_for_browsers_never_opens_in_place(body: bytes, name: str) -> None:
    assert "/" in rules.media_type(body, name)
    assert not rules.opens_in_place(rules.media_type(b"<html>" + body, name))
