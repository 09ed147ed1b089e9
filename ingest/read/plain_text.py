"""Plain text, in whatever encoding, and web pages saved as text."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.read import main_content
from ingest.read.markdown import is_markdown, pictures, shown_line, with_list_numbers
from ingest.read.plain_kind import utf16_of
from ingest.read.text_rows import with_barred_rows
from ingest.reading import Line, Reading, RefusedFile
from ingest.text import legacy_encodings
from ingest.text.normalize import tidy
from ingest.text.viqr import decode_viqr, is_viqr

NO_TEXT = "Tệp không có chữ nào để đọc; hãy kiểm tra lại tệp gốc."
PICTURES = "Tệp dẫn tới hình chưa được đọc chữ ({names}); nếu hình chứa nội dung văn bản, hãy nạp riêng hình đó."
#: Lines with letters that only Vietnamese has: so many make UTF-8 sure.
_PROPER, _LEAST_PROPER = re.compile("[\u0102-\u01b0\u1ea0-\u1ef9]"), 2
_RULE_LINE = re.compile(r"^[\s\-_=*.]+$")


def read_text(path: Path) -> Reading:
    """A text file: one line of the file is one paragraph.

    :raises RefusedFile: no text at all.
    """
    text, unsure = decode_bytes(path.read_bytes())
    if main_content.is_saved_page(text):
        lines = [(tidy(line), False) for line in main_content.article_lines(text.splitlines())]
    else:
        rows = with_barred_rows(text.splitlines())
        marked = is_markdown(text, path.suffix)
        shown = shown_line if marked else _as_it_stands
        printed = (shown(line) for line in (with_list_numbers(rows) if marked else rows) if not _RULE_LINE.match(line))
        lines = [(tidy(line), bold) for line, bold in printed]
    blocks = tuple(Line(line, bold=bold, whole=True) for line, bold in lines if line)
    if not blocks:
        raise RefusedFile("no_text", NO_TEXT)
    warnings = (legacy_encodings.UNSURE_WARNING,) if unsure else ()
    shown_pictures = pictures(text)
    if shown_pictures:
        warnings = (*warnings, PICTURES.format(names="; ".join(shown_pictures[:3])))
    return Reading("text", "text", blocks, warnings=warnings)


def _as_it_stands(line: str) -> tuple[str, bool]:
    return line, False


def _mixed_lines(data: bytes) -> str | None:
    """A text with lines of Vietnamese in UTF-8 and others in an old encoding; None where it is no such text."""
    lines: list[str] = []
    old: list[int] = []
    proper = 0
    for place, line in enumerate(data.splitlines()):
        try:
            lines.append(line.decode("utf-8"))
            proper += bool(_PROPER.search(lines[-1]))
        except UnicodeDecodeError:
            lines.append(line.decode("latin-1"))
            old.append(place)
    if proper < _LEAST_PROPER:
        return None
    verdict = legacy_encodings.guess_encoding("\n".join(lines[place] for place in old))
    if verdict.encoding is not None:
        for place in old:
            lines[place] = legacy_encodings.decode(lines[place], verdict.encoding)
    return "\n".join(lines)


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
        mixed = _mixed_lines(data)
        if mixed is not None:
            return mixed, True
        text = data.decode("latin-1")
    if is_viqr(text):
        return decode_viqr(text), False
    verdict = legacy_encodings.guess_encoding(text)
    if verdict.encoding is not None:
        text = legacy_encodings.decode(text, verdict.encoding)
    return text, verdict.unsure
