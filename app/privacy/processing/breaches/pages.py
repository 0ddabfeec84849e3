"""The register of breaches: say it from a phone, weigh it, decide, tell people, close."""

from datetime import datetime
from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import local, now
from app.core.errors import Conflict, Invalid
from app.core.i18n import _, ngettext
from app.identity import queries as identity
from app.identity.words import role_words
from app.privacy.processing import policies, register, rules
from app.privacy.processing import queries as registers
from app.privacy.processing.breaches import letters, queries, services, words
from app.privacy.processing.breaches.affected import moment
from app.privacy.subjects import SUBJECTS
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, only
from app.web.templating import go, show

router = pages("privacy")

_Text = Annotated[str, Form(max_length=services.LONGEST)]


@router.get("/donnees/violations")
def breach_register(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_keep_registers(actor, registers.officer_id(session, actor.organisation_id)))
    return show(
        request,
        "privacy/breaches/list.html",
        rows=queries.breaches(session, actor.organisation_id),
        weighed=queries.people_weighed(session, actor.organisation_id),
        sorts=words.SORTS,
        states=words.STATES,
        decisions=words.DECISIONS,
        left=lambda row: rules.left_in_words(row.known_at, now()),
        late=lambda row: now() > rules.deadline(row.known_at),
    )


@router.get("/donnees/violations/signaler")
def declaration(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_declare_breach(actor))
    return _declaration(request, {})


@router.post("/donnees/violations/signaler")
def declare(
    request: Request, session: Writing, actor: CurrentActor, words_: Annotated[str, Form(alias="words", max_length=services.LONGEST)] = "",
    sort: _Text = "", known_at: _Text = "", since: _Text = "",
) -> Response:  # fmt: skip
    try:
        breach = services.declare(session, actor, words_, sort, moment(known_at, "known_at"), moment(since))
    except Invalid as error:
        return _declaration(request, {"words": words_, "sort": sort, "known_at": known_at, "since": since}, error)
    return show(
        request, "privacy/breaches/declared.html", number=breach.number, deadline=rules.deadline(breach.known_at),
        page=services.page_of(breach) if policies.may_keep_registers(actor, registers.officer_id(session, actor.organisation_id)) else "",
    )  # fmt: skip


def _declaration(request: Request, typed: dict[str, str], error: Invalid | None = None) -> Response:
    fields = list(error.fields) if error else []
    return show(
        request, "privacy/breaches/declare.html", status=422 if error else 200, typed=typed, fields=fields,
        errors={each.field: each.message for each in fields},
        sorts=[(code, _(label)) for code, label in words.SORTS.items()],
    )  # fmt: skip


@router.get("/donnees/violations/{breach_id}")
def one_breach(request: Request, session: Reading, actor: CurrentActor, breach_id: str) -> Response:
    return _page(request, session, actor, breach_id)


@router.post("/donnees/violations/{breach_id}/decouverte")
def correct_known(
    request: Request, session: Writing, actor: CurrentActor, breach_id: str, known_at: _Text = "", why: _Text = ""
) -> Response:
    return _done(
        request,
        session,
        actor,
        breach_id,
        lambda: services.correct_known(session, actor, breach_id, moment(known_at, "known_at"), why),
        {"form": "decouverte", "known_at": known_at, "why": why},
    )


@router.post("/donnees/violations/{breach_id}/evaluation")
def assess(request: Request, session: Writing, actor: CurrentActor, breach_id: str, posted: Posted) -> Response:
    typed = {name: only(posted, name) for name in ("people", "records", "effects", "risk")}
    boxes = {name: posted.get(name, []) for name in ("nature", "categories")}
    return _done(
        request,
        session,
        actor,
        breach_id,
        lambda: services.assess(session, actor, breach_id, posted),
        {"form": "evaluation", **typed, **boxes},
    )


@router.post("/donnees/violations/{breach_id}/decision")
def decide(
    request: Request, session: Writing, actor: CurrentActor, breach_id: str, decision: _Text = "", why: _Text = ""
) -> Response:
    return _done(
        request, session, actor, breach_id, lambda: services.decide(session, actor, breach_id, decision, why),
        {"form": "decision", "decision": decision, "why": why},
    )  # fmt: skip


@router.post("/donnees/violations/{breach_id}/notification")
def notified(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    breach_id: str,
    at: _Text = "",
    reference: _Text = "",
    late: _Text = "",
) -> Response:
    return _done(
        request,
        session,
        actor,
        breach_id,
        lambda: services.notified(session, actor, breach_id, moment(at, "at"), reference, late),
        {"form": "notification", "at": at, "reference": reference, "late": late},
    )


@router.post("/donnees/violations/{breach_id}/personnes")
def add_people(request: Request, session: Writing, actor: CurrentActor, breach_id: str, posted: Posted) -> Response:
    asked = {name: only(posted, name) for name in ("reader", "device", "table", "name", "since", "until")}
    try:
        n = services.add_people(session, actor, breach_id, only(posted, "way"), asked)
    except (Invalid, Conflict) as error:
        return _page(
            request, session, actor, breach_id, error, {"form": "personnes", "way": only(posted, "way"), **asked}
        )
    said = ngettext("%(num)s personne ajoutée à la liste.", "%(num)s personnes ajoutées à la liste.", n) % {"num": n}
    return go(
        f"/donnees/violations/{breach_id}#personnes", said if n else _("Cette recherche n'ajoute personne à la liste.")
    )


@router.post("/donnees/violations/{breach_id}/information")
def tell(request: Request, session: Writing, actor: CurrentActor, breach_id: str, message: _Text = "") -> Response:
    try:
        told, silent = services.tell(session, actor, breach_id, message)
    except (Invalid, Conflict) as error:
        return _page(request, session, actor, breach_id, error, {"form": "information", "message": message})
    said = ngettext("%(num)s personne prévenue.", "%(num)s personnes prévenues.", told) % {"num": told}
    if silent:
        said += " " + ngettext(
            "%(num)s personne sans adresse : prévenez-la de vive voix ou par courrier.",
            "%(num)s personnes sans adresse : prévenez-les de vive voix ou par courrier.", silent,
        ) % {"num": silent}  # fmt: skip
    return go(f"/donnees/violations/{breach_id}#personnes", said)


@router.post("/donnees/violations/{breach_id}/personnes/{person_id}/prevenue")
def told_otherwise(request: Request, session: Writing, actor: CurrentActor, breach_id: str, person_id: str) -> Response:
    return _done(
        request, session, actor, breach_id, lambda: services.told_otherwise(session, actor, breach_id, person_id)
    )


@router.post("/donnees/violations/{breach_id}/actes")
def note(
    request: Request, session: Writing, actor: CurrentActor, breach_id: str, what: _Text = "", said: _Text = ""
) -> Response:
    return _done(
        request, session, actor, breach_id, lambda: services.note(session, actor, breach_id, what, said),
        {"form": "actes", "what": what, "said": said},
    )  # fmt: skip


@router.post("/donnees/violations/{breach_id}/cloture")
def close(request: Request, session: Writing, actor: CurrentActor, breach_id: str) -> Response:
    return _done(request, session, actor, breach_id, lambda: services.close(session, actor, breach_id))


def _done(request: Request, session: Session, actor: Actor, breach_id: str, act, typed=None) -> Response:  # type: ignore[no-untyped-def]
    """Do it and come back; refused: the page again, with what was typed and what to mend."""
    try:
        act()
    except (Invalid, Conflict) as error:
        return _page(request, session, actor, breach_id, error, typed or {})
    return go(f"/donnees/violations/{breach_id}", _("C'est enregistré."))


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    breach_id: str,
    error: Invalid | Conflict | None = None,
    typed: object = None,
) -> Response:
    breach = services.see(session, actor, breach_id)
    done = queries.acts(session, breach.id)
    people = queries.people(session, breach.id)
    known = register.whole(session, actor.organisation_id)
    fields = list(error.fields) if isinstance(error, Invalid) else []
    names: dict[str, str] = {}
    for row in identity.members(session, actor.organisation_id):
        if row.role != "learner":
            names.setdefault(row.account_id, f"{row.name} ({role_words(row.role).lower()})")
    assessed = services.last(done, "assessed") or {}
    return show(
        request,
        "privacy/breaches/one.html",
        status=error.status if error else 200,
        breach=breach,
        here=services.page_of(breach),
        acts=done,
        people=people,
        assessed=assessed,
        typed=typed or {},
        fields=fields,
        errors={each.field: each.message for each in fields},
        problem=error.detail if error and not fields else "",
        deadline=rules.deadline(breach.known_at),
        left=rules.left_in_words(breach.known_at, now()),
        late=now() > rules.deadline(breach.known_at),
        form_text=letters.for_the_authority(known, breach, done, len(people)),
        draft=letters.for_people(known, breach, done),
        words=words,
        readers=sorted(names.items(), key=lambda pair: pair[1].casefold()),
        tables=sorted(((name, _(subject.title)) for name, subject in SUBJECTS.items()), key=lambda pair: pair[1].casefold()),
        typed_moment=_typed_moment,
        says=_says,
    )  # fmt: skip


def _typed_moment(at: datetime | None) -> str:
    """As a field of the page holds it."""
    return local(at).strftime("%Y-%m-%dT%H:%M") if at else ""


def _unnamed(lists: int) -> str:
    """What the trail cannot say of whom an account has seen."""
    if not lists:
        return ""
    return ngettext(
        "Ce compte a aussi ouvert %(num)s liste, dont la trace ne dit pas les noms : ajoutez ses personnes d'une autre façon.",
        "Ce compte a aussi ouvert %(num)s listes, dont la trace ne dit pas les noms : ajoutez leurs personnes d'une autre façon.",
        lists,
    ) % {"num": lists}  # fmt: skip


def _says(act) -> list[str]:  # type: ignore[no-untyped-def]
    """What an act says, line by line."""
    said = act.said
    found = []
    if act.what == "assessed":
        found = [_(words.RISKS[said["risk"]]), ", ".join(_(words.NATURES[code]) for code in said["nature"])]
        found.append(", ".join(_(words.CATEGORIES[code]) for code in said["categories"]))
        found.append(said["effects"])
    elif act.what == "decided":
        found = [_(words.DECISIONS[said["decision"]]), said["why"]]
    elif act.what == "people":
        n = ngettext("%(num)s personne ajoutée", "%(num)s personnes ajoutées", said["new"]) % {"num": said["new"]}
        found = [_(words.WAYS[said["way"]]), n, _unnamed(said.get("lists", 0))]
    elif act.what == "told" and said.get("way") == "voice":
        found = [_("Une personne, de vive voix ou par courrier.")]
    elif act.what == "notified":
        found = [said["reference"], said["late"]]
    elif act.what == "reminded":
        found = [_("Rappel envoyé à %(hours)s heures.") % {"hours": said["hours"]}]
    elif act.what == "known":
        found = [said["why"]]
    else:
        found = [said.get("words", "")]
    return [line for line in found if line]
