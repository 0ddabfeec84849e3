"""Who is told when people change hands: each of them, the one who leaves them and the one who takes them."""

from collections import defaultdict

from sqlalchemy.orm import Session

from app.accompaniment.handing import queries
from app.core.access import Actor
from app.core.clock import elsewhere, now
from app.core.i18n import speaking
from app.core.journal import on
from app.core.tasks import later, task
from app.core.tasks.registry import Payload
from app.enrolments.events import AdviserChanged, CoverMade
from app.notifications import queries as mailing
from app.notifications.services import write_to
from app.web.formats import day as in_full


@on(AdviserChanged)
def of_another_adviser(session: Session, actor: Actor, event: AdviserChanged) -> None:
    """What is lived at another moment (the stories of a demonstration) is news for nobody."""
    if elsewhere():
        return
    key = f"adviser_changed:{event.former_id}:{event.adviser_id}:{event.enrolment_id}:{now().isoformat()}"
    payload = {
        "enrolment_id": event.enrolment_id, "from": event.former_id, "to": event.adviser_id, "by": actor.account_id,
        "organisation_id": actor.organisation_id, "key": key,
    }  # fmt: skip
    later(session, "accompaniment.adviser_changed", payload, organisation_id=actor.organisation_id, key=key)


@task("accompaniment.adviser_changed")
def tell_of_another_adviser(session: Session, payload: Payload) -> None:
    """People handed at once are one message to each adviser, and one to each of them."""
    found = {payload["enrolment_id"]: payload}
    begins = f"adviser_changed:{payload['from']}:{payload['to']}:"
    for more in mailing.take_waiting_work(session, begins, "accompaniment.adviser_changed"):
        found[more["enrolment_id"]] = more
    names, here = [], payload["organisation_id"]
    to_name = queries.name_of(session, payload["to"])
    from_name = queries.name_of(session, payload["from"])
    for enrolment_id, one in found.items():
        learner = mailing.person_of_path(session, enrolment_id)
        if learner is None:
            continue
        names.append((learner.name, enrolment_id))
        write_to(
            session, here, learner, "adviser_changed", f"{one['key']}:learner",
            {"adviser": to_name, "former": from_name}, link=f"/messages/{enrolment_id}",
        )  # fmt: skip
    reasons = dict.fromkeys(queries.reason_of_the_last_change(session, enrolment_id) for _name, enrolment_id in names)
    for account_id in (payload["from"], payload["to"]):
        adviser = mailing.person_of_account(session, account_id) if account_id else None
        if adviser is None or account_id == payload["by"]:
            continue
        values = {
            "people": sorted(names), "takes": account_id == payload["to"], "adviser": to_name, "former": from_name,
            "reason": next(iter(reasons), ""),
        }  # fmt: skip
        write_to(session, here, adviser, "people_handed", f"{payload['key']}:{account_id}", values, link="/suivi")


@on(CoverMade)
def of_a_cover(session: Session, actor: Actor, event: CoverMade) -> None:
    if not elsewhere():
        later(
            session, "accompaniment.cover_made", {"cover_id": event.cover_id, "by": actor.account_id},
            organisation_id=actor.organisation_id, key=f"cover_made:{event.cover_id}",
        )  # fmt: skip


@task("accompaniment.cover_made")
def tell_of_a_cover(session: Session, payload: Payload) -> None:
    """The one who stands in, the one who is away unless they said so, and each person covered."""
    cover = queries.cover_of_house(session, payload["cover_id"])
    if cover is None or cover.ended_at is not None:
        return
    names: dict[str, str] = defaultdict(str)
    for account_id in (cover.adviser_id, cover.colleague_id):
        names[account_id] = queries.name_of(session, account_id)
    values = {"adviser": names[cover.adviser_id], "colleague": names[cover.colleague_id], "reason": cover.reason}
    for account_id in (cover.colleague_id, cover.adviser_id):
        person = mailing.person_of_account(session, account_id)
        if person is None or account_id == payload["by"]:
            continue
        with speaking(person.locale):
            days = {"since": in_full(cover.since), "until": in_full(cover.until)}
        write_to(
            session, cover.organisation_id, person, "cover_made", f"cover_made:{cover.id}:{account_id}",
            {**values, **days, "stands_in": account_id == cover.colleague_id}, link="/suivi",
        )  # fmt: skip
    for enrolment_id in queries.covered_paths(session, cover):
        learner = mailing.person_of_path(session, enrolment_id)
        if learner is None:
            continue
        with speaking(learner.locale):
            days = {"since": in_full(cover.since), "until": in_full(cover.until)}
        write_to(
            session, cover.organisation_id, learner, "adviser_away", f"cover_made:{cover.id}:{enrolment_id}",
            {"adviser": values["adviser"], "colleague": values["colleague"], **days}, link=f"/messages/{enrolment_id}",
        )  # fmt: skip
