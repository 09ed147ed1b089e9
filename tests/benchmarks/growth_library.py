"""Large libraries for measuring growth: articles published, and rows of theirs multiplied with other numbers.

Publishing costs 0.4 ms of CPU a passage, however many there are; a million passages are therefore made from the rows of
the first ones, in the database alone. Each round adds to every number of a text, and moves its vector a little, so that
no passage is like another and the words of the library grow with it.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding.encoders import load, passage_text
from index.evaluation.article_collections import article_passage, read_json_lines
from index.library.library import Library
from index.library.records import PublishRequest
from ingest.records import Document, Metadata, Passage
from tests.benchmarks.runs import need_shared

#: Passages of one document; the real documents have some seventy each.
PASSAGES_A_DOCUMENT = 50
DOCUMENTS_AT_ONCE = 40
#: What a round adds to each number, and the length of the step by which it moves a vector of length 1.
STEP, MOVED = 7919, 0.3
_NUMBER = re.compile(r"\d+")
#: Columns of the tables that are copied for each round.
_DOCUMENT = "id, identity, state, reason, access, version_id, last_change, issued_on, subject, folded, added_at"
_VERSION = (
    "id, document_id, version, sha256, file_name, kind, text_source, metadata, pages, signatures, components, warnings,"
    " page_count, passage_count, first_passage, added_at"
)
_PASSAGE = "id, version_id, ordinal, text, kind, citation, headings, context, node, parent, cells"


def articles() -> Iterator[dict[str, Any]]:
    """The articles of the collection in the order of their hashes."""
    lines = sorted(
        (
            json.dumps(one, ensure_ascii=False)
            for one in read_json_lines(need_shared() / "data/legal-articles.jsonl.gz")
        ),
        key=lambda line: hashlib.sha256(line.encode()).digest(),
    )
    return map(json.loads, lines)


def publish(home: Path, most: int) -> None:
    """Publish the articles, or so many of them, a few thousand to a transaction."""
    encoder = load()
    drawn = itertools.islice(articles(), most)
    with Library.open(home) as library:
        library.use_model(encoder.name, encoder.dimension)
        while part := list(itertools.islice(drawn, PASSAGES_A_DOCUMENT * DOCUMENTS_AT_ONCE)):
            passages = [article_passage(one, place % PASSAGES_A_DOCUMENT) for place, one in enumerate(part)]
            vectors = encoder.embed_passages([passage_text(passage) for passage in passages])
            library.publish_many(
                PublishRequest(
                    _document(passages[start : start + PASSAGES_A_DOCUMENT]),
                    vectors[start : start + PASSAGES_A_DOCUMENT],
                )
                for start in range(0, len(passages), PASSAGES_A_DOCUMENT)
            )


def _document(passages: Sequence[Passage]) -> Document:
    digest = hashlib.sha256("\n".join(passage.text for passage in passages).encode()).hexdigest()
    return Document(digest, f"{digest[:12]}.jsonl", "text", "text", Metadata(), (), tuple(passages))


def multiply(source: Path, home: Path, count: int) -> None:
    """Copy a library and add rounds of its passages until it has ``count`` (to the end of the last document)."""
    home.mkdir(parents=True)
    with (
        closing(sqlite3.connect(source / "library.sqlite")) as first,
        closing(sqlite3.connect(home / "library.sqlite")) as made,
    ):
        first.backup(made)
        made.execute("PRAGMA synchronous=OFF")
        documents, passages = (
            made.execute(f"SELECT max(id) FROM {name}").fetchone()[0] for name in ("versions", "passages")
        )
        turn = 0
        while (left := count - made.execute("SELECT count(*) FROM passages").fetchone()[0]) > 0:
            turn += 1
            with made:
                _add_round(made, turn, min(documents, -(-left // PASSAGES_A_DOCUMENT)), documents, passages)
        with made:
            last = made.execute("SELECT max(id) FROM versions").fetchone()[0]
            made.execute("UPDATE counters SET value = ? WHERE name IN ('change', 'version')", (last,))
            made.execute("UPDATE counters SET value = (SELECT max(id) FROM passages) WHERE name = 'passage'")


def _add_round(made: sqlite3.Connection, turn: int, number: int, documents: int, passages: int) -> None:
    """Rows of the first ``number`` documents again. ``documents`` and ``passages`` are those of one round."""
    at, shift = turn * documents, turn * passages
    made.create_function("renumbered", 1, lambda text: _renumbered(text, turn), deterministic=True)
    made.create_function("digest", 1, lambda text: _digest(f"{text} {turn}"), deterministic=True)
    made.create_function("moved", 2, lambda vector, place: _moved(vector, place + shift), deterministic=True)
    chosen = f"SELECT id FROM versions WHERE id <= {number}"
    copies = {
        "documents": (
            _DOCUMENT,
            "'d_' || substr(digest(id), 1, 16), 'sha:' || digest(identity), state, reason, access,"
            f" version_id + {at}, last_change + {at}, issued_on, subject, folded, added_at",
            f"version_id IN ({chosen})",
        ),
        "versions": (
            _VERSION,
            f"id + {at}, 'd_' || substr(digest(document_id), 1, 16), version, digest(sha256), file_name, kind,"
            " text_source, metadata, pages, signatures, components, warnings, page_count, passage_count,"
            f" first_passage + {shift}, added_at",
            f"id IN ({chosen})",
        ),
        "passages": (
            _PASSAGE,
            f"id + {shift}, version_id + {at}, ordinal, renumbered(text), kind, citation, headings, context, node,"
            f" CASE WHEN parent > 0 THEN parent + {shift} ELSE parent END, cells",
            f"version_id IN ({chosen})",
        ),
        "vectors": (
            "model_id, passage_id, vector",
            f"model_id, passage_id + {shift}, moved(vector, passage_id)",
            f"passage_id IN (SELECT id FROM passages WHERE version_id IN ({chosen}))",
        ),
        "changes": (
            "id, kind, document_id, version_id, stopped_first, stopped_count, reason, at",
            f"id + {at}, kind, 'd_' || substr(digest(document_id), 1, 16), version_id + {at}, 0, 0, '', at",
            f"version_id IN ({chosen})",
        ),
    }  # fmt: skip
    for table, (columns, values, condition) in copies.items():
        made.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE {condition}")


def _renumbered(text: str, turn: int) -> str:
    return _NUMBER.sub(lambda found: str(int(found[0]) + STEP * turn), text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _moved(stored: bytes, seed: int) -> bytes:
    """A vector near another one, of length 1 too."""
    vector = np.frombuffer(stored, np.float16).astype(np.float32)
    step = np.random.default_rng(seed).standard_normal(len(vector), np.float32)
    vector = vector + MOVED * step / np.linalg.norm(step)
    return (vector / np.linalg.norm(vector)).astype(np.float16).tobytes()
