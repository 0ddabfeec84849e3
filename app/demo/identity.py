"""Who the organisations of the demonstration are before the law: numbers that satisfy their rules and belong to nobody."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.identity.organisations import keep_legal_identity

_ORGANISATIONS = {
    "demo": {
        "legal_name": "Les Chemins d'Argent", "legal_form": "Association loi 1901", "siret": "12345678200010",
        "activity_number": "75190012319", "activity_region": "Nouvelle-Aquitaine", "signed_at": "Tulle",
        "address": "12 rue de la Barrière, 19000 Tulle", "representative": "Jérôme Puyau", "capacity": "directeur",
    },
    "demo-voisine": {
        "legal_name": "Atelier des Deux Rives", "legal_form": "SCIC SARL", "siret": "98765432400019",
        "activity_number": "75640045664", "activity_region": "Nouvelle-Aquitaine", "signed_at": "Anglet",
        "address": "4 quai des Deux Rives, 64600 Anglet", "representative": "Jérôme Puyau", "capacity": "gérant",
    },
}  # fmt: skip


def name_the_organisation(session: Session, admin: Actor, quality: Actor, adviser: Actor) -> None:
    said = _ORGANISATIONS[admin.organisation_slug] | {"naf": "8559A", "representative_id": admin.account_id}
    whom = {"administrative": admin, "pedagogical": quality, "disability": adviser, "mobility": adviser}
    for subject, actor in whom.items():
        said |= {f"{subject}_name": actor.name, f"{subject}_email": actor.email, f"{subject}_phone": "05 55 00 12 34"}
    keep_legal_identity(session, admin, said)
