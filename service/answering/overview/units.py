"""The parts of a document that can be quoted alone, each with the body that it is about.

A sentence is cut at a semicolon only where the next part begins with a verb, and never before an exception or a
condition: "70%, trừ ...; riêng xã biên giới 100%" stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.records import StoredPassage
from ingest.grammar.citations import KET_LABEL
from ingest.text.sentences import sentence_spans, stripped_span
from service.answering.overview.records import Unit
from service.answering.quoting.slot_patterns import BODY, BODY_TITLE
from service.answering.quoting.slot_values import body_in_headings

#: The number or sign before a unit: the citation names it, the quote need not.
_MARK = re.compile(
    r"(?:“?(?:Điều \d+\w{0,2}[.:]|"
    r"(?:[IVXL]{1,6}|\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.)]|\d{1,2}(?:\.\d{1,2})+)|[-–—•●▪+*])\s+"
)
#: Verbs that open what a body does next; only before them may a sentence be cut.
_VERBS = (
    r"(?:chủ trì|chủ động|phối hợp|báo cáo|hướng dẫn|tổ chức|tổng hợp|tham mưu|theo dõi|đôn đốc|kiểm tra|giám sát"
    r"|định kỳ|xây dựng|ban hành|triển khai|rà soát|cung cấp|bố trí|lồng ghép|quản lý|trình|gửi|hoàn thành|để|thực hiện"
    r"|đề xuất|công khai|tăng cường|tiếp tục|phát hiện|xử lý|chỉ đạo|yêu cầu|thời hạn|tuyên truyền|vận động|bảo đảm"
    r"|lập|duy trì|đẩy mạnh|kịp thời|thường xuyên|chịu trách nhiệm|có trách nhiệm|đồng thời)"
)
_CUT = re.compile(rf";\s+(?=(?:và\s+)?{_VERBS}\b)")
#: A sentence that begins so holds under its condition to its end: it is not cut.
_CONDITION = re.compile(r"(?i)\s*(?:khi|trường hợp|trong trường hợp|nếu|đối với|không|nghiêm cấm|sau khi)\b")
#: What takes back a part of what stands before it.
_EXCEPTION = re.compile(
    r"(?i)^[-–+\s]*(?:trừ|ngoại trừ|riêng|tuy nhiên|nhưng|không (?:bao gồm|áp dụng|tính|kể)"
    r"|số kinh phí này không|trong đó)\b"
)
_DANGEROUS_LEAD = re.compile(r"(?i)\b(?:không|trừ|cấm|nghiêm cấm|chưa|trường hợp|nếu|khi|điều kiện|chỉ|ngoại trừ)\b")
_GIVES = re.compile(
    r"(?:Giao|Yêu cầu|Đề nghị|Phân công|Giao cho)\s+(?:cho\s+)?(?=[A-ZĐÁÀẢÃẠÂĂÊÔƠƯÝỦỬỨỦÚ]|các\b)", re.IGNORECASE
)
_ALL_BODIES = re.compile(
    r"Các (?:sở|cơ quan|bộ|đơn vị|địa phương|ban|ngành|huyện|xã)[^.;:]{0,80}?"
    r"(?=\s(?:có|chủ|tổ chức|báo|rà|xây|thực|ban hành|phải|căn cứ|chịu|nêu|tiếp|lập|phối)\b)",
    re.IGNORECASE,
)
#: Titles that say what is done: they are read like sentences.
_AMENDS = re.compile(r"(?:Sửa đổi|Bổ sung|Bãi bỏ|Thay thế|Thay cụm từ|Thay|Đính chính|Thu hồi)\b")
_GROUP_TITLE = re.compile(r"(?:Chương|Phần|Mục|Tiểu mục)\s+[IVXLC\d]+\W*$", re.IGNORECASE)
_RECIPIENTS = re.compile(r"(?i)n[ơo]i\s*nh[aâậ]n\b")
#: Words that only begin like the name of a body.
NO_BODY = re.compile(
    r"(?:Báo cáo|Hội (?:nghị|thảo|thi|nhập|đủ)|Ban hành|Bộ (?:máy|phận|tiêu chí|chỉ số)|Phòng,? (?:chống|ngừa)"
    r"|Sở hữu|Văn phòng phẩm|Trường hợp|Đài thọ|Quỹ đất|Viện trợ|Vụ việc|Chủ tịch hội)\b"
)
_LONGEST_LEAD = 220
#: Longer lines in capitals are no titles.
_LONGEST_TITLE = 160
#: A line of some length without a mark at its end.
_UNFINISHED = re.compile(r".{40}[^.;:!?/”\")]$", re.DOTALL)
_GOES_ON = re.compile(rf"\s*(?!{_MARK.pattern})(?:[a-zà-ỹđ]|\d)")
_ROW_NUMBER = re.compile(r"(?:STT|TT|Số TT|Số thứ tự): [^;]{0,6}; ")
_ROW_NOTES = re.compile(r"; Ghi chú: [^;]*$")
_LEADS = re.compile(r"(?i)chủ trì|thực hiện chính|đơn vị thực hiện|cơ quan thực hiện")


def document_units(passages: Sequence[StoredPassage], *, titles: bool = False) -> list[Unit]:
    """The quotable parts of a document in reading order; with ``titles`` also titles that stand above text."""
    units: list[Unit] = []
    leads: dict[tuple[object, ...], str] = {}
    for passage in passages:
        lead = _lead_above(passage, leads)
        if passage.kind == "table_row":
            units.append(_row_unit(passage))
            continue
        found = list(_passage_units(passage, lead, titles=titles))
        last = found[-1].text if found else ""
        if last.endswith(":") and len(last) <= _LONGEST_LEAD:
            leads[(passage.citation.component, *passage.citation.path)] = last
        units += found
    return units


def is_dangerous(lead: str) -> bool:
    """True if what stands below a line would say another thing without it."""
    return _DANGEROUS_LEAD.search(lead) is not None


def _lead_above(passage: StoredPassage, leads: dict[tuple[object, ...], str]) -> str:
    place = (passage.citation.component, *passage.citation.path)
    for length in range(len(place), 1, -1):
        if place[:length] in leads:
            return leads[place[:length]]
    return ""


def _passage_units(passage: StoredPassage, lead: str, *, titles: bool) -> Iterator[Unit]:
    """The parts of one passage; a line that only repeats a heading is none."""
    text, below, body_above = passage.text, lead, None
    headings = {_bare(title) for title in passage.headings}
    opens = True
    for start, line_end in _said_lines(passage, headings, titles=titles):
        line = text[start:line_end]
        body = _body_of(line) or body_above or _body_of(below) or body_in_headings(passage.headings)
        for unit_start, unit_end in _clauses(text, start, line_end):
            yield Unit(passage, unit_start, unit_end, below, _body_of(text[unit_start:unit_end]) or body, opens)
            opens = False
        if line.endswith(":") and len(line) <= _LONGEST_LEAD:
            below, body_above = line, _body_of(line)


def _said_lines(passage: StoredPassage, headings: set[str], *, titles: bool) -> Iterator[tuple[int, int]]:
    """The lines that say something, behind their numbers and titles; those of the recipients end the passage."""
    text = passage.text
    for line_start, end in _lines(text):
        start = _without_mark(text, line_start, end)
        line = text[start:end]
        if passage.citation.label == KET_LABEL and _RECIPIENTS.match(line):
            return
        if not line or _GROUP_TITLE.match(line) or (line.isupper() and len(line) < _LONGEST_TITLE):
            continue
        is_title = _bare(line) in headings and _is_only_title(line, is_last=end == len(text.rstrip()))
        if titles or not is_title:
            yield _behind_title(text, start, end, headings), end


def _is_only_title(line: str, *, is_last: bool) -> bool:
    """True for a title that says nothing by itself: one above other lines, or the name of a body."""
    if _AMENDS.match(line):
        return False
    return not is_last or (body_in_headings([line]) is not None and line[-1] not in ".;")


def _row_unit(passage: StoredPassage) -> Unit:
    """A row without its running number and its notes."""
    start = _ROW_NUMBER.match(passage.text)
    notes = _ROW_NOTES.search(passage.text)
    body = next((value for head, value in passage.cells if _LEADS.search(head)), None)
    return Unit(
        passage,
        start.end() if start else 0,
        notes.start() if notes else len(passage.text),
        "",
        body or None,
        opens=True,
    )


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the lines; one that breaks off in the middle of a sentence is joined to the next."""
    position, open_from = 0, -1
    for line in text.split("\n"):
        start, end = stripped_span(text, position, position + len(line))
        position += len(line) + 1
        if end == start:
            continue
        start = open_from if open_from >= 0 else start
        if _UNFINISHED.search(text[start:end]) and _GOES_ON.match(text, position):
            open_from = start
            continue
        open_from = -1
        yield start, end
    if open_from >= 0:
        yield open_from, len(text.rstrip())


def _without_mark(text: str, start: int, end: int) -> int:
    mark = _MARK.match(text, start, end)
    return mark.end() if mark else start


def _behind_title(text: str, start: int, end: int, titles: set[str]) -> int:
    """Where a line goes on behind a title that stands in the same line."""
    for title in titles:
        if len(title) > 8 and text[start:end].lower().startswith(title) and end - start > len(title) + 12:
            after = start + len(title)
            while after < end and text[after] in " .:":
                after += 1
            if text[after : after + 1].isupper():
                return after
    return start


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of a line: its sentences, cut where a new verb follows; what takes something back is joined."""
    spans: list[tuple[int, int]] = []
    for sentence_start, sentence_end in sentence_spans(text[start:end].replace("\n", " ")):
        cuts = [start + sentence_start]
        if not _CONDITION.match(text, cuts[0]):
            cuts += [cut.end() for cut in _CUT.finditer(text, cuts[0], start + sentence_end)]
        cuts.append(start + sentence_end)
        for piece_start, piece_end in pairwise(cuts):
            piece = stripped_span(text, piece_start, piece_end)
            if piece[0] == piece[1]:
                continue
            if spans and _EXCEPTION.match(text[piece[0] : piece[1]]):
                spans[-1] = (spans[-1][0], piece[1])
            else:
                spans.append(piece)
    return spans


def _body_of(line: str) -> str | None:
    """The body with whose name a line begins, after "Giao" or "Yêu cầu"."""
    gives = _GIVES.match(line)
    at = gives.end() if gives else 0
    many = _ALL_BODIES.match(line, at)
    if many:
        return many.group().strip(" ,")
    if gives is None and BODY_TITLE.match(line, at) is None:
        return None
    named = BODY.match(line, at)
    if named is None or len(named.group()) < 5 or NO_BODY.match(named.group()):
        return None
    return named.group().strip(" ,-–") or None


def _bare(title: str) -> str:
    mark = _MARK.match(title + " ")
    return " ".join((title[mark.end() :] if mark else title).strip(" :.;").lower().split())
