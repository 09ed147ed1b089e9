"""Questions about a document as a whole: who leads the plan, when its results are reported.

"Kế hoạch 516 do ai chủ trì?" asks for the body that leads the plan, not for the leader of each of its tasks; "hạn báo
cáo" without a body asks first for the report that closes the plan, then for those that it is made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.records import Intent
from ingest.text.normalize import fold

#: What a sentence is worth more that speaks of the whole document.
WHOLE_WORTH = 0.3
_DOCUMENT = "Kế hoạch|Chỉ thị|Quyết định|Nghị quyết|Chương trình|Đề án|Dự án|Quy chế|Quy định|Phương án|Công văn"
_LEADS_ALL = re.compile(
    rf"(?i:đầu mối|thường trực)|(?:thực hiện|triển khai|thi hành)[^.;\n]{{0,60}}?\b(?:{_DOCUMENT})\b(?!\s+số)"
    rf"|(?i:triển khai|thực hiện) (?:kế hoạch|chỉ thị|chương trình|đề án) này"
)
_REPORTS_ALL = re.compile(r"(?i)tổng hợp[^.;\n]{0,120}báo cáo|báo cáo\s+(?:kết quả\s+)?(?:tổng hợp|tổng kết)")
_ASKS_REPORT = re.compile(
    r"\b(?:han|nop|gui|thoi han|che do)\s+(?:\w+\s+){0,2}?bao cao\b"
    r"|\bbao cao\b(?!\s+(?:so\s+)?\d).{0,60}\b(?:truoc|cham nhat|khi nao|bao gio|han|vao ngay|ngay nao)\b"
)
_TYPE = re.compile(
    r"\b(?:ke hoach|chi thi|quyet dinh|nghi quyet|chuong trinh|de an|quy che|quy dinh|phuong an|cong van"
    r"|kh|ct|qd|nq|cv)\b"
)
#: What questions of these kinds are made of, beside the name of the document (folded).
_ASKING = re.compile(
    r"\b(?:chu tri|dau moi|phu trach|chiu trach nhiem|phoi hop|don vi|co quan|to chuc|thuc hien|trien khai|han chot"
    r"|thoi han|thoi gian|han|bao cao|ket qua|nop|gui|truoc|cham nhat|khi nao|bao gio|ngay|nao|ai|gi|la|so|ban|nganh"
    r"|do|cua|theo|trong|viec|lam|ve|nam|hang|nay|do|tren dia ban|cho biet|thi|quy dinh|noi dung|tai|can|phai)\b"
)


def asks_whole_document(question: str, name: Iterable[str]) -> bool:
    """Say whether a question names nothing beside its document; ``name`` is what is known of that document.

    >>> asks_whole_document("Kế hoạch 516 do ai chủ trì?", ["Kế hoạch", "516/KH-UBND"])
    True
    >>> asks_whole_document("Ai chủ trì tập huấn theo Kế hoạch 516?", ["Kế hoạch", "516/KH-UBND"])
    False
    """
    held = set(re.findall(r"\w+", fold(" ".join(name))))
    folded = fold(question)
    left = re.findall(r"\w+", _ASKING.sub(" ", folded))
    if left and _TYPE.search(folded) is None:
        return False
    return all(word in held or word in ("kh", "qd", "ct", "nq", "cv", "ubnd", "ke", "hoach") for word in left)


def asks_report(question: str) -> bool:
    """Say whether a question asks when a report is due."""
    return _ASKS_REPORT.search(fold(question)) is not None


def speaks_of_whole_document(sentence: str, intent: Intent, question: str) -> bool:
    """Say whether a sentence speaks of the whole document, in the way that the question asks about it."""
    if intent == "lead":
        return _LEADS_ALL.search(sentence) is not None
    if intent in ("deadline", "reporting") and asks_report(question):
        return _REPORTS_ALL.search(sentence) is not None
    return False
