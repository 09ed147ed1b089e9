"""Kind of an archive: an office file by the type of its main part, or a folder of documents that was zipped."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from ingest.read.refusals import BOMB, DAMAGED, MACROS, UNSUPPORTED
from ingest.reading import FileKind, RefusedFile

_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
#: The main part's type in ``[Content_Types].xml``; the parts themselves may bear any name.
_OFFICE_TYPES: tuple[tuple[bytes, FileKind], ...] = (
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"wordprocessingml.template.main+xml", "docx"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"spreadsheetml.template.main+xml", "xlsx"),
    (b"presentationml.presentation.main+xml", "pptx"),
    (b"presentationml.slideshow.main+xml", "pptx"),
    (b"presentationml.template.main+xml", "pptx"),
)
_MACRO_TYPE = re.compile(rb"macroEnabled(?:Template)?\.main\+xml")
_OFFICE_PARTS: tuple[tuple[str, FileKind], ...] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
)
_ODF_TYPES: tuple[tuple[bytes, FileKind], ...] = (
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
)
#: Parts that say that an archive is one file of some program, not a folder of documents.
_FOREIGN = re.compile(
    r"META-INF/(?:MANIFEST\.MF|manifest\.xml|container\.xml)|AndroidManifest\.xml|\[Content_Types\]\.xml", re.IGNORECASE
)
#: The longest law is under 20 MB of XML. Parts of real office files shrink to a hundredth at the most, and large
#: pictures hardly; the memory of the process that reads the rest is bounded by the pool.
_MOST_UNPACKED, _MOST_MEMBERS = 1 << 30, 20_000
_LARGE_MEMBER, _MOST_RATIO = 20 << 20, 200
_TYPES_BYTES = 4 << 20


def kind_of_archive(path: Path) -> FileKind:
    """The kind of an office file, or ``zip`` for an archive of files.

    :raises RefusedFile: damaged archives, bombs, macros, archives of unknown programs.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            check_size(archive.infolist())
            mimetype = _first_bytes(archive, "mimetype", names, 80)
            types = _first_bytes(archive, "[Content_Types].xml", names, _TYPES_BYTES)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, zlib.error) as error:
        raise RefusedFile("damaged", DAMAGED) from error
    if any(name.lower().rsplit("/", 1)[-1] in _MACRO_PARTS for name in names) or _MACRO_TYPE.search(types):
        raise RefusedFile("active_content", MACROS)
    kind = _office_kind(names, types) or _odf_kind(names, mimetype)
    if kind is not None:
        return kind
    if mimetype or not names or any(_FOREIGN.fullmatch(name) for name in names):
        raise RefusedFile("unsupported", UNSUPPORTED)
    return "zip"


def _office_kind(names: set[str], types: bytes) -> FileKind | None:
    by_type = next((kind for name, kind in _OFFICE_TYPES if name in types), None)
    return by_type or next((kind for name, kind in _OFFICE_PARTS if name in names), None)


def _odf_kind(names: set[str], mimetype: bytes) -> FileKind | None:
    kind = next((kind for name, kind in _ODF_TYPES if mimetype.strip() in (name, name + b"-template")), None)
    if kind is not None and any(name.startswith("Basic/") for name in names):
        raise RefusedFile("active_content", MACROS)
    return kind


def _first_bytes(archive: zipfile.ZipFile, name: str, names: set[str], most: int) -> bytes:
    if name not in names:
        return b""
    with archive.open(name) as part:
        return part.read(most)


def check_size(members: list[zipfile.ZipInfo]) -> None:
    """Refuse a bomb by what its directory says; a directory that lies is found damaged when its parts are read."""
    inflated = (
        member
        for member in members
        if member.file_size > max(_LARGE_MEMBER, _MOST_RATIO * max(member.compress_size, 1))
    )
    total = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or total > _MOST_UNPACKED or next(inflated, None) is not None:
        raise RefusedFile("too_large", BOMB)
