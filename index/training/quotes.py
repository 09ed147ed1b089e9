"""Fit the choice of quotes: ``python -m index.training.quotes --collection NAME QUESTIONS QUOTES ...``.

The quotes are what ``hoivanban evaluate documents --quotes`` wrote for the questions: every sentence that may be
quoted, with its signals. The worth is a conditional logit over the sentences of each question: those that hold the
answer are to stand before the others. The chance is a logistic regression over the best sentences, chosen by weights
that have not seen the source that the question is about. Collections count alike; one with folds is fitted on fold a
only.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.evaluation.article_collections import read_json_lines
from index.ranking.quotes import BUNDLED, CHANCE_SIGNALS, SIGNALS
from index.records import Bools, Doubles, Ints
from index.training.calibration import fit_logistic
from index.training.evidence import fours, plain
from ingest.text.normalize import fold

#: Ridge penalty of the worth; steps and rate of its descent (Adam).
PENALTY, STEPS, RATE = 10.0, 400, 0.05
CHANCE_PENALTY = 3.0
#: Share of the answer's groups of four words that a quote must hold.
LEAST_SHARE = 0.5
#: A quote of the same document that is worth nearly as much as the best is shown beside it (``sentence_choice``).
NEARLY_AS_GOOD, MOST_SHOWN, FARTHEST_LEAD = 2.6, 3, 5.0
#: The least chance of a complete answer: chosen on left-out sources, see the card.
LEAST = 0.6


@dataclass(frozen=True, slots=True)
class QuoteCase:
    """One question with its candidates: signals, which hold the answer, their passages and documents."""

    name: str
    source: str
    is_fitted: bool
    answerable: bool
    evidence: float
    signals: Doubles
    right: Bools
    passages: Ints
    documents: tuple[str, ...]

    @property
    def teaches(self) -> bool:
        """True if some candidates hold the answer and others do not."""
        return self.is_fitted and bool(self.right.any()) and not bool(self.right.all())


def read_cases(name: str, questions: Path, quotes: Path, sources: dict[str, str]) -> list[QuoteCase]:
    """The cases of one collection; ``sources`` says where each of its documents comes from."""
    written = {line["id"]: line for line in read_json_lines(quotes)}
    cases = []
    for one in read_json_lines(questions):
        line = written[one["id"]]
        found, answerable = line["candidates"], bool(one.get("answerable", True))
        if not found:
            continue
        right = [answerable and holds_answer(one, candidate) for candidate in found]
        if answerable and not any(right) and not one.get("evidence"):
            continue  # Answered by another kind of answer: patterns of its message tell nothing of quotes.
        whole = f"{name} {one['fold']}" if one.get("fold") else name
        cases.append(
            QuoteCase(
                whole,
                f"{name} {sources.get(one.get('document') or '', '')}",
                one.get("fold", "a") == "a",
                answerable,
                line["evidence"],
                np.array([candidate["signals"] for candidate in found], np.float64),
                np.array(right, np.bool_),
                np.array([candidate["passage"] for candidate in found], np.int64),
                tuple(candidate["document"] for candidate in found),
            )
        )
    return cases


def holds_answer(question: dict[str, Any], candidate: dict[str, Any]) -> bool:
    """True if a quote holds the answer, by whichever way the question tells it."""
    quote = candidate["quote"]
    if question.get("evidence"):
        return candidate["document"] == question["document"] and _holds_evidence(question, quote)
    if question.get("cites"):
        cited = re.search(question["cites"], fold(candidate["citation"])) is not None
        return cited and re.search(question["says"], fold(quote)) is not None
    return any(
        candidate["number"] == target["number"]
        and any(plain(words) in plain(quote) for words in target["must_contain"])
        for target in question.get("targets") or ()
    )


def _holds_evidence(question: dict[str, Any], quote: str) -> bool:
    wanted, terms = fours(question["evidence"]), question.get("evidence_terms") or ()
    if len(wanted & fours(quote)) >= LEAST_SHARE * len(wanted):
        return True
    return bool(terms) and all(f" {plain(term)} " in f" {plain(quote)} " for term in terms)


def fit_worth(cases: Sequence[QuoteCase]) -> Doubles:
    """Weights of ``SIGNALS`` on their own scales: a conditional logit with several right choices."""
    taught = [case for case in cases if case.teaches]
    lengths = np.array([len(case.right) for case in taught])
    rows, right = np.concatenate([case.signals for case in taught]), np.concatenate([case.right for case in taught])
    scale = np.maximum(rows.std(axis=0), 1e-6)
    rows, starts = rows / scale, np.cumsum(lengths) - lengths
    owner, sizes = np.repeat(np.arange(len(taught)), lengths), Counter(case.name for case in taught)
    shares = np.array([len(taught) / len(sizes) / sizes[case.name] for case in taught])[owner]
    weights, first, second = np.zeros(len(scale)), np.zeros(len(scale)), np.zeros(len(scale))
    for step in range(1, STEPS + 1):
        worth = rows @ weights
        odds = np.exp(worth - np.maximum.reduceat(worth, starts)[owner])
        every = odds / np.add.reduceat(odds, starts)[owner]
        wanted = odds * right / np.add.reduceat(odds * right, starts)[owner]
        gradient = (rows.T @ ((every - wanted) * shares) + PENALTY * weights) / len(taught)
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
        weights -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    fitted: Doubles = weights / scale
    return fitted


@dataclass(frozen=True, slots=True)
class BestQuote:
    """The best candidate of a case: the chance's signals, whether it holds the answer, whether one shown does."""

    case: QuoteCase
    signals: tuple[float, ...]
    first_right: bool
    shown_right: bool


def best_quote(case: QuoteCase, weights: Doubles) -> BestQuote:
    """What would be quoted of a case with these weights."""
    worth = case.signals @ weights
    best_of: dict[int, int] = {}
    for position in np.argsort(-worth, kind="stable").tolist():
        best_of.setdefault(int(case.passages[position]), position)
    best, *others = best_of.values()
    near = [
        one
        for one in others
        if worth[best] - worth[one] <= NEARLY_AS_GOOD and case.documents[one] == case.documents[best]
    ]
    shown = [best, *near[: MOST_SHOWN - 1]]
    rest = [worth[one] for one in others if one not in shown]
    values = dict(zip(SIGNALS, case.signals[best].tolist(), strict=True))
    values |= {"lead": min(float(worth[best] - max(rest, default=-np.inf)), FARTHEST_LEAD), "evidence": case.evidence}
    signals = tuple(values[name] for name in CHANCE_SIGNALS)
    return BestQuote(case, signals, bool(case.right[best]), bool(case.right[shown].any()))


def quotes_by_others(cases: Sequence[QuoteCase]) -> list[BestQuote]:
    """The best quote of each case by weights that were fitted without its source."""
    found = []
    for source in dict.fromkeys(case.source for case in cases):
        weights = fit_worth([case for case in cases if case.source != source])
        found += [best_quote(case, weights) for case in cases if case.source == source]
    return found


def fit_chance(quotes: Sequence[BestQuote]) -> tuple[Doubles, float]:
    """Weights of ``CHANCE_SIGNALS`` on their own scales, and the bias."""
    taught = [quote for quote in quotes if quote.case.is_fitted]
    sizes = Counter(quote.case.name for quote in taught)
    shares = np.array([len(taught) / len(sizes) / sizes[quote.case.name] for quote in taught])
    rows = np.array([quote.signals for quote in taught])
    labels = np.array([quote.shown_right for quote in taught], np.bool_)
    fitted: dict[str, Any] = fit_logistic(rows, labels, shares, CHANCE_PENALTY)
    weights = np.array(fitted["weights"]) / np.array(fitted["scale"])
    return weights, float(fitted["bias"] - weights @ np.array(fitted["mean"]))


def _figures(name: str, quotes: Sequence[BestQuote]) -> str:
    """A collection's row of the card: first right, complete, wrong of them, unanswerable of them."""
    own = [quote for quote in quotes if quote.case.name == name]
    sources = {quote.case.source for quote in own}
    weights, bias = fit_chance([quote for quote in quotes if quote.case.source not in sources])
    asked = [quote for quote in own if quote.case.answerable]
    sure = [one for one in own if 1 / (1 + np.exp(-bias - weights @ np.array(one.signals))) >= LEAST]
    wrong, unanswerable = sum(not one.shown_right for one in sure), sum(not one.case.answerable for one in sure)
    return f"{sum(one.first_right for one in asked)} of {len(asked)} | {len(sure)} | {wrong} | {unanswerable}"


def _card(quotes: Sequence[BestQuote], worth: Doubles, chance: Doubles) -> str:
    rows = [f"| {name} | {_figures(name, quotes)} |" for name in dict.fromkeys(quote.case.name for quote in quotes)]
    lines = [f"| {one} | {value:+.2f} |" for one, value in zip(SIGNALS, worth, strict=True)]
    chances = [f"| {one} | {value:+.2f} |" for one, value in zip(CHANCE_SIGNALS, chance, strict=True)]
    return CARD.format(
        count=len(SIGNALS), worth="\n".join(lines), chance="\n".join(chances), least=LEAST, rows="\n".join(rows)
    )


CARD = """# hoivanban quote model

Two regressions over signals of sentences and table rows (`index/ranking/quotes.py`): which of them is quoted, and how
likely the quotes shown hold the answer. Made by `python -m index.training.quotes`
([decision 0041](../../../docs/decisions/0041-the-quote-is-learned.md)). No text of any collection is part of it.

Worth of a sentence, conditional logit over {count} signals, on their own scales:

| signal | weight |
|---|---|
{worth}

Chance that a quote shown holds the answer:

| signal | weight |
|---|---|
{chance}

Each question is answered by weights fitted without its source. "Complete" are the answers with a chance of {least} and
more, "wrong" those of them that do not hold the answer, the unanswerable ones included. All questions count here, also
those that other kinds of answers take before a sentence is looked for.

| collection | right first | complete | wrong | unanswerable |
|---|---|---|---|---|
{rows}
"""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--collection", nargs=3, action="append", required=True, metavar=("NAME", "QUESTIONS", "QUOTES")
    )
    parser.add_argument("--sources", type=Path, help="lines with document and source")
    parser.add_argument("--out", type=Path, default=BUNDLED.parent)
    options = parser.parse_args(arguments)
    lines = read_json_lines(options.sources) if options.sources else ()
    sources = {line["document"]: line["source"] for line in lines}
    cases = [
        case
        for name, questions, quotes in options.collection
        for case in read_cases(name, Path(questions), Path(quotes), sources)
    ]
    worth, best = fit_worth(cases), quotes_by_others(cases)
    chance, bias = fit_chance(best)
    fitted = {
        "worth": dict(zip(SIGNALS, np.round(worth, 5).tolist(), strict=True)),
        "chance": dict(zip(CHANCE_SIGNALS, np.round(chance, 5).tolist(), strict=True)),
        "bias": round(bias, 5),
        "least": LEAST,
    }
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / BUNDLED.name).write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
    (options.out / "README.md").write_text(_card(best, worth, chance), encoding="utf-8")


if __name__ == "__main__":
    main()
