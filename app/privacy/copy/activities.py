"""What somebody did in the activities, and what was said of it, in their copy."""

from collections.abc import Sequence

from app.assessment.surveys.rules import in_words
from app.core.db import AnyRow
from app.core.i18n import _
from app.learning.remarks.rules import FELT, HELPED
from app.privacy.copy import words
from app.privacy.copy.tables import Chapter, Table, file_cell, table
from app.web import formats


def states(rows: Sequence[AnyRow], titles: dict[str, str]) -> Table:
    return table(
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


def remarks(rows: Sequence[AnyRow], titles: dict[str, str]) -> Table:
    return table(
        _("Vos mots sur les étapes"),
        (
            _("Date"),
            _("Activité"),
            _("Durée ressentie"),
            _("Minutes"),
            _("A aidé"),
            _("Votre mot"),
            _("Réponse"),
            _("Répondu par"),
        ),
        [
            (
                formats.moment(row.written_at),
                titles.get(row.activity_id, row.activity_id),
                words.word(FELT, row.felt),
                row.minutes,
                words.word(HELPED, row.helped),
                row.body,
                row.reply,
                row.replier,
            )
            for row in rows
        ],
    )


def times(rows: Sequence[AnyRow], titles: dict[str, str]) -> Table:
    return table(
        _("Le temps que vous dites avoir passé"),
        (_("Date"), _("Activité"), _("Minutes déclarées"), _("Minutes prévues")),
        [
            (formats.moment(row.said_at), titles.get(row.activity_id, row.activity_id), row.minutes, row.planned)
            for row in rows
        ],
    )


def works(rows: Sequence[AnyRow], titles: dict[str, str], files: dict[str, str]) -> Table:
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
    return table(
        _("Travaux rendus"),
        columns,
        [
            (
                formats.moment(row.sent_at),
                titles.get(row.activity_id, row.activity_id),
                row.text,
                file_cell(row.file_name or "", files.get(row.file_id or "", "")),
                words.word(words.WORKS, row.state),
                row.comment,
                words.criteria_words(row.rubric, row.levels, row.comments),
                file_cell(row.given_back_name or "", files.get(row.given_back_id or "", "")),
                row.reviewer,
            )
            for row in rows
        ],
    )


def passages(rows: Sequence[AnyRow], titles: dict[str, str]) -> Table:
    return table(
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


def begun_reviews(rows: Sequence[AnyRow], titles: dict[str, str]) -> Table:
    return table(
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


def answers(rows: Sequence[AnyRow], titles: dict[str, str]) -> Table:
    columns = (
        _("Date"),
        _("Quiz"),
        _("Question"),
        _("Votre réponse"),
        _("Points"),
        _("Commentaire"),
        _("Lu par"),
    )
    return table(
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


def said(
    opinions: Sequence[AnyRow], picks: Sequence[AnyRow], ticks: Sequence[AnyRow], titles: dict[str, str]
) -> Chapter:
    def title(row: AnyRow) -> str:
        return titles.get(row.activity_id, "")

    when = _("Date")
    return Chapter(
        "avis",
        _("Vos questionnaires, vos choix et vos listes"),
        (
            table(
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
            table(
                _("Ce que vous avez choisi"),
                (when, _("Activité"), _("Votre choix")),
                [(formats.moment(row.at), title(row), row.title) for row in picks],
            ),
            table(
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
