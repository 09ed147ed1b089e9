"""Whether a passage is about what is asked: names in opening lines, words in it and its titles."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import cast

import pytest

from index.query.question import Question
from index.ranking.quotes import CHANCE_ALONE, CHANCE_SIGNALS, bundled_model
from index.records import Hit, StoredDocument, StoredPassage
from ingest.records import Citation, Metadata, PassageKind, Step
from service.answering.case import Case, DocumentMeant
from service.answering.quoting.confidence import beside_signals, known_beside


def make_hit(text: str, kind: PassageKind = "body") -> Hit:
    citation = Citation("", (Step("roman", "1"),), "mục I", "Mục I")
    passage = StoredPassage(1, "d_1", 1, 1, text, citation, kind, ("Chăm sóc rừng",), "", None)
    document = StoredDocument("d_1", 1, 1, "0" * 64, "mau.txt", "text", "text", Metadata(), 0, 1)
    return Hit(passage, document, 1.0)


@dataclass
class Understood:
    expansions: tuple[tuple[str, str], ...] = ()


@dataclass
class StubCase:
    """What the signals read of a case."""

    asked: Question
    hits: tuple[Hit, ...]
    understood: Understood = field(default_factory=Understood)
    meant: DocumentMeant = field(default_factory=DocumentMeant)

    def passages(self, document: StoredDocument) -> list[Hit]:
        return list(self.hits)


def a_case(question: str, *hits: Hit) -> Case:
    return cast("Case", StubCase(Question(question), hits))


@pytest.mark.parametrize(
    ("opening", "question", "known"),
    [
        ("UBND TỈNH ĐẮK NÔNG\nTHANH TRA TỈNH", "Đắk Nông thanh tra đơn vị nào?", "dak nong"),
        ("SỞ Y TẾ CÀ MAU\nDanh sách kèm theo", "Danh sách của Cà Mau có ai?", "ca mau"),
        ("HUYỆN ĐỨC CƠ\nBảng tổng hợp", "Huyện Đức Cơ tổng hợp gì?", "duc co"),
    ],
)
def test_a_document_without_a_place_is_of_those_that_its_opening_names(opening: str, question: str, known: str) -> None:
    row = make_hit("Trồng cây ven suối.")
    case = a_case(question, make_hit(opening, "mo_dau"), row)
    assert known in known_beside(case, row)
    # Of one whose place is known nothing is added, and no name that stands elsewhere in it counts.
    placed = replace(row, document=replace(row.document, metadata=Metadata(territory="gia-lai")))
    assert known not in known_beside(case, placed)
    assert known not in known_beside(a_case(question, make_hit(opening, "body"), row), row)


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        ("Cây ven suối trồng năm nào?", 0.7, 1.0),
        ("Giếng làng nạo vét năm nào?", 0.0, 0.3),
        # A name that is not met takes all of it: what is found is about another place.
        ("Cây ven suối ở Núi Chúa trồng năm nào?", 0.0, 0.0),
    ],
)
def test_support_is_what_passage_and_document_hold_of_the_question(question: str, least: float, most: float) -> None:
    hit = make_hit("Trồng cây ven suối.")
    signals = beside_signals(a_case(question, hit), hit, {"value": 0.0, "cue": 0.0, "heading": 0.0})
    assert set(signals) == set(CHANCE_ALONE) < set(CHANCE_SIGNALS)
    assert least <= signals["support"] <= most


@pytest.mark.parametrize(
    ("question", "chosen", "stated"),
    [
        ("Trồng cây hết bao nhiêu tiền?", {"value": 1.0, "cue": 1.0, "heading": 0.0}, 1.0),
        ("Kinh phí trồng cây lấy từ đâu?", {"value": 0.0, "cue": 1.0, "heading": 1.0}, 1.0),
        ("Kinh phí trồng cây lấy từ đâu?", {"value": 0.0, "cue": 1.0, "heading": 0.0}, 0.0),
        ("Lễ trồng cây tổ chức ở đâu?", {"value": 0.0, "cue": 1.0, "heading": 0.0}, 1.0),
        ("Lễ trồng cây tổ chức ở đâu?", {"value": 0.0, "cue": 0.0, "heading": 0.0}, 0.0),
    ],
)
def test_what_is_asked_for_is_stated(question: str, chosen: dict[str, float], stated: float) -> None:
    hit = make_hit("Trồng cây ven suối.")
    assert beside_signals(a_case(question, hit), hit, chosen)["stated"] == stated


def test_a_passage_that_lacks_the_matter_is_less_likely_to_answer() -> None:
    signals = MappingProxyType(dict.fromkeys(CHANCE_SIGNALS, 0.0))
    model = bundled_model()
    sure = model.chance({**signals, "lead": 4.0, "evidence": 3.0, "support": 1.0})
    for worse in ({"lead": 0.0}, {"evidence": -3.0}, {"support": 0.0}):
        assert model.chance({**signals, "lead": 4.0, "evidence": 3.0, "support": 1.0, **worse}) < sure
