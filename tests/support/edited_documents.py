"""Documents edited by hand of a random number generator: figures and days changed, and what changes nothing.

The edits are written down, so that a comparison of a document with its edited self can be counted: which changes it
found, and which it reports that nobody made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from index.records import StoredPassage
from service.answering.overview.records import Comparison

#: A number that says how many or when: no part of a document's number, a place, or the mark of a line.
_FIGURE = re.compile(r"(?<![\w/.,-])\d{1,3}(?:[.,]\d{1,3})*(?!\w)(?!\s?[/-]\s?[A-ZĐ])(?!/\d{4}/)")
_PLACE_BEFORE = re.compile(
    r"(?i)(?:điều|khoản|mục|điểm|stt|tt|stt:|tt:|số|bảng|phụ lục|chương|mẫu|biểu|phần|quyết định)\s*$"
)
_SHORT_DAY = re.compile(r"(?<=ngày )(\d{1,2})/(\d{1,2})/(\d{4})")
_PADDED = re.compile(r"(?<![\w/.,])0(\d)(?= (?:lớp|ngày|cuộc|hội|lần|huyện|phòng))")


@dataclass(frozen=True, slots=True)
class Edit:
    """A changed number: the passage's place in the document, the digits before and after."""

    ordinal: int
    old: str
    new: str


def edited(passages: Sequence[StoredPassage], random: Random, most: int = 12) -> tuple[list[StoredPassage], list[Edit]]:
    """The passages with up to ``most`` numbers changed, one each; two others gone; days and counts written another
    way without changing them."""
    changed = list(passages)
    edits: list[Edit] = []
    spots = [(place, match) for place, passage in enumerate(passages) for match in _spots(passage)]
    random.shuffle(spots)
    touched: set[int] = set()
    for place, match in spots:
        new = _other_digits(match.group(), random)
        if place in touched or new is None or len(edits) >= most:
            continue
        passage = _with_digits(passages[place], match, new)
        if passage is not None:
            changed[place] = passage
            touched.add(place)
            edits.append(Edit(passage.ordinal, match.group(), new))
    for place, passage in enumerate(passages):
        if place not in touched and passage.kind == "body" and random.random() < 0.5:
            changed[place] = replace(passage, text=_written_otherwise(passage.text))
    others = [place for place, passage in enumerate(passages) if passage.kind == "body" and place not in touched]
    gone = set(random.sample(others, 2)) if len(others) > 8 else set()
    return [passage for place, passage in enumerate(changed) if place not in gone], edits


def found_and_invented(found: Comparison, edits: Sequence[Edit]) -> tuple[int, int]:
    """How many of the edits a comparison reports, and how many changed figures or days that nobody edited."""
    left = list(edits)
    invented = 0
    for row in found.differences:
        for value in row.values if row.kind == "changed" else ():
            if value.kind not in ("figure", "day"):
                continue
            assert row.left is not None
            ordinal = row.left.passage.ordinal
            hit = next((e for e in left if e.ordinal == ordinal and e.old in value.left and e.new in value.right), None)
            if hit is None:
                invented += 1
            else:
                left.remove(hit)
    return len(edits) - len(left), invented


def _spots(passage: StoredPassage) -> list[re.Match[str]]:
    if passage.kind not in ("body", "table_row"):
        return []
    return [match for match in _FIGURE.finditer(passage.text) if not _is_mark(passage.text, match)]


def _is_mark(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()]
    opens_line = not before.rsplit("\n", 1)[-1].strip(" -")
    return (opens_line and text[match.end() : match.end() + 1] in (".", ")")) or bool(_PLACE_BEFORE.search(before))


def _other_digits(digits: str, random: Random) -> str | None:
    """The number with one digit changed; None where that leaves an equal or an oddly written one."""
    place = random.choice([place for place, char in enumerate(digits) if char.isdigit()])
    new = digits[:place] + str((int(digits[place]) + random.randint(1, 8)) % 10) + digits[place + 1 :]
    is_odd = new.startswith("0") and not digits.startswith("0")
    return None if is_odd or int(re.sub(r"\D", "", new)) == int(re.sub(r"\D", "", digits)) else new


def _with_digits(passage: StoredPassage, match: re.Match[str], new: str) -> StoredPassage | None:
    """The passage with other digits in its text, and in the cell of a row that holds them."""
    text = passage.text[: match.start()] + new + passage.text[match.end() :]
    if not passage.cells:
        return replace(passage, text=text)
    cells, position, is_done = [], 0, False
    for head, value in passage.cells:
        start = passage.text.find(f"{head}: {value}", position) + len(head) + 2
        if not is_done and start <= match.start() < start + len(value):
            at = match.start() - start
            cells.append((head, value[:at] + new + value[at + len(match.group()) :]))
            is_done = True
        else:
            cells.append((head, value))
        position = max(position, start)
    return replace(passage, text=text, cells=tuple(cells)) if is_done else None


def _written_otherwise(text: str) -> str:
    return _PADDED.sub(r"\1", _SHORT_DAY.sub(r"\1 tháng \2 năm \3", text))
