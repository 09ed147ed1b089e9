"""A neighbour: another service of this kind, and what came of asking it once."""

from __future__ import annotations

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
class Neighbour:
    """A neighbour as the operator describes it.

    ``access``: the label of who may see its answers, because the key in ``credentials`` may see more than the public.
    """

    name: str
    title: str
    address: str
    access: str = PUBLIC
    credentials: Credentials = field(default_factory=Credentials)
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class NeighbourReply(Generic[Found]):
    """What came of asking a neighbour: what it found, or only the state that says why there is nothing."""

    neighbour: Neighbour
    state: NeighbourState
    took_ms: float
    found: Found | None = None
