"""What is not a sound Word document is refused in one sentence, before it can cost anything."""

import io
import os
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from app.core.errors import HouseError, Invalid, TooLarge
from app.courses.material import read_material
from app.courses.material.word import read_word
from tests.courses.material.documents import (
    CONTENT_TYPES,
    SPACES,
    archive,
    document,
    image,
    item,
    lists,
    p,
    picture,
    rels,
    run,
    style,
    styled,
    table,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(stream: io.BytesIO | object, kind: type[HouseError] = Invalid, name: str = "fiche.docx") -> str:
    with pytest.raises(kind) as refused:
        read_material(stream, name)  # type: ignore[arg-type]
    sentence = str(refused.value.detail)
    assert sentence.endswith("."), sentence
    return sentence


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Ce fichier est vide"),
        (b"Bonjour, ceci est un texte.", "Ce n'est pas un document Word"),
        (b"%PDF-1.7\n" + bytes(900), "C'est un PDF"),
        (b"{\\rtf1\\ansi Bonjour}", "au format .docx"),
        (b"<html><body>Bonjour</body></html>", "au format .docx"),
        (OLE + bytes(300_000) + "EncryptedPackage".encode("utf-16-le") + bytes(512), "protégé par un mot de passe"),
        (OLE + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(512), "ancien document Word (.doc)"),
        (OLE + bytes(600) + "Workbook".encode("utf-16-le"), "Ce n'est pas un document Word"),
        (picture(), "Ce n'est pas un document Word"),
        (b"PK\x05\x06" + bytes(18), "archive ZIP"),
        (b"PK\x03\x04" + os.urandom(2_000), "abîmé ou incomplet"),
    ],
)  # fmt: skip
def test_a_file_that_only_bears_the_name_of_one(data: bytes, words: str) -> None:
    assert words in refusal(io.BytesIO(data))


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"photo.jpg": b"x", "notes/a.txt": b"y"}, "C'est une archive ZIP"),
        ({"[Content_Types].xml": CONTENT_TYPES, "autre/a.xml": "<a/>"}, "C'est une archive ZIP"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}, "LibreOffice (.odt)"),
        ({"[Content_Types].xml": CONTENT_TYPES, "ppt/presentation.xml": "<a/>"}, "Ce sont des diapositives"),
        ({"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": "<a/>"}, "C'est un classeur"),
        ({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<w:pasfini"}, "abîmé"),
        ({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<rien/>"}, "abîmé"),
    ],
)
def test_an_archive_that_is_not_one(files: dict[str, str | bytes], words: str) -> None:
    assert words in refusal(archive(files))


def test_a_document_that_says_nothing() -> None:
    assert "Ce document est vide" in refusal(document(p("") + p("   ") + table(["", ""])))


@pytest.mark.parametrize("name", ["cours.pptx", "cours.odp", "cours.ppt"])
def test_slides_are_given_as_a_file(name: str) -> None:
    assert "donnez-les comme fichier" in refusal(io.BytesIO(b"PK"), name=name)


def test_a_sheet_is_given_as_a_file() -> None:
    assert "donnez-le comme fichier" in refusal(io.BytesIO(b"a;b"), name="prix.csv")


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95, 0.999])
def test_a_document_cut_on_the_way(kept: float) -> None:
    data = document("".join(p(f"Paragraphe {n} " * 5) for n in range(500))).getvalue()
    assert "abîmé ou incomplet" in refusal(io.BytesIO(data[: int(len(data) * kept)]))


def test_a_part_that_was_damaged() -> None:
    data = bytearray(document(p("Bonjour " * 400)).getvalue())
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        at = zipped.getinfo("word/document.xml").header_offset + 60
    data[at : at + 20] = bytes(20)
    assert "abîmé ou incomplet" in refusal(io.BytesIO(bytes(data)))


class Endless(io.RawIOBase):
    """A stream that cannot be moved in, and would give 200 MB."""

    def __init__(self) -> None:
        self.given = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        size = min(len(buffer), 200_000_000 - self.given)
        buffer[:size] = b"PK\x03\x04".ljust(size, b"\0") if not self.given else bytes(size)
        self.given += size
        return size


def test_200_megabytes_are_refused_without_being_read_whole() -> None:
    stream = Endless()
    assert "dépasse 50 Mo" in refusal(stream, TooLarge)
    assert stream.given < 52_000_000

    class Long(io.BytesIO):
        def seek(self, offset: int, whence: int = 0) -> int:
            return 200_000_000 if whence == 2 else super().seek(offset, whence)

        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("nothing is read")

    assert "dépasse 50 Mo" in refusal(Long(), TooLarge)


def test_an_archive_that_swells_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = document(p("Bonjour"), parts={"word/media/x.png": bytes(4_000_000)})
    assert len(bomb.getvalue()) < 10_000
    monkeypatch.setattr("app.courses.material.package.UNPACKED_LIMIT", 3_999_999)
    assert "beaucoup plus qu'un document ordinaire" in refusal(bomb, TooLarge)


def test_a_text_that_swells_is_not_read() -> None:
    bomb = document(p("x" * 17_000_000))
    tracemalloc.start()
    assert "trop long pour une page" in refusal(bomb, TooLarge)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_directory_that_swells_is_not_read() -> None:
    found = archive({f"{n}/{'x' * 180}": b"" for n in range(9_000)})
    assert "beaucoup plus" in refusal(found, TooLarge)
    end = b"PK\x06\x06" + bytes(36) + struct.pack("<Q", 10**9) + bytes(8)
    tail = b"PK\x05\x06" + bytes(8) + b"\xff\xff\xff\xff\xff\xff\xff\xff" + bytes(2)
    assert "beaucoup plus" in refusal(io.BytesIO(b"PK\x03\x04" + bytes(600) + end + tail), TooLarge)


def test_an_archive_under_a_password() -> None:
    data = bytearray(document(p("Bonjour")).getvalue())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "mot de passe" in refusal(io.BytesIO(bytes(data)))


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    "prologue",
    [BOMB, '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">'],
)
def test_entities_are_never_followed(prologue: str) -> None:
    assert "instructions" in refusal(document(p("Bonjour"), prologue=prologue))


@pytest.mark.parametrize("part", ["word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"])
def test_entities_are_not_followed_in_any_part_that_is_read(part: str) -> None:
    assert "instructions" in refusal(document(p("Bonjour"), parts={part: f"{BOMB}<x/>"}))


def test_what_is_nested_without_end_is_refused() -> None:
    deep = "<w:p><w:smartTag>" + "<w:smartTag>" * 5_000 + run("x") + "</w:smartTag>" * 5_000 + "</w:smartTag></w:p>"
    assert "abîmé" in refusal(document(deep))


def test_a_path_that_climbs_out_of_the_document_leads_nowhere() -> None:
    found = read_word(
        document(p(run("a") + image("i", "x")), links={"i": ("image", "../../../../etc/passwd")}), "x.docx"
    )
    assert "root:" not in found.text
    assert found.images == []


def test_whatever_is_odd_in_a_document_is_at_worst_one_sentence() -> None:
    """Attributes that are missing or are not numbers, references to nothing, fields that never end."""
    odd = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="x"/><w:numId w:val="y"/></w:numPr><w:outlineLvl w:val="?"/><w:ind w:left="1.5cm"/></w:pPr>'
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DATE</w:instrText></w:r></w:p>'
        + p('<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:footnoteReference/></w:r><w:r><w:sym/></w:r>' + run("suite"))
        + '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="beaucoup"/></w:tcPr><w:p/></w:tc><w:tc/></w:tr><w:tr/></w:tbl><w:tbl/>'
        + '<w:p><w:hyperlink r:id="absent">' + run("lien") + "</w:hyperlink><w:r><w:drawing/><w:pict/><w:object/></w:r></w:p>"
        + '<mc:AlternateContent/><w:sdt/><w:p><w:r><mc:AlternateContent/><w:t/></w:r></w:p>'
    )  # fmt: skip
    found = read_word(document(odd), "x.docx")
    assert "suite" in found.text
    assert "lien" in found.text


SWAPS: list[Callable[[str], str]] = [
    lambda xml: xml.replace("w:val", "w:vla"),
    lambda xml: xml.replace("<w:r>", "<w:r><w:rPr><w:rStyle/></w:rPr>"),
    lambda xml: xml.replace("<w:p>", "<w:p><w:pPr><w:pStyle/></w:pPr>"),
    lambda xml: xml.replace('w:val="', 'w:val="-99999999999999999999'),
    lambda xml: xml.replace("<w:t ", "<w:t><w:t/></w:t><w:t "),
]


@pytest.mark.parametrize("swap", SWAPS)
def test_a_document_written_badly_is_read_all_the_same(swap: Callable[[str], str]) -> None:
    body = styled("Titre1", "Un") + item("a") + item("b", 2, 3) + table(["x", "y"]) + p("Fin.")
    data = document(swap(body), styles=style("heading 1", "Titre1"), numbering=swap(lists("bullet", "decimal")))
    assert "Fin." in read_word(data, "x.docx").text


def test_more_than_a_page_can_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "trop long" in refusal(document(p("mot " * 130_000)), TooLarge)
    monkeypatch.setattr("app.courses.material.prepare.MOST_RUNS", 100)
    looks = "".join(run("mot ", "<w:b/>" if n % 2 else "") for n in range(101))
    assert "trop long" in refusal(document(p(looks)), TooLarge), "a look for each word"


def test_relations_of_a_document_are_read_from_its_own_folder() -> None:
    files = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": rels({"r": ("officeDocument", "/texte/principal.xml")}),
        "texte/principal.xml": f"<w:document {SPACES}><w:body>{p(image('i', 'Un étal'))}</w:body></w:document>",
        "texte/_rels/principal.xml.rels": rels({"i": ("image", "../dessins/a.png")}),
        "dessins/a.png": picture(),
    }
    assert read_word(archive(files), "x.docx").text == "![Un étal](../images/x-1.png)\n"
