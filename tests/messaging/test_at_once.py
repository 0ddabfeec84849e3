"""Two people at the same moment: numbers without a hole, and marks that hold only what was seen."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import select

from app.core.db import Database
from app.messaging import queries, services
from app.messaging.models import Conversation, ConversationMember, Message
from tests.factories.house import build_house
from tests.factories.paths import enrolled

WRITERS = 8


def test_messages_written_at_once_are_numbered_and_none_is_read_unseen(real: Database) -> None:
    with real.writing() as session:
        house = build_house(session)
        path_id = enrolled(session, house).id
    learner, adviser = house.actor("learner"), house.actor("adviser")

    def act(n: int) -> Any:
        with real.writing() as session:
            if n % 4 == 3:
                return services.open_conversation(session, adviser, path_id).last_number
            return services.send(session, learner if n % 2 else adviser, path_id, f"Message {n}").number

    with ThreadPoolExecutor(WRITERS) as pool:
        found = list(pool.map(act, range(24)))
    with real.reading() as session:
        rows = session.execute(
            select(Message.number, Message.author_id, Message.read_at).order_by(Message.number)
        ).all()
        last = session.scalars(select(Conversation.last_number)).one()
        mark = session.execute(
            select(ConversationMember.read_number).where(ConversationMember.account_id == adviser.account_id)
        ).scalar()
        unread = queries.unread_count(session, adviser)
    assert [row.number for row in rows] == list(range(1, last + 1))
    assert last == 18
    assert mark is not None
    assert mark <= last
    assert unread == sum(1 for row in rows if row.number > mark and row.author_id == learner.account_id)
    assert len([n for n in found if n is not None]) == 24
    assert all(row.read_at is None for row in rows if row.number > mark and row.author_id == learner.account_id)


def test_the_first_words_of_a_path_written_at_once_are_in_one_conversation(real: Database) -> None:
    with real.writing() as session:
        house = build_house(session)
        path_id = enrolled(session, house).id

    def write(role: str) -> str:
        with real.writing() as session:
            return services.send(session, house.actor(role), path_id, f"Bonjour de {role}").conversation_id

    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(write, ("learner", "adviser", "admin"))) == {path_id}
    with real.reading() as session:
        assert sorted(session.scalars(select(Message.number))) == [1, 2, 3]
