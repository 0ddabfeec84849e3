"""What each table that speaks of people is called, and its personal fields, in plain words."""

from dataclasses import dataclass, field

from app.core.i18n import N_
from app.privacy import admission_fields, register_fields


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
    "path_exit": Subject(
        N_("Vos sorties, avec leurs corrections"),
        {
            "status": N_("parcours terminé, ou sortie avant la fin"),
            "outcome": N_("situation choisie"),
            "code": N_("situation officielle"),
            "label": N_("situation en mots"),
            "reason": N_("raison d'une correction"),
        },
    ),
    "closing_interview": Subject(
        N_("Votre bilan de fin"),
        {
            "reached": N_("ce qui est atteint"),
            "decision": N_("votre décision"),
            "reasons": N_("vos raisons"),
            "elements": N_("des éléments pour décider"),
            "next_steps": N_("la suite"),
            "by_mail": N_("accord pour un courriel"),
            "by_sms": N_("accord pour un SMS"),
            "by_call": N_("accord pour un appel"),
        },
    ),
    "situation_check": Subject(
        N_("Les nouvelles que l'on vous demande après votre sortie"),
        {
            "state": N_("où en est la demande"),
            "nonce": N_("clé de votre lien privé"),
            "token_hash": N_("empreinte de votre lien privé"),
        },
    ),
    "situation_answer": Subject(
        N_("Ce que vous avez dit de votre situation après votre sortie"),
        {
            "refused": N_("ne souhaite pas répondre"),
            "outcome": N_("situation choisie"),
            "code": N_("situation officielle"),
            "label": N_("situation en mots"),
            "active": N_("si votre activité existe encore"),
            "siret": N_("numéro SIRET"),
            "via": N_("par lien ou par téléphone"),
            "reason": N_("raison d'une correction"),
        },
    ),
    "follow_up_ways": Subject(N_("Les règles des nouvelles que vous avez changées en dernier")),
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
    "survey_invitation": Subject(
        N_("Les enquêtes où votre avis est demandé"),
        {
            "name": N_("nom"),
            "email": N_("adresse de courriel"),
            "answered_on": N_("jour de votre réponse"),
            "nonce": N_("secret de votre adresse privée (jamais copié)"),
            "token_hash": N_("empreinte de votre adresse privée"),
        },
    ),
    "feedback_reply": Subject(N_("Vos réponses aux enquêtes, sous votre nom")),
    "feedback_answer": Subject(N_("Ce que vous avez répondu aux enquêtes"), {"response": N_("réponse")}),
    "complaint": Subject(
        N_("Vos réclamations"),
        {
            "name": N_("nom"),
            "email": N_("adresse de courriel"),
            "phone": N_("téléphone"),
            "words": N_("ce qui ne va pas"),
            "wish": N_("ce qui arrangerait les choses"),
            "satisfied": N_("votre avis sur la réponse"),
            "address_print": N_("empreinte de l'adresse réseau"),
            "words_print": N_("empreinte de vos mots"),
            "nonce": N_("secret de votre adresse privée (jamais copié)"),
            "token_hash": N_("empreinte de votre adresse privée"),
        },
    ),
    "complaint_act": Subject(N_("Les échanges d'une réclamation"), {"words": N_("mots écrits")}),
    "incident": Subject(
        N_("Les aléas notés à votre sujet"),
        {"what": N_("ce qui s'est passé"), "solution": N_("solution apportée")},
    ),
    "improvement": Subject(N_("Les actions d'amélioration dont vous êtes responsable")),
    "element_choice": Subject(N_("Les décisions que vous avez prises après un essai")),
    "activity_remark": Subject(
        N_("Vos mots sur les étapes"),
        {
            "felt": N_("durée ressentie"),
            "minutes": N_("minutes passées"),
            "helped": N_("si elle vous a aidé"),
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
    "badge": Subject(
        N_("Vos badges"),
        {"document": N_("ce que dit le badge, signé"), "revoked_why": N_("pourquoi il a été retiré")},
    ),
    "booklet": Subject(N_("Votre livret de compétences"), {"words": N_("ce que vous dites de vous")}),
    "booklet_line": Subject(
        N_("Les lignes de votre livret"),
        {"words": N_("compétence, avec vos mots"), "proofs": N_("preuves que vous montrez")},
    ),
    "level_assessment": Subject(N_("Vos niveaux de compétence"), {"stage": N_("moment"), "voice": N_("qui l'a donné")}),
    "positioning_guide": Subject(N_("Les versions du questionnaire de besoins que vous avez écrites")),
    "positioning": Subject(
        N_("Vos positionnements"), {"stage": N_("moment"), "needs": N_("vos réponses au questionnaire de besoins")}
    ),
    "positioning_answer": Subject(N_("Vos réponses aux positionnements"), {"level": N_("niveau choisi")}),
    "positioning_interview": Subject(
        N_("Vos entretiens de positionnement"), {"held_on": N_("date"), "agreed": N_("ce qui a été convenu")}
    ),
    "plan_proposal": Subject(
        N_("Les changements de plan que vos réponses ont suggérés"),
        {
            "act": N_("passer ou ajouter une séquence"),
            "figures": N_("les niveaux qui le suggèrent"),
            "decision": N_("ce qui a été décidé"),
            "word": N_("pourquoi"),
        },
    ),
    "level_proof": Subject(
        N_("Les preuves de vos niveaux"),
        {
            "stage": N_("moment"),
            "voice": N_("qui l'a apportée"),
            "kind": N_("sorte de preuve"),
            "title": N_("ce que c'est"),
            "words": N_("ce que cela montre"),
        },
    ),
    "level_conclusion": Subject(
        N_("Les niveaux conclus"),
        {"stage": N_("moment"), "why": N_("pourquoi"), "reopened_why": N_("pourquoi la conclusion a été rouverte")},
    ),
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
    "legal_identity": Subject(N_("Les organisations dont vous êtes la représentante ou le représentant légal")),
    "document_template": Subject(N_("Les modèles de documents que vous avez écrits")),
    "document_settings": Subject(N_("Les réglages des documents que vous avez changés en dernier")),
    "document_terms": Subject(
        N_("Ce qui est convenu pour votre formation"),
        {
            "buyer": N_("qui achète la formation"),
            "buyer_address": N_("son adresse"),
            "signer": N_("qui signe pour cet acheteur"),
            "signer_capacity": N_("sa qualité"),
            "signer_email": N_("son adresse de courriel"),
            "employer": N_("employeur"),
            "price": N_("prix"),
            "payment": N_("modalités de paiement"),
            "stopping": N_("conditions si la formation s'arrête"),
            "headcount": N_("nombre de personnes"),
            "knowledge": N_("niveau demandé avant l'entrée"),
            "trainers": N_("personnes qui forment, avec leurs titres"),
        },
    ),
    "issued_document": Subject(
        N_("Vos documents"),
        {
            "minutes": N_("durée écrite"),
            "data": N_("tout ce qui est imprimé"),
            "why": N_("pourquoi il a été annulé ou refait"),
        },
    ),
    "document_signer": Subject(
        N_("Les signatures de vos documents"),
        {
            "name": N_("nom"),
            "capacity": N_("qualité"),
            "email": N_("adresse de courriel"),
            "link_hash": N_("empreinte de l'adresse pour signer"),
            "nonce": N_("tirage au sort dont l'adresse est faite (jamais l'adresse elle-même)"),
            "code_hash": N_("empreinte du code reçu"),
            "state": N_("signé, refusé ou attendu"),
            "method": N_("façon de signer"),
            "drawing": N_("signature dessinée"),
            "address": N_("adresse réseau au moment de signer"),
            "reason": N_("raison d'un refus"),
        },
    ),
    "document_acknowledgement": Subject(N_("Les règlements que vous avez lus")),
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
    "result_publication": Subject(N_("Les résultats de parcours que vous avez publiés ou retirés")),
    "course_review": Subject(N_("Les bilans annuels de parcours que vous avez ouverts ou clos")),
    "course_review_point": Subject(N_("Les décisions de bilan que vous avez écrites ou dont vous avez la charge")),
    "cover": Subject(N_("Les remplacements entre collègues"), {"reason": N_("raison écrite")}),
    "cover_path": Subject(N_("Les jours où une autre personne de l'équipe vous a suivi")),
    "audit_file": Subject(N_("Les dossiers d'audit que vous avez demandés")),
    "audit_file_person": Subject(N_("Les dossiers d'audit où figure votre parcours")),
    "audit_access": Subject(
        N_("Les dossiers d'audit qui vous sont ouverts"), {"token_hash": N_("empreinte de l'adresse d'invitation")}
    ),
    "audit_look": Subject(N_("Ce que vous avez ouvert dans un dossier d'audit"), {"path": N_("page ou document")}),
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
    "application": Subject(N_("Votre candidature"), admission_fields.APPLICATION),
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
    "funder_profile": Subject(N_("Les financeurs dont vous avez réglé la fiche")),
    "funding_agreement": Subject(
        N_("Qui finance votre parcours"),
        {
            "reference": N_("numéro de la convention"),
            "minutes_bought": N_("heures financées"),
            "share": N_("part des heures prise en charge"),
        },
    ),
    "funding_file": Subject(N_("Votre situation pour le bilan annuel"), {"status": N_("statut à l'entrée")}),
    "course_funding": Subject(N_("Les parcours dont vous avez réglé l'objectif")),
    "deliverer": Subject(N_("Si vous intervenez comme salarié ou sur facture")),
    "participant_record": Subject(
        N_("Vos réponses pour le financeur"),
        {
            "answers": N_("réponses"),
            "sealed": N_("réponses protégées (chiffrées)"),
            "reason": N_("raison d'une correction"),
        },
    ),
    "participant_reading": Subject(N_("Qui a ouvert vos réponses protégées")),
    "training_year": Subject(N_("Les bilans annuels que vous avez enregistrés")),
    "funder_report": Subject(
        N_("Les rapports que vous avez signés pour un financeur"), {"capacity": N_("qualité du signataire")}
    ),
    **{name: Subject(title, fields) for name, (title, fields) in register_fields.TABLES.items()},
    "stored_file": Subject(N_("Vos fichiers"), {"name": N_("nom du fichier")}),
    "upload": Subject(N_("Vos envois en cours"), {"name": N_("nom du fichier")}),
    "ledger_entry": Subject(N_("Le registre des preuves : ce que vous avez fait, quand et combien de temps")),
}
