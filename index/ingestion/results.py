"""The line of the report for a file that was published: new, a version, moved, a copy, or waiting for approval."""

from __future__ import annotations

from collections.abc import Collection

from index.access_labels import is_held_back
from index.ingestion.pending_files import PendingFile
from index.ingestion.records import FileResult, Result
from index.library.library import Library, PublishResult
from ingest.coverage.coverage_warnings import unread_parts
from ingest.records import Document

_VERSIONS = {
    "version": "là bản {} của văn bản đã có (cùng số, ký hiệu, cơ quan và ngày ban hành)",
    "restored": "văn bản từng rời thư mục nay trở lại và được dùng để trả lời",
}


def published_result(
    library: Library,
    pending: PendingFile,
    published: PublishResult,
    gone: Collection[str],
    document: Document | None = None,
) -> FileResult:
    """The report's line. ``gone``: known files that are missing; one whose bytes are found elsewhere was moved."""
    result: Result = "indexed"
    reason = _VERSIONS.get(published.outcome)
    held_back = document.held_back if document is not None else None
    if held_back and _awaits_approval(library, published.document_id):
        result, reason = "held", held_back
    elif published.outcome == "duplicate":
        result, reason = _copy_result(library, pending, published.document_id, gone)
    elif reason is not None:
        reason = reason.format(published.version)
    passages = 0
    if document is not None:
        passages = len(document.passages)
        unread = unread_parts(document) if result in ("indexed", "held") else ()
        reason = " ".join(filter(None, (reason, *unread))) or None
    return FileResult(
        pending.key, result, published.document_id, reason=reason, version=published.version, passages=passages
    )


def _copy_result(library: Library, pending: PendingFile, document_id: str, gone: Collection[str]) -> tuple[Result, str]:
    """A file whose bytes the library had: moved from where it is gone, or a copy."""
    sources = library.sources.document_sources(document_id).values()
    others = sorted(row.path for row in sources if row.sha256 == pending.sha256 and row.path != pending.key)
    before = next((path for path in others if path in gone), None)
    if before is not None:
        return "moved", f"được chuyển từ {before}; nội dung không đổi"
    return "duplicate", f"trùng nội dung với {others[0]}" if others else "trùng nội dung với văn bản đã có"


def _awaits_approval(library: Library, document_id: str) -> bool:
    """True if a clerk has still to approve the document."""
    document = library.document(document_id)
    return document is not None and is_held_back(document.access)
