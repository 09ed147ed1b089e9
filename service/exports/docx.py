"""A page as DOCX."""

from __future__ import annotations

import io

from service.answering.overview.page import PageBlock, SummaryPage
from service.exports.xml_text import xml_text

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def page_docx(page: SummaryPage) -> bytes:
    """The page as a DOCX file: narrow margins, so that it stays one page."""
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(9.5)
    normal.paragraph_format.space_after = Pt(0)
    document.core_properties.title = xml_text(page.title)[:250]
    document.core_properties.language = "vi"
    document.add_paragraph().add_run(xml_text(page.title)).bold = True
    for notice in page.notices:
        document.add_paragraph().add_run(f"! {xml_text(notice)}").italic = True
    for block in page.blocks:
        heading = document.add_paragraph()
        heading.paragraph_format.space_before = Pt(2)
        heading.add_run(xml_text(block.title)).bold = True
        _add_lines(document, block)
        if block.left_out:
            document.add_paragraph().add_run(xml_text(block.left_out)).italic = True
    document.add_paragraph().add_run(xml_text(page.foot)).italic = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_lines(document: object, block: PageBlock) -> None:
    if block.is_run_on:
        quotes = "; ".join(f"“{line.quote}”" for line in block.lines)
        document.add_paragraph(xml_text(f"{quotes} ({block.lines[0].place})"))  # type: ignore[attr-defined]
        return
    for line in block.lines:
        paragraph = document.add_paragraph("– ")  # type: ignore[attr-defined]
        if line.about:
            paragraph.add_run(f"{xml_text(line.about)}: ").bold = True
        paragraph.add_run(xml_text(f"“{line.quote}” ({line.place})"))
