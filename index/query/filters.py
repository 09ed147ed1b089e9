"""Conditions on documents: names given for them made exact, and those that a question's own words set.

What is given explicitly always holds. What is only read from the words must not filter the answer away: a province may
be the topic and not the place where a document applies, so the search lets such a condition go when what is left
answers worse (``index.search``).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from index.records import Condition, Filters, ValidityCode
from ingest.grammar import document_types, territory
from ingest.text.normalize import fold

if TYPE_CHECKING:
    from index.derived.columns import Columns
    from index.library.library import Library
    from index.records import StoredDocument

#: "Còn hiệu lực" leaves out what is known to be over or not yet in force; what is not known stays.
NOT_OVER: tuple[ValidityCode, ...] = ("in_force", "partly", "suspended_part", "unknown")
#: Short names of bodies that stand for the long ones wherever two names are compared.
_SHORT_BODY_NAMES = (("uy ban nhan dan", "ubnd"), ("hoi dong nhan dan", "hdnd"), ("thanh pho", "tp"))
_TYPE_NOUNS = (
    r"(?:van ban|ke hoach|quyet dinh|chi thi|nghi quyet|cong van|nghi dinh|thong tu|bao cao|thong bao|to trinh"
    r"|chuong trinh|de an|quy che|quy dinh|huong dan)"
)
#: Words before the body that issued what is asked for, and words behind one.
_ISSUED_BY = re.compile(rf"\b{_TYPE_NOUNS}(?:\s+so\s+\S+)?(?:\s+nam\s+\d{{4}})?\s+(?:cua|do)\s+(?=\w)")
_ISSUED_BY_LATER = re.compile(r"\bdo\s+(?=(?:\S+\s+){1,8}?ban hanh\b)")
_LONGEST_NAME = 12
_PLACE_BEFORE = re.compile(r"\b(?:tinh|thanh pho|tp|dia ban)\s+$")
_FORMER_UNIT = re.compile(r"^\s*(?:\(?\s*cu\b|truoc (?:khi )?(?:sap nhap|sap xep|hop nhat)|\(?truoc 0?1/0?7/2025)")
_NEW_UNIT = re.compile(r"^\s*(?:\(?\s*moi\b|sau (?:khi )?(?:sap nhap|sap xep|hop nhat)|\(?tu 0?1/0?7/2025)")
#: "còn hiệu lực không" asks about a document; "các quy định còn hiệu lực về ..." sets a condition.
_IN_FORCE = re.compile(
    rf"\b{_TYPE_NOUNS}\s+(?:\w+\s+){{0,3}}?(?:dang|con)\s+(?:co\s+)?hieu luc\b(?!.*\b(?:khong|chua)\b)"
)
_YEAR = re.compile(r"(?<![\d/.-])(?:19|20)\d\d(?![\d/]|-\d)")


@dataclass(frozen=True, slots=True)
class ImpliedFilters:
    """Conditions that the words of a question set, as filters of their own; ``kinds`` names them."""

    filters: Filters
    kinds: tuple[Condition, ...] = ()


def resolve_names(filters: Filters, columns: Columns) -> Filters:
    """The filters with names made exact: types by their names, issuers by any writing, places by name.

    A name that the library does not know stays a condition, which nothing meets.
    """
    changed = filters
    if filters.types is not None:
        changed = replace(changed, types=tuple(dict.fromkeys(_type_code(name) for name in filters.types)))
    if filters.issuers is not None:
        known = columns.names["issuer"]
        changed = replace(changed, issuers=tuple(one for one in known if _matches_any_name(filters.issuers, one)))
    if filters.territories is not None:
        ids = [one for name in filters.territories for one in territory_ids(name)]
        changed = replace(changed, territories=tuple(dict.fromkeys(ids)))
    return changed


def _type_code(name: str) -> str:
    return document_types.SYMBOLS_BY_NAME.get(fold(name), name)


def _matches_any_name(given: Sequence[str], known: str) -> bool:
    padded = f" {body_key(known)} "
    return any(f" {body_key(name)} " in padded for name in given)


def body_key(name: str) -> str:
    """A body's name in the form in which its writings meet.

    >>> body_key("Ủy ban nhân dân tỉnh Gia Lai") == body_key("UBND  tỉnh Gia Lai")
    True
    """
    key = " ".join(re.findall(r"\w+", fold(name)))
    for long, short in _SHORT_BODY_NAMES:
        key = re.sub(rf"\b{long}\b", short, key)
    return key


def territory_ids(name: str) -> tuple[str, ...]:
    """The ids that a territory's name stands for: one exact unit, or all that bear the name with what they came from.

    >>> territory_ids("gia_lai_cu"), territory_ids("Gia Lai cũ"), territory_ids("tỉnh Bình Định")
    (('gia_lai_cu',), ('gia_lai_cu',), ('binh_dinh_cu',))
    >>> territory_ids("Gia Lai")
    ('gia_lai_moi', 'gia_lai_cu', 'binh_dinh_cu')
    """
    if name in territory.units():
        return (name,)
    folded = fold(name)
    named = [unit for pattern, unit in territory.province_patterns() if pattern.search(folded)]
    rest = re.sub(r"\(|\)", " ", folded)
    for unit in named:
        rest = re.sub(rf".*\b{re.escape(fold(unit.name))}\b", "", rest)
    if _FORMER_UNIT.search(rest):
        named = [unit for unit in named if unit.valid_to is not None]
    elif _NEW_UNIT.search(rest):
        named = [unit for unit in named if unit.valid_to is None]
    elif any(unit.valid_to is None for unit in named):
        return tuple(
            dict.fromkeys(one for unit in named if unit.valid_to is None for one in territory.related_units(unit.id))
        )
    return tuple(unit.id for unit in named)


def implied_filters(question: str, filters: Filters, columns: Columns) -> ImpliedFilters:
    """What a question's words say of the documents that may answer; nothing that is given explicitly or ignored."""
    folded = fold(question)
    found: dict[Condition, Filters] = {}
    if (
        filters.territories is None
        and filters.allows_implied("territory")
        and (ids := _territory_ids_in(folded, columns))
    ):
        found["territory"] = Filters(territories=ids)
    if filters.issuers is None and filters.allows_implied("issuers") and (issuers := _issuers_in(folded, columns)):
        found["issuers"] = Filters(issuers=issuers)
    if filters.validity is None and filters.allows_implied("validity") and _IN_FORCE.search(folded):
        found["validity"] = Filters(validity=NOT_OVER)
    years = {int(year) for year in _YEAR.findall(folded)}
    if filters.year is None and filters.period is None and filters.allows_implied("period") and len(years) == 1:
        found["period"] = Filters(period=years.pop())
    made = Filters()
    for one in found.values():
        made = merge_filters(made, one)
    return ImpliedFilters(made, tuple(found))


def merge_filters(filters: Filters, more: Filters) -> Filters:
    """The filters with the conditions of ``more`` that they do not set themselves."""
    return replace(
        filters,
        issuers=more.issuers if filters.issuers is None else filters.issuers,
        territories=more.territories if filters.territories is None else filters.territories,
        validity=more.validity if filters.validity is None else filters.validity,
        period=more.period if filters.period is None else filters.period,
    )


def single_filter(filters: Filters, kind: Condition) -> Filters:
    """One condition of several."""
    name = "territories" if kind == "territory" else kind
    return replace(Filters(), **{name: getattr(filters, name)})


def _territory_ids_in(folded: str, columns: Columns) -> tuple[str, ...]:
    """The territories of the one province that is named as a place, and the centre: its documents hold everywhere."""
    names: dict[str, str] = {}
    if territory.any_province_pattern().search(folded) is None:
        return ()
    for pattern, unit in territory.province_patterns():
        for match in pattern.finditer(folded):
            after = folded[match.end() :]
            old, new = _FORMER_UNIT.match(after), _NEW_UNIT.match(after)
            if _PLACE_BEFORE.search(folded[: match.start()]) or old or new:
                names[unit.name] = f"{unit.name} {'cũ' if old else 'mới' if new else ''}"
    if len(names) != 1:
        return ()
    ids = territory_ids(next(iter(names.values())).strip())
    held = {one for one in columns.names["territory"] if one}
    return (*ids, territory.CENTRAL) if held & set(ids) and held - {*ids, territory.CENTRAL} else ()


@lru_cache(maxsize=4096)
def _name_words(name: str) -> tuple[str, ...]:
    """The words of an issuer's name; a library has some hundred, and every question is held against all of them."""
    return tuple(body_key(name).split())


def _issuers_in(folded: str, columns: Columns) -> tuple[str, ...]:
    """The issuers that the question names as such: the longest name that any of them begins with."""
    known = {name: _name_words(name) for name in columns.names["issuer"]}
    for cue in (*_ISSUED_BY.finditer(folded), *_ISSUED_BY_LATER.finditer(folded)):
        words = tuple(body_key(folded[cue.end() :]).split()[:_LONGEST_NAME])
        for size in range(len(words), 1, -1):
            fitting = tuple(name for name, parts in known.items() if parts[:size] == words[:size])
            if fitting:
                # "UBND tỉnh Kon Tum" is not meant by "UBND tỉnh Gia Lai".
                another = territory.provinces_in(" ".join(words[size : size + 3]))
                return () if another or len(fitting) == len(known) else fitting
    return ()


# -- what the columns do not hold -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _DocumentFacts:
    change: int
    day: date
    codes: dict[str, ValidityCode]
    periods: dict[str, tuple[int, int] | None]


_facts_by_library: WeakKeyDictionary[Library, _DocumentFacts] = WeakKeyDictionary()
_facts_lock = threading.Lock()


def with_document_ids(filters: Filters, library: Library, columns: Columns, change: int) -> Filters:
    """The filters with validity and period turned into the ids of the documents that meet them.

    Reads all documents once for each change of the library and day; only questions with such a filter pay for it.
    """
    if filters.validity is None and filters.period is None:
        return filters
    ids = filters.document_ids if filters.document_ids is not None else tuple(columns.names["document"])
    return replace(filters, document_ids=documents_meeting(filters, ids, library, change))


def documents_meeting(filters: Filters, ids: Collection[str], library: Library, change: int) -> tuple[str, ...]:
    """Those of the documents that meet the validity and the period asked for."""
    day = filters.as_of or date.today()
    with _facts_lock:
        kept = _facts_by_library.get(library)
        if kept is None or (kept.change, kept.day) != (change, day):
            kept = _facts_by_library[library] = _DocumentFacts(change, day, {}, {})
    if filters.validity is not None:
        unknown = [one for one in ids if one not in kept.codes]
        found = library.relations.statuses(unknown, day)
        kept.codes.update({one: found[one].code if one in found else "unknown" for one in unknown})
        ids = [one for one in ids if kept.codes[one] in filters.validity]
    if filters.period is not None:
        unknown = [one for one in ids if one not in kept.periods]
        documents = library.documents_by_id(unknown)
        kept.periods.update({one: _document_period(documents.get(one)) for one in unknown})
        asked = filters.period
        ids = [one for one in ids if (known := kept.periods[one]) is None or known[0] <= asked <= known[1]]
    return tuple(ids)


def _document_period(document: StoredDocument | None) -> tuple[int, int] | None:
    """The first and the last year for which a document was made, when it says so."""
    if document is None or document.metadata.period_from is None or document.metadata.period_to is None:
        return None
    return document.metadata.period_from.year, document.metadata.period_to.year
