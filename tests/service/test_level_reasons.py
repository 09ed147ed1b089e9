"""Explanations of the two levels: every part has its name in Vietnamese, and they say why a passage stands first."""

from __future__ import annotations

import pytest

from index.ranking.document_level import DOCUMENT_WEIGHTS
from index.ranking.passage_level import PASSAGE_WEIGHTS
from service.answering.wording import LEVEL_PARTS
from service.assistant import Assistant
from service.commands.console_output import search_lines


def test_every_part_has_a_name() -> None:
    parts = {"document.best", *(f"document.{name}" for name in DOCUMENT_WEIGHTS)}
    assert set(LEVEL_PARTS) == parts | {f"passage.{name}" for name in PASSAGE_WEIGHTS}


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Kế hoạch 516 báo cáo trước ngày nào?", "passage.day"),
        ("ke hoach 516 do don vi nao chu tri", "passage.lead"),
        ("Kế hoạch chuyển đổi số năm 2024 của UBND tỉnh đặt mục tiêu gì?", "document.year"),
    ],
)
def test_the_first_hit_says_what_spoke_for_it(sample_assistant: Assistant, question: str, part: str) -> None:
    result = sample_assistant.search(question, explain=True)
    first = result.hits[0].levels
    assert first["document.best"] > 0
    assert first[part] > 0
    assert any(LEVEL_PARTS[max(first, key=lambda name: abs(first[name]))] in line for line in search_lines(result))


def test_nothing_is_computed_where_no_explanation_is_asked_for(sample_assistant: Assistant) -> None:
    assert not any(hit.levels for hit in sample_assistant.search("Kế hoạch 516 báo cáo trước ngày nào?").hits)
