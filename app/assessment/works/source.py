"""An assignment as it is written in the head of its file: what may be handed in, criteria or a rubric."""

from typing import Any

from app.assessment.works.rubrics import Criterion, Rubric
from app.core.i18n import _
from app.courses.kinds import Source

ACCEPTED = ("text", "file")
MOST_CRITERIA = 20
FEWEST_LEVELS, MOST_LEVELS = 2, 6
LONGEST_LEVEL, LONGEST_TITLE, LONGEST_WORDS = 60, 200, 1_000
_EXAMPLE = "{title: Clair, competence: B2.1, describes: [On devine., On suit., On comprend tout.]}"


def read_assignment(source: Source) -> dict[str, Any]:
    """What may be handed in, and what it will be read against, known in advance."""
    content: dict[str, Any] = {"accepts": _accepts(source), "criteria": []}
    if source.head.get("rubric") is None:
        return content | {"criteria": _criteria(source)}
    if source.head.get("criteria"):
        source.problem(
            "criteria",
            _("Ce travail a une grille et une liste de critères."),
            _("Gardez l'une des deux : la grille « rubric » contient déjà ses critères."),
        )
    return content | {"rubric": _rubric(source).as_kept()}


def _accepts(source: Source) -> list[str]:
    written = source.head.get("accepts", list(ACCEPTED))
    accepts = [one for one in ACCEPTED if isinstance(written, list) and one in written]
    if not accepts or (isinstance(written, list) and len(accepts) != len(written)):
        source.problem(
            "accepts", _("« accepts » dit ce que l'on peut remettre."), _("Écrivez [text], [file] ou [text, file].")
        )
    return accepts or list(ACCEPTED)


def _criteria(source: Source) -> list[dict[str, str]]:
    written = source.head.get("criteria", [])
    found = []
    sound = isinstance(written, list) and len(written) <= MOST_CRITERIA
    for one in written if isinstance(written, list) else []:
        known = isinstance(one, dict) and set(one) <= {"title", "description"}
        title = one.get("title") if known else None
        description = one.get("description", "") if known else None
        if not isinstance(title, str) or not title.strip() or not isinstance(description, str):
            sound = False
            continue
        found.append({"title": title.strip(), "description": description.strip()})
    if not sound:
        source.problem(
            "criteria",
            _("Les critères ne sont pas écrits comme attendu."),
            _(
                "Écrivez une liste de %(most)s critères au plus, chacun ainsi : {title: Clair, description: On comprend.}"
            )
            % {"most": MOST_CRITERIA},
        )
    return found


def _rubric(source: Source) -> Rubric:
    written = source.head["rubric"]
    if not isinstance(written, dict) or not set(written) <= {"levels", "criteria"}:
        source.problem(
            "rubric",
            _("La grille « rubric » attend deux rubriques : levels et criteria."),
            _("Écrivez levels: [Pas encore, En bonne voie, Acquis], puis criteria: et un tiret par critère."),
        )
        return Rubric()
    levels = _levels(source, written.get("levels"))
    rows = written.get("criteria")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_CRITERIA:
        source.problem(
            "rubric.criteria",
            _("Une grille a de 1 à %(most)s critères.") % {"most": MOST_CRITERIA},
            _("Écrivez un tiret par critère, ainsi : %(example)s.") % {"example": _EXAMPLE},
        )
        return Rubric((), levels)
    read = [_row(source, index, row, len(levels)) for index, row in enumerate(rows)]
    criteria = tuple(one for one in read if one is not None)
    titles = [one.title for one in criteria]
    for title in sorted({title for title in titles if titles.count(title) > 1}):
        source.problem(
            "rubric.criteria",
            _("Deux critères de la grille s'appellent « %(title)s ».") % {"title": title},
            _("Donnez à chacun un titre à lui."),
        )
    return Rubric(criteria, levels)


def _levels(source: Source, written: Any) -> tuple[str, ...]:
    names = [one.strip() for one in written if isinstance(one, str)] if isinstance(written, list) else []
    sound = (
        isinstance(written, list)
        and FEWEST_LEVELS <= len(written) <= MOST_LEVELS
        and len(names) == len(written)
        and all(name and len(name) <= LONGEST_LEVEL for name in names)
        and len(set(names)) == len(names)
    )
    if not sound:
        source.problem(
            "rubric.levels",
            _("Les niveaux de la grille ne sont pas écrits comme attendu."),
            _(
                "Écrivez de %(fewest)s à %(most)s noms différents et courts, du moins au plus : "
                "levels: [Pas encore, En bonne voie, Acquis]."
            )
            % {"fewest": FEWEST_LEVELS, "most": MOST_LEVELS},
        )
    return tuple(names)


def _row(source: Source, index: int, row: Any, levels: int) -> Criterion | None:
    where = f"rubric.criteria.{index}"
    if not isinstance(row, dict) or not set(row) <= {"title", "description", "competence", "describes"}:
        source.problem(
            where,
            _("Ce critère de la grille n'est pas écrit comme attendu."),
            _("Écrivez-le ainsi : %(example)s.") % {"example": _EXAMPLE},
        )
        return None
    title = _words(source, where, row, "title", LONGEST_TITLE)
    if not title:
        source.problem(where, _("Un critère de la grille n'a pas de titre."), _("Ajoutez title: et quelques mots."))
    competence = _words(source, where, row, "competence", 40)
    if competence and competence not in source.course_competences:
        source.problem(
            f"{where}.competence",
            _("La compétence « %(code)s » n'est pas dans le référentiel du parcours.") % {"code": competence},
            _("Compétences possibles : %(codes)s.") % {"codes": ", ".join(sorted(source.course_competences)) or "–"},
        )
    describes = row.get("describes")
    if describes is None:
        describes = []
    elif not isinstance(describes, list) or len(describes) != levels:
        source.problem(
            f"{where}.describes",
            _("« describes » dit à quoi ressemble chaque niveau : il faut %(count)s textes.") % {"count": levels},
            _('Écrivez un texte par niveau, du premier au dernier ; "" quand il n\'y a rien à dire.'),
        )
        describes = []
    texts = [
        _words(source, f"{where}.describes", {number: text}, number, LONGEST_WORDS)
        for number, text in enumerate(describes)
    ]
    return Criterion(
        title, _words(source, where, row, "description", LONGEST_WORDS), competence, tuple(texts) if any(texts) else ()
    )


def _words(source: Source, where: str, row: dict[Any, Any], name: str | int, most: int) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value.strip()) > most:
        source.problem(
            f"{where}.{name}",
            _("Un texte de %(most)s caractères au plus est attendu ici.") % {"most": most},
            _("Raccourcissez-le, ou mettez-le entre guillemets."),
        )
        return ""
    return value.strip()
