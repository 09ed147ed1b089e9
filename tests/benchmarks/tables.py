"""Every retrieval table, measured again: ``python -m tests.benchmarks.tables [--questions N] [COLLECTION ...]``.

Each collection is indexed once and asked through the one query path: plain BM25 and the plain fusion for comparison,
whole, with one part left out at a time (no bigrams, no folded field, no dense leg, no ranker, no other forms of names),
and with the question perturbed (without accents, in capitals, with one slip, in undecoded Telex keys). Abstention is
measured by asking again without the passages that answer. Written to ``results/<commit>-tables.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from index.derived import terms
from index.evaluation import metrics
from index.library.library import Library
from index.query import parse as asking
from index.ranking.candidates import CandidateRanker
from index.ranking.features import Candidates
from index.ranking.fusion import DENSE_WEIGHT
from index.ranking.ranker import Ranker
from index.records import Filters
from index.search import Searcher
from tests.benchmarks.__main__ import commit, machine
from tests.benchmarks.dev_collections import COLLECTIONS, Collection
from tests.benchmarks.perturbed import PERTURBED
from tests.benchmarks.runs import ROOT, Skipped

#: Beside the ranker: without it the order is the plain fusion, a row of its own.
ABLATIONS = ("bigrams", "folded", "dense", "expansion")
#: Rows compared with another question by question. The dense leg ships when "plain fusion" gains 1.5 points over BM25.
COMPARED = {"plain fusion": "BM25", "as typed": "BM25", "no dense": "BM25", "no accents": "as typed"}
RESAMPLED = 2000
#: Hits that are looked at.
SEEN = 100


def searcher_without(collection: Collection, without: str) -> Searcher:
    """A searcher with one part left out; without ``all but BM25`` it is the lexical leg alone."""
    # Ranking alone needs no library: nothing is shown.
    searcher = Searcher(collection.snapshot, cast(Library, collection.library), collection.encoder)
    searcher.candidate_ranker = PartialRanker(collection, without)
    return searcher


class PartialRanker(CandidateRanker):
    """A ranking with one part left out."""

    def __init__(self, collection: Collection, without: str) -> None:
        blind = without in ("ranker", "all but BM25")
        # BM25 alone: the plain fusion gives the dense leg no weight.
        weight = 0.0 if without == "all but BM25" else DENSE_WEIGHT
        snapshot = collection.snapshot
        if without == "bigrams":
            snapshot = replace(cast(Any, snapshot), lexical=_WithoutPairs(snapshot.lexical))
        super().__init__(snapshot, collection.encoder, Ranker(None, {}, weight) if blind else None)
        self._without = without

    def find_candidates(self, asked: asking.Query) -> Candidates:
        if self._without == "expansion":
            asked = replace(asked, expansions=())
        if self._without == "folded":
            asked = replace(asked, accents="full")
        found = super().find_candidates(asked)
        if self._without in ("dense", "all but BM25"):
            blind = replace(found, cosine=np.zeros(len(found.rows)), vectors=np.zeros_like(found.vectors))
            found = _only(blind, found.lexical > 0)
        return found


class _WithoutPairs:
    """A lexical index that looks for syllables alone."""

    def __init__(self, lexical: Any) -> None:
        self._lexical = lexical

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lexical, name)

    def __len__(self) -> int:
        return len(self._lexical)

    def search(self, weighted: Any, k: int, filters: Filters | None = None) -> Any:
        alone = {f: [(term, w) for term, w in chosen if terms.JOINER not in term] for f, chosen in weighted.items()}
        return self._lexical.search(alone, k, filters)


def _only(found: Candidates, keep: Any) -> Candidates:
    return Candidates(
        *(getattr(found, name)[keep] for name in ("rows", "lexical", "cosine", "lexical_rank", "dense_rank", "vectors"))
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way of asking came to: the means, and nDCG@10 of each question."""

    figures: dict[str, float]
    each: list[float]


def measured(collection: Collection, without: str = "", perturb: str = "as typed") -> Measured:
    """All questions of a collection, asked one way."""
    searcher, rng, runs = searcher_without(collection, without), random.Random(7), []
    for question in collection.questions:
        typed = PERTURBED[perturb](question.text, rng)
        if collection.library is None:
            found = searcher.candidate_ranker.rank(_read(collection, typed)).ids[:SEEN].tolist()
        else:
            found = [hit.passage.id for hit in searcher.search(typed, Filters(), SEEN).hits]
        runs.append(([collection.name(one) for one in found], set(question.gold)))
    figures = {name: round(value, 4) for name, value in metrics.ranking_figures(runs).items()}
    return Measured(figures, [metrics.ndcg(*one) for one in runs])


def _read(collection: Collection, text: str) -> asking.Query:
    return asking.parse_query(text, Filters(), asking.LibraryVocabulary.of(collection.snapshot))


def interval(first: Sequence[float], second: Sequence[float]) -> list[float]:
    """Difference of two ways of asking the same questions in points, and its paired bootstrap interval (95 %)."""
    difference = 100 * (np.array(first) - np.array(second))
    rng = np.random.default_rng(1)
    means = difference[rng.integers(0, len(difference), (RESAMPLED, len(difference)))].mean(axis=1)
    return [round(float(value), 2) for value in (difference.mean(), *np.quantile(means, [0.025, 0.975]))]


def refusing(collection: Collection) -> dict[str, float]:
    """Confidence as the collection is, and without the passages that answer."""
    ranker, doubts = PartialRanker(collection, ""), []
    for question in collection.questions:
        asked, gold = _read(collection, question.text), set(question.gold)
        held = ranker.rank(asked)
        names = [collection.name(int(one)) for one in held.ids]
        answers = [int(one) for one, name in zip(held.ids, names, strict=True) if name in gold]
        missing = ranker.rank(asked, missing=answers)
        right = any(name in gold for name in names[: metrics.SHOWN_HITS])
        doubts.append(metrics.Doubt(held.confidence, missing.confidence, right))
    return {name: round(value, 4) for name, value in metrics.abstention_figures(doubts).items()}


def measure(collection: Collection) -> dict[str, Any]:
    """All tables of one collection."""
    rows = {"BM25": measured(collection, "all but BM25"), "plain fusion": measured(collection, "ranker")}
    rows |= {name: measured(collection, perturb=name) for name in PERTURBED}
    # Leaving the folded field out shows in questions without accents alone.
    rows |= {
        f"no {part}": measured(collection, part, "no accents" if part == "folded" else "as typed") for part in ABLATIONS
    }
    against = {name: interval(rows[name].each, rows[other].each) for name, other in COMPARED.items()}
    return {
        "passages": len(collection.snapshot.columns),
        "questions": len(collection.questions),
        **{name: row.figures for name, row in rows.items()},
        "abstention": refusing(collection),
        "ndcg10 gained, points, 95 %": {f"{name} over {COMPARED[name]}": value for name, value in against.items()},
    }


def first(collection: Collection, count: int | None) -> Collection:
    """The same collection with so many of its questions: those whose ids have the lowest hashes."""
    ordered = sorted(collection.questions, key=lambda one: hashlib.sha256(one.id.encode()).digest())
    return replace(collection, questions=ordered[:count]) if count else collection


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.tables", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*COLLECTIONS, []], help="default: all")
    parser.add_argument("--questions", type=int, help="ask so many of each collection (the first by id's hash)")
    options = parser.parse_args()
    target = ROOT / "tests/benchmarks/results" / f"{commit()}-tables.json"
    results: dict[str, Any] = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
    results["machine"] = machine()
    for name in options.names or list(COLLECTIONS):
        try:
            with COLLECTIONS[name]() as collection:
                results[name] = measure(first(collection, options.questions))
        except Skipped as reason:
            print(f"{name}: skipped: {reason}")
            continue
        for row, figures in results[name].items():
            if isinstance(figures, dict):
                shown = "  ".join(f"{key} {value}" for key, value in figures.items())
                print(f"{name:8s} {row:22s} {shown}", flush=True)
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
