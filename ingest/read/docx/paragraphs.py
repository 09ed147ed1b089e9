"""A DOCX paragraph as lines: its automatic number, its runs, soft breaks where they mean something."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from lxml import etree

from ingest.read.docx.ooxml import W
from ingest.read.docx.runs import TextRun, printed_runs
from ingest.read.docx.story import Story
from ingest.reading import Line
from ingest.text.normalize import tidy

Align = Literal["left", "center", "right", "justify"]
_ALIGN: dict[str, Align] = {
    "left": "left", "start": "left", "center": "center", "right": "right", "end": "right", "both": "justify",
    "distribute": "justify",
}  # fmt: skip
_SENTENCE_REST = re.compile(r"[a-zà-ỹđ(]")
_SENTENCE_END = re.compile(r"[.;:!?]\s*\Z|/\.\s*\Z")


def paragraph_lines(paragraph: etree._Element, story: Story, *, number_alone: bool = False) -> list[Line]:
    """The paragraph's lines: soft breaks separate titles, but a sentence broken by hand is joined again.

    ``number_alone``: an empty paragraph gives its number (a table's column of row numbers).
    """
    look = story.styles.paragraph_look(paragraph)
    runs = printed_runs(paragraph, look.style, story.styles, story.hidden, story.note_mark)
    has_text = any(run.text.strip() for run in runs)
    is_shown = has_text or not _has_hidden_mark(paragraph, look.style, story)
    number = story.numbering.next_label(paragraph, look.style) if is_shown else ""
    if number and has_text:
        runs.insert(0, replace(runs[0], text=f"{number} "))
    elif number_alone and any(letter.isalnum() for letter in number):
        runs = [TextRun(number)]
    return _joined_lines(_split_at_breaks(runs), _ALIGN.get(look.align or ""), numbered=bool(number))


def _joined_lines(parts: list[list[TextRun]], align: Align | None, *, numbered: bool) -> list[Line]:
    lines: list[Line] = []
    for part in parts:
        text = tidy("".join(run.text for run in part))
        if lines and text and _is_sentence_rest(lines[-1].text, text):
            lines[-1] = replace(lines[-1], text=f"{lines[-1].text} {text}")
        elif text:
            lines.append(_line(text, part, align, numbered and not lines))
    return lines


def _has_hidden_mark(paragraph: etree._Element, style: str | None, story: Story) -> bool:
    """True for a paragraph that is hidden as a whole: Word neither shows nor counts it."""
    mark = paragraph.find(f"{W}pPr")
    if mark is None or paragraph.find(f"{W}r") is None:
        return False
    return story.styles.run_look(mark, style).vanish


def _split_at_breaks(runs: list[TextRun]) -> list[list[TextRun]]:
    """The runs of each line: cut at soft line breaks."""
    parts: list[list[TextRun]] = [[]]
    for run in runs:
        for index, piece in enumerate(run.text.split("\n")):
            if index:
                parts.append([])
            if piece:
                parts[-1].append(replace(run, text=piece) if "\n" in run.text else run)
    return parts


def _is_sentence_rest(before: str, text: str) -> bool:
    """True if ``text`` goes on with a sentence that a soft break cut; an item mark (`b)`) never does."""
    return bool(_SENTENCE_REST.match(text)) and not _SENTENCE_END.search(before) and not re.match(r"[a-zđ]\)", text)


def _line(text: str, runs: list[TextRun], align: Align | None, numbered: bool) -> Line:
    letters = sum(len(run.text.strip()) for run in runs) or 1
    sizes = [run.size for run in runs if run.size and run.text.strip()]
    return Line(
        text=text,
        bold=sum(len(run.text.strip()) for run in runs if run.bold) * 2 > letters,
        italic=sum(len(run.text.strip()) for run in runs if run.italic) * 2 > letters,
        size=sizes[0] if sizes else None,
        align=align,
        whole=True,
        auto_number=numbered,
    )
