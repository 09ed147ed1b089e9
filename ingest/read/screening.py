"""Screening for files that must not enter the library: secrecy marks (refused), lists of identity numbers (held back).

Pure functions over a reading and a file name. A secrecy mark is a line or a box of its own; merely mentioning
secrets, `MẶT TRẬN`, `mật độ` or a place called Mật is not a mark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.reading import Line, Reading, RefusedFile, Table
from ingest.text.normalize import fold, nfc

#: Fixed sentence (docs/documents.md, "Fixed sentences").
SECRECY_WORDING = (
    "Tài liệu có dấu hiệu chứa bí mật nhà nước nên không được tiếp nhận. "
    "Đề nghị xử lý theo quy định về bảo vệ bí mật nhà nước."
)
PERSONAL = "Tệp có danh sách chứa số định danh cá nhân; cần được duyệt trước khi đưa vào kho."


@dataclass(frozen=True, slots=True)
class ScreeningFinding:
    """One finding of the screening: ``secret`` refuses the file, ``personal_data`` holds it back for approval."""

    kind: Literal["secret", "personal_data"]
    reason: str
    count: int = 1


# The stamp stands alone on its line. Without accents `MAT` also stands alone in `MẶT`: only in capitals, whole line.
_MARK = re.compile(r"^\W*(?:TUYỆT\s*MẬT|TỐI\s*MẬT|MẬT)\W*$")
_MARK_PLAIN = re.compile(r"^\W*(?:TUYET\s*MAT|TOI\s*MAT|MAT)\W*$")
_MARK_ANYWHERE = re.compile(r"(?<!\w)(?:TUYỆT\s+MẬT|TỐI\s+MẬT)(?!\w)")
_PHRASES = re.compile(
    r"^\W*(?:Độ\s+mật\s*:\s*(?!Không|Thường|\s*$|[.…]+\s*$)\S|Thời\s+hạn\s+bảo\s+vệ(?:\s+bí\s+mật)?\s*:|GIẢI\s+MẬT\W*$"
    r"|TÀI\s+LIỆU\s+THU\s+HỒI\W*$|CHỈ\s+NGƯỜI\s+CÓ\s+TÊN\s+MỚI\s+ĐƯỢC\s+BÓC\s+BÌ)",
)
_PROPERTY = re.compile(r"(?i)^\W*(?:đây\s+là\s+)?tài\s+liệu\s+(?:tuyệt\s+|tối\s+)?mật\W*$")
_NUMBER_SUFFIX = re.compile(r"^\W*Số\s*:?\s*\d+[^\s]*-(?:M|TM|TuM)\s*$")
_FILE_NAME = re.compile(
    r"(?:^|[\s_\-.(\[])(?:tuyet[\s_\-.]*mat|toi[\s_\-.]*mat|do[\s_\-.]*mat|mat|secret|top[\s_\-]*secret)(?=$|[\s_\-.)\]])"
)
#: In a name without accents `mat` is a mark only as the last or first word (`ke_hoach_mat.pdf`), not in `mat tran`.
_FILE_INNOCENT = re.compile(
    r"mat[\s_\-.]*(?:tran|do|bang|hang|ong|troi|na|khau|ma|nuoc|dat|cat)\b|(?:be|giai|bi|ra|gap|khuon)[\s_\-.]*mat"
)
_CITIZEN = re.compile(r"(?<!\d)0\d{11}(?!\d)")
_OLD_IDENTITY = re.compile(
    r"(?i)(?:CMND|CMT|chứng minh (?:nhân dân|thư)|CCCD|căn cước|định danh)[^\d\n]{0,40}(\d{9}|\d{12})(?!\d)"
)
_IDENTITY_HEADING = re.compile(r"(?i)\b(?:CCCD|CMND|căn cước|số định danh|chứng minh nhân dân)\b")
#: One signer's identity number in a form is no list.
_LIST = 3
#: Rows of a table that may be the head of a document: marks stand in the first rows, data below.
_TABLE_HEAD = 6
_FRAME_COLUMNS = 2
#: Only the head of a page carries stamps.
_HEAD = 0.45


def check_name(name: str) -> None:
    """:raises RefusedFile: the file's own name says that it is secret."""
    folded = fold(nfc(name)).rsplit(".", 1)[0]
    if "ặ" in nfc(name).lower() and "ậ" not in nfc(name).lower():
        return
    if _FILE_NAME.search(folded) and not _FILE_INNOCENT.search(folded):
        raise RefusedFile("secret", SECRECY_WORDING)


def check_reading(reading: Reading) -> str | None:
    """Why the reading must wait for approval, None where it need not.

    :raises RefusedFile: the text carries a secrecy mark.
    """
    held_back = None
    for finding in screen_reading(reading):
        if finding.kind == "secret":
            raise RefusedFile("secret", finding.reason)
        held_back = finding.reason
    return held_back


def screen_reading(reading: Reading) -> tuple[ScreeningFinding, ...]:
    """Everything found in the reading, secrecy first."""
    found: list[ScreeningFinding] = []
    if any(_is_secrecy_mark(line, position) for position, line in enumerate(_stamp_lines(reading))):
        found.append(ScreeningFinding("secret", SECRECY_WORDING))
    identities = _count_identity_numbers(reading)
    if identities >= _LIST:
        found.append(ScreeningFinding("personal_data", PERSONAL, identities))
    return tuple(found)


def _stamp_lines(reading: Reading) -> list[Line]:
    """Lines of the text and of cells: a stamp's frame may be a table to a reader."""
    lines: list[Line] = []
    for block in reading.blocks:
        if isinstance(block, Line):
            lines.append(block)
            continue
        if not _may_frame_stamp(block):
            continue
        for cell in (cell for row in block.rows[:_TABLE_HEAD] for cell in row if cell.text):
            lines.extend(
                Line(text, page=block.page, box=cell.box, confidence=1.0 if reading.text_source == "ocr" else None)
                for text in (cell.text or "").split("\n")
            )
    return lines


def _may_frame_stamp(table: Table) -> bool:
    """True if the table can be the frame of a stamp or the columns of a head; a table of data may speak of secrets."""
    width = max((len(row) for row in table.rows), default=0)
    if width <= _FRAME_COLUMNS and len(table.rows) <= _TABLE_HEAD:
        return True
    return any("CỘNG HÒA" in (cell.text or "") or "Độc lập" in (cell.text or "") for row in table.rows for cell in row)


def _is_secrecy_mark(line: Line, position: int) -> bool:
    text = nfc(line.text).strip()
    if len(text) > 200:
        return False
    if _PHRASES.search(text) or _PROPERTY.match(text):
        return True
    if _NUMBER_SUFFIX.match(text) and position < 40:
        return True
    in_head = line.box.y0 < _HEAD if line.box is not None else position < 40
    if not in_head:
        return False
    if _MARK.match(text) or (_MARK_ANYWHERE.search(text) and text == text.upper() and len(text) < 60):
        return True
    return line.confidence is not None and bool(_MARK_PLAIN.match(text))


def _count_identity_numbers(reading: Reading) -> int:
    texts: list[str] = []
    for block in reading.blocks:
        if isinstance(block, Line):
            texts.append(block.text)
        else:
            texts.extend(" ".join(cell.text or "" for cell in row) for row in block.rows)
    whole = "\n".join(texts)
    numbers = set(_CITIZEN.findall(whole)) | set(_OLD_IDENTITY.findall(whole))
    if _IDENTITY_HEADING.search(whole):
        numbers |= set(re.findall(r"(?<![\d./,-])\d{9}(?![\d./,-])", whole))
    return len(numbers)
