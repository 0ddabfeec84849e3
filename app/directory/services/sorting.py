"""The words by which an organisation sorts its partners: its own, from the first change on."""

import re
from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.i18n import _
from app.core.ids import new_id
from app.directory import policies, queries, rules
from app.directory.models import DirectoryWord
from app.directory.services.soundness import Faults
from app.directory.words import DEFAULTS, ICONS, WordKind
from app.ledger import services as ledger

MOST = 20  # of a kind: beyond, nobody reads them


def choose_words(session: Session, actor: Actor, kind: str, lines: Sequence[tuple[str, str, str]]) -> None:
    """The words of one kind, in this order: (key, label, icon); an empty label takes the word away.

    A key stays what it was: partners hold it. A new line is given one made of its label.
    """
    require(policies.may_keep(actor))
    ledger.take_turn(session, actor.organisation_id)
    own = queries.own_words(session, actor.organisation_id)
    if not own:
        own = [_new(actor, word.kind, word.key, _(word.label), word.icon, n) for n, word in enumerate(DEFAULTS)]
        session.add_all(own)
        session.flush()
    known = {word.key: word for word in own if word.kind == kind}
    faults, kept = Faults(), []
    for number, (key, label, icon) in enumerate(lines, 1):
        words = faults.line(f"{kind}-{number}", label, 80)
        if words:
            kept.append((key if key in known else "", words, icon if icon in ICONS else "tag"))
    if not kept:
        faults.add(f"{kind}-1", _("Gardez au moins un mot."))
    if len(kept) > MOST:
        faults.add(f"{kind}-1", _("Gardez %(most)s mots au plus.") % {"most": MOST})
    if len({rules.folded(label) for _key, label, _icon in kept}) < len(kept):
        faults.add(f"{kind}-1", _("Deux lignes disent le même mot."))
    faults.stop()
    taken = {key for key, _label, _icon in kept}
    for key, word in known.items():
        if key not in taken:
            session.delete(word)
    used = set(known)
    for position, (key, label, icon) in enumerate(kept):
        if key:
            known[key].label, known[key].icon, known[key].position = label, icon, position
        else:
            key = _key(label, used)
            used.add(key)
            session.add(_new(actor, kind, key, label, icon, position))
    session.flush()


def _new(actor: Actor, kind: str, key: str, label: str, icon: str, position: int) -> DirectoryWord:
    return DirectoryWord(
        id=new_id(), organisation_id=actor.organisation_id, kind=str(WordKind(kind)), key=key, label=label, icon=icon,
        position=position,
    )  # fmt: skip


def _key(label: str, used: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", rules.folded(label))[:30].strip("-") or "mot"
    key, number = plain, 1
    while key in used:
        number += 1
        key = f"{plain}-{number}"
    return key
