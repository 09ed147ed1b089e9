"""Footnotes and endnotes of a DOCX file under the numbers that Word prints: counted by their marks in the text."""

from __future__ import annotations

import zipfile

from lxml import etree

from ingest.read.docx.numbering import roman_numeral
from ingest.read.docx.ooxml import W, parse_part, word_attribute


def number_notes(document: etree._Element, archive: zipfile.ZipFile) -> list[tuple[str, etree._Element]]:
    """The notes that the text refers to, in its order; the marks in ``document`` take the printed numbers.

    Word counts endnotes in small Roman figures; they are counted 1, 2, 3 here where the file has no footnotes.
    """
    found: list[tuple[str, etree._Element]] = []
    for kind in ("footnote", "endnote"):
        part = parse_part(archive, f"word/{kind}s.xml")
        notes = {} if part is None else {word_attribute(note, "id"): note for note in part.iterfind(f"{W}{kind}")}
        in_roman = kind == "endnote" and bool(found)
        printed: dict[str | None, str] = {}
        for mark in document.iter(f"{W}{kind}Reference"):
            own = word_attribute(mark, "id")
            if own not in notes:
                continue
            if own not in printed:
                printed[own] = roman_numeral(len(printed) + 1).lower() if in_roman else str(len(printed) + 1)
                found.append((printed[own], notes[own]))
            mark.set(f"{W}id", printed[own])
    return found
