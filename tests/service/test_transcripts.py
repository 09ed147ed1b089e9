"""Transcripts: an answer stays as it was given; replay, export, feedback, deletion, retention; idempotency keys."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from starlette.testclient import TestClient

from index.library.library import Library
from index.records import Filters
from index.transcripts.transcript_store import ConversationState, Exchange, TranscriptEntry, text_digest
from service.app import create_app
from service.ask_queue import AskQueue, AskRequest
from service.assistant import Assistant
from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from service.transcripts.conversations import Conversations
from service.transcripts.feedback import export_evaluation, open_questions, terminal_lines
from service.transcripts.recorder import Recorder
from tests.support.small_library import write_documents

QUESTION = "Kinh phí phát triển thư viện cơ sở là bao nhiêu tiền?"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("transcripts")
    write_documents(folder / "docs")
    made = load_settings(home=folder / "home", workers=1, ocr=False)
    ingest_paths(made, [folder / "docs"])
    return made


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as opened:
        yield opened


def ask(client: TestClient, question: str = QUESTION, **more: Any) -> dict[str, Any]:
    body: dict[str, Any] = client.post("/api/v1/ask", json={"question": question, **more}).json()
    return body


def events(text: str) -> list[tuple[str, Any]]:
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(block[0].removeprefix("event: "), json.loads(block[1].removeprefix("data: "))) for block in blocks]


def test_answer_is_replayed_with_its_evidence(client: TestClient) -> None:
    answer = ask(client)
    replay = client.get(f"/api/v1/answers/{answer['id']}").json()
    assert replay["answer"] == answer
    assert replay["change_now"] == answer["change"]
    for source, evidence in zip(answer["sources"], replay["evidence"], strict=True):
        assert evidence["text"] == source["text"]
        assert evidence["digest"] == text_digest(source["text"])
        assert evidence["intact"]
        assert evidence["current"]


def test_stream_gives_sources_then_statements_then_the_answer(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"question": QUESTION}, headers={"accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    told = events(response.text)
    names = [name for name, _ in told]
    assert names[0] == "sources"
    first = told.pop(0)[1]
    assert (first["answer_id"], first["status"]) == (None, None)  # sent before there is an answer
    answer = told[-1][1]
    assert first["sources"] == answer["sources"]
    assert [name for name, _ in told] == [*["statement"] * (len(told) - 1), "answer"]
    assert [data for name, data in told if name == "statement"] == answer["statements"]
    assert "2.450.000.000 đồng" in answer["statements"][0]["quote"]


def test_stream_sends_the_sources_again_when_the_answer_cites_others(client: TestClient) -> None:
    """A document asked for by its number is shown from its beginning, whatever the search ranked first."""
    body = {"question": "kế hoạch 9701/KH-UBND"}
    told = events(client.post("/api/v1/ask", json=body, headers={"accept": "text/event-stream"}).text)
    answer = told[-1][1]
    sent = [data for name, data in told if name == "sources"]
    assert sent[-1]["sources"] == answer["sources"]
    assert len(sent) == 1 or sent[-1]["answer_id"] == answer["id"]
    nothing = {"question": "Giá vé máy bay đi Paris tháng sau?"}
    told = events(client.post("/api/v1/ask", json=nothing, headers={"accept": "text/event-stream"}).text)
    # What is not likely to answer is not shown as a source before it is known that nothing does.
    assert [name for name, _ in told][-1] == "answer"
    assert told[0][1].get("status") == "none"


def test_bad_question_is_a_problem_also_for_a_stream(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"question": " "}, headers={"accept": "text/event-stream"})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


def test_same_key_is_not_asked_twice_even_after_a_restart(settings: Settings) -> None:
    headers = {"idempotency-key": "khoa-1"}
    with TestClient(create_app(settings)) as first:
        one = first.post("/api/v1/ask", json={"question": QUESTION}, headers=headers).json()
        two = first.post("/api/v1/ask", json={"question": QUESTION}, headers=headers).json()
        other = first.post("/api/v1/ask", json={"question": QUESTION + "?"}, headers=headers).json()
    with TestClient(create_app(settings)) as second:
        three = second.post("/api/v1/ask", json={"question": QUESTION}, headers=headers).json()
        kept = second.get(f"/api/v1/conversations/{one['conversation_id']}").json()
    assert one == two == three
    assert other["id"] != one["id"]
    assert len(kept["answers"]) == 1


def test_conversation_goes_on_after_a_restart(settings: Settings) -> None:
    with TestClient(create_app(settings)) as first:
        before = ask(first)
    with TestClient(create_app(settings)) as second:
        after = ask(second, "Còn Sở Giáo dục và Đào tạo thì sao?", conversation_id=before["conversation_id"])
    assert after["conversation_id"] == before["conversation_id"]
    assert after["resolved_question"] != after["question"]


def test_nobody_waiting_stops_the_work(settings: Settings) -> None:
    async def leave() -> tuple[int, int]:
        with Assistant.open(settings.home) as assistant:
            recorder = Recorder(assistant.library.transcripts, 1)
            asking = AskQueue(assistant, Conversations(10), recorder)
            gate = threading.Event()
            blockers = [asking._threads.submit(gate.wait) for _ in range(asking._threads._max_workers)]
            waiting = asyncio.ensure_future(
                asking.answer(AskRequest("Trồng bao nhiêu cây?", None, Filters(), 3, "đi mất"))
            )
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            gate.set()
            answer = await asking.answer(AskRequest("Trồng bao nhiêu cây?", None, Filters(), 3, "đi mất"))
            asking.close()
            recorder.close()
            kept = assistant.library.transcripts.conversation_exchanges(answer.conversation_id or "")
            return len(blockers), len(kept)

    assert asyncio.run(leave())[1] == 1


@pytest.mark.parametrize("form", ["md", "docx"])
def test_export_carries_formal_citations(client: TestClient, form: str) -> None:
    answer = ask(client)
    response = client.get(f"/api/v1/conversations/{answer['conversation_id']}/export", params={"format": form})
    assert response.headers["content-disposition"].endswith(f'.{form}"')
    formal = answer["sources"][0]["formal"]
    if form == "docx":
        assert f"1. {formal}" in [paragraph.text for paragraph in Document(io.BytesIO(response.content)).paragraphs]
    else:
        assert formal in response.text.replace("\\", "")


def test_export_shows_markup_as_text(client: TestClient) -> None:
    answer = ask(client, "<script>alert(1)</script> [x](javascript:1) kinh phí thư viện cơ sở")
    text = client.get(f"/api/v1/conversations/{answer['conversation_id']}/export").text
    assert "<script>" not in text
    assert "[x](" not in text


def test_feedback_reaches_the_clerk_and_becomes_an_evaluation_file(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    answer = ask(client)
    right = answer["sources"][0]["document"]["id"]
    address = f"/api/v1/answers/{answer['id']}/feedback"
    assert client.post(address, json={"useful": True}).json()["useful"]
    verdict = {"useful": False, "reason": "wrong_passage", "document_id": right, "comment": " xem lại "}
    assert client.post(address, json=verdict).json()["comment"] == "xem lại"
    found = [entry for entry in open_questions(settings) if entry["answer_id"] == answer["id"]]
    assert (found[0]["reason"], found[0]["right_document"]) == ("wrong_passage", right)
    assert any("sai đoạn" in line for line in terminal_lines(found))
    out = tmp_path / "cau-hoi.jsonl"
    assert export_evaluation(settings, out) >= 1
    questions = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    mine = next(item for item in questions if item["id"] == answer["id"])
    assert mine["document"] == answer["sources"][0]["document"]["file_name"]
    assert mine["question"] == answer["resolved_question"]


def test_unanswered_questions_are_listed(client: TestClient, settings: Settings) -> None:
    answer = ask(client, "Giá vé máy bay đi Đà Lạt là bao nhiêu?")
    client.get(f"/api/v1/conversations/{answer['conversation_id']}")
    assert answer["id"] in [entry["answer_id"] for entry in open_questions(settings)]


def test_deleted_conversation_is_gone(client: TestClient) -> None:
    answer = ask(client)
    address = f"/api/v1/conversations/{answer['conversation_id']}"
    assert client.delete(address).status_code == 204
    for gone in (address, f"{address}/export", f"/api/v1/answers/{answer['id']}"):
        assert client.get(gone).json()["code"] == "not_found"
    assert client.delete(address).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"useful": False, "reason": "x"}, 422), ({"useful": True, "document_id": "d_khongco"}, 404)],
    ids=["empty", "unknown-reason", "unknown-document"],
)
def test_bad_feedback_is_a_problem(client: TestClient, body: dict[str, Any], status: int) -> None:
    answer = ask(client)
    response = client.post(f"/api/v1/answers/{answer['id']}/feedback", json=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_feedback_for_an_unknown_answer(client: TestClient) -> None:
    assert client.post("/api/v1/answers/a_khongco/feedback", json={"useful": True}).status_code == 404


def test_nothing_is_kept_with_zero_days(settings: Settings) -> None:
    with TestClient(create_app(settings.model_copy(update={"keep_days": 0}))) as client:
        answer = ask(client)
        assert client.get(f"/api/v1/answers/{answer['id']}").status_code == 404


def test_what_is_past_its_days_is_deleted(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        old, new = "2020-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00"
        for moment, name in ((old, "cu"), (new, "moi")):
            exchange = Exchange(f"a_{name}", f"c_{name}", moment, "Hỏi?", "none", 1, "{}")
            library.transcripts.record(
                [TranscriptEntry(exchange, ConversationState(f"c_{name}", moment, moment, "{}"))]
            )
        assert library.transcripts.delete_before("2025-01-01T00:00:00+00:00") == 1
        assert library.transcripts.conversation_state("c_cu") is None
        assert library.transcripts.exchange("a_moi") is not None
