"""The tables at the front of an RTF: fonts, colours, styles, lists, the encoding."""

from __future__ import annotations

from ingest.read.office.rtf.groups import Group
from ingest.read.office.rtf.lists import RtfLists
from ingest.read.office.rtf.looks import Font, Tables, changed_look, code_page

#: Kinds of groups that hold one of the tables.
FRONT_KINDS = frozenset(("fonts", "colours", "styles", "lists", "lists in use", "pattern"))


class Front:
    """The tables as they fill."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.lists = RtfLists()
        self._font = Font()
        self._colour: dict[str, int] = {}

    def take_text(self, text: str, kind: str) -> None:
        """Letters in a group of one of the tables."""
        if kind == "fonts":
            self._take_font_name(text)
        elif kind == "colours":
            self._take_colours(text)
        elif kind == "pattern":
            self.lists.take_pattern(text)

    def take_word(self, name: str, number: int | None, group: Group) -> None:
        """A control word in a group of one of the tables."""
        if group.kind == "fonts":
            self._take_font(name, number)
        elif group.kind == "colours" and name in ("red", "green", "blue"):
            self._colour[name] = number or 0
        elif group.kind == "styles":
            self._take_style(name, number, group)
        elif group.kind in ("lists", "lists in use"):
            self.lists.take(name, number, in_use=group.kind == "lists in use")

    def set_encoding(self, name: str, number: int | None) -> None:
        """The encoding or the font of letters that name none."""
        if name == "deff":
            self.tables.default_font = number or 0
        else:
            named = {"mac": 10000, "pc": 437, "pca": 850}.get(name, number or 1252)
            self.tables.encoding = code_page(named) or "cp1252"

    def _take_font_name(self, text: str) -> None:
        name, end, _ = text.partition(";")
        self._font.name += name
        if end:
            self._font = Font()

    def _take_colours(self, text: str) -> None:
        for _ in range(text.count(";")):
            digits = "".join(f"{self._colour.get(name, 0) & 0xFF:02X}" for name in ("red", "green", "blue"))
            self.tables.colours.append(digits if self._colour else None)
            self._colour = {}

    def _take_font(self, name: str, number: int | None) -> None:
        if name == "f":
            self._font = self.tables.fonts.setdefault(number or 0, Font())
        elif name == "fcharset":
            self._font.charset = number or 0
        elif name == "cpg":
            self._font.code_page = number

    def _take_style(self, name: str, number: int | None, group: Group) -> None:
        if name in ("s", "cs"):
            group.style, group.at_end = (name, number or 0), self._end_style
        else:
            group.look = changed_look(group.look, name, number)

    def _end_style(self, group: Group) -> None:
        self.tables.styles[group.style] = group.look
