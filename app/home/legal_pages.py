"""The pages that the law asks for: accessibility, legal notice, personal data, cookies, site map."""

from fastapi import Request, Response

from app.core.keepings import Where, keepings
from app.directory.policies import may_read
from app.home import accessibility as audit
from app.home import legal
from app.identity import queries as identity
from app.identity.organisations import legal_identity
from app.privacy.processing import register
from app.privacy.processing.words import ROLES
from app.web.doors import MaybeActor, Reading, pages
from app.web.templating import menu_for, plug_global, show

router = pages("home")

plug_global("accessibility_state", audit.state_in_words)


@router.get("/accessibilite")
def accessibility(request: Request, session: Reading, actor: MaybeActor) -> Response:
    return show(
        request,
        "home/accessibility.html",
        organisation=identity.contact(session, actor.organisation_id) if actor else None,
        audit=audit.latest(),
        themes=audit.themes(),
        states=audit.STATES,
        by=audit.BY,
        conformity=audit.state_in_words(),
    )


@router.get("/mentions-legales")
def notice(request: Request, session: Reading, actor: MaybeActor, organisation: str = "") -> Response:
    voice = legal.speaking(session, actor, organisation)
    return show(
        request,
        "home/legal.html",
        voice=voice,
        identity=legal_identity(session, voice.one.id) if voice.one else None,
        house=register.house_of(session, voice.one.id) if voice.one else {},
    )


@router.get("/donnees-personnelles")
def personal_data(request: Request, session: Reading, actor: MaybeActor, organisation: str = "") -> Response:
    voice = legal.speaking(session, actor, organisation)
    found = register.whole(session, voice.one.id) if voice.one else None
    return show(
        request,
        "home/personal_data.html",
        voice=voice,
        register=found,
        purposes=legal.purposes(found),
        versions=legal.versions(found) if found else [],
        roles=ROLES,
    )


@router.get("/cookies")
def cookies(request: Request, session: Reading, actor: MaybeActor) -> Response:
    return show(request, "home/cookies.html", cookies=keepings(Where.COOKIE), device=keepings(Where.DEVICE))


@router.get("/plan-du-site")
def site_map(request: Request, session: Reading, actor: MaybeActor) -> Response:
    return show(
        request, "home/site_map.html", entries=menu_for(actor) if actor else [], asks=bool(actor and may_read(actor))
    )
