"""A comparison as PDF: lying pages, a table for each aspect, in the font of the summaries."""

from __future__ import annotations

import io

from service.answering import wording
from service.answering.overview.comparison_page import ComparedCell, ComparedTable, ComparisonPage, QuotePiece
from service.exports.pdf import MARGIN, marked_up, styles

_SIZE = 8.4
#: Shares of the width: the row's name, the two sides.
_SHARES = (0.2, 0.4, 0.4)


def comparison_pdf(page: ComparisonPage) -> bytes:
    """The comparison as a PDF file; the heads of the columns are repeated on each page."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

    out = io.BytesIO()
    template = SimpleDocTemplate(
        out, pagesize=landscape(A4), title=page.title, lang="vi",
        leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN * 0.8, bottomMargin=MARGIN * 0.8,
    )  # fmt: skip
    style = styles(_SIZE)
    story: list[Flowable] = [Paragraph(marked_up(page.title, bold=True), style["title"])]
    story += [Paragraph(marked_up(notice), style["notice"]) for notice in page.notices]
    story.append(Paragraph(marked_up(page.count), style["left out"]))
    for table in page.tables:
        story.append(Paragraph(marked_up(table.title, bold=True), style["heading"]))
        story.append(_table(table, page.sides, template.width))
    story.append(Paragraph(marked_up(page.foot), style["foot"]))
    template.build(story)
    return out.getvalue()


def _table(table: ComparedTable, sides: tuple[str, str], width: float) -> object:
    """The table; a row may be cut between pages, for a quote may be longer than one."""
    from reportlab.platypus import LongTable, Paragraph, TableStyle

    cell = styles(_SIZE)["cell"]
    head = [Paragraph(marked_up(text, bold=True), cell) for text in (wording.COMPARED_CONTENT, *sides)]
    rows = [
        [
            Paragraph(f"{marked_up(row.label)}<br/><font color='#444444'>{marked_up(row.kind)}</font>", cell),
            Paragraph(_cell_text(row.left), cell),
            Paragraph(_cell_text(row.right), cell),
        ]
        for row in table.rows
    ]
    lines = TableStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, "#888888"),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, 0), "#eeeeee"),
        ]
    )
    widths = [width * share for share in _SHARES]
    return LongTable([head, *rows], colWidths=widths, repeatRows=1, splitInRow=1, style=lines)


def _cell_text(cell: ComparedCell | None) -> str:
    if cell is None:
        return marked_up(wording.NOT_STATED_THERE)
    said = "".join(_piece_text(piece) for piece in cell.pieces)
    return f"“{said}” ({marked_up(cell.place)})"


def _piece_text(piece: QuotePiece) -> str:
    """A piece with the blanks at its ends, which part it from the next one."""
    before, after = (" " if end.isspace() else "" for end in (piece.text[0], piece.text[-1]))
    return f"{before}{marked_up(piece.text, bold=piece.differs)}{after}"
