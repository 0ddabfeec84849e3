"""Somebody who has left a trace in every table: each row and each word is made from the metadata, so that a table that
arrives tomorrow is planted too."""

import io
import unicodedata
from typing import Any

from sqlalchemy import JSON, Column, Table, insert, select
from sqlalchemy import types as kinds
from sqlalchemy.orm import Session

from app.core.clock import now, today
from app.core.db import Moment
from app.core.ids import new_id
from app.core.sealed import SealedJSON, SealedText
from app.enrolments.models import Enrolment
from app.files import services as files
from app.forum.models import Post
from app.forum.searching import services as searching
from app.funding.models import FunderReport
from app.identity.models import Account
from app.privacy import map as house
from app.privacy.erasure.fates import FATES, MORE, WORK, Fate
from app.web.text import post_html

NAME, EMAIL, PHONE = "Zénobie Quartzféld", "zenobie.quartzfeld@exemple.example", "06 98 76 54 32"
SAID = (
    NAME, NAME.upper(), "QUARTZFÉLD Zénobie", "Quartzfeld Zenobie", "Z. Quartzféld", "Mme Quartzféld", "Zénobie\u00a0Quartzféld",
    unicodedata.normalize("NFD", NAME), "zenobie-quartzfeld.pdf", "+33 6 98 76 54 32",
)  # fmt: skip


class Planted:
    """`words`: every unusual word that was written, with its table and column."""

    def __init__(self, session: Session, person: Account, path: Enrolment, colleague_id: str) -> None:
        self.session, self.person, self.path, self.colleague_id = session, person, path, colleague_id
        self.words: dict[str, str] = {}
        self.tables: set[str] = set()
        self._made: dict[str, Any] = {}
        self._n = 0

    def everywhere(self) -> None:
        for name in house.PATHS:
            if name in ("account", "membership", "enrolment", "ledger_entry") or FATES[name].fate is Fate.ACT:
                continue
            paths = [*house.PATHS[name], *MORE.get(name, ())]
            for way in paths:
                if (name, way) in WORK or (not self._speaks(name) and self._has(name)):
                    continue
                self._row(house.table(name), way.split(">")[0])
            self.tables.add(name)

    def said_by_others(self) -> None:
        """A colleague names the person in every way, in a post that the search of the forum finds; a funder got a list."""
        body = "\n".join((*SAID, f"Merci à vous, {EMAIL.upper()} et {PHONE.replace(' ', '.')}."))
        post_id = self._row(house.table("post"))
        post = self.session.get_one(Post, post_id)
        post.body, post.html = body, post_html(body)
        self.session.flush()
        searching.note_post(self.session, post)
        stream = io.BytesIO(f"%PDF-1.4\n% octets-rapport de {NAME}\n%%EOF".encode())
        kept = files.store(self.session, None, self.path.organisation_id, "releve.pdf", stream, self.colleague_id)
        report = self._row(house.table("funder_report"))
        self.path.funder_id = self.session.scalars(
            select(FunderReport.funder_id).where(FunderReport.id == report)
        ).one()
        self.session.get_one(FunderReport, report).file_id = kept.id
        self.session.flush()

    def _speaks(self, name: str) -> bool:
        return any(house.declared(column) for column in house.table(name).columns)

    def _has(self, name: str) -> bool:
        mine = house.belongs_to(name, self.person.id)
        return self.session.execute(select(house.table(name)).where(mine).limit(1)).first() is not None

    def _row(self, table: Table, owner: str = "") -> Any:
        values: dict[str, Any] = {}
        self._n += 1
        for column in table.columns:
            if column.name in values:
                continue
            values[column.name] = self._value(table, column, owner, own=bool(owner))
        if "number" in values and isinstance(table.c["number"].type, kinds.Integer):
            values["number"] = 90_000 + self._n
        if table.name == "forum_entry" and owner == "thread_id":
            values["post_id"] = None
        elif table.name == "forum_entry":
            values["thread_id"] = None
        self.session.connection().execute(insert(table).values(**values))
        single = next(iter(table.primary_key.columns)).name
        return values[single]

    def _value(self, table: Table, column: Column[Any], owner: str, own: bool) -> Any:
        target = next(iter(column.foreign_keys), None)
        if target is not None:
            return self._target(target.column.table, column, owner)
        if column.primary_key or (column.name.endswith("_id") and getattr(column.type, "length", 0) == 36):
            if isinstance(column.type, kinds.Integer):
                return 90_000 + self._n
            return new_id()[-(getattr(column.type, "length", None) or 36) :] if not column.nullable else None
        said = house.declared(column)
        becomes = FATES.get(table.name)
        kept = becomes is not None and column.name in becomes.kept
        if isinstance(column.type, JSON | SealedJSON):
            if said and own and not kept:
                return {"mot": self._word(table, column), "nom": NAME}
            return {"nom": NAME, "adresse": EMAIL} if own and not said else {}
        if isinstance(column.type, SealedText):
            return self._word(table, column) if said and own and not kept else f"x{self._n}"
        if isinstance(column.type, kinds.String):
            if getattr(column.type, "restricted", False) or (said and own and not kept):
                return self._word(table, column)[: column.type.length or 200] if (column.type.length or 9) > 8 else "x"
            if column.unique or column.name in ("key", "form_key"):
                return f"unique-{self._n}"[: column.type.length or 200]
            if own and (column.type.length or 999) >= 60 and not kept and "sha256" not in column.name:
                return f"{NAME} {EMAIL} {PHONE}"[: column.type.length or 200]
            return f"x{self._n}"[: column.type.length or 200]
        return self._plain(column, table)

    def _word(self, table: Table, column: Column[Any]) -> str:
        self._n += 1
        word = f"zq{self._n}w"
        self.words[word] = f"{table.name}.{column.name}"
        length = column.type.length if isinstance(column.type, kinds.String) else 999
        return f"{word} {NAME}" if (length or 999) > 40 else word

    def _target(self, target: Table, column: Column[Any], owner: str) -> Any:
        if target.name == "account":
            return self.person.id if column.name == owner else self.colleague_id
        if target.name == "enrolment":
            return self.path.id
        if column.nullable and column.name != owner and target.name != "stored_file":
            return None
        if target.name in ("organisation", "course"):
            return self.path.organisation_id if target.name == "organisation" else self.path.course_id
        key = f"{target.name}:{owner and column.name}"
        if key not in self._made or target.name == "stored_file" or column.unique or column.primary_key:
            self._made[key] = self._parent(target)
        return self._made[key]

    def _parent(self, target: Table) -> Any:
        """A row that another one needs: the person's when the map says that it can be."""
        if target.name == "stored_file":
            return self.file()
        if target.name in ("session", "training_session", "framework", "edition", "course", "activity"):
            known = self.session.execute(select(next(iter(target.primary_key.columns))).limit(1)).scalar()
            if known is not None:
                return known
        ways = house.PATHS.get(target.name, ())
        fate = FATES.get(target.name)
        if ways and fate is not None and fate.fate is not Fate.ACT:
            mine = select(next(iter(target.primary_key.columns))).where(house.belongs_to(target.name, self.person.id))
            known = self.session.execute(mine.limit(1)).scalar()
            if known is not None:
                return known
        owner = ways[0].split(">")[0] if ways and fate is not None and fate.fate is not Fate.ACT else ""
        return self._row(target, owner)

    def file(self) -> str:
        self._n += 1
        word = f"zq{self._n}w"
        self.words[word] = "stored_file.name"
        self.words[f"octets-{word}"] = "bytes"
        stream = io.BytesIO(f"octets-{word} de {NAME}".encode())
        return files.store(
            self.session, None, self.path.organisation_id, f"{word} {NAME}.txt", stream, self.person.id
        ).id

    def _plain(self, column: Column[Any], table: Table) -> Any:
        if column.name in ("emptied_at", "deleted_at", "revoked_at", "purged_at", "removed_at"):
            return None
        kind: dict[type, Any] = {
            Moment: now(), kinds.Boolean: False, kinds.Integer: self._n, kinds.Float: 1.0, kinds.LargeBinary: b"x",
            kinds.Date: today(),
        }  # fmt: skip
        return next((value for of, value in kind.items() if isinstance(column.type, of)), None)
