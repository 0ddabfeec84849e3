"""Where the accounts of the demonstration are open, who has a second proof, and a trainer who has lost their telephone.

The accounts that everybody may try keep their public password and nothing else: whoever visits must get in.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, Role
from app.core.db import Database
from app.core.sealed import seal_text
from app.entry.factors import lost, machines, rules
from app.entry.factors.models import OneTimeCode, Passkey, RecoveryCode
from app.entry.prints import print_of
from app.identity import queries as identity
from app.identity import sign_ins

_OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
_PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
_TABLET = (
    "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/604.1"
)

_OPEN = {  # role → (device, way, how many hours ago it was opened, how long it was used since, on a shared computer)
    Role.ADMIN: ((_OFFICE, "password", 40, 15, False), (_TABLET, "password", 8, 1, False)),
    Role.ADVISER: ((_OFFICE, "password", 8, 5, False), (_PHONE, "password", 50, 2, False)),
    Role.TRAINER: ((_OFFICE, "password", 26, 4, False),),
    Role.QUALITY: ((_OFFICE, "password", 30, 3, False),),
    Role.LEARNER: ((_PHONE, "mail", 24 * 9, 24 * 8, False), (_TABLET, "password", 30, 1, False)),
}


def open_some_devices(db: Database, staff: dict[str, list[Actor]], featured: str, now: datetime) -> None:
    """A few browsers for each account, two colleagues with a second proof, one of whom has lost it."""
    for role, devices in _OPEN.items():
        email = featured if role is Role.LEARNER else staff[role][0].email
        for device, way, hours, used, shared in devices:
            with clock.at(now - timedelta(hours=hours)), db.writing() as session:
                _open(session, email, device, way, used, shared=shared)
    holder, other = staff["trainer"][1:3]  # whose accounts nobody is told of
    with clock.at(now - timedelta(days=20)), db.writing() as session:
        _set_up_codes(session, holder)
        session.add(
            Passkey(
                account_id=other.account_id, name="Ordinateur du bureau", credential_id=_drawn("key", other)[:43],
                public_key=_drawn("public", other), transports="internal", sign_count=0, created_at=clock.now(),
            )
        )  # fmt: skip
        machines.make(session, staff["admin"][0], "Tableau de bord de la Région", 90, writes=False)
    with clock.at(now - timedelta(hours=5)), db.writing() as session:
        asked = lost.ask(session, holder.account_id, holder.organisation_id)
    with clock.at(now - timedelta(hours=3)), db.writing() as session:
        lost.vouch(session, staff["adviser"][0], asked.id, "called")


def _open(session: Session, email: str, device: str, way: str, used: int, *, shared: bool) -> None:
    account = identity.account_by_email(session, email)
    assert account is not None
    row, _secret = sign_ins.open_sign_in(session, account, device, way=way, shared=shared)
    row.last_seen_at = row.created_at + timedelta(hours=used)


def _set_up_codes(session: Session, actor: Actor) -> None:
    """An application of codes and ten codes on paper, two of which have served."""
    moment = clock.now()
    secret = seal_text(f"one-time code {actor.account_id}", rules.new_secret())
    session.add(OneTimeCode(account_id=actor.account_id, secret=secret, created_at=moment, confirmed_at=moment))
    session.add_all(
        RecoveryCode(
            account_id=actor.account_id, code_print=_drawn(f"paper {place}", actor), created_at=moment,
            used_at=moment if place < 2 else None,
        )
        for place in range(rules.PAPER_CODES)
    )  # fmt: skip


def _drawn(what: str, actor: Actor) -> str:
    """Invented, the same each time for the same person; it opens nothing."""
    return print_of(f"demonstration {what}", actor.email)
