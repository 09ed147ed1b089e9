"""Pictures, equations and embedded files in the frames of an ODT."""

from __future__ import annotations

import base64
import re
import zipfile
from pathlib import Path

from lxml import etree

from ingest.read.office.mathml import word_equation
from ingest.read.office.odt_looks import SVG
from ingest.read.office.word_parts import element, picture

_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"
_LINK = "{http://www.w3.org/1999/xlink}href"
_LENGTH = re.compile(r"([\d.]+)(cm|mm|in|pt|px)")
_POINTS = {"cm": 72 / 2.54, "mm": 7.2 / 2.54, "in": 72.0, "pt": 1.0, "px": 0.75}
_MOST_BYTES = 50 << 20
#: Forms in which a frame may hold the picture of an object besides the object.
_OBJECTS = (f"{_DRAW}object", f"{_DRAW}object-ole")


class OdtObjects:
    """The pictures found so far, and the names of embedded files that were not read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.pictures: dict[str, bytes] = {}
        self.unread: list[str] = []

    def drawn(self, frame: etree._Element) -> list[etree._Element]:
        """What stands for a frame in a paragraph: its picture or its equation; nothing for other shapes."""
        held = next((child for child in frame if child.tag in _OBJECTS), None)
        if held is not None:
            math = self._equation(held)
            if math is None:
                self.unread.append("đối tượng")
            return [word_equation(math)] if math is not None else []
        image = frame.find(f"{_DRAW}image")
        if image is None or frame.find(f"{_DRAW}text-box") is not None:
            return []
        data = self._picture(image)
        if not data:
            return []
        name = f"picture{len(self.pictures) + 1}{Path(image.get(_LINK) or 'a.png').suffix}"
        self.pictures[name] = data
        width, height = (_points(frame.get(f"{SVG}{side}")) for side in ("width", "height"))
        return [element("r", picture(name, width, height))]

    def _equation(self, held: etree._Element) -> etree._Element | None:
        math = held.find(_MATH)
        if math is None:
            data = self._stored(f"{(held.get(_LINK) or '').removeprefix('./')}/content.xml")
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            try:
                root = etree.fromstring(data, parser) if data else None
            except etree.XMLSyntaxError:
                return None
            math = root if root is not None and root.tag == _MATH else None
        return math

    def _picture(self, image: etree._Element) -> bytes:
        written = image.find(f"{_OFFICE}binary-data")
        if written is None:
            return self._stored((image.get(_LINK) or "").removeprefix("./"))
        try:
            return base64.b64decode("".join((written.text or "").split()))
        except ValueError:
            return b""

    def _stored(self, name: str) -> bytes:
        """A file of the archive; "" where there is none, or where it lies outside."""
        if not zipfile.is_zipfile(self._path):
            return b""
        with zipfile.ZipFile(self._path) as archive:
            if name not in archive.namelist() or archive.getinfo(name).file_size > _MOST_BYTES:
                return b""
            return archive.read(name)


def _points(length: str | None) -> float:
    """A length in points; a large one where the frame does not say."""
    match = _LENGTH.fullmatch((length or "").strip())
    return float(match[1]) * _POINTS[match[2]] if match else 400.0
