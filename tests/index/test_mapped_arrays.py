"""Arrays in a mapped file: read back, grown in place, shared between processes."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from index.derived.arrays import extend_array
from index.derived.mapped_arrays import SPARE, Array, WrongArrays, open_arrays, save_arrays

ARRAYS: dict[str, Array] = {
    "ids": np.arange(5000, dtype=np.int64),
    "year": np.full(5000, 2024, np.int16),
    "none": np.zeros(0, np.uint32),
}


def stored(folder: Path) -> Path:
    path = folder / "x.arrays"
    save_arrays(path, ARRAYS, {"change": 7, "names": ["Sở Y tế"]})
    return path


def test_what_was_saved_is_read_back(tmp_path: Path) -> None:
    arrays, facts = open_arrays(stored(tmp_path))
    assert facts == {"change": 7, "names": ["Sở Y tế"]}
    assert set(arrays) == set(ARRAYS)
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, ARRAYS[name])
        assert array.dtype == ARRAYS[name].dtype


def test_later_rows_are_written_behind_an_array_and_into_no_file(tmp_path: Path) -> None:
    path = stored(tmp_path)
    before = path.read_bytes()
    mine, others = open_arrays(path)[0], open_arrays(path)[0]
    grown = extend_array(mine["ids"], np.array([77, 78], np.int64))
    assert grown.ctypes.data == mine["ids"].ctypes.data, "nothing was copied"
    np.testing.assert_array_equal(grown[-3:], [4999, 77, 78])
    np.testing.assert_array_equal(mine["year"], ARRAYS["year"])
    np.testing.assert_array_equal(extend_array(others["ids"], np.array([1], np.int64))[-2:], [4999, 1])
    np.testing.assert_array_equal(grown[-2:], [77, 78])
    assert path.read_bytes() == before
    np.testing.assert_array_equal(extend_array(mine["none"], np.array([3], np.uint32)), [3])


def test_an_array_that_outgrows_its_room_is_copied(tmp_path: Path) -> None:
    arrays = open_arrays(stored(tmp_path))[0]
    more = np.arange(5000 // 16 + SPARE + 1, dtype=np.int64)
    grown = extend_array(arrays["ids"], more)
    assert grown.ctypes.data != arrays["ids"].ctypes.data
    np.testing.assert_array_equal(grown, np.concatenate([ARRAYS["ids"], more]))


def test_a_replaced_file_stays_readable_for_whoever_has_it_open(tmp_path: Path) -> None:
    path = stored(tmp_path)
    arrays = open_arrays(path)[0]
    save_arrays(path, {"ids": np.zeros(3, np.int64)}, {})
    np.testing.assert_array_equal(arrays["ids"], ARRAYS["ids"])
    assert len(open_arrays(path)[0]["ids"]) == 3
    assert os.listdir(tmp_path) == ["x.arrays"]


@pytest.mark.parametrize("content", [b"", b"\xff" * 40, b"\x02\0\0\0\0\0\0\0[]", b"\x04\0\0\0\0\0\0\0null"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.arrays"
    path.write_bytes(content)
    with pytest.raises(WrongArrays):
        open_arrays(path)
