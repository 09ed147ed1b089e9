"""Screening for files that must not enter the library: secrecy marks (refused), lists of personal data (held back).

Pure functions over a reading and a file name. A secrecy mark is a line or a box of its own; merely mentioning
secrets, `MẶT TRẬN`, `mật độ` or a place called Mật is not a mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.read.screening.personal_lists import persons_listed
from ingest.read.screening.screened_lines import ScreenedLine, screened_lines
from ingest.read.screening.secrecy_marks import has_secrecy_mark
from ingest.reading import Reading, RefusedFile
from ingest.text.normalize import fold, nfc

#: Fixed sentence (docs/documents.md, "Fixed sentences").
SECRECY_WORDING = (
    "Tài liệu có dấu hiệu chứa bí mật nhà nước nên không được tiếp nhận. "
    "Đề nghị xử lý theo quy định về bảo vệ bí mật nhà nước."
)
PERSONAL = "Tệp có danh sách chứa số định danh cá nhân; cần được duyệt trước khi đưa vào kho."
PERSONAL_DATA = (
    "Tệp có danh sách chứa dữ liệu cá nhân (ngày sinh kèm số điện thoại hoặc nơi ở, số tài khoản, số bảo hiểm); "
    "cần được duyệt trước khi đưa vào kho."
)


@dataclass(frozen=True, slots=True)
class ScreeningFinding:
    """One finding of the screening: ``secret`` refuses the file, ``personal_data`` holds it back for approval."""

    kind: Literal["secret", "personal_data"]
    reason: str
    count: int = 1


_FILE_NAME = re.compile(
    r"(?:^|[\s_\-.(\[])(?:tuyet[\s_\-.]*mat|toi[\s_\-.]*mat|do[\s_\-.]*mat|mat|secret|top[\s_\-]*secret)(?=$|[\s_\-.)\]])"
)
#: In a name without accents `mat` is a mark only as the last or first word (`ke_hoach_mat.pdf`), not in `mat tran`.
_FILE_INNOCENT = re.compile(
    r"mat[\s_\-.]*(?:tran|do|bang|hang|ong|troi|na|khau|ma|nuoc|dat|cat)\b|(?:be|giai|bi|ra|gap|khuon)[\s_\-.]*mat"
)
#: One signer's identity number in a form is no list.
_LIST = 2


def check_name(name: str) -> None:
    """:raises RefusedFile: the file's own name says that it is secret."""
    folded = fold(nfc(name)).rsplit(".", 1)[0]
    if "ặ" in nfc(name).lower() and "ậ" not in nfc(name).lower():
        return
    if _FILE_NAME.search(folded) and not _FILE_INNOCENT.search(folded):
        raise RefusedFile("secret", SECRECY_WORDING)


def check_reading(reading: Reading, around: Sequence[ScreenedLine] = ()) -> str | None:
    """Why the reading must wait for approval, None where it need not.

    :param around: lines around the body that the reader may have left out (:mod:`.margin_texts`).
    :raises RefusedFile: the text carries a secrecy mark.
    """
    held_back = None
    for finding in screen_reading(reading, around):
        if finding.kind == "secret":
            raise RefusedFile("secret", finding.reason)
        held_back = finding.reason
    return held_back


def screen_reading(reading: Reading, around: Sequence[ScreenedLine] = ()) -> tuple[ScreeningFinding, ...]:
    """Everything found in the reading, secrecy first."""
    found: list[ScreeningFinding] = []
    if has_secrecy_mark(screened_lines(reading)) or has_secrecy_mark(around):
        found.append(ScreeningFinding("secret", SECRECY_WORDING))
    persons = persons_listed(reading)
    if persons.numbers >= _LIST:
        found.append(ScreeningFinding("personal_data", PERSONAL, persons.numbers))
    elif persons.described >= _LIST:
        found.append(ScreeningFinding("personal_data", PERSONAL_DATA, persons.described))
    return tuple(found)
