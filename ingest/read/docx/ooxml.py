"""The little of WordprocessingML that the DOCX readers share."""

from __future__ import annotations

import re
import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
#: Word 2010's additions.
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
#: Shapes of Word 2010, of Office 2003.
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
V = "{urn:schemas-microsoft-com:vml}"
#: Drawings, charts, diagrams, equations.
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_STRICT = "http://purl.oclc.org/ooxml/"
#: The strict form's namespaces end as the usual ones do, without a year: ``.../wordprocessingml/main``.
_STRICT_NAMESPACE = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_USUAL_NAMESPACE = rb"http://schemas.openxmlformats.org/\1/2006/"
#: A part that unpacks to more than this is a bomb, not a document (the longest law is under 20 MB of XML).
_MAX_PART = 300 * 1024 * 1024
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def parse_part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """A part as XML in the usual namespaces, None where the archive has none. Entities are not expanded."""
    data = part_bytes(archive, name)
    if data is None:
        return None
    if data.startswith(_UTF16):
        data = _DECLARATION.sub("", data.decode("utf-16")).encode()
    if _STRICT.encode() in data[:8192]:
        data = _STRICT_NAMESPACE.sub(_USUAL_NAMESPACE, data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(data, parser)


def part_bytes(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """A part as it stands, None where the archive has none."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.file_size > _MAX_PART:
        raise zipfile.BadZipFile(f"{name} unpacks to {info.file_size} bytes")
    return archive.read(info)


def word_attribute(element: etree._Element, name: str) -> str | None:
    """A ``w:`` attribute."""
    value = element.get(f"{W}{name}")
    return None if value is None else str(value)


def child_value(parent: etree._Element | None, name: str) -> str | None:
    """The ``w:val`` of a ``w:`` child, None where there is none."""
    child = parent.find(f"{W}{name}") if parent is not None else None
    return word_attribute(child, "val") if child is not None else None


def is_on(element: etree._Element | None) -> bool:
    """An on/off property: present means on unless it says otherwise."""
    return element is not None and word_attribute(element, "val") not in ("0", "false", "off", "none")


def whole_number(text: str | None, default: int) -> int:
    """The text as a number, or the default.

    >>> whole_number("12", 1), whole_number("-3", 1), whole_number("x", 1), whole_number("²", 1)
    (12, -3, 1, 1)
    """
    if text is None or not re.fullmatch(r"-?[0-9]{1,9}", text):
        return default
    return int(text)
