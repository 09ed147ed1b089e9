"""The gold questions of the sample library as an evaluation: ``python -m tests.support.gold_questions OUT``.

The first turns of the sixty, and the official ones that follow no other; both with and without accents.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.text.normalize import fold
from tests.support.checkout import GOLD, ROOT
from tests.support.sixty_questions import load


def gold_questions() -> Iterator[dict[str, Any]]:
    files = {line["id"]: Path(line["file"]).name for line in load(ROOT / "corpus" / "manifest.jsonl")}
    for one in load(GOLD / "sixty_questions.jsonl"):
        turn = one["turns"][0]
        targets = turn["targets"]
        words = [word for target in targets for word in target["must_contain"]][:1]
        yield {
            "question": turn["question"],
            "answerable": turn["status"] != ["none"],
            "document": files[targets[0]["document"]] if len({each["document"] for each in targets}) == 1 else "",
            "evidence": words[0] if words else "",
        }
    for one in load(GOLD / "official_questions.jsonl"):
        if not one["follows"]:
            yield {"question": one["question"], "answerable": one["status"] != ["none"], "document": "", "evidence": ""}


def main() -> None:
    spellings = [
        (text, one) for one in gold_questions() for text in dict.fromkeys((one["question"], fold(one["question"])))
    ]
    lines = [{**one, "id": f"g{number}", "question": text} for number, (text, one) in enumerate(spellings)]
    Path(sys.argv[1]).write_text(
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
