"""Quality on collections beside the checkout: legal articles, ALQAC, real documents."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import answers
from tests.benchmarks.runs import Figures, hoivanban, need_shared


def _articles(articles: str, questions: str, *options: str) -> Figures:
    data = need_shared() / "data"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.json"
        hoivanban(
            Path(folder) / "home", "evaluate", "articles",
            "--articles", str(data / articles), "--questions", str(data / questions), "--json", str(target), *options,
        )  # fmt: skip
        figures: Figures = json.loads(target.read_text(encoding="utf-8"))
        return figures


def articles() -> Figures:
    full = _articles("legal-articles.jsonl.gz", "legal-questions.jsonl")
    bare = _articles("legal-articles.jsonl.gz", "legal-questions.jsonl", "--no-accents")
    return {**full, "ndcg10_no_accents": bare["ndcg10"], "p50_ms_no_accents": bare["p50_ms"]}


def abstention() -> Figures:
    return _articles("alqac-contexts.jsonl", "alqac-questions.jsonl")


def documents() -> Figures:
    real = need_shared() / "realdocs"
    with tempfile.TemporaryDirectory() as folder:
        predictions, metadata, scores = (Path(folder) / name for name in ("p.jsonl", "m.jsonl", "s.json"))
        hoivanban(
            Path(folder) / "home", "evaluate", "documents", "--docs", str(real / "docs"),
            "--questions", str(real / "questions.jsonl"), "--predictions", str(predictions),
            "--metadata", str(metadata),
        )  # fmt: skip
        printed = subprocess.run(
            [sys.executable, str(real / "score.py"), str(real / "questions.jsonl"), str(predictions),
             "--docs", str(real / "gold_documents.jsonl"), "--docpred", str(metadata), "--json", str(scores)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        print(printed.stdout)
        result = json.loads(scores.read_text(encoding="utf-8"))
        asked = [json.loads(line) for line in (real / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
        given = {one["id"]: one for one in map(json.loads, predictions.read_text(encoding="utf-8").splitlines())}
        answered, _ = answers.score(asked, given)
        groups = {name: result[f"src:{name}"]["ev@5"] for name in ("text", "image")}
        return {
            **result["ALL"],
            "ev@5_text": groups["text"],
            "ev@5_scans": groups["image"],
            "abstention": result["abstention"],
            "metadata": result["metadata"],
            "answers": answered,
        }
