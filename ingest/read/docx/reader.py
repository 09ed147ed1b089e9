"""DOCX in document order: paragraphs with their automatic numbers, tables, footnotes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from lxml import etree

from ingest.read.docx.numbering import Numbering, number_notes
from ingest.read.docx.ooxml import W, is_on, parse_part, word_attribute
from ingest.read.docx.runs import TextRun, printed_runs, with_text
from ingest.read.docx.styles import Styles
from ingest.read.layout_tables import column_by_column, data_table, is_layout_table
from ingest.read.pdf import safety
from ingest.read.pipe_tables import with_pipe_tables
from ingest.reading import Block, Cell, Footnote, Line, Reading, RefusedFile, Table
from ingest.text import legacy_encodings
from ingest.text.normalize import fold, tidy

DAMAGED = "Tệp Word bị hỏng hoặc tải về chưa đủ; hãy gửi lại tệp gốc."
NO_TEXT = "Tệp Word không có chữ nào để đọc; hãy kiểm tra lại tệp gốc."
_ALIGN: dict[str, Literal["left", "center", "right", "justify"]] = {
    "left": "left", "start": "left", "center": "center", "right": "right", "end": "right", "both": "justify",
    "distribute": "justify",
}  # fmt: skip
_SENTENCE_REST = re.compile(r"[a-zà-ỹđ(]")
_SENTENCE_END = re.compile(r"[.;:!?]\s*\Z|/\.\s*\Z")
_HEADER_PART = re.compile(r"word/header\d*\.xml")
#: Other headers repeat the title or count pages.
_PAGE_MARK = re.compile(
    r"\W*(?:van ban mau|tai lieu mau|.{0,60}khong co gia tri phap ly|(?:tuyet |toi )?mat\W*$|du thao)\b"
)
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(slots=True)
class BodyContext:
    """Styles and numbering of the body; ``unsure`` once an old encoding was only guessed."""

    styles: Styles
    numbering: Numbering
    unsure: bool = False
    notes: list[str] = field(default_factory=list)


def read_docx(path: Path) -> Reading:
    """A DOCX file as lines (one per paragraph) and tables.

    :raises RefusedFile: a damaged archive or one without text.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            document = parse_part(archive, "word/document.xml")
            if document is None:
                raise RefusedFile("damaged", DAMAGED)
            styles = Styles(parse_part(archive, "word/styles.xml"))
            story = BodyContext(styles, Numbering(parse_part(archive, "word/numbering.xml"), styles))
            notes = number_notes(document, archive)
            heads = [parse_part(archive, name) for name in archive.namelist() if _HEADER_PART.fullmatch(name)]
    except RefusedFile:
        raise
    except safety.PARSER_FAILURES as error:
        raise RefusedFile("damaged", DAMAGED) from error
    body = document.find(f"{W}body")
    if body is None:
        raise RefusedFile("damaged", DAMAGED)
    read = [*_page_marks(heads, story), *_read_blocks(body, story)]
    blocks = tuple(with_pipe_tables(list(_decode_legacy_text(read, story))))
    if not any(isinstance(block, Table) or block.text for block in blocks):
        raise RefusedFile("no_text", NO_TEXT)
    warnings = (legacy_encodings.UNSURE_WARNING,) if story.unsure else ()
    footnotes = tuple(Footnote(number, lines) for number, note in notes if (lines := _note_lines(note, story)))
    return Reading("docx", "docx", blocks, footnotes=footnotes, warnings=warnings)


def _page_marks(heads: list[etree._Element | None], story: BodyContext) -> list[Line]:
    """Lines of page headers that hold for the whole document (`VĂN BẢN MẪU`, secrecy, draft), each once."""
    marks: dict[str, Line] = {}
    for head in heads:
        for paragraph in () if head is None else head.iter(f"{W}p"):
            marks.update(
                (line.text, line) for line in _paragraph_lines(paragraph, story) if _PAGE_MARK.match(fold(line.text))
            )
    return list(marks.values())


def _note_lines(note: etree._Element, story: BodyContext) -> tuple[Line, ...]:
    return tuple(line for p in note.iter(f"{W}p") for line in _paragraph_lines(p, story) if tidy(line.text))


def _read_blocks(parent: etree._Element, story: BodyContext) -> Iterator[Block]:
    for child in parent:
        if child.tag == f"{W}p":
            yield from _paragraph_lines(child, story)
        elif child.tag == f"{W}tbl":
            yield from _read_table(child, story)
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}smartTag", f"{W}customXml"):
            yield from _read_blocks(child, story)


def _paragraph_lines(paragraph: etree._Element, story: BodyContext) -> Iterator[Line]:
    """The paragraph's lines: soft breaks separate titles, but a sentence broken by hand is joined again."""
    properties = story.styles.paragraph_look(paragraph)
    runs = list(printed_runs(paragraph, properties.style, story.styles))
    number = story.numbering.next_label(paragraph, properties.style)
    if number and any(run.text.strip() for run in runs):
        runs.insert(0, with_text(runs[0], f"{number} "))
    lines: list[Line] = []
    for part in _split_at_breaks(runs):
        text = tidy("".join(run.text for run in part))
        if lines and text and _is_sentence_rest(lines[-1].text, text):
            lines[-1] = replace(lines[-1], text=f"{lines[-1].text} {text}")
        elif text:
            lines.append(_line(text, part, _ALIGN.get(properties.align or ""), bool(number) and not lines))
    yield from lines
    for box in paragraph.iter(f"{W}txbxContent"):
        if not any(parent.tag == _ALTERNATE for parent in box.iterancestors()):
            yield from _lines_only(box, story)


def _split_at_breaks(runs: list[TextRun]) -> list[list[TextRun]]:
    """The runs of each line: cut at soft line breaks."""
    parts: list[list[TextRun]] = [[]]
    for run in runs:
        for index, piece in enumerate(run.text.split("\n")):
            if index:
                parts.append([])
            if piece:
                parts[-1].append(with_text(run, piece))
    return parts


def _is_sentence_rest(before: str, text: str) -> bool:
    """True if ``text`` goes on with a sentence that a soft break cut; an item mark (`b)`) never does."""
    return bool(_SENTENCE_REST.match(text)) and not _SENTENCE_END.search(before) and not re.match(r"[a-zđ]\)", text)


def _lines_only(parent: etree._Element, story: BodyContext) -> Iterator[Line]:
    for block in _read_blocks(parent, story):
        if isinstance(block, Line):
            yield block


def _line(
    text: str, runs: list[TextRun], align: Literal["left", "center", "right", "justify"] | None, numbered: bool
) -> Line:
    letters = sum(len(run.text.strip()) for run in runs) or 1
    sizes = [run.size for run in runs if run.size and run.text.strip()]
    return Line(
        text=text,
        bold=sum(len(run.text.strip()) for run in runs if run.bold) * 2 > letters,
        italic=sum(len(run.text.strip()) for run in runs if run.italic) * 2 > letters,
        size=sizes[0] if sizes else None,
        align=align,
        whole=True,
        auto_number=numbered,
    )


def _read_table(table: etree._Element, story: BodyContext) -> Iterator[Block]:
    """A data table, or the lines of a table that only places text."""
    grid, headers = _read_grid(table, story)
    if is_layout_table([["\n".join(line.text for line in cell) for cell in row] for row in grid]):
        for lines in column_by_column(grid):
            yield from lines
        return
    found = data_table([[_cell(lines) for lines in row] for row in grid], headers)
    if found is not None:
        yield found


class _MergedSlot(list[Line]):
    """Marks a slot that continues a merged cell, from the left or from above."""

    def __init__(self, merged: Literal["left", "above"]) -> None:
        super().__init__()
        self.merged: Literal["left", "above"] = merged


def _read_grid(table: etree._Element, story: BodyContext) -> tuple[list[list[list[Line]]], int]:
    grid: list[list[list[Line]]] = []
    headers = 0
    for row in _rows_or_cells(table, "tr"):
        slots: list[list[Line]] = [[] for _ in range(_whole_number(row.find(f"{W}trPr/{W}gridBefore"), 0))]
        for cell in _rows_or_cells(row, "tc"):
            span = _whole_number(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            continued = merge is not None and word_attribute(merge, "val") != "restart"
            content: list[Line] = _MergedSlot("above") if continued else list(_cell_lines(cell, story))
            slots.append(content)
            slots.extend(_MergedSlot("left") for _ in range(min(span, 64) - 1))
        if is_on(row.find(f"{W}trPr/{W}tblHeader")) and headers == len(grid):
            headers += 1
        grid.append(slots)
    return grid, headers


def _rows_or_cells(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _rows_or_cells(child, name)


def _whole_number(element: etree._Element | None, default: int) -> int:
    value = word_attribute(element, "val") if element is not None else None
    return int(value) if value and value.isdigit() else default


def _cell_lines(cell: etree._Element, story: BodyContext) -> Iterator[Line]:
    for block in _read_blocks(cell, story):
        if isinstance(block, Line):
            yield block
        else:
            for row in block.rows:
                text = "; ".join(part.text for part in row if part.text)
                if text:
                    yield Line(text, whole=True)


def _cell(lines: list[Line]) -> Cell:
    if isinstance(lines, _MergedSlot):
        return Cell(None, merged=lines.merged)
    text = "\n".join(line.text for line in lines)
    letters = sum(len(line.text) for line in lines)
    return Cell(text, bold=letters > 0 and sum(len(line.text) for line in lines if line.bold) * 2 > letters)


def _decode_legacy_text(blocks: list[Block], story: BodyContext) -> Iterator[Block]:
    """Whole-document repair for old text whose fonts do not tell (statistics, then a warning)."""
    whole = "\n".join(
        block.text if isinstance(block, Line) else " ".join(c.text or "" for row in block.rows for c in row)
        for block in blocks
    )
    verdict = legacy_encodings.guess_encoding(whole)
    story.unsure = verdict.unsure
    encoding = verdict.encoding
    if encoding is None:
        yield from blocks
        return
    for block in blocks:
        if isinstance(block, Line):
            yield replace(block, text=tidy(legacy_encodings.decode(block.text, encoding)))
        else:
            rows = tuple(
                tuple(
                    replace(c, text=tidy(legacy_encodings.decode(c.text, encoding)) if c.text else c.text) for c in row
                )
                for row in block.rows
            )
            yield replace(block, rows=rows)
