"""Complaining without an account or with one, and following one's complaint by a private address."""

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now, today
from app.core.db import AnyRow
from app.core.errors import FieldError, HouseError, Invalid, NotFound
from app.core.i18n import _
from app.feedback import data, showing
from app.feedback.complaints import queries, rules, services
from app.feedback.complaints.pages import said, typed
from app.feedback.improvements.queries import organisations
from app.web.doors import MaybeActor, Reading, Writing, pages
from app.web.forms import Form, Posted, only
from app.web.templating import go, show

router = pages("complaints_public")

_ALONE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@router.get("/reclamation")
def ask(request: Request, session: Reading, actor: MaybeActor, organisation: str = "") -> Response:
    return _form(request, session, actor, organisation, {}, None)


@router.post("/reclamation")
def complain(request: Request, session: Writing, actor: MaybeActor, form: Posted) -> Response:
    slug = only(form, "organisation")
    found = next((row for row in organisations(session) if row.slug == slug), None)
    if found is None:
        raise NotFound(_("Cette organisation n'existe pas. Choisissez-en une dans la liste."))
    try:
        if only(form, "website"):  # a field that people do not see: a program filled it in
            message = _("Laissez ce champ vide.")
            raise Invalid(message, [FieldError("website", message)])
        address = request.client.host if request.client else ""
        kept = services.complain(session, actor, found, said(form), address, anyway=bool(only(form, "anyway")))
    except Invalid as error:
        return _form(request, session, actor, slug, form, error)
    return go(
        f"/reclamation/{kept.token}",
        _("Votre réclamation est arrivée. Gardez l'adresse de cette page : elle n'est qu'à vous."),
    )


def _form(
    request: Request, session: Session, actor: Actor | None, slug: str, form: Form, error: HouseError | None
) -> Response:
    known = organisations(session)
    slug = slug or (actor.organisation_slug if actor else "")
    chosen = next((row for row in known if row.slug == slug), None)
    if slug and chosen is None:
        raise NotFound(_("Cette organisation n'existe pas. Vérifiez le lien."))
    if chosen is None and len(known) == 1:
        chosen = known[0]
    mine = actor is not None and chosen is not None and actor.organisation_id == chosen.id
    team = showing.team(session, chosen.id) if chosen and actor and mine else []
    return show(
        request,
        "feedback/complain.html",
        status=error.status if error else 200,
        organisations=known,
        organisation=chosen,
        mine=mine,
        own=[
            (rules.reference(row.number), row.received_at, _(rules.STATES[row.state][0]), services.link_of(row.nonce))
            for row in (queries.own(session, chosen.id, actor.account_id) if chosen and actor and mine else [])
        ],
        asked=typed(form),
        subjects=showing.complaint_subjects(),
        team=[("", _("Personne en particulier")), *team],
        delays=data.rules().complaints(today()),
        **showing.refusal(error),
    )


@router.get("/reclamation/{token}")
def own(request: Request, session: Reading, actor: MaybeActor, token: str) -> Response:
    """Where it is, what was said; opening it changes nothing."""
    return _own(request, session, services.own_complaint(session, token), token, {}, None)


@router.post("/reclamation/{token}/mots")
def add(request: Request, session: Writing, actor: MaybeActor, token: str, form: Posted) -> Response:
    try:
        words = (form.get("words") or [""])[0]
        services.add_words(session, token, words, anyway=bool(only(form, "anyway")))
    except Invalid as error:
        return _own(request, session, services.own_complaint(session, token), token, form, error)
    return go(f"/reclamation/{token}", _("Votre message est arrivé. L'équipe est prévenue."))


@router.post("/reclamation/{token}/avis")
def satisfied(session: Writing, actor: MaybeActor, token: str, form: Posted) -> Response:
    services.say_satisfied(session, token, only(form, "satisfied"))
    return go(f"/reclamation/{token}", _("Merci, c'est noté."))


def _own(request: Request, session: Session, row: AnyRow, token: str, form: Form, error: HouseError | None) -> Response:
    shown = [act for act in queries.acts(session, row.id) if act.what in rules.OPEN_TO_THE_PERSON]
    return show(
        request,
        "feedback/own_complaint.html",
        status=error.status if error else 200,
        headers=_ALONE,
        complaint=row,
        reference=rules.reference(row.number),
        acts=shown,
        late=row.answered_at is None and row.answer_by < now(),
        token=token,
        subject=data.rules().complaint_subjects.get(row.subject, row.subject),
        asked={"words": (form.get("words") or [""])[0][: 4 * rules.WORDS], "anyway": only(form, "anyway")},
        words=showing.WORDS,
        satisfied_options=[(code, _(label)) for code, label in rules.SATISFIED.items()],
        **showing.refusal(error),
    )
