"""Pairs of tasks in different documents that give one task different days.

Only what two plans say in nearly the same words is shown, for a clerk to compare: reports on "this plan" are about
different things in each plan, and what comes back each year differs in its year. So the words that every plan uses
count for nothing, the days lie in one year, and the rest of the words must be largely the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from index.library.task_records import TaskConflict, TaskRow
from index.store.body_keys import base_key, full_key
from index.store.task_rows import task_words

SAME_LEAD = "Cùng cơ quan chủ trì, cùng nội dung, thời hạn khác nhau."
SAME_TASK = "Cùng một nhiệm vụ giao cho cơ quan khác nhau, thời hạn khác nhau."
#: Telling words that two tasks must share, and their share of the words of the shorter and of both.
LEAST_SHARED = 4
LEAST_OF_SHORTER, LEAST_OF_BOTH = 0.75, 0.5
#: Without a lead in common the words must agree nearly all.
LEAST_WITHOUT_LEAD = 0.85
#: A word of more tasks than this tells nothing; it also bounds the pairs that are compared.
MOST_TASKS_OF_A_WORD = 60
#: What the words point at is the document itself: a different thing in each.
_THIS_DOCUMENT = re.compile(
    r"\b(?:ke hoach|chuong trinh|quyet dinh|chi thi|cong van|nghi quyet|de an|van ban|quy che|quy dinh|phuong an)"
    r" (?:nay|tren|noi tren)\b"
)
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "va cac cua theo trong tai cho voi den tu la co duoc ve nhung mot so ngay thang nam quy truoc sau khi tren"
        " chu tri phoi hop lien quan don vi co quan dia phuong so ban nganh ubnd uy ban nhan dan tinh huyen xa phuong"
        " thuc hien trien khai to chuc xay dung tham muu trinh ban hanh bao cao tong hop ket qua ke hoach hoan thanh"
        " noi dung nhiem vu cong tac giao gui huong dan kiem tra don doc theo doi tinh hinh thoi gian han chinh quy"
        " dinh phap luat hien hanh phu hop thuc te cap nhat dam bao bao dam tang cuong day manh tiep tuc chi dao",
    )
)


def conflicting_pairs(rows: Sequence[TaskRow]) -> tuple[TaskConflict, ...]:
    """The pairs among these rows, in their order."""
    words = {row.id: telling_words(row) for row in rows if row.due is not None and row.state != "rejected"}
    known = {row.id: row for row in rows if words.get(row.id)}
    found = []
    for one, other in _sharing_pairs(words):
        first, second = known[one], known[other]
        reason = conflict_reason(first, second, words[one], words[other])
        if reason:
            found.append(TaskConflict(first, second, reason))
    order = {row.id: place for place, row in enumerate(rows)}
    return tuple(sorted(found, key=lambda pair: (order[pair.first.id], order[pair.second.id])))


def telling_words(row: TaskRow) -> frozenset[str]:
    """The words that say which task it is; none where it speaks of its own document."""
    text = task_words(row.quote)
    if _THIS_DOCUMENT.search(text):
        return frozenset()
    bodies = {word for name in (*row.leads, *row.coordinating) for word in task_words(name).split()}
    return frozenset(word for word in text.split() if not word.isdigit()) - _COMMON - bodies


def conflict_reason(first: TaskRow, second: TaskRow, words: frozenset[str], others: frozenset[str]) -> str:
    """Why two rows contradict each other; empty when they do not."""
    if first.document_id == second.document_id or first.due is None or second.due is None:
        return ""
    if first.due == second.due or first.due.year != second.due.year:
        return ""
    shared = words & others
    shorter, both = min(len(words), len(others)), len(words | others)
    if len(shared) < LEAST_SHARED or len(shared) < LEAST_OF_SHORTER * shorter or len(shared) < LEAST_OF_BOTH * both:
        return ""
    if _lead_keys(first) & _lead_keys(second):
        return SAME_LEAD
    return SAME_TASK if len(shared) >= LEAST_WITHOUT_LEAD * both else ""


def _lead_keys(row: TaskRow) -> set[str]:
    return {base_key(full_key(name)) for name in row.leads}


def _sharing_pairs(words: dict[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """Pairs of tasks that share a word which few tasks have."""
    tasks_of: dict[str, list[str]] = defaultdict(list)
    for task_id, own in words.items():
        for word in own:
            tasks_of[word].append(task_id)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for ids in tasks_of.values():
        if 1 < len(ids) <= MOST_TASKS_OF_A_WORD:
            for pair in combinations(ids, 2):
                shared[pair] += 1
    yield from (pair for pair, count in shared.items() if count > 1)
