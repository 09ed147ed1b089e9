"""Records of touched answers: what an answer quoted, and what has happened to it since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.records import Step

#: What happened to the evidence: its document left, its words are gone, the document ended, the provision changed.
TouchKind = Literal["withdrawn", "text", "ended", "changed"]


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A passage as an answer quoted it; ``change`` is the state of the library that the answer was given in.

    ``path`` is empty and ``component`` too where the passage is no longer in the library.
    """

    answer_id: str
    change: int
    version_id: int
    text: str
    component: str = ""
    path: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Touch:
    """One reason to look at an answer again. ``by_id`` is the document that changed the cited one, if one did.

    ``reason`` is the Vietnamese sentence that is shown; ``change`` the state of the library that it was found in.
    """

    answer_id: str
    document_id: str
    kind: TouchKind
    reason: str
    by_id: str = ""
    effective: date | None = None
    change: int = 0
    at: str = ""
    id: int = 0
