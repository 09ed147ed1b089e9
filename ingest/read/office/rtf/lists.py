"""Lists of an RTF as the numbering part of a DOCX: definitions, and lists in use that name one and may start anew."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ingest.read.office.word_parts import element
from ingest.read.office.word_xml import NUMBER_FORMS

_LEVELS = 9


@dataclass(slots=True)
class ListLevel:
    """A level: its number format, where it starts, its pattern (the first letter is its length)."""

    form: int = 0
    start: int = 1
    legal: bool = False
    restarts: bool = True
    pattern: str = ""


@dataclass(slots=True)
class ListInUse:
    """A list that paragraphs name: the definition's id, levels that start or look otherwise."""

    definition: int = 0
    number: int = 0
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, ListLevel] = field(default_factory=dict)
    depth: int = -1


class RtfLists:
    """The list tables, filled by the control words that stand in them."""

    def __init__(self) -> None:
        self._definitions: dict[int, list[ListLevel]] = {}
        self._open: list[ListLevel] = []
        self._in_use: list[ListInUse] = []
        self._level = ListLevel()
        #: Numbers as the file prints them, each a list of its own.
        self._printed: list[str] = []

    def take(self, word: str, number: int | None, *, in_use: bool) -> None:
        """What a control word of the list tables says; ``in_use`` in the table of lists in use."""
        value = number or 0
        if word == "list":
            self._open = []
        elif word == "listlevel":
            self._begin_level(in_use=in_use)
        elif word in ("levelnfc", "levelnfcn"):
            self._level.form = value
        elif word == "levelstartat":
            self._take_start(value, in_use=in_use)
        elif word == "levellegal":
            self._level.legal = number != 0
        elif word == "levelnorestart":
            self._level.restarts = number == 0
        elif word == "listid":
            if in_use and self._in_use:
                self._in_use[-1].definition = value
            else:
                self._definitions[value] = self._open
        elif word == "listoverride":
            self._in_use.append(ListInUse())
        elif word == "lfolevel" and self._in_use:
            self._in_use[-1].depth += 1
            self._level = ListLevel()
        elif word == "ls" and self._in_use:
            self._in_use[-1].number = value

    def take_pattern(self, text: str) -> None:
        """The pattern of the level just described."""
        self._level.pattern += text

    def _begin_level(self, *, in_use: bool) -> None:
        self._level = ListLevel()
        if not in_use:
            self._open.append(self._level)
        elif self._in_use and self._in_use[-1].depth >= 0:
            self._in_use[-1].levels[self._in_use[-1].depth] = self._level

    def _take_start(self, value: int, *, in_use: bool) -> None:
        if in_use and self._in_use and self._in_use[-1].depth not in (-1, *self._in_use[-1].levels):
            self._in_use[-1].starts[self._in_use[-1].depth] = value
        self._level.start = value

    def is_known(self, number: int, depth: int) -> bool:
        """Whether the tables say what paragraphs of this list and level bear."""
        one = next((one for one in self._in_use if one.number == number), None)
        if one is None:
            return False
        return depth in one.levels or depth < len(self._definitions.get(one.definition, ()))

    def printed(self, number: str) -> str:
        """The list of one paragraph that bears this number."""
        self._printed.append(number)
        return f"p{len(self._printed)}"

    def numbering(self) -> etree._Element | None:
        """``numbering.xml``; None for a file without lists."""
        if not self._in_use and not self._printed:
            return None
        made = element("numbering")
        for identifier, levels in self._definitions.items():
            shown = [_level(level, depth) for depth, level in enumerate(levels[:_LEVELS])]
            made.append(element("abstractNum", *shown, abstractNumId=str(identifier)))
        for one in self._in_use:
            number = element("num", element("abstractNumId", val=str(one.definition)), numId=str(one.number))
            for depth in sorted({*one.starts, *one.levels}):
                changes = element("lvlOverride", ilvl=str(depth))
                if depth in one.starts:
                    changes.append(element("startOverride", val=str(one.starts[depth])))
                if depth in one.levels and one.levels[depth].pattern:
                    changes.append(_level(one.levels[depth], depth))
                number.append(changes)
            made.append(number)
        for index, text in enumerate(self._printed, start=1):
            made.append(element("num", element("abstractNumId", val=f"p{index}"), numId=f"p{index}"))
            made.append(element("abstractNum", _printed_level(text), abstractNumId=f"p{index}"))
        return made


def _printed_level(text: str) -> etree._Element:
    """``w:lvl`` of a number as it is printed; without a letter or digit it is the mark of a list."""
    is_number = any(letter.isalnum() for letter in text)
    form = element("numFmt", val="decimal" if is_number else "bullet")
    return element("lvl", form, element("lvlText", val=text if is_number else "-"), ilvl="0")


def _level(level: ListLevel, depth: int) -> etree._Element:
    """``w:lvl``: letters below nine in the pattern are places of numbers."""
    length = ord(level.pattern[0]) if level.pattern else 0
    letters = level.pattern[1 : 1 + length]
    text = "".join(f"%{ord(letter) + 1}" if ord(letter) < _LEVELS else letter for letter in letters.rstrip(";"))
    made = element(
        "lvl",
        element("start", val=str(level.start)),
        element("numFmt", val=NUMBER_FORMS.get(level.form, "decimal")),
        element("lvlText", val=text),
        ilvl=str(depth),
    )
    if level.legal:
        made.append(element("isLgl"))
    if not level.restarts:
        made.append(element("lvlRestart", val="0"))
    return made
