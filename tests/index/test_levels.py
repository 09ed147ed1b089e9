"""Two levels of one ranking: documents, then the passages of each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.derived import terms
from index.derived.columns import Columns
from index.query.question import Question
from index.ranking.candidates import RankedCandidates
from index.ranking.features import FEATURES
from index.ranking.levels import Asked, rank_by_levels, what_is_asked
from index.ranking.matching import query_weights
from index.ranking.passage_level import with_meant
from index.records import IndexRow
from ingest.records import PassageKind

QUESTION = "Kế hoạch phòng cháy rừng: kinh phí mua máy bơm bao nhiêu?"


def _row(number: int, document: str, body: str, kind: PassageKind = "body", **facts: object) -> IndexRow:
    subject = "12/KH-UBND KH phòng cháy rừng" if document == "fire" else "Quy chế thư viện"
    known = {"subject": subject, "type": "KH", **facts}
    return IndexRow(number, document, f"{document}:{number}", body, "", kind=kind, vector=b"", **known)  # type: ignore[arg-type]


FIRE = [
    _row(1, "fire", "Kế hoạch phòng cháy rừng phòng cháy rừng năm nay", "mo_dau"),
    _row(2, "fire", "Căn cứ kế hoạch phòng cháy rừng của tỉnh", "can_cu"),
    _row(3, "fire", "Tuyên truyền trong dân về việc giữ rừng"),
    _row(4, "fire", "Kinh phí mua máy bơm là 20.000.000 đồng"),
]
OTHER = [_row(5, "library", "Mượn sách mười ngày"), _row(6, "library", "Máy bơm của thư viện hỏng")]


def _order(rows: list[IndexRow], candidates: dict[int, float], question: str = QUESTION) -> list[int]:
    columns = Columns.open(Path("/nowhere"))
    columns.add(rows)
    ids = np.array(list(candidates), np.int64)
    features = np.zeros((len(ids), len(FEATURES)), np.float32)
    ranked = RankedCandidates(columns.rows_of(ids), ids, np.array(list(candidates.values())), features, 0.5)
    words = query_weights(terms.syllables(question), len(columns), lambda key: 1, folded=question.isascii())
    order = rank_by_levels(ranked, Question(question), words, columns)
    return [int(number) for number in order.ids]


def test_the_answering_section_stands_before_the_introduction_and_the_bases() -> None:
    order = _order(FIRE, {1: 1.0, 2: 0.9, 4: 0.5})
    assert order[0] == 4


def test_a_passage_that_was_no_candidate_takes_part() -> None:
    assert _order(FIRE, {1: 1.0, 2: 0.9})[0] == 4


def test_another_document_changes_nothing_inside_this_one() -> None:
    alone = _order(FIRE, {1: 1.0, 2: 0.9, 4: 0.5})
    beside = _order([*FIRE, *OTHER], {1: 1.0, 2: 0.9, 4: 0.5, 6: 0.4})
    assert [number for number in beside if number < 5] == alone


def test_documents_of_one_passage_keep_their_order_and_scores() -> None:
    rows = [_row(number, f"d{number}", f"Điều {number} về máy bơm") for number in range(1, 6)]
    assert _order(rows, {3: 0.9, 1: 0.8, 5: 0.4}) == [3, 1, 5]


def test_bases_answer_what_asks_for_them() -> None:
    asked = what_is_asked(Question("Kế hoạch 12 căn cứ vào văn bản nào?"))
    assert asked.basis


def _decisions(*subjects_and_years: tuple[str, int]) -> list[IndexRow]:
    """Decisions with these subjects and years, each a document of one passage of the same words."""
    return [
        _row(
            number,
            f"d{number}",
            "Điều 1. Sửa mức giá như sau",
            subject=subject,
            year=year,
            type="QĐ",
            issuer="UBND tỉnh",
        )
        for number, (subject, year) in enumerate(subjects_and_years, 1)
    ]


@pytest.mark.parametrize(
    ("question", "subjects"),
    [
        (
            "Quyết định 2022 sửa mức giá cho thuê rừng là gì?",
            [("giá cho thuê rừng", 2021), ("giá cho thuê rừng", 2022)],
        ),
        ("Quyết định sửa mức giá cho thuê rừng là gì?", [("giá nước sạch", 2022), ("giá cho thuê rừng", 2022)]),
        ("quyet dinh 2022 sua muc gia cho thue rung", [("giá cho thuê rừng", 2020), ("giá cho thuê rừng", 2022)]),
        ("Quyết định sửa mức giá xe buýt năm 2024?", [("giá xe buýt 2023", 0), ("giá xe buýt 2024", 0)]),
    ],
)
def test_a_document_named_by_topic_and_year_stands_first(question: str, subjects: list[tuple[str, int]]) -> None:
    assert _order(_decisions(*subjects), {1: 0.95, 2: 0.85}, question)[0] == 2


def test_a_type_that_is_named_speaks_for_its_documents() -> None:
    rows = [_row(1, "one", "Sửa mức giá", type="BC"), _row(2, "two", "Sửa mức giá", type="QĐ")]
    assert _order(rows, {1: 0.9, 2: 0.85}, "Quyết định sửa mức giá nào?")[0] == 2


def test_a_passage_that_repeats_the_name_of_another_document_is_not_first() -> None:
    rows = [
        _row(1, "old", "Sắc lệnh ngày 6 tháng 9 năm 1945 nay bãi bỏ", subject="trưng tập", type="SL"),
        _row(2, "meant", "Cấm phá huỷ đình chùa, cung điện", subject="bảo tồn di tích cổ", type="SL", year=1945),
    ]
    assert _order(rows, {1: 1.0, 2: 0.6}, "Sắc lệnh 1945 về di tích cổ cấm phá huỷ đình chùa nào?")[0] == 2


@pytest.mark.parametrize(
    ("question", "right"),
    [("Tài chính công được mấy điểm?", 3), ("Thể chế được mấy điểm?", 2), ("chi so hai long duoc may diem", 4)],
)
def test_a_row_is_asked_for_by_its_label(question: str, right: int) -> None:
    labels = ["Tổ chức bộ máy tài chính và thể chế", "Thể chế", "Tài chính công", "Chỉ số hài lòng"]
    rows = [
        _row(
            number,
            "table",
            f"Lĩnh vực: {label}; Điểm: {number}",
            "table_row",
            cells=(("STT", str(number)), ("Lĩnh vực", label)),
        )
        for number, label in enumerate(labels, 1)
    ]
    assert _order(rows, {1: 1.0, 2: 0.9, 3: 0.9, 4: 0.9}, question)[0] == right


def test_articles_without_a_name_keep_their_order_beside_each_other() -> None:
    rows = [
        _row(number, f"part{number % 2}", f"Điều {number} về máy bơm", subject="", type=None) for number in range(1, 7)
    ]
    assert _order(rows, {3: 0.9, 1: 0.8, 6: 0.7, 5: 0.4}) == [3, 1, 6, 5]


def test_what_a_question_asks_for_is_not_read_where_no_document_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Question] = []

    def noted(question: Question) -> Asked:
        read.append(question)
        return what_is_asked(question)

    monkeypatch.setattr("index.ranking.levels.what_is_asked", noted)
    articles = [_row(number, "law", f"Điều {number} về máy bơm", subject="", type=None) for number in (1, 2)]
    assert _order(articles, {1: 1.0, 2: 0.5}) == [1, 2]
    assert not read
    _order(FIRE, {1: 1.0, 2: 0.9})
    assert [one.text for one in read] == [QUESTION]


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("Lễ phát động bắt đầu lúc mấy giờ?", "Lễ phát động bắt đầu từ 07h30 tại sân vận động."),
        ("Ai phụ trách lễ phát động?", "Giao ông Trần Văn A, Phó Chủ tịch, phụ trách lễ phát động."),
        ("Lễ phát động kéo dài bao lâu?", "Lễ phát động diễn ra trong 02 ngày, từ sáng đến chiều."),
        ("le phat dong chi het bao nhieu tien?", "Chi cho lễ phát động: 25.000.000 đồng."),
        ("Lễ phát động theo văn bản nào của Bộ?", "Lễ phát động làm theo Công văn số 15/BYT-DP của Bộ."),
        ("Kế hoạch phát động bao giờ có hiệu lực?", "Kế hoạch có hiệu lực kể từ ngày ký, trước lễ phát động."),
    ],
)
def test_a_passage_that_states_the_kind_of_thing_asked_for_stands_first(question: str, right: str) -> None:
    texts = [
        "Lễ phát động có sự tham dự của toàn thể nhân dân, lễ phát động được chuẩn bị chu đáo.",
        "Tuyên truyền về lễ phát động trên loa của xã, nêu rõ ý nghĩa của lễ phát động.",
        right,
        "Trên đây là Kế hoạch lễ phát động, đề nghị các đơn vị thực hiện.",
    ]
    rows = [_row(number, "start", text, subject="Lễ hội đền") for number, text in enumerate(texts, 1)]
    assert _order(rows, {1: 1.0, 2: 0.9, 3: 0.8, 4: 0.95}, question)[0] == 3


@pytest.mark.parametrize(
    "other",
    [
        "Điều 1. Thành lập Hội đồng thẩm định thi đua, gồm các thành viên sau:",
        "HỘI ĐỒNG THẨM ĐỊNH THI ĐUA VÀ CHỦ TỊCH HỘI ĐỒNG",
        "Trên đây là quyết định về Hội đồng thẩm định thi đua và Chủ tịch Hội đồng./.",
    ],
)
def test_what_only_leads_to_an_answer_stands_behind_it(other: str) -> None:
    rows = [
        _row(1, "council", "Điều 3. Quyết định này được gửi đến các phòng.", subject="Thi đua năm nay"),
        _row(2, "council", other, subject="Thi đua năm nay"),
        _row(3, "council", "1. Chủ tịch Hội đồng thẩm định: Ông Đỗ Văn B, Giám đốc Sở.", subject="Thi đua năm nay"),
    ]
    assert _order(rows, {1: 0.5, 2: 1.0, 3: 0.8}, "Hội đồng thẩm định thi đua do ai làm chủ tịch?")[0] == 3


def test_a_passage_that_means_what_is_asked_stands_before_one_that_does_not() -> None:
    owner = np.array([0, 0, 0, 1, 1])
    shares = with_meant(np.zeros((5, 1)), np.array([0.9, 0.7, np.nan, 0.5, 0.5]), owner)[:, 1]
    assert shares[0] == pytest.approx(1.0)
    assert shares[1] == pytest.approx(-1.0)
    assert shares[2:].tolist() == [0.0, 0.0, 0.0]


def test_without_deep_vectors_meaning_adds_nothing() -> None:
    assert with_meant(np.ones((2, 1)), None, np.array([0, 0])).tolist() == [[1.0, 0.0], [1.0, 0.0]]
