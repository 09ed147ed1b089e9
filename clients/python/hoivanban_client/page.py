"""One page of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ResultPage(Generic[Item]):
    """The items of a page; ``following`` is the cursor of the next page, None at the end."""

    items: tuple[Item, ...]
    following: str | None
