"""Page furniture: running heads, page numbers, stamps and signature texts, no part of the document's own text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

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
_GAZETTE = re.compile(
    r"^\W*\d{0,4}\s*CÔNG BÁO\s*/?\s*(?:[\w ]+/)?\s*(?:Số|Ngày)\b|^\W*\d{0,4}\s*CÔNG BÁO\W*$", re.IGNORECASE
)

_GAZETTE_LINE = re.compile(
    r"\W*\d{0,4}\s*CÔNG BÁO\s*/\s*Số[\d\s+&,và]{1,24}/\s*Ngày\s*[\d./\-–]{6,12}\W*\d{0,4}", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"^\W*(?:(?:được\s+)?ký\s+(?:số\s+)?(?:bởi|điện tử)"
    r"|người ký|thời gian ký|ngày ký|cơ quan|email|e-mail"
    r"|digitally signed|signature (?:not )?(?:verified|valid)|date|reason|location|signed by|signing time|số chứng thư)"
    r"\s*:|"
    r"^\W*(?:digitally signed by|signature not verified|signature valid|date: ?\d{4}\.)",
    re.IGNORECASE,
)
_SIGNED_COPY = re.compile(r"\d{2}[./]\d{2}[./]\d{4}\s+\d{2}:\d{2}(?::\d{2})?\s*\+?\s*0?7(?::00)?", re.IGNORECASE)
_WATERMARK = re.compile(
    r"thuvienphapluat|luatvietnam\.vn|luatminhkhue|camscanner|scanned (?:by|with)|vanban\.chinhphu\.vn$"
    r"|^\W*(?:www\.|https?://)\S+\W*$|^\W*www\.\S+\s+.*\d{3}",
    re.IGNORECASE,
)
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
_SIGNED = re.compile(r"(?i)\bký\b|sign|\+07:?00")
_DIGITS = re.compile(r"\d+")


def classify_lines(lines: Sequence[Line], pages: int) -> list[str | None]:
    """For every line its kind of furniture, or None for text. Lines without boxes are judged by text alone."""
    repeated = _repeated_texts(lines, pages)
    kinds = [_furniture_kind(line, repeated) for line in lines]
    _mark_gazette(lines, kinds)
    _keep_contact_lines(lines, kinds)
    _mark_stamps(lines, kinds)
    return kinds


def is_page_furniture(line: Line) -> bool:
    """True if the line by itself is a page number, a signature's words or the like."""
    return _furniture_kind(line, frozenset()) is not None


def _furniture_kind(  # noqa: PLR0911 - one kind of furniture a return
    line: Line, repeated: frozenset[str]
) -> str | None:
    text = line.text.strip()
    if len(text) > 160:
        return None
    if _SIGNATURE.search(text) or (_SIGNED_COPY.search(text) and len(text) < 90):
        return "signature_text"
    if _WATERMARK.search(text):
        return "watermark"
    if line.confidence is not None and _is_noise(line):
        return "noise"
    if line.box is None:
        return None
    edge = line.box.y1 < _NUMBER_BAND or line.box.y0 > 1 - _NUMBER_BAND
    if edge and _PAGE_NUMBER.match(text):
        return "page_number"
    if edge and _GAZETTE.match(text):
        return "gazette"
    if _in_band(line) and _mask_digits(text) in repeated:
        return "running_head"
    return None


def _mark_gazette(lines: Sequence[Line], kinds: list[str | None]) -> None:
    """`CÔNG BÁO/Số 45 + 46/Ngày 15-01-2024` and the page number beside it, in text without places on a page."""
    for index, line in enumerate(lines):
        if line.box is not None or kinds[index] is not None or not _GAZETTE_LINE.fullmatch(line.text.strip()):
            continue
        kinds[index] = "gazette"
        for beside in (index - 1, index + 1):
            if 0 <= beside < len(lines) and kinds[beside] is None and _PAGE_NUMBER.match(lines[beside].text.strip()):
                kinds[beside] = "page_number"


def _keep_contact_lines(lines: Sequence[Line], kinds: list[str | None]) -> None:
    """`Cơ quan:` and `Email:` belong to a signature only beside its other words; alone they are contact lines."""
    signed = {line.page for line, kind in zip(lines, kinds, strict=True) if kind and _SIGNED.search(line.text)}
    for index, line in enumerate(lines):
        if kinds[index] == "signature_text" and line.page not in signed:
            kinds[index] = None


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


def _repeated_texts(lines: Sequence[Line], pages: int) -> frozenset[str]:
    """Masked texts in the outer bands of many pages."""
    if pages < 3:
        return frozenset()
    seen: Counter[str] = Counter()
    counted: set[tuple[int | None, str]] = set()
    for line in lines:
        if not _in_band(line):
            continue
        key = _mask_digits(line.text)
        if (line.page, key) not in counted and len(key) > 2:
            counted.add((line.page, key))
            seen[key] += 1
    return frozenset(key for key, count in seen.items() if count >= max(3, _REPEATED * pages))


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
