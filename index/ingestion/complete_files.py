"""Whether a file that has just appeared is whole, so that it need not be watched standing still."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import zipfile
from pathlib import Path
from typing import BinaryIO

#: The end of a PDF stands in its last bytes; what mail gateways append to it is short.
_PDF_TAIL = 1024
_PDF_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
#: Where ``startxref`` points: a table, or a stream that holds one.
_PDF_TABLE = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")
_PNG_END = b"IEND\xaeB`\x82"
_JPEG_END = b"\xff\xd9"


def is_complete(path: Path) -> bool:
    """Whether nobody has the file open for writing and its format's own end is in place.

    False whenever this cannot be told: for formats without an end (text, HTML, DOC), and on file systems that do
    not say who writes (network shares). Raises nothing.
    """
    try:
        with path.open("rb") as file:
            return _has_no_writer(file) and _has_end(file)
    except OSError:
        return False


def _has_no_writer(file: BinaryIO) -> bool:
    """The kernel grants a read lease only on a file that nobody has open for writing."""
    # A writer who comes meanwhile breaks the lease by a signal: one that is ignored, as the usual one would end us.
    fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError:
        return False
    fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return True


def _has_end(file: BinaryIO) -> bool:
    head = file.read(8)
    if head.startswith(b"%PDF-"):
        return _pdf_has_end(file)
    if head.startswith(b"PK\x03\x04"):
        return _zip_has_end(file)
    if head.startswith(b"\x89PNG"):
        return _last_bytes(file, len(_PNG_END)) == _PNG_END
    return head.startswith(b"\xff\xd8\xff") and _last_bytes(file, len(_JPEG_END)) == _JPEG_END


def _zip_has_end(file: BinaryIO) -> bool:
    """The directory of the parts is written last, and its very end says where it begins.

    Where zeros stand for that end (room reserved by a copying program), the directory is read as empty, or as if
    something stood before the first part.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return min((part.header_offset for part in archive.infolist()), default=-1) == 0
    except zipfile.BadZipFile:
        return False


def _pdf_has_end(file: BinaryIO) -> bool:
    """A file made for the web ends once near its beginning too, but its table then stands at 0."""
    ends = list(_PDF_END.finditer(_last_bytes(file, _PDF_TAIL)))
    if not ends:
        return False
    file.seek(int(ends[-1][1]))
    return _PDF_TABLE.match(file.read(32)) is not None


def _last_bytes(file: BinaryIO, count: int) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - count))
    return file.read()
