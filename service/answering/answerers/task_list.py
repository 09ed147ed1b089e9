"""Lists over a whole document: what a body has to do, which rows of a table are its own. Each item is cited."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.library.task_records import TaskQuery
from index.query.place_references import passages_at_place
from index.records import Hit
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.answerers.assigned_tasks import row_quotation
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_names import cited_name
from service.answering.quoting.amendments import with_amendment_notes
from service.answering.quoting.confidence import is_confident
from service.answering.quoting.slot_values import body_in_headings
from service.answering.quoting.slots import cell_for
from service.records import Answer, AnswerStatus

#: More items are not read by anybody in an answer; the document is there for the rest.
MOST_ITEMS = 20
#: Rows of one document that are looked through.
MOST_ROWS = 2000
LONGEST_ITEM = 700
#: How much of a line is looked at for the name of the body that it begins with.
NAME_WORDS = 10
_OPENING = re.compile(r"(?:[\w.]{1,5}[.)]\s+|[-–+]\s+)?(?:Giao |Yêu cầu |Đề nghị )?([^.;:\n]{0,90})")


def task_list(case: Case) -> Answer | None:
    """All tasks that the document meant gives the body asked for; None when the question or the document names none."""
    if case.understood.path is None and not is_confident(case):
        return None
    hits = case.passages(case.document)
    place = case.asked.place
    if place is not None:
        ids = {passage.id for passage in passages_at_place(place, [hit.passage for hit in hits])}
        hits = [hit for hit in hits if hit.passage.id in ids]
    items = _items_of_body(case, hits)
    quoted = [_quotation_of(hit) for hit in items] if items else _rows_of_body(case, hits)
    if not quoted:
        return None
    status: AnswerStatus = "complete" if len(quoted) <= MOST_ITEMS else "partial"
    quoted = quoted[:MOST_ITEMS]
    message = wording.FOUND.format(document=cited_name([quotation.hit for quotation in quoted]))
    return build_answer(case, status, message, quoted=with_amendment_notes(case, quoted))


def _items_of_body(case: Case, hits: Sequence[Hit]) -> list[Hit]:
    """The passages of the body asked for under its name as asked, else under the name it had before or has now."""
    expansions = case.understood.expansions
    for known in ([names for names in expansions if not _are_names_of_one_body(*names)], expansions):
        words = case.asked.body(known)
        items = [hit for hit in hits if _belongs_to_body(hit, words)] if words else []
        if items:
            return items
    return []


def _rows_of_body(case: Case, hits: Sequence[Hit]) -> list[Quotation]:
    """The rows of the register that give the body a task in the document: also from the midst of a sentence."""
    words = case.asked.body(case.understood.expansions)
    if not words:
        return []
    page = case.library.tasks.page(TaskQuery(document_ids=(case.document.id,), order="document", limit=MOST_ROWS))
    places = {hit.passage.id for hit in hits}
    return [
        row_quotation(page, row)
        for row in page.rows
        if row.passage_id in places and any(_holds_words(name, words) for name in row.leads)
    ]


def _quotation_of(hit: Hit) -> Quotation:
    """The quotation of one item; in a table the cell of the task is its value."""
    task = cell_for(hit.passage.cells, "content") if hit.passage.cells else None
    return Quotation(hit, quote_whole_passage(hit, LONGEST_ITEM), task, wording.TASK if task else None)


def _are_names_of_one_body(found: str, other: str) -> bool:
    """True for the names of a body before and after a reorganisation; not for a short form and what it stands for."""
    first = fold(found).split()
    return len(first) > 1 and first[0] == fold(other).split()[0]


def _belongs_to_body(hit: Hit, words: frozenset[str]) -> bool:
    """True if a passage stands under the body's heading, begins with its name, or is its row of a table."""
    passage = hit.passage
    if passage.kind == "table_row":
        return _holds_words(cell_for(passage.cells, "lead") or "", words)
    if passage.kind != "body":
        return False
    titles = [title for title in passage.headings if body_in_headings([title])]
    if any(_holds_words(title, words) for title in titles):
        return "\n" in passage.text.strip() or passage.text.strip() not in titles
    opening = _OPENING.match(passage.text)
    head = opening.group(1) if opening else ""
    named = " ".join(head.split()[:NAME_WORDS])
    return _holds_words(named, words) and (body_in_headings([head]) is not None or _opens_misread(named, words))


def _opens_misread(head: str, words: frozenset[str]) -> bool:
    """True if a line begins with the body's own words after one short word: "Sở" that a scan was read wrongly from."""
    tokens = re.findall(r"\w+", fold(head))
    return len(tokens) > len(words) and len(tokens[0]) <= 3 and head[:1].isupper() and tokens[1] in words


def _holds_words(text: str, words: frozenset[str]) -> bool:
    return words <= set(re.findall(r"\w+", fold(text)))
