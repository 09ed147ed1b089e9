"""Sentences that speak of their document as a whole: who leads the plan, when its results are reported."""

from __future__ import annotations

import re

from index.query.question import Question
from index.records import Intent
from ingest.grammar.document_types import name_pattern

#: What a sentence is worth more that speaks of the whole document.
WHOLE_WORTH = 0.4
_DOCUMENT = name_pattern("KH", "CT", "QĐ", "NQ", "CTr", "ĐA", "DA", "QC", "QyĐ", "PA", "CV")
_LEADS_ALL = re.compile(
    # A regulation has no plan to carry out: its lead is the body that manages its whole field.
    r"(?i:(?:chủ trì|giúp|tham mưu)[^.;\n]{0,50}quản lý nhà nước về)"
    r"|(?i:đầu mối(?! (?:liên hệ|liên lạc|tiếp nhận))|thường trực)"
    rf"|(?:thực hiện|triển khai|thi hành)[^.;\n]{{0,60}}?\b(?:{_DOCUMENT})\b(?!\s+số)"
    rf"|(?i:triển khai|thực hiện) (?:kế hoạch|chỉ thị|chương trình|đề án) này"
)
#: "Phân công Phòng Văn hóa - Xã hội làm đầu mối": what each commune or district does at home.
_LEADS_AT_HOME = re.compile(r"\b(?:[Pp]hân công|[Gg]iao)\s+Phòng\b[^.;\n]*đầu mối")
_REPORTS_ALL = re.compile(r"(?i)tổng hợp[^.;\n]{0,120}báo cáo|báo cáo\s+(?:kết quả\s+)?(?:tổng hợp|tổng kết)")


def speaks_of_whole_document(sentence: str, intent: Intent, question: Question) -> bool:
    """True if a sentence speaks of the whole document, in the way that the question asks about it."""
    if intent == "lead":
        return _LEADS_ALL.search(sentence) is not None and _LEADS_AT_HOME.search(sentence) is None
    if intent in ("deadline", "reporting") and question.asks_report:
        return _REPORTS_ALL.search(sentence) is not None
    return False
