"""Page furniture: running heads, page numbers, stamps and signature texts, no part of the document's own text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.read.pages.page_numbers import is_number_at_edge, page_numbers
from ingest.read.pages.signature_texts import says_signature, signature_lines
from ingest.reading import Line
from ingest.text.normalize import fold
from ingest.text.syllables import syllable_rate

#: Running heads, page numbers: the outer bands of a page. A page number stands in the 20-25 mm top margin of 297 mm.
_BAND = 0.085
_NUMBER_BAND = 0.13
#: Repeated on at least this share of the pages (odd and even pages may differ).
_REPEATED = 0.4
_STAMP_REACH = 0.13
#: OCR below this is checked for sense, below the second it has none (measured: seals .1-.3, faint text .6).
_UNSURE = 0.5
_UNREADABLE = 0.3

_PAGE_NUMBER = re.compile(r"^\W*(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\W*$", re.IGNORECASE)
#: Titles of parts: at the top of a page they open a part, they are no running head until they repeat.
_PART_TITLE = re.compile(
    r"^\W*(?:phụ lục|phụ biểu|mẫu|biểu|bảng|danh mục|chương|phần|mục|điều|quyển|tập|phiếu|đơn|tờ)\b",
    re.IGNORECASE,
)
#: A number that counts the pages inside a running head: behind "Trang", at the beginning, or set apart.
_COUNTS_PAGES = re.compile(r"\b(?:trang|tr|page)\b\W*\d|^\W*\d|[|•–—:/-]\s*\d{1,4}\W*$", re.IGNORECASE)
_GAZETTE = re.compile(
    r"^\W*\d{0,4}\s*CÔNG BÁO\s*/?\s*(?:[\w ]+/)?\s*(?:Số|Ngày)\b|^\W*\d{0,4}\s*CÔNG BÁO\W*$", re.IGNORECASE
)

_GAZETTE_LINE = re.compile(
    r"\W*\d{0,4}\s*CÔNG BÁO\s*/\s*Số[\d\s+&,và]{1,24}/\s*Ngày\s*[\d./\-–]{6,12}\W*\d{0,4}", re.IGNORECASE
)
_WATERMARK = re.compile(
    r"thuvienphapluat|luatvietnam\.vn|luatminhkhue|camscanner|scanned (?:by|with)|vanban\.chinhphu\.vn$", re.IGNORECASE
)
#: An address alone on a line belongs to whoever prints it on every page; once in running text it is the document's.
_ADDRESS = re.compile(r"^\W*(?:www\.|https?://)\S+\W*$|^\W*www\.\S+\s+.*\d{3}", re.IGNORECASE)
_LONGEST_WATERMARK, _TIMES = 80, 3
_STAMP_HEAD = re.compile(
    r"^\W*(?:c[ôo]ng\s*v[ăa]n\s*)?[đd][êeé][́ẽ]?[nm]\W*$|^\W*(?:CÔNG VĂN ĐẾN|VĂN BẢN ĐẾN|Đ[ÊẾ]N)\b", re.IGNORECASE
)
_STAMP_PARTS = re.compile(
    r"^\W*(?:đ[ếê]n\b.{0,20}|số\s*:?\s*[\d.…]*|s[ốo] v[àa] k[ýy] hi[ệe]u(?: HS)?\s*:?.*"
    r"|ng[àa]y\s*:?\s*[\d./\-… ]*|gi[ờo]\s*:?.{0,14}"
    r"|chuy[ểe]n\s*:?.{0,40}|l[ưu]u(?: h[ồo] s[ơo])?(?: số)?\s*:?.{0,30}|k[íi]nh chuy[ểe]n\s*:?.{0,40})\W*$",
    re.IGNORECASE,
)
_STAMP_INLINE = re.compile(r"(?is)^\W*đ[ếêe]n\b\W*(?:số|giờ)\s*:?.{0,40}ngày\s*:?")
_DIGITS = re.compile(r"\d+")
#: What only the head of a paper holds, and how far from it the bodies and the number stand (parts of the page).
_NATIONAL_TITLE = re.compile(r"cong hoa xa hoi chu nghia|dang cong san viet nam")
_HEAD_HEIGHT = 0.08
#: Lines of one row, in parts of the page.
_SAME_LINE = 0.008


def classify_lines(lines: Sequence[Line], pages: int) -> list[str | None]:
    """For every line its kind of furniture, or None for text. Lines without boxes are judged by text alone."""
    kinds = [_furniture_kind(line) for line in lines]
    for index in signature_lines(lines):
        kinds[index] = "signature_text"
    for index in _repeated_addresses(lines):
        kinds[index] = kinds[index] or "watermark"
    for index in _running_heads(lines, pages):
        kinds[index] = kinds[index] or "running_head"
    for index in page_numbers(lines, kinds):
        kinds[index] = kinds[index] or "page_number"
    _mark_gazette(lines, kinds)
    _mark_stamps(lines, kinds)
    return kinds


def is_page_furniture(line: Line) -> bool:
    """True if the line by itself looks like a page number, a signature's words or the like."""
    return is_number_at_edge(line) or says_signature(line) or _furniture_kind(line) is not None


def _furniture_kind(line: Line) -> str | None:
    text = line.text.strip()
    if len(text) > 160:
        return None
    if len(text) <= _LONGEST_WATERMARK and _WATERMARK.search(text):
        return "watermark"
    if line.confidence is not None and _is_noise(line):
        return "noise"
    if line.box is None:
        return None
    edge = line.box.y1 < _NUMBER_BAND or line.box.y0 > 1 - _NUMBER_BAND
    return "gazette" if edge and _GAZETTE.match(text) else None


def _mark_gazette(lines: Sequence[Line], kinds: list[str | None]) -> None:
    """`CÔNG BÁO/Số 45 + 46/Ngày 15-01-2024` and the page number beside it, in text without places on a page."""
    for index, line in enumerate(lines):
        if line.box is not None or kinds[index] is not None or not _GAZETTE_LINE.fullmatch(line.text.strip()):
            continue
        kinds[index] = "gazette"
        for beside in (index - 1, index + 1):
            if 0 <= beside < len(lines) and kinds[beside] is None and _PAGE_NUMBER.match(lines[beside].text.strip()):
                kinds[beside] = "page_number"


def _repeated_addresses(lines: Sequence[Line]) -> set[int]:
    """Indexes of web addresses alone on a line: in the margins of a page, or printed again and again."""
    alike: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if len(line.text) <= 160 and _ADDRESS.search(line.text.strip()):
            alike.setdefault(line.text.strip(), []).append(index)
    margins = {index for members in alike.values() for index in members if _in_band(lines[index])}
    return margins | {index for members in alike.values() if len(members) >= _TIMES for index in members}


def _is_noise(line: Line) -> bool:
    """True for handwriting, seals and specks that OCR took for letters; a document number is never dropped."""
    if line.confidence is None or line.confidence >= _UNSURE or re.search(r"\d{1,4}\s*/|S[ốo]\s*:", line.text):
        return False
    rate, words = syllable_rate(line.text)
    return line.confidence < _UNREADABLE or words == 0 or rate < 0.5


def _in_band(line: Line) -> bool:
    return line.box is not None and (line.box.y1 < _BAND + 0.03 or line.box.y0 > 1 - _BAND)


def _mask_digits(text: str) -> str:
    return _DIGITS.sub("#", fold(text)).replace(" ", "")


def _running_heads(lines: Sequence[Line], pages: int) -> set[int]:
    """Indexes of lines in the outer bands that many pages repeat. A part's title stays where it stands first."""
    if pages < 3:
        return set()
    alike: dict[str, list[int]] = {}
    heads_of_papers = _heads_of_papers(lines)
    for index, line in enumerate(lines):
        key = _mask_digits(line.text)
        if _in_band(line) and len(key) > 2 and index not in heads_of_papers:
            alike.setdefault(key, []).append(index)
    heads: set[int] = set()
    for members in alike.values():
        if len({lines[index].page for index in members}) < max(3, _REPEATED * pages):
            continue
        if _PART_TITLE.match(lines[members[0]].text):
            texts = [lines[index].text for index in members]
            heads.update(index for place, index in enumerate(members) if texts.index(texts[place]) < place)
        elif _counts_or_stays([lines[index] for index in members]):
            heads.update(members)
    return _outermost(heads, lines)


def _heads_of_papers(lines: Sequence[Line]) -> set[int]:
    """Indexes of lines beside a national title: several papers in one file repeat their heads, and each is its own."""
    titles = {
        line.page: line.box
        for line in lines
        if line.box is not None and len(line.text) <= _LONGEST_WATERMARK and _NATIONAL_TITLE.search(fold(line.text))
    }
    return {
        index
        for index, line in enumerate(lines)
        if line.box is not None and (title := titles.get(line.page)) and abs(line.box.y0 - title.y0) < _HEAD_HEIGHT
    }


def _outermost(heads: set[int], lines: Sequence[Line]) -> set[int]:
    """The running heads that no text stands outside of: under an annex's title a repeated line is the annex's."""
    edges: dict[int | None, tuple[float, float]] = {}
    for index, line in enumerate(lines):
        if index in heads or line.box is None or is_number_at_edge(line):
            continue
        top, bottom = edges.get(line.page, (1.0, 0.0))
        edges[line.page] = min(top, line.box.y0), max(bottom, line.box.y1)
    kept: set[int] = set()
    for index in heads:
        box = lines[index].box
        top, bottom = edges.get(lines[index].page, (1.0, 0.0))
        if box is not None and (box.y0 < top + _SAME_LINE if box.y1 < 0.5 else box.y1 > bottom - _SAME_LINE):
            kept.add(index)
    return kept


def _counts_or_stays(lines: Sequence[Line]) -> bool:
    """True if every number in these lines is the same on most pages, or counts the pages."""
    numbers = [[int(digits) for digits in _DIGITS.findall(line.text)] for line in lines]
    counting = _counting_place(lines[0].text)
    for place, values in enumerate(zip(*numbers, strict=True)):
        steps = Counter(value - (line.page or 0) for value, line in zip(values, lines, strict=True))
        same = Counter(values).most_common(1)[0][1]
        if 2 * same < len(values) and not (counting == place and 2 * steps.most_common(1)[0][1] >= len(values)):
            return False
    return True


def _counting_place(text: str) -> int:
    """Which of a line's numbers may count the pages, -1 where none does.

    >>> _counting_place("Báo cáo năm 2023 - Trang 4"), _counting_place("1. Kinh phí là 100 triệu đồng")
    (1, 0)
    """
    match = _COUNTS_PAGES.search(text)
    return len(_DIGITS.findall(text[: match.end()])) - 1 if match else -1


def _mark_stamps(lines: Sequence[Line], kinds: list[str | None]) -> None:
    """The incoming stamp: a box headed ĐẾN with number, date and forwarding lines close around it.

    The stamp's own `Số` and `Ngày` must never be taken for the document's.
    """
    for index, line in enumerate(lines):
        if kinds[index] is not None or len(line.text) > 60:
            continue
        if _STAMP_INLINE.search(line.text):
            kinds[index] = "incoming_stamp"
        elif not _STAMP_HEAD.search(line.text.strip()):
            continue
        near = [
            position
            for position, candidate in enumerate(lines)
            if position != index and kinds[position] is None and _is_near_stamp(line, candidate, position - index)
        ]
        parts = [position for position in near if _STAMP_PARTS.match(lines[position].text.strip())]
        if len(parts) >= 2 or (parts and kinds[index] == "incoming_stamp"):
            kinds[index] = "incoming_stamp"
            for position in parts:
                kinds[position] = "incoming_stamp"


def _is_near_stamp(stamp: Line, line: Line, distance: int) -> bool:
    if stamp.box is None or line.box is None:
        return 0 < distance <= 5
    if stamp.page != line.page:
        return False
    middle = (line.box.x0 + line.box.x1) / 2
    below = -0.03 <= line.box.y0 - stamp.box.y0 <= _STAMP_REACH
    beside = stamp.box.x0 - 0.15 <= middle <= stamp.box.x1 + 0.22
    return below and beside
