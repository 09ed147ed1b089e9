"""Real questions by where they come from: people's, in everyday words and in the words of the documents.

None is made from passages. The sixty, the official and the first visitors' questions are about the sample library;
those of ``../shared`` about real documents of offices and about law. Asked of another library, they are in words that
it lacks.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks.runs import ROOT, need_shared

_GOLD = ROOT / "tests/gold"
#: More than the encoder keeps vectors of (``index.embedding.transformer.QUESTIONS_KEPT``): asked one after the other
#: in a circle, no question is ever known.
LEAST_MIXED = 1100


def _lines(path: Path) -> Iterator[dict[str, object]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _texts(path: Path) -> list[str]:
    return [str(line["question"]) for line in _lines(path) if "question" in line]


def _sixty() -> list[str]:
    lines = _GOLD.joinpath("sixty_questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [turn["question"] for line in lines if line.strip() for turn in json.loads(line)["turns"]]


SETS: dict[str, Callable[[], list[str]]] = {
    "sixty": _sixty,
    "official": lambda: _texts(_GOLD / "official_questions.jsonl"),
    "first visit": lambda: _texts(_GOLD / "first_visit.jsonl"),
    "realdocs": lambda: _texts(need_shared() / "realdocs/questions.jsonl"),
    "realdocs-2": lambda: _texts(need_shared() / "realdocs-2/questions.jsonl"),
    "legal": lambda: _texts(need_shared() / "data/legal-questions.jsonl"),
}


def questions_of(name: str, most: int | None = None) -> list[str]:
    """The different questions of a set, in its order; spread over all of it where not all are wanted.

    :raises Skipped: if it is one of those in ``../shared``, and that is not there.
    """
    every = list(dict.fromkeys(SETS[name]()))
    return every if most is None or len(every) <= most else every[:: len(every) // most][:most]


def mixed_questions() -> list[str]:
    """The questions of all sets in one order, the same in every run.

    :raises Skipped: without those of ``../shared``.
    """
    every = sorted({question for name in SETS for question in questions_of(name)})
    if len(every) < LEAST_MIXED:
        raise ValueError(f"{LEAST_MIXED} different questions are needed, there are {len(every)}")
    random.Random(516).shuffle(every)
    return every
