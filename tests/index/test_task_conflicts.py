"""Pairs of tasks with different days: what two plans say of one thing, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from index.library.task_conflicts import SAME_LEAD, SAME_TASK, conflicting_pairs
from index.library.task_records import TaskRow

WORK = "Sở Nội vụ lắp camera giám sát giao thông tại nút giao Phù Đổng, trước ngày {}"


def row(number: int, quote: str, due: date | None, lead: str = "Sở Nội vụ", document: str = "") -> TaskRow:
    return TaskRow(
        f"t{number}", document or f"d{number}", number, 0, number, quote, (lead,), (), None, due, None, None, None,
        in_table=False, state="open",
    )  # fmt: skip


def reasons(*rows: TaskRow) -> list[str]:
    return [pair.reason for pair in conflicting_pairs(rows)]


def test_the_same_work_with_two_days_is_shown() -> None:
    first, second = row(1, WORK.format("30/6"), date(2026, 6, 30)), row(2, WORK.format("30/9"), date(2026, 9, 30))
    (pair,) = conflicting_pairs([first, second])
    assert (pair.first, pair.second, pair.reason) == (first, second, SAME_LEAD)


def test_the_director_is_the_department_and_marks_do_not_matter() -> None:
    other = "2. Giám đốc Sở Nội vụ tỉnh Gia Lai: lắp Camera giám sát giao thông, nút giao Phù Đổng (trước 30/9)."
    found = reasons(
        row(1, WORK.format("30/6"), date(2026, 6, 30)),
        row(2, other, date(2026, 9, 30), "Giám đốc Sở Nội vụ tỉnh Gia Lai"),
    )
    assert found == [SAME_LEAD]


def test_the_same_task_of_two_bodies_is_shown_only_in_nearly_the_same_words() -> None:
    task = "Lắp camera giám sát giao thông tại nút giao Phù Đổng"
    one = row(1, task, date(2026, 6, 30))
    assert reasons(one, row(2, task, date(2026, 9, 30), "Công an tỉnh")) == [SAME_TASK]
    other = f"{task}, kèm đèn chiếu sáng và biển cảnh báo trẻ em"
    assert reasons(one, row(2, other, date(2026, 9, 30), "Công an tỉnh")) == []


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        # A report on "this plan" is about another plan in each.
        ("Sở Nội vụ báo cáo kết quả thực hiện Kế hoạch này về camera giao thông nút giao Phù Đổng",) * 2
        + ((date(2026, 6, 30), date(2026, 9, 30)),),
        # Every plan says so.
        ("Sở Nội vụ chủ trì, phối hợp các đơn vị liên quan tổng hợp báo cáo UBND tỉnh kết quả thực hiện",) * 2
        + ((date(2026, 6, 30), date(2026, 9, 30)),),
        # The same again next year.
        (WORK.format("30/6"), WORK.format("30/6"), (date(2026, 6, 30), date(2027, 6, 30))),
        # One day in both.
        (WORK.format("30/6"), WORK.format("30/6"), (date(2026, 6, 30), date(2026, 6, 30))),
        # Other works of the same body that share some words.
        (
            WORK.format("30/6"),
            "Sở Nội vụ lắp máy lạnh tại trụ sở tiếp công dân, trước ngày 30/9",
            (date(2026, 6, 30), date(2026, 9, 30)),
        ),
        # A day that is not known.
        (WORK.format("30/6"), WORK.format("quý III"), (date(2026, 6, 30), None)),
    ],
)
def test_what_does_not_contradict_is_not_shown(first: str, second: str, days: tuple[date, date | None]) -> None:
    assert reasons(row(1, first, days[0]), row(2, second, days[1])) == []


def test_tasks_of_one_document_are_its_own_steps() -> None:
    assert reasons(
        row(1, WORK.format("30/6"), date(2026, 6, 30), document="d1"),
        row(2, WORK.format("30/9"), date(2026, 9, 30), document="d1"),
    ) == []  # fmt: skip
