"""Every retrieval table, measured again: ``python -m tests.benchmarks.tables [--questions N] [COLLECTION ...]``.

Each collection is indexed once and asked through the one query path, whole and with one part left out at a time:
no bigrams, no folded field, no dense leg, no ranker, no other forms of names; and with the question perturbed: without
accents, in capitals, with one slip, in undecoded Telex keys. Written to ``results/<commit>-tables.json``.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from index import embed, metrics, terms
from index import question as asking
from index.articles import read_lines
from index.features import Candidates
from index.library import Library
from index.rank import DENSE_WEIGHT, Ranker
from index.records import Filters
from index.search import Searcher
from index.training.collection import Indexed, alqac, indexed
from index.training.pairs import Article, Question
from index.training.split import is_held_out
from ingest import normalize
from tests.benchmarks.__main__ import commit, machine
from tests.benchmarks.runs import ROOT, Skipped, need_shared

_ARTICLE = re.compile(r"Điều (\d+[a-zđ]?)\.\s*(.{12,160})$")
_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
#: Of the templated questions so many are asked: they are alike.
TEMPLATED = 400


class Part(Searcher):
    """A searcher with one part left out."""

    def __init__(self, snapshot: Indexed, encoder: embed.Encoder, without: str) -> None:
        ranker = Ranker(None, {}, DENSE_WEIGHT) if without == "ranker" else None
        # Ranking needs no library: nothing is shown.
        super().__init__(snapshot, cast(Library, None), encoder, ranker)
        self._without = without

    def candidates(self, asked: asking.Asked) -> Candidates:
        if self._without == "expansion":
            asked = replace(asked, expansions=())
        if self._without == "folded":
            asked = replace(asked, accents="full")
        found = super().candidates(asked)
        if self._without == "dense":
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


# -- perturbed questions ----------------------------------------------------------------------------------------


def slip(question: str, rng: random.Random) -> str:
    """One letter left out, doubled, turned around or replaced, inside one longer syllable."""
    words = question.split(" ")
    places = [i for i, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
    if not places:
        return question
    place = rng.choice(places)
    word = words[place]
    at = rng.randrange(1, len(word) - 1)
    words[place] = rng.choice(
        [
            word[:at] + word[at + 1 :],
            word[: at + 1] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + rng.choice("abcdeghiklmnopqrstuvxy") + word[at + 1 :],
        ]
    )
    return " ".join(words)


def keys(question: str, _: random.Random) -> str:
    """The question as the keys of Telex."""
    typed = []
    for word in question.split(" "):
        tone, out = "", ""
        for char in unicodedata.normalize("NFD", word):
            if char in _TONES:
                tone = _TONES[char]
            elif char == "\u0302":
                out += out[-1]
            elif char in "\u0306\u031b":
                out += "w"
            else:
                out += {"đ": "dd", "Đ": "DD"}.get(char, char)
        letters = re.match(r"(.*?)(\W*)$", out, re.DOTALL)
        assert letters is not None
        typed.append(letters[1] + tone + letters[2])
    return " ".join(typed)


PERTURBED: dict[str, Callable[[str, random.Random], str]] = {
    "as typed": lambda question, _: question,
    "no accents": lambda question, _: normalize.fold(question),
    "capitals": lambda question, _: question.upper(),
    "one slip": slip,
    "no accents, one slip": lambda question, rng: normalize.fold(slip(question, rng)),
    "telex keys": keys,
}
ABLATIONS = ("bigrams", "folded", "dense", "ranker", "expansion")


# -- collections ------------------------------------------------------------------------------------------------


def legal() -> tuple[list[Article], list[Question]]:
    """The part of the legal questions that nothing is trained or tuned on."""
    data = need_shared() / "data"
    articles = [
        Article(one["id"], one.get("topic") or "", one.get("title") or "", one["text"])
        for one in read_lines(data / "legal-articles.jsonl.gz")
    ]
    lines = [one for one in read_lines(data / "legal-questions.jsonl") if is_held_out(one["id"])]
    return articles, [Question(one["id"], one["question"], tuple(one["gold"])) for one in lines]


def recent() -> tuple[list[Article], list[Question]]:
    """Articles of recent documents without their titles, asked for by the title."""
    articles, asked = [], []
    for number, document in enumerate(read_lines(need_shared() / "data" / "recent-documents.jsonl.gz")):
        for article, title, text in _articles(document["lines"]):
            name = f"{number}:{article}"
            articles.append(Article(name, document["title"], "", text))
            asked.append(Question(name, f"{title} được quy định như thế nào trong {document['title']}?", (name,)))
    return articles, random.Random(0).sample(asked, min(TEMPLATED, len(asked)))


def _articles(lines: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    starts = [(i, match) for i, line in enumerate(lines) if (match := _ARTICLE.match(line.strip()))]
    ends = [start for start, _ in starts[1:]] + [len(lines)]
    for (start, match), end in zip(starts, ends, strict=False):
        text = "\n".join(lines[start + 1 : end]).strip()
        if text:
            yield match[1], match[2].rstrip(".:"), text


COLLECTIONS: dict[str, Callable[[], tuple[list[Article], list[Question]]]] = {
    "alqac": lambda: alqac(need_shared() / "data"),
    "recent": recent,
    "legal": legal,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A collection ready to be asked."""

    snapshot: Indexed
    encoder: embed.Encoder
    questions: Sequence[Question]

    def figures(self, without: str = "", perturb: str = "as typed") -> dict[str, float]:
        """Means over the questions."""
        snapshot = self.snapshot
        if without == "bigrams":
            snapshot = replace(snapshot, lexical=cast(Any, _WithoutPairs(snapshot.lexical)))
        searcher, rng = Part(snapshot, self.encoder, without), random.Random(7)
        known = asking.Known(snapshot.lexical.document_frequency, snapshot.columns.defined)
        runs = []
        for question in self.questions:
            asked = asking.read(PERTURBED[perturb](question.text, rng), Filters(), known)
            ranked = searcher.rank(asked)
            runs.append(([snapshot.ids[int(one)] for one in ranked.ids[:100]], set(question.gold)))
        return {name: round(value, 4) for name, value in metrics.table(runs).items()}


def measure(articles: list[Article], questions: Sequence[Question], encoder: embed.Encoder) -> dict[str, Any]:
    """All tables of one collection."""
    with indexed(articles, encoder) as snapshot:
        measured = Measured(snapshot, encoder, questions)
        # Leaving the folded field out shows in questions without accents alone.
        parts = {
            f"no {part}": measured.figures(part, "no accents" if part == "folded" else "as typed") for part in ABLATIONS
        }
        perturbed = {name: measured.figures(perturb=name) for name in PERTURBED}
        return {"articles": len(articles), "questions": len(questions), **perturbed, **parts}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.tables", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*COLLECTIONS, []], help="default: all")
    parser.add_argument("--questions", type=int, help="ask so many of each collection (the first by id's hash)")
    options = parser.parse_args()
    target = ROOT / "tests/benchmarks/results" / f"{commit()}-tables.json"
    results: dict[str, Any] = {"machine": machine()}
    for name in options.names or list(COLLECTIONS):
        try:
            articles, questions = COLLECTIONS[name]()
        except Skipped as reason:
            print(f"{name}: skipped: {reason}")
            continue
        results[name] = measure(articles, questions[: options.questions], embed.load())
        for row, figures in results[name].items():
            if isinstance(figures, dict):
                shown = "  ".join(f"{key} {value:.3f}" for key, value in figures.items())
                print(f"{name:8s} {row:22s} {shown}", flush=True)
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
