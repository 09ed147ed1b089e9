"""How many targets, tasks, principles a document numbers under the heading that names them: counted in its outline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.records import OutlineNode
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.answerers.unit_count import (
    LONGEST_BEGINNING,
    MOST_NAMED,
    document_counted_in,
    first_hit,
)
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_names import full_name, lower_first
from service.records import Answer

#: A longer text is no heading but what stands there.
LONGEST_HEADING = 12
#: Words around what is counted that name no document.
_COUNTING_WORDS = frozenset(("gom", "tong", "neu", "ra", "de", "dat"))


def thing_count(case: Case) -> Answer | None:
    """The number of things asked for; None where another thing is asked, or none are numbered under such a heading."""
    thing = case.asked.thing_asked
    if thing is None or case.asked.place is not None:
        return None
    document = document_counted_in(case, {*_COUNTING_WORDS, *thing.split()})
    if document is None:
        return None
    outline = case.library.outline(document.version_id)
    numbered = _numbered(thing.split(), outline)
    if not numbered:
        return None
    hits = case.passages(document)
    quoted = [
        Quotation(hit, quote_whole_passage(hit, LONGEST_BEGINNING), _unit_name(unit, outline), _name(heading))
        for heading, units in numbered
        for unit in units[:MOST_NAMED]
        if (hit := first_hit(unit, outline, hits)) is not None
    ]
    counts = "; ".join(
        wording.THINGS_COUNTED.format(count=len(units), thing=_name(heading), place=_place(heading))
        for heading, units in numbered
    )
    counted = {unit.id for _, units in numbered for unit in units}
    also = (wording.THINGS_DIVIDED,) if any(node.parent in counted for node in outline) else ()
    message = wording.THINGS.format(document=full_name(document), counts=counts)
    return build_answer(case, "complete", message, quoted=quoted, also=also)


def _numbered(
    thing: Sequence[str], outline: Sequence[OutlineNode]
) -> list[tuple[OutlineNode, tuple[OutlineNode, ...]]]:
    """The headings that name the things, each with its numbered units.

    A heading that is nothing but the name goes before one that says more; below "Mục tiêu" those of "Mục tiêu cụ thể"
    are counted, not these headings.
    """
    naming = [node for node in outline if _heading(node)[: len(thing)] == list(thing)]
    exact = [node for node in naming if len(_heading(node)) == len(thing)]
    found: list[tuple[OutlineNode, tuple[OutlineNode, ...]]] = []
    waiting = list(exact or naming)
    named = {node.id for node in naming}
    seen: set[int] = set()
    while waiting:
        heading = waiting.pop(0)
        if heading.id in seen:
            continue
        seen.add(heading.id)
        units = tuple(node for node in outline if node.parent == heading.id)
        inner = [node for node in units if node.id in named]
        waiting[:0] = inner
        if units and not inner:
            found.append((heading, units))
    return found


def _heading(node: OutlineNode) -> list[str]:
    """The folded words of a heading; none where the unit has a text and no heading."""
    words = re.findall(r"\w+", fold(node.title))
    return words if len(words) <= LONGEST_HEADING else []


def _name(heading: OutlineNode) -> str:
    """What the things are called: the heading in small letters."""
    title = heading.title.strip(" :.;")
    return title.lower() if title.isupper() else lower_first(title)


def _unit_name(unit: OutlineNode, outline: Sequence[OutlineNode]) -> str:
    """The label of a unit, with its heading where it is divided further: its text then is that of its first part."""
    is_divided = any(node.parent == unit.id for node in outline)
    return f"{unit.label}: {unit.title}" if is_divided and _heading(unit) else unit.label


def _place(heading: OutlineNode) -> str:
    return f"{heading.label} của {heading.component}" if heading.component else heading.label
