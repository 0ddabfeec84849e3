"""What somebody did and how far they came: works, quizzes, levels, modules at a distance, questionnaires."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.core.i18n import N_, _
from app.feedback.campaigns.rules import MOMENTS
from app.files import services as files
from app.notifications.distance import queries as sent
from app.notifications.distance.evidence import followup, in_words
from app.notifications.distance.rules import STATUS_WORDS
from app.quality import queries as titles_of
from app.quality.audit import naming
from app.quality.audit.chapters import queries
from app.quality.audit.chapters.path import STAGES
from app.quality.audit.pieces import Document, Person, Piece, Scope, Table, chapter

WORKS = {
    "waiting": N_("en attente de lecture"), "accepted": N_("accepté"), "sent_back": N_("à reprendre"), "received": N_("reçu"),
    "replaced": N_("remplacé par un envoi plus récent"),
}  # fmt: skip
VOICES = {"learner": N_("la personne"), "trainer": N_("formation"), "adviser": N_("accompagnement")}


@chapter("travaux")
def works(session: Session, scope: Scope, person: Person) -> Iterator[Piece]:
    path, until = person.enrolment, scope.period.until
    given, tried = queries.works(session, path.id, until), queries.quizzes(session, path.id, until)
    titles = titles_of.activity_titles(session, path.organisation_id, {one.activity_id for one in (*given, *tried)})
    yield Table(
        "travaux", _("Travaux rendus"),
        (_("Rendu le"), _("Activité"), _("Envoi"), _("État"), _("Lu le"), _("Par"), _("Fichier")),
        tuple(
            (
                one.sent_at, titles.get(one.activity_id, ""), one.number, _(WORKS.get(one.state, one.state)),
                one.reviewed_at, one.reviewer, one.file_name,
            )
            for one in given
        ),
    )  # fmt: skip
    yield Table(
        "quiz", _("Quiz"), (_("Envoyé le"), _("Activité"), _("Essai"), _("Points"), _("Sur"), _("État")),
        tuple(
            (
                one.sent_at, titles.get(one.activity_id, ""), one.number, one.points, one.possible,
                _("corrigé") if one.state == "graded" else _("à relire"),
            )
            for one in tried
        ),
    )  # fmt: skip
    if scope.with_works:
        kept = files.describe(session, {one.file_id for one in given if one.file_id})
        with_file = [one for one in given if one.file_id in kept]
        for number, one in enumerate(with_file, 1):
            name = naming.file_name(one.file_name, number)
            yield Document(f"travaux/{name}", titles.get(one.activity_id, ""), one.sent_at, kept[one.file_id])


@chapter("niveaux")
def levels(session: Session, scope: Scope, person: Person) -> Iterator[Piece]:
    yield Table(
        "niveaux", _("Niveaux"), (_("Date"), _("Moment"), _("Voix"), _("Bloc"), _("Compétence"), _("Niveau"), _("Par")),
        tuple(
            (
                one.at, _(STAGES.get(one.stage, one.stage)), _(VOICES.get(one.voice, one.voice)), one.block,
                f"{one.code} {one.title}", one.level, one.by,
            )
            for one in queries.levels(session, person.enrolment.id, scope.period.until)
        ),
    )  # fmt: skip


@chapter("conclusions")
def conclusions(session: Session, scope: Scope, person: Person) -> Iterator[Piece]:
    yield Table(
        "conclusions", _("Niveaux conclus"),
        (_("Date"), _("Moment"), _("Bloc"), _("Compétence"), _("Niveau"), _("Pourquoi"), _("Par")),
        tuple(
            (one.at, _(STAGES.get(one.stage, one.stage)), one.block, f"{one.code} {one.title}", one.level, one.why, one.by)
            for one in queries.conclusions(session, person.enrolment.id, scope.period.until)
        ),
    )  # fmt: skip


@chapter("distance")
def distance(session: Session, scope: Scope, person: Person) -> Iterator[Piece]:
    found = followup(session, person.enrolment)
    modules = {one.module.id: one.module.title for one in found.modules}
    until = scope.period.until
    yield Table(
        "modules", _("Modules à distance"),
        (_("Module"), _("Où il en est"), _("Du"), _("Au"), _("Faites"), _("Activités"), _("Minutes comptées"), _("Minutes déclarées")),
        tuple(
            (
                one.module.title, _(STATUS_WORDS[one.module.status][0]), one.module.starts_on, one.module.due_on,
                one.module.done, one.module.total, one.counted, one.declared,
            )
            for one in found.modules
        ),
    )  # fmt: skip
    yield Table(
        "relances", _("Relances"), (_("Date"), _("Module"), _("Jours de retard"), _("Par")),
        tuple(
            (one.at, modules.get(one.sequence_id, ""), one.late_days, one.by_name or _("Bidaide"))
            for one in sent.reminders(session, [person.enrolment.id])
            if one.at < until
        ),
    )  # fmt: skip
    yield Table(
        "delais", _("Délais de réponse"), (_("Date"), _("Demande"), _("Réponse le"), _("Délai"), _("Par")),
        tuple(
            (one.at, one.what, one.answered_at, in_words(one.delay), one.by) for one in found.answers if one.at < until
        ),
    )  # fmt: skip


@chapter("enquetes")
def surveys(session: Session, scope: Scope, person: Person) -> Iterator[Piece]:
    yield Table(
        "enquetes", _("Enquêtes envoyées"), (_("Enquête"), _("Moment"), _("Envoyée le"), _("Répondue le"), _("Relances"), _("Sans nom")),
        tuple(
            (
                one.title, _(MOMENTS.get(one.moment, one.moment)), one.sent_on, one.answered_on, one.reminders,
                _("oui") if one.anonymous else _("non"),
            )
            for one in queries.invitations(session, person.enrolment.id)
        ),
    )  # fmt: skip
    found = queries.replies(session, person.enrolment.id, scope.period.until)
    titles = titles_of.activity_titles(session, person.enrolment.organisation_id, {one.activity_id for one in found})
    yield Table(
        "questionnaires", _("Questionnaires renvoyés"), (_("Date"), _("Questionnaire")),
        tuple((one.sent_at, titles.get(one.activity_id, "")) for one in found),
        _("Les réponses données sans nom ne sont pas ici : personne ne peut les rattacher à quelqu'un."),
    )  # fmt: skip
