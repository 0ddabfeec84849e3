"""What a course says of itself: its programme sheet, its blocks and competences, its glossary."""

from datetime import date
from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import Conflict, FieldError, HouseError, Invalid, NotFound
from app.core.i18n import _
from app.courses import rules as courses
from app.courses.drafts import queries, rules, words
from app.courses.drafts.pages.seen import Seen, seen_course
from app.courses.drafts.services import editing
from app.courses.source.course import ENTRIES, LANGUAGES, MOST_WEEKS, SHEET
from app.frameworks.services import entrecomp
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Form, Posted, number, only
from app.web.templating import go, show

router = pages("courses")
BLANK_ROWS = 2
MOST_BLOCKS = 30
LANGUAGE_NAMES = {
    "fr": "français", "en": "English", "eu": "euskara", "oc": "occitan", "br": "brezhoneg", "co": "corsu",
    "es": "español", "de": "Deutsch", "it": "italiano", "pt": "português",
}  # fmt: skip


def _lines(form: Form, name: str) -> list[str]:
    """A field written one thing per line."""
    return [line.strip() for line in "".join(form.get(name, [])).splitlines() if line.strip()]


def _error(refused: HouseError | None) -> dict[str, Any]:
    fields = refused.fields if isinstance(refused, Invalid) else []
    return {"refused": refused, "problems": fields, "errors": {one.field: one.message for one in fields}}


def _version(session: Session, actor: Actor, slug: str, refused: HouseError | None) -> int:
    """After a stale save, saving again means it: the version is the present one."""
    seen = seen_course(session, actor, slug)
    return int(seen.row.version)


# --- The programme sheet ------------------------------------------------------------------------------------------


@router.get("/atelier/{slug}/fiche")
def sheet(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    seen = seen_course(session, actor, slug)
    return _sheet(request, seen, seen.about, int(seen.row.version))


def _sheet(
    request: Request, seen: Seen, said: dict[str, Any], version: int, refused: HouseError | None = None
) -> Response:
    return show(
        request, "courses/drafts/sheet.html", status=refused.status if refused else 200, seen=seen, here="fiche",
        said=said, version=version, sections={name: _(label) for name, label in words.SECTIONS.items()},
        required={name for name, needed in SHEET.items() if needed},
        entries=[(code, _(label)) for code, label in courses.ENTRY.items()],
        languages=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES], most_weeks=MOST_WEEKS, **_error(refused),
    )  # fmt: skip


@router.post("/atelier/{slug}/fiche")
def save_sheet(request: Request, session: Writing, actor: CurrentActor, slug: str, form: Posted) -> Response:
    seen = seen_course(session, actor, slug)
    said = _read_sheet(form)
    try:
        _check_sheet(said, only(form, "reviewed_on"))
        editing.save_about(session, actor, slug, number(form, "version") or 0, said)
    except HouseError as refused:
        if refused.status not in (409, 422):
            raise
        return _sheet(request, seen, {**seen.about, **said}, _version(session, actor, slug, refused), refused)
    return go(f"/atelier/{slug}/fiche", _("La fiche est enregistrée dans le brouillon."))


def _read_sheet(form: Form) -> dict[str, Any]:
    found: dict[str, Any] = {"objectives": _lines(form, "objectives")}
    for name in SHEET:
        if name != "objectives":
            found[name] = editing.plain_lines(only(form, name))
    entry, language = only(form, "entry"), only(form, "language")
    return {
        "title": " ".join(only(form, "title").split())[:200],
        "summary": editing.plain_lines(only(form, "summary")),
        "weeks": number(form, "weeks"),
        "entry": entry if entry in ENTRIES else "any",
        "language": language if language in LANGUAGES else "fr",
        "licence": only(form, "licence")[:40],
        "authors": [name.strip() for name in only(form, "authors").split(",") if name.strip()],
        "reviewed_on": only(form, "reviewed_on") or None,
        "sheet": {name: value for name, value in found.items() if value},
    }


def _check_sheet(said: dict[str, Any], reviewed_on: str) -> None:
    wrong = []
    if not said["title"]:
        wrong.append(FieldError("title", _("Donnez un titre au parcours.")))
    if said["weeks"] is None or not 1 <= said["weeks"] <= MOST_WEEKS:
        wrong.append(FieldError("weeks", _("Un nombre de semaines de 1 à %(most)s.") % {"most": MOST_WEEKS}))
    try:
        if reviewed_on:
            date.fromisoformat(reviewed_on)
    except ValueError:
        wrong.append(FieldError("reviewed_on", _("Cette date n'existe pas ou n'est pas écrite comme 2026-12-03.")))
    if wrong:
        raise Invalid(_("La fiche n'est pas encore enregistrée. Vos mots sont gardés."), wrong)


# --- Blocks and competences ---------------------------------------------------------------------------------------


@router.get("/atelier/{slug}/blocs")
def blocks(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    return _blocks(request, session, actor, slug)


def _blocks(
    request: Request, session: Session, actor: Actor, slug: str, refused: HouseError | None = None, title: str = ""
) -> Response:
    seen = seen_course(session, actor, slug)
    served = [row.block for row in queries.sequences(session, seen.id)]
    return show(
        request, "courses/drafts/blocks.html", status=refused.status if refused else 200, seen=seen, here="blocs",
        version=seen.row.version, levels=seen.about.get("framework", {}).get("levels", []), title=title,
        served={str(block.get("key")): served.count(block.get("key")) for block in seen.blocks}, **_error(refused),
    )  # fmt: skip


@router.post("/atelier/{slug}/blocs")
def change_blocks(request: Request, session: Writing, actor: CurrentActor, slug: str, form: Posted) -> Response:
    """Add a block (`title`), move or remove one (`move`, `remove`), or say the levels."""
    seen = seen_course(session, actor, slug)
    version = number(form, "version") or 0
    try:
        if form.get("levels"):
            return _save_levels(session, actor, seen, version, _lines(form, "levels"))
        found = _changed_blocks(session, seen, form)
        editing.save_about(session, actor, slug, version, {"blocks": found})
    except HouseError as refused:
        if refused.status not in (409, 422):
            raise
        return _blocks(request, session, actor, slug, refused, only(form, "title"))
    return go(f"/atelier/{slug}/blocs", _("C'est enregistré dans le brouillon."))


def _save_levels(session: Session, actor: Actor, seen: Seen, version: int, levels: list[str]) -> Response:
    if not 2 <= len(levels) <= 10:
        message = _("Écrivez de 2 à 10 niveaux, un par ligne, du premier au dernier.")
        raise Invalid(message, [FieldError("levels", message)])
    framework = {**seen.about.get("framework", {}), "levels": levels}
    editing.save_about(session, actor, seen.slug, version, {"framework": framework})
    return go(f"/atelier/{seen.slug}/blocs", _("Les niveaux sont enregistrés dans le brouillon."))


def _changed_blocks(session: Session, seen: Seen, form: Form) -> list[dict[str, Any]]:
    found = seen.blocks
    keys = [str(block.get("key")) for block in found]
    if title := " ".join(only(form, "title").split())[:200]:
        if len(found) >= MOST_BLOCKS:
            raise Conflict(_("Ce parcours a déjà %(most)s blocs.") % {"most": MOST_BLOCKS})
        key = next(made for n in range(len(keys) + 1, len(keys) + 100) if (made := f"b{n}") not in keys)
        code = f"{key.upper()}.1"
        return [*found, {"key": key, "title": title, "competences": [{"code": code, "title": title}]}]
    step, _colon, key = only(form, "move").partition(":")
    if key in keys and step in ("up", "down"):
        block = found[keys.index(key)]
        return rules.placed(found, block, keys.index(key) + (0 if step == "up" else 2))
    if (gone := only(form, "remove")) in keys:
        if gone in {row.block for row in queries.sequences(session, seen.id)}:
            raise Conflict(
                _("Des séquences servent ce bloc. Déplacez-les d'abord dans un autre bloc. Rien n'est changé.")
            )
        return [block for block in found if block.get("key") != gone]
    message = _("Donnez un titre au bloc.")
    raise Invalid(message, [FieldError("title", message)])


@router.get("/atelier/{slug}/blocs/{key}")
def block(request: Request, session: Reading, actor: CurrentActor, slug: str, key: str) -> Response:
    seen = seen_course(session, actor, slug)
    return _block(request, seen, key, _find(seen, key), int(seen.row.version))


def _find(seen: Seen, key: str) -> dict[str, Any]:
    found = next((one for one in seen.blocks if one.get("key") == key), None)
    if found is None:
        raise NotFound()
    return found


def _pictograms(chosen: str) -> list[tuple[str, str]]:
    """What a block may be marked with, and what this one is, should its folder name something else."""
    offered = [("", _("Aucun")), *((name, _(label)) for name, label in words.PICTOGRAMS.items())]
    return offered if not chosen or chosen in words.PICTOGRAMS else [*offered, (chosen, chosen)]


def _block(
    request: Request, seen: Seen, key: str, said: dict[str, Any], version: int, refused: HouseError | None = None,
    blanks: int = BLANK_ROWS,
) -> Response:  # fmt: skip
    rows = [*said.get("competences", ()), *({} for _blank in range(blanks))]
    return show(
        request, "courses/drafts/block.html", status=refused.status if refused else 200, seen=seen, here="blocs",
        key=key, said=said, rows=rows, version=version, pictograms=_pictograms(said.get("pictogram", "")),
        related=[(c.code, f"{c.code} {c.title}") for b in entrecomp().blocks for c in b.competences], **_error(refused),
    )  # fmt: skip


@router.post("/atelier/{slug}/blocs/{key}")
def save_block(request: Request, session: Writing, actor: CurrentActor, slug: str, key: str, form: Posted) -> Response:
    seen = seen_course(session, actor, slug)
    _find(seen, key)
    said = _read_block(key, form)
    if only(form, "add"):
        return _block(request, seen, key, said, number(form, "version") or 0, blanks=BLANK_ROWS + 2)
    try:
        _check_block(seen, key, said)
        whole = [said if one.get("key") == key else one for one in seen.blocks]
        editing.save_about(session, actor, slug, number(form, "version") or 0, {"blocks": whole})
    except HouseError as refused:
        if refused.status not in (409, 422):
            raise
        return _block(request, seen, key, said, _version(session, actor, slug, refused), refused)
    return go(f"/atelier/{slug}/blocs", _("Le bloc est enregistré dans le brouillon."))


def _read_block(key: str, form: Form) -> dict[str, Any]:
    competences = []
    count = len(form.get("code[]", []))
    for n in range(count):
        code, title, says = (form.get(name, [""] * count)[n].strip() for name in ("code[]", "title-of[]", "says[]"))
        if not (code or title or says):
            continue
        criteria = [line.strip() for line in form.get("criteria[]", [""] * count)[n].splitlines() if line.strip()]
        related = [one for one in form.get(f"entrecomp-{n}", []) if one]
        said = {"code": code, "title": title, "says": says, "criteria": criteria, "entrecomp": related}
        competences.append({name: value for name, value in said.items() if value})
    said_block = {
        "key": key, "title": " ".join(only(form, "title").split())[:200], "pictogram": only(form, "pictogram"),
        "competences": competences,
    }  # fmt: skip
    return {name: value for name, value in said_block.items() if value}


def _check_block(seen: Seen, key: str, said: dict[str, Any]) -> None:
    wrong = []
    if not said.get("title"):
        wrong.append(FieldError("title", _("Donnez un titre au bloc.")))
    if not said.get("competences"):
        wrong.append(FieldError("code", _("Écrivez au moins une compétence, avec un code court et un titre.")))
    others = {c.get("code") for one in seen.blocks if one.get("key") != key for c in one.get("competences", ())}
    mine: set[str] = set()
    for n, one in enumerate(said.get("competences", ())):
        field = "code" if n == 0 else f"code-{n + 1}"
        code = one.get("code", "")
        if not code or not one.get("title"):
            wrong.append(FieldError(field, _("Chaque compétence a un code court et un titre.")))
        elif code in others or code in mine:
            wrong.append(FieldError(field, _("Le code « %(code)s » sert déjà : donnez-en un autre.") % {"code": code}))
        mine.add(code)
    if wrong:
        raise Invalid(_("Le bloc n'est pas encore enregistré. Vos mots sont gardés."), wrong)


# --- The glossary -------------------------------------------------------------------------------------------------


@router.get("/atelier/{slug}/glossaire")
def glossary(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    seen = seen_course(session, actor, slug)
    return _glossary(request, seen, list(seen.about.get("glossary", ())), int(seen.row.version))


def _glossary(
    request: Request, seen: Seen, terms: list[dict[str, Any]], version: int, refused: HouseError | None = None,
    blanks: int = BLANK_ROWS + 1,
) -> Response:  # fmt: skip
    return show(
        request, "courses/drafts/glossary.html", status=refused.status if refused else 200, seen=seen,
        here="glossaire", rows=[*terms, *({} for _blank in range(blanks))], count=len(terms), version=version,
        **_error(refused),
    )  # fmt: skip


@router.post("/atelier/{slug}/glossaire")
def save_glossary(request: Request, session: Writing, actor: CurrentActor, slug: str, form: Posted) -> Response:
    seen = seen_course(session, actor, slug)
    terms = _read_glossary(form)
    if only(form, "add"):
        return _glossary(request, seen, terms, number(form, "version") or 0, blanks=BLANK_ROWS + 4)
    try:
        _check_glossary(terms)
        editing.save_about(session, actor, slug, number(form, "version") or 0, {"glossary": terms or None})
    except HouseError as refused:
        if refused.status not in (409, 422):
            raise
        return _glossary(request, seen, terms, _version(session, actor, slug, refused), refused)
    return go(f"/atelier/{slug}/glossaire", _("Le glossaire est enregistré dans le brouillon."))


def _read_glossary(form: Form) -> list[dict[str, Any]]:
    found = []
    for term, says, also in zip(*(form.get(name, []) for name in ("term[]", "says[]", "also[]")), strict=False):
        said = {
            "term": " ".join(term.split()),
            "says": " ".join(says.split()),
            "also": [one.strip() for one in also.split(",") if one.strip()],
        }
        if said["term"] or said["says"]:
            found.append({name: value for name, value in said.items() if value})
    return sorted(found, key=lambda one: str(one.get("term", "")).casefold())


def _check_glossary(terms: list[dict[str, Any]]) -> None:
    wrong = []
    seen: set[str] = set()
    for n, one in enumerate(terms):
        field = "term" if n == 0 else f"term-{n + 1}"
        if not one.get("term") or not one.get("says"):
            wrong.append(FieldError(field, _("Chaque mot a sa définition, et chaque définition son mot.")))
        elif len(one["says"]) > 500 or len(one["term"]) > 80:
            wrong.append(
                FieldError(field, _("« %(term)s » : 80 caractères au plus pour le mot, 500 pour sa définition.") % one)
            )
        elif one["term"].casefold() in seen:
            wrong.append(FieldError(field, _("« %(term)s » est écrit deux fois.") % one))
        seen.add(str(one.get("term", "")).casefold())
    if wrong:
        raise Invalid(_("Le glossaire n'est pas encore enregistré. Vos mots sont gardés."), wrong)
