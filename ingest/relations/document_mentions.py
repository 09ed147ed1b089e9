"""Documents named in a stretch of text: by number, or a law by its name; with date, issuer and attached text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.grammar import document_numbers
from ingest.grammar.document_types import ATTACHED_TYPES, name_pattern

#: Types as they are written before a number.
_TYPE_NAMES = name_pattern(
    "law",
    "normative",
    "administrative",
    "generic",
    "Điều lệ",
    without=("DA", "BB", "HĐ"),  # these are seldom cited
)
TYPE_WORDS = rf"(?:Báo cáo thẩm tra|Báo cáo thẩm định|{_TYPE_NAMES})"
#: Names of texts that are issued with a decision; the omitted ones hold tables, not provisions that a relation names.
ATTACHED_WORDS = (
    rf"(?:{name_pattern(*ATTACHED_TYPES, without=('Quy hoạch', 'Định mức', 'Bảng giá đất', 'Chương trình hành động'))})"
)
_TYPED = re.compile(
    rf"(?P<type>{TYPE_WORDS})(?P<name>(?:\s+(?!số\s*:?\s*$)[^\s;:.]+){{0,28}}?)\s*(?:\(?số\s*:?\s*)?$", re.IGNORECASE
)
#: The same without words of a name between: what counts for every document but a law.
_TYPED_DIRECTLY = re.compile(rf"(?P<type>{TYPE_WORDS})(?P<name>)\s*(?:\(?số\s*:?\s*)?$", re.IGNORECASE)
_NAMED_LAW = re.compile(rf"(?P<type>{name_pattern('law')})\s+(?=[A-ZĐÂÊÔƠƯĂÁÀẢÃẠÍÌỊÝ]|sửa đổi)")
_LAW_END = re.compile(
    r"\s+(?:ngày\s+\d|số\s+\d|năm\s+\d|(?:đã\s+)?được\s+|hết\s+hiệu|này\b|khóa\b|của\s+Quốc hội|quy định"
    r"|có\s+hiệu|về\s+việc|như\s+sau)"
    r"|\s*[;:.(“\"]|\s*,\s*(?=(?:đã\s+)?được|Bộ luật|Luật|Pháp lệnh|Nghị|Điều|khoản|điểm"
    r"|sửa\s+đổi,\s+bổ\s+sung\s+(?:năm|một\s+số\s+điều\s+năm))"
    r"|\s*,?\s+và\s+(?=Bộ luật|Luật sửa đổi|Pháp lệnh|Nghị|Quyết|Thông)|\s*,?\s*$"
)
_DATE = r"ngày\s+(?P<d>\d{1,2})\s*(?:tháng|/|-|\.)\s*(?P<m>\d{1,2})\s*(?:năm|/|-|\.)\s*(?P<y>\d{4})"
DATE = re.compile(_DATE)
_DATE_AFTER = re.compile(rf"\s*,?\s*(?:ban hành\s+)?{_DATE}")
_ISSUER_AFTER = re.compile(
    r"\s*,?\s*của\s+(?P<issuer>(?:(?:liên\s+)?Bộ|Chính phủ|Thủ tướng|Quốc hội|Ủy ban|Uỷ ban|UBND|Hội đồng|HĐND"
    r"|Chủ tịch|Sở|Tỉnh ủy|Ban|Thanh tra"
    r"|Ngân hàng|Kiểm toán|Tòa án|Viện|Tổng cục|Cục|Bí thư|Trung ương|Đảng)[^;:.()“”]{0,250}?)"
    r"(?=\s*(?:[;:.(“”)]|$)|,?\s+(?:về|ban hành|quy định|sửa đổi|bổ sung|phê duyệt|hướng dẫn|thành lập|công bố"
    r"|thông qua|bãi bỏ|thay thế|đã|được|hết"
    r"|kể từ|giao|triển khai|thực hiện|điều chỉnh|trên địa bàn|có hiệu|ủy quyền|kèm|và\s+(?:các\s+)?(?:Luật|Nghị"
    r"|Quyết|Thông|Kế|Chỉ|Công)|như sau|trái)\b|,\s+(?:Luật|Nghị|Quyết|Thông|Kế|Chỉ|Công|trừ|Điều|khoản)\b)"
)
_PASSIVE = re.compile(
    r"(?:đã\s+)?được\s+(?:[\wÀ-ỹ]+\s+){0,2}?(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ|đính\s+chính|gia\s+hạn|điều\s+chỉnh|hợp\s+nhất)"
    r"[^;.]*?\b(?:bởi|tại|theo|bằng)\b",
    re.IGNORECASE,
)
#: Words after which a document belongs to the name of the one before it.
_BELONGS = re.compile(
    r"\b(?:sửa\s+đổi|bổ\s+sung|bãi\s+bỏ|thay\s+thế|ban\s+hành|quy\s+định|hướng\s+dẫn|thi\s+hành|thực\s+hiện|theo|kèm|được|bởi|điều\s+chỉnh"
    r"|gia\s+hạn|đính\s+chính|phê\s+duyệt|triển\s+khai|chi\s+tiết|về|tại|căn\s+cứ)\b",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    rf";|,\s+(?=(?:các\s+)?(?:{TYPE_WORDS}|Điều|khoản|điểm)\b|$)|\bvà\s+(?:các\s+)?(?={TYPE_WORDS}\b|Điều\b|khoản\b|điểm\b|$)"
)
_ATTACHED = re.compile(rf"(?P<name>{ATTACHED_WORDS})\b[^;]*?\bkèm\s+theo\s+(?:{TYPE_WORDS}\s+)?(?:số\s*)?$")


@dataclass(frozen=True, slots=True)
class DocumentMention:
    """A document named in a text. ``start`` is where its type word begins.

    ``independent`` is false for one that only belongs to the name of another (`Quyết định A sửa đổi Quyết định B`);
    ``passive`` is true where it is named as the amending one (`được sửa đổi bởi ...`).
    """

    start: int
    end: int
    number: str | None
    key: str | None
    type: str | None
    name: str | None = None
    issued: date | None = None
    issuer: str | None = None
    component: str = ""
    independent: bool = True
    passive: bool = False


def date_from_match(match: re.Match[str]) -> date | None:
    """The date in a match with groups d, m, y; None for a day that no calendar has (31 February)."""
    try:
        return date(int(match.group("y")), int(match.group("m")), int(match.group("d")))
    except ValueError:
        return None


def find_document_mentions(text: str) -> list[DocumentMention]:
    """Every document named in ``text`` (quotations already blank), in order."""
    found = [_numbered_mention(text, number) for number in document_numbers.find_numbers(text)]
    spans = [(mention.start, mention.end) for mention in found]
    laws = _law_mentions(text)
    found.extend(law for law in laws if all(law.end <= start or law.start >= end for start, end in spans))
    found.sort(key=lambda mention: mention.start)
    return _mark_subordinate(text, found)


def _numbered_mention(text: str, number: document_numbers.DocumentNumber) -> DocumentMention:
    before = text[max(0, number.start - 260) : number.start]
    match = _nearest_type(before)
    type_name = name = None
    start = number.start
    if match is not None:
        type_name = match.group("type")
        start = number.start - len(before) + match.start()
        if type_name.lower() in ("luật", "bộ luật", "pháp lệnh") and match.group("name").strip():
            name = f"{type_name}{match.group('name')}"
    issued, issuer, end = _date_and_issuer(text, number.end)
    attached = _ATTACHED.search(text[max(0, number.start - 400) : number.start])
    component = attached.group("name") if attached else ""
    return DocumentMention(start, end, number.text, number.canonical_key, type_name, name, issued, issuer, component)


def _nearest_type(before: str) -> re.Match[str] | None:
    """The type word nearest to the number; for a law, the one that begins its name."""
    nearest: re.Match[str] | None = None
    for match in re.finditer(TYPE_WORDS, before):
        # `của Luật số 12`: an outer `Luật sửa đổi ... Luật số 12` is another document's name.
        opens_name = nearest is None and match.group() in ("Luật", "Bộ luật", "Pháp lệnh")
        nearest = (_TYPED if opens_name else _TYPED_DIRECTLY).match(before, match.start()) or nearest
    return nearest


def _date_and_issuer(text: str, end: int) -> tuple[date | None, str | None, int]:
    issued = issuer = None
    match = _DATE_AFTER.match(text, end)
    if match:
        issued, end = date_from_match(match), match.end()
    match = _ISSUER_AFTER.match(text, end)
    if match:
        issuer, end = match.group("issuer").strip(" ,"), match.end()
    return issued, issuer, end


def _law_mentions(text: str) -> list[DocumentMention]:
    """Laws cited by name without a number (`Luật Thủy sản ngày 21 tháng 11 năm 2017`)."""
    found: list[DocumentMention] = []
    position = 0
    while (match := _NAMED_LAW.search(text, position)) is not None:
        end = _LAW_END.search(text, match.end())
        stop = end.start() if end else len(text)
        name = " ".join(text[match.start() : stop].split())
        issued, issuer, tail = _date_and_issuer(text, stop)
        position = max(tail, match.end())
        if len(name.split()) >= 2:
            found.append(DocumentMention(match.start(), tail, None, None, match.group("type"), name, issued, issuer))
    return found


def _mark_subordinate(text: str, found: Sequence[DocumentMention]) -> list[DocumentMention]:
    """The mentions, each with whether it stands for itself and whether it is named as the amending document."""
    marked: list[DocumentMention] = []
    for mention in found:
        if marked:
            marked.append(_mark_after(text[marked[-1].end : mention.start], marked[-1], mention))
        else:
            before = text[max(0, mention.start - 160) : mention.start]
            marked.append(replace(mention, passive=bool(_PASSIVE.search(f"{before} "))))
    return marked


def _mark_after(between: str, previous: DocumentMention, mention: DocumentMention) -> DocumentMention:
    tail, separator = between, ""
    for cut in _SEPARATOR.finditer(between):
        tail, separator = between[cut.end() :], cut.group().strip()[:1]
    passive = bool(_PASSIVE.search(f"{tail} ")) or (bool(_PASSIVE.search(f"{between} ")) and separator != ";")
    if previous.passive and separator in ("v", ","):
        passive = True  # `được sửa đổi bởi A và B`
    independent = not _BELONGS.search(tail) and (separator == ";" or previous.independent)
    return replace(mention, independent=independent and not passive, passive=passive)
