"""The outline of a draft: one page where a course is storyboarded, by hand, by mouse or by keyboard."""

from collections.abc import Iterable
from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import FieldError, HouseError, Invalid, NotFound
from app.core.i18n import _
from app.courses import rules as courses
from app.courses.conditions import group_names
from app.courses.conditions_form import read_branches, read_conditions, shown
from app.courses.drafts import forms, queries, rules, words
from app.courses.drafts.pages.seen import Seen, names_in, seen_course
from app.courses.drafts.rules import Line
from app.courses.drafts.services import outlining
from app.courses.kinds import kinds
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, number, only
from app.web.templating import go, show

router = pages("courses")


@router.get("/atelier/{slug}")
def course(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    """The course as it is being written, with what it adds up to always in sight."""
    return _outline(request, session, actor, slug)


def _outline(request: Request, session: Session, actor: Actor, slug: str) -> Response:
    seen = seen_course(session, actor, slug)
    lines = [rules.line_of(row) for row in queries.lines(session, seen.id)]
    sequences = queries.sequences(session, seen.id)
    inside: dict[str | None, list[Line]] = {}
    for line in lines:
        inside.setdefault(line.sequence_key, []).append(line)
    kept = [line for line in lines if line.sequence_key is not None]
    return show(
        request,
        "courses/drafts/outline.html",
        block="outline",
        seen=seen,
        here="plan",
        sequences=sequences,
        inside=inside,
        aside=inside.get(None, []),
        whole=courses.totals(kept),
        by_block=_by_block(seen, sequences, inside),
        by_week=_by_week(seen, sequences, inside),
        by_sequence={row.key: courses.totals(inside.get(row.key, [])) for row in sequences},
        kinds={kind.code: _(kind.label) for kind in kinds()},
        marks={code: _(said) for code, said in words.MARKS.items()},
        done={line.key: courses.when_done(line.completion) for line in kept if line.completion.get("rule")},
        unnamed=_("Sans titre"),
    )


def _by_block(seen: Seen, sequences: Iterable[Any], inside: Any) -> dict[str, courses.Totals]:
    return {
        str(block.get("key")): courses.totals(
            line for row in sequences if row.block == block.get("key") for line in inside.get(row.key, [])
        )
        for block in seen.blocks
    }


def _by_week(seen: Seen, sequences: Iterable[Any], inside: Any) -> dict[int, courses.Totals]:
    weeks = int(seen.about.get("weeks") or 1)
    return {
        week: courses.totals(
            line for row in sequences if row.about.get("week") == week for line in inside.get(row.key, [])
        )
        for week in range(1, weeks + 1)
    }


@router.post("/atelier/{slug}/ordre")
def reorder(request: Request, session: Writing, actor: CurrentActor, slug: str, form: Posted) -> Response:
    """One move: `up:`, `down:` with `a:key` or `s:key` (a button); or `item`, `to` (a sequence's key) and `position`."""
    anchor = _moved(session, actor, slug, form)
    if request.headers.get("hx-request") == "true":
        session.flush()
        return _outline(request, session, actor, slug)
    return go(f"/atelier/{slug}#{anchor}")


def _moved(session: Session, actor: Actor, slug: str, form: dict[str, list[str]]) -> str:
    if button := only(form, "move"):
        step, _colon, item = button.partition(":")
        what, _colon, key = item.partition(":")
        _step(session, actor, slug, what, key, -1 if step == "up" else 1)
        return f"{what}-{key}"
    what, _colon, key = only(form, "item").partition(":")
    position = number(form, "position") or 1
    if what == "s":
        outlining.move_sequence(session, actor, slug, key, position, only(form, "to"))
    elif what == "a":
        outlining.move_activity(session, actor, slug, key, only(form, "to") or None, position)
    else:
        raise NotFound()
    return f"{what}-{key}"


def _step(session: Session, actor: Actor, slug: str, what: str, key: str, step: int) -> None:
    """One place up or down, in the path as it is seen: past the end of a block or sequence is into the next one."""
    seen = seen_course(session, actor, slug)
    order = _as_seen(seen, queries.sequences(session, seen.id))
    if what == "s":
        index = next((n for n, row in enumerate(order) if row.key == key), None)
        if index is None:
            raise NotFound()
        other = order[index + step] if 0 <= index + step < len(order) else None
        if other is None:
            return
        here = order[index]
        if other.block != here.block:
            outlining.move_sequence(session, actor, slug, key, _place(order, other, step), other.block)
        else:
            outlining.move_sequence(session, actor, slug, key, other.position)
        return
    lines = {row.key: row for row in queries.lines(session, seen.id)}
    line = lines.get(key)
    if line is None or line.sequence_key is None:
        raise NotFound()
    mates = [row.key for row in lines.values() if row.sequence_key == line.sequence_key]
    index = mates.index(key)
    if 0 <= index + step < len(mates):
        outlining.move_activity(session, actor, slug, key, line.sequence_key, index + 1 + step)
        return
    homes = [row.key for row in order]
    there = homes.index(line.sequence_key) + step
    if 0 <= there < len(homes):
        outlining.move_activity(session, actor, slug, key, homes[there], 1 if step > 0 else 10_000)


def _as_seen(seen: Seen, sequences: Iterable[Any]) -> list[Any]:
    """Sequences block after block, as the page shows them."""
    found = list(sequences)
    return [row for block in seen.blocks for row in found if row.block == block.get("key")]


def _place(order: list[Any], other: Any, step: int) -> int:
    """The position that puts a sequence at the near end of another block."""
    return int(other.position) if step > 0 else int(other.position) + 1


@router.get("/atelier/{slug}/brouillon/sequences/nouvelle")
def new_sequence(request: Request, session: Reading, actor: CurrentActor, slug: str, bloc: str = "") -> Response:
    seen = seen_course(session, actor, slug)
    others = [row for row in queries.courses(session, actor) if row.slug != slug and row.about]
    return show(
        request, "courses/drafts/new_sequence.html", seen=seen, here="plan", chosen_block=bloc, title="", problems=[],
        errors={}, others=others,
    )  # fmt: skip


@router.post("/atelier/{slug}/brouillon/sequences")
def add_sequence(request: Request, session: Writing, actor: CurrentActor, slug: str, form: Posted) -> Response:
    try:
        sequence = outlining.add_sequence(session, actor, slug, only(form, "title"), only(form, "block"))
    except Invalid as refused:
        seen = seen_course(session, actor, slug)
        others = [row for row in queries.courses(session, actor) if row.slug != slug and row.about]
        return show(
            request, "courses/drafts/new_sequence.html", status=422, seen=seen, here="plan",
            chosen_block=only(form, "block"), title=only(form, "title"), problems=refused.fields,
            errors=_messages(refused.fields), others=others,
        )  # fmt: skip
    return go(
        f"/atelier/{slug}/brouillon/sequences/{sequence.key}",
        _("La séquence est ajoutée. Dites son objectif, puis ajoutez ses activités."),
    )


@router.get("/atelier/{slug}/brouillon/sequences/{key}")
def sequence(request: Request, session: Reading, actor: CurrentActor, slug: str, key: str) -> Response:
    return _sequence_page(request, session, actor, slug, key)


def _sequence_page(
    request: Request, session: Session, actor: Actor, slug: str, key: str, refused: HouseError | None = None,
    typed: dict[str, Any] | None = None,
) -> Response:  # fmt: skip
    seen = seen_course(session, actor, slug)
    row = next((one for one in queries.sequences(session, seen.id) if one.key == key), None)
    if row is None:
        raise NotFound()
    rows = queries.lines(session, seen.id)
    lines = [rules.line_of(one) for one in rows if one.sequence_key == key]
    names = names_in(seen, queries.sequences(session, seen.id), rows)
    said = {**row.about, "block": row.block, **(typed or {})}
    fields = refused.fields if isinstance(refused, Invalid) else []
    return show(
        request, "courses/drafts/sequence.html", status=refused.status if refused else 200, seen=seen, here="plan",
        row=row, said=said, opening=shown(said, names, group_names(session, actor.organisation_id), key), lines=lines,
        kinds={kind.code: _(kind.label) for kind in kinds()}, refused=refused, problems=fields,
        errors=_messages(fields), totals=courses.totals(lines),
        version=row.version if not isinstance(refused, Invalid) or not typed else typed["version"],
    )  # fmt: skip


@router.post("/atelier/{slug}/brouillon/sequences/{key}")
def save_sequence(
    request: Request, session: Writing, actor: CurrentActor, slug: str, key: str, form: Posted
) -> Response:
    week, opens, due = (number(form, name) for name in ("week", "opens", "due"))
    version = number(form, "version") or 0
    typed = {
        "title": only(form, "title"), "objective": only(form, "objective"), "week": week, "days": [opens, due],
        "conditions": read_conditions(form)[0], "branches": read_branches(form)[0],
    }  # fmt: skip
    half = forms.opening_errors(form)
    try:
        if only(form, "add"):
            half = {}
        if half:
            raise Invalid(
                _("La séquence n'est pas encore enregistrée. Vos mots sont gardés."),
                [FieldError(field, message) for field, message in half.items()],
            )
        _check_days(session, actor, slug, week, opens, due)
        outlining.change_sequence(session, actor, slug, key, version, only(form, "block"), typed)
    except HouseError as refused:
        if refused.status not in (409, 422):
            raise
        again = {**typed, "block": only(form, "block"), "version": version}
        return _sequence_page(request, session, actor, slug, key, refused, again)
    if only(form, "add"):
        return go(f"/atelier/{slug}/brouillon/sequences/{key}", _("C'est enregistré. Voici de quoi continuer."))
    return go(f"/atelier/{slug}#s-{key}", _("La séquence est enregistrée."))


def _check_days(
    session: Session, actor: Actor, slug: str, week: int | None, opens: int | None, due: int | None
) -> None:
    weeks = int(seen_course(session, actor, slug).about.get("weeks") or 1)
    wrong = []
    if week is None or not 1 <= week <= weeks:
        wrong.append(FieldError("week", _("Une semaine de 1 à %(weeks)s.") % {"weeks": weeks}))
    else:
        first = (week - 1) * rules.DAYS_A_WEEK + 1
        last = first + rules.DAYS_A_WEEK - 1
        if opens is None or not first <= opens <= last:
            said = {"week": week, "first": first, "last": last}
            wrong.append(FieldError("opens", _("La semaine %(week)s va du jour %(first)s au jour %(last)s.") % said))
        elif due is None or not opens <= due <= weeks * rules.DAYS_A_WEEK:
            wrong.append(FieldError("due", _("Le dernier jour vient après le premier, avant la fin du parcours.")))
    if wrong:
        raise Invalid(_("La séquence n'est pas encore enregistrée. Vos mots sont gardés."), wrong)


@router.post("/atelier/{slug}/brouillon/sequences/{key}/copie")
def duplicate_sequence(session: Writing, actor: CurrentActor, slug: str, key: str) -> Response:
    copy = outlining.duplicate_sequence(session, actor, slug, key)
    return go(f"/atelier/{slug}#s-{copy.key}", _("La séquence est copiée juste après."))


@router.post("/atelier/{slug}/brouillon/sequences/{key}/retrait")
def remove_sequence(session: Writing, actor: CurrentActor, slug: str, key: str) -> Response:
    outlining.remove_sequence(session, actor, slug, key)
    return go(f"/atelier/{slug}#cote", _("La séquence est enlevée. Ses activités sont mises de côté, en bas du plan."))


@router.get("/atelier/{slug}/brouillon/reprise/{other}")
def choose_reuse(request: Request, session: Reading, actor: CurrentActor, slug: str, other: str) -> Response:
    """The sequences of another course, one of which may be taken here."""
    seen, source = seen_course(session, actor, slug), seen_course(session, actor, other)
    lines = [rules.line_of(row) for row in queries.lines(session, source.id)]
    return show(
        request, "courses/drafts/reuse.html", seen=seen, here="plan", source=source,
        sequences=queries.sequences(session, source.id),
        totals={
            row.key: courses.totals(line for line in lines if line.sequence_key == row.key)
            for row in queries.sequences(session, source.id)
        },
    )  # fmt: skip


@router.post("/atelier/{slug}/brouillon/reprise/{other}")
def reuse(session: Writing, actor: CurrentActor, slug: str, other: str, form: Posted) -> Response:
    copy, missing = outlining.reuse_sequence(session, actor, slug, other, only(form, "sequence"), only(form, "block"))
    said = _("La séquence est reprise ici. Elle vit sa vie : la changer ne change pas l'autre parcours.")
    if missing:
        said = _("La séquence est reprise. Compétences laissées, que ce parcours n'a pas : %(codes)s.") % {
            "codes": ", ".join(missing)
        }
    return go(f"/atelier/{slug}#s-{copy.key}", said)


@router.get("/atelier/{slug}/brouillon/sequences/{key}/activites/nouvelle")
def new_activity(
    request: Request, session: Reading, actor: CurrentActor, slug: str, key: str, genre: str = ""
) -> Response:
    return _new_activity(request, session, actor, slug, key, {"kind": genre, "title": ""})


def _new_activity(
    request: Request, session: Session, actor: Actor, slug: str, key: str, typed: dict[str, str],
    refused: Invalid | None = None,
) -> Response:  # fmt: skip
    seen = seen_course(session, actor, slug)
    row = next((one for one in queries.sequences(session, seen.id) if one.key == key), None)
    if row is None:
        raise NotFound()
    fields = refused.fields if refused else []
    return show(
        request, "courses/drafts/new_activity.html", status=422 if refused else 200, seen=seen, here="plan", row=row,
        typed=typed, options=kind_options(), problems=fields, errors=_messages(fields),
    )  # fmt: skip


def kind_options() -> list[tuple[str, str, str]]:
    """(code, name, what it is for) of each kind, the most used first."""
    known = {kind.code: _(kind.label) for kind in kinds()}
    order = [code for code in words.KINDS if code in known] + [code for code in known if code not in words.KINDS]
    return [(code, known[code], _(words.KINDS[code]) if code in words.KINDS else "") for code in order]


@router.post("/atelier/{slug}/brouillon/sequences/{key}/activites")
def add_activity(
    request: Request, session: Writing, actor: CurrentActor, slug: str, key: str, form: Posted
) -> Response:
    typed = {"kind": only(form, "kind"), "title": only(form, "title")}
    try:
        activity = outlining.add_activity(session, actor, slug, key, typed["kind"], typed["title"])
    except Invalid as refused:
        return _new_activity(request, session, actor, slug, key, typed, refused)
    return go(f"/atelier/{slug}/brouillon/activites/{activity.key}")


def _messages(fields: Iterable[FieldError]) -> dict[str, str]:
    return {one.field: one.message for one in fields}
