"""The words of a letter as a file: its headers as they were sent, then its body."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Mapping

from ingest.read.containers.member import Member

#: A letter is a file of its own beside its attachments, under this name.
LETTER_NAME = "Thư"
_BODY = re.compile(rb"<body[^>]*>", re.IGNORECASE)
#: Points of a picture that holds lines of text; bytes where its points are not known.
_LEAST_WIDTH, _LEAST_HEIGHT, _LOGO_BYTES = 600, 200, 50_000
_TABLE = re.compile(rb"<table[\s>]", re.IGNORECASE)


def is_logo(picture: bytes) -> bool:
    """True for a picture in a letter's text that is too small for a page or a notice: a scanned page of one colour has
    few bytes and many points, a logo few points."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(picture)) as opened:
            width, height = opened.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return len(picture) < _LOGO_BYTES
    return width < _LEAST_WIDTH or height < _LEAST_HEIGHT


def letter_member(headers: Mapping[str, str], plain: str, page: bytes | None) -> Member | None:
    """The letter; as a page only where it has a table or no plain text. None for an empty letter."""
    lines = [f"{name}: {value}" for name, value in headers.items() if name != "Subject" and value.strip()]
    subject = headers.get("Subject", "").strip()
    if page is not None and (not plain.strip() or _TABLE.search(page)):
        head = "".join(f"<p>{html.escape(line)}</p>" for line in [subject, *lines] if line).encode(
            "ascii", "xmlcharrefreplace"
        )
        opening = _BODY.search(page)
        place = opening.end() if opening else 0
        return Member(f"{LETTER_NAME}.html", page[:place] + head + page[place:])
    if not plain.strip() and not subject:
        return None
    text = "\n".join([subject, *lines, "", plain.strip()]).strip()
    return Member(f"{LETTER_NAME}.txt", text.encode("utf-8-sig"))
