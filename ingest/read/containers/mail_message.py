"""Letters as mail programs save them (EML): the letter and its attachments."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage, Message, MIMEPart
from pathlib import Path

from ingest.read.containers.letter import is_logo, letter_member
from ingest.read.containers.member import Budget, Member
from ingest.read.mhtml import with_charset
from ingest.read.plain_text import decode_bytes
from ingest.read.refusals import DAMAGED
from ingest.reading import RefusedFile

_SHOWN_HEADERS = ("Subject", "From", "To", "Cc", "Date")
#: Parts that only prove who sent the letter.
_PROOFS = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_ENDINGS = {"application/pdf": ".pdf", "message/rfc822": ".eml", "text/html": ".html", "text/plain": ".txt"}
_MOST_BYTES = 150 << 20


def read_mail(path: Path, budget: Budget) -> list[Member]:
    """The letter and its attachments.

    :raises RefusedFile: no letter, or more than a container may hold.
    """
    data = path.read_bytes()
    budget.take(len(data))
    if len(data) > _MOST_BYTES:
        budget.take(budget.unpacked + 1)
    message = email.message_from_bytes(data, policy=email.policy.default)
    plain, page = "", None
    attachments: list[Member] = []
    for part in _leaves(message):
        content = _part_bytes(part)
        kind = part.get_content_type()
        if _is_body(part) and kind == "text/plain":
            plain += _text_of(content, part.get_content_charset())
        elif _is_body(part) and kind == "text/html":
            page = page if page is not None else with_charset(content, part.get_content_charset())
        elif _is_attachment(part, content):
            budget.take(len(content))
            attachments.append(Member(_file_name(part, len(attachments) + 1), content))
    headers = {name: _header_text(message, name) for name in _SHOWN_HEADERS}
    letter = letter_member(headers, plain, page)
    members = [*([letter] if letter else []), *attachments]
    if not members:
        raise RefusedFile("damaged", DAMAGED)
    return members


def _leaves(message: MIMEPart) -> Iterator[MIMEPart]:
    """The parts that hold something; a letter that was forwarded whole is one of them."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    for part in message.iter_parts():
        yield from _leaves(part)


def _header_text(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name) or "").split())
    except (ValueError, IndexError, AttributeError):
        return ""  # the standard library stumbles over some malformed addresses


def _part_bytes(part: MIMEPart) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = _forwarded(part)
        return inner.as_bytes() if inner is not None else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _forwarded(part: MIMEPart) -> Message | None:
    inner = part.get_payload()
    return inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], Message) else None


def _text_of(content: bytes, charset: str | None) -> str:
    try:
        return content.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode_bytes(content)[0]


def _is_body(part: MIMEPart) -> bool:
    return not part.is_attachment() and part.get_filename() is None


def _is_attachment(part: MIMEPart, content: bytes) -> bool:
    if not content or part.get_content_type() in _PROOFS:
        return False
    is_picture_in_text = part.get_content_maintype() == "image" and "Content-ID" in part and not part.is_attachment()
    return not is_picture_in_text or not is_logo(content)


def _file_name(part: MIMEPart, index: int) -> str:
    name = part.get_filename()
    if name:
        return name
    if part.get_content_type() == "message/rfc822":
        inner = _forwarded(part)
        subject = str(inner.get("Subject") or "") if inner is not None else ""
        return f"{subject or f'tep-{index}'}.eml"
    return f"tep-{index}{_ENDINGS.get(part.get_content_type(), '')}"
