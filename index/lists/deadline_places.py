"""The places of documents that set a deadline in a time: by the words of passages, and by the register of tasks.

The register knows days that the words alone do not give ("trong 15 ngày kể từ ngày ký", a column of an annex) and what
a clerk has corrected; the words know deadlines that charge nobody with a task.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import or_

from index.library.library import Library
from index.library.task_records import TaskQuery, TaskRow
from index.lists.conditions import DocumentConditions, Place
from index.lists.deadlines import LONGEST_QUOTE, deadlines_in
from index.records import StoredDocument, StoredPassage
from index.store import tables
from index.store.database import chunked, read_transaction
from index.store.rows_read import PASSAGE_QUERY, stored_passage

#: Days after which no deadline is looked for when only its beginning is given.
_YEARS_AHEAD = 6
#: Rows of the register that are looked through.
_EVERY_ROW = 100_000


def deadline_places(
    library: Library, documents: Sequence[StoredDocument], conditions: DocumentConditions, today: date
) -> dict[str, tuple[Place, ...]]:
    """The places that set a deadline in the time asked for, by document id, the earliest first."""
    last = conditions.deadline_to or date(today.year + _YEARS_AHEAD, 12, 31)
    first = conditions.deadline_from or date(last.year - _YEARS_AHEAD, 1, 1)
    by_version = {document.version_id: document for document in documents}
    found: dict[str, list[Place]] = {}
    for passage in _passages_with_years(library, by_version, range(first.year, last.year + 1)):
        document = by_version[passage.version_id]
        for one in deadlines_in(passage.text, passage.cells, document.metadata.issued_date):
            if first <= one.day <= last:
                quote = beginning(passage.text[one.start : one.end].strip())
                found.setdefault(document.id, []).append(Place(passage, quote, one.day, one.printed))
    for document_id, place in _registered(library, by_version, first, last):
        known = found.setdefault(document_id, [])
        if not any((one.passage.id, one.day) == (place.passage.id, place.day) for one in known):
            known.append(place)
    return {key: tuple(sorted(places, key=lambda place: place.day or last)) for key, places in found.items()}


def _registered(
    library: Library, by_version: Mapping[int, StoredDocument], first: date, last: date
) -> Iterator[tuple[str, Place]]:
    """The tasks of these versions that are due in a time and that no clerk rejected, each as a place."""
    page = library.tasks.all_rows(TaskQuery(due_from=first, due_to=last, selection="all"), _EVERY_ROW)
    for row in page.rows:
        document = by_version.get(row.version_id)
        if document is not None and row.state != "rejected":
            yield document.id, _place_of_row(row, page.passages[row.passage_id])


def _place_of_row(row: TaskRow, passage: StoredPassage) -> Place:
    """A task as a place: its words, of a table the whole row; the deadline where they print it."""
    quote = beginning(passage.text if row.in_table or row.quote not in passage.text else row.quote)
    printed = row.deadline if row.deadline and row.deadline in quote else None
    return Place(passage, quote, row.due, printed, is_computed=row.due_rule is not None)


def beginning(text: str, most: int = LONGEST_QUOTE) -> str:
    """The beginning of a text, cut at a line or a word."""
    if len(text) <= most:
        return text
    cut = max(text.rfind("\n", 0, most), text.rfind(". ", 0, most) + 1)
    return text[: cut if cut > most // 2 else text.rfind(" ", 0, most)]


def _passages_with_years(library: Library, version_ids: Iterable[int], years: range) -> Iterator[StoredPassage]:
    """The body passages and rows of these versions that name one of the years."""
    passage = tables.passages.c
    named = or_(*(passage.text.contains(str(year)) for year in years))
    with read_transaction(library.engine) as connection:
        for part in chunked(sorted(version_ids)):
            query = PASSAGE_QUERY.where(passage.version_id.in_(part), passage.kind.in_(("body", "table_row")), named)
            yield from map(stored_passage, connection.execute(query.order_by(passage.version_id, passage.ordinal)))
