"""The engine as searches meet it: it answers while it holds what this process knows of the library, else the legs here.

So an engine that is away, behind or being rebuilt costs nothing but its help: the embedded legs of the last snapshot
answer, with the same statistics, and the status says so.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from index.derived.legs import EmbeddedLegs, Found, Legs, LegsQuery
from index.engine.follower import EngineFollower
from index.engine.health import EngineHealth
from index.engine.port import EngineAway, EngineQuery, SearchEngine
from index.engine.weights import question_vector

#: The engine is looked at so often while it holds everything; one that was away is left alone for as long.
LOOK_SECONDS = 1.0

log = logging.getLogger("hoivanban.engine")


class EngineBeside:
    """One engine, its follower, and whether it may be asked. Safe to use from several threads."""

    def __init__(
        self, engine: SearchEngine, follower: EngineFollower, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.engine = engine
        self._follower = follower
        self._clock = clock
        self._lock = threading.Lock()
        #: The last change that the engine is known to hold; -1 while that is not known.
        self._change = -1
        self._reason = ""
        self._looked = -LOOK_SECONDS

    def legs(self, embedded: EmbeddedLegs, labels: tuple[str, ...], change: int) -> Legs:
        """The engine's legs while it holds this change, else the embedded ones."""
        if self._reason or self._change < change:
            return embedded
        known = set(embedded.columns.names["access"])
        return EngineLegs(self, embedded, tuple(label for label in labels if label in known))

    def health(self, change: int) -> EngineHealth:
        """How the engine stands beside the library's last change."""
        if self._reason:
            return EngineHealth("away", self._change, self._reason)
        return EngineHealth("ok" if self._change >= change else "behind", self._change)

    def look(self) -> None:
        """Learn what the engine holds, or that it is away."""
        try:
            state = self._follower.state()
        except EngineAway as error:
            self.lost(error)
            return
        self._looked = self._clock()
        if self._reason:
            log.warning("the engine is there again")
        self._change, self._reason = -1 if state is None else state.change, ""

    def follow(self, change: int) -> None:
        """Bring the engine up to ``change`` where it is behind; cheap where it is not."""
        if self._clock() - self._looked < LOOK_SECONDS and (self._reason or self._change >= change):
            return
        if not self._lock.acquire(blocking=False):
            return  # another thread of this process is at it
        try:
            self.look()
            if not self._reason and self._change < change:
                state = self._follower.follow()
                if state is not None:
                    self._change = state.change
        except EngineAway as error:
            self.lost(error)
        finally:
            self._lock.release()

    def rebuild(self) -> bool:
        """Build the engine's collection anew; False while another process writes to it.

        :raises EngineAway: if it is not there.
        """
        state = self._follower.follow(anew=True)
        if state is not None:
            self._change, self._reason = state.change, ""
        return state is not None

    def stop(self) -> None:
        """Write nothing further: whoever is writing ends with the batch in hand."""
        self._follower.stopping.set()

    def lost(self, error: EngineAway) -> None:
        """Remember that the engine did not answer: until it is looked at again nothing is asked of it."""
        if not self._reason:
            log.warning("the engine is away (%s): the indexes of this machine answer", error)
        self._looked = self._clock()
        self._reason = str(error) or "không rõ"


@dataclass(frozen=True, slots=True)
class EngineLegs:
    """Both legs of an engine for somebody with these labels, with the embedded ones where it fails."""

    beside: EngineBeside
    embedded: EmbeddedLegs
    labels: tuple[str, ...]

    def search(self, query: LegsQuery) -> tuple[Found, Found]:
        """What the engine found: words are weighed here, by how rare they are among what the asker may see."""
        lexical = self.embedded.lexical
        labels = [label for label in self.labels if label in query.filters.access]
        asked = EngineQuery(
            question_vector(query.terms, len(lexical), lexical.document_frequency),
            query.vector, labels, query.filters, query.most_lexical, query.most_dense,
        )  # fmt: skip
        try:
            return self.beside.engine.search(asked)
        except EngineAway as error:
            self.beside.lost(error)
            return self.embedded.search(query)
