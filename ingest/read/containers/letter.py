"""The words of a letter as a file: its headers as they were sent, then its body."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from ingest.read.containers.member import Member

#: A letter is a file of its own beside its attachments, under this name.
LETTER_NAME = "Thư"
_BODY = re.compile(rb"<body[^>]*>", re.IGNORECASE)
_TABLE = re.compile(rb"<table[\s>]", re.IGNORECASE)


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
