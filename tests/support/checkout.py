"""Folders of this checkout, and the measuring data beside it, for tests wherever they stand."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: The sample library committed with the project.
CORPUS = ROOT / "corpus"
#: What hand-made gold files say must be found.
GOLD = ROOT / "tests" / "gold"
#: What was understood when the goldens were last regenerated; ``GOLDEN / "cases"`` holds their input files.
GOLDEN = ROOT / "tests" / "golden"
#: Measuring data, not part of the project; tests that need it are skipped where it is absent.
SHARED = ROOT.parent / "shared"
