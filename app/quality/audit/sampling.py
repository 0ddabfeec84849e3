"""Drawing some paths among many: at random, the same for the same seed, and balanced on what the organisation chooses."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # read aloud without a doubt
LONGEST_SEED = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """A path that a period has seen."""

    id: str
    name: str
    course_id: str
    course: str
    starts_on: date
    status: str
    exit_reason: str
    outcome: str  # in words


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a sample came to be: by this seed and balanced on this, or chosen by hand (no seed)."""

    seed: str = ""
    by: tuple[str, ...] = ()


STRATA: Mapping[str, Callable[[Candidate], str]] = {
    "course": lambda one: one.course_id,
    "entry": lambda one: one.starts_on.isoformat()[:7],
    "outcome": lambda one: f"{one.status} {one.exit_reason}",
}


def draw(candidates: Sequence[Candidate], size: int, seed: str, by: Sequence[str]) -> list[Candidate]:
    """So many of them, in the order of the list they came in.

    Each group (course, month of entry, outcome) gives its share by largest remainders, what remains going to the groups
    that the seed designates; inside a group the seed alone decides. A name, a time of asking or an order of rows change nothing.
    """
    size = max(0, min(size, len(candidates)))
    groups: dict[tuple[str, ...], list[Candidate]] = {}
    for one in candidates:
        groups.setdefault(tuple(STRATA[code](one) for code in by), []).append(one)
    shares = {key: size * len(group) / len(candidates) for key, group in groups.items()} if candidates else {}
    given = {key: int(share) for key, share in shares.items()}
    by_remainder = sorted(groups, key=lambda key: (-(shares[key] - given[key]), _rank(seed, *key)))
    for key in by_remainder[: size - sum(given.values())]:
        given[key] += 1
    chosen = {
        one.id for key, group in groups.items() for one in sorted(group, key=lambda one: _rank(seed, one.id))[: given[key]]
    }  # fmt: skip
    return [one for one in candidates if one.id in chosen]


def seed_from(octets: bytes) -> str:
    """Ten letters to write down."""
    return "".join(ALPHABET[octet % len(ALPHABET)] for octet in octets[:10])


def clean_seed(text: str) -> str:
    return "".join(text.split()).lower()[:LONGEST_SEED]


def _rank(seed: str, *words: str) -> str:
    return hashlib.sha256("\x1f".join((seed, *words)).encode()).hexdigest()
