"""Columns: what is added can be found, filtered, removed and read back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.derived import terms
from index.derived.columns import Columns
from index.records import Filters, IndexRow


def _row(number: int, body: str = "kế hoạch", access: str = "cong_khai") -> IndexRow:
    return IndexRow(
        number,
        f"d{number % 3}",
        f"g{number}",
        body,
        "I\nKinh phí",
        "",
        "body",
        b"",
        type="KH",
        year=2020,
        access=access,
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 50), unique=True, max_size=20), st.sets(st.integers(1, 50), max_size=20))
def test_rows_follow_adding_and_stopping(added: list[int], stopped: set[int]) -> None:
    columns = Columns.open(Path("/nonexistent"))
    columns.add([_row(n, " ".join(["kế"] * n)) for n in added])
    later = columns.with_changes(np.array(sorted(stopped), np.int64), [], 2)
    kept = sorted(n for n in added if n not in stopped)
    assert len(later) == len(kept)
    rows = later.rows_of(np.array([*added, 99], np.int64))
    assert rows.tolist() == [*(-1 if n in stopped else place for place, n in enumerate(added)), -1]
    assert columns.rows_of(np.array(added, np.int64)).tolist() == list(range(len(added)))
    compact = later.compact_copy(Path("/nonexistent"), later.words)
    assert compact.arrays.ids.tolist() == kept
    assert np.diff(compact.arrays.body_end, prepend=0).tolist() == kept


def test_columns_are_read_back(tmp_path: Path) -> None:
    columns = Columns.open(tmp_path)
    columns.add([_row(1), _row(2, "báo cáo", access="noi_bo")])
    columns.save(5)
    again = Columns.open(tmp_path)
    assert (len(again), again.change) == (2, 5)
    assert again.texts("document", np.array([0, 1])) == ["d1", "d2"]
    assert sorted(again.words.written_as({"hoach", "ke", "ki"})) == ["hoạch", "kế"]
    assert again.words.bare_among({"cao", "kao"}) == {"cao"}
    assert np.array_equal(again.arrays.body, terms.syllable_codes(["kế", "hoạch", "báo", "cáo"]))


def test_conditions() -> None:
    columns = Columns.open(Path("/nonexistent"))
    columns.add([_row(1), _row(2, access="noi_bo"), _row(3)])
    allowed = columns.filter_mask(Filters())
    assert allowed is not None
    assert allowed.tolist() == [True, False, True]
    assert columns.filter_mask(Filters(access=("cong_khai", "noi_bo"))) is None
    assert not columns.filter_mask(Filters(territories=("gia_lai_cu",))).any()  # type: ignore[union-attr]


def test_equal_content_has_an_equal_tie_whatever_the_order() -> None:
    first, second = Columns.open(Path("/nonexistent")), Columns.open(Path("/nonexistent"))
    first.add([_row(1, "một"), _row(2, "hai")])
    second.add([_row(7, "hai"), _row(8, "một")])
    assert first.arrays.tie_breaker.tolist() == second.arrays.tie_breaker.tolist()[::-1]
