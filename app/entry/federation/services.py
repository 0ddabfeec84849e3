"""Choosing providers, leaving for one, coming back from it, and being known to it."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.core import journal
from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, HouseError, Invalid, NotFound
from app.core.fetching import is_named
from app.core.i18n import _
from app.core.private_addresses import print_of as fingerprint
from app.core.sealed import Lost, seal_text, unseal_text
from app.core.settings import settings
from app.core.tasks import every, later
from app.entry.factors import services as factors
from app.entry.federation import policies, protocol, queries, rules
from app.entry.federation.events import IdentityLinked, IdentityUnlinked
from app.entry.federation.models import FederatedIdentity, FederationStart, IdentityProvider
from app.entry.federation.rules import Said
from app.identity import queries as identity
from app.identity import tokens
from app.identity.models import Account, Organisation

BACK = "/connexion-professionnelle/retour"


class NotKnown(HouseError):
    """The same words whatever is missing: a link, a member, an address that was verified."""

    status = 403
    code = "not-linked"


class OneProofOnly(HouseError):
    """The person has set up a second proof, and the provider vouches for one."""

    status = 403
    code = "one-proof-only"


class BadReturn(HouseError):
    """What came back proves nothing: too late, twice, from another browser, changed on the way."""

    status = 400
    code = "bad-return"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A provider as those who talk with it need it, apart from any transaction."""

    id: str
    organisation_id: str
    name: str
    issuer: str
    client_id: str
    secret: str
    strong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Journey:
    """What was kept of somebody's leaving."""

    provider: Chosen
    account_id: str | None
    nonce: str
    verifier: str
    suite: str


def back_address() -> str:
    return settings().base_url.rstrip("/") + BACK


def chosen(session: Session, provider_id: str) -> Chosen:
    return _chosen(queries.provider(session, provider_id))


def leave(session: Session, provider: Chosen, browser: str, suite: str, account_id: str | None = None) -> str:
    """Keep that this browser leaves for a provider; where to send it. `provider` has been asked who it is already."""
    metadata = protocol.metadata_of(provider.issuer)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _n in range(3))
    session.add(
        FederationStart(
            state_print=fingerprint(state), browser_print=fingerprint(browser), provider_id=provider.id,
            account_id=account_id, nonce=nonce, verifier=seal_text(_of_start(fingerprint(state)), verifier),
            suite=suite[:2000],
        )
    )  # fmt: skip
    return rules.departure(metadata.authorization_endpoint, provider.client_id, back_address(), state, nonce, verifier)


def come_back(session: Session, state: str, browser: str) -> Journey | None:
    """What this browser left with: it serves once, and so is gone even when it was another browser that came.

    None: too late, twice, from elsewhere, or the provider is closed since. In a transaction that is kept.
    """
    start = queries.take_start(session, fingerprint(state)) if state else None
    if (
        start is None
        or not hmac.compare_digest(start.browser_print, fingerprint(browser))
        or not now() - start.started_at < rules.ON_THE_WAY
    ):
        return None
    try:
        verifier = unseal_text(_of_start(start.state_print), start.verifier)
        provider = chosen(session, start.provider_id)
    except (Lost, NotFound):
        return None
    return Journey(provider, start.account_id, start.nonce, verifier, start.suite)


def proved(journey: Journey, code: str, issuer: str | None) -> Said:
    """What the provider says of whoever came back with this code. Raises BadReturn, or protocol.Trouble.

    `issuer` came with the code: when it is there, or promised, it is the one the browser left for (mix-up).
    """
    provider = journey.provider
    metadata = protocol.metadata_of(provider.issuer)
    if (issuer is not None or metadata.says_issuer) and issuer != provider.issuer:
        raise BadReturn(not_proved())
    given = protocol.exchange(metadata, provider.client_id, provider.secret, code, back_address(), journey.verifier)
    id_token, access_token = given.get("id_token"), given.get("access_token")
    if not isinstance(id_token, str) or not isinstance(access_token, str):
        raise BadReturn(not_proved())
    try:
        keys = protocol.keys_of(provider.issuer, tokens.key_of(id_token))
        claims = tokens.proof_of(
            id_token, keys, issuer=provider.issuer, client_id=provider.client_id, nonce=journey.nonce,
            access_token=access_token,
        )  # fmt: skip
    except tokens.NotProved as error:
        raise BadReturn(not_proved()) from error
    more: Mapping[str, object] = claims
    if "email" not in claims and metadata.userinfo_endpoint:
        more = protocol.person_at(metadata, access_token)
        if more.get("sub") != claims["sub"]:
            raise BadReturn(not_proved())
    email = more.get("email")
    return Said(
        str(claims["sub"]), email.strip().lower() if isinstance(email, str) else "",
        more.get("email_verified") is True, rules.is_strong(claims, provider.strong),
    )  # fmt: skip


def whose(session: Session, journey: Journey, said: Said) -> Account:
    """The member that the provider means. Raises NotKnown, in one sentence whatever is missing; makes nobody a member."""
    provider = queries.provider(session, journey.provider.id)
    known = queries.identity_of_subject(session, provider.id, said.subject)
    account = session.get(Account, known.account_id) if known else _by_address(session, provider, said)
    if account is None or not queries.is_member(session, provider.organisation_id, account.id):
        raise NotKnown(
            _(
                "Ce compte professionnel n'est relié à personne ici. Connectez-vous d'abord autrement, puis reliez-le sur « Connexion professionnelle », ou demandez à l'administration."
            )
        )
    if not said.strong and factors.held(session, account.id).second:
        raise OneProofOnly(
            _("Votre compte demande deux preuves, et ce fournisseur n'en donne qu'une. Entrez par un autre moyen.")
        )
    if known is None:
        known = _link(session, provider, account.id, said.subject)
    known.used_at = now()
    return account


def slug_of(session: Session, provider: Chosen) -> str:
    """The organisation that the provider opens, and no other."""
    return session.get_one(Organisation, provider.organisation_id).slug


def link(session: Session, actor: Actor, journey: Journey, said: Said) -> None:
    """Tie the caller, who is signed in and asked for it, to what the provider calls them."""
    provider = queries.provider_for(session, actor, journey.provider.id)
    if journey.account_id != actor.account_id:
        raise BadReturn(not_proved())
    if (
        not said.email_verified
        or said.email != actor.email
        or not rules.answers_for(_strings(provider.domains), said.email)
    ):
        raise Conflict(
            _(
                "Ce compte professionnel n'a pas votre adresse de courriel, ou son adresse n'est pas vérifiée. Rien n'a été relié."
            )
        )
    known = queries.identity_of_subject(session, provider.id, said.subject)
    if known is not None and known.account_id == actor.account_id:
        return
    if known is not None or queries.identity_of_account(session, provider.id, actor.account_id) is not None:
        raise Conflict(_("Un lien existe déjà avec ce fournisseur. Retirez-le d'abord. Rien n'a été changé."))
    _link(session, provider, actor.account_id, said.subject)


def unlink(session: Session, actor: Actor, provider_id: str) -> None:
    """No longer be known to a provider; asking twice changes nothing."""
    provider = queries.provider_for(session, actor, provider_id)
    known = queries.identity_of_account(session, provider.id, actor.account_id)
    if known is not None:
        session.delete(known)
        journal.record(session, actor, IdentityUnlinked(actor.account_id, provider.id))


def farewell(provider: Chosen) -> str:
    """Where the provider signs people out; empty when it has no such page. Raises protocol.Trouble."""
    end = protocol.metadata_of(provider.issuer).end_session_endpoint
    return rules.farewell(end, provider.client_id, settings().base_url.rstrip("/") + "/") if end else ""


def keep_provider(session: Session, actor: Actor, provider_id: str | None, typed: Mapping[str, str]) -> str:
    """A provider chosen or changed, by the administration. An empty secret leaves the one that is kept."""
    require(policies.may_choose_providers(actor))
    kept = queries.provider_for(session, actor, provider_id, to_change=True) if provider_id else None
    wanted = _sound(session, actor, kept, typed)
    if kept is not None and typed.get("version") != str(kept.version):
        raise Conflict(_("Quelqu'un a changé ces réglages entre-temps. Rien n'a été enregistré. Rechargez la page."))
    if kept is None:
        kept = IdentityProvider(organisation_id=actor.organisation_id, version=0)
        session.add(kept)
    for name, value in wanted.items():
        setattr(kept, name, value)
    session.flush()
    if secret := typed.get("secret", ""):
        kept.secret = seal_text(_of_provider(kept.id), secret)
    kept.changed_at, kept.changed_by, kept.version = now(), actor.account_id, kept.version + 1
    kept.trouble, kept.looked_at = "", None
    session.flush()
    later(
        session, "entry.look_at_provider", {"provider_id": kept.id}, organisation_id=actor.organisation_id,
        key=f"look_at_provider:{kept.id}:{kept.version}",
    )  # fmt: skip
    return kept.id


@every("entry.forget_journeys", minutes=60)
def forget_journeys(session: Session) -> None:
    queries.forget_starts(session, now() - rules.ON_THE_WAY)


def _sound(
    session: Session, actor: Actor, kept: IdentityProvider | None, typed: Mapping[str, str]
) -> dict[str, object]:
    domains, strong = rules.words_of(typed.get("domains", "")), rules.words_of(typed.get("strong", ""))
    issuer, name, client_id = (typed.get(key, "").strip() for key in ("issuer", "name", "client_id"))
    problems: list[FieldError] = []
    if not 0 < len(name) <= 80:
        problems.append(FieldError("name", _("Donnez un nom au bouton.")))
    if not rules.is_issuer(issuer, is_named(urlsplit(issuer).hostname or "") if "://" in issuer else False):
        problems.append(FieldError("issuer", _("Recopiez l'adresse du fournisseur : elle commence par https://.")))
    elif queries.same_issuer(session, actor.organisation_id, issuer) not in (None, kept.id if kept else None):
        problems.append(FieldError("issuer", _("Ce fournisseur est déjà dans la liste.")))
    if not (0 < len(client_id) <= 200 and client_id.isprintable()):
        problems.append(FieldError("client_id", _("Recopiez l'identifiant que le fournisseur a donné.")))
    if len(typed.get("secret", "")) > 500:
        problems.append(FieldError("secret", _("Ce secret est trop long.")))
    if not rules.are_domains(domains):
        problems.append(FieldError("domains", _("Écrivez au moins un domaine, comme association.fr.")))
    if not rules.are_values(strong):
        problems.append(FieldError("strong", _("Écrivez au plus 20 valeurs, séparées par des espaces.")))
    if problems:
        raise Invalid(_("Rien n'a été enregistré. À corriger :"), problems)
    return {
        "name": name, "issuer": issuer, "client_id": client_id, "domains": domains, "strong": strong,
        "links_by_address": bool(typed.get("links_by_address")), "is_open": bool(typed.get("is_open")),
    }  # fmt: skip


def _by_address(session: Session, provider: IdentityProvider, said: Said) -> Account | None:
    """A member found by an address that the provider has verified, where the administration has chosen so.

    Never somebody who belongs to another organisation too: its people did not choose this provider.
    """
    if not (
        provider.links_by_address and said.email_verified and rules.answers_for(_strings(provider.domains), said.email)
    ):
        return None
    account = identity.account_by_email(session, said.email)
    if account is None or identity.organisation_ids_of(session, account.id) != [provider.organisation_id]:
        return None
    if queries.identity_of_account(session, provider.id, account.id) is not None:
        return None  # known under another name of the provider's: an address given to somebody else
    return account


def _link(session: Session, provider: IdentityProvider, account_id: str, subject: str) -> FederatedIdentity:
    made = FederatedIdentity(
        organisation_id=provider.organisation_id, provider_id=provider.id, account_id=account_id, subject=subject
    )
    session.add(made)
    session.flush()
    nobody = Actor(account_id, provider.organisation_id, "", "", "", "", frozenset())
    journal.record(session, nobody, IdentityLinked(account_id, provider.id))
    return made


def _chosen(row: IdentityProvider) -> Chosen:
    try:
        secret = unseal_text(_of_provider(row.id), row.secret) if row.secret else ""
    except Lost:
        secret = ""
    return Chosen(row.id, row.organisation_id, row.name, row.issuer, row.client_id, secret, tuple(_strings(row.strong)))


def _strings(values: list[object]) -> list[str]:
    return [value for value in values if isinstance(value, str)]


def _of_provider(provider_id: str) -> str:
    return f"identity_provider:{provider_id}"


def _of_start(state_print: str) -> str:
    return f"federation_start:{state_print}"


def not_proved() -> str:
    return _(
        "La connexion professionnelle n'a pas abouti. Rien n'a été ouvert. Recommencez depuis la page de connexion."
    )
