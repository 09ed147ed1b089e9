"""The lines above a document's title: motto, number, place and date, issuing bodies, stamps, marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.grammar import document_numbers, issuers
from ingest.grammar.known_bodies import initials, plain_key
from ingest.metadata.damaged_date import take_damaged_date
from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.number_line import PLACE, SURE_CONFIDENCE, take_date, take_number, take_rest_of_symbol
from ingest.reading import Paragraph, Table
from ingest.text.normalize import fold

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
_STAMP = re.compile(r"\bden\b(?!\s+(?:nam|ngay|het))|\bchuyen\s*:|cong van den")
_STAMP_HEADING = re.compile(r"\W*(?:cong van |van ban )?den\W*$")
#: Behind a number, these lines go on with the stamp.
_STAMP_GOES_ON = re.compile(r"\W*(?:den )?(?:ngay\W*\d{1,2} ?[/.-] ?\d|ngay\s*:|gio\b|chuyen\b)")
_STAMP_LINE = re.compile(r"\W*(?:den )?(?:so|ngay|gio|chuyen|luu)\b")
_RULE = re.compile(r"^[\s_\-–—=*.~•|]+$")
#: In folded text: OCR loses the marks of such stamps first (`KHÁN`).
_URGENT = re.compile(r"^\W*(hoa toc(?: hen gio)?|thuong khan|khan)\W*$")
_URGENCIES = {"hoa toc": "HỎA TỐC", "hoa toc hen gio": "HỎA TỐC HẸN GIỜ", "thuong khan": "THƯỢNG KHẨN", "khan": "KHẨN"}
_CIRCULATION = re.compile(r"^\W*(XEM XONG TRẢ LẠI|LƯU HÀNH NỘI BỘ)\W*$")
_DRAFT = re.compile(r"^\W*(?:(?:bản\s+)?dự thảo|(?:BẢN\s+)?DỰ THẢO|Dự thảo)\b.{0,40}$")
#: The mark and a body in one line: both stood in one cell.
_DRAFT_OF = re.compile(r"^\W*(?:BẢN\s+)?DỰ THẢO(?:\s+LẦN\s+\w+)?\W+(?P<body>[A-ZĐÀ-Ỹ].*)$")
#: The mark that samples and forms carry (`VĂN BẢN MẪU`, `không có giá trị pháp lý`); OCR may misread its accents.
_SAMPLE = re.compile(r"\bvan ban mau\b|khong co gia tri phap ly|\btai lieu mau\b")
_LETTER_SUBJECT = re.compile(r"^\s*(?:v\s*/\s*v|ve viec|tom tat)\b")
_TITLE_LABEL = re.compile(r"^TIÊU ĐỀ\s*:\s*")


def is_rule(text: str) -> bool:
    """A drawn line of dashes or stars under a heading."""
    return bool(_RULE.match(text))


def take_line(block: Paragraph, head: DocumentHeader) -> bool:
    """Take one line of the head; False leaves it in the body."""
    text = _without_draft_mark(block.text.strip(), head)
    if len(text) > _HEAD_LINE and without_motto(text) == text and not text.isupper():
        return False
    if _is_aside(text, head) or _take_wrapped_motto(text, head):
        return True
    rest = without_motto(text)
    head.has_motto = head.has_motto or rest != text
    head.is_of_party = head.is_of_party or bool(_PARTY.match(fold(text)) and rest != text)
    rest = _take_number_and_date(rest, head, block.confidence)
    if _take_letter_subject(rest, block, head):
        return True
    if rest and is_issuer_line(rest) and not _is_below_head(rest, block.confidence, head):
        _take_issuer_line(rest, block.confidence, head)
        return True
    return rest != text or not rest


def _is_aside(text: str, head: DocumentHeader) -> bool:
    """True for a stamp, a rule or a mark."""
    return _is_of_stamp(text, head) or is_rule(text) or take_mark(text, head) or _is_stamp(text)


def _without_draft_mark(text: str, head: DocumentHeader) -> str:
    """A body's line without the `DỰ THẢO` before it."""
    marked = _DRAFT_OF.match(text)
    if marked is None or not issuers.opens_body_name(marked["body"]):
        return text
    head.is_draft = True
    return marked["body"]


def _is_of_stamp(text: str, head: DocumentHeader) -> bool:
    """True for a line of the incoming stamp below its heading: its number and day, also where they look like a
    document's. A number whose agency is the issuer's is the document's own, unless the stamp goes on behind it or
    another number follows."""
    if _gives_number_to_stamp(text, head):
        return True
    below = head.is_below_stamp
    head.is_below_stamp = bool(_STAMP_HEADING.match(fold(text))) or (below and bool(_STAMP_LINE.match(fold(text))))
    if not below or not head.is_below_stamp or _STAMP_HEADING.match(fold(text)):
        return False
    number = document_numbers.first_number(text)
    bodies = issuers.header_bodies(head.issuer_lines)
    own = number is not None and bool(bodies) and initials(bodies[-1]) == plain_key(number.agency.split("-")[0])
    head.is_below_stamp = not own
    head.is_number_below_stamp = own
    return not own


def _gives_number_to_stamp(text: str, head: DocumentHeader) -> bool:
    """True for the stamp's next line behind a number right below its heading: that number was the stamp's."""
    if not head.is_number_below_stamp:
        return False
    head.is_number_below_stamp = False
    goes_on = bool(_STAMP_GOES_ON.match(fold(text)))
    if goes_on or document_numbers.first_number(text):
        head.number = head.doubtful_number = None
    head.is_below_stamp = goes_on
    return goes_on


def _is_below_head(text: str, confidence: float | None, head: DocumentHeader) -> bool:
    """True for capitals that name no body below the place and date: a title that no type's name opens."""
    dated = head.has_motto and (head.issued is not None or head.issued_month is not None)
    opens = issuers.opens_body_name(text) if confidence is not None else issuers.opens_body_as_spelt(text)
    if not dated or not head.issuer_lines or opens:
        return False
    return not issuers.needs_next_line(head.issuer_lines[-1])


def _take_number_and_date(text: str, head: DocumentHeader, confidence: float | None) -> str:
    """Take the number and the date of a line; returns the line without them."""
    if take_rest_of_symbol(text, head):
        return ""
    rest, dated = take_number(text, head, confidence), head.issued
    rest = take_date(rest, head)
    if confidence is not None and take_damaged_date(rest, head):
        rest = ""
    if head.issued != dated:
        head.date_confidence = confidence
    return rest


def _take_issuer_line(text: str, confidence: float | None, head: DocumentHeader) -> None:
    head.issuer_lines.append(text)
    if confidence is not None:
        head.issuer_confidence = min(confidence, head.issuer_confidence or 1.0)


def _is_stamp(text: str) -> bool:
    """True for a line of the incoming stamp (`ĐẾN`, `Chuyển:`)."""
    return bool(_STAMP.search(fold(text))) and len(text) < 80 and not document_numbers.find_numbers(text)


def _take_letter_subject(text: str, block: Paragraph, head: DocumentHeader) -> bool:
    """Take `V/v ...` of a letter, or the next line of it: lines of the head's left column, above the date."""
    if head.subject is None:
        if not _LETTER_SUBJECT.match(fold(text)):
            return False
        head.subject = clean_subject(text)
    elif head.subject and head.subject_blocks and text and not is_issuer_line(text) and not head.issued:
        head.subject = clean_subject(f"{head.subject} {text}")
    else:
        return False
    head.subject_blocks.append(_with_text(block, text))
    return True


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
    match = _URGENT.match(fold(text)) if text.isupper() else None
    if match:
        head.urgency = _URGENCIES[match.group(1)]
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
    place = PLACE.match(rest)
    if place and head.issued is None and len(take_date(rest, head)) < 4:
        return True
    if block.confidence is not None and block.confidence < SURE_CONFIDENCE and len(text) < 25:
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
