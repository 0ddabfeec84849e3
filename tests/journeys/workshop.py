"""What the journeys of the workshop have in common: documents that a trainer brings, a course begun, an obstacle followed."""

import io

from docx import Document
from PIL import Image
from playwright.sync_api import Page, expect

TRAINER = "trainer@demo.example"
PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
GIFT = (
    "::Une marge:: Ce qui reste, une fois les frais payés, est... {=la marge ~le prix ~le loyer}\n\n"
    "::Une remise:: Une remise change le prix. {TRUE}\n"
).encode()
_LANDED = """() => {
  const field = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (!field) return 'nothing is called ' + location.hash
  if (!field.checkVisibility()) return location.hash + ' is hidden'
  const box = field.getBoundingClientRect()
  return box.top >= 0 && box.top < innerHeight ? '' : location.hash + ' is out of sight'
}"""


def word_document() -> bytes:
    """Headings, a list, a table, a link in words, and a picture that says nothing of itself."""
    document = Document()
    document.add_heading("Fixer son prix", 1)
    document.add_paragraph("Un prix couvre vos frais, et vous fait vivre.")
    document.add_heading("Compter ses frais", 2)
    for said in ("Les matières", "Le loyer"):
        document.add_paragraph(said, style="List Bullet")
    table = document.add_table(2, 2)
    for cell, said in zip(
        (*table.rows[0].cells, *table.rows[1].cells), ("Frais", "Par mois", "Bois", "40"), strict=True
    ):
        cell.text = said
    document.add_paragraph("Le guide : https://www.exemple.fr/prix")
    drawn = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(drawn, "PNG")
    drawn.seek(0)
    document.add_picture(drawn)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def begin(page: Page, title: str) -> str:
    """A course begun from the workshop: its address."""
    page.goto("/atelier")
    page.get_by_label("Titre du parcours").fill(title)
    page.get_by_role("button", name="Commencer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url.split("#")[0]


def add_step(page: Page, course: str, title: str, kind: str = "Leçon") -> None:
    """A step at the end of the first sequence; its form is then open."""
    page.goto(course)
    page.get_by_role("link", name="Ajouter une activité").first.click()
    page.get_by_label("Titre").fill(title)
    page.locator("label").filter(has_text=kind).first.click()
    page.get_by_role("button", name="Créer et écrire").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def follow_obstacles(page: Page, publication: str) -> list[str]:
    """Each link of the check leads to a field that one sees; what was said."""
    page.goto(publication)
    links = [(str(one.get_attribute("href")), one.inner_text()) for one in page.locator(".error-summary a").all()]
    for href, said in links:
        page.goto("about:blank")
        page.goto(href)
        if "#" in href:
            assert page.evaluate(_LANDED) == "", said
    page.goto(publication)
    return [said for _href, said in links]


def lines(page: Page) -> list[str]:
    """The steps of the outline, from top to bottom."""
    return page.locator(".line .line-title a").all_inner_texts()
