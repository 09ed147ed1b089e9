"""Pictures of a DOCX: those large enough to hold text are read by OCR where it is on, and counted where it is not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from ingest.read.docx.story import Story
from ingest.reading import Block, Cell, Line, RefusedFile, Table, block_texts
from ingest.temporary_rooms import temporary_room
from ingest.text.syllables import syllable_rate

#: Centimetres on the page: logos, seals and signatures are smaller, or have no lines of text.
_LEAST_WIDTH, _LEAST_HEIGHT = 4.0, 1.0
_EMU_PER_CM, _POINTS_PER_CM = 360_000, 72 / 2.54
_UNITS = {"pt": 1.0, "in": 72.0, "cm": _POINTS_PER_CM, "mm": _POINTS_PER_CM / 10, "px": 0.75, "": 0.75}
_LENGTH = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+)\s*(pt|in|cm|mm|px|)")
#: Words of Vietnamese make a text; a photograph gives scattered letters.
_LEAST_WORDS, _LEAST_RATE, _LEAST_CONFIDENCE = 3, 0.5, 0.55
_MOST_PICTURES = 40
_SENTENCE_END = re.compile(r"[.;:!?]\s*$")


def picture_blocks(part: str | None, holder: etree._Element, story: Story) -> Iterator[Block]:
    """The lines and tables of a picture; none for one that is too small or was read before."""
    if part is None or part in story.pictures or not _is_large(holder):
        return
    data = story.package.data(part)
    if data is None:
        return
    story.pictures[part] = False
    if not story.context.ocr or len(story.pictures) > _MOST_PICTURES:
        return
    try:
        blocks = _recognised_blocks(data, posixpath.splitext(part)[1], story)
    except RefusedFile:
        return
    if blocks is None:
        return
    rate, count = syllable_rate(" ".join(block_texts(blocks)))
    is_text = count >= _LEAST_WORDS and rate >= _LEAST_RATE and _mean_confidence(blocks) >= _LEAST_CONFIDENCE
    story.pictures[part] = is_text or count < _LEAST_WORDS
    if is_text:
        story.recognised.add(part)
        yield from blocks


def _mean_confidence(blocks: list[Block]) -> float:
    """Of the lines; cells of tables have none of their own."""
    found = [block.confidence for block in blocks if isinstance(block, Line) and block.confidence is not None]
    return sum(found) / len(found) if found else 1.0


def _is_large(holder: etree._Element) -> bool:
    """By its size on the page; a picture without one is taken for large."""
    extent = next((one for one in holder.iter() if isinstance(one.tag, str) and one.tag.endswith("}extent")), None)
    if extent is not None:
        width, height = (_number(extent.get(name)) / _EMU_PER_CM for name in ("cx", "cy"))
        return width >= _LEAST_WIDTH and height >= _LEAST_HEIGHT
    for shape in holder.iter():
        style = shape.get("style") if isinstance(shape.tag, str) else None
        sizes = {
            name: float(value) * _UNITS[unit] / _POINTS_PER_CM for name, value, unit in _LENGTH.findall(style or "")
        }
        if len(sizes) == 2:
            return sizes["width"] >= _LEAST_WIDTH and sizes["height"] >= _LEAST_HEIGHT
    return True


def _number(text: str | None) -> float:
    return float(text) if text and text.isdecimal() else 0.0


def _recognised_blocks(data: bytes, suffix: str, story: Story) -> list[Block] | None:
    """What OCR finds in the picture, without places on a page; None where it fails."""
    from ingest.read.ocr import page_ocr

    with temporary_room("picture") as folder:
        path = folder / f"hinh{suffix}"
        path.write_bytes(data)
        found: list[Block] = []
        for image in page_ocr.image_pages(path):
            # Page 1 is where handwritten numbers of a letter's head are looked for.
            page = page_ocr.read_picture(image, 2, story.context)
            if page is None:
                return None
            found += page.blocks
    return list(_joined_lines(found))


def _joined_lines(blocks: list[Block]) -> Iterator[Block]:
    """Lines of one sentence as one paragraph: a small letter goes on with a line that has not ended."""
    open_line: Line | None = None
    for block in blocks:
        if isinstance(block, Table):
            if open_line is not None:
                yield open_line
                open_line = None
            rows = tuple(tuple(_placeless(cell) for cell in row) for row in block.rows)
            yield Table(rows, header_rows=block.header_rows)
            continue
        line = Line(block.text, bold=block.bold, confidence=block.confidence, whole=True)
        if open_line is not None and line.text[:1].islower() and not _SENTENCE_END.search(open_line.text):
            open_line = replace(open_line, text=f"{open_line.text} {line.text}")
            continue
        if open_line is not None:
            yield open_line
        open_line = line
    if open_line is not None:
        yield open_line


def _placeless(cell: Cell) -> Cell:
    return replace(cell, box=None)
