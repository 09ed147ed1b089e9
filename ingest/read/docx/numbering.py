"""Automatic numbers of a DOCX as Word would print them: of paragraphs (``numbering.xml``), footnotes and endnotes."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass

from lxml import etree

from ingest.read.docx.ooxml import W, parse_part, word_attribute
from ingest.read.docx.styles import Styles

_LEVEL_SLOT = re.compile(r"%([1-9])")
_BULLETS = "-–—•●▪*+o"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    restart: int | None


def roman_numeral(number: int) -> str:
    """Roman numeral, capitals.

    >>> roman_numeral(14)
    'XIV'
    """
    parts = []
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        parts.append(letters * count)
    return "".join(parts)


def formatted_number(number: int, form: str) -> str:
    """A number in one of Word's formats. ``lowerLetter`` runs a, b ... z, aa, bb as in Word (with f, j, w)."""
    if form in ("upperRoman", "lowerRoman"):
        letters = roman_numeral(number)
        return letters if form == "upperRoman" else letters.lower()
    if form in ("lowerLetter", "upperLetter"):
        count, index = divmod(max(0, number - 1), 26)
        letters = chr(ord("a") + index) * (count + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "none":
        return ""
    return str(number)


class Numbering:
    """Counts the numbered paragraphs in document order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[tuple[str, int], _Level] = {}
        self._abstract: dict[str, str] = {}
        self._overrides: dict[tuple[str, int], int] = {}
        self._by_style: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        if root is not None:
            self._load(root)

    def _load(self, root: etree._Element) -> None:
        levels: dict[str, dict[int, _Level]] = {}
        links: dict[str, str] = {}
        for abstract in root.iterfind(f"{W}abstractNum"):
            identifier = word_attribute(abstract, "abstractNumId") or ""
            levels[identifier] = dict(map(_parse_level, abstract.iterfind(f"{W}lvl")))
            link = abstract.find(f"{W}numStyleLink")
            if link is not None:
                links[identifier] = word_attribute(link, "val") or ""
        for number in root.iterfind(f"{W}num"):
            identifier = word_attribute(number, "numId") or ""
            reference = number.find(f"{W}abstractNumId")
            abstract_id = (word_attribute(reference, "val") if reference is not None else None) or ""
            self._abstract[identifier] = abstract_id
            for index, level in levels.get(abstract_id, {}).items():
                self._levels[identifier, index] = level
            for override in number.iterfind(f"{W}lvlOverride"):
                index = int(word_attribute(override, "ilvl") or 0)
                own = override.find(f"{W}lvl")
                if own is not None:
                    self._levels[identifier, index] = _parse_level(own)[1]
                start = override.find(f"{W}startOverride")
                if start is not None:
                    self._overrides[identifier, index] = int(word_attribute(start, "val") or 1)

    def _level_reference(self, paragraph: etree._Element, style: str | None) -> tuple[str, int] | None:
        own = paragraph.find(f"{W}pPr/{W}numPr")
        chain = self._styles.inheritance(style)
        found = [own] if own is not None else []
        found += [numbers for s in chain if (numbers := s.find(f"{W}pPr/{W}numPr")) is not None]
        if not found:
            return None
        identifier: str | None = None
        level: str | None = None
        for numbers in found:
            number, depth = numbers.find(f"{W}numId"), numbers.find(f"{W}ilvl")
            identifier = identifier or (word_attribute(number, "val") if number is not None else None)
            level = level or (word_attribute(depth, "val") if depth is not None else None)
        if identifier in (None, "0"):
            return None
        return identifier or "", int(level or 0)

    def next_label(self, paragraph: etree._Element, style: str | None) -> str:
        """The number that Word prints before this paragraph, "" where there is none. Advances the count."""
        reference = self._level_reference(paragraph, style)
        if reference is None or reference not in self._levels:
            return ""
        identifier, depth = reference
        level = self._levels[reference]
        if level.form == "bullet":
            return level.text if level.text and level.text in _BULLETS.replace("o", "") else "-"
        counts = self._counts.setdefault(self._abstract[identifier], {})
        override = self._overrides.get(reference)
        if override is not None and reference not in self._started:
            counts[depth] = override
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        self._started.add(reference)
        for deeper in [index for index in counts if index > depth]:
            below = self._levels.get((identifier, deeper))
            if below is None or below.restart != 0:
                del counts[deeper]
        return _LEVEL_SLOT.sub(
            lambda match: self._level_number(identifier, int(match.group(1)) - 1, counts), level.text
        ).strip()

    def _level_number(self, identifier: str, index: int, counts: dict[int, int]) -> str:
        level = self._levels.get((identifier, index))
        if level is None:
            return ""
        return formatted_number(counts.get(index, level.start), level.form)


def _parse_level(element: etree._Element) -> tuple[int, _Level]:
    def value(name: str) -> str | None:
        child = element.find(f"{W}{name}")
        return word_attribute(child, "val") if child is not None else None

    start, restart = value("start"), value("lvlRestart")
    level = _Level(
        start=int(start) if start and start.lstrip("-").isdigit() else 1,
        form=value("numFmt") or "decimal",
        text=value("lvlText") or "",
        restart=int(restart) if restart and restart.isdigit() else None,
    )
    return int(word_attribute(element, "ilvl") or 0), level


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
