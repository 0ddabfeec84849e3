"""Invented people. Any likeness is chance; every address ends in demo.example, which no mail ever reaches."""

import random
import unicodedata
from dataclasses import dataclass

FIRST = [
    "Nadia",
    "Karim",
    "Léa",
    "Hugo",
    "Maïté",
    "Xabi",
    "Fatou",
    "Bruno",
    "Sylvie",
    "Thomas",
    "Aminata",
    "Julien",
    "Chloé",
    "Mehdi",
    "Solène",
    "Iker",
    "Jeanne",
    "Paul",
    "Inaya",
    "Rémi",
    "Claire",
    "Yanis",
    "Odile",
    "Peio",
    "Manon",
    "David",
    "Aïcha",
    "Luc",
    "Camille",
    "Nora",
    "Émile",
    "Zoé",
    "Samuel",
    "Lucie",
    "Amaia",
    "Kevin",
    "Elsa",
    "Moussa",
    "Rose",
    "Vincent",
    "Hélène",
    "Adel",
    "Pauline",
    "Mathis",
    "Graxi",
    "Simon",
    "Louise",
    "Omar",
    "Inès",
    "Gaël",
    "Céline",
    "Arnaud",
    "Salma",
    "Félix",
    "Agathe",
    "Denis",
    "Miren",
]
LAST = [
    "Aubert",
    "Benali",
    "Castan",
    "Delmas",
    "Etchart",
    "Faure",
    "Garnier",
    "Haddad",
    "Irigoyen",
    "Joubert",
    "Kaya",
    "Lagarde",
    "Mazet",
    "Nougué",
    "Olivier",
    "Peyrat",
    "Quintard",
    "Roussel",
    "Salaberry",
    "Traoré",
    "Urruty",
    "Vergne",
    "Weiss",
    "Ybarra",
    "Zerbib",
    "Bordes",
    "Chabrol",
    "Diallo",
    "Escande",
    "Fournier",
    "Goyheneche",
    "Hernandez",
    "Iribarne",
    "Jarrige",
    "Karam",
    "Laborde",
    "Marsac",
    "Ndiaye",
    "Ospital",
    "Pouget",
    "Rigal",
    "Sanchez",
    "Teyssier",
    "Valade",
    "Bidart",
    "Combes",
]
PROJECTS = (
    "Boulangerie ambulante sur trois marchés",
    "Réparation de vélos à domicile",
    "Atelier de céramique et petits stages",
    "Épicerie de village avec dépôt de pain",
    "Coiffure à domicile pour personnes âgées",
    "Maraîchage et paniers de saison",
    "Food-truck de cuisine basque",
    "Retouches et couture sur mesure",
    "Guide de randonnée en petits groupes",
    "Menuiserie d'agencement",
    "Aide administrative aux artisans",
    "Conserverie de légumes locaux",
    "Photographie de familles",
    "Entretien de jardins au naturel",
    "Cours de cuisine du monde",
    "Savons et cosmétiques artisanaux",
    "Traiteur pour réunions et petites fêtes",
    "Graphisme pour commerces",
)
REFERRERS = ("France Travail", "Mission locale", "Cap emploi", "Département", "Bouche-à-oreille", "CCAS")


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    phone: str
    project: str
    referrer: str


def person(number: int, host: str = "demo.example") -> Person:
    """The same invented person for the same number, in every run."""
    chance = random.Random(f"person {number}")
    first, last = FIRST[number % len(FIRST)], LAST[(number * 7 + number // len(FIRST)) % len(LAST)]
    plain = unicodedata.normalize("NFKD", f"{first}.{last}").encode("ascii", "ignore").decode().lower()
    return Person(
        name=f"{first} {last}",
        email=f"{plain}.{number}@{host}",
        phone="06 39 98 {:02} {:02}".format(*divmod(number % 10_000, 100)),  # a range kept for fiction
        project=chance.choice(PROJECTS),
        referrer=chance.choice(REFERRERS),
    )
