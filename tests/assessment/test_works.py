"""Handing in a work, and reading it again."""

import io

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessment import queries, services
from app.assessment.models import Submission
from app.core.access import Role
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.learning import queries as learning
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course


class Path:
    def __init__(self, session: Session, house: House) -> None:
        self.session, self.house = session, house
        self.enrolment = enrolled(session, house)
        self.learner, self.trainer = house.actor(Role.LEARNER), house.actor(Role.TRAINER)
        outline = small_course(session, house.demo)
        self.work, self.link = activity(outline, "travail"), activity(outline, "ailleurs")

    def hand_in(self, text: str = "Mon essai.", key: int | None = None, file: bytes = b"") -> services.HandedIn:
        upload = services.Upload("essai.txt", io.BytesIO(file)) if file else None
        return services.submit_work(self.session, self.learner, self.enrolment.id, self.work.id, text, upload, key)

    def state(self, activity_id: str) -> str:
        found = learning.state_of(self.session, self.enrolment.id, activity_id)
        return found.state if found else "new"

    def count(self, kind: Kind) -> int:
        return self.session.scalar(select(func.count()).where(LedgerEntry.kind == kind)) or 0


@pytest.fixture
def path(session: Session, house: House) -> Path:
    return Path(session, house)


def test_a_work_waits_for_its_reader_and_counts_once_accepted(path: Path) -> None:
    sent = path.hand_in()
    assert (sent.number, sent.state, path.state(path.work.id)) == (1, "waiting", "waiting")
    (line,) = queries.waiting_works(path.session, path.trainer)
    assert line.id == sent.submission_id
    assert (
        queries.waiting_by_enrolment(path.session, [path.enrolment.id])[path.enrolment.id].path == f"/travaux/{line.id}"
    )
    services.review_work(path.session, path.trainer, sent.submission_id, "accepted", "", {"1": "met", "2": "partly"})
    assert path.state(path.work.id) == "done"
    assert not queries.waiting_works(path.session, path.trainer)
    assert (path.count(Kind.WORK_SENT), path.count(Kind.WORK_REVIEWED)) == (1, 1)
    with pytest.raises(Conflict):
        path.hand_in("Encore")


def test_a_work_sent_back_says_why_and_can_be_sent_again(path: Path) -> None:
    sent = path.hand_in()
    with pytest.raises(Invalid) as refused:
        services.review_work(path.session, path.trainer, sent.submission_id, "sent_back", "  ")
    assert refused.value.fields[0].field == "comment"
    services.review_work(path.session, path.trainer, sent.submission_id, "sent_back", "Il manque les sources.")
    assert path.state(path.work.id) == "sent_back"
    again = path.hand_in("Avec les sources.")
    assert again.number == 2
    rows = queries.submissions(path.session, path.enrolment.id, path.work.id)
    assert [(row.number, row.state, row.comment) for row in rows] == [
        (1, "sent_back", "Il manque les sources."), (2, "waiting", None),
    ]  # fmt: skip


def test_a_newer_version_replaces_the_one_that_nobody_has_read(path: Path) -> None:
    first = path.hand_in("Un")
    second = path.hand_in("Deux")
    assert [row.id for row in queries.waiting_works(path.session, path.trainer)] == [second.submission_id]
    with pytest.raises(Conflict):
        services.review_work(path.session, path.trainer, first.submission_id, "accepted")


def test_the_second_of_two_trainers_learns_who_came_first_and_what_was_said(path: Path) -> None:
    sent = path.hand_in()
    services.review_work(path.session, path.trainer, sent.submission_id, "accepted", "Bravo.")
    services.review_work(path.session, path.trainer, sent.submission_id, "accepted", "Bravo.")
    assert path.count(Kind.WORK_REVIEWED) == 1
    with pytest.raises(Conflict) as refused:
        services.review_work(path.session, path.trainer, sent.submission_id, "sent_back", "À revoir.")
    assert path.trainer.name in refused.value.detail
    assert "accepté" in refused.value.detail


def test_the_same_form_sent_twice_is_kept_once(path: Path) -> None:
    first = path.hand_in("Un", 1, b"des octets")
    again = path.hand_in("Un", 1, b"des octets")
    assert again.repeated
    assert again.submission_id == first.submission_id
    with pytest.raises(services.WorkAlreadySent):
        path.hand_in("Autre chose", 1)
    with pytest.raises(services.WorkAlreadySent):
        path.hand_in("Un", 1, b"d'autres octets")
    assert path.session.scalar(select(func.count()).select_from(Submission)) == 1
    assert path.count(Kind.WORK_SENT) == 1


def test_nothing_to_send_is_said_and_a_refused_file_replaces_nothing(path: Path) -> None:
    with pytest.raises(Invalid):
        path.hand_in("   ")
    first = path.hand_in("Un")
    empty = services.Upload("vide.txt", io.BytesIO(b""))
    with pytest.raises(Invalid):
        services.submit_work(path.session, path.learner, None, path.work.id, "", empty)
    assert [row.id for row in queries.waiting_works(path.session, path.trainer)] == [first.submission_id]


def test_a_proof_counts_at_once(path: Path) -> None:
    sent = services.submit_work(path.session, path.learner, None, path.link.id, "J'ai lu deux pages.")
    assert sent.state == "received"
    assert path.state(path.link.id) == "done"
    with pytest.raises(Conflict):
        services.review_work(path.session, path.trainer, sent.submission_id, "accepted")


def test_only_trainers_review_and_the_neighbour_sees_nothing(path: Path) -> None:
    sent = path.hand_in()
    with pytest.raises(Forbidden):
        services.review_work(path.session, path.house.actor(Role.ADVISER), sent.submission_id, "accepted")
    with pytest.raises(Forbidden):
        services.review_work(path.session, path.learner, sent.submission_id, "accepted")
    with pytest.raises(NotFound):
        services.review_work(path.session, path.house.neighbour.actor(Role.TRAINER), sent.submission_id, "accepted")
    assert not queries.waiting_works(path.session, path.house.neighbour.actor(Role.TRAINER))


def test_an_unknown_criterion_is_refused(path: Path) -> None:
    sent = path.hand_in()
    for criteria in ({"3": "met"}, {"0": "met"}, {"1": "super"}, {"x": "met"}):
        with pytest.raises(Invalid):
            services.review_work(path.session, path.trainer, sent.submission_id, "accepted", "", criteria)
