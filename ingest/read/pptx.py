"""PPTX: the slides in their order, titles, numbered paragraphs and tables; a slide's number is its page."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from lxml import etree

from ingest.read.docx.number_formats import formatted_number
from ingest.read.pdf import safety
from ingest.read.refusals import DAMAGED
from ingest.read.strict_ooxml import usual_form
from ingest.reading import Block, Cell, Line, Reading, RefusedFile, Table
from ingest.text.normalize import tidy

NO_TEXT = "Bản trình chiếu không có chữ nào để đọc; hãy kiểm tra lại tệp gốc."
HIDDEN = "Trang chiếu ẩn và ghi chú của người trình bày không được đọc."
PICTURES = "Ảnh, biểu đồ trên trang chiếu {slides} chưa được đọc chữ; vui lòng xem bản gốc."
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_ON = ("1", "true")
_MOST_PART = 100 << 20
#: Placeholders that every slide repeats.
_FURNITURE = ("ftr", "dt", "sldNum", "hdr")
_NUMBER_FORMS = (
    ("arabic", "decimal"), ("romanUc", "upperRoman"), ("romanLc", "lowerRoman"), ("alphaUc", "upperLetter"),
    ("alphaLc", "lowerLetter"),
)  # fmt: skip


def read_pptx(path: Path) -> Reading:
    """The slides that are shown.

    :raises RefusedFile: damaged files, those without text.
    """
    try:
        with usual_form(path) as readable, zipfile.ZipFile(readable) as archive:
            return _Deck(archive).read()
    except safety.PARSER_FAILURES as error:
        raise RefusedFile("damaged", DAMAGED) from error


class _Deck:
    """An open presentation."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())

    def read(self) -> Reading:
        main = next((target for kind, target in self._targets("") if kind.endswith("/officeDocument")), None)
        if main is None:
            raise RefusedFile("damaged", DAMAGED)
        slides = self._targets_by_id(main)
        blocks: list[Block] = []
        left_out, pictured = False, []
        for number, reference in enumerate(self._part(main).iter(f"{_P}sldId"), start=1):
            name = slides.get(reference.get(f"{_R}id") or "")
            if name is None:
                continue
            slide = self._part(name)
            if slide.get("show") == "0":
                left_out = True
                continue
            blocks.extend(self._slide_blocks(slide, name, number))
            left_out = left_out or self._has_notes(name)
            if next(slide.iter(f"{_P}pic"), None) is not None or _holds_chart(slide):
                pictured.append(str(number))
        if not blocks:
            raise RefusedFile("no_text", NO_TEXT)
        warnings = [PICTURES.format(slides=", ".join(pictured))] if pictured else []
        return Reading("pptx", "office", tuple(blocks), warnings=(*warnings, *([HIDDEN] if left_out else [])))

    def _part(self, name: str) -> etree._Element:
        if self._archive.getinfo(name).file_size > _MOST_PART:
            raise zipfile.BadZipFile(f"{name} unpacks to too much")
        return etree.fromstring(
            self._archive.read(name), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        )

    def _relations(self, name: str) -> Iterator[tuple[str, str, str]]:
        folder, _, base = name.rpartition("/")
        part = posixpath.join(folder, "_rels", f"{base}.rels")
        if part in self._names:
            for relation in self._part(part).iterfind(f"{_REL}Relationship"):
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or "")).lstrip("/")
                yield relation.get("Id") or "", relation.get("Type") or "", target

    def _targets(self, name: str) -> list[tuple[str, str]]:
        return [(kind, target) for _, kind, target in self._relations(name) if target in self._names]

    def _targets_by_id(self, name: str) -> dict[str, str]:
        return {identifier: target for identifier, _, target in self._relations(name) if target in self._names}

    def _has_notes(self, slide: str) -> bool:
        notes = [target for kind, target in self._targets(slide) if kind.endswith("/notesSlide")]
        return any(
            tidy("".join(_paragraph_text(paragraph)))
            for name in notes
            for shape in self._part(name).iter(f"{_P}sp")
            if _placeholder(shape) == "body"
            for paragraph in shape.iter(f"{_A}p")
        )

    def _slide_blocks(self, slide: etree._Element, name: str, number: int) -> Iterator[Block]:
        """Titles first: they stand on top wherever the file writes them."""
        tree = slide.find(f"{_P}cSld/{_P}spTree")
        shapes = list(_shapes(tree)) if tree is not None else []
        titles = [shape for shape in shapes if _placeholder(shape) in ("title", "ctrTitle")]
        for shape in [*titles, *(one for one in shapes if one not in titles)]:
            table = shape.find(f".//{_A}tbl")
            if table is not None:
                yield from _table_blocks(table, number)
            elif shape.find(f".//{_DIAGRAM}relIds") is not None:
                yield from self._diagram_lines(shape, name, number)
            elif _placeholder(shape) not in _FURNITURE:
                yield from _text_lines(shape, number, bold=shape in titles)

    def _diagram_lines(self, shape: etree._Element, name: str, number: int) -> Iterator[Line]:
        """The words of a drawn scheme (SmartArt), which lie in a part of their own."""
        reference = shape.find(f".//{_DIAGRAM}relIds")
        data = self._targets_by_id(name).get((reference.get(f"{_R}dm") or "") if reference is not None else "")
        if data is not None:
            yield from _text_lines(self._part(data), number, bold=False)


def _shapes(parent: etree._Element) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == f"{_P}grpSp":
            yield from _shapes(child)
        elif child.tag in (f"{_P}sp", f"{_P}graphicFrame") and not _is_hidden(child):
            yield child
        elif isinstance(child.tag, str) and child.tag.endswith("}AlternateContent") and len(child):
            # The first choice is what today's programs show; the fallback says the same as a picture.
            yield from _shapes(child[0])


def _is_hidden(shape: etree._Element) -> bool:
    return any(one.get("hidden") == "1" for one in shape.iter(f"{_P}cNvPr"))


def _holds_chart(slide: etree._Element) -> bool:
    return any((data.get("uri") or "").endswith("/chart") for data in slide.iter(f"{_A}graphicData"))


def _placeholder(shape: etree._Element) -> str:
    mark = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
    return "" if mark is None else mark.get("type") or "body"


def _text_lines(shape: etree._Element, number: int, *, bold: bool) -> Iterator[Line]:
    counts: dict[int, tuple[str, int]] = {}
    for paragraph in shape.iter(f"{_A}p"):
        text = tidy("".join(_paragraph_text(paragraph)))
        if not text:
            continue
        mark = _own_number(paragraph, counts)
        yield Line(f"{mark} {text}" if mark else text, page=number, bold=bold, whole=True, auto_number=bool(mark))


def _own_number(paragraph: etree._Element, counts: dict[int, tuple[str, int]]) -> str:
    """The automatic number of a paragraph; counts of deeper levels begin anew."""
    look = paragraph.find(f"{_A}pPr")
    level = int(look.get("lvl") or 0) if look is not None else 0
    numbered = look.find(f"{_A}buAutoNum") if look is not None else None
    for deeper in [one for one in counts if one > level]:
        del counts[deeper]
    if numbered is None:
        counts.pop(level, None)
        return ""
    form = numbered.get("type") or "arabicPeriod"
    before, count = counts.get(level, ("", 0))
    start = int(numbered.get("startAt") or 1)
    counts[level] = (form, count + 1 if before == form else start)
    name = next((name for prefix, name in _NUMBER_FORMS if form.startswith(prefix)), "decimal")
    digits = formatted_number(counts[level][1], name)
    return f"({digits})" if form.endswith("Both") else f"{digits}{')' if form.endswith('ParenR') else '.'}"


def _paragraph_text(paragraph: etree._Element) -> Iterator[str]:
    for child in paragraph:
        if child.tag == f"{_A}r" or (child.tag == f"{_A}fld" and child.get("type") != "slidenum"):
            yield child.findtext(f"{_A}t") or ""
        elif child.tag == f"{_A}br":
            yield " "


def _table_blocks(table: etree._Element, number: int) -> Iterator[Block]:
    rows = []
    for row in table.iterfind(f"{_A}tr"):
        cells = []
        for cell in row.iterfind(f"{_A}tc"):
            merged: Literal["left", "above"] | None = "left" if cell.get("hMerge") in _ON else None
            merged = merged or ("above" if cell.get("vMerge") in _ON else None)
            lines = [tidy("".join(_paragraph_text(paragraph))) for paragraph in cell.iter(f"{_A}p")]
            cells.append(Cell(None if merged else "\n".join(line for line in lines if line), merged=merged))
        rows.append(tuple(cells))
    width = max((len(row) for row in rows), default=0)
    if any(cell.text for row in rows for cell in row):
        yield Table(tuple((*row, *[Cell("")] * (width - len(row))) for row in rows), page=number)
