"""Each morning, those who answer for quality learn which results were published more than a year ago."""

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.tasks import every
from app.identity import queries as identity
from app.notifications import queries as mailing
from app.notifications.services import write_to
from app.quality.results import queries, rules
from app.web import formats


@every("quality.old_publications", minutes=24 * 60)
def tell_of_old_publications(session: Session) -> None:
    for publication in queries.grown_old(session, now() - rules.OLD_AFTER):
        publication.reminded_at = now()
        for member in identity.members_with(session, publication.organisation_id, "quality"):
            person = mailing.person_of_account(session, member.id)
            if person is None:
                continue
            write_to(
                session, publication.organisation_id, person, "results_old", f"results_old:{publication.id}:{member.id}",
                {"course": publication.title, "day": formats.full_day(publication.published_at)},
                link=f"/qualite/publications/{publication.id}",
            )  # fmt: skip
