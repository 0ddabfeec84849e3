"""The papers of the demonstration: some given and signed, some waiting, one replaced, and exits whose certificate is missing."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.documents import giving, making, queries, signing, writing
from app.documents.due import CERTIFICATE, SUMMONS
from app.enrolments import queries as enrolments
from app.identity import queries as identity

CERTIFIED, SUMMONED = 4, 2
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
