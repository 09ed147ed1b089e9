"""The words after the last numbered unit end the document: they are not cited as its last item."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import understand
from ingest.reading import Line, Reading

HEAD = ["ỦY BAN NHÂN DÂN", "TỈNH GIA LAI", "Số: 9731/KH-UBND", "Gia Lai, ngày 05 tháng 3 năm 2024"]
PLAN = ["KẾ HOẠCH", "Rà soát biển báo đường thủy năm 2024", "I. MỤC TIÊU", "Biển báo đúng vị trí trước mùa mưa."]
TASKS = ["II. TỔ CHỨC THỰC HIỆN", "1. Sở Xây dựng", "Chủ trì rà soát.", "2. Ủy ban nhân dân các xã, phường"]
LAST = "Bố trí người canh gác bến; báo cáo trước ngày 20 tháng 11 năm 2024."


def places(*lines: str) -> list[tuple[str, str]]:
    reading = Reading("text", "text", tuple(Line(text=line, whole=True) for line in (*HEAD, *lines)))
    document = understand(Path("van-ban.txt"), reading)
    return [(passage.citation.label, passage.text) for passage in document.passages]


@pytest.mark.parametrize(
    "ending",
    [
        "Căn cứ Kế hoạch này, các đơn vị xây dựng kế hoạch của mình trước ngày 30 tháng 3 năm 2024.",
        "Trên đây là Kế hoạch rà soát biển báo đường thủy; các đơn vị căn cứ thực hiện./.",
        "Trong quá trình triển khai, nếu có vướng mắc, các đơn vị phản ánh về Sở Xây dựng để tổng hợp./.",
        "Yêu cầu Thủ trưởng các cơ quan, đơn vị nghiêm túc tổ chức thực hiện Kế hoạch này./.",
        "Kế hoạch này thay thế Kế hoạch số 9700/KH-UBND ngày 02 tháng 3 năm 2023./.",
        "Sở Xây dựng báo cáo để Ủy ban nhân dân tỉnh biết, chỉ đạo./.",
    ],
)
def test_a_conclusion_is_cited_as_one(ending: str) -> None:
    found = places(*PLAN, *TASKS, LAST, ending)
    assert found[-1] == ("đoạn kết", ending)
    assert found[-2][0] == "mục II.2"
    assert LAST in found[-2][1]


def test_what_follows_the_first_such_words_belongs_to_them() -> None:
    more = "Kinh phí phát sinh được tổng hợp vào dự toán năm sau."
    found = places(*PLAN, *TASKS, LAST, "Trên đây là Kế hoạch rà soát biển báo đường thủy năm 2024.", more)
    assert found[-1][0] == "đoạn kết"
    assert found[-1][1].endswith(more)


def test_a_task_is_no_conclusion() -> None:
    task = "Các xã, phường báo cáo kết quả về Sở Xây dựng trước ngày 20 hằng tháng."
    assert places(*PLAN, *TASKS, LAST, task)[-1][0] == "mục II.2"


def test_such_words_inside_the_document_stay_where_they_are() -> None:
    inside = "Trong quá trình rà soát, nếu có biển hỏng thì thay ngay."
    found = places(*PLAN, *TASKS[:2], inside, *TASKS[3:], LAST)
    assert [label for label, text in found if inside in text] == ["mục II.1"]


def test_before_an_appendix() -> None:
    ending = "Trên đây là Kế hoạch rà soát biển báo đường thủy năm 2024./."
    appendix = ["PHỤ LỤC I", "DANH MỤC BẾN", "1. Bến xã An Phú", "Trên đây là các bến đang hoạt động."]
    found = {text: label for label, text in places(*PLAN, *TASKS, LAST, ending, *appendix)}
    assert found[ending] == "đoạn kết"
    assert "đoạn kết" not in [label for text, label in found.items() if "các bến" in text]


def test_the_adoption_of_a_resolution_belongs_to_no_article() -> None:
    adopted = (
        "Nghị quyết này được Hội đồng nhân dân tỉnh khóa XII, kỳ họp thứ Năm thông qua ngày 05 tháng 3 năm 2024./."
    )
    body = [
        "NGHỊ QUYẾT",
        "Về mức thu phí qua bến",
        "Điều 1. Mức thu",
        "Mức thu là 5.000 đồng một lượt.",
        "Điều 2. Hiệu lực",
    ]
    doubt = "Trong quá trình thực hiện, nếu có vướng mắc thì báo cáo Hội đồng nhân dân tỉnh."
    found = places(*body, "Nghị quyết có hiệu lực từ ngày 01 tháng 4 năm 2024.", doubt, adopted)
    assert found[-1] == ("đoạn kết", adopted)
    assert [label for label, text in found if doubt in text] == ["Điều 2"], "an article holds its own paragraphs"


def test_mere_courtesy_is_no_passage() -> None:
    assert "Trân trọng" not in places(*PLAN, *TASKS, LAST, "Trân trọng./.")[-1][1]
