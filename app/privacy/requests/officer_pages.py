"""Requests as whoever answers for data handles them."""

from datetime import date
from typing import Annotated

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, let_see, require
from app.core.clock import today
from app.core.db import AnyRow
from app.core.errors import HouseError, Invalid, NotFound
from app.core.i18n import _
from app.core.periods import twelve_months_to
from app.files import queries as stored
from app.files.answers import answer as send_file
from app.files.uploads.forms import GivenFile, given_file
from app.identity.freezing.rules import USES
from app.privacy.erasure import words as erasure_words
from app.privacy.erasure.showing import number_of
from app.privacy.requests import consents, dossier, outsiders, policies, queries, rules, showing
from app.privacy.requests.services import acting, asking, handling
from app.privacy.requests.services.asking import Written
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Form, Posted, only
from app.web.templating import go, show

router = pages("data_requests")
HERE = "/donnees/demandes"


def _seen(session: Session, actor: Actor, request_id: str) -> AnyRow:
    """A request, for whoever answers here; to anybody else it is not there."""
    let_see(policies.is_officer(actor, queries.officer_id(session, actor.organisation_id)))
    return queries.request_for(session, actor.organisation_id, request_id)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


@router.get("/donnees/demandes")
def requests(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """Those that wait, the nearest deadline first; the figures of twelve months; who is frozen; who answers."""
    known = queries.officer_id(session, actor.organisation_id)
    may_name = bool(policies.may_name_officer(actor))
    if not may_name and not policies.is_officer(actor, known):
        require(policies.may_enter(actor))
        return go(f"{HERE}/nouvelle")
    reads, period = bool(policies.is_officer(actor, known)), twelve_months_to(today())
    rows = queries.listed(session, actor.organisation_id) if reads else []
    return show(
        request, "privacy/requests/list.html", reads=reads, may_name=may_name, officer=known,
        rows=rows, due={row.id: rules.reminder_due(row, today()) for row in rows},
        over=queries.over(session, actor.organisation_id) if reads else [],
        frozen=queries.frozen_now(session, actor.organisation_id) if reads else [],
        figures=rules.figures(queries.received_in(session, actor.organisation_id, period), today()), period=period,
        team=[("", _("L'administration")), *queries.team(session, actor.organisation_id)], kinds=rules.KINDS,
        states=rules.STATES, outcomes=rules.OUTCOMES, grounds=rules.GROUNDS, reference=rules.reference, freeze=USES,
    )  # fmt: skip


@router.post("/donnees/referent")
def name_officer(session: Writing, actor: CurrentActor, form: Posted) -> Response:
    handling.name_officer(session, actor, only(form, "officer"))
    return go(HERE, _("C'est noté. Les prochaines demandes lui arrivent."))


@router.get("/donnees/demandes/nouvelle")
def new_request(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_enter(actor))
    return _form(request, {}, None)


@router.post("/donnees/demandes/nouvelle")
def enter(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    try:
        made = asking.enter(session, actor, written(form))
    except Invalid as error:
        return _form(request, form, error)
    said = _("La demande %(reference)s est notée. Dites son numéro à la personne.") % {
        "reference": rules.reference(made.number)
    }
    officer = policies.is_officer(actor, queries.officer_id(session, actor.organisation_id))
    return go(f"{HERE}/{made.id}" if officer else f"{HERE}/nouvelle", said)


def written(form: Form) -> Written:
    names = ("kind", "way", "about_name", "asker_name", "asker_email", "asker_phone", "mandate", "subject")
    return Written(
        words=(form.get("words") or [""])[0], capacity=only(form, "capacity") or "self",
        born_on=_day(only(form, "born_on")), received_on=_day(only(form, "received_on")),
        **{name: only(form, name) for name in names},
    )  # fmt: skip


def _form(request: Request, form: Form, error: HouseError | None) -> Response:
    names = (
        "kind", "way", "about_name", "asker_name", "asker_email", "asker_phone", "mandate", "words", "capacity",
        "born_on", "received_on",
    )  # fmt: skip
    return show(
        request, "privacy/requests/form.html", status=error.status if error else 200,
        typed={name: (form.get(name) or [""])[0] for name in names},
        kinds=[(code, f"{_(kind.label)} : {_(kind.wish)}") for code, kind in rules.KINDS.items()],
        ways=[(code, _(label)) for code, label in rules.WAYS.items() if code != "account"],
        capacities=[(code, _(label)) for code, label in rules.CAPACITIES.items()], today=today(),
        **showing.refusal(error),
    )  # fmt: skip


@router.get("/donnees/demandes/{request_id}")
def one(request: Request, session: Reading, actor: CurrentActor, request_id: str) -> Response:
    return _page(request, session, actor, request_id, {}, None)


def _page(
    request: Request, session: Session, actor: Actor, request_id: str, form: Form, error: HouseError | None
) -> Response:
    row = _seen(session, actor, request_id)
    waits = row.answered_at is None and row.state == rules.OPEN
    person = queries.member(session, actor.organisation_id, row.account_id) if row.account_id and waits else None
    searches = row.state == rules.OPEN and row.applied_at is None and row.way != "account"
    candidates = (
        queries.people_like(session, actor.organisation_id, row.about_name, row.asker_email) if searches else ()
    )
    unknown = row.state == rules.OPEN and not row.account_id and not candidates
    return show(
        request, "privacy/requests/page.html", status=error.status if error else 200, asked=row, person=person,
        reference=rules.reference(row.number), kind=rules.KINDS[row.kind], state=rules.STATES[row.state],
        late=rules.is_late(row, today()), acts=queries.acts(session, row.id), proofs=queries.proofs(session, row.id),
        candidates=candidates, traces=outsiders.traces(session, row) if unknown else [], unknown=unknown,
        subject=showing.subject(row), ways=rules.WAYS, capacities=rules.CAPACITIES, identified=rules.IDENTIFIED,
        hows=[(code, _(label)) for code, label in rules.IDENTIFIED.items() if code != "account"],
        outcomes=[(code, _(label)) for code, label in rules.OUTCOMES.items() if code in rules.ANSWERS
                  and (code == rules.UNPROVED) == (row.state == rules.CHECKING)],
        outcome_words=rules.OUTCOMES, act_words=rules.ACTS, fields=rules.FIELDS,
        field_choices=[(code, _(label)) for code, label in rules.FIELDS.items()],
        plan=dossier.what_would_go(session, row) if row.kind in (rules.ERASURE, rules.WISHES) else None,
        held=consents.held(session, actor.organisation_id, row.account_id) if person and row.kind == rules.CONSENT else [],
        wish=queries.opened_wish(session, row.id) if row.kind == rules.WISHES else None, wish_words=rules.WISHES_CHOICES,
        copies=showing.copies(session, actor, row.id), cnil=rules.CNIL,
        typed={name: (form.get(name) or [""])[0] for name in
               ("words", "reasons", "how", "mandate", "born_on", "outcome", "field", "value", "weighing", "title", "form")},
        erasure_words=erasure_words, **showing.refusal(error),
    )  # fmt: skip


@router.post("/donnees/demandes/{request_id}/identite")
def identify(request: Request, session: Writing, actor: CurrentActor, request_id: str, form: Posted) -> Response:
    try:
        handling.identify(
            session, actor, request_id, only(form, "how"), mandate=only(form, "mandate"),
            born_on=_day(only(form, "born_on")),
        )  # fmt: skip
    except Invalid as error:
        return _page(request, session, actor, request_id, form, error)
    return go(f"{HERE}/{request_id}", _("L'identité est notée. Dites maintenant de quel compte il s'agit."))


@router.post("/donnees/demandes/{request_id}/compte")
def link(session: Writing, actor: CurrentActor, request_id: str, form: Posted) -> Response:
    handling.link(session, actor, request_id, only(form, "account"))
    return go(f"{HERE}/{request_id}", _("Le compte est retrouvé."))


@router.post("/donnees/demandes/{request_id}/prolongation")
def extend(request: Request, session: Writing, actor: CurrentActor, request_id: str, form: Posted) -> Response:
    try:
        handling.extend(session, actor, request_id, (form.get("reasons") or [""])[0])
    except Invalid as error:
        return _page(request, session, actor, request_id, form, error)
    return go(f"{HERE}/{request_id}", _("Le délai est prolongé de deux mois. La personne est prévenue."))


@router.post("/donnees/demandes/{request_id}/mots")
def write(request: Request, session: Writing, actor: CurrentActor, request_id: str, form: Posted) -> Response:
    what = only(form, "act")
    try:
        handling.write(session, actor, request_id, what, (form.get("words") or [""])[0])
    except Invalid as error:
        return _page(request, session, actor, request_id, form, error)
    sent = _("Le message est envoyé.") if what == "message" else _("La note est gardée. La personne ne la voit pas.")
    return go(f"{HERE}/{request_id}", sent)


@router.post("/donnees/demandes/{request_id}/pieces")
def join(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    request_id: str,
    form: Posted,
    file: Annotated[GivenFile | None, given_file("file")] = None,
) -> Response:
    try:
        if file is None:
            raise NotFound(_("Choisissez un fichier. Rien n'a été ajouté."))
        kept = file
        handling.join(
            session, actor, request_id, only(form, "title"), lambda: kept.keep(session, actor, actor.account_id).id
        )
    except (Invalid, NotFound) as error:
        return _page(request, session, actor, request_id, form, error)
    return go(f"{HERE}/{request_id}", _("La pièce est gardée avec la demande."))


@router.get("/donnees/demandes/{request_id}/pieces/{file_id}")
def proof(request: Request, session: Reading, actor: CurrentActor, request_id: str, file_id: str) -> Response:
    row = _seen(session, actor, request_id)
    if file_id not in {one.file_id for one in queries.proofs(session, row.id)}:
        raise NotFound()
    return send_file(request, stored.file_of(session, actor.organisation_id, file_id))


@router.post("/donnees/demandes/{request_id}/faire")
def act(request: Request, session: Writing, actor: CurrentActor, request_id: str, form: Posted) -> Response:
    """What the kind of the request asks to do."""
    what = only(form, "act")
    try:
        said = _act(session, actor, request_id, what, form)
    except Invalid as error:
        return _page(request, session, actor, request_id, form, error)
    return go(f"{HERE}/{request_id}", said)


def _act(session: Session, actor: Actor, request_id: str, what: str, form: Form) -> str:
    if what == "propose":
        acting.propose(session, actor, request_id, only(form, "field"), (form.get("value") or [""])[0])
        return _("La correction est écrite. Relisez-la, puis faites-la.")
    if what == "correct":
        acting.correct(session, actor, request_id)
        return _("C'est corrigé. Répondez maintenant à la personne.")
    if what == "freeze":
        acting.freeze(session, actor, request_id)
        return _("Les données sont gelées : gardées, et hors des listes. Répondez maintenant à la personne.")
    if what == "object":
        acting.object_to(session, actor, request_id, (form.get("weighing") or [""])[0])
        return _("L'usage est arrêté. Répondez maintenant à la personne.")
    if what == "withdraw":
        acting.withdraw(session, actor, request_id, only(form, "consent"))
        return _("L'accord est retiré. Répondez maintenant à la personne.")
    if what == "copy":
        acting.copy(session, actor, request_id)
        return _("La copie se prépare. Elle sera ici dans une minute, pour deux jours.")
    if what == "open":
        wish = acting.open_wishes(session, actor, request_id)
        return _("Les consignes sont ouvertes.") if wish else _("La personne n'avait laissé aucune consigne.")
    if what == "erase":
        done = acting.erase(session, actor, request_id, only(form, "confirmed"))
        return _("C'est effacé. Le certificat porte le numéro %(number)s.") % {"number": number_of(done)}
    raise NotFound()


@router.post("/donnees/demandes/{request_id}/reponse")
def give_answer(request: Request, session: Writing, actor: CurrentActor, request_id: str, form: Posted) -> Response:
    try:
        handling.answer(session, actor, request_id, only(form, "outcome"), (form.get("words") or [""])[0])
    except Invalid as error:
        return _page(request, session, actor, request_id, form, error)
    return go(f"{HERE}/{request_id}", _("La réponse est donnée. Vous pouvez clore la demande."))


@router.post("/donnees/demandes/{request_id}/cloture")
def close(session: Writing, actor: CurrentActor, request_id: str) -> Response:
    handling.close(session, actor, request_id)
    return go(HERE, _("La demande est close."))


@router.get("/donnees/demandes/{request_id}/dossier.zip")
def proofs_file(session: Reading, actor: CurrentActor, request_id: str) -> Response:
    row = _seen(session, actor, request_id)
    return dossier.download(session, actor, row)


@router.post("/donnees/personnes-gelees/{account_id}")
def thaw(session: Writing, actor: CurrentActor, account_id: str, form: Posted) -> Response:
    """Tell the person that the freeze ends, then end it."""
    if only(form, "act") == "tell":
        acting.tell_lifting(session, actor, account_id, (form.get("words") or [""])[0])
        return go(HERE, _("La personne est prévenue. Vous pouvez maintenant lever le gel."))
    acting.lift(session, actor, account_id)
    return go(HERE, _("Le gel est levé : la personne revient dans les listes."))
