"""Footnotes and endnotes of a DOCX, numbered as the text refers to them."""

from __future__ import annotations

from lxml import etree

from ingest.read.docx.number_formats import roman_numeral
from ingest.read.docx.ooxml import W, word_attribute
from ingest.read.docx.package import Package


def number_notes(document: etree._Element, package: Package) -> list[tuple[str, etree._Element, str]]:
    """The notes that the text refers to, in its order: printed number, note, name of its part. The marks in
    ``document`` take the printed numbers.

    Word counts endnotes in small Roman figures; they are counted 1, 2, 3 here where the file has no footnotes.
    """
    found: list[tuple[str, etree._Element, str]] = []
    for kind in ("footnote", "endnote"):
        marks = list(document.iter(f"{W}{kind}Reference"))
        name = package.related(f"{kind}s", f"word/{kind}s.xml")
        part = package.part(name) if marks else None
        notes = {} if part is None else {word_attribute(note, "id"): note for note in part.iterfind(f"{W}{kind}")}
        in_roman = kind == "endnote" and bool(found)
        printed: dict[str | None, str] = {}
        for mark in marks:
            own = word_attribute(mark, "id")
            if own not in notes:
                continue
            if own not in printed:
                printed[own] = roman_numeral(len(printed) + 1).lower() if in_roman else str(len(printed) + 1)
                found.append((printed[own], notes[own], name))
            mark.set(f"{W}id", printed[own])
            _drop_own_mark(mark)
    return found


def _drop_own_mark(reference: etree._Element) -> None:
    """A mark of the author's own (`*`) stands in the text behind the reference: one mark is enough."""
    own = reference.get(f"{W}customMarkFollows")
    if own is None or own in ("0", "false", "off"):
        return
    following = reference.getnext()
    while following is not None and following.tag not in (f"{W}t", f"{W}sym"):
        following = following.getnext()
    run = reference.getparent()
    if following is not None and run is not None:
        run.remove(following)
