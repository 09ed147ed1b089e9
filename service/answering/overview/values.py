"""Values that two texts are compared by: figures with their units, days, numbers of documents, bodies.

Two writings of one value are one: `05 ngày` and `5 ngày`, `15/11/2023` and `ngày 15 tháng 11 năm 2023`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.text.normalize import fold
from service.answering.overview.records import ValueChange
from service.answering.overview.units import NO_BODY
from service.answering.quoting.slot_patterns import BODY
from service.records import ValueKind

_NUMBER = r"\d{1,5}[a-zđ]?(?:/\d{4})?\s?[/-]\s?(?-i:[A-ZĐ])[\w&]*(?:[-/](?-i:[A-ZĐ])[\w&]*)*"
_DAY = (
    r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?|(?:ngày\s+)?(?<![\d/.,-])\d{1,2}/\d{1,2}(?:/\d{4})?(?![\d/])"
    r"|(?:ngày\s+\d{1,2}\s+)?tháng\s+\d{1,2}(?:\s*/\s*\d{4}|\s+năm\s+\d{4})?|(?<![\d/])\d{1,2}/\d{4}(?![\d/])"
    r"|ngày\s+\d{1,2}(?=\s+(?:hằng|hàng|tháng|của|mỗi))|quý\s+[IV]+\b(?:\s*/\s*\d{4}|\s+năm\s+\d{4})?|năm\s+\d{4}"
    r"|\d{4}\s*[-–]\s*\d{4}"
)
_FIGURE = r"\d+(?:[.,]\d+)*\s*(?:%|(?:nghìn|triệu|tỷ|tỉ)\s+(?:đồng|USD)(?:/\w+)?|đồng(?:/\w+)?|[^\W\d_]+(?:/\w+)?)?"
_TOKENS = re.compile(rf"(?P<number>{_NUMBER})|(?P<day>{_DAY})|(?P<figure>{_FIGURE})", re.IGNORECASE)
_SMALL_WORDS = frozenset(
    [
        "và",
        "của",
        "đến",
        "trong",
        "là",
        "thì",
        "tại",
        "cho",
        "có",
        "được",
        "theo",
        "do",
        "bằng",
        "hoặc",
        "từ",
        "với",
        "về",
    ]
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a text: its kind, its words, and the form in which two writings of it are equal."""

    kind: ValueKind
    text: str
    key: str


def values_in(text: str) -> list[Value]:
    """The values of a text in their order.

    >>> [value.key for value in values_in("05 lớp trước ngày 15/11/2023 theo Kế hoạch số 516/KH-UBND, 18,50 tỷ đồng")]
    ['5 lớp', '15.11.2023', '516/kh-ubnd', '18.5 tỷ đồng']
    """
    found = []
    for match in _TOKENS.finditer(text):
        words = match.group().strip()
        if match["day"]:
            found.append(Value("day", words, _day_key(words)))
        elif match["number"]:
            found.append(Value("figure", words, re.sub(r"\s", "", words).lower()))
        else:
            found.append(_figure(words))
    return found


def bodies_in(text: str) -> list[Value]:
    """The bodies that a text names, in their order."""
    names = (match.group().strip(" ,-–") for match in BODY.finditer(text))
    named = [name for name in names if len(name) > 4 and not NO_BODY.match(name)]
    return [Value("body", name, " ".join(fold(name).split())) for name in named]


def value_changes(left: str, right: str) -> tuple[ValueChange, ...]:
    """The values in which two texts differ; where only other words differ, those words; nothing for equal texts."""
    changes: list[ValueChange] = []
    for values in (values_in, bodies_in):
        changes += _changes(values(left), values(right))
    if changes:
        return tuple(changes)
    # The same values written another way are no change of words either.
    left, right = _TOKENS.sub(" ", left), _TOKENS.sub(" ", right)
    return () if _plain(left) == _plain(right) else tuple(_word_changes(left.split(), right.split()))


def _changes(left: list[Value], right: list[Value]) -> list[ValueChange]:
    """The values that differ; of two equally long rows of values each with the one at its own place."""
    if [value.kind for value in left] == [value.kind for value in right]:
        pairs = zip(left, right, strict=True)
        return [ValueChange(old.kind, old.text, new.text) for old, new in pairs if old.key != new.key]
    matcher = SequenceMatcher(None, [value.key for value in left], [value.key for value in right], autojunk=False)
    changes = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        olds, news = left[a:b], right[c:d]
        for place in range(max(len(olds), len(news))):
            old = olds[place] if place < len(olds) else None
            new = news[place] if place < len(news) else None
            given = old or new
            assert given is not None
            changes.append(ValueChange(given.kind, old.text if old else "", new.text if new else ""))
    return changes


def _word_changes(left: list[str], right: list[str]) -> list[ValueChange]:
    """The stretches of words that differ, marks and capitals aside."""
    keys = [[word.strip('.,;:“”"()').casefold() for word in side] for side in (left, right)]
    matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    return [
        ValueChange("words", " ".join(left[a:b]), " ".join(right[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]


def _figure(words: str) -> Value:
    number = re.match(r"\d+(?:[.,]\d+)*", words)
    assert number is not None
    unit = " ".join(words[number.end() :].lower().split()).replace("tỉ ", "tỷ ")
    if unit in _SMALL_WORDS:
        words, unit = number.group(), ""
    return Value("figure", words, f"{_number_key(number.group())} {unit}".strip())


def _number_key(digits: str) -> str:
    """A number without thousands' points and leading or trailing noughts."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", digits):
        digits = digits.replace(".", "")
    whole, _, part = digits.replace(",", ".").partition(".")
    part = part.rstrip("0")
    return f"{whole.lstrip('0') or '0'}{'.' + part if part else ''}"


def _day_key(words: str) -> str:
    quarter = re.search(r"(?i)quý\s+([IV]+)", words)
    numbers = [digits.lstrip("0") or "0" for digits in re.findall(r"\d+", words)]
    return ".".join(([f"q{quarter[1].upper()}"] if quarter else []) + numbers)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
