"""The papers of the demonstration: some given and signed, some waiting, one replaced, and exits whose certificate is missing."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, Role
from app.core.db import Database
from app.documents import giving, making, outdating, queries, signing, writing
from app.documents.due import CERTIFICATE, SUMMONS
from app.enrolments import queries as enrolments
from app.enrolments.exits import services as exits
from app.identity import queries as identity
from app.identity.models import Account

CERTIFIED, SUMMONED, UNREAD = 4, 2, 6
_TERMS = {
    "buyer": "Mairie de Tulle", "buyer_address": "10 rue Félix Vidalin, 19000 Tulle", "signer": "Maddi Etcheverry",
    "signer_capacity": "adjointe au maire", "signer_email": "formation@mairie.example", "price": "1 200 euros nets de taxe",
    "payment": "Un tiers à l'entrée, le reste à la fin, sur facture.",
    "stopping": "Les heures suivies sont facturées au prorata du prix.", "headcount": "12 personnes au plus",
    "knowledge": "Aucun niveau demandé", "trainers": "Bernard Sauzet, formateur d'adultes, et l'équipe de formation",
}  # fmt: skip


def issue_papers(db: Database, admin: Actor, adviser: Actor, featured: str, now: datetime) -> None:
    """What an organisation has in its drawers. A certificate has hours behind it: who has none is left out."""
    with clock.at(now - timedelta(days=20)), db.writing() as session:
        for code in ("reglement", "livret"):
            giving.give(session, admin, [making.make(session, admin, code)[0].id])
        for course in queries.published_courses(session, admin.organisation_id):
            giving.give(session, admin, [making.make(session, admin, "programme", course_id=course.id)[0].id])
    with clock.at(now - timedelta(days=2)), db.writing() as session:
        _featured(session, admin, adviser, featured)
        _certificates(session, admin, adviser)
        day = clock.today()
        coming = [
            path
            for path in queries.paths(session, admin.organisation_id)
            if path.starts_on > day and not path.closed_on
        ]
        for path in coming[:SUMMONED]:
            giving.give(session, adviser, [making.make(session, adviser, SUMMONS, enrolment_id=path.id)[0].id])
    with clock.at(now - timedelta(days=1)), db.writing() as session:
        _readings(session, admin, featured)
    with clock.at(now), db.writing() as session:
        _correct_after_a_certificate(session, admin, adviser)


def _readings(session: Session, admin: Actor, featured: str) -> None:
    """Most learners on their way have read the papers of the house; the one of the demonstration still has to."""
    house = [
        row.id for row in queries.house_documents(session, admin.organisation_id) if row.kind in ("reglement", "livret")
    ]
    here = queries.paths(session, admin.organisation_id, status="open")
    for number, path in enumerate(here):
        account = session.get_one(Account, path.learner_id)
        if account.email == featured or number % UNREAD == 0:
            continue
        reader = Actor(
            account.id, admin.organisation_id, admin.organisation_slug, admin.organisation_name, account.name, account.email,
            frozenset({Role.LEARNER}),
        )  # fmt: skip
        for document_id in house:
            giving.acknowledge(session, reader, document_id)


def _correct_after_a_certificate(session: Session, admin: Actor, adviser: Actor) -> None:
    """The date of an exit is corrected once the certificate is out: it is to be made again."""
    row = queries.have(session, admin.organisation_id, CERTIFICATE)[-1]
    path = enrolments.enrolment_of(session, admin.organisation_id, row.enrolment_id)
    assert path.closed_on is not None
    exits.correct_exit(
        session, adviser, path.id, path.closed_on - timedelta(days=1), path.exit_reason,
        "Relu avec la personne : elle est partie la veille.",
    )  # fmt: skip
    outdating.check_path(session, admin, admin.organisation_id, path.id)


def _featured(session: Session, admin: Actor, adviser: Actor, email: str) -> None:
    """The learner of the demonstration: a contract to sign, a convention that was replaced, rules still to be read."""
    account = identity.account_by_email(session, email)
    assert account is not None
    mine = [path for path in queries.paths(session, admin.organisation_id) if path.learner_id == account.id]
    path = enrolments.enrolment_of(session, admin.organisation_id, mine[-1].id)
    writing.keep_terms(session, adviser, path.id, _TERMS | {"price": "1 500 euros"})
    making.make(session, adviser, "convention", enrolment_id=path.id)
    writing.keep_terms(session, adviser, path.id, _TERMS)
    replaced, _new = making.make(session, adviser, "convention", enrolment_id=path.id, why="Le prix a été revu")
    contract, _new = making.make(session, adviser, "contrat", enrolment_id=path.id)
    giving.give(session, adviser, [replaced.id, contract.id])


def _certificates(session: Session, admin: Actor, adviser: Actor) -> None:
    closed = queries.paths(session, admin.organisation_id, status="closed")
    done = 0
    for path in closed:
        if done == CERTIFIED:
            return
        try:
            made, _new = making.make(session, adviser, CERTIFICATE, enrolment_id=path.id)
        except making.Incomplete:
            continue
        giving.give(session, adviser, [made.id])
        if done % 2 == 0:
            signing.sign(session, admin, made.id)
        done += 1
