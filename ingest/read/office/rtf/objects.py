"""What stands in an RTF's text besides letters: pictures, form fields, equations."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ingest.read.docx.ooxml import M

_ENDINGS = {"pngblip": "png", "jpegblip": "jpeg", "emfblip": "emf", "wmetafile": "wmf", "dibitmap": "bmp"}
_TWIPS_PER_POINT, _WHOLE = 20, 100
_CHECK_BOX, _LIST = 1, 2
#: Words of an equation that only say how its letters look.
_NO_PARTS = ("mscr", "msty", "mnor", "mlit", "maln", "mbrk")
#: The value of a form field that was never set: its default holds.
_UNSET = 25


@dataclass(slots=True)
class Picture:
    """A picture: its bytes as hex digits, its size."""

    digits: list[bytes] = field(default_factory=list)
    ending: str = ""
    width: int = 0
    height: int = 0
    scale_x: int = _WHOLE
    scale_y: int = _WHOLE

    def take(self, word: str, number: int | None) -> None:
        """What one control word says."""
        if word in _ENDINGS:
            self.ending = _ENDINGS[word]
        elif word == "picwgoal":
            self.width = number or 0
        elif word == "pichgoal":
            self.height = number or 0
        elif word == "picscalex":
            self.scale_x = number or _WHOLE
        elif word == "picscaley":
            self.scale_y = number or _WHOLE

    @property
    def data(self) -> bytes:
        """The picture's bytes; "" where the digits are none."""
        digits = b"".join(b"".join(self.digits).split())
        try:
            return bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
        except (UnicodeDecodeError, ValueError):
            return b""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height on the page in points."""
        scale = _TWIPS_PER_POINT * _WHOLE
        return self.width * self.scale_x / scale, self.height * self.scale_y / scale


@dataclass(slots=True)
class FormField:
    """A field of a form: a box, a list, a text."""

    kind: int = 0
    value: int = _UNSET
    default: int = 0
    entries: list[str] = field(default_factory=list)

    def take(self, word: str, number: int | None) -> None:
        """What one control word says."""
        if word == "fftype":
            self.kind = number or 0
        elif word == "ffres":
            self.value = _UNSET if number is None else number
        elif word == "ffdefres":
            self.default = number or 0

    @property
    def shown(self) -> str:
        """What the field shows without a text of its own."""
        value = self.default if self.value == _UNSET else self.value
        if self.kind == _CHECK_BOX:
            return "☑" if value else "☐"
        return self.entries[value] if self.kind == _LIST and 0 <= value < len(self.entries) else ""


def equation_part(parent: etree._Element, word: str) -> etree._Element:
    """The element that a control word of an equation (``mnum``) stands for, or ``parent`` itself."""
    if not word.startswith("m") or word in _NO_PARTS:
        return parent
    return etree.SubElement(parent, f"{M}{word[1:]}")


def add_equation_text(part: etree._Element, text: str) -> None:
    """The letters of an equation, or the value of one of its properties."""
    above = part.getparent()
    if above is not None and above.tag.endswith("Pr"):
        part.set(f"{M}val", part.get(f"{M}val", "") + text)
    elif part.tag == f"{M}r":
        etree.SubElement(part, f"{M}t").text = text
