"""A person's copy, chapter by chapter, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy.orm import Session

from app.assessment.surveys.rules import in_words
from app.core.db import AnyRow
from app.core.i18n import _
from app.enrolments.rules import EXIT_REASONS, STATUS_LABELS, Status
from app.identity.words import role_words
from app.learning.remarks.rules import FELT
from app.ledger.words import kind_words
from app.privacy import queries, words
from app.web import formats


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    href: str = ""  # inside the ZIP


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    key: str
    title: str
    tables: tuple[Table, ...]
    note: str = ""

    @property
    def empty(self) -> bool:
        return not any(table.rows for table in self.tables)


def chapters(session: Session, account: AnyRow, account_print: str, files: dict[str, str]) -> list[Chapter]:
    """Every chapter, those with nothing in them too: knowing that nothing is held is worth a line."""
    me = account.id
    states, answers = queries.states(session, me), queries.answers(session, me)
    works, entries, remarks = queries.works(session, me), queries.ledger(session, me), queries.remarks(session, me)
    said = queries.opinions(session, me), queries.picks(session, me), queries.ticks(session, me)
    passages, begun = queries.passages(session, me), queries.begun_reviews(session, me)
    every = (states, answers, works, entries, passages, begun, remarks, *said)
    ids = {row.activity_id for rows in every for row in rows if row.activity_id}
    titles = queries.activity_titles(session, ids)
    return [
        _account(session, account),
        _path(session, me),
        Chapter("activites", _("Vos activités"), (_states(states, titles), _remarks(remarks, titles))),
        Chapter(
            "travaux",
            _("Vos travaux et vos réponses"),
            (
                _works(works, titles, files),
                _passages(passages, titles),
                _answers(answers, titles),
                _begun_reviews(begun, titles),
            ),
        ),
        _said(*said, titles),
        Chapter("niveaux", _("Vos niveaux de compétence"), (_levels(session, me),)),
        Chapter("presences", _("Vos séances et vos présences"), _sessions(session, me)),
        _ledger(session, me, entries, titles),
        Chapter("forum", _("Vos messages du forum"), (_posts(session, me),)),
        Chapter("banques", _("Vos questions de banque"), (_bank_questions(session, me),)),
        Chapter("messages", _("Vos échanges avec l'équipe"), (_messages(session, me),)),
        Chapter("fichiers", _("Vos fichiers"), (_files(session, me, files), _uploads(session, me))),
        _sign_ins(session, me, account_print),
    ]


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    made = tuple(tuple(c if isinstance(c, Cell) else Cell("" if c is None else str(c)) for c in row) for row in rows)
    return Table(title, tuple(columns), made)


def _account(session: Session, account: AnyRow) -> Chapter:
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
            _table(_("Qui vous êtes"), (_("Information"), _("Valeur")), facts),
            _table(_("Vos rôles"), (_("Organisation"), _("Rôle"), _("Depuis")), roles),
        ),
    )


def _path(session: Session, me: str) -> Chapter:
    labels = (
        _("Parcours"),
        _("Organisation"),
        _("Où vous en êtes"),
        _("Entrée"),
        _("Fin prévue"),
        _("Sortie"),
        _("Situation à la sortie"),
        _("Votre projet"),
        _("Qui vous a orienté"),
        _("Conseillère ou conseiller"),
        _("Financeur"),
        _("Lieu"),
    )
    tables = []
    for row in queries.enrolments(session, me):
        reason = EXIT_REASONS.get(row.exit_reason or "")
        values = (
            row.course,
            row.organisation,
            _(STATUS_LABELS[Status(row.status)]),
            formats.full_day(row.starts_on),
            formats.full_day(row.ends_on),
            formats.full_day(row.closed_on),
            _(reason.label) if reason else "",
            row.project,
            row.referrer,
            row.adviser,
            row.funder,
            row.site,
        )
        tables.append(_table(row.course, (_("Information"), _("Valeur")), zip(labels, values, strict=True)))
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
            _table(_("Votre plan"), (_("Séquence"), _("Du"), _("Au")), plan),
            _table(_("Vos groupes"), (_("Groupe"), _("Depuis le"), _("Jusqu'au")), groups),
            _table(_("Ce qui a changé"), (_("Date"), _("Changement"), _("Raison"), _("Noté par")), changes),
        ),
    )


def _states(rows: Sequence[AnyRow], titles: dict[str, str]) -> Table:
    return _table(
        _("Où vous en êtes"),
        (_("Activité"), _("État"), _("Ouverte le"), _("Terminée le")),
        [
            (
                titles.get(row.activity_id, row.activity_id),
                words.word(words.STATES, row.state),
                formats.moment(row.opened_at),
                formats.moment(row.done_at),
            )
            for row in rows
        ],
    )


def _remarks(rows: Sequence[AnyRow], titles: dict[str, str]) -> Table:
    return _table(
        _("Vos mots sur les étapes"),
        (_("Date"), _("Activité"), _("Durée ressentie"), _("Minutes"), _("Votre mot"), _("Réponse"), _("Répondu par")),
        [
            (
                formats.moment(row.written_at),
                titles.get(row.activity_id, row.activity_id),
                words.word(FELT, row.felt),
                row.minutes,
                row.body,
                row.reply,
                row.replier,
            )
            for row in rows
        ],
    )


def _works(rows: Sequence[AnyRow], titles: dict[str, str], files: dict[str, str]) -> Table:
    columns = (
        _("Date"),
        _("Activité"),
        _("Votre texte"),
        _("Fichier"),
        _("État"),
        _("Retour"),
        _("Critères"),
        _("Fichier rendu"),
        _("Lu par"),
    )
    return _table(
        _("Travaux rendus"),
        columns,
        [
            (
                formats.moment(row.sent_at),
                titles.get(row.activity_id, row.activity_id),
                row.text,
                _file_cell(row.file_name or "", files.get(row.file_id or "", "")),
                words.word(words.WORKS, row.state),
                row.comment,
                words.criteria_words(row.rubric, row.levels, row.comments),
                _file_cell(row.given_back_name or "", files.get(row.given_back_id or "", "")),
                row.reviewer,
            )
            for row in rows
        ],
    )


def _passages(rows: Sequence[AnyRow], titles: dict[str, str]) -> Table:
    return _table(
        _("Commentaires sur des passages"),
        (_("Date"), _("Activité"), _("Envoi"), _("Passage"), _("Commentaire"), _("Écrit par")),
        [
            (
                formats.moment(row.at),
                titles.get(row.activity_id, row.activity_id),
                row.number,
                row.quote,
                row.comment,
                row.author,
            )
            for row in rows
        ],
    )


def _begun_reviews(rows: Sequence[AnyRow], titles: dict[str, str]) -> Table:
    return _table(
        _("Vos relectures commencées"),
        (_("Date"), _("Activité"), _("Ce que vous avez écrit")),
        [
            (
                formats.moment(row.saved_at),
                titles.get(row.activity_id, row.activity_id),
                words.draft_words(row.said),
            )
            for row in rows
        ],
    )


def _answers(rows: Sequence[AnyRow], titles: dict[str, str]) -> Table:
    columns = (
        _("Date"),
        _("Quiz"),
        _("Question"),
        _("Votre réponse"),
        _("Points"),
        _("Commentaire"),
        _("Lu par"),
    )
    return _table(
        _("Réponses aux quiz"),
        columns,
        [
            (
                formats.moment(row.sent_at),
                titles.get(row.activity_id, row.activity_id),
                row.definition.get("text", ""),
                words.answer_words(row.definition, row.response),
                _("à lire")
                if row.points is None
                else f"{formats.number(row.points, 2)} / {formats.number(row.possible, 2)}",
                row.comment,
                row.marked_by,
            )
            for row in rows
        ],
    )


def _said(
    opinions: Sequence[AnyRow], picks: Sequence[AnyRow], ticks: Sequence[AnyRow], titles: dict[str, str]
) -> Chapter:
    def title(row: AnyRow) -> str:
        return titles.get(row.activity_id, "")

    when = _("Date")
    return Chapter(
        "avis",
        _("Vos questionnaires, vos choix et vos listes"),
        (
            _table(
                _("Ce que vous avez répondu"),
                (when, _("Questionnaire"), _("Question"), _("Votre réponse")),
                [
                    (
                        formats.moment(row.sent_at) or _("pas encore envoyé"),
                        title(row),
                        row.definition["ask"],
                        in_words(row.definition, row.response),
                    )
                    for row in opinions
                ],
            ),
            _table(
                _("Ce que vous avez choisi"),
                (when, _("Activité"), _("Votre choix")),
                [(formats.moment(row.at), title(row), row.title) for row in picks],
            ),
            _table(
                _("Ce que vous avez coché"),
                (when, _("Liste"), _("Point")),
                [(formats.moment(row.at), title(row), row.text) for row in ticks],
            ),
        ),
        _(
            "Ce que vous répondez à un questionnaire sans nom est gardé à part. Rien ne le relie à vous, et cette copie "
            "ne peut donc pas le contenir."
        ),
    )


def _levels(session: Session, me: str) -> Table:
    return _table(
        _("Niveaux notés"),
        (_("Date"), _("Compétence"), _("Moment"), _("Niveau"), _("Voix"), _("Noté par")),
        [
            (
                formats.moment(row.at),
                f"{row.code} {row.title}",
                words.word(words.STAGES, row.stage),
                row.level,
                words.word(words.VOICES, row.voice),
                row.given_by,
            )
            for row in queries.levels(session, me)
        ],
    )


def _sessions(session: Session, me: str) -> tuple[Table, ...]:
    seats = [
        (formats.moment(row.starts_at), row.title, words.word(words.SEATS, row.state))
        for row in queries.bookings(session, me)
    ]
    presences = [
        (
            formats.full_day(row.day),
            words.word(words.HALF_DAYS, row.half_day),
            row.title,
            _("présence") if row.present else _("absence"),
            formats.hours(row.minutes),
            row.reason,
        )
        for row in queries.attendance(session, me)
    ]
    led = [(formats.moment(row.starts_at), row.title) for row in queries.led_sessions(session, me)]
    when = _("Date")
    return (
        _table(_("Vos places"), (when, _("Séance"), _("État")), seats),
        _table(
            _("Vos présences"),
            (when, _("Moment"), _("Séance"), _("Présence"), _("Durée"), _("Motif")),
            presences,
        ),
        _table(_("Les séances que vous animez"), (when, _("Séance")), led),
    )


def _ledger(session: Session, me: str, entries: Sequence[AnyRow], titles: dict[str, str]) -> Chapter:
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
            _table(_("Ce que le registre dit de vous"), (when, what, _("Activité"), _("Durée"), _("Lieu")), rows),
            _table(_("Ce que vous avez fait dans le parcours d'autres personnes"), (when, what), acts),
        ),
        _("Le registre ne contient ni nom ni texte. Chaque ligne est datée et ne peut pas être modifiée."),
    )


def _posts(session: Session, me: str) -> Table:
    elsewhere = _("discussion ouverte par une autre personne")
    return _table(
        _("Ce que vous avez écrit"),
        (_("Date"), _("Discussion"), _("Texte")),
        [
            (formats.moment(row.created_at), row.title if row.own_thread else elsewhere, row.body)
            for row in queries.posts(session, me)
        ],
    )


def _bank_questions(session: Session, me: str) -> Table:
    return _table(
        _("Questions écrites ou changées"),
        (_("Date"), _("Banque"), _("Question")),
        [(formats.moment(row.at), row.bank, row.name) for row in queries.bank_questions(session, me)],
    )


def _messages(session: Session, me: str) -> Table:
    you = _("vous")
    return _table(
        _("Messages écrits et reçus"),
        (_("Date"), _("De"), _("Texte")),
        [
            (formats.moment(row.created_at), you if row.own else row.author, row.body)
            for row in queries.messages(session, me)
        ],
    )


def _files(session: Session, me: str, files: dict[str, str]) -> Table:
    return _table(
        _("Fichiers déposés"),
        (_("Date"), _("Fichier"), _("Taille")),
        [
            (
                formats.moment(row.created_at),
                _file_cell(row.name, files.get(row.id, "")),
                formats.size(row.size),
            )
            for row in queries.files(session, me)
        ],
    )


def _uploads(session: Session, me: str) -> Table:
    return _table(
        _("Envois en cours"),
        (_("Commencé"), _("Fichier"), _("Taille annoncée"), _("Effacé le")),
        [
            (formats.moment(row.created_at), row.name, formats.size(row.size), formats.moment(row.expires_at))
            for row in queries.uploads(session, me)
        ],
    )


def _file_cell(name: str, path: str) -> Cell:
    return Cell(name, quote(path))


def _sign_ins(session: Session, me: str, account_print: str) -> Chapter:
    rows = [
        (
            row.device,
            formats.moment(row.created_at),
            formats.moment(row.last_seen_at),
            formats.moment(row.revoked_at),
        )
        for row in queries.sign_ins(session, me)
    ]
    refused = [(formats.moment(at),) for at in queries.failures(session, account_print)]
    return Chapter(
        "connexions",
        _("Vos connexions"),
        (
            _table(
                _("Appareils"),
                (_("Navigateur ou appareil"), _("Ouverte le"), _("Vue le"), _("Fermée le")),
                rows,
            ),
            _table(_("Essais refusés avec votre adresse"), (_("Date"),), refused),
        ),
        _("Nous gardons aussi une empreinte de chaque clé de connexion. Elle n'est pas dans cette copie."),
    )
