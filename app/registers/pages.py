"""The registers: what there is, a register, a line with its pieces and history, the form that each kind asks for."""

from typing import Annotated, Any

from fastapi import Form as Body
from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.cursors import cursor, read_cursor
from app.core.errors import FieldError, HouseError, Invalid, NotFound
from app.core.i18n import _
from app.core.sealed import opens
from app.core.sensitive import Doubtful
from app.files import queries as files
from app.files.answers import answer
from app.files.uploads.forms import GivenFile, given_file
from app.registers import exports, kinds, people_queries, policies, queries, rules, services
from app.registers.kinds import GROUPS, Kind, by_slug
from app.registers.services import Piece
from app.registers.words import act_words, duty_words
from app.web import workbooks
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, number, only
from app.web.templating import go, show

router = pages("registers")

PAGE = 100
_Word = Annotated[str, Query(max_length=200)]
_Given = Annotated[GivenFile | None, given_file("file")]


@router.get("/qualite/registres")
def every_register(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """What each register holds, and what is to be read again."""
    require(policies.may_open_registers(actor))
    duties = people_queries.duties_of(session, actor)
    held = queries.counts(session, actor.organisation_id, today())
    groups = [
        (_(title), [kind for kind in kinds.registers().kinds.values() if kind.group == group and (not kind.restricted or policies.may_read(actor, kind, duties))])
        for group, title in GROUPS.items()
    ]  # fmt: skip
    open_kinds = [kind.code for kind in kinds.registers().kinds.values() if policies.may_read(actor, kind, duties)]
    return show(
        request,
        "registers/index.html",
        groups=[(title, found) for title, found in groups if found],
        held=held,
        late=queries.overdue(session, actor.organisation_id, today(), open_kinds, limit=12),
        kind_of=kinds.kind_of,
        referents=people_queries.referents(session, actor.organisation_id),
        duty_words=duty_words,
        may_name=bool(policies.may_name(actor)),
        may_open_sealed=bool(policies.may_read_sealed(duties)),
    )


def _readable(session: Session, actor: Actor, slug: str) -> Kind:
    kind = by_slug(slug)
    require(policies.may_read(actor, kind, people_queries.duties_of(session, actor)))
    return kind


@router.get("/qualite/registres/{slug}.csv")
def as_csv(session: Reading, actor: CurrentActor, slug: str) -> Response:
    kind = _readable(session, actor, slug)
    headers = {"Content-Disposition": f'attachment; filename="{kind.slug}.csv"', "Cache-Control": "private, no-store"}
    return Response(exports.csv(session, actor, kind), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/qualite/registres/{slug}.xlsx")
def as_workbook(session: Reading, actor: CurrentActor, slug: str) -> Response:
    kind = _readable(session, actor, slug)
    return workbooks.download(exports.workbook(session, actor, kind), kind.slug)


@router.get("/qualite/registres/{slug}")
def register(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    slug: str,
    tri: _Word = "",
    ranges: _Word = "",
    apres: _Word = "",
) -> Response:
    """The lines of a register, the newest first; one sort of them with `tri`, those put away with `ranges`."""
    kind = _readable(session, actor, slug)
    facet = kind.field(kind.facet)
    chosen = tri if facet and tri in facet.options else ""
    rows = queries.entries(
        session, actor.organisation_id, kind.code, facet=chosen, archived=bool(ranges), limit=PAGE + 1,
        before=read_cursor(apres) if apres else None,
    )  # fmt: skip
    shown, more = rows[:PAGE], ""
    if len(rows) > PAGE:
        more = f"{kind.path}?tri={chosen}&ranges={'1' if ranges else ''}&apres={cursor(shown[-1].at, shown[-1].id)}"
    return show(
        request,
        "registers/list.html",
        kind=kind,
        rows=shown,
        more=more,
        facet=facet,
        chosen=chosen,
        archived=bool(ranges),
        files=queries.files_of(session, actor.organisation_id, [row.id for row in shown]),
        today=today(),
        late=lambda row: rules.is_overdue(row.review_on, today()),
        unopened=sum(not opens(row.data) for row in shown),
    )


# Writing ------------------------------------------------------------------------------------------------------------


@router.get("/qualite/registres/{slug}/nouveau")
def new(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    slug: str,
    choix: _Word = "",
    personne: _Word = "",
    ligne: _Word = "",
) -> Response:
    """The form of a new line; `choix`, `personne` and `ligne` are already chosen when a gap leads here."""
    kind = by_slug(slug)
    require(policies.may_keep(actor, kind, people_queries.duties_of(session, actor), personne or None))
    values: dict[str, Any] = {
        "day": today().isoformat(),
        "person": personne,
        "parent": ligne,
        "owner": actor.account_id,
    }
    if kind.facet:
        values[kind.facet] = choix
    facet = choix if choix in kinds.registers().categories else ""
    review = rules.next_review(kind, facet, today())
    values["review_on"] = review.isoformat() if review else ""
    return _form(request, session, actor, kind, values)


@router.post("/qualite/registres/{slug}")
def add(request: Request, session: Writing, actor: CurrentActor, slug: str, form: Posted, file: _Given) -> Response:
    kind = by_slug(slug)
    require(policies.may_keep(actor, kind, people_queries.duties_of(session, actor), only(form, "person") or None))
    piece = Piece(file.keep, only(form, "piece"), only(form, "expires_on")) if file else None
    try:
        entry = services.add_entry(session, actor, kind, form, piece, anyway=only(form, "anyway") == "1")
    except HouseError as error:  # nothing was written: the words come back with what is wrong
        if error.status not in (409, 413, 422):
            raise
        return _form(request, session, actor, kind, _typed(kind, form), error=error, file=file)
    return _back(session, actor, kind, entry.id, _("C'est enregistré : « %(title)s ».") % {"title": entry.title})


@router.get("/qualite/registres/{slug}/{entry_id}")
def entry(request: Request, session: Reading, actor: CurrentActor, slug: str, entry_id: str) -> Response:
    """A line with its pieces, what hangs on it, and what was done to it."""
    kind = by_slug(slug)
    duties = people_queries.duties_of(session, actor)
    row = queries.entry(session, actor.organisation_id, kind.code, entry_id)
    require(policies.may_see_entry(actor, kind, duties, row.person_id))
    children = [child for child in kinds.registers().kinds.values() if child.parent == kind.code]
    return show(
        request,
        "registers/entry.html",
        kind=kind,
        row=row,
        files=queries.files_of(session, actor.organisation_id, [row.id])[row.id],
        numbers=queries.indicators_of(session, [row.id])[row.id] if kind.code == "document" else [],
        children=children,
        hanging=queries.hanging(session, actor.organisation_id, row.id) if children else [],
        history=queries.history(session, row.id),
        act_words=act_words,
        before_words=_before(kind),
        kind_of=kinds.kind_of,
        may_keep=bool(policies.may_keep(actor, kind, duties, row.person_id)) and row.archived_at is None,
        may_read_all=bool(policies.may_read(actor, kind, duties)),
        late=rules.is_overdue(row.review_on, today()),
        today=today(),
    )


def _before(kind: Kind) -> Any:
    """What a line said before a change, as pairs of words."""

    def pairs(before: dict[str, Any]) -> list[tuple[str, str]]:
        if not opens(before):
            return [(_("Ce qui était écrit avant"), str(before))]
        said = [(field.label, field.says(before.get(field.name))) for field in kind.fields if field.name in before]
        return [(_(label), words) for label, words in said if words]

    return pairs


@router.get("/qualite/registres/{slug}/{entry_id}/modifier")
def change_form(request: Request, session: Reading, actor: CurrentActor, slug: str, entry_id: str) -> Response:
    kind = by_slug(slug)
    row = queries.entry(session, actor.organisation_id, kind.code, entry_id)
    require(policies.may_keep(actor, kind, people_queries.duties_of(session, actor), row.person_id))
    return _form(request, session, actor, kind, exports.values_of(row), row=row)


@router.post("/qualite/registres/{slug}/{entry_id}")
def change(request: Request, session: Writing, actor: CurrentActor, slug: str, entry_id: str, form: Posted) -> Response:
    kind = by_slug(slug)
    row = queries.entry(session, actor.organisation_id, kind.code, entry_id)
    try:
        services.change_entry(
            session, actor, kind, entry_id, form, number(form, "version") or 0, anyway=only(form, "anyway") == "1"
        )
    except HouseError as error:
        if error.status not in (409, 422):
            raise
        return _form(request, session, actor, kind, _typed(kind, form), row=row, error=error)
    return _back(session, actor, kind, entry_id, _("C'est changé. Ce qui était écrit avant reste dans l'historique."))


@router.post("/qualite/registres/{slug}/{entry_id}/relecture")
def review(session: Writing, actor: CurrentActor, slug: str, entry_id: str) -> Response:
    kind = by_slug(slug)
    services.review_entry(session, actor, kind, entry_id)
    return _back(session, actor, kind, entry_id, _("C'est relu. La prochaine relecture est fixée."))


@router.post("/qualite/registres/{slug}/{entry_id}/rangement")
def archive(
    session: Writing,
    actor: CurrentActor,
    slug: str,
    entry_id: str,
    again: Annotated[str, Body(max_length=10)] = "",
) -> Response:
    kind = by_slug(slug)
    services.archive_entry(session, actor, kind, entry_id, again=bool(again))
    said = _("La ligne est de nouveau dans le registre.") if again else _("La ligne est rangée. Rien n'est effacé.")
    return go(kind.path, said)


@router.post("/qualite/registres/{slug}/{entry_id}/pieces")
def join(session: Writing, actor: CurrentActor, slug: str, entry_id: str, form: Posted, file: _Given) -> Response:
    kind = by_slug(slug)
    if file is None:
        message = _("Choisissez le fichier à joindre.")
        raise Invalid(message, [FieldError("file", message)])
    services.join_piece(session, actor, kind, entry_id, Piece(file.keep, only(form, "piece"), only(form, "expires_on")))
    return _back(session, actor, kind, entry_id, _("La pièce est jointe."))


@router.get("/qualite/registres/{slug}/{entry_id}/pieces/{file_id}")
def piece(request: Request, session: Reading, actor: CurrentActor, slug: str, entry_id: str, file_id: str) -> Response:
    """A piece, for those who see its line."""
    kind = by_slug(slug)
    row = queries.entry(session, actor.organisation_id, kind.code, entry_id)
    require(policies.may_see_entry(actor, kind, people_queries.duties_of(session, actor), row.person_id))
    found = queries.file_for(session, actor, row.id, file_id)
    if found.withdrawn_at is not None:
        raise NotFound()
    return answer(request, files.file_of(session, actor.organisation_id, found.file_id))


@router.post("/qualite/registres/{slug}/{entry_id}/pieces/{file_id}/retrait")
def withdraw(session: Writing, actor: CurrentActor, slug: str, entry_id: str, file_id: str) -> Response:
    kind = by_slug(slug)
    services.withdraw_piece(session, actor, kind, entry_id, file_id)
    return _back(session, actor, kind, entry_id, _("La pièce est retirée."))


def _back(session: Session, actor: Actor, kind: Kind, entry_id: str, said: str) -> Response:
    """To the line, for those who may read it; whoever only adds to a register goes home."""
    row = queries.entry(session, actor.organisation_id, kind.code, entry_id)
    if policies.may_see_entry(actor, kind, people_queries.duties_of(session, actor), row.person_id):
        return go(f"{kind.path}/{entry_id}", said)
    return go("/mon-dossier-professionnel", said)


def _typed(kind: Kind, form: dict[str, list[str]]) -> dict[str, Any]:
    several = {field.name for field in kind.fields if field.kind in ("boxes", "indicators")}
    return {name: (values if name in several else values[0] if values else "") for name, values in form.items()}


def _form(
    request: Request,
    session: Session,
    actor: Actor,
    kind: Kind,
    values: dict[str, Any],
    *,
    row: Any = None,
    error: HouseError | None = None,
    file: GivenFile | None = None,
) -> Response:
    place = actor.organisation_id
    fields = error.fields if isinstance(error, Invalid) else []
    doubtful = isinstance(error, Doubtful)
    everybody = policies.may_read(actor, kind, people_queries.duties_of(session, actor))
    people = people_queries.team(session, place) if kind.about != "learner" else people_queries.learners(session, place)
    if not everybody:  # one's own line only
        people = [one for one in people if one.id == actor.account_id]
    return show(
        request,
        "registers/form.html",
        status=error.status if error else 200,
        kind=kind,
        row=row,
        values=values,
        team=[(one.id, one.name) for one in people_queries.team(session, place)],
        people=[(one.id, one.name) for one in people],
        parents=[(one.id, one.title) for one in queries.entries(session, place, kind.parent)] if kind.parent else [],
        fields=[] if doubtful else fields,
        errors={} if doubtful else {one.field: one.message for one in fields},
        doubts=[one.message for one in fields] if doubtful else [],
        refused=error.detail if error and not fields else "",
        file=file,
        back=kind.path if everybody else "/mon-dossier-professionnel",
    )
