"""The fields of an application, in plain words."""

from app.core.i18n import N_

APPLICATION = {
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
}
