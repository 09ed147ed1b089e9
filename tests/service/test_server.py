"""``hoivanban serve`` as a process of its own, and the command at the end of a pipe."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.checkout import ROOT
from tests.support.small_library import write_documents

COMMAND = [sys.executable, "-m", "service.cli"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serving")
    write_documents(folder / "docs")
    ingest_paths(load_settings(home=folder / "home", workers=1, ocr=False), [folder / "docs"])
    return folder / "home"


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [*COMMAND, "serve", "--home", str(home), "--port", str(port)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    said = process.stdout
    assert said is not None
    try:
        # Without a key the first line says who is let in.
        assert any(f"http://127.0.0.1:{port}/" in said.readline() for _ in range(2))
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).read()
                break
            except (urllib.error.URLError, ConnectionError):
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) in (0, -signal.SIGTERM)
        said.close()


def test_answers_over_a_real_socket(address: str) -> None:
    request = urllib.request.Request(
        f"{address}/api/v1/ask",
        data=json.dumps({"question": "Kinh phí phát triển thư viện cơ sở là bao nhiêu?"}).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        assert json.load(response)["status"] == "complete"


@pytest.mark.parametrize("path", ["/", "/widget.js", "/healthz", "/api/v1/documents"])
def test_head_is_get_without_a_body(address: str, path: str) -> None:
    with urllib.request.urlopen(f"{address}{path}", timeout=10) as whole:
        length = len(whole.read())
    with urllib.request.urlopen(urllib.request.Request(f"{address}{path}", method="HEAD"), timeout=10) as head:
        assert head.read() == b""
        assert head.headers["content-length"] == str(length)


def test_too_large_a_body_is_refused_over_a_real_socket(address: str) -> None:
    request = urllib.request.Request(
        f"{address}/api/v1/ask", data=b"x" * 400_000, headers={"content-type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    with refused.value as answer:
        assert (answer.code, answer.headers["content-type"]) == (413, "application/problem+json")


def test_address_in_use_is_said_in_one_line(address: str, home: Path) -> None:
    port = address.rpartition(":")[2]
    done = subprocess.run(
        [*COMMAND, "serve", "--home", str(home), "--port", port], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"Không mở được địa chỉ 127.0.0.1:{port}")
    assert done.stderr.count("\n") == 1


def test_closed_pipe_is_no_error(home: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*COMMAND, "search", "kế hoạch", "--json", "--home", str(home)],
            cwd=ROOT,
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writer)
    assert done.stderr == ""
