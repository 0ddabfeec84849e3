"""Two proofs: what opens, and what each attack meets."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, require_fresh
from app.core.db import Database
from app.core.errors import Conflict, Forbidden, FreshNeeded
from app.entry.factors import lost, rules, services
from app.entry.factors.models import LostDevice, OneTimeCode, Passkey
from app.entry.factors.pages import NOT_ME
from app.entry.prints import pass_of
from app.identity import services as people
from app.identity import sign_ins
from app.identity.models import MachineToken, Organisation, SignIn
from app.notifications.models import Mail, Notice
from tests.entry.authenticator import Authenticator
from tests.factories.client import PASSWORD, Client
from tests.factories.house import House

Visit = Callable[..., Client]
ADVISER, ADMIN, TRAINER, LEARNER = (f"{role}@demo.example" for role in ("adviser", "admin", "trainer", "learner"))


def by_password(visit: Visit, email: str = ADVISER) -> Client:
    client = visit()
    client.get("/connexion")
    answer = client.post("/connexion", {"email": email, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    client.secret = client.http.cookies.get("bidaide") or ""
    return client


def holds(answer: httpx.Response, client: Client) -> None:
    """The browser keeps its renewed secret: so does what fills in its forms."""
    client.secret = client.http.cookies.get("bidaide") or client.secret


def with_codes(database: Database, house: House, role: str = "adviser") -> str:
    """An application of codes in place; its secret."""
    secret = rules.new_secret()
    account = house.demo.people[role]
    with database.writing() as session:
        session.add(
            OneTimeCode(
                account_id=account.id, confirmed_at=clock.now(),
                secret=services.seal_text(services._SEALED + account.id, secret),
            )
        )  # fmt: skip
    return secret


def code(secret: str, later: int = 0) -> str:
    return rules.code_at(secret, rules.step_at(clock.now()) + later)


def with_key(visit: Visit, email: str = ADVISER, **kind: object) -> Authenticator:
    device = Authenticator(**kind)  # type: ignore[arg-type]
    client = by_password(visit, email)
    options = client.post("/compte/cles-d-acces/defi").json()
    answer = client.post("/compte/cles-d-acces", {"answer": device.make(options), "name": "Mon téléphone"})
    assert answer.headers["location"] == "/compte", answer.headers
    return device


def key_options(visitor: Client) -> dict[str, object]:
    visitor.get("/connexion")
    found: dict[str, object] = visitor.post("/connexion/cle/defi").json()
    return found


# --- Codes of time ---------------------------------------------------------------------------------------------------


def test_codes_follow_the_standard() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of RFC 6238, appendix B: the last six of its eight digits
    assert [rules.code_at(secret, at // 30) for at in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]


def test_an_application_is_set_up_and_then_asked_for(visit: Visit, database: Database, house: House) -> None:
    client = by_password(visit)
    assert client.post("/compte/codes").headers["location"] == "/compte/codes"
    page = client.page("/compte/codes")
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")  # type: ignore[index]
    assert client.post("/compte/codes/confirmation", {"code": "000000"}).status_code == 422
    holds(client.post("/compte/codes/confirmation", {"code": code(secret)}), client)
    assert "Application de codes" in client.page("/compte")
    assert client.get("/compte/codes").status_code == 303  # never shown again
    again = by_password(visit)
    assert not again.http.cookies.get("bidaide"), "a right password alone opens nothing"
    with clock.at(clock.now() + timedelta(seconds=30)):
        assert again.post("/connexion/deuxieme-preuve", {"code": code(secret)}).headers["location"] == "/accueil"
        assert again.get("/suivi").status_code == 200
    with database.reading() as session:
        row = session.scalars(select(SignIn).where(SignIn.factors == 2, SignIn.fresh_until.is_not(None))).all()
        assert row
        assert secret not in session.scalars(select(OneTimeCode.secret)).one()


def test_a_code_serves_once_and_near_its_time(visit: Visit, database: Database, house: House) -> None:
    secret = with_codes(database, house)
    now = code(secret)
    first, second = by_password(visit), by_password(visit)
    assert first.post("/connexion/deuxieme-preuve", {"code": now}).status_code == 303
    assert second.post("/connexion/deuxieme-preuve", {"code": now}).status_code == 401  # replayed
    assert (
        second.post("/connexion/deuxieme-preuve", {"code": code(secret, -1)}).status_code == 401
    )  # older than the last
    assert second.post("/connexion/deuxieme-preuve", {"code": code(secret, 2)}).status_code == 401  # too early
    assert second.post("/connexion/deuxieme-preuve", {"code": code(secret, 1)}).status_code == 303


def test_a_computer_of_everybodys_stays_one_through_the_second_step(
    visit: Visit, database: Database, house: House
) -> None:
    secret = with_codes(database, house)
    client = visit()
    client.get("/connexion")
    client.post("/connexion", {"email": ADVISER, "password": PASSWORD, "partage": "oui"})
    assert client.post("/connexion/deuxieme-preuve", {"code": code(secret)}).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(SignIn.shared).order_by(SignIn.created_at.desc(), SignIn.id.desc())).first()


def test_the_half_open_state_is_no_session(visit: Visit, database: Database, house: House) -> None:
    with_codes(database, house)
    client = by_password(visit)
    half = client.http.cookies.get("bidaide-etape")
    assert half
    assert client.get("/accueil").status_code == 302
    client.http.cookies.set("bidaide", half)
    assert client.get("/accueil").status_code == 302
    client.http.cookies.delete("bidaide")
    with clock.at(clock.now() + timedelta(minutes=5, seconds=1)):
        assert "/connexion?" in client.get("/connexion/deuxieme-preuve").headers["location"]
    other = house.demo.people["admin"].id
    client.http.cookies.delete("bidaide-etape")
    client.http.cookies.set("bidaide-etape", half.replace(house.demo.people["adviser"].id, other), path="/connexion")
    assert "/connexion?" in client.get("/connexion/deuxieme-preuve").headers["location"]  # tampered


def test_whoever_guesses_codes_waits(visit: Visit, database: Database, house: House) -> None:
    secret = with_codes(database, house)
    client = by_password(visit)
    answers = [client.post("/connexion/deuxieme-preuve", {"code": f"00000{n}"}).status_code for n in range(8)]
    assert answers[0] == 401
    assert answers[-1] == 429
    assert client.post("/connexion/deuxieme-preuve", {"code": code(secret)}).status_code == 429


# --- Codes on paper --------------------------------------------------------------------------------------------------


def test_ten_codes_on_paper_each_open_once(visit: Visit, database: Database, house: House) -> None:
    secret = with_codes(database, house)
    client = by_password(visit)
    client.post("/connexion/deuxieme-preuve", {"code": code(secret)})
    client.secret = client.http.cookies.get("bidaide") or ""
    made = re.findall(r"<code>([\w-]+)</code>", client.post("/compte/codes-de-secours").text)
    assert len(set(made)) == 10
    other = by_password(visit)
    assert other.post("/connexion/deuxieme-preuve", {"secours": made[3].lower()}).status_code == 303
    again = by_password(visit)
    assert again.post("/connexion/deuxieme-preuve", {"secours": made[3]}).status_code == 401
    assert "Il en reste 9" in client.page("/compte")
    fresh = re.findall(r"<code>([\w-]+)</code>", client.post("/compte/codes-de-secours").text)
    assert again.post("/connexion/deuxieme-preuve", {"secours": made[4]}).status_code == 401  # remade
    assert again.post("/connexion/deuxieme-preuve", {"secours": fresh[0]}).status_code == 303


# --- Passkeys --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", [ADVISER, LEARNER])
def test_a_passkey_opens_without_a_word(visit: Visit, database: Database, email: str) -> None:
    device = with_key(visit, email)
    client = visit()
    answer = client.post("/connexion/cle", {"answer": device.sign(key_options(client))})
    assert answer.headers["location"] == "/accueil"
    assert client.get("/accueil", follow=True).status_code == 200
    with database.reading() as session:
        last = session.scalars(select(SignIn).order_by(SignIn.created_at.desc(), SignIn.id.desc())).first()
        assert last is not None
        assert (last.way, last.factors) == ("passkey", 2)


def test_a_passkey_is_the_second_step_after_a_password(visit: Visit) -> None:
    device = with_key(visit)
    client = by_password(visit)
    assert not client.http.cookies.get("bidaide")
    options = client.post("/connexion/deuxieme-preuve/defi").json()
    assert options["allowCredentials"]
    assert client.post("/connexion/deuxieme-preuve/cle", {"answer": device.sign(options)}).status_code == 303
    assert client.http.cookies.get("bidaide")


def refused(client: Client, answer: str) -> bool:
    found = client.post("/connexion/cle", {"answer": answer})
    return found.headers["location"].startswith("/connexion") and not client.http.cookies.get("bidaide")


def test_what_a_passkey_must_not_do(visit: Visit, database: Database) -> None:
    device = with_key(visit)
    client = visit()
    answer = device.sign(key_options(client))
    elsewhere = visit()
    elsewhere.get("/connexion")
    assert not refused(client, answer)
    assert refused(elsewhere, answer), "a challenge that was answered once"
    device.origin = "https://bidaide.example.org"
    assert refused(elsewhere, device.sign(key_options(elsewhere))), "another site's page"
    device.origin, device.site = "http://localhost:8000", "example.org"
    assert refused(elsewhere, device.sign(key_options(elsewhere))), "another site's key"
    device.site, device.verified = "localhost", False
    assert refused(elsewhere, device.sign(key_options(elsewhere))), "found, and never unlocked"
    device.verified = True
    assert refused(elsewhere, device.sign(key_options(elsewhere), count=1)), "a copy, whose count is behind"
    with clock.at(clock.now()):
        late = key_options(elsewhere)
    with clock.at(clock.now() + timedelta(minutes=6)):
        assert refused(elsewhere, device.sign(late, count=50)), "too late"
    mine = {**key_options(elsewhere), "challenge": "A" * 43}
    assert refused(elsewhere, device.sign(mine, count=60)), "a challenge of one's own"
    for nonsense in ("", "{}", "[]", "null", '{"response": 3}', '{"id": "x", "response": {"clientDataJSON": "e30"}}'):
        assert refused(elsewhere, nonsense)
    assert not refused(elsewhere, device.sign(key_options(elsewhere), count=70))


def test_a_key_drawn_for_one_person_or_use_serves_no_other(visit: Visit) -> None:
    device = with_key(visit)
    admin = by_password(visit, ADMIN)
    options = admin.post("/compte/confirmer/defi").json()
    assert admin.post("/compte/confirmer/cle", {"answer": device.sign(options)}).status_code == 401  # the adviser's key
    adviser = by_password(visit)
    for_step_two = adviser.post("/connexion/deuxieme-preuve/defi").json()
    stranger = visit()
    stranger.get("/connexion")
    assert refused(stranger, device.sign(for_step_two, count=30))


def test_keys_are_named_and_taken_away(visit: Visit, database: Database) -> None:
    device = with_key(visit)
    client = visit()
    client.post("/connexion/cle", {"answer": device.sign(key_options(client))})
    client.secret = client.http.cookies.get("bidaide") or ""
    with database.reading() as session:
        id_ = session.scalars(select(Passkey.id)).one()
    client.post(f"/compte/cles-d-acces/{id_}/nom", {"name": "  Clé  bleue "})
    assert "Clé bleue" in client.page("/compte")
    stranger = visit(ADMIN)
    assert stranger.post(f"/compte/cles-d-acces/{id_}/retrait").status_code == 404
    client.post(f"/compte/cles-d-acces/{id_}/retrait")
    with database.reading() as session:
        assert session.scalars(select(Passkey)).first() is None


# --- Asked by the organisation ---------------------------------------------------------------------------------------


def test_nothing_else_opens_before_the_second_proof(visit: Visit, api: Visit, database: Database, house: House) -> None:
    with database.writing() as session:
        session.get_one(Organisation, house.demo.id).factors_from = clock.today()
    client = by_password(visit)
    assert client.get("/suivi").headers["location"] == "/compte/deuxieme-preuve"
    assert client.get("/compte/deuxieme-preuve").status_code == 200
    assert api(ADVISER).get("/courses").status_code == 403
    assert visit(LEARNER).get("/mon-parcours").status_code == 200  # sees nothing of others
    client.post("/compte/codes")
    page = client.page("/compte/codes")
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")  # type: ignore[index]
    before = client.secret
    holds(client.post("/compte/codes/confirmation", {"code": code(secret)}), client)
    assert client.get("/suivi").status_code == 200
    thief = visit()
    thief.http.cookies.set("bidaide", before)
    assert thief.get("/suivi").status_code == 302, "the secret changed as rights rose"
    assert client.post("/compte/codes/retrait").status_code == 403, "the last proof stays"


def test_an_administrator_asks_for_it_and_a_new_place_has_two_weeks(
    visit: Visit, database: Database, house: House
) -> None:
    admin = by_password(visit, ADMIN)
    assert "Elle n'est pas demandée" in admin.page("/admin/securite").replace("&#39;", "'")
    assert admin.post("/admin/securite", {"when": "soon"}).status_code == 303
    with database.reading() as session:
        assert session.get_one(Organisation, house.demo.id).factors_from == clock.today() + timedelta(days=14)
        told = set(session.scalars(select(Notice.account_id).where(Notice.event == "sign_in_asked")))
        assert house.demo.people["adviser"].id in told
        assert house.demo.people["learner"].id not in told
    assert visit(ADVISER).post("/admin/securite", {"when": "no"}).status_code == 403
    with database.writing() as session:
        place = people.open_organisation(session, "neuve", "Neuve")
        assert place.factors_from == clock.today() + timedelta(days=14)


# --- A lost device ---------------------------------------------------------------------------------------------------


def fresh(place: Actor) -> Actor:
    return Actor(
        place.account_id, place.organisation_id, place.organisation_slug, place.organisation_name, place.name,
        place.email, place.roles, way="password", factors=2, fresh_until=clock.now() + timedelta(minutes=5),
    )  # fmt: skip


def test_a_lost_device_is_replaced_by_two_people_after_a_day(visit: Visit, database: Database, house: House) -> None:
    with_codes(database, house)
    person = house.demo.people["adviser"]
    admin, trainer, adviser = (fresh(house.actor(role)) for role in ("admin", "trainer", "adviser"))
    client, phone = by_password(visit), visit(ADVISER)
    client.post("/connexion/appareil-perdu")
    with database.reading() as session:
        id_ = session.scalars(select(LostDevice.id)).one()
        told = session.execute(select(Notice.account_id, Notice.event)).all()
        assert (person.id, "sign_in_lost") in told
        assert (admin.account_id, "sign_in_lost_to_see") in told
    with database.writing() as session:
        with pytest.raises(Forbidden):
            lost.vouch(session, adviser, id_, "seen")  # the person themself
        lost.vouch(session, trainer, id_, "called")
        with pytest.raises(Forbidden):
            lost.vouch(session, trainer, id_, "seen")  # one person alone
        with pytest.raises(Forbidden):
            lost.vouch(session, fresh(house.actor("quality")), id_, "seen")  # neither administers
    assert client.post("/connexion/nouvel-appareil").status_code == 403
    with database.writing() as session:
        lost.vouch(session, admin, id_, "video")
        with pytest.raises(Conflict):
            lost.vouch(session, fresh(house.actor("quality")), id_, "seen")
    assert client.post("/connexion/nouvel-appareil").status_code == 403, "a day passes in full view"
    clock.freeze(clock.now() + lost.DELAY)
    again = by_password(visit)
    assert "Votre demande est confirmée" in again.page("/connexion/deuxieme-preuve")
    assert again.post("/connexion/nouvel-appareil").headers["location"] == "/compte/deuxieme-preuve"
    assert phone.get("/accueil").status_code == 302, "every other session has ended"
    with database.reading() as session:
        assert not services.held(session, person.id).second
        row = session.get_one(LostDevice, id_)
        assert (row.first_how, row.second_how) == ("called", "video")
        told = session.execute(select(Notice.account_id, Notice.event)).all()
        assert (trainer.account_id, "sign_in_replaced") in told
    with database.writing() as session, pytest.raises(Forbidden):
        lost.use(session, person.id)  # once


def test_the_person_stops_a_request_that_is_not_theirs(visit: Visit, database: Database, house: House) -> None:
    with_codes(database, house)
    thief = by_password(visit)
    thief.post("/connexion/appareil-perdu")
    with database.reading() as session:
        assert session.scalars(select(Notice.text).where(Notice.event == "sign_in_lost")).one()
    token = pass_of(NOT_ME, house.demo.people["adviser"].id, clock.now() + timedelta(days=1))
    owner, phone = visit(), visit(ADVISER)
    assert "Ce n'est pas vous" in owner.page(f"/pas-moi/{token}").replace("&#39;", "'")
    assert owner.post(f"/pas-moi/{token}").status_code == 303
    assert phone.get("/accueil").status_code == 302
    with database.reading() as session:
        assert session.scalars(select(LostDevice)).one().ended_at
    assert owner.get(f"/pas-moi/{token[:-1]}x").status_code == 410


# --- Acts of weight, machines, devices -------------------------------------------------------------------------------


def test_an_act_of_weight_asks_again_after_a_quarter_of_an_hour(visit: Visit, house: House) -> None:
    admin = by_password(visit, ADMIN)
    with clock.at(clock.now() + timedelta(minutes=16)):
        answer = admin.post("/admin/securite", {"when": "no"}, headers={"Referer": "http://house.test/admin/securite"})
        assert answer.headers["location"] == "/compte/confirmer?suite=/admin/securite"
        assert (
            admin.post("/compte/confirmer", {"password": "autre chose", "suite": "/admin/securite"}).status_code == 401
        )
        answer = admin.post("/compte/confirmer", {"password": PASSWORD, "suite": "/admin/securite"})
        assert answer.headers["location"] == "/admin/securite"
        holds(answer, admin)
        assert admin.post("/admin/securite", {"when": "no"}).status_code == 303
    require_fresh(house.actor("admin"))  # work done in somebody's name
    with pytest.raises(FreshNeeded):
        require_fresh(Actor("", "", "", "", "", "", frozenset(), way="machine", factors=2))


def test_a_key_of_a_program_is_narrow(visit: Visit, api: Visit, database: Database) -> None:
    adviser = by_password(visit)
    page = adviser.post("/compte/cles-de-programmes", {"name": "Tableur", "days": 30, "writes": ""})
    key = re.search(r"<code>(bidaide_[\w-]+)</code>", page.text)[1]  # type: ignore[index]
    machine = api()
    machine.http.headers["Authorization"] = f"Bearer {key}"
    assert machine.get("/me").status_code == 200
    assert machine.post("/forum/threads", json={"title": "x", "body": "y"}).status_code == 403
    assert machine.get("/courses", headers={"X-Organisation": "demo-voisine"}).status_code == 404
    with database.reading() as session:
        kept = session.scalars(select(MachineToken)).one()
        assert key not in json.dumps([kept.token_print, kept.name])
        assert kept.last_seen_at
        id_ = kept.id
    assert visit(ADMIN).post(f"/compte/cles-de-programmes/{id_}/fin").status_code == 404
    with clock.at(clock.now() + timedelta(days=30)):
        assert machine.get("/me").status_code == 401
    adviser.post(f"/compte/cles-de-programmes/{id_}/fin")
    assert machine.get("/me").status_code == 401


def test_a_password_token_needs_the_code(api: Visit, database: Database, house: House) -> None:
    secret = with_codes(database, house)
    form = {"username": ADVISER, "password": PASSWORD}
    client = api()
    assert client.post("/auth/token", form).json()["type"].endswith("#second-factor-needed")
    assert client.post("/auth/token", form | {"scope": "otp:000000"}).status_code == 401
    assert client.post("/auth/token", form | {"scope": f"demo otp:{code(secret)}"}).status_code == 200
    assert client.post("/auth/token", form | {"scope": f"otp:{code(secret)}"}).status_code == 401  # replayed


ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"


def on(client: Client, agent: str) -> Client:
    client.http.headers["User-Agent"] = agent
    return client


def test_a_stolen_session_ends_where_it_is_shown(visit: Visit, database: Database, house: House) -> None:
    owner = on(visit(), ANDROID)
    owner.get("/connexion")
    owner.post("/connexion", {"email": ADVISER, "password": PASSWORD})
    thief = on(visit(), ANDROID)
    thief.http.cookies.set("bidaide", owner.http.cookies.get("bidaide") or "")  # without the device's own cookie
    assert thief.get("/suivi").status_code == 302
    assert owner.get("/suivi").status_code == 302, "it ends for both: only one of the two can enter again"
    with database.reading() as session:
        assert session.scalars(select(SignIn.ended_why).where(SignIn.ended_why != "")).one() == "taken"
        told = session.scalars(select(Notice.text).where(Notice.event == "sign_in_taken")).one()
        assert "Chrome sur Android" in told


def test_a_whole_copy_of_the_cookies_is_noticed_on_another_kind_of_device(visit: Visit) -> None:
    owner = on(visit(), ANDROID)
    owner.get("/connexion")
    owner.post("/connexion", {"email": ADVISER, "password": PASSWORD})
    assert on(owner, ANDROID.replace("131", "132")).get("/suivi").status_code == 200  # a new version
    assert on(owner, "Mozilla/5.0 (X11; Linux x86_64) Chrome/132.0 Safari/537.36").get("/suivi").status_code == 200
    thief = on(visit(), WINDOWS)
    for name in ("bidaide", "bidaide-appareil"):
        thief.http.cookies.set(name, owner.http.cookies.get(name) or "")
    assert thief.get("/suivi").status_code == 302


def test_a_new_device_is_told_once(visit: Visit, database: Database, house: House) -> None:
    phone = on(visit(), ANDROID)
    phone.get("/connexion")
    phone.post("/connexion", {"email": ADVISER, "password": PASSWORD})
    news = select(Notice.text).where(Notice.event == "sign_in_new_device")
    with database.reading() as session:
        assert not session.scalars(news).all(), "the first device of all is no news"
    other = on(visit(), WINDOWS)
    other.get("/connexion")
    other.post("/connexion", {"email": ADVISER, "password": PASSWORD})
    other.http.cookies.delete("bidaide")
    other.get("/connexion")
    other.post("/connexion", {"email": ADVISER, "password": PASSWORD})
    with database.reading() as session:
        assert "Firefox sur Windows" in session.scalars(news).one()
        letter = session.scalars(select(Mail.text).where(Mail.event == "sign_in_new_device")).one()
    assert letter.count("/pas-moi/") == 1  # and not as the way to stop these letters, which cannot be stopped
    assert "Ne plus recevoir" not in letter
    assert "Firefox sur Windows" in on(phone, ANDROID).page("/compte")


def test_staff_are_asked_again_after_half_a_day_and_learners_are_not(
    visit: Visit, session: Session, house: House
) -> None:
    staff, _secret = sign_ins.open_sign_in(session, house.demo.people["adviser"], "x")
    learner, _secret = sign_ins.open_sign_in(session, house.demo.people["learner"], "x")
    post, _secret = sign_ins.open_sign_in(session, house.demo.people["learner"], "x", shared=True, way="card")
    assert (staff.idle_minutes, post.idle_minutes) == (12 * 60, 30)
    assert learner.idle_minutes >= 14 * 24 * 60
    assert post.fresh_until is None


# --- Passwords -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weak", ["motdepasse123", "adviser demo1", "aaaaaaaaaaaa", "bidaide12345", "court"])
def test_a_password_that_is_guessed_fast_is_refused(visit: Visit, weak: str) -> None:
    client = by_password(visit)
    assert client.post("/compte/mot-de-passe", {"before": PASSWORD, "after": weak}).status_code == 422


def test_a_new_password_ends_the_other_devices_only(visit: Visit, database: Database) -> None:
    client, phone = by_password(visit), visit(ADVISER)
    wrong = client.post("/compte/mot-de-passe", {"before": "non", "after": "trois canards traversent la rue"})
    assert wrong.status_code == 422
    answer = client.post("/compte/mot-de-passe", {"before": PASSWORD, "after": "trois canards traversent la rue"})
    assert answer.status_code == 303
    assert phone.get("/accueil").status_code == 302
    assert client.get("/suivi").status_code == 200
    with database.reading() as session:
        assert session.scalars(select(Notice.text).where(Notice.event == "sign_in_secured")).one()


def test_a_key_of_a_program_is_no_way_round_the_second_proof(
    visit: Visit, api: Visit, database: Database, house: House
) -> None:
    """None is made by whoever must still set up a proof; none is left when its owner says « it was not me »."""
    client = by_password(visit, TRAINER)
    with database.writing() as session:
        session.get_one(Organisation, house.demo.id).factors_from = clock.today()
    assert client.post("/compte/cles-de-programmes", {"name": "Tableau", "days": "90"}).status_code == 302
    with database.writing() as session:
        assert session.scalars(select(MachineToken)).all() == []
        session.get_one(Organisation, house.demo.id).factors_from = None
    made = client.post("/compte/cles-de-programmes", {"name": "Tableau", "days": "90"}).text
    machine = api()
    machine.http.headers["Authorization"] = "Bearer " + re.search(r"bidaide_[\w-]+", made)[0]  # type: ignore[index]
    assert machine.get("/me").status_code == 200
    said = pass_of(NOT_ME, house.demo.people["trainer"].id, clock.now() + timedelta(days=1))
    stranger = visit()
    stranger.get(f"/pas-moi/{said}")
    assert stranger.post(f"/pas-moi/{said}").status_code == 303
    assert machine.get("/me").status_code == 401
