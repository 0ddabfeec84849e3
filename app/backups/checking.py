"""What `bidaide doctor` looks at, each with one sentence."""

import shutil
from collections.abc import Iterator

from sqlalchemy import text

from app.backups import beside, queries, seals, standing
from app.backups.standing import Found
from app.core import keyring, migrations, resealing, trail
from app.core.db import Database
from app.core.errors import HouseError
from app.core.settings import settings
from app.core.storage.places import store
from app.identity import queries as identity
from app.ledger.services import verify

LEAST_ROOM = 1_000_000_000  # octets free on the disk of the data
LOOKED_AT = 500  # stored files: the last ones

MOST_WAITING = 1000  # lines of the trail: more than some minutes leave


def look_at_everything(database: Database) -> Iterator[Found]:
    """One line for each thing; a check that cannot be made is a line that alerts."""
    for check in (_answers, _migrated, _whole, _chains, _trail, _opens, _apart, _kept, _files, _room):
        try:
            yield from check(database)
        except (HouseError, OSError) as error:
            yield Found(False, f"{check.__doc__} : {error}")


def _answers(database: Database) -> Iterator[Found]:
    """La base"""
    yield Found(True, f"Données : {settings().data_dir.resolve()}")
    with database.reading() as session:
        session.execute(text("SELECT 1"))
    yield Found(True, f"La base répond ({'SQLite' if database.is_sqlite else 'PostgreSQL'}).")


def _migrated(database: Database) -> Iterator[Found]:
    """Les migrations"""
    if migrations.pending(database):
        yield Found(False, "La base attend une mise à jour : « bidaide migrate ».")
    else:
        yield Found(True, "La base est à jour.")


def _whole(database: Database) -> Iterator[Found]:
    """L'intégrité"""
    if database.is_sqlite:
        with database.reading() as session:
            said = str(session.execute(text("PRAGMA quick_check(1)")).scalar_one())
        yield Found(
            said == "ok", "Le fichier de la base est sain." if said == "ok" else f"La base est abîmée : {said}."
        )


def _chains(database: Database) -> Iterator[Found]:
    """Les preuves"""
    with database.reading() as session:
        for organisation in identity.organisations(session):
            bad = verify(session, organisation.id).bad_number
            yield Found(
                bad is None,
                f"Les preuves de {organisation.slug} tiennent."
                if bad is None
                else f"Les preuves de {organisation.slug} ne tiennent plus à la ligne {bad}.",
            )


def _trail(database: Database) -> Iterator[Found]:
    """Le journal des accès"""
    if not trail.answers():
        yield Found(False, f"Le journal des accès ne peut pas être lu ou écrit : {trail.trail().where}.")
        return
    with database.reading() as session:
        verdict, waiting = trail.look(session), trail.waits(session)
    broken = len(verdict.broken)
    yield Found(
        not broken,
        f"Le journal des accès tient : {verdict.lines} lignes."
        if not broken
        else f"Le journal des accès ne tient plus à {broken} endroits : « bidaide trail verify ».",
    )
    if waiting > MOST_WAITING:
        yield Found(False, f"{waiting} lignes attendent d'entrer dans le journal des accès.")


def _opens(database: Database) -> Iterator[Found]:
    """Les clés"""
    with database.reading() as session:
        used, lost = resealing.usage(session), resealing.lost(session)
        changed = {} if lost else resealing.changed(session)
    for number, n in lost.items():
        yield Found(
            False, f"La clé {seals.name_of(number)} manque : {n} valeurs ne s'ouvrent pas. « bidaide keys load »."
        )
    for number, where in changed.items():
        yield Found(
            False,
            f"La clé {seals.name_of(number)} n'ouvre pas {where} : elle n'est pas celle qui l'a fermé. « bidaide keys load ».",
        )
    if used[resealing.CLEAR]:
        yield Found(False, f"{used[resealing.CLEAR]} valeurs sensibles ne sont pas fermées : « bidaide keys close ».")
    yield Found(True, f"{used.total()} valeurs sensibles, {len(keyring.numbers())} clés.")


def _apart(_database: Database) -> Iterator[Found]:
    """Le dossier des clés"""
    folder = keyring.folder()
    if folder.exists() and folder.stat().st_mode & 0o077:
        yield Found(False, f"D'autres comptes de la machine peuvent lire {folder} : « chmod 700 ».")
    else:
        yield Found(True, "Le dossier des clés n'est lu que par Bidaide.")


def _kept(database: Database) -> Iterator[Found]:
    """Les sauvegardes"""
    if beside.left_behind(database):
        yield Found(
            False,
            "Une remise en place ou un essai a été interrompu. Relancez « bidaide restore » : il efface ce qui en reste.",
        )
    with database.reading() as session:
        if identity.organisations(session):
            yield from standing.remarks(standing.look(session))


def _files(database: Database) -> Iterator[Found]:
    """Les fichiers"""
    with database.reading() as session:
        rows = queries.latest_files(session, LOOKED_AT)
    absent = sum(not _is_there(row.id, row.size) for row in rows)
    yield Found(not absent, f"{len(rows)} fichiers récents regardés, {absent} absents ou changés.")


def _is_there(key: str, size: int) -> bool:
    try:
        return store().size(key) == size
    except FileNotFoundError:
        return False


def _room(_database: Database) -> Iterator[Found]:
    """La place"""
    free = shutil.disk_usage(settings().data_dir).free
    yield Found(free >= LEAST_ROOM, f"{free // 1_000_000} Mo libres sur le disque des données.")
