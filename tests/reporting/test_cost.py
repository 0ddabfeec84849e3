"""What the hours of one person cost does not grow with the people beside them."""

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.reporting import queries
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled


def test_the_hours_of_one_path_are_found_by_that_path(session: Session, house: House, database: RolledBack) -> None:
    path = enrolled(session, house)
    asked: list[tuple[str, object]] = []

    def listen(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        asked.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", listen)
    queries.of_one_path(session, house.demo.id, path.id, frozenset())
    event.remove(database.engine, "before_cursor_execute", listen)
    ((statement, values),) = asked
    how = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    rows = session.connection().exec_driver_sql(how + statement, values).all()  # type: ignore[arg-type]
    plan = "\n".join(str(row[-1]) for row in rows)
    assert "ledger_entry" in plan
    for index in ("ix_ledger_entry_hours", "ix_plan_step_due"):  # those of a whole organisation
        assert index not in plan, plan
