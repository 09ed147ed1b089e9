"""The known bodies of the country: ministries, departments, Party and local bodies, old and new, and the provinces.

A name that a header prints is compared without accents and with the slips of OCR; what is no name of the table is not
wrong for that: communes, schools and boards are too many to list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ingest.grammar import territory
from ingest.text.normalize import fold

#: One slip for so many letters of a name; shorter words must agree letter by letter.
_LETTERS_A_SLIP = 7
_LEVELS = {
    "tinh": "tỉnh", "thanh pho": "thành phố", "tp": "thành phố", "huyen": "huyện", "quan": "quận", "thi xa": "thị xã",
    "thi tran": "thị trấn", "xa": "xã", "phuong": "phường", "dac khu": "đặc khu",
}  # fmt: skip
_LEVEL = re.compile(rf"\b(?P<level>{'|'.join(sorted(_LEVELS, key=len, reverse=True))})\.? (?=\S)")
#: Levels whose places are all in the gazetteer.
_PROVINCIAL = ("tỉnh", "thành phố")


@dataclass(frozen=True, slots=True)
class KnownBody:
    """A body of the table that a printed name stands for: its name, and how many letters differ."""

    name: str
    slips: int
    #: A place of the gazetteer belongs to the name, or it needs none.
    is_whole: bool


@lru_cache(maxsize=1)
def body_names() -> dict[str, str]:
    """Folded names and other writings -> the name as cited."""
    names: dict[str, str] = {}
    for name, aliases, *_ in territory.data_rows("bodies.tsv", 5):
        for written in (name, *aliases.split("|")):
            if written:
                names.setdefault(plain_key(written), name)
    return names


@lru_cache(maxsize=1)
def place_names() -> dict[str, str]:
    """Folded names of provinces, districts and their other writings -> the name."""
    names: dict[str, str] = {}
    for unit in territory.units().values():
        for written in (unit.name, *unit.aliases):
            names.setdefault(plain_key(written), unit.name)
    return names


def plain_key(text: str) -> str:
    """Letters without accents, single blanks, no signs.

    >>> plain_key("Sở Văn hóa - Thông tin")
    'so van hoa thong tin'
    """
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(text)).split())


#: Short names of bodies that stand for the long ones wherever two names are compared.
_SHORT_BODY_NAMES = (("uy ban nhan dan", "ubnd"), ("hoi dong nhan dan", "hdnd"), ("thanh pho", "tp"))


def body_key(name: str) -> str:
    """A body's name in the form in which its writings meet.

    >>> body_key("Ủy ban nhân dân tỉnh Gia Lai") == body_key("UBND  tỉnh Gia Lai")
    True
    """
    key = " ".join(re.findall(r"\w+", fold(name)))
    for long, short in _SHORT_BODY_NAMES:
        key = re.sub(rf"\b{long}\b", short, key)
    return key


def known_body(printed: str) -> KnownBody | None:
    """The body of the table that a printed name stands for, with its place; None if the name is none of the table's.

    >>> known_body("ỦY BAN NHÂN DÂN TỈNH LÂM ĐÔNG").name, known_body("SỚ Y TÉ").name, known_body("TRƯỜNG THPT SỐ 2")
    ('UBND tỉnh Lâm Đồng', 'Sở Y tế', None)
    """
    key = plain_key(printed)
    whole = _nearest(key, body_names())
    if whole:
        return KnownBody(whole[0], whole[1], is_whole=True)
    level = _LEVEL.search(key)
    if level is None:
        return None
    kind = _nearest(key[: level.start()].strip(), body_names())
    if kind is None:
        return None
    level_name = _LEVELS[level["level"]]
    place = _nearest(key[level.end() :], place_names())
    if place is None:
        return KnownBody(f"{kind[0]} {level_name}", kind[1], is_whole=False)
    return KnownBody(f"{kind[0]} {level_name} {place[0]}", kind[1] + place[1], is_whole=True)


def known_place(printed: str) -> str | None:
    """The place of the gazetteer that is meant, by its letters without accents."""
    found = _nearest(plain_key(printed), place_names())
    return found[0] if found else None


def _nearest(key: str, names: dict[str, str]) -> tuple[str, int] | None:
    """The one name within the slips that its length allows, and how many there are; None for two equally near ones."""
    if key in names:
        return names[key], 0
    most = len(key) // _LETTERS_A_SLIP
    if most == 0:
        return None
    found = [
        (distance, name)
        for written, name in names.items()
        if abs(len(written) - len(key)) <= most and (distance := slips(key, written, most)) <= most
    ]
    nearest = {name for distance, name in found if distance == min(found)[0]}
    return (nearest.pop(), min(found)[0]) if len(nearest) == 1 else None


def slips(left: str, right: str, most: int) -> int:
    """The letters to change, add or leave out to make one text of the other; above ``most`` any larger number.

    >>> slips("uy ban", "uy bn", 2), slips("so y te", "bo y te", 2), slips("a", "xyz", 1)
    (1, 1, 2)
    """
    if abs(len(left) - len(right)) > most:
        return most + 1
    row: Iterable[int] = range(len(right) + 1)
    for i, a in enumerate(left, start=1):
        above = list(row)
        line = [i]
        for j, b in enumerate(right, start=1):
            line.append(min(above[j] + 1, line[j - 1] + 1, above[j - 1] + (a != b)))
        if min(line) > most:
            return most + 1
        row = line
    return list(row)[-1]


def initials(name: str) -> str:
    """The first letters of a body's name as a symbol holds them; a committee's leaves its place out.

    >>> initials("Sở Y tế"), initials("UBND tỉnh Gia Lai")
    ('syt', 'ubnd')
    """
    key = plain_key(name)
    if key.startswith(("ubnd", "hdnd")):
        return key[:4]
    return "".join(word[0] for word in key.split() if word != "va")
