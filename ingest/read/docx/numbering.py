"""Automatic numbers of paragraphs as Word would print them (``numbering.xml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.read.docx.number_formats import formatted_number
from ingest.read.docx.ooxml import W, child_value, is_on, whole_number, word_attribute
from ingest.read.docx.styles import Styles

_LEVEL_SLOT = re.compile(r"%([1-9])")
_BULLETS = "-–—•●▪*+"
#: Levels of a list in Word; what a file says beyond them is not printed.
_LEVELS = 9
#: Links from list to list style to list; real ones take one step.
_MOST_LINKS = 10


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    #: The level counts anew below units of this level and those above it; 0 for never, None for all above.
    restart: int | None
    #: All numbers of the label in Arabic digits (``isLgl``).
    arabic: bool = False
    style: str | None = None
    hidden: bool = False


class Numbering:
    """Counts the numbered paragraphs in document order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[tuple[str, int], _Level] = {}
        self._abstract: dict[str, str] = {}
        self._overrides: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        if root is not None:
            self._load(root)

    def _load(self, root: etree._Element) -> None:
        abstracts = {word_attribute(one, "abstractNumId") or "": one for one in root.iterfind(f"{W}abstractNum")}
        numbers = {word_attribute(one, "numId") or "": one for one in root.iterfind(f"{W}num")}
        for identifier, number in numbers.items():
            own = child_value(number, "abstractNumId") or ""
            abstract = self._linked_list(own, abstracts, numbers)
            self._abstract[identifier] = abstract
            found = abstracts.get(abstract)
            for index, level in _levels(found):
                self._levels[identifier, index] = level
            for override in number.iterfind(f"{W}lvlOverride"):
                depth = whole_number(word_attribute(override, "ilvl"), 0)
                level_element = override.find(f"{W}lvl")
                if level_element is not None:
                    self._levels[identifier, depth] = _parse_level(level_element)[1]
                start = child_value(override, "startOverride")
                if start is not None:
                    self._overrides[identifier, depth] = whole_number(start, 1)

    def _linked_list(self, own: str, abstracts: dict[str, etree._Element], numbers: dict[str, etree._Element]) -> str:
        """The list that holds the levels: a list may only name a list style, which names the number of another list."""
        for _ in range(_MOST_LINKS):
            style = child_value(abstracts.get(own), "numStyleLink")
            if style is None:
                return own
            number = numbers.get(self._styles.numbering(style)[0] or "")
            linked = child_value(number, "abstractNumId")
            if linked is None:
                linked = next((key for key, one in abstracts.items() if child_value(one, "styleLink") == style), None)
            if linked is None or linked == own:
                return own
            own = linked
        return own

    def _level_reference(self, paragraph: etree._Element, style: str | None) -> tuple[str, int] | None:
        own = paragraph.find(f"{W}pPr/{W}numPr")
        identifier, level = child_value(own, "numId"), child_value(own, "ilvl")
        if identifier is None or level is None:
            inherited, depth, named = self._styles.numbering(style)
            identifier = identifier if identifier is not None else inherited
            if identifier in (None, "0"):
                return None
            if level is None:
                linked = self._linked_level(identifier or "", style, named)
                level = str(linked) if linked is not None else depth
        if identifier in (None, "0"):
            return None
        return identifier or "", whole_number(level, 0)

    def _linked_level(self, identifier: str, style: str | None, named: str | None) -> int | None:
        """The level that is linked to the paragraph's style: the style need not say which one it is."""
        for name in (style, named):
            for depth in range(_LEVELS):
                level = self._levels.get((identifier, depth))
                if name is not None and level is not None and level.style == name:
                    return depth
        return None

    def next_label(self, paragraph: etree._Element, style: str | None) -> str:
        """The number that Word prints before this paragraph, "" where there is none. Advances the count."""
        reference = self._level_reference(paragraph, style)
        if reference is None or reference not in self._levels:
            return ""
        identifier, depth = reference
        level = self._levels[reference]
        if level.form == "bullet":
            return "" if level.hidden else level.text if level.text and level.text in _BULLETS else "-"
        counts = self._counts.setdefault(self._abstract[identifier], {})
        override = self._overrides.get(reference)
        if override is not None and reference not in self._started:
            counts[depth] = override
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        self._started.add(reference)
        self._restart_below(identifier, depth, counts)
        if level.hidden:
            return ""
        return _LEVEL_SLOT.sub(
            lambda match: self._level_number(identifier, int(match.group(1)) - 1, counts, arabic=level.arabic),
            level.text,
        ).strip()

    def _restart_below(self, identifier: str, depth: int, counts: dict[int, int]) -> None:
        for deeper in [index for index in counts if index > depth]:
            below = self._levels.get((identifier, deeper))
            if below is None or below.restart is None or depth < below.restart:
                del counts[deeper]

    def _level_number(self, identifier: str, index: int, counts: dict[int, int], *, arabic: bool) -> str:
        level = self._levels.get((identifier, index))
        if level is None:
            return ""
        form = "decimal" if arabic and level.form != "decimalZero" else level.form
        return formatted_number(counts.get(index, level.start), form)


def _levels(abstract: etree._Element | None) -> Iterator[tuple[int, _Level]]:
    for element in abstract.iterfind(f"{W}lvl") if abstract is not None else ():
        yield _parse_level(element)


def _parse_level(element: etree._Element) -> tuple[int, _Level]:
    form = element.find(f"{W}numFmt")
    own = (word_attribute(form, "format") if form is not None else None) or ""
    restart = child_value(element, "lvlRestart")
    level = _Level(
        start=whole_number(child_value(element, "start"), 1),
        form=own if "," in own else child_value(element, "numFmt") or "decimal",
        text=child_value(element, "lvlText") or "",
        restart=whole_number(restart, 0) if restart is not None else None,
        arabic=is_on(element.find(f"{W}isLgl")),
        style=child_value(element, "pStyle"),
        hidden=is_on(element.find(f"{W}rPr/{W}vanish")),
    )
    return whole_number(word_attribute(element, "ilvl"), 0), level
