"""Safety of a PDF: damage, encryption, scripts, embedded programs. pypdf sees the objects, pdfium the pages."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from ingest.read.pdf.file_facts import FileFacts, file_facts
from ingest.reading import RefusedFile

DAMAGED = "Tệp PDF bị hỏng hoặc tải về chưa đủ; hãy gửi lại tệp gốc."
ENCRYPTED = "Tệp PDF được đặt mật khẩu nên không đọc được; hãy gửi bản không mã hóa."
NO_PAGES = "Tệp PDF không có trang nào; hãy kiểm tra và gửi lại tệp gốc."
TOO_MANY_PAGES = "Tệp PDF có {pages} trang, vượt giới hạn {limit} trang; hãy tách thành nhiều tệp."
SCRIPT = "Tệp PDF chứa mã lệnh (JavaScript hoặc lệnh mở chương trình) nên không được tiếp nhận; hãy gửi bản PDF thường."
ATTACHED_PROGRAM = "Tệp PDF đính kèm chương trình chạy được nên không được tiếp nhận; hãy gửi bản không đính kèm."
REPEATED_PAGES = (
    "Tệp PDF có {pages} trang mà chỉ có {size} kB, là một trang lặp lại nhiều lần; hãy xuất lại tệp từ văn bản gốc."
)
MAX_PAGES = 5000
#: A page of its own takes more bytes than this, however well it is packed.
_MANY_PAGES, _BYTES_A_PAGE = 200, 100
#: Each page stands so many times in such a file, on average.
_REPEATED = 4
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile[s]?|ObjStm|Encrypt)\b")
#: A name with an escaped character (`/J#61vaScript`): what it hides is told by reading it.
_ESCAPED_NAME = re.compile(rb"/[A-Za-z]{0,16}#[0-9A-Fa-f]{2}")
_PROGRAMS = re.compile(
    r"\.(?:exe|dll|bat|cmd|com|scr|js|jse|vbs|vbe|ps1|msi|jar|hta|lnk|docm|xlsm|pptm)\Z", re.IGNORECASE
)
#: Entries that lead to pages and fields that are looked at anyway. The value of a signature field is the signature:
#: no program runs what it holds, and its thousands of hexadecimal digits take pypdf longer than the rest of the file.
_ELSEWHERE = frozenset(("/P", "/Parent", "/Dest", "/Popup"))
_SIGNED_FIELD = _ELSEWHERE | {"/V"}
#: Nodes of the name and action trees looked at: enough for any real file, an end for loops.
_MAX_NODES = 20_000
#: What parsers of office and PDF files raise on damaged input, besides their own errors (found by mutating files).
PARSER_FAILURES: tuple[type[Exception], ...] = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
    OSError,
    EOFError,
    OverflowError,
    SyntaxError,  # XML parse errors of the standard library and of lxml
    zipfile.BadZipFile,
    zlib.error,
)


def check_pdf(path: Path) -> FileFacts:
    """Refuse what must not be taken in; what the file holds besides its pages.

    :raises RefusedFile: damaged, encrypted, empty, too long or active files.
    """
    data = path.read_bytes()
    try:
        reader = pypdf.PdfReader(path, strict=False)
        # Many portals encrypt with an empty user password only to forbid printing: that is readable.
        if reader.is_encrypted and reader.decrypt("") == pypdf.PasswordType.NOT_DECRYPTED:
            raise RefusedFile("encrypted", ENCRYPTED)
        pages = reader.get_num_pages()
        root = reader.trailer["/Root"].get_object()
    except RefusedFile:
        raise
    except PARSER_FAILURES as error:
        raise RefusedFile("damaged", DAMAGED) from error
    if pages == 0:
        raise RefusedFile("empty", NO_PAGES)
    if pages > MAX_PAGES:
        raise RefusedFile("too_large", TOO_MANY_PAGES.format(pages=pages, limit=MAX_PAGES))
    if pages > _MANY_PAGES and (len(data) < _BYTES_A_PAGE * pages or _repeats_pages(reader, pages)):
        raise RefusedFile("too_large", REPEATED_PAGES.format(pages=pages, size=len(data) // 1024))
    if _ACTIVE.search(data) or _ESCAPED_NAME.search(data):
        _check_active(root, reader)
    # Signature dictionaries may hide in compressed object streams; the form that holds them does not.
    may_be_signed = (isinstance(root, DictionaryObject) and "/AcroForm" in root) or b"/ByteRange" in data
    try:
        return file_facts(reader, root, may_be_signed=may_be_signed)
    except PARSER_FAILURES:
        return FileFacts(may_be_signed=may_be_signed)


def _repeats_pages(reader: pypdf.PdfReader, pages: int) -> bool:
    """True if a few pages, or the contents of a few, make up most of the file again and again."""
    try:
        own = {page.indirect_reference.idnum for page in reader.pages if page.indirect_reference is not None}
        contents = [_contents_key(page, index) for index, page in enumerate(reader.pages)]
    except PARSER_FAILURES:
        return False
    return _REPEATED * min(len(own), len(set(contents))) < pages


def _contents_key(page: DictionaryObject, index: int) -> str:
    """What tells the contents of a page from those of others; a page without contents is one of its own."""
    return repr(page.raw_get("/Contents")) if "/Contents" in page else str(index)


def _check_active(root: Any, reader: pypdf.PdfReader) -> None:
    try:
        for node in _action_dictionaries(root, reader):
            action = node.get("/S")
            if action in ("/JavaScript", "/Launch") or "/JS" in node:
                raise RefusedFile("active_content", SCRIPT)
            if node.get("/Type") == "/Filespec" or "/EF" in node:
                name = str(node.get("/UF") or node.get("/F") or "")
                if _PROGRAMS.search(name):
                    raise RefusedFile("active_content", ATTACHED_PROGRAM)
    except RefusedFile:
        raise
    except PARSER_FAILURES as error:
        raise RefusedFile("damaged", DAMAGED) from error


def _action_dictionaries(root: Any, reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Dictionaries where actions and attachments live: catalogue, names, form fields, annotations."""
    queue: list[Any] = [root[key] for key in ("/Names", "/OpenAction", "/AA", "/AcroForm", "/AF") if key in root]
    for page in reader.pages:
        queue.extend(page[key] for key in ("/Annots", "/AA", "/AF") if key in page)
    seen: set[tuple[int, int]] = set()
    visited = 0
    while queue and visited < _MAX_NODES:
        item = queue.pop()
        visited += 1
        if isinstance(item, IndirectObject):
            key = (item.idnum, item.generation)
            if key in seen:
                continue
            seen.add(key)
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            yield item
            passed = _SIGNED_FIELD if item.get("/FT") == "/Sig" else _ELSEWHERE
            queue.extend(item.raw_get(name) for name in item if name not in passed)
        elif isinstance(item, ArrayObject):
            queue.extend(item)
