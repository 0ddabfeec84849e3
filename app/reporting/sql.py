"""Two things that each database says in its own way: the day an instant falls on in Paris, the minutes between two."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, case, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.core.db import Moment


class paris_day(FunctionElement[date]):  # noqa: N801 - written like the functions of SQL
    """The day of an instant as Paris reads it."""

    type = Date()
    inherit_cache = True


@compiles(paris_day, "sqlite")
def _sqlite_day(element: Any, compiler: Any, **how: Any) -> str:
    """Summer is from the last Sunday of March to the last of October, one o'clock UTC; SQLite knows no zones."""
    at = compiler.process(element.clauses, **how)
    year = f"substr({at}, 1, 4)"
    spring = f"date({year} || '-03-25', 'weekday 0') || ' 01:00:00'"
    autumn = f"date({year} || '-10-25', 'weekday 0') || ' 01:00:00'"
    second = f"substr({at}, 1, 19)"  # or its rounding takes the last half millisecond of a day for the next day
    return f"date({second}, CASE WHEN {at} >= {spring} AND {at} < {autumn} THEN '+2 hours' ELSE '+1 hours' END)"


@compiles(paris_day, "postgresql")
def _postgresql_day(element: Any, compiler: Any, **how: Any) -> str:
    return f"(({compiler.process(element.clauses, **how)}) AT TIME ZONE 'Europe/Paris')::date"


class minutes_between(FunctionElement[int]):  # noqa: N801
    """Whole minutes from one instant to a later one."""

    type = Integer()
    inherit_cache = True


@compiles(minutes_between, "sqlite")
def _sqlite_minutes(element: Any, compiler: Any, **how: Any) -> str:
    start, end = (compiler.process(part, **how) for part in element.clauses)
    return f"CAST(ROUND((julianday({end}) - julianday({start})) * 1440) AS INTEGER)"


@compiles(minutes_between, "postgresql")
def _postgresql_minutes(element: Any, compiler: Any, **how: Any) -> str:
    start, end = (compiler.process(part, **how) for part in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM ({end}) - ({start})) / 60 AS INTEGER)"


def slice_of(column: ColumnElement[Any], starts: list[date] | list[datetime]) -> ColumnElement[int]:
    """Which slice of time a value falls in, by the beginnings of the slices: a tree of comparisons, the same in both
    databases. What is before the first belongs to it, what is after the last to the last."""
    kind = Moment() if starts and isinstance(starts[0], datetime) else Date()

    def among(low: int, high: int) -> ColumnElement[int]:
        if high - low <= 1:
            return literal(low, Integer)
        middle = (low + high) // 2
        return case((column < literal(starts[middle], kind), among(low, middle)), else_=among(middle, high))

    return among(0, len(starts))
