"""Sets a source as DOCX in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx_parts import border, drop_last_empty, ink, page_field, plain_table, repack, row_mark, rule, set_font
from sample_source import SAMPLE_MARK, Attached, Line, LineKind, PageBreak, Source, Table

FONT = "Times New Roman"
PRINT_FONT = (
    "TeX Gyre Termes"  # a free Times with all Vietnamese letters; Liberation Serif lacks those with a dot below
)
GREY = RGBColor(0x80, 0x80, 0x80)
RED = RGBColor(0xC0, 0x10, 0x10)
TEXT_WIDTH = Cm(16)  # 21 cm less 3 cm on the left and 2 cm on the right
# one run of legacy text: the converted characters and the font they must be drawn in
Recode = Callable[[str], list[tuple[str, str]]]


@dataclass(slots=True)
class Setter:
    """Writes paragraphs in one manner: the font, an optional legacy encoding, ink for what is filled in by hand."""

    source: Source
    recode: Recode | None = None
    font: str = FONT
    handwritten: bool = False  # number and day are filled in with a pen, as on most scanned letters
    document: Document = field(default_factory=docx.Document)

    def build(self) -> Document:
        self._page_setup()
        self._header_table()
        self._title()
        signed = False
        for part in self.source.parts:
            if isinstance(part, Attached):
                if not signed:
                    self._signature()
                    signed = True
                self._attached(part)
            elif isinstance(part, Line):
                self._line(part)
            elif isinstance(part, Table):
                self._table(part)
            elif isinstance(part, PageBreak):
                self.document.add_page_break()
        if not signed:
            self._signature()
        return self.document

    # -- pieces of text ---------------------------------------------------------------------------------------------

    def _write(
        self, paragraph: Paragraph, text: str, *, size: float = 14, bold: bool = False, italic: bool = False
    ) -> None:
        for index, piece in enumerate(text.split("**")):
            if not piece:
                continue
            for characters, font in self.recode(piece) if self.recode else [(piece, self.font)]:
                run = paragraph.add_run(characters)
                set_font(run, font, size)
                run.bold = bold or index % 2 == 1
                run.italic = italic

    def _paragraph(
        self, text: str, *, align: ALIGN = ALIGN.JUSTIFY, indent: float = 1.27, **style: object
    ) -> Paragraph:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = align
        if align is ALIGN.JUSTIFY:
            paragraph.paragraph_format.first_line_indent = Cm(indent)
        self._write(paragraph, text, **style)  # type: ignore[arg-type]
        return paragraph

    def _cell_line(self, cell: _Cell, text: str, *, align: ALIGN = ALIGN.CENTER, **style: object) -> Paragraph:
        empty = len(cell.paragraphs) == 1 and not cell.text
        paragraph = cell.paragraphs[0] if empty else cell.add_paragraph()
        paragraph.alignment = align
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.space_before = Pt(0)
        self._write(paragraph, text, **style)  # type: ignore[arg-type]
        return paragraph

    # -- fixed elements ---------------------------------------------------------------------------------------------

    def _page_setup(self) -> None:
        normal = self.document.styles["Normal"]
        normal.font.name = self.font
        normal.font.size = Pt(14)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), self.font)
        normal.element.rPr.rFonts.set(qn("w:cs"), self.font)
        normal.paragraph_format.space_after = Pt(6)
        normal.paragraph_format.space_before = Pt(0)
        normal.paragraph_format.line_spacing = (
            0.95 if self.font == PRINT_FONT else 1.1
        )  # Termes has more lead of its own
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = Mm(30), Mm(20)
        section.header_distance = section.footer_distance = Mm(9)
        section.different_first_page_header_footer = True
        mark = section.first_page_header.paragraphs[0]
        mark.alignment = ALIGN.CENTER
        run = mark.add_run(SAMPLE_MARK)
        set_font(run, self.font, 9)
        run.font.color.rgb = GREY
        number = section.header.paragraphs[0]
        number.alignment = ALIGN.CENTER
        page_field(number, self.font)

    def _header_table(self) -> None:
        table = plain_table(self.document, 2, (Cm(6.4), Cm(9.9)))
        left, right = table.rows[0].cells
        for line in self.source.superior:
            self._cell_line(left, line, size=13)
        for line in self.source.issuer:
            self._cell_line(left, line, size=13, bold=True)
        rule(left.add_paragraph(), left=Cm(2.1), right=Cm(2.1))
        self._cell_line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12.5, bold=True)
        self._cell_line(right, "Độc lập - Tự do - Hạnh phúc", size=13.5, bold=True)
        rule(right.add_paragraph(), left=Cm(1.95), right=Cm(1.95))
        left, right = table.rows[1].cells
        if self.handwritten:
            self._handwritten_row(left, right)
        else:
            self._cell_line(left, f"Số: {self.source.number}", size=13)
            self._cell_line(right, self.source.place_and_date, size=13.5, italic=True)
        if not self.source.type:
            subject = self._cell_line(left, f"V/v {self.source.subject}", size=12)
            subject.paragraph_format.space_before = Pt(4)
        if self.source.urgency:
            self._urgency(left)

    def _handwritten_row(self, left: _Cell, right: _Cell) -> None:
        serial, slash, symbol = self.source.number.partition("/")
        line = self._cell_line(left, "Số: ", size=13)
        ink(line, serial)
        self._write(line, slash + symbol, size=13)
        before, after = self.source.place_and_date.split(f" {self.source.date.day:02d} ", 1)
        line = self._cell_line(right, f"{before} ", size=13.5, italic=True)
        ink(line, f"{self.source.date.day:02d}")
        self._write(line, f" {after}", size=13.5, italic=True)

    def _urgency(self, cell: _Cell) -> None:
        """A red stamp with a frame: a paragraph border narrowed by its indents."""
        stamp = self._cell_line(cell, self.source.urgency, size=13, bold=True)
        stamp.paragraph_format.space_before = Pt(8)
        stamp.paragraph_format.left_indent = stamp.paragraph_format.right_indent = Cm(2)
        for run in stamp.runs:
            run.font.color.rgb = RED
        border(stamp, ("top", "left", "bottom", "right"), "C01010", 12)

    def _title(self) -> None:
        if not self.source.type:
            self._addressees()
            return
        heading = self._paragraph(self.source.type, align=ALIGN.CENTER, bold=True)
        heading.paragraph_format.space_before = Pt(16)
        heading.paragraph_format.space_after = Pt(0)
        subject = self._paragraph(self.source.subject, align=ALIGN.CENTER, bold=True)
        subject.paragraph_format.left_indent = subject.paragraph_format.right_indent = Cm(
            2.2 if len(self.source.subject) < 100 else 0.8
        )
        subject.paragraph_format.space_after = Pt(0)
        rule(self.document.add_paragraph(), left=Cm(6.4), right=Cm(6.4), after=10)
        for line in self.source.authority:
            self._paragraph(line, align=ALIGN.CENTER, bold=True)

    def _addressees(self) -> None:
        if len(self.source.to) == 1:
            line = self._paragraph(f"Kính gửi: {self.source.to[0]}", align=ALIGN.CENTER)
            line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(14)
            return
        line = self._paragraph("Kính gửi:", align=ALIGN.LEFT)
        line.paragraph_format.left_indent = Cm(4)
        line.paragraph_format.space_before = Pt(14)
        for index, name in enumerate(self.source.to):
            last = index == len(self.source.to) - 1
            entry = self._paragraph(f"- {name}{'.' if last else ';'}", align=ALIGN.LEFT)
            entry.paragraph_format.left_indent = Cm(6)
            entry.paragraph_format.space_after = Pt(14) if last else Pt(0)

    def _signature(self) -> None:
        gap = self.document.add_paragraph().paragraph_format
        gap.space_after, gap.line_spacing, gap.keep_with_next = Pt(0), Pt(6), True
        table = plain_table(self.document, 1, (Cm(7.6), Cm(8.7)))
        row_mark(table.rows[0]._tr, "w:cantSplit")
        left, right = table.rows[0].cells
        self._cell_line(left, "Nơi nhận:", align=ALIGN.LEFT, size=12, bold=True, italic=True)
        for index, name in enumerate(self.source.recipients):
            end = "." if index == len(self.source.recipients) - 1 else ";"
            self._cell_line(left, f"- {name}{end}", align=ALIGN.LEFT, size=11)
        *capacity, name = self.source.signer
        for line in capacity:
            self._cell_line(right, line, bold=True)
        for _ in range(4):
            right.add_paragraph().paragraph_format.space_after = Pt(0)
        self._cell_line(right, name, bold=True)

    # -- the text ---------------------------------------------------------------------------------------------------

    def _line(self, line: Line) -> None:
        if line.kind is LineKind.CENTRED:
            paragraph = self._paragraph(line.text, align=ALIGN.CENTER, bold=True)
        else:
            bold, italic = line.kind is LineKind.HEADING, line.kind is LineKind.ITALIC
            paragraph = self._paragraph(line.text, bold=bold, italic=italic)
        if line.kind in {LineKind.CENTRED, LineKind.HEADING}:
            paragraph.paragraph_format.keep_with_next = True

    def _attached(self, part: Attached) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.different_first_page_header_footer = False
        wide = section.page_width > section.page_height
        if part.landscape != wide:
            section.page_width, section.page_height = section.page_height, section.page_width
            section.orientation = WD_ORIENT.LANDSCAPE if part.landscape else WD_ORIENT.PORTRAIT
        for text in (part.title, part.subject):
            if text:
                heading = self._paragraph(text, align=ALIGN.CENTER, bold=True)
                heading.paragraph_format.space_after = Pt(0)
        lead = "Kèm theo" if part.appendix else "Ban hành kèm theo"
        self._paragraph(f"({lead} {self.source.reference})", align=ALIGN.CENTER, italic=True)
        width = section.page_width - section.left_margin - section.right_margin
        inset = Length((width - Cm(3.2)) // 2)
        rule(self.document.add_paragraph(), left=inset, right=inset, after=10)

    def _table(self, part: Table) -> None:
        columns = max(len(row) for row in part.rows)
        section = self.document.sections[-1]
        available = section.page_width - section.left_margin - section.right_margin
        shares = part.widths if len(part.widths) == columns else (1.0,) * columns
        widths = tuple(Length(int(available * share / sum(shares))) for share in shares)
        table = self.document.add_table(rows=0, cols=columns)
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for index, row in enumerate(part.rows):
            self._row(table, row, widths, header=index == 0)
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)

    def _row(self, table: DocxTable, row: tuple[str, ...], widths: tuple[Length, ...], *, header: bool) -> None:
        added = table.add_row()
        row_mark(added._tr, "w:cantSplit")
        if header:
            row_mark(added._tr, "w:tblHeader")
        cells = added.cells
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
        if is_group(row, len(widths)):
            text_cell = cells[0].merge(cells[-1]) if len(row) == 1 else cells[1].merge(cells[-1])
            if len(row) == 2:
                self._cell_line(cells[0], row[0], size=12, bold=True)
            self._cell_line(text_cell, row[-1], size=12, bold=True, align=ALIGN.LEFT)
            return
        for index, text in enumerate(row):
            if text == "^^":
                above = table.cell(len(table.rows) - 2, index)
                above.merge(cells[index])
                drop_last_empty(above)
            else:
                align = ALIGN.CENTER if header or index == 0 or len(text) <= 12 else ALIGN.LEFT
                self._cell_line(cells[index], text, size=12, bold=header, align=align)


def is_group(row: tuple[str, ...], columns: int) -> bool:
    return len(row) == 1 or (len(row) == 2 and columns > 2)


def save(document: Document, path: Path, source: Source) -> None:
    """With dates taken from the document, so that the same source gives the same bytes."""
    moment = datetime(source.date.year, source.date.month, source.date.day, 8, 0, 0)
    properties = document.core_properties
    properties.title = " ".join((source.type, source.subject)).strip()
    properties.author = "hoivanban"
    properties.comments = SAMPLE_MARK
    properties.created = properties.modified = moment
    document.save(str(path))
    repack(path)
