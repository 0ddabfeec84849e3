"""The directory of the demonstration: invented partners in real communes, places with their hours, testimonies.

Telephone numbers are of those kept for fiction, addresses of mail at .example.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from unicodedata import normalize

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.directory.services import partners, places, testimonies
from app.directory.services.partners import Typed
from app.directory.services.places import TypedPlace
from app.directory.services.testimonies import Told

_WEEK = "9h-12h, 14h-17h30"
_COMMUNES = {
    "Tulle": "45.2655, 1.7714", "Brive-la-Gaillarde": "45.1590, 1.5330", "Ussel": "45.5480, 2.3090",
    "Égletons": "45.4060, 2.0450", "Argentat-sur-Dordogne": "45.0930, 1.9370", "Uzerche": "45.4240, 1.5640",
    "Anglet": "43.4850, -1.5180", "Bayonne": "43.4930, -1.4750", "Hasparren": "43.3840, -1.3050",
    "Saint-Palais": "43.3280, -1.0330", "Mauléon-Licharre": "43.2260, -0.8870", "Cambo-les-Bains": "43.3590, -1.4010",
}  # fmt: skip

# name, what they do, steps, fields, needs, communes, months since the entry was read again, whom to ask for
_Said = tuple[str, str, str, str, str, str, int, str]
_HILLS: Sequence[_Said] = (
    ("La Petite Caisse des Monédières", "Prête de 500 à 12 000 euros à qui démarre, sans demander de garantie. Réponse en trois semaines.", "argent demarrer", "tous", "financement", "Tulle,Brive-la-Gaillarde", 3, "Solène Farge"),
    ("Le Comptoir des Chiffres", "Relit votre prévisionnel avec vous et explique chaque ligne. Deux rendez-vous gratuits.", "chiffres argent", "tous", "conseil", "Brive-la-Gaillarde", 5, "Rémi Coudert"),
    ("Ateliers du Pont-Vieux", "Loue un établi à la journée : bois, métal, couture. Une personne est là pour les machines.", "demarrer durer", "artisanat", "local reseau", "Tulle", 2, ""),
    ("La Couveuse des Collines", "Permet de tester votre activité avant de vous immatriculer, jusqu'à trois ans.", "marche statut demarrer", "tous", "conseil reseau", "Tulle,Ussel", 7, "Aïcha Benali"),
    ("Terres et Semences du Plateau", "Trouve des terres à louer et met en lien avec des fermes qui transmettent.", "idee demarrer", "agriculture", "local conseil", "Égletons", 14, "Paul Vergne"),
    ("Point-Droit Corrézien", "Répond aux questions de droit : bail, contrat, dettes. Sur rendez-vous, gratuit.", "statut durer", "tous", "droit", "Tulle", 4, ""),
    ("Le Bus des Démarches", "Vient dans les villages avec des ordinateurs et une personne pour vous aider.", "idee demarrer", "tous", "numerique", "Argentat-sur-Dordogne,Uzerche", 1, "Lucas Meunier"),
    ("Roule ma Boîte", "Loue une voiture 5 euros par jour pour aller en formation ou voir des clients.", "demarrer", "tous", "mobilite", "Brive-la-Gaillarde", 16, ""),
    ("Les Marchandes de la Halle", "Association de commerçantes : prête un étal pour un premier marché, conseille sur les prix.", "marche demarrer", "commerce", "reseau conseil", "Brive-la-Gaillarde", 6, "Odette Lachaud"),
    ("Cap Handi-Création", "Accompagne les personnes handicapées qui créent : aménagement du poste, aides, médecin du travail.", "idee demarrer durer", "tous", "sante financement", "Tulle", 8, "Nora Saulière"),
    ("La Ruche du Haut-Pays", "Garde d'enfants aux heures décalées, de 5 h 30 à 22 h, à l'heure.", "demarrer", "tous", "garde", "Ussel", 9, ""),
    ("Parole et Papier", "Cours de français pour le travail, en petits groupes, le soir et le samedi.", "idee", "tous", "langue", "Tulle,Ussel", 10, "Irène Faucher"),
)  # fmt: skip
_COAST: Sequence[_Said] = (
    ("Xendako Maileguak", "Prête jusqu'à 10 000 euros à qui crée son activité au Pays basque, avec un parrain ou une marraine.", "argent demarrer", "tous", "financement", "Bayonne", 3, "Maite Ihidoy"),
    ("La Fabrique de l'Adour", "Atelier partagé : bois, cuir, impression. On apprend à se servir des machines en une demi-journée.", "demarrer durer", "artisanat culture", "local reseau", "Bayonne,Anglet", 5, ""),
    ("Lurra Elkartea", "Aide à trouver une terre, à s'installer en maraîchage ou en élevage.", "idee chiffres demarrer", "agriculture", "conseil local", "Hasparren,Saint-Palais", 13, "Beñat Etxart"),
    ("Le Club des Commerces de Soule", "Des commerçants reçoivent pendant une journée qui veut ouvrir une boutique.", "marche", "commerce", "reseau", "Mauléon-Licharre", 2, "Xan Queheille"),
    ("Digitala Denentzat", "Apprend à tenir un site, une boutique en ligne et une facture, en partant de zéro.", "marche durer", "numerique services", "numerique", "Cambo-les-Bains", 4, ""),
    ("Zuzenbide Gunea", "Une juriste répond aux questions sur les statuts et les contrats, en français et en basque.", "statut", "tous", "droit langue", "Bayonne", 15, "Elaia Harispe"),
)  # fmt: skip

_PLACES = {
    False: (
        ("Maison de l'emploi, Tulle", "training", "Tulle", "12 rue de la Barrière", (_WEEK,) * 5, "computers printer wifi quiet help", "De plain-pied, arrêt de bus Barrière."),
        ("Médiathèque des Quais", "access", "Tulle", "8 quai des Lavandières", ("", "10h-18h", "10h-18h", "14h-19h", "10h-18h", "10h-17h"), "computers wifi quiet", "Ascenseur. Chiens guides bienvenus."),
        ("Espace France services d'Égletons", "access", "Égletons", "3 place du Marché", ("8h30-12h30", _WEEK, "8h30-12h30", _WEEK, "9h-12h"), "computers printer help", "Rampe à l'entrée de la cour."),
        ("Tiers-lieu La Gare", "access", "Ussel", "1 avenue de la Gare", ("9h-18h",) * 5, "wifi quiet printer", "Une marche de 12 cm, sonnez pour la rampe."),
    ),
    True: (
        ("Maison de l'emploi, Anglet", "training", "Anglet", "4 quai des Deux Rives", (_WEEK,) * 5, "computers printer wifi quiet help", "De plain-pied, deux places de stationnement réservées."),
        ("Relais numérique d'Hasparren", "access", "Hasparren", "6 rue du Fronton", ("", "9h-12h", "9h-12h, 14h-18h", "", "14h-19h", "9h-12h"), "computers wifi help", "Ascenseur par la cour."),
    ),
}  # fmt: skip

_TOLD = {
    False: (
        ("Karima", "Traiteur à domicile", "Tulle", "argent", "On m'avait dit non deux fois. La troisième, j'avais mes chiffres, et je savais les expliquer. C'est ce rendez-vous qui a tout changé."),
        ("Théo", "Réparation de vélos", "Brive-la-Gaillarde", "marche", "J'ai passé un samedi devant le marché avec mon carnet. Quarante personnes m'ont répondu. Mon prix vient de là."),
        ("Josiane", "Couture et retouches", "Égletons", "idee", "À cinquante-six ans, je croyais que c'était trop tard. J'ai commencé par deux clientes. J'en ai trente."),
    ),
    True: (
        ("Peio", "Maraîchage", "Saint-Palais", "demarrer", "J'ai essayé un an sur une petite parcelle avant de signer. Je recommande à tout le monde de commencer petit."),
        ("Lamia", "Écrivaine publique", "Bayonne", "durer", "Ce qui m'aide à tenir, c'est le groupe : on se voit encore chaque mois."),
    ),
}  # fmt: skip


def open_the_directory(database: Database, adviser: Actor, sites: Sequence[tuple[str, str]], now: datetime) -> None:
    """Fill the directory of one organisation, as of the day of the demonstration."""
    coast = "voisine" in adviser.organisation_slug
    today = clock.local(now).date()
    with clock.at(now), database.writing() as session:
        for number, said in enumerate(_COAST if coast else _HILLS):
            name, does, steps, fields, needs, communes, months, contact = said
            mark = "".join(char for char in normalize("NFD", name.lower()) if char.isascii() and char.isalpha())
            spots = [
                (f"{number + 2} rue des Écoles", commune, _COMMUNES[commune]) for commune in communes.split(",")
            ]  # fmt: skip
            typed = Typed(
                name, does, steps.split(), fields.split(), needs.split(), spots, f"01 99 00 {coast + 10} {number + 10}",
                f"bonjour@{mark}.example", f"https://www.{mark}.example", "du lundi au vendredi, 9 h à 17 h",
                "De plain-pied." if number % 3 else "Au premier étage, sans ascenseur : demandez un rendez-vous en bas.",
                contact, today - timedelta(days=30 * months),
            )  # fmt: skip
            partners.add_partner(session, adviser, typed)
        for number, (name, kind, commune, address, hours, equipment, access) in enumerate(_PLACES[coast]):
            typed_place = TypedPlace(
                name, kind, sites[0][0] if kind == "training" else "", address, commune, _COMMUNES[commune],
                dict(enumerate(hours)), equipment.split(), access, f"01 99 00 {coast + 20} {number + 10}",
            )  # fmt: skip
            places.add_place(session, adviser, typed_place)
        for number, (first_name, project, commune, step, words) in enumerate(_TOLD[coast]):
            given = today - timedelta(days=40 + 20 * number)
            told = Told(first_name, project, commune, words, step, "", "", given, "Feuille signée, gardée au bureau.")
            kept = testimonies.keep_testimony(session, adviser, told)
            testimonies.publish_testimony(session, adviser, kept.id)
