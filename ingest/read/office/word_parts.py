"""The parts of a DOCX made from another format, read by the reader of DOCX: numbering, fonts, tables are read once."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from ingest.coverage.own_text import own_texts
from ingest.read.context import DEFAULT_CONTEXT, ReadingContext
from ingest.read.docx.ooxml import A, R
from ingest.read.docx.reader import read_docx
from ingest.reading import FileKind, Reading
from ingest.temporary_rooms import temporary_room

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
_RELATION = '<Relationship Id="{id}" Type="{type}" Target="{target}"/>'
_EMU = 12_700
#: Name of a part -> its content type and the type of its relationship.
_KNOWN = {
    "document": ("document.main+xml", "officeDocument"),
    "styles": ("styles+xml", "styles"),
    "numbering": ("numbering+xml", "numbering"),
    "footnotes": ("footnotes+xml", "footnotes"),
    "endnotes": ("endnotes+xml", "endnotes"),
    "header": ("header+xml", "header"),
    "footer": ("footer+xml", "footer"),
}


@dataclass(frozen=True, slots=True)
class WordParts:
    """The parts of a DOCX as XML; None for one that the file has not."""

    document: etree._Element
    styles: etree._Element | None = None
    numbering: etree._Element | None = None
    footnotes: etree._Element | None = None
    endnotes: etree._Element | None = None
    #: Headers ``header1``, ``header2`` ...: without a reference in the text the first one is that of the first page.
    headers: Sequence[etree._Element] = ()
    footer: etree._Element | None = None
    #: Pictures by the names of their files; ``picture`` places one in the text.
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def element(name: str, *children: etree._Element, text: str | None = None, **attributes: str) -> etree._Element:
    """A ``w:`` element; attributes are of the same namespace."""
    made = etree.Element(f"{W}{name}", {f"{W}{key}": value for key, value in attributes.items()}, nsmap={"w": WORD})
    made.extend(children)
    made.text = text
    return made


def picture(name: str, width: float, height: float) -> etree._Element:
    """``w:drawing`` of a picture of ``WordParts``, with its size on the page in points."""
    made = element("drawing")
    made.append(etree.Element(f"{W}extent", cx=str(round(width * _EMU)), cy=str(round(height * _EMU))))
    made.append(etree.Element(f"{A}blip", {f"{R}embed": name}))
    return made


def document_of(blocks: Iterable[etree._Element]) -> etree._Element:
    """A ``w:document`` with these paragraphs and tables."""
    return element("document", element("body", *blocks))


def read_parts(parts: WordParts, kind: FileKind, context: ReadingContext = DEFAULT_CONTEXT) -> Reading:
    """The reading of a document that is given as parts of a DOCX."""
    found = {
        "document": parts.document, "styles": parts.styles, "numbering": parts.numbering,
        "footnotes": parts.footnotes, "endnotes": parts.endnotes, "footer1": parts.footer,
    } | {f"header{index}": header for index, header in enumerate(parts.headers, start=1)}  # fmt: skip
    given = {name: part for name, part in found.items() if part is not None}
    known = {name: _KNOWN[name.rstrip("0123456789")] for name in given}
    if parts.headers:
        _place_header(parts.document)
    overrides = "".join(_OVERRIDE.format(name=f"word/{name}.xml", type=f"{_TYPE}.{known[name][0]}") for name in given)
    inner = "".join(
        _RELATION.format(id=name, type=f"{_OFFICE}/{known[name][1]}", target=f"{name}.xml")
        for name in given
        if name != "document"
    ) + "".join(_RELATION.format(id=name, type=f"{_OFFICE}/image", target=f"media/{name}") for name in parts.pictures)
    outer = _RELATION.format(id="document", type=f"{_OFFICE}/officeDocument", target="word/document.xml")
    files = {f"word/{name}.xml": etree.tostring(part, encoding="UTF-8") for name, part in given.items()}
    files["[Content_Types].xml"] = _TYPES.format(overrides=overrides).encode()
    files["_rels/.rels"] = _RELATIONS.format(relations=outer).encode()
    files["word/_rels/document.xml.rels"] = _RELATIONS.format(relations=inner).encode()
    files |= {f"word/media/{name}": data for name, data in parts.pictures.items()}
    return read_package(files, kind, context)


def section(references: Mapping[str, str], *, has_first_page: bool = False) -> etree._Element:
    """``w:sectPr`` that refers to headers by their kind (``default``, ``first``)."""
    made = element("sectPr")
    for kind, name in references.items():
        reference = element("headerReference", type=kind)
        reference.set(f"{R}id", name)
        made.append(reference)
    if has_first_page:
        made.append(element("titlePg"))
    return made


def _place_header(document: etree._Element) -> None:
    """Where no section refers to a header, let the first one stand above the first page: it may hold the head."""
    if next(document.iter(f"{W}headerReference"), None) is not None:
        return
    known = next(document.iter(f"{W}sectPr"), None)
    has_first_page = known is not None and known.find(f"{W}titlePg") is not None
    made = section({"first" if has_first_page else "default": "header1"}, has_first_page=has_first_page)
    if known is not None:
        known[:0] = [made[0]]
        return
    body = document.find(f"{W}body")
    if body is not None:
        body.append(made)


def read_package(files: Mapping[str, bytes], kind: FileKind, context: ReadingContext = DEFAULT_CONTEXT) -> Reading:
    """The reading of a DOCX that is given as its files."""
    with temporary_room("word") as folder:
        path = folder / "a.docx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        if context.ocr and any(name.startswith("word/media/") for name in files):
            from ingest.read.ocr.stamp_marks import refuse_secrecy_stamps_of_archive

            refuse_secrecy_stamps_of_archive(path)
        return replace(read_docx(path, context), kind=kind, text_source="office", own_texts=own_texts(path, "docx"))
