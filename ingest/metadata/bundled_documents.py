"""More than one document in a file: a resolution and the proposal it rests on, scanned or sent together.

The later ones have a head of their own (national title, number, type's name). Each becomes a component, cited by its
own name and number; its head and signature leave the text, and nothing of it is said of the first document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.grammar import document_numbers, document_types, issuers
from ingest.metadata import signature_block
from ingest.metadata import title as head_title
from ingest.metadata.header_lines import is_issuer_line, is_rule, without_motto
from ingest.metadata.number_line import TYPES_IN_NUMBER_LINE
from ingest.reading import Paragraph, Table
from ingest.text import dates
from ingest.text.normalize import fold

Block = Paragraph | Table

#: Lines of a head above and below its national title.
_ABOVE, _BELOW = 6, 9
_HEAD_LINE = 90
_NUMBER_LINE = re.compile(rf"^\W*(?:(?:{TYPES_IN_NUMBER_LINE}) )?so\b")
_ATTACHED = re.compile(r"\(?\s*(?:ban hanh )?kem theo\b|^\(?\s*ban hanh\b")


@dataclass(frozen=True, slots=True)
class BundledDocument:
    """A later document: where its head begins, where its title stands, how it is cited."""

    start: int
    title: int
    name: str


def separate_documents(
    blocks: Sequence[Block], own: str | None
) -> tuple[list[Block], signature_block.SignatureBlock, list[Block]]:
    """Body without closings, what the first document's closing says, and what was taken out.

    ``own`` is the number of the first document: its head may be printed again above an attached text.
    """
    found = list(_find_bundled(blocks, own))
    bounds = [part.start for part in found] + [len(blocks)]
    body, ending, tail = signature_block.split_signature_blocks(blocks[: bounds[0]])
    for part, end in zip(found, bounds[1:], strict=True):
        inner, _, closed = signature_block.split_signature_blocks(blocks[part.title : end])
        tail += [*blocks[part.start : part.title], *closed]
        if inner and isinstance(inner[0], Paragraph):
            inner[0] = replace(inner[0], opens=part.name)
        body += inner
    return body, ending, tail


def _find_bundled(blocks: Sequence[Block], own: str | None) -> list[BundledDocument]:
    parts: list[BundledDocument] = []
    for index, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or len(block.text) > _HEAD_LINE or without_motto(block.text) == block.text:
            continue
        if parts and index <= parts[-1].title:
            continue
        title = _title_index(blocks, index)
        number = _number_in_head(blocks[max(0, index - _ABOVE) : title]) if title else None
        if title and number and number.text != own and index > _ABOVE:
            heading = blocks[title]
            assert isinstance(heading, Paragraph)
            kind = document_types.TYPE_NAMES.get(number.type or "") or heading.text.strip(" *.:-").capitalize()
            parts.append(BundledDocument(_head_start(blocks, index), title, f"{kind} số {number.text}"))
    return parts


def _title_index(blocks: Sequence[Block], motto: int) -> int | None:
    """The index of the type's name below the national title; None where it heads a text attached to a document."""
    for index in range(motto + 1, min(motto + _BELOW, len(blocks))):
        block = blocks[index]
        if isinstance(block, Table) or not (len(block.text) < _HEAD_LINE or head_title.is_title(block)):
            return None
        if head_title.is_title(block):
            below = [b.text for b in blocks[index : index + 5] if isinstance(b, Paragraph)]
            return None if any(_ATTACHED.search(fold(text)) for text in below) else index
    return None


def _number_in_head(head: Sequence[Block]) -> document_numbers.DocumentNumber | None:
    for block in head:
        if isinstance(block, Paragraph) and len(block.text) < _HEAD_LINE and _NUMBER_LINE.match(fold(block.text)):
            found = document_numbers.first_number(block.text)
            if found:
                return found
    return None


def _head_start(blocks: Sequence[Block], motto: int) -> int:
    """The first line of the head: bodies, number, date and rules above the national title."""
    start = motto
    for index in range(motto - 1, max(-1, motto - _ABOVE - 1), -1):
        block = blocks[index]
        if isinstance(block, Table) or len(block.text) > _HEAD_LINE:
            break
        text = block.text
        dated = dates.LONG_DATE.search(text) is not None and not text.rstrip().endswith((".", ";"))
        if not (is_issuer_line(text) or is_rule(text) or dated or _NUMBER_LINE.match(fold(text))):
            break
        if issuers.opens_body_name(text) or not is_issuer_line(text):
            start = index
    return start
