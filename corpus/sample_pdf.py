"""Makes PDF and DOC files out of a set DOCX: LibreOffice, fixed dates, the NFD text layer."""

import re
import subprocess
import tempfile
import unicodedata
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, NameObject, StreamObject
from sample_source import SAMPLE_MARK, Source

ODD_HORN = {"ư": "\u01a3", "Ư": "\u01a2"}  # "oi" in place of "u with horn", as old drivers wrote it


def convert(paths: list[Path], target: str, folder: Path) -> None:
    """One LibreOffice run for all files; a profile of its own, so that a running office does not interfere."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", target]
        subprocess.run([*command, "--outdir", str(folder), *map(str, paths)], check=True, capture_output=True)  # noqa: S603


def finish(path: Path, source: Source, target: Path, *, decompose: bool = False) -> None:
    """Fixed dates and file identifier; with `decompose` the text layer becomes NFD with U+01A3 for ư."""
    writer = PdfWriter(clone_from=PdfReader(path))
    if decompose:
        _decompose_text(writer)
    stamp = source.date.strftime("D:%Y%m%d080000+07'00'")
    writer.add_metadata(
        {
            "/Title": " ".join((source.type, source.subject)).strip(),
            "/Author": "hoivanban",
            "/Subject": SAMPLE_MARK,
            "/CreationDate": stamp,
            "/ModDate": stamp,
        }
    )
    identifier = ByteStringObject(source.stem.encode()[:16].ljust(16, b"-"))
    writer._ID = ArrayObject((identifier, identifier))
    writer.write(target)


def _decompose_text(writer: PdfWriter) -> None:
    """Rewrites what the glyphs stand for, as the drivers of some word processors did; the picture stays the same."""
    seen: set[int] = set()
    for page in writer.pages:
        fonts = page["/Resources"].get_object().get("/Font", DictionaryObject()).get_object()
        for reference in fonts.values():
            font = reference.get_object()
            if "/ToUnicode" in font and id(font) not in seen:
                seen.add(id(font))
                stream = StreamObject()
                stream.set_data(_decompose_map(font["/ToUnicode"].get_object().get_data()))
                font[NameObject("/ToUnicode")] = writer._add_object(stream.flate_encode())


def _decompose_map(cmap: bytes) -> bytes:
    """Only the destinations of `bfchar` pairs change; LibreOffice writes no ranges."""

    def destination(match: re.Match[bytes]) -> bytes:
        text = bytes.fromhex(match[2].decode()).decode("utf-16-be")
        changed = ODD_HORN.get(text) or unicodedata.normalize("NFD", text)
        return match[1] + b"<" + changed.encode("utf-16-be").hex().upper().encode() + b">"

    return re.sub(rb"(<[0-9A-Fa-f]+>\s*)<([0-9A-Fa-f]{4,})>(?=\s*\n)", destination, cmap)
