"""How demonstration learners answer: mostly right, sometimes not, always in plausible words."""

from functools import cache
from math import exp, log
from random import Random
from typing import Any

from app.assessment.questions.kinds import Definition, left_sides
from app.assessment.services import Passage
from app.assessment.surveys.rules import steps

WORKS = (
    "Voici mon travail. J'ai rencontré cinq personnes près de chez moi. Trois m'ont dit que le plus difficile était de "
    "trouver quelqu'un de disponible en semaine. Deux m'ont parlé du prix. Je garde l'idée d'un passage le samedi matin.",
    "J'ai repris le modèle et rempli chaque ligne. Il me manque encore le montant exact de l'assurance : j'attends un devis. "
    "Pour le reste, les chiffres viennent de mes factures et de deux artisans que j'ai appelés.",
    "Mon offre tient en trois lignes. La première est prête à vendre, la deuxième demande un essai, la troisième attendra "
    "le printemps. J'ai écrit à qui elle s'adresse et pourquoi on me choisirait.",
    "J'ai fait le calcul deux fois, avec une hypothèse prudente et une hypothèse plus haute. L'écart vient surtout du "
    "nombre de clients par semaine. Je voudrais en parler pendant la prochaine séance.",
)
PROOFS = (
    "J'ai suivi les trois parties du cours. Je retiens surtout la liste des points à vérifier. J'ai noté deux questions.",
    "J'ai fait la simulation demandée. Le résultat est plus bas que ce que j'imaginais : je vais revoir mon prix.",
)
POSTS = (
    "Bonjour à toutes et à tous. Je prépare une activité près de chez moi et je cherche des retours de personnes qui "
    "vendent déjà sur les marchés. Comment avez-vous fixé vos premiers prix ?",
    "J'ai testé mon idée samedi avec quelques voisins. Ils ont surtout aimé qu'on leur explique. Je n'y avais pas pensé.",
    "Merci pour vos réponses. J'ai suivi le conseil de demander d'abord ce que les gens font aujourd'hui. C'est plus facile.",
    "De mon côté, le plus dur est de parler d'argent. J'ai préparé une phrase et je m'entraîne à voix haute.",
    "J'ai appelé deux fournisseurs. Les prix varient du simple au double : cela vaut la peine de comparer.",
)
EXPERT_POSTS = (
    "Bonjour. J'ai ouvert mon atelier il y a six ans. Mes premiers prix étaient trop bas : j'avais oublié mon temps. "
    "Notez toutes vos heures pendant une semaine, puis refaites le calcul.",
    "Un conseil simple : gardez un carnet des refus. Quand trois personnes donnent la même raison, c'est une information.",
)
MESSAGES_FROM_ADVISER = (
    "Bonjour, comment se passe cette semaine ? Si une étape vous bloque, dites-le-moi, on la regarde ensemble.",
    "Bonjour, je n'ai pas eu de vos nouvelles. Voulez-vous qu'on se parle au téléphone jeudi ?",
    "Bravo pour votre enquête, elle est très parlante. On en discute à l'entretien.",
)
MESSAGES_FROM_LEARNER = (
    "Bonjour, tout va bien, j'ai pris un peu de retard à cause de mes horaires. Je rattrape ce week-end.",
    "Merci ! Est-ce que je peux rendre le travail sur papier jeudi ?",
    "D'accord pour jeudi. Je voudrais aussi parler de mon local.",
)
KEPT = (
    "Les ateliers du jeudi : on avance plus en trois heures à plusieurs qu'en une semaine seul chez soi.",
    "Le carnet d'entretien. Je m'en sers encore avec mes premiers clients.",
    "Savoir dire mon prix sans m'excuser, et me taire après.",
    "Le tableau de trésorerie m'a fait peur, puis il m'a rassurée. Je l'ouvre chaque lundi.",
    "Les cinq personnes que j'ai interrogées. Deux sont devenues clientes.",
    "J'ai compris que je n'étais pas obligé de démarrer tout de suite. C'est une décision, pas un échec.",
    "Le groupe. On continue à s'appeler le vendredi.",
    "Les relectures : on me disait quoi reprendre, et pourquoi.",
)
TO_CHANGE = (
    "Commencer la classe à distance à 17 h 30 plutôt qu'à 18 h : je dois partir avant la fin pour mes enfants.",
    "Un peu moins de lectures la semaine 4. C'est beaucoup de chiffres d'un coup.",
    "Un exemple de trésorerie de plus, avec une activité qui dépend des saisons.",
    "Pouvoir imprimer les fiches d'un seul coup avant l'atelier.",
    "Plus de temps avec les chefs d'entreprise. Une heure, c'est court.",
    "Un rappel la veille des ateliers, par message.",
    "Expliquer plus tôt ce que devient l'allocation quand on crée.",
    "Rien à changer pour moi. Merci à toute l'équipe.",
)
COMMENTS = (
    "C'est clair et concret. Gardez cette façon de noter les mots des clients.",
    "Le calcul est juste. Ajoutez la source de chaque chiffre la prochaine fois.",
    "On voit bien à qui vous vous adressez. Très bon travail.",
)
SENT_BACK = (
    "Le point de départ est bon. Il manque le temps de travail dans le calcul : ajoutez-le et renvoyez.",
    "Vous parlez de ce que vous aimeriez vendre. Dites aussi ce que les personnes rencontrées vous ont répondu.",
)
ON_A_CRITERION = (
    "Le début est là. Ajoutez un chiffre, même petit.",
    "Dites qui, où et quand : on pourra vous suivre.",
    "Une phrase exacte, entre guillemets, vaut mieux qu'un résumé.",
)
ON_A_PASSAGE = (
    "C'est le point le plus fort de votre travail : développez-le.",
    "D'où vient cette information ? Notez la personne ou la page.",
    "Peut-on le dire plus simplement ?",
)
CORRECTION = " J'ai ajouté ce qui manquait : sept heures par semaine, notées pendant quinze jours."


def corrected(text: str) -> str:
    """A work sent again: a word changed, a sentence added."""
    return text.replace("J'ai ", "Cette fois, j'ai ", 1) + CORRECTION


def on_a_passage(text: str, number: int) -> Passage:
    """A comment on the second sentence of a work."""
    start = text.find(". ") + 2
    end = text.find(".", start) + 1
    return Passage(start, end or len(text), ON_A_PASSAGE[number % len(ON_A_PASSAGE)])


@cache
def _question(key: str) -> tuple[float, float]:
    """How hard a question is, and how much it tells apart: most do, some do not, a few are badly asked."""
    chance = Random(f"question {key}")
    return chance.gauss(0.1, 0.9), chance.choices((1.3, 0.1, -0.9), (82, 12, 6))[0]


@cache
def _ability(number: int) -> float:
    return Random(f"ability {number}").gauss(0, 1)


def chance_at(key: str, number: int, skill: float) -> float:
    """The chance that a learner is right at a question: their skill, what they have understood, how hard it is."""
    hard, slope = _question(key)
    return 1 / (1 + exp(hard - slope * _ability(number) - log(skill / (1 - skill))))


def _wrong(choices: list[dict[str, Any]], drawn: float) -> str:
    """One of the wrong choices, the first of them more often: some mistakes are more tempting."""
    worst_first = sorted(range(len(choices)), key=lambda i: choices[i]["fraction"])
    wrong = [i for i in worst_first if choices[i]["fraction"] <= 0] or worst_first[:1]
    return str(wrong[min(len(wrong) - 1, int(len(wrong) * drawn * drawn))])


def respond(definition: Definition, chance: Random, skill: float) -> Any:
    """A response to a question, right with a probability of `skill`."""
    drawn = chance.random()
    right = drawn < skill
    drawn = (drawn - skill) / (1 - skill) if not right else 0.0  # what the same draw says of the mistake
    kind = definition["kind"]
    if kind == "single":
        best = max(range(len(definition["choices"])), key=lambda i: definition["choices"][i]["fraction"])
        return str(best) if right else _wrong(definition["choices"], drawn)
    if kind == "multiple":
        good = [str(i) for i, c in enumerate(definition["choices"]) if c["fraction"] > 0]
        return good if right else sorted({good[0], _wrong(definition["choices"], drawn)}, key=int)
    if kind == "true_false":
        return str(definition["answer"] is right).lower()
    if kind == "short":
        return definition["answers"][0]["text"].replace("*", "") if right else "je ne sais pas"
    if kind == "number":
        answer = definition["answers"][0]
        middle = (answer["low"] + answer["high"]) / 2
        return f"{middle:g}" if right else f"{middle * 2 + 1:g}"
    if kind == "matching":
        asked = left_sides(definition)
        turned = asked if right else asked[1:] + asked[:1]
        return {str(a): str(b) for a, b in zip(asked, turned, strict=True)}
    if kind == "gaps":
        chosen = []
        for gap in definition["gaps"]:
            best = max(range(len(gap["choices"])), key=lambda i: gap["choices"][i]["fraction"])
            chosen.append(str(best) if right else _wrong(gap["choices"], drawn))
        return chosen
    if kind == "ordering":
        order = [str(i) for i in range(len(definition["items"]))]
        return order if right else order[1:] + order[:1]
    return "Je retiens qu'il faut vérifier avant de décider, et garder une trace écrite de chaque chiffre."


def opine(asked: dict[str, Any], chance: Random, satisfied: float) -> Any:
    """An answer to a question of a survey, more often on the good side when `satisfied` is near 1. None: left blank."""
    kind, known = asked["kind"], steps(asked)
    if not asked["required"] and chance.random() < 0.4:
        return None
    if kind == "text":
        return chance.choice(KEPT if asked["required"] else TO_CHANGE)
    if kind == "number":
        return chance.choice((6, 8, 8, 10, 10, 12, 12, 14, 15, 20))
    if kind == "several":
        return sorted(chance.sample(range(1, len(known) + 1), k=min(len(known), chance.choice((1, 2, 2, 3)))))
    if kind == "one":
        return 1 if chance.random() < satisfied else chance.randint(1, len(known))
    best = (len(known) + 1) / 2 if asked["options"] else len(known)  # steps with words run from too little to too much
    return max(1, min(len(known), round(chance.gauss(best - (1 - satisfied), 0.8))))
