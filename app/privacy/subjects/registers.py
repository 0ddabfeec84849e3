"""The registers of quality, in plain words: each table with its personal fields."""

from app.core.i18n import N_

TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "register_entry": (
        N_("Ce que les registres qualité disent de vous"),
        {"title": N_("intitulé"), "data": N_("ce qui y est écrit")},
    ),
    "register_change": (N_("Les changements de ces registres"), {"before": N_("ce qui était écrit avant")}),
    "register_file": (N_("Les pièces de ces registres"), {}),
    "register_referent": (N_("Ce pour quoi vous êtes désigné"), {"duty": N_("mission")}),
    "procedure_reading": (N_("Votre lecture de la procédure contre les violences"), {}),
    "sealed_note": (N_("Ce que vous avez écrit au registre scellé"), {"words": N_("texte scellé (jamais copié)")}),
    "sealed_reading": (N_("Vos lectures du registre scellé"), {}),
    "quality_choice": (N_("Vos choix pour le suivi qualité"), {}),
    "quality_charge": (N_("Les indicateurs dont vous répondez"), {}),
}
