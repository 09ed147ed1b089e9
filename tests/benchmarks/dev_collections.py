"""The five collections that every change of the ranking is judged on, indexed and with the passages that answer.

Two are sets of articles with labelled questions, one is made of recent documents asked by the titles of their
articles, two are libraries read in from files: the real documents and the sample library.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.derived.sync import Indexes
from index.embedding import encoders
from index.evaluation.article_collections import read_json_lines
from index.library.library import Library, ListRequest
from index.ranking.candidates import IndexSnapshot
from index.records import PUBLIC, StoredDocument, StoredPassage
from index.training import training_pairs
from index.training.collection import indexed_collection, read_alqac
from index.training.training_pairs import Article, TrainingQuestion
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.benchmarks.runs import ROOT, need_shared
from tests.support.sixty_questions import inside, place_of, plain

#: Of the templated questions so many are asked: they are alike.
TEMPLATED = 400


@dataclass(frozen=True, slots=True)
class Collection:
    """Questions with the names of the passages that answer them; ``name`` gives the name of a passage id.

    With a ``library`` the questions also go through what only documents have: numbers, places, conditions.
    """

    snapshot: IndexSnapshot
    encoder: encoders.Encoder
    name: Callable[[int], str]
    questions: Sequence[TrainingQuestion]
    library: Library | None = None


Opened = AbstractContextManager[Collection]


@contextmanager
def _articles(articles: Sequence[Article], questions: Sequence[TrainingQuestion]) -> Iterator[Collection]:
    encoder = encoders.load()
    with indexed_collection(articles, encoder) as snapshot:
        yield Collection(snapshot, encoder, snapshot.ids.__getitem__, questions)


def legal() -> Opened:
    """The part of the legal questions that nothing is trained or tuned on, among all legal articles."""
    data = need_shared() / "data"
    return _articles(training_pairs.read_articles(data), training_pairs.read_questions(data, held_out=True))


def alqac_questions() -> Opened:
    return _articles(*read_alqac(need_shared() / "data"))


def recent() -> Opened:
    """Articles of the held-out recent documents without their titles, asked for by title and document."""
    kept, asked = [], []
    for number, one in enumerate(training_pairs.read_recent_articles(need_shared() / "data", held_out=True)):
        name = f"{one.id}.{number}"
        kept.append(Article(name, one.topic, "", one.text))
        asked.append(TrainingQuestion(name, f"{one.title} được quy định như thế nào trong {one.topic}?", (name,)))
    return _articles(kept, random.Random(0).sample(asked, min(TEMPLATED, len(asked))))


def real() -> Opened:
    """The real documents; the scorer's own rule says which passages hold a question's evidence."""
    folder = need_shared() / "realdocs"
    scorer = _module(folder / "score.py")
    lines = [one for one in read_json_lines(folder / "questions.jsonl") if one["answerable"] and not one["follows"]]

    def answers(line: dict[str, Any], document: StoredDocument, passage: StoredPassage) -> bool:
        return document.file_name == line["document"] and bool(scorer.has_evidence(line, passage.text))

    return _library(folder / "docs", lines, answers)


def samples() -> Opened:
    """The sample library and those of the sixty questions that ask for a place, each without its conversation."""
    gold = (ROOT / "tests/gold/sixty_questions.jsonl").read_text(encoding="utf-8").splitlines()
    lines = [
        {"id": one["id"], "question": one["turns"][0]["question"], "targets": targets}
        for one in map(json.loads, gold)
        if (targets := [target for target in one["turns"][0]["targets"] if target["places"]])
    ]

    def answers(line: dict[str, Any], document: StoredDocument, passage: StoredPassage) -> bool:
        citation = passage.citation
        here = place_of(citation.path, citation.label)
        text = plain(passage.text)
        return any(
            document.metadata.number == target["number"]
            and citation.component == place["component"]
            # A unit inside the place and the unit around it show it too, where the words that matter stand in them.
            and (here == place["path"] or inside(here, place["path"]) or inside(place["path"], here))
            and (not target["must_contain"] or any(plain(words) in text for words in target["must_contain"]))
            for target in line["targets"]
            for place in target["places"]
        )

    return _library(ROOT / "corpus/documents", lines, answers)


Answers = Callable[[dict[str, Any], StoredDocument, StoredPassage], bool]


@contextmanager
def _library(folder: Path, lines: Iterable[dict[str, Any]], answers: Answers) -> Iterator[Collection]:
    """A library of a folder's files; questions that no passage answers are left out (the reading has lost them)."""
    with tempfile.TemporaryDirectory(prefix="hoivanban-") as home, contextlib.ExitStack() as stack:
        settings = load_settings(home=Path(home))
        ingest_paths(settings, [folder])
        encoder = encoders.load()
        library = stack.enter_context(contextlib.closing(Library.open(Path(home))))
        library.use_model(encoder.name, encoder.dimension)
        held = [
            (document, passage)
            for document in library.documents(ListRequest(limit=500)).documents
            for passage in library.version_passages(document.version_id)
        ]
        questions = [
            TrainingQuestion(line["id"], line["question"], tuple(str(p.id) for d, p in held if answers(line, d, p)))
            for line in lines
        ]
        # What everybody sees: the search would otherwise make its own view, without the part that is left out.
        snapshot = Indexes.open(Path(home), library).snapshot().visible_to((PUBLIC,))
        yield Collection(snapshot, encoder, str, [one for one in questions if one.gold], library.visible_to((PUBLIC,)))


def _module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


COLLECTIONS: dict[str, Callable[[], Opened]] = {
    "samples": samples,
    "alqac": alqac_questions,
    "recent": recent,
    "legal": legal,
    "real": real,
}
