"""Letters as Outlook saves them (MSG): an OLE file whose streams are named by the properties of the letter."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import olefile

from ingest.read.containers.compressed_rtf import decompress_rtf
from ingest.read.containers.letter import LETTER_NAME, is_logo, letter_member
from ingest.read.containers.member import Budget, Member
from ingest.read.pdf import safety
from ingest.read.plain_text import decode_bytes
from ingest.read.refusals import DAMAGED
from ingest.reading import RefusedFile

_FAILURES: tuple[type[Exception], ...] = (*safety.PARSER_FAILURES, struct.error)
_SUBJECT, _BODY, _HTML, _RTF = "0037", "1000", "1013", "1009"
_HEADERS = {"From": "0C1A", "To": "0E04", "Cc": "0E03"}
_SENT_AT = 0x00390040
_LONG_NAME, _SHORT_NAME, _DATA, _EMBEDDED, _HIDDEN_PICTURE = "3707", "3704", "37010102", "3701000D", "3712"
_UNICODE, _ANSI, _BINARY = "001F", "001E", "0102"
_ATTACHMENT = "__attach_version1.0_"
_TOP_HEAD, _EMBEDDED_HEAD = 32, 24
_MOST_DEPTH = 3
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8")


def read_outlook(path: Path, budget: Budget) -> list[Member]:
    """The letter and its attachments; a letter inside it comes with its own.

    :raises RefusedFile: a damaged file, or more than a container may hold.
    """
    try:
        with olefile.OleFileIO(path) as ole:
            members = list(_Letter(ole, [], budget).members())
    except RefusedFile:
        raise
    except _FAILURES as error:
        raise RefusedFile("damaged", DAMAGED) from error
    if not members:
        raise RefusedFile("damaged", DAMAGED)
    return members


class _Letter:
    """One letter of an Outlook file: the file itself, or one in the storage of an attachment."""

    def __init__(self, ole: Any, place: list[str], budget: Budget) -> None:
        self._ole = ole
        self._place = place
        self._budget = budget

    def members(self) -> list[Member]:
        headers = {"Subject": self._text(_SUBJECT)}
        headers |= {name: self._text(code) for name, code in _HEADERS.items()}
        headers["Date"] = self._sent_at()
        page = self._stream(f"__substg1.0_{_HTML}{_BINARY}") or self._text(_HTML).encode() or None
        plain = self._text(_BODY)
        packed = self._stream(f"__substg1.0_{_RTF}{_BINARY}")
        found: list[Member] = []
        if packed is not None and not plain.strip() and page is None:
            found.append(Member(f"{LETTER_NAME}.rtf", decompress_rtf(packed)))
        else:
            letter = letter_member(headers, plain, page)
            found += [letter] if letter else []
        for storage in self._attachments():
            found += self._attachment(storage)
        return found

    def _attachments(self) -> list[str]:
        depth = len(self._place)
        names = {
            entry[depth]
            for entry in self._ole.listdir(streams=True, storages=False)
            if len(entry) > depth and entry[:depth] == self._place and entry[depth].startswith(_ATTACHMENT)
        }
        return sorted(names)

    def _attachment(self, storage: str) -> list[Member]:
        inside = _Letter(self._ole, [*self._place, storage], self._budget)
        name = inside._text(_LONG_NAME) or inside._text(_SHORT_NAME)
        data = inside._stream(f"__substg1.0_{_DATA}")
        if data is not None:
            self._budget.take(len(data))
            in_text = bool(inside._text(_HIDDEN_PICTURE)) and data.startswith(_PICTURES)
            return [] if not data or (in_text and is_logo(data)) else [Member(name or f"tep-{storage[-4:]}", data)]
        if len(self._place) // 2 < _MOST_DEPTH:
            letter = _Letter(self._ole, [*self._place, storage, f"__substg1.0_{_EMBEDDED}"], self._budget)
            folder = name or letter._text(_SUBJECT) or LETTER_NAME
            return [Member(f"{folder.replace('/', '-')}/{one.name}", one.data) for one in letter.members()]
        return []

    def _stream(self, name: str) -> bytes | None:
        place = [*self._place, name]
        return bytes(self._ole.openstream(place).read()) if self._ole.exists(place) else None

    def _text(self, code: str) -> str:
        wide = self._stream(f"__substg1.0_{code}{_UNICODE}")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self._stream(f"__substg1.0_{code}{_ANSI}")
        return decode_bytes(narrow)[0].rstrip("\0") if narrow is not None else ""

    def _sent_at(self) -> str:
        """The day of sending, from the list of short properties; "" where there is none."""
        data = self._stream("__properties_version1.0") or b""
        for place in range(_EMBEDDED_HEAD if self._place else _TOP_HEAD, len(data) - 15, 16):
            code, _, ticks = struct.unpack_from("<IIQ", data, place)
            if code == _SENT_AT and ticks:
                sent = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
                return sent.strftime("%d/%m/%Y")
        return ""
