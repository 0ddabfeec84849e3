"""The adviser's morning page, the list, and the dossier of a person."""

from datetime import date
from functools import lru_cache
from typing import Annotated

from fastapi import Query, Request, Response
from markupsafe import Markup
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.accompaniment import dossier, listing, policies, queries, rules
from app.accompaniment.cohort import IN_PROGRESS, cohort, way_to
from app.accompaniment.contacts import queries as contacts
from app.accompaniment.contacts.rules import CHANNELS, OUTCOMES
from app.accompaniment.contacts.showing import resting_lines
from app.accompaniment.opening import to_write
from app.admissions import policies as receiving
from app.admissions import queries as admissions
from app.competences import policies as positioning
from app.competences.positioning import queries as positionings
from app.core.access import Actor, Role, require
from app.core.asking import somebody, who
from app.core.clock import now, today
from app.core.cursors import read_cursor
from app.core.i18n import N_, _
from app.core.trail import concerns
from app.courses.outline import outline as outline_of
from app.dossiers import policies as opening
from app.dossiers.services.seeing import reading_to_note
from app.dossiers.showing import everything
from app.enrolments import policies as enrolling
from app.enrolments import queries as enrolments
from app.enrolments.groups import queries as groups
from app.enrolments.rules import STATUS_LABELS, Status
from app.notifications import queries as mailing
from app.outcomes import queries as becoming
from app.web.doors import CurrentActor, Reading, afterwards, pages
from app.web.templating import show

router = pages("accompaniment")

LINES_SHOWN = 100
CALLING_SHOWN = 20
CONTACTS_SHOWN = 5
_TABS = {  # the tab in the address: its template, its name
    "": ("accompaniment/overview.html", N_("Vue d'ensemble")),
    "parcours": ("accompaniment/path.html", N_("Parcours")),
    "competences": ("accompaniment/levels.html", N_("Compétences")),
    "presence": ("accompaniment/attendance.html", N_("Présence")),
    "echanges": ("accompaniment/exchanges.html", N_("Échanges")),
    "travaux": ("accompaniment/works.html", N_("Travaux")),
    "dossier": ("accompaniment/file.html", N_("Dossier")),
    "notes": ("accompaniment/notes.html", N_("Notes et documents")),
}
_PARTS = {  # the tab: what its reading is called in the dossier
    "": "overview", "parcours": "path", "competences": "levels", "presence": "attendance", "echanges": "exchanges",
    "travaux": "works", "dossier": "dossier", "notes": "notes",
}  # fmt: skip


@router.get("/suivi")
def people(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    parcours: str = "",
    entree: str = "",
    statut: str = "",
    lieu: str = "",
    groupe: str = "",
    tri: str = "nom",
    sens: str = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    matin: str = "",
) -> Response:
    require(policies.may_follow(actor))
    asked = listing.wish(parcours, entree, statut, lieu, tri, sens, groupe)
    found = cohort(session, actor, {*IN_PROGRESS, *asked.statuses})
    chosen = listing.chosen(found, asked, _members(session, actor, asked))
    shown = chosen[(page - 1) * LINES_SHOWN : page * LINES_SHOWN]
    calling = found.calling
    called = calling if matin == "tous" else calling[:CALLING_SHOWN]
    courses = {person.course_id for person in shown}
    blocks = max((found.outlines[key].blocks for key in courses), key=len, default=())
    return show(
        request,
        "accompaniment/people.html",
        today=today(),
        calling=[
            (
                person,
                to_write(person.id, person.name, person.signals),
                [(signal, way_to(actor, person.id, person.standing, signal)) for signal in person.signals],
            )
            for person in called
        ],
        calling_count=len(calling),
        more_calling=len(calling) - len(called),
        paused=found.paused,
        resting=resting_lines(session, actor, found),
        lines=listing.lines(found, shown),
        count=len(chosen),
        blocks=blocks,
        one_course=len(courses) <= 1,
        choices=listing.choices(found, groups.open_names(session, actor.organisation_id)),
        asked=asked,
        heads=_heads(asked),
        following=asked.link(page=str(page + 1)) if len(chosen) > page * LINES_SHOWN else "",
        csv=asked.link("/suivi.csv"),
        may_act=policies.may_act(actor),
        may_enrol=bool(enrolling.may_enrol(actor)),
        everyone=policies.follows_everyone(actor),
        me=actor.account_id,
        waiting=_waiting(session, actor),
    )


def _waiting(session: Session, actor: Actor) -> dict[str, int]:
    """How many people wait elsewhere than in the list: candidates, those positioned, those who left."""
    names, statement = _counting(actor.roles, today())
    found = queries.counted(session, statement, who(actor)) if statement is not None else ()
    return {"candidates": 0, "positioned": 0, "news": 0, **dict(zip(names, found, strict=True))}


@lru_cache(maxsize=64)
def _counting(roles: frozenset[Role], day: date) -> tuple[tuple[str, ...], Select[*tuple[int, ...]] | None]:
    """What is counted for somebody with these roles, and the one statement that does: made once a day."""
    actor, asked = somebody(roles), {}
    if receiving.may_receive(actor):
        asked["candidates"] = admissions.counting_unanswered(actor)
    if policies.may_act(actor):
        everyone = positioning.positions_everyone(actor)
        asked["positioned"] = positionings.counting_positioned(actor, everyone=everyone)
        asked["news"] = becoming.counting_news(actor, day)
    return tuple(asked), queries.counting(asked.values()) if asked else None


def _members(session: Session, actor: Actor, asked: listing.Wish) -> frozenset[str] | None:
    """The enrolments of the group asked for; None when none is."""
    return groups.member_ids(session, actor.organisation_id, asked.group) if asked.group else None


def _heads(asked: listing.Wish) -> dict[str, tuple[str, Markup]]:
    """For each sortable column: where its head leads, and how the column is sorted now."""
    found = {}
    for name in listing.SORTS:
        current = asked.sort == name
        turned = current and not asked.descending
        href = asked.link(tri="" if name == "nom" else name, sens="desc" if turned else "")
        order = "descending" if asked.descending else "ascending"
        found[name] = (href, Markup(' aria-sort="{}"').format(order) if current else Markup())
    return found


@router.get("/suivi.csv")
def people_as_csv(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    parcours: str = "",
    entree: str = "",
    statut: str = "",
    lieu: str = "",
    groupe: str = "",
    tri: str = "nom",
    sens: str = "",
) -> Response:
    require(policies.may_follow(actor))
    asked = listing.wish(parcours, entree, statut, lieu, tri, sens, groupe)
    found = cohort(session, actor, asked.statuses)
    people = listing.chosen(found, asked, _members(session, actor, asked))
    concerns(person.id for person in people)
    return Response(
        listing.as_csv(found, people),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="suivi-{today().isoformat()}.csv"',
            "Cache-Control": "private, no-store",
        },
    )


@router.get("/suivi/{enrolment_id}")
def person(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    enrolment_id: str,
    onglet: str = "",
    avant: str = "",
    voir: str = "",
) -> Response:
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_follow(actor))
    outline = outline_of(session, enrolment.edition_id)
    contact = queries.contact(session, enrolment.id, now())
    tab = onglet if onglet in _TABS else ""
    before = read_cursor(avant) if avant else None
    if tab == "parcours":
        values = dossier.path(session, enrolment, outline)
    elif tab == "competences":
        values = dossier.levels(session, actor, enrolment, outline)
    elif tab == "presence":
        values = dossier.attendance(session, enrolment)
    elif tab == "echanges":
        values = dossier.exchanges(session, actor, enrolment)
    elif tab == "travaux":
        values = dossier.works(session, actor, enrolment, outline)
    elif tab in ("dossier", "notes"):
        require(opening.may_open(actor, enrolment.learner_id))
        values = everything(session, actor, enrolment)
    else:
        values = dossier.overview(session, actor, enrolment, outline, contact, before, voir)
    afterwards(request, reading_to_note(session, actor, enrolment, _PARTS[tab]))
    values.update(
        enrolment=enrolment,
        outline=outline,
        contact=contact,
        undelivered=mailing.undelivered(session, enrolment.id),
        contacts=contacts.log(session, actor, enrolment_id=enrolment.id, limit=CONTACTS_SHOWN) if not tab else (),
        channels=CHANNELS,
        outcomes=OUTCOMES,
        initials=rules.initials(enrolment.learner_name),
        status_words=_(STATUS_LABELS[Status(enrolment.status)]),
        tab=tab,
        tabs=[
            (code, f"/suivi/{enrolment.id}" + (f"?onglet={code}" if code else ""), _(label))
            for code, (_template, label) in _TABS.items()
            if code not in ("dossier", "notes") or opening.may_open(actor, enrolment.learner_id)
        ],
        today=today(),
        may_act=policies.may_act(actor),
        may_change=bool(enrolling.may_change(actor, enrolment.adviser_id)),
    )
    return show(request, _TABS[tab][0], **values)
