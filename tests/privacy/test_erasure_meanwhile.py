"""An erasure while its person is at work: what they had under way is found and goes, and nothing of theirs comes after."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.attendance import sheets, signing
from app.core import clock, storage
from app.core.access import Role
from app.core.db import Database, database
from app.core.errors import NotFound, SignInNeeded
from app.core.settings import settings
from app.files.models import Blob
from app.files.uploads import parts
from app.files.uploads import services as uploads
from app.identity.models import Account
from app.messaging import services as messaging
from app.messaging.models import Message
from app.privacy import map as house_map
from app.privacy.erasure import services as erasing
from app.privacy.erasure.fates import FATES, Fate
from app.privacy.erasure.rules import Cause, Scope, Why
from app.scheduling import services as seats
from app.web import credentials as asking
from tests.attendance.test_signing import MORNING
from tests.factories.client import Client
from tests.factories.house import House, build_house
from tests.factories.paths import activity, enrolled, learner_of, small_course
from tests.factories.quizzes import RIGHT, form_in_codes, questions_of
from tests.factories.sessions import planned

ASKED = Why(Cause.REQUEST, "D-2026-9")


def rows_of(session: Session, account_id: str) -> dict[str, int]:
    """How many rows each table has about somebody."""
    found = {}
    for name in house_map.PATHS:
        if FATES[name].fate is not Fate.ACT:
            mine = house_map.belongs_to(name, account_id)
            found[name] = session.scalar(select(func.count()).select_from(house_map.table(name)).where(mine)) or 0
    return found


@pytest.fixture
def erased_at_the_door(monkeypatch: pytest.MonkeyPatch) -> Callable[[Scope], dict[str, int]]:
    """The next person whom a request names is erased right after they were recognised, before their act begins."""
    known, after = asking._identify, {}
    assert known is not None

    def arm(scope: Scope) -> dict[str, int]:
        def identify(session: Session, credentials: Any) -> Any:
            found = known(session, credentials)
            if found and found.actor.account_id == scope.account_id:
                with database().writing() as own:
                    erasing.erase(own, None, scope, ASKED)
                    own.flush()
                    after.update(rows_of(own, scope.account_id))
            return found

        monkeypatch.setattr(asking, "_identify", identify)
        return after

    return arm


@pytest.mark.parametrize("act", ["quiz", "sign", "upload", "api"])
def test_nothing_is_written_for_somebody_who_was_erased_between_the_door_and_the_act(
    session: Session, house: House, visit: Callable[..., Client], api: Callable[..., Client],
    erased_at_the_door: Callable[[Scope], dict[str, int]], act: str,
) -> None:  # fmt: skip
    path = enrolled(session, house)
    quiz = activity(small_course(session, house.demo), "questions")
    asked = questions_of(session, learner_of(session, house.demo, path), quiz)
    learner = (api if act == "api" else visit)("learner@demo.example")
    form = form_in_codes(asked, RIGHT) | {"asked": ",".join(one.id for one in asked), "attempt": "1"}
    meeting = planned(session, house)
    seats.book(session, house.actor("trainer"), meeting.id, path.id)
    with clock.at(MORNING):
        digits, _token = signing.code_of(meeting.id, sheets.sheet_of(session, meeting.id).parts[0].part)
    after = erased_at_the_door(Scope(path.organisation_id, path.learner_id))
    if act == "sign":
        with clock.at(MORNING):
            answer = learner.post("/emarger", {"code": digits})
        assert "/connexion" in answer.headers["location"]
    elif act == "quiz":
        answer = learner.post(f"/activites/{quiz.id}/reponses", form)
        assert "/connexion" in answer.headers["location"]
    else:
        sent = {"Tus-Resumable": "1.0.0", "Upload-Length": "5"}
        answer = learner.post("/envois" if act == "upload" else "/uploads", headers=sent)
        assert answer.status_code == 401
    session.expire_all()
    assert after
    assert rows_of(session, path.learner_id) == after


class Scene:
    def __init__(self, real: Database) -> None:
        with real.writing() as session:
            self.house = build_house(session)
            self.path = enrolled(session, self.house, email="zoe@demo.example", name="Zoé Quartzféld")
            self.learner = learner_of(session, self.house.demo, self.path)
            self.conversation = messaging.main_conversation(session, self.learner, self.path.id).id
        self.scope = Scope(self.path.organisation_id, self.path.learner_id)

    def erase(self, real: Database) -> None:
        with real.writing() as session:
            erasing.erase(session, None, self.scope, ASKED)


def test_an_erasure_waits_for_the_act_under_way_and_finds_what_it_wrote(real: Database) -> None:
    scene = Scene(real)
    eraser = Thread(target=scene.erase, args=(real,))
    with real.writing() as session:
        asking.still_here(session, scene.learner)
        eraser.start()
        eraser.join(0.3)
        assert eraser.is_alive()
        messaging.send(session, scene.learner, scene.conversation, "Mot écrit pendant")
    eraser.join(60)
    with real.reading() as session:
        assert session.scalars(select(Message.body)).all() == [""]
    with real.writing() as session, pytest.raises(SignInNeeded):
        asking.still_here(session, scene.learner)


def test_a_file_on_its_way_leaves_nothing_whatever_the_moment(real: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(real)
    with real.writing() as session:
        blobs = session.scalar(select(func.count()).select_from(Blob))  # of the course
        begun, whole, cut = (
            uploads.begin(session, scene.learner, f"{name}.txt", 5).id for name in ("un", "deux", "trois")
        )
    for upload_id in (begun, whole, cut):
        parts.path_of(upload_id).parent.mkdir(parents=True, exist_ok=True)
        parts.path_of(upload_id).write_bytes(b"octet" if upload_id != cut else b"oct")
    uploads.finish(real, scene.learner, whole)  # finished, and claimed by nobody
    parts.path_of(begun).write_bytes(b"autre")
    put = storage.putting

    @contextmanager
    def erased_once_they_are_put(*given: Any) -> Iterator[Any]:
        with put(*given) as question:
            monkeypatch.setattr(storage, "putting", put)
            scene.erase(real)
            yield question

    monkeypatch.setattr(storage, "putting", erased_once_they_are_put)
    uploads.finish(real, scene.learner, begun)
    with pytest.raises(SignInNeeded):
        uploads.receive(real, scene.learner, "quatre.txt", io.BytesIO(b"encore"))
    parts.path_of(cut).write_bytes(b"oc")  # a piece that was in the air
    with real.reading() as session:
        assert uploads.left_alone(session, scene.learner, cut)
        assert session.scalar(select(func.count()).select_from(Blob)) == blobs
        assert not any(
            n for name, n in rows_of(session, scene.scope.account_id).items() if name in ("upload", "stored_file")
        )
    with pytest.raises(NotFound):
        uploads.finish(real, scene.learner, cut)
    kept = [
        path
        for folder in (settings().uploads_dir, settings().files_dir)
        for path in folder.rglob("*")
        if path.is_file()
    ]
    assert not [path for path in kept if path.read_bytes() in (b"octet", b"autre", b"encore", b"oc")]


def test_what_others_wrote_of_somebody_meanwhile_is_gleaned(real: Database) -> None:
    """An adviser's act had read that the person is there, and writes after the erasure: the job takes it back."""
    scene = Scene(real)
    with real.writing() as session:
        adviser = scene.house.actor(Role.ADVISER).account_id
        messaging.send(session, scene.learner, scene.conversation, "Bonjour")
    scene.erase(real)
    with real.writing() as session:
        moment = session.scalars(select(Account.created_at).limit(1)).one()
        assert erasing.glean(session, moment) == 0
        session.add(
            Message(
                organisation_id=scene.scope.organisation_id, enrolment_id=scene.path.id, author_id=adviser, number=99,
                conversation_id=scene.conversation, body="Bonjour Zoé", html="",
            )
        )  # fmt: skip
    with real.writing() as session:
        assert erasing.glean(session, moment) == 1
    with real.writing() as session:
        assert session.scalars(select(Message.body)).all() == ["", ""]
        assert erasing.glean(session, moment) == 0
