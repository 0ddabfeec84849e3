"""The pages of banks, as a trainer walks through them without a script."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from app.assessment.bank.models import BankQuestion, QuestionBank
from app.core.db import Database
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House

Visit = Callable[..., Client]

GIFT = """
$CATEGORY: Vente

::prix::Un prix couvre d'abord…{=les coûts#Oui. ~l'envie#Pas seulement.####Un prix se calcule.}

::marché::Où vendre ?{=au marché ~nulle part}

::cassée::Quoi ?{=a
"""


class Atelier:
    """A trainer's browser, and a bank tied to the small course."""

    def __init__(self, database: Database, house: House, visit: Visit) -> None:
        self.database, self.house = database, house
        self.trainer = visit("trainer@demo.example")
        opened = self.trainer.post("/atelier/banque", {"title": "Prix et marge", "course": house.course_slug})
        assert opened.status_code == 303
        self.path = opened.headers["location"]

    def send(self, path: str, follow: bool = False, **form: str) -> object:
        return self.trainer.post(self.path + path, form, follow=follow)

    def write(self, **form: str) -> str:
        """A plain question; its address."""
        fields = {
            "kind": "single", "text": "Un prix couvre d'abord…", "answer-0": "les coûts", "said-0": "Oui.",
            "answer-1": "l'envie", "right": "0", "tags": "prix", "name": "prix", "act": "keep",
        }  # fmt: skip
        sent = self.trainer.post(f"{self.path}/questions", fields | {k.replace("_", "-"): v for k, v in form.items()})
        assert sent.status_code == 303, sent.text
        return str(sent.headers["location"])

    def rows(self) -> list[BankQuestion]:
        with self.database.reading() as session:
            return list(session.scalars(select(BankQuestion).order_by(BankQuestion.id)))

    def upload(self, text: str, name: str = "questions.gift") -> str:
        """Send a file; the address of its report."""
        sent = self.trainer.post(f"{self.path}/import", {}, files={"file": (name, text.encode())})
        assert sent.status_code == 303
        return str(sent.headers["location"])


@pytest.fixture
def atelier(database: RolledBack, house: House, visit: Visit) -> Atelier:
    return Atelier(database, house, visit)


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the form of a question, untouched."""
    form = unescape(page[page.index('class="form question-form"') :])
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]+>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checked" in tag or ('type="radio"' not in tag and 'type="checkbox"' not in tag)):
            found[name.group(1)] = value.group(1) if value else ""
    for name, value in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n\n?(.*?)</textarea>', form, re.DOTALL):
        found[name] = value.strip("\n")
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen.group(1) if chosen else ""
    return {name: value for name, value in found.items() if name != "csrf" and not name.startswith("q1")}


# --- Banks ---------------------------------------------------------------------------------------------------------


def test_a_trainer_opens_a_bank_names_it_and_finds_it_again(atelier: Atelier) -> None:
    trainer = atelier.trainer
    assert "Prix et marge" in trainer.page("/atelier/banque")
    assert "liée au parcours Petit parcours" in trainer.page(atelier.path)
    twice = trainer.post("/atelier/banque", {"title": "Prix et marge"})
    assert twice.status_code == 422
    assert "porte déjà ce titre" in twice.text
    assert 'href="#field-title"' in twice.text
    changed = atelier.send("/reglages", follow=True, title="Prix, coûts et marge", course="")
    assert "Prix, coûts et marge" in changed.text
    assert "liée au parcours" not in changed.text
    atelier.send("/archives")
    assert "Prix, coûts et marge" not in trainer.page("/atelier/banque")
    assert "Prix, coûts et marge" in trainer.page("/atelier/banque?archives=1")
    assert "Supprimer pour toujours" in trainer.page(f"{atelier.path}/reglages")
    assert atelier.send("/suppression").status_code == 303
    assert trainer.get(atelier.path).status_code == 404


def test_the_workshop_still_finds_its_courses_beside_the_banks(atelier: Atelier) -> None:
    assert "Petit parcours" in atelier.trainer.page("/atelier/petit-parcours")


def test_a_bank_is_closed_to_learners_and_absent_for_neighbours(atelier: Atelier, visit: Visit) -> None:
    question = atelier.write()
    for path in (atelier.path, question, f"{question}/essai", f"{atelier.path}/import", f"{atelier.path}/export/gift"):
        assert visit("learner@demo.example").get(path).status_code == 403
        assert visit("trainer-voisine@demo.example").get(path).status_code == 404
    assert visit("learner@demo.example").get("/atelier/banque").status_code == 403


# --- A question ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", ["single", "multiple", "true_false", "short", "number", "matching", "gaps", "ordering", "essay"]
)
def test_every_kind_has_a_form_that_comes_back_with_its_errors(atelier: Atelier, kind: str) -> None:
    assert f"genre={kind}" in atelier.trainer.page(f"{atelier.path}/questions/nouvelle")
    page = atelier.trainer.page(f"{atelier.path}/questions/nouvelle?genre={kind}")
    form = fields_of(page)
    assert form["kind"] == kind
    refused = atelier.trainer.post(f"{atelier.path}/questions", form | {"act": "keep", "feedback": "Gardez-moi."})
    assert refused.status_code == 422
    assert "Gardez-moi." in refused.text
    for target in re.findall(r'<a href="#(field-[^"]+)"', refused.text):
        assert f'id="{target}"' in refused.text, target
    assert not atelier.rows()


def test_a_question_is_written_without_a_script(atelier: Atelier) -> None:
    blank = fields_of(atelier.trainer.page(f"{atelier.path}/questions/nouvelle?genre=single"))
    assert sum(name.startswith("answer-") for name in blank) == 4
    typed = blank | {"text": "Où vendre ?", "answer-0": "au marché", "right": "0", "tags": "vente"}
    more = atelier.trainer.post(f"{atelier.path}/questions", typed | {"act": "more"})
    assert more.status_code == 200
    assert "à corriger" not in more.text.lower()
    typed = fields_of(more.text)
    assert (typed["text"], typed["answer-0"], typed["tags"]) == ("Où vendre ?", "au marché", "vente")
    kept = atelier.trainer.post(
        f"{atelier.path}/questions", typed | {"answer-1": "nulle part", "act": "keep"}, follow=True
    )
    assert "La question est enregistrée" in kept.text
    (row,) = atelier.rows()
    assert (row.name, row.tags, row.kind, row.version) == ("Où vendre ?", ["vente"], "single", 1)
    assert [c["fraction"] for c in row.definition["choices"]] == [1.0, 0.0]
    again = atelier.trainer.post(f"{atelier.path}/questions", typed | {"answer-1": "nulle part", "act": "another"})
    assert again.status_code == 422
    assert "déjà dans la banque" in again.text


def test_opening_and_keeping_a_question_changes_nothing(atelier: Atelier) -> None:
    path = atelier.write()
    form = fields_of(atelier.trainer.page(path))
    assert atelier.trainer.post(path, form | {"act": "keep"}).status_code == 303
    (row,) = atelier.rows()
    assert row.version == 1


def test_a_question_is_tried_before_it_is_kept(atelier: Atelier) -> None:
    form = {
        "kind": "short", "text": "Ce qui reste après les charges ?", "answer-0": "bénéfice*", "said-0": "Oui.",
        "feedback": "On dit aussi le résultat.",
    }  # fmt: skip
    seen = atelier.trainer.post(f"{atelier.path}/questions", form | {"act": "preview"})
    assert seen.status_code == 200
    assert 'name="q1"' in seen.text
    tried = atelier.trainer.post(f"{atelier.path}/questions", form | {"act": "try", "q1": "Le Benefice net"})
    assert "Pas encore juste" in tried.text
    tried = atelier.trainer.post(f"{atelier.path}/questions", form | {"act": "try", "q1": "Bénéfice net"})
    assert tried.status_code == 200
    for words in ("C'est juste.", "Oui.", "On dit aussi le résultat."):
        assert words in tried.text.replace("&#39;", "'")
    assert not atelier.rows()


def test_a_question_is_tried_as_a_learner_meets_it(atelier: Atelier, database: RolledBack) -> None:
    path = atelier.write()
    page = atelier.trainer.page(f"{path}/essai")
    codes = dict(re.findall(r'value="([0-9a-f]{12})"[^>]*><label[^>]*>([^<]+)</label>', page))
    wrong = next(code for code, text in codes.items() if "envie" in text)
    before = len(database.statements)
    tried = atelier.trainer.post(f"{path}/essai", {"q1": wrong})
    assert tried.status_code == 200
    assert "Pas encore juste" in tried.text
    assert "Réponse attendue" in tried.text
    assert not [one for one in database.statements[before:] if not one.startswith("SELECT")]
    nothing = atelier.trainer.post(f"{path}/essai", {})
    assert "Sans réponse" in nothing.text


def test_the_second_of_two_trainers_sees_both_and_chooses(atelier: Atelier, visit: Visit) -> None:
    path, admin = atelier.write(), visit("admin@demo.example")
    mine = fields_of(atelier.trainer.page(path))
    theirs = fields_of(admin.page(path)) | {"answer-1": "la chance", "act": "keep"}
    assert admin.post(path, theirs).status_code == 303
    late = atelier.trainer.post(path, mine | {"text": "Un prix couvre quoi ?", "act": "keep"})
    assert late.status_code == 409
    assert "Admin Demo a changé cette question" in late.text
    assert "la chance" in late.text
    assert "Un prix couvre quoi ?" in late.text.replace("\u00a0", " ")
    (row,) = atelier.rows()
    assert row.definition["choices"][1]["text"] == "la chance"
    again = fields_of(late.text)
    assert again["version"] == "2"
    assert atelier.trainer.post(path, again | {"act": "keep"}).status_code == 303
    history = atelier.trainer.page(f"{path}/versions")
    assert "Version 2" in history
    assert "l'énoncé, les réponses" in history.replace("&#39;", "'")


def test_a_question_is_copied_and_set_aside(atelier: Atelier) -> None:
    path = atelier.write()
    copy = fields_of(atelier.trainer.page(f"{atelier.path}/questions/nouvelle?copie={path.rpartition('/')[2]}"))
    assert copy["name"] == "prix (copie)"
    copy["text"] = "Un prix couvre aussi…"
    assert atelier.trainer.post(f"{atelier.path}/questions", copy | {"act": "keep"}).status_code == 303
    assert atelier.trainer.post(f"{path}/archives", {}).status_code == 303
    page = atelier.trainer.page(atelier.path)
    assert "prix (copie)" in page
    assert page.count("/questions/0") == 1
    assert ">prix<" in atelier.trainer.page(f"{atelier.path}?archives=1")
    atelier.trainer.post(f"{path}/archives", {"act": "back"})
    assert atelier.trainer.page(atelier.path).count("/questions/0") == 2


# --- Together ------------------------------------------------------------------------------------------------------


def test_questions_are_filtered_and_filed_together(atelier: Atelier) -> None:
    atelier.write()
    atelier.write(text="Où vendre ?", name="lieu", tags="vente", answer_0="au marché")
    other = atelier.trainer.post("/atelier/banque", {"title": "Vente"}).headers["location"].rpartition("/")[2]
    page = atelier.trainer.page(f"{atelier.path}?{urlencode({'texte': 'OU VENDRE'})}")
    assert "1 question correspond" in page
    assert ">lieu<" in page
    assert ">prix<" not in page
    assert "Aucune question ne correspond" in atelier.trainer.page(f"{atelier.path}?texte=absent")
    done = atelier.trainer.post(f"{atelier.path}/lot", {"w-texte": "vendre", "all": "1", "act": "tag", "tags": "Stand"})
    assert done.headers["location"].endswith("?texte=vendre")
    assert [row.tags for row in atelier.rows()] == [["prix"], ["vente", "stand"]]
    nothing = atelier.trainer.post(f"{atelier.path}/lot", {"act": "archive"})
    assert nothing.status_code == 409
    assert "Aucune question n'est choisie" in nothing.text.replace("&#39;", "'")
    first = atelier.rows()[0].id
    untold = atelier.trainer.post(f"{atelier.path}/lot", {"act": "tag", "tags": " ", "question": first})
    assert untold.status_code == 422
    moved = atelier.trainer.post(f"{atelier.path}/lot", {"act": "move", "bank": other, "question": first}, follow=True)
    assert "1 question est déplacée." in moved.text
    assert ">prix<" in atelier.trainer.page(f"/atelier/banque/{other}")


def test_a_bank_of_many_questions_is_shown_page_by_page_for_the_same_price(
    atelier: Atelier, database: RolledBack
) -> None:
    atelier.write()
    atelier.trainer.page(atelier.path)
    before = len(database.statements)
    atelier.trainer.page(atelier.path)
    one = len(database.statements) - before
    lines = "\n\n".join(f"::n{n}::Le nombre {n} est pair.{{{'TF'[n % 2]}}}" for n in range(120))
    report = atelier.upload(lines)
    assert "Ajouter ces 120 questions" in atelier.trainer.page(report)
    atelier.trainer.post(report, {"act": "add"})
    before = len(database.statements)
    page = atelier.trainer.page(f"{atelier.path}?page=2")
    assert len(database.statements) - before == one <= 12
    assert "page 2 sur 3" in page
    assert page.count('name="question"') == 50
    assert "page=3" in page
    assert atelier.trainer.get(f"{atelier.path}?page=99").status_code == 200
    done = atelier.trainer.post(f"{atelier.path}/lot", {"all": "1", "act": "archive"}, follow=True)
    assert "121 questions sont archivées." in done.text


# --- Files ---------------------------------------------------------------------------------------------------------


def test_a_file_is_seen_whole_before_anything_is_added(atelier: Atelier) -> None:
    report = atelier.upload(GIFT)
    page = atelier.trainer.page(report)
    for words in (
        "2 questions lues",
        "1 passage refusé",
        "Format reconnu : GIFT",
        "Ajouter ces 2 questions",
        "ligne 4",
    ):
        assert words in page.replace("\u00a0", " "), words
    assert page.count('<fieldset class="as-seen" disabled>') == 2
    assert not atelier.rows()
    done = atelier.trainer.post(report, {"act": "add", "tags": "import", "competences": "P2.1"}, follow=True)
    assert "2 questions sont ajoutées." in done.text
    assert [(row.tags, row.competences, row.category) for row in atelier.rows()] == [
        (["import"], ["P2.1"], "Vente")
    ] * 2
    gone = atelier.trainer.post(report, {"act": "add"})
    assert gone.status_code == 404
    assert "déjà ajoutées" in gone.text
    assert "ne seront pas doublées" in atelier.trainer.page(atelier.upload(GIFT))
    assert len(atelier.rows()) == 2


def test_a_file_may_be_left_aside_and_a_bad_one_is_explained(atelier: Atelier) -> None:
    report = atelier.upload(GIFT)
    assert atelier.trainer.post(report, {"act": "drop"}).status_code == 303
    assert atelier.trainer.get(report).status_code == 404
    page = atelier.trainer.page(atelier.upload("Ceci n'est pas une question.\n", "notes.txt"))
    assert "Aucune question n'a pu être lue" in page.replace("&#39;", "'")
    empty = atelier.trainer.post(f"{atelier.path}/import", {}, files={"file": ("vide.gift", b"")})
    assert empty.status_code == 422
    assert 'href="#field-file"' in empty.text
    assert atelier.trainer.post(f"{atelier.path}/import", {}).status_code == 422


def test_what_is_filtered_is_what_is_taken_away(atelier: Atelier) -> None:
    atelier.trainer.post(atelier.upload(GIFT), {"act": "add", "tags": "import"})
    gift = atelier.trainer.get(f"{atelier.path}/export/gift?texte=marche")
    assert gift.headers["content-disposition"] == 'attachment; filename="prix-et-marge.gift"'
    assert "::marché::" in gift.text
    assert "::prix::" not in gift.text
    xml = atelier.trainer.get(f"{atelier.path}/export/moodle-xml")
    assert xml.headers["content-type"] == "application/xml"
    assert xml.text.count("<question type=") >= 2
    assert atelier.trainer.get(f"{atelier.path}/export/word").status_code == 404
    whole = atelier.trainer.get(f"{atelier.path}/export/gift").text
    with atelier.database.writing() as session:
        other = QuestionBank(organisation_id=atelier.house.demo.id, title="Retour")
        session.add(other)
        session.flush()
        path = f"/atelier/banque/{other.id}"
    atelier.path = path
    assert "Ajouter ces 2 questions" in atelier.trainer.page(atelier.upload(whole))
