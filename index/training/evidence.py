"""Fit the evidence model: ``python -m index.training.evidence --collection NAME QUESTIONS PREDICTIONS ...``.

The questions are those of ``index.training.unanswerable``, the predictions what ``hoivanban evaluate documents`` wrote
for them: each line has the signals of ``index.ranking.evidence``. An answerable question whose answer was not found
says nothing and is left out of the fit, but not of the figures. Collections, and answerable and unanswerable questions
in each, count alike. The card has the figures of each collection by a model that was fitted on the others; a
collection with folds (``fold`` of its questions) is fitted on fold a only.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.evaluation.article_collections import read_json_lines
from index.evaluation.metrics import auroc, calibration_error
from index.ranking.evidence import BUNDLED, SIGNALS, EvidenceModel
from index.training.calibration import fit_logistic

PENALTY = 3.0
#: Passages looked at for the answer, and the share of its groups of four words that one must hold.
SHOWN, LEAST_SHARE = 5, 0.8
#: Share of the unanswerable questions that is to be refused.
REFUSED = 0.8


@dataclass(frozen=True, slots=True)
class EvidenceCase:
    """One question that was asked: its collection, signals, and whether it can be answered and was."""

    collection: str
    signals: dict[str, float]
    answerable: bool
    found: bool
    is_fitted: bool

    @property
    def is_usable(self) -> bool:
        """True if it may teach."""
        return self.is_fitted and (self.found or not self.answerable)


def read_cases(collection: str, questions: Path, predictions: Path) -> list[EvidenceCase]:
    """The cases of one collection; questions answered without a ranking have no signals and are left out."""
    written = {line["id"]: line for line in read_json_lines(predictions)}
    cases = []
    for one in read_json_lines(questions):
        line = written[one["id"]]
        if line["signals"]:
            answerable = bool(one.get("answerable", True))
            texts = [passage["text"] for passage in line["passages"][:SHOWN]]
            found = answerable and (holds_evidence(one, texts) if one.get("evidence") else bool(line["answered"]))
            name = f"{collection} {one['fold']}" if one.get("fold") else collection
            cases.append(EvidenceCase(name, line["signals"], answerable, found, one.get("fold", "a") == "a"))
    return cases


def holds_evidence(question: dict[str, Any], texts: Sequence[str]) -> bool:
    """True if one of the texts holds the words that answer, or all terms of the row that does."""
    wanted = fours(question.get("evidence") or "")
    terms = [f" {plain(term)} " for term in question.get("evidence_terms") or ()]
    for text in texts:
        if wanted and len(wanted & fours(text)) >= LEAST_SHARE * len(wanted):
            return True
        if terms and all(term in f" {plain(text)} " for term in terms):
            return True
    return False


def fit_evidence(cases: Sequence[EvidenceCase]) -> dict[str, Any]:
    """The regression over the cases that may teach."""
    usable = [case for case in cases if case.is_usable]
    sizes = Counter((case.collection, case.answerable) for case in usable)
    shares = np.array([len(usable) / len(sizes) / sizes[case.collection, case.answerable] for case in usable])
    rows = np.array([[case.signals[name] for name in SIGNALS] for case in usable])
    labels = np.array([case.answerable for case in usable], np.bool_)
    return {"signals": list(SIGNALS), **fit_logistic(rows, labels, shares, PENALTY)}


def as_model(fitted: dict[str, Any]) -> EvidenceModel:
    """The fitted regression as it is read at run time."""
    mean, scale, weights = (tuple(fitted[name]) for name in ("mean", "scale", "weights"))
    return EvidenceModel(mean, scale, weights, fitted["bias"])


def collection_figures(cases: Sequence[EvidenceCase], model: EvidenceModel) -> str:
    """A row of the card: AUROC, answerable questions kept where ``REFUSED`` of the others are refused, ECE."""
    chances = [model.probability(case.signals) for case in cases]
    kept = [chance for case, chance in zip(cases, chances, strict=True) if case.answerable]
    others = [chance for case, chance in zip(cases, chances, strict=True) if not case.answerable]
    least = float(np.quantile(others, REFUSED)) if others else 0.0
    answered = sum(chance > least for chance in kept) / max(len(kept), 1)
    error = calibration_error(chances, [case.found for case in cases])
    return f"{len(kept)} / {len(others)} | {auroc(kept, others):.3f} | {answered:.2f} | {error:.3f}"


def _card(cases: Sequence[EvidenceCase], fitted: dict[str, Any]) -> str:
    rows = []
    for name in dict.fromkeys(case.collection for case in cases):
        source = name.split(" ")[0]
        others = as_model(fit_evidence([case for case in cases if case.collection.split(" ")[0] != source]))
        own = [case for case in cases if case.collection == name]
        rows.append(f"| {name} | {collection_figures(own, others)} |")
    weights = "\n".join(f"| {name} | {weight:+.2f} |" for name, weight in zip(SIGNALS, fitted["weights"], strict=True))
    return f"""# hoivanban evidence model

A logistic regression over {len(SIGNALS)} signals (`index/ranking/evidence.py`): the probability that the passages
shown answer. Made by `python -m index.training.evidence` from questions that people wrote and from unanswerable ones
made of them (`index/training/unanswerable.py`: the document left out, another year, another province) or by rule for
what a document does not state (`index/training/unstated.py`). No text of any collection is part of it.

| signal | weight, scaled |
|---|---|
{weights}

Figures of each collection by a model fitted on the other sources; the answer and its refusals also follow from rules
that see more (`service/answering/`). "answered" is the share of answerable questions kept where {REFUSED} of the
unanswerable ones are refused.

| collection | answerable / unanswerable | AUROC | answered | ECE |
|---|---|---|---|---|
{chr(10).join(rows)}
"""


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold()))


def fours(text: str) -> set[tuple[str, ...]]:
    words = plain(text).split()
    return {tuple(words[start : start + 4]) for start in range(max(len(words) - 3, 1))} if words else set()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--collection", nargs=3, action="append", required=True, metavar=("NAME", "QUESTIONS", "PREDICTIONS")
    )
    parser.add_argument("--out", type=Path, default=BUNDLED.parent)
    options = parser.parse_args()
    cases = [
        case
        for name, questions, predictions in options.collection
        for case in read_cases(name, Path(questions), Path(predictions))
    ]
    fitted = fit_evidence(cases)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / BUNDLED.name).write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
    (options.out / "README.md").write_text(_card(cases, fitted), encoding="utf-8")


if __name__ == "__main__":
    main()
