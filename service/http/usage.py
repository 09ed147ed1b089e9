"""The use of the library on the wire: questions by day or hour, by kind of thing asked, by document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import get_args

from index.library.library import Library
from index.records import Intent, StoredDocument
from index.store.transcript_tables import UNANSWERED
from index.transcripts.transcript_store import Exchange
from index.transcripts.usage import UsageFigures, quoted_documents
from service.answering.document_names import short_name
from service.schemas.dashboard import AskedDocumentOut, AskedKindOut, LoggedDocumentOut, LoggedOut, QuestionCountsOut

#: What each kind of question asks for, as the dashboard names it.
INTENT_NAMES: Mapping[Intent, str] = {
    "lead": "Ai chủ trì", "coordinate": "Ai phối hợp", "deadline": "Thời hạn", "reporting": "Chế độ báo cáo",
    "money": "Kinh phí, mức tiền", "target": "Chỉ tiêu, số lượng", "basis": "Căn cứ", "content": "Nội dung",
    "scope": "Phạm vi, đối tượng", "definition": "Giải thích từ ngữ", "validity": "Hiệu lực",
    "lookup": "Tìm văn bản", "comparison": "So sánh văn bản", "summary": "Tóm tắt", "structure": "Bố cục",
    "opinion": "Hỏi ý kiến",
    "secret": "Tài liệu mật",  # nosec B105 - a kind of question, no password
    "talk": "Trao đổi", "general": "Việc khác",
}  # fmt: skip
#: Outcome -> statuses of answers.
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "answered": ("complete", "partial"),
    "unanswered": UNANSWERED,
    "others": ("refused", "talk"),
}
MOST_KINDS, MOST_DOCUMENTS = 8, 10


def bounds(days: int, now: datetime) -> list[datetime]:
    """The moments between the parts of the last days, in the zone of ``now``: days, or the hours of one day.

    >>> [moment.strftime("%d %H") for moment in bounds(2, datetime(2026, 11, 30, 15, tzinfo=UTC))]
    ['29 00', '30 00', '01 00']
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if days == 1:
        return [midnight + timedelta(hours=hour) for hour in range(now.hour + 2)]
    return [midnight + timedelta(days=day) for day in range(1 - days, 2)]


def utc_text(moment: datetime) -> str:
    """A moment as the library stores it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def parts_out(
    parts: Sequence[UsageFigures], moments: Sequence[datetime], *, by_hour: bool
) -> tuple[QuestionCountsOut, ...]:
    """The figures between each two moments."""
    texts = [utc_text(moment) for moment in moments]
    labels = [f"{moment:%H} giờ" if by_hour else f"{moment:%d/%m}" for moment in moments]
    return tuple(usage_out(part, texts[place], texts[place + 1], labels[place]) for place, part in enumerate(parts))


def usage_out(found: UsageFigures, since: str, before: str, label: str) -> QuestionCountsOut:
    """The figures of some answers."""
    counted = {
        outcome: sum(found.statuses.get(status, 0) for status in statuses) for outcome, statuses in OUTCOMES.items()
    }
    return QuestionCountsOut(
        since=since, before=before, label=label, **counted, p50_ms=found.p50_ms, p95_ms=found.p95_ms
    )


def kinds_out(counted: Mapping[str, int]) -> tuple[AskedKindOut, ...]:
    """The kinds of thing that are asked for, the most frequent first."""
    known = [(intent, counted[intent]) for intent in get_args(Intent) if intent in counted]
    known.sort(key=lambda pair: -pair[1])
    return tuple(
        AskedKindOut(intent=intent, label=INTENT_NAMES[intent], count=count) for intent, count in known[:MOST_KINDS]
    )


def asked_documents_out(library: Library, since: str, labels: Sequence[str]) -> tuple[AskedDocumentOut, ...]:
    """The documents that most answers were taken from; those that are gone are left out."""
    found: list[AskedDocumentOut] = []
    offset = 0
    while len(found) < MOST_DOCUMENTS:
        part = quoted_documents(library.engine, since, labels, MOST_DOCUMENTS, offset)
        documents = library.documents_by_id([document_id for document_id, _ in part])
        found += [
            AskedDocumentOut(document_id=document_id, name=short_name(documents[document_id]), count=count)
            for document_id, count in part
            if document_id in documents
        ]
        if len(part) < MOST_DOCUMENTS:
            break
        offset += MOST_DOCUMENTS
    return tuple(found[:MOST_DOCUMENTS])


def logged_out(exchange: Exchange, documents: Mapping[str, StoredDocument], *, with_words: bool) -> LoggedOut:
    """One question of the log; its words only where the caller may read them."""
    cited = dict.fromkeys(passage.document_id for passage in exchange.evidence if passage.document_id in documents)
    return LoggedOut(
        answer_id=exchange.id,
        asked_at=exchange.asked_at,
        status=exchange.status,
        label=next((name for intent, name in INTENT_NAMES.items() if intent == exchange.intent), ""),
        took_ms=exchange.took_ms,
        question=exchange.question if with_words else None,
        documents=tuple(LoggedDocumentOut(document_id=one, name=short_name(documents[one])) for one in cited),
    )
