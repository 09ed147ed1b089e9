"""DOCX in document order: paragraphs with their automatic numbers, tables, text boxes, objects, footnotes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree

from ingest.read.context import DEFAULT_CONTEXT, ReadingContext
from ingest.read.docx.blocks import read_blocks
from ingest.read.docx.final_text import choose_alternatives
from ingest.read.docx.notes import number_notes
from ingest.read.docx.numbering import Numbering
from ingest.read.docx.ooxml import W
from ingest.read.docx.package import Package
from ingest.read.docx.page_margins import first_lines, page_marks, sections
from ingest.read.docx.story import Story
from ingest.read.docx.styles import Styles
from ingest.read.pdf import safety
from ingest.read.pipe_tables import with_pipe_tables
from ingest.reading import Block, Footnote, Line, Reading, RefusedFile, Table
from ingest.text import legacy_encodings
from ingest.text.normalize import tidy

DAMAGED = "Tệp Word bị hỏng hoặc tải về chưa đủ; hãy gửi lại tệp gốc."
#: A note may repeat its mark, raised.
_OWN_MARK = re.compile(r"^\s*\[\d{1,3}\]\s*")
NO_TEXT = "Tệp Word không có chữ nào để đọc; hãy kiểm tra lại tệp gốc."


def read_docx(path: Path, context: ReadingContext = DEFAULT_CONTEXT) -> Reading:
    """A DOCX file as lines (one per paragraph) and tables.

    :raises RefusedFile: a damaged archive or one without text.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _read_package(Package(archive), context)
    except RefusedFile:
        raise
    except safety.PARSER_FAILURES as error:
        raise RefusedFile("damaged", DAMAGED) from error


def _read_package(package: Package, context: ReadingContext) -> Reading:
    document = package.part(package.main)
    body = document.find(f"{W}body") if document is not None else None
    if document is None or body is None:
        raise RefusedFile("damaged", DAMAGED)
    story = _story(package, context)
    story.settled(document)
    notes = number_notes(document, package)
    if notes:
        story.note_mark = "({})"
    blocks, unsure = _decode_legacy_text([*page_marks(story), *_body_blocks(body, story)])
    blocks = with_pipe_tables(blocks)
    if not any(isinstance(block, Table) or block.text for block in blocks):
        raise RefusedFile("no_text", NO_TEXT)
    footnotes = tuple(
        Footnote(number, lines)
        for number, note, part in notes
        if (lines := _note_lines(note, replace(story, part=part)))
    )
    warnings = (*story.warnings(), *((legacy_encodings.UNSURE_WARNING,) if unsure else ()))
    return Reading("docx", "docx", tuple(blocks), footnotes=footnotes, warnings=warnings, left_out=story.left_out())


def _story(package: Package, context: ReadingContext) -> Story:
    styles = Styles(package.part(package.related("styles", "word/styles.xml")))
    numbers = package.part(package.related("numbering", "word/numbering.xml"))
    if numbers is not None:
        choose_alternatives(numbers)
    return Story(package, styles, Numbering(numbers, styles), context, package.main)


def _body_blocks(body: etree._Element, story: Story) -> Iterator[Block]:
    first = True
    for section in sections(body, story):
        blocks = list(read_blocks(section.elements, story))
        yield from first_lines(section, blocks, story, first=first)
        yield from blocks
        first = False


def _note_lines(note: etree._Element, story: Story) -> tuple[Line, ...]:
    """The lines of a note; rows of a table in it as lines."""
    story.settled(note)
    lines: list[Line] = []
    for block in read_blocks(note, story):
        if isinstance(block, Line):
            lines.append(block)
        else:
            texts = ("; ".join(cell.text for cell in row if cell.text) for row in block.rows)
            lines += [Line(text, whole=True) for text in texts if text]
    if lines:
        lines[0] = replace(lines[0], text=_OWN_MARK.sub("", lines[0].text))
    return tuple(line for line in lines if tidy(line.text))


def _decode_legacy_text(blocks: list[Block]) -> tuple[list[Block], bool]:
    """Whole-document repair for old text whose fonts do not tell (statistics), and whether that is in doubt."""
    whole = "\n".join(
        block.text if isinstance(block, Line) else " ".join(c.text or "" for row in block.rows for c in row)
        for block in blocks
    )
    verdict = legacy_encodings.guess_encoding(whole)
    encoding = verdict.encoding
    if encoding is None:
        return blocks, verdict.unsure
    decoded: list[Block] = []
    for block in blocks:
        if isinstance(block, Line):
            decoded.append(replace(block, text=tidy(legacy_encodings.decode(block.text, encoding))))
            continue
        rows = tuple(
            tuple(replace(c, text=tidy(legacy_encodings.decode(c.text, encoding)) if c.text else c.text) for c in row)
            for row in block.rows
        )
        decoded.append(replace(block, rows=rows))
    return decoded, verdict.unsure
