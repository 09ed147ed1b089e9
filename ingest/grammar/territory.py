"""The territory of a document, the gazetteer and the agencies.

Both are data with days of validity and the act that changed them, because every one of these facts may change again:
docs/documents.md, "Administrative units over time". What has become of those named in a text: ``former_names``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from ingest.records import Metadata
from ingest.text.dates import format_date
from ingest.text.normalize import fold

CENTRAL = "trung_uong"
#: Bodies that issue for the whole country; a local body carries the name of its place.
_CENTRAL_BODY = re.compile(
    r"(?:quoc hoi|uy ban thuong vu quoc hoi|chu tich nuoc|chinh phu|thu tuong|pho thu tuong|bo truong"
    r"|bo (?!chi huy)|van phong (?:chinh phu|quoc hoi|trung uong)"
    r"|ngan hang nha nuoc|thanh tra chinh phu|kiem toan nha nuoc|toa an nhan dan toi cao"
    r"|vien kiem sat nhan dan toi cao|uy ban dan toc"
    r"|ban chap hanh trung uong|bo chinh tri|ban bi thu|trung uong|tong cuc|hoi dong tham phan)"
)


@dataclass(frozen=True, slots=True)
class TerritorialUnit:
    """A territorial unit while it had one shape. ``valid_to`` is the first day on which it no longer exists."""

    id: str
    code: str
    name: str
    type: str
    level: str
    parent: str
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]
    aliases: tuple[str, ...]
    seats: tuple[str, ...]
    source: str

    @property
    def full_name(self) -> str:
        """Type and name (`tỉnh Gia Lai`)."""
        return f"{self.type} {self.name}".strip()

    def exists_on(self, day: date) -> bool:
        """True if the unit had this shape on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency that ended, and the successor for these fields of it (none named: for the rest)."""

    name: str
    aliases: tuple[str, ...]
    level: str
    valid_to: date
    fields: tuple[str, ...]
    successor: str
    source: str


def data_rows(name: str, columns: int) -> list[list[str]]:
    """The rows of a table in `data/`, without its comments; missing cells are empty."""
    text = (files("ingest.grammar") / "data" / name).read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    return [(line.split("\t") + [""] * columns)[:columns] for line in lines]


def _optional_date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _split_list(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


@lru_cache(maxsize=1)
def units() -> dict[str, TerritorialUnit]:
    """The gazetteer, by id."""
    found = {}
    for row in data_rows("territories.tsv", 12):
        unit_id, code, name, kind, level, parent, begins, ends, successors, aliases, seats, source = row
        found[unit_id] = TerritorialUnit(
            unit_id, code, name, kind, level, parent, _optional_date(begins), _optional_date(ends),
            _split_list(successors), _split_list(aliases), _split_list(seats), source,
        )  # fmt: skip
    return found


@lru_cache(maxsize=1)
def agencies() -> tuple[Agency, ...]:
    """Agencies that were merged or dissolved."""
    found = []
    for name, aliases, level, ended, fields, successor, source in data_rows("agencies.tsv", 7):
        day = date.fromisoformat(ended)
        found.append(Agency(name, _split_list(aliases), level, day, _split_list(fields), successor, source))
    return tuple(found)


@lru_cache(maxsize=1)
def province_patterns() -> tuple[tuple[re.Pattern[str], TerritorialUnit], ...]:
    """A pattern for the names of each province, old and new, with its unit."""
    return tuple((names_pattern((unit.name, *unit.aliases)), unit) for unit in units().values() if unit.level == "tinh")


@lru_cache(maxsize=1)
def any_province_pattern() -> re.Pattern[str]:
    """A pattern for the names of all provinces: most texts name none, and need not be searched for each."""
    return names_pattern(
        tuple(name for unit in units().values() if unit.level == "tinh" for name in (unit.name, *unit.aliases))
    )


@cache
def names_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for the folded names as whole words."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(fold(name)) for name in names)})(?!\w)")


# -- documents --------------------------------------------------------------------------------------------------


def territory_of(metadata: Metadata) -> str | None:
    """The unit a document belongs to: from its issuer, else the issuer above it, else the place of its date line.

    None when nothing says it, or when only the day could tell a province from its successor and is not known.
    """
    bodies = [fold(name) for name in (metadata.issuer, metadata.issuer_parent) if name]
    for body in bodies:
        found = _province_in(body, metadata.issued_date)
        if found is not None:
            return found
    if any(_CENTRAL_BODY.match(body) for body in bodies):
        return CENTRAL
    if not bodies or metadata.place is None:
        return None
    place = fold(metadata.place)
    return _province_in(place, metadata.issued_date) or _province_by_seat(place, metadata.issued_date)


def with_territory(metadata: Metadata) -> Metadata:
    """The metadata with its territory, if it follows from issuer, place and day."""
    if metadata.territory is not None:
        return metadata
    found = territory_of(metadata)
    return metadata if found is None else replace(metadata, territory=found)


def _province_in(text: str, day: date | None) -> str | None:
    named = [unit for pattern, unit in province_patterns() if pattern.search(text)]
    return _unit_on_day(named, day)


def _province_by_seat(place: str, day: date | None) -> str | None:
    named = [
        unit for unit in units().values() if unit.level == "tinh" and any(fold(seat) == place for seat in unit.seats)
    ]
    districts = [unit for unit in units().values() if unit.level == "huyen" and fold(unit.name) == place]
    return _unit_on_day(named, day) or _unit_on_day([units()[unit.parent] for unit in districts], day)


def _unit_on_day(named: list[TerritorialUnit], day: date | None) -> str | None:
    if len({unit.id for unit in named}) == 1 and (day is None or named[0].exists_on(day)):
        return named[0].id
    if day is None:
        return None
    existing = [unit for unit in named if unit.exists_on(day)]
    return existing[0].id if len(existing) == 1 else None


def unit_label(unit_id: str) -> str:
    """The unit as it is shown, with the day on which it ended or began.

    >>> unit_label("gia_lai_cu"), unit_label("gia_lai_moi")
    ('tỉnh Gia Lai (trước 01/7/2025)', 'tỉnh Gia Lai (từ 01/7/2025)')
    """
    unit = units().get(unit_id)
    if unit is None:
        return unit_id
    if unit.valid_to is not None:
        return f"{unit.full_name} (trước {format_date(unit.valid_to)})"
    if unit.valid_from is not None:
        return f"{unit.full_name} (từ {format_date(unit.valid_from)})"
    return unit.full_name


def related_units(unit_id: str) -> tuple[str, ...]:
    """The unit with its predecessors and successors, the newest first: a question about one searches all."""
    every = units()
    unit = every.get(unit_id)
    if unit is None:
        return (unit_id,)
    heads = unit.successors or (unit_id,)
    found = [*heads, *(unit.id for unit in every.values() if set(unit.successors) & set(heads))]
    return tuple(dict.fromkeys([*found, unit_id]))


def province_names_in(text: str) -> frozenset[str]:
    """The names of provinces in the name of a body.

    >>> sorted(province_names_in("Ủy ban nhân dân tỉnh Bình Định"))
    ['Bình Định']
    """
    folded = fold(text)
    return frozenset(unit.name for pattern, unit in province_patterns() if pattern.search(folded))


def provinces_in(text: str, as_of: date | None = None) -> tuple[str, ...]:
    """Provinces named in a question, each with its predecessors and successors, newest first.

    A day keeps only the units that existed then; `tỉnh Bình Định` then never means the province it became part of.
    """
    folded = fold(text)
    found: list[str] = []
    for pattern, unit in province_patterns():
        if not pattern.search(folded):
            continue
        if as_of is None:
            found.extend(related_units(unit.id))
        elif unit.exists_on(as_of):
            found.append(unit.id)
    return tuple(dict.fromkeys(found))
