"""The follower that brings an engine up to the library's last change, and builds its collection anew.

The engine is a cache: what it holds is recorded in it, after all that the record speaks of, so that a crash in between
costs a replay, which does no harm. A collection of another library, model or format is built anew beside the live one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from index.derived.passage_terms import TERM_FIELDS
from index.derived.stopped import stopped_ids
from index.engine.lock import writing_lock
from index.engine.port import EngineAway, EngineState, LabelLengths, SearchEngine
from index.engine.weights import field_lengths, weighed_passage
from index.library.library import Library
from index.library.reader import LibraryState
from index.records import IndexRow, VectorModel

#: Raise it whenever passages are weighed or stored differently: a collection of another format is built anew.
FORMAT = 1
#: A label's passages are weighed anew when its mean length has moved by this part, and it has at least doubled.
MOVED, DOUBLED = 0.05, 2

log = logging.getLogger("hoivanban.engine")


class EngineFollower:
    """Writes the library's changes to an engine; of several processes one at a time."""

    def __init__(self, engine: SearchEngine, library: Library, model: VectorModel) -> None:
        self._engine = engine
        self._library = library
        self._library_id = library.id
        self._model = model
        #: Set when the process ends: the batch in hand is the last.
        self.stopping = threading.Event()

    def state(self) -> EngineState | None:
        """What the engine holds of this library; None when that cannot be used."""
        found = self._engine.state()
        return found if found is not None and self._is_ours(found) else None

    def follow(self, *, anew: bool = False) -> EngineState | None:
        """Bring the engine up to the library's last change; ``anew`` from nothing. None while another process does."""
        with writing_lock(self._library) as mine:
            if not mine or not self._is_in_use():
                return None
            state = None if anew else self.state()
            if state is None:
                return self._build()
            if state.change < self._library.change:
                state = self._bring_up(self._engine, state)
            return state

    def _is_in_use(self) -> bool:
        """True unless the library has gone over to another model: whoever opens that one follows it."""
        model = self._library.model()
        return model is not None and (model.name, model.dimension) == (self._model.name, self._model.dimension)

    def _is_ours(self, state: EngineState) -> bool:
        ours = FORMAT, self._library_id, self._model.name, self._model.dimension
        there = state.format, state.library, state.model, state.dimension
        return ours == there and 0 <= state.change <= self._library.change

    def _build(self) -> EngineState:
        """Fill a collection beside the live one from the library alone, and let it answer."""
        log.warning("building the engine's collection anew")
        model = self._model
        fresh = self._engine.beside(model.dimension)
        state = EngineState(FORMAT, self._library_id, model.name, model.dimension, 0)
        with self._library.state() as read:
            state = replace(state, change=read.change, lengths=_with_rows({}, read.delta(0).rows))
            for rows in read.delta(0).rows:
                self._add(fresh, rows, state)
        fresh.record(state)
        state = self._bring_up(fresh, state)
        fresh.go_live()
        return state

    def _bring_up(self, engine: SearchEngine, state: EngineState) -> EngineState:
        """Apply what changed since: what stopped leaves, what came is added, then the state says so."""
        with self._library.state() as read:
            delta = read.delta(state.change)
            engine.withdraw(stopped_ids(delta).tolist())
            for rows in delta.rows:
                state = replace(state, lengths=_with_rows(state.lengths, [rows]))
                self._add(engine, rows, state)
            state = replace(state, change=read.change)
            if labels := {label for label, lengths in state.lengths.items() if _has_moved(lengths)}:
                state = self._weigh_anew(engine, read, state, labels)
        engine.record(state)
        return state

    def _weigh_anew(
        self, engine: SearchEngine, read: LibraryState, state: EngineState, labels: set[str]
    ) -> EngineState:
        """Weigh the passages of these labels with their present mean lengths.

        Meanwhile the state says that nothing can be asked: no answer mixes two kinds of weights.
        """
        engine.record(replace(state, change=-1))
        own = [[row for row in rows if row.access in labels] for rows in read.delta(0).rows]
        kept = {label: lengths for label, lengths in state.lengths.items() if label not in labels}
        state = replace(state, lengths=_with_rows(kept, own))
        for rows in own:
            self._add(engine, rows, state)
        return state

    def _add(self, engine: SearchEngine, rows: Sequence[IndexRow], state: EngineState) -> None:
        if self.stopping.is_set():
            raise EngineAway("dịch vụ đang dừng")
        if rows:
            engine.add([weighed_passage(row, state.lengths[row.access].means) for row in rows])


def _with_rows(lengths: Mapping[str, LabelLengths], batches: Iterable[Sequence[IndexRow]]) -> dict[str, LabelLengths]:
    """The lengths with these rows counted; a label that is new is weighed with the means of these rows."""
    came: dict[str, int] = {}
    terms: dict[str, dict[str, int]] = {}
    for rows in batches:
        for row in rows:
            came[row.access] = came.get(row.access, 0) + 1
            total = terms.setdefault(row.access, dict.fromkeys(TERM_FIELDS, 0))
            for field, length in field_lengths(row).items():
                total[field] += length
    counted = dict(lengths)
    for label, count in came.items():
        total, known = terms[label], counted.get(label)
        if known is None:
            counted[label] = LabelLengths(_means(total, count), count, count, total)
        else:
            total = {field: known.total[field] + total[field] for field in TERM_FIELDS}
            counted[label] = replace(known, seen=known.seen + count, total=total)
    return counted


def _means(total: Mapping[str, int], passages: int) -> dict[str, float]:
    return {field: count / max(1, passages) for field, count in total.items()}


def _has_moved(lengths: LabelLengths) -> bool:
    """True if a label's passages are to be weighed anew."""
    now = _means(lengths.total, lengths.seen)
    moved = max(abs(now[field] - mean) / max(mean, 1.0) for field, mean in lengths.means.items())
    return lengths.seen >= DOUBLED * lengths.weighed and moved > MOVED
