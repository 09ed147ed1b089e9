"""Documents that may be one among 5,000: CPU of a sketch, of all pairs (``python -m tests.benchmarks duplicates``).

The texts are made: 600 words each behind 120 that all share; a hundred are copies in which twelve words were misread.
"""

from __future__ import annotations

import random
import time
from types import SimpleNamespace
from typing import Any

from index.library.duplicates import duplicate_pairs
from index.store.text_sketch import text_sketch
from tests.benchmarks.runs import Figures

DOCUMENTS, COPIES_EVERY, WORDS, SHARED, MISREAD = 5000, 50, 600, 120, 12


def duplicates() -> Figures:
    vocabulary = [f"từ{number}" for number in range(3000)]
    head = " ".join(random.Random(5).choices(vocabulary, k=SHARED))
    texts = [f"{head} {_body(vocabulary, number)}" for number in range(DOCUMENTS)]
    started = time.process_time()
    sketches = [text_sketch([text]) for text in texts]
    sketched = time.process_time()
    rows: list[Any] = [_row(number, sketch) for number, sketch in enumerate(sketches)]
    found = list(duplicate_pairs(rows))
    ended = time.process_time()
    right = sum(int(pair.second) - int(pair.first) == 1 for pair in found)
    return {
        "sketch_cpu_ms": round(1000 * (sketched - started) / DOCUMENTS, 2),
        "all_pairs_cpu_ms": round(1000 * (ended - sketched)),
        "copies": DOCUMENTS // COPIES_EVERY,
        "copies_found": right,
        "other_pairs": len(found) - right,
    }


def _body(vocabulary: list[str], number: int) -> str:
    """The words of a document; every fiftieth is a misread copy of the one before."""
    is_copy = number % COPIES_EVERY == 1
    words = random.Random(number - is_copy).choices(vocabulary, k=WORDS)
    for at in random.Random(number).sample(range(WORDS), MISREAD if is_copy else 0):
        words[at] = "nhoè"
    return " ".join(words)


def _row(number: int, sketch: str) -> Any:
    return SimpleNamespace(
        id=f"{number:05}", identity="", key_number=str(number), key_year="", key_type="KH", key_agency="UBND",
        issuer="UBND tỉnh", issued_on="2024-01-01", sketch=sketch, text_source="ocr",
    )  # fmt: skip
