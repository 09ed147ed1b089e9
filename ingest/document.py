"""One file -> one Document: read, arrange, describe, outline, passages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest.coverage import coverage_warnings, omissions
from ingest.layout.paragraphs import arrange_paragraphs
from ingest.metadata import number_fallbacks, repeated_headers
from ingest.metadata.papers import describe_papers
from ingest.read import read_file
from ingest.read.containers.envelopes import write_envelope
from ingest.read.containers.expand import expand_container
from ingest.read.containers.member import RefusedMember
from ingest.read.context import DEFAULT_CONTEXT, ReadingContext
from ingest.read.pipe_tables import tables_from_pipes
from ingest.reading import Layout, Paragraph, Reading, RefusedFile, Table
from ingest.records import Document
from ingest.relations.extract import with_relations
from ingest.structure.outline import build_outline
from ingest.structure.passages import build_passages
from ingest.tasks.extract import with_tasks
from ingest.temporary_rooms import temporary_room
from ingest.text import syllables

NOTHING_READ = "Không đọc được đoạn văn bản nào của tệp; hãy kiểm tra lại hoặc gửi tệp gốc."


def read_document(path: Path, context: ReadingContext = DEFAULT_CONTEXT) -> Document:
    """The file, understood.

    :raises RefusedFile: the file is not taken in.
    """
    reading = read_file(path, context)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    document = understand(path, reading, sha256=digest)
    if not document.passages and context.ocr:
        raise RefusedFile("no_text", NOTHING_READ)
    return document


def read_members(path: Path, context: ReadingContext = DEFAULT_CONTEXT) -> tuple[list[Document], list[RefusedMember]]:
    """The documents in a container, each understood as a file of its own, and what of it could not be read.

    :raises RefusedFile: the container itself is not taken in.
    """
    documents: list[Document] = []
    with temporary_room("members") as folder:
        expansion = expand_container(path, folder)
        refused = list(expansion.refused)
        for member in expansion.files:
            if member.envelope is not None:
                write_envelope(folder, member.path, member.envelope)
            try:
                document = read_document(member.path, replace(context, converted=folder))
            except RefusedFile as refusal:
                refused.append(RefusedMember(member.name, refusal.code, refusal.reason))
            else:
                documents.append(replace(document, file_name=f"{path.name}/{member.name}"))
    return documents, refused


def _head_as_body(layout: Layout, closing: Sequence[Paragraph | Table]) -> tuple[Paragraph | Table, ...]:
    """The words of a document that is all head: of a notice of two lines they are what it says."""
    head = tuple(block for block in layout.blocks if block not in closing)
    return head or layout.blocks


def understand(path: Path, reading: Reading, *, sha256: str = "") -> Document:
    """The document of a reading. Only the path's name is looked at."""
    layout = arrange_paragraphs(reading)
    (metadata, body, closing), told = describe_papers(layout, reading, path.name)
    body = body or _head_as_body(layout, closing)
    foreign = syllables.is_english(block.text for block in body if isinstance(block, Paragraph))
    own = repeated_headers.without_repeated_headers(body)
    nodes, sections, doubts = build_outline(tables_from_pipes(own))
    document = Document(
        sha256=sha256,
        file_name=path.name,
        kind=reading.kind,
        text_source=reading.text_source,
        metadata=metadata,
        outline=nodes,
        passages=build_passages(nodes, sections, metadata, layout.notes),
        pages=reading.pages,
        signatures=reading.signatures,
        components=tuple(dict.fromkeys(node.component for node in nodes if node.component)),
        warnings=(
            *reading.warnings,
            *told,
            *number_fallbacks.handwriting_warnings(reading.handwritten, metadata),
            *([syllables.ENGLISH_WARNING] if foreign else doubts),
        ),
        held_back=reading.held_back,
        left_out=(*reading.left_out, *omissions.left_out(layout, body, closing, own)),
    )
    return with_tasks(with_relations(coverage_warnings.with_coverage(document, reading.own_texts)))
