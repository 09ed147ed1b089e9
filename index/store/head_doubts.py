"""Doubts about a document's head: which of its fields should be compared with the original, and how much.

They are columns of the document, so that the queue of a clerk is ordered without reading every document's metadata.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from ingest.records import Candidate, Metadata

DoubtKind = Literal["missing", "unread", "scanned", "choice", "unsure"]
#: ``missing``: a file with a text layer does not show it; ``unread``: a scan does not; ``scanned``: recognised from a
#: picture; ``choice``: unknown, with candidates; ``unsure``: shown, with evidence that leaves doubt.
DOUBT_KINDS: tuple[DoubtKind, ...] = get_args(DoubtKind)
DOUBTED_FIELDS = ("number", "issued_date", "issuer", "type")

#: How much harm a wrong or unknown field does, of 100.
_HARM = {"number": 100, "issued_date": 60, "issuer": 60, "type": 30}
#: A field recognised from a picture is never quite certain, whatever its probability.
_LEAST_OF_A_SCAN = 0.1
#: Below it a shown value is doubted although it was not recognised.
_SURE = 0.8
#: A head without any sign of an official document (no type, no issuer) misses its fields less.
_SHARE_WITHOUT_A_HEAD = 0.2


@dataclass(frozen=True, slots=True)
class HeadDoubt:
    """One doubt: the field, its kind, and its weight (0..100)."""

    field: str
    kind: DoubtKind
    weight: int


def head_doubts(metadata: Metadata) -> tuple[HeadDoubt, ...]:
    """The doubts of a head, in the order of its fields; none about what a clerk gave.

    >>> read = Metadata(number="9107/QĐ-UBND", issuer="UBND tỉnh", type="QĐ", sources={"number": "ocr"})
    >>> [(doubt.field, doubt.kind) for doubt in head_doubts(read)]
    [('number', 'scanned'), ('issued_date', 'unread')]
    """
    found = []
    for field in DOUBTED_FIELDS:
        kind = _kind(metadata, field)
        if kind is not None:
            found.append(HeadDoubt(field, kind, _weight(metadata, field, kind)))
    return tuple(found)


def doubt_columns(metadata: Metadata) -> dict[str, int | str]:
    """The columns ``doubt`` (their weights together) and ``doubts`` (field and kind of each)."""
    doubts = head_doubts(metadata)
    return {"doubt": sum(doubt.weight for doubt in doubts), "doubts": " ".join(map(_written, doubts))}


def read_doubts(column: str) -> tuple[tuple[str, DoubtKind], ...]:
    """Field and kind of each doubt in the column ``doubts``.

    >>> read_doubts("number:scanned issuer:choice")
    (('number', 'scanned'), ('issuer', 'choice'))
    """
    pairs = (part.partition(":") for part in column.split())
    return tuple((field, kind) for field, _, found in pairs for kind in DOUBT_KINDS if kind == found)


def _written(doubt: HeadDoubt) -> str:
    return f"{doubt.field}:{doubt.kind}"


def _kind(metadata: Metadata, field: str) -> DoubtKind | None:
    source = metadata.sources.get(field)
    if source == "clerk":
        return None
    if getattr(metadata, field) is None:
        return _kind_of_unknown(metadata, field)
    if source in ("ocr", "handwriting") and field in ("number", "issued_date"):
        return "scanned"
    return "unsure" if _probability(metadata, field) < _SURE else None


def _kind_of_unknown(metadata: Metadata, field: str) -> DoubtKind | None:
    recognised = "ocr" in metadata.sources.values()
    if not recognised and any(candidate.field == field for candidate in metadata.candidates):
        return "choice"
    if _needs_no(metadata, field):
        return None
    return "unread" if recognised else "missing"


def _needs_no(metadata: Metadata, field: str) -> bool:
    """True where a document has no such field: a draft has no number and day, an annex those of its main text."""
    return metadata.annex is not None or (metadata.is_draft and field in ("number", "issued_date"))


def _probability(metadata: Metadata, field: str) -> float:
    """The probability of the value shown; 1 where nothing else was weighed."""
    value = getattr(metadata, field)
    shown = value.isoformat() if field == "issued_date" else value
    return max((each.probability for each in _candidates(metadata, field) if each.value == shown), default=1.0)


def _candidates(metadata: Metadata, field: str) -> Iterable[Candidate]:
    return (candidate for candidate in metadata.candidates if candidate.field == field)


def _weight(metadata: Metadata, field: str, kind: DoubtKind) -> int:
    harm = _HARM[field]
    if kind in ("scanned", "unsure"):
        return round(harm * max(1 - _probability(metadata, field), _LEAST_OF_A_SCAN))
    has_head = metadata.issuer is not None or metadata.type is not None or kind == "choice"
    return round(harm * (1 if has_head else _SHARE_WITHOUT_A_HEAD))
