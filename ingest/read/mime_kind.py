"""Files that begin with mail headers: letters, and web pages saved with their pictures (MHTML)."""

from __future__ import annotations

import re

from ingest.reading import FileKind

_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9\-]{1,40}):[ \t]?(.*(?:\r?\n[ \t]+.*)*)\r?\n?")
_FIRST_LINE = re.compile(rb"\s*(?:From \S+.*\r?\n)?")
#: Headers that only a letter that was sent bears.
_SENT = (b"to", b"received", b"cc", b"delivered-to", b"return-path", b"message-id")
_SAVED_PAGE = re.compile(rb"multipart/related|text/html", re.IGNORECASE)


def kind_by_headers(head: bytes) -> FileKind | None:
    """``mail`` or ``mhtml``; None for a file that does not begin with such headers."""
    headers = _read_headers(head)
    is_mime = b"mime-version" in headers or b"multipart/" in headers.get(b"content-type", b"").lower()
    is_letter = b"from" in headers and (b"subject" in headers or b"date" in headers) and len(headers) > 2
    if not is_mime and not is_letter:
        return None
    if _SAVED_PAGE.search(headers.get(b"content-type", b"")) and not any(name in headers for name in _SENT):
        return "mhtml"
    return "mail" if is_letter or b"content-type" in headers else None


def _read_headers(head: bytes) -> dict[bytes, bytes]:
    first = _FIRST_LINE.match(head.removeprefix(b"\xef\xbb\xbf"))
    data = head.removeprefix(b"\xef\xbb\xbf")[first.end() if first else 0 :]
    headers: dict[bytes, bytes] = {}
    place = 0
    while match := _HEADER.match(data, place):
        headers[match.group(1).lower()] = match.group(2)
        place = match.end()
    return headers
