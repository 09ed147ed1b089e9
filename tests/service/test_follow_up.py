"""Follow-up questions: what continues the talk, what starts a new one, what is remembered."""

from __future__ import annotations

import pytest

from index.records import Hit, QueryInterpretation, StoredDocument, StoredPassage
from ingest.records import Citation, Metadata, Step
from service.answering.question.follow_up import (
    Conversation,
    Turn,
    advance_conversation,
    new_conversation,
    resolve_follow_up,
)
from service.records import Answer, AnswerStatus, Source
from service.transcripts.conversations import Conversations

TALK = Conversation(
    "c_1",
    document_id="d_1",
    document_name="Kế hoạch số 9701/KH-UBND",
    turns=(Turn("Kế hoạch thư viện do ai chủ trì?", "Kế hoạch thư viện do ai chủ trì?", "a_1", "complete"),),
)


@pytest.mark.parametrize(
    "question",
    [
        "Còn Sở Giáo dục và Đào tạo thì sao?",
        "con so giao duc thi sao",
        "Thế hạn báo cáo của các huyện là ngày nào vậy?",
        "Văn bản đó có hiệu lực từ bao giờ?",
        "Tiền chi cho công tác đó lấy từ nguồn nào?",
        "Việc bãi bỏ đó có hiệu lực từ ngày nào?",
        "Hạn báo cáo?",
        "Điều 12 nói gì?",
        "mục II.1 nói gì vậy hả bạn",
    ],
)
def test_continues_in_the_same_document(question: str) -> None:
    resolved = resolve_follow_up(question, TALK)
    assert resolved.document_id == "d_1"
    assert "Kế hoạch số 9701/KH-UBND" in resolved.question


@pytest.mark.parametrize(
    "question",
    [
        "Quyết định 9702/2023/QĐ-UBND quy định gì về bến thuyền?",
        "Chủ bến thuyền du lịch phải trang bị những gì cho hành khách?",
        "Kế hoạch do ai chủ trì thực hiện trong năm nay vậy?",
        "Mức hỗ trợ cho hộ nghèo xây nhà năm 2025 trên địa bàn tỉnh này là bao nhiêu?",
    ],
)
def test_new_topic_leaves_the_old_document(question: str) -> None:
    resolved = resolve_follow_up(question, TALK)
    assert (resolved.question, resolved.search, resolved.document_id) == (question, question, None)


def test_nothing_continues_before_an_answer() -> None:
    assert resolve_follow_up("Còn Sở Tài chính thì sao?", new_conversation()).document_id is None
    assert resolve_follow_up("Còn Sở Tài chính thì sao?", None).document_id is None


def test_what_of_looks_for_the_topic_alone() -> None:
    assert resolve_follow_up("Còn Sở Tài chính thì sao?", TALK).search == "Sở Tài chính"


def test_a_thing_said_before_brings_its_words_along() -> None:
    assert "thư viện" in resolve_follow_up("Kinh phí cho công tác đó?", TALK).search


def test_a_short_question_is_only_probably_a_continuation() -> None:
    assert not resolve_follow_up("Kinh phí tập huấn?", TALK).sure
    assert resolve_follow_up("Thế hạn báo cáo?", TALK).sure


def make_answer(status: AnswerStatus, document: str | None) -> Answer:
    sources: tuple[Source, ...] = ()
    if document is not None:
        citation = Citation("", (Step("roman", "II"),), "mục II", "Mục II")
        passage = StoredPassage(1, document, 1, 1, "Sở A chủ trì.", citation, "body", (), "", None)
        metadata = Metadata(number="9705/KH-UBND", type="KH", type_name="Kế hoạch")
        stored = StoredDocument(document, 1, 1, "0" * 64, "mau.txt", "text", "text", metadata, 0, 1)
        sources = (Source("s1", Hit(passage, stored, 1.0), "", ""),)
    understood = QueryInterpretation("Hỏi gì?", "full")
    return Answer("a_2", "Hỏi gì?", "Hỏi gì?", status, "general", "", (), sources, understood, 0.5, 1, 1.0)


def test_an_answer_moves_the_talk_to_its_document() -> None:
    after = advance_conversation(TALK, make_answer("complete", "d_2"))
    assert (after.document_id, after.document_name) == ("d_2", "Kế hoạch số 9705/KH-UBND")
    assert [turn.answer_id for turn in after.turns] == ["a_1", "a_2"]


@pytest.mark.parametrize("status", ["none", "refused"])
def test_a_no_leaves_the_document_in_place(status: AnswerStatus) -> None:
    after = advance_conversation(TALK, make_answer(status, None))
    assert after.document_id == "d_1"
    assert len(after.turns) == 2


def test_conversations_are_bounded_and_ids_cannot_be_guessed() -> None:
    kept = Conversations(2)
    talks = [new_conversation() for _ in range(3)]
    assert len({talk.id for talk in talks}) == 3
    for talk in talks:
        kept.keep(advance_conversation(talk, make_answer("complete", "d_2")))
    assert kept.get(talks[0].id).document_id is None  # dropped: a fresh one
    assert kept.get(talks[2].id).document_id == "d_2"
    assert kept.drop(talks[2].id)
    assert not kept.drop(talks[2].id)


def test_the_version_before_takes_the_question_of_before() -> None:
    resolved = resolve_follow_up("Bản trước đó quy định thế nào?", TALK)
    assert (resolved.previous, resolved.search) == (True, "Kế hoạch thư viện do ai chủ trì?")
    assert "văn bản trước Kế hoạch số 9701/KH-UBND" in resolved.question
