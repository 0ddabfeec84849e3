"""Reads an audit file as a stranger would: the archive and the standard library, nothing of the house."""

import csv
import hashlib
import io
import zipfile
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.tags.append(tag)
        if tag == "html":
            self.language = found.get("lang") or ""
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))


class Opened:
    """One archive, opened."""

    def __init__(self, octets: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(octets))
        self.names = self.archive.namelist()

    def text(self, path: str) -> str:
        return self.archive.read(path).decode("utf-8-sig")

    def rows(self, path: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.text(path)), delimiter=";"))

    def page(self, path: str) -> _Page:
        page = _Page()
        page.feed(self.text(path))
        return page

    def problems(self) -> list[str]:
        """Whatever a reader would stumble on: a link to nothing, a page that runs something, a sum that does not hold."""
        found = [f"twice: {name}" for name in set(self.names) if self.names.count(name) > 1]
        found += [f"damaged: {bad}" for bad in [self.archive.testzip()] if bad]
        for name in (one for one in self.names if one.endswith(".html")):
            page = self.page(name)
            found += [f"{name}: {tag}" for tag in ("script", "img", "link", "iframe") if tag in page.tags]
            found += [] if page.language == "fr" and page.tags.count("h1") == 1 else [f"{name}: language or title"]
            found += [f"{name}: twice #{one}" for one in set(page.ids) if page.ids.count(one) > 1]
            found += [f"{name} -> {link}" for link in page.links if not self._leads(name, page, link)]
        found += [f"sum: {line}" for line in self._wrong_sums()]
        return found

    def _leads(self, name: str, page: _Page, link: str) -> bool:
        path, _hash, anchor = unquote(link).partition("#")
        if not path:
            return anchor in page.ids
        parts: list[str] = []
        for part in (PurePosixPath(name).parent / path).parts:
            if part == "..":
                parts.pop()
            else:
                parts.append(part)
        target = "/".join(parts)
        return target in self.names and (not anchor or anchor in self.page(target).ids)

    def _wrong_sums(self) -> list[str]:
        lines = self.text("sha256sums.txt").splitlines()
        kept = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
        missing = set(self.names) - kept.keys() - {"sha256sums.txt"}
        return sorted(missing) + [
            path for path, digest in kept.items() if hashlib.sha256(self.archive.read(path)).hexdigest() != digest
        ]
