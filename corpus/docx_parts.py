"""The small pieces of WordprocessingML that python-docx has no words for."""

import re
import zipfile
from pathlib import Path

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

INK = RGBColor(0x1C, 0x2F, 0x8C)
HAND_FONT = "Liberation Sans Narrow"


def set_font(run: Run, font: str, size: float) -> None:
    run.font.name = font
    run.font.size = Pt(size)
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), font)


def ink(paragraph: Paragraph, text: str) -> None:
    """Digits as if written with a pen: blue, slanted, larger, not quite on the line."""
    for index, digit in enumerate(text):
        run = paragraph.add_run(digit)
        set_font(run, HAND_FONT, 16)
        run.italic = True
        run.font.color.rgb = INK
        position = OxmlElement("w:position")
        position.set(qn("w:val"), str((index % 3) - 1))
        run._r.get_or_add_rPr().append(position)


def plain_table(document: Document, rows: int, widths: tuple[Length, ...]) -> DocxTable:
    table = document.add_table(rows=rows, cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    return table


def border(paragraph: Paragraph, sides: tuple[str, ...], colour: str, eighths: int) -> None:
    borders = OxmlElement("w:pBdr")
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "2"), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"
    )


def rule(paragraph: Paragraph, *, left: Length, right: Length, after: float = 2) -> None:
    """A short horizontal line: an empty paragraph's border, cut to length by indents."""
    layout = paragraph.paragraph_format
    layout.left_indent, layout.right_indent = left, right
    layout.space_before = Pt(3)
    layout.space_after = Pt(after)
    layout.line_spacing = Pt(2)
    border(paragraph, ("top",), "000000", 6)


def page_field(paragraph: Paragraph, font: str) -> None:
    run = paragraph.add_run()
    set_font(run, font, 13)
    for kind in ("begin", "instruction", "end"):
        if kind == "instruction":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = " PAGE "
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def row_mark(row: object, tag: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(tag))  # type: ignore[attr-defined]


def drop_last_empty(cell: _Cell) -> None:
    last = cell.paragraphs[-1]
    if len(cell.paragraphs) > 1 and not re.sub(r"\s", "", last.text):
        last._p.getparent().remove(last._p)


def repack(path: Path) -> None:
    """Writes the package again with one fixed time for all entries: python-docx stores the time of writing."""
    with zipfile.ZipFile(path) as packed:
        entries = [(name, packed.read(name)) for name in sorted(packed.namelist(), key=_content_types_first)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries:
            packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def _content_types_first(name: str) -> tuple[bool, str]:
    return name != "[Content_Types].xml", name
