"""A page as DOCX."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from service.answering.overview.page import PageBlock, SummaryPage
from service.exports.xml_text import xml_text

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def page_docx(page: SummaryPage) -> bytes:
    """The page as a DOCX file: narrow margins, so that it stays one page."""
    from docx.shared import Pt

    document = empty_document(page.title, page.notices)
    for block in page.blocks:
        heading = document.add_paragraph()
        heading.paragraph_format.space_before = Pt(2)
        heading.add_run(xml_text(block.title)).bold = True
        _add_lines(document, block)
        if block.left_out:
            document.add_paragraph().add_run(xml_text(block.left_out)).italic = True
    document.add_paragraph().add_run(xml_text(page.foot)).italic = True
    return saved(document)


def empty_document(title: str, notices: Sequence[str], *, is_wide: bool = False) -> DocxDocument:
    """A document of A4 pages, lying ones if ``is_wide``, that opens with a title and the notices below it."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if is_wide else (Cm(21), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(9.5)
    normal.paragraph_format.space_after = Pt(0)
    document.core_properties.title = xml_text(title)[:250]
    document.core_properties.language = "vi"
    document.add_paragraph().add_run(xml_text(title)).bold = True
    for notice in notices:
        document.add_paragraph().add_run(f"! {xml_text(notice)}").italic = True
    return document


def saved(document: DocxDocument) -> bytes:
    """The bytes of a document's file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_lines(document: DocxDocument, block: PageBlock) -> None:
    if block.is_run_on:
        quotes = "; ".join(f"“{line.quote}”" for line in block.lines)
        document.add_paragraph(xml_text(f"{quotes} ({block.lines[0].place})"))
        return
    for line in block.lines:
        paragraph = document.add_paragraph("– ")
        if line.about:
            paragraph.add_run(f"{xml_text(line.about)}: ").bold = True
        paragraph.add_run(xml_text(f"“{line.quote}” ({line.place})"))
