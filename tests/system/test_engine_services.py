"""Two services on one PostgreSQL and one engine: what one publishes the other answers, with the engine or without."""

from __future__ import annotations

import ssl
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

pytest.importorskip("qdrant_client")
pytest.importorskip("qdrant_edge")

from index.embedding.encoders import load
from index.library.library import Library
from service.cli import app
from service.settings import Settings, SettingsError, load_settings
from tests.support.library_samples import make_document
from tests.support.live_server import live
from tests.support.qdrant_server import QdrantServer, qdrant_server

KEY = "0f" * 16
#: A published document is answered elsewhere within this time.
WITHIN_SECONDS = 1.0
#: The interval in which a service looks for changes of others.
LOOKED_EVERY: float = Settings.model_fields["refresh_ms"].default / 1000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[QdrantServer]:
    with qdrant_server(tmp_path / "qdrant", KEY) as running:
        yield running


@pytest.fixture
def services(url: str, server: QdrantServer, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The addresses of two services, each with a home of its own; the engine's key is in a file."""
    key = tmp_path / "khóa"
    key.write_text(f"{KEY}\n")
    with ExitStack() as stack:
        yield tuple(  # type: ignore[misc]
            stack.enter_context(
                live(
                    load_settings(
                        home=tmp_path / name, database_url=url, model="static", workers=1, ocr=False,
                        engine_url=server.url, engine_key_file=key, engine_seconds=1,
                    )
                )
            )
            for name in ("một", "hai")
        )  # fmt: skip


@pytest.fixture
def library(url: str, tmp_path: Path, services: tuple[str, str]) -> Iterator[Library]:
    with Library.open(tmp_path / "một", url) as opened:
        yield opened


def publish(library: Library, text: str, number: int) -> str:
    return library.publish(make_document(text, number=number), load("static").embed_passages([text])).document_id


def texts(address: str, question: str) -> list[str]:
    answer = httpx.post(f"{address}/api/v1/search", json={"question": question}, timeout=30)
    assert answer.status_code == 200, answer.text
    return [hit["text"] for hit in answer.json()["hits"]]


def holds(address: str, text: str) -> bool:
    return text in texts(address, text)


def seconds_until(reached: Callable[[], Any], most: float = 120) -> float:
    """How long it took until something was so, without the time in which other programs had the processor.

    All services and the engine are threads of this process: what it took is their work, and the waiting of one interval
    or two in which they look for changes.
    """
    started, worked = time.monotonic(), time.process_time()
    while not reached():
        assert time.monotonic() - started < most
        time.sleep(0.02)
    return min(time.monotonic() - started, time.process_time() - worked + 2 * LOOKED_EVERY)


def engine_of(address: str) -> str:
    ready = httpx.get(f"{address}/readyz", timeout=30)
    assert ready.status_code == 200, "a service without its engine answers"
    return str(ready.json()["engine"])


def test_one_publishes_and_the_other_answers_from_the_engine(
    services: tuple[str, str], server: QdrantServer, library: Library
) -> None:
    one, two = services
    publish(library, "Trồng cây phượng vĩ ven hồ.", 1)
    seconds_until(partial(holds, two, "Trồng cây phượng vĩ ven hồ."))
    times = []
    for number, place in enumerate(("chợ huyện", "bến thuyền", "công viên", "trường học", "bãi đỗ xe"), start=2):
        publish(library, text := f"Thu gom rác ở {place}.", number)
        times.append(seconds_until(partial(holds, two, text)))
    assert statistics.median(times) < WITHIN_SECONDS, times
    seconds_until(lambda: (engine_of(one), engine_of(two)) == ("ok", "ok"))
    assert httpx.get(f"{two}/api/v1/status").json()["engine"] == "ok"
    for address in services:
        server.asked.clear()
        assert texts(address, "cây phượng vĩ")[0] == "Trồng cây phượng vĩ ven hồ."
        assert any(call.endswith("/query/batch") for call in server.asked), "the engine found it"
    assert len(server.shards) == 1, "two services filled one collection"
    withdrawn = library.find_by_key("1||KH|UBND")[0].id
    library.withdraw(withdrawn, "thử")
    seconds_until(lambda: not holds(two, "Trồng cây phượng vĩ ven hồ."))


def test_without_the_engine_both_answer_and_say_so(
    services: tuple[str, str], server: QdrantServer, library: Library
) -> None:
    text = "Cấp phép nuôi cá lồng trên hồ."
    publish(library, text, 1)
    seconds_until(lambda: [engine_of(address) for address in services] == ["ok", "ok"])
    server.fails = True
    for address in services:
        assert texts(address, "nuôi cá lồng") == [text]
        assert engine_of(address) == "away"
    publish(library, "Quản lý bến thuyền du lịch.", 2)
    seconds_until(partial(holds, services[1], "Quản lý bến thuyền du lịch."))
    server.fails = False
    seconds_until(lambda: [engine_of(address) for address in services] == ["ok", "ok"])
    server.asked.clear()
    assert texts(services[0], "bến thuyền")[0] == "Quản lý bến thuyền du lịch."
    assert any(call.endswith("/query/batch") for call in server.asked)


def test_the_commands_say_how_the_engine_stands_and_rebuild_it(
    server: QdrantServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder, home = load("static"), tmp_path / "kho"
    with Library.open(home) as library:
        library.use_model(encoder.name, encoder.dimension)
        publish(library, "Trồng cây ven đường.", 1)
    for name, value in (("HOME", str(home)), ("MODEL", "static"), ("ENGINE_URL", server.url), ("ENGINE_KEY", KEY)):
        monkeypatch.setenv(f"HOIVANBAN_{name}", value)
    run = CliRunner().invoke
    said = run(app, ["engine", "status"])
    assert (said.exit_code, "chưa có dữ liệu" in said.output) == (0, True)
    done = run(app, ["engine", "rebuild"])
    assert (done.exit_code, done.output) == (0, "Đã dựng lại cụm tìm kiếm: 1 đoạn.\n")
    assert "Cụm tìm kiếm theo kịp kho." in run(app, ["engine", "status"]).output
    assert '"engine": "ok"' in run(app, ["status", "--json"]).output
    server.asked.clear()
    assert "Trồng cây ven đường." in run(app, ["search", "trồng cây"]).output
    assert any(call.endswith("/query/batch") for call in server.asked)
    server.fails = True
    said = run(app, ["engine", "status"])
    assert (said.exit_code, "không trả lời (HTTP 500)" in said.output) == (1, True)
    refused = run(app, ["engine", "rebuild"])
    assert refused.exit_code != 0
    assert "HOIVANBAN_ENGINE_URL" in refused.output
    assert "Trồng cây ven đường." in run(app, ["search", "trồng cây"]).output
    told = run(app, ["doctor"]).output
    assert "cụm tìm kiếm" in told
    assert "đang tìm bằng chỉ mục của máy này" in told
    assert KEY not in told


def test_settings_of_the_engine_are_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="không có tệp này"):
        load_settings(home=tmp_path, engine_url="http://127.0.0.1:6333", engine_key_file=tmp_path / "thiếu")
    with pytest.raises(SettingsError, match="không đúng dạng"):
        load_settings(home=tmp_path, engine_url="http://ai:mật@127.0.0.1:6333")
    monkeypatch.setattr("service.settings_checks.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"hoivanban\[engine\]"):
        load_settings(home=tmp_path, engine_url="http://127.0.0.1:6333")


def test_the_engine_is_reached_by_tls_with_the_office_s_own_certificate(tmp_path: Path) -> None:
    certificate, key = tmp_path / "ca.pem", tmp_path / "ca.key"
    made = [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate),
    ]  # fmt: skip
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    encoder = load("static")
    from index.engine.opening import engine_beside
    from index.records import VectorModel

    with (
        qdrant_server(tmp_path / "qdrant", KEY, context) as server,
        Library.open(tmp_path / "kho") as library,
    ):
        library.use_model(encoder.name, encoder.dimension)
        publish(library, "Trồng cây ven đường.", 1)
        model = VectorModel(encoder.name, encoder.dimension)
        given = {"home": tmp_path / "kho", "engine_url": server.url, "engine_key": KEY}
        trusted = load_settings(**given, engine_ca=certificate).engine_address
        assert trusted is not None
        standing = engine_beside(trusted, library, model)
        standing.follow(library.change)
        assert standing.health(library.change).state == "ok"
        stranger = load_settings(**given).engine_address
        assert stranger is not None
        assert engine_beside(stranger, library, model).health(1).state == "away", (
            "an unknown certificate is not spoken to"
        )
