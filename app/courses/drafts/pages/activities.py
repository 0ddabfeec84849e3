"""Writing one activity: its form with a preview beside it, kept as it is typed, and what it said before."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import Form, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import FieldError, HouseError, Invalid, NotFound
from app.core.i18n import _
from app.courses import policies
from app.courses import rules as courses
from app.courses.conditions import group_names
from app.courses.conditions_form import shown
from app.courses.drafts import comparing, forms, manuscripts, obstacles, previewing, queries, words
from app.courses.drafts.fields import number, only
from app.courses.drafts.pages.seen import Files, Posted, Seen, names_in, seen_course
from app.courses.drafts.services import editing, outlining
from app.courses.drafts.services.opening import competences_of
from app.courses.kinds import RULE_PARAMETERS, ActivityKind, editor_of, kind_of
from app.courses.panels import figures_of
from app.courses.source.activity import simple_path
from app.courses.source.manuscript import ActivityPart, Manuscript, read_part
from app.files.uploads.forms import GivenFile, given_file
from app.web import differences, formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("courses")


@router.get("/atelier/{slug}/brouillon/activites/{key}")
def activity(
    request: Request, session: Reading, actor: CurrentActor, slug: str, key: str, verifier: str = ""
) -> Response:
    """The form; `verifier`: with what keeps the activity from being published, said at each field."""
    seen = seen_course(session, actor, slug)
    row = _row(session, seen, key)
    if not verifier:
        return _editor(request, session, actor, seen, row, _kept(row))
    return _editor(request, session, actor, seen, row, _kept(row), wrong=_wrong(session, seen, row), checking=True)


def _wrong(session: Session, seen: Seen, row: Any) -> dict[str, str]:
    """What keeps this activity from being published, by field."""
    part = ActivityPart(row.key, row.kind, row.head, row.text, row.texts)
    shelf = manuscripts.files_of(session, seen.id)
    alone = Manuscript(seen.slug, seen.about, (), {row.key: part}, shelf)
    _read, problems = read_part(alone, row.key)
    found: dict[str, str] = {}
    for one in obstacles.of_problems(problems, alone):
        if one.where:
            found[one.where] = f"{found[one.where]} {one.message}" if one.where in found else one.message
    return found


def _kept(row: Any) -> dict[str, Any]:
    """What the form says when nothing else was typed."""
    simple = row.texts.get(simple_path(row.key), "")
    return {"head": row.head, "text": row.text, "simple": simple.rstrip("\n"), "version": row.version}


def _row(session: Session, seen: Seen, key: str) -> Any:
    row = queries.activity(session, seen.id, key)
    if row is None:
        raise NotFound()
    return row


def _kind(row: Any) -> ActivityKind:
    kind = kind_of(row.kind)
    if kind is None:
        raise NotFound()
    return kind


def _editor(
    request: Request, session: Session, actor: Actor, seen: Seen, row: Any, said: dict[str, Any],
    refused: HouseError | None = None, wrong: Mapping[str, str] = MappingProxyType({}), checking: bool = False,
) -> Response:  # fmt: skip
    """The form filled with `said`: what is kept, or what was typed when it could not be. `checking`: before publishing."""
    kind = _kind(row)
    shelf = {one.path: one for one in queries.files(session, seen.id)}
    sequences = queries.sequences(session, seen.id)
    editor = editor_of(kind.code)
    head = said["head"]
    fields = refused.fields if isinstance(refused, Invalid) else []
    stale = refused if isinstance(refused, editing.Stale) else None
    values: dict[str, Any] = {
        "seen": seen, "here": "plan", "row": row, "kind": kind, "kind_name": _(kind.label), "head": head,
        "text": said["text"], "version": said["version"], "refused": refused, "problems": fields,
        "errors": {**wrong, **{one.field: one.message for one in fields}}, "stale": stale, "theirs": [],
        "checking": checking,
        "sequence": next((one for one in sequences if one.key == row.sequence_key), None),
        "homes": [(one.key, str(one.about.get("title", ""))) for one in sequences],
        "competences": competences_of(seen.about),
        "files": [(path, path.partition("/")[2]) for path in shelf],
        "completion": forms.completion_of(kind, head),
        "rules": [(rule, _rule_words(rule)) for rule in kind.rules],
        "parameters": {rule: RULE_PARAMETERS.get(rule, ()) for rule in kind.rules},
        "parameter_words": {name: _(said) for name, said in words.PARAMETERS.items()},
        "marks": _mark_options(), "editor": editor,
        "needs_text": _(kind.needs_text) if kind.needs_text else "",
        "last": next(iter(queries.versions(session, seen.id, row.key, limit=1)), None),
    }  # fmt: skip
    values["html"], values["lacking"] = previewing.lesson(said["text"], seen.about, shelf)
    values["simple"] = said["simple"]
    names = names_in(seen, sequences, queries.lines(session, seen.id))
    values["opening"] = shown(head, names, group_names(session, actor.organisation_id), row.key)
    values["figures"] = figures_of(session, actor, row.activity_id) if row.activity_id else None
    if stale is not None:
        values["theirs"] = differences.changes(str(stale.theirs["text"]), said["text"], spaces_count=True).parts
    if editor is not None:
        values |= editor.values(head)
    return show(
        request, "courses/drafts/activity.html", status=refused.status if refused else 200, **values
    )  # fmt: skip


def _rule_words(rule: str) -> str:
    usual = {name: default for name, _least, _most, default in RULE_PARAMETERS.get(rule, ())}
    return courses.when_done({"rule": rule, **usual}) if not usual else _(words.RULES[rule])


def _mark_options() -> dict[str, list[tuple[str, str]]]:
    return {name: [(value, _(words.MARKS[value])) for value in values] for name, values in forms.MARKS.items()}


@router.post("/atelier/{slug}/brouillon/activites/{key}")
def save(
    request: Request, session: Writing, actor: CurrentActor, slug: str, key: str, form: Posted, sent: Files
) -> Response:
    """The whole form. Asked by the page while somebody types (`autosave`), the answer is short and in JSON."""
    seen = seen_course(session, actor, slug)
    row = _row(session, seen, key)
    typed: dict[str, Any] = {
        "head": forms.read_head(_kind(row), row.head, form),
        "text": editing.plain_lines("".join(form.get("text", []))),
        "simple": editing.plain_lines("".join(form.get("simple", []))),
        "version": number(form, "version") or 0,
    }
    quiet = only(form, "autosave") == "1"
    try:
        if (half := forms.opening_errors(form)) and not quiet and not only(form, "add"):
            raise Invalid(
                _("Ce n'est pas encore enregistré. Vos mots sont gardés."),
                [FieldError(field, message) for field, message in half.items()],
            )
        if not quiet:  # a file leaves with the button
            typed["head"] |= _own_files(session, actor, seen, sent)
        kept = editing.save_activity(
            session, actor, slug, key, typed["version"], head=typed["head"], text=typed["text"],
            texts=_texts(row, typed["simple"]),
        )  # fmt: skip
    except HouseError as refused:
        if refused.status not in (409, 422):
            raise
        if quiet:
            return JSONResponse({"message": refused.detail}, status_code=refused.status)
        return _editor(request, session, actor, seen, row, typed, refused, checking=bool(only(form, "checking")))
    if quiet:
        shelf = {one.path: one for one in queries.files(session, seen.id)}
        html, lacking = previewing.lesson(kept.text, seen.about, shelf)
        return JSONResponse(
            {
                "version": kept.version,
                "saved": _("Enregistré à %(time)s.") % {"time": formats.clock(now())},
                "html": str(html),
                "lacking": lacking,
            }
        )
    if only(form, "add"):
        return go(f"/atelier/{slug}/brouillon/activites/{key}#propre", _("C'est enregistré. Voici de quoi continuer."))
    if only(form, "then") == "check":
        return go(f"/atelier/{slug}/publication", _("C'est enregistré dans le brouillon."))
    if only(form, "then") == "outline":
        return go(f"/atelier/{slug}#a-{key}", _("C'est enregistré dans le brouillon."))
    return go(
        f"/atelier/{slug}/brouillon/activites/{key}",
        _("C'est enregistré dans le brouillon. Les personnes le verront quand vous publierez."),
    )


def _own_files(session: Session, actor: Actor, seen: Seen, sent: Files) -> dict[str, str]:
    """The files that a kind asks for, kept on the shelf: `new_media` becomes the field `media` of the head."""
    found = {}
    for name, given in sent.items():
        if name.startswith("new_"):
            stored = given.keep(session, actor, None)
            found[name.removeprefix("new_")] = editing.attach(session, actor, seen.slug, stored)
    return found


def _texts(row: Any, simple: str) -> dict[str, str]:
    """The other texts of an activity with its simple version, which goes when it is blank."""
    path = simple_path(row.key)
    others = {name: text for name, text in row.texts.items() if name != path}
    return {**others, path: f"{simple.strip()}\n"} if simple.strip() else others


@router.post("/atelier/{slug}/brouillon/activites/{key}/choix")
def settle(session: Writing, actor: CurrentActor, slug: str, key: str, form: Posted) -> Response:
    """After two people wrote at once: mine replaces theirs, which stays in the history; or theirs stays."""
    seen = seen_course(session, actor, slug)
    require(policies.may_build(actor))
    row = _row(session, seen, key)
    if only(form, "keep") == "mine":
        editing.save_activity(
            session, actor, slug, key, number(form, "version") or 0,
            head=forms.read_head(_kind(row), row.head, form), text="".join(form.get("text", [])),
            texts=_texts(row, editing.plain_lines("".join(form.get("simple", [])))),
        )  # fmt: skip
        return go(
            f"/atelier/{slug}/brouillon/activites/{key}",
            _("Votre texte est gardé. L'autre reste dans l'historique de cette page."),
        )
    return go(
        f"/atelier/{slug}/brouillon/activites/{key}", _("L'autre texte est resté. Le vôtre n'a pas été enregistré.")
    )


@router.post("/atelier/{slug}/brouillon/activites/{key}/fichiers")
def attach(
    request: Request, session: Writing, actor: CurrentActor, slug: str, key: str,
    piece: Annotated[GivenFile | None, given_file("piece")] = None, alt: Annotated[str, Form()] = "",
    version: Annotated[int, Form()] = 0,
) -> Response:  # fmt: skip
    """A picture, a sound, a film or a document goes on the course's shelf, and into the text of this activity."""
    seen = seen_course(session, actor, slug)
    require(policies.may_build(actor))
    row = _row(session, seen, key)
    wants_json = request.headers.get("accept", "").startswith("application/json")
    try:
        path, markdown = _attached(session, actor, seen, piece, " ".join(alt.split()))
    except HouseError as refused:
        if refused.status not in (409, 413, 422, 503):
            raise
        if wants_json:
            return JSONResponse({"message": refused.detail}, status_code=refused.status)
        return _editor(request, session, actor, seen, row, _kept(row), refused)
    if wants_json:
        return JSONResponse({"path": path, "markdown": markdown})
    text = f"{row.text.rstrip()}\n\n{markdown}\n".lstrip("\n")
    editing.save_activity(session, actor, slug, key, version or row.version, text=text)
    return go(f"/atelier/{slug}/brouillon/activites/{key}#field-text", _("Le fichier est ajouté à la fin du texte."))


def _attached(session: Session, actor: Actor, seen: Seen, file: GivenFile | None, alt: str) -> tuple[str, str]:
    if file is None:
        raise Invalid(_("Choisissez un fichier, puis envoyez-le."))
    stored = file.keep(session, actor, None)
    path = editing.attach(session, actor, seen.slug, stored)
    folder = path.partition("/")[0]
    label = alt or (stored.name if folder != "images" else "")
    if folder == "images" and not label:
        raise Invalid(_("Dites ce que montre cette image : c'est ce que lisent les personnes qui ne la voient pas."))
    said = label.replace("[", "(").replace("]", ")")
    if folder == "media":
        return path, f"![{said}](../{path})\n\n> [!transcription]\n> "
    return path, f"{'!' if folder == 'images' else ''}[{said}](../{path})"


@router.post("/atelier/{slug}/brouillon/activites/{key}/place")
def move(session: Writing, actor: CurrentActor, slug: str, key: str, form: Posted) -> Response:
    to = only(form, "to")
    outlining.move_activity(session, actor, slug, key, to or None)
    if not to:
        return go(
            f"/atelier/{slug}#cote", _("L'activité est mise de côté : elle ne sera pas publiée, et n'est pas perdue.")
        )
    return go(f"/atelier/{slug}#a-{key}", _("L'activité est déplacée."))


@router.post("/atelier/{slug}/brouillon/activites/{key}/copie")
def copy(session: Writing, actor: CurrentActor, slug: str, key: str) -> Response:
    made = outlining.duplicate_activity(session, actor, slug, key)
    return go(f"/atelier/{slug}/brouillon/activites/{made.key}", _("Voici la copie, juste après l'original."))


@router.get("/atelier/{slug}/brouillon/activites/{key}/historique")
def history(request: Request, session: Reading, actor: CurrentActor, slug: str, key: str) -> Response:
    seen = seen_course(session, actor, slug)
    row = _row(session, seen, key)
    return show(
        request, "courses/drafts/history.html", seen=seen, here="plan", row=row,
        versions=queries.versions(session, seen.id, key), what={code: _(said) for code, said in words.VERSIONS.items()},
    )  # fmt: skip


@router.get("/atelier/{slug}/brouillon/activites/{key}/historique/{version_id}")
def version(request: Request, session: Reading, actor: CurrentActor, slug: str, key: str, version_id: str) -> Response:
    """What a version said, against what the draft says now."""
    seen = seen_course(session, actor, slug)
    row = _row(session, seen, key)
    kept = queries.version(session, seen.id, version_id)
    if kept is None or kept.activity_key != key or "head" not in kept.said:
        raise NotFound()
    return show(
        request, "courses/drafts/version.html", seen=seen, here="plan", row=row, version=kept,
        parts=differences.changes(kept.said["text"], row.text, spaces_count=True).parts,
        fields=list(comparing.field_changes(kept.said["head"], row.head)),
    )  # fmt: skip


@router.post("/atelier/{slug}/brouillon/activites/{key}/historique/{version_id}")
def restore(session: Writing, actor: CurrentActor, slug: str, key: str, version_id: str) -> Response:
    editing.restore_activity(session, actor, slug, key, version_id)
    return go(
        f"/atelier/{slug}/brouillon/activites/{key}",
        _("L'activité dit de nouveau ce qu'elle disait alors. Rien n'est perdu : tout reste dans l'historique."),
    )
