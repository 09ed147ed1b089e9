"""Lines of pages -> paragraphs: furniture off, wrapped lines joined, tables that run over pages joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from ingest.layout import endnotes, table_of_contents
from ingest.layout.continued_tables import join_tables
from ingest.layout.text_column import Column, is_centred, is_wide, page_columns
from ingest.read.pages.furniture import classify_lines
from ingest.reading import Block, Box, Footnote, Layout, Line, LineSpan, Note, Paragraph, Reading, Table
from ingest.text.normalize import tidy

Align = Literal["left", "center", "right", "justify"]

#: Starts of a new unit (docs/documents.md, "Outline and numbering"): such a line is no wrapped one.
_UNIT_START = re.compile(
    r"(?:[-–—•●▪*+]\s+\S|\+\S|(?:[IVX]{1,6}|\d{1,3})[.)/]\s*\S|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+\S"
    r"|[IVX]{1,5}\s*[-–]\s*\S|\d{1,2}\s?[-–]\s+[A-ZÀ-ỸĐ]|\(\d{1,2}\)\s*\S|[a-zđ]\d?[).]\s*\S|[A-ZĐ][.)]\s+\S"
    r"|(?:Điều|ĐIỀU)\s+\d+[a-zđ]?\s*[.:]|(?:Chương|CHƯƠNG|Phần|PHẦN)\s+(?:[IVXLC]+|\d+|thứ|THỨ)\b"
    r"|(?:Mục|MỤC)\s+\d+\b"
    r"|(?:Phụ lục|PHỤ LỤC)\b|Căn cứ\s|CỘNG H|Độc lập\b|Theo đề nghị\s|Xét đề nghị\s|Nơi nhận\s*:|Kính gửi\s*:"
    r"|(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|CHỈ THỊ|KẾ HOẠCH)\s*:?\s*$)"
)
#: A line that ends so is followed by the rest of a reference, whatever the next line looks like.
_OPEN_REFERENCE = re.compile(
    r"(?:\b(?:Điều|điều|[Kk]hoản|[Đđ]iểm|[Mm]ục|Phụ lục|[Ss]ố|ngày|tháng|năm|và|hoặc|tại|của"
    r"|theo|các|thứ|Chương|từ|đến)"
    r"|[,(/])\s*$"
)
_ITEM = re.compile(r"(\d{1,2})\.\s*[A-ZÀ-ỸĐ]")
_SENTENCE_END = re.compile(r"[.;:!?…][\"”’)\]]*\s*$|/\.\s*$")
_LOWER_START = re.compile(r"[a-zà-ỹđ]")
#: Typed rules under a heading (`-------`).
_RULE = re.compile(r"^[\s\-–—_=*.]{3,}$")
#: What may stand on one printed line with the national title: the issuer before it, the motto behind it.
_NATIONAL_TITLE = re.compile(
    r"(?P<before>[^a-zà-ỹđ]{4,80}?)?\s*(?P<title>CỘNG H(?:ÒA|OÀ|ÕA) XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM)"
    r"\s*(?P<after>Độc lập\s*[-–]?\s*Tự do\s*[-–]?\s*Hạnh phúc)?"
)
_HEADER_LENGTH = 200
#: Vertical space over this many line heights separates paragraphs whatever else holds.
_SPACE = 1.6


def arrange_paragraphs(reading: Reading) -> Layout:
    """The reading's text as paragraphs and whole tables, in reading order; furniture and notes set apart."""
    kept, furniture = _set_furniture_apart(reading)
    kept, endings = endnotes.take_endnotes(kept)
    notes = [*reading.footnotes, *endings]
    numbers = frozenset(note.number for note in notes if note.number)
    kept = [endnotes.without_marks(block, numbers) for block in kept] if numbers else kept
    sizes = {page.number: (page.width, page.height) for page in reading.pages}
    measured = [*kept, *(line for note in notes for line in note.lines)] if endings else kept
    columns = page_columns(measured, sizes)
    paragraphs = (part for block in _join_lines(kept, columns) for part in _split_national_title(block))
    blocks, contents = table_of_contents.remove_contents(list(join_tables(paragraphs)))
    if contents:
        furniture["contents"] = contents
    return Layout(
        tuple(blocks),
        {kind: tuple(texts) for kind, texts in furniture.items()},
        tuple(_arrange_note(note, columns) for note in notes),
    )


def _set_furniture_apart(reading: Reading) -> tuple[list[Block], dict[str, list[str]]]:
    """The blocks that are text, and the texts of page furniture by kind."""
    lines = [block for block in reading.blocks if isinstance(block, Line)]
    kinds = iter(classify_lines(lines, len(reading.pages)))
    kept: list[Block] = []
    furniture: dict[str, list[str]] = {}
    for block in reading.blocks:
        kind = next(kinds) if isinstance(block, Line) else None
        if isinstance(block, Line) and kind is not None:
            furniture.setdefault(kind, []).append(block.text)
        else:
            kept.append(block)
    return kept, furniture


def _arrange_note(note: Footnote, columns: dict[int, Column]) -> Note:
    """A note as paragraphs; the small type at a page's foot is one."""
    lines = note.lines
    if all(line.box is None or line.box.page in columns for line in lines):
        found = [block for block in _join_lines(lines, columns) if isinstance(block, Paragraph)]
    else:
        found = [_paragraph(list(lines), columns)]
    return Note(note.number, tuple(found))


def _split_national_title(block: Paragraph | Table) -> Iterator[Paragraph | Table]:
    """The national title, the motto and an issuer printed beside them: one paragraph each."""
    match = (
        _NATIONAL_TITLE.fullmatch(block.text)
        if isinstance(block, Paragraph) and len(block.text) < _HEADER_LENGTH
        else None
    )
    if match is None or not isinstance(block, Paragraph) or not any(match.group("before", "after")):
        yield block
        return
    for name in ("before", "title", "after"):
        start, end = match.span(name)
        if end > start:
            yield block.part(start, end)


def _join_lines(blocks: Sequence[Block], columns: dict[int, Column]) -> Iterator[Paragraph | Table]:
    group: list[Line] = []
    for block in blocks:
        if isinstance(block, Table):
            if group:
                yield _paragraph(group, columns)
                group = []
            yield block
            continue
        if not block.text.strip() or _RULE.match(block.text):
            continue
        if group and not _continues_paragraph(group, block, columns):
            yield _paragraph(group, columns)
            group = []
        group.append(block)
    if group:
        yield _paragraph(group, columns)


def _continues_paragraph(group: list[Line], line: Line, columns: dict[int, Column]) -> bool:
    """True if ``line`` goes on with the paragraph in ``group``: first by the words, then by their place."""
    previous = group[-1]
    if line.whole or previous.whole or line.box is None or previous.box is None:
        return False
    same_page = line.box.page == previous.box.page
    if not _is_below(previous.box, line.box) or _is_heading_below(previous, line):
        return False
    if same_page and _splits_symbol(previous.text, line.text) and _overlaps_sideways(previous.box, line.box):
        return True
    if _is_next_item(group, line):
        return False
    if _OPEN_REFERENCE.search(previous.text) and _is_full(previous, line, columns[previous.box.page]):
        return True
    if _UNIT_START.match(line.text) or _is_set_apart(previous.box, line.box):
        return False
    return _continues_by_place(group, line, columns, previous.box, line.box)


def _is_next_item(group: list[Line], line: Line) -> bool:
    """True for `6. Bổ sung ...` under a paragraph that begins with `5.`: its full stop was read as a comma."""
    own, following = _ITEM.match(group[0].text), _ITEM.match(line.text)
    return bool(own and following and int(following[1]) == int(own[1]) + 1 and group[-1].text.rstrip().endswith(","))


def _is_heading_below(previous: Line, line: Line) -> bool:
    """True for a heading in capitals under a line that is none: it never continues a sentence."""
    return line.text.isupper() and not previous.text.isupper() and len(line.text) > 5


def _continues_by_place(group: list[Line], line: Line, columns: dict[int, Column], above: Box, below: Box) -> bool:
    """True if the line at ``below`` stands where the paragraph's next line stands, its last line being at ``above``."""
    previous = group[-1]
    before, column = columns[above.page], columns[below.page]
    lower = bool(_LOWER_START.match(line.text)) and not _SENTENCE_END.search(previous.text)
    if is_centred(above, before) and is_centred(below, column):
        return lower or (is_wide(above, before) and _has_same_look(previous, line))
    if not _is_full(previous, line, before):
        return lower and (above.page != below.page or _overlaps_sideways(above, below))
    if _changes_capitals(previous, line) or (above.page != below.page and above.x0 > before.middle):
        return False
    return lower or _keeps_margin(group, line, column, before)


def _is_below(above: Box, below: Box) -> bool:
    """True if the second box is lower on the page (not beside, not in the next column's top), or on another one."""
    return above.page != below.page or below.y0 > above.y0 + 0.3 * (above.y1 - above.y0)


def _is_set_apart(above: Box, below: Box) -> bool:
    height = max(0.008, min(above.y1 - above.y0, below.y1 - below.y0))
    return above.page == below.page and below.y0 - above.y1 > _SPACE * height


def _overlaps_sideways(above: Box, below: Box) -> bool:
    shared = min(above.x1, below.x1) - max(above.x0, below.x0)
    return shared > 0.4 * min(above.x1 - above.x0, below.x1 - below.x0)


def _is_full(previous: Line, line: Line, column: Column) -> bool:
    """True if the next line's first word would not have fitted behind ``previous``."""
    if previous.box is None:
        return False
    far = previous.box.x0 - column.left > 0.3 * (column.right - column.left)
    if far and (line.box is None or abs(line.box.x0 - previous.box.x0) > 3 * column.em):
        return False  # the right column of a header or signature block
    letter = (previous.box.x1 - previous.box.x0) / max(1, len(previous.text))
    first = line.text.split(" ", 1)[0]
    return previous.box.x1 + letter * (len(first) + 0.5) > column.right - 0.2 * column.em


def _has_same_look(previous: Line, line: Line) -> bool:
    return (
        previous.bold == line.bold
        and previous.italic == line.italic
        and previous.text.isupper() == line.text.isupper()
        and abs((previous.size or 0) - (line.size or 0)) < 2
    )


def _changes_capitals(previous: Line, line: Line) -> bool:
    return previous.text.isupper() != line.text.isupper() and len(previous.text) > 8 and previous.bold != line.bold


def _keeps_margin(group: list[Line], line: Line, column: Column, before_column: Column) -> bool:
    """True if a line after a full one begins where a continuation begins: not at a first-line indent."""
    previous = group[-1]
    if previous.box is None or line.box is None:
        return False
    # Measured from the page's own edge, so that odd and even pages compare.
    indent, before = line.box.x0 - column.left, previous.box.x0 - before_column.left
    if indent > before + 0.8 * column.em:
        hanging = len(group) == 1 and bool(_UNIT_START.match(previous.text)) and indent < before + 5 * column.em
        return hanging and not _SENTENCE_END.search(previous.text)
    if indent < before - 0.5 * column.em:
        return len(group) == 1 or not _SENTENCE_END.search(previous.text)
    ended = bool(_SENTENCE_END.search(previous.text))
    if indent > 1.2 * column.em and len(group) == 1:
        return not ended
    return not ended or len(group) > 1 or not _has_block_spacing(line, previous)


def _has_block_spacing(line: Line, previous: Line) -> bool:
    """True for extra space between two flush lines: paragraphs set apart by space instead of by an indent."""
    if line.box is None or previous.box is None or line.box.page != previous.box.page:
        return True
    return line.box.y0 - previous.box.y1 > 0.6 * (previous.box.y1 - previous.box.y0)


def _paragraph(group: list[Line], columns: dict[int, Column]) -> Paragraph:
    """The lines as one paragraph; bold or italic where most of its letters are."""
    text, spans = _join_texts(group)
    letters = sum(len(line.text) for line in group) or 1
    first = group[0]
    pages = [line.page for line in group if line.page is not None]
    return Paragraph(
        text=text,
        page_from=min(pages, default=None),
        page_to=max(pages, default=None),
        spans=spans,
        bold=sum(len(line.text) for line in group if line.bold) * 2 > letters,
        italic=sum(len(line.text) for line in group if line.italic) * 2 > letters,
        align=first.align or _alignment(group, columns),
        size=first.size,
        confidence=_mean_confidence(group),
        auto_number=first.auto_number,
        notes=tuple(number for line in group for number in line.notes),
    )


def _join_texts(group: list[Line]) -> tuple[str, tuple[LineSpan, ...]]:
    """The text of the lines with blanks between them, and the span of each line that has a box."""
    parts: list[str] = []
    spans: list[LineSpan] = []
    end = 0
    for line in group:
        text = tidy(line.text).replace("\n", " ")
        glue = " " if parts and not _splits_symbol(parts[-1], text) else ""
        start = end + len(glue)
        end = start + len(text)
        parts.append(glue + text)
        if line.box is not None:
            spans.append(LineSpan(start, end, line.box))
    return "".join(parts), tuple(spans)


def _mean_confidence(lines: list[Line]) -> float | None:
    """The OCR confidence over the letters of the lines that have one."""
    rated = [(line.confidence, len(line.text)) for line in lines if line.confidence is not None]
    if not rated:
        return None
    return round(sum(confidence * letters for confidence, letters in rated) / sum(letters for _, letters in rated), 3)


def _splits_symbol(before: str, after: str) -> bool:
    """True for a line's end inside a symbol (`QĐ-` / `UBND`): Vietnamese does not hyphenate words."""
    return bool(re.search(r"\d*/?[A-ZĐ]{1,6}[-/]$|\d/$", before)) and bool(re.match(r"[A-ZĐ]{2}", after))


def _alignment(group: list[Line], columns: dict[int, Column]) -> Align | None:
    boxes = [line.box for line in group if line.box is not None]
    if not boxes:
        return None
    column = columns[boxes[0].page]
    if all(is_centred(box, column) for box in boxes):
        return "center"
    if all(box.x0 > column.middle for box in boxes):
        return "right"
    if len(boxes) > 1 and all(abs(box.x1 - column.right) < column.em for box in boxes[:-1]):
        return "justify"
    return "left"
