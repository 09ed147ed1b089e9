"""Records to compact JSON text for the library's rows, and back. An absent key means the field's default."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from ingest.reading import Box, Page, Signature
from ingest.records import Candidate, Citation, Metadata, OutlineNode, Paper, Step

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_DATES = ("issued_date", "effective_date", "period_from", "period_to", "received_date")
_NESTED = ("sources", "candidates", "papers")
_METADATA = [(field.name, field.default) for field in dataclasses.fields(Metadata) if field.name not in _NESTED]
#: Boxes are fractions of a page; five digits are a twentieth of a point on A4.
_BOX_DIGITS = 5


def texts_to_json(texts: Iterable[str]) -> str:
    chosen = list(texts)
    return _encode(chosen) if chosen else "[]"


def texts_from_json(text: str) -> tuple[str, ...]:
    return () if text == "[]" else tuple(json.loads(text))


def cells_to_json(cells: Iterable[tuple[str, str]]) -> str:
    chosen = list(cells)
    return _encode(chosen) if chosen else "[]"


def cells_from_json(text: str) -> tuple[tuple[str, str], ...]:
    return () if text == "[]" else tuple((header, value) for header, value in json.loads(text))


def citation_to_json(citation: Citation) -> str:
    fields: dict[str, Any] = {"l": citation.label, "f": citation.formal}
    if citation.component:
        fields["c"] = citation.component
    if citation.path:
        fields["p"] = [[step.kind, step.number] for step in citation.path]
    if citation.page_from is not None or citation.page_to is not None:
        fields["g"] = [citation.page_from, citation.page_to]
    if citation.boxes:
        fields["b"] = [[b.page, *(round(v, _BOX_DIGITS) for v in (b.x0, b.y0, b.x1, b.y1))] for b in citation.boxes]
    if citation.confidence is not None:
        fields["s"] = citation.confidence
    return _encode(fields)


def citation_from_json(text: str) -> Citation:
    fields = json.loads(text)
    page_from, page_to = fields.get("g", (None, None))
    return Citation(
        component=fields.get("c", ""),
        path=tuple(Step(kind, number) for kind, number in fields.get("p", ())),
        label=fields["l"],
        formal=fields["f"],
        page_from=page_from,
        page_to=page_to,
        boxes=tuple(Box(*box) for box in fields.get("b", ())),
        confidence=fields.get("s"),
    )


def metadata_to_json(metadata: Metadata) -> str:
    fields: dict[str, Any] = {}
    for name, default in _METADATA:
        value = getattr(metadata, name)
        if value != default:
            fields[name] = value.isoformat() if isinstance(value, date) else value
    if metadata.sources:
        fields["sources"] = dict(metadata.sources)
    if metadata.candidates:
        fields["candidates"] = [
            [c.field, c.value, c.probability, c.source, [[name, round(weight, 2)] for name, weight in c.clues]]
            for c in metadata.candidates
        ]
    if metadata.papers:
        fields["papers"] = [_paper_fields(paper) for paper in metadata.papers]
    return _encode(fields)


def _paper_fields(paper: Paper) -> dict[str, Any]:
    fields = {name: value for name, value in dataclasses.asdict(paper).items() if value not in (None, False)}
    return fields | ({"issued_date": paper.issued_date.isoformat()} if paper.issued_date else {})


def _paper(fields: dict[str, Any]) -> Paper:
    day = fields.get("issued_date")
    return Paper(**{**fields, "issued_date": date.fromisoformat(day) if day else None})


def _candidate(field: str, value: str, probability: float, source: str, clues: Iterable[Any] = ()) -> Candidate:
    return Candidate(field, value, probability, source, tuple((name, weight) for name, weight in clues))


def metadata_from_json(text: str) -> Metadata:
    fields: dict[str, Any] = json.loads(text)
    for name in _DATES:
        if name in fields:
            fields[name] = date.fromisoformat(fields[name])
    if "recipients" in fields:
        fields["recipients"] = tuple(fields["recipients"])
    if "candidates" in fields:
        fields["candidates"] = tuple(_candidate(*candidate) for candidate in fields["candidates"])
    if "papers" in fields:
        fields["papers"] = tuple(_paper(paper) for paper in fields["papers"])
    return Metadata(**fields)


def outline_to_json(nodes: Iterable[OutlineNode]) -> str:
    return _encode([[n.id, n.parent, n.kind, n.number, n.title, n.label, n.component, n.page] for n in nodes])


def outline_from_json(text: str) -> tuple[OutlineNode, ...]:
    return tuple(OutlineNode(*node) for node in json.loads(text))


def pages_to_json(pages: Iterable[Page]) -> str:
    chosen = [[p.number, p.width, p.height, p.source, p.confidence] for p in pages]
    return _encode(chosen) if chosen else "[]"


def pages_from_json(text: str) -> tuple[Page, ...]:
    return tuple(Page(*page) for page in json.loads(text))


def signatures_to_json(signatures: Iterable[Signature]) -> str:
    chosen = [
        [s.signer, s.organisation, s.signed_at.isoformat() if s.signed_at else None, s.integrity] for s in signatures
    ]
    return _encode(chosen) if chosen else "[]"


def signatures_from_json(text: str) -> tuple[Signature, ...]:
    return tuple(
        Signature(signer, organisation, datetime.fromisoformat(at) if at else None, integrity)
        for signer, organisation, at, integrity in json.loads(text)
    )
