"""Heads as they were set until the 1990s: issuer, number and date stand below the type's name."""

from __future__ import annotations

import re

from ingest.grammar import document_numbers
from ingest.metadata.document_header import DocumentHeader
from ingest.text import dates
from ingest.text.normalize import fold

#: `CỦA CHÍNH PHỦ SỐ 12-CP NGÀY 04 THÁNG 01 NĂM 1995` below a type's name: issuer, number and date of older documents.
_ISSUER_LINE = re.compile(
    r"^cua\s+(?P<issuer>.+?)(?:\s+so\s*:?\s*(?P<no>\S.*?))?(?:\s+ngay\s+(?:.*?nam\s+\d{4}\b(?P<rest>.*)|.*))?$"
)


#: The date in a line of its own below issuer and number.
_DATE_LINE = re.compile(r"\W*ngay \d{1,2} thang \d{1,2} nam \d{4}\W*$")
#: `SỐ 61/SL`, `SỐ 12/NV`: orders of 1945 and 1946 bear only the letters of the office that wrote them.
_OLD_NUMBER = re.compile(r"\W*S[ỐÔố]\s*:?\s*(?P<no>(?P<num>\d{1,3})\s?[/-]\s?(?P<office>[A-ZĐ]{1,5}))\b")


def is_in_capitals(line: str) -> bool:
    """True for capitals, but for a symbol (`SỐ 115-TTg`)."""
    letters = [char for char in line if char.isalpha()]
    return sum(char.isupper() for char in letters) > 0.9 * len(letters)


def take_issuer_line(line: str, head: DocumentHeader) -> str | None:
    """`CỦA CHÍNH PHỦ SỐ 01/CP NGÀY ...`, `của Chủ tịch nước`: take who issued it; returns what follows the date."""
    folded = fold(line)
    if _DATE_LINE.match(folded) and (head.number or head.issuer_lines):
        head.issued = head.issued or dates.first_date(line)
        return ""
    match = _ISSUER_LINE.match(folded) if len(folded) == len(line) else None
    if match is None or len(match["issuer"]) > 90:
        return None
    head.issuer_lines.append(line[match.start("issuer") : match.end("issuer")])
    if match["no"]:
        head.number = head.number or document_numbers.first_number(line[match.start("no") :])
    head.issued = head.issued or dates.first_date(line)
    return line[match.start("rest") :].strip() if match["rest"] else ""


def take_number_line(text: str, head: DocumentHeader) -> bool:
    """`SỐ 65 NGÀY 23 THÁNG 11 NĂM 1945`, `Số: 12/QĐ` under a type's name."""
    folded = fold(text)
    if head.number is not None or not re.match(r"\W*so\b", folded) or len(text) > 90:
        return False
    number = document_numbers.first_number(text)
    plain = _OLD_NUMBER.match(text) if head.type == "SL" else None
    if number is not None and number.start < 12:
        head.number = number
    elif plain is not None:
        head.number = document_numbers.DocumentNumber(plain["no"], str(int(plain["num"])), "", "SL", plain["office"])
    else:
        bare = re.match(r"\W*so\s*[:.]?\s*(\d{1,4}[a-z]?)(?:[^\w/]|$)", folded)
        if bare is None:
            return False
        head.bare_number = bare.group(1)
    head.issued = head.issued or dates.first_date(text)
    return True
