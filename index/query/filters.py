"""Conditions on documents: names given for them made exact, and those that a question's own words imply.

What is given explicitly always holds. What is only implied must not filter the answer away: a province may be the
topic and not the place where a document applies, so the search lets such a condition go when what is left answers
worse (``index.ranking.narrowing``).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from index.query.question import Question
from index.records import Condition, Filters, ValidityCode
from ingest.grammar import territory
from ingest.grammar.document_types import COMMON_TYPES, SYMBOLS_BY_NAME, folded_name_pattern
from ingest.grammar.known_bodies import body_key
from ingest.text.normalize import fold

if TYPE_CHECKING:
    from index.derived.columns import Columns
    from index.library.library import Library
    from index.records import StoredDocument

#: "Còn hiệu lực" leaves out what is known to be over or not yet in force; what is not known stays.
NOT_OVER: tuple[ValidityCode, ...] = ("in_force", "partly", "suspended_part", "unknown")
#: What administrative offices issue; a law is not said to be "of" anybody.
_TYPE_NOUNS = f"(?:{folded_name_pattern('generic', *COMMON_TYPES, 'CTr', 'ĐA', 'QC', 'QyĐ', 'HD')})"
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


@dataclass(frozen=True, slots=True)
class ImpliedFilters:
    """Conditions that the words of a question imply; ``kinds`` names them."""

    filters: Filters
    kinds: tuple[Condition, ...] = ()


# -- names given ------------------------------------------------------------------------------------------------------


def resolve_names(filters: Filters, columns: Columns) -> Filters:
    """The filters with names made exact: types by their names, issuers by any writing, places by name.

    A name that the library does not know stays a condition, which nothing meets.
    """
    changed = filters
    if filters.types is not None:
        changed = replace(changed, types=tuple(dict.fromkeys(_type_code(name) for name in filters.types)))
    if filters.issuers is not None:
        known = columns.names["issuer"]
        changed = replace(changed, issuers=tuple(name for name in known if _matches_any_name(filters.issuers, name)))
    if filters.territories is not None:
        ids = [unit_id for name in filters.territories for unit_id in territory_ids(name)]
        changed = replace(changed, territories=tuple(dict.fromkeys(ids)))
    return changed


def _type_code(name: str) -> str:
    return SYMBOLS_BY_NAME.get(fold(name), name)


def _matches_any_name(given: Sequence[str], known: str) -> bool:
    padded = f" {body_key(known)} "
    return any(f" {body_key(name)} " in padded for name in given)


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
    units = [unit for pattern, unit in territory.province_patterns() if pattern.search(folded)]
    after = re.sub(r"\(|\)", " ", folded)
    for unit in units:
        after = re.sub(rf".*\b{re.escape(fold(unit.name))}\b", "", after)
    present = [unit for unit in units if unit.valid_to is None]
    if _FORMER_UNIT.search(after):
        return tuple(unit.id for unit in units if unit.valid_to is not None)
    if _NEW_UNIT.search(after):
        return tuple(unit.id for unit in present)
    if not present:
        return tuple(unit.id for unit in units)
    return tuple(dict.fromkeys(unit_id for unit in present for unit_id in territory.related_units(unit.id)))


# -- conditions implied by the question -------------------------------------------------------------------------------


def implied_filters(question: Question, filters: Filters, columns: Columns) -> ImpliedFilters:
    """The conditions that a question's words imply, without those that are given explicitly or ignored."""
    folded, may_imply = question.folded, filters.allows_implied
    found: dict[Condition, Filters] = {}
    if filters.territories is None and may_imply("territory") and (ids := _territory_ids_in(folded, columns)):
        found["territory"] = Filters(territories=ids)
    if filters.issuers is None and may_imply("issuers") and (issuers := _issuers_in(folded, columns)):
        found["issuers"] = Filters(issuers=issuers)
    if filters.validity is None and may_imply("validity") and _IN_FORCE.search(folded):
        found["validity"] = Filters(validity=NOT_OVER)
    years = question.period_years
    if filters.year is None and filters.period is None and may_imply("period") and len(years) == 1:
        found["period"] = Filters(period=next(iter(years)))
    merged = Filters()
    for condition in found.values():
        merged = merge_filters(merged, condition)
    return ImpliedFilters(merged, tuple(found))


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
    """One condition of several, as filters of its own."""
    name = "territories" if kind == "territory" else kind
    return replace(Filters(), **{name: getattr(filters, name)})


def implied_conditions(given: Filters, applied: Filters) -> tuple[Condition, ...]:
    """The kinds of condition that were taken from the words: applied, but not given."""
    values: dict[Condition, tuple[object, object]] = {
        "types": (given.types, applied.types),
        "issuers": (given.issuers, applied.issuers),
        "year": (given.year, applied.year),
        "period": (given.period, applied.period),
        "territory": (given.territories, applied.territories),
        "validity": (given.validity, applied.validity),
        "as_of": (given.as_of, applied.as_of),
    }
    return tuple(kind for kind, (before, now) in values.items() if before is None and now is not None)


def _territory_ids_in(folded: str, columns: Columns) -> tuple[str, ...]:
    """The territories of the one province that is named as a place, and the centre: its documents hold everywhere."""
    names: dict[str, str] = {}
    if territory.any_province_pattern().search(folded) is None:
        return ()
    for pattern, unit in territory.province_patterns():
        for match in pattern.finditer(folded):
            after = folded[match.end() :]
            former, new = _FORMER_UNIT.match(after), _NEW_UNIT.match(after)
            if _PLACE_BEFORE.search(folded[: match.start()]) or former or new:
                names[unit.name] = f"{unit.name} {'cũ' if former else 'mới' if new else ''}"
    if len(names) != 1:
        return ()
    ids = territory_ids(next(iter(names.values())).strip())
    in_library = {unit_id for unit_id in columns.names["territory"] if unit_id}
    narrows = in_library & set(ids) and in_library - {*ids, territory.CENTRAL}
    return (*ids, territory.CENTRAL) if narrows else ()


@lru_cache(maxsize=4096)
def _name_words(name: str) -> tuple[str, ...]:
    """The words of an issuer's name; a library has some hundred, and every question is compared with all of them."""
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


# -- conditions that the columns do not hold --------------------------------------------------------------------------


@dataclass(slots=True)
class _DocumentFacts:
    """Statuses on a day and periods of a library's documents, as far as questions needed them, at one change of it."""

    change: int
    day: date
    codes: dict[str, ValidityCode] = field(default_factory=dict)
    periods: dict[str, tuple[int, int] | None] = field(default_factory=dict)


#: The facts of each open library, made anew when it changes or another day is asked for, and gone with the library.
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
    facts = _facts_of(library, change, filters.as_of or date.today())
    if filters.validity is not None:
        _read_codes(facts, ids, library)
        ids = [document_id for document_id in ids if facts.codes[document_id] in filters.validity]
    if filters.period is not None:
        _read_periods(facts, ids, library)
        ids = [document_id for document_id in ids if _covers_year(facts.periods[document_id], filters.period)]
    return tuple(ids)


def _facts_of(library: Library, change: int, day: date) -> _DocumentFacts:
    with _facts_lock:
        facts = _facts_by_library.get(library)
        if facts is None or (facts.change, facts.day) != (change, day):
            facts = _facts_by_library[library] = _DocumentFacts(change, day)
        return facts


def _read_codes(facts: _DocumentFacts, ids: Collection[str], library: Library) -> None:
    unknown = [document_id for document_id in ids if document_id not in facts.codes]
    found = library.relations.statuses(unknown, facts.day)
    facts.codes.update({each: found[each].code if each in found else "unknown" for each in unknown})


def _read_periods(facts: _DocumentFacts, ids: Collection[str], library: Library) -> None:
    unknown = [document_id for document_id in ids if document_id not in facts.periods]
    documents = library.documents_by_id(unknown)
    facts.periods.update({each: _document_period(documents.get(each)) for each in unknown})


def _covers_year(period: tuple[int, int] | None, year: int) -> bool:
    """True if a document made for a period may speak of the year; one that names no period may."""
    return period is None or period[0] <= year <= period[1]


def _document_period(document: StoredDocument | None) -> tuple[int, int] | None:
    """The first and the last year for which a document was made, when it says so."""
    if document is None or document.metadata.period_from is None or document.metadata.period_to is None:
        return None
    return document.metadata.period_from.year, document.metadata.period_to.year
