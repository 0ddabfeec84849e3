"""What stands inside a paragraph of Word: runs with their look, links, fields, images, boxes and all the rest."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from app.core.i18n import N_, _
from app.courses.material.converted import Notes
from app.courses.material.drawings import Shown, read_drawing
from app.courses.material.marks import IMAGE, RULE, clean, mark
from app.courses.material.ooxml import MATH, MC, R, Relation, W, value, words, yes
from app.courses.material.pictures import Pictures
from app.courses.material.styles import Style, Styles, switch
from app.courses.source.markdown import leads_somewhere

_HYPERLINK = re.compile(r'^\s*HYPERLINK\s+(\\l\s+)?(?:"([^"]*)"|(\S+))')
_FORMS = ("FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN")
_SYMBOL_FONTS = ("wingdings", "symbol", "webdings")
_HEXADECIMAL = re.compile("[0-9A-Fa-f]{1,6}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_THROUGH = {  # what only wraps
    W + name for name in ("smartTag", "customXml", "bdo", "dir", "ins", "moveTo", "fldSimple", "sdtContent", "rubyBase")
}  # fmt: skip
_DRAWN = (W + "drawing", W + "pict", W + "object")
_SHOWN = {W + name for name in ("sym", "footnoteReference", "endnoteReference")}
_ON_ONE_LINE = {"oMath", "oMathPara", "r", "t", "sty", "jc", "ctrlPr", "nor", "scr", "lit"}
_INSTEAD = {
    "chart": N_("(Graphique à refaire)"),
    "smartart": N_("(Schéma à refaire)"),
    "object": N_("(Objet à donner comme fichier)"),
}
_CONTROLS = {W + name for name in ("dropDownList", "comboBox", "date", "text")}


@dataclass(frozen=True, slots=True)
class Look:
    bold: bool = False
    italic: bool = False
    struck: bool = False
    raised: str = ""  # superscript, subscript


@dataclass(slots=True)
class _Field:
    said: str = ""
    shows: bool = False  # its result has begun
    href: str = ""
    begun_by: Element | None = None


@dataclass(slots=True)
class Inner:
    """Of one paragraph: what the converter gets, and the boxes whose text comes after."""

    children: list[Element] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(
            (each.text or "").strip() or each.tag in _SHOWN for child in self.children for each in child.iter()
        )


class Inside:
    def __init__(self, styles: Styles, pictures: Pictures, notes: Notes) -> None:
        self._styles, self._pictures, self._notes = styles, pictures, notes
        self._fields: list[_Field] = []
        self.links: dict[str, str] = {}  # address → id of its relation
        self.relations: dict[str, Relation] = {}  # of the part being read
        self.known_notes: dict[str, set[str]] = {}
        self.noted: list[str] = []
        self.where = ""
        self._plain = False
        self._base = Look()
        self._inner = Inner()
        self._handlers: dict[str, Callable[[Element], None]] = {
            W + "r": self._run,
            W + "hyperlink": self._hyperlink,
            W + "sdt": self._control,
            W + "subDoc": lambda element: self._note("part"),
            W + "ruby": self._through,
            MATH + "oMath": self._formula,
            MATH + "oMathPara": self._formula,
            MC + "AlternateContent": self._alternative,
        }

    def read(self, paragraph: Element, where: str, *, base: Look, plain: bool = False) -> Inner:
        """`plain`: the bold and italic of a heading are those of its style."""
        self.where, self._base, self._plain, self._inner = where, base, plain, Inner()
        self._fields.clear()  # one that never ended swallows nothing more
        self._through(paragraph)
        return self._inner

    def _note(self, what: str, about: str = "") -> None:
        self._notes.add(what, self.where, about)

    def _through(self, element: Element) -> None:
        for child in element:
            if handler := self._handlers.get(child.tag):
                handler(child)
            elif child.tag in _THROUGH:
                self._wrapped(child)
            elif child.tag in (W + "del", W + "moveFrom") and words_struck(child):
                self._note("tracked")

    def _wrapped(self, element: Element) -> None:
        if element.tag in (W + "ins", W + "moveTo"):
            self._note("tracked")
        elif element.tag == W + "fldSimple":
            self._tell_field(value(element, "instr") or "")
        self._through(element)

    def _control(self, element: Element) -> None:
        properties = element.find(W + "sdtPr")
        if properties is not None and any(
            child.tag in _CONTROLS or child.tag.endswith("}checkbox") for child in properties
        ):
            self._note("form")
        for content in element.findall(W + "sdtContent"):
            self._through(content)

    def _hyperlink(self, element: Element) -> None:
        relation = self.relations.get(element.get(R + "id", ""))
        href = relation.target if relation is not None and relation.outside else ""
        if href and (place := value(element, "anchor")):
            href = f"{href.split('#')[0]}#{place}"
        if not href:
            self._note("link-inside")
        self._fields.append(_Field(shows=True, href=self._sound(href)))
        self._through(element)
        self._fields.pop()

    def _sound(self, href: str) -> str:
        href = href.strip()
        if href.lower().startswith("www."):
            href = f"https://{href}"
        if not href or leads_somewhere(href):
            return href
        self._note("link", href)
        return ""

    # Runs

    def _run(self, element: Element) -> None:
        properties = element.find(W + "rPr")
        properties = Element(W + "rPr") if properties is None else properties
        chain = list(self._styles.chain(value(properties.find(W + "rStyle"))))
        hidden = properties.find(W + "vanish")
        if yes(hidden) if hidden is not None else any(style.hidden for style in chain):
            if words(element).strip():
                self._note("hidden")
            return
        look = self._look(properties, chain)
        if not self._plain and words(element).strip():
            self._tell_lost(properties)
        font = (value(properties.find(W + "rFonts"), "ascii") or "").lower()
        for child in element:
            self._piece(child, look, font)

    def _look(self, properties: Element, chain: list[Style]) -> Look:
        """What the run says of itself, else its style, else the style of the paragraph."""
        bold = _first(switch(properties, "b"), [style.bold for style in chain], self._base.bold)
        italic = _first(switch(properties, "i"), [style.italic for style in chain], self._base.italic)
        raised = value(properties.find(W + "vertAlign")) or next((s.raised for s in chain if s.raised), "")
        return Look(
            bold=bold and not self._plain,
            italic=italic and not self._plain,
            struck=yes(properties.find(W + "strike")) or yes(properties.find(W + "dstrike")),
            raised=raised if raised in ("superscript", "subscript") else "",
        )

    def _tell_lost(self, properties: Element) -> None:
        linked = any(each.href for each in self._fields)
        if yes(properties.find(W + "u")) and not linked and value(properties.find(W + "rStyle")) is None:
            self._note("underline")
        colour = (value(properties.find(W + "color")) or "auto").lower()
        grey = len(colour) == 6 and colour[:2] == colour[2:4] == colour[4:]
        lit = value(properties.find(W + "highlight")) not in (None, "none")
        if lit or (not linked and not grey and colour != "auto"):
            self._note("colour")

    def _piece(self, child: Element, look: Look, font: str) -> None:
        tag = child.tag
        if tag == W + "t":
            if not self._in_code():
                self._text(child.text or "", look, font)
        elif tag in (W + "tab", W + "ptab"):
            if self._inner.children:
                self._note("tab")
            self._emit(look, _text_element(" "))
        elif tag in (W + "br", W + "cr"):
            self._break(child, look)
        elif tag == W + "noBreakHyphen":
            self._emit(look, _text_element("\u2011"))
        elif tag == W + "sym":
            self._symbol(value(child, "font") or "", value(child, "char") or "", look)
        elif tag == W + "fldChar":
            self._field_mark(child)
        elif tag == W + "instrText":
            if self._fields and not self._fields[-1].shows:
                self._fields[-1].said += child.text or ""
        elif tag in (W + "footnoteReference", W + "endnoteReference"):
            self._reference(child, tag)
        elif tag == W + "commentReference":
            self._note("comments")
        elif tag in _DRAWN:
            self._drawing(child)
        elif tag == MC + "AlternateContent":
            self._alternative(child, look, font)
        elif tag == W + "ruby":
            self._through(child)

    def _text(self, text: str, look: Look, font: str) -> None:
        text = clean(text)
        if font.startswith(_SYMBOL_FONTS):
            for character in text:
                code = ord(character) if ord(character) >= 0xF000 else 0xF000 + ord(character)
                if character == " " or code > 0xF0FF:
                    self._emit(look, _text_element(character))
                else:
                    self._symbol(font.title(), f"{code:X}", look)
            return
        if _PRIVATE.search(text):
            self._note("symbol")
            text = _PRIVATE.sub("", text)
        if text:
            self._emit(look, _text_element(text))

    def _symbol(self, font: str, code: str, look: Look) -> None:
        if _HEXADECIMAL.fullmatch(code):
            self._emit(look, Element(W + "sym", {W + "font": font, W + "char": code}))

    def _break(self, child: Element, look: Look) -> None:
        kind = value(child, "type")
        if kind == "page":
            self._note("page-break")
        elif kind == "column":
            self._note("columns")
        else:
            self._emit(look, Element(W + "br"))

    def _emit(self, look: Look, content: Element) -> None:
        """One more piece; neighbours that look alike and lead to one place are one run."""
        href = next((each.href for each in reversed(self._fields) if each.href), "")
        out = self._inner.children
        if href:
            link_id = self.links.setdefault(href, f"l{len(self.links) + 1}")
            if not (out and out[-1].tag == W + "hyperlink" and out[-1].get(R + "id") == link_id):
                out.append(Element(W + "hyperlink", {R + "id": link_id}))
            holder: Element | list[Element] = out[-1]
        else:
            holder = out
        last = holder[-1] if len(holder) else None
        if last is not None and last.tag == W + "r" and last.get("look") == repr(look):
            run = last
        else:
            run = _run_element(look)
            holder.append(run)
        if content.tag == W + "t" and len(run) and run[-1].tag == W + "t":
            run[-1].text = (run[-1].text or "") + (content.text or "")
        else:
            run.append(content)

    def _reference(self, child: Element, tag: str) -> None:
        name = value(child, "id") or ""
        if name in self.known_notes.get(tag, ()):
            self._emit(Look(), Element(tag, {W + "id": name}))
            self._note("notes")

    # Fields

    def _in_code(self) -> bool:
        return any(not each.shows for each in self._fields)

    def _field_mark(self, child: Element) -> None:
        kind = value(child, "fldCharType")
        if kind == "begin":
            self._fields.append(_Field(begun_by=child))
        elif not self._fields:
            return
        elif kind == "separate":
            self._begin_result(self._fields[-1])
        elif kind == "end":
            ended = self._fields.pop()
            if not ended.shows:
                self._begin_result(ended)

    def _begin_result(self, found: _Field) -> None:
        found.shows = True
        if link := _HYPERLINK.match(found.said):
            if link.group(1):
                self._note("link-inside")
            else:
                found.href = self._sound(link.group(2) or link.group(3) or "")
        elif found.said.strip().upper().startswith("FORMCHECKBOX"):
            self._note("form")
            begun = [] if found.begun_by is None else [found.begun_by]
            ticked = any(yes(each) for by in begun for name in ("checked", "default") for each in by.iter(W + name))
            self._emit(Look(), _text_element("☑" if ticked else "☐"))
        else:
            self._tell_field(found.said)

    def _tell_field(self, said: str) -> None:
        name = said.strip().split(" ")[0].upper()
        if name in _FORMS:
            self._note("form")
        elif name == "TOC":
            self._note("toc")
        elif name and name not in ("HYPERLINK", "PAGEREF"):
            self._note("field")

    # Images, boxes, drawings

    def _alternative(self, element: Element, look: Look | None = None, font: str = "") -> None:
        choices = [choice for choice in element.findall(MC + "Choice") if any(child.tag in _DRAWN for child in choice)]
        chosen = choices[0] if choices else element.find(MC + "Fallback")
        for child in chosen if chosen is not None else ():
            if handler := self._handlers.get(child.tag):
                handler(child)
            else:
                self._piece(child, look or self._base, font)

    def _drawing(self, element: Element) -> None:
        found = read_drawing(element)
        for image in found.images:
            self._image(image)
        if found.boxes:
            self._note("text-box")
            self._inner.boxes += found.boxes
        if found.what == "rule":
            self._emit(Look(), _text_element(mark(RULE)))
        elif found.what in _INSTEAD:
            self._left_out(found.what, _(_INSTEAD[found.what]))
        elif found.what:
            self._note(found.what)

    def _image(self, image: Shown) -> None:
        relation = self.relations.get(image.relation)
        if relation is None or relation.outside:
            self._left_out("image-linked", _("(Image à ajouter)"))
            return
        shown = self._pictures.show(relation.target, image.alt, self.where)
        if shown is None:
            name = clean(relation.target.rpartition("/")[2])
            self._emit(Look(), _text_element(_("(Image à refaire : %(name)s)") % {"name": name}))
            return
        self._emit(Look(), _text_element(mark(IMAGE, shown)))
        if image.cut:
            self._note("image-cropped", self._pictures.shown[shown][0])
        if image.linked:
            self._note("image-link")

    def _left_out(self, what: str, words_instead: str) -> None:
        self._note(what)
        self._emit(Look(), _text_element(words_instead))

    def _formula(self, element: Element) -> None:
        """A formula written on one line is text; any other is left to be written again."""
        built = {part.tag.removeprefix(MATH) for part in element.iter() if part.tag.startswith(MATH)} - _ON_ONE_LINE
        text = clean("".join(part.text or "" for part in element.iter(MATH + "t")))
        if text.strip() and not any(not name.endswith("Pr") for name in built):
            self._emit(Look(), _text_element(text))
        else:
            self._left_out("equation", _("(Formule à réécrire)"))


def _first(direct: bool | None, styled: list[bool | None], base: bool) -> bool:
    return direct if direct is not None else next((found for found in styled if found is not None), base)


def words_struck(element: Element) -> bool:
    return any((text.text or "").strip() for name in ("delText", "t") for text in element.iter(W + name))


def _text_element(text: str) -> Element:
    found = Element(W + "t")
    found.text = text
    return found


def _run_element(look: Look) -> Element:
    run = Element(W + "r", {"look": repr(look)})
    properties = SubElement(run, W + "rPr")
    for name, on in (("b", look.bold), ("i", look.italic), ("strike", look.struck)):
        if on:
            SubElement(properties, W + name)
    if look.raised:
        SubElement(properties, W + "vertAlign", {W + "val": look.raised})
    return run
