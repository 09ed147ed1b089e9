"""Rows that publishing a document writes, made of its records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.records import Floats
from index.store import json_codec
from index.store.head_doubts import doubt_columns
from index.store.text_sketch import text_sketch
from ingest.grammar.territory import with_territory
from ingest.records import Document, Metadata
from ingest.text.normalize import fold


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version in the library: the hash of its file, and the range of its passage ids."""

    id: int
    document_id: str
    version: int
    sha256: str
    first: int
    count: int


def document_columns(metadata: Metadata) -> dict[str, Any]:
    """The columns of ``documents`` that lists and filters read."""
    number, year, kind, agency = [*(metadata.canonical_key or "").split("|"), "", "", "", ""][:4]
    return {
        "key_number": number or None,
        "key_year": year or None,
        "key_type": kind or None,
        "key_agency": agency or None,
        "number": metadata.number,
        "type": metadata.type,
        "issuer": metadata.issuer,
        "territory": with_territory(metadata).territory,
        "year": metadata.issued_date.year if metadata.issued_date else (int(year) if year.isdigit() else None),
        "issued_on": metadata.issued_date.isoformat() if metadata.issued_date else "",
        "subject": metadata.subject,
        "signer": metadata.signer,
        "folded": fold(" ".join(filter(None, (metadata.number, metadata.subject, metadata.issuer)))),
        **doubt_columns(metadata),
    }


def version_row(document: Document, version: StoredVersion, at: str) -> dict[str, Any]:
    return {
        "id": version.id,
        "document_id": version.document_id,
        "version": version.version,
        "sha256": document.sha256,
        "file_name": document.file_name,
        "folded_file": fold(document.file_name),
        "kind": document.kind,
        "text_source": document.text_source,
        "metadata": json_codec.metadata_to_json(with_territory(document.metadata)),
        "pages": json_codec.pages_to_json(document.pages),
        "signatures": json_codec.signatures_to_json(document.signatures),
        "components": json_codec.texts_to_json(document.components),
        "warnings": json_codec.texts_to_json(document.warnings),
        "page_count": len(document.pages),
        "passage_count": version.count,
        "first_passage": version.first,
        "sketch": text_sketch(passage.text for passage in document.passages),
        "added_at": at,
    }


def outline_rows(document: Document, version: StoredVersion) -> list[dict[str, Any]]:
    """The row of a version's outline; none for an empty one."""
    if not document.outline:
        return []
    return [{"version_id": version.id, "nodes": json_codec.outline_to_json(document.outline)}]


def passage_rows(document: Document, version: StoredVersion) -> Iterator[dict[str, Any]]:
    for i, passage in enumerate(document.passages):
        yield {
            "id": version.first + i,
            "version_id": version.id,
            "ordinal": passage.ordinal,
            "text": passage.text,
            "kind": passage.kind,
            "citation": json_codec.citation_to_json(passage.citation),
            "headings": json_codec.texts_to_json(passage.headings),
            "context": passage.context,
            "node": passage.node,
            "parent": passage.parent,
            "cells": json_codec.cells_to_json(passage.cells),
        }


def vector_rows(vectors: Floats, version: StoredVersion, model_id: int) -> Iterator[dict[str, Any]]:
    """Rows of the vectors of a version's passages, in half precision."""
    for i, vector in enumerate(np.ascontiguousarray(vectors, dtype=np.float16)):
        yield {"model_id": model_id, "passage_id": version.first + i, "vector": vector.tobytes()}
