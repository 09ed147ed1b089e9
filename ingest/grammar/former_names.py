"""Former names: what the places and agencies named in a text have become.

A successor is advice about whom to ask, never part of a quotation: ``FormerName.notice`` is a fixed sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from ingest.grammar.territory import TerritorialUnit, agencies, names_pattern, units
from ingest.text.dates import format_date
from ingest.text.normalize import fold


@dataclass(frozen=True, slots=True)
class FormerName:
    """A place or agency named in a text that no longer exists. ``successor`` is empty where no act names one."""

    name: str
    since: date
    successor: str
    source: str

    @property
    def notice(self) -> str:
        """The fixed sentence beside a quotation that has the name."""
        day = format_date(self.since)
        if self.successor:
            what = f"từ ngày {day} đã được sắp xếp thành {self.successor}"
        else:
            ended = f"{self.name} đã kết thúc hoạt động từ ngày {day}"
            what = f"{ended}, chưa có văn bản trong kho giao nhiệm vụ này cho cơ quan khác"
        return f"Tên gọi theo văn bản gốc; {what}. Cần đối chiếu văn bản phân công hiện hành."


_DISTRICTS_ENDED = date(2025, 7, 1)
_DISTRICT_LEVEL = re.compile(
    r"\b(?:uy ban nhan dan|ubnd|hdnd|hoi dong nhan dan)\s+(?:cap huyen|cac huyen|huyen|thi xa|quan)\b"
    r"|\bcap huyen\b|\bubnd cac huyen\b"
)


def former_names(text: str, as_of: date, topic: str = "") -> tuple[FormerName, ...]:
    """Agencies and districts named in ``text`` that had ended by ``as_of``.

    ``topic`` (the question, the document's subject) decides between successors of different fields.
    """
    folded = fold(text)
    found = [*_former_agencies(folded, as_of, fold(f"{topic} {text}")), *_former_districts(folded, as_of)]
    return tuple(found)


def _former_agencies(folded: str, as_of: date, topic: str) -> list[FormerName]:
    found: dict[str, FormerName] = {}
    for agency in agencies():
        if agency.name in found or agency.valid_to > as_of:
            continue
        if not _is_named((agency.name, *agency.aliases), folded):
            continue
        if agency.fields and not any(names_pattern((field,)).search(topic) for field in agency.fields):
            continue
        found[agency.name] = FormerName(agency.name, agency.valid_to, agency.successor, agency.source)
    return list(found.values())


@cache
def _district_names() -> tuple[tuple[TerritorialUnit, tuple[str, ...]], ...]:
    every = units().values()
    return tuple((unit, (f"{unit.type} {unit.name}", f"huyen {unit.name}")) for unit in every if unit.level == "huyen")


def _former_districts(folded: str, as_of: date) -> list[FormerName]:
    if as_of < _DISTRICTS_ENDED:
        return []
    for unit, names in _district_names():
        if _is_named(names, folded):
            return [FormerName("cấp huyện", _DISTRICTS_ENDED, "", unit.source)]
    if _DISTRICT_LEVEL.search(folded):
        return [FormerName("cấp huyện", _DISTRICTS_ENDED, "", "Luật 72/2025/QH15")]
    return []


def _is_named(names: tuple[str, ...], folded: str) -> bool:
    """True if one of the names stands in a folded text. Most do not, which a plain look tells ten times faster."""
    return any(name in folded for name in _folded_names(names)) and names_pattern(names).search(folded) is not None


@cache
def _folded_names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(fold, names))
