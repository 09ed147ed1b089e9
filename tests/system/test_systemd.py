"""Socket activation: the port stays open over a restart, so that no question is lost; systemd is told the state."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.documents.ingest_command import ingest_paths
from service.server.systemd import inherited_sockets, notify
from service.settings import load_settings
from tests.support.checkout import ROOT
from tests.support.small_library import write_documents

QUESTION = json.dumps({"question": "Kinh phí phát triển thư viện cơ sở là bao nhiêu?"})
#: What systemd does at the last moment: the descriptor becomes the third, and the process learns its own number.
ACTIVATE = f'export LISTEN_PID=$$ LISTEN_FDS=1; exec 3<&"$1"; exec {sys.executable} -m service.cli serve --home "$2"'


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("systemd")
    write_documents(folder / "docs")
    ingest_paths(load_settings(home=folder / "home", workers=1, ocr=False), [folder / "docs"])
    return folder / "home"


@contextmanager
def _activated(listening: socket.socket, home: Path, told: Path) -> Iterator[subprocess.Popen[bytes]]:
    descriptor = listening.fileno()
    process = subprocess.Popen(
        ["bash", "-c", ACTIVATE, "bash", str(descriptor), str(home)],
        cwd=ROOT,
        pass_fds=(descriptor,),
        env={**os.environ, "NOTIFY_SOCKET": str(told)},
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) in (0, -signal.SIGTERM)


def test_a_question_asked_while_the_service_restarts_is_answered(home: Path, tmp_path: Path) -> None:
    told = tmp_path / "notify"
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel,
    ):
        channel.bind(str(told))
        channel.settimeout(60)
        with _activated(listening, home, told):
            assert channel.recv(100) == b"READY=1"
        assert channel.recv(100) == b"STOPPING=1"
        # Nobody runs now; the connection waits in the queue of the socket.
        waiting = http.client.HTTPConnection("127.0.0.1", listening.getsockname()[1], timeout=60)
        waiting.request("POST", "/api/v1/ask", QUESTION, {"content-type": "application/json"})
        with _activated(listening, home, told):
            response = waiting.getresponse()
            assert json.load(response)["status"] == "complete"
            waiting.close()


def test_sockets_of_another_process_are_left_alone() -> None:
    assert inherited_sockets({}) == []
    assert inherited_sockets({"LISTEN_PID": "1", "LISTEN_FDS": "1"}) == []


def test_nobody_is_told_where_nobody_asked(tmp_path: Path) -> None:
    assert not notify("READY=1", {})
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(f"\0hoivanban-test-{os.getpid()}")
        assert notify("READY=1", {"NOTIFY_SOCKET": f"@hoivanban-test-{os.getpid()}"})
        assert channel.recv(100) == b"READY=1"
