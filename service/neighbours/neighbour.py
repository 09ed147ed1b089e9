"""A neighbour: another service of this kind, and what came of asking it once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from index.intake.source import Credentials
from index.records import PUBLIC
from service.schemas.neighbours import NeighbourState
from service.schemas.questions import AnswerOut
from service.schemas.searches import SearchOut

Found = TypeVar("Found", AnswerOut, SearchOut)

#: How each state of a neighbour reads in a sentence about it.
STATE_WORDS: dict[NeighbourState, str] = {
    "answered": "đã trả lời",
    "nothing": "không có gì phù hợp",
    "slow": "không trả lời kịp",
    "unreachable": "không nối được",
    "refused": "từ chối khóa của kho này",
    "invalid": "trả lời sai dạng hoặc câu trích không khớp nguyên văn",
    "resting": "tạm thời không được hỏi vì vừa lỗi nhiều lần",
}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: what may be seen, and whether anybody signs in at all.

    Where nobody does, everybody at the machine sees everything: that says nothing of who asks.
    """

    labels: Collection[str]
    signs_in: bool = True

    @property
    def knows_internal(self) -> bool:
        """True for somebody whom the office lets see more than the public."""
        return self.signs_in and not set(self.labels) <= {PUBLIC}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A neighbour as the operator describes it.

    ``access``: the label of who may see its answers, because the key in ``credentials`` may see more than the public.
    ``internal_questions``: True where questions of somebody who sees more than the public are sent there too: what an
    official asks may say what no stranger should know. A label other than the public one says so by itself.
    """

    name: str
    title: str
    address: str
    access: str = PUBLIC
    credentials: Credentials = field(default_factory=Credentials)
    ca_file: Path | None = None
    internal_questions: bool = False

    def is_asked_for(self, asker: Asker) -> bool:
        """True if this asker's question is sent there."""
        is_set = self.internal_questions or self.access != PUBLIC
        return self.access in asker.labels and (is_set or not asker.knows_internal)


@dataclass(frozen=True, slots=True)
class NeighbourReply(Generic[Found]):
    """What came of asking a neighbour: what it found, or only the state that says why there is nothing."""

    neighbour: Neighbour
    state: NeighbourState
    took_ms: float
    found: Found | None = None
