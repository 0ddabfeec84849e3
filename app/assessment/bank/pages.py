"""The banks of an organisation, and what one of them holds."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Form, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from app.assessment.bank import choices, forms, import_pages, listing, policies, queries, question_pages, services
from app.assessment.bank.reading_out import LANGUAGES, print_out
from app.core.access import Actor, require
from app.core.errors import Conflict, HouseError, Invalid
from app.core.i18n import _, ngettext
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, only
from app.web.templating import go, show

router = pages("assessment")
BANKS = "/atelier/banque"


@router.get(BANKS)
def banks(request: Request, session: Reading, actor: CurrentActor, archives: str = "") -> Response:
    require(policies.may_keep_banks(actor))
    archived = archives == "1"
    titles = {course.id: choices.title_of(course) for course in choices.courses(session, actor)}
    return show(
        request, "assessment/bank/banks.html", banks=queries.banks(session, actor, archived=archived), titles=titles,
        archived=archived,
    )  # fmt: skip


@router.get(f"{BANKS}/nouvelle")
def new_bank(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_keep_banks(actor))
    return _bank_form(request, session, actor, None, "", "")


@router.post(BANKS)
def open_bank(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    title: Annotated[str, Form()] = "",
    course: Annotated[str, Form()] = "",
) -> Response:
    try:
        bank = services.open_bank(session, actor, title, course)
    except Invalid as error:
        return _bank_form(request, session, actor, None, title, course, error)
    return go(f"{BANKS}/{bank.id}", _("La banque est ouverte. Écrivez une question, ou importez un fichier."))


@router.get(f"{BANKS}/{{bank_id}}")
def bank(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    bank_id: str,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    return _bank_page(request, session, actor, bank_id, dict(request.query_params), page)


def _bank_page(
    request: Request,
    session: Session,
    actor: Actor,
    bank_id: str,
    asked: dict[str, str],
    page: int = 1,
    refused: HouseError | None = None,
) -> Response:
    """The questions that are wished, and what may be done to them together."""
    bank = services.bank_for(session, actor, bank_id)
    wanted, here = listing.wish(asked), f"{BANKS}/{bank_id}"
    rows = queries.questions(session, bank_id, wanted, limit=listing.SHOWN, offset=(page - 1) * listing.SHOWN)
    found = rows[0].found if rows else 0
    facets = queries.facets(session, [bank_id], wanted.archived)
    known = choices.courses(session, actor)
    last = max(1, -(-found // listing.SHOWN))
    return show(
        request, "assessment/bank/bank.html", status=refused.status if refused else 200, refused=refused, bank=bank,
        lines=[(row, question_pages.said_plainly(row.definition)) for row in rows], found=found, wished=listing.words(wanted),
        archived=wanted.archived, options=listing.options(facets, wanted), total=facets.total,
        kinds=dict(forms.names()), errors={one.field: one.message for one in getattr(refused, "fields", [])},
        course=next((choices.title_of(one) for one in known if one.id == bank.course_id), ""),
        others=[(one.id, one.title) for one in queries.banks(session, actor) if one.id != bank_id], page=page, last=last,
        before=listing.link(here, wanted, page=str(page - 1)) if 1 < page <= last else "",
        after=listing.link(here, wanted, page=str(page + 1)) if page < last and rows else "",
        exports=[(name, listing.link(f"{here}/export/{code}", wanted)) for code, (name, _suffix) in LANGUAGES.items()],
    )  # fmt: skip


@router.get(f"{BANKS}/{{bank_id}}/reglages")
def settings(request: Request, session: Reading, actor: CurrentActor, bank_id: str) -> Response:
    bank = services.bank_for(session, actor, bank_id)
    return _bank_form(request, session, actor, bank, bank.title, bank.course_slug or "")


@router.post(f"{BANKS}/{{bank_id}}/reglages")
def change_bank(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    bank_id: str,
    title: Annotated[str, Form()] = "",
    course: Annotated[str, Form()] = "",
) -> Response:
    try:
        services.change_bank(session, actor, bank_id, title, course)
    except Invalid as error:
        bank = services.bank_for(session, actor, bank_id)
        return _bank_form(request, session, actor, bank, title, course, error)
    return go(f"{BANKS}/{bank_id}", _("Les réglages de la banque sont enregistrés."))


def _bank_form(
    request: Request, session: Session, actor: Actor, bank: Any, title: str, course: str, refused: Invalid | None = None
) -> Response:
    known = choices.courses(session, actor)
    return show(
        request, "assessment/bank/settings.html", status=refused.status if refused else 200, refused=refused, bank=bank,
        title=title, course=course, courses=[(one.slug, choices.title_of(one)) for one in known],
        errors={one.field: one.message for one in refused.fields} if refused else {},
        drawing=queries.quizzes_drawing(session, actor, bank.title) if bank else [],
    )  # fmt: skip


@router.post(f"{BANKS}/{{bank_id}}/archives")
def archive(session: Writing, actor: CurrentActor, bank_id: str, act: Annotated[str, Form()] = "") -> Response:
    if act == "back":
        services.take_out_of_archive(session, actor, bank_id)
        return go(f"{BANKS}/{bank_id}", _("La banque est sortie des archives."))
    services.archive_bank(session, actor, bank_id)
    return go(BANKS, _("La banque est archivée. Rien n'est perdu : vous la retrouvez dans les archives."))


@router.post(f"{BANKS}/{{bank_id}}/suppression")
def delete(session: Writing, actor: CurrentActor, bank_id: str) -> Response:
    title = services.delete_bank(session, actor, bank_id)
    return go(BANKS, _("La banque « %(title)s » est supprimée avec ses questions.") % {"title": title})


@router.post(f"{BANKS}/{{bank_id}}/lot")
def file_questions(request: Request, session: Writing, actor: CurrentActor, bank_id: str, form: Posted) -> Response:
    """The same act on each question that is ticked, or on all those that the filters keep."""
    asked = {
        name: only(form, f"w-{name}") for name in ("texte", "etiquette", "competence", "genre", "categorie", "archives")
    }
    wanted = listing.wish(asked)
    services.bank_for(session, actor, bank_id)
    ids = queries.ids(session, bank_id, wanted) if only(form, "all") else form.get("question", [])
    back = listing.link(f"{BANKS}/{bank_id}", wanted)
    if not ids:
        refused = Conflict(_("Aucune question n'est choisie. Cochez-en au moins une. Rien n'a été changé."))
        return _bank_page(request, session, actor, bank_id, asked, refused=refused)
    try:
        return go(back, _act(session, actor, bank_id, ids, form))
    except Invalid as error:
        return _bank_page(request, session, actor, bank_id, asked, refused=error)


def _act(session: Session, actor: Actor, bank_id: str, ids: Iterable[str], form: dict[str, list[str]]) -> str:
    """Do what the button says; the sentence that tells it."""
    chosen, act, tags = list(ids), only(form, "act"), only(form, "tags")
    if act == "tag":
        done = services.tag_questions(session, actor, bank_id, chosen, tags)
        return ngettext("%(num)s question est étiquetée.", "%(num)s questions sont étiquetées.", done) % {"num": done}
    if act == "untag":
        done = services.untag_questions(session, actor, bank_id, chosen, tags)
        return ngettext(
            "L'étiquette est retirée de %(num)s question.", "L'étiquette est retirée de %(num)s questions.", done
        ) % {"num": done}
    if act == "move":
        done, stay = services.move_questions(session, actor, bank_id, chosen, only(form, "bank"))
        said = ngettext("%(num)s question est déplacée.", "%(num)s questions sont déplacées.", done) % {"num": done}
        if stay:
            said += " " + ngettext(
                "%(num)s y était déjà et reste ici.", "%(num)s y étaient déjà et restent ici.", stay
            ) % {"num": stay}
        return said
    if act == "restore":
        done = services.restore_questions(session, actor, bank_id, chosen)
        return ngettext(
            "%(num)s question est sortie des archives.", "%(num)s questions sont sorties des archives.", done
        ) % {"num": done}
    done = services.archive_questions(session, actor, bank_id, chosen)
    return ngettext("%(num)s question est archivée.", "%(num)s questions sont archivées.", done) % {"num": done}


@router.get(f"{BANKS}/{{bank_id}}/export/{{language}}")
def export(request: Request, session: Reading, actor: CurrentActor, bank_id: str, language: str) -> Response:
    """The questions that the filters keep, as a file that other systems read."""
    bank = services.bank_for(session, actor, bank_id)
    wanted = listing.wish(dict(request.query_params))
    name, media_type, chunks = print_out(session, bank, wanted, language)
    return StreamingResponse(
        chunks,
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


for part in (question_pages, import_pages):
    router.routes.extend(part.router.routes)
