"""The lines above a document's title: motto, number, place and date, issuing bodies, stamps, marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ingest.grammar import document_numbers, issuers
from ingest.grammar.document_types import folded_name_pattern
from ingest.records import Paragraph, Table
from ingest.text import dates
from ingest.text.normalize import fold

#: Digits written by hand come out of OCR with less confidence than this; such a number stays unknown.
_SURE_CONFIDENCE = 0.5
#: A line that holds a number and hardly more than this many other characters is a number line without `Số`.
_BARE_NUMBER_SLACK = 12
#: `Số:` and a few signs stand before the symbol; more is a sentence.
_ILLEGIBLE = 24
#: A date without a place is the document's own only in a short line.
_DATE_LINE = 90
#: Longer than this and without Quốc hiệu, a paragraph is prose that speaks of documents: nothing in it is the head's.
_HEAD_LINE = 200
_MOTTO = re.compile(
    r"""
    c[oô0]ng\s*h[oòoa0]+\s*x\S{1,3}\s*h\S{1,3}\s*ch\S{1,2}\s*ngh\S{1,3}\s*vi\S{1,3}\s*n\S{1,2}
    |viet\ nam\ dan\ chu\ cong\ hoa
    |[dđ]\S{1,2}c\s*l\S{1,2}p\s*[-–—.=_ ]+\s*t\S{1,2}\s*do\s*[-–—.=_ ]+\s*h\S{1,2}nh\s*ph\S{1,3}?c(?=\W|[a-z]|$)
    |[dđ]\S{1,2}c\s*l\S{1,2}p\s*[-–—.=_ ]+\s*t\S{1,2}\s*do\s*[-–—.=_ ]+\s*h\S{1,2}nh\s*ph\S{1,3}
    |dang\ cong\ san\ viet\ nam
    """,
    re.VERBOSE,
)
_MOTTO_FIRST = re.compile(r"(?:cong hoa xa hoi chu nghia|(?P<party>dang cong san))(?: viet)?")
_PARTY = re.compile(r".*\bdang cong san viet nam\b")
#: Types whose name is printed in the number's line (`Luật số: 64/2025/QH15`).
TYPES_IN_NUMBER_LINE = folded_name_pattern("L", "NQ", "Lệnh")
_NUMBER_LINE = re.compile(rf"(?:^|\s)(?:(?:{TYPES_IN_NUMBER_LINE})\s+)?so\s*[:.;]?\s*(?=[\d.…_/\s-])|^\s*so\s*[:.]")
_OPENS_CITATION = re.compile(
    r"^\W*(?:can cu|theo|xet|thuc hien|tiep theo|kem theo|ban hanh kem|\(|sua doi|thay the|ve viec)\b"
)
_STAMP = re.compile(r"\bden\b(?!\s+(?:nam|ngay|het))|\bchuyen\s*:|cong van den")
_RULE = re.compile(r"^[\s_\-–—=*.~•|]+$")
_URGENT = re.compile(r"^\W*(HỎA TỐC(?: HẸN GIỜ)?|HOẢ TỐC(?: HẸN GIỜ)?|THƯỢNG KHẨN|KHẨN)\W*$")
_CIRCULATION = re.compile(r"^\W*(XEM XONG TRẢ LẠI|LƯU HÀNH NỘI BỘ)\W*$")
_DRAFT = re.compile(r"^\W*(?:(?:bản\s+)?dự thảo|(?:BẢN\s+)?DỰ THẢO|Dự thảo)\b.{0,40}$")
#: The mark that samples and forms carry (`VĂN BẢN MẪU`, `không có giá trị pháp lý`); OCR may misread its accents.
_SAMPLE = re.compile(r"\bvan ban mau\b|khong co gia tri phap ly|\btai lieu mau\b")
_PLACE = re.compile(r"(?P<place>[A-ZĐÀ-Ỹ][\w .\-]{1,40}?)\s*,\s*ng[aà]y\b")
_BLANK_DATE = re.compile(r"ng[aà]y[\s.…_\W]*\w{0,3}\s*th[aá]ng[\s.…_]*\w{0,2}[\s.…_\]]*n[aă]m")
_PARTIAL = re.compile(r"th[aá]ng\s*(?P<m>\d{1,2})\s*n[aă]m\s*(?P<y>\d{4})")
_LETTER_SUBJECT = re.compile(r"^\s*(?:v\s*/\s*v|ve viec|tom tat)\b")
_TITLE_LABEL = re.compile(r"^TIÊU ĐỀ\s*:\s*")


@dataclass(slots=True)
class DocumentHeader:
    """What was seen of a head so far; ``used`` are the blocks that leave the body."""

    used_blocks: set[int] = field(default_factory=set)
    issuer_lines: list[str] = field(default_factory=list)
    number: document_numbers.DocumentNumber | None = None
    bare_number: str | None = None
    blank_symbol: tuple[str | None, str] | None = None
    issued: date | None = None
    issued_month: tuple[int, int] | None = None
    place: str | None = None
    type: str | None = None
    subject: str | None = None
    authority: str | None = None
    urgency: str | None = None
    circulation: str | None = None
    has_motto: bool = False
    #: The national title, or the Party's name, goes on in the next line of a narrow column.
    is_motto_open: bool = False
    is_of_party: bool = False
    is_draft: bool = False
    is_sample: bool = False
    addressees: list[str] = field(default_factory=list)
    subject_blocks: list[Paragraph] = field(default_factory=list)
    #: The subject was not in the head but in the lead sentence.
    is_subject_from_sentence: bool = False


def is_rule(text: str) -> bool:
    """A drawn line of dashes or stars under a heading."""
    return bool(_RULE.match(text))


def take_line(block: Paragraph, head: DocumentHeader) -> bool:
    """Takes one line of the head; False leaves it in the body."""
    text = block.text.strip()
    if len(text) > _HEAD_LINE and without_motto(text) == text and not text.isupper():
        return False
    if is_rule(text) or take_mark(text, head):
        return True
    if _STAMP.search(fold(text)) and not document_numbers.find_numbers(text) and len(text) < 80:
        return True
    if _take_wrapped_motto(text, head):
        return True
    rest = without_motto(text)
    head.has_motto = head.has_motto or rest != text
    head.is_of_party = head.is_of_party or bool(_PARTY.match(fold(text)) and rest != text)
    rest = take_number(rest, head, block.confidence)
    rest = take_date(rest, head)
    if _LETTER_SUBJECT.match(fold(rest)) and head.subject is None:
        head.subject = clean_subject(rest)
        head.subject_blocks.append(_with_text(block, rest))
        return True
    if head.subject and head.subject_blocks and not is_issuer_line(rest) and rest and not head.issued:
        head.subject = clean_subject(f"{head.subject} {rest}")
        head.subject_blocks.append(_with_text(block, rest))
        return True
    if rest and is_issuer_line(rest):
        head.issuer_lines.append(rest)
        return True
    return rest != text or not rest


def _take_wrapped_motto(text: str, head: DocumentHeader) -> bool:
    """`CỘNG HÒA XÃ HỘI CHỦ NGHĨA` above `VIỆT NAM`: neither names a body."""
    first = _MOTTO_FIRST.fullmatch(fold(text))
    if first:
        head.has_motto = head.is_motto_open = True
        head.is_of_party = head.is_of_party or bool(first["party"])
        return True
    return head.is_motto_open and fold(text) in ("viet nam", "nam")


def take_mark(text: str, head: DocumentHeader) -> bool:
    """Urgency, circulation, draft and sample marks."""
    match = _URGENT.match(text)
    if match:
        head.urgency = match.group(1)
        return True
    match = _CIRCULATION.match(text)
    if match:
        head.circulation = match.group(1)
        return True
    if _DRAFT.match(text):
        head.is_draft = True
        return True
    if is_sample_mark(text):
        head.is_sample = True
        return True
    return False


def is_sample_mark(text: str) -> bool:
    """`VĂN BẢN MẪU DÙNG ĐỂ KIỂM THỬ – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ` above the header."""
    return len(text) < 120 and bool(_SAMPLE.search(fold(text)))


def take_late_line(block: Paragraph, head: DocumentHeader) -> bool:
    """A line of the head's right column that stands below the addressees: only what cannot be body is taken."""
    text = block.text.strip()
    if len(text) > 90:
        return False
    if is_rule(text) or take_mark(text, head):
        return True
    rest = without_motto(text)
    if rest != text and len(rest) < 6:
        head.has_motto = True
        return True
    place = _PLACE.match(rest)
    if place and head.issued is None and len(take_date(rest, head)) < 4:
        return True
    if block.confidence is not None and block.confidence < _SURE_CONFIDENCE and len(text) < 25:
        return True  # a stamp's handwriting beside the addressees
    stamp = _STAMP.match(fold(text).lstrip(" |")) and len(text) < 30
    return bool(stamp) and not document_numbers.find_numbers(text)


def _with_text(block: Paragraph, text: str) -> Paragraph:
    if text == block.text:
        return block
    return Paragraph(
        text, block.page_from, block.page_to, (), block.bold, block.italic, block.align, block.size, block.confidence
    )


def without_motto(text: str) -> str:
    """The line without Quốc hiệu and tiêu ngữ, or the name of the Party."""
    folded = fold(text)
    if len(folded) != len(text):
        return text
    pieces, position = [], 0
    for match in _MOTTO.finditer(folded):
        pieces.append(text[position : match.start()])
        position = match.end()
    if not pieces:
        return text
    return " ".join(" ".join([*pieces, text[position:]]).split()).strip(" -–_*")


def take_date(text: str, head: DocumentHeader) -> str:
    """The line without its place and date."""
    place = _PLACE.search(text)
    match = dates.LONG_DATE.search(text)
    if match is None:
        return _take_odd_date(text, place, head)
    if place is None and (len(text) > _DATE_LINE or _OPENS_CITATION.match(fold(text))):
        return text  # the date of a document that is cited
    if head.issued is None:
        head.issued = dates.date_of_match(match)
        head.place = _place_name(place) if place else None
        partial = _PARTIAL.search(text)
        head.issued_month = (int(partial["y"]), int(partial["m"])) if partial else None
    start = place.start() if place and place.start() < match.start() else match.start()
    return f"{text[:start]} {text[match.end() :]}".strip()


def _take_odd_date(text: str, place: re.Match[str] | None, head: DocumentHeader) -> str:
    """`Gia Lai, 09/3/2023`, or a line whose day was left blank or cannot be read."""
    if place is None:
        return text
    short = dates.SHORT_DATE.search(text[place.end() - 4 :])
    if short:
        head.issued = head.issued or dates.date_of_match(short)
        head.place = _place_name(place)
        return text[: place.start()].strip()
    if not _BLANK_DATE.search(text[place.start() :]):
        return text
    head.place = head.place or _place_name(place)
    partial = _PARTIAL.search(text)
    head.issued_month = head.issued_month or ((int(partial["y"]), int(partial["m"])) if partial else None)
    return text[: place.start()].strip()


def _place_name(match: re.Match[str]) -> str:
    """The place; in a line of joined columns the issuer may stand before it."""
    place = match["place"].strip()
    return " ".join(place.split()[-2:]) if issuers.opens_body_name(place) else place


def take_number(text: str, head: DocumentHeader, confidence: float | None) -> str:
    """The line without the document's number; a number that is only cited is left where it is."""
    folded = fold(text)
    if head.number is not None or _OPENS_CITATION.match(folded):
        return text
    match = _NUMBER_LINE.search(folded)
    found = document_numbers.find_numbers(text)
    if found and (match or len(text) - (found[0].end - found[0].start) < _BARE_NUMBER_SLACK):
        number = found[0]
        if match or number.start < 8:
            if confidence is not None and confidence < _SURE_CONFIDENCE:
                head.blank_symbol = (number.type, number.agency)
            else:
                head.number = number
            rest = f"{text[: match.start() if match else number.start]} {text[number.end :]}"
            return rest.strip(" .,;:")
    if confidence is not None and head.blank_symbol is None:
        head.blank_symbol = _symbol_of_illegible(text)
        if head.blank_symbol:
            return ""
    if not match:
        return text
    blank = document_numbers.blank_symbol(text)
    if blank:
        head.blank_symbol = blank
        return text[: match.start()].strip()
    if re.fullmatch(r"\W*so\s*[:.;]?\s*", folded):
        return ""  # its digits stand on the next line
    bare = re.match(r"\s*so\s*[:.]?\s*(\d{1,5}[a-z]?)\s*$", folded)
    if bare:
        head.bare_number = bare.group(1)
        return ""
    return text


def _symbol_of_illegible(text: str) -> tuple[str | None, str] | None:
    """Type and agency of a scan's number line whose handwritten number OCR turned into signs (`Sé.?2£X /BC-SYT`)."""
    before, slash, symbol = text.rpartition("/")
    if not slash or len(before) > _ILLEGIBLE or not re.match(r"\W*[S5§]", before):
        return None
    return document_numbers.blank_symbol("Số:      /" + re.sub(r"\s*-\s*", "-", symbol.strip()))


def is_issuer_line(text: str) -> bool:
    """Capitals that may name a body."""
    letters = [char for char in text if char.isalpha()]
    folded = fold(text)
    if re.match(r"so\W|.?hoa toc|c.?ng thong tin dien tu|c.?ng bao", folded) and not re.match(r"so [a-z]", folded):
        return False
    return len(letters) > 2 and len(text) < 110 and sum(char.isupper() for char in letters) > 0.85 * len(letters)


def clean_subject(text: str) -> str:
    """One line, without the rules that stand under it."""
    return _TITLE_LABEL.sub("", re.sub(r"\s+", " ", text)).strip(" -–_*.|")


def read_letter_subject(blocks: Sequence[Paragraph | Table], limit: int, head: DocumentHeader) -> None:
    """`V/v ...` of a letter."""
    for index, block in enumerate(blocks[:limit]):
        if isinstance(block, Paragraph) and _LETTER_SUBJECT.match(fold(block.text)):
            head.subject = clean_subject(block.text)
            head.subject_blocks = [block]
            head.used_blocks.add(index)
            return
