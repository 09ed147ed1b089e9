"""The audit log at the office's log server: RFC 5424 over TLS, nothing left out while the server is away."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.accounts.audit_log import AuditLog
from index.library.library import Library
from service.monitoring.log_server import SyslogSender
from service.settings import SettingsError, load_settings

_HEADER = re.compile(
    rb"<109>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00 \S+ hoivanban \d+ (?P<act>\S+) "
    rb'\[meta sequenceId="(?P<number>\d+)"\]\[origin software="hoivanban" swVersion="[^"]+"\] \xef\xbb\xbf(?P<text>.*)',
    re.DOTALL,
)


class LogServer:
    """A log server on this machine: takes connections until it is closed, and keeps what they sent."""

    def __init__(self, context: ssl.SSLContext | None, port: int = 0) -> None:
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port = self._socket.getsockname()[1]
        self._context = context
        self._connections: list[socket.socket] = []
        self.data = b""
        self.arrived = threading.Condition()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._socket.accept()
                connection = self._context.wrap_socket(plain, server_side=True) if self._context else plain
            except ssl.SSLError:
                continue
            except OSError:
                return
            self._connections.append(connection)
            threading.Thread(target=self._read, args=(connection,), daemon=True).start()

    def _read(self, connection: socket.socket) -> None:
        while True:
            try:
                part = connection.recv(65536)
            except OSError:
                return
            if not part:
                return
            with self.arrived:
                self.data += part
                self.arrived.notify()

    def rows(self, count: int) -> list[dict[str, object]]:
        """The rows that have arrived, as soon as there are ``count``."""
        with self.arrived:
            self.arrived.wait_for(lambda: len(parsed(self.data)) >= count, timeout=20)
            return parsed(self.data)

    def close(self) -> None:
        """End everything: shut down first, because a thread that still waits keeps a closed socket open."""
        for one in (self._socket, *self._connections):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def parsed(data: bytes) -> list[dict[str, object]]:
    """The audit rows of whole frames."""
    found = []
    while (frame := re.match(rb"(\d+) ", data)) and len(data) >= frame.end() + int(frame[1]):
        one, data = data[frame.end() : frame.end() + int(frame[1])], data[frame.end() + int(frame[1]) :]
        header = _HEADER.fullmatch(one)
        assert header is not None, one
        row = json.loads(header["text"])
        assert (row["act"].encode(), row["seq"]) == (header["act"], int(header["number"]))
        found.append(row)
    return found


@pytest.fixture
def trail(tmp_path: Path) -> Iterator[AuditLog]:
    with Library.open(tmp_path / "kho") as library:
        trail = AuditLog(library.engine)
        for number in range(3):
            trail.add("key.create", f"khóa {number}", actor="os:văn thư", detail={"name": "Đổi\nmới"})
        yield trail


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost, which is its own authority, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed (package openssl)")
    folder = tmp_path_factory.mktemp("tls")
    command = [
        openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost", "-keyout", str(folder / "a.key"), "-out", str(folder / "a.pem"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return folder / "a.pem", folder / "a.key"


def server_context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def test_rows_go_over_tls_each_once(trail: AuditLog, certificate: tuple[Path, Path]) -> None:
    server = LogServer(server_context(certificate))
    sender = SyslogSender(trail._engine, f"tls://localhost:{server.port}", certificate[0])
    assert sender.send() == 3
    assert [(row["seq"], row["object"]) for row in server.rows(3)] == [(n + 1, f"khóa {n}") for n in range(3)]
    assert sender.send() == 0
    last = trail.add("key.revoke", "khóa 1", actor="os:văn thư")
    assert sender.send() == 1
    assert server.rows(4)[-1]["digest"] == last.digest, "the chain has a second copy outside the database"
    sender.close()
    server.close()


def test_a_server_that_cannot_prove_itself_gets_nothing(trail: AuditLog, certificate: tuple[Path, Path]) -> None:
    server = LogServer(server_context(certificate))
    assert SyslogSender(trail._engine, f"tls://localhost:{server.port}").send() == 0
    assert SyslogSender(trail._engine, f"tls://127.0.0.1:{server.port}", certificate[0]).send() == 0, "another name"
    assert server.data == b""
    server.close()


def test_nothing_is_left_out_while_the_server_is_away(trail: AuditLog, caplog: pytest.LogCaptureFixture) -> None:
    server = LogServer(None)
    port = server.port
    sender = SyslogSender(trail._engine, f"tcp://127.0.0.1:{port}")
    assert sender.send() == 3
    server.rows(3)
    server.close()
    for number in range(5):
        trail.add("document.withdraw", f"văn bản {number}", actor="os:văn thư")
    # The other side's end is read before the next row is written: none is lost in a socket that nobody reads.
    for _ in range(3):
        assert sender.send() == 0
    assert len([record for record in caplog.records if "log server" in record.message]) == 1, (
        "said once, not each second"
    )
    again = LogServer(None, port)
    assert sender.send() == 5
    assert [row["seq"] for row in again.rows(5)] == [4, 5, 6, 7, 8]
    sender.close()
    again.close()


@pytest.mark.parametrize("address", ["udp://may:514", "may:6514", "http://may"])
def test_another_kind_of_address_is_no_setting(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOIVANBAN_SYSLOG", address)
    with pytest.raises(SettingsError, match="HOIVANBAN_SYSLOG"):
        load_settings(home=tmp_path)
