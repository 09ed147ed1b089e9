"""The little of WordprocessingML that the DOCX readers share."""

from __future__ import annotations

import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
#: A part that unpacks to more than this is a bomb, not a document (the longest law is under 20 MB of XML).
_MAX_PART = 300 * 1024 * 1024


def parse_part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """A part as XML, None where the archive has none. Entities are not expanded."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.file_size > _MAX_PART:
        raise zipfile.BadZipFile(f"{name} unpacks to {info.file_size} bytes")
    data = archive.read(info)
    if _STRICT in data[:4096]:
        data = data.replace(_STRICT, W[1:-1].encode())
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(data, parser)


def word_attribute(element: etree._Element, name: str) -> str | None:
    """A ``w:`` attribute."""
    value = element.get(f"{W}{name}")
    return None if value is None else str(value)


def is_on(element: etree._Element | None) -> bool:
    """An on/off property: present means on unless it says otherwise."""
    return element is not None and word_attribute(element, "val") not in ("0", "false", "off", "none")
