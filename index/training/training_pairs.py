"""Training pairs from public text: a text like a question, and the passage that answers it.

Only the train part of the legal questions is used (``index.evaluation.held_out``); every other pair is made of the
texts themselves.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.embedding.encoders import TITLE_WEIGHT
from index.evaluation.article_collections import read_json_lines
from index.evaluation.held_out import is_held_out
from ingest.text import normalize

_SENTENCE = re.compile(r"(?<=[.;:])\s+|\n+")
_ARTICLE = re.compile(r"^Điều\s+(\d+[a-zđ]?)\s*[.:]\s*(\S.{5,200})$")
TEMPLATES = (
    "{} được quy định như thế nào?",
    "{} được quy định ra sao?",
    "Quy định về {} như thế nào?",
    "{} gồm những gì?",
    "{} là gì?",
    "Pháp luật quy định thế nào về {}?",
    "{} thực hiện như thế nào?",
    "Trường hợp nào áp dụng {}?",
)


@dataclass(frozen=True, slots=True)
class Article:
    """A titled passage of law or of an encyclopedia."""

    id: str
    topic: str
    title: str
    text: str
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingQuestion:
    """A real question and the ids of the articles that answer it."""

    id: str
    text: str
    gold: tuple[str, ...]


def read_articles(data: Path) -> list[Article]:
    """The legal articles, in the order of their ids (no result depends on the order of the file)."""
    found = [
        Article(r["id"], r["topic"], r["title"], r["text"], tuple(r["related"]))
        for r in read_json_lines(data / "legal-articles.jsonl.gz")
    ]
    return sorted(found, key=lambda article: article.id)


def read_wikipedia(data: Path) -> list[Article]:
    """Encyclopedia pages, for words that the law does not use."""
    return [
        Article(f"w{i}", "", r["title"], r["text"]) for i, r in enumerate(read_json_lines(data / "wikipedia.jsonl.gz"))
    ]


def read_recent_articles(data: Path, *, held_out: bool) -> list[Article]:
    """Articles of one part of the recent documents: lines from one "Điều N. title" to the next."""
    found: list[Article] = []
    for number, record in enumerate(read_json_lines(data / "recent-documents.jsonl.gz")):
        if is_held_out(f"recent:{record['title']}") != held_out:
            continue
        title, body = "", list[str]()
        for line in [*record["lines"], "Điều 0. (hết văn bản)"]:
            match = _ARTICLE.match(line)
            if match is None:
                body.append(line)
                continue
            text = "\n".join(body)
            if title and 40 < len(text) < 8000:
                found.append(Article(f"r{number}", record["title"], title, text))
            title, body = match[2], []
    return found


def read_questions(data: Path, *, held_out: bool) -> list[TrainingQuestion]:
    """One part of the legal questions."""
    return [
        TrainingQuestion(r["id"], r["question"], tuple(r["gold"]))
        for r in read_json_lines(data / "legal-questions.jsonl")
        if is_held_out(r["id"]) == held_out
    ]


@dataclass(frozen=True, slots=True)
class EncodedArticle:
    """An article as piece ids, cut once: every epoch makes its pairs from these."""

    topic: list[int]
    title: list[int]
    bare_title: list[int]
    sentences: list[list[int]]
    bare_sentence: list[int]
    related: list[list[int]]


Encode = Callable[[list[str]], list[list[int]]]
Pair = tuple[list[int], list[int]]


def encode_articles(source: list[Article], encode: Encode, *, limit: int) -> list[EncodedArticle]:
    """Cut all articles into pieces; of a long one only the first ``limit`` characters, as training reads no more."""
    sentences = [_split_sentences(article, limit) for article in source]
    columns = zip(
        encode([article.topic for article in source]),
        encode([article.title for article in source]),
        encode([without_accents(article.title) for article in source]),
        _encode_groups(sentences, encode),
        encode([without_accents(group[0]) for group in sentences]),
        _encode_groups([article.related[:2] for article in source], encode),
        strict=True,
    )
    return [EncodedArticle(*parts) for parts in columns]


def _split_sentences(article: Article, limit: int) -> list[str]:
    """The sentences of an article's first characters; its title where there are none."""
    return [sentence for sentence in _SENTENCE.split(article.text[:limit]) if sentence.strip()] or [article.title]


def _encode_groups(groups: Sequence[Sequence[str]], encode: Encode) -> list[list[list[int]]]:
    """Piece ids of groups of texts, cut in one call."""
    encoded = iter(encode([text for group in groups for text in group]))
    return [[next(encoded) for _ in group] for group in groups]


def without_accents(text: str) -> str:
    """The text as it is typed without accents."""
    return normalize.fold(text)


def make_pairs(
    source: list[EncodedArticle], templates: list[Pair], dropout: float, rng: random.Random
) -> Iterator[Pair]:
    """Pairs (question-like pieces, passage pieces) of one epoch; each epoch draws other sentences and templates.

    ``templates`` are the pieces before and after the title; ``dropout`` is the share of questions without accents.
    """
    for article in source:
        body = [i for sentence in article.sentences for i in sentence]
        titled = article.title * TITLE_WEIGHT + body
        whole = article.topic + titled
        title = article.bare_title if rng.random() < dropout else article.title
        yield title, rng.choice([body, body, whole]) if article.topic else body
        if article.topic:
            yield article.topic + title, body
            before, after = rng.choice(templates)
            yield before + title + after, rng.choice([titled, whole])
        if len(article.sentences) > 1:
            for chosen in rng.sample(range(len(article.sentences)), min(2, len(article.sentences))):
                rest = [i for n, s in enumerate(article.sentences) if n != chosen for i in s]
                bare = chosen == 0 and rng.random() < 2 * dropout
                yield (
                    article.bare_sentence if bare else article.sentences[chosen],
                    rng.choice([rest, article.title * TITLE_WEIGHT + rest]),
                )
        if len(body) > 30:
            start = rng.randrange(len(body) - 12)
            yield body[start : start + rng.randint(4, 12)], whole
        if article.related:
            yield rng.choice(article.related), titled
