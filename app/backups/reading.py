"""A backup as it is read: which house it is of, which keys it needs, and whether it is still what was written."""

import hashlib
import hmac
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from app.backups import seals
from app.backups.writing import ERASURES, FORMAT, MANIFEST, SEAL
from app.core.errors import Invalid
from app.core.storage.places import KEY, PIECE

_NOT_ONE = "Ce fichier n'est pas une sauvegarde de Bidaide. Rien n'a été changé."


class Backup:
    """One that is whole: `opened` has compared every byte of it with what its manifest says."""

    def __init__(self, zipped: zipfile.ZipFile, manifest: Mapping[str, Any], *, sealed: bool) -> None:
        self._zipped = zipped
        self.made_at, self.revision = str(manifest["made_at"]), str(manifest["revision"])
        self.keys: Mapping[str, Mapping[str, Any]] = manifest["keys"]  # name → how many values it closes, its print
        self.secret = str(manifest["secret"])
        self.organisations: Mapping[str, str] = manifest["organisations"]  # id → slug
        self.tables: frozenset[str] = frozenset(manifest["tables"])
        self.parts: Mapping[str, str] = manifest["parts"]  # whatever is not a table → its fingerprint
        self.sealed = sealed  # its manifest was sealed with a key that is here

    def rows(self, table: str) -> IO[bytes]:
        return self._zipped.open(f"tables/{table}.jsonl")

    def files(self) -> Iterator[tuple[str, str]]:
        """(key of the storage, fingerprint)"""
        for name, fingerprint in self.parts.items():
            folder, _slash, key = name.partition("/")
            if folder == "files" and KEY.fullmatch(key):
                yield key, fingerprint

    def write_file(self, key: str, path: Path) -> None:
        with self._zipped.open(f"files/{key}") as source, path.open("wb") as copy:
            while piece := source.read(PIECE):
                copy.write(piece)

    def months_of_the_trail(self) -> list[str]:
        return sorted(name.removeprefix("trail/") for name in self.parts if name.startswith("trail/"))

    def month_of_the_trail(self, name: str) -> bytes:
        return self._zipped.read(f"trail/{name}")

    def erasures(self) -> str:
        return self._zipped.read(ERASURES).decode() if ERASURES in self.parts else ""


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Raises Invalid for a file that is no backup, that is cut, damaged, or that somebody has changed."""
    try:
        zipped = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise Invalid(
            f"« {path} » n'est pas une sauvegarde, ou il en manque la fin. Rien n'a été changé. Prenez-en une autre."
        ) from error
    with zipped:
        yield _checked(zipped)


def erasures_in(path: Path) -> str:
    """The list given by hand: the file itself, or the one that a later backup carries."""
    if zipfile.is_zipfile(path):
        with opened(path) as backup:
            return backup.erasures()
    try:
        return path.read_text(encoding="utf-8")
    except ValueError as error:
        raise Invalid(f"« {path} » n'est pas une liste d'effacements. Rien n'a été changé.") from error


def _checked(zipped: zipfile.ZipFile) -> Backup:
    try:
        whole = zipped.read(MANIFEST)
        manifest = json.loads(whole)
        seal = json.loads(zipped.read(SEAL)) if SEAL in zipped.namelist() else {}
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Invalid(_NOT_ONE) from error
    if not isinstance(manifest, dict) or "format" not in manifest:
        raise Invalid(_NOT_ONE)
    if manifest["format"] != FORMAT:
        raise Invalid(
            "Cette sauvegarde a été faite par une autre version de Bidaide. Rien n'a été changé."
            " Remettez-la avec la version qui l'a faite, ou une plus récente."
        )
    try:
        sealed = _sealed(seal, whole)
        for name, said in manifest["tables"].items():
            _compare(zipped, f"tables/{name}.jsonl", said["sha256"])
        for name, fingerprint in manifest["parts"].items():
            _compare(zipped, name, fingerprint)
        return Backup(zipped, manifest, sealed=sealed)
    except (KeyError, TypeError, AttributeError) as error:  # a manifest that nobody here has written
        raise Invalid(_NOT_ONE) from error


def _sealed(seal: Mapping[str, str], manifest: bytes) -> bool:
    """Whether the key that sealed it is here. Raises Invalid for a manifest that is not the one it sealed."""
    if not seal:
        raise Invalid("La sauvegarde n'est pas scellée : quelqu'un l'a changée. Rien n'a été changé ici.")
    expected = seals.seal_under(str(seal.get("key")), manifest)
    if expected is None or not seals.is_here(str(seal.get("key")), str(seal.get("print"))):
        return False  # no key of that name, or another one
    if not hmac.compare_digest(expected, str(seal.get("seal"))):
        raise Invalid(
            "La sauvegarde n'est plus celle qui a été faite : son sceau ne tient pas. Rien n'a été changé."
            " Prenez-en une autre, et cherchez qui a pu la changer."
        )
    return True


def _compare(zipped: zipfile.ZipFile, name: str, expected: str) -> None:
    digest = hashlib.sha256()
    try:
        with zipped.open(name) as file:
            while piece := file.read(PIECE):
                digest.update(piece)
    # a turned bit may name a compression that nobody knows: zipfile says NotImplementedError
    except (KeyError, zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error) as error:
        raise _damaged(name) from error
    if digest.hexdigest() != expected:
        raise _damaged(name)


def _damaged(name: str) -> Invalid:
    return Invalid(f"La sauvegarde est abîmée : « {name} ». Rien n'a été changé. Prenez-en une autre.")
