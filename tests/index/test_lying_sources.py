"""Sources whose server lies: endless and packed bodies, lists without an end, redirections, a mailbox that never stops.

None of them fills the disk or the memory, holds up the other sources, or has this machine fetch from another one.
"""

from __future__ import annotations

import contextlib
import gzip
import itertools
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from index.intake import imap_mailbox, mirror, received, web
from index.intake.bucket import open_bucket
from index.intake.feed import open_feed
from index.intake.imap_mailbox import open_mailbox
from index.intake.mirror import Mirror
from index.intake.source import Connection, Credentials, IntakeSource, Kind, RemoteFile, SourceError
from index.intake.web_folder import open_web_folder

MOST = 1 << 20
Reply = Callable[[str], tuple[int, Mapping[str, str], Iterable[bytes]]]


@contextlib.contextmanager
def sending(reply: Reply) -> Iterator[str]:
    """The address of a server that sends what ``reply`` says for each path: status, headers, and chunks of the body."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, chunks = reply(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):
                for chunk in chunks:
                    self.wfile.write(chunk)

        do_PROPFIND = do_HEAD = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing among the tests' output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def source(kind: Kind, address: str, **more: Any) -> IntakeSource:
    return IntakeSource("nguon", kind, address, "noi_bo", 10.0, **more)


def dripping() -> Iterator[bytes]:
    """A byte now and then, for as long as anybody waits."""
    for _ in range(400):
        time.sleep(0.05)
        yield b"x"


LISTED = (
    b'<?xml version="1.0"?><multistatus xmlns="DAV:"><response><href>/a.pdf</href><propstat><prop><getetag>1</getetag>'
    b"</prop></propstat></response></multistatus>"
)


def test_a_body_without_an_end_fills_no_disk(tmp_path: Path) -> None:
    sent = itertools.count()

    def reply(path: str) -> tuple[int, Mapping[str, str], Iterable[bytes]]:
        endless = (bytes(1 << 16) for _ in sent)
        return 200, {}, endless if path == "/a.pdf" else [LISTED]

    with sending(reply) as address:
        given = source("webdav", f"{address}/")
        with open_web_folder(given) as connection:
            state = Mirror(tmp_path, given, MOST).follow(connection)
    assert state.problems == {"a.pdf": received.too_large(MOST)}
    assert next(sent) < 200, "it went on to send"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["state.json"]


def test_a_body_that_drips_holds_up_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "FILE_SECONDS", 0.3)

    def reply(path: str) -> tuple[int, Mapping[str, str], Iterable[bytes]]:
        return 200, {}, dripping() if path == "/a.pdf" else [LISTED]

    began = time.monotonic()
    with sending(reply) as address, open_web_folder(source("webdav", f"{address}/")) as connection:
        (item,) = connection.items()
        with pytest.raises(SourceError, match="quá chậm"):
            connection.fetch(item, tmp_path / "a", MOST)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("packing", ["gzip", "gzip, gzip", "deflate", "br", "zstd"])
def test_a_packed_body_is_not_unpacked(packing: str) -> None:
    bomb = gzip.compress(gzip.compress(bytes(64 << 20)))
    with (
        sending(lambda _: (200, {"Content-Encoding": packing}, [bomb])) as address,
        open_feed(source("feed", address)) as connection,
        pytest.raises(SourceError, match="nén"),
    ):
        list(connection.items())


def pages(documents: Callable[[int], list[dict[str, object]]]) -> Reply:
    numbers = itertools.count()

    def reply(_: str) -> tuple[int, Mapping[str, str], Iterable[bytes]]:
        number = next(numbers)
        return 200, {}, [json.dumps({"documents": documents(number), "following": f"x{number}"}).encode()]

    return reply


def test_a_list_without_an_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "MOST_LISTED", 40)
    same = {"id": "d_1", "file_name": "a.pdf", "version": 1, "added_at": "2026"}
    with sending(pages(lambda _: [])) as address, open_feed(source("feed", address)) as connection:
        assert list(connection.items()) == []
    with (
        sending(pages(lambda _: [same])) as address,
        open_feed(source("feed", address)) as connection,
        pytest.raises(SourceError, match="hơn 40 tệp"),
    ):
        Mirror(tmp_path, source("feed", address), MOST).follow(connection)


def test_a_list_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "LIST_SECONDS", 0.2)
    same = {"id": "d_1", "file_name": "a.pdf", "version": 1, "added_at": "2026"}
    with (
        sending(pages(lambda _: [same])) as address,
        open_feed(source("feed", address)) as connection,
        pytest.raises(SourceError, match="quá chậm"),
    ):
        list(connection.items())


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirection_of_a_source_leads_nowhere(status: int, tmp_path: Path) -> None:
    """A store that lies could have this machine fetch what only this machine may reach, and keep it as a document."""
    met: list[str] = []

    def inside(path: str) -> tuple[int, Mapping[str, str], Iterable[bytes]]:
        met.append(path)
        return 200, {"ETag": '"1"', "Content-Length": "6"}, [b"bi mat"]

    with sending(inside) as target, sending(lambda _: (status, {"Location": f"{target}/x"}, [])) as address:
        keys = Credentials(user="a", secret_variable="PATH")
        store = source("s3", f"{address}/ngan", credentials=keys, options={"region": "us-east-1"})
        openings: list[tuple[Callable[[IntakeSource], contextlib.AbstractContextManager[Connection]], IntakeSource]] = [
            (open_bucket, store),
            (open_web_folder, source("webdav", f"{address}/")),
            (open_feed, source("feed", address)),
        ]
        for opened, given in openings:
            with pytest.raises(SourceError), opened(given) as connection:
                list(connection.items())
            with pytest.raises(SourceError), opened(given) as connection:
                connection.fetch(RemoteFile("a", "1", None, "/a"), tmp_path / "a", MOST)
    assert met == []


def test_an_object_without_an_end_fills_no_disk(tmp_path: Path) -> None:
    sent = itertools.count()
    endless = (bytes(1 << 16) for _ in sent)
    with sending(lambda _: (200, {"ETag": '"1"'}, endless)) as address:
        store = source("s3", f"{address}/ngan", options={"region": "us-east-1"})
        with open_bucket(store) as connection, pytest.raises(SourceError, match="lớn hơn giới hạn"):
            connection.fetch(RemoteFile("a", "1", None, "a"), tmp_path / "a", MOST)
    assert next(sent) < 200


@contextlib.contextmanager
def mailbox(told: Iterable[bytes]) -> Iterator[int]:
    """The port of a mail server that lets everybody in and sends this to whoever fetches a message."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with contextlib.suppress(OSError):
                there, _ = listening.accept()
                with there, there.makefile("rb") as lines:
                    there.sendall(b"* OK there\r\n")
                    for line in lines:
                        mark, _, command = line.partition(b" ")
                        if command.startswith(b"CAPABILITY"):
                            there.sendall(b"* CAPABILITY IMAP4REV1\r\n")
                        if command.startswith(b"UID FETCH"):
                            for part in told:
                                there.sendall(part)
                        there.sendall(mark + b" OK done\r\n")

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]


@pytest.mark.parametrize("kind", ["literal", "lines", "drip"])
def test_a_mailbox_that_never_stops(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_mailbox, "FILE_SECONDS", 20.0 if kind != "drip" else 0.3)
    monkeypatch.setattr(imap_mailbox, "MOST_LIST_BYTES", MOST)
    monkeypatch.setenv("MAT_KHAU", "x")
    sent = itertools.count()
    told: dict[str, Iterable[bytes]] = {
        "literal": itertools.chain([b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n"], (bytes(1 << 16) for _ in sent)),
        "lines": (b"* 1 FETCH (FLAGS ())\r\n" * 1000 for _ in sent),
        "drip": itertools.chain([b"* 1 FETCH (UID 1 BODY[] {900}\r\n"], dripping()),
    }
    account = Credentials("a", secret_variable="MAT_KHAU")
    with (
        mailbox(told[kind]) as port,
        pytest.raises(SourceError, match="quá chậm" if kind == "drip" else "nhiều hơn đã hẹn"),
        open_mailbox(source("imap", f"imap://127.0.0.1:{port}/INBOX", credentials=account)) as connection,
    ):
        connection.fetch(RemoteFile("1.eml", "1", None, "1"), tmp_path / "a", MOST)
    assert next(sent) < 500


def test_what_a_killed_process_was_fetching_is_removed(tmp_path: Path) -> None:
    there = tmp_path / "den"
    there.mkdir()
    folder = tmp_path / "mirror"
    folder.mkdir()
    (folder / ".fetched.99.tmp").write_bytes(b"x")
    (folder / ".fetched.98.tmp.etag.part.minio").write_bytes(b"x")
    from index.intake.packet_folder import open_packet_folder

    given = source("folder", str(there))
    with open_packet_folder(given) as connection:
        Mirror(folder, given, MOST).follow(connection)
    assert [path.name for path in folder.iterdir() if path.is_file()] == ["state.json"]
