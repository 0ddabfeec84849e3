"""Competences in a person's copy: the levels, and all that was said around them."""

from sqlalchemy.orm import Session

from app.core.i18n import N_, _
from app.privacy.copy import words
from app.privacy.copy.queries import competences as queries
from app.privacy.copy.tables import Chapter, Table, table
from app.web import formats

_ACTS = {"omit": N_("passer une séquence"), "add": N_("ajouter une séquence")}
_DECISIONS = {
    "": N_("à décider"),
    "accepted": N_("acceptée"),
    "refused": N_("refusée"),
    "stale": N_("ne tient plus"),
}


def competences(session: Session, me: str) -> Chapter:
    when, what, stage = _("Date"), _("Compétence"), _("Moment")
    return Chapter(
        "niveaux",
        _("Vos niveaux de compétence"),
        (
            levels(session, me),
            table(
                _("Niveaux conclus"),
                (when, what, stage, _("Niveau"), _("Pourquoi"), _("Conclu par"), _("Rouvert, et pourquoi")),
                [
                    (
                        formats.moment(row.at), f"{row.code} {row.title}", words.word(words.STAGES, row.stage), row.level,
                        row.why, row.by, f"{formats.moment(row.reopened_at)} {row.reopened_why}" if row.reopened_at else "",
                    )
                    for row in queries.conclusions(session, me)
                ],
            ),
            table(
                _("Preuves montrées"),
                (when, what, stage, _("Voix"), _("Apportée par"), _("Ce que c'est"), _("Ce que cela montre"), _("Retirée")),
                [
                    (
                        formats.moment(row.at), f"{row.code} {row.competence}", words.word(words.STAGES, row.stage),
                        words.word(words.VOICES, row.voice), row.by, row.title, row.words,
                        formats.moment(row.withdrawn_at) if row.withdrawn_at else "",
                    )
                    for row in queries.proofs(session, me)
                ],
            ),
            table(
                _("Réponses aux positionnements"),
                (when, stage, what, _("Niveau")),
                [
                    (
                        formats.moment(row.at), words.word(words.STAGES, row.stage), f"{row.code} {row.title}",
                        _("je ne sais pas") if row.level is None else row.level,
                    )
                    for row in queries.answers(session, me)
                ],
            ),
            table(
                _("Besoins dits"),
                (when, stage, _("Question"), _("Réponse")),
                [
                    (
                        formats.moment(row.needs_at), words.word(words.STAGES, row.stage),
                        next((one["label"] for one in row.questions if one["key"] == key), key),
                        ", ".join(said) if isinstance(said, list) else said,
                    )
                    for row in queries.needs(session, me)
                    for key, said in row.needs.items()
                ],
            ),
            table(
                _("Entretiens de positionnement"),
                (when, stage, _("Avec"), _("Ce qui est convenu")),
                [
                    (formats.full_day(row.held_on), words.word(words.STAGES, row.stage), row.by, row.agreed)
                    for row in queries.interviews(session, me)
                ],
            ),
            table(
                _("Changements de plan suggérés"),
                (when, _("Quoi"), _("Séquence"), _("Décision"), _("Pourquoi"), _("Décidé")),
                [
                    (
                        formats.moment(row.made_at), _(_ACTS[row.act]), row.sequence, _(_DECISIONS[row.decision]), row.word,
                        formats.moment(row.decided_at) if row.decided_at else "",
                    )
                    for row in queries.proposals(session, me)
                ],
            ),
            table(
                _("Questionnaires de besoins que vous avez écrits"),
                (when, _("Version")),
                [(formats.moment(row.made_at), row.number) for row in queries.guides(session, me)],
            ),
        ),
    )  # fmt: skip


def levels(session: Session, me: str) -> Table:
    return table(
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
