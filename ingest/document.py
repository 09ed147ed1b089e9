"""One file -> one Document: read, arrange, describe, outline, passages."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.layout.paragraphs import arrange
from ingest.metadata import number_fallbacks, repeated_headers
from ingest.metadata.describe import describe
from ingest.read import read
from ingest.records import Document, Paragraph, Reading
from ingest.relations.extract import with_relations
from ingest.structure.outline import outline
from ingest.structure.passages import passages
from ingest.structure.table_rows import from_pipes
from ingest.text import language


def read_document(path: Path, *, ocr: bool = True) -> Document:
    """The file, understood.

    :raises RefusedFile: the file is not taken in.
    """
    reading = read(path, ocr=ocr)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return understand(path, reading, sha256=digest)


def understand(path: Path, reading: Reading, *, sha256: str = "") -> Document:
    """What a reading means. Only the path's name is looked at."""
    layout = arrange(reading)
    metadata, body, _ = describe(layout, reading, path.name)
    foreign = language.is_english(b.text for b in body if isinstance(b, Paragraph))
    nodes, sections = outline(from_pipes(repeated_headers.without(body)))
    document = Document(
        sha256=sha256,
        file_name=path.name,
        kind=reading.kind,
        text_source=reading.text_source,
        metadata=metadata,
        outline=nodes,
        passages=passages(nodes, sections, metadata, layout.notes),
        pages=reading.pages,
        signatures=reading.signatures,
        components=tuple(dict.fromkeys(node.component for node in nodes if node.component)),
        warnings=(
            *reading.warnings,
            *number_fallbacks.handwriting_warnings(reading.handwritten, metadata),
            *([language.ENGLISH] if foreign else []),
        ),
        held_back=reading.held_back,
    )
    return with_relations(document)
