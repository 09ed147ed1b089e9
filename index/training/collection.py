"""Collections of articles with questions, indexed without a library: for training and for quick measurements."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.derived.columns import Columns
from index.derived.legs import EmbeddedLegs, Legs
from index.derived.lexical import LexicalIndex
from index.derived.vectors import VectorIndex
from index.embedding.encoders import Encoder, text_with_titles
from index.evaluation.article_collections import read_json_lines, split_title
from index.records import IndexRow
from index.training.training_pairs import Article, TrainingQuestion
from ingest.temporary_rooms import temporary_room


@dataclass(frozen=True, slots=True)
class IndexedCollection:
    """A snapshot of one collection; the passage id is the article's position in ``ids``."""

    ids: list[str]
    lexical: LexicalIndex
    vectors: VectorIndex
    columns: Columns
    change: int = 1
    deep: VectorIndex | None = None

    @property
    def legs(self) -> Legs:
        """Both legs over the articles."""
        return EmbeddedLegs(self.lexical, self.vectors, self.columns)

    def visible_to(self, labels: Collection[str]) -> IndexedCollection:
        """The collection itself: its articles have no access labels."""
        return self


def article_text(article: Article) -> str:
    """The text that is embedded, as ``index.embedding.encoders.passage_text`` makes it of a passage."""
    return text_with_titles([part for part in (article.topic, article.title) if part], article.text)


def article_row(article: Article, place: int) -> IndexRow:
    """An article as an index row that is its own parent."""
    heading = "\n".join(part for part in (article.topic, article.title) if part)
    return IndexRow(place, article.id, article.id, article.text, heading, "", "body", b"")


@contextmanager
def indexed_collection(articles: Sequence[Article], encoder: Encoder) -> Iterator[IndexedCollection]:
    """Index articles in a temporary folder."""
    with temporary_room("training") as folder:
        rows = [article_row(article, place) for place, article in enumerate(articles)]
        writer = LexicalIndex.open(folder / "terms", write=True)
        writer.add(rows)
        writer.commit(1)
        writer.close()
        columns = Columns.open(folder / "columns")
        columns.add(rows)
        vectors = VectorIndex.open(folder / "vectors", encoder.dimension, write=True)
        vectors.add(np.arange(len(rows)), encoder.embed_passages([article_text(article) for article in articles]))
        yield IndexedCollection([a.id for a in articles], LexicalIndex.open(folder / "terms"), vectors, columns)


def read_alqac(data: Path) -> tuple[list[Article], list[TrainingQuestion]]:
    """ALQAC as sampled by ViRE: never trained on."""
    contexts = [Article(r["id"], "", *split_title(r["text"])) for r in read_json_lines(data / "alqac-contexts.jsonl")]
    asked = [
        TrainingQuestion(r["id"], r["question"], tuple(r["gold"]))
        for r in read_json_lines(data / "alqac-questions.jsonl")
    ]
    return contexts, asked
