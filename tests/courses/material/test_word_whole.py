"""What has no place in a page is told with where it stood; documents of other writers come whole."""

import io
import zipfile

import docx
import pytest
from docx.shared import Cm

from app.courses.material.word import read_word
from app.web.lessons import course_html
from tests.courses.material.documents import (
    SPACES,
    archive,
    document,
    field,
    graphic,
    item,
    lists,
    p,
    picture,
    rels,
    run,
    style,
    styled,
    table,
    text_box,
)
from tests.courses.material.reading import (
    HEADINGS,
    read,
    saved,
    told,
)

# What has no place in a page


def test_links_that_lead_nowhere_keep_their_words() -> None:
    body = (
        p('<w:hyperlink r:id="j">' + run("piège") + "</w:hyperlink>")
        + p('<w:hyperlink w:anchor="_Toc1">' + run("plus haut") + "</w:hyperlink>")
        + p(
            field('HYPERLINK "https://example.org/a(b)"', "champ")
            + run(" ")
            + field('HYPERLINK "javascript:x()"', "autre")
        )
        + p(field('HYPERLINK \\l "signet"', "ici"))
    )
    found = read(body, links={"j": ("hyperlink", "javascript:alert(1)")})
    assert found.text == "piège\n\nplus haut\n\n[champ](https://example.org/a%28b%29) autre\n\nici\n"
    assert told(found, "« javascript:alert(1) »") == ["près de « piège »"]
    assert len(told(found, "renvois à un autre endroit")) == 1


def test_notes_are_at_the_end() -> None:
    notes = (
        '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        + f'<w:footnote w:id="1">{p("<w:r><w:footnoteRef/></w:r>" + run(" Source : "))}'
        + p('<w:hyperlink r:id="f">' + run("Insee") + "</w:hyperlink>")
        + "</w:footnote>"
    )
    root = f"<w:footnotes {SPACES}>{notes}</w:footnotes>"
    found = read(
        p(
            run("Un chiffre")
            + '<w:r><w:footnoteReference w:id="1"/></w:r>'
            + run(".")
            + '<w:r><w:footnoteReference w:id="7"/></w:r>'
        ),
        links={"n1": ("footnotes", "footnotes.xml")},
        parts={
            "word/footnotes.xml": root,
            "word/_rels/footnotes.xml.rels": rels({"f": ("hyperlink", "https://insee.fr")}),
        },
    )
    assert found.text == "Un chiffre\\[1].\n\n## Notes\n\n1. Source :\n\n   [Insee](https://insee.fr)\n"
    assert told(found, "notes de bas de page") == ["près de « Un chiffre. »"]


def test_the_text_of_boxes_comes_after_their_paragraph_once() -> None:
    found = read(
        p(run("Avant") + text_box(p("Dans la zone"), item("un point")) + run(" après.")) + p("Fin."),
        numbering=lists("bullet"),
    )
    assert found.text == "Avant après.\n\nDans la zone\n\n- un point\n\nFin.\n"
    assert told(found, "zone de texte") == ["près de « Avant après. »"]


@pytest.mark.parametrize(
    ("inside", "instead", "words"),
    [
        (graphic("http://schemas.openxmlformats.org/drawingml/2006/chart"), "(Graphique à refaire)", "graphique"),
        (graphic("http://schemas.openxmlformats.org/drawingml/2006/diagram"), "(Schéma à refaire)", "SmartArt"),
        (graphic("http://schemas.microsoft.com/office/word/2010/wordprocessingShape"), "", "dessin"),
        ('<w:r><w:object><o:OLEObject ProgID="Excel.Sheet"/></w:object></w:r>', "(Objet à donner comme fichier)", "objet incorporé"),
        ("<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>", "(Formule à réécrire)", "formule"),
        ('<w:r><w:commentReference w:id="0"/></w:r>', "", "commentaires"),
        ('<w:ins w:id="1"><w:r><w:t>ajouté</w:t></w:r></w:ins>', "ajouté", "suivi des modifications"),
        ('<w:del w:id="1"><w:r><w:delText>enlevé</w:delText></w:r></w:del>', "", "suivi des modifications"),
        (field("DATE", "lundi"), "lundi", "champs calculés"),
        ('<w:fldSimple w:instr="NUMPAGES"><w:r><w:t>12</w:t></w:r></w:fldSimple>', "12", "champs calculés"),
        ('<w:r><w:br w:type="page"/></w:r>', "", "sauts de page"),
        ('<w:r><w:br w:type="column"/></w:r>', "", "colonnes"),
        (run("a") + "<w:r><w:tab/></w:r>" + run("b"), "a b", "tabulations"),
        ('<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>', "☒", "formulaire"),
    ],
)  # fmt: skip
def test_what_a_page_cannot_hold_is_told_with_where(inside: str, instead: str, words: str) -> None:
    found = read(styled("Titre1", "Marché") + styled("Titre1", "Prix") + p(inside) + p("Fin."), styles=HEADINGS)
    assert found.text == "## Marché\n\n## Prix\n\n" + (f"{instead}\n\n" if instead else "") + "Fin.\n"
    assert told(found, words) == ["sous « Prix »"]


def test_a_formula_on_one_line_is_text() -> None:
    found = read(p("<m:oMathPara><m:oMath><m:r><m:t>CA = prix × nombre</m:t></m:r></m:oMath></m:oMathPara>"))
    assert (found.text, found.notes) == ("CA = prix × nombre\n", [])


def test_what_is_around_the_text_is_told() -> None:
    header = f"<w:hdr {SPACES}>{p('Confidentiel')}</w:hdr>"
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>'
        + p("Prix 2")
        + "</w:sdtContent></w:sdt>"
        + styled("TM1", "Vente 3")
    )
    body = contents + p("Texte.") + '<w:sectPr><w:cols w:num="2"/></w:sectPr>'
    found = read(
        body,
        styles=style("toc 1", "TM1"),
        links={"e": ("header", "header1.xml"), "q": ("hyperlink", "https://x.org")},
        parts={"word/header1.xml": header, "word/vbaProject.bin": b"x"},
    )
    assert found.text == "Texte.\n"
    for words in ("table des matières", "en-têtes et les pieds", "mise en colonnes", "macros"):
        assert len(told(found, words)) == 1, words


def test_strict_documents_are_read_alike() -> None:
    strict = document(styled("Titre1", "Un") + styled("Titre1", "Deux"), styles=HEADINGS)
    with zipfile.ZipFile(strict) as zipped:
        files = {
            name: zipped.read(name)
            .replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            .replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            for name in zipped.namelist()
        }
    assert read_word(archive(files), "x.docx").text == "## Un\n\n## Deux\n"


def test_a_document_of_python_docx_comes_whole() -> None:
    paper = docx.Document()
    paper.add_heading("Vendre au marché", 0)
    paper.add_heading("Préparer", 1)
    paper.add_paragraph("Trois produits.").add_run(" Pas plus.").bold = True
    grid = paper.add_table(2, 2, "Table Grid")
    for number, cell in enumerate(grid._cells):
        cell.text = f"case {number}"
    paper.add_heading("Tenir", 2)
    paper.add_paragraph("Sourire", "List Bullet")
    paper.add_paragraph("Une parole.", "Intense Quote")
    paper.add_picture(io.BytesIO(picture()), Cm(2))
    paper.add_page_break()
    found = saved(paper, "marché.docx")
    assert found.title == "Vendre au marché"
    assert found.text == (
        "## Préparer\n\nTrois produits. **Pas plus.**\n\n| case 0 | case 1 |\n|---|---|\n| case 2 | case 3 |\n\n"
        "### Tenir\n\n- Sourire\n\n> Une parole.\n\n![](../images/marche-1.png)\n"
    )
    assert {note.what[:20] for note in found.notes} == {"L'image « marche-1.p", "Les sauts de page n'"}


def test_a_document_of_google_comes_whole() -> None:
    """Its bookmarks in titles, switches that say 1 and 0, lists by indent, tables that say nothing of their head."""
    bullets = lists("bullet").replace('w:numId="1"', 'w:numId="4"', 1)
    body = (
        p('<w:bookmarkStart w:id="0" w:name="_heading=h.abc"/><w:bookmarkEnd w:id="0"/>' + run("Mes prix", '<w:rtl w:val="0"/>'), '<w:pStyle w:val="Heading1"/>')
        + p(run("Un ", '<w:b w:val="0"/><w:rtl w:val="0"/>') + run("prix", '<w:b w:val="1"/><w:rtl w:val="0"/>'))
        + p("Premier", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="4"/></w:numPr><w:ind w:left="720" w:hanging="360"/>')
        + p("Dessous", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="4"/></w:numPr><w:ind w:left="1440" w:hanging="360"/>')
        + table(["a", "b"], ["c", "d"], look='<w:tblLook w:val="0600"/>')
        + p("Autre titre", '<w:pStyle w:val="Heading1"/>')
    )  # fmt: skip
    found = read(body, styles=style("heading 1", "Heading1"), numbering=bullets)
    assert found.text == (
        "## Mes prix\n\nUn **prix**\n\n- Premier\n  - Dessous\n\n| a | b |\n|---|---|\n| c | d |\n\n## Autre titre\n"
    )
    assert [note.what[:20] for note in found.notes] == ["La première ligne d'"]


def test_a_document_of_libreoffice_comes_whole() -> None:
    """Its own names of styles, a frame of text with its older copy, a table of contents made of styles."""
    styles = (
        style("Heading", "Titre", inner='<w:basedOn w:val="Normal"/>')
        + style("Heading 1", "Heading1", inner='<w:basedOn w:val="Titre"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>')
        + style("Title", "Titreprincipal", inner='<w:basedOn w:val="Titre"/>')
        + style("Text body", "Corpsdetexte")
        + style("Quotations", "Citations")
        + style("Contents 1", "TM1")
    )
    body = (
        styled("Titreprincipal", "Vendre")
        + styled("TM1", "Préparer 1")
        + styled("Heading1", "Préparer")
        + styled("Corpsdetexte", "Texte.")
        + p(text_box(styled("Corpsdetexte", "En marge.")))
        + styled("Citations", "Une parole.")
        + styled("Heading1", "Tenir")
    )
    found = read(body, styles=styles)
    assert found.title == "Vendre"
    assert found.text == "## Préparer\n\nTexte.\n\nEn marge.\n\n> Une parole.\n\n## Tenir\n"


def test_what_was_copied_from_a_page_of_the_house_comes_back_the_same() -> None:
    """A text made by the converter, put in a document again by hand, gives itself."""
    body = (
        styled("Titre1", "Un")
        + item("a", 2)
        + p("La suite.", '<w:ind w:left="720"/>')
        + item("b", 2)
        + styled("Titre1", "Deux")
    )
    found = read(body, styles=HEADINGS, numbering=lists("bullet", "decimal"))
    html = course_html(found.text, lambda _path: None)
    assert html.count("<ol>") == 1
    assert html.count("<li>") == 2
    assert "<p>La suite.</p>\n</li>" in html
