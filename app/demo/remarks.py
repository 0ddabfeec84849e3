"""What demonstration learners say of the activities, and what the team answers: one time in seven, in plain words."""

from random import Random

from app.courses.outline import Activity
from app.demo.stories import Story

SAID = 0.15  # of what is done
WITH_WORDS = 0.5
WITH_MINUTES = 0.6
SEEN, ANSWERED = 0.75, 0.4  # of the remarks that have words

_PACE = {"quick": 0.75, "slow": 1.35}

# What is said, and what the team answers when it does.
_LONG = {
    "J'ai mis plus longtemps que prévu, surtout pour retrouver mes chiffres.": "Merci. J'ajoute au début la liste de ce qu'il faut avoir sous la main.",
    "C'est intéressant mais long à lire sur un téléphone.": "Merci de l'avoir dit. Je coupe le texte en deux.",
    "J'ai dû m'y reprendre à deux fois : il y a beaucoup de mots nouveaux.": "On les reprend ensemble à la prochaine séance.",
    "Il m'a fallu une heure de plus pour joindre quelqu'un.": "Oui, cela dépend des jours. Je change la durée prévue.",
}
_SHORT = {
    "Plus rapide que je ne pensais, tant mieux.": "Tant mieux. Je réduis la durée prévue.",
    "Je connaissais déjà : j'ai lu en diagonale.": "C'est noté. Vous pouvez aller droit au quiz.",
}
_PLAIN = {
    "Très clair, merci pour l'exemple.": "Merci, cela nous aide à garder ce qui marche.",
    "L'exemple du marché m'a parlé. J'aimerais en avoir un avec des services.": "Bonne idée. J'en ajoute un pour le prochain groupe.",
    "Je n'ai pas compris le mot « marge » tout de suite. Une définition aiderait.": "Bien vu : la définition est maintenant sous le titre.",
    "Bien expliqué. Le tableau dépasse un peu sur mon écran.": "C'est réparé. Dites-moi si cela va chez vous.",
}
_BY_KIND = {
    "quiz": {
        "Deux réponses se ressemblent, j'ai hésité.": "Merci. Je récris la deuxième.",
        "Les explications après chaque réponse sont utiles.": "Merci, cela nous aide à garder ce qui marche.",
        "Une question parle d'une chose qu'on voit seulement la semaine suivante.": "Vous avez raison. Je la déplace.",
    },
    "file": {
        "Le fichier s'ouvre mal sur mon téléphone.": "Il y a maintenant une version à lire à l'écran.",
        "Le modèle est pratique, je l'ai gardé.": "Parfait, il est fait pour cela.",
    },
    "media": {
        "Le son est un peu faible.": "Merci. Nous enregistrons de nouveau.",
        "J'ai préféré lire la transcription, c'est bien qu'elle soit là.": "Merci, nous continuerons à l'écrire.",
    },
    "assignment": {
        "La consigne est claire. Un exemple rempli aurait aidé pour commencer.": "J'en ajoute un dans la consigne.",
        "Je ne savais pas s'il fallait écrire une page ou trois lignes.": "Dix lignes suffisent. Je le précise.",
    },
    "link": {
        "Le site demande de créer un compte, ce n'était pas dit.": "C'est maintenant écrit avant le lien.",
        "La première partie suffit, le reste se répète.": "Merci. Je ne garde que la première partie.",
    },
    "session": {
        "Très bon moment, on a pu poser nos questions.": "Merci à tout le groupe.",
        "La salle était difficile à trouver.": "Le plan d'accès est ajouté à l'invitation.",
    },
    "class": {
        "Très bon moment, on a pu poser nos questions.": "Merci à tout le groupe.",
        "Le son se coupait par moments.": "Merci de l'avoir dit. On essaie un autre outil la prochaine fois.",
    },
}
_ANSWERS = {words: reply for known in (_LONG, _SHORT, _PLAIN, *_BY_KIND.values()) for words, reply in known.items()}


def said(story: Story, activity: Activity) -> tuple[str, str, str] | None:
    """How long it felt, the minutes and the words (each may be empty); None for the six times out of seven."""
    chance = Random(f"remark {story.number} {activity.key}")
    if chance.random() > (2 * SAID if story.featured else SAID):
        return None
    pace = (
        Random(f"pace {activity.key}").gauss(1.05, 0.25) * _PACE.get(story.character.name, 1.0) * chance.gauss(1, 0.2)
    )
    felt = "less" if pace < 0.85 else "more" if pace > 1.2 else "same"
    minutes = str(max(5, 5 * round(activity.minutes * max(0.5, pace) / 5))) if chance.random() < WITH_MINUTES else ""
    words = ""
    if chance.random() < WITH_WORDS:
        mood = {"less": _SHORT, "more": _LONG}.get(felt, _PLAIN)
        own = _BY_KIND.get(activity.kind, {}) if chance.random() < 0.6 else {}
        words = chance.choice(list(own or mood))
    if activity.kind == "session":  # it lasts what it lasts
        return "", "", chance.choice(list(_BY_KIND["session" if activity.place == "on_site" else "class"]))
    return felt, minutes, words


def answer(story: Story, activity: Activity, words: str) -> str | None:
    """What the team answers; empty when it only marks the remark as seen, None when nobody has read it."""
    drawn = Random(f"answer {story.number} {activity.key}").random()
    if drawn > SEEN:
        return None
    return _ANSWERS[words] if drawn < ANSWERED else ""


def helped(story: Story, activity: Activity) -> str:
    """Whether it helped, said in one tap by three people in four."""
    chance = Random(f"helped {story.number} {activity.key}")
    return chance.choices(("yes", "partly", "no", ""), (10, 4, 1, 5))[0]
