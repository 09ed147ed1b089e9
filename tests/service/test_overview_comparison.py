"""Comparisons: changed figures, days and bodies are found, the same said in other signs is no change."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from index.library.library import ListRequest
from index.records import StoredDocument, StoredPassage
from ingest.records import Citation, Metadata, Step
from service.answering.overview.comparison import comparison
from service.answering.overview.records import Comparison, Difference
from service.answering.overview.values import value_changes, values_in
from service.assistant import Assistant
from tests.support.edited_documents import edited, found_and_invented

LEAST_FOUND, MOST_INVENTED = 0.98, 0.02


def compared(left: list[StoredPassage], right: list[StoredPassage]) -> Comparison:
    document = StoredDocument("d_1", 1, 1, "0", "mẫu.txt", "text", "text", Metadata(type="KH"), 0, len(left))
    return comparison(document, left, replace(document, id="d_2"), right)


def passage(place: int, text: str, cells: tuple[tuple[str, str], ...] = ()) -> StoredPassage:
    citation = Citation("", (Step("n1", str(place + 1)),), f"mục {place + 1}", f"mục {place + 1}")
    kind = "table_row" if cells else "body"
    return StoredPassage(place, "d_1", 1, place, text, citation, kind, (), "", None, cells)  # type: ignore[arg-type]


def row(place: int, *cells: tuple[str, str]) -> StoredPassage:
    return passage(place, "; ".join(f"{head}: {value}" for head, value in cells), cells)


def only(found: Comparison) -> Difference:
    (difference,) = found.differences
    return difference


def test_ten_edited_pairs(sample_assistant: Assistant) -> None:
    """Figures and days changed in ten of the samples: almost all are found, almost nothing else is reported."""
    library = sample_assistant.library
    documents = library.documents(ListRequest(limit=100, access=None)).documents[:10]
    assert len(documents) == 10
    made = found = invented = 0
    for document in documents:
        passages = library.version_passages(document.version_id)
        changed, edits = edited(passages, Random(document.file_name))
        right, wrong = found_and_invented(comparison(document, passages, document, changed), edits)
        made, found, invented = made + len(edits), found + right, invented + wrong
    assert made >= 60
    assert found / made >= LEAST_FOUND
    assert invented / (found + invented) <= MOST_INVENTED


def test_a_document_is_like_itself(sample_assistant: Assistant) -> None:
    library = sample_assistant.library
    for document in library.documents(ListRequest(limit=100, access=None)).documents:
        passages = library.version_passages(document.version_id)
        found = comparison(document, passages, document, passages)
        assert found.differences == ()
        assert found.alike > 0


def test_both_sides_are_quoted_from_their_own_document(sample_assistant: Assistant) -> None:
    library = sample_assistant.library
    named = {one.metadata.number: one for one in library.documents(ListRequest(limit=100, access=None)).documents}
    sides = named["901/2017/QĐ-UBND"], named["922/2025/QĐ-UBND"]
    passages = [library.version_passages(side.version_id) for side in sides]
    found = comparison(sides[0], passages[0], sides[1], passages[1])
    assert {difference.kind for difference in found.differences} == {"changed", "added", "gone"}
    for difference in found.differences:
        for unit, of_side in ((difference.left, passages[0]), (difference.right, passages[1])):
            assert unit is None or unit.text in next(one.text for one in of_side if one.id == unit.passage.id)
    days = [(value.left, value.right) for row in found.differences for value in row.values if value.kind == "day"]
    assert ("ngày 31 tháng 01", "ngày 15 tháng 01") in days


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Mở 05 lớp trước ngày 15/11/2023.", "Mở 5 lớp trước ngày 15 tháng 11 năm 2023."),
        ("Kinh phí 18,50 tỷ đồng", "Kinh phí 18,5 tỷ đồng"),
        ("Hỗ trợ 4.200.000 đồng", "Hỗ trợ 4200000 đồng"),
        ("Hoàn thành trong quý III/2024;", "Hoàn thành trong Quý III năm 2024."),
    ],
)
def test_one_value_written_in_two_ways_is_no_change(left: str, right: str) -> None:
    assert value_changes(left, right) == ()


@pytest.mark.parametrize(
    ("left", "right", "kind", "values"),
    [
        ("Tổng kinh phí 18,5 tỷ đồng", "Tổng kinh phí 19,5 tỷ đồng", "figure", ("18,5 tỷ đồng", "19,5 tỷ đồng")),
        ("01 lớp ở tỉnh, 01 lớp ở xã", "31 lớp ở tỉnh, 01 lớp ở xã", "figure", ("01 lớp", "31 lớp")),
        ("Đạt 80% hồ sơ", "Đạt 85% hồ sơ", "figure", ("80%", "85%")),
        ("trước ngày 15/11/2023", "trước ngày 25/11/2023", "day", ("ngày 15/11/2023", "ngày 25/11/2023")),
        ("trong quý II/2024", "trong quý IV/2024", "day", ("quý II/2024", "quý IV/2024")),
        ("Sở Nội vụ chủ trì", "Sở Tư pháp chủ trì", "body", ("Sở Nội vụ", "Sở Tư pháp")),
        ("kể từ ngày ký", "kể từ ngày ban hành", "words", ("ký", "ban hành")),
    ],
)
def test_a_change_is_named_with_both_values(left: str, right: str, kind: str, values: tuple[str, str]) -> None:
    (change,) = value_changes(left, right)
    assert (change.kind, (change.left, change.right)) == (kind, values)


def test_the_number_of_a_document_is_one_value() -> None:
    assert [value.key for value in values_in("theo Luật số 72/2025/QH15 và Quyết định số 749/QĐ-TTg")] == [
        "72/2025/qh15", "749/qđ-ttg",
    ]  # fmt: skip


def test_rows_match_by_their_words_whatever_their_numbers() -> None:
    """A row put in above moves the running numbers; two rows that differ by a word stay apart."""
    left = [
        row(0, ("STT", "1"), ("Chỉ tiêu", "Tỷ lệ hồ sơ cấp tỉnh"), ("Năm 2024", "95%")),
        row(1, ("STT", "2"), ("Chỉ tiêu", "Tỷ lệ hồ sơ cấp huyện"), ("Năm 2024", "85%")),
    ]
    right = [
        row(0, ("STT", "1"), ("Chỉ tiêu", "Tỷ lệ dân số có tài khoản"), ("Năm 2025", "60%")),
        row(1, ("STT", "2"), ("Chỉ tiêu", "Tỷ lệ hồ sơ cấp tỉnh"), ("Năm 2025", "98%")),
        row(2, ("STT", "3"), ("Chỉ tiêu", "Tỷ lệ hồ sơ cấp huyện"), ("Năm 2025", "85%")),
    ]
    found = {difference.label: difference for difference in compared(left, right).differences}
    assert set(found) == {"Tỷ lệ hồ sơ cấp tỉnh", "Tỷ lệ dân số có tài khoản"}
    changed = found["Tỷ lệ hồ sơ cấp tỉnh"]
    assert changed.kind == "changed"
    assert [(value.left, value.right) for value in changed.values] == [("95%", "98%")]
    assert found["Tỷ lệ dân số có tài khoản"].kind == "added"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("- Tỉnh Lào Cai: 214 tấn gạo.", "- Tỉnh Bắc Kạn: 862 tấn gạo."),
        ("- Trưởng đoàn: 3.900.000 đồng/người/ngày;", "- Phó đoàn: 3.200.000 đồng/người/ngày;"),
        ("Hồ sơ công việc cấp tỉnh: 95%", "Hồ sơ công việc cấp xã: 70%"),
        ("Đoàn khách hạng A: 1.000.000 đồng", "Đoàn khách hạng B: 700.000 đồng"),
    ],
)
def test_a_figure_of_another_thing_is_no_changed_figure(left: str, right: str) -> None:
    kinds = [difference.kind for difference in compared([passage(0, left)], [passage(0, right)]).differences]
    assert sorted(kinds) == ["added", "gone"]


def test_a_labelled_figure_that_changed_is_found() -> None:
    found = only(compared([passage(0, "- Tỉnh Lào Cai: 214 tấn gạo.")], [passage(0, "- Tỉnh Lào Cai: 862 tấn gạo.")]))
    assert [(value.left, value.right) for value in found.values] == [("214 tấn", "862 tấn")]


def test_what_stands_in_one_document_alone() -> None:
    both = passage(0, "Sở Y tế chủ trì kiểm tra vệ sinh an toàn thực phẩm.")
    more = passage(1, "Công an tỉnh bảo đảm an ninh trật tự tại các điểm thi.")
    assert only(compared([both], [both, more])).kind == "added"
    assert only(compared([both, more], [both])).kind == "gone"


def test_units_that_moved_are_no_change() -> None:
    one, other = passage(0, "Sở Y tế chủ trì kiểm tra."), passage(1, "Sở Tài chính bố trí kinh phí thực hiện.")
    moved = [replace(other, ordinal=0), replace(one, ordinal=1)]
    assert compared([one, other], moved).differences == ()
