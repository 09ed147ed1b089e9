"""Audit rows to the office's log server: RFC 5424 messages, each with its length before it, over TLS (RFC 5425).

The number of the last row that was sent is a fact of the library, so nothing is left out when the server was away and
little is sent twice. Each row carries its digest: outside the database the chain has a second copy.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import ssl
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import insert, select, update

from index.accounts.audit_log import AuditEvent, AuditLog
from index.store import tables
from index.store.database import read_transaction, write_transaction

if TYPE_CHECKING:
    from sqlalchemy import Engine

_log = logging.getLogger("hoivanban")

#: Facility 13 (log audit), severity 5 (notice): the priority that every message bears.
PRIORITY = 13 * 8 + 5
#: Ports where none is named: RFC 5425 for TLS; plain TCP has no registered one, this is the usual.
PORTS = {"tls": 6514, "tcp": 601}
#: Rows sent at once, and the seconds that the server may take.
ROWS, SECONDS = 200, 10.0
_SENT = "syslog_sent"
_fact = tables.facts.c


def message(event: AuditEvent, host: str, process: int) -> bytes:
    """An audit row as a message of RFC 5424. The text is the row as JSON, in UTF-8 with its mark.

    >>> event = AuditEvent(7, "2026-11-30T06:00:00.000000+00:00", "os:root", "", "", "key.create", "ab", "{}", "0", "1")
    >>> message(event, "may-1", 42)[:70]
    b'<109>1 2026-11-30T06:00:00.000000+00:00 may-1 hoivanban 42 key.create '
    """
    name = "".join(letter for letter in event.act if 33 <= ord(letter) <= 126)[:32] or "-"
    origin = f'[meta sequenceId="{event.seq % 2147483647}"][origin software="hoivanban" swVersion="{_version()}"]'
    row = json.dumps({**asdict(event), "detail": json.loads(event.detail)}, ensure_ascii=False)
    head = f"<{PRIORITY}>1 {event.at} {host or '-'} hoivanban {process} {name} {origin} "
    return head.encode() + b"\xef\xbb\xbf" + row.encode()


def framed(messages: Sequence[bytes]) -> bytes:
    """Messages with their lengths before them (octet counting).

    >>> framed([b"<109>1 a", b"b"])
    b'8 <109>1 a1 b'
    """
    return b"".join(b"%d %b" % (len(one), one) for one in messages)


class SyslogSender:
    """Sends the audit rows of one library that were not sent yet; one process of a service does it."""

    def __init__(self, engine: Engine, address: str, authority: Path | None = None) -> None:
        parts = urlsplit(address)
        self._engine = engine
        self._trail = AuditLog(engine)
        self._host = parts.hostname or ""
        self._port = parts.port or PORTS[parts.scheme]
        self._tls = ssl.create_default_context(cafile=authority) if parts.scheme == "tls" else None
        self._connection: socket.socket | None = None
        self._is_away = False

    def send(self) -> int:
        """Send what waits; how many rows. A server that is away is logged once, and tried again the next time."""
        rows = self._trail.events_after(self._sent(), ROWS)
        if not rows:
            return 0
        own = socket.gethostname()
        try:
            self._open().sendall(framed([message(row, own, os.getpid()) for row in rows]))
        except OSError as error:
            self.close()
            if not self._is_away:
                _log.warning("the log server %s does not take audit rows: %s", self._host, error)
            self._is_away = True
            return 0
        self._is_away = False
        self._note(rows[-1].seq)
        return len(rows)

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> socket.socket:
        """The connection; a new one where the server has closed the last, which only reading tells."""
        if self._connection is not None and _is_closed(self._connection):
            self.close()
        if self._connection is None:
            plain = socket.create_connection((self._host, self._port), SECONDS)
            try:
                self._connection = self._tls.wrap_socket(plain, server_hostname=self._host) if self._tls else plain
            except OSError:
                plain.close()
                raise
        return self._connection

    def _sent(self) -> int:
        with read_transaction(self._engine) as connection:
            return int(connection.execute(select(_fact.value).where(_fact.name == _SENT)).scalar() or 0)

    def _note(self, seq: int) -> None:
        with write_transaction(self._engine) as connection:
            done = connection.execute(update(tables.facts).where(_fact.name == _SENT).values(value=str(seq)))
            if not done.rowcount:
                connection.execute(insert(tables.facts), [{"name": _SENT, "value": str(seq)}])


def _is_closed(connection: socket.socket) -> bool:
    """True if the other side has ended the connection: a log server sends nothing, so only its end can be read."""
    connection.settimeout(0)
    try:
        return connection.recv(1) == b""
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True
    finally:
        connection.settimeout(SECONDS)


def _version() -> str:
    return version("hoivanban")
