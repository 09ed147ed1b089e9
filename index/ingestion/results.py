"""The line of the report for a file that was published: new, a version, moved, a copy, or waiting for approval."""

from __future__ import annotations

from collections.abc import Collection

from index.access_labels import is_held_back
from index.ingestion.pending_files import PendingFile
from index.ingestion.records import FileResult, Result
from index.library.library import Library, PublishResult
from ingest.coverage.coverage_warnings import unread_parts
from ingest.records import Document


def published_result(
    library: Library,
    pending: PendingFile,
    published: PublishResult,
    gone: Collection[str],
    document: Document | None = None,
) -> FileResult:
    """The report's line. ``gone``: known files that are missing; one whose bytes are found elsewhere was moved."""
    result: Result = "indexed"
    reason = None
    passages = len(document.passages) if document is not None else 0
    held_back = document.held_back if document is not None else None
    if held_back and _awaits_approval(library, published.document_id):
        result, reason = "held", held_back
    elif published.outcome == "duplicate":
        result, reason = "duplicate", "trùng nội dung với văn bản đã có"
        sources = library.sources.document_sources(published.document_id).values()
        others = sorted(one.path for one in sources if one.sha256 == pending.sha256 and one.path != pending.key)
        before = [one for one in others if one in gone]
        if before:
            result, reason = "moved", f"được chuyển từ {before[0]}; nội dung không đổi"
        elif others:
            reason = f"trùng nội dung với {others[0]}"
    elif published.outcome == "version":
        reason = f"là bản {published.version} của văn bản đã có (cùng số, ký hiệu, cơ quan và ngày ban hành)"
    elif published.outcome == "restored":
        reason = "văn bản từng rời thư mục nay trở lại và được dùng để trả lời"
    if document is not None and result in ("indexed", "held"):
        reason = " ".join(filter(None, (reason, *unread_parts(document)))) or None
    return FileResult(
        pending.key, result, published.document_id, reason=reason, version=published.version, passages=passages
    )


def _awaits_approval(library: Library, document_id: str) -> bool:
    """True if a clerk has still to approve the document."""
    document = library.document(document_id)
    return document is not None and is_held_back(document.access)
