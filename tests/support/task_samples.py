"""Documents with assigned tasks for the tests of the register, which need no reader of tasks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from index.embedding.encoders import Encoder
from index.library.library import Library
from index.library.records import PublishRequest, PublishResult, SourceFile
from index.records import PUBLIC
from ingest.records import Document, Task
from tests.support.library_samples import SmallEncoder, make_document


@dataclass(frozen=True, slots=True)
class Assigned:
    """A task as a test writes it."""

    text: str
    leads: tuple[str, ...] = ()
    due: date | None = None
    coordinating: tuple[str, ...] = ()
    deadline: str | None = None
    recurring: str | None = None
    quote: str | None = None


def plan(number: int, *assigned: Assigned, day: date = date(2026, 3, 5), **fields: object) -> Document:
    """A plan of that number, with one passage a task."""
    made = make_document(*(task.text for task in assigned), number=number, issuer="UBND tỉnh Gia Lai", day=day)
    tasks = tuple(
        Task(
            task.quote or task.text, place, place, task.leads, task.coordinating, task.deadline, task.due,
            recurring=task.recurring,
        )
        for place, task in enumerate(assigned)
    )  # fmt: skip
    metadata = replace(made.metadata, subject=f"Kế hoạch mẫu số {number}", **fields)  # type: ignore[arg-type]
    return replace(made, tasks=tasks, metadata=metadata, file_name=f"ke-hoach-{number}.txt")


def publish(
    library: Library,
    document: Document,
    *,
    path: str = "",
    access: str = PUBLIC,
    reread: bool = False,
    encoder: Encoder | None = None,
) -> PublishResult:
    """Publish a document as if it were read from a file."""
    texts = [passage.text for passage in document.passages]
    vectors = encoder.embed_passages(texts) if encoder else SmallEncoder().embed_passages(texts)
    source = SourceFile(path or document.file_name)
    return library.publish_many([PublishRequest(document, vectors, source, access, reread)])[0]


def with_tasks(document: Document, *assigned: Assigned) -> Document:
    """A document that was read, with tasks whose words stand in its passages."""
    tasks = []
    for position, task in enumerate(assigned):
        passage = next(passage for passage in document.passages if task.text in passage.text)
        tasks.append(
            Task(
                task.text, passage.ordinal, position, task.leads, task.coordinating, task.deadline, task.due,
                recurring=task.recurring,
            )
        )  # fmt: skip
    return replace(document, tasks=tuple(tasks))
