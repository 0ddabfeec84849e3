"""A small course folder written into a temporary place, sound until a test spoils it."""

from pathlib import Path

OUTLINE = """\
format: 1
slug: au-marche
title: Au marché
summary: Deux jours pour tenir son premier stand.
language: fr
licence: CC-BY-SA-4.0
authors: [Atelier Exemple]
reviewed_on: 2026-11-16
weeks: 2
entry: monday
sheet:
  objectives: [Choisir ses produits, Fixer ses prix]
  audience: Toute personne qui vend ce qu'elle fabrique.
  prerequisites: Aucun.
  access: Chaque lundi.
  methods: Ateliers.
  assessment: Un travail relu.
  accessibility: Dites-nous ce dont vous avez besoin.
  price: Gratuit.
  contact: L'accueil.
framework:
  code: au-marche
  version: "1"
  title: Référentiel Au marché
  levels: [Je découvre, Je fais]
blocks:
  - key: b1
    title: Préparer
    pictogram: map
    competences:
      - code: B1.1
        title: Choisir
        says: Je sais choisir.
        criteria: [Trois produits sont retenus.]
        entrecomp: ["1.4"]
  - key: b2
    title: Vendre
    competences:
      - code: B2.1
        title: Accueillir
sequences:
  - key: s1
    block: b1
    title: Mon offre
    objective: Vous savez dire ce que vous vendez.
    week: 1
    days: [1, 4]
    activities: [bienvenue, voix]
  - key: s2
    block: b2
    title: Mon stand
    objective: Vous savez accueillir.
    week: 2
    days: [6, 8]
    activities: [liste, jour-de-marche]
"""

WELCOME = """\
---
kind: page
title: Ce que le client achète
minutes: 15
place: remote
timing: asynchronous
people: individual
guidance: self_study
competences: [B1.1]
why: Vous saurez à quoi sert votre offre.
---
Le client achète un usage.

## Deux étals

![Un client hésite devant deux étals](../images/etals.svg)

Lisez aussi [ce guide](https://example.org/guide).
"""

VOICE = """\
---
kind: media
title: Une voix
minutes: 5
place: remote
timing: asynchronous
people: individual
guidance: self_study
media: media/voix.ogg
---
« J'ai commencé avec trois fromages. »
"""

LIST = """\
---
kind: file
title: Ma liste
minutes: 20
place: remote
timing: asynchronous
people: individual
guidance: self_study
file: files/liste.csv
licence: CC0-1.0
authors: [Maite]
---
Remplissez la colonne jaune.
"""

DAY = """\
---
kind: session
title: Le jour du marché
minutes: 180
place: on_site
timing: synchronous
people: collective
guidance: training
half_days: 1
completion: {rule: attended}
---
Nous montons le stand ensemble.
"""

IMAGE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1"/></svg>'
SOUND = b"OggS" + bytes(60)


def write_folder(root: Path) -> Path:
    """The sound folder."""
    files: dict[str, str | bytes] = {
        "course.yaml": OUTLINE,
        "activities/bienvenue.md": WELCOME,
        "activities/voix.md": VOICE,
        "activities/liste.md": LIST,
        "activities/jour-de-marche.md": DAY,
        "images/etals.svg": IMAGE,
        "media/voix.ogg": SOUND,
        "files/liste.csv": "produit;prix\nfromage;4\n",
    }
    for inside, body in files.items():
        path = root / inside
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return root


def replace(root: Path, inside: str, old: str, new: str) -> int:
    """Change a file of the folder; the line where the change begins."""
    path = root / inside
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {inside}"
    path.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1
