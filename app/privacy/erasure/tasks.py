"""What follows an erasure, and what comes back by itself."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core.clock import now, today
from app.core.db import database
from app.core.tasks import Payload, errand, every
from app.privacy.erasure import listing, scrubbing, services

GLEANED = timedelta(days=2)  # longer than any page that was open


@errand("privacy.scrub")
def scrub(payload: Payload) -> None:
    """A minute after: acts that were under way are over, and what they still wrote goes with the rest."""
    with database().writing() as session:
        services.glean(session, now() - GLEANED)
    scrubbing.scrub()


@every("privacy.purge-archive", minutes=12 * 60)
def purge(session: Session) -> None:
    services.purge_archive(session, today())


@every("privacy.glean", minutes=10)
def glean(session: Session) -> None:
    """What an act that was under way has still written about somebody who was erased meanwhile."""
    services.glean(session, now() - GLEANED)
    listing.settle(session)
