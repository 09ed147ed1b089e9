"""The page of a comparison: tables of two sides by aspect, as every file of it prints them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.records import StoredDocument
from service.answering import wording
from service.answering.document_names import full_name, short_name
from service.answering.overview.page import place, shortened
from service.answering.overview.records import Comparison, Difference, Unit


@dataclass(frozen=True, slots=True)
class QuotePiece:
    """A stretch of a quote; ``differs`` where the other side has another value."""

    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """One side of a row: the quote in pieces, and its place."""

    pieces: tuple[QuotePiece, ...]
    place: str


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row: what it is about, how the sides differ, the two cells; a cell is None where that side says nothing.

    ``values`` are the values that differ, left and right; the side that lacks one is empty.
    """

    label: str
    kind: str
    left: ComparedCell | None
    right: ComparedCell | None
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """The rows of one aspect."""

    title: str
    rows: tuple[ComparedRow, ...]


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """A comparison as printed: title, count, notices of both sides, tables, the last line.

    ``sides`` are the short names of the two documents, the heads of their columns.
    """

    title: str
    count: str
    sides: tuple[str, str]
    notices: tuple[str, ...]
    tables: tuple[ComparedTable, ...]
    foot: str


def comparison_page(found: Comparison, notices: Sequence[str]) -> ComparisonPage:
    """The page of a comparison under the notices of its two documents."""
    names = {"left": full_name(found.left), "right": full_name(found.right)}
    count = wording.DIFFERENCES_COUNTED.format(count=len(found.differences), alike=found.alike)
    return ComparisonPage(
        title=wording.COMPARISON_TITLE.format(**names),
        count=count if found.differences else wording.ALIKE.format(**names),
        sides=side_names(found.left, found.right),
        notices=tuple(notices),
        tables=tuple(_tables(found)),
        foot=wording.DISCLAIMER,
    )


def side_names(left: StoredDocument, right: StoredDocument) -> tuple[str, str]:
    """What the two sides are called; the file's name tells documents of one number apart.

    A document without a number is called by its subject, which would fill a head of a column: of a long name the first
    words are enough.
    """
    names = [shortened(short_name(side)) for side in (left, right)]
    if names[0] == names[1]:
        names = [f"{name} ({side.file_name})" for name, side in zip(names, (left, right), strict=True)]
    return names[0], names[1]


def _tables(found: Comparison) -> Iterator[ComparedTable]:
    for aspect, rows in groupby(found.differences, key=lambda row: row.aspect):
        yield ComparedTable(wording.ASPECTS[aspect], tuple(_row(row, found) for row in rows))


def _row(row: Difference, found: Comparison) -> ComparedRow:
    left, right = side_names(found.left, found.right)
    return ComparedRow(
        label=row.label,
        kind=wording.CHANGE_KINDS[row.kind].format(left=left, right=right),
        left=_cell(row.left, [value.left for value in row.values]),
        right=_cell(row.right, [value.right for value in row.values]),
        values=tuple((value.left, value.right) for value in row.values),
    )


def _cell(unit: Unit | None, values: Sequence[str]) -> ComparedCell | None:
    return None if unit is None else ComparedCell(marked(unit.text, values), place(unit.passage.citation))


def marked(text: str, values: Sequence[str]) -> tuple[QuotePiece, ...]:
    """A quote in pieces, the values that differ marked, each where it stands next.

    >>> [piece.text for piece in marked("Kinh phí 18 tỷ đồng năm 2024.", ["18 tỷ đồng", "2024"]) if piece.differs]
    ['18 tỷ đồng', '2024']
    """
    pieces: list[QuotePiece] = []
    done = 0
    for value in values:
        start = text.find(value, done) if value else -1
        if start < 0:
            continue
        pieces += [QuotePiece(text[done:start]), QuotePiece(value, differs=True)]
        done = start + len(value)
    return tuple(piece for piece in (*pieces, QuotePiece(text[done:])) if piece.text)
