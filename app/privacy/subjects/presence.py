"""Sessions, presence and appointments, in plain words."""

from app.core.i18n import N_
from app.privacy.subjects.subject import Subject

PRESENCE: dict[str, Subject] = {
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
}
