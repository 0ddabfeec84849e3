"""The freeze, asked of the person of a path: what every statement that reads people through their path says."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from app.enrolments.models import Enrolment
from app.identity.freezing import queries as freezing
from app.identity.freezing.rules import Use as Use


def in_use(use: Use) -> ColumnElement[bool]:
    """`.where(in_use(Use.SEATS))`, in a statement that reads `Enrolment`."""
    return freezing.in_use(use, Enrolment.learner_id, Enrolment.organisation_id)


def shown_name(
    use: Use, name: ColumnElement[Any] | InstrumentedAttribute[Any]
) -> ColumnElement[Any] | InstrumentedAttribute[Any]:
    """The name of the person of a path, on a line that a freeze leaves."""
    return freezing.shown_name(use, name, Enrolment.learner_id, Enrolment.organisation_id)


IN_USE = in_use(Use.LISTS)
