"""Banks: who keeps them, what is never doubled, what is never overwritten, what survives its course."""

import time
from collections.abc import Sequence

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessment.bank import queries, rules, services
from app.assessment.bank.models import BankQuestion, BankQuestionChange, QuestionBank, QuestionImport
from app.assessment.bank.queries import Wish
from app.assessment.bank.rules import Said
from app.assessment.questions.gift import Image, Question, parse
from app.core import clock
from app.core.access import Actor
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from app.courses.drafts.services import keeping, opening
from app.files.models import StoredFile
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.quizzes import picture

GIFT = """
::prix::Un prix couvre d'abord…{=les coûts ~l'envie}

::marché::Où vendre ?{=au marché ~nulle part}
"""


def said(text: str = "Un prix couvre d'abord…{=les coûts ~l'envie}", **more: object) -> Said:
    ((question,), _problems) = parse(text)
    return Said("prix", question.definition, **more)  # type: ignore[arg-type]


def questions(text: str = GIFT) -> list[Question]:
    return parse(text)[0]


class Keeping:
    """A trainer of the house and a bank of theirs."""

    def __init__(self, session: Session, house: House) -> None:
        self.session, self.house = session, house
        self.trainer, self.admin = house.actor("trainer"), house.actor("admin")
        self.bank = services.open_bank(session, self.trainer, "Prix et marge", "petit-parcours")

    def write(self, one: Said | None = None) -> BankQuestion:
        return services.write_question(self.session, self.trainer, self.bank.id, one or said())

    def names(self, **wish: object) -> list[str]:
        rows = queries.questions(self.session, self.bank.id, Wish(**wish), limit=100)  # type: ignore[arg-type]
        return [row.name for row in rows]

    def add(self, found: Sequence[Question], bank: str = "Prix et marge", actor: Actor | None = None) -> int:
        return services.add_questions(self.session, actor or self.trainer, bank_title=bank, questions=found)


@pytest.fixture
def k(session: Session, house: House) -> Keeping:
    return Keeping(session, house)


# --- Who, and where ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["learner", "adviser", "quality", "expert", "referrer", "auditor"])
def test_only_trainers_and_admins_keep_banks(k: Keeping, role: str) -> None:
    somebody = k.house.actor(role)
    for act in (
        lambda: services.open_bank(k.session, somebody, "Autre"),
        lambda: services.bank_for(k.session, somebody, k.bank.id),
        lambda: services.write_question(k.session, somebody, k.bank.id, said()),
        lambda: k.add(questions(), actor=somebody),
        lambda: services.keep_file(k.session, somebody, k.bank.id, "q.gift", b"x"),
    ):
        with pytest.raises(Forbidden):
            act()


def test_nobody_of_another_organisation_finds_a_bank_or_its_questions(k: Keeping) -> None:
    there, question = k.house.neighbour.actor("trainer"), k.write()
    for act in (
        lambda: services.bank_for(k.session, there, k.bank.id),
        lambda: services.change_question(k.session, there, question.id, 1, said()),
        lambda: services.archive_questions(k.session, there, k.bank.id, [question.id]),
        lambda: services.delete_bank(k.session, there, k.bank.id),
    ):
        with pytest.raises(NotFound):
            act()
    elsewhere = services.open_bank(k.session, there, "Prix et marge")
    with pytest.raises(NotFound):
        services.move_questions(k.session, k.trainer, k.bank.id, [question.id], elsewhere.id)
    assert k.add(questions(), actor=there) == 2
    assert k.names() == ["prix"]


def test_two_banks_do_not_share_a_title(k: Keeping) -> None:
    with pytest.raises(Invalid):
        services.open_bank(k.session, k.admin, "  Prix   et marge ")
    with pytest.raises(Invalid):
        services.open_bank(k.session, k.admin, " ")
    services.archive_bank(k.session, k.admin, k.bank.id)
    with pytest.raises(Invalid) as refused:
        services.open_bank(k.session, k.admin, "Prix et marge")
    assert "archivée" in refused.value.fields[0].message


# --- One by one ----------------------------------------------------------------------------------------------------


def test_the_second_of_two_trainers_is_told_and_nothing_is_overwritten(k: Keeping) -> None:
    question = k.write(said(tags=("prix",)))
    first = said("Un prix couvre d'abord…{=les coûts ~la chance}", tags=("prix",))
    services.change_question(k.session, k.admin, question.id, 1, first)
    with pytest.raises(services.Stale) as refused:
        services.change_question(
            k.session, k.trainer, question.id, 1, said("Un prix couvre quoi ?{=les coûts ~l'envie}")
        )
    assert "Admin Demo" in refused.value.detail
    assert "l'énoncé, les réponses, les étiquettes" in refused.value.detail
    assert (refused.value.theirs, refused.value.version) == (first, 2)
    assert services.said_by(question) == first
    services.change_question(k.session, k.trainer, question.id, 2, said("Un prix couvre quoi ?{=les coûts ~l'envie}"))
    assert question.version == 3


def test_what_a_question_said_stays_in_its_history(k: Keeping) -> None:
    question = k.write(said(tags=("prix",), competences=("P2.1",)))
    after = said("Un prix couvre…{=les coûts ~l'envie}")
    services.change_question(k.session, k.admin, question.id, 1, after)
    services.change_question(k.session, k.trainer, question.id, 99, after)  # says nothing new: no conflict, no version
    (change,) = queries.changes(k.session, question.id)
    assert (change.version, change.name_of, change.tags, change.competences) == (1, "Admin Demo", ["prix"], ["P2.1"])
    assert change.definition == said().definition
    assert rules.differences(said(tags=("prix",)), after) == ["l'énoncé", "les étiquettes"]


def test_the_same_question_is_told_and_not_doubled(k: Keeping) -> None:
    question = k.write()
    with pytest.raises(Invalid) as refused:
        k.write(Said("autre nom", said().definition))
    assert "« prix »" in refused.value.fields[0].message
    other = k.write(said("Autre ?{=a ~b}"))
    with pytest.raises(Invalid):
        services.change_question(k.session, k.trainer, other.id, 1, said())
    services.archive_questions(k.session, k.trainer, k.bank.id, [question.id])
    assert k.write().name == "prix"  # what is archived is out of the way


# --- By the dozen --------------------------------------------------------------------------------------------------


def test_questions_are_found_by_words_tag_competence_kind_and_category(k: Keeping) -> None:
    k.write(Said("Été", said("Où vendre en été ?{=au marché ~nulle part}").definition, ("marché",), ("P2.1",), "Vente"))
    k.write(Said("vrai", said("Le chiffre d'affaires est le bénéfice.{F}").definition, ("prix", "marché"), ("P1.1",)))
    assert k.names(text="ETE marche") == ["Été"]
    assert k.names(text="été") == ["Été"]
    assert k.names(text="100%") == []
    assert k.names(text="bénéfice") == ["vrai"]
    assert k.names(tags=("marché",)) == ["Été", "vrai"]
    assert k.names(tags=("prix",), competences=("P2.1",)) == []
    assert k.names(tags=("prix", "absente")) == ["vrai"]
    assert k.names(competences=("P2.1",)) == ["Été"]
    assert k.names(tags=("march",)) == []
    assert k.names(kind="true_false") == ["vrai"]
    assert k.names(category="Vente") == ["Été"]
    facets = queries.facets(k.session, [k.bank.id])
    assert (facets.tags["marché"], facets.tags["prix"], facets.competences["P1.1"], facets.total) == (2, 1, 1, 2)


def test_questions_are_tagged_moved_and_set_aside_together(k: Keeping) -> None:
    k.add(questions())
    ids = queries.ids(k.session, k.bank.id, Wish())
    assert services.tag_questions(k.session, k.trainer, k.bank.id, ids, "Niveau 1, prix") == 2
    assert services.tag_questions(k.session, k.trainer, k.bank.id, ids, "niveau 1") == 0
    assert k.names(tags=("niveau 1",)) == ["prix", "marché"]
    assert services.untag_questions(k.session, k.trainer, k.bank.id, ids[:1], "niveau 1") == 1
    assert k.names(tags=("niveau 1",)) == ["marché"]
    with pytest.raises(Invalid):
        services.tag_questions(k.session, k.trainer, k.bank.id, ids, " , ")
    other = services.open_bank(k.session, k.trainer, "Vente")
    k.add(questions()[:1], "Vente")
    assert services.move_questions(k.session, k.trainer, k.bank.id, ids, other.id) == (1, 1)
    assert k.names() == ["prix"]
    assert services.archive_questions(k.session, k.trainer, k.bank.id, ids) == 1  # the one that is still here
    assert (k.names(), k.names(archived=True)) == ([], ["prix"])
    assert services.restore_questions(k.session, k.trainer, k.bank.id, ids) == 1


# --- By the file ---------------------------------------------------------------------------------------------------


def test_a_file_is_reported_before_anything_is_kept_then_added_once(k: Keeping) -> None:
    k.add(questions()[:1])
    text = (GIFT + "\n::encore::Où vendre ?{=au marché ~nulle part}\n\n::cassée::Quoi ?{=a\n").encode()
    waiting_id = services.keep_file(k.session, k.trainer, k.bank.id, "../mes questions.gift", text)
    waiting = services.waiting_file(k.session, k.trainer, k.bank.id, waiting_id)
    assert (waiting.name, len(waiting.reading.questions), waiting.new) == ("mes questions.gift", 3, 1)
    assert waiting.known == {0: "prix", 2: "marché"}
    assert [note.line for note in waiting.reading.refused] == [8]
    assert k.names() == ["prix"]
    done = services.add_file(k.session, k.trainer, k.bank.id, waiting_id, ("import",), ("P2.1",))
    assert (done.added, done.known) == (1, 2)
    assert k.names(tags=("import",), competences=("P2.1",)) == ["marché"]
    with pytest.raises(NotFound) as refused:
        services.add_file(k.session, k.trainer, k.bank.id, waiting_id)
    assert "déjà ajoutées" in refused.value.detail
    assert k.session.scalar(select(func.count()).select_from(QuestionImport)) == 0


def test_a_file_waits_a_day_for_who_sent_it(k: Keeping) -> None:
    waiting_id = services.keep_file(k.session, k.trainer, k.bank.id, "q.gift", GIFT.encode())
    with pytest.raises(NotFound):
        services.waiting_file(k.session, k.admin, k.bank.id, waiting_id)
    clock.freeze(clock.now() + services.adding.KEPT_FOR * 2)
    with pytest.raises(NotFound):
        services.waiting_file(k.session, k.trainer, k.bank.id, waiting_id)
    with pytest.raises(NotFound):
        services.add_file(k.session, k.trainer, k.bank.id, waiting_id)
    services.keep_file(k.session, k.admin, k.bank.id, "r.gift", GIFT.encode())
    assert k.session.scalars(select(QuestionImport.name)).all() == ["r.gift"]


def test_pictures_are_stored_once_and_found_where_they_are_served(k: Keeping) -> None:
    png = picture()
    one = Question(
        "étal",
        said("Que voit-on ? ![un étal](stand%201.png){=un étal ~rien}").definition,
        images=(Image("stand 1.png", png),),
    )
    again = Question(
        "étal bis", said("Est-ce un étal ? ![un étal](autre.png){T}").definition, images=(Image("autre.png", png),)
    )
    assert k.add([one, again]) == 2
    assert k.add([one, again]) == 0
    rows = queries.questions(k.session, k.bank.id, Wish(), limit=5)
    stored = k.session.scalars(select(StoredFile).where(StoredFile.name.in_(["stand 1.png", "autre.png"]))).all()
    assert {file.owner_id for file in stored} == {None}
    first = next(file for file in stored if file.name == "stand 1.png")
    assert f"![un étal](/fichiers/{first.id}/stand%201.png)" in rows[0].definition["text"]


def test_a_damaged_picture_does_not_keep_its_question_out(k: Keeping) -> None:
    broken = b"\x89PNG\r\n\x1a\n" + bytes(40)
    one = Question(
        "étal",
        said("Que voit-on ? ![un étal](stand.png){=un étal ~rien}").definition,
        images=(Image("stand.png", broken),),
    )
    done = services.adding.add(k.session, k.trainer, k.bank, [one])
    assert (done.added, done.lost) == (1, 1)
    assert "![un étal](stand.png)" in queries.questions(k.session, k.bank.id, Wish(), limit=1)[0].definition["text"]


def test_ten_thousand_questions_come_in_within_seconds_and_are_one_statement_to_list(
    k: Keeping, database: RolledBack
) -> None:
    many = [
        Question(f"Question {n}", {"kind": "true_false", "text": f"Le nombre {n} est pair.", "answer": n % 2 == 0,
                 "wrong": "", "right": "", "feedback": ""}, tags=(f"dizaine {n % 10}",))
        for n in range(10_000)
    ]  # fmt: skip
    before = time.perf_counter()
    assert k.add(many) == 10_000
    assert time.perf_counter() - before < 15
    k.session.flush()
    statements = len(database.statements)
    rows = queries.questions(k.session, k.bank.id, Wish(tags=("dizaine 3",)), limit=50, offset=900)
    assert len(database.statements) - statements == 1
    assert (len(rows), rows[0].found, rows[0].name) == (50, 1_000, "Question 9003")
    assert k.add(many) == 0


def test_more_than_ten_thousand_questions_are_refused_whole(k: Keeping) -> None:
    (one,) = questions("A ?{=x ~y}")
    with pytest.raises(Conflict):
        k.add([one] * 10_001)
    assert k.names() == []


# --- Banks and courses ---------------------------------------------------------------------------------------------


def test_a_bank_outlives_the_course_it_was_tied_to(k: Keeping) -> None:
    course = opening.create_course(k.session, k.admin, "Un essai")
    tied = services.open_bank(k.session, k.trainer, "Essais", course.slug)
    services.write_question(k.session, k.trainer, tied.id, said())
    assert tied.course_id == course.id
    keeping.delete_course(k.session, k.admin, course.slug)
    k.session.refresh(tied)
    assert tied.course_id is None
    assert k.bank.course_id is not None
    assert queries.count(k.session, tied.id, Wish()) == 1
    assert services.untie_banks(k.session, "inconnu") == 0


def test_a_bank_is_archived_before_it_is_deleted(k: Keeping) -> None:
    question = k.write()
    services.change_question(k.session, k.trainer, question.id, 1, said("Autre ?{=a ~b}"))
    services.keep_file(k.session, k.trainer, k.bank.id, "q.gift", GIFT.encode())
    with pytest.raises(Conflict):
        services.delete_bank(k.session, k.trainer, k.bank.id)
    services.archive_bank(k.session, k.trainer, k.bank.id)
    assert [bank.title for bank in queries.banks(k.session, k.trainer)] == []
    assert [bank.title for bank in queries.banks(k.session, k.trainer, archived=True)] == ["Prix et marge"]
    services.delete_bank(k.session, k.trainer, k.bank.id)
    for table in (QuestionBank, BankQuestion, BankQuestionChange, QuestionImport):
        assert k.session.scalar(select(func.count()).select_from(table)) == 0


def test_tags_are_short_lower_case_words() -> None:
    assert rules.tags_of(" Prix,  Niveau  1 ; #marché, prix,, ") == ("prix", "niveau 1", "marché")
    assert len(rules.tags_of(",".join(map(str, range(50))))) == rules.MOST_TAGS
    assert rules.read_labels(rules.labels_of(("prix", "a@b"), ("P2.1",))) == (["prix", "a@b"], ["P2.1"])


def test_a_file_that_is_too_heavy_or_empty_is_refused(k: Keeping) -> None:
    with pytest.raises(TooLarge):
        services.keep_file(k.session, k.trainer, k.bank.id, "q.gift", bytes(20_000_001))
    with pytest.raises(Invalid):
        services.keep_file(k.session, k.trainer, k.bank.id, "q.gift", b"")
