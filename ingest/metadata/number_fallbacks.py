"""Number and date of a document from other places than its header: attachments' own words, signature, file name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, timezone
from pathlib import PurePath

from ingest.grammar import document_numbers
from ingest.grammar.document_types import COMMON_TYPES, SYMBOLS_BY_NAME, folded_name_pattern
from ingest.reading import Handwritten, Paragraph, Signature, Table
from ingest.records import Metadata
from ingest.text import dates
from ingest.text.normalize import fold

#: Signing times are shown in Vietnamese time.
_HANOI = timezone(timedelta(hours=7))
#: `(Kèm theo Kế hoạch số 9119/KH-SYT ngày 13/11/2017 của Sở Y tế)` above an attached text.
_ATTACHED = re.compile(
    r"^\W*(?:ban hanh\s+)?(?:kem theo|theo)\s+"
    rf"(?P<type>{folded_name_pattern(*COMMON_TYPES, 'HD', 'CTr')})\s*(?:so\s*:?\s*)?(?P<rest>.*)$"
)
_ISSUER = re.compile(r"\bcua\s+(?P<issuer>[^();]{3,80}?)\s*\)?\s*$")
#: An attachment's reference stands under its title, within so many blocks and before its body.
_TOP = 15
_OPENS_BODY = re.compile(r"\W*(?:can cu|dieu 1|chuong i|kinh gui|i\s*[./]|1\s*[./])")
_REASON = re.compile(r"\bso\s+(?=\S*\d)")

HANDWRITING_READ = "{what} viết tay được nhận dạng từ bản quét, cần đối chiếu với bản gốc."
HANDWRITING_UNREAD = "{what} viết tay trên bản quét không đọc được chắc chắn nên để trống; vui lòng xem bản gốc."
_FIELD_NAMES = {"number": "Số hiệu", "issued_date": "Ngày ban hành"}


@dataclass(frozen=True, slots=True)
class OwnReference:
    """A document's number, date and issuer as its own attachments give them. ``month`` is (year, month)."""

    number: document_numbers.DocumentNumber | None
    symbol: tuple[str | None, str] | None
    issued: date | None
    month: tuple[int, int] | None
    issuer: str | None
    type: str
    #: It stands under the title, above everything else: the file holds what it is attached to another document.
    is_at_top: bool = False


def handwriting_warnings(handwritten: Iterable[Handwritten], metadata: Metadata) -> list[str]:
    """Warnings about what was written by hand and is not known from elsewhere: check it, or fill it in."""
    warnings = []
    for entry in handwritten:
        known = metadata.number if entry.field == "number" else metadata.issued_date
        if known is None:
            warnings.append(HANDWRITING_UNREAD.format(what=_FIELD_NAMES[entry.field]))
        elif metadata.sources.get(entry.field) == "handwriting":
            warnings.append(HANDWRITING_READ.format(what=_FIELD_NAMES[entry.field]))
    return warnings


def attachment_references(blocks: Iterable[Paragraph | Table]) -> list[OwnReference]:
    """The references in brackets above attached texts. Their halves may stand in several paragraphs.

    >>> blocks = [Paragraph("(Kèm theo Kế hoạch số 9119/KH-SYT ngày 13/11/2017 của Sở Y tế)")]
    >>> attachment_references(blocks)[0].number.text
    '9119/KH-SYT'
    """
    found: list[OwnReference] = []
    listed = list(blocks)
    opening = next((i for i, block in enumerate(listed) if _OPENS_BODY.match(fold(_text(block)))), _TOP)
    for index, block in enumerate(listed):
        if isinstance(block, Table) or not block.text.lstrip().startswith(("(", "*", "_", "[", "B", "K")):
            continue
        text = " ".join(block.text.split())
        if not _ATTACHED.match(fold(text)):
            continue
        for later in listed[index + 1 : index + 4]:  # a line of blanks to be filled in may be cut into pieces
            if ")" in text or isinstance(later, Table):
                break
            text = f"{text} {later.text}"
        if len(text) < 320:
            found.append(replace(_read_reference(text), is_at_top=index < min(opening, _TOP)))
    return found


def _text(block: Paragraph | Table) -> str:
    return block.text if isinstance(block, Paragraph) else ""


def _read_reference(text: str) -> OwnReference:
    folded = fold(text)
    match = _ATTACHED.match(folded)
    kind = SYMBOLS_BY_NAME.get(match["type"], "") if match else ""
    same = len(folded) == len(text)
    of = _ISSUER.search(folded)
    month = re.search(r"thang\s*(\d{1,2})\s*nam\s*(\d{4})", folded)
    return OwnReference(
        number=document_numbers.first_number(text),
        symbol=document_numbers.blank_symbol(text),
        issued=dates.first_date(text),
        month=(int(month.group(2)), int(month.group(1))) if month else None,
        issuer=text[of.start("issuer") : of.end("issuer")].strip() if of and same else None,
        type=kind,
    )


def number_in_signature(signatures: Sequence[Signature]) -> tuple[document_numbers.DocumentNumber, Signature] | None:
    """The number that the signing tool wrote into a signature (`Kèm theo văn bản số 9061/QĐ-UBND của ...`)."""
    for signature in reversed(signatures):
        if signature.reason and _REASON.search(fold(signature.reason)):
            number = document_numbers.first_number(signature.reason)
            if number is not None:
                return number, signature
    return None


def signing_day(signatures: Sequence[Signature], month: tuple[int, int] | None) -> date | None:
    """The day of the last signature, when it lies in the printed month (the day itself was left blank)."""
    days = [signature.signed_at.astimezone(_HANOI).date() for signature in signatures if signature.signed_at]
    fitting = [day for day in days if month == (day.year, day.month)]
    return fitting[-1] if fitting else None


def number_in_file_name(file_name: str, symbol: tuple[str | None, str]) -> document_numbers.DocumentNumber | None:
    """`516_KH-UBND.pdf`: a number written or stamped by hand, when the file's name agrees with the printed symbol.

    >>> number_in_file_name("9119 kh syt.pdf", ("KH", "SYT")).text
    '9119/KH-SYT'
    """
    kind, agency = symbol
    stem = fold(PurePath(file_name).stem)
    wanted = re.sub(r"[^a-z0-9]", "", fold(f"{kind or ''}{agency}"))
    for match in re.finditer(r"(?<!\d)(\d{1,5}[a-z]?)[\s_.\-]*(?=[a-z])", stem):
        if re.sub(r"[^a-z0-9]", "", stem[match.end() :]).startswith(wanted):
            printed = match.group(1)
            return document_numbers.first_number(f"{printed}/{kind}-{agency}" if kind else f"{printed}/{agency}")
    return None
