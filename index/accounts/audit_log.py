"""The audit log: rows that are only ever added, each bound to the row before it by a digest over both.

Changing, removing or reordering rows breaks the chain, and :meth:`AuditLog.check_chain` says where. Somebody who may
write to the database could compute the whole chain anew: keep the digest of the last row elsewhere to detect that.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, or_, select, update

from index.store import tables
from index.store.database import chunked, in_next_transaction, now, read_transaction, write_transaction

_log = logging.getLogger("hoivanban.audit")

#: The detail of a row that a purge blanked, and the act of the row that says which ones.
BLANK, BLANK_ACT = "", "audit.blank"
#: The digest before the first row.
GENESIS = "0" * 64
#: The act of the row that says which old rows were removed because their time was over.
REMOVAL_ACT = "audit.cut"
#: Suffix of an act's name in the row on how it ended, for acts of more than one transaction.
DONE_SUFFIX = ".done"
#: The fact that names the last row: without it rows missing at the end would go unnoticed.
_HEAD = "audit_head"
#: Rows read at once; faults reported by one check.
_CHUNK_ROWS, MOST_FAULTS = 1000, 1000

#: The object of an act; a function is called inside the act's transaction, if the object is known only there.
AuditSubject = str | Callable[[Connection], str]

_row = tables.audit_events.c
_fact = tables.facts.c


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """A row of the log. ``detail`` is a JSON object; ``at`` as :func:`index.store.database.now` writes it."""

    seq: int
    at: str
    actor: str
    address: str
    request_id: str
    act: str
    object: str
    detail: str
    previous: str
    digest: str

    def expected_digest(self) -> str:
        """The digest that the row must have: SHA-256 over everything else in it, the digest before it included."""
        fields = [
            self.seq, self.at, self.actor, self.address, self.request_id, self.act, self.object, self.detail,
            self.previous,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainFault:
    """A break of the chain at a row; ``reason`` is a Vietnamese sentence that names it."""

    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """The result of a check. ``head`` is the digest of the last row, ``cut`` the last of the rows removed by age."""

    events: int
    head: str
    cut: int
    faults: tuple[ChainFault, ...]


class AuditLog:
    """The audit log of one library. Several processes may add to it: writers take turns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self,
        act: str,
        object: str,
        *,
        actor: str,
        address: str = "",
        request_id: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> AuditEvent:
        """Add a row; texts longer than their column are cut."""
        with write_transaction(self._engine) as connection:
            added = _insert_event(connection, act, object, actor, address, request_id, detail)
        _anchor(added)
        return added

    @contextmanager
    def in_next_transaction(
        self,
        act: str,
        object: AuditSubject,
        *,
        actor: str,
        address: str = "",
        request_id: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> Iterator[list[AuditEvent]]:
        """Add a row in the first write transaction of the block: the act is never kept without it, nor it alone.

        An act of several transactions has it with the first; one that writes nothing, at its end. What is yielded
        holds the row once it is kept.
        """
        added: list[AuditEvent] = []

        def write(connection: Connection) -> None:
            about = object if isinstance(object, str) else object(connection)
            added[:] = [_insert_event(connection, act, about, actor, address, request_id, detail)]

        with in_next_transaction(self._engine, write):
            yield added
        for event in added:
            _anchor(event)

    def events_page(
        self, limit: int = 100, before: int | None = None, act: str | None = None, actor: str | None = None
    ) -> list[AuditEvent]:
        """Rows, newest first; of an act (``document`` is all ``document.*``), of names that begin with ``actor``."""
        query = select(tables.audit_events).order_by(_row.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(_row.seq < before)
        if act is not None:
            query = query.where((_row.act == act) | _row.act.startswith(f"{act}.", autoescape=True))
        if actor is not None:
            query = query.where(_row.actor.startswith(actor, autoescape=True))
        with read_transaction(self._engine) as connection:
            return [_event_from_row(row) for row in connection.execute(query)]

    def all_events(self) -> Iterator[AuditEvent]:
        """Every row, oldest first; a chunk in memory at a time."""
        last = 0
        while found := self.events_after(last, _CHUNK_ROWS):
            yield from found
            last = found[-1].seq

    def events_after(self, seq: int, limit: int) -> list[AuditEvent]:
        """The rows after a number, oldest first."""
        query = select(tables.audit_events).where(_row.seq > seq).order_by(_row.seq).limit(limit)
        with read_transaction(self._engine) as connection:
            return [_event_from_row(row) for row in connection.execute(query)]

    def remove_before(self, before: str) -> int:
        """Remove the rows older than a moment; a new row says which, and the rest hangs on it. Returns how many."""
        with write_transaction(self._engine) as connection:
            oldest = connection.execute(select(func.min(_row.seq))).scalar()
            kept = connection.execute(select(func.min(_row.seq)).where(_row.at >= before)).scalar()
            last = connection.execute(select(func.max(_row.seq))).scalar() if kept is None else kept - 1
            if oldest is None or last is None or last < oldest:
                return 0
            anchor = connection.execute(select(_row.digest).where(_row.seq == last)).scalar()
            removed = {"before": before, "digest": anchor, "from": oldest, "through": last}
            removal = _append_event(
                connection, REMOVAL_ACT, f"{oldest}-{last}", "system", "", "", json.dumps(removed, sort_keys=True)
            )
            count = connection.execute(delete(tables.audit_events).where(_row.seq <= last)).rowcount
        _anchor(removal, f"; removed {oldest}-{last}, whose last digest is {anchor}")
        return count

    def check_chain(self) -> ChainCheck:
        """Go through the whole chain. A row whose detail was blanked keeps its digest, if a later row names it."""
        faults: list[ChainFault] = []
        blanked: set[int] = set()
        doubted: list[ChainFault] = []
        cuts: dict[int, str] = {}
        first: AuditEvent | None = None
        last: AuditEvent | None = None
        count = 0
        head = self._head()
        for event in self.all_events():
            faults += _links_missing(last, event)
            if event.digest != event.expected_digest():
                fault = ChainFault(event.seq, f"Dòng {event.seq} đã bị sửa: nội dung không khớp mã băm.")
                (doubted if event.detail == BLANK else faults).append(fault)
            elif event.act == BLANK_ACT:
                blanked.update(json.loads(event.detail)["rows"])
            first, last, count = first or event, event, count + 1
            if event.act == REMOVAL_ACT and event.digest == event.expected_digest():
                removed = json.loads(event.detail)
                cuts[int(removed["through"])] = str(removed["digest"])
        faults += [fault for fault in doubted if fault.seq not in blanked]
        if first is not None and first.previous != (GENESIS if first.seq == 1 else cuts.get(first.seq - 1)):
            reason = f"Thiếu các dòng từ 1 đến {first.seq - 1}, hoặc dòng {first.seq} không phải dòng đầu."
            faults.insert(0, ChainFault(first.seq, reason))
        faults += _faults_at_end(last, head)
        return ChainCheck(count, last.digest if last else GENESIS, max(cuts, default=0), tuple(faults[:MOST_FAULTS]))

    def _head(self) -> tuple[int, str]:
        with read_transaction(self._engine) as connection:
            return _read_head(connection)


def _anchor(event: AuditEvent, more: str = "") -> None:
    """Tell the journal the number and digest of a row: who rewrites the database does not rewrite the journal too."""
    _log.info("audit row %d has digest %s%s", event.seq, event.digest, more)


def _insert_event(
    connection: Connection, act: str, object: str, actor: str, address: str, request_id: str,
    detail: Mapping[str, Any] | None,
) -> AuditEvent:  # fmt: skip
    detail_json = json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, default=str)
    return _append_event(
        connection, act[:60], _without_nul(object), _without_nul(actor)[:200], address[:64], request_id, detail_json
    )


def _append_event(
    connection: Connection, act: str, object: str, actor: str, address: str, request_id: str, detail: str
) -> AuditEvent:
    """Add a row after the last one. Inside a write transaction only: there nobody else adds one meanwhile."""
    seq, previous = _read_head(connection)
    open_event = AuditEvent(seq + 1, now(), actor, address, request_id, act, object, detail, previous, "")
    digest = open_event.expected_digest()
    row = {name: getattr(open_event, name) for name in AuditEvent.__slots__} | {"digest": digest}
    connection.execute(insert(tables.audit_events), [row])
    value = f"{seq + 1}:{digest}"
    if not connection.execute(update(tables.facts).where(_fact.name == _HEAD).values(value=value)).rowcount:
        connection.execute(insert(tables.facts), [{"name": _HEAD, "value": value}])
    return AuditEvent(**row)


def _read_head(connection: Connection) -> tuple[int, str]:
    """Number and digest of the last row that was added."""
    value = connection.execute(select(_fact.value).where(_fact.name == _HEAD)).scalar()
    seq, _, digest = (value or f"0:{GENESIS}").partition(":")
    return int(seq), digest


def _event_from_row(row: Row[Any]) -> AuditEvent:
    return AuditEvent(**row._mapping)


def _without_nul(text: str) -> str:
    # PostgreSQL keeps no NUL in a text.
    return text.replace("\0", "")


def blank_details(connection: Connection, document_id: str, jobs: Collection[int] = ()) -> int:
    """Blank what rows about a document say of it in words: its values, file names, notes. Returns how many.

    For a purge, inside its transaction. Who did what when stays, and the digests: a new row names the blanked ones.
    """
    about = [document_id, *(f"job {number}" for number in jobs)]
    named = or_(_row.object.in_(about), _row.detail.contains(document_id, autoescape=True))
    rows = list(connection.execute(select(_row.seq).where(named, _row.detail.not_in((BLANK, "{}")))).scalars())
    if not rows:
        return 0
    for part in chunked(rows):
        connection.execute(update(tables.audit_events).where(_row.seq.in_(part)).values(detail=BLANK))
    _append_event(connection, BLANK_ACT, document_id, "system", "", "", json.dumps({"rows": sorted(rows)}))
    return len(rows)


def _links_missing(last: AuditEvent | None, event: AuditEvent) -> Iterator[ChainFault]:
    if last is not None and event.seq != last.seq + 1:
        missing = f"{last.seq + 1}" if event.seq == last.seq + 2 else f"{last.seq + 1} đến {event.seq - 1}"
        yield ChainFault(last.seq + 1, f"Thiếu dòng {missing}.")
    elif last is not None and event.previous != last.digest:
        reason = f"Dòng {event.seq} không nối với dòng {last.seq}: một trong hai đã bị thay hoặc đổi chỗ."
        yield ChainFault(event.seq, reason)


def _faults_at_end(last: AuditEvent | None, head: tuple[int, str]) -> Iterator[ChainFault]:
    seq, digest = head
    found = last.seq if last is not None else 0
    if seq > found:
        yield ChainFault(found + 1, f"Thiếu các dòng cuối, từ {found + 1} đến {seq}.")
    elif last is not None and (seq < found or last.digest != digest):
        yield ChainFault(found, f"Dòng {found} không phải dòng cuối đã ghi.")
