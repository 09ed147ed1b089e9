"""The engine of ``hoivanban evaluate articles``: a temporary library, and every question through the one query path."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.derived.sync import Indexes
from index.embedding.encoders import Encoder, load, passage_text
from index.embedding.transformer import TransformerEncoder
from index.evaluation import metrics
from index.evaluation.article_collections import article_passage, read_json_lines
from index.evaluation.held_out import is_held_out
from index.ingestion.deep_embedding import embed_unread
from index.library.library import Library
from index.library.records import PublishRequest
from index.query import parse as asking
from index.records import Filters
from index.search import Searcher
from ingest.records import Document, Metadata
from ingest.temporary_rooms import temporary_room
from ingest.text import normalize

#: Articles of one temporary document; the number changes nothing but the time that publishing takes.
ARTICLES_A_DOCUMENT = 500


@dataclass(frozen=True, slots=True)
class ArticleLibrary:
    """A temporary library of articles, ready to be searched."""

    searcher: Searcher
    library: Library
    names: dict[tuple[str, int], str]
    index_seconds: float

    def ranked_ids(self, question: str, limit: int) -> list[str]:
        """Ids of the articles found, best first."""
        return [name for _, name in self._ranked_passages(question, limit)]

    def _ranked_passages(self, question: str, limit: int) -> list[tuple[int, str]]:
        hits = self.searcher.search(question, Filters(), limit).hits
        return [(hit.passage.id, self.names[hit.document.sha256, hit.passage.ordinal]) for hit in hits]

    def ranked_with_doubt(self, question: str, gold: Collection[str], limit: int) -> tuple[list[str], metrics.Doubt]:
        """The same ids, and the confidence of the ranking with and without the right articles."""
        found = self._ranked_passages(question, limit)
        names = [name for _, name in found]
        snapshot = self.searcher.candidate_ranker.snapshot
        known = asking.LibraryVocabulary.of(snapshot)
        asked = asking.parse_query(question, Filters(), known)
        held = self.searcher.confidence(asked)
        answers = [place for place, name in found if name in gold]
        missing = self.searcher.confidence(asked, answers) if answers else held
        return names, metrics.Doubt(held, missing, any(name in gold for name in names[: metrics.SHOWN_HITS]))


def evaluate_articles(
    articles: Path,
    questions: Path,
    *,
    encoder: Encoder | None = None,
    deep: TransformerEncoder | None = None,
    no_accents: bool = False,
    held_out: bool = False,
) -> dict[str, float]:
    """Figures of one collection of articles (``id``, ``text``, optional ``title``, ``topic``).

    With ``held_out`` only of the questions that the bundled models were not trained on.
    Abstention compares each question with itself in a library without the right articles.
    """
    asked = [one for one in read_json_lines(questions) if not held_out or is_held_out(one["id"])]
    with article_library(articles, encoder or load(), deep) as run:
        runs, times, doubts = [], [], []
        for one in asked:
            question = normalize.fold(one["question"]) if no_accents else one["question"]
            started = time.perf_counter()
            run.ranked_ids(question, 10)
            times.append((time.perf_counter() - started) * 1000)
            found, doubt = run.ranked_with_doubt(question, one["gold"], 100)
            runs.append((found, set(one["gold"])))
            doubts.append(doubt)
        figures = {**metrics.ranking_figures(runs), **metrics.abstention_figures(doubts)}
        figures["p50_ms"], figures["p95_ms"] = (float(np.percentile(times, p)) for p in (50, 95))
        figures["index_s"] = run.index_seconds
        figures["serving_mb"] = _resident_mb()
        figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures["questions"] = len(asked)
        return figures


@contextmanager
def article_library(
    articles: Path, encoder: Encoder, deep: TransformerEncoder | None = None
) -> Iterator[ArticleLibrary]:
    """Index articles in a temporary home through the same library and indexes as any document.

    With ``deep`` all of them have their deep vectors.
    """
    with temporary_room("evaluation") as folder:
        started = time.perf_counter()
        names: dict[tuple[str, int], str] = {}
        with Library.open(folder) as library:
            library.use_model(encoder.name, encoder.dimension)
            for one in _publish_requests(articles, encoder, names):
                # One by one: a transaction of all of them would hold the whole collection in memory.
                library.publish_many([one])
            if deep is not None:
                embed_unread(library, deep.with_threads(os.cpu_count() or 1))
            indexes = Indexes.open(folder, library, deep.model if deep else None)
            indexes.catch_up()
            snapshot = indexes.snapshot()
            seconds = time.perf_counter() - started
            searcher = Searcher(snapshot, library, encoder, deep_encoder=deep)
            yield ArticleLibrary(searcher, library, names, seconds)


def _publish_requests(path: Path, encoder: Encoder, names: dict[tuple[str, int], str]) -> Iterator[PublishRequest]:
    for part in _articles_by_hash(path):
        passages = tuple(article_passage(article, ordinal) for ordinal, article in enumerate(part))
        digest = _digest("\n".join(article["id"] for article in part))
        names.update({(digest, ordinal): article["id"] for ordinal, article in enumerate(part)})
        document = Document(
            sha256=digest,
            file_name=f"{digest[:12]}.jsonl",
            kind="text",
            text_source="text",
            metadata=Metadata(),
            outline=(),
            passages=passages,
        )
        yield PublishRequest(document, encoder.embed_passages([passage_text(passage) for passage in passages]))


def _articles_by_hash(path: Path) -> Iterator[list[dict[str, Any]]]:
    """Parts of the articles, in the order of their hashes: no result may depend on an article's position in the file.

    They are kept as bytes and decoded one part at a time: the whole collection as Python objects would need too much
    memory.
    """
    waiting = sorted(
        (json.dumps(article, sort_keys=True, ensure_ascii=False).encode() for article in read_json_lines(path)),
        key=lambda line: hashlib.sha256(line).digest(),
        reverse=True,
    )
    while waiting:
        yield [json.loads(waiting.pop()) for _ in range(min(ARTICLES_A_DOCUMENT, len(waiting)))]


def _resident_mb() -> float:
    """Memory of the process while it answers, mapped index files included."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / (1 << 20)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
