"""Headers and footers of a DOCX: marks of the whole document, a letterhead, the title of an annex. Others repeat the
title or count pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from ingest.read.docx.blocks import read_blocks
from ingest.read.docx.ooxml import R, W, is_on, word_attribute
from ingest.read.docx.story import Story
from ingest.reading import Block, Line, Table
from ingest.text.normalize import fold

_PAGE_MARK = re.compile(
    r"\W*(?:van ban mau|tai lieu mau|.{0,60}khong co gia tri phap ly|(?:tuyet |toi )?mat\W*$|du thao)\b"
)
#: What makes the head of a document: the national title or its motto, the Party's name, a number of its own.
_LETTERHEAD = re.compile(
    r"cong hoa xa hoi chu nghia|doc lap\s*-\s*tu do|dang cong san viet nam|(?m:^\W*so\s*:\s*[\d….]*\s*[/-])"
)
_ANNEX = re.compile(
    r"\W*(?:phu luc(?:\s+(?:so\s+)?[0-9ivxlc]+[a-z]?\b|\W*$)"
    r"|(?:mau|bieu|bieu mau)\s+(?:so\s*)?:?\s*[0-9ivxlc]+[a-z]?\b)"
)
_PAGE_COUNT = re.compile(r"\W*(?:trang\s*)?\d{0,4}(?:\s*/\s*\d{1,4})?\W*", re.IGNORECASE)
#: Lines of the text among which a head or an annex's title is looked for.
_HEAD_LINES, _TITLE_LINES = 25, 8


@dataclass(frozen=True, slots=True)
class PageSection:
    """A stretch of the body with its own page margins: its elements, and the header part of its first page if it is
    not the one of the section before."""

    elements: list[etree._Element]
    header: str | None


def sections(body: etree._Element, story: Story) -> Iterator[PageSection]:
    """The sections of the body, in order."""
    elements: list[etree._Element] = []
    headers: dict[str, str | None] = {}
    shown: str | None = None
    for child in body:
        if child.tag != f"{W}sectPr":
            elements.append(child)
        properties = child if child.tag == f"{W}sectPr" else child.find(f"{W}pPr/{W}sectPr")
        if properties is None:
            continue
        for reference in properties.iterfind(f"{W}headerReference"):
            headers[word_attribute(reference, "type") or "default"] = story.package.target(
                story.part, reference.get(f"{R}id")
            )
        own = headers.get("first" if is_on(properties.find(f"{W}titlePg")) else "default")
        yield PageSection(elements, own if own != shown else None)
        elements, shown = [], own
    if elements:
        yield PageSection(elements, None)


def page_marks(story: Story) -> list[Line]:
    """Lines of page headers and footers that hold for the whole document (`VĂN BẢN MẪU`, secrecy, draft), each once;
    also those that are drawn across the page."""
    marks: dict[str, Line] = {}
    for part in (*story.package.all_related("header"), *story.package.all_related("footer")):
        for line in _lines(_margin_blocks(part, story)):
            if _PAGE_MARK.match(fold(line.text)):
                marks.setdefault(line.text, line)
    return list(marks.values())


def first_lines(section: PageSection, blocks: Sequence[Block], story: Story, *, first: bool) -> list[Block]:
    """What the header of a section's first page says that its text does not: the head of the document in the first
    section, the title of an annex in any."""
    if section.header is None:
        return []
    found = [block for block in _margin_blocks(section.header, story) if not _is_page_count(block)]
    if first and _is_letterhead(found) and not _LETTERHEAD.search(_start_of(blocks, _HEAD_LINES)):
        story.pictures |= {name: True for name in story.pictures if name.startswith(f"{section.header}:")}
        return found
    title = next((line.text for line in _lines(found) if _ANNEX.match(fold(line.text))), None)
    if title is None or fold(title) in _start_of(blocks, _TITLE_LINES):
        return []
    return [block for block in found if not isinstance(block, Line) or not _PAGE_MARK.match(fold(block.text))]


def _margin_blocks(part: str, story: Story) -> list[Block]:
    """The blocks of a header or footer; a picture in it counts as unread until its text is taken over."""
    if part not in story.margins:
        root = story.settled(story.package.part(part))
        apart = Story(story.package, story.styles, story.numbering, story.context, part)
        story.margins[part] = list(read_blocks(root, apart)) if root is not None else []
        for name, was_read in apart.pictures.items():
            if not was_read or name in apart.recognised:
                story.pictures[f"{part}:{name}"] = False
    return story.margins[part]


def _is_letterhead(blocks: Sequence[Block]) -> bool:
    return _LETTERHEAD.search(fold("\n".join(line.text for line in _lines(blocks)))) is not None


def _is_page_count(block: Block) -> bool:
    return isinstance(block, Line) and _PAGE_COUNT.fullmatch(block.text) is not None


def _start_of(blocks: Sequence[Block], count: int) -> str:
    return fold("\n".join(line.text for line in _lines(blocks[:count])))


def _lines(blocks: Sequence[Block]) -> Iterator[Line]:
    for block in blocks:
        if isinstance(block, Table):
            yield from (Line(text) for row in block.rows for cell in row for text in (cell.text or "").split("\n"))
        else:
            yield block
