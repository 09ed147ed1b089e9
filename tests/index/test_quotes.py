"""The learned choice of quotes: the bundled weights, and the fit that makes them, on collections made here."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index.ranking.quotes import BUNDLED, CHANCE_SIGNALS, SIGNALS, QuoteModel, bundled_model
from index.training import gold_questions, quotes
from index.training.quote_cases import holds_answer

QUIET = dict.fromkeys(SIGNALS, 0.0)
NEUTRAL = dict.fromkeys(CHANCE_SIGNALS, 0.0)


def test_more_of_the_question_is_worth_more_and_a_lower_rank_less() -> None:
    model = bundled_model()
    assert model.worth({**QUIET, "words": 1.0}) > model.worth({**QUIET, "words": 0.5})
    assert model.worth({**QUIET, "rank": 1.0}) < model.worth(QUIET)
    assert model.worth({**QUIET, "closing": 1.0}) < model.worth(QUIET)


def test_a_lead_and_evidence_raise_the_chance_and_a_lacking_kind_lowers_it() -> None:
    model = bundled_model()
    assert model.chance({**NEUTRAL, "lead": 4.0}) > model.chance(NEUTRAL)
    assert model.chance({**NEUTRAL, "evidence": 2.0}) > model.chance(NEUTRAL)
    assert model.chance({**NEUTRAL, "lacking": 1.0}) < model.chance(NEUTRAL)
    assert 0.0 < model.least < 1.0


def test_a_model_for_other_signals_is_refused(tmp_path: Path) -> None:
    fitted = json.loads(BUNDLED.read_text(encoding="utf-8"))
    fitted["worth"].pop("rank")
    (tmp_path / "settings.json").write_text(json.dumps(fitted), encoding="utf-8")
    with pytest.raises(ValueError, match="other signals"):
        QuoteModel.load(tmp_path / "settings.json")


def write_collection(folder: Path, name: str, count: int) -> list[str]:
    """A collection of made questions whose right quote is the one with the most words: the fit must find that out."""
    random = np.random.default_rng(len(name))
    asked, written = [], []
    for number in range(count):
        wanted = int(random.integers(4))
        candidates = []
        for position in range(4):
            signals = {**QUIET, "words": 0.9 if position == wanted else random.random() / 2, "rank": position / 4}
            quote = "chín mươi ngày làm việc" if position == wanted else f"đoạn khác số {position} của văn bản"
            candidates.append(
                {
                    "passage": position, "document": f"{name}.pdf", "number": None, "citation": "Điều 1",
                    "quote": quote, "signals": list(signals.values()), "beside": [0.0, 0.5, 0.0],
                }
            )  # fmt: skip
        evidence = "chín mươi ngày làm việc"
        asked.append({"id": f"q{number}", "document": f"{name}.pdf", "evidence": evidence, "answerable": True})
        written.append({"id": f"q{number}", "evidence": 0.5, "candidates": candidates})
    paths = [folder / f"{name}-{kind}.jsonl" for kind in ("questions", "quotes")]
    for path, lines in zip(paths, (asked, written), strict=True):
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return [name, *map(str, paths)]


def test_the_fit_finds_what_tells_the_right_quote(tmp_path: Path) -> None:
    collections = [write_collection(tmp_path, name, 30) for name in ("one", "other")]
    arguments = [part for collection in collections for part in ("--collection", *collection)]
    quotes.main([*arguments, "--out", str(tmp_path / "model")])
    model = QuoteModel.load(tmp_path / "model" / "settings.json")
    weights = dict(zip(SIGNALS, model.weights, strict=True))
    assert weights["words"] == max(weights.values())
    card = (tmp_path / "model" / "README.md").read_text(encoding="utf-8")
    assert f"| {quotes.LEAST} | one | 30 of 30 |" in card


@pytest.mark.parametrize(
    ("question", "quote", "holds"),
    [
        ({"document": "a.pdf", "evidence": "trước ngày 15 tháng 11 năm 2026"}, "gửi trước ngày 15 tháng 11", True),
        ({"document": "a.pdf", "evidence": "trước ngày 15 tháng 11 năm 2026"}, "trước ngày 20 tháng 12", False),
        ({"document": "b.pdf", "evidence": "trước ngày 15 tháng 11 năm 2026"}, "gửi trước ngày 15 tháng 11", False),
        ({"says": "15 thang 11", "cites": "dieu 5"}, "trước ngày 15 tháng 11", True),
        ({"says": "15 thang 11", "cites": "dieu 6"}, "trước ngày 15 tháng 11", False),
        ({"targets": [{"number": "5/KH", "must_contain": ["ngày 15"]}]}, "trước ngày 15 tháng 11", True),
    ],
)
def test_which_quotes_hold_the_answer(question: dict[str, object], quote: str, holds: bool) -> None:
    candidate = {"document": "a.pdf", "number": "5/KH", "citation": "Điều 5", "quote": quote}
    assert holds_answer(question, candidate) is holds


def test_gold_questions_keep_their_order_and_what_tells_the_answer(tmp_path: Path) -> None:
    gold, out = tmp_path / "talks.jsonl", tmp_path / "asked.jsonl"
    target = {"number": "5/KH", "must_contain": ["ngày 15"]}
    turns = [{"question": one, "status": ["complete"], "targets": [target]} for one in ("Hạn?", "Ai chủ trì?")]
    gold.write_text(json.dumps({"id": "q1", "turns": turns}, ensure_ascii=False) + "\n", encoding="utf-8")
    gold_questions.main([str(out), str(gold)])
    first, second = (json.loads(line) for line in out.read_text(encoding="utf-8").splitlines())
    assert (second["follows"], second["answerable"], second["targets"]) == (first["id"], True, [target])
