"""Signing in with the account of one's workplace, at a real OpenID provider that runs beside the tests."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.db import database
from app.core.settings import settings
from app.core.tasks import drain
from app.entry.factors.models import OneTimeCode
from app.entry.federation import protocol, services
from app.entry.federation.models import FederatedIdentity, FederationStart, IdentityProvider
from app.identity import queries as identity
from app.identity.models import Account, Membership
from tests.entry.provider import SECRET, running
from tests.factories.client import Client
from tests.factories.house import House

Visit = Callable[..., Client]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running(services.back_address()) as address:
        yield address


@pytest.fixture(autouse=True)
def _now_and_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider lives today, on this machine."""
    clock.freeze(None)
    monkeypatch.setattr(settings(), "private_hosts", "127.0.0.1")
    protocol._kept.clear()


@pytest.fixture
def provider(house: House, visit: Visit, issuer: str) -> IdentityProvider:
    return chosen_by(visit, issuer)


def chosen_by(visit: Visit, issuer: str, admin: str = "admin@demo.example", **more: str) -> IdentityProvider:
    typed = {
        "name": "Le bureau", "issuer": issuer, "client_id": "bidaide", "secret": SECRET, "domains": "demo.example",
        "strong": "mfa", "is_open": "1", "links_by_address": "1",
    }  # fmt: skip
    answer = visit(admin).post("/admin/connexion-professionnelle", {**typed, **more})
    assert answer.status_code == 303, answer.text
    with database().reading() as session:
        found = session.scalars(select(IdentityProvider).order_by(IdentityProvider.id.desc())).first()
        assert found is not None
        return found


def at_the_provider(away: str, who: str) -> dict[str, str]:
    """What the provider sends the browser back with, once this person has said who they are."""
    with httpx.Client(follow_redirects=True) as browser:
        page = browser.get(away)
        assert page.status_code == 200, page.text
        step = browser.post(f"{page.url}/{who}", follow_redirects=False)
        while not step.headers["location"].startswith(services.back_address()):
            step = browser.get(httpx.URL(page.url).join(step.headers["location"]), follow_redirects=False)
        return {name: values[0] for name, values in parse_qs(urlsplit(step.headers["location"]).query).items()}


def left(client: Client, provider: IdentityProvider, suite: str = "/agenda") -> str:
    answer = client.get(f"/connexion-professionnelle/{provider.id}/aller", params={"suite": suite})
    assert answer.status_code == 303
    return answer.headers["location"]


def back(client: Client, said: dict[str, str]) -> httpx.Response:
    return client.get(services.BACK, params=said)


def test_a_member_enters_with_the_account_of_their_work(visit: Visit, provider: IdentityProvider) -> None:
    client = visit()
    assert "Connexion professionnelle" in client.page("/connexion")
    assert "Le bureau" in client.page("/connexion-professionnelle/choix")
    away = left(client, provider)
    asked = parse_qs(urlsplit(away).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert "client_secret" not in asked
    answer = back(client, at_the_provider(away, "marie"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/agenda")
    assert "HttpOnly" in answer.headers["set-cookie"]
    client.secret = client.http.cookies["bidaide"]
    assert "Admin Demo" in client.page("/compte")
    page = client.page("/connexion-professionnelle")
    assert "Relié" in page
    out = client.post(f"/connexion-professionnelle/{provider.id}/fin")
    assert out.headers["location"].startswith(f"{provider.issuer}/session/end?client_id=bidaide")
    assert client.get("/compte").status_code == 302


def test_nobody_is_made_a_member_and_one_sentence_says_so(
    visit: Visit, provider: IdentityProvider, session: Session
) -> None:
    accounts, memberships = session.query(Account).count(), session.query(Membership).count()
    said = set()
    for who in ("paul", "faux"):  # nobody's address here; an address here that was not verified
        client = visit()
        answer = back(client, at_the_provider(left(client, provider), who))
        assert answer.status_code == 403
        said.add("relié à personne" in answer.text)
        assert "bidaide" not in client.http.cookies
    assert said == {True}
    assert (session.query(Account).count(), session.query(Membership).count()) == (accounts, memberships)


def test_without_the_administrations_choice_one_links_while_signed_in(visit: Visit, issuer: str, house: House) -> None:
    provider = chosen_by(visit, issuer, links_by_address="")
    stranger = visit()
    assert back(stranger, at_the_provider(left(stranger, provider), "marie")).status_code == 403
    marie = visit("admin@demo.example")
    away = marie.post(f"/connexion-professionnelle/{provider.id}/lien").headers["location"]
    assert back(marie, at_the_provider(away, "marie")).headers["location"] == "/connexion-professionnelle"
    client = visit()
    assert back(client, at_the_provider(left(client, provider), "marie")).status_code == 303
    assert marie.post(f"/connexion-professionnelle/{provider.id}/retrait").status_code == 303
    client = visit()
    assert back(client, at_the_provider(left(client, provider), "marie")).status_code == 403


def test_nobody_links_the_account_of_another(visit: Visit, provider: IdentityProvider, session: Session) -> None:
    adviser = visit("adviser@demo.example")
    away = adviser.post(f"/connexion-professionnelle/{provider.id}/lien").headers["location"]
    back(adviser, at_the_provider(away, "marie"))  # whose address is the administrator's
    assert not session.scalars(select(FederatedIdentity)).all()
    quality = visit("quality@demo.example")
    away = quality.post(f"/connexion-professionnelle/{provider.id}/lien").headers["location"]
    other = visit("admin@demo.example")
    assert back(other, at_the_provider(away, "marie")).status_code == 400  # asked for by one, come back with another
    assert not session.scalars(select(FederatedIdentity)).all()


def test_what_comes_back_serves_once_in_the_browser_that_left_and_not_for_long(
    visit: Visit, provider: IdentityProvider
) -> None:
    client, thief = visit(), visit()
    thief.get("/connexion")
    said = at_the_provider(left(client, provider), "marie")
    assert back(thief, said).status_code == 400  # another browser, and the try has used it up
    assert back(client, said).status_code == 400
    said = at_the_provider(left(client, provider), "marie")
    assert back(client, said).status_code == 303
    assert back(client, said).status_code == 400
    late = visit()
    said = at_the_provider(left(late, provider), "marie")
    with clock.at(clock.now() + services.rules.ON_THE_WAY):
        assert back(late, said).status_code == 400


@pytest.mark.parametrize(
    "changed",
    [{"state": "x"}, {"state": ""}, {"code": "x"}, {"code": ""}, {"iss": "https://autre.example"}, {"error": "access_denied"}],
)  # fmt: skip
def test_what_was_changed_on_the_way_opens_nothing(
    visit: Visit, provider: IdentityProvider, changed: dict[str, str]
) -> None:
    client = visit()
    said = at_the_provider(left(client, provider), "marie") | changed
    assert back(client, said).status_code in (400, 503)
    assert "bidaide" not in client.http.cookies


def test_the_mixed_up_issuer_may_not_be_left_out_when_the_provider_promises_it(
    visit: Visit, provider: IdentityProvider
) -> None:
    client = visit()
    said = at_the_provider(left(client, provider), "marie")
    del said["iss"]
    assert back(client, said).status_code == 400


def test_the_provider_of_one_organisation_opens_no_other(
    visit: Visit, provider: IdentityProvider, house: House
) -> None:
    with database().writing() as session:  # somebody who belongs to both
        account = identity.account_by_email(session, "admin@demo.example")
        assert account is not None
        session.add(Membership(organisation_id=house.neighbour.id, account_id=account.id, role=Role.ADMIN))
    client = visit()
    answer = back(client, at_the_provider(left(client, provider), "marie"))
    assert answer.status_code == 403  # not by the address alone: the other organisation did not choose this provider
    other = chosen_by(visit, provider.issuer, "admin-voisine@demo.example")
    assert visit("admin@demo.example").get(f"/admin/connexion-professionnelle/{other.id}").status_code == 404
    assert visit("adviser@demo.example").post(f"/connexion-professionnelle/{other.id}/lien").status_code == 404


def test_only_our_own_pages_send_somebody_away(visit: Visit, provider: IdentityProvider) -> None:
    answer = visit().get(f"/connexion-professionnelle/{provider.id}/aller", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_where_one_was_going_stays_in_the_house(visit: Visit, provider: IdentityProvider) -> None:
    client = visit()
    said = at_the_provider(left(client, provider, "//mechant.example"), "marie")
    assert back(client, said).headers["location"] == "/accueil"


def test_the_secret_is_sealed_and_never_shown(visit: Visit, provider: IdentityProvider) -> None:
    assert SECRET not in provider.secret
    admin = visit("admin@demo.example")
    assert SECRET not in admin.page(f"/admin/connexion-professionnelle/{provider.id}")
    typed = {
        "name": "Bureau",
        "issuer": provider.issuer,
        "client_id": "bidaide",
        "domains": "demo.example",
        "is_open": "1",
    }
    answer = admin.post(f"/admin/connexion-professionnelle/{provider.id}", {**typed, "version": str(provider.version)})
    assert answer.status_code == 303
    client = visit()
    said = at_the_provider(left(client, provider), "marie")
    assert (
        back(client, said).status_code == 403
    )  # an empty field keeps the secret: the provider answers, nobody is linked
    assert admin.post(f"/admin/connexion-professionnelle/{provider.id}", {**typed, "version": "1"}).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "http://exemple.fr"}, {"issuer": "https://u:p@exemple.fr"}, {"issuer": "https://exemple.fr/?a=b"},
        {"issuer": "javascript:alert(1)"}, {"domains": ""}, {"domains": "pas un domaine !"}, {"name": ""}, {"client_id": ""},
    ],
)  # fmt: skip
def test_an_unsound_provider_is_refused_with_what_was_typed(visit: Visit, house: House, wrong: dict[str, str]) -> None:
    typed = {"name": "B", "issuer": "https://exemple.fr", "client_id": "x", "domains": "exemple.fr", "is_open": "1"}
    answer = visit("admin@demo.example").post("/admin/connexion-professionnelle", {**typed, **wrong})
    assert answer.status_code == 422
    assert "Rien n'a été enregistré" in answer.text.replace("&#39;", "'")


def test_the_provider_is_looked_at_once_chosen_and_the_page_says_what_is_wrong(visit: Visit, issuer: str) -> None:
    admin = visit("admin@demo.example")
    chosen_by(visit, issuer)
    drain()
    assert "Vérifiée" in admin.page("/admin/connexion-professionnelle")
    chosen_by(visit, "https://10.0.0.9", name="Ailleurs")
    drain()
    assert "le droit d'appeler cette adresse" in admin.page("/admin/connexion-professionnelle").replace("&#39;", "'")


def test_a_provider_that_is_away_is_said_and_other_ways_stay(visit: Visit, house: House) -> None:
    provider = chosen_by(visit, "http://127.0.0.1:1")
    answer = visit().get(f"/connexion-professionnelle/{provider.id}/aller")
    assert answer.status_code == 503
    assert "Utilisez un autre moyen" in answer.text


def test_journeys_that_never_came_back_are_forgotten(
    visit: Visit, provider: IdentityProvider, session: Session
) -> None:
    left(visit(), provider)
    assert session.scalars(select(FederationStart)).all()
    with clock.at(clock.now() + services.rules.ON_THE_WAY * 2):
        services.forget_journeys(session)
    assert not session.scalars(select(FederationStart)).all()


def test_whoever_has_two_proofs_does_not_enter_with_one(visit: Visit, issuer: str, house: House) -> None:
    provider = chosen_by(visit, issuer, strong="")  # nothing that it says counts as two
    with database().writing() as session:
        account = identity.account_by_email(session, "admin@demo.example")
        assert account is not None
        session.add(OneTimeCode(account_id=account.id, secret="x", confirmed_at=clock.now()))
    client = visit()
    answer = back(client, at_the_provider(left(client, provider), "marie"))
    assert answer.status_code == 403
    assert "deux preuves" in answer.text
    assert "bidaide" not in client.http.cookies
