"""Gutters between two columns: only places that no word crosses over enough rows are looked at."""

from __future__ import annotations

import pytest

from ingest.read.pages import gutters
from ingest.read.pages.words import Word

WIDTH = 595.0


def page(rows: int, *, columns: bool) -> list[list[Word]]:
    """Rows of words of 20 points with blanks of 4; in two columns 290 to 306 stays free."""
    found: list[list[Word]] = []
    for number in range(rows):
        starts = [60 + 24 * place + number % 3 * 8 for place in range(20)]
        if columns:
            starts = [x for x in starts if x + 20 <= 290] + [306 + 24 * place for place in range(10)]
        found.append([Word("chữ", x, 14 * number, x + 20, 14 * number + 12) for x in starts])
    return found


@pytest.mark.parametrize("rows", [0, 1, 30])
def test_prose_over_the_whole_page_leaves_no_place(rows: int) -> None:
    assert gutters._clear_places(page(rows, columns=False), WIDTH) == []


def test_places_between_columns_are_those_that_no_word_crosses() -> None:
    rows = page(30, columns=True)
    places = gutters._clear_places(rows, WIDTH)
    assert places
    assert all(not (word.x0 < x + 4.4 and word.x1 > x - 4.4) for x in places for row in rows for word in row)


def test_five_rows_are_too_few() -> None:
    assert gutters._clear_places(page(5, columns=True), WIDTH) == []
    assert gutters._clear_places([*page(5, columns=True), []], WIDTH) == []
