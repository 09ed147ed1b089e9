"""The check that a new file is complete, so that ingestion need not wait until it stops changing."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import zipfile
from pathlib import Path
from typing import BinaryIO

#: The end of a PDF is in its last bytes; mail gateways append only little to it.
_PDF_TAIL = 1024
_PDF_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
#: The target of ``startxref``: a cross-reference table, or a stream that holds one.
_PDF_TABLE = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")
_PNG_END = b"IEND\xaeB`\x82"
_JPEG_END = b"\xff\xd9"


def is_complete(path: Path) -> bool:
    """True if no process has the file open for writing and it has the end that its format prescribes.

    False where this cannot be known: for formats without an end (text, HTML, DOC), and on file systems without
    leases (network shares). Raises nothing.
    """
    try:
        with path.open("rb") as file:
            return _has_no_writer(file) and _has_end(file)
    except OSError:
        return False


def _has_no_writer(file: BinaryIO) -> bool:
    """True if no process has the file open for writing: only then does the kernel grant a read lease."""
    # A process that opens the file meanwhile breaks the lease by a signal: choose one that is ignored by default, as
    # the usual one would end this process.
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
    """True if an archive has its directory, which is written last and whose end says where it begins.

    Where a copying program reserved room, zeros are read as an empty directory, or as if something preceded the
    first part.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return min((part.header_offset for part in archive.infolist()), default=-1) == 0
    except zipfile.BadZipFile:
        return False


def _pdf_has_end(file: BinaryIO) -> bool:
    """True if the last ``startxref`` points to a table. A linearised PDF has one near its beginning too, but with 0."""
    ends = list(_PDF_END.finditer(_last_bytes(file, _PDF_TAIL)))
    if not ends:
        return False
    file.seek(int(ends[-1][1]))
    return _PDF_TABLE.match(file.read(32)) is not None


def _last_bytes(file: BinaryIO, count: int) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - count))
    return file.read()
