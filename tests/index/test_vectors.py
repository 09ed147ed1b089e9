"""FAISS against brute force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.derived.codec import HALVES
from index.derived.vectors import COARSE_CODES, COARSE_FROM, COARSE_LOOP, VectorIndex

DIMENSION = 16


def _unit(rng: np.random.Generator, count: int) -> np.ndarray:
    matrix = rng.standard_normal((count, DIMENSION)).astype(np.float32)
    # Halves, as the library stores them: the index must lose nothing of those.
    rows: npt.NDArray[np.float32] = (
        (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)
    )
    return rows


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(1, 60),
    k=st.integers(1, 15),
    removed=st.integers(0, 20),
    part=st.booleans(),
)
def test_search_equals_brute_force(seed: int, count: int, k: int, removed: int, part: bool) -> None:
    rng = np.random.default_rng(seed)
    matrix, queries = _unit(rng, count), _unit(rng, 3)
    ids = rng.permutation(1000)[:count].astype(np.int64)
    index = VectorIndex.open(Path("/nonexistent"), DIMENSION, write=True)
    index.add(ids, matrix)
    gone = ids[:removed]
    assert index.remove(gone.tolist()) == len(gone)
    keep = ~np.isin(ids, gone)
    allowed = ids[::2] if part else None
    if allowed is not None:
        keep &= np.isin(ids, allowed)
    scores, found = index.search(queries, k, allowed)
    for query, own_scores, own in zip(queries, scores, found, strict=True):
        exact = np.sort(matrix[keep] @ query)[::-1][:k]
        held = own >= 0
        assert held.sum() == len(exact)
        np.testing.assert_allclose(own_scores[held], exact, atol=1e-5)
        place = {int(one): i for i, one in enumerate(ids)}
        np.testing.assert_allclose([matrix[place[int(i)]] @ query for i in own[held]], exact, atol=1e-5)
        assert set(own[held].tolist()) <= set(ids[keep].tolist())


def test_saved_index_is_read_back_and_an_open_reader_keeps_its_state(tmp_path: Path) -> None:
    matrix = _unit(np.random.default_rng(1), 5)
    writer = VectorIndex.open(tmp_path, DIMENSION, write=True)
    writer.add(np.arange(5), matrix)
    writer.save(7)
    reader = VectorIndex.open(tmp_path, DIMENSION)
    assert (len(reader), reader.change) == (5, 7)
    np.testing.assert_array_equal(reader.vectors(np.array([3, 1])), matrix[[3, 1]])
    writer.remove([0])
    writer.save(8)
    assert len(reader) == 5
    assert int(reader.search(matrix[0], 1)[1][0, 0]) == 0
    assert len(VectorIndex.open(tmp_path, DIMENSION)) == 4


def test_another_dimension_is_refused(tmp_path: Path) -> None:
    writer = VectorIndex.open(tmp_path, DIMENSION, write=True)
    writer.save(1)
    with pytest.raises(ValueError, match="16 dimensions"):
        VectorIndex.open(tmp_path, 32)


def test_a_large_index_is_looked_through_coarsely_and_compared_exactly(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    # Passages stand in groups, as they do where several are about one matter.
    middles = rng.standard_normal((400, COARSE_CODES))
    drawn = (middles[rng.integers(0, 400, COARSE_FROM)] + rng.standard_normal((COARSE_FROM, COARSE_CODES))) / 16
    matrix = drawn.astype(np.float16).astype(np.float32)
    writer = VectorIndex.open(tmp_path, COARSE_CODES, write=True)
    writer.add(np.arange(COARSE_FROM) + 7, matrix)
    writer.save(1)
    index = VectorIndex.open(tmp_path, COARSE_CODES)
    queries = matrix[:20] + 0.02 * rng.standard_normal((20, COARSE_CODES)).astype(np.float32)
    kept = []
    for query in queries:
        exact = np.argsort(-(matrix @ query), kind="stable")[:50] + 7
        scores, ids = index.search(query, 50)
        kept.append(len(np.intersect1d(ids[0], exact)) / 50)
        np.testing.assert_allclose(scores[0], matrix[ids[0] - 7] @ query, rtol=1e-5)
        assert (np.diff(scores[0]) <= 0).all()
    assert np.mean(kept) > 0.95
    # What is gone does not come back, and what replaces it is found.
    first = index.search(queries[0], 50)[1][0]
    later = index.with_changes(first[:30], np.array([first[40], 99_999]), np.stack([-queries[0], queries[0]]), 2)
    found = later.search(queries[0], 50)[1][0]
    assert found[0] == 99_999
    assert not np.isin(found, [*first[:30], first[40]]).any()
    np.testing.assert_array_equal(later.vectors(np.array([7, first[40]])), [matrix[0], _halved(-queries[0])])


def test_the_loop_over_coarse_codes_finds_what_the_engine_s_own_choice_does(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    matrix = (rng.standard_normal((COARSE_FROM, COARSE_CODES)) / 12).astype(np.float32)
    writer = VectorIndex.open(tmp_path, COARSE_CODES, write=True)
    writer.add(np.arange(COARSE_FROM), matrix)
    writer.save(1)
    coarse: Any = faiss.read_index(str(next(tmp_path.glob("*.coarse"))))
    assert coarse.implem == 0
    queries = [matrix[row : row + 1] for row in range(30)]
    usual = [coarse.search(query, 300)[1] for query in queries]
    coarse.implem = COARSE_LOOP
    np.testing.assert_array_equal([coarse.search(query, 300)[1] for query in queries], usual)


def test_every_finite_half_is_decoded_to_the_last_bit() -> None:
    every = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    halves = every[np.isfinite(every)]
    decoded = HALVES.decoded(halves[::2])
    np.testing.assert_array_equal(decoded.view(np.uint32), halves[::2].astype(np.float32).view(np.uint32))
    assert HALVES.decoded(halves[:0].reshape(0, 4)).shape == (0, 4)


def _halved(vector: np.ndarray) -> np.ndarray:
    return vector.astype(np.float16).astype(np.float32)
