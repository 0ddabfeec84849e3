"""Who speaks on the legal pages, and the notice on personal data, drawn from the register."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import today
from app.core.i18n import N_, _
from app.core.keepings import Keeping, Where
from app.core.privacy import Purpose
from app.identity import queries as identity
from app.identity.models import Organisation
from app.privacy.processing import declared, register, rules
from app.privacy.processing.register import Register
from app.privacy.purposes import BASES, PURPOSES


@dataclass(frozen=True, slots=True)
class Voice:
    """`one`: the organisation that speaks; None while the visitor has not said whose page they read. `all`: the house."""

    one: Organisation | None
    all: Sequence[Organisation]


def speaking(session: Session, actor: Actor | None, slug: str) -> Voice:
    """That of whoever is signed in; otherwise the one asked for by its short name, or the only one there is."""
    known = identity.organisations(session)
    if actor:
        return Voice(next((each for each in known if each.id == actor.organisation_id), None), known)
    asked = next((each for each in known if each.slug == slug), None)
    return Voice(asked or (known[0] if len(known) == 1 else None), known)


@dataclass(frozen=True, slots=True)
class ForPurpose:
    """What is held for one purpose, in the words that a person reads."""

    title: str
    why: str
    subjects: tuple[str, ...]
    bases: tuple[str, ...]
    durations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """When the register was read again, and what had changed since the time before."""

    at: datetime
    lines: tuple[str, ...]


def purposes(found: Register | None) -> list[ForPurpose]:
    """From the declarations of the code; with a register, with the durations that the organisation chose."""
    lasting = (
        {last.retention: last for one in found.sheets for last in one.lasting}
        if found
        else register.durations({}, today())
    )
    return [
        ForPurpose(
            _(PURPOSES[purpose][0]),
            _(PURPOSES[purpose][1]),
            tuple(dict.fromkeys([*(one.title for one in said.categories), *map(_kept, said.outside)])),
            tuple(_(BASES[basis]) for basis in said.bases),
            tuple(dict.fromkeys(lasting[retention].words for retention in said.retentions)),
        )
        for purpose, said in declared.by_purpose().items()
    ]


def _kept(one: Keeping) -> str:
    """What is held beside the tables: a cookie by its name too, for whoever looks at their browser."""
    what = _(one.what)
    return _("Cookie « %(name)s » : %(what)s") % {"name": one.name, "what": what} if one.where is Where.COOKIE else what


def versions(found: Register) -> list[Version]:
    """The newest first; the oldest says that it is the first."""
    told = []
    reviews = found.reviews
    for number, review in enumerate(reviews):
        if number + 1 == len(reviews):
            told.append(Version(review.at, (_("Première version relue."),)))
            continue
        changes = rules.changes(reviews[number + 1].declared, review.declared)
        counted = Counter((change.purpose, change.how) for change in changes)
        lines = tuple(
            _(_TOLD[how]) % {"purpose": _(PURPOSES[Purpose(purpose)][0]), "n": n}
            for (purpose, how), n in counted.items()
        )
        told.append(Version(review.at, lines or (_("Rien n'a changé dans ce qui est gardé."),)))
    return told


_TOLD = {
    "new": N_("« %(purpose)s » : %(n)s informations de plus."),
    "gone": N_("« %(purpose)s » : %(n)s informations de moins."),
    "moved": N_("« %(purpose)s » : %(n)s informations dont le but, la base ou la durée a changé."),
}
