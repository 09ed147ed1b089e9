"""Who a sentence or a title charges with what: leads, those who work along, where the task's own words begin."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.tasks.bodies import Bodies, bodies_at
from ingest.tasks.deadlines import RHYTHM
from ingest.tasks.labels import field_of_label
from ingest.tasks.verbs import OPENING_VERB, ROLE, VERB
from ingest.text.patterns import LOWER, UPPER

#: Words that give a body a task.
ASSIGN = re.compile(
    r"(?:[Gg]iao(?: cho| trách nhiệm cho| nhiệm vụ cho)?|[Đđ]ề nghị|[Yy]êu cầu|[Tt]rách nhiệm(?: của)?"
    r"|[Nn]hiệm vụ của"
    r"|[Đđ]ối với|[Pp]hân công(?: nhiệm vụ)?(?: cho)?|ĐỀ NGHỊ|GIAO|YÊU CẦU|TRÁCH NHIỆM(?: CỦA)?)"
    r"\s+(?:riêng\s+)?"
)
_STRONG_ASSIGN = re.compile(r"(?i)(?:giao|đề nghị|yêu cầu|phân công)\b")
#: Words before the subject: grounds, times and conditions, up to their comma.
_PREAMBLE = re.compile(
    r"(?:Căn cứ|Trên cơ sở|Theo|Khi|Trường hợp|Định kỳ|Hằng|Hàng|Trong|Trước|Sau|Đối với|Về|Để|Ngoài ra|Đồng thời"
    r"|Riêng"
    r"|Bên cạnh|Nhằm|Từ|Đến|Chậm nhất|Vào|Tại|Ngoài|Mọi|Nếu|Kể từ|Qua|Với|Cùng với|Mỗi|Song song|Đầu)\b"
)
_WITH = re.compile(
    r"(?i)(?:phối hợp(?: chặt chẽ| thường xuyên| đồng bộ)?"
    r"(?:\s*(?:cùng với|với|cùng)(?: các)?|\s+(?=các\b|sở|ubnd|ủy ban|uỷ ban|phòng|công an|bộ\b))|cùng với"
    r"|cùng(?= các| sở| ủy| ubnd))\s*"
)
_ROLE_PHRASE = re.compile(
    r"(?i)[\s,:;\-–]*(?:chủ trì|là (?:cơ quan|đơn vị|đầu mối)[^.;]{0,60}|làm đầu mối|có (?:trách )?nhiệm(?: vụ)?"
    r"|chịu trách nhiệm|chỉ đạo|thực hiện(?: các)?(?: nội dung| nhiệm vụ)?(?: sau)?|căn cứ[^.;:]{0,120}|phối hợp)?"
)


#: `Thực hiện Kế hoạch số ..., Sở Nội vụ đề nghị ...` opens with its ground, not with what is to be done.
_CARRYING_OUT = re.compile(
    r"(?:Tiếp tục t|T)(?:hực hiện|riển khai)\s+(?:các\s+)?(?:kế hoạch|công văn|quyết định|nghị quyết|chỉ thị|ý kiến"
    r"|chỉ đạo|thông"
    r" báo|kết luận|văn bản|công điện|chương trình|nghị định|thông tư|luật|hướng dẫn|nội dung)",
    re.IGNORECASE,
)
#: `Sở X: ...` says what X does, if it is not how many there are.
_SAYS_AFTER_COLON = re.compile(rf"\s*:\s*(?=[{LOWER}]|{OPENING_VERB.pattern.removeprefix('(?i)')})")
_NO_BODY = re.compile(
    r"(?i)\d|lưu ý|ghi chú|chú ý|ví dụ|người ký|cơ quan$|lý do|hình thức|nội dung|thành phần|quy mô|số lượng"
    r"|kinh phí|phương thức|email|điện thoại|địa chỉ|địa điểm|thời gian|^ngày"
    r"|^tại|^từ"
)
_LABEL = re.compile(rf"\W*(?P<who>[{UPPER}][^:.;\n]{{3,80}}?)\s*:\s*(?=\w)")
_LONGEST_LABEL = 8
#: A verb of giving within a sentence; `theo yêu cầu`, `được giao` give nothing.
_GIVING = re.compile(
    r"(?<!\w)(?<!được )(?<!theo )(?<!các )(?<!có )(?<!những )(?<!và )(?<!đơn )(?:giao|đề nghị"
    r"|yêu cầu)\s+(?:đồng chí\s+)?"
)
#: A time that the verb of an item follows at once.
_MAIN_CLAUSE = re.compile(rf"{RHYTHM.pattern}\s+(?!hằng|hàng|định kỳ|thường xuyên)(?:{VERB.pattern})")


@dataclass(frozen=True, slots=True)
class Assignment:
    """Whom words charge: the leads, those who work along, how it is said, and where the words behind the names begin.

    ``kind`` is ``given`` (`Giao Sở X ...`), ``subject`` (`Sở X chủ trì ...`) or ``label`` (`Sở X:`).
    """

    leads: tuple[str, ...]
    coordinating: tuple[str, ...]
    kind: str
    end: int
    #: What stands behind the names opens with a verb of roles (`chủ trì`, `có trách nhiệm`).
    has_role: bool = False


def assignment(text: str) -> Assignment | None:
    """Whom a sentence charges in its own words; None where its subject is not named.

    >>> found = assignment("Giao Sở Tư pháp chủ trì, phối hợp với các cơ quan, đơn vị liên quan rà soát văn bản.")
    >>> found.leads, found.coordinating, found.kind
    (('Sở Tư pháp',), ('các cơ quan, đơn vị liên quan',), 'given')
    >>> assignment("Tổ chức hội nghị tổng kết.")
    """
    for start, kind in _subject_places(text):
        bodies = bodies_at(text, start)
        if bodies is None:
            continue
        told = _told_to(text, bodies) or bodies
        rest = text[told.end :]
        if kind == "subject" and told is bodies and not _is_subject(rest):
            continue
        if not rest.strip(" .:;,-–"):
            return Assignment(told.names, (), "label", len(text))
        given = kind if told is bodies else "given"
        has_role = ROLE.match(rest.lstrip(" ,:-–")) is not None or _SAYS_AFTER_COLON.match(rest) is not None
        return Assignment(told.names, coordinating(rest), given, told.end, has_role)
    return _labelled(text)


def _labelled(text: str) -> Assignment | None:
    """Whom a label names that is no known body (`Giáo viên chủ nhiệm: quản lý lớp`)."""
    label = _LABEL.match(text)
    if label is None or not OPENING_VERB.match(text, label.end()) or _PREAMBLE.match(text):
        return None
    words = label["who"].strip()
    if (
        _NO_BODY.search(words)
        or OPENING_VERB.match(words)
        or field_of_label(words) is not None
        or len(words.split()) > _LONGEST_LABEL
    ):
        return None
    return Assignment((words,), coordinating(text[label.end() :]), "subject", label.end("who"))


def _told_to(text: str, bodies: Bodies) -> Bodies | None:
    """Those whom the subject itself charges (`Sở Nội vụ đề nghị các sở báo cáo`)."""
    verb = re.match(r"\s*(?:yêu cầu|đề nghị|giao)\s+", text[bodies.end :])
    if verb is None:
        return None
    return bodies_at(text, bodies.end + verb.end())


def _subject_places(text: str) -> list[tuple[int, str]]:
    """Where a subject may stand: behind a verb of giving, at the start, behind the commas of a preamble."""
    places: list[tuple[int, str]] = []
    opening = re.match(r"\W*", text)
    first = opening.end() if opening else 0
    if (given := ASSIGN.match(text, first)) is not None:
        strong = _STRONG_ASSIGN.match(text, first) is not None
        places.append((given.end(), "given" if strong else "subject"))
    places.append((first, "subject"))
    sentence = re.split(rf"(?<=[{LOWER}\d)])\.\s", text[:700], maxsplit=1)[0]
    if _MAIN_CLAUSE.match(text, first) is None and (
        _PREAMBLE.match(text, first) or re.match(r"[^,:]{0,80}:", sentence)
    ):
        for mark in re.finditer(r"[,:]\s+|\s(?=(?:giao|đề nghị|yêu cầu)\s)", sentence):
            if _opens_main_clause(text, mark.end()):
                break
            inner = ASSIGN.match(text, mark.end())
            places.append((inner.end(), "given") if inner else (mark.end(), "subject"))
    if _PREAMBLE.match(text, first) or _CARRYING_OUT.match(text, first) or not OPENING_VERB.match(text, first):
        places.extend((inner.end(), "given") for inner in _GIVING.finditer(sentence[:240]))
    return places


def _opens_main_clause(text: str, at: int) -> bool:
    """True if the words behind a comma are what is to be done; another time of the preamble is not."""
    return OPENING_VERB.match(text, at) is not None and RHYTHM.match(text, at) is None


def _is_subject(rest: str) -> bool:
    """True if what stands behind the names is a verb, or nothing but a mark."""
    words = rest.lstrip(" ,-–")
    if words.startswith(":"):
        return True
    return not words.strip(" .;") or VERB.match(words) is not None or ROLE.match(words) is not None


def coordinating(text: str) -> tuple[str, ...]:
    """Those who work along, by the first `phối hợp với` of the words.

    >>> coordinating(" chủ trì, phối hợp với Sở Tài chính, UBND các xã tổ chức thực hiện")
    ('Sở Tài chính', 'UBND các xã')
    """
    sentence = re.split(rf"(?<=[{LOWER}\d)])[.;]\s", text[:900], maxsplit=1)[0]
    for match in _WITH.finditer(sentence):
        start = match.end()
        plural = re.search(r"(?i)các\s*$", match.group())
        if plural:
            start = match.start() + plural.start()
        if (bodies := bodies_at(text, start)) is not None:
            return bodies.names
    return ()


def owner_of_title(title: str) -> Assignment | None:
    """Whom a title charges with what stands below it; None for a title that names no body or says more.

    >>> owner_of_title("2. Sở Tài chính:").leads, owner_of_title("II. Trách nhiệm của các sở, ban, ngành").leads
    (('Sở Tài chính',), ('các sở, ban, ngành',))
    >>> owner_of_title("3. Công an tỉnh bắt giữ 12 vụ"), owner_of_title("Ban hành kế hoạch")
    (None, None)
    """
    words = _without_mark(title)
    found = assignment(words)
    if found is None:
        return None
    rest = words[found.end :]
    if found.coordinating:
        return found
    role = _ROLE_PHRASE.match(rest)
    left = rest[role.end() if role else 0 :].strip(" .:;,-–")
    return found if len(left.split()) <= 1 or words.rstrip().endswith(":") else None


_TITLE_MARK = re.compile(
    r"\s*(?:(?:Điều\s+\d+\w?|[IVX]{1,5}|\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđ]\d?)\s*[.)]\s*"
    r"|[-–+•]\s*)"
)


def _without_mark(title: str) -> str:
    return title[mark.end() :] if (mark := _TITLE_MARK.match(title)) else title


def opens_with_verb(text: str) -> bool:
    """True if an item opens with what is to be done, behind its preamble and adverbs."""
    if OPENING_VERB.match(text):
        return True
    if _PREAMBLE.match(text) is None or re.match(r"Về\b", text):
        return False
    return any(OPENING_VERB.match(text, mark.end()) for mark in re.finditer(r"[,:]\s+", text[:400]))
