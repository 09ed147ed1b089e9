"""Questions of ``tests/gold`` as the evaluation asks them: ``python -m index.training.gold_questions OUT FILE ...``.

One line a question, with an id, the question it follows, and what tells the right quote: ``says`` and ``cites``
(regular expressions over the folded quote and citation) or ``must_contain`` with the document's ``number``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.evaluation.article_collections import read_json_lines


def asked_questions(path: Path) -> Iterator[dict[str, Any]]:
    """The questions of one file in their order: single ones that may follow the one before, or turns of a talk."""
    before = ""
    for number, line in enumerate(read_json_lines(path)):
        for turn, one in enumerate(line.get("turns") or [line]):
            identifier = f"{path.stem}-{number}-{turn}"
            follows = {"follows": before} if before and (turn > 0 or line.get("follows")) else {}
            told = _told(one)
            answerable = "complete" in one["status"] and bool(told.keys() & {"cites", "targets"})
            yield {"id": identifier, "question": one["question"], **follows, "answerable": answerable, **told}
            before = identifier


def _told(one: dict[str, Any]) -> dict[str, Any]:
    """What tells the right quote of one question."""
    told = {name: one[name] for name in ("says", "cites") if one.get(name)}
    targets = [
        {name: target[name] for name in ("number", "must_contain")}
        for target in one.get("targets") or ()
        if target["must_contain"]
    ]
    return {**told, "targets": targets} if targets else told


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    options = parser.parse_args(arguments)
    lines = [json.dumps(one, ensure_ascii=False) + "\n" for path in options.files for one in asked_questions(path)]
    options.out.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
