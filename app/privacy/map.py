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
    "received_mail": ("account_id",),
    "notice": ("account_id",),
    "notice_choice": ("account_id",),
    "notice_habits": ("account_id",),
    "push_subscription": ("account_id",),
    "ring": ("account_id",),
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
    "dossier": ("enrolment_id>learner_id",),
    "dossier_note": ("enrolment_id>learner_id",),  # whoever reads it here: it is about the person
    "dossier_note_reader": ("note_id>enrolment_id>learner_id", "account_id"),
    "dossier_note_version": ("note_id>enrolment_id>learner_id",),
    "dossier_goal": ("enrolment_id>learner_id",),
    "dossier_action": ("enrolment_id>learner_id",),
    "dossier_comment": ("action_id>enrolment_id>learner_id",),
    "dossier_referral": ("enrolment_id>learner_id",),
    "dossier_aid": ("enrolment_id>learner_id",),
    "dossier_correction": ("enrolment_id>learner_id",),
    "dossier_reading": ("enrolment_id>learner_id", "reader_id"),
    "follow_up": ("enrolment_id>learner_id",),  # the words for the team too: they are about the person
    "reason_rest": ("enrolment_id>learner_id",),
    "morning_rules": ("changed_by",),
    "cover": ("adviser_id", "colleague_id"),
    "cover_path": ("enrolment_id>learner_id",),
    "calendar_feed": ("account_id",),
    "application": ("account_id",),
    "application_step": ("application_id>account_id",),
    "application_act": ("application_id>account_id",),
    "draft_version": ("account_id",),
    "bank_question": ("changed_by",),
    "bank_question_change": ("changed_by",),
    "question_import": ("account_id",),
    "thread": ("author_id",),
    "post": ("author_id",),
    "conversation": ("learner_id",),
    "conversation_member": ("account_id",),
    "post_version": ("post_id>author_id",),
    "thread_follow": ("account_id",),
    "space_follow": ("account_id",),
    "thread_reading": ("account_id",),
    "post_thanks": ("account_id",),
    "forum_act": ("by_id",),
    "message": ("enrolment_id>learner_id", "author_id"),
    "testimony": ("account_id",),
    "message_file": ("message_id>enrolment_id>learner_id", "message_id>author_id"),
    "message_template": ("owner_id",),
    "group_message": ("author_id",),
    "group_recipient": ("enrolment_id>learner_id",),
    "stored_file": ("owner_id",),
    "upload": ("account_id",),
    "ledger_entry": ("person_id",),  # no foreign key: people can be erased from around the chain
}

BY_PRINT = frozenset(
    {"sign_in_failure", "visit", "partner"}
)  # known by a fingerprint of the address, and by no account

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
    "training_session": PersonalData(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF),
    "appointment_move": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "appointment_slot": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "adviser_absence": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "morning_rules": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.ACCOUNT),
    "cover_path": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "draft_version": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.PROOF),
    "bank_question": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.ACCOUNT),
    "bank_question_change": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.ACCOUNT),
    "question_import": PersonalData(Purpose.EVIDENCE, Basis.INTEREST, Retention.SECURITY),
    "message_file": PersonalData(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH),
    "message_template": PersonalData(Purpose.EXCHANGE, Basis.CONTRACT, Retention.ACCOUNT),
    "group_recipient": PersonalData(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH),
    "dossier_note_reader": PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH),
    "given_answer": PersonalData(Purpose.ACCOUNT, Basis.INTEREST, Retention.SECURITY),
}

# Held, said to be held, and never handed out: whoever finds the copy must not be able to sign in with it.
SECRETS: dict[str, frozenset[str]] = {
    "account": frozenset({"password_hash"}),
    "sign_in": frozenset({"token_hash"}),
    "sign_in_failure": frozenset({"account_print", "address_print"}),
    "signing_pin": frozenset({"pin_hash"}),
    "calendar_feed": frozenset({"nonce", "token_hash"}),
    "push_subscription": frozenset({"endpoint", "endpoint_print", "p256dh", "auth"}),
    "visit": frozenset({"contact_print", "token_hash", "address_print"}),
    "partner": frozenset({"contact_print"}),
    "application": frozenset({"email_print", "phone_print", "token_hash", "address_print"}),
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
    "notice": Subject(
        N_("Vos nouvelles"),
        {"title": N_("titre"), "text": N_("texte"), "gathered": N_("résumé qui la portera")},
    ),
    "notice_choice": Subject(
        N_("Ce que vous avez choisi de recevoir"),
        {"kind": N_("genre de nouvelles"), "mail": N_("par courriel, et à quel rythme")},
    ),
    "notice_habits": Subject(
        N_("Vos heures et votre numéro pour les nouvelles"),
        {
            "quiet_from": N_("début de vos heures calmes"),
            "quiet_until": N_("fin de vos heures calmes"),
            "digest_hour": N_("heure de votre résumé"),
            "digest_weekday": N_("jour de votre résumé"),
            "sms_number": N_("numéro pour les SMS"),
            "sms_agreed_at": N_("date de votre accord pour les SMS"),
        },
    ),
    "push_subscription": Subject(
        N_("Les appareils qui vous préviennent"),
        {
            "endpoint": N_("adresse donnée par le navigateur (jamais copiée)"),
            "endpoint_print": N_("empreinte de cette adresse"),
            "p256dh": N_("clé de cet appareil (jamais copiée)"),
            "auth": N_("secret partagé avec cet appareil (jamais copié)"),
            "device": N_("navigateur ou appareil"),
        },
    ),
    "ring": Subject(
        N_("Les notifications et SMS envoyés à vos appareils"),
        {
            "address": N_("numéro ou appareil"),
            "text": N_("texte du SMS"),
            "state": N_("envoyé ou non"),
            "error": N_("ce que le service a répondu"),
        },
    ),
    "received_mail": Subject(
        N_("Les réponses envoyées par courriel à ce que nous vous avons écrit"),
        {
            "sender": N_("adresse de courriel"),
            "subject": N_("objet"),
            "words": N_("texte, quand il n'a pas pu arriver"),
            "detail": N_("pourquoi"),
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
    "dossier": Subject(
        N_("Votre dossier"),
        {
            "referrer_structure": N_("structure qui vous a orienté"),
            "referrer_person": N_("contact dans cette structure"),
            "met": N_("comment vous avez été rencontré"),
            "needs": N_("besoins"),
            "project": N_("projet"),
            "stage": N_("étape du projet"),
            "strengths": N_("points forts"),
            "own_words": N_("vos mots"),
        },
    ),
    "dossier_note": Subject(
        N_("Notes, freins et documents écrits sur vous"),
        {
            "visibility": N_("qui les lit"),
            "subject": N_("frein"),
            "body": N_("texte"),
            "withdrawn_reason": N_("raison du retrait"),
        },
    ),
    "dossier_note_reader": Subject(N_("Qui est nommé pour lire une note")),
    "dossier_note_version": Subject(
        N_("Ce que ces notes disaient avant"), {"visibility": N_("qui les lisait"), "body": N_("texte")}
    ),
    "dossier_goal": Subject(
        N_("Vos objectifs"),
        {
            "title": N_("objectif"),
            "planned_on": N_("date prévue"),
            "ended_on": N_("fin réelle"),
            "outcome": N_("comment il s'est terminé"),
            "review": N_("bilan"),
        },
    ),
    "dossier_action": Subject(
        N_("Actions décidées"),
        {"body": N_("action"), "due_on": N_("pour quand"), "done_at": N_("quand elle a été faite")},
    ),
    "dossier_comment": Subject(N_("Mots sur les actions"), {"body": N_("texte")}),
    "dossier_referral": Subject(
        N_("Partenaires vers qui vous êtes orienté"),
        {
            "partner": N_("partenaire"),
            "reason": N_("pour quoi faire"),
            "sent_on": N_("date d'envoi"),
            "received_on": N_("date de réception"),
            "met_on": N_("date de rencontre"),
            "closed_on": N_("date de fin"),
            "outcome": N_("ce qui en est sorti"),
            "outcome_words": N_("en quelques mots"),
            "remind_on": N_("date de rappel"),
        },
    ),
    "dossier_aid": Subject(
        N_("Vos aides"),
        {
            "name": N_("aide"),
            "criteria": N_("critères remplis"),
            "asked_for": N_("ce qu'elle paie"),
            "cents": N_("montant demandé"),
            "asked_on": N_("date de demande"),
            "decision": N_("décision"),
            "granted_cents": N_("montant accordé"),
            "decided_on": N_("date de décision"),
            "reason": N_("raison"),
        },
    ),
    "dossier_correction": Subject(
        N_("Corrections que vous avez demandées"), {"body": N_("demande"), "answer": N_("réponse")}
    ),
    "dossier_reading": Subject(N_("Qui a lu votre dossier, et ce que vous avez lu"), {"part": N_("partie lue")}),
    "follow_up": Subject(
        N_("Les contacts de l'équipe avec vous"),
        {
            "channel": N_("appel, rencontre, message"),
            "outcome": N_("issue"),
            "words": N_("ce qui a été noté"),
            "visibility": N_("partagé avec vous, ou pour l'équipe"),
            "reasons": N_("pourquoi l'équipe vous a contacté"),
        },
    ),
    "reason_rest": Subject(
        N_("Ce que l'équipe a remis à plus tard pour vous"), {"kind": N_("raison"), "word": N_("mot de l'équipe")}
    ),
    "morning_rules": Subject(N_("Les règles de la liste du matin que vous avez changées en dernier")),
    "cover": Subject(N_("Les remplacements entre collègues"), {"reason": N_("raison écrite")}),
    "cover_path": Subject(N_("Les jours où une autre personne de l'équipe vous a suivi")),
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
    "partner": Subject(
        N_("La personne à demander chez un partenaire"),
        {"contact": N_("nom et fonction"), "contact_print": N_("empreinte de l'adresse de courriel")},
    ),
    "testimony": Subject(
        N_("Vos témoignages"),
        {
            "first_name": N_("prénom"),
            "project": N_("projet"),
            "commune": N_("commune"),
            "words": N_("vos mots"),
            "media_words": N_("ce que montre la photo ou le film"),
            "consent_words": N_("comment vous avez donné votre accord"),
        },
    ),
    "application": Subject(
        N_("Votre candidature"),
        {
            "name": N_("nom"),
            "email": N_("adresse de courriel"),
            "phone": N_("téléphone"),
            "email_print": N_("empreinte de l'adresse"),
            "phone_print": N_("empreinte du téléphone"),
            "stage": N_("où vous en étiez"),
            "project": N_("votre idée ou votre projet"),
            "needs": N_("ce qui vous aiderait d'abord"),
            "town": N_("commune"),
            "when": N_("moment pour vous joindre"),
            "situation": N_("situation, quand vous l'avez dite"),
            "referrer": N_("qui vous a orienté"),
            "tells_referrer": N_("si cette personne peut savoir la suite"),
            "state": N_("en cours, ou ce qui est décidé"),
            "reason": N_("raison de la décision"),
            "orientation": N_("vers qui vous êtes orienté"),
            "token_hash": N_("empreinte de votre page privée"),
            "address_print": N_("empreinte de l'adresse réseau"),
        },
    ),
    "application_step": Subject(
        N_("Les étapes de votre candidature"), {"state": N_("prévue, faite ou non"), "place": N_("lieu")}
    ),
    "application_act": Subject(
        N_("Ce qui a été noté de votre candidature"), {"what": N_("acte"), "words": N_("texte")}
    ),
    "draft_version": Subject(N_("Ce que vous avez écrit à l'atelier, version après version")),
    "bank_question": Subject(N_("Les questions de banque que vous avez écrites ou changées en dernier")),
    "bank_question_change": Subject(N_("Les changements que vous avez faits aux questions de banque")),
    "question_import": Subject(N_("Les fichiers de questions que vous avez envoyés, gardés un jour")),
    "conversation": Subject(N_("Vos conversations"), {"subject": N_("objet")}),
    "conversation_member": Subject(
        N_("Les conversations où vous êtes, et jusqu'où vous avez lu"), {"read_at": N_("moment de la dernière lecture")}
    ),
    "message_file": Subject(N_("Les fichiers joints à vos échanges")),
    "message_template": Subject(N_("Vos modèles de message")),
    "group_message": Subject(
        N_("Les messages que vous avez envoyés à plusieurs"), {"subject": N_("objet"), "body": N_("texte")}
    ),
    "group_recipient": Subject(N_("Les messages à plusieurs que vous avez reçus")),
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
    Purpose.ORIENTATION: (
        N_("Orienter, et montrer ce que d'autres ont fait"),
        N_(
            "Pour dire à qui s'adresser chez un partenaire, et pour publier un témoignage avec l'accord de la personne."
        ),
    ),
    Purpose.ADMISSION: (
        N_("Étudier votre candidature"),
        N_("Pour vous joindre, préparer la suite avec vous et décider."),
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
    Retention.LISTED: N_("tant que la fiche ou le témoignage est publié"),
    Retention.APPLICATION: N_("six mois après le dernier échange"),
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
