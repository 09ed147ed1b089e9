"""RTF -> Reading without an office program: the parts of a DOCX are made of it and read as such."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest.read.context import DEFAULT_CONTEXT, ReadingContext
from ingest.read.docx.story import EMBEDDED
from ingest.read.office.rtf.document import RtfDocument
from ingest.read.office.word_parts import read_parts
from ingest.read.pdf import safety
from ingest.reading import Reading, RefusedFile

DAMAGED = "Tệp RTF bị hỏng; hãy mở và lưu lại thành DOCX rồi gửi lại."
CUT_OFF = "Tệp RTF không có phần cuối, có thể tải về chưa đủ; vui lòng đối chiếu với tệp gốc."


def read_rtf(path: Path, context: ReadingContext = DEFAULT_CONTEXT) -> Reading:
    """A text in Rich Text Format.

    :raises RefusedFile: damaged files, those without text.
    """
    try:
        document = RtfDocument(path.read_bytes())
        reading = read_parts(document.parts(), "rtf", context)
    except safety.PARSER_FAILURES as error:
        raise RefusedFile("damaged", DAMAGED) from error
    warnings = list(reading.warnings)
    if document.objects:
        names = ", ".join(dict.fromkeys(document.objects))
        warnings.append(EMBEDDED.format(count=len(document.objects), names=names))
    if document.is_cut_off:
        warnings.append(CUT_OFF)
    return replace(reading, warnings=tuple(warnings))
