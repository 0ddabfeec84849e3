"""What a file is, found inside it and never in its name."""

import io
import struct
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files import content, rules
from tests.factories import files

pytestmark = pytest.mark.once
ODT = "application/vnd.oasis.opendocument.text"


def found(body: bytes) -> str:
    return content.media_type(io.BytesIO(body))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (files.office("docx"), content.DOCX),
        (files.office("xlsx"), content.XLSX),
        (files.office("pptx"), content.PPTX),
        (files.office("docm"), "application/vnd.ms-word.document.macroEnabled.12"),
        (files.office("docx", first={"word/media/image1.png": b"x" * 5000}), content.DOCX),  # wherever the list says it
        (files.archive({"mimetype": ODT.encode(), "content.xml": b"<x/>"}, stored=True), ODT),
        (files.archive({"mimetype": b"application/epub+zip"}, stored=True), "application/epub+zip"),
        (files.archive({"mimetype": b"text/html"}, stored=True), rules.ZIP),
        (files.archive({"word/document.xml": b"<w/>"}), rules.ZIP),  # it looks like one and says nothing
        (files.archive({"[Content_Types].xml": b"<Types>rien</Types>"}), rules.ZIP),
        (files.archive({}), rules.ZIP),
        (files.garbled("mimetype"), rules.ZIP),
        (files.garbled("[Content_Types].xml"), rules.ZIP),
    ],
)
def test_documents_that_are_archives_are_known_by_what_they_hold(body: bytes, kind: str) -> None:
    assert found(body) == kind


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("EncryptionInfo", "EncryptedPackage"), rules.PROTECTED),
        (("WordDocument", "1Table"), "application/msword"),
        (("Workbook",), "application/vnd.ms-excel"),
        (("PowerPoint Document",), "application/vnd.ms-powerpoint"),
        (("Autre",), rules.OLE),
        ((*(f"Flux {n}" for n in range(11)), "EncryptedPackage"), rules.PROTECTED),  # three sectors further
    ],
)
@pytest.mark.parametrize("sector", [512, 4096])
def test_older_office_files_and_those_behind_a_password_are_told_apart(
    names: tuple[str, ...], kind: str, sector: int
) -> None:
    assert found(files.ole(*names, sector=sector)) == kind


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_real_documents_of_the_house_are_known(kind: str) -> None:
    real = sorted((Path(__file__).parents[2] / "content").rglob(f"*.{kind}"))
    assert real
    for path in real:
        with path.open("rb") as file:
            assert content.media_type(file) == {"docx": content.DOCX, "xlsx": content.XLSX}[kind], path


def test_an_entry_that_would_unpack_to_a_gigabyte_is_read_at_its_beginning_only() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as zipped, zipped.open("[Content_Types].xml", "w") as entry:
        for _n in range(300):
            entry.write(bytes(1_000_000))
    started = time.perf_counter()
    assert found(bomb.getvalue()) == rules.ZIP
    assert time.perf_counter() - started < 0.5


def test_an_archive_that_announces_too_many_entries_is_not_even_listed() -> None:
    body = bytearray(files.office("docx"))
    at = body.rfind(b"PK\x05\x06")
    struct.pack_into("<H", body, at + 10, 60_000)
    assert found(bytes(body)) == rules.ZIP
    struct.pack_into("<HI", body, at + 10, 2, 3_000_000_000)
    assert found(bytes(body)) == rules.ZIP


@given(st.sampled_from([files.office("docx"), files.ole("WordDocument")]), st.data())
def test_what_is_damaged_is_a_wrapping_and_never_breaks(body: bytes, data: st.DataObject) -> None:
    hurt = bytearray(body)
    for _n in range(data.draw(st.integers(1, 6))):
        hurt[data.draw(st.integers(8, len(hurt) - 1))] = data.draw(st.integers(0, 255))
    assert "/" in found(bytes(hurt[: data.draw(st.integers(9, len(hurt)))]))
