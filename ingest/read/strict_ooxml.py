"""Office files in the strict form of their format, written anew in the usual one that libraries know."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.read.pdf import safety
from ingest.read.refusals import DAMAGED
from ingest.read.zip_kind import check_size
from ingest.reading import RefusedFile
from ingest.temporary_rooms import temporary_room

_STRICT, _USUAL = b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/"
#: The rest of a strict namespace -> of the usual one; the longest first.
_NAMESPACES = (
    (b"officeDocument/extendedProperties", b"officeDocument/2006/extended-properties"),
    (b"officeDocument/customProperties", b"officeDocument/2006/custom-properties"),
    (b"officeDocument/", b"officeDocument/2006/"),
    (b"spreadsheetml/", b"spreadsheetml/2006/"),
    (b"wordprocessingml/", b"wordprocessingml/2006/"),
    (b"presentationml/", b"presentationml/2006/"),
    (b"drawingml/", b"drawingml/2006/"),
)
_XML = (".xml", ".rels")


@contextmanager
def usual_form(path: Path) -> Iterator[Path]:
    """The file itself, or for as long as the context lasts a copy of a strict one in the usual form.

    :raises RefusedFile: a damaged file, a bomb.
    """
    with temporary_room("strict") as folder:
        try:
            readable = _usual_copy(path, folder)
        except safety.PARSER_FAILURES as error:
            raise RefusedFile("damaged", DAMAGED) from error
        yield readable


def _usual_copy(path: Path, folder: Path) -> Path:
    """The copy in the usual form; the file itself where it is in that form already."""
    with zipfile.ZipFile(path) as archive:
        check_size(archive.infolist())
        if not _is_strict(archive):
            return path
        copy = folder / path.name
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as target:
            for one in archive.infolist():
                data = archive.read(one)
                target.writestr(one.filename, _as_usual(data) if one.filename.endswith(_XML) else data)
    return copy


def _is_strict(archive: zipfile.ZipFile) -> bool:
    """By the relationships of the whole: those of the main part are in the namespace of its form.

    What cannot be read is damaged, which the reader says.
    """
    try:
        return _STRICT in archive.read("_rels/.rels")
    except safety.PARSER_FAILURES:
        return False


def _as_usual(data: bytes) -> bytes:
    for strict, usual in _NAMESPACES:
        data = data.replace(_STRICT + strict, _USUAL + usual)
    return data
