"""A page made from Word is published like any other, once its images say what they show."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.courses import queries
from app.courses.material.word import read_word
from app.courses.outline import current_outline
from app.courses.services.importing import import_course
from app.courses.source import Refused
from tests.courses.folders import WELCOME, write_folder
from tests.courses.material.documents import document, image, item, lists, p, picture, style, styled, table
from tests.factories.house import House


def test_a_page_made_from_word_is_published(session: Session, house: House, tmp_path: Path) -> None:
    found = read_word(
        document(
            styled("Titre1", "Mon étal")
            + p("Un prix * deux.")
            + item("pain")
            + table(["À retenir : sourire."])
            + p(image("i"))
            + styled("Titre1", "Le soir"),
            styles=style("heading 1", "Titre1"),
            numbering=lists("bullet"),
            links={"i": ("image", "media/image1.png")},
            parts={"word/media/image1.png": picture()},
        ),
        "étal.docx",
    )
    folder = write_folder(tmp_path / "au-marche")
    head = WELCOME.split("---\n", 2)[1]
    page = folder / "activities" / "bienvenue.md"
    for kept in found.images:
        (folder / "images" / kept.name).write_bytes(kept.data)
    page.write_text(f"---\n{head}---\n{found.text}")
    with pytest.raises(Refused, match="n'a pas de texte de remplacement"):
        import_course(session, house.actor("trainer"), folder)
    page.write_text(f"---\n{head}---\n{found.text.replace('![]', '![Un étal rouge]')}")
    import_course(session, house.actor("trainer"), folder)
    course = queries.course_by_slug(session, house.demo.id, "au-marche")
    assert course is not None
    plan = current_outline(session, course.id)
    row = queries.activity_content(session, plan.edition_id, next(iter(plan.activities)))
    assert row is not None
    for words in (
        "<h2>Mon étal</h2>",
        "<p>Un prix * deux.</p>",
        "<li>pain</li>",
        "callout retenir",
        'alt="Un étal rouge"',
    ):
        assert words in row.html
