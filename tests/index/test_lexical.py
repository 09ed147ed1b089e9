"""tantivy's order against a reference BM25, conditions, and changes."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import pytest

from index.derived import terms
from index.derived.lexical import LexicalIndex
from index.derived.row_facts import innermost_title
from index.records import Filters, IndexRow

TEXTS = [
    "Sở Ngoại vụ chủ trì xây dựng kế hoạch thông tin đối ngoại hằng năm",
    "Sở Tài chính bố trí kinh phí thực hiện kế hoạch",
    "Công an tỉnh phối hợp với Bộ Chỉ huy quân sự tỉnh bảo đảm an ninh",
    "Báo cáo kết quả thực hiện kế hoạch về Ủy ban nhân dân tỉnh trước ngày 15 tháng 12",
    "Kinh phí thực hiện do ngân sách nhà nước bảo đảm theo phân cấp, kế hoạch, dự toán",
    "Thông tin đối ngoại là hoạt động cung cấp thông tin về địa phương",
]


def row(number: int, body: str, heading: str = "", **facts: object) -> IndexRow:
    return IndexRow(number, f"d{number}", f"g{number}", body, heading, "", "body", b"", **facts)  # type: ignore[arg-type]


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    made = LexicalIndex.open(tmp_path, write=True)
    made.add(
        [row(i, text, "Chương I\nKinh phí thực hiện" if i == 4 else "", year=2020 + i) for i, text in enumerate(TEXTS)]
    )
    made.commit(1)
    return made


def _reference(question: str) -> list[int]:
    documents = []
    for i, text in enumerate(TEXTS):
        heading = "Chương I\nKinh phí thực hiện" if i == 4 else ""
        parts = [innermost_title(heading)] * 2 + [heading, text]
        documents.append(Counter(t for part in parts for t in terms.index_terms(terms.syllables(part))))
    average = sum(d.total() for d in documents) / len(documents)

    def score(document: Counter[str]) -> float:
        total = 0.0
        for term in terms.index_terms(terms.syllables(question)):
            df = sum(term in d for d in documents)
            idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
            tf = document[term]
            total += idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * document.total() / average)) if tf else 0.0
        return total

    scored = [(score(d), i) for i, d in enumerate(documents)]
    return [i for s, i in sorted(scored, key=lambda item: -item[0]) if s > 0]


@pytest.mark.parametrize(
    "question", ["kinh phí thực hiện kế hoạch", "thông tin đối ngoại là gì", "báo cáo trước ngày 15"]
)
def test_order_equals_reference_bm25(index: LexicalIndex, question: str) -> None:
    weighted = {"combined": [(term, 1.0) for term in terms.index_terms(terms.syllables(question))]}
    ids, scores = index.search(weighted, 10)
    assert ids.tolist() == _reference(question)
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)


def test_folded_field_finds_without_accents(index: LexicalIndex) -> None:
    keys = terms.fold_keys(terms.syllables("thong tin doi ngoai la hoat dong gi"))
    ids, _ = index.search({"folded": [(term, 1.0) for term in terms.index_terms(keys)]}, 3)
    assert ids[0] == 5


def test_conditions_hold_inside_the_search(index: LexicalIndex) -> None:
    weighted = {"combined": [("kế", 1.0)]}
    ids, _ = index.search(weighted, 10, Filters(year=2023))
    assert ids.tolist() == [3]
    assert not len(index.search(weighted, 10, Filters(access=("noi_bo",)))[0])
    assert set(index.search(weighted, 10, Filters(document_ids=("d0", "d1")))[0].tolist()) == {0, 1}


def test_changes_are_seen_by_readers_opened_later(index: LexicalIndex, tmp_path: Path) -> None:
    reader = LexicalIndex.open(tmp_path)
    index.remove([0])
    index.add([row(1, "Sở Tài chính thẩm định dự toán"), row(9, "Kế hoạch mới")])
    index.commit(2)
    assert (len(reader), reader.change) == (6, 1)
    after = LexicalIndex.open(tmp_path)
    assert (len(after), after.change) == (6, 2)
    assert set(after.search({"combined": [("kế_hoạch", 1.0)]}, 10)[0].tolist()) == {3, 4, 9}
    with pytest.raises(RuntimeError, match="reading only"):
        after.remove([1])
