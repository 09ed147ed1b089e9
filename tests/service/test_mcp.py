"""The MCP server, called by the MCP SDK's client over both ways in."""

from __future__ import annotations

import asyncio
import builtins
import os
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult
from starlette.testclient import TestClient

from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from tests.support.checkout import ROOT
from tests.support.live_server import live
from tests.support.small_library import write_documents

QUESTION = "Kinh phí phát triển thư viện cơ sở là bao nhiêu tiền?"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("mcp")
    write_documents(folder / "docs")
    made = load_settings(home=folder / "home", workers=1, ocr=False)
    ingest_paths(made, [folder / "docs"])
    return made


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    with live(settings) as url:
        yield f"{url}/mcp"


def given(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error, result.content
    assert isinstance(result.structured_content, dict)
    return result.structured_content


async def use_every_tool(client: Client) -> None:
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {
        "search", "ask", "list_documents", "list_tasks", "get_document", "get_passage", "summarize_document",
        "compare_documents",
    }  # fmt: skip
    for tool in tools.values():
        assert tool.description
        assert tool.output_schema
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert all(field.get("description") for field in tool.input_schema["properties"].values())
    listed = given(await client.call_tool("list_documents", {"conditions": {"types": ["Kế hoạch"], "year": 2024}}))
    assert (listed["total"], listed["documents"][0]["number"]) == (1, "9701/KH-UBND")
    assert listed["notices"]
    answer = given(await client.call_tool("ask", {"question": QUESTION}))
    assert answer["status"] == "complete"
    assert "2.450.000.000 đồng" in answer["statements"][0]["quote"]
    assert "Kế hoạch số 9701/KH-UBND ngày 12/3/2024" in answer["sources"][0]["citation"]
    more = {"question": "Còn Sở Giáo dục và Đào tạo thì sao?", "conversation_id": answer["conversation_id"]}
    after = given(await client.call_tool("ask", more))
    assert "mở cửa phòng đọc" in after["sources"][0]["text"]
    found = given(await client.call_tool("search", {"query": "áo phao bến thuyền", "limit": 2}))["passages"]
    assert "áo phao" in found[0]["text"]
    place = {"document_id": found[0]["document_id"], "passage_id": found[0]["passage_id"]}
    passage = given(await client.call_tool("get_passage", place))
    assert passage["passage"]["text"] == found[0]["text"]
    assert passage["before"]
    (over,) = given(await client.call_tool("search", {"query": "trồng cây", "year": 2022, "limit": 1}))["passages"]
    assert any("đã hết thời gian thực hiện" in notice for notice in over["notices"])
    place = {"document_id": over["document_id"], "passage_id": over["passage_id"]}
    assert given(await client.call_tool("get_passage", place))["passage"]["notices"] == over["notices"]
    document = given(await client.call_tool("get_document", {"number": "9702/2023/QĐ-UBND"}))
    assert document["document"]["document_id"] == found[0]["document_id"]
    assert "Điều 2" in [entry["label"] for entry in document["outline"]]
    several = given(await client.call_tool("get_document", {"number": "9701/KH-UBND"}))
    assert (several["document"], len(several["candidates"])) == (None, 2)
    one = given(await client.call_tool("get_document", {"number": "9701/KH-UBND", "year": 2022}))
    assert one["document"]["issued_date"] == "2022-02-05"
    assert any("đã hết thời gian thực hiện" in notice for notice in one["document"]["notices"])
    ids = [candidate["document_id"] for candidate in several["candidates"]]
    compared = given(await client.call_tool("compare_documents", {"first": ids[0], "second": ids[1]}))
    assert any("đã hết thời gian thực hiện" in notice for notice in compared["notices"])
    assert compared["differences"]
    summary = given(await client.call_tool("summarize_document", {"document": ids[0]}))
    assert summary["notices"]
    tasks = given(await client.call_tool("list_tasks", {"conditions": {}}))
    assert all(task["notices"] for task in tasks["tasks"])


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("ask", {"question": " "}, "trống"),
    ("get_document", {"document_id": "d_khongco"}, "Không có văn bản"),
    ("get_document", {"number": "abc"}, "số, ký hiệu"),
    ("get_passage", {"document_id": "d_khongco", "passage_id": 1}, "Không có văn bản"),
    ("search", {"query": "kế hoạch", "limit": 1000}, "limit: không được quá 50"),
    ("search", {"query": "kế hoạch", "nam": 2023}, "không có tham số “nam”"),
    ("ask", {"question": QUESTION, "limit": 3, "top_k": 2}, "“limit”, “top_k”, nên chưa chạy"),
    ("ask", {"query": QUESTION}, "Các tham số của nó: question, conversation_id"),
    ("list_documents", {"conditions": {"nam": 2023}}, "conditions.nam: trường này không được dùng"),
    ("get_passage", {"document_id": "d_1"}, "passage_id: thiếu trường này"),
    ("compare_documents", {"first": "d_1", "second": "d_2", "third": "d_3"}, "không có tham số “third”"),
    ("hoi", {}, "Không có công cụ “hoi”"),
]


async def say_what_is_wrong(client: Client) -> None:
    for tool, arguments, said in WRONG:
        result = await client.call_tool(tool, arguments)
        assert result.is_error, (tool, arguments)
        assert said in str(result.content), result.content
        assert "Error executing" not in str(result.content)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http(address: str, mode: str) -> None:
    async def use() -> None:
        async with Client(address, mode=mode) as client:
            await use_every_tool(client)
            await say_what_is_wrong(client)

    asyncio.run(use())


def test_over_stdio(settings: Settings) -> None:
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "service.cli", "mcp", "--home", str(settings.home)],
        cwd=str(ROOT), env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip

    async def use() -> None:
        async with Client(command, read_timeout_seconds=60) as client:
            assert (client.server_info.title if client.server_info else "") == "Hỏi Văn Bản"
            await use_every_tool(client)

    asyncio.run(use())


def test_foreign_pages_and_wrong_keys_are_refused(address: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    foreign = httpx.post(address, json=body, headers={"Origin": "https://la.example"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "origin_not_allowed")
    wrong = httpx.post(address, json=body, headers={"Authorization": "Bearer hvb_sai_sai"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "unauthorized")
    assert wrong.headers["content-type"] == "application/problem+json"


def test_without_the_package_it_is_said(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = builtins.__import__

    def refusing(name: str, *rest: Any, **more: Any) -> Any:
        if name.split(".")[0] == "mcp":
            raise ImportError(name)
        return kept(name, *rest, **more)

    with TestClient(create_app(settings)) as client:
        monkeypatch.setattr(builtins, "__import__", refusing)
        told = client.post("/mcp", json={})
    assert (told.status_code, told.json()["code"]) == (501, "mcp_not_installed")
    assert "hoivanban[mcp]" in told.json()["detail"]
