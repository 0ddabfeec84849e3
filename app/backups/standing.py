"""How backups and keys stand: what the administrator's page and `bidaide doctor` both say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.backups import seals
from app.core import keyring, resealing, upkeep
from app.core.clock import now
from app.core.i18n import _
from app.core.upkeep import Done, Work
from app.web.formats import moment

BACKUP_LATE = timedelta(days=2)  # one a night, and one that failed
TRIAL_LATE = KEY_OLD = timedelta(days=400)  # once a year, and a month of grace
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was looked at. What is not `urgent` can wait, and makes no command fail."""

    good: bool
    says: str
    urgent: bool = True


@dataclass(frozen=True, slots=True)
class Key:
    """`made_at` None: before there were numbers, from SECRET_KEY."""

    name: str
    made_at: datetime | None
    values: int
    here: bool
    closes: bool
    saved: bool


@dataclass(frozen=True, slots=True)
class Standing:
    backup: Done | None
    trial: Done | None
    keys_saved: Done | None
    backups: tuple[Done, ...]  # the latest first
    returns: tuple[Done, ...]
    keys: tuple[Key, ...]
    unclosed: int


def look(session: Session) -> Standing:
    done = upkeep.told()
    used = resealing.usage(session)
    here = keyring.numbers()
    saved = upkeep.last(done, Work.KEYS_SAVED)
    copied = set(saved.facts.get("keys", ())) if saved else set()
    keys = tuple(
        Key(
            seals.name_of(number), _made_at(number), used[number], number in here or number == 0,
            bool(here) and number == here[-1], seals.name_of(number) in copied,
        )
        for number in sorted({*here, *used} - {resealing.CLEAR}, reverse=True)
    )  # fmt: skip
    return Standing(
        upkeep.last(done, Work.BACKUP), upkeep.last(done, Work.TRIAL), saved, _latest(done, Work.BACKUP),
        _latest(done, Work.RESTORE), keys, used[resealing.CLEAR],
    )  # fmt: skip


def remarks(found: Standing) -> Iterator[Found]:
    """The same sentences on the page and in the terminal."""
    yield _about_backups(found)
    yield _about_trials(found)
    yield from _about_keys(found)


def _about_backups(found: Standing) -> Found:
    if found.backup is None:
        return Found(False, _("Aucune sauvegarde n'a encore été faite : « bidaide backup »."), urgent=False)
    when = {"when": moment(found.backup.at)}
    if now() - found.backup.at > BACKUP_LATE:
        return Found(False, _("La dernière sauvegarde date du %(when)s. Il en faut une chaque nuit.") % when)
    if found.backup.facts.get("absent"):
        words = _("La sauvegarde du %(when)s est faite, mais %(n)s fichiers manquaient dans le stockage.")
        return Found(False, words % {**when, "n": found.backup.facts["absent"]})
    return Found(True, _("La dernière sauvegarde date du %(when)s.") % when)


def _about_trials(found: Standing) -> Found:
    if found.trial is None:
        words = _("Aucune sauvegarde n'a encore été essayée : « bidaide restore --try » le fait sans rien changer.")
        return Found(False, words, urgent=False)
    when = {"when": moment(found.trial.at)}
    if not found.trial.facts.get("good"):
        return Found(False, _("L'essai du %(when)s a échoué : lisez ce que dit « bidaide restore --try ».") % when)
    if now() - found.trial.at > TRIAL_LATE:
        words = _("Le dernier essai d'une sauvegarde date du %(when)s. Essayez-en une chaque année.")
        return Found(False, words % when, urgent=False)
    return Found(True, _("Le dernier essai d'une sauvegarde a réussi le %(when)s.") % when)


def _about_keys(found: Standing) -> Iterator[Found]:
    current = next((key for key in found.keys if key.closes), None)
    if current is None:
        return
    if not current.saved:
        words = _(
            "Aucune copie de la clé du jour n'a été faite ici : « bidaide keys save ». Perdue, rien ne la remplace."
        )
        yield Found(False, words, urgent=False)
    if current.made_at and now() - current.made_at > KEY_OLD:
        words = _("La clé du jour date du %(when)s. Changez-en chaque année : « bidaide keys rotate ».")
        yield Found(False, words % {"when": moment(current.made_at)}, urgent=False)


def _latest(done: list[Done], work: Work) -> tuple[Done, ...]:
    return tuple([each for each in reversed(done) if each.work is work][:SHOWN])


def _made_at(number: int) -> datetime | None:
    return datetime.fromtimestamp(number >> 16, UTC) if number else None
