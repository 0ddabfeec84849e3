"""Every row about a person, read and written by the map and the metadata: no table is named here but those of erasures."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    String,
    Table,
    Text,
    and_,
    cast,
    delete,
    func,
    or_,
    select,
    text,
    true,
    type_coerce,
    update,
)  # fmt: skip
from sqlalchemy.orm import Session, undefer

from app.core.db import AnyRow, Base
from app.core.sealed import SealedJSON, SealedText
from app.core.settings import settings
from app.enrolments.models import Enrolment
from app.entry.factors import models as factors
from app.forum.models import Post, Thread
from app.forum.searching import services as searching
from app.funding.models import FunderProfile, FundingAgreement
from app.identity.models import Account, Membership, Organisation
from app.privacy import map as house
from app.privacy import queries as held
from app.privacy.erasure.cleaning import file_columns
from app.privacy.erasure.fates import MORE, OF_A_PATH, WORK
from app.privacy.erasure.models import Bundle, BundleFile, Certificate, Opening
from app.privacy.erasure.naming import Needle, any_of, widest

KNOWN = (held, factors)  # reading them makes every model known
AT_ONCE = 400
Row = dict[str, Any]

# --- Whose rows ----------------------------------------------------------------------------------------------------


def rows_about(
    session: Session, name: str, organisation_id: str, account_id: str, enrolment_id: str | None
) -> list[Row]:
    """Whole rows of a table about a person in an organisation, or about one of their paths."""
    table = house.table(name)
    found = _of_path(table, enrolment_id) if enrolment_id else _of_person(table, account_id)
    if found is None:
        return []
    if "organisation_id" in table.c:
        found = and_(found, or_(table.c.organisation_id == organisation_id, table.c.organisation_id.is_(None)))
    return [dict(row) for row in session.execute(select(*table.columns).where(found)).mappings()]


def tables_about(session: Session, account_id: str, enrolment_id: str | None) -> set[str]:
    """The tables that hold anything about a person or a path: one statement, so that the others are not asked.

    Written as text: most tables hold nothing of anybody, and to compile a query for each costs more than to answer it.
    """
    quoted = session.connection().dialect.identifier_preparer.quote
    parts = []
    for name in house.PATHS:
        ways = _ways_of_path(name) if enrolment_id else _ways_of_person(name)
        said = " OR ".join(_followed(house.table(name), way.split(">"), quoted) for way in ways)
        if said:
            parts.append(f"SELECT '{name}' AS name WHERE EXISTS (SELECT 1 FROM {quoted(name)} WHERE {said})")  # noqa: S608
    return set(session.execute(text(" UNION ALL ".join(parts)), {"whose": enrolment_id or account_id}).scalars())


def _followed(start: Table, steps: Sequence[str], quoted: Callable[[str], str]) -> str:
    column = f"{quoted(start.name)}.{quoted(steps[0])}"
    if len(steps) == 1:
        return f"{column} = :whose"
    target = next(iter(start.c[steps[0]].foreign_keys)).column
    inner = _followed(target.table, steps[1:], quoted)
    return f"{column} IN (SELECT {quoted(target.name)} FROM {quoted(target.table.name)} WHERE {inner})"  # noqa: S608


def rows_by_print(session: Session, name: str, prints: Sequence[str]) -> list[Row]:
    """Rows known by the fingerprint of an address or of an account, and by no account."""
    table = house.table(name)
    column = table.c["print" if "print" in table.c else "contact_print"]
    return [dict(row) for row in session.execute(select(*table.columns).where(column.in_(prints))).mappings()]


def _of_person(table: Table, account_id: str) -> ColumnElement[bool] | None:
    conditions = [_follow(table, way.split(">"), account_id) for way in _ways_of_person(table.name)]
    return or_(*conditions) if conditions else None


def _of_path(table: Table, enrolment_id: str) -> ColumnElement[bool] | None:
    conditions = [_follow(table, way.split(">"), enrolment_id) for way in _ways_of_path(table.name)]
    return or_(*conditions) if conditions else None


def _ways_of_person(name: str) -> list[str]:
    return [*(path for path in house.PATHS[name] if (name, path) not in WORK), *MORE.get(name, ())]


def _ways_of_path(name: str) -> list[str]:
    paths = sorted({*house.PATHS[name], *MORE.get(name, ())})
    ways = [path.removesuffix(">learner_id") for path in paths if path.endswith("enrolment_id>learner_id")]
    return [*ways, *OF_A_PATH.get(name, ())]


def _follow(start: Table, steps: Sequence[str], value: str) -> ColumnElement[bool]:
    column = start.c[steps[0]]
    if len(steps) == 1:
        return column == value
    target = next(iter(column.foreign_keys)).column
    return column.in_(select(target).where(_follow(target.table, steps[1:], value)))


def account_to_erase(session: Session, account_id: str) -> Account | None:
    """Locked: whoever writes in this person's name waits, and then finds nobody."""
    return session.get(Account, account_id, with_for_update={"key_share": True}, populate_existing=True)


def shut_out(session: Session, organisation_id: str, account_id: str) -> None:
    """From here on no act of this person begins, and those under way are over: see `doors.still_here`."""
    session.execute(
        select(Membership.id)
        .where(Membership.account_id == account_id, Membership.organisation_id == organisation_id)
        .order_by(Membership.id)
        .with_for_update()
    ).all()


def lives_elsewhere(session: Session, account_id: str, organisation_id: str) -> bool:
    return bool(
        session.scalar(
            select(func.count())
            .select_from(Membership)
            .where(Membership.account_id == account_id, Membership.organisation_id != organisation_id)
        )
    )


def names_beside(session: Session, organisation_id: str, account_id: str) -> list[str]:
    """The names of the other people of an organisation."""
    here = select(Membership.account_id).where(Membership.organisation_id == organisation_id)
    there = select(Enrolment.learner_id).where(Enrolment.organisation_id == organisation_id)
    statement = select(Account.name).where(
        Account.id.in_(here.union(there)), Account.id != account_id, Account.name != ""
    )
    return list(session.scalars(statement.distinct()))


def was_staff(session: Session, account_id: str) -> bool:
    statement = select(Membership.id).where(Membership.account_id == account_id, Membership.role != "learner")
    return session.scalar(statement.limit(1)) is not None


def organisations_of(session: Session, account_id: str) -> list[str]:
    statement = select(Membership.organisation_id).where(Membership.account_id == account_id)
    return list(session.scalars(statement.distinct().order_by(Membership.organisation_id)))


def place(session: Session, organisation_id: str) -> Organisation | None:
    return session.get(Organisation, organisation_id)


def paths_of(session: Session, organisation_id: str, account_id: str, enrolment_id: str | None) -> Sequence[Enrolment]:
    statement = select(Enrolment).where(
        Enrolment.organisation_id == organisation_id, Enrolment.learner_id == account_id
    )
    if enrolment_id:
        statement = statement.where(Enrolment.id == enrolment_id)
    return session.scalars(statement.order_by(Enrolment.id)).all()


def years_asked(session: Session, enrolment_ids: Sequence[str]) -> dict[str, tuple[int, str | None]]:
    """Enrolment → the longest time that a funder of the path asks for after its exit, and which funder."""
    found: dict[str, tuple[int, str | None]] = {}
    for funder in (
        select(Enrolment.id, FunderProfile.retention_years, FunderProfile.funder_id).join(
            FunderProfile, FunderProfile.funder_id == Enrolment.funder_id
        ),
        select(FundingAgreement.enrolment_id.label("id"), FunderProfile.retention_years, FunderProfile.funder_id).join(
            FunderProfile, FunderProfile.funder_id == FundingAgreement.funder_id
        ),
    ):
        source = funder.subquery()
        for row in session.execute(select(source).where(source.c.id.in_(enrolment_ids))):
            if row.retention_years > found.get(row.id, (0, None))[0]:
                found[row.id] = row.retention_years, row.funder_id
    return found


def reports_of(session: Session, organisation_id: str, paths: Sequence[Enrolment]) -> list[Row]:
    """Signed reports that went to the funders of these paths while they lasted: they name everybody on them."""
    report, file = house.table("funder_report"), house.table("stored_file")
    pages = select(file.c.id).where(file.c.media_type == "application/pdf")  # not what stands in their place already
    found: dict[str, Row] = {}
    for path in paths:
        paying = select(FundingAgreement.funder_id).where(FundingAgreement.enrolment_id == path.id)
        statement = select(*report.columns).where(
            report.c.organisation_id == organisation_id,
            report.c.file_id.in_(pages),
            or_(report.c.funder_id == path.funder_id, report.c.funder_id.in_(paying)),
            report.c.ends_on >= path.starts_on,
        )
        if path.closed_on:
            statement = statement.where(report.c.starts_on <= path.closed_on)
        found |= {row["id"]: dict(row) for row in session.execute(statement).mappings()}
    return [found[key] for key in sorted(found)]


# --- Writing -------------------------------------------------------------------------------------------------------


def key_of(table: Table, row: Row) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key.columns)


def _is_row(table: Table, key: tuple[Any, ...]) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(table.primary_key.columns, key, strict=True)))


def change(session: Session, table: Table, key: tuple[Any, ...], values: Row) -> None:
    session.connection().execute(update(table).where(_is_row(table, key)).values(**values))


def remove(session: Session, table: Table, keys: Sequence[tuple[Any, ...]]) -> None:
    """Delete rows; what points to them points to nothing, or goes with them where it cannot."""
    single = list(table.primary_key.columns)
    if len(single) == 1:
        for some in in_pieces([key[0] for key in keys]):
            _let_go_of(session, table, some)
            session.connection().execute(delete(table).where(single[0].in_(some)))
        return
    for key in keys:
        session.connection().execute(delete(table).where(_is_row(table, key)))


def _let_go_of(session: Session, table: Table, ids: Sequence[Any]) -> None:
    for other in Base.metadata.tables.values():
        for column in other.columns:
            if not any(key.column.table is table for key in column.foreign_keys):
                continue
            if column.nullable:
                session.connection().execute(update(other).where(column.in_(ids)).values({column.name: None}))
            else:
                session.connection().execute(delete(other).where(column.in_(ids)))


def in_pieces(values: Iterable[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
    waiting = iter(values)
    while some := list(islice(waiting, size)):
        yield some


# --- Files ---------------------------------------------------------------------------------------------------------


def files_owned(session: Session, organisation_id: str, account_id: str) -> list[str]:
    table = house.table("stored_file")
    statement = select(table.c.id).where(table.c.owner_id == account_id, table.c.organisation_id == organisation_id)
    return list(session.scalars(statement))


def still_named(session: Session, file_ids: Sequence[str]) -> set[str]:
    """Those of these files that a row points to."""
    found: set[str] = set()
    for table in Base.metadata.tables.values():
        for column in file_columns(table):
            if table.name == "upload":
                continue  # goes with its file
            for some in in_pieces(file_ids):
                found.update(session.scalars(select(column).where(column.in_(some)).distinct()))
    sent = house.table("group_message").c.file_ids
    for file_id in set(file_ids) - found:
        if session.scalar(select(func.count()).where(sent.contains(file_id))):
            found.add(file_id)
    return found


def prepared_audits(session: Session, organisation_id: str) -> list[tuple[str, str | None]]:
    table = house.table("audit_file")
    statement = select(table.c.id, table.c.file_id).where(
        table.c.organisation_id == organisation_id, table.c.removed_at.is_(None)
    )
    return [(row.id, row.file_id) for row in session.execute(statement)]


def audits_about(session: Session, paths: Sequence[str]) -> set[str]:
    """The audit files that hold a folder of one of these paths."""
    table = house.table("audit_file_person")
    return {
        key
        for some in in_pieces(paths)
        for key in session.scalars(select(table.c.audit_file_id).where(table.c.enrolment_id.in_(some)))
    }


# --- What others keep ----------------------------------------------------------------------------------------------


def naming(
    session: Session,
    table: Table,
    columns: Sequence[Column[Any]],
    needles: Sequence[Needle],
    organisation_id: str | None,
) -> Iterator[Row]:
    """The rows of a table, or of an organisation in it, where one of these columns names the person: keys and columns.

    The database picks what may; what it cannot read is opened here, and looked through with the rest.
    """
    here = table.c.organisation_id == organisation_id if organisation_id else true()
    sealed = [column for column in columns if isinstance(column.type, SealedText | SealedJSON)]
    clear = [column for column in columns if column not in set(sealed)]
    words = [func.coalesce(cast(column, Text) if isinstance(column.type, JSON) else column, "") for column in clear]
    picked: list[Any] = [type_coerce(column, Text) != "" for column in sealed]
    if words:
        everything: Any = reduce(lambda before, column: before + "\n" + column, words)  # type: ignore[arg-type, return-value]
        asked = everything.like if session.get_bind().dialect.name == "sqlite" else everything.ilike  # alike in SQLite
        picked += [asked(f"%{like}%", escape="\\") for like in widest(needles)]
    wanted = list({column.name: column for column in (*table.primary_key.columns, *columns)}.values())
    known = any_of(needles)
    for row in session.execute(select(*wanted).where(here, or_(*picked))).mappings():
        if any(known.search(_as_text(row[column.name])) for column in columns):
            yield dict(row)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value else ""


def mentioning(session: Session, name: str, columns: Sequence[str], ids: Sequence[str]) -> list[tuple[Any, ...]]:
    """The keys of the rows where one of these texts holds one of these ids: news and work about what has gone."""
    table = house.table(name)
    found: set[tuple[Any, ...]] = set()
    for some in in_pieces(ids, 40):
        matches = [
            (cast(table.c[column], Text) if isinstance(table.c[column].type, JSON) else table.c[column]).contains(each)
            for column in columns
            for each in some
        ]
        found.update((row[0],) for row in session.execute(select(table.c.id).where(or_(*matches))))
    return sorted(found)


def posts_beside(session: Session, thread_ids: Sequence[str], account_id: str) -> list[Row]:
    """What others wrote in these threads."""
    post = house.table("post")
    found: list[Row] = []
    for some in in_pieces(thread_ids):
        statement = select(post.c.id, post.c.thread_id, post.c.body, post.c.html).where(
            post.c.thread_id.in_(some), post.c.author_id != account_id, post.c.body.contains(">")
        )
        found.extend(dict(row) for row in session.execute(statement).mappings())
    return found


def index_again(session: Session, post_id: str) -> None:
    """A post of somebody else has lost a quote or a name: it is found by what it still says."""
    post = session.get_one(Post, post_id, populate_existing=True)
    opened = session.get_one(Thread, post.thread_id, populate_existing=True)
    searching.note_post(session, post, opened.title if post.number == 1 else "")


def index_title_again(session: Session, thread_id: str) -> None:
    searching.note_title(session, session.get_one(Thread, thread_id, populate_existing=True))


def merge_search_index(session: Session) -> None:
    """SQLite's search index keeps the words of deleted rows until its parts are merged."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO forum_words(forum_words) VALUES ('rebuild')")
        connection.exec_driver_sql("INSERT INTO forum_words(forum_words) VALUES ('optimize')")


def text_columns(table: Table) -> list[Column[Any]]:
    """Columns that may hold words: neither ids, nor codes of a known set, nor fingerprints."""
    return [
        column
        for column in table.columns
        if isinstance(column.type, String | Text | JSON | SealedText | SealedJSON)
        and not column.foreign_keys
        and not column.primary_key
        and not column.name.endswith(("_id", "_hash", "_print", "sha256", "nonce", "password_hash"))
        and not (isinstance(column.type, String) and (column.type.length or 999) < 20)
    ]


# --- Erasures ------------------------------------------------------------------------------------------------------


def subject_print(email: str) -> str:
    """Finds somebody's sealed bundles again from their address, for whoever holds the house's secret only."""
    return hmac.new(
        settings().secret_key.encode(), f"archive:{email.strip().lower()}".encode(), hashlib.sha256
    ).hexdigest()


def next_number(session: Session, organisation_id: str) -> int:
    statement = select(func.max(Certificate.number)).where(Certificate.organisation_id == organisation_id)
    return (session.scalar(statement) or 0) + 1


def certificates(session: Session, organisation_id: str | None = None) -> Sequence[Certificate]:
    statement = select(Certificate).order_by(Certificate.at, Certificate.id)
    if organisation_id:
        statement = statement.where(Certificate.organisation_id == organisation_id)
    return session.scalars(statement).all()


def certificate(session: Session, organisation_id: str, certificate_id: str) -> Certificate | None:
    return session.scalar(
        select(Certificate).where(Certificate.id == certificate_id, Certificate.organisation_id == organisation_id)
    )


def certificate_by_code(session: Session, code: str) -> Certificate | None:
    return session.scalar(select(Certificate).where(Certificate.code == code))


def known(session: Session, certificate_id: str) -> bool:
    return session.get(Certificate, certificate_id) is not None


def bundles(session: Session, organisation_id: str, email: str = "") -> Sequence[Bundle]:
    statement = select(Bundle).where(Bundle.organisation_id == organisation_id, Bundle.purged_at.is_(None))
    if email:
        statement = statement.where(Bundle.subject_print == subject_print(email))
    return session.scalars(statement.order_by(Bundle.until, Bundle.id).limit(200)).all()


def bundles_of(session: Session, certificate_id: str) -> Sequence[Bundle]:
    return session.scalars(select(Bundle).where(Bundle.certificate_id == certificate_id).order_by(Bundle.until)).all()


def bundle(session: Session, organisation_id: str, bundle_id: str) -> Bundle | None:
    return session.scalar(
        select(Bundle)
        .where(Bundle.id == bundle_id, Bundle.organisation_id == organisation_id, Bundle.purged_at.is_(None))
        .options(undefer(Bundle.sealed))
    )


def bundle_pieces(session: Session, bundle_id: str, position: int | None = None) -> Iterator[AnyRow]:
    statement = select(BundleFile.position, BundleFile.part, BundleFile.sealed).where(BundleFile.bundle_id == bundle_id)
    if position is not None:
        statement = statement.where(BundleFile.position == position)
    yield from session.execute(statement.order_by(BundleFile.position, BundleFile.part))


def over(session: Session, day: date) -> Sequence[Bundle]:
    """Bundles whose last day is before a day, the house over, locked."""
    return session.scalars(
        select(Bundle)
        .where(Bundle.until < day, Bundle.purged_at.is_(None))
        .order_by(Bundle.organisation_id, Bundle.id)
        .with_for_update(key_share=True)
    ).all()


def empty_bundle(session: Session, bundle_id: str) -> None:
    session.execute(delete(BundleFile).where(BundleFile.bundle_id == bundle_id))


def openings(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(bundle_id, name, reason sealed, at), the latest first."""
    return session.execute(
        select(Opening.id, Opening.bundle_id, Opening.reason, Opening.at, Account.name)
        .join(Account, Account.id == Opening.opened_by)
        .where(Opening.organisation_id == organisation_id)
        .order_by(Opening.at.desc(), Opening.id.desc())
        .limit(100)
    ).all()


def emptied_pages(session: Session, tables: Iterable[str]) -> None:
    """PostgreSQL: what was deleted is written over. Outside any transaction."""
    for name in tables:
        session.connection().execute(text(f'VACUUM "{name}"'))
