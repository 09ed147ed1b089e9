"""Plain text, in whatever encoding, and web pages saved as text."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.read import main_content
from ingest.read.markdown import is_markdown, shown_line
from ingest.read.plain_kind import utf16_of
from ingest.reading import Line, Reading, RefusedFile
from ingest.text import legacy_encodings
from ingest.text.normalize import tidy

NO_TEXT = "Tệp không có chữ nào để đọc; hãy kiểm tra lại tệp gốc."
_RULE_LINE = re.compile(r"^[\s\-_=*.]+$")


def read_text(path: Path) -> Reading:
    """A text file: one line of the file is one paragraph.

    :raises RefusedFile: no text at all.
    """
    text, unsure = decode_bytes(path.read_bytes())
    if main_content.is_saved_page(text):
        lines = [(tidy(line), False) for line in main_content.article_lines(text.splitlines())]
    else:
        shown = shown_line if is_markdown(text, path.suffix) else _as_it_stands
        printed = (shown(line) for line in text.splitlines() if not _RULE_LINE.match(line))
        lines = [(tidy(line), bold) for line, bold in printed]
    blocks = tuple(Line(line, bold=bold, whole=True) for line, bold in lines if line)
    if not blocks:
        raise RefusedFile("no_text", NO_TEXT)
    return Reading("text", "text", blocks, warnings=(legacy_encodings.UNSURE_WARNING,) if unsure else ())


def _as_it_stands(line: str) -> tuple[str, bool]:
    return line, False


def decode_bytes(data: bytes) -> tuple[str, bool]:
    """Bytes as text, old Vietnamese encodings repaired; and whether that is in doubt."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace"), False
    paired = utf16_of(data)
    if paired is not None:
        return data.decode(paired, "replace"), False
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    verdict = legacy_encodings.guess_encoding(text)
    if verdict.encoding is not None:
        text = legacy_encodings.decode(text, verdict.encoding)
    return text, verdict.unsure
