"""Whether an item is an assigned task: the clues for and against it, each with its weight.

No clue proves it alone. The weights were set on documents of one half of the offices and checked on the others
(docs/figures.md, "Register of tasks").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.records import Metadata
from ingest.tasks.assignment import Assignment, opens_with_verb
from ingest.tasks.deadlines import TaskDeadline
from ingest.tasks.items import Item, is_recipient, is_same_line

#: An item whose clues reach this sum is a task.
ENOUGH = 2.0
_WEIGHTS = {
    "given": 3.0,  # `Giao Sở X ...`, `Đề nghị Y ...`
    "subject with a role": 2.5,  # `Sở X chủ trì`, `Sở X có trách nhiệm`
    "subject": 0.75,
    "label": 1.0,
    "owner above": 2.0,  # under `2. Sở Tài chính`
    "addressees above": 1.0,
    "opens with a verb": 1.0,
    "no verb": -2.0,
    "no verb in a list": -1.0,
    "organising section": 1.0,
    "section of no tasks": -3.0,
    "deadline": 0.5,
    "past": -2.5,
    "result": -2.0,
    "closing formula": -5.0,
    "enforcement clause": -5.0,
    "definition": -1.5,
    "normative": -2.5,
    "standing duty": -2.5,  # `UBND cấp xã có trách nhiệm ...` of a law or statute, without a day
    "report": -2.0,
    "short": -2.0,
    "leads on": -1.5,
    "target": -1.5,
    "form": -4.0,
    "introduction": -1.0,
    "addressees of a long text": -0.75,
}
_ORGANISING = re.compile(
    r"(?i)tổ chức (?:thực hiện|triển khai)|phân công|trách nhiệm|nhiệm vụ|giải pháp|tiến độ|hoạt động|biện pháp"
    r"|kết luận"
    r"|triển khai thực hiện|công tác triển khai"
)
_NO_TASKS = re.compile(
    r"(?i)^(?:\W*(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ]|Điều \d+\w?)\s*[.):])?\s*(?:(?:về|các|những|một số|công tác"
    r"|nội dung)\s+)*(?:mục đích"
    r"|yêu cầu\W*$|mục tiêu|quan điểm|kết quả (?:đạt|thực hiện|công tác)|tình hình|đánh giá chung|tồn tại|hạn chế"
    r"|nguyên nhân|phạm vi|đối tượng|giải thích|nguyên tắc|hồ sơ|trình tự|thành phần|chỉ tiêu|định mức|kinh phí"
    r"|căn cứ (?:pháp lý|chính trị|xây dựng)|căn cứ\W*$"
    r"|thuận lợi|khó khăn|ưu điểm|khái quát|thực trạng|bài học|số liệu|danh sách|nơi nhận|thủ tục (?:thực hiện"
    r"|hưởng|cấp)|quyền hạn|quyền của"
    r"|điều kiện|tiêu chuẩn|tiêu chí|mức thu|chức năng|cơ cấu|kết quả giải quyết|cách thức|dự báo)"
)
_PAST = re.compile(
    r"(?i)^[^.;]{0,160}?(?<!\w)(?:đã(?! có| được| ban hành| nêu| giao)|vẫn còn|nhận được (?:văn bản|công văn"
    r"|tờ trình|báo cáo)|còn (?:chậm|thấp|hạn chế|nhiều))(?!\w)"
)
_RESULT = re.compile(
    r"(?i)(?:đạt|tăng|giảm|bằng|chiếm)\s+(?:\d|tỷ lệ)|so với (?:cùng kỳ|năm)|có \d+ (?:vụ|ca|trường hợp|hồ sơ)"
)
_CLOSING = re.compile(
    r"(?i)(?:\W*(?:[a-zđ\d]{1,3}[.)]\s*)?)(?:trên đây|đề nghị quý (?:cơ quan|đơn vị)|nhận (?:được )?(?:công văn"
    r"|công điện|kế hoạch|văn bản"
    r"|chỉ thị)|trong quá trình"
    r"|trân trọng|quá trình (?:thực hiện|triển khai)|nếu có (?:khó khăn|vướng mắc)|mọi (?:thông tin|vướng mắc)"
    r"|(?:trên )?cơ sở"
    r" nội dung kế hoạch này, yêu cầu|yêu cầu (?:các|thủ trưởng)[^.;]{0,200}(?:nghiêm túc|khẩn trương) (?:tổ chức "
    r"|triển khai )*"
    r"(?:thực hiện))"
)
_PLEA = re.compile(
    r"(?i)(?:đề nghị|yêu cầu|mong)[^.;,]{0,60}(?:quan tâm|nghiêm túc|khẩn trương|phối hợp)(?:,? (?:phối hợp"
    r"|triển khai|tổ chức))*"
    r" thực hiện\W*"
)
_ENFORCEMENT = re.compile(
    r"(?i)(?:(?:chịu trách nhiệm|có trách nhiệm|căn cứ)\s+(?:tổ chức\s+)?(?:thi hành|thực hiện)"
    r"|thi hành)\s+(?:các\s+)?"
    r"(?:quyết định|nghị quyết|nghị định|thông tư|điều|chỉ thị) (?:này|\d)|(?:chịu trách nhiệm"
    r"|có trách nhiệm) thi hành\W*$|có hiệu lực (?:thi hành )?(?:kể )?từ"
    r"|hết hiệu lực"
)
_DEFINITION = re.compile(r"(?i)^\W*(?:là(?! cơ quan| đơn vị| đầu mối| bộ phận)|gồm|bao gồm|như sau|cụ thể)\b")
_TARGET = re.compile(r"^\W*(?:Trên|Dưới|Ít nhất|Tối thiểu|Phấn đấu|Tỷ lệ|Có|Đến năm)?\s*\d+(?:[.,]\d+)?\s*%")
_FORM = re.compile(r"…|\.{4,}|_{4,}|\[[^\]]{3,60}\]")
_NORMATIVE = frozenset(("L", "BL", "NĐ", "TT", "TTLT", "QC", "QyĐ", "SL", "VBHN"))
#: Types that charge bodies also where their number is one of normative documents.
_DIRECTIVES = frozenset(("CT", "CĐ", "CV", "TB", "KH", "CTr"))
_STATUTES = re.compile(r"(?i)^(?:quy chế|quy định|điều lệ|nội quy|luật|quy tắc|thể lệ)")
_FORMS = frozenset(("mau", "bieumau", "bieumauso", "bieu", "bieuso"))
_REPORTS = frozenset(("BC", "TTr", "ĐC", "GM", "GPh"))
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands above an item: the owner of its section with the way it is known, and its titles."""

    owner: Assignment | None = None
    #: The owner is the list of those to whom the whole document is addressed.
    is_addressed: bool = False


def clues(
    item: Item, own: Assignment | None, standing: Standing, metadata: Metadata, deadlines: Sequence[TaskDeadline]
) -> list[str]:
    """The names of the clues that an item has."""
    rest = item.text[own.end :] if own else item.text
    found = [*_of_subject(item, own, standing), *_of_sections(item), *_of_type(item, metadata)]
    if own is None or own.kind != "label":
        found.append(_of_verb(item, rest, own, standing))
    if "normative" in found and "given" not in found and not any(re.search(r"\d", one.printed) for one in deadlines):
        found.append("standing duty")
    return [*found, *_of_words(item.text, rest, own, has_deadline=bool(deadlines))]


def weight(names: list[str]) -> float:
    """The sum of the clues' weights."""
    return sum(_WEIGHTS[name] for name in names)


def _of_verb(item: Item, rest: str, own: Assignment | None, standing: Standing) -> str:
    """The clue of the verb that opens what is to be done; below a body's title a list may open with any."""
    if opens_with_verb(rest.lstrip(" ,:-–")) or (own is not None and own.has_role):
        return "opens with a verb"
    is_listed = own is None and item.is_marked and standing.owner is not None and not standing.is_addressed
    return "no verb in a list" if is_listed else "no verb"


def _of_words(text: str, rest: str, own: Assignment | None, *, has_deadline: bool) -> list[str]:
    """The clues of the words themselves."""
    checks = (
        ("deadline", has_deadline),
        ("past", _PAST.match(rest) is not None),
        ("result", _RESULT.search(text) is not None and not has_deadline),
        ("closing formula", _CLOSING.match(text) is not None or _PLEA.fullmatch(text.strip()) is not None),
        ("enforcement clause", _is_enforcement(text)),
        ("definition", _DEFINITION.match(rest) is not None and not (own and own.has_role)),
        ("short", len(text.split()) < _SHORTEST),
        ("leads on", text.rstrip().endswith(":")),
        ("target", _TARGET.match(text) is not None),
        ("form", _FORM.search(text) is not None or is_recipient(text)),
    )
    return [name for name, holds in checks if holds]


def _of_subject(item: Item, own: Assignment | None, standing: Standing) -> list[str]:
    found = []
    if own is not None:
        kinds = {"given": "given", "label": "label"}
        found.append(kinds.get(own.kind, "subject with a role" if own.has_role else "subject"))
    if standing.owner is not None:
        found.append("addressees above" if standing.is_addressed else "owner above")
        if standing.is_addressed and any(step.kind == "roman" for step in item.passage.citation.path):
            found.append("addressees of a long text")
    return found


def _of_sections(item: Item) -> list[str]:
    """The clues of the titles above; the nearest that says anything counts."""
    for title in reversed(item.titles):
        if item.is_first and is_same_line(item.text, title):
            continue
        if _NO_TASKS.search(title) and not re.search(r"(?i)nhiệm vụ|phân công|tổ chức thực hiện", title):
            return ["section of no tasks"]
        if _ORGANISING.search(title):
            return ["organising section"]
    return []


def _of_type(item: Item, metadata: Metadata) -> list[str]:
    citation = item.passage.citation
    found = []
    is_norm = metadata.type in _NORMATIVE or (metadata.legal_class == "qppl" and metadata.type not in _DIRECTIVES)
    if _STATUTES.match(citation.component) or is_norm:
        found.append("normative")
    elif metadata.type in _REPORTS:
        found.append("report")
    if any(step.kind in _FORMS for step in citation.path):
        found.append("form")
    if item.passage.kind == "mo_dau":
        found.append("introduction")
    return found


def _is_enforcement(text: str) -> bool:
    """True for the clause that puts a decision into force; every decision has one and it charges nobody with more."""
    return _ENFORCEMENT.search(text[:400]) is not None and len(text.split()) < 90
