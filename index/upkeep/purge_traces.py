"""Traces of a document beside its own rows: conversations about it, jobs that read it, copies of a killed process.

Rows with the document's id are removed by :mod:`index.upkeep.purge`; these name it in a text.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Connection, delete, or_, select, update

from index.accounts.audit_log import blank_details
from index.store import tables
from index.store.database import chunked
from index.store.original_files import sha256_of
from index.store.transcript_tables import answers, conversations, evidence

#: Folders of the home in which a process that was killed may leave a copy of a file.
_COPIES = ("uploads", "files", "intake")
_HALF_WRITTEN = ".incoming-"


def purge_traces(connection: Connection, document_id: str) -> tuple[dict[str, int], list[Path]]:
    """Remove what names the document in a text. Inside the purge's transaction, before the rows are gone.

    Returns the counts by table, and the files that jobs about it alone were still to read.
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
    named_by = select(column.job_id).where(or_(column.document_id == document_id, column.path.in_(paths)))
    numbers = set(connection.execute(named_by).scalars()) | _jobs_about(connection, document_id)
    counts["audit_events"] = blank_details(connection, document_id, numbers)
    if paths:
        counts["job_files"], counts["jobs"] = _remove_from_jobs(connection, paths)
    removed, unread = _remove_jobs_about(connection, document_id)
    counts["jobs"] = counts.get("jobs", 0) + removed
    return counts, unread


def _jobs_about(connection: Connection, document_id: str) -> set[int]:
    """Jobs that give the document another file or read it again: their requests name it, no path of its own does."""
    job = tables.jobs.c
    named = select(job.id).where(job.request.contains(document_id, autoescape=True))
    return set(connection.execute(named).scalars())


def _remove_jobs_about(connection: Connection, document_id: str) -> tuple[int, list[Path]]:
    """Remove such a job, or of one about several documents this one. Returns how many, and the files sent with them."""
    job, removed = tables.jobs.c, 0
    unread: list[Path] = []
    for number in _jobs_about(connection, document_id):
        request = json.loads(str(connection.execute(select(job.request).where(job.id == number)).scalar()))
        others = [one for one in request.get("documents", ()) if one != document_id]
        if others:
            values = {"request": json.dumps({**request, "documents": others})}
            connection.execute(update(tables.jobs).where(job.id == number).values(values))
        else:
            connection.execute(delete(tables.job_files).where(tables.job_files.c.job_id == number))
            removed += connection.execute(delete(tables.jobs).where(job.id == number)).rowcount
            unread += map(Path, request.get("paths", ()))
    return removed, unread


def remove_copies(home: Path, shas: Collection[str], unread: Collection[Path] = ()) -> int:
    """Delete uploads, copies of sources and half-written originals with these contents, and uploads that nobody will
    read any more; returns how many there were."""
    found = 0
    for path in unread:
        if path.is_relative_to(home / "uploads"):
            with contextlib.suppress(OSError):
                path.unlink()
                found += 1
    for folder in _COPIES:
        for path in (home / folder).rglob("*") if (home / folder).is_dir() else ():
            left = folder != "files" or path.name.startswith(_HALF_WRITTEN)
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
