"""Documents for many: a long task that advances person by person; what could not be made is told with its reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session
from zipstream import ZIP_STORED, ZipStream  # type: ignore[import-untyped]

from app.core.access import Actor, require
from app.core.clock import today
from app.core.db import AnyRow
from app.core.errors import Conflict, FieldError, HouseError, Invalid, NotFound
from app.core.i18n import _
from app.core.periods import Period
from app.core.tasks import Next, Task, later, task
from app.core.tasks.registry import Payload, every
from app.documents import due, giving, making, paper, policies, queries
from app.documents.kinds import About
from app.files import services as storing
from app.identity.services import actor_for
from app.notifications import queries as work

AT_ONCE = 5
MOST = 500
MAKE = "documents.make"


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch."""

    kind: str
    made: list[str]  # ids of documents, those that were there already too
    refused: list[tuple[str, str]]  # name and reason


def make_for_many(
    session: Session,
    actor: Actor,
    code: str,
    enrolment_ids: Sequence[str],
    *,
    period: Period | None = None,
    give: bool = False,
) -> str:
    """Leave the work, and give the id of the task to look at."""
    require(policies.may_make(actor))
    kind = making.kind_of(code)
    if kind.about is not About.PERSON:
        raise Conflict(_("Ce document ne se fait pas personne par personne."))
    here = {row.id: row.name for row in queries.paths(session, actor.organisation_id)}
    chosen = [each for each in dict.fromkeys(enrolment_ids) if each in here]
    if not chosen or len(chosen) > MOST:
        message = _("Choisissez entre 1 et %(most)s personnes.") % {"most": MOST}
        raise Invalid(message, [FieldError("people", message)])
    payload = {
        "kind": code, "todo": chosen, "of": len(chosen), "made": [], "refused": [], "by": actor.account_id,
        "organisation_id": actor.organisation_id, "give": give,
        "period": [period.start.isoformat(), period.end.isoformat()] if period else None,
    }  # fmt: skip
    task_id = later(session, MAKE, payload, organisation_id=actor.organisation_id, asked_by=actor.account_id)
    session.get_one(Task, task_id).payload = payload | {"result": f"/documents/lots/{task_id}"}
    session.flush()
    return task_id


@task(MAKE)
def make_some(session: Session, payload: Payload) -> Next | None:
    """Some people at a time, each document numbered and frozen as if it were made alone."""
    todo: list[str] = payload["todo"]
    if not todo:
        return None
    actor = actor_for(session, payload["organisation_id"], payload["by"])
    made, refused = list(payload["made"]), list(payload["refused"])
    period = Period(*map(date.fromisoformat, payload["period"])) if payload["period"] else None
    for enrolment_id in todo[:AT_ONCE]:
        if actor is None:
            refused.append([enrolment_id, _("La personne qui a demandé ce travail a quitté l'organisation.")])
            continue
        try:
            document, _new = making.make(session, actor, payload["kind"], enrolment_id=enrolment_id, period=period)
            if payload["give"]:
                giving.give(session, actor, [document.id])
        except HouseError as refusal:
            refused.append([enrolment_id, refusal.detail])
        else:
            made.append(document.id)
    rest = todo[AT_ONCE:]
    following = payload | {"todo": rest, "made": made, "refused": refused}
    return Next(following, payload["of"] - len(rest), payload["of"])


def batch_of(session: Session, actor: Actor, task_id: str) -> Batch:
    """What a batch has made so far, for whoever asked for it. NotFound for any other work."""
    row = work.work_asked(session, actor, task_id)
    if row.name != MAKE:
        raise NotFound()
    names = {path.id: path.name for path in queries.paths(session, actor.organisation_id)}
    said = row.payload
    return Batch(said["kind"], said["made"], [(names.get(who, "–"), why) for who, why in said["refused"]])


def archive(kept: Sequence[AnyRow]) -> Iterator[bytes]:
    """The kept files of documents (rows of queries.kept_files) in one archive, each read as it leaves."""
    zipped = ZipStream(compress_type=ZIP_STORED)  # PDF files are compressed inside
    for row in kept:
        zipped.add(storing.pieces(row), row.name)
        yield from zipped.all_files()
    yield from zipped.finalize()


def merged(session: Session, organisation_id: str, document_ids: Sequence[str]) -> bytes:
    """One accessible file for the printer: the frozen data of each, laid out again one after the other."""
    found = queries.frozen(session, organisation_id, document_ids)
    if not found:
        raise NotFound(_("Il n'y a rien à imprimer : aucun document n'a été fait."))
    pages: list[dict[str, Any]] = [one.data for one in found]
    logo = paper.image(session, organisation_id, pages[-1].get("logo_id"), pages[-1]["organisation"])
    return paper.pdf(pages, logo, max(one.made_at for one in found), _("Documents à imprimer"))


# --- What comes by itself -----------------------------------------------------------------------------------------


@every("documents.daily", minutes=6 * 60)
def by_itself(session: Session) -> None:
    """Convocations before entries and attestations of the month that is over, where the organisation wants them.

    Certificates are only proposed: a person makes and hands them over.
    """
    for chosen in queries.automatic(session):
        actor = actor_for(session, chosen.organisation_id, chosen.changed_by)
        if actor is None or not policies.may_make(actor):
            continue  # the page of settings says that somebody else must take it over
        for each in due.due(session, chosen.organisation_id):
            wanted = (each.kind == due.SUMMONS and chosen.convocation_days) or (
                each.kind == due.MONTHLY and chosen.monthly
            )
            if wanted:
                ids = [path.id for path in each.people][:MOST]
                key = f"documents:{each.kind}:{chosen.organisation_id}:{today().isoformat()}"
                later(
                    session, MAKE,
                    {
                        "kind": each.kind, "todo": ids, "of": len(ids), "made": [], "refused": [], "by": actor.account_id,
                        "organisation_id": chosen.organisation_id, "give": True,
                        "period": [each.period.start.isoformat(), each.period.end.isoformat()] if each.period else None,
                    },
                    organisation_id=chosen.organisation_id, key=key,
                )  # fmt: skip
