"""How each row belongs to a person, and what it is called in plain words.

A path names the columns to follow from a table to `account.id`: "attempt_id>enrolment_id>learner_id" reads
"the person who is the learner of the enrolment of the attempt". Several paths: any of them. A test walks every
model: a table that holds a personal field, or points to an account or an enrolment, must be here.
"""

from dataclasses import dataclass, field

from sqlalchemy import Column, ColumnElement, Table, or_, select

from app.core.db import Base
from app.core.i18n import N_
from app.core.privacy import Basis, PersonalData, Purpose, Retention

PATHS: dict[str, tuple[str, ...]] = {
    "account": ("id",),
    "membership": ("account_id",),
    "sign_in": ("account_id",),
    "given_answer": ("account_id",),
    "enrolment": ("learner_id",),
    "plan_item": ("enrolment_id>learner_id",),
    "enrolment_change": ("enrolment_id>learner_id",),
    "group_member": ("enrolment_id>learner_id",),
    "availability": ("enrolment_id>learner_id",),
    "plan_step": ("enrolment_id>learner_id",),
    "plan_omission": ("enrolment_id>learner_id",),
    "plan_pause": ("enrolment_id>learner_id",),
    "plan_change": ("enrolment_id>learner_id",),
    "task": ("asked_by",),
    "declared_time": ("enrolment_id>learner_id",),
    "mail": ("account_id",),
    "module_reminder": ("enrolment_id>learner_id",),
    "reminder_hold": ("enrolment_id>learner_id",),
    "activity_state": ("enrolment_id>learner_id",),
    "activity_remark": ("enrolment_id>learner_id",),
    "attempt": ("enrolment_id>learner_id",),
    "answer": ("attempt_id>enrolment_id>learner_id",),
    "submission": ("enrolment_id>learner_id",),
    "review": ("submission_id>enrolment_id>learner_id",),
    "review_draft": ("reviewer_id",),  # its trainer's, until the decision takes it away
    "annotation": ("review_id>submission_id>enrolment_id>learner_id",),  # told by a review; before that, still a draft
    "level_assessment": ("enrolment_id>learner_id",),
    "survey_reply": ("enrolment_id>learner_id",),
    "survey_answer": ("reply_id>enrolment_id>learner_id",),
    "choice_pick": ("enrolment_id>learner_id",),
    "checklist_tick": ("enrolment_id>learner_id",),
    "booking": ("enrolment_id>learner_id",),
    "attendance": ("enrolment_id>learner_id",),
    "signature": ("enrolment_id>learner_id", "account_id"),
    "attendance_seal": ("enrolment_id>learner_id", "by_id"),
    "signing_pin": ("enrolment_id>learner_id",),
    "signing_failure": ("enrolment_id>learner_id",),
    "classroom_presence": ("enrolment_id>learner_id", "account_id"),
    "training_session": ("trainer_id",),
    "appointment": ("enrolment_id>learner_id",),
    "appointment_move": ("appointment_id>enrolment_id>learner_id",),
    "appointment_note": ("appointment_id>enrolment_id>learner_id",),  # those of the team too: they are about the person
    "appointment_slot": ("adviser_id",),
    "adviser_absence": ("adviser_id",),
    "calendar_feed": ("account_id",),
    "draft_version": ("account_id",),
    "bank_question": ("changed_by",),
    "bank_question_change": ("changed_by",),
    "question_import": ("account_id",),
    "thread": ("author_id",),
    "post": ("author_id",),
    "post_version": ("post_id>author_id",),
    "thread_follow": ("account_id",),
    "space_follow": ("account_id",),
    "thread_reading": ("account_id",),
    "post_thanks": ("account_id",),
    "forum_act": ("by_id",),
    "forum_entry": ("thread_id>author_id", "post_id>author_id"),
    "post_mention": ("account_id",),
    "post_file": ("post_id>author_id",),
    "post_report": ("reporter_id",),
    "forum_feed": ("account_id",),
    "expert_profile": ("account_id",),
    "message": ("enrolment_id>learner_id", "author_id"),
    "stored_file": ("owner_id",),
    "upload": ("account_id",),
    "ledger_entry": ("person_id",),  # no foreign key: people can be erased from around the chain
}

BY_PRINT = frozenset({"sign_in_failure", "visit"})  # known by a fingerprint of the address, and by no account

# Tables where the link to the person is the personal fact, though no field declares itself.
LINKS: dict[str, PersonalData] = {
    "ledger_entry": PersonalData(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF),
    "plan_item": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "plan_step": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "plan_omission": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "plan_pause": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "task": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.SECURITY),
    "survey_reply": PersonalData(Purpose.QUALITY, Basis.CONTRACT, Retention.PATH),
    "choice_pick": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "checklist_tick": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "post_thanks": PersonalData(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH),
    "group_member": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "post_mention": PersonalData(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH),
    "training_session": PersonalData(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF),
    "appointment_move": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "appointment_slot": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "adviser_absence": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "draft_version": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.PROOF),
    "bank_question": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.ACCOUNT),
    "bank_question_change": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.ACCOUNT),
    "question_import": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.SECURITY),
    "given_answer": PersonalData(Purpose.ACCOUNT, Basis.INTEREST, Retention.SECURITY),
}

# Held, said to be held, and never handed out: whoever finds the copy must not be able to sign in with it.
SECRETS: dict[str, frozenset[str]] = {
    "account": frozenset({"password_hash"}),
    "sign_in": frozenset({"token_hash"}),
    "sign_in_failure": frozenset({"account_print", "address_print"}),
    "signing_pin": frozenset({"pin_hash"}),
    "calendar_feed": frozenset({"nonce", "token_hash"}),
    "forum_feed": frozenset({"nonce", "token_hash"}),
    "visit": frozenset({"contact_print", "token_hash", "address_print"}),
    "question_import": frozenset({"data"}),  # a file that its owner has, and that goes within a day
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A table in plain words; `fields` names its personal columns."""

    title: str
    fields: dict[str, str] = field(default_factory=dict)


SUBJECTS: dict[str, Subject] = {
    "account": Subject(
        N_("Votre compte"),
        {
            "email": N_("adresse de courriel"),
            "name": N_("nom"),
            "phone": N_("téléphone"),
            "password_hash": N_("empreinte de votre mot de passe (jamais le mot de passe lui-même)"),
            "locale": N_("langue choisie"),
        },
    ),
    "membership": Subject(N_("Vos rôles"), {"role": N_("rôle dans l'organisation")}),
    "sign_in": Subject(
        N_("Vos connexions"),
        {"token_hash": N_("empreinte de la clé de connexion"), "device": N_("navigateur ou appareil")},
    ),
    "sign_in_failure": Subject(
        N_("Connexions refusées"),
        {
            "account_print": N_("empreinte de l'adresse essayée"),
            "address_print": N_("empreinte de l'adresse réseau"),
        },
    ),
    "given_answer": Subject(N_("Réponses déjà données à vos programmes")),
    "enrolment": Subject(
        N_("Votre inscription"),
        {
            "referrer": N_("qui vous a orienté"),
            "status": N_("où en est le parcours"),
            "exit_reason": N_("situation à la sortie"),
            "project": N_("votre projet en une ligne"),
            "weekly_hours_due": N_("heures attendues chaque semaine (contrat d'engagement)"),
            "weekly_hours_from": N_("depuis quand ces heures sont attendues"),
        },
    ),
    "plan_item": Subject(N_("Votre plan : les dates de chaque séquence")),
    "enrolment_change": Subject(
        N_("Changements de votre parcours"), {"what": N_("changement"), "reason": N_("raison écrite")}
    ),
    "group_member": Subject(N_("Vos groupes, et depuis quand")),
    "availability": Subject(
        N_("Le temps que vous avez pour votre parcours"),
        {"weekdays_off": N_("jours de la semaine impossibles"), "days_off": N_("absences prévues")},
    ),
    "plan_step": Subject(N_("Votre plan : les dates de chaque activité")),
    "plan_omission": Subject(N_("Les séquences qui ne sont pas dans votre plan")),
    "plan_pause": Subject(N_("Vos pauses prévues")),
    "plan_change": Subject(
        N_("Changements de votre plan"),
        {
            "act": N_("changement"),
            "reason": N_("raison écrite"),
            "before": N_("dates avant"),
            "after": N_("dates après"),
        },
    ),
    "task": Subject(N_("Travaux de fond que vous avez demandés")),
    "declared_time": Subject(N_("Le temps que vous dites avoir passé"), {"minutes": N_("minutes passées")}),
    "mail": Subject(
        N_("Les courriels que vous avez reçus"),
        {
            "address": N_("adresse de courriel"),
            "name": N_("nom"),
            "subject": N_("objet"),
            "text": N_("texte"),
            "html": N_("texte mis en forme"),
            "calendar": N_("invitation pour l'agenda"),
            "state": N_("envoyé ou non"),
            "error": N_("ce que le serveur de courrier a répondu"),
        },
    ),
    "module_reminder": Subject(N_("Les relances de modules"), {"words": N_("mot de l'équipe")}),
    "reminder_hold": Subject(N_("Vos relances suspendues"), {"reason": N_("raison écrite")}),
    "activity_state": Subject(
        N_("Vos activités"), {"state": N_("où vous en êtes"), "facts": N_("résultat, ce qui manque")}
    ),
    "activity_remark": Subject(
        N_("Vos mots sur les étapes"),
        {
            "felt": N_("durée ressentie"),
            "minutes": N_("minutes passées"),
            "body": N_("votre mot"),
            "reply": N_("réponse de l'équipe"),
        },
    ),
    "attempt": Subject(N_("Vos quiz envoyés"), {"state": N_("corrigé ou non")}),
    "answer": Subject(
        N_("Vos réponses"),
        {"response": N_("ce que vous avez répondu"), "comment": N_("commentaire de l'équipe")},
    ),
    "submission": Subject(N_("Vos travaux"), {"text": N_("votre texte"), "state": N_("lu ou non")}),
    "review": Subject(
        N_("Retours sur vos travaux"),
        {
            "decision": N_("accepté ou à reprendre"),
            "comment": N_("commentaire"),
            "criteria": N_("critère par critère, pour une liste simple"),
            "levels": N_("niveau de chaque critère"),
            "comments": N_("commentaire de chaque critère"),
        },
    ),
    "review_draft": Subject(N_("Vos relectures commencées"), {"said": N_("niveaux choisis et mots écrits")}),
    "annotation": Subject(
        N_("Commentaires sur des passages de vos travaux"),
        {"quote": N_("passage de votre texte"), "comment": N_("commentaire")},
    ),
    "level_assessment": Subject(N_("Vos niveaux de compétence"), {"stage": N_("moment"), "voice": N_("qui l'a donné")}),
    "survey_reply": Subject(N_("Vos questionnaires : lesquels, et quand")),
    "survey_answer": Subject(N_("Vos réponses aux questionnaires"), {"response": N_("ce que vous avez répondu")}),
    "choice_pick": Subject(N_("Vos choix")),
    "checklist_tick": Subject(N_("Ce que vous avez coché")),
    "booking": Subject(
        N_("Vos places en séance"), {"state": N_("place ou liste d'attente"), "place": N_("sur place ou à distance")}
    ),
    "attendance": Subject(
        N_("Vos présences"),
        {
            "reason": N_("motif d'absence écrit"),
            "reason_code": N_("motif d'absence choisi"),
            "document_seen": N_("document justificatif vu ou non"),
        },
    ),
    "signature": Subject(
        N_("Vos signatures de présence"),
        {
            "method": N_("façon de signer"),
            "drawing": N_("dessin de la signature"),
            "written": N_("nom écrit pour signer"),
        },
    ),
    "attendance_seal": Subject(
        N_("Feuilles contresignées et corrections de présence"),
        {
            "was": N_("ce qui était noté"),
            "becomes": N_("ce qui est noté depuis"),
            "reason": N_("raison de la correction"),
        },
    ),
    "signing_pin": Subject(
        N_("Votre carte de signature"), {"pin_hash": N_("empreinte du code (jamais le code lui-même)")}
    ),
    "signing_failure": Subject(N_("Codes de signature refusés"), {"method": N_("code du moment ou de la carte")}),
    "classroom_presence": Subject(
        N_("Vos connexions aux salles à distance"),
        {"user_id": N_("ce par quoi le serveur vous désigne"), "guest": N_("nom donné en entrant par un lien")},
    ),
    "training_session": Subject(N_("Les séances que vous animez")),
    "appointment": Subject(
        N_("Vos rendez-vous"),
        {
            "means": N_("sur place, par téléphone ou en visio"),
            "phone": N_("numéro à appeler"),
            "about": N_("de quoi vous vouliez parler"),
            "cancel_reason": N_("mot laissé en annulant"),
            "outcome": N_("s'il a eu lieu"),
            "absence": N_("raison de l'absence, sans détail"),
        },
    ),
    "appointment_move": Subject(N_("Les déplacements de vos rendez-vous")),
    "appointment_note": Subject(
        N_("Ce qui a été noté de vos rendez-vous"),
        {"kind": N_("partagé avec vous, ou pour l'équipe"), "body": N_("texte")},
    ),
    "appointment_slot": Subject(N_("Les créneaux de rendez-vous que vous ouvrez")),
    "adviser_absence": Subject(N_("Les périodes où vous ne recevez pas")),
    "calendar_feed": Subject(
        N_("L'adresse privée de votre agenda"),
        {
            "nonce": N_("tirage au sort dont l'adresse est faite (jamais l'adresse elle-même)"),
            "token_hash": N_("empreinte de l'adresse"),
        },
    ),
    "visit": Subject(
        N_("Vos inscriptions à des rencontres publiques"),
        {
            "name": N_("nom"),
            "email": N_("adresse de courriel"),
            "phone": N_("téléphone"),
            "contact_print": N_("empreinte du moyen de vous joindre"),
            "state": N_("place, liste d'attente ou annulée"),
            "token_hash": N_("empreinte de votre lien privé"),
            "address_print": N_("empreinte de l'adresse réseau"),
        },
    ),
    "draft_version": Subject(N_("Ce que vous avez écrit à l'atelier, version après version")),
    "bank_question": Subject(N_("Les questions de banque que vous avez écrites ou changées en dernier")),
    "bank_question_change": Subject(N_("Les changements que vous avez faits aux questions de banque")),
    "question_import": Subject(N_("Les fichiers de questions que vous avez envoyés, gardés un jour")),
    "thread": Subject(
        N_("Les discussions que vous avez ouvertes"),
        {
            "title": N_("titre"),
            "locked_why": N_("pourquoi elle est fermée"),
            "deleted_why": N_("pourquoi elle a été retirée"),
        },
    ),
    "post": Subject(
        N_("Vos messages du forum"),
        {
            "body": N_("texte"),
            "html": N_("texte mis en forme"),
            "hidden_why": N_("pourquoi l'équipe l'a mis de côté"),
        },
    ),
    "post_version": Subject(N_("Vos messages du forum, avant que vous les changiez"), {"body": N_("texte")}),
    "thread_follow": Subject(N_("Les discussions que vous suivez"), {"level": N_("suivie ou sans nouvelles")}),
    "space_follow": Subject(N_("Les espaces du forum que vous suivez"), {"level": N_("suivi ou sans nouvelles")}),
    "thread_reading": Subject(
        N_("Jusqu'où vous avez lu les discussions"), {"read_to": N_("numéro du dernier message lu")}
    ),
    "post_thanks": Subject(N_("Vos remerciements")),
    "forum_act": Subject(N_("Ce que vous avez fait pour la tenue du forum"), {"reason": N_("raison écrite")}),
    "forum_entry": Subject(
        N_("Les mots par lesquels vos messages du forum se retrouvent"),
        {"stems": N_("mots sans accent ni terminaison")},
    ),
    "post_mention": Subject(N_("Les messages du forum qui vous nomment")),
    "post_file": Subject(N_("Les fichiers de vos messages du forum"), {"says": N_("ce que montre l'image")}),
    "post_report": Subject(
        N_("Les messages du forum que vous avez signalés"), {"reason": N_("raison choisie"), "words": N_("vos mots")}
    ),
    "forum_feed": Subject(
        N_("L'adresse privée de votre forum"),
        {
            "nonce": N_("tirage au sort dont l'adresse est faite (jamais l'adresse elle-même)"),
            "token_hash": N_("empreinte de l'adresse"),
        },
    ),
    "expert_profile": Subject(
        N_("Votre présentation de chef d'entreprise"),
        {
            "trade": N_("métier"),
            "company": N_("entreprise"),
            "place": N_("lieu"),
            "asks": N_("ce qu'on peut vous demander"),
        },
    ),
    "message": Subject(N_("Vos échanges avec l'équipe"), {"body": N_("texte"), "html": N_("texte mis en forme")}),
    "stored_file": Subject(N_("Vos fichiers"), {"name": N_("nom du fichier")}),
    "upload": Subject(N_("Vos envois en cours"), {"name": N_("nom du fichier")}),
    "ledger_entry": Subject(N_("Le registre des preuves : ce que vous avez fait, quand et combien de temps")),
}

PURPOSES: dict[Purpose, tuple[str, str]] = {
    Purpose.LEARNING: (
        N_("Suivre votre parcours et vous accompagner"),
        N_("Pour vous montrer la prochaine étape, lire vos travaux et vous aider quand vous en avez besoin."),
    ),
    Purpose.EVIDENCE: (
        N_("Prouver que le parcours a eu lieu"),
        N_("Les financeurs et les contrôles demandent des preuves : dates, présences, durées."),
    ),
    Purpose.ACCOUNT: (
        N_("Vous connecter en sécurité"),
        N_("Pour savoir que c'est bien vous, et pour ralentir qui essaierait à votre place."),
    ),
    Purpose.EXCHANGE: (
        N_("Échanger avec l'équipe et le groupe"),
        N_("Pour garder le fil de vos conversations et du forum."),
    ),
    Purpose.QUALITY: (
        N_("Mesurer et améliorer le service"),
        N_("Pour savoir ce qui marche et ce qui doit changer."),
    ),
    Purpose.WELCOME: (
        N_("Vous accueillir à une rencontre"),
        N_("Pour garder votre place, vous prévenir d'un changement et compter les personnes venues."),
    ),
}

BASES: dict[Basis, str] = {
    Basis.CONTRACT: N_("nécessaire à votre parcours"),
    Basis.LEGAL: N_("demandé par la loi"),
    Basis.INTEREST: N_("nécessaire à la sécurité du service"),
    Basis.CONSENT: N_("avec votre accord, que vous pouvez retirer"),
}

RETENTIONS: dict[Retention, str] = {
    Retention.ACCOUNT: N_("tant que vous utilisez le compte, deux ans au plus sans l'utiliser"),
    Retention.PATH: N_("un an après votre sortie"),
    Retention.PROOF: N_("six ans après votre sortie"),
    Retention.SECURITY: N_("six mois"),
    Retention.VISIT: N_("six mois après la rencontre"),
    Retention.PASSING: N_("sept jours"),
}


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def declared(column: Column[object]) -> PersonalData | None:
    """What a column says of itself."""
    found = column.info.get("personal")
    return found if isinstance(found, PersonalData) else None


def belongs_to(name: str, account_id: str) -> ColumnElement[bool]:
    """The condition that keeps the rows of one person in a table."""
    return or_(*(_follow(table(name), path.split(">"), account_id) for path in PATHS[name]))


def _follow(start: Table, steps: list[str], account_id: str) -> ColumnElement[bool]:
    column = start.c[steps[0]]
    if len(steps) == 1:
        return column == account_id
    target = next(iter(column.foreign_keys)).column
    return column.in_(select(target).where(_follow(target.table, steps[1:], account_id)))


def columns_to_copy(name: str) -> list[Column[object]]:
    """Every column of a table but its secrets."""
    return [column for column in table(name).columns if column.name not in SECRETS.get(name, ())]
