"""Unanswerable questions made of answerable ones: ``python -m index.training.unanswerable QUESTIONS OUT``.

They keep the words of the person who asked, and never take any from a passage: the document that answers is left out
of the library (``without``), another year is asked for, or another province. A question that names a document by its
number is left alone: without that document it is another kind of question.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.evaluation.article_collections import read_json_lines
from index.query.question import Question
from ingest.grammar import territory
from ingest.text.normalize import fold

#: How many years later the other year is.
LATER = 4
#: Provinces that take the place of others, whichever of them the question does not name.
OTHER_PROVINCES = ("Cà Mau", "Hà Giang")
_YEAR = re.compile(r"\b20[0-4]\d\b")


def unanswerable_questions(question: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The unanswerable ones made of one answerable question; ``without`` is the file left out, ``made`` true."""
    text = question["question"]
    if not question.get("answerable", True) or question.get("follows") or Question(text).number_mentions:
        return
    made = {"answerable": False, "made": True}
    document = question.get("document") or ""
    if document:
        yield {**question, "id": f"{question['id']}-without", **made, "without": document}
    for kind, asked in (("year", in_another_year(text)), ("place", elsewhere(text))):
        if asked != text:
            yield {**question, "id": f"{question['id']}-{kind}", "question": asked, **made}


def in_another_year(text: str) -> str:
    """A question for later years.

    >>> in_another_year("Kế hoạch 2024 của tỉnh có mấy mục tiêu?")
    'Kế hoạch 2028 của tỉnh có mấy mục tiêu?'
    """
    return _YEAR.sub(lambda found: str(int(found[0]) + LATER), text)


def elsewhere(text: str) -> str:
    """A question about another province, without accents if it has none.

    >>> elsewhere("Sở Y tế Kiên Giang yêu cầu gì?")
    'Sở Y tế Cà Mau yêu cầu gì?'
    """
    other = next(name for name in OTHER_PROVINCES if fold(name) not in fold(text))
    for unit in territory.units().values():
        for name, new in ((unit.name, other), (fold(unit.name), fold(other))):
            text = re.sub(rf"\b{re.escape(name)}\b", new, text)
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    asked = list(read_json_lines(options.questions))
    every = [*asked, *(made for one in asked for made in unanswerable_questions(one))]
    options.out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in every), encoding="utf-8")


if __name__ == "__main__":
    main()
