"""Every column of the house says whether it is about a person, and every person's row has an owner."""

from sqlalchemy import JSON, String, Text

from app.core.db import Base
from app.core.privacy import Basis, PersonalData, Purpose, Retention
from app.privacy import map as house
from app.privacy import purposes
from app.privacy.subjects import SUBJECTS


def test_every_text_column_declares_whether_it_is_personal() -> None:
    silent = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, String | Text | JSON)
        and "personal" not in column.info
        and not column.primary_key
        and not column.foreign_keys
        and not (column.name.endswith("_id") and column.type.length == 36)
    ]
    assert not silent


def test_every_table_with_a_personal_field_has_a_path_to_its_owner() -> None:
    for table in Base.metadata.tables.values():
        if any(house.declared(column) for column in table.columns):
            assert table.name in house.PATHS or table.name in house.BY_PRINT, table.name


def test_every_table_that_points_to_a_person_or_a_path_has_an_owner() -> None:
    for table in Base.metadata.tables.values():
        targets = {key.column.table.name for column in table.columns for key in column.foreign_keys}
        if targets & {"account", "enrolment"}:
            assert table.name in house.PATHS, table.name


def test_every_path_follows_foreign_keys_to_an_account() -> None:
    for name, paths in house.PATHS.items():
        for path in paths:
            table = house.table(name)
            for step in path.split(">"):
                column = table.c[step]
                target = next(iter(column.foreign_keys), None)
                table = target.column.table if target else table
            assert table.name in ("account", "ledger_entry"), path


def test_every_personal_field_has_plain_words() -> None:
    for name in {*house.PATHS, *house.BY_PRINT}:
        for column in house.table(name).columns:
            if house.declared(column):
                assert column.name in SUBJECTS[name].fields, f"{name}.{column.name}"


def test_every_purpose_basis_and_retention_has_plain_words() -> None:
    assert set(purposes.PURPOSES) == set(Purpose)
    assert set(purposes.BASES) == set(Basis)
    assert set(purposes.RETENTIONS) == set(Retention)
    for name, link in house.LINKS.items():
        assert isinstance(link, PersonalData)
        assert not any(house.declared(column) for column in house.table(name).columns)


def test_nothing_that_lets_somebody_in_is_copied() -> None:
    for name in house.PATHS:
        for column in house.columns_to_copy(name):
            if name != "ledger_entry":
                assert "hash" not in column.name or column.name == "sha256"
            assert "token" not in column.name
