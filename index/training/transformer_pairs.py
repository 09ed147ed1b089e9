"""Examples that the transformer encoder is tuned on: questions, the passages that answer them, and wrong ones.

Two sources. The legal training questions, with the wrong articles that a ranker puts first which has not seen them.
And, where libraries are given, questions about documents, with the passages of the same document and of others that are
nearest by the static encoder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.embedding.encoders import Encoder, passage_text
from index.embedding.transformer import deep_text
from index.evaluation.article_collections import read_json_lines
from index.evaluation.library_texts import library_passages
from index.ranking.ranker import Ranker
from index.records import Bools, Doubles, Floats
from index.training.collection import IndexedCollection
from index.training.evidence import holds_evidence
from index.training.ranker import fit_scorer
from index.training.ranking_cases import FOLDS, RankingCase, ranking_cases
from index.training.training_pairs import Article, TrainingQuestion
from index.training.transformer_tuning import Example

#: Candidates of a legal question that are kept: wrong ones are drawn from these, and these are ranked anew.
CANDIDATES = 20
#: Wrong passages of a question's own document, and of others.
OWN, OTHERS = 14, 6


@dataclass(frozen=True, slots=True)
class LegalCandidates:
    """A legal question with its first candidates: scores by a ranker that has not seen it, and their features."""

    question: TrainingQuestion
    ids: list[str]
    right: Bools
    scores: Doubles
    matrix: Floats


@dataclass(slots=True)
class PassageTexts:
    """Texts of passages, each once, by the key they are known by."""

    texts: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, key: str, text: str) -> int:
        """The number of a passage, taken in where it is new."""
        if key not in self.numbers:
            self.numbers[key] = len(self.texts)
            self.texts.append(text)
        return self.numbers[key]


def training_candidates(
    index: IndexedCollection, encoder: Encoder, asked: Sequence[TrainingQuestion]
) -> list[LegalCandidates]:
    """The first candidates of the training questions, each ranked by a ranker fitted on the other folds."""
    typed, bare = (ranking_cases(index, encoder, asked, bare=bare) for bare in (False, True))
    found = []
    for fold in range(FOLDS):
        scorer = fit_scorer([case for case in (*typed, *bare) if case.fold != fold])
        found += [_first_candidates(case, scorer(case.matrix)) for case in typed if case.fold == fold and case.ids]
    return found


def held_out_candidates(
    index: IndexedCollection, encoder: Encoder, asked: Sequence[TrainingQuestion]
) -> list[LegalCandidates]:
    """The first candidates of the held-out questions, by the ranker that is shipped: for the figures alone."""
    ranker = Ranker.load()
    return [_first_candidates(case, ranker.scores(case.matrix)) for case in ranking_cases(index, encoder, asked)]


def _first_candidates(case: RankingCase, scores: Doubles) -> LegalCandidates:
    first = np.argsort(-scores, kind="stable")[:CANDIDATES]
    return LegalCandidates(
        case.question, [case.ids[i] for i in first], case.right[first], scores[first], case.matrix[first]
    )


def legal_examples(
    candidates: Sequence[LegalCandidates], articles: dict[str, Article], texts: PassageTexts
) -> list[Example]:
    """One example for each question that has an answer in the collection."""
    examples = []
    for one in candidates:
        right = [name for name in one.question.gold if name in articles]
        wrong = [name for name, is_right in zip(one.ids, one.right, strict=True) if not is_right]
        if right and wrong:
            numbers = [
                tuple(texts.number(name, article_deep_text(articles[name])) for name in names)
                for names in (right, wrong)
            ]
            examples.append(Example(one.question.text, *numbers))
    return examples


def article_deep_text(article: Article) -> str:
    """The text of an article that is embedded."""
    return deep_text(article.topic, (article.title,), article.text)


@dataclass(frozen=True, slots=True)
class QuestionedLibrary:
    """A library with questions about its documents, of some folds where they are cut in folds."""

    home: Path
    questions: Path
    folds: frozenset[str]


def document_examples(library: QuestionedLibrary, encoder: Encoder, texts: PassageTexts) -> list[Example]:
    """Questions about documents: right are the passages of the question's document that hold its evidence, wrong the
    nearest others of that document and of all."""
    stored = list(library_passages(library.home))
    vectors = encoder.embed_passages([passage_text(passage) for _, passage in stored])
    files = np.array([document.file_name for document, _ in stored])

    def number(place: int) -> int:
        document, passage = stored[place]
        text = deep_text(document.metadata.subject or "", passage.headings, passage.text)
        return texts.number(f"{library.home} {passage.id}", text)

    examples = []
    for one in read_json_lines(library.questions):
        if not one.get("answerable", True) or one.get("fold", "a") not in library.folds:
            continue
        own = files == one["document"]
        right = [place for place in np.flatnonzero(own).tolist() if holds_evidence(one, [stored[place][1].text])]
        near = np.argsort(-(vectors @ encoder.embed_question(one["question"])), kind="stable")
        near = near[~np.isin(near, right)]
        wrong = [*near[own[near]][:OWN].tolist(), *near[~own[near]][:OTHERS].tolist()]
        if right and wrong:
            examples.append(Example(one["question"], tuple(map(number, right)), tuple(map(number, wrong))))
    return examples
