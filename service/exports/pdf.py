"""A page as PDF, in a font that has every Vietnamese letter and travels with the file."""

from __future__ import annotations

import io
from functools import lru_cache
from html import escape
from importlib.resources import files

from service.answering.overview.page import PageBlock, PageLine, SummaryPage

MEDIA_TYPE = "application/pdf"
#: The package that carries the fonts.
_FONTS = "font_source_serif_pro"
_TEXT, _BOLD = "SourceSerifPro-Regular", "SourceSerifPro-Bold"
#: Margin and sizes in points: the first size that keeps the page one page, none smaller than a footnote.
MARGIN, _SIZES = 40.0, (9.6, 9.0, 8.4, 7.9, 7.4)


def page_pdf(page: SummaryPage) -> bytes:
    """The page as a PDF file; a long one is set smaller, so that it stays one page."""
    for size in _SIZES:
        file, pages = _built(page, size)
        if pages == 1:
            break
    return file


def _built(page: SummaryPage, size: float) -> tuple[bytes, int]:
    """The file in one size of letters, and how many pages it has."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    out = io.BytesIO()
    template = SimpleDocTemplate(
        out, pagesize=A4, title=page.title, lang="vi",
        leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN * 0.8, bottomMargin=MARGIN * 0.8,
    )  # fmt: skip
    template.build(_paragraphs(page, size))
    return out.getvalue(), int(template.page)


def _paragraphs(page: SummaryPage, size: float) -> list[object]:
    from reportlab.platypus import Paragraph

    style = styles(size)
    story: list[object] = [Paragraph(marked_up(page.title, bold=True), style["title"])]
    story += [Paragraph(marked_up(notice), style["notice"]) for notice in page.notices]
    for block in page.blocks:
        story.append(Paragraph(marked_up(block.title, bold=True), style["heading"]))
        story += [Paragraph(text, style["line"]) for text in _block_texts(block)]
        if block.left_out:
            story.append(Paragraph(marked_up(block.left_out), style["left out"]))
    story.append(Paragraph(marked_up(page.foot), style["foot"]))
    return story


def _block_texts(block: PageBlock) -> list[str]:
    if block.is_run_on:
        return [
            "; ".join(f"“{marked_up(line.quote)}”" for line in block.lines) + f" ({marked_up(block.lines[0].place)})"
        ]
    return [_line_text(line) for line in block.lines]


def _line_text(line: PageLine) -> str:
    about = f"{marked_up(line.about, bold=True)}: " if line.about else ""
    return f"– {about}“{marked_up(line.quote)}” ({marked_up(line.place)})"


def marked_up(text: str, *, bold: bool = False) -> str:
    """Text as the PDF library takes it: its signs escaped, blanks of any kind one."""
    plain = escape(
        " ".join("".join(char for char in text if char.isprintable() or char.isspace()).split()), quote=False
    )
    return f'<font name="{_BOLD}">{plain}</font>' if bold else plain


@lru_cache(maxsize=len(_SIZES))
def styles(size: float) -> dict[str, object]:
    """The styles of paragraphs in one size of letters."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in (_TEXT, _BOLD):
        pdfmetrics.registerFont(TTFont(name, str(files(_FONTS) / "files" / f"{name}.ttf")))
    line = ParagraphStyle("line", fontName=_TEXT, fontSize=size, leading=size * 1.27, leftIndent=8, firstLineIndent=-8)
    plain = ParagraphStyle("plain", parent=line, leftIndent=0, firstLineIndent=0)
    return {
        "line": line,
        "cell": plain,
        "title": ParagraphStyle("title", parent=plain, fontSize=size + 1.8, leading=size * 1.5, spaceAfter=3),
        "notice": ParagraphStyle("notice", parent=plain, backColor="#fff2cc", spaceAfter=1),
        "heading": ParagraphStyle("heading", parent=plain, spaceBefore=2.5),
        "left out": ParagraphStyle("left out", parent=line, firstLineIndent=0, textColor="#444444"),
        "foot": ParagraphStyle("foot", parent=plain, spaceBefore=4, textColor="#444444"),
    }
