"""What a trainer already has becomes a sequence."""

import io
from collections.abc import Callable

import pytest
from docx import Document
from docx.shared import Inches
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import Invalid
from app.courses.drafts import queries
from app.courses.drafts.services import bringing, opening
from app.courses.drafts.services.bringing import Wanted
from tests.factories.client import Client
from tests.factories.house import House

Visit = Callable[..., Client]
SLUG = "petit-parcours"


@pytest.fixture
def word(picture: bytes) -> bytes:
    """A real Word file with a title, a heading, a list, a table and a picture that nobody described."""
    document = Document()
    document.add_heading("Fixer son prix", 0)
    document.add_heading("Compter ses coûts", 1)
    document.add_paragraph("Le loyer", style="List Bullet")
    document.add_paragraph("La farine", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for row, cells in enumerate((("Produit", "Prix"), ("Pain", "4 €"))):
        for column, text in enumerate(cells):
            table.rows[row].cells[column].text = text
    document.add_picture(io.BytesIO(picture), width=Inches(1))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def shelf(session: Session, actor: Actor) -> list[str]:
    course = queries.course(session, actor, SLUG)
    assert course is not None
    return [row.path for row in queries.files(session, course.id)]


def test_four_things_make_a_sequence_and_what_was_not_kept_is_listed(visit: Visit, word: bytes) -> None:
    trainer = visit("trainer@demo.example")
    sent = {"title": "Mes prix", "block": "p1", "session_title": "Atelier des prix", "session_place": "on_site"}
    files = {
        "page": ("cours prix.docx", word, "application/octet-stream"),
        "file": ("diapos.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n", "application/pdf"),
    }
    report = trainer.post(f"/atelier/{SLUG}/depart", sent, files=files, follow=True)
    assert report.status_code == 200
    for words in ("Ce qui est arrivé", "Fixer son prix", "diapos", "Atelier des prix", "texte de remplacement"):
        assert words in report.text, words
    outline = trainer.page(f"/atelier/{SLUG}")
    assert "Mes prix" in outline
    page = trainer.page(f"/atelier/{SLUG}/brouillon/activites/p1-fixer-son-prix")
    for html in ("<h2>Compter ses coûts</h2>", "<li>Le loyer</li>", "<td>Pain</td>", 'src="/fichiers/'):
        assert html in page, html
    assert "dites ce qu&#39;elle montre" in page


def test_a_document_that_cannot_be_read_leaves_nothing_of_the_others(
    visit: Visit, session: Session, house: House, word: bytes
) -> None:
    trainer = visit("trainer@demo.example")
    before = shelf(session, house.actor("trainer"))
    files = {
        "page": ("cours.docx", b"PK\x03\x04 pas un document", "application/octet-stream"),
        "file": ("diapos.pdf", b"%PDF-1.4\nfin", "application/pdf"),
    }
    refused = trainer.post(f"/atelier/{SLUG}/depart", {"title": "Mes prix", "block": "p1"}, files=files)
    assert refused.status_code == 422
    assert "Rien n&#39;est encore créé" in refused.text or "Rien n'est encore créé" in refused.text
    assert "Mes prix" in refused.text, "what was typed is still there"
    assert "Mes prix" not in trainer.page(f"/atelier/{SLUG}")
    assert shelf(session, house.actor("trainer")) == before


def test_nothing_at_all_is_told_so(session: Session, house: House) -> None:
    with pytest.raises(Invalid):
        bringing.bring(session, house.actor("trainer"), SLUG, Wanted(title="Vide", block="p1"))
    opened = opening.open_draft(session, house.actor("trainer"), SLUG)
    assert "Vide" not in [row.about["title"] for row in queries.sequences(session, opened.course_id)]
