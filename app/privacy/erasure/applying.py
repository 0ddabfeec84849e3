"""The erasure itself: rows, then files, then what others had written of the person, then what was waiting to be done."""

import io
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import Base
from app.files import queries as stored
from app.files import services as files
from app.files.uploads import services as uploads
from app.privacy import map as house
from app.privacy.erasure import cleaning, naming
from app.privacy.erasure.fates import FATES
from app.privacy.erasure.gathering import Gathered, Item
from app.privacy.erasure.naming import Needle
from app.privacy.erasure.queries import attached, mentions, people, rows
from app.web.text import post_html

# Words that the law makes public or freezes, where the name of whoever signs for the organisation stays.
OF_THE_HOUSE = frozenset({"legal_identity", "organisation", "erasure_certificate", "archive_bundle", "alembic_version"})
SIGNED_BY_STAFF = frozenset(
    {
        "issued_document", "document_signer", "document_terms", "document_template", "signature", "attendance_seal",
        "edition", "edition_activity", "edition_sequence", "draft", "draft_activity", "draft_sequence", "draft_version",
        "funder_report", "training_year", "result_publication", "course_review",
    }
)  # fmt: skip
_INSTEAD = {  # what a paper that stays for its number and its dates says in place of its pages
    "issued_document": "Ce document a été effacé avec le compte de la personne qu'il concernait.",
    "funder_report": "Ce relevé signé nommait une personne dont les données ont été effacées. L'original est scellé dans les archives.",
}
_NEWS = (("notice", ("key", "link")), ("mail", ("key", "link")), ("task", ("key", "payload")))
_WITH_NEWS = frozenset(
    {
        "enrolment", "conversation", "message", "thread", "post", "submission", "appointment", "application",
        "complaint", "incident", "issued_document", "dossier_note", "dossier_action", "survey_invitation",
    }
)  # fmt: skip


def apply(session: Session, found: Gathered, pseudonym: str, staff: bool) -> int:
    """Do what was gathered; how many files went. The account's own row comes last, while its words are still known."""
    said = _words_of(found.items)
    _rows(session, found.items)
    gone, names = _files(session, found)
    _quotes(session, found, said, pseudonym)
    _news(session, found)
    needles = needles_of(session, found, pseudonym, names) if found.whole else []
    _prepared_audits(session, found, needles)
    if found.whole:
        _others(session, found, needles, staff)
    if found.last:
        _account(session, found, pseudonym)
    mentions.merge_search_index(session)
    session.expire_all()
    return gone


def needles_of(session: Session, found: Gathered, pseudonym: str, file_names: Iterable[str]) -> list[Needle]:
    """The address first: it often holds the name."""
    account = found.account
    beside = people.names_beside(session, found.organisation_id, account.id)
    needles = [
        *naming.of_address(account.email, "adresse effacée"),
        *naming.of_number(account.phone, "numéro effacé"),
        *naming.of_name(account.name, f"personne effacée {pseudonym}", beside),
    ]
    for each in dict.fromkeys(file_names):
        if naming.without_names(each, needles) == each:  # otherwise it is found by the name
            needles += naming.of_words(each, "fichier effacé")
    return needles


def _rows(session: Session, items: list[Item]) -> None:
    """Rows that stay are emptied first; then those that go, from the leaves of the schema to its roots."""
    session.flush()
    going: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for item in items:
        if item.gone:
            going[item.table.name].append(item.key)
        elif item.values:
            rows.change(session, item.table, item.key, dict(item.values))
    for table in reversed(Base.metadata.sorted_tables):
        if keys := going.get(table.name):
            if table.name == "upload":
                uploads.erase(session, [key[0] for key in keys])
            rows.remove(session, table, keys)


def _files(session: Session, found: Gathered) -> tuple[int, list[str]]:
    """Files that no row names any longer: their bytes, their smaller pictures, their names."""
    candidates = list(dict.fromkeys([each for item in found.items for each in item.files] + found.owned))
    if not candidates:
        return 0, []
    for name, said in _INSTEAD.items():
        papers = [item for item in found.items if item.table.name == name and not item.gone and item.files]
        if papers:
            blank = files.store(
                session, None, found.organisation_id, "document-efface.txt", io.BytesIO(f"{said}\n".encode()), None
            )
        for item in papers:
            rows.change(session, item.table, item.key, {"file_id": blank.id})
    named = attached.still_named(session, candidates)
    names = []
    for file_id in candidates:
        if file_id in named:
            continue
        file = files.describe(session, [file_id]).get(file_id)
        if file is not None:
            names.append(file.name)
            files.delete(session, file_id)
    return len(names), [name for name in names if len(name) > 6]


def _words_of(items: list[Item]) -> dict[str, list[str]]:
    """Thread → what the person said there, read before it goes."""
    found: dict[str, list[str]] = defaultdict(list)
    for item in items:
        if item.table.name == "post":
            found[item.row["thread_id"]].append(item.row["body"])
    return found


def _quotes(session: Session, found: Gathered, said: dict[str, list[str]], pseudonym: str) -> None:
    """The words of others stay; the lines that they had quoted from the person go."""
    post = house.table("post")
    for row in mentions.posts_beside(session, list(said), found.account.id):
        body = cleaning.without_quotes(row["body"], said[row["thread_id"]], "message effacé")
        if body != row["body"]:
            rows.change(session, post, (row["id"],), {"body": body, "html": post_html(body)})
            mentions.index_again(session, row["id"])


def _news(session: Session, found: Gathered) -> None:
    """News, letters and work, of anybody, about what has gone: nothing brings it back."""
    ids = [found.account.id, *found.paths] if found.last else list(found.paths)
    ids += [str(item.key[0]) for item in found.items if item.table.name in _WITH_NEWS]
    ids = list(dict.fromkeys(ids))
    for name, columns in _NEWS:
        if keys := mentions.mentioning(session, name, columns, ids):
            rows.remove(session, house.table(name), keys)


def _prepared_audits(session: Session, found: Gathered, needles: list[Needle]) -> None:
    """Archives prepared for an audit that hold a folder of the person, or name them anywhere: they are asked for again,
    without this one. The others stay with whoever is reading them."""
    if not found.items:
        return
    table = house.table("audit_file")
    about = attached.audits_about(session, found.paths)
    for audit_id, file_id in attached.prepared_audits(session, found.organisation_id):
        if file_id and (audit_id in about or _named_in(session, found.organisation_id, file_id, needles)):
            rows.change(session, table, (audit_id,), {"file_id": None, "removed_at": now()})
            files.delete(session, file_id)


def _named_in(session: Session, organisation_id: str, file_id: str, needles: list[Needle]) -> bool:
    """Whether a page or a table of an archive names somebody; sheets and documents name those of its folders alone."""
    with files.open_bytes(stored.file_of(session, organisation_id, file_id)) as source:
        try:
            archive = ZipFile(source)
        except BadZipFile:
            return True  # nobody can read it, and nobody can say whom it names
        return any(
            needle.pattern.search(text)
            for name in archive.namelist()
            if name.endswith((".html", ".csv", ".txt"))
            for text in [archive.read(name).decode("utf-8", "replace")]
            for needle in needles
        )


def _others(session: Session, found: Gathered, needles: list[Needle], staff: bool) -> None:
    """Whatever anybody wrote that names the person: the name goes, their words stay. Somebody who is in another
    organisation too keeps their name there."""
    only = None if found.last else found.organisation_id
    left = OF_THE_HOUSE | (SIGNED_BY_STAFF if staff else frozenset())
    for table in Base.metadata.sorted_tables:
        columns = cleaning.text_columns(table)
        if table.name in left or table.name == "account" or not columns:
            continue
        if only and "organisation_id" not in table.c:
            continue
        for row in mentions.naming(session, table, columns, needles, only):
            values = {
                column.name: clean
                for column in columns
                if (clean := _fitting(column, cleaning.without(row[column.name], needles))) != row[column.name]
            }
            if values:
                rows.change(session, table, rows.key_of(table, row), values)
                _found_no_more(session, table.name, row, values)


def _found_no_more(session: Session, name: str, row: dict[str, Any], values: dict[str, Any]) -> None:
    """The index of the forum keeps the stems of words: those of what was just cleaned are made again."""
    if name == "post" and "body" in values:
        mentions.index_again(session, row["id"])
    elif name == "thread" and "title" in values:
        mentions.index_title_again(session, row["id"])


def _fitting(column: Any, value: Any) -> Any:
    length = getattr(column.type, "length", None)
    return value[:length] if length and isinstance(value, str) else value


def _account(session: Session, found: Gathered, pseudonym: str) -> None:
    table = house.table("account")
    values = {"email": "", "name": f"Personne effacée {pseudonym}", "phone": "", "password_hash": "", "locale": "fr"}
    for column in table.columns:  # what other rooms have added since
        if column.name not in values and house.declared(column):
            values[column.name] = cleaning.empty_value(column, "", found.account.id, frozenset())
    rows.change(session, table, (found.account.id,), values | dict(FATES["account"].marks))
