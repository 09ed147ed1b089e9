"""A LightGBM model's trees as tables of bits, walked for all candidates at once.

QuickScorer (Lucchese et al., SIGIR 2015) in numpy: each condition that fails strikes out the leaves on its left, and
the first leaf left is the one reached. The conditions of a feature are sorted, so that what all of them strike out is
one row of a table. Scores equal LightGBM's to the last digits. Measured on 246 candidates and 220 trees: 0.63 ms,
LightGBM's own 1.5 ms; its library is then not even loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.records import Doubles, Floats

#: Leaves that fit the bits of each type.
_TYPES: tuple[tuple[int, type[np.unsignedinteger[Any]]], ...] = (
    (8, np.uint8), (16, np.uint16), (32, np.uint32), (64, np.uint64),
)  # fmt: skip
#: Bits of LightGBM's decision type: a set of categories; and, two bits above, zeros that count as missing.
_CATEGORIES, _MISSING, _ZERO = 1, 2, 1


@dataclass(frozen=True, slots=True)
class _ThresholdTable:
    """Thresholds of one feature, and the leaves left of every tree when so many of them are below the value."""

    feature: int
    thresholds: Doubles
    left: npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class _Condition:
    feature: int
    threshold: float
    tree: int
    #: Leaves that are out when the condition fails.
    struck: int


class Forest:
    """The trees of a model whose features are numbers that are never missing."""

    def __init__(self, conditions: list[_ThresholdTable], leaves: Doubles) -> None:
        self._conditions = conditions
        self._leaves = leaves.ravel()
        self._first = np.arange(len(leaves), dtype=np.int64) * leaves.shape[1]
        self._type = conditions[0].left.dtype if conditions else np.dtype(np.uint16)

    @classmethod
    def load(cls, path: Path) -> Forest | None:
        """The forest of a model file; None when it has something that the tables cannot hold."""
        trees = list(_trees(path))
        most = max((int(tree["num_leaves"]) for tree in trees), default=0)
        kind = next((kind for leaves, kind in _TYPES if most <= leaves), None)
        if kind is None or not trees or any(map(_is_unsupported, trees)):
            return None
        leaves = np.zeros((len(trees), most))
        found: list[_Condition] = []
        for number, tree in enumerate(trees):
            values = np.array(tree["leaf_value"].split(), np.float64)
            order: list[int] = []
            if len(values) > 1:
                _collect_conditions(tree, number, order, found)
            leaves[number, : len(values)] = values[order or [0]]
        features = sorted({condition.feature for condition in found})
        tables = [
            _threshold_table(feature, [c for c in found if c.feature == feature], len(trees), kind)
            for feature in features
        ]
        return cls(tables, leaves)

    def scores(self, features: Floats) -> Doubles:
        """The sum of the leaves reached, for each row."""
        columns = features.T.astype(np.float64, order="C")
        left = np.full((len(features), len(self._first)), np.iinfo(self._type).max, self._type)
        struck = np.empty_like(left)
        for table in self._conditions:
            below = table.thresholds.searchsorted(columns[table.feature])
            table.left.take(below, axis=0, out=struck, mode="clip")
            np.bitwise_and(left, struck, out=left)
        # Ones below the lowest bit that is set are as many as its place.
        lowest = np.negative(left)
        lowest &= left
        lowest -= self._type.type(1)
        summed: Doubles = self._leaves.take(np.bitwise_count(lowest) + self._first).sum(axis=1)
        return summed


def _trees(path: Path) -> Iterator[dict[str, str]]:
    """The trees of a LightGBM model file: names and values."""
    tree: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("Tree=", "end of trees")):
            if tree:
                yield tree
            tree = {"Tree": line}
        if line == "end of trees":
            return
        name, divided, value = line.partition("=")
        if tree and divided:
            tree[name] = value


def _is_unsupported(tree: dict[str, str]) -> bool:
    """True if a tree has conditions other than that a number is above a threshold."""
    kinds = {int(kind) for kind in tree.get("decision_type", "").split()}
    return tree.get("is_linear", "0") != "0" or any(
        kind & _CATEGORIES or (kind >> _MISSING) & 3 == _ZERO for kind in kinds
    )


def _collect_conditions(tree: dict[str, str], number: int, order: list[int], found: list[_Condition]) -> None:
    """Lay the leaves of a tree from left to right into ``order``, and its conditions into ``found``."""
    features = [int(feature) for feature in tree["split_feature"].split()]
    thresholds = [float(value) for value in tree["threshold"].split()]
    children = [[int(node) for node in tree[side].split()] for side in ("left_child", "right_child")]

    def leaves_under(node: int) -> int:
        """The bits of a node's leaves; a leaf is a number below zero."""
        if node < 0:
            order.append(~node)
            return 1 << (len(order) - 1)
        left = leaves_under(children[0][node])
        found.append(_Condition(features[node], thresholds[node], number, left))
        return left | leaves_under(children[1][node])

    leaves_under(0)


def _threshold_table(
    feature: int, conditions: list[_Condition], trees: int, kind: type[np.unsignedinteger[Any]]
) -> _ThresholdTable:
    thresholds = sorted({condition.threshold for condition in conditions})
    row_of = {threshold: row for row, threshold in enumerate(thresholds, 1)}
    left = np.full((len(thresholds) + 1, trees), np.iinfo(kind).max, kind)
    for condition in conditions:
        left[row_of[condition.threshold], condition.tree] &= kind(np.iinfo(kind).max ^ condition.struck)
    return _ThresholdTable(feature, np.array(thresholds), np.bitwise_and.accumulate(left, axis=0))
