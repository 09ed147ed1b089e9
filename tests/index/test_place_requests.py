"""What a question says beside a place: enough to choose from what stands there, or only what the place is about."""

from __future__ import annotations

import pytest

from index.query.document_references import says_more_than_place
from index.query.question import Question


@pytest.mark.parametrize(
    ("question", "says_more"),
    [
        ("Phụ lục IV của kế hoạch thống kê dành cho các tỉnh hỏi về lĩnh vực nào?", False),
        ("Chương II của quy chế quản lý chợ nổi trên sông nói về vấn đề gì?", False),
        ("Mục III của kế hoạch nạo vét giếng làng và bến đò tên là gì?", False),
        ("Điều 5 giao thợ rèn chợ nổi neo thuyền bán hàng cách nhau bao xa?", True),
    ],
)
def test_the_title_says_what_a_place_is_about(question: str, says_more: bool) -> None:
    place = Question(question).place
    assert place is not None
    assert says_more_than_place(place) is says_more
