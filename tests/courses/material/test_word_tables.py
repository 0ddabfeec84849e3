"""Tables of a Word document, and the frames that become callouts or quotations."""

import pytest

from app.web.lessons import course_html
from tests.courses.material.documents import (
    item,
    lists,
    p,
    run,
    style,
    styled,
    table,
    text_box,
)
from tests.courses.material.reading import (
    read,
    text,
    told,
)


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
