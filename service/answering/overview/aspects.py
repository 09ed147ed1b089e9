"""The aspect that each part of a document belongs to: by the role of its section, its figures, days and bodies."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.grammar.citations import KET_LABEL
from ingest.text.normalize import fold
from service.answering.overview.records import Unit
from service.answering.quoting.slot_patterns import CITED_DAY, DEADLINE, MONEY, MONEY_SOURCE, TARGET
from service.records import AspectName

#: Aspects that win a part which says something on several of them, the first first.
PRECEDENCE: tuple[AspectName, ...] = (
    "basis", "validity", "changes", "reporting", "money", "targets", "deadlines", "tasks", "purpose", "content"
)  # fmt: skip
_ROLES: tuple[tuple[AspectName, re.Pattern[str]], ...] = (
    ("validity", re.compile(r"\b(?:hieu luc|dieu khoan (?:thi hanh|chuyen tiep))\b")),
    ("reporting", re.compile(r"\b(?:che do|thong tin,?) bao cao\b|\bbao cao,? (?:danh gia|ket qua)\b")),
    ("money", re.compile(r"\b(?:kinh phi|nguon von|nguon luc|muc (?:chi|ho tro|thu)|du toan|nhu cau von|tai chinh)\b")),
    ("targets", re.compile(r"\b(?:muc tieu cu the|chi tieu)\b")),
    (
        "purpose",
        re.compile(
            r"\b(?:muc dich|muc tieu|yeu cau|pham vi|doi tuong (?:ap dung|kiem tra)?|quan diem|nguyen tac)\b"
            r"|\bgiai thich tu ngu\b"
        ),
    ),
)
_BASIS = re.compile(r"^(?:Căn cứ|Thực hiện|Triển khai|Theo|Xét|Trên cơ sở|Để tiếp tục|Tiếp theo|Thi hành)\b")
_DATE = r"(?:\s+ngày\s+\d{1,2}(?:/|\s+tháng\s+)\d{1,2}(?:/|\s+năm\s+)\d{4})"
#: A document named by its type and number, or a law by its name: what a basis refers to.
_REFERENCE = re.compile(
    r"(?:Nghị định|Nghị quyết|Quyết định|Thông tư(?: liên tịch)?|Chỉ thị|Kế hoạch|Công văn|Văn bản|Tờ trình|Báo cáo"
    r"|Kết luận|Công điện|Chương trình|Thông báo|Hướng dẫn|Quy định|văn bản)\b[^;,.:\n\d]{0,40}?\bsố\s+\d[\w/.&-]*\w"
    rf"{_DATE}?|(?:Bộ luật|Luật|Pháp lệnh)\s[^;:.\n]{{3,120}}?(?:{_DATE}|\s+số\s+\d[\w/]*\w{_DATE}?)"
)
_PURPOSE = re.compile(r"^(?:Để|Nhằm|để|nhằm)\b|\bvới mục đích\b")
_VALIDITY = re.compile(
    r"(?i)\b(?:có|hết) hiệu lực\b|\btiếp tục (?:có hiệu lực|được thực hiện|thực hiện theo)|thực hiện đến hết ngày"
    r"|văn bản được dẫn chiếu|mức tối đa áp dụng"
)
_CHANGES = re.compile(
    r"(?i)^(?:nay )?(?:sửa đổi|bổ sung|bãi bỏ|thay thế|thay cụm từ|đính chính|thu hồi|hủy bỏ|ngưng hiệu lực)\b"
    r"|\bthay thế (?:các |cho )?(?:văn bản|quyết định|nghị quyết|thông tư|kế hoạch|chỉ thị)\b"
    r"|\bđược sửa đổi (?:tương ứng|như sau)\b"
    r"|\b(?:bãi bỏ|thay thế) (?:toàn bộ )?(?:quyết định|nghị quyết|thông tư) số\b"
)
_REPORTS = re.compile(
    r"(?i)\bbáo cáo\b(?! (?:viên|thẩm tra|tham luận|nêu|kết quả đại hội))|\bsơ kết\b|\btổng kết, báo cáo\b"
)
_ASSIGNS = re.compile(
    r"(?i)chủ trì|đầu mối|thường trực|\bgiao\b|chịu trách nhiệm|có trách nhiệm|tham mưu|phối hợp|theo dõi, đôn đốc"
)
_AIM = re.compile(r"(?i)phấn đấu|tối thiểu|ít nhất|\bđạt\b|\d\s?%|\btrở lên\b|\bmỗi\b|\btổ chức \d|chỉ được")
_RESULTS = re.compile(r"(?i)báo cáo kết quả|sơ kết")
_FUNDS = re.compile(r"(?i)kinh phí|ngân sách")
#: The weight from which a day is one, and no year or rhythm alone.
_SURE_DAY = 1.6
_TOTAL = re.compile(r"(?i)\btổng (?:kinh phí|nhu cầu|mức|số|dự toán|cộng)|là mức tối đa\b")
_EXACT_DAY = re.compile(r"\d{1,2}\s*(?:/|tháng\s)\s*\d{1,2}\s*(?:(?:/|năm\s)\s*\d{4})?|\bquý\s+[IV]+|tháng\s+\d{1,2}")
_NUMBERS = re.compile(r"\bsố\s+\d[\w/.&-]*|\b\d+/\d{4}/[A-ZĐ][\w-]*")
_EACH = re.compile(r"(?i)ngày\s+\d{1,2}\s+(?:hằng|hàng|tháng cuối|tháng đầu|của)")
_LENGTH = re.compile(r"(?i)(?:thời hạn|trong|không quá|chậm nhất|sau)\s.{0,12}?\d{1,3}\s+(?:ngày|giờ|tháng|năm)\b")


def references(text: str) -> list[tuple[int, int]]:
    """Where a basis names the documents that it refers to.

    >>> text = "Căn cứ Nghị định số 72/2015/NĐ-CP ngày 07 tháng 9 năm 2015 của Chính phủ về thông tin;"
    >>> [text[start:end] for start, end in references(text)]
    ['Nghị định số 72/2015/NĐ-CP ngày 07 tháng 9 năm 2015']
    """
    return [match.span() for match in _REFERENCE.finditer(text)]


def section_role(unit: Unit) -> AspectName | None:
    """The aspect that the titles above a part name, the nearest first."""
    for title in reversed(unit.passage.headings):
        if unit.text.rstrip(" .;:") in title:
            continue  # the part is its own title
        folded = fold(title)[:90]
        for name, role in _ROLES:
            if role.search(folded):
                return name
    return None


def weights(unit: Unit) -> Mapping[AspectName, float]:
    """How much a part says on each aspect; what it says nothing on is left out."""
    if unit.passage.kind == "can_cu":
        return {"basis": 2.0 if references(unit.text) else 0.5}
    if unit.passage.kind == "mo_dau":
        return _opening_weights(unit)
    if unit.passage.kind == "footnote":
        return {}
    role = section_role(unit)
    found = _effect_weights(unit)
    day = _day_weight(_NUMBERS.sub(" ", CITED_DAY.sub(" ", unit.text)))
    if unit.passage.citation.label == KET_LABEL:
        return found | ({"reporting": 1.0} if _REPORTS.search(unit.text) and day else {})
    found |= _report_weights(unit, role, day) | _money_weights(unit, role) | _target_weights(unit, role)
    if day >= _SURE_DAY:
        found["deadlines"] = 1.0 + day
    found |= _section_weights(unit, role)
    return found or {"content": 1.0 + (0.5 if unit.opens else 0.0)}


def _effect_weights(unit: Unit) -> dict[AspectName, float]:
    found: dict[AspectName, float] = {"validity": 4.0} if _VALIDITY.search(unit.text) else {}
    if _CHANGES.search(unit.text) or _CHANGES.search(unit.lead):
        found["changes"] = 4.0
    return found


def _report_weights(unit: Unit, role: AspectName | None, day: float) -> dict[AspectName, float]:
    is_due = bool(day) or role == "reporting" or _RESULTS.search(unit.text) is not None
    return {"reporting": 3.0 + day} if is_due and _REPORTS.search(unit.text) else {}


def _money_weights(unit: Unit, role: AspectName | None) -> dict[AspectName, float]:
    text = unit.text
    sums = len(MONEY.findall(text))
    if sums or role == "money":
        bonus = (1.0 if role == "money" else 0.0) + (1.0 if _TOTAL.search(text) else 0.0)
        return {"money": 1.0 + 1.5 * min(sums, 2) + bonus}
    if role != "purpose" and MONEY_SOURCE.search(text) and _FUNDS.search(text):
        return {"money": 1.2 if unit.body is None else 0.9}
    return {}


def _target_weights(unit: Unit, role: AspectName | None) -> dict[AspectName, float]:
    bare = _NUMBERS.sub(" ", CITED_DAY.sub(" ", unit.text))
    figures = len([match for match in TARGET.finditer(bare) if not match.group().strip().isdigit()])
    if figures and (_AIM.search(unit.text) or role in ("targets", "purpose")):
        return {"targets": 1.0 + min(figures, 3) + (1.5 if role == "targets" else 0.0)}
    return {}


def _section_weights(unit: Unit, role: AspectName | None) -> dict[AspectName, float]:
    """What a part says by the body that it is about, or by its section alone."""
    first = 0.8 if unit.opens else 0.0
    if unit.body and (unit.is_assigned or role not in ("purpose", "targets")):
        return {"tasks": 1.0 + first + (1.5 if _ASSIGNS.search(unit.text[:160]) else 0.0)}
    if role == "purpose" and unit.body is None:
        return {"purpose": 1.5 + first + (1.0 if _aims(unit) else 0.0)}
    return {}


def main_aspect(unit: Unit) -> AspectName | None:
    """The aspect that a part says most on; None for what belongs to none (subject, title)."""
    said = weights(unit)
    if not said:
        return None
    return max(said, key=lambda name: (said[name] >= 1.0, -PRECEDENCE.index(name)))


def _opening_weights(unit: Unit) -> Mapping[AspectName, float]:
    text = unit.text
    found: dict[AspectName, float] = {}
    if references(text):
        found["basis"] = 2.0 if _BASIS.match(text) else 1.5
    if _PURPOSE.search(text):
        found["purpose"] = 3.0
    elif re.search(r"(?:ban hành|xây dựng) (?:Kế hoạch|Chỉ thị|Quy|kế hoạch|Nghị quyết|Thông tư)|kính mời", text):
        found["purpose"] = 0.5
    return found


def _aims(unit: Unit) -> bool:
    """True under the title that says what the document is for, and not what it requires."""
    title = fold(unit.passage.headings[-1]) if unit.passage.headings else ""
    return re.search(r"\b(?:muc (?:dich|tieu)|pham vi|doi tuong ap dung)\b", title) is not None


def _day_weight(text: str) -> float:
    """How exactly a part says when: a day, a month, a length of time, or a day that comes again."""
    if _EXACT_DAY.search(text) and DEADLINE.search(text):
        return 2.0
    if _LENGTH.search(text) or _EACH.search(text):
        return _SURE_DAY
    return 0.6 if DEADLINE.search(text) else 0.0
