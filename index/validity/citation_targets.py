"""The document that a citation means: by canonical key or a law's name, by date, by province. Pure.

A citation that fits two documents is resolved to neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.grammar.territory import CENTRAL, province_names_in, related_units, units
from ingest.records import EFFECTS, Relation
from ingest.text.normalize import fold


@dataclass(frozen=True, slots=True)
class CitableDocument:
    """A document as citations name it: its key, or the folded name of a law (`luat thuy san`)."""

    id: str
    key: str
    law_name: str
    issued: date | None
    territory: str | None
    #: An annex in a file of its own: what is said of its number is said of the main text.
    annex: bool = False


@dataclass(frozen=True, slots=True)
class CitingDocument:
    """The document that cites: what it means depends on its day and its province."""

    id: str
    issued: date | None
    territory: str | None


def resolve_target(
    edge: Relation, source: CitingDocument, candidates: Mapping[str, Sequence[CitableDocument]]
) -> str | None:
    """The id of the one document that a citation means, or None. ``candidates`` are listed by key and law name."""
    if edge.type == "attached_to" and edge.component and edge.target_key:
        return source.id  # an attached text in the same file
    named = candidates.get(edge.target_key or fold(edge.target_name or ""), ())
    fitting = [document for document in named if _can_be_target(edge, source, document)]
    fitting = [document for document in fitting if not document.annex] or fitting
    if len(fitting) > 1:
        fitting = _of_day_or_province(edge, source, fitting)
    return fitting[0].id if len(fitting) == 1 else None


def _of_day_or_province(
    edge: Relation, source: CitingDocument, documents: Sequence[CitableDocument]
) -> list[CitableDocument]:
    """Of several documents the one of the day cited, else those of the citing document's province."""
    dated = [document for document in documents if edge.target_date and document.issued == edge.target_date]
    same = [document for document in documents if _same_province(document.territory, source.territory)]
    return dated if len(dated) == 1 else same


def _can_be_target(edge: Relation, source: CitingDocument, document: CitableDocument) -> bool:
    """True if neither the dates nor the province of a document contradict the citation."""
    if document.issued and edge.target_date and edge.target_date != document.issued:
        return False
    if document.issued and edge.type in EFFECTS and source.issued and source.issued < document.issued:
        return False
    return document.territory is None or _fits_territory(edge, source.territory, document.territory)


def _fits_territory(edge: Relation, source_territory: str | None, territory: str) -> bool:
    named = province_names_in(edge.target_issuer or "")
    if named:
        return territory in units() and units()[territory].name in named
    # `Quyết định số 12/2020/QĐ-UBND của UBND tỉnh`: a body of the citing document's own province.
    if source_territory is None or CENTRAL in (source_territory, territory):
        return True
    return territory in related_units(source_territory)


def _same_province(first: str | None, second: str | None) -> bool:
    known = units()
    return first in known and second in known and known[str(first)].name == known[str(second)].name
