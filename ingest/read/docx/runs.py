"""Runs of a DOCX paragraph: what each prints, decoded by its font, with its look; equations as runs of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree

from ingest.read.docx.equations import equation_text
from ingest.read.docx.final_text import form_field_text
from ingest.read.docx.ooxml import M, W, word_attribute
from ingest.read.docx.styles import Styles
from ingest.read.docx.symbols import has_private, is_symbol_font, symbol, with_symbols
from ingest.read.docx.visibility import is_hidden
from ingest.text import legacy_encodings
from ingest.text.raised import lowered_text, raised_text

_UNPRINTED = frozenset(
    f"{W}{name}"
    for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "delText", "fldData", "txbxContent", "sdtPr")
)
_EQUATIONS = (f"{M}oMath", f"{M}oMathPara")
_NOTE_REFERENCES = (f"{W}footnoteReference", f"{W}endnoteReference")
_FIXED = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "\u00ad",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text of one look; ``size`` in points."""

    text: str
    bold: bool = False
    italic: bool = False
    size: float | None = None
    vertical: Literal["raised", "lowered"] | None = None


def printed_runs(
    paragraph: etree._Element, style: str | None, styles: Styles, hidden: list[str], mark: str = "[{}]"
) -> list[TextRun]:
    """The printed runs, breaks as newlines; texts that nobody sees are added to ``hidden``. ``mark`` is the form of the
    marks of notes that were typed."""
    found: list[TextRun] = []
    for element in _descendant_runs(paragraph):
        if element.tag in _EQUATIONS:
            found.append(TextRun(equation_text(element)))
            continue
        text, is_reference = _run_text(element)
        if not text:
            continue
        look = styles.run_look(element, style)
        if text.strip() and is_hidden(look, element, style, styles):
            hidden.append(text)
            continue
        encoding = legacy_encodings.encoding_of_font(look.font)
        if encoding is not None:
            text = legacy_encodings.decode(text, encoding)
        elif look.caps:
            text = text.upper()
        if has_private(text) or is_symbol_font(look.font):
            text = with_symbols(text, look.font)
        found.append(TextRun(text, look.bold, look.italic, look.size, None if is_reference else look.vertical))
    return _with_raised_text(found, mark) if any(run.vertical for run in found) else found


def _descendant_runs(parent: etree._Element) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == f"{W}r" or child.tag in _EQUATIONS:
            yield child
        elif child.tag not in _UNPRINTED and isinstance(child.tag, str):
            yield from _descendant_runs(child)


def _run_text(run: etree._Element) -> tuple[str, bool]:
    """The text of a run; and True if it holds the mark of a note."""
    parts: list[str] = []
    is_reference = False
    for child in run:
        if child.tag == f"{W}t":
            parts.append(child.text or "")
        elif child.tag in _FIXED:
            parts.append(_FIXED[child.tag])
        elif child.tag == f"{W}sym":
            parts.append(_symbol_text(child))
        elif child.tag in _NOTE_REFERENCES:
            parts.append(f"[{word_attribute(child, 'id')}]")
            is_reference = True
        elif child.tag == f"{W}fldChar":
            parts.append(form_field_text(child))
        elif child.tag == f"{W}ruby":
            parts += [_run_text(base)[0] for base in child.iterfind(f"{W}rubyBase/{W}r")]
    return "".join(parts), is_reference


def _symbol_text(element: etree._Element) -> str:
    try:
        code = int(word_attribute(element, "char") or "0", 16)
    except ValueError:
        return ""
    return symbol(code, word_attribute(element, "font")) if code < 0x110000 else ""


def _with_raised_text(runs: list[TextRun], mark: str) -> list[TextRun]:
    """The runs with raised and lowered ones as plain text, neighbours of one height taken together."""
    groups: list[TextRun] = []
    for run in runs:
        if groups and run.vertical and groups[-1].vertical == run.vertical:
            groups[-1] = replace(groups[-1], text=groups[-1].text + run.text)
        else:
            groups.append(run)
    before = ""
    found: list[TextRun] = []
    for index, run in enumerate(groups):
        if run.vertical:
            after = groups[index + 1].text if index + 1 < len(groups) else ""
            plain = (
                raised_text(before, run.text, after, mark)
                if run.vertical == "raised"
                else lowered_text(before, run.text)
            )
            run = replace(run, text=plain, vertical=None)  # noqa: PLW2901 - the run as it goes on
        found.append(run)
        before = (before + run.text)[-200:]
    return found
