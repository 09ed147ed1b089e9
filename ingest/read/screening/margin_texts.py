"""Texts around the body of a packed office file: headers, feet, watermarks, masters, drawings of a sheet.

A reader takes from these what belongs to the document; a mark may stand in any of them, so that the screening looks for
itself, whatever the reader made of the part.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest.read.screening.screened_lines import Place, ScreenedLine
from ingest.reading import FileKind

#: Parts that are not the body, by kind of file.
_PARTS = {
    "docx": re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml"),
    "odt": re.compile(r"styles\.xml"),
    "ods": re.compile(r"styles\.xml"),
    "pptx": re.compile(r"ppt/(?:slideMasters|slideLayouts|notesSlides|slides)/[^/]+\.xml"),
    "xlsx": re.compile(r"xl/(?:workbook|drawings/[^/]+|worksheets/[^/]+)\.(?:xml|vml)"),
}
_SHEET_MARGINS = re.compile(r"<(?:odd|even|first)(?:Header|Footer)>(.*?)</", re.DOTALL)
_SHEET_NAME = re.compile(r'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"')
#: Codes of a sheet's header: place, font, size, colour (`&C&"Arial,Bold"&14&KFF0000MẬT`).
_SHEET_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d{1,3}|[LCRPNDTFAGZBIUESXY+-])')
_PARAGRAPH = re.compile(r"</(?:\w+:)?p>|<(?:\w+:)?(?:br|cr|line-break)\b[^>]*>|</text:(?:p|h)>")
_TAG = re.compile(r"<[^>]*>")
_WORD_ART = re.compile(r"<(?:\w+:)?textpath\b[^>]*\bstring=(?:\"([^\"]*)\"|'([^']*)')")
_RTF_ART = re.compile(rb"gtextUNICODE\s*\}\s*\{\\sv\s+((?:[^{}]){1,400})\}")
#: In DOC: words between zeros, as no paragraph stands.
_DOC_ART = re.compile(
    b"(?<=\0\0)("
    + b"|".join(text.encode("utf-16-le") for text in ("TUYỆT MẬT", "TỐI MẬT", "MẬT", "Tuyệt mật", "Tối mật"))
    + b")(?=\0\0)"
)
_MOST_BYTES, _MOST_PARTS = 8 << 20, 400


def margin_lines(path: Path, kind: FileKind) -> Iterator[ScreenedLine]:
    """Lines of the parts around the body; none where the file is no archive."""
    wanted = _PARTS.get(kind)
    try:
        if wanted is not None and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                chosen = [info for info in archive.infolist() if wanted.fullmatch(info.filename)][:_MOST_PARTS]
                for info in chosen:
                    if info.file_size <= _MOST_BYTES:
                        place: Place = "body" if "lide" in info.filename else "margin"
                        yield from (replace(line, place=place) for line in _lines(archive.read(info), kind))
        elif kind == "pdf":
            from ingest.read.screening.page_notes import note_lines

            yield from note_lines(path)
        elif kind in ("rtf", "doc"):
            yield from _drawn_letters(path.read_bytes(), kind)
    except (OSError, ValueError, KeyError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile):
        return  # its reader has said what is wrong


def _drawn_letters(data: bytes, kind: FileKind) -> Iterator[ScreenedLine]:
    """WordArt of RTF and DOC: a property of a shape holds its letters."""
    if kind == "rtf":
        for match in _RTF_ART.finditer(data):
            text = re.sub(rb"\\u(-?\d+) ?\??", lambda code: chr(int(code[1]) % 65536).encode(), match[1])
            yield from _as_lines(text.decode("utf-8", "replace"))
        return
    for match in _DOC_ART.finditer(data):
        yield from _as_lines(match[1].decode("utf-16-le", "replace"))


def _lines(data: bytes, kind: FileKind) -> Iterator[ScreenedLine]:
    xml = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    for match in _WORD_ART.finditer(xml):
        yield from _as_lines(html.unescape(match[1] or match[2] or ""))
    if kind == "xlsx" and "<sheets" in xml:
        for match in _SHEET_NAME.finditer(xml):
            yield from _as_lines(html.unescape(match[1]))
        return
    if kind == "xlsx" and "<worksheet" in xml[:2000]:
        for match in _SHEET_MARGINS.finditer(xml):
            yield from _as_lines(_SHEET_CODE.sub("\n", html.unescape(match[1])))
        return
    for paragraph in _PARAGRAPH.split(xml):
        yield from _as_lines(html.unescape(_TAG.sub("", paragraph)))


def _as_lines(text: str) -> Iterator[ScreenedLine]:
    for line in text.split("\n"):
        if line.strip():
            yield ScreenedLine(line, "margin")
