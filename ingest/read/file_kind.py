"""Kind of a file, by its content. The suffix only breaks ties between plain formats."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from ingest.records import FileKind, RefusedFile

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|table|meta|p|span|article)\b", re.IGNORECASE)
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
_EXECUTABLES = (b"MZ", b"\x7fELF")

UNSUPPORTED = (
    "Định dạng tệp chưa được hỗ trợ; hãy dùng PDF, DOCX, DOC, RTF, ODT, XLSX, HTML, TXT hoặc ảnh JPG, PNG, TIFF."
)
EMPTY = "Tệp rỗng, không có nội dung; hãy kiểm tra và gửi lại tệp gốc."
UNREADABLE = "Không đọc được tệp vì không có quyền hoặc lỗi ổ đĩa; hãy kiểm tra quyền truy cập tệp."
DAMAGED_ZIP = "Tệp bị hỏng hoặc tải về chưa đủ; hãy gửi lại tệp gốc."
MACROS = "Tệp chứa macro nên không được tiếp nhận; hãy lưu lại ở định dạng không có macro (.docx, .pdf)."
EXECUTABLE = "Tệp là hoặc có chứa chương trình chạy được nên không được tiếp nhận; hãy gửi tệp văn bản gốc."
ENCRYPTED = "Tệp được đặt mật khẩu nên không đọc được; hãy gửi bản không mã hóa."
BOMB = "Tệp nén bung ra quá lớn so với một văn bản nên không được tiếp nhận; hãy mở, lưu lại rồi gửi bản mới."
#: The longest law is under 20 MB of XML. Parts of real office files shrink to a hundredth at the most, and large
#: pictures hardly; the memory of the process that reads the rest is bounded by the pool.
_MOST_UNPACKED, _MOST_MEMBERS = 1 << 30, 20_000
_LARGE_MEMBER, _MOST_RATIO = 20 << 20, 200


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
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    if head.startswith(_OLE):
        return _ole_kind(path)
    if head.startswith(_IMAGES):
        return "image"
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_EXECUTABLES):
        raise RefusedFile("active_content", EXECUTABLE)
    return _plain_kind(path, head)


def _zip_kind(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            _check_size(archive.infolist())
            mimetype = archive.read("mimetype")[:80] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise RefusedFile("damaged", DAMAGED_ZIP) from error
    if any(name.lower().rsplit("/", 1)[-1] in _MACRO_PARTS for name in names):
        raise RefusedFile("active_content", MACROS)
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if mimetype == b"application/vnd.oasis.opendocument.text":
        if any(name.startswith("Basic/") for name in names):
            raise RefusedFile("active_content", MACROS)
        return "odt"
    raise RefusedFile("unsupported", UNSUPPORTED)


def _check_size(members: list[zipfile.ZipInfo]) -> None:
    """Refuse a bomb by what its directory says; a directory that lies is found damaged when its parts are read."""
    inflated = (
        member
        for member in members
        if member.file_size > max(_LARGE_MEMBER, _MOST_RATIO * max(member.compress_size, 1))
    )
    total = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or total > _MOST_UNPACKED or next(inflated, None) is not None:
        raise RefusedFile("too_large", BOMB)


def _ole_kind(path: Path) -> FileKind:
    """Names in an OLE directory are UTF-16; finding them in the bytes is enough to tell the kinds apart."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise RefusedFile("encrypted", ENCRYPTED)
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise RefusedFile("active_content", MACROS)
    if "WordDocument".encode("utf-16-le") in data:
        return "doc"
    raise RefusedFile("unsupported", UNSUPPORTED)


def _plain_kind(path: Path, head: bytes) -> FileKind:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if _HTML.search(head):
        return "html"
    if b"\x00" in head:
        # A PDF or image that lost its beginning is damaged rather than unknown.
        if path.suffix.lower() in (".pdf", ".docx", ".doc", ".jpg", ".jpeg", ".png", ".tif", ".tiff"):
            raise RefusedFile("damaged", DAMAGED_ZIP)
        raise RefusedFile("unsupported", UNSUPPORTED)
    if path.suffix.lower() in (".pdf", ".docx", ".doc", ".xlsx", ".jpg", ".png") and not _looks_like_prose(head):
        raise RefusedFile("damaged", DAMAGED_ZIP)
    return "text"


def _looks_like_prose(head: bytes) -> bool:
    """True for bytes with blanks and few control characters."""
    control = sum(byte < 32 and byte not in (9, 10, 13) for byte in head)
    return control < len(head) * 0.01 and b" " in head
