"""Tables on scans: `python -m tests.benchmarks.scanned_tables [FOLDER]` reads forty drawn table pages.

Counts the figures that stand under their own row label and column heads (right), those read with other letters
(misread), those without a place (lost: lines without a table, or no such row), and those that got another place's
figure or two places' figures (mixed). Mixed is the fault that must not be. FOLDER keeps the pages.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

from ingest.layout.paragraphs import arrange_paragraphs
from ingest.read import read_file
from ingest.reading import Reading, Table
from ingest.structure.table_rows import DataRow, data_rows
from ingest.text.normalize import fold
from tests.support.table_pages import Entry, TablePage, table_pages

#: Texts this alike are one text that OCR read with slips.
_ALIKE = 0.8
VERDICTS = ("right", "misread", "lost", "mixed")


def entry_verdicts(reading: Reading, entries: Sequence[Entry]) -> Counter[str]:
    """How many entries were read right, misread, lost and mixed."""
    layout = arrange_paragraphs(reading)
    rows = [row for block in layout.blocks if isinstance(block, Table) for row in data_rows(block)]
    return Counter(verdict(entry, rows, entries) for entry in entries)


def verdict(entry: Entry, rows: Sequence[DataRow], entries: Sequence[Entry]) -> str:
    """What became of one entry."""
    found = [row for row in rows if any(_is_alike(value, entry.label) for _, value in row.cells)]
    if not found:
        # Labels that ran together stand beside figures that are not theirs.
        labels = {fold(other.label) for other in entries} - {fold(entry.label)}
        held = [fold(row.text) for row in rows if fold(entry.label) in fold(row.text)]
        return "mixed" if any(label in text for text in held for label in labels) else "lost"
    values = [value for row in found for value in _values_below(row, entry.heads)]
    if any(_plain(entry.value) == _plain(value) for value in values):
        return "right"
    if not values:
        return "lost"
    others = {other.value for other in entries} - {entry.value}
    return "mixed" if any(_tokens(value) & others or len(_tokens(value)) > 1 for value in values) else "misread"


def _tokens(text: str) -> set[str]:
    return set(re.findall(r"\d[\d.,/]*", text))


def _plain(text: str) -> str:
    return fold(text).replace(" ", "")


def _values_below(row: DataRow, heads: Sequence[str]) -> list[str]:
    """The row's value under the heading that is most like the column's, if it is like it at all."""
    path = " - ".join(heads)
    named = [
        (_likeness(head, path), value)
        for head, value in row.cells
        if _is_alike(head, path) or (len(heads) == 1 and fold(heads[0]) in fold(head))
    ]
    best = max((likeness for likeness, _ in named), default=0.0)
    return [value for likeness, value in named if likeness == best]


def _is_alike(one: str, other: str) -> bool:
    if _tokens(one) != _tokens(other):
        return False
    one, other = _plain(one), _plain(other)
    if len(one) > 200 or abs(len(one) - len(other)) > 0.25 * len(other) + 1:
        return False
    return _likeness(one, other) >= _ALIKE


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _plain(one), _plain(other), autojunk=False).ratio()


def read_page(page: TablePage, folder: Path, number: int) -> Reading:
    """The page as a scan of its own."""
    path = folder / f"{number:02d}.png"
    page.picture.save(path, dpi=(200, 200))
    return read_file(path)


def main() -> int:
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        for number, page in enumerate(table_pages()):
            verdicts = entry_verdicts(read_page(page, folder, number), page.entries)
            print(f"{page.name:38s}", *(f"{name} {verdicts[name]:3d}" for name in VERDICTS), flush=True)
            total += verdicts
    whole = sum(total.values())
    print(f"{whole} figures:", *(f"{name} {total[name] / whole:.3f}" for name in VERDICTS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
