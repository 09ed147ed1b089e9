"""Paragraphs of a page in document order: what stands between the borders of blocks, with list numbers and marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree

from ingest.read.html import page_tables
from ingest.read.html.page_styles import PageStyles, declared
from ingest.reading import Block, Line
from ingest.text.normalize import tidy
from ingest.text.raised import lowered_text, raised_text

_BLOCK_TAGS = (
    "p div section article main li ul ol h1 h2 h3 h4 h5 h6 blockquote pre table tr td th tbody thead tfoot dl dt dd "
    "center caption address details summary fieldset legend body html hr figure figcaption header footer aside form "
    "nav hgroup menu dir dialog listing xmp"
)
_BLOCK_LEVEL = frozenset(_BLOCK_TAGS.split())
_KEPT_SPACE = frozenset(("pre", "listing", "xmp", "textarea"))
BREAK = "\n"
_ALIGNMENT = re.compile(r"text-align\s*:\s*(left|center|right|justify)", re.IGNORECASE)
_HEADING = re.compile(r"h[1-6]$")
_BOLD = re.compile(r"bold|bolder|[6-9]00")
#: So many characters before a raised letter tell whether it is an exponent.
_BEFORE = 60


@dataclass(frozen=True, slots=True)
class PageLook:
    """A page to be read: its styles and the printed numbers of its list items."""

    styles: PageStyles
    labels: Mapping[etree._Element, str]


def page_blocks(element: etree._Element, page: PageLook) -> Iterator[Block]:
    """The paragraphs and tables of an element."""
    label = page.labels.get(element)
    blocks = _own_blocks(element, page)
    first = next(blocks, None) if label is not None else None
    if label is not None and isinstance(first, Line):
        yield replace(first, text=f"{label} {first.text}", auto_number=True)
    elif label is not None and first is not None:
        yield from (Line(label, whole=True, auto_number=True), first)
    yield from blocks


def _own_blocks(element: etree._Element, page: PageLook) -> Iterator[Block]:
    buffer: list[str] = []
    kept_space = _keeps_space(element, page)

    def flush() -> Iterator[Line]:
        text = "".join(buffer)
        buffer.clear()
        for piece in unwrapped_lines(text):
            yield Line(piece, bold=_is_bold(element, piece, page), align=_alignment(element), whole=True)

    _add(buffer, element.text, kept_space)
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "table":
            yield from flush()
            yield from page_tables.read_table(child, lambda cell: page_blocks(cell, page))
        elif tag in _BLOCK_LEVEL or (tag and _holds_block(child)):
            yield from flush()
            yield from page_blocks(child, page)
        elif tag:
            _add_inline(buffer, child, page, kept_space)
        _add(buffer, child.tail, kept_space)
    yield from flush()


def _holds_block(element: etree._Element) -> bool:
    return next(element.iterdescendants(*_BLOCK_LEVEL), None) is not None


def _keeps_space(element: etree._Element, page: PageLook) -> bool:
    return element.tag in _KEPT_SPACE or declared(page.styles.of(element), "white-space").startswith("pre")


def _add(buffer: list[str], text: str | None, kept_space: bool) -> None:
    if text:
        buffer.append(text.expandtabs(8) if kept_space else re.sub(r"\s+", " ", text))


def _add_inline(buffer: list[str], element: etree._Element, page: PageLook, kept_space: bool) -> None:
    """The text of an element inside a paragraph; raised and lowered letters keep their meaning."""
    if element.tag == "br":
        buffer.append(BREAK)
        return
    height = _height(element, page)
    inner: list[str] = []
    _add(inner, element.text, kept_space)
    for child in element:
        if isinstance(child.tag, str):
            _add_inline(inner, child, page, kept_space)
        _add(inner, child.tail, kept_space)
    text = "".join(inner)
    if height:
        before = "".join(buffer[-8:])[-_BEFORE:]
        text = raised_text(before, text, element.tail or "") if height == "super" else lowered_text(before, text)
    elif element.tag == "q":
        text = f"“{text}”"
    buffer.append(text)


def _height(element: etree._Element, page: PageLook) -> Literal["super", "sub"] | None:
    if element.tag in ("sup", "msup"):
        return "super"
    if element.tag in ("sub", "msub"):
        return "sub"
    value = declared(page.styles.of(element), "vertical-align") if element.tag in ("span", "font", "a") else ""
    return "super" if value == "super" else "sub" if value == "sub" else None


def unwrapped_lines(text: str) -> Iterator[str]:
    """Pieces at line breaks; a break inside a sentence is no border."""
    pending = ""
    for piece in text.split(BREAK):
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


def _is_bold(element: etree._Element, text: str, page: PageLook) -> bool:
    if isinstance(element.tag, str) and _HEADING.match(element.tag):
        return True
    if _BOLD.match(declared(page.styles.of(element), "font-weight")):
        return True
    bold = 0
    for part in element.iter("b", "strong", "span", "font"):
        if part.tag in ("b", "strong") or _BOLD.match(declared(page.styles.of(part), "font-weight")):
            bold += len("".join(map(str, part.itertext())).strip())
    return bold * 2 > len(text) > 0


def _alignment(element: etree._Element) -> Literal["left", "center", "right", "justify"] | None:
    named = _ALIGNMENT.search(element.get("style") or "")
    value = (named.group(1) if named else element.get("align") or "").lower()
    if element.tag == "center":
        value = "center"
    if value in ("left", "center", "right", "justify"):
        return value  # type: ignore[return-value]
    return None
