"""Collections of articles with questions, indexed without a library: for training and for quick measurements."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index.derived.columns import Columns
from index.derived.lexical import LexicalIndex
from index.derived.vectors import VectorIndex
from index.embedding.encoders import Encoder, titled
from index.evaluation.article_collections import read_lines, split_title
from index.records import IndexRow
from index.training.training_pairs import Article, Question


@dataclass(frozen=True, slots=True)
class Indexed:
    """A snapshot of one collection; the passage id is the article's place in ``ids``."""

    ids: list[str]
    lexical: LexicalIndex
    vectors: VectorIndex
    columns: Columns
    change: int = 1

    def seen(self, labels: Collection[str]) -> Indexed:
        """Everybody may see all of it."""
        return self


def embedded(article: Article) -> str:
    """The text that is embedded, as ``index.embedding.encoders.passage_text`` makes it of a passage."""
    return titled([part for part in (article.topic, article.title) if part], article.text)


def row(article: Article, place: int) -> IndexRow:
    """An article as an index row that is its own parent."""
    heading = "\n".join(part for part in (article.topic, article.title) if part)
    return IndexRow(place, article.id, article.id, article.text, heading, "", "body", b"")


@contextmanager
def indexed(articles: Sequence[Article], encoder: Encoder) -> Iterator[Indexed]:
    """Index articles in a temporary folder."""
    with TemporaryDirectory(prefix="hoivanban-") as name:
        folder = Path(name)
        rows = [row(article, place) for place, article in enumerate(articles)]
        writer = LexicalIndex.open(folder / "terms", write=True)
        writer.add(rows)
        writer.commit(1)
        writer.close()
        columns = Columns.open(folder / "columns")
        columns.add(rows)
        vectors = VectorIndex.open(folder / "vectors", encoder.dimension, write=True)
        vectors.add(np.arange(len(rows)), encoder.passages([embedded(article) for article in articles]))
        yield Indexed([a.id for a in articles], LexicalIndex.open(folder / "terms"), vectors, columns)


def alqac(data: Path) -> tuple[list[Article], list[Question]]:
    """ALQAC as sampled by ViRE: never trained on."""
    contexts = [Article(r["id"], "", *split_title(r["text"])) for r in read_lines(data / "alqac-contexts.jsonl")]
    asked = [Question(r["id"], r["question"], tuple(r["gold"])) for r in read_lines(data / "alqac-questions.jsonl")]
    return contexts, asked
