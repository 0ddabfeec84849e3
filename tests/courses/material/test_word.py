"""What Word shows is what a reader sees: titles, words, lists. Whatever is not kept is told once, with where it stood."""

from html import escape, unescape

import docx
import pytest

from app.web.lessons import course_html
from tests.courses.material.documents import (
    item,
    lists,
    p,
    run,
    style,
    styled,
)
from tests.courses.material.reading import (
    HEADINGS,
    HYPERLINK,
    obstacles,
    read,
    saved,
    text,
    told,
)

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
