"""A text looked at while it is written in a browser: what learners would see, and what is still missing, in plain words.

Checking and rendering are those of a published course; only the sentences differ, because whoever writes here never
sees a folder. `in_plain_words` says the same for the problems found when a whole draft is published.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from app.core.i18n import N_, _
from app.courses.source.markdown import Lesson, check
from app.courses.source.problems import Problem, Problems
from app.web.lessons import Find, Term, course_html, names_of

# code of a problem → what is wrong, and what to do; %(name)s is the file, the word or the address it is about
_SAID = {
    "image-alt": (
        N_("L'image « %(name)s » n'a pas de texte de remplacement : dites ce qu'elle montre."),
        N_("Écrivez-le entre les crochets, comme pour une personne qui ne la voit pas."),
    ),
    "image-kind": (
        N_("« %(name)s » n'est pas une image que nous savons montrer."),
        N_("Ajoutez une photo ou un dessin : PNG, JPEG, WebP, GIF ou SVG."),
    ),
    "file-missing": (
        N_("Le fichier « %(name)s » n'est pas dans ce parcours."),
        N_("Ajoutez-le avec le bouton d'ajout, ou enlevez-le du texte."),
    ),
    "file-outside": (
        N_("« %(name)s » ne désigne pas un fichier de ce parcours."),
        N_("Ajoutez le fichier avec le bouton d'ajout : son adresse s'écrira toute seule."),
    ),
    "file-kind": (
        N_("« %(name)s » n'est pas un fichier que l'on peut donner à télécharger."),
        N_("Donnez un document, un tableau, des diapositives, un PDF, un son ou une vidéo."),
    ),
    "elsewhere": (
        N_("« %(name)s » est sur un autre site."),
        N_("Téléchargez le fichier chez vous, puis ajoutez-le ici : rien n'est chargé d'ailleurs."),
    ),
    "link": (
        N_("Le lien vers « %(name)s » ne mène nulle part."),
        N_("Copiez l'adresse entière depuis votre navigateur : elle commence par https://."),
    ),
    "link-text": (
        N_("Le lien vers « %(name)s » n'a pas de texte."),
        N_("Écrivez où il mène, par exemple « le guide des prix »."),
    ),
    "heading": (
        N_("Un titre saute un niveau."),
        N_("Passez d'un grand titre (##) à un sous-titre (###), sans sauter d'étape."),
    ),
    "term": (
        N_("« %(name)s » n'est pas encore dans le glossaire."),
        N_("Ajoutez sa définition au glossaire du parcours, ou enlevez les doubles crochets."),
    ),
    "term-open": (
        N_("Des doubles crochets ne sont pas fermés."),
        N_("Fermez-les par ]]. Dans un tableau, la barre entre eux s'écrit \\|."),
    ),
    "callout": (
        N_("L'encadré « %(name)s » n'existe pas."),
        N_("Choisissez « À retenir », « Exemple » ou « Attention »."),
    ),
    "played-place": (
        N_("« %(name)s » est au milieu d'un paragraphe."),
        N_("Mettez le son ou la vidéo seul, avec une ligne vide avant et après."),
    ),
    "played-title": (
        N_("« %(name)s » n'a pas de titre."),
        N_("Écrivez-le entre les crochets : il s'affiche au-dessus du son ou de la vidéo."),
    ),
    "transcription": (
        N_("« %(name)s » n'a pas de transcription : qui n'entend pas ne saura pas ce qui est dit."),
        N_("Écrivez juste dessous ce qui est dit, dans un encadré « Transcription »."),
    ),
    "transcription-empty": (
        N_("La transcription est vide."),
        N_("Écrivez ce qui est dit dans le son ou la vidéo."),
    ),
    "transcription-place": (
        N_("Une transcription est toute seule."),
        N_("Mettez-la juste sous le son ou la vidéo dont elle donne les mots."),
    ),
    "captions-kind": (
        N_("« %(name)s » n'est pas un fichier de sous-titres."),
        N_("Donnez un fichier .vtt, celui que donnent les outils de sous-titrage."),
    ),
}


def preview_html(
    text: str, simple: bool, material: Find, glossary: Sequence[Term], language: str = "fr"
) -> tuple[str, list[Problem]]:
    """A text as learners would read it, whatever state it is in, and what keeps it from being published.

    `material` finds what is kept of a file from the path written in the text; None: it is not there. The line of a
    problem is a line of this text, and its file says which text of the activity it is: « text » or « simple ».
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = Problems()
    lesson = Lesson(text, "simple" if simple else "text", 1)
    check(lesson, _Kept(material, problems, lesson.file), names_of(glossary), problems)
    found = sorted((in_plain_words(problem) for problem in problems.found), key=lambda problem: problem.line)
    return course_html(text, material, glossary, language), found


def is_of_a_text(problem: Problem) -> bool:
    """Whether it is about what a text says, and not about a field of the head."""
    return problem.where in _SAID


def in_plain_words(problem: Problem) -> Problem:
    """The same problem for somebody who writes in a browser; as it is when it has no code."""
    said = _SAID.get(problem.where)
    if said is None:
        return problem
    name = problem.about if problem.where.startswith("link") else PurePosixPath(problem.about).name or problem.about
    return replace(problem, message=_(said[0]) % {"name": name}, remedy=_(said[1]))


class _Kept:
    """The files that a draft already holds, asked by the path that the text writes."""

    def __init__(self, material: Find, problems: Problems, said_in: str) -> None:
        self._material, self._problems, self._said_in = material, problems, said_in

    def has(self, written: str, line: int) -> bool:
        if self._material(written) is not None:
            return True
        self._problems.add(self._said_in, line, "", "", where="file-missing", about=written[:200])
        return False

    def is_captions(self, written: str) -> bool:
        found = self._material(written)
        return found is not None and found.media_type == "text/vtt"
