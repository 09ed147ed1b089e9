"""Patterns of what a sentence states: a day, a sum, a number, a body, a place. Questions are not read with them."""

from __future__ import annotations

import re

from ingest.grammar.issuers import COMMON_BODIES, body_pattern

DAY = r"(?:ngày\s+)?\d{1,2}\s*(?:/|-|\.|\s*tháng\s*)\s*\d{1,2}(?:\s*(?:/|-|\.|\s*năm\s*)\s*\d{4})?"
#: A day, a month, a length of time or a period by which something is due.
DEADLINE = re.compile(
    r"(?i)(?:"
    r"(?:trước|chậm nhất|muộn nhất|từ|đến|hạn cuối|vào|trong|không quá|tối đa|sau|kể từ)\s+(?:(?:là|vào|hết|trước)\s+)*"
    rf"(?:{DAY}(?:\s+(?:đến|và)\s+(?:hết\s+)?{DAY})?"
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
#: What a sum is given for: "đồng/người/tháng", "đồng/người/01 buổi".
_EACH = r"(?:\s?/\s?(?:\d{1,3}\s)?[^\W\d_]+)*"
#: A sum of money, or a quantity that a budget gives (rice in tonnes); a number of people or of hectares is none.
MONEY = re.compile(
    rf"(?i)\d{{1,3}}(?:\.\d{{3}})+\s*(?:đồng|đ\b|USD|VNĐ){_EACH}"
    rf"|\d+(?:[.,]\d+)*\s*(?:nghìn|triệu|tỷ|tỉ)\b(?!\s*(?:lệ|số|trọng|suất)\b)\s*(?:(?:đồng|USD)\b{_EACH})?"
    r"(?!\s*(?:lượt|người|dân|khách|hộ|ha|héc|cây|con|sản phẩm|tài khoản|thuê bao|km|m2|m3|kWh|tấn))"
    rf"|\d+(?:[.,]\d+)*\s*(?:đồng|USD|VNĐ|tấn)\b{_EACH}"
)
#: A sum of money and no other quantity: what is asked for in đồng is not given in tonnes.
SUM = re.compile(MONEY.pattern.replace("VNĐ|tấn", "VNĐ"))
MONEY_SOURCE = re.compile(r"(?i)ngân sách|dự toán|kinh phí|nguồn vốn|xã hội hóa|nguồn (?:hợp pháp|thu|chi)")
#: A number that counts something: no year, no part of a date, of a document's number, of a place in a document or of a
#: range of ages.
COUNT = (
    r"(?<![\w/.,-])(?<!ngày )(?<!tháng )(?<!năm )(?<!quý )(?<!Điều )(?<!khoản )(?<!mục )(?<!lục )"
    r"(?<!số )(?<!STT )(?<!lớp )"
    r"(?!(?:19|20)\d\d\b)(?!\d+\s?[/-]\s?[\dA-ZĐ])\d+(?:[.,]\d+)*(?![\d/]|[.)]\s)"
)
#: A place in an order: "xếp thứ 15", "hạng 3", "trong nhóm 10", "15/63 tỉnh, thành phố".
RANK = re.compile(
    r"(?i)\b(?:(?:xếp|đứng)\s+)?(?:thứ(?:\s+hạng)?|hạng|vị trí(?:\s+thứ)?|vị thứ)\s+"
    r"(?:\d{1,3}\b(?:\s?/\s?\d{1,3}(?:\s+tỉnh, thành phố|\s+tỉnh)?)?|nhất\b|nhì\b)"
    r"|\b(?:nhóm|top)\s+(?:\d{1,3}\b|(?:đầu|dẫn đầu)\b)|\b\d{1,2}\s?/\s?(?:63|34)\s+tỉnh(?:, thành phố)?"
)
#: Numbers spelt in letters, as far as they count things.
NUMBER_WORDS = "một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười"
#: Measures in letters, several words each, and by their signs; the longer ones first.
MEASURES = (
    r"(?:xăng[ -]ti|xen[ -]ti|mi[ -]li|đề[ -]xi|ki[ -]lô)[ -]?mét(?: (?:vuông|khối))?|mét (?:vuông|khối)|mét"
    r"|ki[ -]lô[ -]?gam|mi[ -]li[ -]?lít|lít|héc[ -]?ta|hecta|ha|km2|km²|km|cm|mm|m2|m²|m3/s|m³/s|m3|m³|kg"
)
#: A number with its unit, as a target gives it.
TARGET = re.compile(
    r"(?i)(?:(?:phấn đấu|đạt|tối thiểu|ít nhất|trên|dưới|từ|không quá)\s+)*"
    rf"(?-i:{COUNT})\s*"
    r"(?:%|phần trăm"
    rf"|(?:(?:tỷ|tỉ|triệu|nghìn)(?! (?:lệ|số|trọng|suất)\b)(?: đồng)?|đồng|người|{MEASURES}"
    r"|lượt(?: (?:người|cán bộ|khách))?|hội nghị|ca|cas|bài|nhiệm vụ|phút"
    r"|lớp|hồ sơ|tấn|đơn vị|cơ sở|điểm|lần|thành viên)"
    rf"(?!\w){_EACH})?"
)
#: How many times, with the time in which: "mỗi năm hai lần", "mỗi quý ít nhất 01 lần", "hai lần mỗi năm".
TIMES = re.compile(
    rf"(?i)\b(?:(?:mỗi|hằng|hàng|một|trong)\s+(?:ngày|tuần|tháng|quý|năm)\s+)?(?:(?:ít nhất|tối thiểu|không quá)\s+)?"
    rf"(?:\d{{1,3}}|{NUMBER_WORDS})(?:\s*\([^)]{{1,12}}\))?\s+lần\b(?:\s*(?:/|mỗi|trong|một)\s*(?:một\s+)?"
    r"(?:ngày|tuần|tháng|quý|năm)\b)?"
)
#: What a number without one of these units counts: the next word or two, none of which only joins or says how.
_NO_NOUN = (
    r"(?!(?:và|của|đến|trong|là|thì|tại|trở|cho|có|được|theo|do|bằng|hoặc|năm|đã|sẽ|phải|từ|với|về|trên|dưới|so|khi|như"
    r"|nêu|này|đạt|ban|để|thuộc|ở|không)\b)[a-zà-ỹđ]+"
)
COUNTED = re.compile(rf"\s{{1,2}}{_NO_NOUN}(?:\s{_NO_NOUN})?")
#: Words that the name of a body begins with.
_NAMES_OF_BODIES = body_pattern(
    *COMMON_BODIES, "Ủy ban", "Hội đồng", "Tổng cục", "Hiệp hội", "Liên đoàn", "Đài", "Báo", "Viện", "Kho bạc",
    "Cảng vụ", "Ngân hàng", "Trường", "Quỹ", "Tổng công ty", "Chủ tịch", "Thủ tướng", without=("Ủy ban nhân dân",),
)  # fmt: skip
BODY_HEADS = f"{_NAMES_OF_BODIES}|Các sở"
#: What ends the name of a body: the verb that says what it does, or a mark.
BODY = re.compile(
    rf"\b(?:{BODY_HEADS})(?:,?\s+(?!(?:có|chủ|là|phối|tổ chức|tham|chịu|thực|xây|hướng|làm|để|khi|theo|căn|được|phải|"
    r"tổng hợp|triển|rà|tiếp|kịp|thường|ban hành|quyết|trực|cùng|với|nơi|trên|nghiên|báo cáo|đề|xem|trong|tại)\b)"
    r"[^\W\d_][\w-]*|\s*[-–]\s*[^\W\d_][\w]*){0,14}"
)
WITH = re.compile(r"(?i)phối hợp (?:chặt chẽ |thường xuyên )?(?:với|cùng) (?:các )?")
DOES = re.compile(
    r"\s+(?=(?:hoàn thành|biên soạn|tuyên truyền|đẩy mạnh|duy trì|kiểm tra|giải quyết|bảo đảm|lập|cung cấp|yêu cầu"
    r"|đề xuất|trao đổi|quản lý|phát hiện|lắp đặt|khảo sát|thẩm định|vận hành|tiến hành|chuẩn bị|đôn đốc|giám sát)\b)"
)
AND_BODY = re.compile(rf"\s*(?:[,;]|và|cùng)\s+{BODY.pattern}")
#: Words that a name never ends with; they lead to what the name was cut from.
DANGLING = re.compile(r"(?:[\s,]+(?:và|hoặc|của|các|thuộc|cấp|cho))+$")
BODY_TITLE = re.compile(rf"(?:Đề nghị |Giao |Yêu cầu |Các )?(?:{BODY_HEADS}|Bộ Chỉ huy)\b", re.IGNORECASE)
#: Words that give a body or a person a task.
LEAD = re.compile(
    r"(?i)chủ trì|đầu mối|thường trực|(?:chịu|có) trách nhiệm(?! (?:phối hợp|thi hành|đáp ứng))|tham mưu|chủ tịch"
    r"|trưởng ban|phụ trách"
    r"|\bgiao\b(?! (?:lưu|thông|dịch|thương|tiếp))|quản lý|người đứng đầu|theo dõi"
)
#: What a question must find in the text when it uses the like itself: "ai chủ trì" is not answered by "quản lý".
STATED_LEAD = re.compile(
    r"(?i)chủ trì|đầu mối|thường trực|(?:chịu|có) trách nhiệm(?! (?:phối hợp|thi hành|đáp ứng))|tham mưu"
    r"|\bgiao\b(?! (?:lưu|thông|dịch|thương|tiếp))"
)
#: "4. Thời gian tiến hành": what stands below says when, also without a date.
TIME_TITLE = re.compile(r"(?i)^\W*(?:[\dIVX]+[.)]\s*)?(?:thời gian|thời hạn)\b[^\n]{0,30}(?:\n|:)")
#: Words that say where something is.
PLACE = re.compile(
    r"(?:Trụ sở|Địa chỉ|Địa điểm)[^\n:;]{0,30}:"
    r"|\btại (?:thành phố|tỉnh|huyện|xã|phường|thị xã|đặc khu|trụ sở|Trung tâm|Quảng trường|Nhà|[A-ZĐ])"
)
#: Words before the name of a body in the title of the part that gives its tasks.
DUTY_OF = re.compile(r"(?i)^(?:trách nhiệm|nhiệm vụ|phân công)(?: của)? ")
NUMBERED = re.compile(r"^(?:Điều \d+\w?|[IVX]+|\d+(?:\.\d+)*|[a-zđ])[.)]\s*")
#: The day of a document that is only cited is nobody's deadline.
CITED_DAY = re.compile(
    r"(?i)(?:\d+(?:/\d{4})?\s?/\s?[A-ZĐ][\w-]*(?:\s?-\s?[A-ZĐ][\w-]*)*|(?:Luật|Bộ luật|Pháp lệnh)\s[^,;.\d]{3,60}?)"
    rf",?\s+(?:{DAY})"
)
