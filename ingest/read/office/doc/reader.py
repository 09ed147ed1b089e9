"""DOC -> Reading without an office program: the parts of a DOCX are made of it and read as such."""

from __future__ import annotations

import itertools
import struct
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from lxml import etree

from ingest.read.office.doc import streams as place
from ingest.read.office.doc.lists import read_numbering
from ingest.read.office.doc.looks import Looks, read_fonts, read_styles
from ingest.read.office.doc.shapes import groups_of_shapes
from ingest.read.office.doc.stories import Stories
from ingest.read.office.doc.streams import DocStreams, positions
from ingest.read.office.doc.text import DocText
from ingest.read.office.doc.word6 import NUMBERS_UNREAD, is_word6, word6_parts
from ingest.read.office.word_parts import WordParts, document_of, element, read_parts
from ingest.read.pdf import safety
from ingest.reading import Reading, RefusedFile

DAMAGED = (
    "Tệp Word cũ bị hỏng hoặc thuộc phiên bản quá cũ; hãy mở và lưu lại thành DOCX rồi gửi lại, hoặc cài gói "
    "libreoffice-writer."
)
_FAILURES: tuple[type[Exception], ...] = (*safety.PARSER_FAILURES, struct.error)
_SHAPE_BYTES, _BOX_BYTES, _BOX_SHAPE = 26, 22, 14
#: Stories of headers: six for notes, then six a section, of which these are headers and these are feet.
_SEPARATORS, _A_SECTION, _HEADERS, _FEET = 6, 6, (0, 1, 4), (2, 3, 5)


def read_doc(path: Path) -> Reading:
    """A DOC of Word 97 to 2003; of an older one the words, with a warning.

    :raises RefusedFile: damaged or encrypted files, those without text.
    """
    try:
        is_old = is_word6(path)
        parts = word6_parts(path) if is_old else word_parts(path)
    except RefusedFile:
        raise
    except _FAILURES as error:
        raise RefusedFile("damaged", DAMAGED) from error
    reading = read_parts(parts, "doc")
    return replace(reading, warnings=(*reading.warnings, NUMBERS_UNREAD)) if is_old else reading


def word_parts(path: Path) -> WordParts:
    """The parts of a DOCX that say the same."""
    streams = DocStreams(path)
    text = DocText(streams)
    looks = Looks(read_fonts(streams))
    length = streams.lengths
    notes_at = length.body
    headers_at = notes_at + length.notes
    endnotes_at = headers_at + length.headers + length.macros + length.comments
    boxes_at = endnotes_at + length.endnotes
    inserts: dict[int, list[etree._Element]] = defaultdict(list)
    plain = Stories(text, looks, streams.data, {})
    footnotes = _notes(streams, plain, inserts, "footnote", place.NOTE_REFERENCES, place.NOTE_TEXTS, notes_at)
    endnotes = _notes(streams, plain, inserts, "endnote", place.ENDNOTE_REFERENCES, place.ENDNOTE_TEXTS, endnotes_at)
    loose = _boxes(streams, plain, inserts, boxes_at)
    body = Stories(text, looks, streams.data, inserts).blocks(0, length.body)
    return WordParts(
        document=document_of([*body, *loose]),
        styles=read_styles(streams, looks),
        numbering=read_numbering(streams),
        footnotes=footnotes,
        endnotes=endnotes,
        headers=[header] if (header := _margins(streams, plain, headers_at, "hdr")) is not None else [],
        footer=_margins(streams, plain, headers_at, "ftr"),
    )


def _notes(
    streams: DocStreams,
    stories: Stories,
    inserts: dict[int, list[etree._Element]],
    kind: str,
    references: int,
    texts: int,
    start: int,
) -> etree._Element | None:
    """The notes of a kind; their marks go to where they stand in the body."""
    marks, _ = positions(streams.table(references), 2)
    bounds, _ = positions(streams.table(texts), 0)
    if len(marks) < 2 or len(bounds) < 2:
        return None
    part = element(f"{kind}s")
    for number, (mark, first, last) in enumerate(zip(marks, bounds, bounds[1:], strict=False), start=1):
        if number == len(marks):
            break
        inserts[mark].append(element(f"{kind}Reference", id=str(number)))
        part.append(element(kind, *stories.blocks(start + first, start + last), id=str(number)))
    return part


def _boxes(
    streams: DocStreams, stories: Stories, inserts: dict[int, list[etree._Element]], start: int
) -> list[etree._Element]:
    """Text boxes at the shapes that hold them; those whose shape is not found, as paragraphs for the end."""
    bounds, boxes = positions(streams.table(place.BOX_TEXTS), _BOX_BYTES)
    anchors, shapes = positions(streams.table(place.SHAPES), _SHAPE_BYTES)
    at = {struct.unpack_from("<i", shape)[0]: anchor for anchor, shape in zip(anchors, shapes, strict=False)}
    groups = groups_of_shapes(streams.table(place.DRAWINGS))
    loose: list[etree._Element] = []
    # The last box is only a mark of the end.
    for first, last, box in list(zip(bounds, bounds[1:], boxes, strict=False))[:-1]:
        blocks = stories.blocks(start + first, start + last)
        shape = struct.unpack_from("<i", box, _BOX_SHAPE)[0]
        anchor = at.get(shape, at.get(groups.get(shape, 0)))
        if anchor is None:
            loose.extend(blocks)
        else:
            inserts[anchor].append(element("pict", element("txbxContent", *blocks)))
    return loose


def _margins(streams: DocStreams, stories: Stories, start: int, name: str) -> etree._Element | None:
    """The headers (``hdr``) or feet (``ftr``) of all sections in one part."""
    bounds, _ = positions(streams.table(place.HEADERS), 0)
    part = element(name)
    wanted = _HEADERS if name == "hdr" else _FEET
    for index, (first, last) in enumerate(itertools.pairwise(bounds)):
        if index >= _SEPARATORS and (index - _SEPARATORS) % _A_SECTION in wanted and first < last:
            part.extend(stories.blocks(start + first, start + last))
    return part if len(part) else None
