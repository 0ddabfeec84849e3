"""What people ask about their own data, in plain words."""

from app.core.i18n import N_
from app.privacy.subjects.subject import Subject

RIGHTS: dict[str, Subject] = {
    "data_request": Subject(
        N_("Vos demandes sur vos données"),
        {
            "about_name": N_("nom de la personne concernée"),
            "asker_name": N_("nom de qui demande à votre place"),
            "asker_email": N_("adresse où répondre"),
            "asker_phone": N_("téléphone où répondre"),
            "born_on": N_("date de naissance, quand un parent demande"),
            "mandate": N_("papier qui a été vu"),
            "words": N_("votre demande"),
            "changes": N_("corrections demandées"),
        },
    ),
    "data_request_act": Subject(N_("Ce qui a été fait de vos demandes"), {"words": N_("mots écrits")}),
    "data_request_file": Subject(N_("Les pièces jointes à vos demandes"), {"title": N_("titre")}),
    "data_officer": Subject(N_("Les périodes où vous répondez des données")),
    "data_freeze": Subject(N_("Le gel de vos données"), {"reason": N_("raison")}),
    "consent_withdrawn": Subject(
        N_("Les accords que vous avez retirés"),
        {"words": N_("les mots auxquels vous aviez dit oui")},
    ),
    "last_wish": Subject(
        N_("Ce que vous voulez après votre décès"),
        {
            "choice": N_("votre choix"),
            "words": N_("vos mots"),
            "person_name": N_("personne que vous avez désignée"),
            "person_reach": N_("comment la joindre"),
            "registered_with": N_("chez qui d'autres consignes sont déposées"),
        },
    ),
    "data_copy": Subject(N_("Les copies préparées, gardées deux jours")),
}
