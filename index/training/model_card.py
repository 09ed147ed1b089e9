"""Model cards: the encoder's, and the "Measured" section of the ranker's.

The section has the figures of the held-out questions, ranked by the model just written.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.embedding import encoders
from index.evaluation import metrics
from index.ranking.features import FEATURES
from index.ranking.fusion import fuse_legs
from index.ranking.ranker import Ranker
from index.records import Doubles, Floats
from index.training import training_pairs
from index.training.collection import IndexedCollection, indexed_collection, read_alqac
from index.training.ranking_cases import RankingCase, ranking_cases

#: Templated questions about the held-out recent documents.
TEMPLATED = 400
RESAMPLED = 5000
SEED = 3


_ENCODER_CARD = """---
language: vi
license: apache-2.0
library_name: sentence-transformers
pipeline_tag: sentence-similarity
---
# hoivanban static encoder

A StaticEmbedding (256-d, float16) for Vietnamese legal and administrative text: a text is the mean of the
rows of its pieces, a passage's own title counted three times (`index.embedding.encoders.text_with_titles`). Pieces may
cross
spaces, so a multi-syllable word is one piece. Runs without torch.

- **Made by** `python -m index.training.encoder` (pieces, pairs, loop: `index/training/`), {steps} steps,
  {seconds:.0f} s on one shared core, batch 2048, Adam .02 with linear decay, multiple negatives ranking in both
  directions, Matryoshka 256/128/64, 10 % accent dropout on the question side.
- **Data** {sources} titled texts: the consolidated legal code and recent legal documents (official documents,
  outside copyright under article 15 of the Vietnamese Law on Intellectual Property), Vietnamese Wikipedia
  (CC BY-SA){asked}.
  None of these texts is part of this repository.
- **Split** a legal question is held out when sha256("hoivanban:" + id) falls below 0.45 of its range
  (`index/evaluation/held_out.py`), a recent document when that of its title does. Held-out questions and
  documents, and all ALQAC questions, were used for nothing.
- **Scores** see docs/figures.md; `hoivanban evaluate articles` repeats them.
"""


def write_encoder_card(folder: Path, *, steps: int, seconds: float, sources: int, questions: int) -> None:
    """Write the encoder's card, README.md, into the model's folder."""
    asked = (
        f"; {questions} train questions of the Zalo AI Challenge 2021, three mined negatives each" if questions else ""
    )
    text = _ENCODER_CARD.format(steps=steps, seconds=seconds, sources=sources, asked=asked)
    (folder / "README.md").write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _CaseSet:
    """A named set of cases."""

    name: str
    cases: list[RankingCase]


def measured_section(ranker: Ranker, encoder: encoders.Encoder, data: Path, legal: IndexedCollection) -> str:
    """Markdown tables of ranking and abstention on everything held out."""
    sets = list(_case_sets(encoder, data, legal))
    ranking = "\n".join(_ranking_row(one, ranker) for one in sets)
    abstaining = "\n".join(_abstaining_row(one, ranker) for one in sets)
    first = sets[0]
    gains = {
        name: _bootstrap_interval(_ndcg_each(first.cases, scorer), _ndcg_each(first.cases, _lexical_scores))
        for name, scorer in (("ranker", ranker.scores), ("plain fusion", fuse_legs))
    }
    shown = "; ".join(f"{name} {mean:+.1f} [{low:+.1f}, {high:+.1f}]" for name, (mean, low, high) in gains.items())
    return f"""
## Measured

nDCG@10 on what was not trained on; BM25 is the lexical leg of the same index. Recent documents: articles of the
held-out part, asked by their titles in templates; "untitled" has the titles taken out of the articles.

| collection | questions | BM25 | dense alone | plain fusion | ranker | Acc@1 | R@10 |
|---|---|---|---|---|---|---|---|
{ranking}

Points over BM25 on {first.name} (paired bootstrap, 95 %): {shown}.

Confidence with the right articles taken out of the candidates and all features computed anew
(`index.evaluation.metrics`):

| collection | AUROC | ECE | refused at 5 / 10 % of answerable lost | kept at 5 / 10 % of unanswerable answered |
|---|---|---|---|---|
{abstaining}
"""


def _case_sets(encoder: encoders.Encoder, data: Path, legal: IndexedCollection) -> Iterator[_CaseSet]:
    asked = training_pairs.read_questions(data, held_out=True)
    yield _CaseSet("legal, held out", ranking_cases(legal, encoder, asked))
    yield _CaseSet("the same without accents", ranking_cases(legal, encoder, asked, bare=True))
    if (data / "alqac-contexts.jsonl").exists():
        contexts, questions = read_alqac(data)
        with indexed_collection(contexts, encoder) as index:
            yield _CaseSet("ALQAC", ranking_cases(index, encoder, questions))
            yield _CaseSet("ALQAC without accents", ranking_cases(index, encoder, questions, bare=True))
    held = [
        replace(one, id=f"{one.id}.{i}")
        for i, one in enumerate(training_pairs.read_recent_articles(data, held_out=True))
    ]
    if not held:
        return
    questions = _templated_questions(held)
    with indexed_collection(held, encoder) as index:
        yield _CaseSet("recent documents", ranking_cases(index, encoder, questions))
    with indexed_collection([replace(one, title="") for one in held], encoder) as index:
        yield _CaseSet("recent documents, untitled", ranking_cases(index, encoder, questions))


def _templated_questions(articles: Sequence[training_pairs.Article]) -> list[training_pairs.TrainingQuestion]:
    rng = random.Random(SEED)
    chosen = rng.sample(articles, min(TEMPLATED, len(articles)))
    return [
        training_pairs.TrainingQuestion(one.id, rng.choice(training_pairs.TEMPLATES).format(one.title), (one.id,))
        for one in chosen
    ]


Scorer = Callable[[Floats], Doubles]


def _lexical_scores(matrix: Floats) -> Doubles:
    return matrix[:, FEATURES.index("lexical")].astype(np.float64)


def _dense_scores(matrix: Floats) -> Doubles:
    return matrix[:, FEATURES.index("cosine")].astype(np.float64)


def _ranked_runs(chosen: Sequence[RankingCase], scorer: Scorer) -> list[tuple[list[str], set[str]]]:
    return [
        ([case.ids[i] for i in np.argsort(-scorer(case.matrix), kind="stable")[:100]], set(case.question.gold))
        for case in chosen
    ]


def _ndcg_each(chosen: Sequence[RankingCase], scorer: Scorer) -> Doubles:
    return np.array([metrics.ndcg(*run) for run in _ranked_runs(chosen, scorer)])


def _ranking_row(one: _CaseSet, ranker: Ranker) -> str:
    plain = " | ".join(
        f"{_ndcg_each(one.cases, scorer).mean():.3f}" for scorer in (_lexical_scores, _dense_scores, fuse_legs)
    )
    figures = metrics.ranking_figures(_ranked_runs(one.cases, ranker.scores))
    ranked = f"{figures['ndcg10']:.3f} | {figures['acc1']:.3f} | {figures['r10']:.3f}"
    return f"| {one.name} | {len(one.cases)} | {plain} | {ranked} |"


def _abstaining_row(one: _CaseSet, ranker: Ranker) -> str:
    doubts = []
    for case in one.cases:
        held, order = _confidence(ranker, case.matrix, case.signals)
        missing, _ = _confidence(ranker, case.matrix_without, case.signals[~case.right])
        doubts.append(metrics.Doubt(held, missing, bool(case.right[order[: metrics.SHOWN_HITS]].any())))
    found = metrics.abstention_figures(doubts)
    return (
        f"| {one.name} | {found['auroc']:.3f} | {found['ece']:.3f} | {found['refused_at_5']:.2f} / "
        f"{found['refused_at_10']:.2f} | {found['kept_at_5']:.2f} / {found['kept_at_10']:.2f} |"
    )


def _confidence(ranker: Ranker, matrix: Floats, told: Floats) -> tuple[float, list[int]]:
    scores = ranker.scores(matrix)
    order = np.argsort(-scores, kind="stable")
    return ranker.confidence(matrix, scores, order, told[order[0]] if len(order) else None), order.tolist()


def _bootstrap_interval(first: Doubles, second: Doubles) -> tuple[float, float, float]:
    difference = 100 * (first - second)
    rng = np.random.default_rng(1)
    means = difference[rng.integers(0, len(difference), (RESAMPLED, len(difference)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(difference.mean()), float(low), float(high)
