"""Badges: given on what was concluded, signed so that anybody can check them, shown by their learner alone."""

import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.competences.models import LevelConclusion, LevelProof
from app.core.access import Role
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.settings import settings
from app.credentials import addresses, booklets, images, keys, queries, rules, services, signing
from app.credentials.booklets import Choice
from app.credentials.models import Badge, SigningKey
from app.enrolments.models import Enrolment
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from tests.factories.client import Client
from tests.factories.house import House
from tests.factories.paths import enrolled, small_course

NODE = shutil.which("node")
VERIFIER = Path(__file__).with_name("verify.mjs")


def concluded(session: Session, house: House, enrolment: Enrolment, level: int = 3) -> str:
    """Every competence of the first block concluded at a level, with one proof; the block is certified from level 2."""
    block = small_course(session, house.demo).blocks[0]
    admin, adviser = house.actor(Role.ADMIN), house.actor(Role.ADVISER)
    for competence in block.competences:
        session.add(
            LevelConclusion(
                organisation_id=enrolment.organisation_id, enrolment_id=enrolment.id, competence_id=competence.id,
                stage="exit", level=level, why="Vu sur trois stands", concluded_by=adviser.account_id,
            )
        )  # fmt: skip
    session.add(
        LevelProof(
            organisation_id=enrolment.organisation_id, enrolment_id=enrolment.id, stage="exit", voice="learner",
            competence_id=block.competences[0].id, given_by=enrolment.learner_id, kind="document",
            title="Photo de mon stand", words="Douze clients en une matinée",
        )
    )  # fmt: skip
    services.set_offer(
        session, admin, block.id, level=2, name="Connaître son marché", description="Sait à qui vendre.",
        criteria="Trois voix, des preuves.", given=True,
    )  # fmt: skip
    session.flush()
    return block.id


def given(session: Session, house: House) -> Badge:
    enrolment = enrolled(session, house)
    block_id = concluded(session, house, enrolment)
    badge = services.give(session, house.actor(Role.ADVISER), enrolment.id, block_id)
    session.flush()
    return badge


def published_documents(visit: Callable[..., Client], badge: Badge) -> dict[str, Any]:
    """What a verifier fetches about the issuer."""
    issuer, revoked = (visit().get(f"/badges/demo/{name}").json() for name in ("did.json", "retires.json"))
    return {issuer["id"]: issuer, badge.document["credentialStatus"]["id"]: revoked}


def independently(credential: dict[str, Any], documents: dict[str, Any]) -> dict[str, Any]:
    """What other people's code says of it."""
    assert NODE
    run = subprocess.run(
        [NODE, str(VERIFIER)], input=json.dumps({"credential": credential, "documents": documents}), text=True,
        capture_output=True, timeout=60, check=True, cwd=VERIFIER.parent,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_a_badge_is_given_once_and_leaves_its_proof(session: Session, house: House) -> None:
    badge = given(session, house)
    again = services.give(session, house.actor(Role.ADVISER), badge.enrolment_id, badge.block_id)
    assert again.id == badge.id
    entry = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == Kind.BADGE_ISSUED)).one()
    assert (entry.proof_kind, entry.proof_id, entry.block_id) == ("badge", badge.id, badge.block_id)


def test_a_badge_holds_for_our_own_check_and_a_changed_letter_breaks_it(session: Session, house: House) -> None:
    badge = given(session, house)
    kept = queries.public_badge(session, badge.id)
    assert services.check(kept) == services.VALID
    key = signing.read_multikey(kept.key)
    assert signing.holds(kept.document, key)
    for path, value in ((("name",), "Tout savoir"), (("credentialSubject", "identifier", 0, "identityHash"), "X")):
        changed = json.loads(json.dumps(kept.document))
        target: Any = changed
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value
        assert not signing.holds(changed, key)


@pytest.mark.once
def test_the_badge_of_others_is_read_as_they_signed_it(samples: Path) -> None:
    document = json.loads((samples / "badges" / "simple.json").read_text("utf-8"))
    about, _signature = signing.proof_of(document)
    key = signing.read_multikey(about["verificationMethod"].partition("#")[2])
    assert signing.holds(document, key)
    assert not signing.holds({**document, "name": "Another"}, key)


@pytest.mark.once
@pytest.mark.skipif(not NODE, reason="NOT RUN: the independent verifier of badges needs Node")
def test_an_independent_verifier_accepts_the_badge_and_refuses_another_one(
    session: Session, house: House, visit: Callable[..., Client]
) -> None:
    badge = given(session, house)
    documents = published_documents(visit, badge)
    assert independently(badge.document, documents) == {"verified": True, "error": ""}
    forged = {**badge.document, "name": "Tout savoir"}
    assert not independently(forged, documents)["verified"]
    services.take_back(session, house.actor(Role.ADVISER), badge.id, "Par erreur")
    session.flush()
    assert not independently(badge.document, published_documents(visit, badge))["verified"]


@pytest.mark.once
def test_the_badge_has_the_form_that_the_specification_asks_for(session: Session, house: House, samples: Path) -> None:
    schema = json.loads((samples / "badges" / "schema-ob-v3p0-achievementcredential.json").read_text("utf-8"))
    document = given(session, house).document
    jsonschema.validate({**document, "issuanceDate": document["validFrom"]}, schema)  # as the draft before called it


def test_what_the_badge_says_names_nobody_by_their_address(session: Session, house: House) -> None:
    badge = given(session, house)
    text = json.dumps(badge.document)
    learner = house.actor(Role.LEARNER)
    assert learner.email not in text
    prints = badge.document["credentialSubject"]["identifier"]
    by_address = next(one for one in prints if one["identityType"] == "emailAddress")
    assert by_address["identityHash"] == rules.identity_hash(learner.email, by_address["salt"])


@pytest.mark.parametrize(("level", "spared"), [(1, 0), (3, 1)])
def test_a_block_that_is_not_all_concluded_gives_no_badge(
    session: Session, house: House, level: int, spared: int
) -> None:
    enrolment = enrolled(session, house)
    block_id = concluded(session, house, enrolment, level)
    if spared:
        last = session.scalars(select(LevelConclusion).where(LevelConclusion.enrolment_id == enrolment.id)).first()
        assert last is not None
        last.reopened_at, last.reopened_by = now(), last.concluded_by
        session.flush()
    with pytest.raises(Conflict) as refused:
        services.give(session, house.actor(Role.ADVISER), enrolment.id, block_id)
    assert "«" in refused.value.detail
    assert session.scalars(select(Badge)).all() == []


def test_a_trainer_and_a_neighbour_cannot_give_badges(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    block_id = concluded(session, house, enrolment)
    with pytest.raises(Forbidden):
        services.give(session, house.actor(Role.TRAINER), enrolment.id, block_id)
    with pytest.raises(NotFound):
        services.give(session, house.neighbour.actor(Role.ADVISER), enrolment.id, block_id)


def test_a_badge_is_nobody_s_to_see_until_its_learner_shows_it(
    session: Session, house: House, visit: Callable[..., Client]
) -> None:
    badge = given(session, house)
    for end in ("", "/badge.json", "/badge.png"):
        assert visit().get(f"/badges/{badge.id}{end}").status_code == 404
    learner = visit("learner@demo.example")
    assert learner.get(f"/mon-livret/badges/{badge.id}/badge.json").json() == badge.document
    learner.post(f"/mon-livret/badges/{badge.id}", {"shown": "1"})
    page = visit().get(f"/badges/{badge.id}")
    assert "Ce badge est vrai" in page.text
    assert visit().get(f"/badges/{badge.id}", headers={"Accept": "application/ld+json"}).json() == badge.document
    learner.post(f"/mon-livret/badges/{badge.id}", {})
    assert visit().get(f"/badges/{badge.id}").status_code == 404


def test_a_badge_taken_back_says_so_everywhere_and_another_can_be_given(
    session: Session, house: House, visit: Callable[..., Client]
) -> None:
    badge = given(session, house)
    adviser = house.actor(Role.ADVISER)
    services.show_badge(session, house.actor(Role.LEARNER), badge.id, shown=True)
    with pytest.raises(Invalid):
        services.take_back(session, adviser, badge.id, "  ")
    services.take_back(session, adviser, badge.id, "Donné par erreur")
    session.flush()
    assert "a été retiré" in visit().get(f"/badges/{badge.id}").text
    listed = visit().get("/badges/demo/retires.json").json()["revokedCredential"]
    assert listed == [{"id": addresses.badge(badge.id), "revoked": True}]
    assert services.give(session, adviser, badge.enrolment_id, badge.block_id).id != badge.id


def test_another_key_leaves_old_badges_true_and_a_stolen_one_does_not(
    session: Session, house: House, visit: Callable[..., Client]
) -> None:
    badge = given(session, house)
    admin = house.actor(Role.ADMIN)
    keys.change_key(session, admin, stolen=False, why="")
    session.flush()
    assert services.check(queries.public_badge(session, badge.id)) == services.VALID
    assert len(visit().get("/badges/demo/did.json").json()["verificationMethod"]) == 2
    with pytest.raises(Invalid):
        keys.change_key(session, admin, stolen=True, why="")
    newest = queries.current_key(session, admin.organisation_id)
    assert newest is not None
    old = session.get_one(SigningKey, badge.key_id)
    old.stolen = True
    session.flush()
    assert services.check(queries.public_badge(session, badge.id)) == services.STOLEN
    assert [one["id"][-5:] for one in visit().get("/badges/demo/did.json").json()["verificationMethod"]] == ["cle-2"]


def test_a_lost_key_gives_no_badge_and_leaves_the_others_checkable(
    session: Session, house: House, visit: Callable[..., Client], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    badge = given(session, house)
    services.take_back(session, house.actor(Role.ADVISER), badge.id, "À refaire")
    session.flush()
    monkeypatch.setattr(settings(), "keys_dir", str(tmp_path))  # an empty folder: the keys were not saved
    with pytest.raises(Conflict) as refused:
        services.give(session, house.actor(Role.ADVISER), badge.enrolment_id, badge.block_id)
    assert "restent vérifiables" in refused.value.detail
    keys.change_key(session, house.actor(Role.ADMIN), stolen=False, why="secret changé")
    again = services.give(session, house.actor(Role.ADVISER), badge.enrolment_id, badge.block_id)
    session.flush()
    assert services.check(queries.public_badge(session, again.id)) == services.VALID


def test_the_database_alone_does_not_give_the_key(session: Session, house: House) -> None:
    badge = given(session, house)
    kept = session.get_one(SigningKey, badge.key_id)
    for start in range(len(kept.secret) - 31):
        tried = Ed25519PrivateKey.from_private_bytes(kept.secret[start : start + 32])
        assert signing.multikey(tried.public_key()) != kept.public


def test_whoever_receives_a_badge_has_it_checked(session: Session, house: House, visit: Callable[..., Client]) -> None:
    badge = given(session, house)
    document = badge.document
    picture = services.baked_picture(session, badge.block_id, document)
    assert json.loads(images.unbaked(picture) or "") == document
    tried = {
        "Ce badge est vrai": json.dumps(document).encode(),
        "a été modifié": json.dumps({**document, "name": "Tout savoir"}).encode(),
        "ne vient pas d'ici": json.dumps({**document, "id": "https://exemple.fr/badges/1"}).encode(),
        "Nous ne lisons pas de badge": b"\xff\xfe{",
    }
    for sentence, raw in tried.items():
        page = visit().post("/badges/verifier", files={"file": ("badge.json", io.BytesIO(raw))})
        assert sentence in page.text.replace("&#39;", "'")
    page = visit().post("/badges/verifier", files={"file": ("badge.png", io.BytesIO(picture))})
    assert "Ce badge est vrai" in page.text
    assert visit().post("/badges/verifier", {}).status_code == 422


def test_a_badge_stays_true_when_the_platform_moves(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = given(session, house).document
    monkeypatch.setattr(settings(), "base_url", "https://ailleurs.example")
    assert services.check_given(session, json.dumps(document).encode()).verdict == services.VALID
    foreign = json.dumps({**document, "name": "Tout savoir"}).encode()
    assert services.check_given(session, foreign).verdict == services.UNKNOWN


@pytest.mark.once
@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"null", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\0\0\0\x7fiTXtopenbadgecredential\0", b"[" * 50_000],
)
def test_what_is_no_badge_is_said_to_be_none(session: Session, raw: bytes) -> None:
    assert services.check_given(session, raw).verdict == services.UNREADABLE


def test_the_booklet_says_what_the_learner_chose_and_nothing_nobody_concluded(
    session: Session, house: House, visit: Callable[..., Client]
) -> None:
    badge = given(session, house)
    learner = house.actor(Role.LEARNER)
    enrolment_id = badge.enrolment_id
    first, *others = small_course(session, house.demo).blocks[0].competences
    proof = session.scalars(select(LevelProof.id)).one()
    foreign = small_course(session, house.demo).blocks[1].competences[0].id
    page = booklets.write(
        session, learner, enrolment_id, "Je reprends l'épicerie.",
        [
            Choice(first.id, shown=True, words="Je sais à qui vendre", proofs=[proof, "une autre"]),
            *(Choice(one.id, shown=False, words="", proofs=[]) for one in others),
            Choice(foreign, shown=True, words="Inventé", proofs=[]),
        ],
    )  # fmt: skip
    assert [[line.words for line in lines] for _block, lines in page.shown] == [["Je sais à qui vendre"]]
    made = PdfReader(io.BytesIO(visit("learner@demo.example").get("/mon-livret/livret.pdf").content))
    text = " ".join(page.extract_text() for page in made.pages).replace("\n", " ")
    assert "Je sais à qui vendre" in text
    assert "Photo de mon stand" in text
    assert "Inventé" not in text
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    with pytest.raises(Forbidden):
        booklets.write(session, house.actor(Role.ADVISER), enrolment_id, "", [])
    services.take_back(session, house.actor(Role.ADVISER), badge.id, "Refait avec ses preuves")
    session.flush()
    again = services.give(session, house.actor(Role.ADVISER), enrolment_id, badge.block_id)
    assert again.document["evidence"] == [
        {"type": ["Evidence"], "name": "Photo de mon stand", "narrative": "Douze clients en une matinée"}
    ]
