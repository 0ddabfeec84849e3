"""The registers of the law and breaches of data, in plain words."""

from app.core.i18n import N_
from app.privacy.subjects.subject import Subject

PROCESSING: dict[str, Subject] = {
    "processing_statement": Subject(N_("Ce que vous avez écrit dans le registre des traitements")),
    "processing_review": Subject(N_("Vos relectures du registre des traitements")),
    "data_breach": Subject(
        N_("Les violations de données que vous avez signalées"), {"words": N_("ce que vous avez vu")}
    ),
    "data_breach_act": Subject(
        N_("Ce que vous avez fait pour une violation de données"), {"said": N_("ce que vous avez écrit")}
    ),
    "data_breach_person": Subject(
        N_("Les violations qui ont touché vos données"),
        {"found_by": N_("comment nous l'avons su"), "told_by": N_("comment vous avez été prévenu")},
    ),
}
