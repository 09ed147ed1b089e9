"""Kind of a file, by its content. The suffix only breaks ties between plain formats."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.read import mime_kind, plain_kind, zip_kind
from ingest.read.refusals import DAMAGED, EMPTY, ENCRYPTED, EXECUTABLE, MACROS, NO_TEXT_FILE, UNREADABLE, UNSUPPORTED
from ingest.reading import FileKind, RefusedFile

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a",
    b"\x00\x00\x00\x0cjP  \r\n\x87\n",
)  # fmt: skip
#: A photo of a telephone (HEIC, AVIF): the brand stands behind the size of its first box.
_PHOTO = re.compile(rb".{4}ftyp(?:hei[cxms]|hev[cmsx]|mif1|msf1|avif|avis)", re.DOTALL)
_WEBP = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
#: A bitmap: its size, four bytes of nothing, where its points begin, the size of its head.
_BITMAP = re.compile(rb"BM.{4}\0{4}.{4}[\x0c\x28\x38\x40\x6c\x7c]\0{3}", re.DOTALL)
_EXECUTABLES = (b"MZ", b"\x7fELF")
#: Files with such names that hold no text at all lost their beginning; others never had one.
_BINARY_SUFFIXES = (".pdf", ".docx", ".doc", ".xlsx", ".pptx", ".odt", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
_TABLE_SUFFIXES = (".csv", ".tsv")


def detect_kind(path: Path) -> FileKind:
    """The file's kind by content.

    :raises RefusedFile: empty, unreadable, damaged, encrypted, macro or unknown files.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise RefusedFile("unreadable", UNREADABLE) from error
    if not head.strip():
        raise RefusedFile("empty", EMPTY)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return zip_kind.kind_of_archive(path)
    if head.startswith(_OLE):
        return _ole_kind(path)
    if _is_image(head):
        return "image"
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    named = mime_kind.kind_by_headers(head) or plain_kind.kind_by_markup(head)
    if named is not None and named != "html":
        return named
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_EXECUTABLES):
        raise RefusedFile("active_content", EXECUTABLE)
    return named if named is not None and not plain_kind.is_binary(path) else _text_kind(path)


def _is_image(head: bytes) -> bool:
    return head.startswith(_IMAGES) or any(form.match(head) for form in (_PHOTO, _WEBP, _BITMAP))


def _ole_kind(path: Path) -> FileKind:
    """Names in an OLE directory are UTF-16; finding them in the bytes is enough to tell the kinds apart."""
    data = path.read_bytes()
    if "__properties_version1.0".encode("utf-16-le") in data:
        return "mail"
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise RefusedFile("encrypted", ENCRYPTED)
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise RefusedFile("active_content", MACROS)
    if "WordDocument".encode("utf-16-le") in data:
        return "doc"
    if any(name.encode("utf-16-le") + b"\0\0" in data for name in ("Workbook", "Book")):
        return "xls"
    raise RefusedFile("unsupported", UNSUPPORTED)


def _text_kind(path: Path) -> FileKind:
    """Text, or a table of separated values; what is not text is refused, never stored raw."""
    suffix = path.suffix.lower()
    if not plain_kind.is_text(path):
        if suffix in _BINARY_SUFFIXES:
            raise RefusedFile("damaged", DAMAGED)
        raise RefusedFile("unsupported", UNSUPPORTED if plain_kind.holds_zero_bytes(path) else NO_TEXT_FILE)
    return "csv" if suffix in _TABLE_SUFFIXES else "text"
