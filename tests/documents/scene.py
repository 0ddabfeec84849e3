"""An organisation that may make every document: its legal identity, a learner with hours, what was agreed."""

from datetime import date

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.documents import writing
from app.enrolments.models import Enrolment
from app.identity.organisations import keep_legal_identity
from tests.factories.house import ENTRY, House
from tests.factories.paths import enrolled

LEGAL = {
    "legal_name": "Les Chemins d'Argent", "legal_form": "Association loi 1901", "address": "12 rue de la Barrière\n19000 Tulle",
    "siret": "12345678200010", "naf": "8559A", "activity_number": "75190012319", "activity_region": "Nouvelle-Aquitaine",
    "representative": "Jérôme Puyau", "capacity": "directeur", "signed_at": "Tulle", "disability_name": "Colette Marchand",
}  # fmt: skip
TERMS = {
    "buyer": "Mairie de Tulle", "buyer_address": "10 rue Félix Vidalin, 19000 Tulle", "signer": "Maddi Etcheverry",
    "signer_capacity": "maire", "signer_email": "mairie@courriel.example", "price": "1 200 euros nets de taxe",
    "payment": "À la fin, sur facture.", "stopping": "Au prorata des heures suivies.", "headcount": "12 personnes au plus",
    "knowledge": "Aucun niveau demandé", "trainers": "Bernard Sauzet, formateur diplômé",
}  # fmt: skip


def named(session: Session, house: House) -> Actor:
    """The organisation knows who it is, and its administrator signs for it."""
    admin = house.actor("admin")
    keep_legal_identity(session, admin, LEGAL | {"representative_id": admin.account_id})
    return admin


def on_their_way(session: Session, house: House, *, name: str = "Nadia Test", starts_on: date = ENTRY) -> Enrolment:
    """The learner of the house, with everything that a contract says."""
    enrolment = enrolled(session, house, name=name, starts_on=starts_on)
    writing.keep_terms(session, house.actor("admin"), enrolment.id, TERMS)
    return enrolment
