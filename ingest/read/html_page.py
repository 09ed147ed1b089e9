"""HTML: the main content in document order, tables included, navigation left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Literal

from lxml import etree
from lxml import html as lxml_html

from ingest.read import main_content
from ingest.read.layout_tables import column_by_column, data_table, is_layout_table
from ingest.read.plain_text import decode_bytes
from ingest.reading import Block, Cell, Line, Reading, RefusedFile
from ingest.text.normalize import tidy

NO_TEXT = "Trang HTML không có nội dung văn bản; hãy gửi tệp gốc của văn bản."
_DROPPED_TAGS = (
    "script", "style", "noscript", "nav", "header", "footer", "aside", "form", "iframe", "svg", "button", "select",
    "template", "object", "input", "textarea", "figure", "head", "link", "meta", "video", "audio", "canvas", "dialog",
)  # fmt: skip
_BLOCK_TAGS = (
    "p div section article main li ul ol h1 h2 h3 h4 h5 h6 blockquote pre table tr td th tbody thead tfoot dl dt dd "
    "center caption address details summary fieldset body html hr"
)
_BLOCK_LEVEL = frozenset(_BLOCK_TAGS.split())
_BREAK = "\n"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w\-]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ALIGNMENT = re.compile(r"text-align\s*:\s*(left|center|right|justify)", re.IGNORECASE)
#: Going down from <body>, a child that keeps this share of the prose is where the content is.
_MAIN_SHARE = 0.85
_MAX_SPAN = 60
_Slot = etree._Element | Literal["left", "above"]


def read_html(path: Path) -> Reading:
    """An HTML page as paragraphs and data tables.

    :raises RefusedFile: no text.
    """
    source = _decode_page(path.read_bytes())
    try:
        root = lxml_html.document_fromstring(source)
    except (etree.ParserError, ValueError) as error:
        raise RefusedFile("no_text", NO_TEXT) from error
    _drop_navigation(root)
    body = root.find("body")
    main = _main_element(body if body is not None else root)
    blocks = [block for block in _read_blocks(main) if not isinstance(block, Line) or block.text]
    blocks = _without_teasers(blocks)
    if not blocks:
        raise RefusedFile("no_text", NO_TEXT)
    return Reading("html", "html", tuple(blocks))


def _without_teasers(blocks: list[Block]) -> list[Block]:
    """The article's lines where the page is prose without tables and no administrative document; else all blocks."""
    texts = [block.text for block in blocks if isinstance(block, Line)]
    if len(texts) < len(blocks) or main_content.is_official_document("\n".join(texts)):
        return blocks
    article = set(main_content.article_lines(texts))
    return [block for block in blocks if isinstance(block, Line) and block.text in article] if article else blocks


def _decode_page(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared is not None:
        try:
            text = data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            text = decode_bytes(data)[0]
    else:
        text = decode_bytes(data)[0]
    # lxml refuses str with an XML encoding declaration.
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)


def _drop_navigation(root: etree._Element) -> None:
    for element in list(root.iter(*_DROPPED_TAGS, etree.Comment, etree.ProcessingInstruction)):
        parent = element.getparent()
        if parent is not None:
            if element.tail:
                _keep_tail(element, parent)
            parent.remove(element)
    for element in list(root.iter()):
        hidden = isinstance(element.tag, str) and (
            _HIDDEN.search(element.get("style") or "") or "hidden" in element.attrib
        )
        parent = element.getparent()
        if hidden and parent is not None:
            if element.tail:
                _keep_tail(element, parent)
            parent.remove(element)


def _keep_tail(element: etree._Element, parent: etree._Element) -> None:
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")


def _main_element(body: etree._Element) -> etree._Element:
    """The deepest element that still holds nearly all text that is no link."""
    current = body
    while True:
        total = _prose_length(current)
        children = [child for child in current if isinstance(child.tag, str) and child.tag in _BLOCK_LEVEL]
        best = max(children, key=_prose_length, default=None)
        if (
            best is None
            or best.tag in ("p", "table", "tr", "tbody", "li", "ul")
            or _prose_length(best) < _MAIN_SHARE * total
        ):
            return current
        current = best


def _prose_length(element: etree._Element) -> int:
    text = sum(len(piece.strip()) for piece in element.itertext())
    links = sum(len(piece.strip()) for link in element.iter("a") for piece in link.itertext())
    return text - links


def _read_blocks(element: etree._Element) -> Iterator[Block]:
    """Paragraphs are what stands between block boundaries."""
    buffer: list[str] = []
    holder = element

    def flush() -> Iterator[Line]:
        text = "".join(buffer)
        buffer.clear()
        for piece in _unwrap_lines(text):
            yield Line(piece, bold=_is_bold(holder, piece), align=_alignment(holder), whole=True)

    if element.text:
        buffer.append(_collapse_space(element.text))
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "table":
            yield from flush()
            yield from _read_table(child)
        elif tag in _BLOCK_LEVEL or (
            tag and any(isinstance(x.tag, str) and x.tag in _BLOCK_LEVEL for x in child.iterdescendants())
        ):
            yield from flush()
            yield from _read_blocks(child)
        elif tag == "br":
            buffer.append(_BREAK)
        elif tag:
            buffer.append(_inline_text(child))
        if child.tail:
            buffer.append(_collapse_space(child.tail))
    yield from flush()


def _collapse_space(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _inline_text(element: etree._Element) -> str:
    parts = [_collapse_space(element.text or "")]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(_BREAK if child.tag == "br" else _inline_text(child))
        parts.append(_collapse_space(child.tail or ""))
    return "".join(parts)


def _unwrap_lines(text: str) -> Iterator[str]:
    """Pieces at line breaks; a break inside a sentence is no boundary."""
    pending = ""
    for piece in text.split(_BREAK):
        line = tidy(piece)
        if not line:
            continue
        if pending and line[0].islower() and pending[-1] not in ".;:!?" and not re.match(r"[a-zđ]\)", line):
            pending = f"{pending} {line}"
            continue
        if pending:
            yield pending
        pending = line
    if pending:
        yield pending


def _is_bold(element: etree._Element, text: str) -> bool:
    if isinstance(element.tag, str) and re.match(r"h[1-6]$", element.tag):
        return True
    bold = sum(len("".join(map(str, part.itertext())).strip()) for part in element.iter("b", "strong"))
    return bold * 2 > len(text) > 0


def _alignment(element: etree._Element) -> Literal["left", "center", "right", "justify"] | None:
    named = _ALIGNMENT.search(element.get("style") or "")
    value = (named.group(1) if named else element.get("align") or "").lower()
    if element.tag == "center":
        value = "center"
    if value in ("left", "center", "right", "justify"):
        return value  # type: ignore[return-value]
    return None


def _read_table(table: etree._Element) -> Iterator[Block]:
    """A data table, or the paragraphs of a table that only places text (those around another table do)."""
    grid = _read_grid(table)
    texts = [["" if isinstance(cell, str) else _cell_text(cell) for cell in row] for row in grid]
    if _holds_table(grid) or is_layout_table(texts):
        for cell in column_by_column(grid):
            if not isinstance(cell, str):
                yield from _read_blocks(cell)
        return
    rows = [
        [
            Cell(None, merged=slot) if isinstance(slot, str) else Cell(text)
            for slot, text in zip(row, row_texts, strict=True)
        ]
        for row, row_texts in zip(grid, texts, strict=True)
    ]
    found = data_table(rows, _count_header_rows(table))
    if found is not None:
        yield found


def _holds_table(grid: Sequence[Sequence[_Slot]]) -> bool:
    return any(not isinstance(cell, str) and cell.find(".//table") is not None for row in grid for cell in row)


def _count_header_rows(table: etree._Element) -> int:
    return sum(1 for _ in takewhile(_is_header_row, table.iter("tr")))


def _is_header_row(row: etree._Element) -> bool:
    """True for rows of ``<thead>`` and rows of ``<th>`` alone."""
    parent = row.getparent()
    in_head = parent is not None and parent.tag == "thead"
    return in_head or (len(row) > 0 and all(cell.tag == "th" for cell in row))


def _cell_text(cell: etree._Element) -> str:
    return "\n".join(block.text for block in _read_blocks(cell) if isinstance(block, Line))


def _read_grid(table: etree._Element) -> list[list[_Slot]]:
    """Cells by row and column, and for slots that a span covers where it comes from."""
    grid: list[list[_Slot]] = []
    covered: dict[tuple[int, int], Literal["left", "above"]] = {}
    own_rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    for r, row in enumerate(own_rows):
        line: list[_Slot] = []
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (r, len(line)) in covered:
                line.append(covered[r, len(line)])
            column = len(line)
            wide, tall = _span(cell, "colspan"), _span(cell, "rowspan")
            line.append(cell)
            line.extend("left" for _ in range(wide - 1))
            for down in range(1, tall):
                for right in range(wide):
                    covered[r + down, column + right] = "left" if right else "above"
        while (r, len(line)) in covered:
            line.append(covered[r, len(line)])
        if line:
            grid.append(line)
    return grid


def _span(cell: etree._Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(int(value), _MAX_SPAN) if value.isdigit() and int(value) > 0 else 1
