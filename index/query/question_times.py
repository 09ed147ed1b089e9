"""The days, years and validity in a question's words: the part of its record that is about time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from index.query import dates, validity
from ingest.text.normalize import fold


@dataclass(frozen=True)
class QuestionTimes:
    """A question's text and the times that are read from its words."""

    text: str

    @cached_property
    def folded(self) -> str:
        """The text in lower case without accents."""
        return fold(self.text)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years that stand by themselves, each once."""
        return dates.lone_years(self.text)

    @cached_property
    def any_years(self) -> tuple[str, ...]:
        """Every year that it names, also as a part of a day or of a number."""
        return dates.all_years(self.folded)

    @cached_property
    def period_years(self) -> frozenset[int]:
        """The years that the documents asked for may have been made for."""
        return dates.period_years(self.folded)

    @cached_property
    def number_years(self) -> frozenset[int]:
        """The years that are said of a document beside its number."""
        return dates.number_years(self.folded)

    @cached_property
    def issue_year(self) -> int | None:
        """The year in which the documents asked for were issued ("ban hành năm 2024")."""
        return dates.issue_year(self.folded)

    @cached_property
    def as_of_day(self) -> date | None:
        """The day as of which the law is asked for: a condition that is shown to the asker."""
        return dates.as_of_day(self.text)

    @cached_property
    def day_asked(self) -> date | None:
        """The day on which the documents cited must be judged ("tại thời điểm 01/6/2023")."""
        return dates.day_asked(self.folded)

    @cached_property
    def asks_now(self) -> bool:
        """True if only what is in force now can answer."""
        return validity.asks_now(self.folded)

    @cached_property
    def asks_current(self) -> bool:
        """True if the version in force is asked for, of whatever document it is."""
        return validity.asks_current(self.folded)

    @cached_property
    def current_topic(self) -> str:
        """What the version in force is asked for of, folded."""
        return validity.current_topic(self.folded)

    @cached_property
    def asks_since_when(self) -> bool:
        """True if the day is asked for from which something is in force."""
        return validity.asks_since_when(self.folded)

    @cached_property
    def asks_state(self) -> bool:
        """True if it asks whether something is in force, or what was done to it."""
        return validity.asks_state(self.folded)

    @cached_property
    def asks_changes_made(self) -> bool:
        """True if it asks what a document changes, and not what changed it."""
        return validity.asks_changes_made(self.folded)
