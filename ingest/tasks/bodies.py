"""Bodies named in running text: where a name begins, where the verb behind it ends it, the names of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.grammar.issuers import COMMON_BODIES, HEADER_BODIES, body_pattern
from ingest.tasks.verbs import CAPITAL_ROLE, VERB
from ingest.text.patterns import LOWER, UPPER

_NOUNS = body_pattern(
    *dict.fromkeys(
        (*HEADER_BODIES, *COMMON_BODIES, "Ủy ban nhân dân", "Hội đồng nhân dân", "Báo", "Đài", "Ban quản lý", "Cảng vụ")
    )
)
_PERSONS = (
    "Giám đốc|Thủ trưởng|Lãnh đạo|Chủ tịch|Phó Chủ tịch|Chánh|Chánh Văn phòng|Trưởng|Phó Trưởng|Hiệu trưởng|Bí thư"
    "|Tổng Giám đốc|Cục trưởng|Chi cục trưởng|Viện trưởng|Trưởng thôn|Người đứng đầu|Đồng chí|Cán bộ|Công chức"
    "|Giáo viên|Kế toán|Thủ quỹ|Ông|Bà|Thầy|Nhân viên"
)
_OTHERS = (
    "Tổ|Đội|Nhóm|Nhà trường|Trạm|Kho bạc|Điện lực|Bưu điện|Bưu chính|VNPT|Viettel|MobiFone|Tạp chí|Cổng|Thường trực"
    "|Hải quan|Thuế|Thống kê|Quân sự|Bộ đội|Lực lượng|Ngành|Thư viện|Bảo tàng|Nhà hát|Ban giám|Ban lãnh|BHXH|TAND"
    "|VKSND|UBMTTQ|LĐLĐ|Hợp tác xã|Doanh nghiệp|Chủ đầu tư|Nhà thầu|Chủ cơ sở|Chủ rừng|Chủ hộ|Khoa|Bộ môn|Xí nghiệp"
    "|Nhà máy|Chi nhánh|Vườn quốc gia|Toà án|Tòa án|Kiểm lâm|Công chức|Bộ phận|Trường|Tổ chức(?=, cá nhân)"
)
#: Words that open like a name and are none (`Ban hành`, `Hội nghị`, `Báo cáo`, `Phòng, chống`).
_NO_NAME = (
    "(?!Ban hành|Tổ chức(?!, cá nhân)|Hội (?:nghị|thi|thảo|họp|chợ|diễn|trường|làng)|Báo cáo|Đoàn kết|Sở hữu"
    "|[Pp]hòng(?:,| và)? (?:chống|ngừa|cháy|tránh)|Trường hợp|Khu vực|Quỹ đất|Cơ (?:sở|chế|cấu)|Tổ dân phố số"
    "|Nhà nước"
    "|Bộ (?:máy|tiêu chí|thủ tục|chỉ số|luật|câu hỏi|tài liệu|dữ liệu|công cụ|mẫu)|cơ (?:quan|sở) nào"
    "|Nhóm (?:giải pháp|nhiệm vụ|chỉ tiêu|các|tiêu)|Thống kê (?:các|số|tình|kết)"
    f"|(?:Thanh tra|Thống kê|Thuế|Kiểm toán|Ngành|Khoa|Bảo hiểm|Trạm)(?! [{UPPER}]| tỉnh| huyện| thành phố"
    f"| nhà nước| xã"
    f"| y tế| các| cơ sở| Chính phủ| khu vực| thị xã)|Hội(?! [{UPPER}]| đồng| đặc thù)"
    f"|Đoàn(?! [{UPPER}]| trường| thể| kiểm tra| thanh| công tác| liên ngành| giám sát)|Báo(?! [{UPPER}]| và| tỉnh)"
    f"|phòng(?! [{UPPER}]| chuyên môn| chức năng| ban|,)|sở(?! [{UPPER}]|,)|Cổng(?! [{UPPER}])"
    f"|[Ll]ãnh đạo(?! các| [{UPPER}]| đơn vị| cơ quan| phòng| địa phương)|Cán bộ, công chức, viên chức$)"
)
#: Words that also in small letters name those who are to act (`các sở, ban, ngành`, `thủ trưởng các đơn vị`).
_GENERAL = (
    "các sở|các ban|các bộ|các ngành|các cơ quan|các đơn vị|các phòng|các địa phương|các tổ chức|các trường|các cấp"
    "|các hội|các doanh nghiệp|các xã|các huyện|các thành viên|các chủ|các khoa|các công ty|các cục|các vụ|các đoàn"
    "|các chi|các trung tâm|các thôn|các cơ sở|các tỉnh|các đồng chí|các bệnh viện|các trạm|các lực lượng"
    "|các nhà|các hợp tác xã|các ngân hàng|các tổ|các hộ|các viện|các văn phòng|các cán bộ|các Đại học|các học viện"
    "|cơ quan|đơn vị|địa phương|thủ trưởng|người đứng đầu|lãnh đạo|giám đốc|cấp ủy|phòng|chính quyền|nhà trường"
    "|doanh nghiệp|cán bộ|công chức|tổ chức, cá nhân|chủ tịch|chủ đầu tư|hiệu trưởng|đồng chí|trưởng các|thường trực"
    "|lực lượng|giáo viên|ông|bà|ban quản lý|ban chỉ đạo|văn phòng|công an|ủy ban nhân dân|uỷ ban nhân dân"
    "|tổ công tác|trung tâm"
    "|chi cục|sở"
)
_PLURAL = r"(?:(?:[Cc]ác|[Nn]hững|[Tt]ừng|[Mm]ỗi|[Đđ]ồng chí|[Đđ]/c|[Tt]oàn thể|[Tt]ất cả) )"
#: The word that opens a body's name.
HEAD = re.compile(rf"{_NO_NAME}(?:{_PLURAL}?(?:{_NOUNS}|{_PERSONS}|{_OTHERS})|(?i:{_GENERAL}))(?!\w)")
#: Heads before which a list of bodies may be cut; `ban`, `ngành` in small letters go on a list of words.
_CUT = re.compile(
    rf"(?:\s*;\s*(?:và\s+)?|\s*,\s*(?:và\s+)?|\s+(?:và|cùng)\s+){_NO_NAME}(?=(?:[Cc]ác (?:[{LOWER}]+)"
    rf"|{_PLURAL}?(?:{_NOUNS}"
    rf"|{_PERSONS}|{_OTHERS}))(?!\w))"
)
_END = re.compile(
    rf"[.:!?\n\[]|\s[-–—]\s(?=[{LOWER}])|,?\s+theo\s(?:chức năng|quy định|nhiệm vụ)"
    r"|\s(?:để|nhằm|khi|nếu|mà|đã|sẽ|vì|do|chưa|trân trọng|kính|có thể"
    r"|trong (?:việc|công tác|quá trình|phạm vi|thời gian|năm|tháng|lĩnh vực))\s"
)
#: A verb behind these words belongs to the name (`các đơn vị được giao`, `Ban Tổ chức`, `phòng chuyên môn quản lý`).
_INSIDE = re.compile(
    r"(?:được|giao|liên quan đến|nhiệm vụ|công tác|lĩnh vực|người|việc|thuộc|chủ|các|những|[Cc]ảnh sát|có|theo|đang"
    r"|(?:Ban|Tổ|Đoàn|Đội|Hội đồng|Trung tâm|Viện|Chi cục|Cục|Phòng|Văn phòng|Bộ phận|cán bộ|công chức|Công chức))$"
)
#: A lone capital word before a verb of one syllable is the first half of a word of the name (`Đào tạo`).
_COMPOUND = re.compile(rf"(?:^|\b[{LOWER}]+ |^\w+ )[{UPPER}][{LOWER}]*$")
_LONGEST = 420
#: In a cell a dash may stand between two bodies.
_CELL_CUT = re.compile(rf"\s+[-–]\s+(?=(?:{_NOUNS})(?!\w))")
_FEWEST_SAID = 3


@dataclass(frozen=True, slots=True)
class Bodies:
    """A phrase that names bodies: its span, and the names as printed."""

    start: int
    end: int
    names: tuple[str, ...]


def bodies_at(text: str, start: int) -> Bodies | None:
    """The bodies named from a place on; None where no body's name begins there.

    >>> text = "Sở Văn hóa, Thể thao và Du lịch; UBND các xã chủ trì tổ chức hội thi."
    >>> bodies_at(text, 0).names, text[bodies_at(text, 0).end :]
    (('Sở Văn hóa, Thể thao và Du lịch', 'UBND các xã'), ' chủ trì tổ chức hội thi.')
    >>> bodies_at("Tăng cường công tác", 0)
    """
    if HEAD.match(text, start) is None:
        return None
    end = _phrase_end(text, start)
    end = start + len(text[start:end].rstrip(" ,;-–|"))
    names = tuple(_tidy(name) for name in _split(text[start:end]))
    return Bodies(start, end, tuple(name for name in names if name)) if end > start else None


def names_of(phrase: str) -> tuple[str, ...]:
    """The names that a cell lists.

    >>> names_of("Sở Nội vụ; UBND các xã, phường")
    ('Sở Nội vụ', 'UBND các xã, phường')
    """
    words = " ".join(phrase.split())
    parts = [part for piece in words.split(";") for part in _CELL_CUT.split(piece)]
    names = (_without_task(_tidy(name)) for part in parts for name in _split(_tidy(part)))
    return tuple(name for name in names if re.search(r"\w{2}", name))


def _without_task(name: str) -> str:
    """A cell's name without what it says of the task (`Vụ Pháp chế xây dựng tài liệu`)."""
    found = bodies_at(name, 0)
    if found is None or len(name[found.end :].split()) < _FEWEST_SAID:
        return name
    return name[: found.end]


def _phrase_end(text: str, start: int) -> int:
    """Where the names end: the first verb or mark behind the opening word that is outside brackets."""
    limit = min(len(text), start + _LONGEST)
    opening = HEAD.match(text, start)
    at = opening.end() if opening else start
    while at < limit:
        if text[at] == "(":
            closing = text.find(")", at, limit)
            at = closing + 1 if closing > 0 else at + 1
            continue
        if (mark := _END.match(text, at)) is not None and not _is_abbreviation(text, at):
            return mark.start()
        if text[at].isalpha() and not text[at - 1].isalnum() and _ends_name(text, start, at):
            return at
        at += 1
    return limit


def _is_abbreviation(text: str, at: int) -> bool:
    """True for the stop of `TP. Đà Lạt` and for one between letters."""
    return text[at] == "." and (text[max(0, at - 2) : at] in {"TP", "Tp", "TX"} or text[at + 1 : at + 2].isalnum())


def _ends_name(text: str, start: int, at: int) -> bool:
    """True if a verb stands here that is no part of the name before it."""
    before = text[start:at].rstrip()
    if HEAD.match(text, at) and before.endswith((",", ";", "và", "cùng")):
        return False
    verb = VERB.match(text, at)
    if verb is not None and not re.match(r"tập trung (?:trên|tại|ở)\b", text[at:]):
        is_rest = " " not in verb.group() and _COMPOUND.search(before) is not None
        return not is_rest and _INSIDE.search(before) is None and not _goes_on_list(before, text, at)
    if text[at].isupper() and CAPITAL_ROLE.match(text, at):
        last = before.rsplit(None, 1)[-1] if before else ""
        return last[:1].islower() and last not in {"tâm", "phòng", "đồng", "ban", "và"}
    return False


def _goes_on_list(before: str, text: str, at: int) -> bool:
    """True for a verb that continues a name of two (`Tổ Kiểm tra, giám sát:`)."""
    if not before.endswith(","):
        return False
    verb = VERB.match(text, at)
    return verb is not None and text[verb.end() : verb.end() + 1] in {":", ""}


def _split(phrase: str) -> list[str]:
    """The names of a list; `Báo và Đài` is one name."""
    names: list[str] = []
    at = 0
    for cut in _CUT.finditer(phrase):
        part = phrase[at : cut.start()]
        if (
            _depth(phrase[: cut.start()])
            or part.strip() in {"Báo", "Đài", "Đảng ủy"}
            or part.endswith(("thuộc", "của"))
        ):
            continue
        names.append(part)
        at = cut.end()
    names.append(phrase[at:])
    return names


def _depth(text: str) -> bool:
    return text.count("(") > text.count(")")


def _tidy(name: str) -> str:
    return name.strip(" ,;:.-–|\n\t*").removesuffix(" và").strip()
