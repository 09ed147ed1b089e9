"""Semi-hard negatives: articles that look like the answer and are ranked behind it.

The hardest (ranks 1-9) are left out: about half of them are answers that nobody labelled.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from index.derived import terms
from index.derived.lexical import HEADING_WEIGHT, LexicalIndex
from index.training.collection import article_row
from index.training.training_pairs import Article, TrainingQuestion

FIRST_RANK, LAST_RANK = 10, 100
SEED = 7


def semi_hard_negatives(articles: list[Article], questions: list[TrainingQuestion], count: int) -> list[list[str]]:
    """For each question, ``count`` article ids drawn from ranks 10-100 of the lexical search."""
    rng = random.Random(SEED)
    mined: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        index = LexicalIndex.open(Path(folder), write=True)
        index.add(article_row(article, place) for place, article in enumerate(articles))
        index.commit(1)
        for question in questions:
            asked = terms.index_terms(terms.syllables(question.text))
            weighted = {"combined": [(t, 1.0) for t in asked], "heading": [(t, HEADING_WEIGHT) for t in asked]}
            ids, _ = index.search(weighted, LAST_RANK)
            ranked = [articles[i].id for i in ids[FIRST_RANK:]]
            wrong = sorted(set(ranked) - set(question.gold))
            mined.append(rng.sample(wrong, min(count, len(wrong))))
        index.close()
    return mined
