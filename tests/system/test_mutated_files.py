"""Mutated files over all formats, the short form: no crash, no hang, no file left (`make fuzz` is the long one)."""

from __future__ import annotations

import pytest

from tests.benchmarks.faults import FAULTS, node_path
from tests.benchmarks.fuzzing import fuzzed
from tests.support.checkout import ROOT


@pytest.mark.slow
def test_mutated_files_harm_nothing() -> None:
    done = fuzzed(60)
    assert (done["crashed"], done["slow"], done["temporary files left"]) == (0, 0, 0), done["which"]
    assert done["unforeseen"] == 0, done["which"]


@pytest.mark.parametrize("node", FAULTS.values())
def test_every_fault_names_a_test_that_is_there(node: str) -> None:
    path, _, name = node_path(node).partition("::")
    assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")
