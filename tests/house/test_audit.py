"""Known holes of packages: each is acted upon, or written down with its reason and a date."""

from datetime import date, timedelta

import pytest

from tools import audit


def test_no_exception_is_older_than_its_date() -> None:
    assert not audit.overdue(audit.exceptions(), date.today())


def test_an_exception_whose_date_is_past_is_said() -> None:
    (first, *_rest) = audit.exceptions()
    assert audit.overdue([first], first.review_by + timedelta(days=1)) == [first.id]


def test_a_hole_passes_by_its_own_package_and_one_of_its_names_only() -> None:
    known = audit.exceptions()
    ecdsa = audit.Found("ecdsa", frozenset({"PYSEC-2024-85"}))
    assert not audit.unrecorded([ecdsa], known)
    assert audit.unrecorded([audit.Found("other", ecdsa.names)], known)
    assert audit.unrecorded([audit.Found("ecdsa", frozenset({"CVE-2099-1"}))], known)


def test_a_service_that_knows_nothing_is_no_clean_bill() -> None:
    with pytest.raises(audit.NotRun):
        audit.of_python({"dependencies": [{"name": "a", "skip_reason": "not found"}]})
    with pytest.raises(audit.NotRun):
        audit.of_node({"error": {"code": "E405"}})
    said = {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "aliases": ["GHSA-1"]}]}]}
    assert audit.of_python(said) == [audit.Found("a", frozenset({"CVE-1", "GHSA-1"}))]
    via = {"vulnerabilities": {"b": {"via": [{"url": "https://github.com/advisories/GHSA-2"}, "c"]}}}
    assert audit.of_node(via) == [audit.Found("b", frozenset({"GHSA-2"}))]


def test_an_exception_without_a_reason_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "e.yaml"
    path.write_text("- {id: CVE-1, package: a, reason: parce que, review_by: 2099-01-01}")
    with pytest.raises(ValueError, match="CVE-1"):
        audit.exceptions(path)
