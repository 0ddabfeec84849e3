"""What stands in the way of publishing, in the words of somebody who writes in a browser."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.i18n import N_, _
from app.courses.drafts import manuscripts
from app.courses.drafts.words import SECTIONS
from app.courses.preview import in_plain_words, is_of_a_text
from app.courses.source import Problem, Refused
from app.courses.source.activity import simple_path
from app.courses.source.manuscript import Manuscript, read_manuscript

_OF_ACTIVITY = {
    "title": N_("Donnez un titre à cette activité."),
    "minutes": N_("Dites combien de minutes elle demande."),
    "place": N_("Dites où elle se passe : sur place ou à distance."),
    "timing": N_("Dites si elle se fait en direct ou quand on veut."),
    "people": N_("Dites si elle se fait seul ou en groupe."),
    "guidance": N_("Dites si elle se fait avec l'équipe ou en autonomie."),
    "text": N_("Son texte est vide : écrivez-le."),
    "file": N_("Choisissez le fichier à donner."),
    "media": N_("Choisissez le son ou la vidéo, avec ses sous-titres si c'est une vidéo."),
    "url": N_("Donnez une adresse entière, qui commence par https://."),
    "items": N_("Écrivez au moins une chose à cocher."),
    "options": N_("Proposez au moins deux possibilités."),
    "accepts": N_("Dites ce que l'on peut remettre : un texte, un fichier ou les deux."),
    "stage": N_("Dites à quel moment la personne se situe : entrée, milieu ou fin."),
}
_EMPTY_SURVEY = N_("Ce questionnaire n'a pas encore de question : écrivez-en une.")
_EMPTY_QUIZ = N_("Ce quiz n'a pas encore de question : écrivez-en une, ou prenez-en dans la banque.")
_NOWHERE = N_("Dites où se tient cette séance : sur place ou à distance.")
_SECTIONS = {"sheet": "fiche", "blocks": "blocs", "framework": "blocs", "glossary": "glossaire"}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """`activity` or `sequence` is a key, `section` a page of the course; `where` is the field there."""

    message: str
    title: str = ""  # of the activity or sequence
    activity: str = ""
    sequence: str = ""
    section: str = ""
    where: str = ""


def of_manuscript(manuscript: Manuscript) -> list[Obstacle]:
    """Everything that keeps it from being published; empty when nothing does."""
    try:
        read_manuscript(manuscript)
    except Refused as refused:
        return of_problems(refused.problems, manuscript)
    return []


def of_problems(problems: Iterable[Problem], manuscript: Manuscript) -> list[Obstacle]:
    """The same problems, each at the place where it is mended, in the order of the path."""
    owners = {path: part.key for part in manuscript.activities.values() for path in part.texts}
    titles = manuscripts.names(manuscript.activities.values())
    found: list[Obstacle] = []
    for written in problems:
        problem = in_plain_words(written)
        key = owners.get(problem.file) or problem.file.removeprefix("activities/").removesuffix(".md")
        if key not in titles:
            one = _of_course(problem, manuscript)
        elif is_of_a_text(written):
            text = "simple" if problem.file == simple_path(key) else "text"
            one = Obstacle(f"{problem.message} {problem.remedy}", title=titles[key], activity=key, where=text)
        else:
            one = _of_activity(problem, manuscript, key, titles[key])
        if one not in found:
            found.append(one)
    order = {key: number for number, key in enumerate(titles)}
    return sorted(found, key=lambda one: order.get(one.activity, -1))


def _of_activity(problem: Problem, manuscript: Manuscript, key: str, title: str) -> Obstacle:
    part = manuscript.activities[key]
    whole = problem.where
    where = whole.split(".")[0]
    message = f"{problem.message} {problem.remedy}" if problem.about else problem.message
    if where == "questions" and part.kind == "quiz" and not any(text.strip() for text in part.texts.values()):
        message = _(_EMPTY_QUIZ)
    elif whole == "questions" and part.kind == "survey":
        message = _(_EMPTY_SURVEY)
    elif where == "place" and part.kind == "session":
        message = _(_NOWHERE)
    elif whole in _OF_ACTIVITY and not (whole == "text" and part.text.strip()):
        message = _(_OF_ACTIVITY[whole])
    return Obstacle(message, title=title, activity=key, where=whole)


def _of_course(problem: Problem, manuscript: Manuscript) -> Obstacle:
    steps = problem.where.split(".")
    if steps[0] == "sequences" and len(steps) > 1 and steps[1].isdecimal():
        sequence = manuscript.sequences[int(steps[1])]
        where = steps[2] if len(steps) > 2 else ""
        message = f"{problem.message} {problem.remedy}"
        if where == "activities" and not sequence.activities:
            message = _("Cette séquence n'a pas encore d'activité : ajoutez-en une, ou enlevez la séquence.")
        elif where == "objective" and not sequence.about.get("objective"):
            message = _("Écrivez l'objectif de cette séquence en une phrase.")
        return Obstacle(message, title=str(sequence.about.get("title", "")), sequence=sequence.key, where=where)
    if steps[0] == "sequences":
        return Obstacle(_("Ce parcours n'a pas encore de séquence : ajoutez-en une."))
    if steps[0] == "sheet" and len(steps) > 1 and steps[1] in SECTIONS:
        message = _("La fiche programme ne dit pas encore : %(section)s.") % {"section": _(SECTIONS[steps[1]])}
        return Obstacle(message, section="fiche", where=steps[1])
    if steps == ["summary"]:
        return Obstacle(_("Résumez le parcours en une ou deux phrases."), section="fiche", where="summary")
    return Obstacle(f"{problem.message} {problem.remedy}", section=_SECTIONS.get(steps[0], "fiche"), where=steps[-1])
