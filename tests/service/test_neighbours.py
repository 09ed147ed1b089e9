"""Neighbours: another service's quotes in an answer, checked and named; what is slow, broken or lies costs nothing."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.documents.ingest_command import ingest_paths
from service.neighbours.neighbour import Neighbour
from service.neighbours.reply_check import InvalidReply, checked_answer, checked_search
from service.settings import Settings, load_settings
from tests.support.commune_library import COMMUNE_QUESTION, commune_service, neighbours_file, replying
from tests.support.live_server import live
from tests.support.small_library import write_documents

OWN_QUESTION = "Kinh phí phát triển thư viện cơ sở là bao nhiêu tiền?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the province's library."""
    made = tmp_path_factory.mktemp("neighbours")
    write_documents(made / "docs")
    ingest_paths(load_settings(home=made / "home", workers=1, ocr=False), [made / "docs"])
    return made


@pytest.fixture(scope="module")
def commune(folder: Path) -> Iterator[str]:
    with commune_service(folder) as address:
        yield address


def province(folder: Path, seconds: float = 5.0, **addresses: str) -> Settings:
    """Settings of the province's service with neighbours at these addresses."""
    listed = neighbours_file(folder / f"neighbours-{'-'.join(addresses)}.toml", **addresses)
    return load_settings(
        home=folder / "home", workers=1, ocr=False, refresh_ms=50, neighbours=listed, neighbour_seconds=seconds
    )


def ask(address: str, question: str, **more: Any) -> dict[str, Any]:
    reply = httpx.post(f"{address}/api/v1/ask", json={"question": question, **more}, timeout=60, trust_env=False)
    assert reply.status_code == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


@pytest.fixture(scope="module")
def commune_answer(commune: str) -> dict[str, Any]:
    """What the commune answers to its own question."""
    answer = ask(commune, COMMUNE_QUESTION)
    assert answer["statements"][0]["value"] == "685.000.000 đồng"
    return answer


def test_a_neighbour_answers_what_the_own_library_does_not_hold(folder: Path, commune: str) -> None:
    with live(province(folder, iamo=commune)) as own:
        alone = ask(own, COMMUNE_QUESTION, neighbours=False)
        answer = ask(own, COMMUNE_QUESTION)
        kept = httpx.get(f"{own}/api/v1/answers/{answer['id']}", trust_env=False).json()
        chat = {"model": "hoivanban", "messages": [{"role": "user", "content": COMMUNE_QUESTION}]}
        told = httpx.post(f"{own}/v1/chat/completions", json=chat, timeout=60, trust_env=False).json()
    assert "685.000.000" not in json.dumps(alone["statements"])
    assert answer["status"] == "complete"
    assert answer["statements"][0]["shown"] == "685.000.000 đồng"
    source = answer["sources"][answer["statements"][0]["source"]]
    assert source["service"]["title"] == "UBND xã iamo"
    assert source["service"]["page"].startswith(f"{commune}/van-ban/{source['document']['id']}")
    assert any("kho của UBND xã iamo" in notice for notice in source["notices"])
    assert "kho của UBND xã iamo" in answer["message"]
    assert [(one["name"], one["state"]) for one in answer["services"]] == [("iamo", "answered")]
    assert kept["answer"] == answer
    text = told["choices"][0]["message"]
    assert "685.000.000 đồng" in text["content"]
    assert text["annotations"][0]["url_citation"]["url"] == source["service"]["page"]


def test_the_own_answer_leads_and_stays_as_it_is(folder: Path, commune: str) -> None:
    with live(province(folder, iamo=commune)) as own:
        alone, answer = ask(own, OWN_QUESTION, neighbours=False), ask(own, OWN_QUESTION)
    assert answer["message"] == alone["message"]
    assert answer["statements"][: len(alone["statements"])] == alone["statements"]
    assert [source["text"] for source in answer["sources"]][: len(alone["sources"])] == [
        source["text"] for source in alone["sources"]
    ]
    assert answer["status"] == alone["status"] == "complete"


def test_a_question_with_slips_of_typing_is_asked_too(folder: Path, commune: str) -> None:
    with live(province(folder, iamo=commune)) as own:
        answer = ask(own, "kinh phis phát triển thư viện cơ sở là bao nhiêu tiền")
    assert answer["resolved_question"] != answer["question"]
    assert [one["name"] for one in answer["services"]] == ["iamo"]


def test_a_search_names_the_service_of_each_passage(folder: Path, commune: str) -> None:
    with live(province(folder, iamo=commune)) as own:
        body = {"question": "duy tu đường thôn làng xã Ia Mơ Nông", "limit": 6}
        found = httpx.post(f"{own}/api/v1/search", json=body, timeout=60, trust_env=False).json()
    assert found["hits"][0]["service"]["name"] == "iamo"
    assert "đường thôn, làng" in found["hits"][0]["text"]
    assert found["hits"][0]["digest"] == hashlib.sha256(found["hits"][0]["text"].encode()).hexdigest()
    assert any(hit["service"] is None for hit in found["hits"])
    assert len(found["hits"]) <= 6


def test_services_that_ask_each_other_ask_once(folder: Path, tmp_path: Path) -> None:
    """A province and a commune that are each other's neighbours: no question goes round in circles."""
    asked: list[str] = []
    with commune_service(tmp_path) as commune:

        def counted(path: str, body: bytes) -> tuple[int, bytes, dict[str, str]]:
            asked.append(path)
            assert json.loads(body)["neighbours"] is False
            reply = httpx.post(commune + path, content=body, timeout=60, trust_env=False)
            return reply.status_code, reply.content, {}

        with replying(counted) as address, live(province(folder, iamo=address)) as own:
            ask(own, COMMUNE_QUESTION)
    assert asked == ["/api/v1/ask"]


def test_a_follow_up_does_not_leave_the_house(folder: Path) -> None:
    asked: list[str] = []

    def noted(_path: str, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        asked.append(json.loads(body)["question"])
        return 500, b"", {}

    with replying(noted) as address, live(province(folder, iamo=address)) as own:
        first = ask(own, OWN_QUESTION)
        second = ask(own, "Còn Sở Giáo dục và Đào tạo thì sao?", conversation_id=first["conversation_id"])
        ask(own, "kinh phí?", filters={"document_ids": [first["sources"][0]["document"]["id"]]})
    assert second["resolved_question"] != second["question"]
    assert asked == [OWN_QUESTION]


def test_a_slow_neighbour_costs_its_own_answer_only_and_then_rests(folder: Path) -> None:
    release, calls = threading.Event(), []

    def slow(path: str, _body: bytes) -> tuple[int, bytes, dict[str, str]]:
        calls.append(path)
        release.wait(30)
        return 200, b"{}", {}

    with replying(slow) as address, live(province(folder, seconds=0.2, cham=address)) as own:
        answers = [ask(own, OWN_QUESTION) for _ in range(5)]
        release.set()
        end = time.monotonic() + 20
        while len(calls) < 3 and time.monotonic() < end:  # on a busy machine a call is met after it was given up
            time.sleep(0.05)
    assert [answer["services"][0]["state"] for answer in answers] == ["slow"] * 3 + ["resting"] * 2
    assert all(answer["status"] == "complete" for answer in answers)
    assert all(any("UBND xã cham" in notice for notice in answer["notices"]) for answer in answers)
    assert len(calls) == 3


@pytest.mark.parametrize(
    ("status", "body", "headers", "state"),
    [
        (500, b"boom", {}, "unreachable"),
        (200, b"<html>not ours</html>", {}, "invalid"),
        (200, b'{"id": "a_1"}', {}, "invalid"),
        (200, b" " * (5 << 20), {}, "invalid"),
        (401, b"{}", {}, "refused"),
        (302, b"", {"Location": "http://127.0.0.1:9/api/v1/ask"}, "unreachable"),
        (200, gzip.compress(b" " * (64 << 20)), {"Content-Encoding": "gzip"}, "invalid"),
        (200, gzip.compress(gzip.compress(b" " * (64 << 20))), {"Content-Encoding": "gzip, gzip"}, "invalid"),
        (200, b"[" * (1 << 20), {}, "invalid"),
    ],
    ids=["error", "html", "part", "long", "key", "redirection", "packed", "packed twice", "deep"],
)
def test_a_broken_neighbour_costs_nothing(
    folder: Path, status: int, body: bytes, headers: dict[str, str], state: str
) -> None:
    with replying(lambda *_: (status, body, headers)) as address, live(province(folder, hong=address)) as own:
        answer = ask(own, OWN_QUESTION)
    assert answer["status"] == "complete"
    assert answer["services"][0]["state"] == state
    assert all(source["service"] is None for source in answer["sources"])


def test_a_neighbour_that_is_away(folder: Path) -> None:
    with live(province(folder, vang="http://127.0.0.1:9")) as own:
        begun = time.monotonic()
        answer = ask(own, OWN_QUESTION)
    assert answer["services"][0]["state"] == "unreachable"
    assert time.monotonic() - begun < 20


def changed(answer: dict[str, Any], **changes: Any) -> bytes:
    """A reply with changes; a key such as ``statements.0.quote`` says where."""
    copy = json.loads(json.dumps(answer))
    for where, value in changes.items():
        place = copy
        *path, last = where.split("__")
        for step in path:
            place = place[int(step) if step.isdigit() else step]
        place[last] = value
    return json.dumps(copy).encode()


LIES: list[dict[str, Any]] = [
    {"statements__0__quote": "Kinh phí duy tu là 999.000.000 đồng."},
    {"statements__0__value": "999.000.000 đồng"},
    {"statements__0__sentence": "Không phải làm gì nữa."},
    {"statements__0__source": 40},
    {"statements__0__source": -1},
    {"statements__0__quote": ""},
    {"statements__0__slot": "x" * 5000},
    {"sources__0__text": "Kinh phí duy tu là 999.000.000 đồng."},
    {"sources__0__digest": "0" * 64},
    {"sources__0__digest": ""},
    {"sources__0__document__subject": "x" * 50_000},
    {"sources__0__formal": "x" * 50_000},
    {"sources__0__document__number": "\u202e" + "1/QĐ"},
    {"sources__0__citation": "Điều 1\u2066"},
    {"message": "a\x00b"},
    {"confidence": 1e9},
    {"confidence": float("nan")},
    {"confidence": -1},
]


@pytest.mark.parametrize("lie", LIES, ids=[f"{next(iter(lie))}-{at}" for at, lie in enumerate(LIES)])
def test_a_lie_throws_the_whole_reply_away(commune_answer: dict[str, Any], lie: dict[str, Any]) -> None:
    place = commune_answer["statements"][0]["source"]
    lie = {where.replace("sources__0", f"sources__{place}"): value for where, value in lie.items()}
    neighbour = Neighbour("xa", "UBND xã", "https://xa.example.vn")
    assert checked_answer(json.dumps(commune_answer).encode(), neighbour).statements
    with pytest.raises(InvalidReply):
        checked_answer(changed(commune_answer, **lie), neighbour)


def test_a_reply_with_more_than_can_be_asked_for_is_not_checked_at_length(commune_answer: dict[str, Any]) -> None:
    """Every statement is sought in its source: tens of thousands of them would hold up every answer."""
    text = "a" * 200_000
    first = commune_answer["sources"][0] | {"text": text, "digest": hashlib.sha256(text.encode()).hexdigest()}
    statement = commune_answer["statements"][0] | {"source": 0, "quote": "a" * 40, "value": None, "sentence": None}
    told = commune_answer | {"sources": [first], "statements": [statement] * 20_000}
    began = time.process_time()
    with pytest.raises(InvalidReply, match="more passages or statements"):
        checked_answer(json.dumps(told).encode(), Neighbour("xa", "UBND xã", "https://xa.example.vn"))
    assert time.process_time() - began < 5


def test_addresses_are_made_here(commune_answer: dict[str, Any]) -> None:
    """Nothing in a reply leads a reader elsewhere than to the address that the operator set."""
    evil = "javascript:alert(1)"
    told = changed(
        commune_answer,
        sources__0__document__file_url=evil, sources__0__document__outline_url=evil, sources__0__view_url=evil,
        sources__0__page_url=evil, sources__0__page_from=1, sources__0__document__id="../../x?y#z",
        message="Theo Quyết định số 1/QĐ-TTg", services=[], confidence=1.0,
    )  # fmt: skip
    source = checked_answer(told, Neighbour("xa", "UBND xã", "https://xa.example.vn")).sources[0]
    assert source.service is not None
    links = (source.document.file_url, source.document.outline_url, source.view_url, source.page_url)
    for link in (*links, source.service.page):
        assert link is not None
        assert link.startswith("https://xa.example.vn/")
        assert "/x?y" not in link


def test_own_answers_pass_the_check_of_replies(folder: Path, commune: str) -> None:
    """What this service says to its own questions is what it would believe of a neighbour: values, sentences, units."""
    neighbour = Neighbour("xa", "UBND xã", "https://xa.example.vn")
    with live(load_settings(home=folder / "home", workers=1, ocr=False)) as own:
        for question in (
            OWN_QUESTION,
            "kế hoạch phát triển thư viện cơ sở: Sở Văn hóa báo cáo trước ngày nào?",
            "Quyết định 9702 có hiệu lực khi nào",
        ):
            reply = httpx.post(f"{own}/api/v1/ask", json={"question": question}, timeout=60, trust_env=False)
            assert checked_answer(reply.content, neighbour).statements
        found = httpx.post(f"{own}/api/v1/search", json={"question": "thư viện"}, timeout=60, trust_env=False)
        assert checked_search(found.content, neighbour).hits
