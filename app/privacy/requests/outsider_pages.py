"""/donnees/accords: what people without an account said yes to, and taking it back for them."""

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import HouseError, Invalid
from app.core.i18n import _
from app.privacy.requests import outsiders, policies, queries, rules, showing
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Form, Posted, only
from app.web.templating import go, show

router = pages("data_requests")
HERE = "/donnees/accords"


@router.get("/donnees/accords")
def every_yes(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.is_officer(actor, queries.officer_id(session, actor.organisation_id)))
    return show(request, "privacy/requests/outsiders.html", sorts=outsiders.standing(session, actor))


@router.get("/donnees/accords/{sort}/{yes_id}")
def one(request: Request, session: Reading, actor: CurrentActor, sort: str, yes_id: str) -> Response:
    return _page(request, session, actor, sort, yes_id, {}, None)


@router.post("/donnees/accords/{sort}/{yes_id}")
def withdraw(request: Request, session: Writing, actor: CurrentActor, sort: str, yes_id: str, form: Posted) -> Response:
    try:
        made = outsiders.withdraw(
            session, actor, sort, yes_id, only(form, "way"), only(form, "how"), (form.get("words") or [""])[0]
        )  # fmt: skip
    except Invalid as error:
        return _page(request, session, actor, sort, yes_id, form, error)
    said = _("L'accord est retiré. La demande %(reference)s en garde la trace.") % {
        "reference": rules.reference(made.number)
    }
    return go(HERE, said)


def _page(
    request: Request, session: Session, actor: Actor, key: str, yes_id: str, form: Form, error: HouseError | None
) -> Response:
    sort, yes = outsiders.one_yes(session, actor, key, yes_id)
    return show(
        request, "privacy/requests/outsider.html", status=error.status if error else 200, key=key, sort=sort, yes=yes,
        ways=[(code, _(label)) for code, label in rules.WAYS.items() if code != "account"],
        hows=[(code, _(label)) for code, label in rules.IDENTIFIED.items() if code != "account"],
        typed={name: (form.get(name) or [""])[0] for name in ("way", "how", "words")}, **showing.refusal(error),
    )  # fmt: skip
