"""Outlines written at random in many customs of numbering, with what typists and recognisers do to their marks.

Each unit's words are its own, so that a reading can be compared unit by unit. All texts are invented.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.grammar.numbering_marks import POINTS, roman_numeral
from ingest.records import Step, StepKind

_VERBS = ("Rà soát", "Kiểm tra", "Sửa chữa", "Trồng mới", "Thống kê", "Bảo quản", "Công khai", "Bàn giao")
_THINGS = ("giếng làng", "vườn ươm", "nhà rông", "đường thôn", "kho thóc", "bãi chăn thả", "mương nước", "cầu treo")
_PLACES = ("thôn Một", "thôn Hai", "làng Mẫu", "xã Thử", "khu Đông", "khu Tây", "bản Giữa", "tổ Năm")


@dataclass(frozen=True)
class Level:
    """A level of a custom: how its number is printed, and the step that it makes."""

    kind: StepKind
    number: Callable[[int, str], str]
    printed: Callable[[str], str]
    heading: bool = True


def _arabic(value: int, above: str) -> str:
    return str(value)


def _letter(value: int, above: str) -> str:
    return "ABCDEFGH"[value - 1]


def _point(value: int, above: str) -> str:
    return POINTS[value - 1]


def _roman(value: int, above: str) -> str:
    return roman_numeral(value)


def _decimal(value: int, above: str) -> str:
    return f"{above}.{value}"


PART = Level("phan", _roman, lambda number: f"PHẦN {number}. ")
CHAPTER = Level("chuong", _roman, lambda number: f"Chương {number}. ")
SECTION = Level("muc", _arabic, lambda number: f"Mục {number}. ")
ARTICLE = Level("dieu", _arabic, lambda number: f"Điều {number}. ")
LETTER = Level("letter", _letter, lambda number: f"{number}. ")
ROMAN = Level("roman", _roman, lambda number: f"{number}. ")
SLASH_ROMAN = Level("roman", _roman, lambda number: f"{number}/ ")
DASH_ROMAN = Level("roman", _roman, lambda number: f"{number} - ")
NUMBER = Level("n1", _arabic, lambda number: f"{number}. ", heading=False)
SLASH_NUMBER = Level("n1", _arabic, lambda number: f"{number}/ ", heading=False)
DASH_NUMBER = Level("n1", _arabic, lambda number: f"{number} - ", heading=False)
BRACKET = Level("n1", _arabic, lambda number: f"{number}) ", heading=False)
CLAUSE = Level("khoan", _arabic, lambda number: f"{number}. ", heading=False)
TWO = Level("n2", _decimal, lambda number: f"{number}. ", heading=False)
THREE = Level("n3", _decimal, lambda number: f"{number}. ", heading=False)
POINT = Level("diem", _point, lambda number: f"{number}) ", heading=False)
SLASH_POINT = Level("diem", _point, lambda number: f"{number}/ ", heading=False)

CUSTOMS: dict[str, tuple[Level, ...]] = {
    "I 1 a": (ROMAN, NUMBER, POINT),
    "I 1 1.1": (ROMAN, NUMBER, TWO),
    "I 1 1.1 a": (ROMAN, NUMBER, TWO, POINT),
    "I 1 1.1 1.1.1": (ROMAN, NUMBER, TWO, THREE),
    "I/ 1/ a/": (SLASH_ROMAN, SLASH_NUMBER, SLASH_POINT),
    "I - 1 - a)": (DASH_ROMAN, DASH_NUMBER, POINT),
    "I 1) a)": (ROMAN, BRACKET, POINT),
    "I a": (ROMAN, POINT),
    "A I 1": (LETTER, ROMAN, NUMBER),
    "A I 1 a": (LETTER, ROMAN, NUMBER, POINT),
    "A 1 a": (LETTER, NUMBER, POINT),
    "Phần I 1": (PART, ROMAN, NUMBER),
    "Phần I 1 a": (PART, ROMAN, NUMBER, POINT),
    "Phần 1 a": (PART, NUMBER, POINT),
    "1 a": (NUMBER, POINT),
    "1 1.1": (NUMBER, TWO),
    "1 1.1 1.1.1": (NUMBER, TWO, THREE),
    "Điều": (ARTICLE,),
    "Điều 1": (ARTICLE, CLAUSE),
    "Điều 1 a": (ARTICLE, CLAUSE, POINT),
    "Điều a": (ARTICLE, POINT),
    "Chương Điều 1 a": (CHAPTER, ARTICLE, CLAUSE, POINT),
    "Chương Mục Điều 1": (CHAPTER, SECTION, ARTICLE, CLAUSE),
    "Phần Chương Điều 1": (PART, CHAPTER, ARTICLE, CLAUSE),
    "I Điều 1": (ROMAN, ARTICLE, CLAUSE),
}


@dataclass(frozen=True)
class WrittenUnit:
    """One unit: its true path, its mark as printed, and its words, which no other unit has."""

    path: tuple[Step, ...]
    mark: str
    words: str
    depth: int


def written_outline(custom: str, seed: int) -> list[WrittenUnit]:
    """A random outline in a custom, in reading order."""
    chance = random.Random(f"{custom}{seed}")
    levels = CUSTOMS[custom]
    articles = iter(range(1, 1000))
    return list(_units(levels, 0, (), "", articles, chance))


def _units(
    levels: tuple[Level, ...], depth: int, above: tuple[Step, ...], number: str, articles: Iterator[int],
    chance: random.Random,
) -> Iterator[WrittenUnit]:  # fmt: skip
    level = levels[depth]
    for place in range(1, chance.randint(2, 5) + 1):
        value = next(articles) if level is ARTICLE else place
        own = level.number(value, number if level in (TWO, THREE) else "")
        path = (*above, Step(level.kind, own))
        yield WrittenUnit(path, level.printed(own), _words(level, path, chance), depth)
        if depth + 1 < len(levels) and chance.random() < 0.75:
            yield from _units(levels, depth + 1, path, own, articles, chance)


def _words(level: Level, path: tuple[Step, ...], chance: random.Random) -> str:
    what = f"{chance.choice(_VERBS)} {chance.choice(_THINGS)} {chance.choice(_PLACES)}"
    place = "-".join(step.number for step in path)
    if level.heading:
        return f"{what} ({place})".upper() if level is not ARTICLE else f"{what} ({place})"
    return f"{what} trong tháng {chance.randint(3, 9)}, hồ sơ lưu tại nhà văn hóa ({place});"


#: What a recogniser makes of a mark's number, by kind; the first that fits is taken.
_SLIPS: dict[str, dict[str, tuple[str, ...]]] = {
    "roman": {
        "I": ("l", "1", "|"), "II": ("H", "ll", "Il", "11"), "III": ("HI", "Ill", "IH"), "IV": ("lV", "1V"),
        "V": ("Y",), "VI": ("Vl",), "VII": ("VIl", "VH"), "VIII": ("VIll", "VHI"),
    },
    "n1": {"1": ("l", "I"), "5": ("S",), "8": ("B",)},
    "khoan": {"1": ("l", "I"), "5": ("S",)},
    "diem": {"a": ("8", "á"), "c": ("e", "C"), "đ": ("d",), "d": ("đ",), "e": ("c", "é"), "g": ("9",)},
}  # fmt: skip


def with_slips(units: list[WrittenUnit], share: float, seed: int) -> list[WrittenUnit]:
    """The outline with a share of the marks misread."""
    chance = random.Random(seed)
    found = []
    for unit in units:
        step = unit.path[-1]
        slips = _SLIPS.get(step.kind, {}).get(step.number, ())
        mark = unit.mark
        if slips and chance.random() < share:
            mark = mark.replace(step.number, chance.choice(slips), 1)
        found.append(WrittenUnit(unit.path, mark, unit.words, unit.depth))
    return found


def with_lost_marks(units: list[WrittenUnit], share: float, seed: int) -> list[WrittenUnit]:
    """The outline with a share of the marks lost; a unit without one has the words only."""
    chance = random.Random(seed)
    return [
        WrittenUnit(unit.path, "" if chance.random() < share else unit.mark, unit.words, unit.depth) for unit in units
    ]
