"""How many parts, chapters, sections, articles or annexes a document has: counted in its outline, and named."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from index.query.unit_counts import UnitAsked
from index.records import Hit, StoredDocument
from ingest.records import OutlineNode
from service.answering import wording
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_meant import closest_by_name, name_share
from service.answering.document_names import full_name
from service.records import Answer

#: The kinds of steps that each unit may be printed as, the first that the document has: sections of a plan are parts.
_KINDS: dict[UnitAsked, tuple[str, ...]] = {
    "phan": ("phan", "roman", "muc", "chuong"),
    "chuong": ("chuong",),
    "muc": ("muc", "roman"),
    "dieu": ("dieu",),
    "phuluc": ("phuluc",),
}
_NAMES: dict[str, str] = {
    "phan": "phần", "roman": "mục", "muc": "mục", "chuong": "chương", "dieu": "Điều", "phuluc": "phụ lục",
}  # fmt: skip
_UNIT_WORDS = frozenset(("phan", "chuong", "muc", "dieu", "phu", "luc", "gom", "tong", "lon"))
#: Share of the words said of a document that its own name must hold.
NAME_SHARE = 0.8
#: Units that are named with their beginning; all are counted.
MOST_NAMED = 8
LONGEST_BEGINNING = 200


def unit_count(case: Case) -> Answer | None:
    """The number of units asked for; None where another thing is asked, or the document has none of that kind."""
    asked = case.asked.unit_asked
    document = document_counted_in(case, _UNIT_WORDS) if asked is not None else None
    if asked is None or document is None:
        return None
    outline = case.library.outline(document.version_id)
    kind = next((kind for kind in _KINDS[asked] if any(node.kind == kind for node in outline)), None)
    if kind is None:
        return None
    units = [node for node in outline if node.kind == kind]
    hits = case.passages(document)
    named = [(unit, hit) for unit in units[:MOST_NAMED] if (hit := first_hit(unit, outline, hits)) is not None]
    quoted = [
        Quotation(
            hit,
            quote_whole_passage(hit, LONGEST_BEGINNING),
            f"{unit.label}{f': {unit.title}' if unit.title else ''}",
            _NAMES[kind].capitalize(),
        )
        for unit, hit in named
    ]
    counts = "; ".join(
        _counted(component, kind, units) for component in dict.fromkeys(unit.component for unit in units)
    )
    return build_answer(
        case, "complete", wording.UNITS.format(document=full_name(document), counts=counts), quoted=quoted
    )


def document_counted_in(case: Case, counted: Collection[str]) -> StoredDocument | None:
    """The document meant for sure, else the one whose name the question gives beside the words of what is counted."""
    if case.meant.is_certain:
        return case.document
    words = [word for word in case.asked.telling_words if word not in counted]
    document = closest_by_name(words, case.hits)
    return document if document is not None and name_share(words, document) >= NAME_SHARE else None


def _counted(component: str, kind: str, units: Sequence[OutlineNode]) -> str:
    """The number of units of one component; that of the document itself bears no name."""
    count = sum(1 for unit in units if unit.component == component)
    return f"{count} {_NAMES[kind]}{f' của {component} ban hành kèm theo' if component else ''}"


def first_hit(unit: OutlineNode, outline: Sequence[OutlineNode], hits: Sequence[Hit]) -> Hit | None:
    """The first passage that stands in a unit."""
    inside = {unit.id}
    for node in outline:  # parents come before their children
        if node.parent in inside:
            inside.add(node.id)
    return next((hit for hit in hits if hit.passage.node in inside), None)
