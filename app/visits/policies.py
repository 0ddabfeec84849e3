"""Who receives visitors. Registering is open to everybody."""

from app.core.access import Actor, Answer
from app.scheduling.policies import may_run_sessions, may_see_sheet


def may_see_visitors(actor: Actor) -> Answer:
    """Those who read attendance sheets."""
    return may_see_sheet(actor)


def may_receive(actor: Actor) -> Answer:
    """Announce a session to the public, say who came."""
    return may_run_sessions(actor)
