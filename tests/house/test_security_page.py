"""The page on security is whole, and what it points to is there."""

import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = (CHECKOUT / "docs" / "security.md").read_text()
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (met|not applicable|open) \| ([^|]+) \|$", re.MULTILINE)

# The requirements of levels 1 and 2 of OWASP ASVS 5.0.0, by section; those of level 3 are left out.
ASKED = """
1.1:1-2 1.2:1-9 1.3:1-11 1.4:1-3 1.5:1-2 2.1:1-3 2.2:1-3 2.3:1-4 2.4:1 3.2:1-2 3.3:1-4 3.4:1-6 3.5:1-5 3.7:1-2 4.1:1-3 4.2:1
4.3:1-2 4.4:1-4 5.1:1 5.2:1-3 5.3:1-2 5.4:1-3 6.1:1-3 6.2:1-12 6.3:1-4 6.4:1-4 6.5:1-5 6.6:1-3 6.8:1-4 7.1:1-3 7.2:1-4 7.3:1-2
7.4:1-5 7.5:1-2 7.6:1-2 8.1:1-2 8.2:1-3 8.3:1 8.4:1 9.1:1-3 9.2:1-4 10.1:1-2 10.2:1-2 10.3:1-4 10.4:1-11 10.5:1-5 10.6:1-2
10.7:1-3 11.1:1-2 11.2:1-3 11.3:1-3 11.4:1-4 11.5:1 11.6:1 12.1:1-3 12.2:1-2 12.3:1-4 13.1:1 13.2:1-5 13.3:1-2 13.4:1-5
14.1:1-2 14.2:1-4 14.3:1-3 15.1:1-3 15.2:1-3 15.3:1-7 16.1:1 16.2:1-5 16.3:1-4 16.4:1-3 16.5:1-3 17.1:1 17.2:1-4 17.3:1-2
"""


def asked() -> list[str]:
    numbers = []
    for word in ASKED.split():
        section, _colon, range_ = word.partition(":")
        first, _dash, last = range_.partition("-")
        numbers += [f"{section}.{n}" for n in range(int(first), int(last or first) + 1)]
    return numbers


def test_each_requirement_of_levels_1_and_2_has_one_line() -> None:
    assert len(asked()) == 253
    assert [row[0] for row in ROW.findall(PAGE)] == asked()


def test_the_sum_that_is_told_is_that_of_the_lines() -> None:
    states = [row[2] for row in ROW.findall(PAGE)]
    told = f"{states.count('met')} met, {states.count('not applicable')} not applicable, {states.count('open')} open"
    assert told in PAGE


def test_every_file_that_is_named_exists() -> None:
    named = {word for word in re.findall(r"`([^`\s]+)`", PAGE) if "/" in word and not word.startswith("/")}
    assert len(named) > 80
    assert not [word for word in sorted(named) if not (CHECKOUT / word).exists()]


def test_what_is_met_says_where_and_what_is_not_says_why() -> None:
    for number, _words, state, where in ROW.findall(PAGE):
        assert where.strip(), number
        assert state != "open" or len(where.split()) > 4, number
