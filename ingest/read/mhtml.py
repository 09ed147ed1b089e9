"""Web pages saved with their pictures in one file (MHTML), also where they are named .doc."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

from ingest.read.html_page import NO_TEXT, read_html
from ingest.read.refusals import DAMAGED
from ingest.reading import Reading, RefusedFile
from ingest.temporary_rooms import temporary_room

_DECLARED = re.compile(rb"<meta[^>]*charset", re.IGNORECASE)


def read_mhtml(path: Path) -> Reading:
    """The page of a web archive; of a frame set the pages that it shows.

    :raises RefusedFile: a damaged archive, one without text.
    """
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    pages = list(html_parts(message))
    if not pages:
        raise RefusedFile("damaged", DAMAGED)
    readings = []
    for page in pages:
        try:
            readings.append(read_html_bytes(page))
        except RefusedFile:
            continue  # a frame set has no text of its own
        if len(readings) == 1 and b"<frameset" not in pages[0].lower():
            break
    if not readings:
        raise RefusedFile("no_text", NO_TEXT)
    blocks = tuple(block for reading in readings for block in reading.blocks)
    return replace(readings[0], kind="mhtml", blocks=blocks)


def html_parts(message: EmailMessage) -> Iterator[bytes]:
    """The HTML pages of a message in their order, with the encoding of each declared."""
    for part in message.walk():
        if part.get_content_type() == "text/html" and not part.is_attachment():
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and data.strip():
                yield with_charset(data, part.get_content_charset())


def with_charset(data: bytes, charset: str | None) -> bytes:
    """A page that does not declare its encoding, in UTF-8 with a mark; others as they are."""
    if charset is None or _DECLARED.search(data[:4096]):
        return data
    try:
        return data.decode(charset).encode("utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        return data


def read_html_bytes(page: bytes) -> Reading:
    """The reading of a page that lies in memory."""
    with temporary_room("page") as folder:
        path = folder / "a.html"
        path.write_bytes(page)
        return read_html(path)
