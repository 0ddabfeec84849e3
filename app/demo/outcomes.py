"""What became of those who left in the demonstration: asked on their day, some answer, some do not, some cannot be reached."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.accompaniment.contacts.rules import Outcome
from app.accompaniment.news import services as calling
from app.core import clock
from app.core.access import Actor
from app.core.db import AnyRow, Database
from app.enrolments.exits.nomenclature import outcome_of
from app.outcomes import queries
from app.outcomes.queries import Scope, Situation
from app.outcomes.services import answering, asking, choosing, closing
from app.outcomes.services.answering import Said
from app.outcomes.services.closing import Interview

LABEL, COUNTS_AS = "Contrat CESA à la coopérative", "incubation_contract"
MOST = 100
INTERVIEWED = 3  # one exit out of so many was closed together
SIRETS = ("73282932000074", "44306184100047", "55203253400646")
LATER = ("permanent_job", "other_training", "fixed_term_over_6m", "business_created", "job_search")
SAID = (
    ("go", "Les premiers clients attendent, le budget tient."),
    ("not_yet", "Le local n'est pas trouvé. Elle reprend au printemps."),
    ("other_way", "Une place en formation s'est ouverte, plus sûre pour l'instant."),
)


def follow_those_who_left(db: Database, admin: Actor, adviser: Actor, now: datetime) -> None:
    """The list with a word of their own, closing interviews, and each day's question since the first exit."""
    with clock.at(now - timedelta(weeks=24)), db.writing() as session:
        choosing.add_label(session, admin, LABEL, COUNTS_AS)
    today = clock.local(now).date()
    with clock.at(now), db.reading() as session:
        left = queries.situations(session, Scope(adviser.organisation_id, date(2000, 1, 1), today))
    with clock.at(now), db.writing() as session:
        for number, one in enumerate(left[::INTERVIEWED]):
            _close(session, adviser, one, number)
    days = sorted({check.due_on for one in left for check in one.checks.values() if check.due_on <= today})
    turn = 0
    for day in days:
        with clock.at(clock.paris(day, 10)), db.writing() as session:
            asking.ask_due(session, adviser.organisation_id, "", MOST)
            asked = [row for row in queries.news_to_take(session, adviser, day, MOST) if row.due_on == day]
        with clock.at(min(now, clock.paris(day, 18))), db.writing() as session:
            for row in asked:
                _answer(session, adviser, row, turn)
                turn += 1
    with clock.at(now), db.writing() as session:
        asking.ask_due(session, adviser.organisation_id, "", MOST)


def _close(session: Session, adviser: Actor, one: Situation, number: int) -> None:
    turn = 0 if one.outcome and one.outcome.business else 2 if one.outcome and one.outcome.positive else 1
    decision, reasons = SAID[turn]
    closing.hold(
        session, adviser, one.enrolment_id,
        Interview(
            one.left_on, decision, "Étude de marché faite, prix calculés, trois devis demandés.", reasons,
            "Pour : l'envie, le savoir-faire, deux clients prêts.\nContre : pas encore de local, un prêt à trouver.",
            "Voir la boutique de gestion. Point ensemble dans trois mois.", by_mail=True, by_sms=number % 2 == 0,
            by_call=number % 4 != 1,
        ),
    )  # fmt: skip


def _answer(session: Session, adviser: Actor, row: AnyRow, turn: int) -> None:
    """Most answer by their link; one does not wish to; one is never reached; one is still silent."""
    turn %= 7
    if turn == 2:
        answering.answer_for(session, adviser, row.id, Said(refused=True))
    elif turn == 4:
        for _call in range(3):
            answering.count_attempt(session, adviser, row.id)
        answering.give_up(session, adviser, row.id)
    elif turn == 5:
        calling.record_call(
            session, adviser, row.id, Outcome.REACHED, _said(row, turn), words="Contente de l'appel.", minutes=5
        )
    elif turn != 6:
        token = asking.token_of(queries.check_to_change(session, row.id))
        answering.answer_by_link(session, token, _said(row, turn))


def _said(row: AnyRow, turn: int) -> Said:
    gone = outcome_of(row.exit_code, row.exit_nomenclature)
    if gone is None or not gone.business:
        return Said(LATER[(turn + len(row.learner_name)) % len(LATER)])
    if len(row.learner_name) % 4 == 0:
        return Said("job_search", active=False)
    return Said(gone.code, active=True, siret=SIRETS[turn % len(SIRETS)], started_on=row.left_on - timedelta(days=8))
