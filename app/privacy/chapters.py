"""A person's copy, chapter by chapter, in words."""

from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.core.i18n import _
from app.privacy import (
    admissions,
    directory_held,
    done,
    entry_held,
    exits,
    feedback_held,
    followed,
    funded,
    held,
    held_forum,
    mail_queries,
    papers,
    queries,
    registers_held,
    told,
    trail_held,
)
from app.privacy.audit_held import audits
from app.privacy.competences.chapter import competences
from app.privacy.credentials.chapter import credentials
from app.privacy.dossiers.chapter import dossier
from app.privacy.requests.chapter import requests
from app.privacy.tables import Chapter


def chapters(session: Session, account: AnyRow, account_print: str, files: dict[str, str]) -> list[Chapter]:
    """Every chapter, those with nothing in them too: knowing that nothing is held is worth a line."""
    me = account.id
    states, answers = queries.states(session, me), queries.answers(session, me)
    works, entries, remarks = queries.works(session, me), queries.ledger(session, me), queries.remarks(session, me)
    said = queries.opinions(session, me), queries.picks(session, me), queries.ticks(session, me)
    spent = mail_queries.declared_times(session, me)
    passages, begun = queries.passages(session, me), queries.begun_reviews(session, me)
    every = (states, answers, works, entries, passages, begun, remarks, spent, *said)
    ids = {row.activity_id for rows in every for row in rows if row.activity_id}
    titles = queries.activity_titles(session, ids)
    return [
        held.account(session, account),
        held.path(session, me),
        Chapter(
            "activites",
            _("Vos activités"),
            (done.states(states, titles), done.times(spent, titles), done.remarks(remarks, titles)),
        ),
        Chapter(
            "travaux",
            _("Vos travaux et vos réponses"),
            (
                done.works(works, titles, files),
                done.passages(passages, titles),
                done.answers(answers, titles),
                done.begun_reviews(begun, titles),
            ),
        ),
        done.said(*said, titles),
        credentials(session, me),
        competences(session, me),
        Chapter("presences", _("Vos séances et vos présences"), held.sessions(session, me)),
        held.appointments(session, me),
        dossier(session, me),
        papers.documents(session, me),
        followed.follow_up(session, me),
        funded.funding(session, me),
        audits(session, me),
        exits.exits(session, me),
        held.ledger(session, me, entries, titles),
        Chapter("forum", _("Vos messages du forum"), (held.posts(session, me), *held_forum.beside_posts(session, me))),
        Chapter("banques", _("Vos questions de banque"), (held.bank_questions(session, me),)),
        Chapter(
            "messages",
            _("Vos échanges avec l'équipe"),
            (held.messages(session, me), held.templates(session, me), held.group_messages(session, me)),
        ),
        feedback_held.voices(session, me),
        held.mails(session, me),
        told.news(session, me),
        trail_held.readings(session, me),
        Chapter("fichiers", _("Vos fichiers"), (held.files(session, me, files), held.uploads(session, me))),
        Chapter("rencontres", _("Vos inscriptions à des rencontres"), (held.visits(session, account_print),)),
        Chapter("candidature", _("Votre candidature"), admissions.tables(session, me, account_print)),
        Chapter("agenda", _("L'adresse privée de votre agenda"), (held.calendar_feeds(session, me),)),
        Chapter(
            "annuaire",
            _("Annuaire et témoignages"),
            (directory_held.named_at(session, account_print), directory_held.testimonies(session, me)),
        ),
        registers_held.registers(session, me),
        held.sign_ins(session, me),
        entry_held.ways_in(session, me),
        entry_held.proofs(session, me),
        requests(session, me),
    ]
