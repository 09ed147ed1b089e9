"""What stands beside the text of an RTF: notes, page headers and footers, and the sections that name the headers."""

from __future__ import annotations

from lxml import etree

from ingest.read.office.word_parts import element, section


class Sides:
    """The notes, headers and footers found so far."""

    def __init__(self) -> None:
        self._notes = {"footnote": element("footnotes"), "endnote": element("endnotes")}
        self._footer = element("ftr")
        self._references: dict[str, str] = {}
        self.headers: list[etree._Element] = []
        self.has_first_page = False

    def add_note(self, blocks: list[etree._Element], *, is_endnote: bool) -> etree._Element:
        """Add a note; its mark."""
        kind = "endnote" if is_endnote else "footnote"
        number = str(len(self._notes[kind]) + 1)
        self._notes[kind].append(element(kind, *blocks, id=number))
        return element(f"{kind}Reference", id=number)

    def add_header(self, blocks: list[etree._Element], *, first_page: bool) -> None:
        """Add a header of the section that is open."""
        self.headers.append(element("hdr", *blocks))
        self._references["first" if first_page else "default"] = f"header{len(self.headers)}"

    def add_footer(self, blocks: list[etree._Element]) -> None:
        """Add a footer."""
        self._footer.extend(blocks)

    def section(self) -> etree._Element:
        """The section that ends here; the next one has its headers where it names none."""
        made = section(self._references, has_first_page=self.has_first_page)
        self._references = {}
        return made

    def notes(self, kind: str) -> etree._Element | None:
        """The notes of a kind, None for none."""
        return self._notes[kind] if len(self._notes[kind]) else None

    def footer(self) -> etree._Element | None:
        """All footers as one, None for none."""
        return self._footer if len(self._footer) else None
