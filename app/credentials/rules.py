"""When a block is held, and how a badge is written (Open Badges 3.0). Pure functions."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from app.credentials.signing import CONTEXTS, utc_text

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """One competence as an adviser concluded it. `level` None: nobody has concluded yet."""

    competence_id: str
    title: str
    level: int | None


def missing(held: Iterable[Held], wanted: int) -> list[Held]:
    """What still stands between somebody and the badge of a block; nothing: it is theirs."""
    return [one for one in held if one.level is None or one.level < wanted]


@dataclass(frozen=True, slots=True)
class Proof:
    """What the learner lets an employer see behind a competence."""

    title: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """All that a badge says, before it is signed. Addresses are whole."""

    address: str
    offer_address: str
    image_address: str
    revocations_address: str
    issuer: str  # a did:web
    issuer_name: str
    issuer_url: str
    issuer_email: str
    learner_name: str
    salt: str
    learner_email: str
    name: str
    description: str
    criteria: str
    level: str
    awarded_at: datetime
    made_at: datetime
    competences: Sequence[tuple[str, str, str]]  # code, title, level reached in words
    framework: str
    proofs: Sequence[Proof]


def credential(issue: Issue) -> Document:
    """The unsigned document. The address of e-mail is only in it as a salted print."""
    criteria = issue.criteria + "".join(f"\n\n- {title} : {level}" for _code, title, level in issue.competences)
    document: Document = {
        "@context": list(CONTEXTS),
        "id": issue.address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": issue.name,
        "issuer": {
            "id": issue.issuer,
            "type": ["Profile"],
            "name": issue.issuer_name,
            "url": issue.issuer_url,
        },
        "validFrom": utc_text(issue.made_at),
        "awardedDate": utc_text(issue.awarded_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityHash": issue.learner_name,
                    "identityType": "ext:name",
                    "hashed": False,
                },
                *_address_of(issue),
            ],
            "achievement": {
                "id": issue.offer_address,
                "type": ["Achievement"],
                "achievementType": "Badge",
                "name": issue.name,
                "description": issue.description,
                "inLanguage": "fr",
                "criteria": {"id": issue.offer_address, "narrative": criteria},
                "image": {"id": issue.image_address, "type": "Image", "caption": issue.name},
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": title,
                        "targetUrl": f"{issue.offer_address}#{code}",
                        "targetCode": code,
                        "targetFramework": issue.framework,
                        "targetType": "CFItem",
                    }
                    for code, title, _level in issue.competences
                ],
            },
        },
        "credentialStatus": {"id": issue.revocations_address, "type": "1EdTechRevocationList"},
    }
    if issue.issuer_email:
        document["issuer"]["email"] = issue.issuer_email
    if issue.proofs:
        document["evidence"] = [
            {"type": ["Evidence"], "name": proof.title, **({"narrative": proof.words} if proof.words else {})}
            for proof in issue.proofs
        ]
    return document


def _address_of(issue: Issue) -> list[Document]:
    """The salted print of the address of whoever has one."""
    if not issue.learner_email:
        return []
    return [
        {
            "type": "IdentityObject",
            "identityHash": identity_hash(issue.learner_email, issue.salt),
            "identityType": "emailAddress",
            "hashed": True,
            "salt": issue.salt,
        }
    ]


def identity_hash(identity: str, salt: str) -> str:
    """As the specification wants it: whoever knows the address can check whose badge it is, nobody can read it out."""
    return "sha256$" + hashlib.sha256((identity + salt).encode()).hexdigest()


def did_web(base_url: str, path: Sequence[str]) -> str:
    """did:web:exemple.fr:badges:airelle, read at https://exemple.fr/badges/airelle/did.json"""
    host = urlsplit(base_url).netloc.replace(":", "%3A")
    return ":".join(["did:web", host, *path])


def did_document(did: str, keys: Iterable[tuple[str, str]]) -> Document:
    """Who signs under this name: (name of the key, multikey) of every key that still holds."""
    methods = [
        {"id": f"{did}#{name}", "type": "Multikey", "controller": did, "publicKeyMultibase": public}
        for name, public in keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def revocation_list(address: str, issuer: str, revoked: Iterable[str]) -> Document:
    """Addresses of the badges taken back: no name and no reason, whoever asks."""
    return {
        "id": address,
        "type": "1EdTechRevocationList",
        "issuer": issuer,
        "revokedCredential": [{"id": one, "revoked": True} for one in revoked],
    }


def offer_document(address: str, name: str, description: str, criteria: str, image: str) -> Document:
    """The achievement alone, for whoever follows its address from a badge."""
    return {
        "@context": list(CONTEXTS),
        "id": address,
        "type": ["Achievement"],
        "achievementType": "Badge",
        "name": name,
        "description": description,
        "criteria": {"narrative": criteria},
        "image": {"id": image, "type": "Image"},
    }


def same(kept: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether a document brought back is the very one that was given out."""
    return dict(kept) == dict(given)
