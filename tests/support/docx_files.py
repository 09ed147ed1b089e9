"""Small DOCX files written part by part: what python-docx cannot write is most of what readers get wrong."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/{main}" ContentType="{type}"/></Types>'
)


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs (``<...>``) and plain texts."""
    inner = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run with a look."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: list[str]) -> str:
    """A table; a cell is a text, or ``properties|text``."""
    lines = ("".join(map(_cell, row)) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def _cell(text: str) -> str:
    properties, _, content = text.rpartition("|")
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def write_docx(
    path: Path,
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    references: Mapping[str, tuple[str, str]] | None = None,
    *,
    main: str = "word/document.xml",
) -> Path:
    """A DOCX with this body. ``parts`` are further parts by name (their XML without namespaces is wrapped by the
    caller), ``references`` the references of the main part: id -> (kind, name relative to the main part)."""
    folder, name = main.rsplit("/", 1)
    links = "".join(
        f'<Relationship Id="{key}" Type="{_TYPE}{kind}" Target="{target}"/>'
        for key, (kind, target) in (references or {}).items()
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", _CONTENT_TYPES.format(main=main, type=_MAIN))
        outer = f'<Relationship Id="rId1" Type="{_TYPE}officeDocument" Target="{main}"/>'
        archive.writestr("_rels/.rels", _RELATIONS.format(outer))
        archive.writestr(f"{folder}/_rels/{name}.rels", _RELATIONS.format(links))
        archive.writestr(main, part("document", f"<w:body>{body}</w:body>"))
        for key, content in (parts or {}).items():
            archive.writestr(key, content)
    return path


def part(name: str, inner: str) -> str:
    """The XML of a part: ``w:name`` with all namespaces."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {NAMESPACES}>{inner}</w:{name}>'
