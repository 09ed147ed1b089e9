"""The word model of OCR: how often syllables stand side by side in official Vietnamese.

    python -m ingest.training.syllable_pairs ../shared/data

counts the consolidated legal code and the portals' documents (official texts; `ingest/read/ocr/data/syllables.md`) and
writes `ingest/read/ocr/data/syllables.npz`. Only counts are kept, of what stands there ten times and more.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from ingest.read.ocr import word_model

_LEAST = 10
_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")


def official_texts(folder: Path) -> Iterator[str]:
    """Paragraphs of the texts that are counted."""
    with gzip.open(folder / "legal-articles.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            yield from (row["title"], row["text"])
    with gzip.open(folder / "recent-documents.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            yield from row["lines"]


def count_syllables(texts: Iterable[str]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Syllables, and pairs of them with nothing but a blank between, in lower case and the old placement of tones."""
    syllables: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        last = ""
        for word in _WORD.findall(text.lower()):
            syllable = word_model.model_form(word) if word.isalpha() else ""
            if syllable:
                syllables[syllable] += 1
                if last:
                    pairs[last, syllable] += 1
            last = syllable
    return syllables, pairs


def save_counts(syllables: Counter[str], pairs: Counter[tuple[str, str]], path: Path) -> None:
    """Write the model: the syllables in the order of their letters, pairs as two places in that list."""
    known = sorted(syllable for syllable, count in syllables.items() if count >= _LEAST)
    place = {syllable: index for index, syllable in enumerate(known)}
    kept = sorted(
        (place[one] << 16 | place[other], count)
        for (one, other), count in pairs.items()
        if count >= _LEAST and one in place and other in place
    )
    np.savez_compressed(
        path,
        syllables=np.frombuffer("\n".join(known).encode(), np.uint8),
        counts=word_model.pack(np.array([syllables[syllable] for syllable in known])),
        pairs=np.diff(np.array([key for key, _ in kept], np.uint32), prepend=np.uint32(0)),
        pair_counts=word_model.pack(np.array([count for _, count in kept])),
    )


if __name__ == "__main__":
    save_counts(*count_syllables(official_texts(Path(sys.argv[1]))), word_model.DATA)
