"""Does the first thing said answer the question? ``python -m tests.benchmarks.answers QUESTIONS PREDICTIONS``.

Method. For every answerable question the *first statement* is what a reader sees first: the line that names the
document, the slot's value and its quote. It contains the gold short answer when

* every number of the gold answer is in it: dates as day/month(/year) however written (``ngày 05 tháng 10 năm
  2026`` is ``5/10/2026``), document numbers without blanks, other figures with their decimals (``1.000`` is 1000);
* at least two thirds of its other words are in it, compared without accents and case; words in brackets in the gold
  answer, counting words after a figure (``11 người``), titles before names and words of one letter are left out.

An answer that is refused contains nothing. ``any`` counts all statements of the answer together. Nothing of this module
is used by the product.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Line = dict[str, Any]
WORD_SHARE = 2 / 3
_DATE = re.compile(
    r"(?:ngay\s+)?(\d{1,2})\s*(?:/|-|\.|\s*thang\s*)\s*(\d{1,2})(?:\s*(?:/|-|\.|\s*nam\s*)\s*(\d{4}))?(?![\d/])"
)
_MONTH = re.compile(r"\bthang\s+(\d{1,2})(?:\s*(?:/|-|nam|\s)\s*(\d{4}))?")
_NUMBER = re.compile(r"\d{1,5}(?:/\d{4})?/[a-z][\w-]*|\d+(?:[.,]\d+)*")
_SKIPPED = frozenset(
    re.findall(
        r"\w+",
        "ong ba dong chi ve viec la cua va cac nhung theo tai cho voi duoc bi tu den so ngay thang nam",
    )
)
_SPELLED = {"mot": "1", "hai": "2", "ba": "3", "bon": "4", "nam": "5", "sau": "6", "bay": "7", "tam": "8", "chin": "9"}


def fold(text: str) -> str:
    bare = unicodedata.normalize("NFC", text).casefold().replace("đ", "d")
    return "".join(char for char in unicodedata.normalize("NFD", bare) if not unicodedata.combining(char))


def figures(text: str) -> tuple[set[str], str]:
    """The numbers of a folded text in one writing, and the text without them."""
    found: set[str] = set()

    def date(match: re.Match[str]) -> str:
        day, month, year = int(match[1]), int(match[2]), match[3]
        if not (1 <= day <= 31 and 1 <= month <= 12):
            return match[0]
        found.update({f"{day}/{month}", *({f"{day}/{month}/{year}", year} if year else ())})
        return " "

    def month(match: re.Match[str]) -> str:
        found.update({f"thang {int(match[1])}", *([match[2]] if match[2] else [])})
        return " "

    def number(match: re.Match[str]) -> str:
        found.add(plain(match[0]))
        return " "

    document = re.sub(r"\s*([/-])\s*", r"\1", text) if "/" in text else text
    kept = re.sub(r"\d{1,5}(?:/\d{4})?/[a-z][\w-]*", number, document)
    kept = _NUMBER.sub(number, _MONTH.sub(month, _DATE.sub(date, kept)))
    return found, kept


def plain(number: str) -> str:
    if "/" in number:
        return number.lstrip("0")
    whole = re.sub(r"\.(?=\d{3}(?:\D|$))", "", number)
    return whole.lstrip("0") or "0"


def wanted(gold: str) -> tuple[set[str], list[str]]:
    """The figures and the words that must be found."""
    folded = re.sub(r"\([^)]*\)", " ", fold(gold))
    numbers, rest = figures(re.sub(r"(\d%?)\s+(?:nguoi|ca|bai|nhiem vu|lan|so|lop|thanh vien)\b", r"\1", folded))
    dated = {one for one in numbers if one.count("/") == 2}
    # A full date stands for its own parts.
    numbers -= {part for one in dated for part in (one.rsplit("/", 1)[0], one.rsplit("/", 1)[1])}
    words = [word for word in re.findall(r"[a-z]+", rest) if len(word) > 1 and word not in _SKIPPED]
    return numbers, words


def contains(text: str, gold: str) -> bool:
    numbers, words = wanted(gold)
    folded = fold(text)
    held, _ = figures(folded)
    spelled = {value for word, value in _SPELLED.items() if re.search(rf"\b{word}\b", folded)}
    if not numbers <= held | {plain(one) for one in re.findall(r"\d+(?:[.,]\d+)*", folded)} | spelled:
        return False
    own = set(re.findall(r"[a-z]+", folded))
    return not words or sum(word in own for word in words) >= WORD_SHARE * len(words)


def score(questions: Iterable[Line], predictions: dict[str, Line]) -> tuple[dict[str, float], list[str]]:
    right: dict[str, list[bool]] = defaultdict(list)
    misses, lengths = [], []
    for question in questions:
        given = predictions.get(question["id"], {})
        answered = bool(given.get("answered"))
        if not question["answerable"]:
            right["refused_unanswerable"].append(not answered)
            continue
        right["wrongly_refused"].append(not answered)
        said = [
            f"{value or ''} {quote}"
            for value, quote in zip(given.get("values", []), given.get("statements", []), strict=True)
        ]
        first = said[0] if answered and said else ""
        lengths += [len(first.split())] if first else []
        named = given.get("message", "")
        right["first_statement"].append(bool(first) and contains(f"{named} {first}", question["answer"]))
        right["any_statement"].append(answered and contains(" ".join([named, *said]), question["answer"]))
        if not right["first_statement"][-1]:
            misses.append(f"{question['id']} {question['type']}: {question['answer']} <- {first[:140]!r} {named[:60]}")
    figures_ = {name: round(sum(values) / len(values), 3) for name, values in right.items()}
    figures_["median_words"] = sorted(lengths)[len(lengths) // 2] if lengths else 0
    return figures_, misses


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("predictions", type=Path)
    parser.add_argument("--misses", action="store_true")
    given = parser.parse_args()
    questions = [json.loads(line) for line in given.questions.read_text(encoding="utf-8").splitlines()]
    predictions = {
        line["id"]: line for line in map(json.loads, given.predictions.read_text(encoding="utf-8").splitlines())
    }
    measured, misses = score(questions, predictions)
    print("  ".join(f"{name}={value}" for name, value in measured.items()))
    if given.misses:
        print("\n".join(misses))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
