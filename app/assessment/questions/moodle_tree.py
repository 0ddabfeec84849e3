"""A Moodle XML file as its questions, one small tree after the other; nothing outside of the file is ever opened."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges, feature_external_pes, property_lexical_handler
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from app.assessment.questions.decoding import decode
from app.assessment.questions.literals import RESERVED
from app.assessment.questions.notes import Note, Unreadable
from app.core.i18n import _

_DECLARATION = re.compile(r"<\?xml[^>]*?\?>")
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_CHUNK = 1 << 20
_DEEPEST = 150


@dataclass(slots=True)
class Node:
    tag: str
    attributes: dict[str, str]
    line: int
    content: "list[Node | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own words; XHTML that nobody protected is put back as it was written."""
        if len(self.content) == 1 and isinstance(self.content[0], str):
            return self.content[0]
        return "".join(one if isinstance(one, str) else one.source() for one in self.content)

    def all(self, tag: str) -> "Iterator[Node]":
        return (one for one in self.content if isinstance(one, Node) and one.tag == tag)

    def child(self, tag: str) -> "Node | None":
        return next(self.all(tag), None)

    def value(self, *path: str, default: str = "") -> str:
        """The words at the end of a path of tags."""
        node: Node | None = self
        for tag in path:
            node = node.child(tag) if node else None
        return node.text.strip() if node else default

    def source(self) -> str:
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in self.attributes.items())
        inside = "".join(escape(one) if isinstance(one, str) else one.source() for one in self.content)
        return f"<{self.tag}{attributes}>{inside}</{self.tag}>"


def looks_like_xml(text: str) -> bool:
    return re.match(r"\s*<(?:\?xml|quiz\b|question\b|!DOCTYPE|!--)", text, re.IGNORECASE) is not None


def read_questions_of(data: bytes) -> tuple[list[Node], list[Note]]:
    """Every <question> of a file and what was changed to read it; Unreadable when it is not sound from end to end."""
    text, told = _text(data)
    changed = [Note(0, what) for what in told]
    body = text.lstrip("\ufeff \t\n")
    skipped = text[: len(text) - len(body)].count("\n")
    if declared := _DECLARATION.match(body):
        skipped += declared.group().count("\n")
        body = body[declared.end() :]
    parser = make_parser()
    handler = _Handler(parser, skipped)
    # A <!DOCTYPE> that only names another file is harmless as long as nothing opens that file: nothing does.
    parser.forbid_dtd, parser.forbid_entities, parser.forbid_external = False, True, False
    parser.setFeature(feature_external_ges, False)
    parser.setFeature(feature_external_pes, False)
    parser.setContentHandler(handler)
    parser.setProperty(property_lexical_handler, handler)
    try:
        for start in range(0, len(body), _CHUNK):
            parser.feed(body[start : start + _CHUNK].encode("utf-8", "replace"))
        parser.close()
    except DefusedXmlException:
        raise Unreadable(
            _(
                "Ce fichier déclare des entités (<!ENTITY …>), qui peuvent aller chercher d'autres fichiers. Rien n'a été lu."
            ),
            _(
                "Enlevez la déclaration <!DOCTYPE … [ … ]> du début du fichier, ou exportez-le de nouveau depuis Moodle."
            ),
        ) from None
    except SAXParseException as error:
        raise _malformed(error, skipped) from None
    if handler.root not in ("quiz", "question"):
        raise _not_moodle(handler.root)
    if handler.elsewhere:
        changed.append(
            Note(
                handler.elsewhere_line,
                _("Ce fichier en désigne un autre (« %(address)s ») : il n'a pas été cherché.")
                % {"address": handler.elsewhere[:120]},
            )
        )
    return handler.questions, changed


def _text(data: bytes) -> tuple[str, list[str]]:
    found = _ENCODING.search(data[:400])
    declared = found.group(1).decode() if found else ""
    if (
        declared
        and declared.lower() not in ("utf-8", "utf8", "utf-16")
        and not data.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        try:
            return decode(data.decode(declared).encode())
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


class _Handler(ContentHandler):
    def __init__(self, where: Any, skipped: int) -> None:
        super().__init__()
        self.where, self.skipped = where, skipped
        self.questions: list[Node] = []
        self.open: list[Node] = []
        self.words: list[str] = []
        self.root = ""
        self.depth = 0
        self.elsewhere, self.elsewhere_line = "", 0

    def line(self) -> int:
        return int(self.where.getLineNumber() or 0) + self.skipped

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self.depth += 1
        if not self.root:
            self.root = name
        if self.depth > _DEEPEST:
            raise Unreadable(
                _("Ce fichier met trop de balises les unes dans les autres. Rien n'a été lu."),
                _("Exportez les questions de nouveau depuis Moodle."),
                self.line(),
            )
        if not self.open and not (name == "question" and self.depth <= 2):
            return
        self._words()
        made = Node(name, dict(attrs.items()), self.line())
        if self.open:
            self.open[-1].content.append(made)
        self.open.append(made)

    def endElement(self, name: str) -> None:
        self.depth -= 1
        if not self.open:
            return
        self._words()
        done = self.open.pop()
        if not self.open:
            self.questions.append(done)

    def characters(self, content: str) -> None:
        if self.open:
            self.words.append(content)

    def skippedEntity(self, name: str) -> None:
        self.characters(unescape(f"&{name};"))  # declared in the other file that is not opened: perhaps one of HTML's

    def _words(self) -> None:
        if self.words and self.open:
            self.open[-1].content.append(RESERVED.sub("\ufffd", "".join(self.words)))
        self.words = []

    # What else a parser says of a file: only where it points to is of interest.
    def startDTD(self, name: str, public_id: str | None, system_id: str | None) -> None:
        if system_id:
            self.elsewhere, self.elsewhere_line = system_id, self.line()

    def endDTD(self) -> None: ...
    def comment(self, content: str) -> None: ...
    def startCDATA(self) -> None: ...
    def endCDATA(self) -> None: ...


def _malformed(error: SAXParseException, skipped: int) -> Unreadable:
    line, said = int(error.getLineNumber() or 0) + skipped, str(error.getMessage())
    if "undefined entity" in said:
        return Unreadable(
            _(
                "Ligne %(line)s : ce fichier emploie une entité inconnue en XML, comme &nbsp; ou &eacute;. Rien n'a été lu."
            )
            % {"line": line},
            _("Écrivez le caractère lui-même, ou protégez le texte : <![CDATA[ … ]]>."),
            line,
        )
    what = {
        "no element found": _("le fichier s'arrête avant la fin"),
        "mismatched tag": _("une balise n'est pas fermée, ou pas par la bonne"),
        "junk after document element": _("il y a quelque chose après la fin du questionnaire"),
    }.get(said, _("ce n'est pas du XML correct (%(said)s)") % {"said": said[:80]})
    return Unreadable(
        _("Ligne %(line)s : %(what)s. Rien n'a été lu.") % {"line": line, "what": what},
        _("Exportez les questions de nouveau depuis Moodle, ou corrigez cette ligne."),
        line,
    )


def _not_moodle(root: str) -> Unreadable:
    from_moodle = _("Dans Moodle, exportez les questions au format Moodle XML (banque de questions, Exporter).")
    if root in ("questestinterop", "assessmentItem", "qti-assessment-item", "assessmentTest", "manifest"):
        return Unreadable(_("C'est du XML au format QTI, et non au format Moodle."), from_moodle)
    if root.lower() in ("html", "svg"):
        return Unreadable(_("C'est une page web ou un dessin, et non des questions."), from_moodle)
    return Unreadable(
        _("Ce fichier XML ne contient pas de questions Moodle : il commence par <%(root)s>.") % {"root": root[:40]},
        from_moodle,
    )
