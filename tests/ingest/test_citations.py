"""Labels and the parser of paths agree with each other and with the official order."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.grammar.citations import formal_path_label, full_citation, path_label
from ingest.grammar.paths import find_paths, path_before, resolve_path
from ingest.records import Citation, Metadata, Step


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("điểm a khoản 2 Điều 5", ["điểm a khoản 2 Điều 5"]),
        ("các điểm a, b và c khoản 2 Điều 5", [f"điểm {p} khoản 2 Điều 5" for p in "abc"]),
        ("khoản 1 Điều 5, khoản 2 Điều 6", ["khoản 1 Điều 5", "khoản 2 Điều 6"]),
        ("Điều 5 khoản 2 điểm đ", ["điểm đ khoản 2 Điều 5"]),
        ("đ5 k2", ["khoản 2 Điều 5"]),
        ("dieu 5 khoan 2", ["khoản 2 Điều 5"]),
        ("mục 2 phần III", ["mục 2 Phần III"]),
        ("II.1.a", ["mục II.1.a"]),
        ("STT 7 Phụ lục I", ["STT 7, Phụ lục I"]),
        ("gạch đầu dòng thứ 3 mục II.1", ["gạch đầu dòng thứ 3, mục II.1"]),
        ("ngày 3 tháng 5, kinh phí 20 triệu đồng", []),
    ],
)
def test_paths_in_text(text: str, labels: list[str]) -> None:
    assert [path_label(mention.steps) for mention in find_paths(text)] == labels


def test_formal_order_is_smallest_first() -> None:
    path = (Step("roman", "II"), Step("n1", "1"), Step("diem", "a"))
    assert formal_path_label(path, "Kế hoạch") == "điểm a khoản 1 Mục II Kế hoạch"


def test_relative_reference_takes_the_enclosing_unit() -> None:
    here = (Step("dieu", "5"), Step("khoan", "2"))
    assert path_label(resolve_path(find_paths("điểm a khoản này")[0], here)) == "điểm a khoản 2 Điều 5"
    assert path_label(resolve_path(find_paths("khoản 3 Điều này")[0], here)) == "khoản 3 Điều 5"


def test_full_citation() -> None:
    metadata = Metadata(
        number="901/2017/QĐ-UBND",
        type="QĐ",
        type_name="Quyết định",
        issuer="UBND tỉnh Gia Lai",
        issued_date=date(2017, 3, 21),
    )
    path = (Step("dieu", "7"), Step("khoan", "1"))
    citation = Citation("Quy chế", path, path_label(path), formal_path_label(path, "Quy chế"), 4, 4)
    assert full_citation(metadata, citation, formal=True) == (
        "khoản 1 Điều 7 Quy chế ban hành kèm theo Quyết định số 901/2017/QĐ-UBND ngày 21/3/2017 "
        "của UBND tỉnh Gia Lai, trang 4"
    )


@pytest.mark.parametrize("between", ["", " ", " của ", ", "])
@pytest.mark.parametrize(
    "path",
    [
        "điểm a khoản 2 Điều 5", "Điều 5 và Điều 7", "mục II.1.a", "Phụ lục IV", "Phụ lục A", "phần thứ ba", "STT 3.2",
        "khoản 2a Điều 12b", "điểm đ1", "nhiệm vụ thứ tư", "Mẫu số 03", "chương X", "gạch đầu dòng thứ nhất", "đ5 k2",
    ],
)  # fmt: skip
def test_the_path_before_a_document_is_found(path: str, between: str) -> None:
    assert path_before(f"theo quy định tại {path}{between}") == find_paths(path)[0].steps


@pytest.mark.parametrize("before", ["theo khoản 2 Điều 5 và các quy định của ", "căn cứ khoản này của ", "ban hành "])
def test_words_between_belong_to_no_path(before: str) -> None:
    assert path_before(before) == ()
