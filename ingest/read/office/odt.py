"""ODT and flat ODT -> Reading without an office program: the parts of a DOCX are made of it and read as such."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree

from ingest.coverage.own_text import own_texts
from ingest.read.context import DEFAULT_CONTEXT, ReadingContext
from ingest.read.docx.story import DELETED, EMBEDDED
from ingest.read.office.odt_looks import STYLE, TEXT, Lists, read_styles, style_id
from ingest.read.office.odt_objects import OdtObjects
from ingest.read.office.word_parts import WordParts, document_of, element, read_parts
from ingest.read.pdf import safety
from ingest.read.refusals import DAMAGED, ENCRYPTED
from ingest.reading import LeftOut, OwnText, Reading, RefusedFile

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_EXTENSION = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MOST_BYTES = 300 << 20
_MOST_SPAN, _MOST_SPACES, _MOST_DEPTH = 500, 200, 100
#: What stands in the text without being text of the document.
_UNPRINTED = frozenset(
    {f"{_OFFICE}annotation", f"{_OFFICE}annotation-end", f"{TEXT}tracked-changes", f"{TEXT}soft-page-break",
     f"{TEXT}sequence-decls", f"{_OFFICE}forms", f"{TEXT}variable-decls", f"{TEXT}user-field-decls",
     f"{TEXT}index-title-template", f"{TEXT}table-of-content-source"}
)  # fmt: skip


def read_odt(path: Path, context: ReadingContext = DEFAULT_CONTEXT) -> Reading:
    """An OpenDocument text, packed or flat.

    :raises RefusedFile: damaged or encrypted files, those without text.
    """
    try:
        roots = _roots(path)
        body = next((found for root in roots if (found := root.find(f"{_OFFICE}body/{_OFFICE}text")) is not None), None)
        if body is None:
            raise RefusedFile("damaged", DAMAGED)
        text = _OpenText(roots, OdtObjects(path))
        reading = read_parts(text.parts(body), "odt", context)
    except RefusedFile:
        raise
    except safety.PARSER_FAILURES as error:
        raise RefusedFile("damaged", DAMAGED) from error
    return text.completed(reading, own_texts(path, "odt"))


def _roots(path: Path) -> list[etree._Element]:
    """The roots of content and styles, or the one of the flat form."""
    roots = _parsed(path)
    for root in roots:
        # Tables in shapes are written in a namespace of their own.
        for extra in root.iter(f"{_EXTENSION}*"):
            if etree.QName(extra).localname.startswith("table"):
                extra.tag = f"{_TABLE}{etree.QName(extra).localname}"
    return roots


def _parsed(path: Path) -> list[etree._Element]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    if not zipfile.is_zipfile(path):
        return [etree.parse(path, parser).getroot()]
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise RefusedFile("encrypted", ENCRYPTED)
        wanted = [archive.getinfo(name) for name in ("content.xml", "styles.xml") if name in names]
        if sum(info.file_size for info in wanted) > _MOST_BYTES:
            raise zipfile.BadZipFile("the text unpacks to too much")
        return [etree.fromstring(archive.read(info), parser) for info in wanted]


class _OpenText:
    """An open document: its styles, lists, and the notes found so far."""

    def __init__(self, roots: list[etree._Element], objects: OdtObjects) -> None:
        self._roots = roots
        self._lists = Lists(roots)
        self._notes = element("footnotes")
        self._objects = objects

    def parts(self, body: etree._Element) -> WordParts:
        blocks = list(self._blocks(body, 0))
        heads, feet = self._margins("header"), self._margins("footer")
        return WordParts(
            document=document_of(blocks),
            styles=read_styles(self._roots),
            numbering=self._lists.numbering(),
            footnotes=self._notes if len(self._notes) else None,
            headers=[element("hdr", *heads)] if heads else [],
            footer=element("ftr", *feet) if feet else None,
            pictures=self._objects.pictures,
        )

    def completed(self, reading: Reading, own: tuple[OwnText, ...]) -> Reading:
        """The reading with what the text's parts do not say: what was deleted, objects that were not read."""
        deleted = [
            text
            for root in self._roots
            for region in root.iter(f"{TEXT}deletion")
            if (text := " ".join("".join(map(str, region.itertext())).split()))
        ]
        warnings = [*reading.warnings]
        if deleted:
            warnings.append(DELETED.format(words=sum(len(text.split()) for text in deleted)))
        if self._objects.unread:
            names = ", ".join(dict.fromkeys(self._objects.unread))
            warnings.append(EMBEDDED.format(count=len(self._objects.unread), names=names))
        left_out = (*reading.left_out, *(LeftOut("deleted", text) for text in deleted))
        return replace(reading, warnings=tuple(warnings), left_out=left_out, own_texts=own or reading.own_texts)

    def _margins(self, name: str) -> list[etree._Element]:
        """The headers or feet of all pages (also those of first and left pages)."""
        found = (root.iter(f"{STYLE}{name}", f"{STYLE}{name}-first", f"{STYLE}{name}-left") for root in self._roots)
        return [block for margins in found for margin in margins for block in self._blocks(margin, 0)]

    def _blocks(self, parent: etree._Element, depth: int) -> Iterator[etree._Element]:
        if depth > _MOST_DEPTH:
            raise ValueError("elements in each other without end")
        for child in parent:
            if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                yield self._paragraph(child, self._heading_number(child), depth)
            elif child.tag == f"{TEXT}list":
                yield from self._list_blocks(child, depth)
            elif child.tag == f"{_TABLE}table":
                yield self._table(child, depth)
            elif _holds_blocks(child):
                # A shape may stand beside the paragraphs, tied to a page.
                drawn = self._objects.drawn(child) if child.tag.startswith(_DRAW) and depth == 0 else []
                yield from [element("p", *drawn)] if drawn else []
                yield from self._blocks(child, depth + 1)

    def _heading_number(self, paragraph: etree._Element) -> tuple[str, int] | None:
        if paragraph.tag != f"{TEXT}h" or paragraph.get(f"{TEXT}is-list-header") == "true":
            return None
        level = int(paragraph.get(f"{TEXT}outline-level") or 1)
        number = self._lists.outline_number(level)
        return (number, level - 1) if number else None

    def _list_blocks(
        self, listed: etree._Element, depth: int, level: int = 0, number: str | None = None
    ) -> Iterator[etree._Element]:
        """The items of a list, numbered at their first paragraph; lists in it are its lower levels."""
        own = number or self._lists.number_of(listed, listed.get(f"{TEXT}style-name"))
        if depth > _MOST_DEPTH:
            raise ValueError("lists in each other without end")
        for item in listed:
            fresh = item.tag == f"{TEXT}list-item"
            own = self._lists.restarted(own, level, item.get(f"{TEXT}start-value"))
            for child in item if fresh or item.tag == f"{TEXT}list-header" else ():
                if child.tag == f"{TEXT}list":
                    yield from self._list_blocks(child, depth + 1, level + 1, own)
                elif child.tag in (f"{TEXT}p", f"{TEXT}h"):
                    yield self._paragraph(child, (own, level) if fresh else None, depth)
                    fresh = False
                elif child.tag == f"{_TABLE}table":
                    yield self._table(child, depth + 1)

    def _paragraph(self, source: etree._Element, number: tuple[str, int] | None, depth: int) -> etree._Element:
        look = element("pPr", element("pStyle", val=style_id("paragraph", source.get(f"{TEXT}style-name"))))
        if number is not None:
            look.append(element("numPr", element("ilvl", val=str(number[1])), element("numId", val=number[0])))
        made = element("p", look)
        self._add_runs(made, source, None, depth)
        return made

    def _add_runs(self, made: etree._Element, source: etree._Element, style: str | None, depth: int) -> None:
        if depth > _MOST_DEPTH:
            raise ValueError("words in each other without end")
        _add_text(made, source.text, style)
        for child in source:
            if child.tag == f"{TEXT}note":
                made.append(element("r", element("footnoteReference", id=self._note(child, depth))))
            elif child.tag in _SIGNS:
                count = child.get(f"{TEXT}c") or "1"
                made.extend(element("r", _SIGNS[child.tag]()) for _ in range(min(int(count), _MOST_SPACES)))
            elif child.tag == f"{TEXT}span":
                self._add_runs(made, child, child.get(f"{TEXT}style-name") or style, depth + 1)
            elif isinstance(child.tag, str) and child.tag.startswith(_DRAW):
                made.extend(self._objects.drawn(child))
                boxes = list(self._blocks(child, depth + 1))
                if boxes:
                    made.append(element("r", element("pict", element("txbxContent", *boxes))))
            elif isinstance(child.tag, str) and child.tag not in _UNPRINTED:
                self._add_runs(made, child, style, depth + 1)
            _add_text(made, child.tail, style)

    def _note(self, note: etree._Element, depth: int) -> str:
        identifier = str(len(self._notes) + 1)
        made = element("footnote", id=identifier)
        self._notes.append(made)
        body = note.find(f"{TEXT}note-body")
        if body is not None:
            made.extend(list(self._blocks(body, depth + 1)))
        return identifier

    def _table(self, table: etree._Element, depth: int) -> etree._Element:
        made = element("tbl")
        #: Column -> rows that a cell above still covers, and its columns.
        above: dict[int, tuple[int, int]] = {}
        for row, is_head in _rows(table, False):
            line = element("tr", *([element("trPr", element("tblHeader"))] if is_head else []))
            column = 0
            for cell in row:
                if cell.tag == f"{_TABLE}covered-table-cell":
                    column = _covered(line, above, column, _number(cell, "columns-repeated"))
                elif cell.tag == f"{_TABLE}table-cell":
                    span, down = _number(cell, "columns-spanned"), _number(cell, "rows-spanned")
                    look = element("tcPr", element("gridSpan", val=str(span)))
                    if down > 1:
                        look.append(element("vMerge", val="restart"))
                        above[column] = (down - 1, span)
                    line.append(element("tc", look, *self._blocks(cell, depth + 1)))
                    column += 1
            made.append(line)
        return made


def _blank() -> etree._Element:
    blank = element("t", text=" ")
    blank.set(_SPACE, "preserve")
    return blank


_SIGNS: dict[str, Callable[[], etree._Element]] = {
    f"{TEXT}s": _blank,
    f"{TEXT}tab": lambda: element("tab"),
    f"{TEXT}line-break": lambda: element("br"),
}


def _holds_blocks(child: etree._Element) -> bool:
    """True for sections, indexes and shapes: what is around paragraphs."""
    return isinstance(child.tag, str) and child.tag not in _UNPRINTED and child.tag.startswith((TEXT, _OFFICE, _DRAW))


def _covered(line: etree._Element, above: dict[int, tuple[int, int]], column: int, count: int) -> int:
    """Slots under a merged cell: those beside it in its row are in its span, those below go on with it."""
    for _ in range(count):
        rows, span = above.get(column, (0, 1))
        if rows and line.tag:
            line.append(
                element("tc", element("tcPr", element("gridSpan", val=str(span)), element("vMerge", val="continue")))
            )
            if rows > 1:
                above[column] = (rows - 1, span)
            else:
                del above[column]
        column += 1
    return column


def _rows(table: etree._Element, is_head: bool) -> Iterator[tuple[etree._Element, bool]]:
    for child in table:
        if child.tag == f"{_TABLE}table-row":
            yield child, is_head
        elif child.tag in (f"{_TABLE}table-header-rows", f"{_TABLE}table-rows", f"{_TABLE}table-row-group"):
            yield from _rows(child, is_head or child.tag == f"{_TABLE}table-header-rows")


def _number(cell: etree._Element, name: str) -> int:
    value = cell.get(f"{_TABLE}number-{name}") or "1"
    return min(int(value), _MOST_SPAN) if value.isdigit() and int(value) else 1


def _add_text(made: etree._Element, text: str | None, style: str | None) -> None:
    if not text:
        return
    run = element("r", *([element("rPr", element("rStyle", val=style_id("text", style)))] if style else []))
    # Line breaks of the file are blanks of the text.
    words = element("t", text=" ".join(text.split("\n")))
    words.set(_SPACE, "preserve")
    run.append(words)
    made.append(run)
