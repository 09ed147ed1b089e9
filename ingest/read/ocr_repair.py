"""Capital headings that OCR misreads: marks over capitals are lost or swapped (`KÉ HOẠCH`, `GIÁM ĐÓC`).

Only words in capitals, only where a whole phrase of administrative headings stands without regard to marks:
running text is never touched.
"""

from __future__ import annotations

import re
from functools import cache

from ingest.normalize import fold

#: Phrases of headings, authorities and signature blocks. Longer ones first wins.
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
_ROMAN_VALUE = {"HI": "III", "IH": "III", "HII": "III", "ll": "II", "Il": "II", "lI": "II"}


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    phrases = sorted(_PHRASES, key=len, reverse=True)
    by_key = {fold(phrase): phrase for phrase in phrases}
    pattern = "|".join(re.escape(key) for key in sorted(by_key, key=len, reverse=True))
    return re.compile(rf"\b(?:{pattern})\b"), by_key


def repaired_heading(text: str) -> str:
    """A line of OCR with the phrases of its capital words put right.

    >>> repaired_heading("II. ĐÓI TƯỢNG KIỄM TRA")
    'II. ĐỐI TƯỢNG KIỂM TRA'
    >>> repaired_heading("kế hoạch năm")
    'kế hoạch năm'
    """
    text = _ROMAN.sub(lambda match: _ROMAN_VALUE.get(match.group(), "III"), text)
    folded = fold(text)
    if len(folded) != len(text):  # a letter that folds to two: positions would not match
        return text
    pattern, by_key = _table()
    parts: list[str] = []
    position = 0
    for match in pattern.finditer(folded):
        printed = text[match.start() : match.end()]
        parts.append(text[position : match.start()])
        parts.append(by_key[match.group()] if printed.isupper() else printed)
        position = match.end()
    parts.append(text[position:])
    return "".join(parts)
