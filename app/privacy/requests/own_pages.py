"""What a person does about their own data: ask, follow, take a yes back, say what they want after their death."""

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import HouseError, Invalid
from app.core.i18n import _
from app.identity import queries as identity
from app.identity.freezing import queries as freezing
from app.privacy.requests import consents, queries, rules, showing
from app.privacy.requests.services import asking, wishes
from app.privacy.requests.services.asking import Asked
from app.privacy.requests.services.wishes import Wish
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Form, Posted, only
from app.web.templating import go, show

router = pages("own_requests")


@router.get("/mes-donnees/demandes")
def own_requests(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return show(
        request, "privacy/requests/own_list.html", kinds=rules.KINDS, states=rules.STATES, outcomes=rules.OUTCOMES,
        rows=queries.own_requests(session, actor.organisation_id, actor.account_id), reference=rules.reference,
        offered=[(code, rules.KINDS[code]) for code in rules.BY_THE_PERSON],
        frozen=freezing.standing(session, actor.organisation_id, actor.account_id), wish_of=showing.wish,
    )  # fmt: skip


@router.get("/mes-donnees/demandes/nouvelle")
def new_request(request: Request, session: Reading, actor: CurrentActor, quoi: str = "") -> Response:
    return _form(request, session, actor, quoi, {}, None)


@router.post("/mes-donnees/demandes/nouvelle")
def ask(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    kind = only(form, "kind")
    try:
        made = asking.ask(session, actor, asked(form))
    except Invalid as error:
        return _form(request, session, actor, kind, form, error)
    return go(
        f"/mes-donnees/demandes/{made.id}",
        _("Votre demande %(reference)s est partie. La réponse vient sous un mois au plus.")
        % {"reference": rules.reference(made.number)},
    )


def asked(form: Form) -> Asked:
    fields = [(field, only(form, field)) for field in ("name", "email", "phone") if only(form, field)]
    return Asked(only(form, "kind"), (form.get("words") or [""])[0], only(form, "subject"), fields)


def _form(
    request: Request, session: Session, actor: Actor, kind: str, form: Form, error: HouseError | None
) -> Response:
    kind = kind if kind in rules.BY_THE_PERSON else ""
    return show(
        request, "privacy/requests/own_form.html", status=error.status if error else 200, kind=kind, kinds=rules.KINDS,
        offered=[(code, rules.KINDS[code]) for code in rules.BY_THE_PERSON],
        account=queries.member(session, actor.organisation_id, actor.account_id),
        grounds=[(code, _(label)) for code, label in rules.GROUNDS.items()],
        objections=[(code, _(label)) for code, label in rules.OBJECTIONS.items()],
        typed={name: (form.get(name) or [""])[0] for name in ("words", "subject", "name", "email", "phone")},
        **showing.refusal(error),
    )  # fmt: skip


@router.get("/mes-donnees/demandes/{request_id}")
def own_request(request: Request, session: Reading, actor: CurrentActor, request_id: str) -> Response:
    return _follow(request, session, actor, request_id, {}, None)


def _follow(
    request: Request, session: Session, actor: Actor, request_id: str, form: Form, error: HouseError | None
) -> Response:
    row = queries.own_request(session, actor, request_id)
    return show(
        request, "privacy/requests/own_page.html", status=error.status if error else 200, asked=row,
        reference=rules.reference(row.number), wish=showing.wish(row), state=rules.STATES[row.state],
        acts=[act for act in queries.acts(session, row.id) if act.what not in rules.OF_THE_TEAM],
        act_words=rules.ACTS, outcomes=rules.OUTCOMES, subject=showing.subject(row), fields=rules.FIELDS,
        copies=showing.copies(session, actor, row.id), organisation=identity.contact(session, actor.organisation_id),
        words=(form.get("words") or [""])[0], **showing.refusal(error),
    )  # fmt: skip


@router.post("/mes-donnees/demandes/{request_id}/mots")
def say_more(request: Request, session: Writing, actor: CurrentActor, request_id: str, form: Posted) -> Response:
    try:
        asking.say_more(session, actor, request_id, (form.get("words") or [""])[0])
    except Invalid as error:
        return _follow(request, session, actor, request_id, form, error)
    return go(f"/mes-donnees/demandes/{request_id}", _("C'est envoyé."))


@router.post("/mes-donnees/demandes/{request_id}/retrait")
def take_back(session: Writing, actor: CurrentActor, request_id: str) -> Response:
    asking.take_back(session, actor, request_id)
    return go("/mes-donnees/demandes", _("Votre demande est retirée."))


@router.get("/mes-donnees/accords")
def own_consents(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return show(
        request, "privacy/requests/consents.html",
        held=consents.held(session, actor.organisation_id, actor.account_id),
        withdrawn=queries.withdrawn(session, actor.organisation_id, actor.account_id), sources=consents.SOURCES,
    )  # fmt: skip


@router.post("/mes-donnees/accords/{key}/retrait")
def withdraw(session: Writing, actor: CurrentActor, key: str) -> Response:
    proof = consents.withdraw(session, actor, actor.account_id, key)
    said = _("Votre accord est retiré. C'est fait tout de suite.") if proof else _("Cet accord était déjà retiré.")
    return go("/mes-donnees/accords", said)


@router.get("/mes-donnees/apres")
def own_wishes(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return _wishes(request, session, actor, None, None)


@router.post("/mes-donnees/apres")
def write_wishes(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    names = ("choice", "person_name", "person_reach", "registered_with")
    wish = Wish(words=(form.get("words") or [""])[0], **{name: only(form, name) for name in names})
    try:
        wishes.write(session, actor, wish)
    except Invalid as error:
        return _wishes(request, session, actor, wish, error)
    return go("/mes-donnees/apres", _("C'est noté. Vous pouvez changer d'avis quand vous voulez."))


@router.post("/mes-donnees/apres/retrait")
def take_wishes_back(session: Writing, actor: CurrentActor) -> Response:
    wishes.take_back(session, actor)
    return go("/mes-donnees/apres", _("Vos consignes sont retirées."))


def _wishes(request: Request, session: Session, actor: Actor, typed: Wish | None, error: HouseError | None) -> Response:
    known = queries.last_wish(session, actor.organisation_id, actor.account_id)
    return show(
        request, "privacy/requests/wishes.html", status=error.status if error else 200, known=known,
        wish=typed or known, choices=[(code, _(label)) for code, label in rules.WISHES_CHOICES.items()],
        **showing.refusal(error),
    )  # fmt: skip
