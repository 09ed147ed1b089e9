"""The words by which documents change others: verbs, subjects, dates, quoted old and new words (domain.md 3.2)."""

from __future__ import annotations

import re

from ingest.relations.document_mentions import DATE
from ingest.relations.effective_dates import SELF_WORDS

QUOTE = r"[“\"]"
VERBS: tuple[tuple[str, str], ...] = (
    ("extends", r"(?:gia\s+hạn|kéo\s+dài)\s+(?:thời\s+(?:gian|hạn)|hiệu\s+lực|việc)(?:\s+(?:thi\s+hành"
                r"|thực\s+hiện|áp\s+dụng|hiệu\s+lực|của|đối\s+với))*"),
    ("suspends", r"(?:tạm\s+)?(?:ngưng|ngừng)\s+(?:hiệu\s+lực|việc\s+thi\s+hành|thi\s+hành|áp\s+dụng"
                 r"|việc\s+áp\s+dụng)(?:\s+thi\s+hành)?|(?:tạm\s+)?đình\s+chỉ\s+(?:việc\s+)?(?:thi\s+hành|hiệu\s+lực)"),
    ("corrects", r"đính\s+chính"),
    ("recalls", r"thu\s+hồi(?:\s*(?:,|và)\s*(?:h[ủu][ỷyỳ]|bãi)\s+bỏ)?(?=\s+(?:các\s+)?(?:Quyết|Nghị|Kế|Công"
                r"|Thông|Văn|Chỉ)\s)"),
    ("phrase", rf"(?:thay(?:\s+thế)?|bãi\s+bỏ|bỏ|bổ\s+sung|sửa\s+đổi)\s+(?:các\s+|một\s+số\s+)?(?:cụm\s+từ"
               rf"|từ\s+ngữ|từ|số\s+thứ\s+tự|nội\s+dung|số\s+liệu|số|ký\s+hiệu)\s*(?={QUOTE})"),
    ("replaces", r"thay\s+thế(?:\s+cho)?"),
    ("repeals", r"(?:bãi\s+bỏ|h[uủ][ỷyỳ]\s*bỏ)(?:\s+(?:toàn\s+bộ|một\s+phần))*"),
    ("amends", r"(?:sửa\s+đổi|điều\s+chỉnh|bổ\s+sung)(?:\s*(?:,|và|hoặc)\s*(?:sửa\s+đổi|bổ\s+sung|bãi\s+bỏ"
               r"|thay\s+thế))*"),
)  # fmt: skip
VERB = re.compile("|".join(rf"(?P<{name}>{pattern})" for name, pattern in VERBS), re.IGNORECASE)
DROP = re.compile(r"(?P<repeals>\bbỏ)\s+(?=(?:các\s+)?(?:điểm|khoản|Điều|Mục|dòng|gạch|đoạn|STT))", re.IGNORECASE)
LEAD = re.compile(
    r"\s*(?:Nay\s+|Đồng\s+thời\s+|Kể\s+từ\s+ngày[^,;:]{3,120}[,:]\s*|Từ\s+ngày[^,;:]{3,60}[,:]\s*|Hội\s+đồng\s+nhân\s+dân[^,;:]{0,40}thống\s+nhất\s+)?",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    rf"(?P<before>.{{0,60}}?)(?:{SELF_WORDS})\s+này\b(?:\s+(?:và|cùng)\s+[^,;:]{{0,80}}?này\b)?"
    r"(?:\s*(?:thi hành|có\s+hiệu\s+lực|có\s+giá\s+trị|áp dụng|được\s+thực\s+hiện)[^;:]*?)?(?:\s*(?:,|;|và"
    r"|đồng\s+thời|sẽ|là\s+văn\s+bản))*\s*$",
    re.IGNORECASE | re.DOTALL,
)
TASK = re.compile(
    r"\b(?:trình|đề\s+nghị|đề\s+xuất|kiến\s+nghị|tham\s+mưu|rà\s+soát|nghiên\s+cứu|xem\s+xét|giao|chỉ\s+đạo|hướng\s+dẫn|yêu\s+cầu|phải|cần"
    r"|không|nếu|khi|trường\s+hợp|trong\s+quá\s+trình|trước|sau)\b",
    re.IGNORECASE,
)
ENDING = re.compile(
    r"hiệu\s+lực|thi\s+hành|bãi\s+bỏ|thay\s+thế|sửa\s+đổi|bổ\s+sung|h[uủ][ỷyỳ]\s*bỏ|điều\s+chỉnh|đính\s+chính|ngưng|gia\s+hạn|kéo\s+dài|thu\s+hồi|chuyển\s+tiếp"
    r"|đình\s+chỉ|điều\s+khoản\s+cuối",
    re.IGNORECASE,
)
EXPIRES = re.compile(r"(?:đều\s+)?(?:hết|chấm\s+dứt|không\s+còn)\s+hiệu\s+lực\b", re.IGNORECASE)
CHANGED = re.compile(
    r"\bđược\s+(?P<verb>sửa\s+đổi|điều\s+chỉnh|thay(?:\s+thế)?|bãi\s+bỏ)\b(?![^;.]*?\b(?:bởi|theo\s+quy\s+định)\b)[^;.]*?\b(?:thành|bằng|như\s+sau)\b",
    re.IGNORECASE,
)
PHRASE = re.compile(
    r"[“\"](?P<old>[^”\"]+)[”\"](?P<mid>[^“”\"]{0,160}?)\b(?:bằng|thành)\s+(?:các\s+)?(?:cụm\s+từ|từ\s+ngữ|từ|số|nội\s+dung|ký\s+hiệu)?\s*[“\"](?P<new>[^”\"]+)[”\"]"
)
#: `“15 ngày” đúng là “10 ngày”`; `Đã in: “...”. Nay sửa lại là: “...”`.
CORRECTED = re.compile(
    r"[“\"](?P<old>[^”\"]+)[”\"][^“\"]{0,80}?\b(?:đúng\s+là|(?:đọc|sửa|đính\s+chính)\s+(?:lại\s+)?(?:là|thành)|thành|bằng)"
    r"\b[^“\"]{0,30}[“\"](?P<new>[^”\"]+)[”\"]",
    re.IGNORECASE,
)
#: So many passages after the correcting sentence may hold its two readings.
CORRECTION_REACH = 3
#: A letter that corrects speaks in its issuer's name: `Do sơ suất ..., Ủy ban nhân dân tỉnh (xin) đính chính ...`.
ISSUER_SPEAKS = re.compile(
    r"\s*(?:(?:Do|Vì|Qua)\b[^;:]{0,160},\s*)?(?:nay\s+)?(?:Ủy\s+ban|UBND|Hội\s+đồng|HĐND|Bộ|Sở|Văn\s+phòng|Ban|Cục|Tổng\s+cục|Thanh\s+tra)\b[^,;:]{0,60}",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[“\"](?P<words>[^”\"]+)[”\"]")
VAGUE = re.compile(r"\s*(?:các|những|mọi)?\s*(?:quy\s+định|văn\s+bản|nội\s+dung)\b[^;.]*\btrái\b", re.IGNORECASE)
UNTIL = re.compile(
    rf"đến\s+(?:hết\s+)?(?:{DATE.pattern}|năm\s+(?P<year>\d{{4}})|tháng\s+(?P<month>\d{{1,2}})\s*(?:năm|/)\s*(?P<of>\d{{4}}))",
    re.IGNORECASE,
)
FROM = re.compile(rf"(?:kể\s+)?từ\s+{DATE.pattern}", re.IGNORECASE)
SENTENCE = re.compile(r"(?<=\.)\s+(?=[A-ZĐÀ-Ỹ])|\n")
JOIN = re.compile(
    r"(?:[;,]|\bvà|\bđồng\s+thời|^)\s*(?:Quyết định này\s+|Nghị quyết này\s+|Thông tư này\s+)?$", re.IGNORECASE
)
PATH_WORDS = re.compile(
    r"\b(?:các|những|quy định|nội dung|tại|của|điều|khoản|điểm|mục|chương|phụ lục|phần|tiểu mục|và|văn bản|sau"
    r"|đây|[a-zđ]|\d+[a-zđ]?|[ivx]+)\b|[,;.():]",
    re.IGNORECASE,
)
