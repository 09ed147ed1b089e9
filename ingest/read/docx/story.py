"""What the readers of one DOCX share: its parts, styles and counts, and what they leave out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from ingest.read.context import ReadingContext
from ingest.read.docx.final_text import settle_part
from ingest.read.docx.numbering import Numbering
from ingest.read.docx.package import Package
from ingest.read.docx.styles import Styles
from ingest.reading import Block, LeftOut

HIDDEN = (
    "Tệp có chữ ẩn hoặc chữ không nhìn thấy được ({words} từ); phần này không được đưa vào nội dung, "
    "vui lòng xem bản gốc."
)
DELETED = (
    "Tệp còn theo dõi thay đổi (Track Changes): {words} từ đã xóa không được đưa vào nội dung; "
    "vui lòng đối chiếu bản chính thức."
)
EMBEDDED = "Có {count} đối tượng nhúng trong tệp chưa đọc được ({names}); vui lòng xem bản gốc."
RECOGNISED = "Chữ trong {count} hình của tệp do máy nhận dạng, có thể sai; cần đối chiếu với bản gốc."
PICTURES = "Có {count} hình trong tệp chưa được nhận dạng chữ; vui lòng xem bản gốc."

_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Story:
    """The parts, styles and numbering of a DOCX; ``part`` is the name of the part being read."""

    package: Package
    styles: Styles
    numbering: Numbering
    context: ReadingContext
    part: str
    #: Form of the marks of notes that were typed: one of its own where the file also has notes with marks ``[1]``.
    note_mark: str = "[{}]"
    hidden: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    #: Names of embedded files that could not be read; warnings of those that could.
    unread: list[str] = field(default_factory=list)
    inner_warnings: list[str] = field(default_factory=list)
    #: Pictures that were looked at, by their part's name, and how many of them were not read.
    pictures: dict[str, bool] = field(default_factory=dict)
    #: Names of the pictures whose text was taken.
    recognised: set[str] = field(default_factory=set)
    #: Blocks of page headers and footers by their part's name.
    margins: dict[str, list[Block]] = field(default_factory=dict)

    def settled(self, root: etree._Element | None) -> etree._Element | None:
        """The part in its printed form; what was deleted is noted."""
        if root is not None:
            self.deleted += settle_part(root)
        return root

    def warnings(self) -> tuple[str, ...]:
        """A sentence on each kind of text that was left out."""
        found = []
        for wording, texts in ((HIDDEN, self.hidden), (DELETED, self.deleted)):
            words = sum(len(_WORD.findall(text)) for text in texts)
            if words:
                found.append(wording.format(words=words))
        unread = sum(not was_read for was_read in self.pictures.values())
        if unread:
            found.append(PICTURES.format(count=unread))
        if self.recognised:
            found.append(RECOGNISED.format(count=len(self.recognised)))
        if self.unread:
            names = ", ".join(dict.fromkeys(self.unread))
            found.append(EMBEDDED.format(count=len(self.unread), names=names))
        return tuple(dict.fromkeys((*found, *self.inner_warnings)))

    def left_out(self) -> tuple[LeftOut, ...]:
        """The texts that nobody sees, and those that tracked changes have deleted."""
        hidden = (LeftOut("hidden", text) for text in self.hidden if _WORD.search(text))
        return (*hidden, *(LeftOut("deleted", text) for text in self.deleted if _WORD.search(text)))
