"""/admin/securite: who has what to prove who they are and where they are in, whether two proofs are asked, and lost telephones."""

from datetime import timedelta
from typing import Annotated

from fastapi import Form, Request, Response

from app.core.clock import now, today
from app.core.i18n import _, ngettext
from app.entry.factors import asking, ending, lost, queries, resets, services
from app.entry.factors.words import CHECKS, check_words, way_words
from app.identity import queries as identity
from app.identity.agents import device_words
from app.identity.words import role_words
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("entry_security")


@router.get("/admin/securite")
def security(request: Request, session: Reading, actor: CurrentActor) -> Response:
    asking.require_may_see(actor)
    people = queries.team(session, actor.organisation_id, asking.ASKED)
    requests = queries.lost_devices(session, actor.organisation_id, now())
    voices = {one.first_by for one in requests if one.first_by}
    return show(
        request, "entry/factors/security.html", people=people, requests=requests,
        asked_from=queries.factors_from(session, actor.organisation_id).factors_from, today=today(),
        ready=sum(1 for one in people if one.has_code or one.passkeys), may_set=bool(asking.may_set(actor)),
        may_vouch=lost.may_vouch, checks=[(key, check_words(key)) for key in CHECKS], check_words=check_words,
        names=identity.names(session, voices), roles=[role_words(role) for role in asking.ASKED],
        soon=today() + timedelta(days=14),
    )  # fmt: skip


@router.post("/admin/securite")
def choose(
    request: Request, session: Writing, actor: CurrentActor, when: Annotated[str, Form(max_length=10)] = ""
) -> Response:
    asking.choose(session, actor, when)
    return go(
        "/admin/securite",
        _("C'est enregistré. L'équipe est prévenue.") if when != "no" else _("La deuxième preuve n'est plus demandée."),
    )


@router.post("/admin/securite/demandes/{lost_id}/accord")
def vouch(
    request: Request, session: Writing, actor: CurrentActor, lost_id: str, how: Annotated[str, Form(max_length=12)] = ""
) -> Response:
    asked = lost.vouch(session, actor, lost_id, how)
    if asked.second_by:
        return go("/admin/securite", _("C'est confirmé par deux personnes. Le remplacement s'ouvre dans 24 heures."))
    return go("/admin/securite", _("C'est noté. Une deuxième personne doit confirmer à son tour."))


@router.post("/admin/securite/demandes/{lost_id}/refus")
def refuse(request: Request, session: Writing, actor: CurrentActor, lost_id: str) -> Response:
    lost.refuse(session, actor, lost_id)
    return go("/admin/securite", _("La demande est fermée. Rien n'a été changé."))


@router.get("/admin/securite/personnes/{account_id}")
def person(request: Request, session: Reading, actor: CurrentActor, account_id: str) -> Response:
    """Where somebody's account is open here, and one button that closes it all."""
    account, opened = ending.sessions_of(session, actor, account_id)
    return show(
        request, "entry/factors/person.html", account=account, sign_ins=opened, device_words=device_words,
        way_words=way_words,
    )  # fmt: skip


@router.post("/admin/securite/personnes/{account_id}/sessions/fin")
def end_sessions(request: Request, session: Writing, actor: CurrentActor, account_id: str) -> Response:
    ended = ending.end_sessions(session, actor, account_id)
    words = ngettext(
        "%(num)s session est fermée. La personne est prévenue.",
        "%(num)s sessions sont fermées. La personne est prévenue.",
        ended,
    )
    return go(
        f"/admin/securite/personnes/{account_id}",
        words % {"num": ended} if ended else _("Aucune session n'était ouverte. Rien n'a été changé."),
    )


@router.post("/admin/securite/personnes/{account_id}/mot-de-passe")
def give_password(request: Request, session: Writing, actor: CurrentActor, account_id: str) -> Response:
    """Shown in the answer itself, and nowhere else."""
    account, password = resets.give_password(session, actor, account_id)
    held = services.held(session, account.id)
    return show(
        request, "entry/factors/password_given.html", account=account, password=password, second=held.second,
        headers={"Cache-Control": "no-store"},
    )  # fmt: skip
