"""The authority line below the subject, and the addressees (`Kính gửi:`) of letters, reports and telegrams."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.header_lines import is_rule, take_late_line
from ingest.metadata.subject_lines import is_authority_line
from ingest.reading import Paragraph, Table
from ingest.text.normalize import fold

#: `CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH điện:` above the addressees of a telegram.
_TELEGRAM = re.compile(r"(?P<who>[^:.;]{2,120}?)\s*\bdien\s*:")
#: `KHÓA XII, KỲ HỌP THỨ 5` below the name of a council.
_SESSION = re.compile(r"khoa\b.*ky hop")
#: `Kính gửi các xã, báo cáo trước 17 giờ.` without a colon is a sentence of its own.
_SENTENCE = re.compile(r"[^:]{20,}[.!?]\s*$")
#: Authority and addressees stand within so many blocks of the subject.
_REACH = 25


def take_addressees(blocks: Sequence[Paragraph | Table], head: DocumentHeader) -> None:
    """Take authority and addressees below the subject; lines of the head's right column may stand between them."""
    start = max(head.used_blocks, default=-1) + 1
    addressing = False
    for index in range(start, min(start + _REACH, len(blocks))):
        block = blocks[index]
        if isinstance(block, Table):
            break
        if not (addressing and take_late_line(block, head)):
            text = block.text.strip()
            if _take_first_addressee(text, head):
                addressing = True
            elif not (_take_addressee(text, head) if addressing else _take_authority(text, head)) and not (
                is_rule(text) or _SESSION.match(fold(text))
            ):
                break
        head.used_blocks.add(index)


def _take_first_addressee(text: str, head: DocumentHeader) -> bool:
    """`Kính gửi: Sở Y tế`, or the line of a telegram that names its author and perhaps an addressee."""
    folded = fold(text)
    telegram = _TELEGRAM.match(folded) if head.type == "CĐ" and len(folded) == len(text) else None
    if telegram:
        head.authority = head.authority or text[: telegram.end("who")].strip()
        name = text[telegram.end() :].strip(" .;")
    elif folded.startswith("kinh gui") and not _SENTENCE.match(text):
        name = text.partition(":")[2].strip(" .;")
    else:
        return False
    head.addressees += [name] if name else []
    return True


def _take_addressee(text: str, head: DocumentHeader) -> bool:
    """`- Sở Y tế;` in the list of addressees."""
    if not re.match(r"[-–•+]", text) or len(text) >= 160:
        return False
    head.addressees.append(text.lstrip("-–•+ ").rstrip(" .;,"))
    return True


def _take_authority(text: str, head: DocumentHeader) -> bool:
    if head.authority is not None or not is_authority_line(text):
        return False
    head.authority = text
    return True
