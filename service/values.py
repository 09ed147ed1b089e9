"""The parts of a sentence that fill a slot: a body, a date, a sum, a share (domain.md 7.3)."""

from __future__ import annotations

import re

from ingest.normalize import fold
from service.records import Intent

_DAY = r"(?:ngày\s+)?\d{1,2}\s*(?:/|-|\.|\s*tháng\s*)\s*\d{1,2}(?:\s*(?:/|-|\.|\s*năm\s*)\s*\d{4})?"
_DEADLINE = re.compile(
    r"(?i)(?:"
    r"(?:trước|chậm nhất|muộn nhất|từ|đến|hạn cuối|vào|trong|không quá|tối đa|sau|kể từ)\s+(?:(?:là|vào|hết|trước)\s+)*"
    rf"(?:{_DAY}(?:\s+(?:đến|và)\s+(?:hết\s+)?{_DAY})?"
    r"|(?:thời hạn\s+)?\d{1,3}\s+(?:ngày|tháng|năm|giờ)(?:\s+làm việc)?"
    r"|(?:ngày\s+\d{1,2}\s+)?(?:tháng\s+\d{1,2}|quý\s+[IV]+|năm)(?:\s*(?:/|-|năm)\s*\d{4})?(?:\s+\d{4})?)"
    r"(?:\s+(?:hằng|hàng)\s+(?:năm|tháng|quý|tuần))?"
    rf"|\bngày\s+\d{{1,2}}\s*(?:/|\s*tháng\s*)\s*\d{{1,2}}(?:\s*(?:/|\s*năm\s*)\s*\d{{4}})?"
    r"|\bquý\s+[IV]+(?:\s*(?:/|năm)\s*\d{4})?"
    r"|\btháng\s+\d{1,2}(?:\s*/\s*\d{4}|\s+năm\s+\d{4})?"
    r"|(?:định kỳ\s+)?(?:hằng|hàng)\s+(?:năm|quý|tháng|tuần)"
    r"|\b\d{1,2}/\d{4}\b"
    r"|\bsáu tháng\b|\b0?6 tháng\b"
    r"|\bgiai đoạn\s+\d{4}\s*[-–]\s*\d{4}"
    r")"
)
_MONEY = re.compile(
    r"(?i)\d{1,3}(?:\.\d{3})+\s*(?:đồng|đ\b|USD|VNĐ)|\d+(?:[.,]\d+)*\s*(?:nghìn|triệu|tỷ|tỉ)\s*(?:đồng|USD)?"
    r"|\d+(?:[.,]\d+)*\s*(?:đồng|USD|VNĐ|tấn)\b"
)
_MONEY_SOURCE = re.compile(r"(?i)ngân sách|dự toán|kinh phí|nguồn vốn|xã hội hóa|nguồn (?:hợp pháp|thu|chi)")
_TARGET = re.compile(
    r"(?i)(?:(?:phấn đấu|đạt|tối thiểu|ít nhất|trên|dưới|từ|không quá)\s+)*"
    r"(?<![\d/])(?!(?:19|20)\d\d\b)\d+(?:[.,]\d+)*\s*"
    r"(?:%|phần trăm|người|ca|cas|bài(?:/tuần)?|nhiệm vụ|phút|lớp|hồ sơ|tấn|m3/s|đơn vị|cơ sở|điểm|lần|thành viên)?"
)
_BODY_HEADS = (
    "Sở|Bộ|Ban|UBND|HĐND|Ủy ban|Uỷ ban|Hội đồng|Phòng|Cục|Vụ|Tổng cục|Chi cục|Trung tâm|Văn phòng|Công an|Thanh tra|"
    "Hội|Hiệp hội|Liên đoàn|Đài|Báo|Viện|Kho bạc|Cảng vụ|Ngân hàng|Trường|Quỹ|Tổng công ty|Chủ tịch|Thủ tướng|Các sở"
)
#: What ends the name of a body: the verb that says what it does, or a mark.
_BODY = re.compile(
    rf"\b(?:{_BODY_HEADS})(?:,?\s+(?!(?:có|chủ|là|phối|tổ chức|tham|chịu|thực|xây|hướng|làm|để|khi|theo|căn|được|phải|"
    r"tổng hợp|triển|rà|tiếp|kịp|thường|ban hành|quyết|trực|cùng|nơi|trên|nghiên|báo cáo|đề|xem|trong|tại)\b)"
    r"[^\W\d_][\w-]*|\s*[-–]\s*[^\W\d_][\w]*){0,14}"
)
_PERSON = re.compile(r"\b(?:[Ôô]ng|[Bb]à|Đồng chí|đồng chí)\s+(?:[^\W\d_a-zà-ỹ]\w*\s*){2,5}")
_LEAD = re.compile(
    r"(?i)chủ trì|đầu mối|thường trực|chịu trách nhiệm|có trách nhiệm|tham mưu|chủ tịch|trưởng ban|phụ trách"
    r"|\bgiao\b(?! (?:lưu|thông|dịch|thương|tiếp))|quản lý|người đứng đầu|theo dõi"
)
#: What a question must find in the text when it uses the like itself: "ai chủ trì" is not answered by "quản lý".
_STATED_LEAD = re.compile(
    r"(?i)chủ trì|đầu mối|thường trực|chịu trách nhiệm|có trách nhiệm|tham mưu"
    r"|\bgiao\b(?! (?:lưu|thông|dịch|thương|tiếp))"
)
_ASKED_LEAD = re.compile(r"\b(?:chu tri|dau moi|co quan thuong truc|chiu trach nhiem)\b")
_CUES: dict[Intent, re.Pattern[str]] = {
    "lead": _LEAD,
    "coordinate": re.compile(r"(?i)phối hợp"),
    "deadline": _DEADLINE,
    "reporting": re.compile(r"(?i)báo cáo"),
    "money": re.compile(f"{_MONEY.pattern}|{_MONEY_SOURCE.pattern.removeprefix('(?i)')}"),
    # A year is not a target.
    "target": re.compile(r"\d+(?:[.,]\d+)+|(?<![\d/])(?!(?:19|20)\d\d\b)\d+(?![\d/.)])|%"),
    "basis": re.compile(r"(?i)căn cứ|\bsố\s+\d+/|theo\s+(?:quy định|quyết định|nghị định|luật)"),
    "scope": re.compile(r"(?i)phạm vi|đối tượng|áp dụng"),
    "definition": re.compile(r"(?i)\blà\b|được hiểu|gọi tắt"),
    "validity": re.compile(r"(?i)hiệu lực|thay thế|bãi bỏ|sửa đổi"),
    "lookup": re.compile(r"(?i)\bsố\s+\d+"),
}


def holds_cue(sentence: str, intent: Intent) -> bool:
    """Say whether the sentence holds the kind of wording that answers such a question."""
    cue = _CUES.get(intent)
    return cue is not None and cue.search(sentence) is not None


def states_slot(text: str, question: str, intent: Intent) -> bool:
    """Say whether a text states at all what the question asks for; True for questions that ask for no one thing."""
    if intent == "lead":
        return _ASKED_LEAD.search(fold(question)) is None or _STATED_LEAD.search(text) is not None
    if intent in ("deadline", "money"):
        return holds_cue(text, intent)
    return True


def find_value(sentence: str, intent: Intent) -> str | None:
    """Return the verbatim part of the sentence that fills the slot of ``intent``, or None."""
    if intent == "lead":
        return _lead(sentence)
    if intent == "deadline" or (intent == "validity" and re.search(r"(?i)hiệu lực", sentence)):
        return _longest(_DEADLINE, sentence)
    if intent == "money":
        return _first(_MONEY, sentence)
    if intent == "target":
        return _longest(_TARGET, sentence)
    return None


def _lead(sentence: str) -> str | None:
    """The body or person named nearest to the word that gives it the task; a heading stands before the word."""
    cue = _LEAD.search(sentence)
    if cue is None:
        return None
    named = [match for pattern in (_BODY, _PERSON) for match in pattern.finditer(sentence)]
    before = [match for match in named if match.start() < cue.start() or match.start() <= cue.end() + 2]
    if not before:
        return None
    return max(before, key=lambda match: match.start()).group().strip(" ,-–")


def _first(pattern: re.Pattern[str], sentence: str) -> str | None:
    match = pattern.search(sentence)
    return match.group().strip() if match else None


def _longest(pattern: re.Pattern[str], sentence: str) -> str | None:
    found = [match.group().strip() for match in pattern.finditer(sentence)]
    return max(found, key=len) if found else None
