"""``hoivanban feedback``: questions that need the clerk's attention, and the same as a file of evaluation questions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.library.library import Library
from ingest.text.dates import format_date
from service.access.principal import Principal
from service.schemas.questions import AnswerOut
from service.transcripts.recorder import without_hidden

if TYPE_CHECKING:
    from index.transcripts.transcript_store import Exchange
    from service.settings import Settings

#: How each reason is called.
REASONS = {
    "wrong_document": "sai văn bản",
    "wrong_passage": "sai đoạn",
    "incomplete": "còn thiếu",
    "outdated": "văn bản đã cũ",
    "not_answered": "không trả lời đúng câu hỏi",
    "other": "lý do khác",
}
STATUSES = {
    "complete": "đã trả lời",
    "partial": "trả lời một phần",
    "none": "không tìm thấy",
    "ambiguous": "cần chọn văn bản",
    "refused": "từ chối",
}


def open_questions(settings: Settings) -> list[dict[str, Any]]:
    """Questions without an answer, and answers that readers found wanting; oldest first."""
    with Library.open(settings.home, settings.library_url) as library:
        return [_described(item) for item in library.transcripts.open_questions()]


def terminal_lines(entries: Iterable[dict[str, Any]]) -> list[str]:
    """The list for a terminal."""
    shown = []
    for entry in entries:
        shown.append(f"{_day(entry['asked_at'])}  {entry['question']}")
        facts = [STATUSES.get(entry["status"], entry["status"])]
        if entry["useful"] is False:
            facts.append("người hỏi chưa hài lòng: " + REASONS.get(entry["reason"] or "other", "lý do khác"))
        if entry["right_document"]:
            facts.append(f"văn bản đúng: {entry['right_document']}")
        if entry["comment"]:
            facts.append(entry["comment"])
        shown.append("    " + "; ".join(facts))
    return shown or ["Không có câu hỏi nào cần xem lại."]


def export_evaluation(settings: Settings, out: Path) -> int:
    """Write open and judged questions as ``evaluate documents`` reads them; returns how many."""
    with Library.open(settings.home, settings.library_url) as library:
        written_lines = evaluation_lines(library)
    out.write_text("".join(written_lines), encoding="utf-8")
    return len(written_lines)


def evaluation_lines(library: Library, principal: Principal | None = None) -> list[str]:
    """Open and judged questions, oldest first, each a line of JSON; to a principal those that it may see."""
    store = library.transcripts
    items = {item.id: item for item in (*store.open_questions(), *store.judged_exchanges())}
    ordered = sorted(items.values(), key=lambda one: one.asked_at)
    if principal is not None:
        ordered = without_hidden(ordered, principal, library)
    return [json.dumps(_question(item, library), ensure_ascii=False) + "\n" for item in ordered]


def _described(item: Exchange) -> dict[str, Any]:
    verdict = item.verdict
    return {
        "answer_id": item.id,
        "asked_at": item.asked_at,
        "question": item.question,
        "status": item.status,
        "useful": None if verdict is None else verdict.useful,
        "reason": None if verdict is None else verdict.reason,
        "comment": "" if verdict is None else verdict.comment,
        "right_document": "" if verdict is None else verdict.document_id or verdict.document_named,
    }


def _question(item: Exchange, library: Library) -> dict[str, Any]:
    """One line. What nobody has said is null, for the clerk to fill in: an open question has no gold answer yet."""
    verdict = item.verdict
    answer = AnswerOut.model_validate_json(item.body)
    gold = answer.sources[0] if verdict is not None and verdict.useful and answer.sources else None
    right = library.document(verdict.document_id) if verdict is not None and verdict.document_id else None
    file_name = gold.document.file_name if gold else right.file_name if right else None
    number = gold.document.number if gold else right.metadata.number if right else None
    return {
        "id": item.id,
        "type": answer.intent,
        "style": "normal",
        "question": answer.resolved_question,
        "answerable": True if file_name else None,
        "document": file_name,
        "evidence": answer.statements[0].quote if gold and answer.statements else None,
        "evidence_terms": [],
        "path": gold.label if gold else None,
        "path_alt": [],
        "component": (gold.component or None) if gold else None,
        "page": gold.page_from if gold else None,
        "number": number or (verdict.document_named or None if verdict is not None else None),
        "answer": answer.statements[0].value if gold and answer.statements else None,
        "follows": None,
    }


def _day(iso: str) -> str:
    from datetime import datetime

    return format_date(datetime.fromisoformat(iso).astimezone().date())
