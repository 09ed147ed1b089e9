"""The evidence for an answer: what raises and lowers it, how it is fitted, and the unanswerable questions for that."""

from __future__ import annotations

import numpy as np
import pytest

from index.evaluation.library_texts import DocumentText
from index.ranking.evidence import SIGNALS, bundled_model
from index.training.evidence import EvidenceCase, as_model, fit_evidence, holds_evidence
from index.training.unanswerable import elsewhere, in_another_year, unanswerable_questions
from index.training.unstated import MOST_EACH, THINGS, called_by, unstated_questions
from ingest.text.normalize import fold

USUAL = {"ranking": -1.0, "support": 0.6, "own_words": 0.6, "stated": 0.5, "near": 0.4, "ahead": 0.5,
         "other_year": 0.0, "certain": 0.0}  # fmt: skip


@pytest.mark.parametrize(
    ("signal", "more"),
    [
        ("ranking", 1.0),
        ("support", 1.0),
        ("own_words", 1.0),
        ("stated", 1.0),
        ("near", 1.0),
        ("ahead", 1.0),
        ("certain", 1.0),
    ],
)
def test_more_evidence_makes_an_answer_more_probable(signal: str, more: float) -> None:
    assert bundled_model().probability({**USUAL, signal: more}) > bundled_model().probability(USUAL)


def test_a_document_of_another_year_makes_it_less_probable() -> None:
    assert bundled_model().probability({**USUAL, "other_year": 1.0}) < bundled_model().probability(USUAL)


def test_a_question_whose_answer_was_not_found_teaches_nothing() -> None:
    rng = np.random.default_rng(1)
    cases = []
    for number in range(200):
        answerable = number % 2 == 0
        signals = dict(zip(SIGNALS, rng.normal(size=len(SIGNALS)).tolist(), strict=True))
        signals["support"] += 2.0 * answerable
        cases.append(EvidenceCase("one", signals, answerable, answerable, True))
    lost = [EvidenceCase("one", dict.fromkeys(SIGNALS, -9.0), True, False, True)] * 50
    other_fold = [EvidenceCase("one b", dict.fromkeys(SIGNALS, -9.0), True, True, False)] * 50
    fitted = fit_evidence(cases)
    assert fit_evidence([*cases, *lost, *other_fold]) == fitted
    model = as_model(fitted)
    zero = dict.fromkeys(SIGNALS, 0.0)
    assert model.probability({**zero, "support": 3.0}) > 0.8 > 0.3 > model.probability({**zero, "support": -1.0})


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Sở Y tế Kiên Giang yêu cầu gì năm 2017?", ["without", "year", "place"]),
        ("ke hoach nam 2025 cua lam dong co gi", ["without", "year", "place"]),
        ("Ai chủ trì việc trồng cây?", ["without"]),
        ("Kế hoạch 516/KH-UBND do ai chủ trì?", []),
    ],
)
def test_unanswerable_questions_keep_the_words_of_the_asker(question: str, kinds: list[str]) -> None:
    made = list(unanswerable_questions({"id": "q", "question": question, "document": "d.pdf", "fold": "a"}))
    assert [one["id"] for one in made] == [f"q-{kind}" for kind in kinds]
    assert all(not one["answerable"] and one["fold"] == "a" for one in made)
    assert all(one["question"] == question for one in made if one.get("without"))
    assert not list(unanswerable_questions({"id": "q", "question": question, "answerable": False}))


def test_another_year_and_another_province_leave_the_rest() -> None:
    assert in_another_year("năm 2019 ở Huế") == "năm 2023 ở Huế"
    assert elsewhere("quyet dinh cua tinh gia lai") == "quyet dinh cua tinh ca mau"
    assert elsewhere("Tỉnh Cà Mau cấp gì?") == "Tỉnh Hà Giang cấp gì?"


def test_the_words_that_answer_are_told_in_passages() -> None:
    one = {"evidence": "gửi báo cáo về Sở Y tế trước ngày 16/11", "evidence_terms": ["Vinmec", "14/12"]}
    assert holds_evidence(one, ["", "1. Gửi báo cáo về Sở Y tế trước ngày 16/11/2017."])
    assert holds_evidence(one, ["Bệnh viện Vinmec; ngày 14/12/2017"])
    assert not holds_evidence(one, ["Bệnh viện Vinmec", "ngày 14/12", "Gửi báo cáo về Sở Nội vụ"])


PLAN = DocumentText(
    "plan.docx", "Kế hoạch", "V/v KIỂM TRA BỆNH VIỆN", "Sở Y tế",
    ("1. Phòng Nghiệp vụ Y làm đầu mối.", "2. Kinh phí: 20.000.000 đồng.", "3. Hội nghị bắt đầu lúc 14 giờ."),
)  # fmt: skip


def test_unstated_questions_ask_a_document_for_what_no_passage_states() -> None:
    made = list(unstated_questions([PLAN]))
    assert len(made) == MOST_EACH
    assert all(not one["answerable"] and one["document"] == "plan.docx" for one in made)
    assert all("kiem tra benh vien cua so y te" in fold(one["question"]) for one in made)
    asked = {fold(one["question"]) for one in made}
    for thing in THINGS:
        if {"sum", "hour"} & set(thing.kinds) or "hoi nghi" in thing.words:
            assert fold(thing.question.format(name=called_by(PLAN))) not in asked
    assert not list(unstated_questions([DocumentText("a.pdf", None, None, None, ("Nội dung",))]))


def test_a_further_document_changes_no_questions() -> None:
    other = DocumentText("other.pdf", "Quyết định", "về giao rừng", "UBND tỉnh", ("Điều 1. Giao rừng.",))
    assert [*unstated_questions([PLAN])] == [*unstated_questions([PLAN, other])][:MOST_EACH]
