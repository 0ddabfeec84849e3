"""A provider is looked at once it is chosen, so that the page says what is wrong before anybody is sent there."""

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import database
from app.core.errors import NotFound
from app.core.tasks import Afterwards, errand
from app.core.tasks.registry import Payload
from app.entry.federation import protocol, services
from app.entry.federation.models import IdentityProvider


@errand("entry.look_at_provider")
def look_at_provider(payload: Payload) -> Afterwards | None:
    try:
        with database().reading() as session:
            provider = services.chosen(session, payload["provider_id"])
    except NotFound:
        return None
    protocol.forget(provider.issuer)
    trouble = ""
    try:
        protocol.metadata_of(provider.issuer)
        protocol.keys_of(provider.issuer, None)
    except protocol.Trouble as error:
        trouble = error.why

    def noted(session: Session) -> None:
        row = session.get(IdentityProvider, provider.id)
        if row is not None:
            row.trouble, row.looked_at = trouble, now()

    return noted
