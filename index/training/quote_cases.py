"""Questions with the sentences that may be quoted in answer to them: what the choice of quotes is fitted on."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.evaluation.article_collections import read_json_lines
from index.records import Bools, Doubles, Ints
from index.training.evidence import fours, plain
from ingest.text.normalize import fold

#: Share of the answer's groups of four words that a quote must hold.
LEAST_SHARE = 0.5
#: Parts that the offices are cut into; each is left out once. What a question made by rule counts.
PARTS, MADE = 8, 0.25


@dataclass(frozen=True, slots=True)
class QuoteCase:
    """One question with its candidates: signals, which hold the answer, their passages and documents.

    ``beside`` are ``CHANCE_ALONE`` of each; ``made`` is True for a question made by rule.
    """

    name: str
    source: str
    is_fitted: bool
    answerable: bool
    made: bool
    evidence: float
    signals: Doubles
    beside: Doubles
    right: Bools
    passages: Ints
    documents: tuple[str, ...]

    @property
    def part(self) -> int:
        """The part of the offices that it belongs to."""
        return zlib.crc32(self.source.encode()) % PARTS

    @property
    def share(self) -> float:
        """What it counts."""
        return MADE if self.made else 1.0

    @property
    def teaches(self) -> bool:
        """True if some candidates hold the answer and others do not."""
        return self.is_fitted and bool(self.right.any()) and not bool(self.right.all())


def read_cases(name: str, questions: Path, quotes: Path, sources: dict[str, str]) -> list[QuoteCase]:
    """The cases of one collection; ``sources`` says where each of its documents comes from."""
    written = {line["id"]: line for line in read_json_lines(quotes)}
    cases: list[QuoteCase] = []
    for one in read_json_lines(questions):
        line = written[one["id"]]
        found, answerable = line["candidates"], bool(one.get("answerable", True))
        if not found:
            continue
        right = [answerable and holds_answer(one, candidate) for candidate in found]
        if answerable and not any(right) and not one.get("evidence"):
            continue  # Answered by another kind of answer: patterns of its message tell nothing of quotes.
        whole = f"{name} {one['fold']}" if one.get("fold") else name
        cases.append(
            QuoteCase(
                whole,
                f"{name} {sources.get(one.get('document') or '', '')}",
                one.get("fold", "a") == "a",
                answerable,
                bool(one.get("made")),
                line["evidence"],
                np.array([candidate["signals"] for candidate in found], np.float64),
                np.array([candidate["beside"] for candidate in found], np.float64),
                np.array(right, np.bool_),
                np.array([candidate["passage"] for candidate in found], np.int64),
                tuple(candidate["document"] for candidate in found),
            )
        )
    return cases


def holds_answer(question: dict[str, Any], candidate: dict[str, Any]) -> bool:
    """True if a quote holds the answer, by whichever way the question tells it."""
    quote = candidate["quote"]
    if question.get("evidence"):
        return candidate["document"] == question["document"] and _holds_evidence(question, quote)
    if question.get("cites"):
        cited = re.search(question["cites"], fold(candidate["citation"])) is not None
        return cited and re.search(question["says"], fold(quote)) is not None
    return any(
        candidate["number"] == target["number"]
        and any(plain(words) in plain(quote) for words in target["must_contain"])
        for target in question.get("targets") or ()
    )


def _holds_evidence(question: dict[str, Any], quote: str) -> bool:
    wanted, terms = fours(question["evidence"]), question.get("evidence_terms") or ()
    if len(wanted & fours(quote)) >= LEAST_SHARE * len(wanted):
        return True
    return bool(terms) and all(f" {plain(term)} " in f" {plain(quote)} " for term in terms)
