"""A mailbox over IMAP: each message is one file, which is read with its attachments. Messages stay unread there."""

from __future__ import annotations

import imaplib
import math
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import BufferedReader
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

from index.intake.operator_file import THIS_MACHINE
from index.intake.received import FILE_SECONDS, LIST_SECONDS, MOST_LIST_BYTES, SLOW, too_large
from index.intake.source import IntakeSource, RemoteFile, SourceError

#: The usual ports, with TLS from the first byte and without.
SECURE_PORT, PORT = 993, 143
#: Seconds to wait for the server.
TIMEOUT = 60.0
#: Bytes read at once.
CHUNK = 1 << 16
#: Messages whose sizes are asked at once.
BATCH = 500
#: Months as IMAP writes them, whatever the machine's language.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIZE = re.compile(rb"UID (\d+).*?RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+).*?UID (\d+)")


class _BoundedClient(imaplib.IMAP4):
    """A client whose server may send so many bytes until a moment: it says itself how many will come."""

    _left, _ends_at = MOST_LIST_BYTES, math.inf

    def allow(self, most: int, seconds: float) -> None:
        """What may come from now on."""
        self._left, self._ends_at = most + MOST_LIST_BYTES, time.monotonic() + seconds

    def read(self, size: int) -> bytes:
        parts: list[bytes] = []
        file = cast("BufferedReader", self.file)
        while size > 0 and (part := file.read1(min(size, CHUNK))):
            size -= len(part)
            self._count(part)
            parts.append(part)
        return b"".join(parts)

    def readline(self) -> bytes:
        line = super().readline()
        self._count(line)
        return line

    def _count(self, part: bytes) -> None:
        self._left -= len(part)
        if self._left < 0:
            raise SourceError("Hộp thư gửi nhiều hơn đã hẹn; không nhận.")
        if time.monotonic() > self._ends_at:
            raise SourceError(SLOW)


class _BoundedSecureClient(_BoundedClient, imaplib.IMAP4_SSL):
    """The same over TLS from the first byte."""


class Mailbox:
    """One folder of an account."""

    def __init__(self, client: _BoundedClient, since_days: int | None) -> None:
        self._client = client
        self._since_days = since_days
        self._epoch = _number(client.response("UIDVALIDITY")[1])

    def items(self) -> Iterator[RemoteFile]:
        self._client.allow(0, LIST_SECONDS)
        found = _reply(self._client.uid("SEARCH", *self._wanted()))
        uids = [uid for line in found if isinstance(line, bytes) for uid in line.split()]
        for start in range(0, len(uids), BATCH):
            part = b",".join(uids[start : start + BATCH]).decode()
            for line in _reply(self._client.uid("FETCH", part, "(RFC822.SIZE)")):
                told = _SIZE.search(line if isinstance(line, bytes) else line[0])
                if told is not None:
                    uid, size = (told[1], told[2]) if told[1] else (told[4], told[3])
                    # A message never changes under its number, for as long as the folder counts in one way.
                    version = f"{self._epoch}:{uid.decode()}"
                    yield RemoteFile(f"{self._epoch}/{uid.decode()}.eml", version, int(size), uid.decode())

    def fetch(self, item: RemoteFile, path: Path, most: int) -> None:
        self._client.allow(most, FILE_SECONDS)
        # PEEK: to read a message is no reason to mark it as seen.
        for part in _reply(self._client.uid("FETCH", item.key, "(BODY.PEEK[])")):
            if isinstance(part, tuple):
                if len(part[1]) > most:
                    raise SourceError(too_large(most))
                path.write_bytes(part[1])
                return
        raise SourceError("Thư này không còn trong hộp thư.")

    def _wanted(self) -> tuple[str, ...]:
        if self._since_days is None:
            return ("ALL",)
        day = date.today() - timedelta(days=self._since_days)
        return ("SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}")


@contextmanager
def open_mailbox(source: IntakeSource) -> Iterator[Mailbox]:
    """Sign in, and open the folder that the address names for reading only.

    :raises SourceError: if the server is away, the account is refused, or the folder is missing.
    """
    parts = urlsplit(source.address)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    try:
        client = _connect(source, parts.scheme, parts.hostname or "", parts.port)
    except (OSError, imaplib.IMAP4.error) as error:
        raise SourceError(f"Không nối được hộp thư {parts.hostname}: {error}.") from None
    try:
        client.login(source.credentials.user, source.credentials.secret())
        if client.select(_quoted(folder), readonly=True)[0] != "OK":
            raise SourceError(f"Hộp thư không có thư mục {folder!r}.")
        days = source.options.get("since_days")
        yield Mailbox(client, int(days) if days is not None else None)
    except imaplib.IMAP4.error as error:
        raise SourceError(f"Hộp thư từ chối: {error}. Hãy xem lại tài khoản, mật khẩu và thư mục.") from None
    except OSError as error:
        raise SourceError(f"Mất kết nối với hộp thư {parts.hostname}: {error}.") from None
    finally:
        _leave(client)


def _connect(source: IntakeSource, scheme: str, host: str, port: int | None) -> _BoundedClient:
    context = ssl.create_default_context(cafile=source.options.get("ca_file"))
    if scheme == "imaps":
        return _BoundedSecureClient(host, port or SECURE_PORT, ssl_context=context, timeout=TIMEOUT)
    client = _BoundedClient(host, port or PORT, timeout=TIMEOUT)
    if "STARTTLS" in client.capabilities:
        client.starttls(context)
    elif host not in THIS_MACHINE:
        client.shutdown()
        raise SourceError(f"Máy {host} không mã hóa kết nối nên không gửi mật khẩu; hãy dùng địa chỉ imaps://.")
    return client


def _leave(client: imaplib.IMAP4) -> None:
    try:
        client.logout()
    except (OSError, imaplib.IMAP4.error, SourceError):
        client.shutdown()


def _reply(answer: tuple[str, list[object]]) -> list[bytes | tuple[bytes, bytes]]:
    """What the server sent, without what is missing."""
    state, parts = answer
    if state != "OK":
        raise SourceError(f"Hộp thư không trả lời được ({state}).")
    return [part for part in parts if isinstance(part, (bytes, tuple))]


def _number(values: list[object]) -> int:
    """The number by which a folder says that it counts its messages anew; 0 where it says none."""
    return int(values[0]) if values and isinstance(values[0], bytes) else 0


def _quoted(folder: str) -> str:
    """A folder's name as IMAP wants it: in quotes, letters beyond ASCII in its own form of UTF-7."""
    encoded = re.sub(r"[^\x20-\x7e]+", lambda match: _utf7(match[0]), folder.replace("&", "&-"))
    return '"' + encoded.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _utf7(text: str) -> str:
    from base64 import b64encode

    return "&" + b64encode(text.encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"
