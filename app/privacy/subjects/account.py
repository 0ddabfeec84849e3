"""Signing in, being told, files, in plain words."""

from app.core.i18n import N_
from app.privacy.subjects.subject import Subject

ACCOUNT: dict[str, Subject] = {
    "account": Subject(
        N_("Votre compte"),
        {
            "email": N_("adresse de courriel"),
            "name": N_("nom"),
            "phone": N_("téléphone"),
            "phone_key": N_("le même, en chiffres"),
            "password_hash": N_("empreinte de votre mot de passe (jamais le mot de passe lui-même)"),
            "locale": N_("langue choisie"),
        },
    ),
    "membership": Subject(N_("Vos rôles"), {"role": N_("rôle dans l'organisation")}),
    "sign_in": Subject(
        N_("Vos connexions"),
        {
            "token_hash": N_("empreinte de la clé de connexion"),
            "device": N_("navigateur ou appareil"),
            "way": N_("façon d'entrer"),
            "device_print": N_("empreinte de cet appareil"),
            "address_print": N_("empreinte de l'adresse réseau"),
            "ended_why": N_("pourquoi elle a été fermée"),
        },
    ),
    "machine_token": Subject(
        N_("Les clés que vous avez données à des programmes"),
        {"name": N_("nom que vous avez donné à la clé"), "token_print": N_("empreinte de la clé (jamais la clé)")},
    ),
    "passkey": Subject(
        N_("Vos clés d'accès"),
        {
            "name": N_("nom que vous avez donné à la clé"),
            "credential_id": N_("numéro de la clé (jamais copié)"),
            "public_key": N_("partie publique de la clé (jamais copiée)"),
            "transports": N_("comment l'appareil se branche"),
        },
    ),
    "passkey_challenge": Subject(
        N_("Ce que votre appareil est en train de signer"), {"challenge": N_("tirage au sort, bon quelques minutes")}
    ),
    "one_time_code": Subject(
        N_("Votre application de codes"), {"secret": N_("secret partagé avec l'application (chiffré, jamais copié)")}
    ),
    "recovery_code": Subject(
        N_("Vos codes de secours"), {"code_print": N_("empreinte d'un code (jamais le code lui-même)")}
    ),
    "lost_device": Subject(
        N_("Vos demandes après un appareil perdu"),
        {
            "first_how": N_("comment une première personne a vérifié que c'était vous"),
            "second_how": N_("comment une deuxième personne l'a vérifié"),
        },
    ),
    "entry_card": Subject(
        N_("Vos cartes pour entrer"),
        {
            "secret_print": N_("empreinte du carré de la carte (jamais copiée)"),
            "code_print": N_("empreinte du code de la carte (jamais copiée)"),
            "pin_hash": N_("empreinte de votre code secret (jamais copiée)"),
        },
    ),
    "entry_card_act": Subject(N_("Ce qui a été fait de vos cartes")),
    "entry_code": Subject(
        N_("Les codes et les liens que vous avez demandés pour entrer"),
        {
            "contact_print": N_("empreinte du numéro ou de l'adresse"),
            "token_print": N_("empreinte du lien (jamais copiée)"),
            "code_hash": N_("empreinte du code (jamais copiée)"),
        },
    ),
    "entry_pairing": Subject(
        N_("Les écrans où votre compte a été ouvert d'ailleurs"),
        {
            "screen_print": N_("empreinte de ce que l'écran garde (jamais copiée)"),
            "code_print": N_("empreinte du code affiché (jamais copiée)"),
            "device": N_("navigateur ou appareil"),
        },
    ),
    "guess_count": Subject(
        N_("Connexions refusées"),
        {"print": N_("empreinte du compte, de l'appareil ou de l'adresse réseau d'où l'on a essayé")},
    ),
    "given_answer": Subject(N_("Réponses déjà données à vos programmes")),
    "task": Subject(N_("Travaux de fond que vous avez demandés")),
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
    "calendar_feed": Subject(
        N_("L'adresse privée de votre agenda"),
        {
            "nonce": N_("tirage au sort dont l'adresse est faite (jamais l'adresse elle-même)"),
            "token_hash": N_("empreinte de l'adresse"),
        },
    ),
    "stored_file": Subject(N_("Vos fichiers"), {"name": N_("nom du fichier")}),
    "upload": Subject(N_("Vos envois en cours"), {"name": N_("nom du fichier")}),
}
