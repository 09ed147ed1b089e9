"""Issuing bodies: from the capitals of a header, or the symbol of a number, to the form they are cited in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.text.normalize import fold
from ingest.text.patterns import alternatives

#: Symbols in numbers that name one body whatever the province.
ISSUERS_BY_SYMBOL: dict[str, str] = {
    "CP": "Chính phủ", "TTG": "Thủ tướng Chính phủ", "CTN": "Chủ tịch nước", "VPCP": "Văn phòng Chính phủ",
    "VPQH": "Văn phòng Quốc hội", "BCA": "Bộ Công an", "BQP": "Bộ Quốc phòng", "BNG": "Bộ Ngoại giao",
    "BNV": "Bộ Nội vụ", "BTP": "Bộ Tư pháp", "BTC": "Bộ Tài chính", "BCT": "Bộ Công Thương", "BXD": "Bộ Xây dựng",
    "BYT": "Bộ Y tế", "BGDDT": "Bộ Giáo dục và Đào tạo", "BKHCN": "Bộ Khoa học và Công nghệ",
    "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch", "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BDTTG": "Bộ Dân tộc và Tôn giáo", "BTTTT": "Bộ Thông tin và Truyền thông", "BKHDT": "Bộ Kế hoạch và Đầu tư",
    "BGTVT": "Bộ Giao thông vận tải", "BNN": "Bộ Nông nghiệp và Phát triển nông thôn",
    "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn", "BTNMT": "Bộ Tài nguyên và Môi trường",
    "BLDTBXH": "Bộ Lao động - Thương binh và Xã hội", "UBDT": "Ủy ban Dân tộc", "NHNN": "Ngân hàng Nhà nước Việt Nam",
    "TTCP": "Thanh tra Chính phủ", "KTNN": "Kiểm toán nhà nước", "TANDTC": "Tòa án nhân dân tối cao",
    "VKSNDTC": "Viện kiểm sát nhân dân tối cao", "TW": "Ban Chấp hành Trung ương",
}  # fmt: skip
#: Words with which a line of a header opens the name of a body, or of the office that heads one; a line without such a
#: word continues the line above.
HEADER_BODIES = (
    "Ủy ban", "UBND", "UB ND", "Hội đồng", "HĐND", "Sở", "Bộ", "Chính phủ", "Thủ tướng", "Chủ tịch", "Ban", "Phòng",
    "Trường", "Văn phòng", "Cục", "Chi cục", "Tổng cục", "Quốc hội", "Đảng ủy", "Tỉnh ủy", "Huyện ủy", "Thành ủy",
    "Trung tâm", "Viện", "Ngân hàng", "Tòa án", "Kiểm toán", "Thanh tra", "Mặt trận", "Liên đoàn", "Đoàn", "Hội",
    "Công an", "BCH", "Đảng bộ", "Quỹ", "Công ty", "Vụ", "Bảo hiểm", "Kho bạc", "Bệnh viện", "Học viện", "Đại học",
    "UBMTTQ", "Ban chỉ đạo", "Tập đoàn", "Tổng công ty", "Liên hiệp", "Hiệp hội", "Bộ tư lệnh", "Bộ chỉ huy", "Trạm",
    "MTTQ", "CĐCS", "Chi bộ", "Giám đốc", "Bộ trưởng", "Tổng thanh tra", "Thống đốc", "Chánh án",
    "Tổ công tác", "Tiểu ban", "Nhà xuất bản", "Tỉnh đoàn", "Thành đoàn", "Viện kiểm sát", "Cơ quan",
)  # fmt: skip
#: Words of the same kind that stand in sentences and questions, but open no header.
_OTHER_BODIES = (
    "Ủy ban nhân dân", "Hội đồng nhân dân", "Ban quản lý", "Ban tổ chức", "Báo", "Đài", "Cảng vụ", "Viện trưởng",
    "Nhà nước",
)  # fmt: skip
#: The bodies that plans and decisions of a province give tasks to.
COMMON_BODIES = (
    "Sở", "Bộ", "Ban", "UBND", "HĐND", "Ủy ban nhân dân", "Phòng", "Cục", "Vụ", "Chi cục", "Trung tâm", "Văn phòng",
    "Công an", "Hội", "Thanh tra",
)  # fmt: skip


def body_pattern(*chosen: str, without: Iterable[str] = ()) -> str:
    """Alternatives of a regular expression for words that open a body's name, the longer first, `Uỷ` beside `Ủy`.

    >>> body_pattern(*COMMON_BODIES[:4], "Ủy ban", without=("Bộ",))
    'Ủy ban|Uỷ ban|UBND|Ban|Sở'
    """
    names = _chosen_bodies(chosen, without)
    return alternatives(form for name in names for form in (name, name.replace("Ủy", "Uỷ").replace("ủy", "uỷ")))


def folded_body_pattern(*chosen: str, without: Iterable[str] = ()) -> str:
    """The same for folded text.

    >>> folded_body_pattern("Sở", "Chi cục", "UBND")
    'chi cuc|ubnd|so'
    """
    return alternatives(fold(name) for name in _chosen_bodies(chosen, without))


def _chosen_bodies(chosen: Iterable[str], without: Iterable[str]) -> list[str]:
    unknown = {*chosen, *without} - {*HEADER_BODIES, *_OTHER_BODIES}
    if unknown:
        raise ValueError(f"no body's name opens with {sorted(unknown)}")
    return [name for name in dict.fromkeys(chosen) if name not in without]


_OPENS = re.compile(rf"(?:{folded_body_pattern(*HEADER_BODIES)})(?!\w)")
#: A body's name that says nothing without the next line (`ỦY BAN NHÂN DÂN` / `TỈNH GIA LAI`).
_OPEN_ENDED = re.compile(
    r"(?:uy ban nhan dan|ubnd|hoi dong nhan dan|hdnd|uy ban mttq viet nam|uy ban mat tran to quoc viet nam"
    r"|va|-|cua)\s*$"
)
#: Between the bodies of a joint document.
_SEVERAL = re.compile(
    r"\s+[-–]\s+(?=(?:BỘ|SỞ|TÒA ÁN|VIỆN KIỂM SÁT|NGÂN HÀNG|ỦY BAN|UBND|THANH TRA|BAN|TỔNG|HỘI|LIÊN ĐOÀN|ĐOÀN"
    r"|CÔNG AN|CỤC)\s)"
)
_LEVELS = r"tỉnh(?! [ủu][ỷy])|thành phố|tp\.?|huyện(?! [ủu][ỷy])|quận|thị xã|thị trấn|xã|phường|đặc khu"
_FIXED_SPELLINGS = (
    (r"\bủy ban nhân dân\b|\buỷ ban nhân dân\b|\bubnd\b", "UBND"),
    (r"\bhội đồng nhân dân\b|\bhđnd\b", "HĐND"),
    (r"\bviệt nam\b", "Việt Nam"),
    (r"\bmttq\b", "MTTQ"),
    (r"\btw\b", "TW"),
    (r"\bkhcn\b", "KHCN"),
    (r"\bkh&cn\b", "KH&CN"),
    (r"\bptnt\b", "PTNT"),
    (r"\bgdđt\b|\bgd&đt\b", "GDĐT"),
    (r"\bthpt\b", "THPT"),
    (r"\bthcs\b", "THCS"),
    (r"\btrung ương\b", "Trung ương"),
    (r"\bban thường vụ\b", "Ban Thường vụ"),
    (r"\bban chấp hành\b", "Ban Chấp hành"),
    (r"\btỉnh [ủu][ỷy]\b", "Tỉnh ủy"),
    (r"\bhuyện [ủu][ỷy]\b", "Huyện ủy"),
    (r"\bthành [ủu][ỷy]\b", "Thành ủy"),
    (r"\bmặt trận tổ quốc\b", "Mặt trận Tổ quốc"),
    (r"\bđảng\b", "Đảng"),
    (r"\bchính phủ\b", "Chính phủ"),
    (r"\bquốc hội\b", "Quốc hội"),
    (r"\bnhà nước\b", "Nhà nước"),
    (r"\bcông thương\b", "Công Thương"),
)


def header_bodies(lines: list[str]) -> list[str]:
    """Lines of a header's left column -> bodies, the superior first.

    >>> header_bodies(["ỦY BAN NHÂN DÂN", "TỈNH GIA LAI", "SỞ Y TẾ"])
    ['UBND tỉnh Gia Lai', 'Sở Y tế']
    """
    grouped: list[str] = []
    for line in lines:
        text = re.sub(r"[\s*_\-–—=.]+$|^[\s*_\-–—=.]+", "", line)
        if not text:
            continue
        if grouped and (_OPEN_ENDED.search(fold(grouped[-1])) or not _OPENS.match(fold(text))):
            grouped[-1] = f"{grouped[-1]} {text}"
        else:
            grouped.append(text)
    return [cited_form(text) for text in grouped]


def with_opening_spelt(name: str) -> str:
    """A scan's name with the accents that its opening words must have.

    >>> with_opening_spelt("Tỏ công tác liên ngành")
    'Tổ công tác liên ngành'
    """
    folded = fold(name)
    for opening in sorted(HEADER_BODIES, key=len, reverse=True):
        if len(folded) == len(name) and re.match(rf"{fold(opening)}(?!\w)", folded):
            return f"{opening}{name[len(opening) :]}"
    return name


def opens_body_name(text: str) -> bool:
    """True if a line begins with a word that opens a body's name."""
    return bool(_OPENS.match(fold(text).strip()))


_OPENS_AS_SPELT = re.compile(rf"(?:{body_pattern(*HEADER_BODIES)})(?!\w)", re.IGNORECASE)


def opens_body_as_spelt(text: str) -> bool:
    """The same by its accents: `SỔ TAY` opens no `Sở`.

    >>> opens_body_as_spelt("SỞ Y TẾ"), opens_body_as_spelt("SỔ TAY HỎI ĐÁP")
    (True, False)
    """
    return bool(_OPENS_AS_SPELT.match(text.strip()))


def needs_next_line(line: str) -> bool:
    """True for a line that names a body only together with the next one (`ỦY BAN NHÂN DÂN`)."""
    return bool(_OPEN_ENDED.search(fold(line)))


def cited_form(text: str) -> str:
    """The form in which a body is cited.

    >>> cited_form("BỘ VĂN HÓA, THỂ THAO VÀ DU LỊCH"), cited_form("ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH")
    ('Bộ Văn hóa, Thể thao và Du lịch', 'UBND thành phố Hồ Chí Minh')
    """
    text = re.sub(r"\s+", " ", text).strip(" .,-–*_:")
    if not text.isupper():
        return re.sub(r"\b[ỦU][ỷyỶY]?\s?[Bb]an [Nn]hân dân\b|\bỦy ban nhân dân\b|\bUỷ ban nhân dân\b", "UBND", text)
    several = _SEVERAL.split(text)
    if len(several) > 1:
        return " - ".join(cited_form(body) for body in several)
    lower = text.lower()
    committee = re.match(r"((?:tỉnh|thành|huyện|quận|thị|đảng)\s[ủu][ỷy]|đảng bộ)\s+(?!khối)(.+)", lower)
    if committee and not re.search(_LEVELS, committee[2]):
        return f"{committee[1].capitalize()} {committee[2].title()}"
    parts = re.split(rf"\b({_LEVELS})\s+", lower, maxsplit=1)
    words = _capitalise_fields(parts[0].strip())
    if len(parts) == 3:
        words = f"{words} {parts[1]} {parts[2].title()}"
    for pattern, printed in _FIXED_SPELLINGS:
        words = re.sub(pattern, printed, words, flags=re.IGNORECASE)
    return words.strip()


def _capitalise_fields(text: str) -> str:
    """`sở văn hóa, thể thao và du lịch` -> capitals where the fields begin."""
    match = re.match(r"(sở|bộ|cục|vụ|phòng|chi cục|tổng cục|trường|bộ trưởng bộ|giám đốc sở)\s+(.+)", text)
    if match is None:
        return text[:1].upper() + text[1:]
    head, rest = match.groups()
    head = head[0].upper() + head[1:].replace(" bộ", " Bộ").replace(" sở", " Sở")
    fields = re.split(r"(,\s*|\s+và\s+|\s+-\s+)", rest)
    return f"{head} " + "".join(part if i % 2 else part[:1].upper() + part[1:] for i, part in enumerate(fields))


def issuers_of_symbol(agency: str) -> str | None:
    """The body that a symbol names, or all bodies of a joint document where each part of the symbol names one.

    >>> issuers_of_symbol("BCA-BYT"), issuers_of_symbol("BNV-CCHC"), issuers_of_symbol("UBND-NC")
    ('Bộ Công an - Bộ Y tế', 'Bộ Nội vụ', None)
    >>> issuers_of_symbol("HDLN-BCA-BYT")
    'Bộ Công an - Bộ Y tế'
    """
    named = [issuer_of_symbol(part) for part in re.sub(r"^[A-ZĐ]{2}(?:LN|LT|PH)-", "", agency).split("-")]
    return " - ".join(name for name in named if name) if all(named) else named[0]


def issuer_of_symbol(agency: str) -> str | None:
    """The body that a number's symbol names by itself.

    >>> issuer_of_symbol("TTg"), issuer_of_symbol("QH15"), issuer_of_symbol("UBND")
    ('Thủ tướng Chính phủ', 'Quốc hội', None)
    """
    key = fold(agency).upper().split("-", maxsplit=1)[0]
    if key.startswith("UBTVQH"):
        return "Ủy ban Thường vụ Quốc hội"
    if re.fullmatch(r"QH\d*", key):
        return "Quốc hội"
    return ISSUERS_BY_SYMBOL.get(key)
