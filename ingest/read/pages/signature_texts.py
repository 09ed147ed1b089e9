"""Words of a digital signature's mark (`Thời gian ký: 07/05/2024 10:11:12 +07:00`): no text of its own.

The same words open lines of the body (`Email: ...`, `Ngày ký: không quá 05 ngày ...`): they belong to a mark only where
one beside them says so by itself, by a time or by the words that only a signing program writes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.reading import Line

_WORDS = re.compile(
    r"^\W*(?:người ký|thời gian ký|ngày ký|cơ quan|email|e-mail|date|reason|location|signed by|tổ chức|chức vụ)\s*:",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"^\W*(?:(?:được\s+)?ký\s+(?:số\s+)?(?:bởi|điện tử)\s*:|digitally signed|signature (?:not )?(?:verified|valid)"
    r"|signing time\s*:|số chứng thư\s*:|date: ?\d{4}\.|thời gian ký\s*:\s*\d)",
    re.IGNORECASE,
)
_TIME = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}\D{1,3}\d{1,2}\s?[:.]\s?\d{2}|\+0?7:?00\b")
_COPY = re.compile(r"\d{2}[./]\d{2}[./]\d{4}\s+\d{2}:\d{2}(?::\d{2})?\s*\+?\s*0?7(?::00)?", re.IGNORECASE)
_DAY = re.compile(r"^\W*ngày ký\s*:\s*\d{1,2}[./-]\d{1,2}[./-]\d{4}\W*$", re.IGNORECASE)
_LONGEST, _LONGEST_COPY = 160, 90
#: Lines of one mark stand so close together in reading order.
_NEAR = 3


def signature_lines(lines: Sequence[Line]) -> set[int]:
    """Indexes of the lines that are the words of a signature's mark."""
    found = {index for index, line in enumerate(lines) if says_signature(line)}
    waiting = sorted(found)
    while waiting:
        index = waiting.pop()
        for near in range(max(0, index - _NEAR), min(len(lines), index + _NEAR + 1)):
            line = lines[near]
            if near not in found and line.page == lines[index].page and _WORDS.match(line.text) and _is_short(line):
                found.add(near)
                waiting.append(near)
    return found


def says_signature(line: Line) -> bool:
    """True for a line that by itself is a signature's: a program's words, or a time of signing."""
    text = line.text.strip()
    if not _is_short(line):
        return False
    if _PROGRAM.match(text) or (_COPY.search(text) and len(text) < _LONGEST_COPY):
        return True
    # On a drawn page a mark may give the day alone; in running text that line is the document's.
    return bool(_WORDS.match(text) and _TIME.search(text)) or (line.box is not None and bool(_DAY.match(text)))


def _is_short(line: Line) -> bool:
    return len(line.text.strip()) <= _LONGEST
