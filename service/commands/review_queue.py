"""The clerk's queue as lines and as data, for ``hoivanban review``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from index.records import StoredDocument
from index.validity.records import StoredEdge
from ingest.text.dates import format_date
from service.documents.approvals import RELATION_NAMES, ApprovalQueue
from service.http.candidates import FIELD_NAMES, choices, unknown_fields


def queue_data(queue: ApprovalQueue) -> dict[str, Any]:
    """The queue for programs."""
    return {
        "held_back": [
            {
                "document_id": document.id, "file_name": document.file_name, "added_at": document.added_at,
                "warnings": document.warnings,
            }
            for document in queue.held_back
        ],
        "relations": [
            {
                "id": edge.id, "type": edge.relation.type, "source_id": edge.source_id, "source": edge.source,
                "target_id": edge.target_id, "target": _edge_target(edge), "evidence": edge.relation.evidence,
                "effective": edge.relation.effective,
            }
            for edge in queue.edges
        ],
        "statuses": [
            {"document_id": document.id, "file_name": document.file_name, "code": state.code, "reason": state.reason}
            for document, state in queue.statuses
        ],
        "uncertain": [
            {
                "document_id": document.id, "file_name": document.file_name, "number": document.metadata.number,
                "issued_date": document.metadata.issued_date, "reasons": reasons, "issuer": document.metadata.issuer,
                "candidates": [asdict(choice) for choice in choices(document.metadata)],
            }
            for document, reasons in queue.uncertain
        ],
    }  # fmt: skip


def queue_lines(queue: ApprovalQueue) -> list[str]:
    """The queue as it is printed."""
    lines = [f"Văn bản chờ duyệt: {len(queue.held_back)}"]
    lines += [
        f"  {document.id}  {document.file_name}  (nạp {_written_day(document.added_at)})"
        for document in queue.held_back
    ]
    lines.append(f"Quan hệ chờ xác nhận: {len(queue.edges)}")
    for edge in queue.edges:
        lines += [f"  {edge.id}  {edge_text(edge)}", f"      “{edge.relation.evidence}”"]
    lines.append(f"Tình trạng hiệu lực chờ xác nhận: {len(queue.statuses)}")
    lines += [f"  {document.id}  {document.file_name} – {state.reason}" for document, state in queue.statuses]
    lines.append(f"Số hiệu, ngày ban hành chờ đối chiếu: {len(queue.uncertain)}")
    for document, reasons in queue.uncertain:
        lines += [f"  {document.id}  {document.file_name} – {'; '.join(reasons)}", *_choice_lines(document)]
    return lines


def _choice_lines(document: StoredDocument) -> Iterator[str]:
    """The candidates of the fields that are not known, each with its reasons."""
    unknown = unknown_fields(document.metadata)
    for choice in choices(document.metadata):
        if choice.field in unknown:
            against = f"; trừ: {', '.join(choice.speaks_against)}" if choice.speaks_against else ""
            reasons = f"{', '.join(choice.speaks_for)}{against}"
            yield f"      {FIELD_NAMES[choice.field]} {choice.value}? ({choice.probability:.0%}: {reasons})"


def edge_text(edge: StoredEdge) -> str:
    """A relation as a sentence."""
    return f"{edge.source} {RELATION_NAMES[edge.relation.type]} {_edge_target(edge)}"


def _edge_target(edge: StoredEdge) -> str:
    relation = edge.relation
    number = f"số {relation.target_number}" if relation.target_number else ""
    return " ".join(part for part in (relation.target_name or relation.target_type, number) if part) or "(không rõ)"


def _written_day(iso: str) -> str:
    return format_date(datetime.fromisoformat(iso).astimezone().date()) if iso else "không rõ"
