"""Who the organisation is before the law: kept by its administration, sound, and known to be incomplete."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.core.errors import Conflict, Forbidden, Invalid
from app.identity import organisations, rules
from tests.factories.client import Client
from tests.factories.house import House

SOUND = {
    "legal_name": "Les Chemins d'Argent", "legal_form": "Association loi 1901", "address": "12 rue de la Barrière\r\n19000 Tulle",
    "siret": "123 456 782 00010", "naf": "85.59 a", "activity_number": "75 19 00123 19", "activity_region": "Nouvelle-Aquitaine",
    "representative": "Jérôme  Puyau", "capacity": "directeur", "signed_at": "Tulle",
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("siret", ["12345678200011", "1234567820001", "1234567820001٠", "", "00000000000001"])
def test_a_siret_is_refused_unless_it_satisfies_its_own_sum(siret: str) -> None:
    assert not rules.is_siret(siret)


@pytest.mark.once
def test_the_post_office_has_a_sum_of_its_own() -> None:
    assert rules.is_siret("35600000049837")
    assert rules.is_siret("12345678200010")


def test_what_is_written_is_kept_without_its_spaces(session: Session, house: House) -> None:
    admin = house.actor("admin")
    before = organisations.legal_identity(session, admin.organisation_id)
    assert [gap.field for gap in organisations.legal_gaps(before, ("siret", "referent.disability"))] == [
        "siret", "disability_name",
    ]  # fmt: skip
    kept = organisations.keep_legal_identity(
        session, admin, SOUND | {"disability_name": "Colette", "disability_phone": "05 55 00 12 34", "version": "0"}
    )
    assert (kept.siret, kept.naf, kept.activity_number) == ("12345678200010", "8559A", "75190012319")
    assert (kept.representative, kept.address) == ("Jérôme Puyau", "12 rue de la Barrière\n19000 Tulle")
    assert kept.referent("disability").phone == "05 55 00 12 34"
    assert organisations.legal_gaps(kept, (*organisations.FIELDS, "referent.disability")) == []
    emptied = organisations.keep_legal_identity(session, admin, SOUND | {"disability_name": ""})
    assert not emptied.referent("disability")


def test_a_stale_page_overwrites_nothing(session: Session, house: House) -> None:
    organisations.keep_legal_identity(session, house.actor("admin"), SOUND | {"version": "0"})
    with pytest.raises(Conflict):
        organisations.keep_legal_identity(session, house.actor("admin"), SOUND | {"siret": "", "version": "0"})


def test_each_wrong_number_is_named(session: Session, house: House) -> None:
    wrong = SOUND | {
        "siret": "1",
        "naf": "8559",
        "activity_number": "7519",
        "mobility_email": "pas une adresse",
        "representative_id": "x",
    }
    with pytest.raises(Invalid) as refused:
        organisations.keep_legal_identity(session, house.actor("admin"), wrong)
    assert [field.field for field in refused.value.fields] == [
        "siret", "naf", "activity_number", "representative_id", "mobility_email", "mobility_name",
    ]  # fmt: skip
    with pytest.raises(Forbidden):
        organisations.keep_legal_identity(session, house.actor("quality"), SOUND)


def test_the_page_says_what_is_missing_and_keeps_what_was_typed(visit: Callable[..., Client]) -> None:
    client = visit("admin@demo.example")
    assert 'href="#field-siret"' in client.get("/admin/organisation").text
    refused = client.post("/admin/organisation", SOUND | {"siret": "123"})
    assert refused.status_code == 422
    assert 'value="123"' in refused.text
    assert client.post("/admin/organisation", SOUND).status_code == 303
    assert 'href="#field-siret"' not in client.get("/admin/organisation").text
