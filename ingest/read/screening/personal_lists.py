"""Lists of persons with what identifies them: numbers of papers, accounts, or birth, telephone and home together.

A number counts by what stands over its column or before it; alone only the twelve digits of a citizen's number do. A
telephone or a day of birth counts only beside a person's name and another of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.reading import Line, Reading, Table
from ingest.text.normalize import fold, nfc

Kind = Literal["citizen", "passport", "insurance", "health", "account", "phone", "birth", "home"]

#: What a heading or the words before a number say of it; on folded text, in this order.
_HEADINGS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("passport", re.compile(r"ho chieu|passport")),
    ("health", re.compile(r"(?:the|ma|so)[^|]{0,12}bhyt|bao hiem y te")),
    ("insurance", re.compile(r"bhxh|bao hiem xa hoi")),
    ("citizen", re.compile(
        r"\bcccd\b|\bcmnd\b|\bcmtnd\b|\bcmt\b|can cuoc|chung minh (?:nhan dan|thu)|dinh danh ca nhan|giay to tuy than"
        r"|giay phep lai xe|\bgplx\b"
    )),
    ("account", re.compile(r"\bstk\b|so tai khoan|so tk\b|tai khoan (?:ngan hang|so|nhan)")),
    ("phone", re.compile(r"dien thoai|\bsdt\b|so dt\b|\bdtdd\b|di dong|\btel\b|\bphone\b")),
    ("birth", re.compile(r"ngay,? (?:thang,? )?(?:nam )?sinh|nam sinh|sinh ngay|\bngay sinh")),
    ("home", re.compile(r"noi o|cho o|cu tru|thuong tru|tam tru|ho khau|dia chi|que quan|nguyen quan")),
)  # fmt: skip
#: What a value of each kind looks like under its heading. A number may be set in groups or shortened.
_VALUES: dict[Kind, re.Pattern[str]] = {
    "citizen": re.compile(
        r"(?<![\w/])(?:\d(?:[ .\-]?\d){10,11}|\d(?:[ .\-]?\d){8}|\d{1,6}[xX*•.…]{3,9}\d{0,6}|[xX*•.…]{3,9}\d{3,6}"
        r"|\d[.,]\d+E\+1[01])(?![\w/])"
    ),
    "passport": re.compile(r"(?<!\w)[A-Z] ?\d{7,8}(?!\w)|(?<!\w)[A-Z]\d{0,4}[xX*•]{2,7}\d{0,4}(?!\w)"),
    "insurance": re.compile(r"(?<![\w/])\d(?:[ .\-]?\d){8,9}(?![\w/])|(?<!\w)\d{1,5}[xX*•]{3,8}\d{0,5}(?!\w)"),
    "health": re.compile(r"(?<!\w)[A-Z]{2} ?\d(?:[ .\-]?\d){12}(?!\w)|(?<![\w/])\d{10}(?![\w/])"),
    "account": re.compile(r"(?<![\w/])\d(?:[ .\-]?\d){7,18}(?![\w/])|(?<!\w)\d{2,6}[xX*•]{3,9}\d{0,6}(?!\w)"),
    "phone": re.compile(
        r"(?<![\w/])(?:\+?84|0)[ .\-]?[1-9](?:[ .\-]?\d){7,9}(?![\w/])|(?<![\w/])[35789]\d{8}(?![\w/])"
    ),
    "birth": re.compile(r"(?<![\w/])(?:[0-3]?\d\s*[/.\-]\s*[01]?\d\s*[/.\-]\s*(?:19|20)\d\d)(?![\w/])"),
    "home": re.compile(
        r"(?i)(?<!\w)(?:thôn|tổ dân phố|tổ|tdp|ấp|xóm|làng|buôn|bản|khu phố|khối|số nhà|số \d+\w*|đường|ngõ|hẻm)\s+\S+"
        r".{0,60}?(?:xã|phường|thị trấn|huyện|thị xã|thành phố|tp\.?|tỉnh|,)|(?<!\w)\d+\w*(?:/\d+)* [^\W\d_]+.{0,30},"
        r"|^\s*(?:xã|phường|thị trấn)\s+\S+"
    ),
}
_NUMBERS: tuple[Kind, ...] = ("citizen", "passport", "insurance", "health", "account")
#: A citizen's number wherever it stands: twelve digits that begin with 0, in one piece or in groups.
_CITIZEN = re.compile(r"(?<![\d./,\-])0\d{2}(?:\d{9}|([ .\-])\d{3}\1\d{3}\1\d{3})(?![\d/])(?![.,]\d)")
#: Six digits, in one piece or in groups: no heading has so many.
_DIGITS = re.compile(r"\d(?:[ .\-]?\d){5}|[xX*•]{3,}\d{2}")
#: A home that no word names: a hamlet or quarter, then its commune.
_PLAIN_HOME = re.compile(
    r"(?i)(?<!\w)(?:thôn|ấp|buôn|làng|xóm|tổ dân phố|tổ|khu phố)\s+[\w.\-]+\s*,?\s*(?:xã|phường|thị trấn)\s+\S+"
)
#: A mobile telephone and a day of birth that no word names; a year of birth, which counts beside a telephone only.
_PLAIN_MOBILE = re.compile(r"(?<![\w/.,])(?:\+?84[ .\-]?|0)[35789](?:[ .\-]?\d){8}(?![\w/])")
_PLAIN_BIRTH = re.compile(r"(?<![\w/])[0-3]?\d\s*[/.\-]\s*[01]?\d\s*[/.\-]\s*(?:19[2-9]\d|200\d|201[0-2])(?![\w/])")
_BIRTH_YEAR = re.compile(r"(?<![\w/.,])(?:19[2-9]\d|200\d|201[0-2])(?![\w/])")
#: A row of a list is no longer than this; in a longer one a day and a telephone may be of two things.
_ROW_LENGTH = 200
#: So far behind the word that names it a number may stand in a sentence.
_REACH = 42
_NAMES = re.compile(r"ho (?:va )?ten|ho,? ten|ten (?:chu ho|nguoi|hoc sinh|hoc vien)|nguoi dai dien|\bstt\b|\btt\b")
#: A heading over rows of plain lines holds for so many of them.
_ROWS_BELOW, _HEADING_LENGTH, _HEADER_ROWS = 80, 160, 4
_SURNAMES = (
    "nguyễn|trần|lê|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|lý|đinh|trương|lâm|đoàn|phùng|mai|tô|trịnh"
    "|hà|cao|châu|tạ|lương|thái|lưu|nông|vi|hứa|triệu|đào|quách|kiều|tống|thạch|sơn|kim|danh|lò|vàng|giàng|sùng|mùa"
    "|hầu|ma|lù|quàng|cầm|siu|ksor|rơ|rah|kpă|nay|rmah|rcom|đinh|y|h|a|lục|bế|la|chu|văn|từ|tăng|mạc|khổng|nghiêm"
    "|thân|đồng|bạch|doãn|giáp|cù|hồng|ninh|viên|ông|la|lại|lê"
)
_NAME = re.compile(rf"(?<!\w)(?:(?:{_SURNAMES.title()})|(?:{_SURNAMES.upper()}))(?:\s+[A-ZÀ-ỸĐ][\w'’]*){{1,5}}(?!\w)")


@dataclass(frozen=True, slots=True)
class PersonsListed:
    """How many persons are listed with a number of their own, and how many with birth, telephone or home together."""

    numbers: int
    described: int


def persons_listed(reading: Reading) -> PersonsListed:
    """The persons of all lists of the reading. One who is named twice counts once."""
    numbers: set[str] = set()
    described: set[str] = set()
    for block_rows in _rows(reading):
        for kinds, cells in block_rows:
            _count_row(kinds, cells, numbers, described)
    return PersonsListed(len(numbers), len(described))


#: A row: what its heading says of each cell (None where it says nothing), and the cells.
_Row = tuple[Sequence[frozenset[Kind]], Sequence[str]]


def _rows(reading: Reading) -> Iterator[Iterator[_Row]]:
    lines: list[str] = []
    for block in reading.blocks:
        if isinstance(block, Table):
            yield _rows_of_table(block)
        else:
            lines += block.text.split("\n")
    lines += [line.text for note in reading.footnotes for line in note.lines if isinstance(line, Line)]
    yield _rows_of_lines(lines)


def _rows_of_table(table: Table) -> Iterator[_Row]:
    """The rows below the heading with what it says of each column."""
    width = max((len(row) for row in table.rows), default=0)
    headings: list[str] = [""] * width
    for row in table.rows:
        cells = [nfc(cell.text or "") for cell in row]
        if _is_heading(cells):
            for index, cell in enumerate(cells):
                headings[index] = f"{headings[index]} | {cell}"[-200:]
            continue
        kinds = [_kinds(heading) for heading in headings[: len(cells)]]
        yield kinds, cells


def _is_heading(cells: Sequence[str]) -> bool:
    """True for a row that names kinds and holds no value of theirs."""
    text = " | ".join(cells)
    named = bool(_kinds(text)) or bool(_NAMES.search(fold(text)))
    return named and len(text) < 600 and not _holds_values(text)


def _holds_values(text: str) -> bool:
    """True if a number or day of a person may stand in the text: it is a row, not a heading."""
    return bool(_DIGITS.search(text)) or _VALUES["birth"].search(text) is not None


def _rows_of_lines(lines: Sequence[str]) -> Iterator[_Row]:
    """Lines as rows of one cell: a heading among them holds for those that follow."""
    over: frozenset[Kind] = frozenset()
    left = 0
    for raw in lines:
        line = nfc(raw)
        folded = fold(line)
        own = _kinds(line)
        if own and _NAMES.search(folded) and len(line) < _HEADING_LENGTH and not _holds_values(line):
            over, left = over | own, _ROWS_BELOW
            continue
        left -= 1
        if left <= 0:
            over = frozenset()
        listed = over if _NAME.search(line) else frozenset()
        yield [listed], [line]


def _kinds(text: str) -> frozenset[Kind]:
    folded = fold(text)
    return frozenset(kind for kind, pattern in _HEADINGS if pattern.search(folded))


def _count_row(kinds: Sequence[frozenset[Kind]], cells: Sequence[str], numbers: set[str], described: set[str]) -> None:
    """Add the person of the row to those with a number, or to those described."""
    row = " | ".join(cells)
    if len(row) < 9 or not any(map(str.isdigit, row)):
        return
    name = _NAME.search(row)
    found = dict(_found_in_row(kinds, cells))
    numbers |= _own_numbers(row, found, named=name is not None)
    if name is None:
        return
    if (home := _PLAIN_HOME.search(row)) is not None:
        found.setdefault("home", home.group())
    if len(row) <= _ROW_LENGTH:
        found = dict(_unnamed(kinds, cells)) | found
    if len({"phone", "birth", "home"} & set(found)) >= 2:
        described.add(fold(name.group()) + found.get("birth", found.get("phone", "")))


def _own_numbers(row: str, found: Mapping[Kind, str], *, named: bool) -> set[str]:
    """The citizens' numbers of a row, else the first number of a person's paper or account."""
    citizens = {re.sub(r"\D", "", match.group()) for match in _CITIZEN.finditer(row)}
    if citizens:
        return {f"citizen:{number}" for number in citizens}
    own = [
        f"{kind}:{re.sub(r'[ .-]', '', value)}"
        for kind, value in found.items()
        if kind in _NUMBERS and (kind != "account" or named)
    ]
    return set(own[:1])


def _unnamed(kinds: Sequence[frozenset[Kind]], cells: Sequence[str]) -> Iterator[tuple[Kind, str]]:
    """A mobile telephone with a day of birth that no word names, or with the year of birth under its heading."""
    row = " | ".join(cells)
    phone, birth = _PLAIN_MOBILE.search(row), _PLAIN_BIRTH.search(row)
    years = [_BIRTH_YEAR.search(cell) for said, cell in zip(kinds, cells, strict=False) if "birth" in said]
    born = birth or next(filter(None, years), None)
    if phone is not None and born is not None:
        yield "phone", phone.group()
        yield "birth", born.group()


def _found_in_row(kinds: Sequence[frozenset[Kind]], cells: Sequence[str]) -> Iterator[tuple[Kind, str]]:
    """Values by kind: of cells under a heading, and of those that a word before them names."""
    for said, cell in zip(kinds, cells, strict=False):
        for kind in said:
            match = _VALUES[kind].search(cell)
            if match is not None:
                yield kind, match.group()
        yield from _named_before(cell)


def _named_before(text: str) -> Iterator[tuple[Kind, str]]:
    """Values that the words right before them name: `CCCD số 064...`, `sinh ngày 01/02/1990`, `thường trú: ...`."""
    if len(text) > 2000:
        text = text[:2000]
    folded = fold(text)
    if len(folded) != len(text):
        return
    for kind, heading in _HEADINGS:
        for named in heading.finditer(folded):
            match = _VALUES[kind].search(text, named.end(), named.end() + _REACH + 24)
            if match is not None and match.start() <= named.end() + _REACH:
                yield kind, match.group()
                break
