"""Words and pictures that lie over the cells of a sheet: text boxes are read, pictures are counted."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from ingest.text.normalize import tidy

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MOST_BYTES = 50 << 20


@dataclass(frozen=True, slots=True)
class Overlay:
    """What lies over a sheet's cells: the paragraphs of its text boxes, the number of its pictures."""

    texts: tuple[str, ...] = ()
    pictures: int = 0


def sheet_overlays(path: Path) -> dict[str, Overlay]:
    """The overlay of each sheet that has one, by the sheet's name."""
    found: dict[str, Overlay] = {}
    with zipfile.ZipFile(path) as archive:
        if not any(name.startswith("xl/drawings/") for name in archive.namelist()):
            return {}
        book = _part(archive, "xl/workbook.xml")
        targets = _targets(archive, "xl/workbook.xml")
        for sheet in book.iter(f"{_MAIN}sheet") if book is not None else ():
            part = targets.get(sheet.get(f"{_LINKS}id") or "")
            if part is None:
                continue
            drawings = [name for name in _targets(archive, part).values() if name.startswith("xl/drawings/drawing")]
            roots = [root for name in drawings if (root := _part(archive, name)) is not None]
            texts = tuple(text for root in roots for text in _texts(root))
            pictures = sum(str(element.tag).endswith("}pic") for root in roots for element in root.iter())
            found[sheet.get("name") or ""] = Overlay(texts, pictures)
    return found


def _texts(root: etree._Element) -> Iterator[str]:
    """Paragraphs of text boxes; the older form beside a newer one is left out."""
    for paragraph in root.iter(f"{_DRAWING}p"):
        if any(parent.tag == _CHOICE for parent in paragraph.iterancestors()):
            continue
        text = tidy("".join(piece.text or "" for piece in paragraph.iter(f"{_DRAWING}t")))
        if text:
            yield text


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The parts that a part refers to, by the reference's id."""
    folder, name = posixpath.split(part)
    root = _part(archive, f"{folder}/_rels/{name}.rels")
    relations = root.iter(_RELATION) if root is not None else ()
    return {
        relation.get("Id") or "": posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or "")).lstrip(
            "/"
        )
        for relation in relations
    }


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.file_size > _MOST_BYTES:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(archive.read(info), parser)
    except etree.XMLSyntaxError:
        return None
