"""Places named in questions: parts, attached texts, and "điểm d" typed without accents."""

from __future__ import annotations

import pytest

from index.query.place_references import passages_at_place
from index.query.question import Question
from index.records import StoredPassage
from ingest.grammar.citations import path_label
from ingest.records import Citation, Step, StepKind


def at(ordinal: int, *steps: tuple[StepKind, str], component: str = "") -> StoredPassage:
    path = tuple(Step(kind, number) for kind, number in steps)
    citation = Citation(component, path, path_label(path), path_label(path))
    return StoredPassage(ordinal, "d", 1, ordinal, f"Đoạn {ordinal}.", citation, "body", (), "", None)


POINTS = [at(i, ("dieu", "5"), ("khoan", "2"), ("diem", point), component="Quy chế") for i, point in enumerate("dđe")]
PARTS = [
    at(1, ("phan", "I"), ("roman", "II"), ("n1", "7")),
    at(2, ("phan", "II"), ("n1", "7")),
]
ARTICLES = [at(1, ("dieu", "2")), at(2, ("dieu", "2"), component="Quy chế")]


@pytest.mark.parametrize(
    ("question", "passages", "found"),
    [
        ("Điều 5 khoản 2 điểm d Quy chế", POINTS, [0]),
        ("dieu 5 khoan 2 diem d quy che 901/2017", POINTS, [0, 1]),
        ("Phần II khoản 7 nêu gì?", PARTS, [2]),
        ("Điều 2 Quyết định 901/2017 nói gì? (không phải Quy chế)", ARTICLES, [1]),
        ("Điều 2 Quy chế quy định gì?", ARTICLES, [2]),
    ],
)
def test_place_asked_for(question: str, passages: list[StoredPassage], found: list[int]) -> None:
    place = Question(question).place
    assert place is not None
    assert [passage.ordinal for passage in passages_at_place(place, passages)] == found


def test_a_question_without_a_place() -> None:
    assert Question("Ai chủ trì kế hoạch này?").place is None
