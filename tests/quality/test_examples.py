"""The examples in docstrings hold: what they show is what the code gives."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

from tests.support.checkout import ROOT


def modules_with_examples() -> list[str]:
    """Dotted names of the modules whose docstrings hold an example."""
    paths = (path for package in ("ingest", "index", "service") for path in sorted((ROOT / package).rglob("*.py")))
    return [".".join(Path(path).relative_to(ROOT).with_suffix("").parts) for path in paths if _has_example(path)]


def _has_example(path: Path) -> bool:
    return ">>> " in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("module", modules_with_examples())
def test_examples(module: str) -> None:
    if ".training." in module:
        pytest.importorskip("torch", reason="a small installation trains nothing")
    tried = doctest.testmod(importlib.import_module(module))
    assert (tried.failed, tried.attempted > 0) == (0, True)
