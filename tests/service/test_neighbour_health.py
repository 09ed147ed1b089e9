"""Neighbours as askers, operators and programs meet them: whose questions are sent, and how each stands."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client, StdioServerParameters
from typer.testing import CliRunner

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.cli import app
from service.doctor.neighbour_checks import check_neighbours
from service.documents.ingest_command import ingest_paths
from service.neighbours.neighbour import Asker, Neighbour
from service.settings import Settings, load_settings
from tests.support.checkout import ROOT
from tests.support.commune_library import COMMUNE_QUESTION, commune_service, neighbours_file, replying
from tests.support.live_server import live
from tests.support.small_library import write_documents

OWN_QUESTION = "Kinh phí phát triển thư viện cơ sở là bao nhiêu tiền?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the province's documents."""
    made = tmp_path_factory.mktemp("neighbours")
    write_documents(made / "docs")
    return made


@pytest.fixture(scope="module")
def commune(folder: Path) -> Iterator[str]:
    with commune_service(folder) as address:
        yield address


def province(folder: Path, home: Path, **addresses: str) -> Settings:
    """Settings of the province's service with neighbours at these addresses, in a home of its own."""
    listed = neighbours_file(home.parent / f"{home.name}.toml", **addresses)
    settings = load_settings(
        home=home, workers=1, ocr=False, refresh_ms=50, neighbours=listed, neighbour_seconds=4.0, processes=1
    )
    ingest_paths(settings, [folder / "docs"])
    return settings


def key(settings: Settings, scopes: list[str], *labels: str) -> dict[str, str]:
    """The header of a new key."""
    with Library.open(settings.home) as library:
        secret = Keys(AccountStore(library.engine)).create("thử", scopes, list(labels))[1]
    return {"Authorization": f"Bearer {secret}"}


def test_answers_under_a_label_are_for_those_who_see_it(folder: Path, tmp_path: Path, commune: str) -> None:
    """A key that sees a commune's internal documents is not used for the public."""
    listed = neighbours_file(tmp_path / "neighbours.toml", kin=f'{commune}\naccess = "noi_bo"')
    settings = load_settings(home=tmp_path / "home", workers=1, ocr=False, neighbours=listed, neighbour_seconds=5.0)
    ingest_paths(settings, [folder / "docs"])
    with Library.open(settings.home) as library:
        keys = Keys(AccountStore(library.engine))
        made = {label: keys.create(label, ["ask"], [label])[1] for label in ("cong_khai", "noi_bo")}
    with live(settings) as own:
        states = {}
        for label, secret in made.items():
            headers = {"Authorization": f"Bearer {secret}"}
            with httpx.Client(base_url=own, headers=headers, timeout=60, trust_env=False) as client:
                reply = client.post("/api/v1/ask", json={"question": COMMUNE_QUESTION})
            states[label] = [one["state"] for one in reply.json()["services"]]
    assert states == {"cong_khai": [], "noi_bo": ["answered"]}


@pytest.mark.parametrize(
    ("access", "internal", "labels", "asked"),
    [
        ("cong_khai", False, ("cong_khai",), True),
        ("cong_khai", False, ("cong_khai", "noi_bo"), False),
        ("cong_khai", True, ("cong_khai", "noi_bo"), True),
        ("noi_bo", False, ("cong_khai", "noi_bo"), True),
        ("noi_bo", True, ("cong_khai",), False),
        ("to_can_bo", False, ("cong_khai", "noi_bo"), False),
    ],
)
def test_whose_questions_leave_the_house(access: str, internal: bool, labels: tuple[str, ...], asked: bool) -> None:
    neighbour = Neighbour("xa", "UBND xã", "https://xa.example.vn", access, internal_questions=internal)
    assert neighbour.is_asked_for(Asker(labels)) is asked
    # Where nobody signs in, labels say nothing of who asks.
    assert neighbour.is_asked_for(Asker(labels, signs_in=False)) is (access in labels)


def test_the_doctor_and_the_status_say_how_each_does(folder: Path, tmp_path: Path, commune: str) -> None:
    settings = province(folder, tmp_path / "home", tot=commune, vang="http://127.0.0.1:9")
    assert [(found.verdict, found.said.partition(" (")[0]) for found in check_neighbours(settings)] == [
        ("ok", "UBND xã tot"), ("warn", "UBND xã vang"),
    ]  # fmt: skip
    with live(settings) as own:
        before = httpx.get(f"{own}/api/v1/status", trust_env=False).json()["services"]
        httpx.post(f"{own}/api/v1/ask", json={"question": COMMUNE_QUESTION}, timeout=60, trust_env=False)
        after = httpx.get(f"{own}/api/v1/status", trust_env=False).json()["services"]
    assert [one["state"] for one in before] == [None, None]
    assert [one["state"] for one in after] == ["answered", "unreachable"]


def test_the_questions_of_an_official_stay_in_the_house_on_every_way_in(folder: Path, tmp_path: Path) -> None:
    """Over HTTP, OpenAI's interface and MCP; the public's questions are sent on each of them."""
    asked: list[str] = []

    def noted(path: str, _body: bytes) -> tuple[int, bytes, dict[str, str]]:
        asked.append(path)
        return 500, b"", {}

    with replying(noted) as address:
        settings = province(folder, tmp_path / "home", xa=address)
        headers = key(settings, ["ask"], "noi_bo"), key(settings, ["ask"], "cong_khai")
        with live(settings) as own:
            for header in headers:
                asked.clear()
                with httpx.Client(base_url=own, headers=header, timeout=60, trust_env=False) as client:
                    client.post("/api/v1/search", json={"question": "thư viện cơ sở"}).raise_for_status()
                    client.post("/api/v1/ask", json={"question": OWN_QUESTION}).raise_for_status()
                    chat = {"model": "hoivanban", "messages": [{"role": "user", "content": "thư viện của ai?"}]}
                    client.post("/v1/chat/completions", json=chat).raise_for_status()
                asyncio.run(use_tools(own, header))
                sent = [] if header is headers[0] else ["/api/v1/search", "/api/v1/ask", "/api/v1/ask"]
                assert asked == sent


async def use_tools(address: str, header: dict[str, str]) -> dict[str, Any]:
    """What the tool "search" of a service finds for the commune's question."""
    async with httpx.AsyncClient(headers=header, timeout=60, trust_env=False) as http:
        reply = await http.post(
            f"{address}/mcp",
            headers={"Accept": "application/json, text/event-stream"},
            json={
                "jsonrpc": "2.0", "id": 1, "method": "tools/call",
                "params": {"name": "search", "arguments": {"query": COMMUNE_QUESTION, "limit": 4}},
            },
        )  # fmt: skip
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()["result"]["structuredContent"]
    return found


def test_a_search_of_a_language_model_names_the_service(folder: Path, tmp_path: Path, commune: str) -> None:
    settings = province(folder, tmp_path / "home", iamo=commune)
    with live(settings) as own:
        found = asyncio.run(use_tools(own, {}))
    first = found["passages"][0]
    assert "685.000.000 đồng" in first["text"] or "đường thôn, làng" in first["text"]
    assert first["service"] == "UBND xã iamo"
    assert first["service_page"].startswith(f"{commune}/van-ban/")
    assert (first["document_id"], first["passage_id"]) == ("", 0), "an id of another library means nothing here"
    assert [(one["name"], one["state"]) for one in found["services"]] == [("iamo", "answered")]
    ours = [one for one in found["passages"] if one["service"] is None]
    assert all(one["document_id"] and one["service_page"] is None for one in ours)


def test_a_program_that_starts_its_own_server_is_given_neighbours_too(
    folder: Path, tmp_path: Path, commune: str
) -> None:
    """``hoivanban mcp``: the search and the answer, over standard input and output."""
    settings = province(folder, tmp_path / "home", iamo=commune)
    own = {name: value for name, value in os.environ.items() if not name.startswith("HOIVANBAN_")}
    given = {"HOIVANBAN_NEIGHBOURS": str(settings.neighbours), "HOIVANBAN_NEIGHBOUR_SECONDS": "10"}
    started = StdioServerParameters(
        command=sys.executable,
        args=["-m", "service.cli", "mcp", "--home", str(settings.home)],
        env={**own, **given, "PYTHONPATH": str(ROOT)},
    )

    async def use() -> list[dict[str, Any]]:
        async with Client(started) as client:
            called = (("search", {"query": COMMUNE_QUESTION}), ("ask", {"question": COMMUNE_QUESTION}))
            results = [await client.call_tool(name, arguments) for name, arguments in called]
        assert not any(result.is_error for result in results)
        return [dict(result.structured_content or {}) for result in results]

    found, answer = asyncio.run(use())
    assert found["passages"][0]["service"] == "UBND xã iamo"
    assert answer["statements"][0]["value"] == "685.000.000 đồng"
    assert answer["sources"][answer["statements"][0]["source"]]["service"] == "UBND xã iamo"


def test_the_administrator_sees_how_each_stands_and_tries_them(
    folder: Path, tmp_path: Path, commune: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answered, broken, lying, slow, away: with the time, the reason and the last time that it answered."""

    released = threading.Event()

    def lying(path: str, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        reply = httpx.post(commune + path, json=json.loads(body), timeout=60, trust_env=False).json()
        for hit in reply.get("hits", ()):
            hit["text"] += " Không phải làm gì nữa."
        return 200, json.dumps(reply).encode(), {}

    def slow(_path: str, _body: bytes) -> tuple[int, bytes, dict[str, str]]:
        released.wait(30)
        return 200, b"{}", {}

    with (
        replying(lambda *_: (503, b"", {})) as broken, replying(lying) as liar, replying(slow) as late,
        replying(lambda *_: (200, b"<html>", {})) as other,
    ):  # fmt: skip
        settings = province(
            folder, tmp_path / "home", tot=commune, hong=broken, doi=liar, cham=late, khac=other,
            vang="http://127.0.0.1:9",
        )  # fmt: skip
        admin, reader = key(settings, ["admin"], "noi_bo"), key(settings, ["ask", "review"], "noi_bo")
        with live(settings) as own, httpx.Client(base_url=own, timeout=60, trust_env=False) as client:
            assert client.get("/api/v1/neighbours", headers=reader).status_code == 403
            before = client.get("/api/v1/neighbours", headers=admin).json()["neighbours"]
            tried = client.post("/api/v1/neighbours/try", headers=admin).json()["neighbours"]
            released.set()
    assert [(one["state"], one["asked_at"]) for one in before] == [(None, None)] * 6
    assert {one["name"]: (one["state"], one["reason"]) for one in tried} == {
        "tot": ("answered", ""),
        "hong": ("unreachable", "HTTP 503"),
        "doi": ("invalid", "câu trích, giá trị hoặc mã băm không khớp nguyên văn"),
        "cham": ("slow", ""),
        "khac": ("invalid", "trả lời không đúng dạng"),
        "vang": ("unreachable", ""),
    }
    assert all(one["asked_at"] for one in tried)
    assert [one["name"] for one in tried if one["answered_at"]] == ["tot"]
    assert [one["failures"] for one in tried] == [0, 1, 1, 1, 1, 1]
    # Another process, and the service after a restart, show the same.
    with live(settings) as own:
        again = httpx.get(f"{own}/api/v1/neighbours", headers=admin, timeout=60, trust_env=False).json()["neighbours"]
    assert again == tried
    assert not [path for path in (settings.home / "neighbours").iterdir() if path.suffix != ".json"]
    for name, value in (("HOME", str(settings.home)), ("NEIGHBOURS", str(settings.neighbours)), ("MODEL", "static")):
        monkeypatch.setenv(f"HOIVANBAN_{name}", value)
    told = CliRunner().invoke(app, ["status"]).output
    assert "Dịch vụ láng giềng UBND xã tot: đã trả lời, lúc " in told
    assert "Dịch vụ láng giềng UBND xã hong: không nối được (HTTP 503), lúc " in told
    told = CliRunner().invoke(app, ["status", "--json"]).output
    assert [one["name"] for one in json.loads(told)["neighbours"]] == [one["name"] for one in tried]


def test_health_that_cannot_be_written_costs_no_answer(folder: Path, tmp_path: Path, commune: str) -> None:
    settings = province(folder, tmp_path / "home", iamo=commune)
    (settings.home / "neighbours").write_text("no folder")
    with live(settings) as own:
        reply = httpx.post(f"{own}/api/v1/ask", json={"question": COMMUNE_QUESTION}, timeout=60, trust_env=False)
    assert [one["state"] for one in reply.json()["services"]] == ["answered"]
