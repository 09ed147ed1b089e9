"""Train the default encoder: ``python -m index.training.encoder --data ../shared/data --out index/models/encoder``.

A StaticEmbedding (a table of 256-d rows, averaged over a text's pieces) trained with in-batch negatives in
both directions, Matryoshka at 256/128/64. Deterministic on one machine; minutes on one core.
"""

from __future__ import annotations

import argparse
import logging
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from index.derived import terms
from index.derived.lexical import HEADING_WEIGHT, LexicalIndex
from index.training import tokenizer as pieces
from index.training import training_pairs
from index.training.collection import article_row
from index.training.model_card import write_encoder_card

log = logging.getLogger("training.encoder")

DIMENSION = 256
MATRYOSHKA = (256, 128, 64)
BATCH = 2048
#: Real questions mixed into every batch, with this many mined negatives each.
QUESTIONS_IN_BATCH = 64
NEGATIVES = 3
SCALE = 20.0
RATE = 0.02
#: Share of question sides that lose their accents.
ACCENT_DROPOUT = 0.10
#: Pieces of a passage that are read in training; the rest of a long article adds little and costs time.
MAX_PIECES = 128
#: Characters of a text that are cut into pieces for it.
READ_CHARACTERS = 1000
SEED = 13
#: Ranks of the lexical search that negatives are drawn from.
FIRST_RANK, LAST_RANK = 10, 100
NEGATIVES_SEED = 7


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """Piece ids of a question side, a passage, and negatives mined for it."""

    question: list[int]
    passage: list[int]
    negatives: tuple[list[int], ...] = ()


class EmbeddingTable(torch.nn.Module):
    """The embedding table; a text is the mean of its pieces' rows."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(SEED)
        weights = torch.randn(vocabulary, DIMENSION, generator=generator) * 0.1
        self.bag = torch.nn.EmbeddingBag.from_pretrained(weights, freeze=False, mode="mean")

    def forward(self, texts: list[list[int]]) -> torch.Tensor:
        lengths = [0, *[len(ids) for ids in texts[:-1]]]
        flat = torch.tensor([i for ids in texts for i in ids], dtype=torch.long)
        vectors: torch.Tensor = self.bag(flat, torch.tensor(np.cumsum(lengths), dtype=torch.long))
        return vectors


def ranking_loss(table: EmbeddingTable, batch: list[TrainingExample]) -> torch.Tensor:
    """Multiple negatives ranking in both directions, summed over the Matryoshka sizes."""
    questions = table([e.question for e in batch])
    passages = table([e.passage for e in batch] + [n for e in batch for n in e.negatives])
    target = torch.arange(len(batch))
    total = torch.zeros(())
    for size in MATRYOSHKA:
        q = torch.nn.functional.normalize(questions[:, :size], dim=1)
        p = torch.nn.functional.normalize(passages[:, :size], dim=1)
        scores = q @ p.T * SCALE
        total = total + torch.nn.functional.cross_entropy(scores, target)
        total = total + torch.nn.functional.cross_entropy(scores[:, : len(batch)].T, target)
    return total / (2 * len(MATRYOSHKA))


def piece_encoder(tokenizer: Tokenizer) -> training_pairs.Encode:
    """Text -> piece ids; an empty text becomes the unknown piece."""

    def encode(texts: list[str]) -> list[list[int]]:
        ids: list[list[int]] = []
        for start in range(0, len(texts), 8192):
            part = texts[start : start + 8192]
            ids += [one.ids or [0] for one in tokenizer.encode_batch_fast(part, add_special_tokens=False)]
        return ids

    return encode


def epoch_batches(
    cut: list[training_pairs.EncodedArticle],
    templates: list[training_pairs.Pair],
    real: list[TrainingExample],
    rng: random.Random,
) -> list[list[TrainingExample]]:
    """Shuffled batches of one epoch, without two equal passages or questions in one batch."""
    made = list(training_pairs.make_pairs(cut, templates, ACCENT_DROPOUT, rng))
    rng.shuffle(made)
    batches: list[list[TrainingExample]] = []
    current: list[TrainingExample] = []
    own = min(QUESTIONS_IN_BATCH, len(real))
    seen: set[tuple[int, ...]] = set()
    for question, passage in made:
        keys = {tuple(question), tuple(passage[-20:])}
        if not question or not passage or keys & seen:
            continue
        seen |= keys
        current.append(TrainingExample(question[:64], passage[:MAX_PIECES]))
        if len(current) == BATCH - QUESTIONS_IN_BATCH:
            batches.append(current + rng.sample(real, own))
            current, seen = [], set()
    return batches


def semi_hard_negatives(
    articles: list[training_pairs.Article], questions: list[training_pairs.TrainingQuestion], count: int
) -> list[list[str]]:
    """Negatives of each question: ``count`` ids of articles that look like the answer and are ranked behind it.

    Drawn from ranks 10-100 of the lexical search. Ranks 1-9 are left out: about half of them are unlabelled answers.
    """
    rng = random.Random(NEGATIVES_SEED)
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


def question_examples(
    encode: training_pairs.Encode, data: Path, articles: list[training_pairs.Article]
) -> list[TrainingExample]:
    """The train questions with their articles and semi-hard negatives."""
    questions = training_pairs.read_questions(data, held_out=False)
    negatives = semi_hard_negatives(articles, questions, NEGATIVES)
    by_id = {a.id: f"{a.topic}\n{a.title}\n{a.text[:READ_CHARACTERS]}" for a in articles}
    asked = encode([q.text for q in questions])
    gold = encode([by_id[q.gold[0]] for q in questions])
    mined = [[ids[:MAX_PIECES] for ids in encode([by_id[i] for i in some])] for some in negatives]
    log.info("%d train questions", len(questions))
    return [TrainingExample(q, p[:MAX_PIECES], tuple(n)) for q, p, n in zip(asked, gold, mined, strict=True)]


def train(data: Path, out: Path, epochs: int, *, with_questions: bool) -> None:
    """Everything from data to the model folder.

    Without the train questions by default: an encoder that has seen them makes the cosine look better to the
    ranker, which learns from the same questions, than it is for a new one.
    """
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    started = time.perf_counter()
    articles = training_pairs.read_articles(data)
    sources = articles + training_pairs.read_recent_articles(data, held_out=False) + training_pairs.read_wikipedia(data)
    tokenizer = pieces.train_tokenizer(f"{a.topic}\n{a.title}\n{a.text}" for a in sources)
    log.info("%d sources, %d pieces, %.0f s", len(sources), tokenizer.get_vocab_size(), time.perf_counter() - started)
    encode = piece_encoder(tokenizer)
    real = question_examples(encode, data, articles) if with_questions else []
    log.info("negatives mined, %.0f s", time.perf_counter() - started)
    cut = training_pairs.encode_articles(sources, encode, limit=READ_CHARACTERS)
    templates = [
        (encode([a])[0] if a else [], encode([b])[0]) for a, b in (t.split("{}") for t in training_pairs.TEMPLATES)
    ]
    log.info("texts cut into pieces, %.0f s", time.perf_counter() - started)
    table = EmbeddingTable(tokenizer.get_vocab_size())
    optimiser = torch.optim.Adam(table.parameters(), lr=RATE)
    steps, step = 0, 0
    for number in range(epochs):
        batches = epoch_batches(cut, templates, real, rng)
        steps = steps or len(batches) * epochs
        log.info("epoch %d: %d batches, %.0f s", number, len(batches), time.perf_counter() - started)
        for batch in batches:
            for group in optimiser.param_groups:
                group["lr"] = RATE * max(0.02, 1 - step / steps)
            optimiser.zero_grad()
            loss = ranking_loss(table, batch)
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            if step % 20 == 0:
                log.info(
                    "step %d/%d loss %.4f, %.0f s", step, steps, float(loss.detach()), time.perf_counter() - started
                )
            step += 1
    save_model(tokenizer, table.bag.weight.detach(), out)
    write_encoder_card(
        out, steps=step, seconds=time.perf_counter() - started, sources=len(sources), questions=len(real)
    )


def save_model(tokenizer: Tokenizer, weights: torch.Tensor, out: Path) -> None:
    """Write the folder in sentence-transformers format, weights in float16."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    layer = StaticEmbedding(tokenizer, embedding_weights=weights.numpy())
    model = SentenceTransformer(modules=[layer], device="cpu", similarity_fn_name="cosine")
    model.half()
    model.save(str(out), create_model_card=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("index/models/encoder"))
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--with-questions", action="store_true", help="also learn from the train questions")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(options.threads)
    train(options.data, options.out, options.epochs, with_questions=options.with_questions)


if __name__ == "__main__":
    main()
