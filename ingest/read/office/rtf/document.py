"""An RTF as it is walked through: groups with their destinations, stories, tables of fonts, colours and lists."""

from __future__ import annotations

import copy
from collections.abc import Callable

from lxml import etree

from ingest.read.docx.ooxml import M
from ingest.read.office.rtf.front import FRONT_KINDS, Front
from ingest.read.office.rtf.groups import GROUP_KINDS, Group
from ingest.read.office.rtf.looks import Look, changed_look
from ingest.read.office.rtf.objects import FormField, Picture, add_equation_text, equation_part
from ingest.read.office.rtf.sides import Sides
from ingest.read.office.rtf.stories import RowLook, RtfParagraph, RtfStory
from ingest.read.office.rtf.tokens import LETTERS, Token, read_tokens
from ingest.read.office.word_parts import WordParts, document_of, element, picture

MOST_DEPTH = 2_000


class RtfDocument:
    """The file's text; ``parts`` walks through it once."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._front = Front()
        self._groups = [Group()]
        self._stories = [RtfStory(self._front.tables)]
        self._rows: dict[int, RowLook] = {}
        self._bytes = bytearray()
        self._fallbacks = 0
        self._sides = Sides()
        self._picture = Picture()
        self._pictures: dict[str, bytes] = {}
        self._form = FormField()
        self._shape_property = ""
        #: Names of embedded files; they are not read.
        self.objects: list[str] = []
        self.is_cut_off = False

    def parts(self) -> WordParts:
        """The parts of a DOCX that say the same."""
        for token in read_tokens(self._data):
            if token.kind == "bytes":
                self._take_bytes(token.data)
                continue
            self._settle()
            if token.kind == "open":
                self._open_group()
            elif token.kind == "close":
                self._close_group()
            else:
                self._take_word(token)
        self._settle()
        self.is_cut_off = len(self._groups) > 1
        while len(self._groups) > 1:
            self._close_group()
        blocks = self._story_blocks()
        return WordParts(
            document=document_of([*blocks, self._sides.section()]),
            numbering=self._front.lists.numbering(),
            footnotes=self._sides.notes("footnote"),
            endnotes=self._sides.notes("endnote"),
            headers=self._sides.headers,
            footer=self._sides.footer(),
            pictures=self._pictures,
        )

    @property
    def _group(self) -> Group:
        return self._groups[-1]

    @property
    def _story(self) -> RtfStory:
        return self._stories[-1]

    def _number(self) -> tuple[str, int] | None:
        """The list and level of the paragraph: as the file prints its number, or else as its lists say."""
        printed, paragraph = self._story.printed_number.strip(), self._group.paragraph
        self._story.printed_number = ""
        if printed:
            return self._front.lists.printed(printed), 0
        if self._front.lists.is_known(paragraph.number, paragraph.level):
            return str(paragraph.number), paragraph.level
        return None

    def _story_blocks(self) -> list[etree._Element]:
        return self._story.blocks(self._group.paragraph, self._number())

    def _open_group(self) -> None:
        if len(self._groups) > MOST_DEPTH:
            raise ValueError("groups in each other without end")
        above = self._group
        self._fallbacks = 0
        self._groups.append(Group(above.kind, above.look, copy.copy(above.paragraph), above.fallbacks, part=above.part))

    def _close_group(self) -> None:
        self._fallbacks = 0
        if len(self._groups) > 1:
            group = self._group
            if group.at_end is not None:
                group.at_end(group)
            self._groups.pop()

    def _take_bytes(self, data: bytes) -> None:
        skipped = min(self._fallbacks, len(data))
        self._fallbacks -= skipped
        self._group.is_fresh = False
        if self._group.kind != "nothing":
            self._bytes += data[skipped:]

    def _settle(self) -> None:
        """Hand on the letters so far."""
        if not self._bytes:
            return
        data = bytes(self._bytes)
        self._bytes.clear()
        if self._group.kind == "picture":
            self._picture.digits.append(data)
        else:
            self._take_text(self._front.tables.decoded(data, self._group.look.font))

    def _take_text(self, text: str) -> None:
        group = self._group
        if group.kind == "text":
            self._story.add_text(text, group.look)
        elif group.kind == "number":
            self._story.printed_number += self._front.tables.shown_text(text, group.look.font)
        elif group.kind in FRONT_KINDS:
            self._front.take_text(text, group.kind)
        elif group.kind == "entry":
            self._form.entries[-1] += text
        elif group.kind == "equation" and group.part is not None:
            add_equation_text(group.part, text)
        elif group.kind == "name":
            self._shape_property = text.strip()
        elif group.kind == "value" and self._shape_property == "gtextUNICODE":
            self._story.add_text(text, group.look)

    def _take_word(self, token: Token) -> None:
        name, number, group = token.name, token.number, self._group
        fresh, group.is_fresh = group.is_fresh, group.is_fresh and name == "*"
        if group.kind == "nothing":
            return
        if name == "*":
            group.is_optional = fresh
        elif group.kind in FRONT_KINDS and not (fresh and name in GROUP_KINDS):
            self._take_front(name, number)
        elif fresh and (name in GROUP_KINDS or group.is_optional):
            self._begin_kind(name)
        elif name == "u":
            self._take_letter(number)
        elif name == "uc":
            group.fallbacks = max(0, number or 0)
        else:
            self._fallbacks = 0
            _HANDLERS.get(group.kind, RtfDocument._take_look)(self, name, number)

    def _take_front(self, name: str, number: int | None) -> None:
        self._fallbacks = 0
        if name == "u":
            self._take_letter(number)
        self._front.take_word(name, number, self._group)

    def _take_letter(self, number: int | None) -> None:
        """A letter by its code; the letters for programs that do not know codes follow."""
        self._take_text(chr((number or 0) & 0xFFFF))
        self._fallbacks = self._group.fallbacks

    def _begin_kind(self, name: str) -> None:
        """The destination of a group by its first word; an optional one that is not known holds nothing."""
        group = self._group
        kind = GROUP_KINDS.get(name, "nothing")
        group.kind = kind
        if kind == "picture":
            self._picture = Picture()
            group.at_end = self._end_picture
        elif kind == "form":
            self._form = FormField()
            group.at_end = lambda _: self._story.add_text(self._form.shown, Look())
        elif kind == "entry":
            self._form.entries.append("")
        elif kind == "equation":
            group.part = etree.Element(f"{M}oMath")
            group.at_end = self._end_equation
        elif kind == "embedded":
            self.objects.append("RTF")
        elif kind in ("note", "box", "header", "footer"):
            self._begin_story(name, kind)

    def _begin_story(self, name: str, kind: str) -> None:
        group = self._group
        group.kind, group.paragraph, group.look = "text", RtfParagraph(), Look()
        group.first_page = name.endswith("f")
        group.at_end = {
            "note": self._end_note, "box": self._end_box, "header": self._end_header, "footer": self._end_footer,
        }[kind]  # fmt: skip
        self._stories.append(RtfStory(self._front.tables))

    def _end_story(self) -> list[etree._Element]:
        blocks = self._story_blocks()
        self._stories.pop()
        return blocks

    def _end_note(self, group: Group) -> None:
        mark = self._sides.add_note(self._end_story(), is_endnote=group.is_endnote)
        self._story.add(mark, Look())

    def _end_box(self, _: Group) -> None:
        blocks = self._end_story()
        if blocks:
            self._story.add(element("pict", element("txbxContent", *blocks)), Look())

    def _end_header(self, group: Group) -> None:
        self._sides.add_header(self._end_story(), first_page=group.first_page)

    def _end_footer(self, _: Group) -> None:
        self._sides.add_footer(self._end_story())

    def _end_picture(self, _: Group) -> None:
        data = self._picture.data
        if data and self._picture.ending:
            name = f"picture{len(self._pictures) + 1}.{self._picture.ending}"
            self._pictures[name] = data
            self._story.add(picture(name, *self._picture.size), Look())

    def _end_equation(self, group: Group) -> None:
        if group.part is not None:
            self._story.add_whole(group.part)

    def _take_equation(self, name: str, _: int | None) -> None:
        above = self._groups[-2].part
        if above is not None and above is self._group.part:
            self._group.part = equation_part(above, name)

    def _take_look(self, name: str, number: int | None) -> None:
        """A control word of the text: what it changes, ends or prints."""
        group = self._group
        if name in LETTERS:
            self._take_text(LETTERS[name])
        elif group.kind == "text" and name in _MARKS:
            _MARKS[name](self, name, number)
        elif name in ("s", "cs") and (name, number or 0) in self._front.tables.styles:
            group.look = self._front.tables.styles[name, number or 0]
        elif name == "plain":
            group.look = Look()
        elif name == "pard":
            group.paragraph = RtfParagraph()
        else:
            group.look = changed_look(group.look, name, number)
            group.paragraph.take(name, number)
            self._rows.setdefault(max(1, group.paragraph.depth), RowLook()).take(name, number, self._front.tables)

    def _end_paragraph(self, name: str, _: int | None) -> None:
        depth = self._group.paragraph.depth
        cell = None if name == "par" else max(1, depth) if name == "cell" else max(2, depth)
        self._story.end_paragraph(
            self._group.paragraph, self._number(), cell=cell, is_deleted=name == "par" and self._group.look.deleted
        )

    def _end_row(self, name: str, _: int | None) -> None:
        depth = 1 if name == "row" else max(2, self._group.paragraph.depth)
        self._story.end_row(copy.deepcopy(self._rows.get(depth, RowLook()).row), depth)

    def _begin_row(self, _: str, __: int | None) -> None:
        self._rows[max(1, self._group.paragraph.depth)] = RowLook()

    def _end_section(self, _: str, __: int | None) -> None:
        self._story.end_section(self._group.paragraph, self._number(), self._sides.section())

    def _set_first_page(self, name: str, number: int | None) -> None:
        self._sides.has_first_page = name == "titlepg" and number != 0

    def _add_element(self, name: str, _: int | None) -> None:
        made = {"tab": "tab", "line": "br", "-": "softHyphen"}[name]
        self._story.add(element(made), self._group.look)

    def _set_endnote(self, _: str, __: int | None) -> None:
        self._group.is_endnote = True


_Handler = Callable[[RtfDocument, str, int | None], None]
_HANDLERS: dict[str, _Handler] = {
    "picture": lambda document, name, number: document._picture.take(name, number),
    "form": lambda document, name, number: document._form.take(name, number),
    "equation": RtfDocument._take_equation,
}  # fmt: skip
_MARKS: dict[str, _Handler] = {
    **dict.fromkeys(("par", "cell", "nestcell"), RtfDocument._end_paragraph),
    **dict.fromkeys(("row", "nestrow"), RtfDocument._end_row),
    **dict.fromkeys(("tab", "line", "-"), RtfDocument._add_element),
    **dict.fromkeys(
        ("ansicpg", "mac", "pc", "pca", "deff"),
        lambda document, name, number: document._front.set_encoding(name, number),
    ),
    "trowd": RtfDocument._begin_row, "sect": RtfDocument._end_section, "sectd": RtfDocument._set_first_page,
    "titlepg": RtfDocument._set_first_page, "ftnalt": RtfDocument._set_endnote,
}  # fmt: skip
