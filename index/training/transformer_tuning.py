"""Tuning of the transformer encoder: its last layers learn which passage answers a question.

A question's passage must be nearer to it than the wrong ones mined for it and those of the other questions of its
batch. The layers below stay as they are, so that the states under the last ones are computed once for each passage: an
epoch then takes a quarter of the time. Products are made in bfloat16, a third of the time where the processor has it.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from index.embedding.transformer import QUESTION_PIECES
from index.training.bert import Bert
from index.training.rewordings import as_typed

log = logging.getLogger("training.transformer")

#: Layers that learn.
TUNED = 3
BATCH, NEGATIVES, EPOCHS, RATE = 12, 5, 6, 5e-5
#: What similarities are multiplied by, and the share of doubt in what is right.
SCALE, SMOOTHING = 50.0, 0.03
#: Share of questions that are asked without accents.
ACCENT_DROPOUT = 0.15
_PASSAGES_AT_ONCE = 16
#: Similarity of a passage that is right for another question of its batch too.
_OUT = -1e4


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the numbers of the passages that answer it, and of wrong ones, nearest first."""

    question: str
    right: tuple[int, ...]
    wrong: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PassageStates:
    """The states of passages under the layers that learn, laid end to end."""

    flat: Tensor
    ends: list[int]

    def batch(self, numbers: Sequence[int]) -> tuple[Tensor, Tensor]:
        """The states of some passages, filled up to the longest, and the mask of what is no filling."""
        parts = [self.flat[self.ends[number - 1] if number else 0 : self.ends[number]] for number in numbers]
        states = torch.nn.utils.rnn.pad_sequence(parts, batch_first=True).float()
        mask = torch.zeros(states.shape[:2])
        for row, part in enumerate(parts):
            mask[row, : len(part)] = 1
        return states, mask


def piece_batch(tokenizer: Tokenizer, texts: Sequence[str], most: int) -> tuple[Tensor, Tensor]:
    """The piece ids of some texts, cut to ``most`` and filled up with padding, and their mask."""
    rows = [torch.tensor(cut_pieces(encoded.ids, most)) for encoded in tokenizer.encode_batch_fast(list(texts))]
    ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=1)
    mask = torch.zeros(ids.shape)
    for row, part in enumerate(rows):
        mask[row, : len(part)] = 1
    return ids, mask


def cut_pieces(ids: list[int], most: int) -> list[int]:
    """A text's pieces cut to ``most``, its end mark kept.

    >>> cut_pieces([0, 7, 8, 9, 2], 4)
    [0, 7, 8, 2]
    """
    return ids if len(ids) <= most else [*ids[: most - 1], ids[-1]]


def passage_states(encoder: Bert, tokenizer: Tokenizer, texts: Sequence[str], most: int) -> PassageStates:
    """The states of passages under the layers that learn; short texts go together."""
    until = encoder.shape.layers - TUNED
    lengths = [min(len(one.ids), most) for one in tokenizer.encode_batch_fast(list(texts))]
    order = sorted(range(len(texts)), key=lengths.__getitem__)
    found: list[Tensor] = [torch.zeros(0)] * len(texts)
    for start in range(0, len(order), _PASSAGES_AT_ONCE):
        part = order[start : start + _PASSAGES_AT_ONCE]
        ids, mask = piece_batch(tokenizer, [texts[number] for number in part], most)
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            states = encoder.states(ids, mask, until)
        for row, number in enumerate(part):
            found[number] = states[row, : lengths[number]].to(torch.bfloat16)
        if start % (200 * _PASSAGES_AT_ONCE) == 0:
            log.info("states of %d of %d passages", start, len(order))
    ends = torch.tensor(lengths).cumsum(0).tolist()
    return PassageStates(torch.cat(found), ends)


def tune(
    encoder: Bert, tokenizer: Tokenizer, passages: PassageStates, examples: Sequence[Example], seed: int,
    epochs: int | None = None,
) -> None:  # fmt: skip
    """Tune the last layers of an encoder in place."""
    epochs = EPOCHS if epochs is None else epochs
    torch.manual_seed(seed)
    rng = random.Random(seed)
    since = encoder.shape.layers - TUNED
    for parameter in encoder.parameters():
        parameter.requires_grad = False
    learning = [parameter for layer in encoder.layers[since:] for parameter in layer.parameters()]
    for parameter in learning:
        parameter.requires_grad = True
    optimiser = torch.optim.AdamW(learning, lr=RATE, weight_decay=0.01)
    order = list(examples)
    steps = epochs * (len(order) // BATCH)
    done, loss_sum = 0, 0.0
    for epoch in range(epochs):
        rng.shuffle(order)
        for start in range(0, len(order) - BATCH + 1, BATCH):
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1.0, (done + 1) / max(steps * 0.05, 10)) * max(0.03, 1 - done / steps)
            loss = _batch_loss(encoder, tokenizer, passages, order[start : start + BATCH], rng)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(learning, 1.0)
            optimiser.step()
            done, loss_sum = done + 1, loss_sum + float(loss.detach())
        log.info("epoch %d: loss %.3f", epoch, loss_sum / (len(order) // BATCH))
        loss_sum = 0.0
    for parameter in encoder.parameters():
        parameter.requires_grad = False


def _batch_loss(
    encoder: Bert, tokenizer: Tokenizer, passages: PassageStates, batch: Sequence[Example], rng: random.Random
) -> Tensor:
    """The loss of one batch: each question against its own passage, all wrong ones, and those of the others."""
    since = encoder.shape.layers - TUNED
    right = [rng.choice(example.right) for example in batch]
    wrong = [n for example in batch for n in rng.sample(example.wrong, min(NEGATIVES, len(example.wrong)))]
    numbers = [*right, *wrong]
    asked = ["query: " + as_typed(example.question, rng, ACCENT_DROPOUT) for example in batch]
    ids, mask = piece_batch(tokenizer, asked, QUESTION_PIECES)
    states, filled = passages.batch(numbers)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        with torch.no_grad():
            lower = encoder.states(ids, mask, since)
        questions = encoder.vectors(lower.float(), mask, since)
        vectors = encoder.vectors(states, filled, since)
    near = questions @ vectors.T * SCALE
    answers = [set(example.right) for example in batch]
    also = [[number in own and place != row for place, number in enumerate(numbers)] for row, own in enumerate(answers)]
    near = near.masked_fill(torch.tensor(also), _OUT)
    return torch.nn.functional.cross_entropy(near, torch.arange(len(batch)), label_smoothing=SMOOTHING)


def embedded(
    encoder: Bert, tokenizer: Tokenizer, texts: Sequence[str], most: int, states: PassageStates | None = None
) -> Tensor:
    """The unit vectors of texts, from their states where these are known."""
    since = encoder.shape.layers - TUNED
    found = []
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(texts), _PASSAGES_AT_ONCE):
            numbers = range(start, min(start + _PASSAGES_AT_ONCE, len(texts)))
            if states is not None:
                found.append(encoder.vectors(*states.batch(numbers), since))
            else:
                ids, mask = piece_batch(tokenizer, [texts[number] for number in numbers], most)
                found.append(encoder(ids, mask))
    return torch.cat(found)
