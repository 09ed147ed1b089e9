"""Two levels of one ranking: documents, then the passages of each."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.derived import terms
from index.derived.columns import Columns
from index.query.question import Question
from index.ranking.candidates import RankedCandidates
from index.ranking.features import FEATURES
from index.ranking.levels import rank_by_levels, what_is_asked
from index.ranking.matching import query_weights
from index.records import IndexRow
from ingest.records import PassageKind

QUESTION = "Kế hoạch phòng cháy rừng: kinh phí mua máy bơm bao nhiêu?"


def _row(number: int, document: str, body: str, kind: PassageKind = "body") -> IndexRow:
    subject = "12/KH-UBND KH phòng cháy rừng" if document == "fire" else "Quy chế thư viện"
    return IndexRow(number, document, f"{document}:{number}", body, "", subject, kind, b"", type="KH")


FIRE = [
    _row(1, "fire", "Kế hoạch phòng cháy rừng phòng cháy rừng năm nay", "mo_dau"),
    _row(2, "fire", "Căn cứ kế hoạch phòng cháy rừng của tỉnh", "can_cu"),
    _row(3, "fire", "Tuyên truyền trong dân về việc giữ rừng"),
    _row(4, "fire", "Kinh phí mua máy bơm là 20.000.000 đồng"),
]
OTHER = [_row(5, "library", "Mượn sách mười ngày"), _row(6, "library", "Máy bơm của thư viện hỏng")]


def _order(rows: list[IndexRow], candidates: dict[int, float]) -> list[int]:
    columns = Columns.open(Path("/nowhere"))
    columns.add(rows)
    ids = np.array(list(candidates), np.int64)
    features = np.zeros((len(ids), len(FEATURES)), np.float32)
    ranked = RankedCandidates(columns.rows_of(ids), ids, np.array(list(candidates.values())), features, 0.5)
    words = query_weights(terms.syllables(QUESTION), len(columns), lambda key: 1, folded=False)
    order = rank_by_levels(ranked, what_is_asked(Question(QUESTION)), words, columns)
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
