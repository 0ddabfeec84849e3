"""Reviews: begun and kept, with levels and comments on passages, then told at once; never changed afterwards."""

import copy
import io
from pathlib import Path as Folder

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessment import services
from app.assessment.models import Annotation, Review, ReviewDraft, Submission
from app.assessment.services import Passage, Said
from app.assessment.works import queries as works
from app.assessment.works import review_queries, rubrics, showing
from app.core.access import Actor, Role
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.files import queries as files
from app.identity import services as identity
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from app.privacy.copy import services as privacy
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course
from tests.factories.rubrics import RUBRIC, publish_rubric

TEXT = "J'ai vu cinq personnes 🙂 au marché.\n\nTrois m'ont parlé du prix."


class Desk:
    """A learner who hands in, and two trainers who read."""

    def __init__(self, session: Session, house: House, folder: Folder) -> None:
        self.session, self.house, self.folder = session, house, folder
        publish_rubric(session, house.demo, folder / "un")
        self.enrolment = enrolled(session, house)
        self.learner, self.trainer = house.actor(Role.LEARNER), house.actor(Role.TRAINER)
        self.work = activity(small_course(session, house.demo), "travail")

    def another_trainer(self) -> Actor:
        place = self.house.demo
        account = identity.welcome(self.session, place.id, "autre@demo.example", "Autre Formatrice", Role.TRAINER)
        return Actor(
            account.id, place.id, place.slug, place.slug, account.name, account.email, frozenset({Role.TRAINER})
        )

    def hand_in(self, text: str = TEXT) -> str:
        return services.submit_work(self.session, self.learner, None, self.work.id, text).submission_id

    def review(self, submission_id: str, decision: str = "accepted", comment: str = "", **said: object) -> None:
        services.review_work(self.session, self.trainer, submission_id, decision, comment, **said)  # type: ignore[arg-type]

    def annotate(self, submission_id: str, quote: str = "cinq personnes", comment: str = "Lesquelles ?") -> str:
        text = self.session.get_one(Submission, submission_id).text
        start = text.index(quote)
        passage = Passage(start, start + len(quote), comment)
        return services.annotate(self.session, self.trainer, submission_id, [passage])[0]

    def sendings(self, told_only: bool = True) -> list[showing.Sending]:
        rows = works.submissions(self.session, self.enrolment.id, self.work.id)
        return showing.sendings(self.session, rows, self.enrolment.id, self.work.id, told_only=told_only)

    def drafts(self, submission_id: str) -> list[Said]:
        return [Said(**row.said) for row in review_queries.drafts(self.session, submission_id)]

    def count(self, model: type) -> int:
        return self.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def desk(session: Session, house: House, tmp_path: Folder) -> Desk:
    return Desk(session, house, tmp_path)


def test_a_review_says_a_level_and_a_comment_on_each_criterion(desk: Desk) -> None:
    sent = desk.hand_in()
    desk.review(sent, levels={"1": 3, "2": 2}, comments={"2": "Une date manque.\r\n", "3": "  "})
    (one,) = desk.sendings()
    assert [(r.criterion.title, r.name, r.comment) for r in one.results] == [
        ("On comprend", "Acquis", ""), ("On peut vérifier", "En bonne voie", "Une date manque."),
    ]  # fmt: skip
    assert one.summary == "2 critères sur 3 ont un niveau : 1 Acquis, 1 En bonne voie."
    facts = desk.session.scalars(select(LedgerEntry).where(LedgerEntry.kind == Kind.WORK_REVIEWED)).one().facts
    assert (facts["criteria"], facts["criteria_met"], facts["criteria_commented"]) == (2, 1, 1)
    assert "date" not in str(facts)


@pytest.mark.parametrize(
    "said",
    [
        {"levels": {"1": 4}}, {"levels": {"1": 0}}, {"levels": {"4": 1}}, {"levels": {"un": 1}},
        {"comments": {"9": "Non."}}, {"comments": {"1": "x" * 5001}}, {"criteria": {"1": "met"}}, {"fixed": ("inconnu",)},
    ],
)  # fmt: skip
def test_what_the_rubric_does_not_have_is_refused_and_nothing_is_kept(desk: Desk, said: dict[str, object]) -> None:
    sent = desk.hand_in()
    with pytest.raises(Invalid) as refused:
        desk.review(sent, passages=[Passage(0, 4, "Oui.")], **said)
    assert refused.value.fields
    assert desk.count(Review) == desk.count(Annotation) == 0


def test_a_past_review_keeps_its_words_when_the_rubric_changes(desk: Desk) -> None:
    sent = desk.hand_in()
    desk.review(sent, levels={"1": 3})
    other = {"levels": ["Non", "Oui"], "criteria": [{"title": "Tout autre chose"}]}
    publish_rubric(desk.session, desk.house.demo, desk.folder / "deux", other)
    (one,) = desk.sendings()
    assert one.rubric.levels == tuple(RUBRIC["levels"])
    assert [(r.criterion.title, r.name, r.describes) for r in one.results] == [
        ("On comprend", "Acquis", "On comprend tout.")
    ]


def test_a_review_keeps_the_rubric_that_was_on_the_page(desk: Desk) -> None:
    sent = desk.hand_in()
    on_page = rubrics.from_kept({**RUBRIC})
    other = copy.deepcopy(RUBRIC)
    other["criteria"].reverse()
    publish_rubric(desk.session, desk.house.demo, desk.folder / "deux", other)
    desk.review(sent, levels={"1": 3}, mark=on_page.mark)
    (one,) = desk.sendings()
    assert [(r.criterion.title, r.name) for r in one.results] == [("On comprend", "Acquis")]


def test_a_review_under_way_is_kept_for_its_trainer_alone_and_goes_with_the_decision(desk: Desk) -> None:
    sent = desk.hand_in()
    assert services.keep_draft(desk.session, desk.trainer, sent, Said("Bon", {"1": 2}, {"1": "Oui."}))
    services.keep_draft(desk.session, desk.trainer, sent, Said("Bon début.", {"1": 3}))
    services.keep_draft(desk.session, desk.another_trainer(), sent, Said("Je lis."))
    assert sorted(desk.drafts(sent), key=lambda said: said.comment) == [
        Said("Bon début.", {"1": 3}, {}, []), Said("Je lis.", {}, {}, []),  # type: ignore[arg-type]
    ]  # fmt: skip
    assert desk.sendings()[0].results == []
    assert desk.session.scalars(select(LedgerEntry).where(LedgerEntry.kind == Kind.WORK_REVIEWED)).all() == []
    desk.review(sent)
    assert desk.count(ReviewDraft) == 0
    with pytest.raises(Conflict) as refused:
        services.keep_draft(desk.session, desk.another_trainer(), sent, Said("Trop tard."))
    assert desk.trainer.name in refused.value.detail


def test_a_review_that_says_nothing_any_more_is_not_kept(desk: Desk) -> None:
    sent = desk.hand_in()
    services.keep_draft(desk.session, desk.trainer, sent, Said("Bon"))
    assert services.keep_draft(desk.session, desk.trainer, sent, Said("  ")) is None
    assert desk.count(ReviewDraft) == 0


def test_a_review_under_way_goes_on_with_the_newer_version(desk: Desk) -> None:
    first = desk.hand_in()
    services.keep_draft(desk.session, desk.trainer, first, Said("Bon début.", {"1": 2}))
    second = desk.hand_in("Mieux.")
    assert desk.drafts(first) == []
    assert [said.comment for said in desk.drafts(second)] == ["Bon début."]


def test_comments_on_passages_are_told_with_the_decision(desk: Desk) -> None:
    sent = desk.hand_in()
    desk.annotate(sent)
    desk.annotate(sent)  # said twice, kept once
    desk.annotate(sent, "🙂 au marché", "Quel marché ?")
    assert desk.sendings()[0].notes == []
    assert len(desk.sendings(told_only=False)[0].notes) == 2
    desk.review(sent, "sent_back", "Encore un peu.", passages=[Passage(0, 7, "Bien.")])
    (one,) = desk.sendings()
    assert [(note.number, note.quote, note.comment) for note in one.notes] == [
        (1, "J'ai vu", "Bien."), (2, "cinq personnes", "Lesquelles ?"), (3, "🙂 au marché", "Quel marché ?"),
    ]  # fmt: skip
    facts = desk.session.scalars(select(LedgerEntry).where(LedgerEntry.kind == Kind.WORK_REVIEWED)).one().facts
    assert facts["passages"] == 3


@pytest.mark.parametrize(
    "passage",
    [Passage(0, 0, "x"), Passage(-1, 4, "x"), Passage(5, 500, "x"), Passage(TEXT.index("\n"), TEXT.index("\n") + 2, "x"), Passage(0, 4, " "),
     Passage(0, 4, "x" * 5001)],
)  # fmt: skip
def test_a_comment_needs_words_and_a_passage_of_the_text(desk: Desk, passage: Passage) -> None:
    sent = desk.hand_in()
    with pytest.raises(Invalid):
        services.annotate(desk.session, desk.trainer, sent, [passage])
    assert desk.count(Annotation) == 0


def test_a_passage_is_kept_without_the_spaces_around(desk: Desk) -> None:
    sent = desk.hand_in()
    services.annotate(desk.session, desk.trainer, sent, [Passage(4, 8, "x")])
    row = desk.session.scalars(select(Annotation)).one()
    assert (row.quote, TEXT[row.start : row.end]) == ("vu", "vu")


def test_a_comment_is_taken_back_by_its_author_until_it_is_told(desk: Desk) -> None:
    sent = desk.hand_in()
    note = desk.annotate(sent)
    with pytest.raises(Forbidden):
        services.take_back_annotation(desk.session, desk.another_trainer(), sent, note)
    assert services.take_back_annotation(desk.session, desk.trainer, sent, note)
    assert not services.take_back_annotation(desk.session, desk.trainer, sent, note)
    told = desk.annotate(sent)
    desk.review(sent, "sent_back", "Encore.")
    with pytest.raises(Conflict):
        services.take_back_annotation(desk.session, desk.trainer, sent, told)
    with pytest.raises(Conflict):
        desk.annotate(sent, "Trois", "Trop tard.")


def test_an_earlier_comment_is_found_corrected_in_the_version_that_corrects_it(desk: Desk) -> None:
    first = desk.hand_in()
    note = desk.annotate(first)
    desk.review(first, "sent_back", "Dites qui.")
    second = desk.hand_in("J'ai vu Ada, Bea et trois voisines.")
    own = desk.annotate(second, "Bea", "Bien.")
    with pytest.raises(Invalid):
        desk.review(second, fixed=(own,))  # of this very version: nothing to correct yet
    desk.review(second, fixed=(note,))
    one, two = desk.sendings()
    assert [(n.comment, n.fixed_in) for n in one.notes] == [("Lesquelles ?", 2)]
    assert [(n.comment, n.fixed_in) for n in two.notes] == [("Bien.", None)]


def test_what_was_written_on_a_replaced_version_is_told_too(desk: Desk) -> None:
    first = desk.hand_in()
    desk.annotate(first)
    desk.review(desk.hand_in("Mieux."), "sent_back", "Presque.")
    assert [note.comment for note in desk.sendings()[0].notes] == ["Lesquelles ?"]


def test_a_file_given_back_belongs_to_the_learner(desk: Desk) -> None:
    sent = desk.hand_in()
    desk.review(sent, upload=services.Upload("annoté.txt", io.BytesIO(b"Bravo")))
    (one,) = desk.sendings()
    assert (one.row.given_back_name, one.row.given_back_size) == ("annoté.txt", 5)
    file = files.file_for(desk.session, desk.learner, one.row.given_back_id)
    assert file.owner_id == desk.learner.account_id
    with pytest.raises(NotFound):
        files.file_for(desk.session, desk.house.neighbour.actor(Role.TRAINER), one.row.given_back_id)


def test_who_may_not_review_keeps_nothing_and_comments_nothing(desk: Desk) -> None:
    sent = desk.hand_in()
    for actor, error in (
        (desk.house.actor(Role.ADVISER), Forbidden), (desk.learner, Forbidden),
        (desk.house.neighbour.actor(Role.TRAINER), NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            services.keep_draft(desk.session, actor, sent, Said("Bon"))
        with pytest.raises(error):
            services.annotate(desk.session, actor, sent, [Passage(0, 4, "x")])
        with pytest.raises(error):
            services.take_back_annotation(desk.session, actor, sent, "x")


def test_the_next_work_is_the_one_that_waits_after_this_one(desk: Desk, house: House) -> None:
    first = desk.hand_in()
    assert (
        review_queries.next_waiting(desk.session, desk.trainer, first, desk.session.get_one(Submission, first).sent_at)
        is None
    )
    other = enrolled(desk.session, house, email="bea@demo.example", name="Bea")
    bea = Actor(other.learner_id, *(getattr(desk.learner, name) for name in (
        "organisation_id", "organisation_slug", "organisation_name", "name", "email", "roles",
    )))  # fmt: skip
    second = services.submit_work(desk.session, bea, None, desk.work.id, "Le mien.").submission_id
    for one, following in ((first, second), (second, first)):
        sent_at = desk.session.get_one(Submission, one).sent_at
        assert review_queries.next_waiting(desk.session, desk.trainer, one, sent_at) == following
    stranger = house.neighbour.actor(Role.TRAINER)
    assert (
        review_queries.next_waiting(desk.session, stranger, "x", desk.session.get_one(Submission, first).sent_at)
        is None
    )


def test_a_person_takes_away_what_was_told_and_not_what_is_being_written(desk: Desk) -> None:
    sent = desk.hand_in()
    desk.annotate(sent)
    services.keep_draft(desk.session, desk.trainer, sent, Said("Encore un brouillon."))
    copy_of = {path: text for path, text in privacy.gather(desk.session, desk.learner.account_id).texts}
    assert "Lesquelles" not in "".join(copy_of.values())
    assert "brouillon" not in "".join(copy_of.values())
    trainers = "".join(text for _path, text in privacy.gather(desk.session, desk.trainer.account_id).texts)
    assert "Encore un brouillon." in trainers
    assert "cinq personnes" not in trainers
    desk.review(sent, levels={"1": 3}, comments={"1": "Très clair."})
    page = dict(privacy.gather(desk.session, desk.learner.account_id).texts)["index.html"]
    for words in ("Lesquelles ?", "cinq personnes", "On comprend : Acquis, Très clair."):
        assert words in page, words
