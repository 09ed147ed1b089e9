"""Logs and metrics: request ids, no question in any line, no line that a caller can break, figures per route."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.monitoring.logs import JsonLines, TextLines, on_one_line
from service.settings import Settings, SettingsError, load_settings
from tests.support.checkout import ROOT
from tests.support.small_library import write_documents

SECRET = "Kinh phí bí mật của thư viện"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("logs")
    write_documents(folder / "docs")
    made = load_settings(home=folder / "home", workers=1, ocr=False, refresh_ms=50)
    ingest_paths(made, [folder / "docs"])
    return made


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://127.0.0.1", client=("127.0.0.1", 5)) as opened:
        yield opened


def record(message: str, **extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"msg": message, "levelno": logging.INFO, "levelname": "INFO", "name": "x"})
    vars(made).update(extra)
    return made


@given(st.text(max_size=200), st.text(max_size=50))
def test_no_text_breaks_a_line(message: str, value: str) -> None:
    for formatter in (JsonLines(), TextLines()):
        line = formatter.format(record(message, who=value))
        assert len(line.splitlines()) == 1
        assert line.isprintable() or all(char.isprintable() or char.isspace() or ord(char) > 127 for char in line)
        assert not set(line) & set("\x1b\x07\x85\u2028\u202e\u200b")
    said = json.loads(JsonLines().format(record(message, who=value)))
    assert said["message"] == message
    assert said["who"] == value


def test_the_lines_of_a_traceback_cannot_pass_for_others() -> None:
    try:
        raise ValueError("x\n2026-01-01T00:00:00 info hoivanban: giả")
    except ValueError:
        made = record("hỏng", exc_info=sys.exc_info())
    first, *others = TextLines().format(made).splitlines()
    assert first.endswith("x: hỏng")
    assert all(line.startswith("  | ") for line in others)
    assert "giả" in json.loads(JsonLines().format(made))["error"]
    assert on_one_line("a\x1b[2Jb") == "a\\u001b[2Jb"


@pytest.mark.parametrize("given_id", ["abcdef12", "A-b_c.9" * 5, "0" * 64])
def test_a_plain_request_id_is_taken_over(client: TestClient, given_id: str) -> None:
    response = client.get("/healthz", headers={"X-Request-ID": given_id})
    assert response.headers["x-request-id"] == given_id


@pytest.mark.parametrize(
    "given_id", ["", "short", "0" * 65, "a b c d e f", 'x"},{"level":"x', "../../etc", "a%0aInjected", "-abcdefgh"]
)
def test_any_other_is_made_anew(client: TestClient, given_id: str) -> None:
    response = client.get("/healthz", headers={"X-Request-ID": given_id})
    assert response.headers["x-request-id"] != given_id
    assert len(response.headers["x-request-id"]) == 16


def test_every_kind_of_answer_has_an_id(client: TestClient, settings: Settings) -> None:
    for response in (
        client.get("/khong-co"),
        client.post("/api/v1/ask", content=b"x" * 400_000),
        client.options("/api/v1/ask", headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}),
        client.head("/widget.js"),
    ):
        assert response.headers["x-request-id"]


def test_an_unexpected_error_is_answered_with_its_id_and_counted(settings: Settings) -> None:
    app = create_app(settings)

    async def fail() -> None:
        raise RuntimeError("hỏng")

    app.add_api_route("/api/v1/fail", fail)
    app.router.routes.insert(0, app.router.routes.pop())
    with TestClient(app, raise_server_exceptions=False, base_url="http://127.0.0.1", client=("127.0.0.1", 5)) as client:
        response = client.get("/api/v1/fail", headers={"X-Request-ID": "yeu-cau-5"})
        assert (response.status_code, response.headers["x-request-id"]) == (500, "yeu-cau-5")
        assert response.headers["x-content-type-options"] == "nosniff"
        assert 'route="/api/v1/fail",status="500"' in client.get("/metrics").text


def figures(text: str) -> dict[str, float]:
    return {
        f"{sample.name}{dict(sorted(sample.labels.items()))}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_count_routes_stages_and_states(client: TestClient) -> None:
    document = client.get("/api/v1/documents").json()["documents"][0]["id"]
    before = figures(client.get("/metrics").text)
    for _ in range(3):
        client.post("/api/v1/search", json={"question": SECRET})
    client.post("/api/v1/ask", json={"question": "Kinh phí phát triển thư viện cơ sở là bao nhiêu?"})
    client.get(f"/api/v1/documents/{document}")
    client.head(f"/api/v1/documents/{document}")
    client.get("/api/v1/documents/d_0000000000")
    client.get("/khong/co/dau")
    text = client.get("/metrics").text
    found = figures(text)

    def requests(route: str, method: str, status: int) -> float:
        return counted(f"hoivanban_requests_total{ {'method': method, 'route': route, 'status': str(status)} }")

    def counted(name: str) -> float:
        return found[name] - before.get(name, 0.0)

    assert requests("/api/v1/search", "POST", 200) == 3
    assert requests("/api/v1/documents/{document_id}", "GET", 200) == 1
    assert requests("/api/v1/documents/{document_id}", "HEAD", 200) == 1
    assert requests("/api/v1/documents/{document_id}", "GET", 404) == 1
    assert requests("-", "GET", 404) == 1
    assert counted("hoivanban_request_seconds_count{'route': '/api/v1/search'}") == 3
    assert counted("hoivanban_stage_seconds_count{'stage': 'search'}") >= 4
    assert counted("hoivanban_stage_seconds_count{'stage': 'composing'}") == 1
    ranking, search = (found[f"hoivanban_stage_seconds_sum{ {'stage': stage} }"] for stage in ("ranking", "search"))
    assert 0 < ranking <= search
    assert counted("hoivanban_answers_total{'status': 'complete'}") == 1
    assert found["hoivanban_index_lag_changes{}"] == 0
    assert found["hoivanban_questions_in_hand{}"] == 0
    assert found["hoivanban_jobs{'state': 'queued'}"] == 0
    assert found["process_resident_memory_bytes{}"] > 1e7
    assert document not in text
    assert "thư viện" not in text


def test_metrics_need_this_machine_or_a_key(settings: Settings, tmp_path: Path) -> None:
    write_documents(tmp_path / "docs")
    locked = load_settings(home=tmp_path / "kho", workers=1, ocr=False)
    with Library.open(locked.home) as library:
        made = Keys(AccountStore(library.engine))
        reader, asker = made.create("đọc", ["read"])[1], made.create("hỏi", ["ask"])[1]
    app = create_app(locked)
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 5)) as here:
        assert here.get("/metrics").status_code == 200
        assert here.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 401
        assert here.get("/metrics", headers={"Host": "kho.example"}).status_code == 401
    with TestClient(create_app(locked), base_url="http://10.0.0.5", client=("10.0.0.9", 5)) as away:
        assert away.get("/metrics").status_code == 401
        assert away.get("/metrics", headers={"Authorization": f"Bearer {asker}"}).status_code == 403
        assert away.get("/metrics", headers={"Authorization": f"Bearer {reader}"}).status_code == 200


def test_readiness_tells_the_lag(client: TestClient) -> None:
    assert client.get("/readyz").json()["lag"] == 0


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_service_logs_each_request_on_one_line_without_its_question(settings: Settings, form: str) -> None:
    import os
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "serve", "--home", str(settings.home), "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "HOIVANBAN_LOG": form},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).read()
                break
            except OSError:
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
        body = json.dumps({"question": SECRET}).encode()
        for path in ("/api/v1/search", "/api/v1/ask"):
            request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body)
            request.add_header("content-type", "application/json")
            request.add_header("x-request-id", "yeu-cau-01")
            urllib.request.urlopen(request, timeout=30).read()
        urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/suggest?q=bi-mat%0Ainfo", timeout=30).read()
    finally:
        process.terminate()
        _, told = process.communicate(timeout=30)
    assert "bí mật" not in told
    assert "bi-mat" not in told
    lines = [line for line in told.splitlines() if "request" in line and "/api/v1/" in line]
    assert len(lines) == 3, told
    if form == "json":
        said = [json.loads(line) for line in lines]
        assert [line["route"] for line in said] == ["/api/v1/search", "/api/v1/ask", "/api/v1/suggest"]
        first = said[0]
        assert (first["request_id"], first["status"], first["method"]) == ("yeu-cau-01", 200, "POST")
        assert (first["address"], first["who"], first["level"]) == ("127.0.0.1", "local", "info")
    else:
        assert "[yeu-cau-01]" in lines[0]


def test_a_wrong_setting_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIVANBAN_LOG", "xml")
    with pytest.raises(SettingsError, match="HOIVANBAN_LOG"):
        load_settings()
