"""The fields that a template may hold: what each is called, for which documents, and the page that mends it when empty."""

from dataclasses import dataclass
from difflib import get_close_matches

from app.core.i18n import N_
from app.documents.kinds import About, DocumentKind, Span

IDENTITY, REACHED = "/admin/organisation", "/admin"
PATH, TERMS, COURSE = "/inscriptions/{enrolment_id}", "/documents/accord/{enrolment_id}", "/atelier/{slug}"


@dataclass(frozen=True, slots=True)
class Field:
    name: str  # « personne.nom »
    label: str
    about: About  # the documents that have it: those of a person have all
    mends: str = ""  # an address; empty: it is never empty, or there is nothing to do
    spans: bool = False  # for documents that speak of a period


def _organisation(name: str, label: str, mends: str = "") -> Field:
    return Field(f"organisation.{name}", label, About.ORGANISATION, f"{IDENTITY}#field-{mends}" if mends else REACHED)


def _referent(name: str, label: str, subject: str) -> Field:
    return Field(f"referent.{name}", label, About.ORGANISATION, f"{IDENTITY}#field-{subject}_name")


def _course(name: str, label: str) -> Field:
    return Field(f"parcours.{name}", label, About.COURSE, COURSE)


def _person(name: str, label: str, mends: str = "") -> Field:
    return Field(name, label, About.PERSON, mends)


def _terms(name: str, label: str, column: str) -> Field:
    return Field(f"accord.{name}", label, About.PERSON, f"{TERMS}#field-{column}")


def _hours(name: str, label: str) -> Field:
    return Field(name, label, About.PERSON, spans=True)


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        _organisation("nom", N_("Nom légal de l'organisation"), "legal_name"),
        _organisation("nom_courant", N_("Nom de tous les jours")),
        _organisation("forme", N_("Forme juridique"), "legal_form"),
        _organisation("adresse", N_("Adresse du siège"), "address"),
        _organisation("siret", N_("Numéro SIRET"), "siret"),
        _organisation("naf", N_("Code NAF"), "naf"),
        _organisation("nda", N_("Numéro de déclaration d'activité"), "activity_number"),
        _organisation("region", N_("Région de la déclaration d'activité"), "activity_region"),
        _organisation("telephone", N_("Téléphone de l'organisation")),
        _organisation("courriel", N_("Courriel de l'organisation")),
        _organisation("representant", N_("Représentante ou représentant légal"), "representative"),
        _organisation("qualite", N_("Sa qualité"), "capacity"),
        _organisation("lieu_signature", N_("Lieu de signature"), "signed_at"),
        _referent("administratif", N_("Référent administratif"), "administrative"),
        _referent("pedagogique", N_("Référent pédagogique"), "pedagogical"),
        _referent("handicap", N_("Référent handicap"), "disability"),
        _referent("mobilite", N_("Référent mobilité"), "mobility"),
        Field("document.numero", N_("Numéro du document"), About.ORGANISATION),
        Field("document.date", N_("Date du document"), About.ORGANISATION),
        _course("titre", N_("Titre du parcours")),
        _course("resume", N_("Résumé du parcours")),
        _course("objectifs", N_("Objectifs, en liste")),
        _course("competences", N_("Compétences visées, en liste")),
        _course("programme", N_("Programme par bloc, en tableau")),
        _course("public", N_("Public")),
        _course("prerequis", N_("Prérequis")),
        _course("acces", N_("Modalités et délais d'accès")),
        _course("duree", N_("Durée et rythme")),
        _course("heures", N_("Durée en heures")),
        _course("heures_sur_place", N_("Dont sur place")),
        _course("heures_a_distance", N_("Dont à distance")),
        _course("methodes", N_("Méthodes et moyens pédagogiques")),
        _course("evaluation", N_("Modalités d'évaluation")),
        _course("reconnaissance", N_("Ce que la personne obtient")),
        _course("accessibilite", N_("Accessibilité")),
        _course("prix", N_("Prix de la fiche programme")),
        _course("financements", N_("Prises en charge")),
        _course("relecture", N_("Date de relecture de la fiche")),
        _person("personne.nom", N_("Nom de la personne")),
        _person("personne.courriel", N_("Courriel de la personne")),
        _person("inscription.debut", N_("Date d'entrée")),
        _person("inscription.fin", N_("Date de fin prévue")),
        _person("inscription.sortie", N_("Date de sortie"), PATH),
        _person("inscription.conseil", N_("Personne qui accompagne"), PATH),
        _person("inscription.financeur", N_("Financeur"), PATH),
        _person("inscription.lieu", N_("Lieu"), PATH),
        _person("inscription.seances", N_("Prochaines séances, en tableau"), "/seances"),
        _hours("periode.debut", N_("Premier jour de la période")),
        _hours("periode.fin", N_("Dernier jour de la période")),
        _hours("heures.suivies", N_("Heures de formation suivies")),
        _hours("heures.sur_place", N_("Dont sur place")),
        _hours("heures.a_distance", N_("Dont à distance")),
        _hours("heures.prevues", N_("Heures de formation prévues")),
        _hours("heures.absence_justifiee", N_("Heures d'absence justifiée")),
        _hours("heures.absence_injustifiee", N_("Heures d'absence non justifiée")),
        _person("competences.niveaux", N_("Compétences et niveau conclu, en tableau"), "/suivi/{enrolment_id}/niveaux"),
        _person("evaluations.resultats", N_("Résultats des quiz et des travaux, en tableau"), "/suivi/{enrolment_id}"),
        _terms("acheteur", N_("Qui achète la formation"), "buyer"),
        _terms("acheteur_adresse", N_("Son adresse"), "buyer_address"),
        _terms("acheteur_siret", N_("Son numéro SIRET"), "buyer_siret"),
        _terms("signataire", N_("Qui signe pour l'acheteur"), "signer"),
        _terms("signataire_qualite", N_("Sa qualité"), "signer_capacity"),
        _terms("employeur", N_("Employeur"), "employer"),
        _terms("prix", N_("Prix convenu"), "price"),
        _terms("paiement", N_("Modalités de paiement"), "payment"),
        _terms("arret", N_("Conditions financières en cas d'arrêt"), "stopping"),
        _terms("effectif", N_("Effectif"), "headcount"),
        _terms("niveau", N_("Niveau demandé avant l'entrée"), "knowledge"),
        _terms("formateurs", N_("Formateurs et leurs titres"), "trainers"),
    )
}

_REACH = {About.ORGANISATION: 0, About.COURSE: 1, About.PERSON: 2}


def fields_of(kind: DocumentKind) -> list[Field]:
    """What a text of this kind may hold."""
    return [
        field
        for field in FIELDS.values()
        if _REACH[field.about] <= _REACH[kind.about] and (kind.span is not Span.NONE or not field.spans)
    ]


def nearest(name: str, kind: DocumentKind) -> str:
    """The known name that somebody probably meant; empty when none is near."""
    known = [field.name for field in fields_of(kind)]
    plain = name.strip().lower().replace(" ", "_")
    near = get_close_matches(plain, known, n=1, cutoff=0.6)
    if not near:
        tails = {each.rpartition(".")[2]: each for each in known}
        near = [tails[each] for each in get_close_matches(plain.rpartition(".")[2], list(tails), n=1, cutoff=0.7)]
    return near[0] if near else ""
