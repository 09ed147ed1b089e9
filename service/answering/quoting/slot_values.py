"""The parts of a sentence that fill a slot: a body, a date, a sum, a share (domain.md 7.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.records import Intent
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.question.persons import PERSON

Cells = Sequence[tuple[str, str]]

_DAY = r"(?:ngày\s+)?\d{1,2}\s*(?:/|-|\.|\s*tháng\s*)\s*\d{1,2}(?:\s*(?:/|-|\.|\s*năm\s*)\s*\d{4})?"
_DEADLINE = re.compile(
    r"(?i)(?:"
    r"(?:trước|chậm nhất|muộn nhất|từ|đến|hạn cuối|vào|trong|không quá|tối đa|sau|kể từ)\s+(?:(?:là|vào|hết|trước)\s+)*"
    rf"(?:{_DAY}(?:\s+(?:đến|và)\s+(?:hết\s+)?{_DAY})?"
    r"|(?:thời hạn\s+)?\d{1,3}\s+(?:ngày|tháng|năm|giờ)(?:\s+làm việc)?"
    r"|(?:ngày\s+\d{1,2}\s+)?(?:tháng\s+\d{1,2}|quý\s+[IV]+|năm)(?:\s*(?:/|-|năm)\s*\d{4})?(?:\s+\d{4})?)"
    r"(?:\s+(?:hằng|hàng)\s+(?:năm|tháng|quý|tuần))?"
    r"|(?:trước |chậm nhất |vào )?ngày\s+\d{1,2}\s+(?:hằng|hàng|của|tháng cuối|tháng đầu|mỗi|cuối)\s*"
    r"(?:tháng|quý|năm|kỳ)?(?:\s+(?:cuối|đầu))?(?:\s+quý)?"
    rf"|\bngày\s+\d{{1,2}}\s*(?:/|\s*tháng\s*)\s*\d{{1,2}}(?:\s*(?:/|\s*năm\s*)\s*\d{{4}})?"
    r"|\bquý\s+[IV]+(?:\s*(?:/|năm)\s*\d{4})?"
    r"|\btháng\s+\d{1,2}(?:\s*/\s*\d{4}|\s+năm\s+\d{4})?"
    r"|(?:định kỳ\s+)?(?:hằng|hàng)\s+(?:năm|quý|tháng|tuần)"
    r"|\b\d{1,2}/\d{1,2}/\d{4}\b|\b\d{1,2}/\d{4}\b"
    r"|\bsáu tháng\b|\b0?6 tháng\b"
    r"|\bgiai đoạn\s+\d{4}\s*[-–]\s*\d{4}"
    r")"
)
_MONEY = re.compile(
    r"(?i)\d{1,3}(?:\.\d{3})+\s*(?:đồng|đ\b|USD|VNĐ)|\d+(?:[.,]\d+)*\s*(?:nghìn|triệu|tỷ|tỉ)\b\s*(?:đồng|USD)?"
    r"(?!\s*(?:lượt|người|dân|khách|hộ|ha|héc|cây|con|sản phẩm|tài khoản|thuê bao|km|m2|m3|kWh|tấn))"
    r"|\d+(?:[.,]\d+)*\s*(?:đồng|USD|VNĐ|tấn)\b"
)
_MONEY_SOURCE = re.compile(r"(?i)ngân sách|dự toán|kinh phí|nguồn vốn|xã hội hóa|nguồn (?:hợp pháp|thu|chi)")
#: A number that counts something: no year, no part of a date, of a document's number, of a place in a document or of a
#: range of ages.
_COUNT = (
    r"(?<![\w/.,-])(?<!ngày )(?<!tháng )(?<!năm )(?<!quý )(?<!Điều )(?<!khoản )(?<!mục )(?<!lục )"
    r"(?<!số )(?<!STT )(?<!lớp )"
    r"(?!(?:19|20)\d\d\b)(?!\d+\s?[/-]\s?[\dA-ZĐ])\d+(?:[.,]\d+)*(?![\d/]|[.)]\s)"
)
_TARGET = re.compile(
    r"(?i)(?:(?:phấn đấu|đạt|tối thiểu|ít nhất|trên|dưới|từ|không quá)\s+)*"
    rf"(?-i:{_COUNT})\s*"
    r"(?:%|phần trăm|người|ca|cas|bài(?:/tuần)?|nhiệm vụ|phút|lớp|hồ sơ|tấn|m3/s|đơn vị|cơ sở|điểm|lần|thành viên)?"
)
_BODY_HEADS = (
    "Sở|Bộ|Ban|UBND|HĐND|Ủy ban|Uỷ ban|Hội đồng|Phòng|Cục|Vụ|Tổng cục|Chi cục|Trung tâm|Văn phòng|Công an|Thanh tra|"
    "Hội|Hiệp hội|Liên đoàn|Đài|Báo|Viện|Kho bạc|Cảng vụ|Ngân hàng|Trường|Quỹ|Tổng công ty|Chủ tịch|Thủ tướng|Các sở"
)
#: What ends the name of a body: the verb that says what it does, or a mark.
_BODY = re.compile(
    rf"\b(?:{_BODY_HEADS})(?:,?\s+(?!(?:có|chủ|là|phối|tổ chức|tham|chịu|thực|xây|hướng|làm|để|khi|theo|căn|được|phải|"
    r"tổng hợp|triển|rà|tiếp|kịp|thường|ban hành|quyết|trực|cùng|với|nơi|trên|nghiên|báo cáo|đề|xem|trong|tại)\b)"
    r"[^\W\d_][\w-]*|\s*[-–]\s*[^\W\d_][\w]*){0,14}"
)
_WITH = re.compile(r"(?i)phối hợp (?:chặt chẽ |thường xuyên )?(?:với|cùng) (?:các )?")
_DOES = re.compile(
    r"\s+(?=(?:hoàn thành|biên soạn|tuyên truyền|đẩy mạnh|duy trì|kiểm tra|giải quyết|bảo đảm|lập|cung cấp|yêu cầu"
    r"|đề xuất|trao đổi|quản lý|phát hiện|lắp đặt|khảo sát|thẩm định|vận hành|tiến hành|chuẩn bị|đôn đốc|giám sát)\b)"
)
_AND_BODY = re.compile(rf"\s*(?:[,;]|và|cùng)\s+{_BODY.pattern}")
#: Words that a name never ends with; they lead to what the name was cut from.
_DANGLING = re.compile(r"(?:[\s,]+(?:và|hoặc|của|các|thuộc|cấp|cho))+$")
_BODY_TITLE = re.compile(rf"(?:Đề nghị |Giao |Yêu cầu |Các )?(?:{_BODY_HEADS}|Bộ Chỉ huy)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"(?i)chủ trì|đầu mối|thường trực|(?:chịu|có) trách nhiệm(?! (?:phối hợp|thi hành|đáp ứng))|tham mưu|chủ tịch"
    r"|trưởng ban|phụ trách"
    r"|\bgiao\b(?! (?:lưu|thông|dịch|thương|tiếp))|quản lý|người đứng đầu|theo dõi"
)
#: What a question must find in the text when it uses the like itself: "ai chủ trì" is not answered by "quản lý".
_STATED_LEAD = re.compile(
    r"(?i)chủ trì|đầu mối|thường trực|(?:chịu|có) trách nhiệm(?! (?:phối hợp|thi hành|đáp ứng))|tham mưu"
    r"|\bgiao\b(?! (?:lưu|thông|dịch|thương|tiếp))"
)
_ASKED_LEAD = re.compile(r"\b(?:chu tri|dau moi|co quan thuong truc|chiu trach nhiem|dung ra lo)\b")
#: "4. Thời gian tiến hành": what stands below says when, also without a date.
_TIME_TITLE = re.compile(r"(?i)^\W*(?:[\dIVX]+[.)]\s*)?(?:thời gian|thời hạn)\b[^\n]{0,30}(?:\n|:)")
_CUES: dict[Intent, re.Pattern[str]] = {
    "lead": _LEAD,
    "coordinate": re.compile(r"(?i)phối hợp"),
    "deadline": _DEADLINE,
    "reporting": re.compile(r"(?i)báo cáo"),
    "money": re.compile(f"{_MONEY.pattern}|{_MONEY_SOURCE.pattern.removeprefix('(?i)')}"),
    "target": re.compile(
        rf"{_COUNT}|%|(?i:(?:mỗi|hằng|hàng|một|hai|ba) (?:ngày|tuần|tháng|quý|năm) (?:một|hai|ba) lần)"
    ),
    "basis": re.compile(r"(?i)căn cứ|\bsố\s+\d+/|theo\s+(?:quy định|quyết định|nghị định|luật)"),
    "scope": re.compile(r"(?i)phạm vi|đối tượng|áp dụng"),
    "definition": re.compile(r"(?i)\blà\b|được hiểu|gọi tắt"),
    "validity": re.compile(r"(?i)hiệu lực|thay thế|bãi bỏ|sửa đổi"),
    "lookup": re.compile(r"(?i)\bsố\s+\d+"),
}


#: Headings of the parts where each kind of question is answered (domain.md 7.1), on the folded heading.
_HEADINGS: dict[Intent, re.Pattern[str]] = {
    "money": re.compile(r"\b(?:kinh phi|nguon luc|du toan|muc (?:chi|ho tro)|nguon von)\b"),
    "lead": re.compile(r"\b(?:to chuc thuc hien|phan cong|trach nhiem|chu tri)\b"),
    "coordinate": re.compile(r"\b(?:to chuc thuc hien|phan cong|trach nhiem)\b"),
    "reporting": re.compile(r"\bbao cao\b"),
    "target": re.compile(r"\b(?:muc tieu|chi tieu)\b"),
    "scope": re.compile(r"\b(?:pham vi|doi tuong)\b"),
    "definition": re.compile(r"\bgiai thich tu ngu\b"),
    "validity": re.compile(r"\b(?:hieu luc|dieu khoan thi hanh)\b"),
}
#: Column headers of a table by what they hold (domain.md 7.3), on the folded header.
_COLUMNS: dict[Intent, re.Pattern[str]] = {
    "lead": re.compile(r"\b(?:chu tri|(?:don vi|co quan) thuc hien|phu trach|nguoi thuc hien|bao cao vien)\b"),
    "coordinate": re.compile(r"\bphoi hop\b"),
    "deadline": re.compile(r"\b(?:thoi gian|thoi han|tien do|han)\b"),
    "money": re.compile(r"\b(?:kinh phi|muc chi|so tien|du toan)\b"),
    "target": re.compile(r"\b(?:chi tieu|muc tieu|ke hoach nam)\b"),
    "content": re.compile(r"\b(?:nhiem vu|noi dung|cong viec|ten de an)\b"),
}
_ASKS_PLACE = re.compile(r"\b(?:o|tai) (?:dau|noi nao|dia diem nao)\b")
#: "kinh phí lấy ở đâu" asks for no place.
_ASKS_SOURCE = re.compile(r"\b(?:kinh phi|nguon|tien|von|gui|nop|can cu)\b.{0,40}\b(?:o|tai) dau\b")
_PLACE = re.compile(
    r"(?:Trụ sở|Địa chỉ|Địa điểm)[^\n:;]{0,30}:"
    r"|\btại (?:thành phố|tỉnh|huyện|xã|phường|thị xã|đặc khu|trụ sở|Trung tâm|Quảng trường|Nhà|[A-ZĐ])"
)
_DUTY_OF = re.compile(r"(?i)^(?:trách nhiệm|nhiệm vụ|phân công)(?: của)? ")
_NUMBERED = re.compile(r"^(?:Điều \d+\w?|[IVX]+|\d+(?:\.\d+)*|[a-zđ])[.)]\s*")


def heading_fits(headings: Sequence[str], intent: Intent) -> bool:
    """Say whether a title above is that of the part where such questions are answered."""
    pattern = _HEADINGS.get(intent)
    return pattern is not None and any(pattern.search(fold(heading)) for heading in headings)


def cell_for(cells: Cells, intent: Intent) -> str | None:
    """The cell of a table row that fills the slot, whole, as it stands in the table."""
    pattern = _COLUMNS.get(intent)
    if pattern is None:
        return None
    return next((value for header, value in cells if value and pattern.search(fold(header))), None)


def body_in_headings(headings: Sequence[str]) -> str | None:
    """The body that the nearest title names: what stands under it is its task (domain.md 7.3)."""
    for heading in reversed(headings):
        bare = _DUTY_OF.sub("", _NUMBERED.sub("", heading).strip(" :"))
        if _BODY_TITLE.match(bare):
            return bare
    return None


_ASKS_AMOUNT = re.compile(
    r"\b(?:bao nhieu (?:tien|dong|ty|trieu|kinh phi)"
    r"|(?:kinh phi|muc (?:tien|chi|phat|ho tro|thuong|luong|dong gop|thu)|so tien|tien (?:thuong|luong|phat)|hoc phi"
    r"|le phi|phi tham quan|luong co so|gia (?:ve|dat|ban|thue|nuoc|dien|dich vu))\b.{0,80}\b(?:la )?bao nhieu"
    r"|chi bao nhieu)\b|^(?!.*\b(?:ai|nao|dau|gi|khong|quy dinh)\b).*\b(?:gia (?:ve|dat)|hoc phi|le phi|luong co so)\b"
)


_ASKS_TARGET = re.compile(r"\b(?:chi tieu|muc tieu|muc dich|phan tram)\b")


def slot_label(intent: Intent, question: str, value: str | None) -> str | None:
    """The label before a value; None without a value. A number is a target only when targets are asked for."""
    if value is None:
        return None
    if intent == "money" and re.search(r"(?i)\btấn\b", value):
        return wording.COUNT
    if intent == "target" and not _ASKS_TARGET.search(fold(question)):
        return wording.COUNT
    return wording.SLOT_LABELS.get(intent)


_ASKS_COUNT = re.compile(r"\bbao nhieu\b|\bmay (?:bai|lop|nguoi|lan|tan|diem)\b")


def asks_amount(question: str) -> bool:
    """Say whether a question asks for a sum of money and nothing else will do."""
    return _ASKS_AMOUNT.search(fold(question)) is not None


def states_amount(text: str) -> bool:
    """Say whether a text states a sum."""
    return _MONEY.search(text) is not None


def asks_place(question: str) -> bool:
    """Say whether a question asks where."""
    folded = fold(question)
    return _ASKS_PLACE.search(folded) is not None and _ASKS_SOURCE.search(folded) is None


def names_place(sentence: str) -> bool:
    """Say whether a sentence says where."""
    return _PLACE.search(sentence) is not None


def holds_cue(sentence: str, intent: Intent) -> bool:
    """Say whether the sentence holds the kind of wording that answers such a question."""
    cue = _CUES.get(intent)
    if intent == "deadline":
        if _TIME_TITLE.search(sentence):
            return True
        sentence = _without_cited_days(sentence)
    return cue is not None and cue.search(sentence) is not None


def asks_leader(question: str) -> bool:
    """Say whether a question asks for the leader in so many words ("ai chủ trì")."""
    return _ASKED_LEAD.search(fold(question)) is not None


def states_lead(text: str) -> bool:
    """Say whether a text says of a body that it leads."""
    return _STATED_LEAD.search(text) is not None


def states_slot(text: str, question: str, intent: Intent) -> bool:
    """Say whether a text states at all what the question asks for; True for questions that ask for no one thing."""
    if intent == "lead":
        return not asks_leader(question) or states_lead(text)
    if intent in ("deadline", "money") or (intent == "target" and _ASKS_COUNT.search(fold(question))):
        return holds_cue(text, intent)
    return True


#: The day of a document that is only cited is nobody's deadline.
_CITED_DAY = re.compile(
    r"(?i)(?:\d+(?:/\d{4})?\s?/\s?[A-ZĐ][\w-]*(?:\s?-\s?[A-ZĐ][\w-]*)*|(?:Luật|Bộ luật|Pháp lệnh)\s[^,;.\d]{3,60}?)"
    rf",?\s+(?:{_DAY})"
)


def find_value(sentence: str, intent: Intent) -> str | None:
    """Return the verbatim part of the sentence that fills the slot of ``intent``, or None."""
    if intent == "lead":
        return _lead(sentence)
    if intent == "deadline" or (intent == "validity" and re.search(r"(?i)hiệu lực", sentence)):
        return _longest(_DEADLINE, _without_cited_days(sentence))
    if intent == "money":
        return _first(_MONEY, sentence)
    if intent == "coordinate":
        return _with_whom(sentence)
    if intent == "target":
        return _longest(_TARGET, sentence)
    return None


def _without_cited_days(sentence: str) -> str:
    """The sentence with blanks for the days of cited documents; everything else keeps its place."""
    return _CITED_DAY.sub(lambda match: " " * len(match.group()), sentence)


def _lead(sentence: str) -> str | None:
    """The body or person named nearest to the word that gives it the task; a heading stands before the word."""
    cue = _LEAD.search(sentence)
    if cue is None:
        return None
    named = [match for pattern in (_BODY, PERSON) for match in pattern.finditer(sentence)]
    before = [match for match in named if match.start() < cue.start() or match.start() <= cue.end() + 2]
    if not before:
        return None
    named_last = max(before, key=lambda match: match.start()).group().split("\n")[0]
    return _DANGLING.sub("", named_last.strip(" ,-–")) or None


def _with_whom(sentence: str) -> str | None:
    """The bodies with which something is done, up to the verb that says what."""
    cue = _WITH.search(sentence)
    first = _BODY.match(sentence, cue.end()) if cue else None
    if cue is None or first is None:
        return None
    end = first.end()
    while (more := _AND_BODY.match(sentence, end)) is not None:
        end = more.end()
    named = _DOES.split(sentence[cue.end() : end], maxsplit=1)[0]
    return _DANGLING.sub("", named.strip(" ,-–")) or None


def is_recurring(value: str) -> bool:
    """Say whether a day comes again and again: nothing is finished by it."""
    return re.search(r"(?i)\b(?:hằng|hàng|định kỳ)\b", value) is not None


def _first(pattern: re.Pattern[str], sentence: str) -> str | None:
    match = pattern.search(sentence)
    return match.group().strip() if match else None


def _longest(pattern: re.Pattern[str], sentence: str) -> str | None:
    found = [match.group().strip() for match in pattern.finditer(sentence)]
    return max(found, key=len) if found else None
