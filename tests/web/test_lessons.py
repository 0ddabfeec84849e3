"""A lesson is rendered with its pictures, its sounds, its files and its words, and nothing else gets through."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core import i18n
from app.web.lessons import Material, Term, course_html

KEPT = {
    "../images/etals.jpg": Material("/fichiers/1/etals.jpg", "image/jpeg", "etals.jpg", 90_000, 1600, 900, (480, 960)),
    "../images/plan.svg": Material("/fichiers/2/plan.svg", "image/svg+xml", "plan.svg", 900),
    "../media/voix.ogg": Material("/fichiers/3/voix.ogg", "audio/ogg", "voix.ogg", 1_240_000),
    "../media/film.mp4": Material("/fichiers/4/film.mp4", "video/mp4", "film.mp4", 9_000_000, 640, 360),
    "../media/film.vtt": Material("/fichiers/5/film.vtt", "text/vtt", "film.vtt", 900),
    "../files/modèle de prix.xlsx": Material("/fichiers/6/m.xlsx", "application/x", "modèle de prix.xlsx", 24_000),
}
GLOSSARY = (
    Term("Chiffre d'affaires", "Ce que l'on vend, avant de payer quoi que ce soit.", ("CA",)),
    Term("Charge", "Ce que l'on paie."),
)


def html(source: str, language: str = "fr") -> str:
    return course_html(source, KEPT.get, GLOSSARY, language)


def test_a_picture_keeps_its_place_and_comes_in_a_size_for_phones() -> None:
    assert html("![Deux étals](../images/etals.jpg)") == (
        '<p><img src="/fichiers/1/etals.jpg" srcset="/fichiers/1/etals.jpg?l=480 480w, /fichiers/1/etals.jpg?l=960 960w, '
        '/fichiers/1/etals.jpg 1600w" sizes="(min-width: 46rem) 42rem, 92vw" alt="Deux étals" width="1600" height="900" '
        'loading="lazy"></p>\n'
    )


def test_a_picture_of_one_size_is_plain() -> None:
    assert html("![Le plan](../images/plan.svg)") == (
        '<p><img src="/fichiers/2/plan.svg" alt="Le plan" loading="lazy"></p>\n'
    )


def test_a_sound_says_its_weight_and_has_its_words_under_it() -> None:
    found = html("![Une voix](../media/voix.ogg)\n\n> [!transcription]\n> Bonjour.\n>\n> Au revoir.\n\nAprès.")
    assert found.startswith('<figure class="played"><figcaption>Une voix</figcaption><audio src="/fichiers/3/voix.ogg"')
    assert 'controls="" preload="none"' in found
    assert "Le son pèse 1,2\u00a0Mo." in found.replace("&nbsp;", "\u00a0")
    words = found[found.index("<details") : found.index("</details></figure>")]
    assert "<summary>Lire ce qui est dit</summary><p>Bonjour.</p>\n<p>Au revoir.</p>" in words
    assert found.endswith("<p>Après.</p>\n")


def test_a_film_has_its_captions() -> None:
    found = html('![Le marché](../media/film.mp4 "../media/film.vtt")')
    assert '<track kind="captions" srclang="fr" label="Sous-titres" default="" src="/fichiers/5/film.vtt">' in found
    assert 'width="640" height="360"' in found
    assert "La vidéo pèse 9,0" in found


def test_a_file_says_what_one_gets() -> None:
    found = html("Prenez [le modèle](<../files/modèle de prix.xlsx>).").replace("&nbsp;", " ")
    assert '<a class="handed" href="/fichiers/6/m.xlsx"' in found
    assert '>le modèle <span class="soft">(xlsx, 24 ko)</span></a>.' in found


def test_words_of_the_glossary_are_explained_once_at_the_end_in_their_order() -> None:
    found = html("La [[charge]] puis le [[CA]], puis [[les ventes|chiffre  d’AFFAIRES]].")
    assert '<a class="term" id="lu-1" href="#mot-1"' in found
    assert found.count('href="#mot-2"') == 2
    assert found.count('id="lu-2"') == 1
    assert ">les ventes</a>" in found
    words = found[found.index('<div class="words">') :]
    assert words.index("Ce que l'on paie.") < words.index("Ce que l'on vend")
    assert words.count("<dt") == 2
    assert 'aria-label="Revenir au texte : Charge"' in words


def test_a_page_without_words_has_no_glossary() -> None:
    assert "words" not in html("Rien à expliquer, ni `[[CA]]` ni \\[[CA]].")


def test_a_word_in_a_table_and_two_lines_in_one_cell() -> None:
    found = html("| a | b |\n|---|---|\n| [[x\\|CA]] | un<br>deux |")
    assert ">x</a></td>" in found
    assert "<td>un<br>\ndeux</td>" in found
    assert '<th scope="col">a</th>' in found


@pytest.mark.parametrize(
    ("kind", "title"), [("retenir", "À retenir"), ("exemple", "Exemple"), ("attention", "Attention")]
)
def test_a_callout_may_hold_a_quotation_and_a_list(kind: str, title: str) -> None:
    found = html(f"> [!{kind}]\n> Avant.\n>\n> > Une parole.\n>\n> - Un\n\nAprès.")
    start = f'<div class="callout {kind}"><p class="callout-title">{title}</p><p>Avant.</p>\n<blockquote><p>Une parole.'
    assert found.startswith(start)
    assert found.endswith("</div><p>Après.</p>\n")


def test_a_plain_quotation_stays_one() -> None:
    assert html("> Une parole.") == "<blockquote><p>Une parole.</p>\n</blockquote>"


def test_what_is_not_there_yet_is_said_in_its_place() -> None:
    found = html(
        "![x](../images/absente.png)\n\n![Une voix](../media/absente.ogg)\n\n[Le modèle](../files/absent.docx)\n\n[[inconnu]]"
    )
    for words in ("Image à ajouter : absente.png", "Son ou vidéo à ajouter : absente.ogg", "Fichier à ajouter"):
        assert words in found
    assert "<p>inconnu</p>" in found
    assert "<audio" not in found


def test_the_words_of_the_house_are_in_the_language_of_the_course() -> None:
    with i18n.speaking("en"):
        assert "À retenir" in html("> [!retenir]\n> Un.")
    assert i18n.locale.get() == "fr"


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](javascript:alert(1))",
        "![<img onerror=alert(1)>](../images/plan.svg)",
        "[[<script>alert(1)</script>]]",
        '![x](../media/film.mp4 "javascript:alert(1)")',
        "> [!retenir] <script>alert(1)</script>",
    ],
)
def test_nothing_that_runs_gets_through(source: str) -> None:
    found = html(source).lower()
    assert "<script" not in found
    assert 'javascript:alert(1)"' not in found
    assert "<img onerror" not in found


def test_many_are_rendered_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert (
            len(set(pool.map(lambda _number: html("**[[CA]]** ![Deux étals](../images/etals.jpg)"), range(200)))) == 1
        )


@pytest.mark.parametrize(
    "source",
    ["> [!retenir]", "> [!transcription]", "[[", "[[]]", "[[a|]]", "![](", "> ", "|a|\n|-|", "![x](../media/voix.ogg)"],
)
def test_a_text_half_written_is_rendered(source: str) -> None:
    for end in range(len(source) + 1):
        html(source[:end])
