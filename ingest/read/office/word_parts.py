"""The parts of a DOCX made from another format, read by the reader of DOCX: numbering, fonts, tables are read once."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from ingest.coverage.own_text import own_texts
from ingest.read.docx.reader import read_docx
from ingest.reading import FileKind, Reading

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{WORD}}}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
)
_OVERRIDE = '<Override PartName="/{name}" ContentType="{type}"/>'
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
)
_RELATION = '<Relationship Id="rId{index}" Type="{type}" Target="{target}"/>'
#: Name of a part -> its content type and the type of its relationship.
_KNOWN = {
    "document": ("document.main+xml", "officeDocument"),
    "styles": ("styles+xml", "styles"),
    "numbering": ("numbering+xml", "numbering"),
    "footnotes": ("footnotes+xml", "footnotes"),
    "endnotes": ("endnotes+xml", "endnotes"),
    "header1": ("header+xml", "header"),
}


@dataclass(frozen=True, slots=True)
class WordParts:
    """The parts of a DOCX as XML; None for one that the file has not."""

    document: etree._Element
    styles: etree._Element | None = None
    numbering: etree._Element | None = None
    footnotes: etree._Element | None = None
    endnotes: etree._Element | None = None
    header: etree._Element | None = None


def element(name: str, *children: etree._Element, text: str | None = None, **attributes: str) -> etree._Element:
    """A ``w:`` element; attributes are of the same namespace."""
    made = etree.Element(f"{W}{name}", {f"{W}{key}": value for key, value in attributes.items()}, nsmap={"w": WORD})
    made.extend(children)
    made.text = text
    return made


def document_of(blocks: Iterable[etree._Element]) -> etree._Element:
    """A ``w:document`` with these paragraphs and tables."""
    return element("document", element("body", *blocks))


def read_parts(parts: WordParts, kind: FileKind) -> Reading:
    """The reading of a document that is given as parts of a DOCX."""
    found = {
        "document": parts.document, "styles": parts.styles, "numbering": parts.numbering,
        "footnotes": parts.footnotes, "endnotes": parts.endnotes, "header1": parts.header,
    }  # fmt: skip
    given = {name: part for name, part in found.items() if part is not None}
    overrides = "".join(_OVERRIDE.format(name=f"word/{name}.xml", type=f"{_TYPE}.{_KNOWN[name][0]}") for name in given)
    inner = "".join(
        _RELATION.format(index=index, type=f"{_OFFICE}/{_KNOWN[name][1]}", target=f"{name}.xml")
        for index, name in enumerate(given, start=1)
        if name != "document"
    )
    outer = _RELATION.format(index=1, type=f"{_OFFICE}/officeDocument", target="word/document.xml")
    files = {f"word/{name}.xml": etree.tostring(part, encoding="UTF-8") for name, part in given.items()}
    files["[Content_Types].xml"] = _TYPES.format(overrides=overrides).encode()
    files["_rels/.rels"] = _RELATIONS.format(relations=outer).encode()
    files["word/_rels/document.xml.rels"] = _RELATIONS.format(relations=inner).encode()
    return read_package(files, kind)


def read_package(files: Mapping[str, bytes], kind: FileKind) -> Reading:
    """The reading of a DOCX that is given as its files."""
    with tempfile.TemporaryDirectory(prefix="hoivanban-word-") as folder:
        path = Path(folder) / "a.docx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return replace(read_docx(path), kind=kind, text_source="office", own_texts=own_texts(path, "docx"))
