"""From a draft to what learners see: what is missing, what changes, publishing, and going back."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Form, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import NotFound
from app.core.i18n import _
from app.courses.drafts import comparing, manuscripts, queries, words
from app.courses.drafts.comparing import FieldChange
from app.courses.drafts.obstacles import Obstacle
from app.courses.drafts.pages.seen import Seen, seen_course
from app.courses.drafts.services import publishing
from app.courses.kinds import kinds
from app.courses.pages import chunks
from app.courses.services.exporting import drafted_manuscript, zip_course
from app.web.differences import Change, around, changes
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("courses")


@router.get("/atelier/{slug}/publication")
def review(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    """What keeps the draft from being published, what publishing would change, and the button."""
    return _review(request, session, actor, slug)


def _review(request: Request, session: Session, actor: Actor, slug: str, note: str = "", status: int = 200) -> Response:
    seen = seen_course(session, actor, slug)
    found = publishing.review(session, actor, slug)
    return show(
        request, "courses/drafts/publication.html", status=status, seen=seen, here="publication", review=found,
        obstacles=[(one, obstacle_href(seen, one)) for one in found.obstacles], note=note,
        changes=found.changes, said=change_words, kinds={kind.code: _(kind.label) for kind in kinds()},
        what={code: _(said) for code, said in _WHAT.items()},
    )  # fmt: skip


_WHAT = {
    "added": words.ADDED, "removed": words.REMOVED, "moved": words.MOVED, "changed": words.CHANGED,
}  # fmt: skip


def obstacle_href(seen: Seen, one: Obstacle) -> str:
    """The place where an obstacle is mended."""
    base = f"/atelier/{seen.slug}"
    if one.activity:
        return f"{base}/brouillon/activites/{one.activity}?verifier=1" + (f"#field-{one.where}" if one.where else "")
    if one.sequence:
        return f"{base}/brouillon/sequences/{one.sequence}" + (f"#field-{one.where}" if one.where else "")
    return f"{base}/{one.section}" + (f"#field-{one.where}" if one.where else "") if one.section else base


def change_words(change: FieldChange) -> str:
    """A field that differs, on one line."""
    name, _dot, rest = change.name.partition(".")
    label = _(words.FIELDS[name]) if name in words.FIELDS else name
    if name == "sheet" and rest in words.SECTIONS:
        label = _(words.SECTIONS[rest])
    before, after = _short(change.before), _short(change.after)
    if not before or not after:
        return _("%(label)s : %(value)s") % {"label": label, "value": after or _("enlevé")}
    if isinstance(change.before, (list, dict)) or isinstance(change.after, (list, dict)) or len(before + after) > 160:
        return _("%(label)s : modifié") % {"label": label}
    return _("%(label)s : %(before)s → %(after)s") % {"label": label, "before": before, "after": after}


def _short(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, list) and all(isinstance(one, (str, int)) for one in value):
        return ", ".join(map(str, value))
    if isinstance(value, (list, Mapping)):
        return _("modifié")
    return _(words.MARKS[value]) if isinstance(value, str) and value in words.MARKS else str(value)


@router.post("/atelier/{slug}/publication")
def publish(
    request: Request, session: Writing, actor: CurrentActor, slug: str, note: Annotated[str, Form()] = ""
) -> Response:
    try:
        done = publishing.publish(session, actor, slug, note[:2000])
    except publishing.NotReady:
        return _review(request, session, actor, slug, note, status=409)
    if not done.changed:
        return go(
            f"/atelier/{slug}/publication",
            _("Rien n'a changé : l'édition %(number)s reste publiée.") % {"number": done.number},
        )
    return go(
        f"/atelier/{slug}",
        _("L'édition %(number)s est publiée. Les personnes la voient dès maintenant, et gardent ce qu'elles ont fait.")
        % {"number": done.number},
    )


@router.get("/atelier/{slug}/publication/activites/{key}")
def compare(request: Request, session: Reading, actor: CurrentActor, slug: str, key: str) -> Response:
    """What learners read of an activity today, and what they would read: word by word."""
    seen = seen_course(session, actor, slug)
    if seen.row.edition_id is None:
        raise NotFound()
    before = manuscripts.of_edition(session, seen.row.edition_id).activities.get(key)
    after = manuscripts.of_draft(session, seen.id, slug, seen.about).activities.get(key)
    if before is None and after is None:
        raise NotFound()
    shown = after or before
    assert shown is not None, "one of the two was found"
    paths = sorted({*(before.texts if before else {}), *(after.texts if after else {})})
    others = [
        (
            path,
            _between((before.texts if before else {}).get(path, ""), (after.texts if after else {}).get(path, "")),
        )
        for path in paths
        if (before.texts if before else {}).get(path) != (after.texts if after else {}).get(path)
    ]
    fields = list(comparing.field_changes(before.head if before else {}, after.head if after else {}))
    return show(
        request, "courses/drafts/compare.html", seen=seen, here="publication", title=str(shown.head.get("title", "")),
        key=key, parts=_between(before.text if before else "", after.text if after else ""), others=others,
        fields=[change_words(one) for one in fields], in_draft=after is not None,
    )  # fmt: skip


def _between(before: str, after: str) -> tuple[Change, ...]:
    return around(changes(before, after, spaces_count=True).parts)


@router.get("/atelier/{slug}/editions")
def editions(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    """Every edition with its note, and who wrote what in the draft."""
    seen = seen_course(session, actor, slug)
    return show(
        request, "courses/drafts/editions.html", seen=seen, here="editions",
        editions=queries.editions(session, seen.id), versions=queries.versions(session, seen.id),
        titles={row.key: row.head.get("title", row.key) for row in queries.lines(session, seen.id)},
        what={code: _(said) for code, said in words.VERSIONS.items()},
    )  # fmt: skip


@router.post("/atelier/{slug}/editions/{number}/retour")
def return_to(session: Writing, actor: CurrentActor, slug: str, number: int) -> Response:
    done = publishing.return_to_edition(session, actor, slug, number)
    if not done.changed:
        return go(f"/atelier/{slug}/editions", _("C'est déjà ce que les personnes voient."))
    return go(
        f"/atelier/{slug}/editions",
        _("L'édition %(number)s dit de nouveau ce que disait l'édition %(old)s. Rien de ce qui a été fait n'est perdu.")
        % {"number": done.number, "old": number},
    )


@router.post("/atelier/{slug}/abandon")
def take_back(session: Writing, actor: CurrentActor, slug: str) -> Response:
    publishing.take_back(session, actor, slug)
    return go(
        f"/atelier/{slug}", _("Le brouillon dit de nouveau ce qui est publié. Ce qu'il disait reste dans l'historique.")
    )


@router.get("/atelier/{slug}/brouillon.zip")
def download(session: Reading, actor: CurrentActor, slug: str) -> Response:
    """The folder of the draft, finished or not."""
    archive = zip_course(drafted_manuscript(session, actor, slug))
    return StreamingResponse(
        chunks(archive),
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{slug}-brouillon.zip"',
            "Cache-Control": "private, no-store",
        },
    )
