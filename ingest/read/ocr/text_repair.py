"""Text that OCR misread, put right where only one reading is possible: headings, item numbers, two-syllable words.

* Headings in capitals lose or swap marks (`KÉ HOẠCH`, `GIÁM ĐÓC`): repaired where a whole phrase of administrative
  headings stands without regard to marks.
* Item numbers and dates are misread in their strokes (`IL.`, `l7`): repaired where the sequence leaves no doubt.
* In running text only words of two syllables are repaired (`kê hoạch`).
"""

from __future__ import annotations

import re
from functools import cache

from ingest.text.normalize import fold

#: Phrases of headings, authorities and signature blocks. The longest that fits wins.
_PHRASES_TEXT = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM|ỦY BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|"
    "THỦ TƯỚNG CHÍNH PHỦ|VĂN PHÒNG CHÍNH PHỦ|CHÍNH PHỦ|BỘ TRƯỞNG|THỨ TRƯỞNG|BỘ CHÍNH TRỊ|TỈNH ỦY|"
    "THÀNH ỦY|HUYỆN ỦY|BAN THƯỜNG VỤ|CHỦ TỊCH|PHÓ CHỦ TỊCH|GIÁM ĐỐC|PHÓ GIÁM ĐỐC|CHÁNH VĂN PHÒNG|"
    "TRƯỞNG PHÒNG|CHI CỤC TRƯỞNG|HIỆU TRƯỞNG|TRƯỞNG BAN|KẾ HOẠCH|QUYẾT ĐỊNH|NGHỊ QUYẾT|QUYẾT NGHỊ|"
    "CHỈ THỊ|THÔNG BÁO|THÔNG TƯ|NGHỊ ĐỊNH|BÁO CÁO|TỜ TRÌNH|CÔNG ĐIỆN|CHƯƠNG TRÌNH|HƯỚNG DẪN|ĐỀ ÁN|"
    "PHƯƠNG ÁN|QUY CHẾ|QUY ĐỊNH|ĐIỀU LỆ|BIÊN BẢN|HỢP ĐỒNG|KẾT LUẬN|PHỤ LỤC|DANH MỤC|SỞ Y TẾ|SỞ NỘI VỤ|"
    "SỞ TƯ PHÁP|SỞ TÀI CHÍNH|SỞ XÂY DỰNG|SỞ CÔNG THƯƠNG|SỞ GIÁO DỤC VÀ ĐÀO TẠO|SỞ KẾ HOẠCH VÀ ĐẦU TƯ|"
    "SỞ NGOẠI VỤ|SỞ KHOA HỌC VÀ CÔNG NGHỆ|SỞ VĂN HÓA|SỞ NÔNG NGHIỆP|BỘ Y TẾ|BỘ NỘI VỤ|BỘ TÀI CHÍNH|"
    "BỘ TƯ PHÁP|BỘ XÂY DỰNG|Y TẾ|MỤC ĐÍCH|YÊU CẦU|MỤC TIÊU|ĐỐI TƯỢNG|NỘI DUNG|NHIỆM VỤ|GIẢI PHÁP|"
    "PHƯƠNG PHÁP|THỜI GIAN|ĐỊA ĐIỂM|KINH PHÍ|TỔ CHỨC THỰC HIỆN|TỔ CHỨC|THỰC HIỆN|KIỂM TRA|ĐÁNH GIÁ|"
    "KẾT QUẢ|TÌNH HÌNH|ĐẶC ĐIỂM|PHƯƠNG HƯỚNG|TỒN TẠI|HẠN CHẾ|NGUYÊN NHÂN|KIẾN NGHỊ|ĐỀ XUẤT|TIẾN ĐỘ|"
    "PHÂN CÔNG|TRÁCH NHIỆM|ĐIỀU KHOẢN THI HÀNH|QUY ĐỊNH CHUNG|KHOA HỌC|CÔNG TÁC|PHẠM VI|NGUYÊN TẮC|"
    "QUAN ĐIỂM|CHỈ TIÊU|SỐ LIỆU|DỰ THẢO|HỎA TỐC|THƯỢNG KHẨN"
)
_PHRASES = _PHRASES_TEXT.split("|")
#: `HI.` and `lI.` before a capital title: the letter H is two strokes of a Roman number.
_ROMAN = re.compile(r"^(HI|HII|IH|ll|Il|lI|lII|IIl|Ill)(?=[.\-]\s*[A-ZĐ])")
_ROMAN_VALUE = {"H": "II", "HI": "III", "IH": "III", "HII": "III", "ll": "II", "Il": "II", "lI": "II"}


#: `Phụ lục H` is Phụ lục II: a unit's number is Roman, and H there is two strokes.
_UNIT_NUMBER = re.compile(
    r"\b((?:(?:Phụ )?lục|(?:PHỤ )?LỤC|Chương|CHƯƠNG|Phần|PHẦN)\s+)(H|HI|IH|HII|ll|Il|lI|lII|IIl|Ill|lll|l)(?![\w/])"
)
#: The letter l before digits is the digit 1 (`l7 cơ sở`).
_STROKE_DIGIT = re.compile(r"(?<![\w.,/-])l(?=\d)")
#: Pairs that no Vietnamese text holds: OCR puts a hook over `chi` before these words.
_HOOKED_CHI = re.compile(r"\b([Cc])hỉ(?= (?:tiết|nhánh|phí|cục|trả)\b)")


def _repair_strokes(text: str) -> str:
    text = _UNIT_NUMBER.sub(lambda match: match[1] + {"l": "I"}.get(match[2], _ROMAN_VALUE.get(match[2], "III")), text)
    return _HOOKED_CHI.sub(r"\1hi", _STROKE_DIGIT.sub("1", text))


@cache
def _heading_phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    phrases = sorted(_PHRASES, key=len, reverse=True)
    by_key = {fold(phrase): phrase for phrase in phrases}
    pattern = "|".join(re.escape(key) for key in sorted(by_key, key=len, reverse=True))
    return re.compile(rf"\b(?:{pattern})\b"), by_key


def repair_heading(text: str) -> str:
    """A line of OCR with the phrases of its capital words put right.

    >>> repair_heading("II. ĐÓI TƯỢNG KIỄM TRA")
    'II. ĐỐI TƯỢNG KIỂM TRA'
    >>> repair_heading("kế hoạch năm")
    'kế hoạch năm'
    """
    text = _repair_strokes(_ROMAN.sub(lambda match: _ROMAN_VALUE.get(match.group(), "III"), text))
    folded = fold(text)
    if len(folded) != len(text):  # a letter that folds to two: positions would not match
        return text
    pattern, by_key = _heading_phrases()
    parts: list[str] = []
    position = 0
    for match in pattern.finditer(folded):
        printed = text[match.start() : match.end()]
        parts.append(text[position : match.start()])
        parts.append(by_key[match.group()] if printed.isupper() else printed)
        position = match.end()
    parts.append(text[position:])
    return "".join(parts)


#: What OCR makes of the strokes of 1 and I; H is two of them.
_STROKES = r"[IlL1Í!|HiÌ]"
_HEADING = re.compile(
    rf"^(?!1+[.\-])(?P<no>{_STROKES}{{1,4}}|IV|V|VI{{1,3}}|IX|X|X[IV]{{1,3}})(?P<mark>[.\-])\s*(?P<rest>[^\W\d_].*)$"
)
#: What begins a numbering of its own.
_RESTART = re.compile(r"(?i)^\W*(?:phần|chương|phụ lục)\s+\S{1,6}\b")
_FIRST_ITEM = re.compile(rf"^(?:{_STROKES}|I1|[Il]l|1l)(?P<mark>[.)])\s*(?P<rest>[^\W\d_].*)$")
_ITEM = re.compile(r"^(?P<no>\d{1,2})[.)]\s*\D")
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
#: A numbered item that opens with a capital; OCR reads a point as a comma, too.
_SENTENCE_ITEM = re.compile(r"^(?P<no>\d{1,2})(?P<mark>[.,)])\s*(?P<rest>[^\W\d_].*)$")
_SENTENCE_END = re.compile(r"[.;:!?/]\W*$")
#: A first item looks for its second one in so many lines.
_REACH = 60
_DATE = re.compile(r"(?i)(ngày\s+)(\S{1,2}|\S \d)(\s*tháng\s+)(\S{1,2}|1 [012])(\s+năm\s+\d{4})")
_DIGITS = str.maketrans("lIÍÌ!|]i\u0131OQo", "111111111000")


def repair_numbers(texts: list[str]) -> list[str]:
    """The lines of a scan with misread item numbers put right where the sequence leaves no doubt.

    Roman numbers before capital headings follow one another (`IL.`, `H.`, `II.` are I, II, III); a lone stroke before
    an item whose next sibling is `2.` is `1.`; strokes in a written date are digits.

    >>> repair_numbers(["IL. MỤC ĐÍCH", "I1. Mục đích", "2. Yêu cầu", "H. NỘI DUNG", "II. TỔ CHỨC"])
    ['I. MỤC ĐÍCH', '1. Mục đích', '2. Yêu cầu', 'II. NỘI DUNG', 'III. TỔ CHỨC']
    """
    repaired = [_DATE.sub(_repair_date, text) for text in texts]
    last = 0
    for index, text in enumerate(repaired):
        match = _HEADING.match(text)
        if _RESTART.match(text):
            last = 0
        elif match and _in_capitals(match["rest"]):
            last = _intended_roman(match["no"], last)
            repaired[index] = f"{_ROMANS[last - 1]}{match['mark']} {match['rest']}"
        elif _precedes_second_item(repaired, index):
            item = _FIRST_ITEM.match(text)
            if item:
                repaired[index] = f"1{item['mark']} {item['rest']}"
    return _repair_sequence(repaired)


def _repair_sequence(texts: list[str]) -> list[str]:
    """An item between n-1 and n+1 is n; `1,` after item 6 is `7.`, and `3,` after item 2 is `3.`.

    >>> _repair_sequence(["6. Kiểm tra.", "1, Thẩm định hồ sơ.", "6. Lập dự toán.", "1. Ban hành.", "8. Gửi báo cáo."])
    ['6. Kiểm tra.', '7. Thẩm định hồ sơ.', '6. Lập dự toán.', '7. Ban hành.', '8. Gửi báo cáo.']
    """
    found = [(index, item) for index, text in enumerate(texts) if (item := _SENTENCE_ITEM.match(text))]
    items = [(index, item) for index, item in found if item["rest"][0].isupper()]
    following = [*(int(item["no"]) for _, item in items[1:]), 0]
    last = 0
    for (index, item), after in zip(items, following, strict=False):
        before = texts[index - 1] if last else ""
        number = _intended_number(item, last, after, before)
        if number is None:
            continue
        if number != int(item["no"]) or item["mark"] == ",":
            mark = "." if item["mark"] == "," else item["mark"]
            texts[index] = f"{number}{mark} {item['rest']}"
        last = number
    return texts


def _intended_number(item: re.Match[str], last: int, after: int, before: str) -> int | None:
    """Number of an item between the items ``last`` and ``after`` (0 for none); ``before`` is the text above it.

    None for a number and comma that begin no item.
    """
    number = int(item["no"])
    if item["mark"] == ",":
        follows = number == last + 1 or (number == 1 and last == 6)
        return last + 1 if last and follows and _SENTENCE_END.search(before) else None
    return last + 1 if last and number != last + 1 and after == last + 2 else number


def _in_capitals(title: str) -> bool:
    letters = [char for char in title if char.isalpha()][:8]
    return len(letters) > 3 and all(char.isupper() for char in letters)


def _intended_roman(printed: str, last: int) -> int:
    """The Roman number printed: the one read, unless it is made of strokes and the sequence asks for another."""
    if printed in _ROMANS and (printed == "I" or _ROMANS.index(printed) >= last):
        return _ROMANS.index(printed) + 1
    if last < 3 and re.fullmatch(rf"{_STROKES}+", printed):
        return last + 1
    return _ROMANS.index(printed) + 1 if printed in _ROMANS else max(1, min(3, len(printed)))


def _precedes_second_item(texts: list[str], index: int) -> bool:
    """True if the next numbered line below is item 2: then this one is item 1."""
    if not _FIRST_ITEM.match(texts[index]):
        return False
    for text in texts[index + 1 : index + _REACH]:
        item = _ITEM.match(text)
        if item:
            return item["no"] == "2"
        heading = _HEADING.match(text)
        if heading and _in_capitals(heading["rest"]):
            return False
    return False


def _repair_date(match: re.Match[str]) -> str:
    day, month = (match[group].replace(" ", "").translate(_DIGITS) for group in (2, 4))
    day = day if day.isdigit() and 1 <= int(day) <= 31 else match[2]
    month = month if month.isdigit() and 1 <= int(month) <= 12 else match[4]
    return f"{match[1]}{day}{match[3] if match[3][0].isspace() else ' ' + match[3]}{month}{match[5]}"


#: Two-syllable words of administrative Vietnamese whose marks OCR loses or swaps (`kê hoạch`, `thâm quyền`): each was
#: chosen because no other pair that stands side by side in running text is spelled like it without marks (`hình thức`
#: is not here because of `tình hình thực hiện`). On 178,000 words of born-digital documents only misprints change.
_TWO_SYLLABLE_WORDS = (
    "kế hoạch|tổ chức|kiểm tra|thẩm quyền|thẩm định|điều trị|bổ sung|tổng hợp|hiệu quả|triển khai|nhiệm vụ|"
    "quyết định|nghị định|nghị quyết|hướng dẫn|lãnh đạo|phối hợp|giải quyết|thủ tục|hành chính|cải cách|kinh phí|"
    "ngân sách|xây dựng|phát triển|kinh tế|xã hội|giáo dục|đào tạo|bảo hiểm|thực phẩm|dịch bệnh|tuyên truyền|tập huấn|"
    "chuyên môn|nghiệp vụ|cán bộ|công chức|viên chức|tăng cường|nâng cao|chất lượng|đánh giá|xử lý|vi phạm|"
    "trách nhiệm|chủ tịch|giám đốc|đối tượng|điều kiện|đề nghị|yêu cầu|nội dung|giải pháp|tồn tại|khó khăn|"
    "hạn chế|nguyên nhân|tiêu hủy|sản phẩm|phạt tiền|giấy phép|chứng nhận|chứng khoán|dịch vụ|doanh nghiệp|"
    "tiếp tục|tiếp nhận|thống kê|tổng số|bệnh nhân|bệnh viện|sức khỏe|kiến nghị|đề xuất|"
    "quản lý|địa bàn|địa phương|nghiên cứu|khoa học|công nghệ|tài chính|kết luận|khen thưởng|kỷ luật|khiếu nại"
)  # fmt: skip
_SYLLABLE_PAIR = re.compile(r"(?<![^\W_])([^\W\d_]+) (?=([^\W\d_]+))")


@cache
def _word_table() -> dict[str, tuple[str, str]]:
    pairs = (word.split(" ") for word in _TWO_SYLLABLE_WORDS.split("|"))
    return {fold(f"{first} {second}"): (first, second) for first, second in pairs}


def repair_words(text: str) -> str:
    """The text with these words put right, capitals kept.

    >>> repair_words("Kê hoạch kiêm tra, cấp có thâm quyền và tô chức")
    'Kế hoạch kiểm tra, cấp có thẩm quyền và tổ chức'
    """
    table = _word_table()
    for match in list(_SYLLABLE_PAIR.finditer(text)):
        pair = table.get(fold(f"{match[1]} {match[2]}"))
        if pair is None:
            continue
        for (start, end), syllable in zip((match.span(1), match.span(2)), pair, strict=True):
            printed = text[start:end]
            if len(syllable) == len(printed) and fold(printed) == fold(syllable):
                text = text[:start] + _with_case(syllable, printed) + text[end:]
    return text


def _with_case(word: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word.capitalize() if like[0].isupper() else word
