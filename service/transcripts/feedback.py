"""``hoivanban feedback``: questions that need the clerk's attention, and the same as a file of evaluation questions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.library.library import Library
from ingest.text.dates import format_date
from service.access.principal import Principal
from service.schemas.questions import AnswerOut
from service.transcripts.recorder import without_hidden

if TYPE_CHECKING:
    from index.transcripts.transcript_store import Exchange, FeedbackVerdict
    from service.settings import Settings

#: The reasons for which readers find an answer wanting, as they are shown.
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
    "talk": "trao đổi",
}


def open_questions(settings: Settings) -> list[dict[str, Any]]:
    """Questions without an answer, and answers that readers found wanting; oldest first."""
    with Library.open(settings.home, settings.library_url) as library:
        return [_listed_question(item) for item in library.transcripts.open_questions()]


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
        lines = evaluation_lines(library)
    out.write_text("".join(lines), encoding="utf-8")
    return len(lines)


def evaluation_lines(library: Library, principal: Principal | None = None) -> list[str]:
    """Open and judged questions, oldest first, each a line of JSON; to a principal those that it may see."""
    store = library.transcripts
    items = {item.id: item for item in (*store.open_questions(), *store.judged_exchanges())}
    ordered = sorted(items.values(), key=lambda item: item.asked_at)
    if principal is not None:
        ordered = without_hidden(ordered, principal, library)
    return [json.dumps(_evaluation_question(item, library), ensure_ascii=False) + "\n" for item in ordered]


def _listed_question(item: Exchange) -> dict[str, Any]:
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


@dataclass(frozen=True, slots=True)
class _Gold:
    """The right answer to a judged question, as far as somebody has said it; all None for an open question."""

    file_name: str | None = None
    number: str | None = None
    evidence: str | None = None
    path: str | None = None
    component: str | None = None
    page: int | None = None
    value: str | None = None


def _evaluation_question(item: Exchange, library: Library) -> dict[str, Any]:
    """One question of the file; what nobody has said is null, for the clerk to fill in."""
    answer = AnswerOut.model_validate_json(item.body)
    gold = _gold(item.verdict, answer, library)
    return {
        "id": item.id,
        "type": answer.intent,
        "style": "normal",
        "question": answer.resolved_question,
        "answerable": True if gold.file_name else None,
        "document": gold.file_name,
        "evidence": gold.evidence,
        "evidence_terms": [],
        "path": gold.path,
        "path_alt": [],
        "component": gold.component,
        "page": gold.page,
        "number": gold.number,
        "answer": gold.value,
        "follows": None,
    }


def _gold(verdict: FeedbackVerdict | None, answer: AnswerOut, library: Library) -> _Gold:
    """The answer itself where the reader found it useful, else the document that the reader named."""
    if verdict is None:
        return _Gold()
    if verdict.useful and answer.sources:
        source = answer.sources[0]
        first = answer.statements[0] if answer.statements else None
        return _Gold(
            file_name=source.document.file_name,
            number=source.document.number or verdict.document_named or None,
            evidence=first.quote if first else None,
            path=source.label,
            component=source.component or None,
            page=source.page_from,
            value=first.value if first else None,
        )
    document = library.document(verdict.document_id) if verdict.document_id else None
    number = document.metadata.number if document else None
    return _Gold(document.file_name if document else None, number or verdict.document_named or None)


def _day(iso: str) -> str:
    from datetime import datetime

    return format_date(datetime.fromisoformat(iso).astimezone().date())
