"""The typed client, sync and async, against the real service on a socket."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from hoivanban_client import (
    Answered,
    AnswerOut,
    ApiError,
    AsyncClient,
    Client,
    Found,
    Invalid,
    NotFound,
    Stated,
    Unreachable,
    Unreadable,
)
from hoivanban_client.call import Call, model_reader
from hoivanban_client.events import EventReader
from hoivanban_client.models import FiltersIn
from hoivanban_client.retrying import MOST_SECONDS, is_safe_to_repeat, retry_delay
from hoivanban_client.wire import to_wire
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.blocking_client import SOURCES, generated
from tests.support.client_models import MODELS
from tests.support.client_models import generated as generated_models
from tests.support.live_server import live
from tests.support.small_library import write_documents

QUESTION = "Kinh phí phát triển thư viện cơ sở là bao nhiêu tiền?"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("client")
    write_documents(folder / "docs")
    settings = load_settings(home=folder / "home", workers=1, ocr=False, refresh_ms=50)
    ingest_paths(settings, [folder / "docs"])
    with live(settings) as url:
        yield url


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with Client(address) as opened:
        yield opened


def test_ask_and_go_on(client: Client) -> None:
    answer = client.ask(QUESTION)
    assert answer.status == "complete"
    assert "2.450.000.000 đồng" in answer.statements[0].quote
    after = client.ask("Còn Sở Giáo dục và Đào tạo thì sao?", conversation_id=answer.conversation_id)
    assert after.conversation_id == answer.conversation_id
    assert client.answer(answer.id).answer == answer
    assert client.judge(answer.id, True).useful
    assert len(client.conversation(answer.conversation_id or "").answers) == 2
    client.forget(answer.conversation_id or "")
    with pytest.raises(NotFound) as gone:
        client.conversation(answer.conversation_id or "")
    assert gone.value.code == "not_found"


def test_same_key_is_one_question(client: Client) -> None:
    assert client.ask(QUESTION, key="một") == client.ask(QUESTION, key="một")


def test_events_of_an_answer(client: Client) -> None:
    events = list(client.ask_events(QUESTION))
    assert isinstance(events[0], Found)
    last = events[-1]
    assert isinstance(last, Answered)
    assert [event.statement for event in events if isinstance(event, Stated)] == list(last.answer.statements)


def test_documents_page_by_page(client: Client) -> None:
    names = [document.file_name for document in client.documents(limit=1)]
    assert len(names) == len(set(names)) == 4
    only = list(client.documents(types=["KH"], year=2024))
    assert [document.number for document in only] == ["9701/KH-UBND"]
    document = client.document(only[0].id)
    assert [passage.ordinal for passage in client.passages(document.id, limit=3)] == list(range(document.passage_count))
    assert client.outline(document.id).nodes
    assert client.original_file(document.id)
    assert client.validity(document.id).code == "period_over"
    assert client.relations(document.id).outgoing
    first = next(client.passages(document.id))
    assert client.passage(document.id, first.id).passage.id == first.id


def test_overviews_and_lists(client: Client) -> None:
    one, other = client.document_list(limit=1, topics=["thư viện"]), client.document_list(limit=1, types=["BC"])
    library, report = next(one), next(other)
    assert "2.450.000.000 đồng" in " ".join(
        line.quote for aspect in client.summary(library.id).aspects for line in aspect.lines
    )
    assert client.comparison(library.id, report.id).differences
    assert client.summary_file(library.id, "docx").startswith(b"PK")
    assert client.comparison_file(library.id, report.id, "pdf").startswith(b"%PDF")
    assert client.document_list_file("csv", types=["BC"]).decode("utf-8-sig").count("9703/BC-UBND") >= 1
    assert [document.type for document in client.document_list(types=["KH"])] == ["KH", "KH"]


def test_by_number(client: Client) -> None:
    assert client.document_by_number("9702/2023/QĐ-UBND").type == "QĐ"
    assert client.document_by_number("9701/KH-UBND", year=2022).subject
    with pytest.raises(ApiError) as several:
        client.document_by_number("9701/KH-UBND")
    assert (several.value.status, several.value.code) == (300, "ambiguous_number")
    assert len(several.value.problem["candidates"]) == 2
    with pytest.raises(Invalid):
        client.document_by_number("không có số")


def test_search_with_filters(client: Client) -> None:
    found = client.search("kế hoạch", filters=FiltersIn(year=2022), limit=3)
    assert {hit.document.file_name for hit in found.hits} == {"ke-hoach-cay.txt"}


def test_upload_with_progress_then_withdraw_and_restore(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "thong-bao.txt"
    path.write_text("THÔNG BÁO\nVề lịch trực\n1. Trực ban 24/24 giờ.\n" * 2000, encoding="utf-8")
    told: list[tuple[int, int]] = []
    job = client.wait(client.upload(path, progress=lambda sent, size: told.append((sent, size)), key="nạp").id)
    assert client.upload(path, key="nạp").id == job.id
    assert told == sorted(told)
    assert told[-1] == (path.stat().st_size, path.stat().st_size)
    document_id = job.files[0].document_id
    assert document_id
    assert job.id in [job.id for job in client.jobs(limit=1)]
    since = client.status().change
    assert client.withdraw(document_id, "thử").state == "withdrawn"
    assert client.restore(document_id).state == "active"
    assert [change.kind for change in client.changes(since, limit=1)] == ["withdraw", "restore"]


def test_wrong_fields_are_named(client: Client) -> None:
    with pytest.raises(Invalid) as wrong:
        client.ask("a?", limit=99)
    assert (wrong.value.code, wrong.value.errors[0]["field"]) == ("invalid_field", "limit")


def test_lists_of_what_was_asked(client: Client) -> None:
    asked = [client.ask(f"Giá vé máy bay đi Đà Lạt ngày {day} là bao nhiêu?") for day in range(1, 4)]
    client.judge(asked[0].id, False, reason="not_answered")
    assert next(client.feedback(limit=1)).answer_id == asked[0].id
    open_now = [question.answer_id for question in client.unanswered(limit=2)]
    assert {answer.id for answer in asked if answer.status == "none"} <= set(open_now)
    assert len(open_now) == len(set(open_now))
    exported = {question["id"]: question for question in client.evaluation()}
    assert exported[asked[0].id]["question"] == asked[0].resolved_question
    held = [conversation.id for conversation in client.conversations(limit=1)]
    assert {answer.conversation_id for answer in asked} <= set(held)
    assert not list(client.touched_answers())


def test_async(address: str, tmp_path: Path) -> None:
    async def use() -> None:
        async with AsyncClient(address) as client:
            answers = await asyncio.gather(*(client.ask(QUESTION) for _ in range(3)))
            assert {answer.status for answer in answers} == {"complete"}
            events = [event async for event in client.ask_events(QUESTION)]
            assert isinstance(events[-1], Answered)
            documents = [document async for document in client.documents(limit=2)]
            assert len(documents) >= 4
            job = await client.upload("Thông báo số 2.".encode(), name="tb.txt")
            assert (await client.wait(job.id)).files[0].path.endswith("tb.txt")
            with pytest.raises(NotFound):
                await client.document("d_khongco")

    asyncio.run(use())


def test_unreachable_is_said() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Client(f"http://127.0.0.1:{port}", retries=0) as client, pytest.raises(Unreachable):
        client.status()


@pytest.mark.parametrize(("told", "calls"), [(b"0", 2), (b"3600", 1)], ids=["soon", "in an hour"])
def test_a_busy_service_is_asked_again_unless_it_says_much_later(told: bytes, calls: int) -> None:
    body = b'{"code":"busy","detail":"."}'
    answer = b"HTTP/1.1 503 Busy\r\nretry-after: %s\r\nconnection: close\r\ncontent-length: %d\r\n\r\n%s"
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for _ in range(calls):
                connection, _ = server.accept()
                with connection:
                    asked.append(connection.recv(65_536))
                    connection.sendall(answer % (told, len(body), body))

        thread = threading.Thread(target=serve)
        thread.start()
        with (
            Client(f"http://127.0.0.1:{server.getsockname()[1]}", retries=1) as client,
            pytest.raises(ApiError) as busy,
        ):
            client.withdraw("d_1")
        thread.join()
    assert busy.value.status == 503
    keys = {line for request in asked for line in request.split(b"\r\n") if line.lower().startswith(b"idempotency-key")}
    assert (len(asked), len(keys)) == (calls, 1)


def test_only_what_does_no_harm_twice_is_repeated() -> None:
    assert is_safe_to_repeat(Call("GET", "/x", lambda _: None))
    assert is_safe_to_repeat(Call("POST", "/x", lambda _: None, key="k"))
    assert not is_safe_to_repeat(Call("POST", "/x", lambda _: None))
    assert 0 < (retry_delay(0, None) or 0) < (retry_delay(20, None) or 0) <= MOST_SECONDS
    assert retry_delay(0, httpx.Response(429, headers={"retry-after": "7"})) == 7


def test_unknown_events_and_fields_are_passed_over() -> None:
    reader = EventReader()
    lines = ["event: mới", "data: {}", "", ": sống", "event: statement",
             'data: {"quote":"a","source":0,"slot":null,"value":null,"mới":1}', ""]  # fmt: skip
    (event,) = [event for line in lines for event in reader.line(line)]
    assert isinstance(event, Stated)
    assert event.statement.quote == "a"


def test_models_are_those_of_the_contract() -> None:
    made = generated_models()
    assert {path: path.read_text(encoding="utf-8") for path in MODELS.glob("*.py")} == made, (
        "run `python -m tests.support.client_models`"
    )


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"status": "ok"}', b'{"id": "a", "statements": [1]}'])
def test_what_is_no_answer_of_the_service_is_said_to_be_unreadable(body: bytes) -> None:
    """A proxy's page with status 200, or a much older release: an error with the address, no half an answer."""
    response = httpx.Response(200, content=body, request=httpx.Request("POST", "http://x/api/v1/ask"))
    with pytest.raises(Unreadable, match="http://x/api/v1/ask"):
        model_reader(AnswerOut)(response)


def test_filters_are_sent_as_they_differ_from_their_presets() -> None:
    filters = FiltersIn(types=("KH",), year=2023, ignore=("period",))
    assert to_wire(filters) == {"types": ["KH"], "year": 2023, "ignore": ["period"]}
    assert to_wire(FiltersIn()) == {}


def test_blocking_client_is_generated_from_the_asynchronous_one() -> None:
    for made, source in SOURCES.items():
        assert made.read_text(encoding="utf-8") == generated(source), "run `python -m tests.support.blocking_client`"
