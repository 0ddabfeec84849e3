"""What Word shows is what a reader sees; whatever is not kept is told once, with where it stood."""

import io
import zipfile
from html import escape, unescape

import docx
import pytest
from docx.shared import Cm

from app.courses.material import Converted
from app.courses.material.word import read_word
from app.courses.source.markdown import Lesson, check
from app.courses.source.problems import Problems
from app.web.lessons import Material, course_html
from tests.courses.material.documents import (
    SPACES,
    archive,
    document,
    field,
    graphic,
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
    text_box,
)

HEADINGS = "".join(style(f"heading {level}", f"Titre{level}") for level in range(1, 7))
HYPERLINK = {"h": ("hyperlink", "https://example.org/guide"), "m": ("hyperlink", "mailto:ines@example.org")}


def read(body: str, **options: object) -> Converted:
    return read_word(document(body, **options), "Ma fiche_prix.docx")  # type: ignore[arg-type]


def text(body: str, **options: object) -> str:
    return read(body, **options).text.rstrip("\n")


def told(found: Converted, words: str) -> list[str]:
    """Where something was not kept."""
    return [note.where for note in found.notes if words in note.what]


class Shelf:
    def __init__(self, found: Converted) -> None:
        self.names = {f"../images/{picture.name}" for picture in found.images}

    def has(self, written: str, line: int) -> bool:
        return written in self.names

    def is_captions(self, written: str) -> bool:
        return False


def obstacles(found: Converted) -> list[str]:
    """What still keeps the page from being published."""
    problems = Problems()
    check(Lesson(found.text, "text", 1), Shelf(found), frozenset(), problems)
    return [problem.where for problem in problems.found]


# Titles


def test_titles_of_any_language_begin_at_the_second_level_and_skip_none() -> None:
    styles = HEADINGS + style("Überschrift 1", "U1") + style("Título 3", "T3")
    body = (
        styled("Titre1", "Un") + styled("Titre4", "Un un") + styled("U1", "Deux") + styled("T3", "Deux un") + p("Fin.")
    )
    found = read(body + styled("Titre1", "Trois"), styles=styles)
    assert found.text == "## Un\n\n### Un un\n\n## Deux\n\n### Deux un\n\nFin.\n\n## Trois\n"
    assert obstacles(found) == []


def test_a_style_made_by_hand_is_a_title_by_its_level_or_by_what_it_is_based_on() -> None:
    styles = (
        HEADINGS
        + style("Mon titre", "Mien", inner='<w:basedOn w:val="Titre2"/>')
        + style("Rubrique", inner='<w:pPr><w:outlineLvl w:val="0"/></w:pPr>')
        + style(
            "En-tête de sommaire",
            "Sommaire",
            inner='<w:basedOn w:val="Titre1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>',
        )
    )
    body = (
        styled("Rubrique", "Grand")
        + styled("Mien", "Petit")
        + styled("Sommaire", "Texte")
        + styled("Rubrique", "Autre")
    )
    assert text(body, styles=styles) == "## Grand\n\n### Petit\n\nTexte\n\n## Autre"


def test_the_title_of_the_document_is_that_of_the_page() -> None:
    found = read(
        styled("Titre", "Fixer ses prix") + styled("Titre1", "Un") + p("Texte."),
        styles=HEADINGS + style("Title", "Titre"),
    )
    assert (found.title, found.text) == ("Fixer ses prix", "## Un\n\nTexte.\n")
    only = read(styled("Titre1", "Fixer ses prix") + styled("Titre2", "Un") + p("Texte."), styles=HEADINGS)
    assert (only.title, only.text) == ("Fixer ses prix", "## Un\n\nTexte.\n")
    neither = read(p("Texte."))
    assert neither.title == "Ma fiche prix"


def test_the_colour_of_a_title_is_not_worth_telling_and_a_title_alone_is_a_text() -> None:
    blue = p(run("Prix", '<w:color w:val="2E74B5"/><w:b/>'), '<w:pStyle w:val="Titre1"/>')
    assert (read(blue + p("Un.") + blue, styles=HEADINGS).notes) == []
    assert read(blue, styles=HEADINGS).text == "Prix\n"


def test_numbers_of_titles_are_told() -> None:
    numbered = HEADINGS.replace(
        '<w:name w:val="heading 2"/>',
        '<w:name w:val="heading 2"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>',
    )
    found = read(p("Avant.") + styled("Titre2", "Marché"), styles=numbered, numbering=lists("upperRoman"))
    assert found.text == "Avant.\n\n## Marché\n"
    assert told(found, "numérotation automatique des titres") == ["sous « Marché »"]


# Words


def test_bold_italic_struck_words_and_links() -> None:
    body = p(
        run("Un ")
        + run("mot gras", "<w:b/>")
        + run(", un ")
        + run("penché", "<w:i/>")
        + run(", un ")
        + run("barré", "<w:strike/>")
        + run(", les deux ", '<w:b w:val="0"/>')
        + run("ensemble", "<w:b/><w:i/>")
        + run(".")
    ) + p(
        '<w:hyperlink r:id="h">'
        + run("Le guide", "<w:b/>")
        + run(" (2026)")
        + "</w:hyperlink>"
        + run(" et ")
        + '<w:hyperlink r:id="m">'
        + run("Inès")
        + "</w:hyperlink>"
        + run(".")
    )
    assert text(body, links=HYPERLINK) == (
        "Un **mot gras**, un _penché_, un ~~barré~~, les deux **_ensemble_**.\n\n"
        "[**Le guide** (2026)](https://example.org/guide) et [Inès](mailto:ines@example.org)."
    )


def test_the_look_of_styles_counts() -> None:
    styles = (
        style("Strong", "Fort", kind="character", inner="<w:rPr><w:b/></w:rPr>")
        + style("Accent", kind="character", inner='<w:basedOn w:val="Fort"/><w:rPr><w:i/></w:rPr>')
        + style("Important", inner="<w:rPr><w:b/></w:rPr>")
    )
    body = p(run("a ") + run("b", '<w:rStyle w:val="Accent"/>')) + styled("Important", "Tout")
    assert text(body, styles=styles) == "a **_b_**\n\n**Tout**"


def test_words_cut_in_pieces_by_word_are_whole_again() -> None:
    body = p(
        run("Bon", "<w:b/>")
        + '<w:proofErr w:type="spellStart"/>'
        + run("jour", '<w:b/><w:lang w:val="fr-FR"/>')
        + run(" à tous")
    )
    assert text(body) == "**Bonjour** à tous"


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([("Prix :", "b"), ("libre", "")], "**Prix** :libre"),
        ([(" gras ", "b"), ("suite", "")], "**gras** suite"),
        ([("mi", "b"), ("nuit", "")], "**mi**nuit"),
        ([("a", "b"), ("b", "bi"), ("c", "b")], "**a*b*c**"),
        ([("« Oui »", "b"), ("dit-elle", "")], None),
        ([("a", "b"), ("b", "i")], None),
        ([("(", ""), ("x", "i"), (")", "")], "(_x_)"),
    ],
)  # fmt: skip
def test_marks_of_bold_and_italic_hold_where_they_stand(runs: list[tuple[str, str]], expected: str | None) -> None:
    body = p("".join(run(words, "".join(f"<w:{letter}/>" for letter in look)) for words, look in runs))
    written = text(body)
    assert expected is None or written == expected
    shown = course_html(written, lambda _path: None).replace("&nbsp;", " ")
    plain = "".join(words for words, _look in runs).strip()
    assert "".join(part.split(">")[-1] for part in shown.split("<")).strip() == plain


SIGNS = [
    "1. Prix", "12) Prix", "- tiret", "+ plus", "* étoile", "# dièse", "#hashtag", "> chevron", "2 * 3 * 4", "a_b_c _d_", "`code`",
    "~~rien~~", "<b>gras</b>", "<br>", "&amp; &eacute;", "C:\\Users\\x", "fin\\", "\\*", "[x](y)", "![x](y)", "[[CA]]", "[1]: http://x.org",
    "| a | b |", "---", "===", "***", "___", "~~~", "```", "    quatre espaces", "1986. Une année", "a | b", "|---|", ":-:", "https://example.org",
    "5 < 6 > 4", "a&b;", "#", "1.", "-", "=", "\u00a0: deux", "Qui ? Moi !", "[!retenir]", "![", "*a* **b**", "$5", "a  b", "~5 €", "-5 °C", "!",
]  # fmt: skip


@pytest.mark.parametrize("words", SIGNS)
def test_signs_of_markdown_are_read_as_they_were_written(words: str) -> None:
    xml = escape(words, quote=False)
    body = (
        p(xml if not xml.startswith("<") else run(xml)) + p(run("avant") + "<w:r><w:br/></w:r>" + run(xml)) + item(xml)
    )
    written = text(body, numbering=lists("bullet"))
    shown = course_html(written, lambda _path: None)
    wanted = " ".join(words.replace("\u00a0", " ").split())
    plain = unescape("".join(part.split(">", 1)[-1] for part in shown.replace("<br>", "\n").split("<")))
    rows = [" ".join(row.replace("\u00a0", " ").split()) for row in plain.split("\n")]
    assert [row for row in rows if row] == [wanted, "avant", wanted, wanted], written
    assert shown.count("<p>") == 2


def test_line_breaks_stay_and_empty_paragraphs_go() -> None:
    assert (
        text(p(run("un ") + "<w:r><w:br/></w:r>" + run(" deux")) + p("") + p(run("  ")) + p("trois"))
        == "un\\\ndeux\n\ntrois"
    )


def test_a_quotation_is_one() -> None:
    body = styled("Citation", "Un.") + styled("Citation", "Deux.") + p("Après.")
    assert text(body, styles=style("Quote", "Citation")) == "> Un.\n>\n> Deux.\n\nAprès."


def test_small_letters_are_told_and_figures_stay_small() -> None:
    found = read(
        p(
            run("12 m")
            + run("2", '<w:vertAlign w:val="superscript"/>')
            + run(", le 1")
            + run("er", '<w:vertAlign w:val="superscript"/>')
            + run(" juin")
        )
    )
    assert found.text == "12 m², le 1er juin\n"
    assert len(told(found, "exposants")) == 1


def test_symbols_of_special_fonts_are_letters_or_told() -> None:
    body = p(
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
        + run(" fait ")
        + run("ü", '<w:rFonts w:ascii="Wingdings"/>')
    )
    assert text(body) == "✓ fait ✓"
    assert told(read(p("a\uf0b7b")), "symbole") == ["près de « a\uf0b7b »"]


def test_what_a_page_does_not_show_is_told_once_with_its_places() -> None:
    body = (
        styled("Titre1", "Prix")
        + p(run("rouge", '<w:color w:val="FF0000"/>') + run("souligné", '<w:u w:val="single"/>'))
        + p(
            run("fluo", '<w:highlight w:val="yellow"/>')
            + run("noir", '<w:color w:val="000000"/>')
            + run("caché", "<w:vanish/>")
        )
        + styled("Titre1", "Vente")
        + p(run("bleu", '<w:color w:val="0000FF"/>'))
    )
    found = read(body, styles=HEADINGS)
    assert "caché" not in found.text
    assert told(found, "couleurs") == ["sous « Prix » ; sous « Vente »"]
    assert told(found, "soulignement") == ["sous « Prix »"]
    assert told(found, "masqué") == ["sous « Prix »"]


# Lists


def test_lists_inside_lists_keep_their_depth_their_marks_and_their_numbers() -> None:
    body = (
        item("Un", 2) + item("point", 1, 1) + item("plus bas", 1, 2) + item("Deux", 2) + p("Entre.") + item("Trois", 2)
        + item("Autre", 1) + p("Fin.")
    )  # fmt: skip
    assert text(body, numbering=lists("bullet", "decimal")) == (
        "1. Un\n   - point\n     - plus bas\n2. Deux\n\nEntre.\n\n3. Trois\n\n- Autre\n\nFin."
    )


def test_a_list_that_starts_again_is_another_list() -> None:
    again = '<w:num w:numId="9"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    written = text(
        item("Un") + item("Deux") + item("Encore un", 9) + item("Encore deux", 9), numbering=lists("decimal") + again
    )
    assert written == "1. Un\n2. Deux\n\n1) Encore un\n2) Encore deux"
    assert course_html(written, lambda _path: None).count("<ol>") == 2


def test_a_list_may_begin_at_any_number() -> None:
    assert text(item("Cinq") + item("Six"), numbering=lists("decimal", start=5)) == "5. Cinq\n6. Six"


def test_letters_become_numbers_and_it_is_told() -> None:
    found = read(item("a") + item("b"), numbering=lists("lowerLetter"))
    assert found.text == "1. a\n2. b\n"
    assert len(told(found, "listes à lettres")) == 1


def test_words_in_front_of_numbers_are_told() -> None:
    steps = lists("decimal").replace('w:val="%1."', 'w:val="Étape %1 :"')
    assert len(told(read(item("Écouter"), numbering=steps), "« Étape 1 »")) == 1


def test_a_paragraph_under_an_item_goes_on_with_it() -> None:
    body = item("Un") + p("La suite.", '<w:ind w:left="720"/>') + item("Deux") + p("Dehors.")
    assert text(body, numbering=lists("decimal")) == "1. Un\n\n   La suite.\n2. Deux\n\nDehors."


def test_lists_made_with_styles_are_told_apart_by_their_indent() -> None:
    paper = docx.Document()
    paper.add_paragraph("Un", "List Bullet")
    paper.add_paragraph("Dessous", "List Bullet 2")
    paper.add_paragraph("Plus bas", "List Bullet 3")
    paper.add_paragraph("Deux", "List Bullet")
    paper.add_paragraph("Premier", "List Number")
    paper.add_paragraph("Second", "List Number")
    assert saved(paper).text == "- Un\n  - Dessous\n    - Plus bas\n- Deux\n\n1. Premier\n2. Second\n"


def saved(paper: "docx.document.Document", name: str = "x.docx") -> Converted:
    stream = io.BytesIO()
    paper.save(stream)
    stream.seek(0)
    return read_word(stream, name)


# Tables


def test_a_table_has_its_head_and_lines_in_its_cells() -> None:
    body = table(["Quoi", "Prix | HT"], [p("Pain") + p("de seigle"), "4 €"], [item("un") + item("deux"), ""])
    found = read(body, numbering=lists("bullet"))
    assert found.text == "| Quoi | Prix \\| HT |\n|---|---|\n| Pain<br>de seigle | 4 € |\n| • un<br>• deux |  |\n"
    assert not told(found, "en-tête")
    assert "<td>Pain<br>\nde seigle</td>" in course_html(found.text, lambda _path: None)


def test_merged_cells_are_told_and_stay_in_their_column() -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("Large")}</w:tc>'
    tall = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{p("Haut")}</w:tc>'
    under = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{p('')}</w:tc>"
    found = read(p("Avant") + table([wide, "c"], [tall, "b", "c"], [under, "e", "f"]))
    assert found.text.split("\n", 2)[2] == "| Large |  | c |\n|---|---|---|\n| Haut | b | c |\n|  | e | f |\n"
    assert told(found, "fusionnées") == ["près de « Large »"]


def test_a_table_without_a_head_says_that_its_first_line_is_one() -> None:
    found = read(table(["a", "b"], ["c", "d"], look=""))
    assert found.text.startswith("| a | b |\n|---|---|\n")
    assert len(told(found, "devenue son en-tête")) == 1


def test_a_table_in_a_table_is_text_and_it_is_told() -> None:
    found = read(table(["x", "y"], [table(["a", "b"], ["c", "d"]) + p("fin"), "z"]))
    assert "| a<br>b<br>c<br>d<br>fin | z |" in found.text
    assert len(told(found, "tableau placé dans un tableau")) == 1


# Callouts


@pytest.mark.parametrize(
    ("label", "kind"),
    [("À retenir :", "retenir"), ("À RETENIR", "retenir"), ("Exemple.", "exemple"), ("Attention !", "attention")],
)
def test_a_frame_that_begins_as_a_callout_is_one(label: str, kind: str) -> None:
    cell = p(run(label, "<w:b/>") + run(" ")) + p("Deux choses.") + item("une") + item("autre")
    assert text(table([f"<w:tc>{cell}</w:tc>"]) + p("Après."), numbering=lists("bullet")) == (
        f"> [!{kind}]\n> Deux choses.\n>\n> - une\n> - autre\n\nAprès."
    )


def test_a_label_on_the_same_line_is_not_said_twice() -> None:
    assert (
        text(table([p(run("Attention", "<w:b/>") + run(" : le prix compte."))])) == "> [!attention]\n> le prix compte."
    )
    assert text(table(["Attention aux délais."])) == "> [!attention]\n> Attention aux délais."


def test_a_style_or_a_border_makes_a_callout() -> None:
    styles = style("Encadré À retenir", "Retenir")
    assert text(styled("Retenir", "Un.") + styled("Retenir", "Deux.") + p("Après."), styles=styles) == (
        "> [!retenir]\n> Un.\n>\n> Deux.\n\nAprès."
    )
    border = '<w:pBdr><w:top w:val="single"/></w:pBdr>'
    assert text(p("Exemple : un.", border) + p("Deux.", border) + p("Exemple : sans cadre.")) == (
        "> [!exemple]\n> un.\n>\n> Deux.\n\nExemple : sans cadre."
    )


def test_letters_written_in_two_characters_are_letters() -> None:
    assert text(table(["A\u0300 retenir : l'e\u0301te\u0301."])) == "> [!retenir]\n> l'été."


def test_a_frame_inside_a_table_stays_in_its_cell() -> None:
    found = read(table(["x", "y"], [p(run("a") + text_box(table(["b", "c"], ["d", "e"]))), "z"]))
    assert "| a<br>b<br>c<br>d<br>e | z |" in found.text


def test_any_other_frame_is_a_quotation_and_it_is_told() -> None:
    found = read(table(["Un mot."]))
    assert found.text == "> Un mot.\n"
    assert len(told(found, "cadre")) == 1


# Images


def test_images_come_with_their_words_and_those_without_are_listed() -> None:
    body = (
        p(image("i", "Deux étals [côte à côte]")) + styled("Titre1", "Suite") + p(run("Voici ") + image("j") + run("."))
    )
    found = read(
        body,
        styles=HEADINGS,
        links={"i": ("image", "media/image1.png"), "j": ("image", "media/image2.jpeg")},
        parts={"word/media/image1.png": picture(), "word/media/image2.jpeg": picture("JPEG")},
    )
    assert [(each.name, each.alt) for each in found.images] == [
        ("ma-fiche-prix-1.png", "Deux étals [côte à côte]"), ("ma-fiche-prix-2.jpg", ""),
    ]  # fmt: skip
    assert found.images[0].data == picture()
    assert found.text == (
        "![Deux étals \\[côte à côte\\]](../images/ma-fiche-prix-1.png)\n\n## Suite\n\n"
        "Voici ![](../images/ma-fiche-prix-2.jpg).\n"
    )
    assert told(found, "ma-fiche-prix-2.jpg » n'a pas de texte de remplacement") == ["sous « Suite »"]
    assert obstacles(found) == ["image-alt"], "the page cannot be published without these words"
    shown = course_html(found.text, lambda path: Material(f"/f/{path}", "image/png", "x", 1))
    assert 'alt="Deux étals [côte à côte]"' in shown


def test_an_image_shown_twice_is_kept_once() -> None:
    found = read(
        p(image("i", "Un")) + p(image("i", "Deux")),
        links={"i": ("image", "media/a.png")},
        parts={"word/media/a.png": picture()},
    )
    assert len(found.images) == 1
    assert found.text.count("../images/ma-fiche-prix-1.png") == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x01\x00\x00\x00" + bytes(36) + b" EMF" + bytes(100), "ne montre pas ce format"),
        (b"\xd7\xcd\xc6\x9a" + bytes(100), "ne montre pas ce format"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "abîmée"),
        (picture("BMP"), "ne montre pas ce format"),
        (picture()[:16] + (20_000).to_bytes(4, "big") * 2 + picture()[24:], "abîmée"),
    ],
)
def test_an_image_that_a_page_cannot_show_leaves_its_place_and_is_told(data: bytes, words: str) -> None:
    found = read(
        p(image("i", "Schéma")), links={"i": ("image", "media/image3.emf")}, parts={"word/media/image3.emf": data}
    )
    assert found.text == "(Image à refaire : image3.emf)\n"
    assert found.images == []
    assert len(told(found, "image3.emf")) == 1
    assert len(told(found, words)) == 1


def test_an_image_too_large_leaves_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    options: dict[str, object] = {
        "links": {"i": ("image", "media/a.png")},
        "parts": {"word/media/a.png": picture(size=(100, 100))},
    }
    monkeypatch.setattr("app.courses.material.pictures.MOST_PIXELS", 9_999)
    assert len(told(read(p(image("i")), **options), "trop grande")) == 1
    monkeypatch.setattr("app.courses.material.pictures.IMAGE_LIMIT", 100)
    assert len(told(read(p(image("i")), **options), "trop grande")) == 1


def test_an_image_that_is_elsewhere_is_never_fetched() -> None:
    for link in ("https://example.org/espion.png", "file:///etc/passwd"):
        found = read(p(image("i", "x", way="link")) + p(image("i", "x")), links={"i": ("image", link)})
        assert found.text == "(Image à ajouter)\n\n(Image à ajouter)\n"
        assert len(told(found, "seulement son adresse")) == 1


def test_words_guessed_by_word_and_cut_images_are_to_be_looked_at_again() -> None:
    guessed = "Une image contenant texte, capture d’écran&#10;&#10;Description générée automatiquement"
    found = read(
        p(image("i", guessed, '<a:srcRect l="10000"/>')),
        links={"i": ("image", "media/a.png")},
        parts={"word/media/a.png": picture()},
    )
    assert found.images[0].alt == "Une image contenant texte, capture d’écran"
    assert len(told(found, "deviné par un logiciel")) == 1
    assert len(told(found, "rognée")) == 1


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
