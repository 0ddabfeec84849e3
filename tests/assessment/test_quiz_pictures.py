"""Pictures of questions, from a bank to a course, to another organisation; and a quiz made from a file of questions."""

import io
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.assessment.bank import queries as bank_queries
from app.assessment.bank import services as banks
from app.assessment.bank.queries import Wish
from app.assessment.drafting import services
from app.assessment.drafting.intake import bring_quiz
from app.assessment.questions.gift import Image, Question, parse
from app.assessment.questions.shown_pictures import file_of, renamed, shown
from app.assessment.quizzes import queries
from app.core.access import Actor
from app.core.errors import Invalid
from app.courses import queries as published
from app.courses.drafts.services import bringing, publishing
from app.courses.drafts.services.bringing import Document, Wanted
from app.courses.outline import current_outline
from app.courses.services.exporting import export_course
from app.courses.services.importing import import_course
from app.courses.source import Refused, read_folder
from app.enrolments import services as enrolling
from app.files import queries as files
from tests.assessment.test_draws import SLUG, write
from tests.factories.house import ENTRY, House, Place
from tests.factories.paths import activity
from tests.factories.quizzes import picture

WITH_PICTURE = "::chemin::Que montre ![un chemin](../images/chemin.svg) ?{=un chemin ~rien}\n"
PNG = picture()


def asked(session: Session, place: Place, slug: str) -> list[queries.Version]:
    """The questions that a published quiz asks, drawn ones with the others."""
    course = published.course_by_slug(session, place.id, slug)
    assert course is not None
    outline = current_outline(session, course.id)
    content = published.content_of(session, outline.edition_id, activity(outline, "questions").id)
    assert content is not None
    assert not [name for name in content if name.startswith("picture")]
    return queries.versions(
        session, [*content["questions"], *(one for draw in content.get("draws", []) for one in draw["pool"])]
    )


def follow(session: Session, place: Place, slug: str) -> Actor:
    """The learner of an organisation, who follows a course there."""
    learner = place.people["learner"]
    enrolling.enrol(
        session, place.actor("admin"), slug, learner_email=learner.email, learner_name=learner.name, starts_on=ENTRY
    )
    return place.actor("learner")


def test_a_picture_of_a_question_travels_with_the_course(session: Session, house: House, tmp_path: Path) -> None:
    folder = write(tmp_path / "cours", own=WITH_PICTURE)
    import_course(session, house.actor("admin"), folder)
    (picture,) = shown(asked(session, house.demo, SLUG)[0].definition)
    kept = file_of(picture)
    assert kept is not None
    assert kept[1] == "chemin.svg"
    assert files.file_for(session, follow(session, house.demo, SLUG), kept[0]).media_type == "image/svg+xml"
    out = tmp_path / "sortie"
    export_course(session, house.actor("admin"), SLUG, out)
    assert (out / "quizzes" / "questions.gift").read_text() == WITH_PICTURE
    assert not import_course(session, house.actor("admin"), out).changed
    import_course(session, house.neighbour.actor("admin"), out)
    there = file_of(shown(asked(session, house.neighbour, SLUG)[0].definition)[0])
    assert there is not None
    assert there != kept
    assert files.file_for(session, follow(session, house.neighbour, SLUG), there[0])


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("../images/absente.png", "questions.gift:1 : Le fichier « images/absente.png » n'existe pas."),
        ("../../secret.png", "sort du dossier du parcours"),
        ("../files/fiche.csv", "n'a pas un format accepté ici"),
    ],
)
def test_a_picture_that_is_not_there_is_told_at_its_question(tmp_path: Path, path: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_folder(write(tmp_path / "cours", own=WITH_PICTURE.replace("../images/chemin.svg", path)))
    assert said in str(refused.value)


def test_pictures_go_from_a_bank_to_a_quiz_and_back(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    ((plain,), _problems) = parse("Que voit-on ? ![un étal](etal.png){=un étal ~rien}")
    question = Question("étal", plain.definition, images=(Image("etal.png", PNG),))
    bank = banks.open_bank(session, trainer, "Images")
    banks.add_questions(session, trainer, bank_title="Images", questions=[question])
    ids = bank_queries.ids(session, bank.id, Wish())
    services.take_from_bank(session, trainer, house.course_slug, "questions", bank.id, ids)
    seen = services.quiz_for(session, trainer, house.course_slug, "questions")
    assert shown(seen.quiz.questions[-1].definition) == ["../images/etal.png"]
    address = services.pictures_of(session, seen)["../images/etal.png"]
    assert services.take_from_bank(session, trainer, house.course_slug, "questions", bank.id, ids).known == 1
    publishing.publish(session, trainer, house.course_slug, "une image")
    last = asked(session, house.demo, house.course_slug)[-1]
    assert shown(last.definition) == [address]
    other = banks.open_bank(session, trainer, "Retour")
    services.put_in_bank(session, trainer, house.course_slug, "questions", "étal", other.id)
    (row,) = bank_queries.questions(session, other.id, Wish(), limit=5)
    assert shown(row.definition) == [address]


def test_a_draw_brings_its_pictures(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    ((plain,), _problems) = parse("Que voit-on ? ![un étal](etal.png){=un étal ~rien}")
    bank = banks.open_bank(session, trainer, "Images")
    banks.add_questions(
        session,
        trainer,
        bank_title="Images",
        questions=[Question("étal", plain.definition, images=(Image("etal.png", PNG),))],
    )
    services.add_draw(session, trainer, house.course_slug, "questions", bank.id, Wish(), 1)
    publishing.publish(session, trainer, house.course_slug, "un tirage")
    (address,) = shown(asked(session, house.demo, house.course_slug)[-1].definition)
    kept = file_of(address)
    assert kept is not None
    assert files.file_for(session, follow(session, house.demo, house.course_slug), kept[0]).name == "etal.png"


def test_names_of_pictures_change_and_nothing_else() -> None:
    ((question,), _problems) = parse(r"Voir ![a\]b](x%20y.png) et [un lien](x.png) ?{=oui ![c](z.png) ~non}")
    changed = renamed(question.definition, {"x y.png": "/1", "z.png": "/2"})
    assert shown(changed) == ["/1", "/2"]
    assert "[un lien](x.png)" in changed["text"]
    assert renamed(changed, {}) == changed


GIFT = "::prix::Un prix couvre d'abord…{=les coûts ~l'envie}\n\n::cassée::Quoi ?{=a\n\n::vrai::Oui ?{T}\n"


def test_a_list_of_questions_becomes_a_quiz(session: Session, house: House) -> None:
    brought = bring_quiz(io.BytesIO(GIFT.encode()), "mes questions.gift")
    assert brought.kept == "2 questions sont gardées."
    ((where, why),) = brought.notes
    assert where.startswith("ligne 3")
    assert why.startswith("Refusé : ")
    wanted = Wanted("Prix", "p1", questions=Document("mes questions.gift", io.BytesIO(GIFT.encode())))
    sequence, _report = bringing.bring(session, house.actor("trainer"), house.course_slug, wanted)
    (key,) = [
        row.key for row in bringing.outlining.queries.activity_entities(session, open_id(session, house), sequence.key)
    ]
    quiz = services.quiz_for(session, house.actor("trainer"), house.course_slug, key).quiz
    assert (quiz.title, quiz.path) == ("mes questions", f"quizzes/{key}.gift")
    assert [question.name for question in quiz.questions] == ["prix", "vrai"]


def open_id(session: Session, house: House) -> str:
    course = published.course_by_slug(session, house.demo.id, house.course_slug)
    assert course is not None
    return str(course.id)


def test_a_file_without_questions_is_explained() -> None:
    with pytest.raises(Invalid):
        bring_quiz(io.BytesIO(b"Bonjour.\n"), "notes.txt")
