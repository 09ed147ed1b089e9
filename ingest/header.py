"""The head of a document: number, type, issuer, place, date, subject; what is recognised leaves the body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath

from ingest import closing, dates, issuers, numbers
from ingest.normalize import fold
from ingest.records import Layout, LegalClass, Metadata, Paragraph, Reading, Table

#: The head stands within this many paragraphs; beyond it a number belongs to the body.
_HEAD = 40
#: Digits written by hand come out of OCR with less confidence than this; such a number stays unknown.
_SURE = 0.5
_MOTTO = re.compile(
    r"c[oô0]ng\s*h[oòoa0]+\s*x\S{1,3}\s*h\S{1,3}\s*ch\S{1,2}\s*ngh\S{1,3}\s*vi\S{1,3}\s*n\S{1,2}|viet nam dan chu cong hoa"  # noqa: E501
    r"|[dđ]\S{1,2}c\s*l\S{1,2}p\s*[-–—.=_ ]+\s*t\S{1,2}\s*do\s*[-–—.=_ ]+\s*h\S{1,2}nh\s*ph\S{1,3}c?|dang cong san viet nam"  # noqa: E501
)
_NUMBER_LINE = re.compile(r"(?:^|\s)(?:luat\s+)?so\s*[:.;]?\s*(?=[\d.…_/\s-])|^\s*so\s*[:.]")
_STAMP = re.compile(r"\bden\b(?!\s+(?:nam|ngay|het))|\bchuyen\s*:|cong van den")
_RULE = re.compile(r"^[\s_\-–—=*.~•|]+$")
_URGENT = re.compile(r"^\W*(HỎA TỐC(?: HẸN GIỜ)?|HOẢ TỐC(?: HẸN GIỜ)?|THƯỢNG KHẨN|KHẨN)\W*$")
_CIRCULATION = re.compile(r"^\W*(XEM XONG TRẢ LẠI|LƯU HÀNH NỘI BỘ)\W*$")
_DRAFT = re.compile(r"^\W*(?:dự thảo|DỰ THẢO)\b.{0,40}$")
_PLACE = re.compile(r"(?P<place>[A-ZĐÀ-Ỹ][\w .\-]{1,40}?)\s*,\s*ng[aà]y\b")
_LETTER_SUBJECT = re.compile(r"^\s*(?:v\s*/\s*v|ve viec|tom tat)\b")
_TITLE_LABEL = re.compile(r"^TIÊU ĐỀ\s*:\s*")
_STOP = re.compile(
    r"^(?:can cu|kinh gui|theo de nghi|xet de nghi|thuc hien|tren co so|chieu|nay |khoa\b.*ky hop|hom nay|dieu (?:\d|thu)|chuong [ivx\d]|phan (?:thu|i)|[ivx]+\s*[./-]|\d+\s*[./)]|quyet dinh\s*:|quyet nghi|\(|ban hanh kem|so\s*:|ra sac lenh|xet rang)"  # noqa: E501
)
#: Printed type names, the longer first (`THÔNG TƯ LIÊN TỊCH` before `THÔNG TƯ`).
_TYPE_NAMES = sorted(
    (name for name in numbers.NAMES if name not in ("van ban", "hop dong", "du an")), key=len, reverse=True
)
_TYPE_LINE = re.compile(rf"^(?P<name>{'|'.join(map(re.escape, _TYPE_NAMES))})(?P<rest>$|\W.*$)")
_AUTHORITY = re.compile(
    r"^(?:chu tich|bo truong|uy ban nhan dan|hoi dong nhan dan|thu tuong chinh phu|giam doc|chinh phu|quoc hoi|tong|thong doc|chanh an|vien truong|bo |so |uy ban thuong vu|hieu truong|truong ban|cuc truong|ban )"  # noqa: E501
)


@dataclass(slots=True)
class _Head:
    """What was seen so far; ``used`` are the blocks that leave the body."""

    used: set[int] = field(default_factory=set)
    issuer_lines: list[str] = field(default_factory=list)
    number: numbers.DocumentNumber | None = None
    bare_number: str | None = None
    blank: tuple[str | None, str] | None = None
    issued: date | None = None
    place: str | None = None
    type: str | None = None
    subject: str | None = None
    authority: str | None = None
    urgency: str | None = None
    circulation: str | None = None
    draft: bool = False
    addressees: list[str] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    subject_blocks: list[Paragraph] = field(default_factory=list)
    confidence: float | None = None


def describe(
    layout: Layout, reading: Reading, file_name: str
) -> tuple[Metadata, tuple[Paragraph | Table, ...], tuple[Paragraph | Table, ...]]:
    """Metadata, the blocks of the body, and the closing blocks (recipients, signatures)."""
    blocks = _opened(layout.blocks)
    head = _Head()
    source = "ocr" if reading.text_source == "ocr" else "text_layer"
    start = _read_head(blocks, head)
    body = [block for i, block in enumerate(blocks) if i not in head.used]
    if start and head.subject_blocks:
        body = [*head.subject_blocks, *body]
    body, ending, tail = closing.split(body)
    metadata = _metadata(head, ending, reading, file_name, source)
    return metadata, tuple(body), tuple(tail)


def _opened(blocks: Sequence[Paragraph | Table]) -> list[Paragraph | Table]:
    """Layout tables of the head (two columns) as paragraphs; cells that a converter joined with `|` split again."""
    opened: list[Paragraph | Table] = []
    for index, block in enumerate(blocks):
        if index < 15 and isinstance(block, Table) and len(block.rows) <= 6 and _is_head_table(block):
            texts = [line for row in block.rows for cell in row if cell.text for line in cell.text.split("\n")]
            opened += [Paragraph(text, page_from=block.page, page_to=block.page) for text in texts if text.strip()]
        elif index < 15 and isinstance(block, Paragraph) and re.search(r"\s\|\s|\n", block.text):
            pieces = re.split(r"\s*\|\s*|\n", block.text)
            opened += [replace(block, text=piece.strip(), spans=()) for piece in pieces if piece.strip()]
        else:
            opened.append(block)
    return opened


def _is_head_table(table: Table) -> bool:
    text = fold(" ".join(cell.text or "" for row in table.rows for cell in row))
    return bool(_MOTTO.search(text) or re.search(r"\bso\s*:", text)) and len(text) < 900


def _read_head(blocks: Sequence[Paragraph | Table], head: _Head) -> bool:
    """Walks the head; returns whether a subject was found."""
    type_at = _type_position(blocks)
    limit = type_at if type_at is not None else _body_position(blocks)
    for index, block in enumerate(blocks[: min(limit, _HEAD)]):
        if isinstance(block, Table):
            continue
        if _header_line(block, head):
            head.used.add(index)
    if type_at is not None:
        _read_title(blocks, type_at, head)
    elif head.subject is None:
        _letter_subject(blocks, limit, head)
    _after_title(blocks, head)
    return head.subject is not None


def _type_position(blocks: Sequence[Paragraph | Table]) -> int | None:
    best: int | None = None
    for index, block in enumerate(blocks[:_HEAD]):
        if isinstance(block, Table):
            continue
        text = block.text.strip()
        match = _TYPE_LINE.match(fold(text).strip(" *.:-–,"))
        if match is None and block.confidence is not None and len(text) < 25:
            noisy = re.search(rf"(?:{'|'.join(map(re.escape, _TYPE_NAMES))})$", fold(text))
            if noisy and text[noisy.start() :].isupper() and len(fold(text)) == len(text):
                blocks_text = text[noisy.start() :]
                match = _TYPE_LINE.match(fold(blocks_text))
                text = blocks_text
        if match is None or not _heading_like(text, match):
            continue
        if match["name"] in ("quyet dinh", "nghi quyet") and text.endswith(":") and best is None:
            return None
        best = index
        break
    return best


def _heading_like(text: str, match: re.Match[str]) -> bool:
    name = text[: match.end("name")]
    rest = match["rest"].strip(" *.:-–")
    if not name.isupper() and rest:
        return False
    return not rest or (text.isupper() and len(text) < 250) or bool(re.match(r"so\b", rest))


def _body_position(blocks: Sequence[Paragraph | Table]) -> int:
    for index, block in enumerate(blocks[:_HEAD]):
        text = fold(block.text) if isinstance(block, Paragraph) else ""
        if text.startswith(("kinh gui", "can cu", "dieu 1", "i. ", "1. ")):
            return index
    return min(len(blocks), 12)


def _header_line(block: Paragraph, head: _Head) -> bool:
    """Takes one line of the head; False leaves it in the body."""
    text = block.text.strip()
    if _RULE.match(text):
        return True
    if _STAMP.search(fold(text)) and not numbers.find(text) and len(text) < 80:
        return True
    for pattern, attribute in ((_URGENT, "urgency"), (_CIRCULATION, "circulation")):
        match = pattern.match(text)
        if match:
            setattr(head, attribute, match.group(1))
            return True
    if _DRAFT.match(text):
        head.draft = True
        return True
    if head.confidence is None:
        head.confidence = block.confidence
    rest = _without_motto(text)
    rest = _take_number(rest, head, block.confidence)
    rest = _take_date(rest, head)
    if _LETTER_SUBJECT.match(fold(rest)) and head.subject is None:
        head.subject = _clean_subject(rest)
        head.subject_blocks.append(replace(block, text=rest) if rest != text else block)
        return True
    if head.subject and head.subject_blocks and not _is_issuer_line(rest) and rest and not head.issued:
        head.subject = _clean_subject(f"{head.subject} {rest}")
        head.subject_blocks.append(block)
        return True
    if rest and _is_issuer_line(rest):
        head.issuer_lines.append(rest)
        return True
    return rest != text or not rest


def _without_motto(text: str) -> str:
    folded = fold(text)
    if len(folded) != len(text):
        return text
    pieces, position = [], 0
    for match in _MOTTO.finditer(folded):
        pieces.append(text[position : match.start()])
        position = match.end()
    return " ".join(" ".join([*pieces, text[position:]]).split()).strip(" -–_*")


def _take_date(text: str, head: _Head) -> str:
    match = dates.LONG.search(text)
    place = _PLACE.search(text)
    if match is None:
        short = dates.SHORT.search(text[place.end() - 4 :]) if place else None
        if place is None or short is None:
            blank = place and re.search(r"ngày[\s.…_]*tháng[\s.…_]*\d{0,2}[\s.…_]*năm", text[place.start() :])
            if not blank or place is None:
                return text
            head.place = head.place or place["place"].strip()
            return text[: place.start()].strip()
        head.issued = head.issued or dates.of_match(short)
        head.place = place["place"].strip()
        return text[: place.start()].strip()
    if head.issued is None:
        head.issued = dates.of_match(match)
        head.place = place["place"].strip() if place else None
        if place and issuers.opens(place["place"]):
            head.place = " ".join(place["place"].split()[-2:])
    start = place.start() if place and place.start() < match.start() else match.start()
    return f"{text[:start]} {text[match.end() :]}".strip()


def _take_number(text: str, head: _Head, confidence: float | None) -> str:
    folded = fold(text)
    match = _NUMBER_LINE.search(folded)
    found = numbers.find(text)
    if found and (match or len(text) - (found[0].end - found[0].start) < 12) and head.number is None:
        number = found[0]
        if match or number.start < 8:
            rest = f"{text[: match.start() if match else number.start]} {text[number.end :]}".strip(" .,;:")
            if confidence is not None and confidence < _SURE:
                head.blank = (number.type, number.agency)
            else:
                head.number = number
            return rest
    if match and head.number is None:
        blank = numbers.blank_symbol(text)
        if blank:
            head.blank = blank
            return text[: match.start()].strip()
        bare = re.match(r"\s*so\s*[:.]?\s*(\d{1,5}[a-z]?)\s*$", folded)
        if bare:
            head.bare_number = bare.group(1)
            return ""
    return text


def _is_issuer_line(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    if re.match(r"so\W|.?hoa toc|c.?ng thong tin dien tu", fold(text)) and not re.match(r"so [a-z]", fold(text)):
        return False
    return len(letters) > 2 and len(text) < 110 and sum(char.isupper() for char in letters) > 0.85 * len(letters)


def _read_title(blocks: Sequence[Paragraph | Table], at: int, head: _Head) -> None:
    title = blocks[at]
    if isinstance(title, Table):
        return
    text = title.text.strip(" *.:-–")
    match = _TYPE_LINE.match(fold(text))
    if match is None:
        noisy = re.search(rf"(?:{'|'.join(map(re.escape, _TYPE_NAMES))})$", fold(text))
        if noisy is None:
            return
        text = text[noisy.start() :]
        match = _TYPE_LINE.match(fold(text))
        assert match is not None
    head.type = numbers.NAMES[match["name"]]
    head.used.add(at)
    head.subject_blocks = [title]
    rest = text[match.end("name") :].strip(" .:-–")
    if _bare_number(rest, head):
        rest = ""
    lines = [text if rest and head.type in ("L", "BL", "PL") else rest] if rest else []
    first: Paragraph | None = None
    for index in range(at + 1, min(at + 9, len(blocks))):
        block = blocks[index]
        if isinstance(block, Table) or not _goes_on(block, first, lines):
            break
        head.used.add(index)
        if _RULE.match(block.text):
            if lines:
                break
            continue
        if _URGENT.match(block.text.strip()) or _bare_number(block.text, head):
            continue
        if head.type == "SL" and fold(block.text).startswith("cua "):
            head.issuer_lines.append(block.text.strip()[4:])
            continue
        lines.append(block.text.strip())
        head.subject_blocks.append(block)
        first = first or block
    head.subject = _clean_subject(" ".join(lines)) if lines else head.subject


def _bare_number(text: str, head: _Head) -> bool:
    """`SỐ 65 NGÀY 23 THÁNG 11 NĂM 1945` under a type's name: old documents without a symbol."""
    bare = re.match(r"\W*so\s*[:.]?\s*(\d{1,4}[a-z]?)(?:[^\w/]|$)", fold(text))
    if bare is None or head.number is not None:
        return False
    head.bare_number = bare.group(1)
    head.issued = head.issued or dates.first(text)
    return True


def _goes_on(block: Paragraph, first: Paragraph | None, lines: list[str]) -> bool:
    """Whether ``block`` still belongs to the subject."""
    text = block.text.strip()
    if _RULE.match(text):
        return True
    folded = fold(text)
    if _STOP.match(folded) or len(text) > 420:
        return False
    if text.isupper() and _AUTHORITY.match(folded) and (lines and not lines[-1].rstrip().endswith((",", "VÀ", "CỦA"))):
        return False
    if first is None:
        return not (lines and not text.isupper()) and not (text.endswith((";", "./.")))
    if first.text.isupper() != text.isupper():
        return text[:1].islower() and first.bold == block.bold and block.align == "center"
    if first.text.isupper():
        return True
    return (
        first.bold == block.bold
        and (first.bold or block.align == "center")
        and not text.endswith((";", ":"))
        and (block.align == "center" or text[:1].islower() or len(text) < 90)
    )


def _letter_subject(blocks: Sequence[Paragraph | Table], limit: int, head: _Head) -> None:
    for index, block in enumerate(blocks[:limit]):
        if isinstance(block, Paragraph) and _LETTER_SUBJECT.match(fold(block.text)):
            head.subject = _clean_subject(block.text)
            head.subject_blocks = [block]
            head.used.add(index)
            return


def _after_title(blocks: Sequence[Paragraph | Table], head: _Head) -> None:
    """The authority line and the addressees that follow the subject."""
    start = max(head.used, default=-1) + 1
    addressing = False
    for index in range(start, min(start + 25, len(blocks))):
        block = blocks[index]
        if isinstance(block, Table):
            break
        text = block.text.strip()
        folded = fold(text)
        if folded.startswith("kinh gui"):
            addressing = True
            name = text.partition(":")[2].strip(" .;")
            head.addressees += [name] if name else []
        elif addressing and re.match(r"[-–•+]", text) and len(text) < 160:
            head.addressees.append(text.lstrip("-–•+ ").rstrip(" .;,"))
        elif (
            text.isupper()
            and _AUTHORITY.match(folded)
            and not text.endswith(":")
            and head.authority is None
            and not addressing
        ):
            head.authority = text
        elif _RULE.match(text) or re.match(r"khoa\b.*ky hop", folded):
            pass
        else:
            break
        head.used.add(index)


def _clean_subject(text: str) -> str:
    return _TITLE_LABEL.sub("", re.sub(r"\s+", " ", text)).strip(" -–_*.|")


def _metadata(head: _Head, ending: closing.Closing, reading: Reading, file_name: str, source: str) -> Metadata:
    number = head.number
    sources = {}
    if number is None and head.blank is not None:
        number = _from_file_name(file_name, head.blank)
        if number is not None:
            sources["number"] = "file_name"
    elif number is None and head.bare_number is None and reading.kind == "pdf":
        pass
    key, printed = (number.canonical_key, number.text) if number else (None, None)
    kind = (number.type if number else None) or head.type or (head.blank[0] if head.blank else None)
    if kind is None and ((number and "-" in number.agency) or (head.blank and "-" in head.blank[1])):
        kind = "CV"
    if number and number.type and head.type and head.type != number.type and number.type not in ("VBHN", "CT"):
        kind = number.type
    if printed is None and head.bare_number:
        printed = head.bare_number
        kind = kind or head.type
        key = f"{int(re.sub(r'[^0-9]', '', printed))}||{fold(kind or '').upper()}|"
    parent, issuer = _issuer(head, number, kind)
    values = {"number": printed, "issued_date": head.issued, "type": kind, "issuer": issuer, "subject": head.subject}
    for name, value in values.items():
        if value is not None:
            sources.setdefault(name, source)
    span = dates.period(head.subject) if head.subject and kind not in ("L", "BL", "NĐ", "TT", "VBHN") else None
    return Metadata(
        number=printed,
        canonical_key=key,
        type=kind,
        type_name=numbers.TYPES.get(kind) if kind else None,
        issuer=issuer,
        issuer_parent=parent,
        place=head.place,
        issued_date=head.issued,
        period_from=span[0] if span else None,
        period_to=span[1] if span else None,
        subject=head.subject,
        signer=ending.signer,
        signer_title=ending.signer_title,
        signer_capacity=ending.capacity,
        recipients=tuple(dict.fromkeys([*head.addressees, *ending.recipients])),
        urgency=head.urgency.capitalize() if head.urgency else None,
        circulation=head.circulation.capitalize() if head.circulation else None,
        legal_class=_legal_class(number, kind, head),
        is_draft=head.draft or (head.blank is not None and number is None),
        sources=sources,
    )


def _from_file_name(file_name: str, blank: tuple[str | None, str]) -> numbers.DocumentNumber | None:
    """`516_KH-UBND.pdf`: a number stamped by hand, when the file's name agrees with the printed symbol."""
    kind, agency = blank
    stem = fold(PurePath(file_name).stem)
    match = re.search(r"(?<!\d)(\d{1,5}[a-z]?)[\s_.\-]*(?=[a-z])", stem)
    symbol = fold(f"{kind or ''}{agency}").replace("-", "")
    if match is None or symbol not in re.sub(r"[^a-z0-9]", "", stem[match.end() :]):
        return None
    return numbers.parse(f"{match.group(1)}/{kind}-{agency}" if kind else f"{match.group(1)}/{agency}")


def _issuer(head: _Head, number: numbers.DocumentNumber | None, kind: str | None) -> tuple[str | None, str | None]:
    """Superior body and issuer, from the header, the number's symbol and the authority line."""
    named = issuers.bodies([line for line in head.issuer_lines if not _URGENT.match(line)])
    named = [name for name in named if len(name) < 160]
    parent = named[-2] if len(named) > 1 else None
    issuer = named[-1] if named else None
    by_symbol = issuers.of_symbol(number.agency) if number else None
    if issuer is None or (by_symbol and not issuers.opens(issuer)):
        issuer, parent = by_symbol or issuer, None
    if issuer is None and head.authority:
        issuer = issuers.cited(head.authority)
    if issuer and head.place and re.fullmatch(r"(?:UBND|HĐND) (?:tỉnh|thành phố)", issuer):
        issuer = f"{issuer} {head.place}"
    if head.authority and issuer and fold(head.authority).startswith("chu tich uy ban") and issuer.startswith("UBND"):
        issuer = f"Chủ tịch {issuer}"
    return parent, issuer


def _legal_class(number: numbers.DocumentNumber | None, kind: str | None, head: _Head) -> LegalClass | None:
    if number is None:
        return "hanh_chinh" if head.blank else None
    if re.match(r"\d+\w*-", number.text):
        return "dang"
    if number.year:
        return "qppl"
    return None if kind is None else "hanh_chinh"
