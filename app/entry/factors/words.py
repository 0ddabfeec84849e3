"""What ways in, checks and endings are called."""

from app.core.i18n import N_, _

WAYS_IN: dict[str, str] = {  # sign_in.way
    "password": N_("mot de passe"),
    "passkey": N_("clé d'accès"),
    "card": N_("carte"),
    "sms": N_("code par SMS"),
    "mail": N_("lien par courriel"),
    "screen": N_("écran ouvert depuis un autre appareil"),
    "federation": N_("compte de l'organisme"),
    "recovery": N_("appareil remplacé"),
}

CHECKS: dict[str, str] = {  # how a colleague has made sure that it is really the person
    "seen": N_("Je l'ai en face de moi"),
    "video": N_("Je l'ai vue ou vu en visio"),
    "called": N_("J'ai appelé le numéro que je connaissais déjà"),
}


def way_words(way: str) -> str:
    return _(WAYS_IN.get(way, way))


def check_words(how: str) -> str:
    return _(CHECKS.get(how, how))
