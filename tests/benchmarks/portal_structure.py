"""Heads and numbering against the national portal's titles, for the documents of ../shared/data with a Vietnamese text.

Run: ``python -m tests.benchmarks.portal_structure [--show N]``. The documents are read as text, one paragraph a line.
The title (`Thông tư số 26/2025/TT-BVHTTDL sửa đổi ...`) tells number, type and subject; the portal tells no issuer and
no day of issue, so these are only looked for. Numbering: share of documents in which no Điều of a text, no khoản of a
Điều is missing between the first and the last.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.document import understand
from ingest.grammar import document_numbers
from ingest.grammar.citations import OWN_NUMBERING
from ingest.reading import Line, Reading
from ingest.records import Document
from ingest.text.normalize import fold
from tests.benchmarks.portal_status import DATA, readable


@dataclass(frozen=True)
class Found:
    """What holds for one document; None where the title does not tell."""

    title: str
    number: bool | None
    type: bool | None
    subject: bool | None
    issuer: bool
    date: bool
    articles: bool
    clauses: bool


#: Lines in which a head is over.
HEAD_LINES = 12
FIELDS = ("number", "type", "subject", "issuer", "date", "articles", "clauses")


def read_row(row: dict[str, Any]) -> Found:
    lines = tuple(Line(text=line, whole=True) for line in row["lines"])
    document = understand(Path("van-ban.txt"), Reading("text", "text", lines))
    metadata, title = document.metadata, row["title"]
    number = next(iter(document_numbers.find_numbers(title)), None)
    rest = title[number.end :] if number else ""
    holes = set(_holes(document))
    return Found(
        title,
        metadata.canonical_key == number.canonical_key if number and _stands(number, row["lines"]) else None,
        metadata.type == number.type if number and number.type else None,
        _same(metadata.subject or "", rest) if len(rest.split()) > 2 else None,
        metadata.issuer is not None,
        metadata.issued_date is not None,
        "dieu" not in holes,
        "khoan" not in holes,
    )


def _stands(number: document_numbers.DocumentNumber, lines: list[str]) -> bool:
    """Whether the text has its number at all: every seventh lost the line on the portal."""
    return any(
        one.canonical_key == number.canonical_key
        for line in lines[:HEAD_LINES]
        for one in document_numbers.find_numbers(line)
    )


def _same(read: str, told: str) -> bool:
    """Most of the words of either stand in the other: the portal shortens titles and adds "quy định"."""
    mine, theirs = Counter(fold(read).split()), Counter(fold(told).split())
    shared = sum((mine & theirs).values())
    return shared >= 0.8 * min(sum(mine.values()), sum(theirs.values())) and bool(mine)


def _holes(document: Document) -> Iterator[str]:
    """The kinds of units of which one is missing between two others."""
    nodes = {node.id: node for node in document.outline}
    seen: dict[tuple[str, object], list[int]] = defaultdict(list)
    for node in document.outline:
        if node.kind not in ("dieu", "khoan") or not node.number.isdigit():
            continue
        above = node.parent
        if node.kind == "dieu":  # numbered through the text, or through its appendix or form
            while above is not None and nodes[above].kind not in ("component", *OWN_NUMBERING):
                above = nodes[above].parent
        seen[node.kind, above].append(int(node.number))
    for (kind, _), values in seen.items():
        if set(range(min(values), max(values) + 1)) != set(values):
            yield kind


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", type=int, default=0, help="how many misses of each field to print")
    show = parser.parse_args().show
    if not DATA.exists():
        raise SystemExit("../shared is not beside this checkout (measuring data, not part of the project)")
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if readable(row)]
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(read_row, rows, chunksize=20))
    print(f"{len(found)} documents with a Vietnamese text")
    for field in FIELDS:
        told = [one for one in found if getattr(one, field) is not None]
        right = sum(getattr(one, field) for one in told)
        print(f"{field:9} {right / len(told):.3f} of {len(told)}")
        for one in [one for one in told if not getattr(one, field)][:show]:
            print("   ", one.title[:110])


if __name__ == "__main__":
    main()
