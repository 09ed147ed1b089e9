"""The events of a streamed answer, read from ``text/event-stream``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from hoivanban_client.models.questions import AnswerOut, FoundOut, StatementOut
from hoivanban_client.wire import from_wire


@dataclass(frozen=True, slots=True)
class Found:
    """The probable sources of the answer."""

    found: FoundOut


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement of the answer, with its quote."""

    statement: StatementOut


@dataclass(frozen=True, slots=True)
class Answered:
    """The whole answer; always the last event."""

    answer: AnswerOut


Event = Found | Stated | Answered


class EventReader:
    """Reads events from the lines of a stream; kinds that this release does not know are ignored."""

    def __init__(self) -> None:
        self._name = ""
        self._data: list[str] = []

    def line(self, line: str) -> Iterator[Event]:
        """Read one line (without its end); yields an event when it completes one."""
        name, _, value = line.partition(":")
        if line == "":
            event = _event(self._name, "\n".join(self._data)) if self._data else None
            self._name, self._data = "", []
            if event is not None:
                yield event
        elif name == "event":
            self._name = value.strip()
        elif name == "data":
            self._data.append(value.removeprefix(" "))


def _event(name: str, data: str) -> Event | None:
    if name == "sources":
        return Found(from_wire(FoundOut, json.loads(data)))
    if name == "statement":
        return Stated(from_wire(StatementOut, json.loads(data)))
    if name == "answer":
        return Answered(from_wire(AnswerOut, json.loads(data)))
    return None
