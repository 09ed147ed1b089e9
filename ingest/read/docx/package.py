"""The parts of a DOCX and how they refer to each other: the main part may bear any name, so may all others."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from ingest.read.docx.ooxml import parse_part, part_bytes

_DEFAULT_MAIN = "word/document.xml"


@dataclass(frozen=True, slots=True)
class PartReference:
    """A reference of a part to another: its kind (the last word of its type) and the other's name in the archive."""

    kind: str
    target: str


class Package:
    """An open archive, its main part, and the parts by reference."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._relations: dict[str, dict[str, PartReference]] = {}
        self._names = {name.lower(): name for name in archive.namelist()}
        self.main = self._main_name()

    def _main_name(self) -> str:
        targets = [relation.target for relation in self.relations("").values() if relation.kind == "officeDocument"]
        return next((target for target in targets if self.name(target)), _DEFAULT_MAIN)

    def name(self, target: str) -> str | None:
        """The name as the archive spells it: names of parts do not depend on capitals."""
        return self._names.get(target.lower())

    def part(self, target: str) -> etree._Element | None:
        """A part as XML, None where there is none."""
        name = self.name(target)
        return parse_part(self._archive, name) if name else None

    def data(self, target: str) -> bytes | None:
        """A part as bytes, None where there is none."""
        name = self.name(target)
        return part_bytes(self._archive, name) if name else None

    def relations(self, part: str) -> dict[str, PartReference]:
        """The references of a part by their id; of the whole file for ``""``."""
        if part not in self._relations:
            self._relations[part] = self._read_relations(part)
        return self._relations[part]

    def target(self, part: str, identifier: str | None) -> str | None:
        """The name of the part that ``part`` refers to by this id."""
        relation = self.relations(part).get(identifier or "")
        return relation.target if relation is not None else None

    def related(self, kind: str, default: str = "") -> str:
        """The name of the first part of a kind to which the main part refers, else the default name."""
        found = (one.target for one in self.relations(self.main).values() if one.kind == kind)
        return next(found, default)

    def all_related(self, kind: str) -> list[str]:
        """The names of all parts of a kind to which the main part refers."""
        return [one.target for one in self.relations(self.main).values() if one.kind == kind]

    def _read_relations(self, part: str) -> dict[str, PartReference]:
        folder, base = posixpath.split(part)
        root = self.part(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, PartReference] = {}
        for element in root if root is not None else ():
            if not isinstance(element.tag, str) or element.get("TargetMode") == "External":
                continue
            target = unquote(element.get("Target") or "")
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[element.get("Id") or ""] = PartReference((element.get("Type") or "").rsplit("/", 1)[-1], path)
        return found
