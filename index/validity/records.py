"""Records of validity: what a document says of its dates, the edges that point at it, and the status that follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.records import ValidityCode
from index.store.relation_rows import CLERK_EDGE_MARK
from index.validity.wording import STATUS_LABELS
from ingest.records import Metadata, Relation, RelationType, Step
from ingest.text.dates import format_date


@dataclass(frozen=True, slots=True)
class ValidityDates:
    """The dates and kind of a document, as far as its validity depends on them."""

    legal_class: str | None = None
    type: str | None = None
    issuer: str | None = None
    issued: date | None = None
    effective: date | None = None
    last_day: date | None = None
    period_to: date | None = None
    is_draft: bool = False
    #: The stated day of effect where it cannot be right.
    doubted: date | None = None


@dataclass(frozen=True, slots=True)
class EffectEdge:
    """An edge that points at the document. ``source`` is how the source is cited, ``place`` where in it."""

    type: RelationType
    source: str
    source_id: str | None = None
    place: str = ""
    effective: date | None = None
    until: date | None = None
    component: str = ""
    path: tuple[Step, ...] = ()
    evidence: str = ""
    new_text: str | None = None
    phrase: tuple[str, str] | None = None
    #: False once a clerk has rejected the edge.
    accepted: bool = True
    id: int | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A clerk's word on a document's status from a day on; it overrides what is computed."""

    code: ValidityCode
    since: date | None
    who: str
    at: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ValidityStatus:
    """A document's status on a day, and why. ``upcoming`` is an edge that will end or change the document later."""

    code: ValidityCode
    as_of: date
    reason: str
    since: date | None = None
    cause: EffectEdge | None = None
    upcoming: EffectEdge | None = None
    confirmed_by: str | None = None
    changes: tuple[EffectEdge, ...] = ()

    @property
    def label(self) -> str:
        """The status in Vietnamese."""
        return STATUS_LABELS[self.code]


@dataclass(frozen=True, slots=True)
class StoredEdge:
    """An edge in the library. ``target_id`` is None while the target is a stub, or ambiguous."""

    id: int
    source_id: str
    source: str
    relation: Relation
    fingerprint: str
    target_id: str | None
    review: str | None = None

    @property
    def is_clerks(self) -> bool:
        """True for an edge that a clerk added: no sentence states it."""
        return self.fingerprint.startswith(CLERK_EDGE_MARK)

    @property
    def effect(self) -> EffectEdge:
        """The edge as the status of its target needs it."""
        edge = self.relation
        return EffectEdge(
            type=edge.type, source=self.source, source_id=self.source_id, place=_place_in_source(edge),
            effective=edge.effective, until=edge.until, component=edge.target_component, path=edge.target_path,
            evidence=edge.evidence, new_text=edge.new_text, phrase=edge.phrase, accepted=self.review != "reject",
            id=self.id,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stub:
    """A document that is cited but not in the library."""

    key: str | None
    name: str
    cited: tuple[StoredEdge, ...]


def _place_in_source(edge: Relation) -> str:
    """The place of an edge in its source, ready to stand before the source's name."""
    return f"{edge.label} {edge.component} ban hành kèm theo" if edge.component else edge.label


def document_name(metadata: Metadata) -> str:
    """Type, number and date: the name of a document in the fixed sentences."""
    words = [metadata.type_name or "Văn bản"]
    if metadata.number:
        words.append(f"số {metadata.number}")
    if metadata.issued_date:
        words.append(f"ngày {format_date(metadata.issued_date)}")
    return " ".join(words)


def target_name(edge: Relation) -> str:
    """The name of the document that an edge points at, as the citing one writes it."""
    if edge.target_name:
        return f"{edge.target_name} số {edge.target_number}" if edge.target_number else edge.target_name
    return f"{edge.target_type or 'Văn bản'} số {edge.target_number}"
