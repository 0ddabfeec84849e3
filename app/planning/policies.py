"""Who may see and change somebody's plan. The organisation is checked before, by the query."""

from app.core.access import Actor, Answer
from app.enrolments import policies as enrolments


def may_change_plan(actor: Actor) -> Answer:
    """Any adviser, as for the path itself."""
    return enrolments.may_change(actor, None)


def may_say_availability(actor: Actor, learner_id: str) -> Answer:
    """The time one has is one's own to say; the plan follows at once, and the team sees it in the history."""
    return actor.account_id == learner_id or may_change_plan(actor)
