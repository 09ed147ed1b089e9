"""A document's subject as a sentence refers to it: `về hoạt động ... năm 2023`, capitals only where they belong."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.grammar import issuers
from ingest.grammar.document_types import COMMON_TYPES, name_pattern
from ingest.text.normalize import fold
from ingest.text.syllables import is_syllable

#: Names that a title in capitals holds, as they are written: provinces before and after July 2025, bodies, regions.
_NAMES_TEXT = (
    "Việt Nam|Trung Quốc|Campuchia|Lào|Hoa Kỳ|Nhật Bản|Hàn Quốc|Thái Lan|ASEAN|Hồ Chí Minh|Hà Nội|Hải Phòng|Đà Nẵng|"
    "Cần Thơ|Huế|Thừa Thiên Huế|An Giang|Bà Rịa - Vũng Tàu|Bắc Giang|Bắc Kạn|Bạc Liêu|Bắc Ninh|Bến Tre|Bình Định|"
    "Bình Dương|Bình Phước|Bình Thuận|Cà Mau|Cao Bằng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai|Hà Giang|"
    "Hà Nam|Hà Tĩnh|Hải Dương|Hậu Giang|Hòa Bình|Hưng Yên|Khánh Hòa|Kiên Giang|Kon Tum|Lai Châu|Lâm Đồng|Lạng Sơn|"
    "Lào Cai|Long An|Nam Định|Nghệ An|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|"
    "Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh|Thái Bình|Thái Nguyên|Thanh Hóa|Tiền Giang|Trà Vinh|Tuyên Quang|Vĩnh Long|"
    "Vĩnh Phúc|Yên Bái|Tây Nguyên|Đông Nam Bộ|Pleiku|Quy Nhơn|An Khê|Ayun Pa|Biển Đông|Trường Sa|Hoàng Sa|"
    "Ủy ban nhân dân|Hội đồng nhân dân|Mặt trận Tổ quốc|Chính phủ|Thủ tướng Chính phủ|Quốc hội|Nhà nước|Đảng|"
    "Trung ương|Bộ Chính trị|Ban Bí thư|Tết Nguyên đán|Quốc khánh|Internet|Đại hội đại biểu|Đại hội Đảng|Sở Y tế|"
    "Sở Nội vụ|Sở Tài chính|Sở Tư pháp|Sở Xây dựng|Sở Công Thương|Sở Ngoại vụ|Sở Giáo dục và Đào tạo|"
    "Sở Khoa học và Công nghệ|Sở Nông nghiệp và Môi trường|Sở Dân tộc và Tôn giáo|Sở Văn hóa, Thể thao và Du lịch"
)
_NAMES = sorted({*_NAMES_TEXT.split("|"), *issuers.ISSUERS_BY_SYMBOL.values()}, key=len, reverse=True)
_NAME = re.compile("|".join(rf"(?<!\w){re.escape(name.lower())}(?!\w)" for name in _NAMES))
_WRITTEN = {name.lower(): name for name in _NAMES}
_WORD = re.compile(r"[^\W\d_]+")
#: A document's number, and a Roman number after what it counts.
_KEPT = re.compile(
    r"\S*\d+[\w/]*[/-]\S+|(?<=KHÓA )[IVXL]+|(?<=THỨ )[IVXL]+|(?<=KHOÁ )[IVXL]+|(?<=QUÝ )[IV]+|(?<=LỤC )[IVXL]+"
    r"|(?<=TẬP )[IVX]+|(?<=HẠNG )[IV]+"
)
#: After the level of a territory its name follows: two syllables, where no list knows it.
_TERRITORY = re.compile(r"(?<!\w)((?:huyện|xã|phường|thị xã|thị trấn|quận|đặc khu) )([^\W\d_]+(?: [^\W\d_]+)?)(?!\w)")
#: A document's type before its number, and a law's name, begin with a capital.
#: Reports, notices and submissions are left as they are: in small letters their names are ordinary words.
_NUMBERED = re.compile(rf"(?<!\w)({name_pattern(*COMMON_TYPES, 'KL', without=('BC', 'TB', 'TTr')).lower()})(?= số \d)")
_LAW = re.compile(r"^(luật|bộ luật|pháp lệnh) (\w)")
#: Verbs that say what the document does; before other subjects stands `về`.
_ACTS = re.compile(
    r"(?:ve|quy dinh|ban hanh|sua doi|bo sung|phe duyet|huong dan|trien khai|thuc hien|cong bo|bai bo|thanh lap|giao"
    r"|thu hoi|dinh chinh|kien toan|dieu chinh|thong qua|thay the|keo dai|hop nhat)\b"
)
_OPENING = re.compile(r"^(?:V/v|Về việc)\s*:?\s*", re.IGNORECASE)
#: Laws and codes are called by their subject; it is a name and stays as it is.
_LAW_TYPES = frozenset(("L", "BL", "PL", "HP", "VBHN"))


def sentence_case(subject: str) -> str:
    """A subject printed in capitals as a sentence, with names, abbreviations and numbers kept.

    >>> sentence_case("HƯỚNG DẪN XẾP LƯƠNG CÔNG CHỨC CỦA UBND TỈNH GIA LAI NĂM 2024")
    'Hướng dẫn xếp lương công chức của UBND tỉnh Gia Lai năm 2024'
    """
    letters = [char for char in subject if char.isalpha()]
    if len(letters) < 4 or sum(char.isupper() for char in letters) < 0.85 * len(letters):
        return subject
    kept = [match.span() for match in _KEPT.finditer(subject)]

    def lowered(match: re.Match[str]) -> str:
        word = match.group()
        if any(start <= match.start() < end for start, end in kept) or not word.isupper():
            return word
        return word.lower() if is_syllable(word) or word.lower() in ("campuchia", "pleiku", "internet") else word

    text = _WORD.sub(lowered, subject)
    text = _TERRITORY.sub(lambda match: match[1] + match[2].title(), text)
    text = _NAME.sub(lambda match: _WRITTEN[match.group()], text)
    text = _NUMBERED.sub(lambda match: match[1].capitalize(), text)
    text = _LAW.sub(lambda match: f"{match[1]} {match[2].upper()}", text)
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=4096)
def subject_in_reference(subject: str, kind: str | None) -> str:
    """The subject as it follows number, date and issuer in a reference.

    >>> subject_in_reference("Hoạt động thông tin đối ngoại năm 2023", "KH")
    'về hoạt động thông tin đối ngoại năm 2023'
    >>> subject_in_reference("V/v đôn đốc báo cáo", "CV")
    'về việc đôn đốc báo cáo'
    >>> subject_in_reference("Ban hành Quy chế làm việc", "QĐ")
    'ban hành Quy chế làm việc'
    """
    text = _OPENING.sub("về việc ", sentence_case(subject.strip()))
    if kind in _LAW_TYPES:
        return text
    first, _, rest = text.partition(" ")
    if first.istitle() and not rest[:1].isupper() and first not in ("Đảng",):
        text = f"{first[0].lower()}{first[1:]} {rest}".strip()
    return text if _ACTS.match(fold(text)) else f"về {text}"
