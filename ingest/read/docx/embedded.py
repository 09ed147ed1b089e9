"""Files inside a DOCX: chunks of HTML, RTF or Word text, and sheets and documents embedded as objects."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from ingest.read.docx.story import Story
from ingest.read.refusals import UNSUPPORTED
from ingest.reading import Block, Line, RefusedFile
from ingest.temporary_rooms import temporary_room

#: Files inside files that are opened; an archive may hold itself.
_DEEPEST = 2
_OLE = b"\xd0\xcf\x11\xe0"
#: Kinds whose lines have places on pages of their own, and archives.
_PAGED = ("pdf", "image", "zip", "mail", "edxml")
#: Streams of an OLE object that hold a whole file of today's formats.
_PACKAGES = ("Package", "EmbeddedOdf", "package_stream")
#: Old equations (Equation 3.0, MathType) hold no text that can be read.
_EQUATIONS = ("Equation", "MathType")
_SHOWN = {"Excel": "bảng tính", "Word": "văn bản Word", "PowerPoint": "bản trình chiếu", "Acrobat": "PDF"}


def embedded_blocks(identifier: str | None, story: Story, *, program: str = "") -> list[Block]:
    """The blocks of a file to which the part refers; none, and a note of it, where it cannot be read.

    ``program`` is the name of the program that made an object (``Excel.Sheet.12``).
    """
    target = story.package.target(story.part, identifier)
    data = story.package.data(target) if target else None
    try:
        if target is None or data is None or story.context.depth >= _DEEPEST or program.startswith(_EQUATIONS):
            raise RefusedFile("unsupported", UNSUPPORTED)
        return _file_blocks(_unpacked(data), posixpath.splitext(target)[1], story)
    except RefusedFile as error:
        if error.code == "secret":
            raise
        story.unread.append(_shown_name(program, target))
        return []


def _shown_name(program: str, target: str | None) -> str:
    """What the object is, for a person; the part's name says nothing."""
    if program.startswith(_EQUATIONS):
        return "công thức kiểu cũ"
    known = next((shown for name, shown in _SHOWN.items() if program.startswith(name)), "")
    return known or program or posixpath.splitext(target or "")[1].lstrip(".").upper().replace("BIN", "OLE")


def _unpacked(data: bytes) -> bytes:
    """The file inside an OLE object, or the data itself."""
    if not data.startswith(_OLE):
        return data
    import olefile

    try:
        with olefile.OleFileIO(data) as directory:
            found = next((name for name in _PACKAGES if directory.exists(name)), None)
            return bytes(directory.openstream(found).read()) if found else data
    except (OSError, ValueError, IndexError):
        return data


def _file_blocks(data: bytes, suffix: str, story: Story) -> list[Block]:
    """The file's blocks, its notes behind them; places on pages of its own mean nothing here."""
    from ingest.read import read_file
    from ingest.read.file_kind import detect_kind

    with temporary_room("embedded") as folder:
        path = folder / f"tep{suffix if suffix != '.bin' else ''}"
        path.write_bytes(data)
        if detect_kind(path) in _PAGED:
            raise RefusedFile("unsupported", UNSUPPORTED)
        reading = read_file(path, replace(story.context, depth=story.context.depth + 1))
    story.inner_warnings += reading.warnings
    notes = [Line(f"[{note.number}] {line.text}", whole=True) for note in reading.footnotes for line in note.lines]
    return [*reading.blocks, *notes]
