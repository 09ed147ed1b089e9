"""A comparison as DOCX: lying pages, a table for each aspect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.answering import wording
from service.answering.overview.comparison_page import ComparedCell, ComparedTable, ComparisonPage
from service.exports.docx import empty_document, saved
from service.exports.xml_text import xml_text

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from docx.table import _Cell

#: Widths of the columns in centimetres: the row's name, the two sides.
_WIDTHS = (5.3, 10.7, 10.7)


def comparison_docx(page: ComparisonPage) -> bytes:
    """The comparison as a DOCX file; the heads of the columns are repeated on each page."""
    document = empty_document(page.title, page.notices, is_wide=True)
    document.add_paragraph(xml_text(page.count))
    for table in page.tables:
        _add_table(document, table, page.sides)
    document.add_paragraph().add_run(xml_text(page.foot)).italic = True
    return saved(document)


def _add_table(document: DocxDocument, table: ComparedTable, sides: tuple[str, str]) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    heading = document.add_paragraph()
    heading.paragraph_format.space_before = Pt(6)
    heading.paragraph_format.keep_with_next = True
    heading.add_run(xml_text(table.title)).bold = True
    drawn = document.add_table(rows=len(table.rows) + 1, cols=3, style="Table Grid")
    drawn.alignment, drawn.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(drawn.columns, _WIDTHS, strict=True):
        column.width = Cm(width)
    head, *rows = drawn.rows
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, text, width in zip(head.cells, (wording.COMPARED_CONTENT, *sides), _WIDTHS, strict=True):
        cell.width = Cm(width)
        cell.paragraphs[0].add_run(xml_text(text)).bold = True
    for drawn_row, row in zip(rows, table.rows, strict=True):
        name, left, right = drawn_row.cells
        for cell, width in zip((name, left, right), _WIDTHS, strict=True):
            cell.width = Cm(width)
        name.paragraphs[0].add_run(xml_text(row.label))
        name.add_paragraph().add_run(xml_text(row.kind)).italic = True
        _fill(left, row.left)
        _fill(right, row.right)


def _fill(drawn: _Cell, cell: ComparedCell | None) -> None:
    paragraph = drawn.paragraphs[0]
    if cell is None:
        paragraph.add_run(wording.NOT_STATED_THERE).italic = True
        return
    paragraph.add_run("“")
    for piece in cell.pieces:
        paragraph.add_run(xml_text(piece.text)).bold = piece.differs
    paragraph.add_run(xml_text(f"” ({cell.place})"))
