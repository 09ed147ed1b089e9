"""Traces of a document beside its own rows: conversations about it, jobs that read it, copies of a killed process.

Rows with the document's id are removed by :mod:`index.upkeep.purge`; these name it in a text.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Connection, delete, or_, select, update

from index.store import tables
from index.store.database import chunked
from index.store.original_files import sha256_of
from index.store.transcript_tables import answers, conversations, evidence

#: Folders of the home in which a process that was killed may leave a copy of a file.
_COPIES = ("uploads", "files")
_HALF_WRITTEN = ".incoming-"


def purge_traces(connection: Connection, document_id: str) -> dict[str, int]:
    """Remove what names the document in a text. Inside the purge's transaction, before the rows are gone.

    Returns the counts by table.
    """
    quoted = select(evidence.c.answer_id).where(evidence.c.document_id == document_id)
    asked = select(answers.c.conversation_id).where(answers.c.id.in_(quoted), answers.c.conversation_id.is_not(None))
    named = conversations.c.state.contains(document_id, autoescape=True)
    gone = delete(conversations).where(or_(conversations.c.id.in_(asked), named))
    counts = {"conversations": connection.execute(gone).rowcount}
    column = tables.job_files.c
    paths = set(connection.execute(select(column.path).where(column.document_id == document_id)).scalars())
    known = select(tables.sources.c.path).where(tables.sources.c.document_id == document_id)
    paths |= set(connection.execute(known).scalars())
    if paths:
        counts["job_files"], counts["jobs"] = _remove_from_jobs(connection, paths)
    return counts


def remove_copies(home: Path, shas: Collection[str]) -> int:
    """Delete uploads and half-written originals with these contents; returns how many there were."""
    found = 0
    for folder in _COPIES:
        for path in (home / folder).rglob("*") if (home / folder).is_dir() else ():
            left = folder == "uploads" or path.name.startswith(_HALF_WRITTEN)
            with contextlib.suppress(OSError):
                if left and path.is_file() and sha256_of(path) in shas:
                    path.unlink()
                    found += 1
    return found


def _remove_from_jobs(connection: Connection, paths: Collection[str]) -> tuple[int, int]:
    """Rows of files by their paths, also where another attempt refused them; jobs that had no other file."""
    column, job = tables.job_files.c, tables.jobs.c
    files = 0
    for part in chunked(sorted(paths)):
        files += connection.execute(delete(tables.job_files).where(column.path.in_(part))).rowcount
    removed = 0
    for row in connection.execute(select(job.id, job.request, job.state)).all():
        request = json.loads(row.request)
        kept = [path for path in request.get("paths", ()) if path not in paths]
        if len(kept) == len(request.get("paths", ())):
            continue
        if kept or row.state in ("queued", "running"):
            values = {"request": json.dumps({**request, "paths": kept})}
            connection.execute(update(tables.jobs).where(job.id == row.id).values(values))
        else:
            connection.execute(delete(tables.job_files).where(column.job_id == row.id))
            removed += connection.execute(delete(tables.jobs).where(job.id == row.id)).rowcount
    return files, removed
