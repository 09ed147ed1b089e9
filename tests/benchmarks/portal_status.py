"""Effective dates and statuses against the national portal's own, for the 999 documents of ../shared/data.

Run: ``python -m tests.benchmarks.portal_status [--show N]``. The documents are read as text, one paragraph a line;
the status
is computed for the day on which the portal's pages were stored, from these documents alone.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from index.validity.records import EffectEdge, ValidityDates
from index.validity.status import validity_dates, validity_status
from ingest.document import understand
from ingest.reading import Line, Reading
from ingest.records import EFFECTS, Relation
from ingest.relations.effective_dates import document_term as term_of
from ingest.relations.extract import extract_relations
from ingest.relations.own_words import own_sentences

DATA = Path(__file__).parents[3] / "shared" / "data" / "recent-documents.jsonl.gz"
#: More than this share of the characters of a Vietnamese text carry marks; of an English one almost none.
VIETNAMESE = 0.08
PORTAL = {
    "Còn hiệu lực": "in_force",
    "Hết hiệu lực toàn bộ": "expired",
    "Hết hiệu lực một phần": "partly",
    "Chưa có hiệu lực": "future",
    None: "(none)",
}


@dataclass(frozen=True)
class Case:
    title: str
    portal: str
    effective: date | None
    expired: date | None
    key: str | None
    type: str | None
    dates: ValidityDates
    basis: str
    evidence: str
    edges: tuple[Relation, ...]


def cases() -> Iterator[Case]:
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    rows = [row for row in rows if readable(row)]
    print(f"{len(rows)} documents with a Vietnamese text")
    with ProcessPoolExecutor(2) as pool:
        yield from pool.map(read_case, rows, chunksize=20)


def readable(row: dict[str, Any]) -> bool:
    """Some pages hold only the portal's table of properties, or an English translation: there is nothing to read in
    them.
    """
    text = " ".join(row["lines"])
    vietnamese = sum(letter.isalpha() and not letter.isascii() for letter in text) > VIETNAMESE * len(text)
    return vietnamese and not any(line.startswith("Tình trạng hiệu lực") for line in row["lines"])


def read_case(row: dict[str, Any]) -> Case:
    blocks = tuple(Line(text=line, whole=True) for line in row["lines"])
    document = understand(Path("van-ban.txt"), Reading("text", "text", blocks))
    said = own_sentences(document)
    term = term_of(document, said)
    edges = tuple(edge for edge in extract_relations(document, said, term) if edge.type in EFFECTS)
    return Case(
        row["title"], PORTAL[row["status"]], _day(row["effective"]), _day(row["expired"]),
        document.metadata.canonical_key, document.metadata.type, validity_dates(document.metadata, term),
        term.basis, term.evidence, edges,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    match = re.search(r"(\d\d)/(\d\d)/(\d{4})$", text or "")
    return date(int(match.group(3)), int(match.group(2)), int(match.group(1))) if match else None


def effective_dates(found: list[Case], show: int) -> None:
    with_date = [case for case in found if case.effective and case.type != "VBHN" and case.portal != "(none)"]
    counts: Counter[str] = Counter()
    wrong = []
    for case in with_date:
        mine = case.dates.effective
        outcome = "none" if mine is None else "right" if mine == case.effective else "wrong"
        counts[outcome] += 1
        if outcome != "right":
            wrong.append(case)
    print(
        f"effective date, {len(with_date)} documents with a date on the portal (consolidations apart): {dict(counts)}"
    )
    for case in wrong[:show]:
        print(
            f"  portal {case.effective} mine {case.dates.effective} {case.basis} {case.title[:70]} | "
            f"{case.evidence[:150]}"
        )


def confusion(found: list[Case], as_of: date) -> None:
    incoming: dict[str, list[EffectEdge]] = defaultdict(list)
    for case in found:
        for edge in case.edges:
            if edge.target_key:
                incoming[edge.target_key].append(
                    EffectEdge(
                        edge.type, case.title[:40], effective=edge.effective, until=edge.until, path=edge.target_path
                    )
                )
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for case in found:
        if case.type == "VBHN" or case.portal == "(none)":
            continue
        table[case.portal][validity_status(case.dates, incoming.get(case.key or "", ()), as_of).code] += 1
    codes = ["in_force", "partly", "expired", "future", "unknown"]
    print(f"\nstatus on {as_of}, rows portal, columns computed from these documents alone")
    print(f"{'':12}" + "".join(f"{code:>10}" for code in codes))
    for portal in ("in_force", "partly", "expired", "future"):
        print(f"{portal:12}" + "".join(f"{table[portal][code]:>10}" for code in codes))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--show", type=int, default=0)
    arguments.add_argument("--as-of", type=date.fromisoformat, default=None)
    options = arguments.parse_args()
    found = list(cases())
    effective_dates(found, options.show)
    # The portal's pages were stored over some weeks; the best day is the one that agrees with its own dates.
    starts = [case.effective for case in found if case.portal == "in_force" and case.effective]
    confusion(found, options.as_of or max(starts))
    counts = Counter(edge.type for case in found for edge in case.edges)
    print(f"\nedges of effect: {dict(counts)}")


if __name__ == "__main__":
    main()
