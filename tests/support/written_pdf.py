"""PDF files written by hand for tests: content streams with a font whose letters are Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pypdf
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
)

A4 = (595, 842)


class WrittenPdf:
    """A file being written: Helvetica with codes of its own, so that every Vietnamese letter has one."""

    def __init__(self) -> None:
        self.writer = pypdf.PdfWriter()
        self.codes: dict[str, int] = {}
        self._unicode = DecodedStreamObject()
        self._font = self.writer._add_object(
            DictionaryObject({
                NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
                NameObject("/FirstChar"): NumberObject(1), NameObject("/LastChar"): NumberObject(255),
                NameObject("/Widths"): ArrayObject([NumberObject(550)] * 255),
            })
        )  # fmt: skip
        self.with_unicode = True

    def text(self, text: str, x: float, y: float, size: float = 12, extra: str = "") -> str:
        """The operators that show a text; ``extra`` operators stand before it (colour, render mode)."""
        for char in text:
            self.codes.setdefault(char, len(self.codes) + 33)
        shown = "".join(f"{self.codes[char]:02x}" for char in text)
        return f"q BT {extra} /F {size} Tf 1 0 0 1 {x} {y} Tm <{shown}> Tj ET Q\n"

    def page(self, content: str, resources: DictionaryObject | None = None, size: Sequence[float] = A4) -> Any:
        """A page with this content."""
        page = self.writer.add_blank_page(*size)
        stream = DecodedStreamObject()
        stream.set_data(content.encode("latin-1"))
        own = resources or DictionaryObject()
        own[NameObject("/Font")] = DictionaryObject({NameObject("/F"): self._font})
        page[NameObject("/Resources")] = own
        page[NameObject("/Contents")] = self.writer._add_object(stream)
        return page

    def form(self, content: bytes, resources: DictionaryObject | None = None) -> Any:
        """A drawing form (XObject)."""
        stream = DecodedStreamObject()
        stream.set_data(content)
        stream.update({
            NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(FloatObject(value) for value in (0, 0, *A4)),
            NameObject("/Resources"): resources or DictionaryObject({
                NameObject("/Font"): DictionaryObject({NameObject("/F"): self._font})}),
        })  # fmt: skip
        return self.writer._add_object(stream)

    def image(self, pixels: bytes, width: int, height: int) -> Any:
        """A grey picture."""
        stream = StreamObject()
        stream.set_data(pixels)
        stream.update({
            NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(width), NameObject("/Height"): NumberObject(height),
            NameObject("/ColorSpace"): NameObject("/DeviceGray"), NameObject("/BitsPerComponent"): NumberObject(8),
        })  # fmt: skip
        return self.writer._add_object(stream)

    def save(self, path: Path) -> Path:
        """The finished file."""
        names = ["/.notdef"] * 256
        for code in self.codes.values():
            names[code] = "/a"
        font: Any = self._font.get_object()
        if self.with_unicode:
            pairs = "\n".join(f"<{code:02x}> <{char.encode('utf-16-be').hex()}>" for char, code in self.codes.items())
            stream = DecodedStreamObject()
            stream.set_data(
                b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n"
                b"1 begincodespacerange <00> <ff> endcodespacerange\n"
                + f"{len(self.codes)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end".encode()
            )
            font[NameObject("/ToUnicode")] = self.writer._add_object(stream)
        self.writer.write(path)
        return path


def xobjects(named: Iterable[tuple[str, Any]]) -> DictionaryObject:
    """Resources with these forms and pictures."""
    return DictionaryObject({
        NameObject("/XObject"): DictionaryObject({NameObject(f"/{name}"): reference for name, reference in named})
    })  # fmt: skip
