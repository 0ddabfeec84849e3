"""The desk of a trainer and what the learner reads: one form that loses nothing, and the versions of a work."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app.assessment.models import Annotation, Review, ReviewDraft, Submission
from app.core.access import Role
from app.core.db import Database
from app.files.models import StoredFile
from app.identity import services as identity
from app.learning.models import ActivityState
from tests.assessment.test_pages import Ground, hidden
from tests.factories.client import Client
from tests.factories.house import House
from tests.factories.paths import small_course
from tests.factories.rubrics import publish_rubric

Visit = Callable[..., Client]
TEXT = "J'ai vu <b>cinq</b> personnes.\n\nTrois m'ont parlé du prix."
HTMX = {"headers": {"HX-Request": "true"}}


class Desk(Ground):
    """The ground with a rubric, and a work that waits."""

    def __init__(self, database: Database, house: House, folder: Path) -> None:
        with database.writing() as session:
            publish_rubric(session, house.demo, folder)
        super().__init__(database, house)
        with database.reading() as session:
            self.outline = small_course(session, house.demo)

    def hand_in(self, learner: Client, text: str = TEXT) -> str:
        """The address of the work on the trainers' side."""
        assert learner.post(self.path("travail") + "/travail", {"text": text}).status_code == 303
        with self.database.reading() as session:
            newest = select(Submission.id).order_by(Submission.number.desc()).limit(1)
            return f"/travaux/{session.scalar(newest)}"

    def all(self, model: type) -> list[object]:
        with self.database.reading() as session:
            return list(session.scalars(select(model)))


@pytest.fixture
def desk(database: Database, house: House, tmp_path: Path) -> Desk:
    return Desk(database, house, tmp_path)


@pytest.fixture
def learner(desk: Desk, visit: Visit) -> Client:
    return visit("learner@demo.example")


@pytest.fixture
def trainer(desk: Desk, visit: Visit) -> Client:
    return visit("trainer@demo.example")


def checked(page: str, name: str) -> str:
    """The value of the radio that is on."""
    found = re.search(rf'name="{name}" value="([^"]*)" checked', page)
    assert found, name
    return found.group(1)


def test_the_rubric_is_read_before_and_its_levels_afterwards(desk: Desk, learner: Client, trainer: Client) -> None:
    page = learner.page(desk.path("travail"))
    for words in ("Ce que l&#39;on regardera", "On suit avec effort.", "En bonne voie", "P2.1 : Essayer"):
        assert words in page or words.replace("&#39;", "'") in page, words
    work = desk.hand_in(learner)
    form = {"decision": "accepted", "criteria-1": "2", "remark-1": "Presque.", "criteria-2": "", "comment": "Bravo."}
    assert trainer.post(work, form, files={"file": ("annoté.txt", b"Bien")}).headers["location"] == work
    page = learner.page(desk.path("travail"))
    for words in ("<strong>En bonne voie</strong>", "niveau 2 sur 3", "Presque.", "1 critère sur 3", "annoté.txt"):
        assert words in page, words
    (file,) = [one for one in desk.all(StoredFile) if one.name == "annoté.txt"]  # type: ignore[attr-defined]
    assert learner.get(f"/fichiers/{file.id}/x").content == b"Bien"  # type: ignore[attr-defined]


def test_what_is_refused_comes_back_with_every_word_in_its_place(desk: Desk, learner: Client, trainer: Client) -> None:
    work = desk.hand_in(learner)
    form = {
        "decision": "sent_back", "criteria-1": "3", "remark-2": "Une date ?", "note-2": "Combien ?",
        "passage-start": "3", "passage-end": "9", "passage-comment": "Précisez.",
    }  # fmt: skip
    answer = trainer.post(work, form)
    assert answer.status_code == 422
    assert checked(answer.text, "criteria-1") == "3"
    for words in ("Une date ?", "Combien ?", "Précisez.", 'name="passage-end" value="9"'):
        assert words in answer.text, words
    assert not desk.all(Annotation)
    trainer.post(work, {**form, "comment": "Presque."})
    assert sorted((row.quote, row.comment) for row in desk.all(Annotation)) == [  # type: ignore[attr-defined]
        ("Trois m'ont parlé du prix.", "Combien ?"), ("i vu <", "Précisez."),
    ]  # fmt: skip


def test_a_review_is_left_and_found_again_without_javascript(desk: Desk, learner: Client, trainer: Client) -> None:
    work = desk.hand_in(learner)
    form = {"criteria-2": "1", "remark-2": "Une date ?", "comment": "Bon début.", "go": "later"}
    answer = trainer.post(f"{work}/relecture", form)
    assert answer.headers["location"] == "/travaux"
    page = trainer.page(work)
    assert checked(page, "criteria-2") == "1"
    assert checked(page, "criteria-1") == ""
    for words in ("Une date ?", "Bon début.", "1 critère sur 3 a un niveau : 1 Pas encore.", "Gardé à 9 h."):
        assert words in page, words
    assert "Bon début." not in learner.page(desk.path("travail"))
    assert not desk.all(Review)


def test_htmx_keeps_what_is_chosen_and_says_the_total(desk: Desk, learner: Client, trainer: Client) -> None:
    work = desk.hand_in(learner)
    answer = trainer.post(f"{work}/relecture", {"criteria-1": "3", "note-1": "Pas fini de tap"}, **HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "1 critère sur 3 a un niveau : 1 Acquis." in answer.text
    assert len(desk.all(ReviewDraft)) == 1
    assert not desk.all(Annotation)
    trainer.post(work, {"decision": "accepted"})
    late = trainer.post(f"{work}/relecture", {"criteria-1": "1"}, **HTMX)
    assert late.status_code == 409
    assert "a déjà accepté ce travail" in late.text


def test_a_paragraph_is_commented_and_the_comment_taken_back(desk: Desk, learner: Client, trainer: Client) -> None:
    work = desk.hand_in(learner)
    answer = trainer.post(f"{work}/relecture", {"note-2": "Combien ?", "comment": "Bon début."})
    (note,) = desk.all(Annotation)
    assert answer.headers["location"] == f"{work}#note-{note.id}"  # type: ignore[attr-defined]
    page = trainer.page(work)
    assert "<mark>Trois m&#39;ont parlé du prix.</mark>" in page
    assert "pas encore envoyé" in page
    assert "Bon début." in page
    assert "Combien" not in learner.page(desk.path("travail"))
    trainer.post(f"{work}/relecture", {"take-back": note.id})  # type: ignore[attr-defined]
    assert not desk.all(Annotation)
    for form in ({"note-9": "Où ?"}, {"note-x": "Où ?"}, {"passage-comment": "Où ?"}):
        assert trainer.post(f"{work}/relecture", form).status_code == 422


def test_words_of_a_learner_are_never_markup(desk: Desk, learner: Client, trainer: Client) -> None:
    work = desk.hand_in(learner, "<script>alert(1)</script> et la suite")
    trainer.post(f"{work}/relecture", {"passage-start": "3", "passage-end": "20", "passage-comment": "<i>Oui</i>"})
    trainer.post(work, {"decision": "sent_back", "comment": "<u>Non</u>"})
    second = desk.hand_in(learner, "<script>alert(2)</script> et la fin")
    for page in (
        trainer.page(second),
        learner.page(desk.path("travail")),
        learner.page(desk.path("travail") + "/versions"),
    ):
        assert "<script>alert" not in page
        assert "<i>Oui" not in page
        assert "<u>Non" not in page


def test_the_learner_reads_the_comments_beside_the_passages(desk: Desk, learner: Client, trainer: Client) -> None:
    work = desk.hand_in(learner)
    trainer.post(work, {"decision": "sent_back", "comment": "Encore.", "note-2": "Combien ?"})
    page = learner.page(desk.path("travail"))
    assert "<mark>Trois m&#39;ont parlé du prix.</mark>" in page
    assert "Le texte envoyé, avec 1 commentaire" in page
    note = re.search(r'<li id="(note-[^"]+)">', page)
    assert note
    assert f'href="#{note.group(1)}"' in page
    assert (
        TEXT.split("\n")[-1].replace("'", "&#39;") in page.split("<textarea")[1]
    )  # to be corrected, not written again


def test_the_second_version_is_read_with_what_was_asked_of_the_first(
    desk: Desk, learner: Client, trainer: Client
) -> None:
    first = desk.hand_in(learner)
    said = {"decision": "sent_back", "comment": "Dites combien.", "note-2": "Combien ?", "criteria-1": "2"}
    trainer.post(first, said)
    second = desk.hand_in(learner, TEXT + " Sept, exactement.")
    page = trainer.page(second)
    for words in ("Ce qui avait été demandé sur l&#39;envoi 1", "Combien ?", "Envoi 1 : En bonne voie"):
        assert words in page or words.replace("&#39;", "'") in page, words
    fixed = hidden(page, "fixed")
    trainer.post(second, {"decision": "accepted", "fixed": fixed, "criteria-1": "3"})
    page = learner.page(desk.path("travail") + "/versions?envoi=1")
    assert "corrigé dans l&#39;envoi 2" in page or "corrigé dans l'envoi 2" in page
    page = learner.page(desk.path("travail") + "/versions")
    assert re.search(r"<ins>.*Sept, exactement\..*</ins>", page)
    assert "2 mots ajoutés" in page
    staff = f"{desk.path('travail')}/versions?parcours={desk.enrolment_id}"
    assert "Learner Demo" in trainer.page(staff)


@pytest.mark.parametrize("number", ["0", "2", "x", "999999999"])
def test_a_version_that_is_not_there_is_not_found(desk: Desk, learner: Client, visit: Visit, number: str) -> None:
    desk.hand_in(learner)
    path = f"{desk.path('travail')}/versions"
    expected = 200 if number in ("x", "999999999") else 404  # what is no number shows the latest
    assert learner.get(f"{path}?envoi={number}").status_code == expected
    assert visit("trainer-voisine@demo.example").get(f"{path}?parcours={desk.enrolment_id}").status_code == 404
    assert visit("expert@demo.example").get(f"{path}?parcours={desk.enrolment_id}").status_code == 404


def test_comments_that_are_not_told_are_for_trainers(
    desk: Desk, learner: Client, trainer: Client, visit: Visit
) -> None:
    work = desk.hand_in(learner)
    trainer.post(f"{work}/relecture", {"note-1": "Un secret pour l'instant."})
    versions = f"{desk.path('travail')}/versions"
    assert "Un secret" in trainer.page(f"{versions}?parcours={desk.enrolment_id}")
    for page in (
        learner.page(versions), learner.page(desk.path("travail")),
        visit("adviser@demo.example").page(f"{versions}?parcours={desk.enrolment_id}"),
        visit("adviser@demo.example").page(work),
    ):  # fmt: skip
        assert "Un secret" not in page


def test_a_second_trainer_is_told_that_somebody_has_begun(
    desk: Desk, learner: Client, trainer: Client, visit: Visit
) -> None:
    with desk.database.writing() as session:
        place = desk.house.demo
        identity.welcome(session, place.id, "autre@demo.example", "Autre Formatrice", Role.TRAINER)
    work = desk.hand_in(learner)
    trainer.post(f"{work}/relecture", {"comment": "Bon début."})
    other = visit("autre@demo.example")
    page = other.page(work)
    assert "Trainer Demo a commencé à relire ce travail" in page
    assert "Bon début." not in page
    other.post(work, {"decision": "accepted", "comment": "Très bien."})
    late = trainer.post(
        work, {"decision": "sent_back", "comment": "Pas encore.", "remark-1": "Relisez.", "note-1": "Là."}
    )
    assert late.status_code == 409
    for words in ("Autre Formatrice a déjà accepté ce travail", "Pas encore.", "Relisez.", "Là."):
        assert words in late.text, words
    assert len(desk.all(Review)) == 1


def test_phrases_already_used_on_a_criterion_are_one_click_away(desk: Desk, learner: Client, trainer: Client) -> None:
    first = desk.hand_in(learner)
    said = {"decision": "sent_back", "comment": "Encore.", "remark-1": "Citez vos sources.", "remark-2": "x" * 161}
    trainer.post(first, said)
    second = desk.hand_in(learner, "Mieux.")
    page = trainer.page(second)
    assert 'name="phrase-1" value="Citez vos sources."' in page
    assert 'name="phrase-2"' not in page
    trainer.post(second, {"decision": "accepted", "remark-1": "Merci.", "phrase-1": ["Citez vos sources."]})
    newest = [row for row in desk.all(Review) if row.decision == "accepted"]  # type: ignore[attr-defined]
    assert newest[0].comments == {"1": "Merci.\nCitez vos sources."}  # type: ignore[attr-defined]


def test_a_level_is_offered_and_never_given_by_an_accepted_work(desk: Desk, learner: Client, trainer: Client) -> None:
    work = desk.hand_in(learner)
    assert "Donner un niveau" not in trainer.page(work)
    page = trainer.post(work, {"decision": "accepted", "criteria-1": "3", "criteria-3": "3"}, follow=True).text
    competence = next(c for b in desk.outline.blocks for c in b.competences if c.code == "P2.1")
    assert f"/suivi/{desk.enrolment_id}?onglet=competences#field-level-{competence.id}" in page
    assert "Donner un niveau pour P2.1" in page
    assert "Donner un niveau pour P1.1" not in page
    dossier = trainer.page(f"/suivi/{desk.enrolment_id}?onglet=competences")
    assert f'id="field-level-{competence.id}"' in dossier
    with desk.database.reading() as session:
        assert session.scalars(select(ActivityState.state)).all() == ["done"]


def test_the_next_work_is_one_click_away(desk: Desk, learner: Client, trainer: Client, visit: Visit) -> None:
    first = desk.hand_in(learner)
    assert "Travail suivant" not in trainer.page(first)
    with desk.database.writing() as session:
        from tests.factories.paths import enrolled  # noqa: PLC0415

        enrolled(session, desk.house, email="bea@demo.example", name="Bea")
    bea = visit("bea@demo.example")
    bea.post(desk.path("travail") + "/travail", {"text": "Le mien."})
    with desk.database.reading() as session:
        second = session.scalars(select(Submission.id).where(Submission.text == "Le mien.")).one()
    assert f'href="/travaux/{second}"' in trainer.page(first)
    page = trainer.post(first, {"decision": "accepted"}, follow=True).text
    assert f'href="/travaux/{second}"' in page


def test_a_long_text_keeps_a_usable_page(desk: Desk, learner: Client, trainer: Client) -> None:
    work = desk.hand_in(learner, "\n".join(f"Ligne {n}." for n in range(400)))
    page = trainer.page(work)
    assert "Ligne 399." in page
    assert page.count("Commenter le paragraphe") == 300
