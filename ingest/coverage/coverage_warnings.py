"""Warnings about text of the file that reached neither passages nor metadata, and was not left out on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

from ingest.coverage.missing_words import MissingRun, ReadWords, missing_runs
from ingest.reading import LeftOut, OwnText
from ingest.records import Document

UNREAD = "Phần {part} của tệp chưa đọc được: “{text}” ({words} từ); vui lòng xem bản gốc."
MORE_UNREAD = "Còn {parts} phần khác của tệp chưa đọc được ({words} từ); vui lòng xem bản gốc."
#: Parts named one by one; more would hide other warnings.
_MOST_PARTS = 5
_SHOWN_WORDS = 12


def with_coverage(document: Document, sources: Sequence[OwnText]) -> Document:
    """The document with a warning for each part that was not read whole, and a record of parts left out with them."""
    if not sources:
        return document
    unread: dict[str, list[MissingRun]] = {}
    left_out: list[LeftOut] = []
    for run in missing_runs(sources, ReadWords(read_texts(document))):
        if run.source.reason:
            left_out.append(LeftOut(run.source.reason, run.text))
        else:
            unread.setdefault(run.source.part, []).append(run)
    return replace(
        document,
        warnings=(*document.warnings, *_warnings(unread)),
        left_out=(*document.left_out, *left_out),
    )


def unread_parts(document: Document) -> tuple[str, ...]:
    """The warnings of a document about parts that were not read."""
    return tuple(warning for warning in document.warnings if "của tệp chưa đọc được" in warning)


def read_texts(document: Document) -> Iterator[str]:
    """All that was read: passages with cells and headings, the outline, the metadata, and what was left out."""
    for passage in document.passages:
        yield passage.text
        yield from (text for cell in passage.cells for text in cell)
    # Titles of a table's group rows stand in headings only.
    yield from dict.fromkeys(heading for passage in document.passages for heading in passage.headings)
    for node in document.outline:
        yield f"{node.label} {node.title}"
        yield f"{node.number} {node.title}"
    for field in fields(document.metadata):
        value = getattr(document.metadata, field.name)
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from map(str, value)
    yield from (left.text for left in document.left_out)


def _warnings(unread: dict[str, list[MissingRun]]) -> Iterator[str]:
    named = list(unread.items())
    for part, runs in named[:_MOST_PARTS]:
        text = " … ".join(run.text for run in runs).split()
        shown = " ".join(text[:_SHOWN_WORDS]) + (" …" if len(text) > _SHOWN_WORDS else "")
        yield UNREAD.format(part=part, text=shown, words=sum(run.words for run in runs))
    rest = named[_MOST_PARTS:]
    if rest:
        yield MORE_UNREAD.format(parts=len(rest), words=sum(run.words for _, runs in rest for run in runs))
