"""Which part of one document answers to which part of another: equal ones first, then the most alike.

Figures and days are masked, so that two years of one plan match by their words; the place, the title above and, in
tables, the words that name a row decide between parts that read alike.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from ingest.text.normalize import fold
from service.answering.overview.records import Unit

#: Parts less alike than this stand alone.
_LEAST_ALIKE = 0.62
#: More pairs than this are compared only within one place: a code of law against another.
_MOST_PAIRS = 600_000
_LONGEST_COMPARED = 500
#: A line that names something and gives its figure.
_LABELLED = re.compile(r"(?P<label>[^:;.\d][^:;.]{2,70}):\s[^:]*\d")
#: Names of one thing are alike in at least so many of a hundred signs, and differ by none of these words.
_SAME_NAME = 88
_CONTRASTS = frozenset(
    [
        "tinh",
        "huyen",
        "xa",
        "trung",
        "uong",
        "nam",
        "nu",
        "tren",
        "duoi",
        "trong",
        "ngoai",
        "truoc",
        "sau",
        "dau",
        "cuoi",
        "a",
        "b",
        "c",
        "d",
        "mot",
        "hai",
        "ba",
        "bon",
        "khong",
        "chua",
    ]
)
_NAMES_ROW = re.compile(r"(?i)nội dung|nhiệm vụ|chỉ tiêu|tên|danh mục|công việc|hạng mục|tiêu chí|sản phẩm|hoạt động")
_NUMBERS_ROW = re.compile(r"(?i)^(?:stt|tt|số tt|số thứ tự)$")


def pairs_of(left: Sequence[Unit], right: Sequence[Unit]) -> list[tuple[int, int]]:
    """The positions of the parts that match, each at most once."""
    equal = _equal_pairs(left, right)
    taken_left, taken_right = {pair[0] for pair in equal}, {pair[1] for pair in equal}
    rest_left = [place for place in range(len(left)) if place not in taken_left]
    rest_right = [place for place in range(len(right)) if place not in taken_right]
    scored: list[tuple[float, int, int]] = []
    for some_left, some_right in _blocks(left, right, rest_left, rest_right):
        scored += _scored(left, right, some_left, some_right)
    scored.sort(key=lambda item: (-item[0], abs(item[1] - item[2])))
    found = list(equal)
    for _, one, other in scored:
        if one not in taken_left and other not in taken_right:
            taken_left.add(one)
            taken_right.add(other)
            found.append((one, other))
    return found


def row_label(unit: Unit) -> str:
    """The words that name a row of a table (its cell of the matter, else its longest) or a line "Tỉnh Lào Cai: 214
    tấn"; empty for running text."""
    labelled = _LABELLED.match(unit.text) if unit.passage.kind != "table_row" else None
    if labelled is not None:
        return labelled["label"]
    cells = [(head, value) for head, value in unit.passage.cells if value and not _NUMBERS_ROW.match(head.strip())]
    if unit.passage.kind != "table_row" or not cells:
        return ""
    named = [value for head, value in cells if _NAMES_ROW.search(head) and not value.strip()[:1].isdigit()]
    return named[0] if named else max((value for _, value in cells[:3]), key=len)


def _equal_pairs(left: Sequence[Unit], right: Sequence[Unit]) -> list[tuple[int, int]]:
    waiting: dict[str, list[int]] = defaultdict(list)
    for place, unit in enumerate(right):
        waiting[_key(unit)].append(place)
    found = []
    for place, unit in enumerate(left):
        same = waiting.get(_key(unit))
        if same:
            label = unit.passage.citation.label
            best = next((other for other in same if right[other].passage.citation.label == label), same[0])
            same.remove(best)
            found.append((place, best))
    return found


def _key(unit: Unit) -> str:
    return " ".join(re.findall(r"\w+|[%/]", unit.text.casefold()))


def _blocks(
    left: Sequence[Unit], right: Sequence[Unit], rest_left: list[int], rest_right: list[int]
) -> Iterable[tuple[list[int], list[int]]]:
    """What is compared with what: rows with rows, text with text; in long documents only within one place."""
    groups: dict[object, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    is_long = len(rest_left) * len(rest_right) > _MOST_PAIRS
    for side, units, rest in ((0, left, rest_left), (1, right, rest_right)):
        for place in rest:
            passage = units[place].passage
            kind = passage.kind if passage.kind in ("table_row", "can_cu") else "body"
            groups[(kind, passage.citation.label if is_long else "")][side].append(place)
    return groups.values()


def _scored(
    left: Sequence[Unit], right: Sequence[Unit], some_left: list[int], some_right: list[int]
) -> Iterable[tuple[float, int, int]]:
    if not some_left or not some_right:
        return []
    texts = [_masked(left[place]) for place in some_left], [_masked(right[place]) for place in some_right]
    alike = process.cdist(*texts, scorer=fuzz.ratio, score_cutoff=45, workers=1)
    found = []
    for row, one in enumerate(some_left):
        for column in alike[row].nonzero()[0]:
            other = some_right[int(column)]
            score = float(alike[row][column]) / 100 * 0.8 + _nearness(left[one], right[other])
            if score >= _LEAST_ALIKE and _name_one_thing(row_label(left[one]), row_label(right[other])):
                found.append((score, one, other))
    return found


def _name_one_thing(left: str, right: str) -> bool:
    """False for two rows whose names differ by more than a slip: a figure of another province is no changed figure."""
    if not left or not right:
        return not left and not right
    words = [re.findall(r"[^\W\d]+", fold(label)) for label in (left, right)]
    if (set(words[0]) ^ set(words[1])) & _CONTRASTS:
        return False
    return fuzz.ratio(*(" ".join(side) for side in words)) >= _SAME_NAME


def _nearness(left: Unit, right: Unit) -> float:
    """What speaks for two parts beside their words: the same place, the same title above, the same body."""
    score = 0.08 if left.passage.citation.label == right.passage.citation.label else 0.0
    if left.passage.headings[-1:] == right.passage.headings[-1:]:
        score += 0.06
    return score + (0.06 if left.body == right.body else 0.0)


def _masked(unit: Unit) -> str:
    """The words of a part with its digits as one sign; of a row the words that name it."""
    text = row_label(unit) or unit.text
    return re.sub(r"\d+", "0", " ".join(text.casefold().split()))[:_LONGEST_COMPARED]
