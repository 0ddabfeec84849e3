"""The chapters of a person's copy, in the order in which they are read."""

from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.core.i18n import _
from app.privacy.copy import (
    activities,
    admissions,
    agenda,
    banks,
    directory,
    entry,
    files,
    forum,
    messages,
)
from app.privacy.copy.account import account
from app.privacy.copy.appointments import appointments
from app.privacy.copy.audits import audits
from app.privacy.copy.competences import competences
from app.privacy.copy.credentials import credentials
from app.privacy.copy.documents import documents
from app.privacy.copy.dossier import dossier
from app.privacy.copy.exits import exits
from app.privacy.copy.feedback import voices
from app.privacy.copy.follow_up import follow_up
from app.privacy.copy.funding import funding
from app.privacy.copy.ledger import ledger
from app.privacy.copy.mails import mails
from app.privacy.copy.news import news
from app.privacy.copy.path import path
from app.privacy.copy.queries import activities as done
from app.privacy.copy.queries import ledger as noted
from app.privacy.copy.readings import readings
from app.privacy.copy.registers import registers
from app.privacy.copy.rights import requests
from app.privacy.copy.sessions import sessions
from app.privacy.copy.tables import Chapter


def chapters(session: Session, person: AnyRow, address_print: str, handed: dict[str, str]) -> list[Chapter]:
    """Every chapter, those with nothing in them too: knowing that nothing is held is worth a line.

    `handed`: where each file of theirs lies in the copy.
    """
    me = person.id
    states, answers = done.states(session, me), done.answers(session, me)
    works, remarks, spent = done.works(session, me), done.remarks(session, me), done.declared_times(session, me)
    said = done.opinions(session, me), done.picks(session, me), done.ticks(session, me)
    passages, begun = done.passages(session, me), done.begun_reviews(session, me)
    entries = noted.ledger(session, me)
    every = (states, answers, works, entries, passages, begun, remarks, spent, *said)
    titles = done.activity_titles(session, {row.activity_id for rows in every for row in rows if row.activity_id})
    return [
        account(session, person),
        path(session, me),
        Chapter(
            "activites",
            _("Vos activités"),
            (activities.states(states, titles), activities.times(spent, titles), activities.remarks(remarks, titles)),
        ),
        Chapter(
            "travaux",
            _("Vos travaux et vos réponses"),
            (
                activities.works(works, titles, handed),
                activities.passages(passages, titles),
                activities.answers(answers, titles),
                activities.begun_reviews(begun, titles),
            ),
        ),
        activities.said(*said, titles),
        credentials(session, me),
        competences(session, me),
        Chapter("presences", _("Vos séances et vos présences"), sessions(session, me)),
        appointments(session, me),
        dossier(session, me),
        documents(session, me),
        follow_up(session, me),
        funding(session, me),
        audits(session, me),
        exits(session, me),
        ledger(session, me, entries, titles),
        Chapter("forum", _("Vos messages du forum"), (forum.posts(session, me), *forum.beside_posts(session, me))),
        Chapter("banques", _("Vos questions de banque"), (banks.bank_questions(session, me),)),
        Chapter(
            "messages",
            _("Vos échanges avec l'équipe"),
            (messages.messages(session, me), messages.templates(session, me), messages.group_messages(session, me)),
        ),
        voices(session, me),
        mails(session, me),
        news(session, me),
        readings(session, me),
        Chapter("fichiers", _("Vos fichiers"), (files.files(session, me, handed), files.uploads(session, me))),
        Chapter("rencontres", _("Vos inscriptions à des rencontres"), (agenda.visits(session, address_print),)),
        Chapter("candidature", _("Votre candidature"), admissions.tables(session, me, address_print)),
        Chapter("agenda", _("L'adresse privée de votre agenda"), (agenda.calendar_feeds(session, me),)),
        Chapter(
            "annuaire",
            _("Annuaire et témoignages"),
            (directory.named_at(session, address_print), directory.testimonies(session, me)),
        ),
        registers(session, me),
        entry.sign_ins(session, me),
        entry.ways_in(session, me),
        entry.proofs(session, me),
        requests(session, me),
    ]
