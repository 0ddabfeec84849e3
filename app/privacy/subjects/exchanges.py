"""Messages and the forum, in plain words."""

from app.core.i18n import N_
from app.privacy.subjects.subject import Subject

EXCHANGES: dict[str, Subject] = {
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
}
