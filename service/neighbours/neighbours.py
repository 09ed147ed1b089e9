"""The neighbours of this service, asked in parallel: within a time limit, and none of them at the cost of an answer.

A neighbour that failed several times in a row rests for a while, so that one that is away does not slow every question.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.intake.received import AS_IT_IS, is_packed
from index.intake.source import SourceError
from index.records import Filters
from service.neighbours.configuration import NeighboursError, read_neighbours
from service.neighbours.merging import merged_answer, merged_search
from service.neighbours.neighbour import Asker, Found, Neighbour, NeighbourReply
from service.neighbours.neighbour_health import HEALTHY, NeighbourHealthFile, neighbour_out
from service.neighbours.reply_check import InvalidReply, checked_answer, checked_search
from service.schemas.neighbours import KnownServiceOut, NeighbourOut, NeighbourState
from service.schemas.questions import AnswerOut, FiltersIn, QuestionIn
from service.schemas.searches import SearchIn, SearchOut

if TYPE_CHECKING:
    import httpx

    from service.settings import Settings

_log = logging.getLogger("hoivanban")

#: Failures in a row after which a neighbour rests, and for how long.
MOST_FAILURES, REST_SECONDS = 3, 30.0
#: Most bytes of a reply: an answer with twenty long passages is well below.
MOST_BYTES = 4 << 20


class Neighbours:
    """Asks the neighbours of the settings. All calls run on the service's event loop."""

    def __init__(self, neighbours: Sequence[Neighbour], seconds: float, home: Path | None = None) -> None:
        self._asked = [_AskedNeighbour(one, seconds, NeighbourHealthFile(home, one.name)) for one in neighbours]

    @classmethod
    def of(cls, settings: Settings, *, keeps_health: bool = False) -> Neighbours | None:
        """The neighbours of the settings; None if there are none. A service keeps how each fared in its home folder.

        :raises NeighboursError: if the file of neighbours cannot be used, or what it needs is not installed.
        """
        if settings.neighbours is None or not (listed := read_neighbours(settings.neighbours)):
            return None
        return cls(listed, settings.neighbour_seconds, settings.home if keeps_health else None)

    async def widen_answer(
        self, own: AnswerOut, asker: Asker, filters: Filters, limit: int, *, goes_on: bool
    ) -> AnswerOut:
        """An own answer with what the neighbours answer to the same question; ``goes_on``: within a conversation.

        They are asked what was typed, never what it was resolved to: the name of a document that only this asker may
        see would leave the house. So a follow-up ("hạn báo cáo?") is answered by the own library alone.
        """
        follows = goes_on and own.resolved_question != own.question  # else only typing slips were put right
        if own.status in ("talk", "refused") or follows or filters.document_ids:
            return own
        asked = QuestionIn(
            question=own.question, filters=_sent(filters), as_of=filters.as_of, limit=limit, neighbours=False
        )  # fmt: skip
        body = asked.model_dump_json(exclude_none=True).encode()
        replies = await self._ask("/api/v1/ask", body, asker, checked_answer, _answers)
        return merged_answer(own, replies, limit)

    async def widen_search(self, own: SearchOut, given: SearchIn, asker: Asker) -> SearchOut:
        """The own passages with those that the neighbours find."""
        if given.filters is not None and given.filters.document_ids:
            return own
        body = given.model_copy(update={"neighbours": False, "explain": False}).model_dump_json(exclude_none=True)
        replies = await self._ask("/api/v1/search", body.encode(), asker, checked_search, _finds)
        return merged_search(own, replies, given.limit)

    async def try_each(self) -> list[NeighbourReply[SearchOut]]:
        """How each neighbour does now, with a search that every library can make."""
        body = SearchIn(question="kế hoạch", limit=1, neighbours=False).model_dump_json(exclude_none=True)
        return await asyncio.gather(
            *(one.ask("/api/v1/search", body.encode(), checked_search, _finds) for one in self._asked)
        )

    def known(self, asker: Asker) -> tuple[KnownServiceOut, ...]:
        """The neighbours that are asked for this asker, and how each fared the last time."""
        return tuple(
            KnownServiceOut(
                name=one.neighbour.name, title=one.neighbour.title, state=health.state, asked_at=health.asked_at or None
            )
            for one in self._asked
            if one.neighbour.is_asked_for(asker)
            for health in (one.health.read(),)
        )

    def standing(self) -> tuple[NeighbourOut, ...]:
        """Every neighbour, whoever may ask it, with how it fared last."""
        return tuple(neighbour_out(one.neighbour, one.health.read()) for one in self._asked)

    async def close(self) -> None:
        """Close all connections."""
        for one in self._asked:
            await one.close()

    async def _ask(
        self,
        path: str,
        body: bytes,
        asker: Asker,
        check: Callable[[bytes, Neighbour], Found],
        has_found: Callable[[Found], bool],
    ) -> list[NeighbourReply[Found]]:
        """What each neighbour says that is asked for this asker."""
        waiting = [
            one.ask(path, body, check, has_found)
            for one in self._asked
            if one.neighbour.is_asked_for(asker)
        ]  # fmt: skip
        return await asyncio.gather(*waiting)


class _AskedNeighbour:
    """A neighbour with its connections, how it fared lately, and until when it rests."""

    def __init__(self, neighbour: Neighbour, seconds: float, health: NeighbourHealthFile) -> None:
        self.neighbour = neighbour
        self.health = health
        self._seconds = seconds
        self._failures = 0
        self._rests_until = 0.0
        self._client: httpx.AsyncClient | None = None
        try:
            import httpx  # noqa: F401
        except ImportError:
            raise NeighboursError(
                "Hỏi các dịch vụ láng giềng cần phần cài thêm: pip install 'hoivanban[neighbours]'."
            ) from None

    async def ask(
        self,
        path: str,
        body: bytes,
        check: Callable[[bytes, Neighbour], Found],
        has_found: Callable[[Found], bool],
    ) -> NeighbourReply[Found]:
        begun = time.monotonic()
        if begun < self._rests_until:
            return NeighbourReply(self.neighbour, "resting", 0.0)
        found: Found | None = None
        reason = ""
        try:
            async with asyncio.timeout(self._seconds):
                received = await self._post(path, body)
            # Checking is a few milliseconds of CPU: beside the event loop, so that others do not wait.
            found = await asyncio.to_thread(check, received, self.neighbour)
            state: NeighbourState = "answered" if has_found(found) else "nothing"
        except TimeoutError:
            state = "slow"
        except _Refused:
            state = "refused"
        except InvalidReply as error:
            _log.warning("neighbour %s: reply thrown away: %s", self.neighbour.name, error)
            state, reason = "invalid", error.reason
        except (OSError, SourceError) as error:
            _log.warning("neighbour %s could not be asked: %s", self.neighbour.name, error)
            state, reason = "unreachable", str(error) if isinstance(error, (_NoSuccess, SourceError)) else ""
        took_ms = (time.monotonic() - begun) * 1000
        await self._note(state, took_ms, reason)
        return NeighbourReply(self.neighbour, state, took_ms, found)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def _note(self, state: NeighbourState, took_ms: float, reason: str) -> None:
        if self.health.note(state, took_ms, reason):
            await asyncio.to_thread(self.health.write)
        self._failures = self._failures + 1 if state not in HEALTHY else 0
        if self._failures >= MOST_FAILURES:
            self._rests_until = time.monotonic() + REST_SECONDS

    async def _post(self, path: str, body: bytes) -> bytes:
        """The body of the reply.

        :raises OSError: if the neighbour is away or does not answer with success.
        """
        import httpx

        if self._client is None:
            self._client = await asyncio.to_thread(self._opened)
        headers = {"Content-Type": "application/json", **AS_IT_IS}
        if secret := self.neighbour.credentials.secret():
            headers["Authorization"] = f"Bearer {secret}"
        try:
            async with self._client.stream("POST", path, content=body, headers=headers) as reply:
                if reply.status_code in (401, 403):
                    raise _Refused
                if reply.status_code != 200:
                    raise _NoSuccess(f"HTTP {reply.status_code}")
                # A packed body could become gigabytes in one step, before anybody has counted them.
                if is_packed(reply.headers):
                    raise InvalidReply("packed, although nobody asked for that")
                received = bytearray()
                async for chunk in reply.aiter_raw():
                    received += chunk
                    if len(received) > MOST_BYTES:
                        raise InvalidReply("too long")
                return bytes(received)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise OSError(str(error) or type(error).__name__) from error

    def _opened(self) -> httpx.AsyncClient:
        """A client that follows no redirection: key and question go to the address that the operator set."""
        import httpx

        context = ssl.create_default_context(cafile=self.neighbour.ca_file)
        return httpx.AsyncClient(
            base_url=self.neighbour.address,
            verify=context,
            trust_env=False,
            follow_redirects=False,
            timeout=self._seconds,
        )


class _Refused(Exception):
    """Raised when a neighbour does not take the key."""


class _NoSuccess(OSError):
    """Raised when a neighbour answers with an error; the message is its status."""


def _answers(found: AnswerOut) -> bool:
    return found.status in ("complete", "partial")


def _finds(found: SearchOut) -> bool:
    return bool(found.hits)


def _sent(filters: Filters) -> FiltersIn | None:
    """The conditions of a question as another service takes them; None without any."""
    given = FiltersIn(
        types=filters.types, issuers=filters.issuers, year=filters.year, period=filters.period,
        territory=filters.territories[0] if filters.territories else None, validity=filters.validity,
        ignore=filters.ignore, literal=filters.literal,
    )  # fmt: skip
    return given if given.model_dump(exclude_defaults=True) else None
