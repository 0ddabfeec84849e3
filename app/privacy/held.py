"""What else is held of somebody: who they are, their path, where they were, what they wrote, how they signed in."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.attendance import queries as attendance
from app.attendance.rules import ABSENCES, METHODS
from app.attendance.sealing import CORRECTED
from app.attendance.sheets import motive, state_in_words
from app.core.db import AnyRow
from app.core.i18n import _
from app.enrolments.exits.nomenclature import outcome_of
from app.enrolments.rules import STATUS_LABELS, Status
from app.entry.federation.queries import of_account
from app.identity.guess_queries import failed_tries
from app.identity.guessing import Way, prints_of
from app.identity.words import WAYS_TRIED, role_words
from app.ledger.words import kind_words
from app.notifications.replies.words import STATES
from app.privacy import agenda_queries, entry_held, exchange_queries, mail_queries, queries, words
from app.privacy.appointments import queries as met
from app.privacy.tables import Chapter, Table, file_cell, table
from app.web import formats


def account(session: Session, account: AnyRow) -> Chapter:
    facts = [
        (_("Nom"), account.name),
        (_("Adresse de courriel"), account.email),
        (_("Téléphone"), account.phone),
        (_("Langue"), account.locale),
        (_("Compte créé le"), formats.moment(account.created_at)),
        (
            _("Mot de passe"),
            _("Nous gardons une empreinte qui permet de le vérifier. Elle n'est pas dans cette copie.")
            if account.has_password
            else _("Aucun"),
        ),
    ]
    roles = [
        (row.name, role_words(row.role), formats.moment(row.created_at)) for row in queries.roles(session, account.id)
    ]
    return Chapter(
        "compte",
        _("Votre compte"),
        (
            table(_("Qui vous êtes"), (_("Information"), _("Valeur")), facts),
            table(_("Vos rôles"), (_("Organisation"), _("Rôle"), _("Depuis")), roles),
        ),
    )


def path(session: Session, me: str) -> Chapter:
    labels = (
        _("Parcours"),
        _("Organisation"),
        _("Où vous en êtes"),
        _("Entrée"),
        _("Fin prévue"),
        _("Sortie"),
        _("Situation à la sortie"),
        _("Votre projet"),
        _("Heures attendues chaque semaine"),
        _("Attendues depuis le"),
        _("Qui vous a orienté"),
        _("Conseillère ou conseiller"),
        _("Financeur"),
        _("Lieu"),
    )
    tables = []
    for row in queries.enrolments(session, me):
        reason = outcome_of(row.exit_reason)
        values = (
            row.course,
            row.organisation,
            _(STATUS_LABELS[Status(row.status)]),
            formats.full_day(row.starts_on),
            formats.full_day(row.ends_on),
            formats.full_day(row.closed_on),
            _(reason.label) if reason else "",
            row.project,
            row.weekly_hours_due,
            formats.full_day(row.weekly_hours_from),
            row.referrer,
            row.adviser,
            row.funder,
            row.site,
        )
        tables.append(table(row.course, (_("Information"), _("Valeur")), zip(labels, values, strict=True)))
    plan = [
        (row.title, formats.full_day(row.starts_on), formats.full_day(row.due_on)) for row in queries.plan(session, me)
    ]
    groups = [
        (row.name, formats.full_day(row.since), formats.full_day(row.until)) for row in queries.groups(session, me)
    ]
    changes = [
        (formats.full_day(row.effective_on), words.word(words.CHANGES, row.what), row.reason, row.by)
        for row in queries.changes(session, me)
    ]
    return Chapter(
        "parcours",
        _("Votre parcours et votre plan"),
        (
            *tables,
            table(_("Votre plan"), (_("Séquence"), _("Du"), _("Au")), plan),
            table(_("Vos groupes"), (_("Groupe"), _("Depuis le"), _("Jusqu'au")), groups),
            table(_("Ce qui a changé"), (_("Date"), _("Changement"), _("Raison"), _("Noté par")), changes),
        ),
    )


def sessions(session: Session, me: str) -> tuple[Table, ...]:
    seats = [
        (
            formats.moment(row.starts_at),
            row.title,
            _("séance annulée") if row.cancelled_at else words.word(words.SEATS, row.state),
            words.word(words.PLACES, row.place),
        )
        for row in queries.bookings(session, me)
    ]
    presences = [
        (
            formats.full_day(row.day),
            words.word(words.HALF_DAYS, row.half_day),
            row.title,
            _("présence") if row.present else _("absence"),
            formats.hours(row.minutes),
            motive(row.reason_code, row.reason, row.document_seen),
        )
        for row in queries.attendance(session, me)
    ]
    led = [(formats.moment(row.starts_at), row.title) for row in queries.led_sessions(session, me)]
    signed = [
        (
            formats.moment(row.at),
            f"{row.title}, {formats.full_day(row.day)}, {words.word(words.HALF_DAYS, row.half_day)}",
            _(METHODS[row.method]),
            row.written or row.drawing,
        )
        for row in attendance.signatures_of_person(session, me)
    ]
    sealed = [
        (
            formats.moment(row.at),
            f"{row.title}, {formats.full_day(row.day)}, {words.word(words.HALF_DAYS, row.half_day)}",
            f"{state_in_words(row.was)} → {state_in_words(row.becomes)}"
            if row.kind == CORRECTED
            else _("contresignée"),
            row.reason,
        )
        for row in attendance.seals_of_person(session, me)
    ]
    cards = [
        (formats.moment(row.made_at), formats.moment(row.revoked_at)) for row in attendance.cards_of_person(session, me)
    ]
    there = [
        (formats.moment(row.came_at), formats.moment(row.left_at), row.title)
        for row in queries.connections(session, me)
    ]
    when = _("Date")
    return (
        table(_("Vos places"), (when, _("Séance"), _("État"), _("Lieu")), seats),
        table(
            _("Vos présences"),
            (when, _("Moment"), _("Séance"), _("Présence"), _("Durée"), _("Motif")),
            presences,
        ),
        table(_("Vos signatures"), (when, _("Pour"), _("Façon de signer"), _("Nom écrit ou tracé")), signed),
        table(_("Feuilles contresignées et corrections"), (when, _("Pour"), _("Changement"), _("Raison")), sealed),
        table(_("Votre carte de signature"), (_("Faite le"), _("Désactivée le")), cards),
        table(_("Vos connexions aux salles à distance"), (_("Arrivée"), _("Départ"), _("Séance")), there),
        table(_("Les séances que vous animez"), (when, _("Séance")), led),
    )


def appointments(session: Session, me: str) -> Chapter:
    """With the notes that the team wrote for itself: the law gives a person what is written about them."""
    taken = [
        (
            formats.moment(row.starts_at),
            row.adviser,
            ", ".join(part for part in (words.word(words.MEANS, row.means), row.phone) if part),
            row.about,
            _("annulé") if row.cancelled_at else words.word(words.OUTCOMES, row.outcome),
            row.cancel_reason or (_(ABSENCES[row.absence].label) if row.absence in ABSENCES else ""),
            formats.hours(row.held_minutes) if row.held_minutes else "",
        )
        for row in met.appointments(session, me)
    ]
    notes = [
        (
            formats.moment(row.written_at),
            formats.moment(row.starts_at),
            words.word(words.NOTES, row.kind),
            row.author,
            row.body,
        )
        for row in met.notes(session, me)
    ]
    when = _("Date")
    return Chapter(
        "rendez-vous",
        _("Vos rendez-vous"),
        (
            table(
                _("Rendez-vous pris"),
                (when, _("Avec"), _("Comment"), _("Sujet"), _("Issue"), _("Raison"), _("Durée")),
                taken,
            ),
            table(
                _("Ce qui en a été noté"),
                (when, _("Rendez-vous du"), _("Pour qui"), _("Noté par"), _("Texte")),
                notes,
            ),
        ),
    )


def ledger(session: Session, me: str, entries: Sequence[AnyRow], titles: dict[str, str]) -> Chapter:
    rows = [
        (
            formats.moment(row.occurred_at),
            kind_words(row.kind),
            titles.get(row.activity_id or "", ""),
            formats.hours(row.minutes) if row.minutes else "",
            words.word(words.PLACES, row.place),
        )
        for row in entries
    ]
    acts = [(formats.moment(row.occurred_at), kind_words(row.kind)) for row in queries.acts(session, me)]
    when, what = _("Date"), _("Fait")
    return Chapter(
        "registre",
        _("Le registre des preuves"),
        (
            table(_("Ce que le registre dit de vous"), (when, what, _("Activité"), _("Durée"), _("Lieu")), rows),
            table(_("Ce que vous avez fait dans le parcours d'autres personnes"), (when, what), acts),
        ),
        _("Le registre ne contient ni nom ni texte. Chaque ligne est datée et ne peut pas être modifiée."),
    )


def posts(session: Session, me: str) -> Table:
    elsewhere = _("discussion ouverte par une autre personne")
    return table(
        _("Ce que vous avez écrit"),
        (_("Date"), _("Discussion"), _("Texte")),
        [
            (formats.moment(row.created_at), row.title if row.own_thread else elsewhere, row.body)
            for row in queries.posts(session, me)
        ],
    )


def bank_questions(session: Session, me: str) -> Table:
    return table(
        _("Questions écrites ou changées"),
        (_("Date"), _("Banque"), _("Question")),
        [(formats.moment(row.at), row.bank, row.name) for row in queries.bank_questions(session, me)],
    )


def messages(session: Session, me: str) -> Table:
    you, main = _("vous"), _("Échanges")
    return table(
        _("Messages écrits et reçus"),
        (_("Date"), _("Objet"), _("De"), _("Texte")),
        [
            (formats.moment(row.created_at), row.subject or main, you if row.own else row.author, row.body)
            for row in exchange_queries.messages(session, me)
        ],
    )


def templates(session: Session, me: str) -> Table:
    return table(
        _("Modèles de message"),
        (_("Date"), _("Nom"), _("Objet"), _("Texte")),
        [
            (formats.moment(row.updated_at), row.title, row.subject, row.body)
            for row in exchange_queries.templates(session, me)
        ],
    )


def group_messages(session: Session, me: str) -> Table:
    return table(
        _("Messages envoyés à plusieurs"),
        (_("Date"), _("Objet"), _("Texte"), _("Personnes")),
        [
            (formats.moment(row.created_at), row.subject, row.body, str(row.total))
            for row in exchange_queries.group_messages(session, me)
        ],
    )


def files(session: Session, me: str, files: dict[str, str]) -> Table:
    return table(
        _("Fichiers déposés"),
        (_("Date"), _("Fichier"), _("Taille")),
        [
            (
                formats.moment(row.created_at),
                file_cell(row.name, files.get(row.id, "")),
                formats.size(row.size),
            )
            for row in queries.files(session, me)
        ],
    )


def uploads(session: Session, me: str) -> Table:
    return table(
        _("Envois en cours"),
        (_("Commencé"), _("Fichier"), _("Taille annoncée"), _("Effacé le")),
        [
            (formats.moment(row.created_at), row.name, formats.size(row.size), formats.moment(row.expires_at))
            for row in queries.uploads(session, me)
        ],
    )


def visits(session: Session, contact_print: str) -> Table:
    return table(
        _("Inscriptions faites avec votre adresse de courriel"),
        (_("Rencontre"), _("Date"), _("Nom"), _("Joindre"), _("État"), _("Inscription")),
        [
            (
                row.title,
                formats.moment(row.starts_at),
                row.school or row.name,
                row.email or row.phone,
                words.word(words.VISITS, row.state),
                formats.moment(row.created_at),
            )
            for row in agenda_queries.visits(session, contact_print)
        ],
    )


def calendar_feeds(session: Session, me: str) -> Table:
    sessions, all_ = _("séances"), _("séances et activités")
    return table(
        _("Adresses ouvertes (l'adresse elle-même est sur la page « Mon agenda ailleurs »)"),
        (_("Depuis"), _("Contenu")),
        [
            (formats.moment(row.created_at), all_ if row.with_activities else sessions)
            for row in agenda_queries.calendar_feeds(session, me)
        ],
    )


def sign_ins(session: Session, me: str) -> Chapter:
    refused = [
        (_(WAYS_TRIED[Way(row.way)]), str(row.failures), formats.moment(row.last_at))
        for row in failed_tries(session, prints_of(me))
    ]
    return Chapter(
        "connexions",
        _("Vos connexions"),
        (
            entry_held.sign_ins(queries.sign_ins(session, me)),
            table(
                _("Compte professionnel relié"),
                (_("Fournisseur"), _("Nom qu'il vous donne"), _("Relié le"), _("Utilisé le")),
                [
                    (row.name, row.subject, formats.moment(row.linked_at), formats.moment(row.used_at))
                    for row in of_account(session, me)
                ],
            ),
            table(_("Essais refusés sur votre compte"), (_("Moyen"), _("Nombre"), _("Dernier")), refused),
        ),
        _("Nous gardons aussi une empreinte de chaque clé de connexion. Elle n'est pas dans cette copie."),
    )


def mails(session: Session, account_id: str) -> Chapter:
    """What was written to somebody by e-mail, and the reminders of modules."""
    sent = [
        (formats.moment(row.created_at), row.address, row.subject, row.text, formats.moment(row.sent_at))
        for row in mail_queries.mails(session, account_id)
    ]
    reminded = [
        (formats.moment(row.at), row.late_days, row.words, row.by or "")
        for row in mail_queries.reminders(session, account_id)
    ]
    held = [(formats.full_day(row.until), row.reason) for row in mail_queries.holds(session, account_id)]
    return Chapter(
        "courriels",
        _("Vos courriels"),
        (
            table(
                _("Courriels reçus"),
                (_("Écrit le"), _("Adresse"), _("Objet"), _("Texte"), _("Envoyé le")),
                sent,
            ),
            table(
                _("Réponses venues par courriel"),
                (_("Reçue"), _("Adresse"), _("Objet"), _("Texte gardé"), _("État")),
                [
                    (formats.moment(row.received_at), row.sender, row.subject, row.words, _(STATES[row.state][0]))
                    for row in mail_queries.received(session, account_id)
                ],
            ),
            table(_("Relances de modules"), (_("Date"), _("Jours de retard"), _("Mot"), _("Par")), reminded),
            table(_("Relances suspendues"), (_("Jusqu'au"), _("Raison")), held),
        ),
    )
