"""What changed between two texts, in words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.differences import Change, around, changes


def test_words_that_came_and_went_are_shown_among_those_that_stayed() -> None:
    found = changes("Je vends du pain.\nMerci", "Je vends du bon pain.\nMerci beaucoup")
    assert [(part.kind, part.text) for part in found.parts] == [
        ("same", "Je vends du "), ("added", "bon "), ("same", "pain.\nMerci "), ("added", "beaucoup"),
    ]  # fmt: skip
    assert (found.added, found.removed) == (2, 0)


def test_the_same_text_has_no_change() -> None:
    found = changes("Un.\nDeux.", "Un.\nDeux.")
    assert found.parts == (Change("same", "Un.\nDeux."),)
    assert (found.added, found.removed) == (0, 0)
    assert changes("", "").parts == ()


def test_spaces_are_changes_where_they_count() -> None:
    before, after = "- Un\n- Deux\n", "- Un\n  - Deux\n"
    assert not changes(before, after).added
    found = changes(before, after, spaces_count=True)
    assert [(part.kind, part.text) for part in found.parts if part.kind != "same"] == [("added", "  ")]


def test_what_is_far_from_a_change_is_left_out() -> None:
    before = "".join(f"{n}\n" for n in range(20))
    found = around(changes(before, before.replace("9\n", "neuf\n", 1), spaces_count=True).parts, lines=2)
    assert [(part.kind, part.text, part.lines) for part in found] == [
        ("left_out", "0\n1\n2\n3\n4\n5\n6\n", 7),
        ("same", "7\n8\n", 2),
        ("removed", "9\n", 1),
        ("added", "neuf\n", 1),
        ("same", "10\n11\n", 2),
        ("left_out", "12\n13\n14\n15\n16\n17\n18\n19\n", 8),
    ]


@given(st.text(alphabet="ab\n", max_size=60), st.text(alphabet="ab\n", max_size=60), st.integers(0, 3))
def test_what_is_left_out_is_only_what_stayed_the_same(before: str, after: str, lines: int) -> None:
    parts = changes(before, after, spaces_count=True).parts
    found = around(parts, lines)
    assert "".join(part.text for part in found) == "".join(part.text for part in parts)
    changed = [part for part in parts if part.kind != "same"]
    assert [part for part in found if part.kind in ("added", "removed")] == changed


@given(st.text(alphabet="ab \n.", max_size=60), st.text(alphabet="ab \n.", max_size=60))
def test_where_spaces_count_both_texts_are_there_to_the_letter(before: str, after: str) -> None:
    found = changes(before, after, spaces_count=True)
    assert "".join(part.text for part in found.parts if part.kind != "removed") == after
    assert "".join(part.text for part in found.parts if part.kind != "added") == before


@given(st.text(alphabet="ab \n.", max_size=60), st.text(alphabet="ab \n.", max_size=60))
def test_what_stayed_and_what_came_make_the_new_text(before: str, after: str) -> None:
    found = changes(before, after)
    assert "".join(part.text for part in found.parts if part.kind != "removed") == after
    kept = "".join(part.text for part in found.parts if part.kind != "added")
    assert kept.split() == before.split()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\n" * 25_000, "a\n" * 24_999),
        ("a\n" * 220, "a\nb\n" * 220),
        ("un deux " * 5_000, "deux un " * 5_000),
        ("x" * 50_000, "y" * 50_000),
    ],
)
def test_the_longest_texts_are_compared_in_no_time(before: str, after: str) -> None:
    started = time.process_time()
    changes(before, after)
    assert time.process_time() - started < 2
