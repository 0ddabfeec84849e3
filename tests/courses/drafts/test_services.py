"""A draft from its first line to its third edition, as a trainer makes it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.courses import queries as published
from app.courses.drafts import manuscripts, queries
from app.courses.drafts.services import editing, keeping, opening, outlining, publishing
from app.courses.models import DraftActivity
from app.courses.services.exporting import course_files, drafted_manuscript, published_manuscript
from app.courses.services.importing import import_course
from app.enrolments import services as enrolling
from tests.factories.house import ENTRY, House

SLUG = "petit-parcours"
CREER = Path(__file__).parents[3] / "content" / "creer-son-activite"


def outline_of(session: Session, house: House, slug: str = SLUG) -> dict[str, list[str]]:
    """Sequence key → keys of its activities, as the draft says them."""
    found = drafted_manuscript(session, house.actor("trainer"), slug)
    return {one.key: list(one.activities) for one in found.sequences}


def read(session: Session, house: House, key: str, slug: str = SLUG) -> DraftActivity:
    opened = opening.open_draft(session, house.actor("trainer"), slug)
    return outlining.activity_of(session, opened, key)


def test_the_draft_of_an_imported_course_says_what_is_published(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    draft = dict(course_files(drafted_manuscript(session, trainer, SLUG)))
    edition = dict(course_files(published_manuscript(session, trainer, SLUG)))
    assert draft == edition
    assert publishing.review(session, trainer, SLUG).same


def test_publishing_a_draft_that_says_the_same_changes_nothing(session: Session, house: House) -> None:
    done = publishing.publish(session, house.actor("trainer"), SLUG, "rien")
    assert (done.changed, done.number) == (False, 1)


def test_the_demonstration_course_goes_through_the_workshop_unchanged(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    slug = import_course(session, trainer, CREER).slug
    done = publishing.publish(session, trainer, slug)
    assert not done.changed
    written = dict(course_files(drafted_manuscript(session, trainer, slug)))
    assert written["activities/b1-bienvenue.md"]


def test_what_is_written_reaches_learners_only_when_it_is_published(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    key = next(iter(outline_of(session, house).values()))[0]
    activity = read(session, house, key)
    editing.save_activity(session, trainer, SLUG, key, activity.version, text="Un texte tout neuf.")
    before = published_manuscript(session, trainer, SLUG)
    assert before.activities[key].text != "Un texte tout neuf."

    review = publishing.review(session, trainer, SLUG)
    assert [(one.key, one.text) for one in review.changes.activities] == [(key, True)] if review.changes else False
    done = publishing.publish(session, trainer, SLUG, "Une page réécrite.")

    assert (done.number, done.updated) == (2, 1)
    assert published_manuscript(session, trainer, SLUG).activities[key].text == "Un texte tout neuf."
    edition = published.edition_of(session, done.course_id)
    assert edition is not None
    assert edition.note == "Une page réécrite."


def test_two_people_on_the_same_page_never_overwrite_each_other(session: Session, house: House) -> None:
    trainer, admin = house.actor("trainer"), house.actor("admin")
    key = next(iter(outline_of(session, house).values()))[0]
    version = read(session, house, key).version
    editing.save_activity(session, trainer, SLUG, key, version, text="Le texte de la première.")
    with pytest.raises(editing.Stale) as refused:
        editing.save_activity(session, admin, SLUG, key, version, text="Le texte du second.")
    assert "Trainer Demo" in refused.value.detail
    assert refused.value.theirs["text"] == "Le texte de la première."
    assert read(session, house, key).text == "Le texte de la première."

    again = editing.save_activity(session, admin, SLUG, key, version, text="Le texte de la première.")
    assert again.version == version + 1, "saying what is already so is no conflict"


def test_what_is_written_in_one_sitting_is_one_version(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    key = next(iter(outline_of(session, house).values()))[0]
    course = queries.course(session, trainer, SLUG)
    assert course is not None
    for minute, text in ((0, "Un"), (3, "Un deux"), (30, "Un deux trois")):
        with clock.at(clock.now() + timedelta(minutes=minute)):
            editing.save_activity(session, trainer, SLUG, key, read(session, house, key).version, text=text)
    kept = queries.versions(session, course.id, key)
    assert [one.what for one in kept] == ["written", "written"]
    first = queries.version(session, course.id, kept[-1].id)
    assert first is not None
    assert first.said["text"] == "Un deux"

    editing.restore_activity(session, trainer, SLUG, key, first.id)
    assert read(session, house, key).text == "Un deux"


def test_sequences_and_activities_move_and_nothing_is_lost(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    before = outline_of(session, house)
    first, second = list(before)[:2]
    moved = before[first][0]
    outlining.move_activity(session, trainer, SLUG, moved, second, 1)
    after = outline_of(session, house)
    assert after[second][0] == moved
    assert moved not in after[first]

    outlining.move_sequence(session, trainer, SLUG, second, 1)
    assert list(outline_of(session, house))[:2] == [second, first]

    count = outlining.remove_sequence(session, trainer, SLUG, second)
    aside = [line.key for line in queries.lines(session, opening.open_draft(session, trainer, SLUG).course_id)
             if line.sequence_key is None]  # fmt: skip
    assert count == len(after[second]) == len(aside)
    outlining.move_activity(session, trainer, SLUG, moved, first)
    assert outline_of(session, house)[first][-1] == moved


def test_a_new_course_tells_what_it_still_needs_and_leads_there(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    course = opening.create_course(session, trainer, "  Vendre   en ligne ")
    assert course.slug == "vendre-en-ligne"
    outlining.add_activity(session, trainer, course.slug, "s1", "quiz", "Avez-vous compris ?")
    outlining.add_activity(session, trainer, course.slug, "s1", "session", "Atelier", head={"place": ""})
    with pytest.raises(publishing.NotReady) as refused:
        publishing.publish(session, trainer, course.slug)
    said = {(one.activity or one.section or one.sequence, one.where) for one in refused.value.obstacles}
    assert {("b1-avez-vous-compris", "questions"), ("b1-atelier", "place"), ("fiche", "objectives")} <= said
    messages = " ".join(one.message for one in refused.value.obstacles)
    assert "Ce quiz n'a pas encore de question" in messages
    assert "Dites où se tient cette séance" in messages
    assert queries.course(session, trainer, course.slug).edition_id is None  # type: ignore[union-attr]


def test_return_to_an_earlier_edition_is_a_new_edition(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    key = next(iter(outline_of(session, house).values()))[0]
    old = read(session, house, key).text
    editing.save_activity(session, trainer, SLUG, key, read(session, house, key).version, text="Nouveau.")
    publishing.publish(session, trainer, SLUG)
    editing.save_activity(session, trainer, SLUG, key, read(session, house, key).version, text="Pas encore publié.")
    done = publishing.return_to_edition(session, trainer, SLUG, 1)
    assert (done.number, done.changed) == (3, True)
    assert published_manuscript(session, trainer, SLUG).activities[key].text == old
    kept = [queries.version(session, done.course_id, one.id) for one in queries.versions(session, done.course_id, key)]
    assert "Pas encore publié." in [one.said["text"] for one in kept if one], "the draft it replaced is in the history"


def test_an_import_never_replaces_a_draft_that_holds_changes(session: Session, house: House, tmp_path: Path) -> None:
    trainer = house.actor("trainer")
    key = next(iter(outline_of(session, house).values()))[0]
    editing.save_activity(session, trainer, SLUG, key, read(session, house, key).version, text="Mon changement.")
    folder = tmp_path / "dossier"
    for inside, body in course_files(published_manuscript(session, trainer, SLUG)):
        path = folder / inside
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body if isinstance(body, bytes) else body.open().read())
    outline = folder / "course.yaml"
    outline.write_text(outline.read_text().replace("title: ", "title: Nouveau ", 1))
    assert import_course(session, trainer, folder).number == 2
    assert read(session, house, key).text == "Mon changement."


def test_a_sequence_is_reused_in_another_course_and_remembers_where_it_comes_from(
    session: Session, house: House
) -> None:
    trainer = house.actor("trainer")
    other = import_course(session, trainer, CREER).slug
    theirs = drafted_manuscript(session, trainer, other)
    source = next(
        one
        for one in theirs.sequences
        if all(theirs.activities[key].kind != "self_assessment" for key in one.activities)
    )
    copy, missing = outlining.reuse_sequence(session, trainer, SLUG, other, source.key, _block(session, house))
    assert copy.origin is not None
    assert copy.origin["course"] == other
    assert len(outline_of(session, house)[copy.key]) == len(source.activities)
    assert isinstance(missing, list)
    found = drafted_manuscript(session, trainer, SLUG)
    assert not [one for one in publishing.review(session, trainer, SLUG).obstacles if one.activity], found.slug


def _block(session: Session, house: House) -> str:
    return str(opening.open_draft(session, house.actor("trainer"), SLUG).draft.about["blocks"][0]["key"])


def test_a_copy_and_its_remote_variant_live_their_own_lives(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    copy = keeping.copy_course(session, trainer, SLUG)
    assert publishing.publish(session, trainer, copy.slug).changed
    variant, met = keeping.make_remote_variant(session, trainer, SLUG)
    places = {part.head["place"] for part in drafted_manuscript(session, trainer, variant.slug).activities.values()}
    assert places == {"remote"}
    assert met
    assert publishing.publish(session, trainer, variant.slug).changed


def test_only_a_course_that_was_never_published_can_be_deleted(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    course = opening.create_course(session, trainer, "Un essai")
    keeping.delete_course(session, trainer, course.slug)
    assert queries.course(session, trainer, "un-essai") is None
    with pytest.raises(Conflict):
        keeping.delete_course(session, trainer, SLUG)


def test_an_archived_course_is_no_longer_proposed_and_comes_back(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    keeping.archive_course(session, trainer, SLUG)
    assert SLUG not in {row.slug for row in published.public_courses(session) if row.organisation_slug == "demo"}
    with pytest.raises(Conflict):
        publishing.publish(session, trainer, SLUG)
    with pytest.raises(Invalid, match="archivé"):
        enrolling.enrol(session, house.actor("admin"), SLUG, "venue@demo.example", "Nouvelle Venue", ENTRY)
    keeping.take_out_of_archive(session, trainer, SLUG)
    assert SLUG in {row.slug for row in published.public_courses(session) if row.organisation_slug == "demo"}


@pytest.mark.parametrize("role", [Role.LEARNER, Role.ADVISER, Role.QUALITY, Role.EXPERT])
def test_nobody_else_writes_in_a_draft(session: Session, house: House, role: Role) -> None:
    with pytest.raises(Forbidden):
        outlining.add_sequence(session, house.actor(role), SLUG, "Intruse", "b1")


def test_the_neighbour_sees_no_draft_of_ours(session: Session, house: House) -> None:
    opening.create_course(session, house.actor("trainer"), "Rien que pour nous")
    with pytest.raises(NotFound):
        opening.open_draft(session, house.neighbour.actor("trainer"), "rien-que-pour-nous")


def test_bad_titles_and_kinds_are_refused_in_place(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    with pytest.raises(Invalid):
        opening.create_course(session, trainer, "   ")
    first = next(iter(outline_of(session, house)))
    with pytest.raises(Invalid):
        outlining.add_activity(session, trainer, SLUG, first, "hologramme", "Bonjour")
    assert manuscripts.names(drafted_manuscript(session, trainer, SLUG).activities.values())
