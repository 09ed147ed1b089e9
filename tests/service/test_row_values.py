"""Values of table rows: the column asked for, and what is said of a cell wherever it is shown."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document

from index.records import Intent
from service.answering.quoting.slots import cell_for
from service.answering.row_values import RowValue, describe_cell
from service.bridges.openai_chat import render_answer
from service.records import value_with_unit
from service.schemas.documents import DocumentOut
from service.schemas.mcp import QuotedStatement
from service.schemas.questions import AnswerOut, SourceOut, StatementOut
from service.transcripts.export import render_conversation

BEDS = [("STT", "3"), ("Chỉ tiêu", "Giường bệnh"), ("Đơn vị tính", "giường"), ("Năm 2024", "420"), ("Năm 2025", "450")]
TIMES = [
    ("STT", "3"),
    ("Tên thủ tục", "Lập hội nghề"),
    ("Thời gian giải quyết theo quy định", "45"),
    ("Thời gian giải quyết sau khi cắt giảm", "36"),
]


@pytest.mark.parametrize(
    ("cells", "value", "about", "unit"),
    [
        (BEDS, "450", "Giường bệnh; Năm 2025", "giường"),
        (
            [("Nội dung", "Giếng"), ("Kinh phí (triệu đồng)", "4,2")],
            "4,2", "Giếng; Kinh phí (triệu đồng)", "triệu đồng",
        ),
        ([("Nội dung", "Vườn ươm"), ("Năm 2025", "4,2 tỷ đồng")], "4,2 tỷ đồng", "Vườn ươm; Năm 2025", None),
        ([("Giờ", "7h15 - 8h00"), ("Nội dung", "Hội thi"), ("Chủ trì", "Sở A")], "Sở A", "Hội thi; Chủ trì", None),
        ([("Đơn vị", "Trung tâm Y tế huyện"), ("Năm 2025", "12")], "12", "Trung tâm Y tế huyện; Năm 2025", None),
        (BEDS, "999", None, None),
        ([], "450", None, None),
    ],
)  # fmt: skip
def test_a_cell_is_of_its_row_and_its_column(
    cells: list[tuple[str, str]], value: str, about: str | None, unit: str | None
) -> None:
    assert describe_cell(cells, value) == RowValue(about, unit)


@pytest.mark.parametrize(
    ("cells", "question", "value"),
    [
        (BEDS, "nam 2025 co bao nhieu giuong benh", "450"),
        (BEDS, "nam 2024 co bao nhieu giuong benh", "420"),
        (BEDS, "nam 2030 co bao nhieu giuong benh", None),
        ([("Chỉ tiêu", "Rừng"), ("Cơ cấu 2025 (%)", "0,86")], "nam 2025 co bao nhieu ha rung", None),
        ([("Chỉ tiêu", "Rừng"), ("Cơ cấu 2025 (%)", "0,86")], "nam 2025 rung chiem bao nhieu phan tram", "0,86"),
        ([("Chỉ tiêu", "Rừng"), ("Năm 2025", "0,86")], "nam 2025 co bao nhieu rung", None),
    ],
)
def test_the_column_of_the_year_asked_for(cells: list[tuple[str, str]], question: str, value: str | None) -> None:
    assert cell_for(cells, "target", question) == value


def test_of_several_columns_that_whose_head_is_asked_for() -> None:
    assert cell_for(TIMES, "deadline", "lap hoi nghe mat bao nhieu ngay sau khi cat giam") == "36"
    assert cell_for(TIMES, "deadline", "lap hoi nghe mat bao nhieu ngay theo quy dinh") == "45"
    assert cell_for(TIMES, "deadline") == "45"


PLANNED = [("Nội dung", "Thu phí"), ("Kinh phí kế hoạch", "240"), ("Kinh phí thực hiện", "71")]


@pytest.mark.parametrize(
    ("cells", "intent", "question", "value"),
    [
        # Two columns might be meant: the row is shown, and none of its numbers is put forward.
        (PLANNED, "money", "thu phi duoc bao nhieu", None),
        (PLANNED, "money", "thu phi theo ke hoach la bao nhieu", "240"),
        (PLANNED[:2], "money", "thu phi duoc bao nhieu", "240"),
        (TIMES, "deadline", "lap hoi nghe mat may ngay", None),
        ([("Việc", "Lập hồ sơ"), ("Thời gian bắt đầu", "04/6"), ("Thời gian kết thúc", "15/6")], "deadline",
         "lap ho so luc nao ket thuc", "15/6"),
        ([("Việc", "Lập hồ sơ"), ("Thời gian bắt đầu", "04/6"), ("Thời gian kết thúc", "15/6")], "deadline",
         "lap ho so khi nao", None),
        # The same value under both heads is no choice.
        ([("Việc", "Họp"), ("Thời gian dự kiến", "04/6"), ("Thời gian chính thức", "04/6")], "deadline", "hop khi nao",
         "04/6"),
        # A body may be named in several columns; the first is the one that leads.
        ([("Việc", "Họp"), ("Cơ quan chủ trì", "Sở A"), ("Đơn vị thực hiện", "Sở B")], "lead", "ai lo hop", "Sở A"),
    ],
)  # fmt: skip
def test_of_several_columns_none_of_which_is_named_no_value_is_taken(
    cells: list[tuple[str, str]], intent: Intent, question: str, value: str | None
) -> None:
    assert cell_for(cells, intent, question) == value


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("Kinh phí (tr.đồng)", "tr.đồng"),
        ("Mức thu (1000đ)", "1000đ"),
        ("Thời lượng (tiết)", "tiết"),
        ("Kinh phí", None),
    ],
)
def test_a_bare_number_has_the_unit_of_its_head(head: str, unit: str | None) -> None:
    assert describe_cell([("Nội dung", "Giếng"), (head, "42")], "42").unit == unit


def test_a_statement_is_shown_with_row_column_and_unit_at_every_door() -> None:
    statement = StatementOut(
        quote="Chỉ tiêu: Giường bệnh; Năm 2025: 450", source=0, slot="Số lượng", value="450",
        about="Giường bệnh; Năm 2025", unit="giường",
    )  # fmt: skip
    assert statement.value == "450"
    assert statement.shown == "450 giường" == value_with_unit("450", "giường")
    held: dict[str, Any] = {"id": "d_1"}
    source: dict[str, Any] = {
        "id": 7, "formal": "Phụ lục", "notices": (), "page_url": None, "view_url": "/v",
        "document": DocumentOut.model_construct(**held),
    }  # fmt: skip
    fields: dict[str, Any] = {
        "intent": "target", "status": "complete", "message": "", "question": "?", "statements": (statement,),
        "sources": (SourceOut.model_construct(**source),), "candidates": (), "notices": (), "listing": None,
    }  # fmt: skip
    answer = AnswerOut.model_construct(**fields)
    shown = "**Số lượng (Giường bệnh; Năm 2025):** 450 giường"
    assert shown in "".join(render_answer(answer, "http://chat").parts)
    asked_at = "2026-11-30T08:00:00+00:00"
    assert shown.replace("(", "\\(").replace(")", "\\)") in render_conversation([(asked_at, answer)], "md").decode()
    document = Document(io.BytesIO(render_conversation([(asked_at, answer)], "docx")))
    (line,) = [one for one in document.paragraphs if one.text == "Số lượng (Giường bệnh; Năm 2025): 450 giường"]
    assert [run.text for run in line.runs if run.bold] == ["450 giường"]
    quoted = QuotedStatement.from_statement(statement)
    assert (quoted.value, quoted.about, quoted.shown) == ("450", "Giường bệnh; Năm 2025", "450 giường")


def test_an_answer_kept_from_before_is_shown_as_it_was() -> None:
    kept = StatementOut.model_validate(
        {"quote": "q", "source": 0, "slot": "Thời hạn", "value": "15/11", "body": "Sở A"}
    )
    assert (kept.shown, kept.about) == ("15/11", "Sở A")
    again = StatementOut.model_validate_json(kept.model_dump_json())
    assert again == kept


def test_a_sum_asked_for_is_taken_from_the_column_that_is_named_and_is_no_share() -> None:
    cells = [
        ("Nội dung", "Thu phí giếng"), ("Dự toán năm", "240"), ("Thực hiện 03 tháng", "71"),
        ("So sánh thực hiện với (%) - Dự toán", "30"),
    ]  # fmt: skip
    assert cell_for(cells, "money", "thu phi gieng thuc hien 03 thang duoc bao nhieu tien") == "71"
    assert cell_for(cells, "money", "thu phi gieng thuc hien duoc bao nhieu tien") != "30"
