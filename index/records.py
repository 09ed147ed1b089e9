"""Records of the index stage: stored documents and passages, filters, hits and search results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeAlias

from ingest.records import Citation, Metadata, PassageKind

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

#: Arrays of the index. Quoted, so that the Python client, which imports these records, does not load numpy (70 ms).
Floats: TypeAlias = "npt.NDArray[np.float32]"
Doubles: TypeAlias = "npt.NDArray[np.float64]"
Ints: TypeAlias = "npt.NDArray[np.int64]"
Bools: TypeAlias = "npt.NDArray[np.bool_]"

#: Who may see a document: everybody, signed-in officials, or members of a named group.
PUBLIC = "cong_khai"
INTERNAL = "noi_bo"
#: Waits for a clerk's approval (`hoivanban review`); no question may see it.
HELD_BACK = "cho_duyet"

ValidityCode = Literal[
    "in_force", "partly", "expired", "future", "suspended", "suspended_part",
    "obsolete", "period_over", "unknown",
]  # fmt: skip
#: The kinds of thing that a question asks for.
Intent = Literal[
    "lead", "coordinate", "deadline", "reporting", "money", "target", "basis", "content", "scope",
    "definition", "validity", "lookup", "comparison", "summary", "structure", "opinion", "secret", "talk", "general",
]  # fmt: skip
#: Conditions that may be read from the words of a question, and slips of the keyboard that may be put right in it.
Condition = Literal["types", "issuers", "year", "period", "territory", "validity", "as_of", "corrections"]


@dataclass(frozen=True, slots=True)
class VectorModel:
    """The name of a model that makes vectors, which changes with its weights, and their dimension."""

    name: str
    dimension: int


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as the library holds it. ``id`` is stable over versions; ``state`` says whether it answers."""

    id: str
    version: int
    version_id: int
    sha256: str
    file_name: str
    kind: str
    text_source: str
    metadata: Metadata
    page_count: int
    passage_count: int
    state: Literal["active", "withdrawn"] = "active"
    access: str = PUBLIC
    warnings: tuple[str, ...] = ()
    added_at: str = ""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with the library's id and its document."""

    id: int
    document_id: str
    version_id: int
    ordinal: int
    text: str
    citation: Citation
    kind: PassageKind
    headings: tuple[str, ...]
    context: str
    parent: int | None
    cells: tuple[tuple[str, str], ...] = ()
    node: int | None = None


@dataclass(frozen=True, slots=True)
class IndexRow:
    """The fields of one passage that go into the derived indexes.

    ``group`` is the parent that hits are grouped by (whole Điều or section), unique in the library.
    ``body`` is the passage's text, ``heading`` the titles above it, ``subject`` the document's number,
    type, issuer and subject. ``vector`` is float16 bytes, made by the library's model. ``cells`` are those of a table's
    row: column head and value.
    """

    passage_id: int
    document_id: str
    group: str
    body: str
    heading: str
    subject: str
    kind: PassageKind
    vector: bytes
    type: str | None = None
    issuer: str | None = None
    year: int | None = None
    territory: str | None = None
    access: str = PUBLIC
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on the documents searched; None means no condition. ``access`` lists the labels allowed.

    ``year`` is the year of issue; ``period`` leaves out documents made for other years than this; ``territories`` are
    ids of the gazetteer; ``validity`` holds on ``as_of``, today when that is None. ``literal`` takes no further
    condition from the words of the question, ``ignore`` none of these kinds: how a user removes one that was read.
    """

    document_ids: tuple[str, ...] | None = None
    types: tuple[str, ...] | None = None
    issuers: tuple[str, ...] | None = None
    year: int | None = None
    territories: tuple[str, ...] | None = None
    as_of: date | None = None
    access: tuple[str, ...] = (PUBLIC,)
    literal: bool = False
    period: int | None = None
    validity: tuple[ValidityCode, ...] | None = None
    ignore: tuple[Condition, ...] = ()

    def allows_implied(self, condition: Condition) -> bool:
        """True if a condition may be read from the words of the question."""
        return not self.literal and condition not in self.ignore

    def within(self, document_id: str) -> Filters:
        """The filters for one document: type, issuer and year are its own."""
        kept = replace(self, document_ids=(document_id,), types=None, issuers=None, year=None)
        return replace(kept, period=None, validity=None)


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked passage. ``score`` orders hits; ``legs`` holds each leg's score.

    Only where an explanation was asked for: ``matched`` terms, ``features`` of the ranker, and ``reasons``, what the
    features that mattered most added to the score or took from it, ``levels``, what document and passage level added.
    """

    passage: StoredPassage
    document: StoredDocument
    score: float
    legs: Mapping[str, float] = field(default_factory=dict)
    matched: tuple[str, ...] = ()
    features: Mapping[str, float] = field(default_factory=dict)
    reasons: Mapping[str, float] = field(default_factory=dict)
    levels: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueryInterpretation:
    """The reading of a question: accent state, citations and filters, all shown back to the user."""

    question: str
    accents: Literal["none", "partial", "full"]
    document_ids: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    path: str | None = None
    filters: Filters = field(default_factory=Filters)
    expansions: tuple[tuple[str, str], ...] = ()
    #: Syllables as typed and as they were read (slips of the keyboard).
    corrections: tuple[tuple[str, str], ...] = ()
    #: Which of the filters were read from the words of the question.
    read: tuple[Condition, ...] = ()
    #: Only where an explanation was asked for: the accents that the dense leg put on a question typed without them.
    restored: str = ""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits best first. ``confidence`` (0..1) is the calibrated probability that they answer the question.

    ``relevant`` of the hits stand before the point where relevance drops. ``ranking_ms`` is part of ``took_ms``.
    """

    hits: tuple[Hit, ...]
    confidence: float
    understood: QueryInterpretation
    took_ms: float
    change: int
    relevant: int = 0
    ranking_ms: float = 0.0
