"""The sources of an answer as they are listed: those that are cited, apart from passages that are only related."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class _Statement(Protocol):
    @property
    def source(self) -> int: ...


def cited_positions(statements: Sequence[_Statement], count: int) -> tuple[list[int], list[int]]:
    """The positions of the sources that statements cite, and of the others; ``count`` is the number of sources.

    Nothing that is not quoted is a source: passages that only stand near the question are listed apart.
    """
    cited = {statement.source for statement in statements}
    positions = range(count)
    return [place for place in positions if place in cited], [place for place in positions if place not in cited]
