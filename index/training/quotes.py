"""Fit the choice of quotes: ``python -m index.training.quotes --collection NAME QUESTIONS QUOTES ...``.

The quotes are what ``hoivanban evaluate documents --quotes`` wrote for the questions: every sentence that may be
quoted, with its signals. The worth is a conditional logit over the sentences of each question: those that hold the
answer are to stand before the others. The chance is a logistic regression over the best sentences, chosen by weights
that have not seen the office that the question is about (an eighth of the offices at a time). Collections count alike;
one with folds is fitted on fold a only. Unanswerable questions made by rule (``index.training.unanswerable``) count a
quarter.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.evaluation.article_collections import read_json_lines
from index.ranking.quotes import BUNDLED, CHANCE_ALONE, CHANCE_SIGNALS, SIGNALS
from index.records import Doubles
from index.training.calibration import fit_logistic
from index.training.quote_cases import PARTS, QuoteCase, read_cases

#: Ridge penalty of the worth; steps and rate of its descent (Adam).
PENALTY, STEPS, RATE = 10.0, 400, 0.05
CHANCE_PENALTY = 10.0
#: A quote of the same document that is worth nearly as much as the best is shown beside it (``sentence_choice``).
NEARLY_AS_GOOD, MOST_SHOWN, FARTHEST_LEAD = 2.6, 3, 5.0
#: The least chance of a complete answer: the lowest from which at most .06 of the answers about real documents do not
#: hold the answer, by weights that saw nothing of their offices. Others that the card shows.
LEAST = 0.6
SHOWN_LEAST = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)


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
    values |= dict(zip(CHANCE_ALONE, case.beside[best].tolist(), strict=True))
    values |= {"lead": min(float(worth[best] - max(rest, default=-np.inf)), FARTHEST_LEAD), "evidence": case.evidence}
    signals = tuple(values[name] for name in CHANCE_SIGNALS)
    return BestQuote(case, signals, bool(case.right[best]), bool(case.right[shown].any()))


def quotes_by_others(cases: Sequence[QuoteCase]) -> list[BestQuote]:
    """The best quote of each case by weights that were fitted without its office."""
    found = []
    for part in range(PARTS):
        weights = fit_worth([case for case in cases if case.part != part])
        found += [best_quote(case, weights) for case in cases if case.part == part]
    return found


def fit_chance(quotes: Sequence[BestQuote]) -> tuple[Doubles, float]:
    """Weights of ``CHANCE_SIGNALS`` on their own scales, and the bias."""
    taught = [quote for quote in quotes if quote.case.is_fitted]
    sizes: Counter[str] = Counter()
    for quote in taught:
        if not quote.case.made:
            sizes[quote.case.name] += 1
    shares = np.array([quote.case.share * len(taught) / len(sizes) / sizes[quote.case.name] for quote in taught])
    rows = np.array([quote.signals for quote in taught])
    labels = np.array([quote.shown_right for quote in taught], np.bool_)
    fitted: dict[str, Any] = fit_logistic(rows, labels, shares, CHANCE_PENALTY)
    weights = np.array(fitted["weights"]) / np.array(fitted["scale"])
    return weights, float(fitted["bias"] - weights @ np.array(fitted["mean"]))


def chances_by_others(quotes: Sequence[BestQuote]) -> Doubles:
    """The chance of each quote by a regression that was fitted without its office."""
    chances = np.zeros(len(quotes))
    for part in range(PARTS):
        weights, bias = fit_chance([quote for quote in quotes if quote.case.part != part])
        for index, quote in enumerate(quotes):
            if quote.case.part == part:
                chances[index] = 1 / (1 + np.exp(-bias - weights @ np.array(quote.signals)))
    return chances


def _figures(name: str, quotes: Sequence[BestQuote], chances: Doubles, least: float) -> str:
    """A collection's row of the card: first right; complete, wrong of them; unanswerable, and made ones, complete."""
    own = [(quote, chance >= least) for quote, chance in zip(quotes, chances, strict=True) if quote.case.name == name]
    asked = [(quote, is_sure) for quote, is_sure in own if quote.case.answerable]
    first, sure = sum(quote.first_right for quote, _ in asked), [quote for quote, is_sure in asked if is_sure]
    real, made = ([is_sure for quote, is_sure in own if quote.case.made is kind and not quote.case.answerable]
                  for kind in (False, True))  # fmt: skip
    wrong = sum(not quote.shown_right for quote in sure)
    return f"{first} of {len(asked)} | {len(sure)} | {wrong} | {sum(real)} of {len(real)} | {sum(made)} of {len(made)}"


def _card(quotes: Sequence[BestQuote], worth: Doubles, chance: Doubles) -> str:
    chances = chances_by_others(quotes)
    rows = [
        f"| {least} | {name} | {_figures(name, quotes, chances, least)} |"
        for least in SHOWN_LEAST
        for name in dict.fromkeys(quote.case.name for quote in quotes if quote.case.is_fitted or least == LEAST)
    ]
    lines = [f"| {one} | {value:+.2f} |" for one, value in zip(SIGNALS, worth, strict=True)]
    signals = [f"| {one} | {value:+.2f} |" for one, value in zip(CHANCE_SIGNALS, chance, strict=True)]
    return CARD.format(
        count=len(SIGNALS), worth="\n".join(lines), chance="\n".join(signals), least=LEAST, rows="\n".join(rows)
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

Each question is answered by weights fitted without its office. "Complete" are the answers with the least chance and
more, "wrong" those of them that do not hold the answer; then how many of the unanswerable questions were called
complete, of those that people wrote and of those made by rule. All questions count here, also those that other kinds of
answers take before a sentence is looked for. The program takes {least}. What was not fitted on is shown for that only.

| least | collection | right first | complete | wrong | unanswerable complete | made ones complete |
|---|---|---|---|---|---|---|
{rows}
"""


def _office(line: dict[str, Any]) -> str:
    """The office that a document comes from, as its line of the gold documents names it."""
    return line.get("issuer_parent") or line.get("issuer") or line.get("source") or ""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--collection", nargs=3, action="append", required=True, metavar=("NAME", "QUESTIONS", "QUOTES")
    )
    parser.add_argument("--sources", type=Path, action="append", default=[], help="lines with document and office")
    parser.add_argument("--out", type=Path, default=BUNDLED.parent)
    options = parser.parse_args(arguments)
    sources = {line["document"]: _office(line) for file in options.sources for line in read_json_lines(file)}
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
