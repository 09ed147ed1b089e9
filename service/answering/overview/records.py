"""Records of overviews: the lines of a summary, the rows of a comparison. Every line is a quote with its place."""

from __future__ import annotations

from dataclasses import dataclass

from index.records import StoredDocument, StoredPassage
from service.records import AspectName, ChangeKind, ValueKind

#: The aspects in the order in which they are shown.
ASPECTS: tuple[AspectName, ...] = (
    "basis", "purpose", "content", "targets", "changes", "tasks", "deadlines", "money", "reporting", "validity"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a passage that can be quoted alone: a sentence, an item of a list, a row of a table.

    ``lead`` is the line above that the unit depends on ("Không hỗ trợ các trường hợp sau:"), ``body`` who does it;
    both are words of the document. ``opens`` is True for the first part of a numbered unit, ``is_assigned`` for
    a task of the register.
    """

    passage: StoredPassage
    start: int
    end: int
    lead: str = ""
    body: str | None = None
    opens: bool = False
    is_assigned: bool = False

    @property
    def text(self) -> str:
        """The quote itself."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A line of a summary: a quote, the body that it is about, and the line above that it cannot stand without."""

    unit: Unit
    quote: str
    body: str | None = None
    lead: str | None = None

    @property
    def passage(self) -> StoredPassage:
        """The passage that the quote is from."""
        return self.unit.passage


@dataclass(frozen=True, slots=True)
class Aspect:
    """What a summary says on one thing: its lines, how many more there are, and where those stand.

    ``sections`` are the document's own names of the parts that the lines are from.
    """

    name: AspectName
    lines: tuple[SummaryLine, ...]
    sections: tuple[str, ...] = ()
    left_out: int = 0
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """A document on one page, in its own words."""

    document: StoredDocument
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value that differs between two matching parts; the side that lacks it is empty."""

    kind: ValueKind
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of a comparison: what one document says, what the other one says instead, and which values differ.

    ``label`` names the row (the words of a table's row, the title above). A side is None where the other stands alone.
    """

    kind: ChangeKind
    aspect: AspectName
    label: str
    left: Unit | None
    right: Unit | None
    values: tuple[ValueChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents side by side: the rows that differ, and how many parts stand alike in both."""

    left: StoredDocument
    right: StoredDocument
    differences: tuple[Difference, ...]
    alike: int = 0
