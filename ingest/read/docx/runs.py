"""Runs of a DOCX paragraph: what each prints, decoded by its font, with its look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.read.docx.ooxml import W, is_on, word_attribute
from ingest.read.docx.styles import Styles
from ingest.text import legacy_encodings

_UNPRINTED = frozenset(f"{W}{name}" for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "delText", "fldData"))


@dataclass(slots=True)
class TextRun:
    """Text of one look; ``size`` in points."""

    text: str
    bold: bool
    italic: bool
    size: float | None


def with_text(run: TextRun, text: str) -> TextRun:
    """The run with other text."""
    return TextRun(text, run.bold, run.italic, run.size)


def printed_runs(paragraph: etree._Element, style: str | None, styles: Styles) -> Iterator[TextRun]:
    """The printed runs, deleted and hidden text left out; breaks are newlines."""
    for run in _descendant_runs(paragraph):
        text = _run_text(run)
        if not text:
            continue
        look = styles.run_look(run, style)
        encoding = legacy_encodings.encoding_of_font(look.font)
        if encoding is not None:
            text = legacy_encodings.decode(text, encoding)
        elif look.caps:
            text = text.upper()
        yield TextRun(text, look.bold, look.italic, look.size)


def _descendant_runs(parent: etree._Element) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == f"{W}r":
            if not is_on(child.find(f"{W}rPr/{W}vanish")):
                yield child
        elif child.tag not in _UNPRINTED and child.tag != f"{W}txbxContent" and isinstance(child.tag, str):
            yield from _descendant_runs(child)


def _run_text(run: etree._Element) -> str:
    parts: list[str] = []
    for child in run:
        if child.tag == f"{W}t":
            parts.append(child.text or "")
        elif child.tag in (f"{W}tab", f"{W}ptab"):
            parts.append("\t")
        elif child.tag in (f"{W}br", f"{W}cr"):
            parts.append("\n")
        elif child.tag == f"{W}noBreakHyphen":
            parts.append("-")
        elif child.tag == f"{W}softHyphen":
            parts.append("\u00ad")
        elif child.tag == f"{W}sym":
            parts.append(_symbol_text(child))
        elif child.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            parts.append(f"[{word_attribute(child, 'id')}]")
    return "".join(parts)


def _symbol_text(element: etree._Element) -> str:
    """Dingbats used as list marks become dashes; other private characters say nothing."""
    code = int(word_attribute(element, "char") or "0", 16)
    return "-" if code in (0xF02D, 0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC) else ""
