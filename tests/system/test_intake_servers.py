"""Sources on real servers: IMAP (pymap), S3 (moto), WebDAV (wsgidav), and another service of this kind.

Each is followed as the service follows it: new files answer, changed ones answer anew, deleted ones stop.
"""

from __future__ import annotations

import contextlib
import imaplib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol

import pytest

from index.embedding.encoders import load
from index.intake.follower import ReadingOptions, SourceFollower
from index.intake.source import Credentials, IntakeSource, Kind
from index.intake.state import SourceState
from index.library.library import Library, ListRequest
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.browser_server import free_port
from tests.support.bundled_papers import letter, write_text
from tests.support.live_server import live

PASSWORD = "mot-mat-khau"


class Place(Protocol):
    """A server with one place for files."""

    kind: Kind
    address: str
    user: str
    password: str
    options: dict[str, str]

    def put(self, name: str, data: bytes) -> None: ...
    def delete(self, name: str) -> None: ...


@dataclass
class MailPlace:
    port: int
    kind: Kind = "imap"
    user: str = "demouser"
    password: str = "demopass"

    def __post_init__(self) -> None:
        self.address = f"imap://127.0.0.1:{self.port}/INBOX"
        self.options: dict[str, str] = {}

    @contextlib.contextmanager
    def _client(self) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port)
        client.login(self.user, self.password)
        client.select("INBOX")
        yield client
        client.logout()

    def empty(self) -> None:
        with self._client() as client:
            client.store("1:*", "+FLAGS", r"(\Deleted)")
            client.expunge()

    def put(self, name: str, data: bytes) -> None:
        self.delete(name)
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = name, "so@example.vn", "vanthu@example.vn"
        message.set_content("Kính gửi văn thư văn bản kèm theo.")
        message.add_attachment(data, maintype="text", subtype="plain", filename=name)
        with self._client() as client:
            client.append("INBOX", "", imaplib.Time2Internaldate(time.time()), message.as_bytes())

    def delete(self, name: str) -> None:
        with self._client() as client:
            found = client.search(None, f'SUBJECT "{name}"')[1][0].split()
            for number in found:
                client.store(number.decode(), "+FLAGS", r"(\Deleted)")
            client.expunge()

    def unseen(self) -> int:
        with self._client() as client:
            return len(client.search(None, "UNSEEN")[1][0].split())


@dataclass
class BucketPlace:
    port: int
    kind: Kind = "s3"
    user: str = "ma-truy-cap"
    password: str = PASSWORD

    def __post_init__(self) -> None:
        from minio import Minio

        self.address = f"http://127.0.0.1:{self.port}/van-ban/2026"
        self.options = {"region": "us-east-1"}
        self._client = Minio(f"127.0.0.1:{self.port}", self.user, self.password, secure=False, region="us-east-1")
        self._client.make_bucket("van-ban")

    def put(self, name: str, data: bytes) -> None:
        import io

        self._client.put_object("van-ban", f"2026/{name}", io.BytesIO(data), len(data))
        self._client.put_object("van-ban", "khac/ngoai.txt", io.BytesIO(b"ngoai thu muc"), 13)

    def delete(self, name: str) -> None:
        self._client.remove_object("van-ban", f"2026/{name}")


@dataclass
class WebPlace:
    port: int
    folder: Path
    kind: Kind = "webdav"
    user: str = "vanthu"
    password: str = PASSWORD

    def __post_init__(self) -> None:
        self.address = f"http://127.0.0.1:{self.port}/van-ban/"
        self.seconds = 1_700_000_000
        self.options: dict[str, str] = {}

    def put(self, name: str, data: bytes) -> None:
        place = self.folder / "thư mục con"
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
        # This server tells contents of one size apart by whole seconds, in which a quick test does everything.
        self.seconds += 1
        os.utime(place / name, (self.seconds, self.seconds))

    def delete(self, name: str) -> None:
        (self.folder / "thư mục con" / name).unlink()


@pytest.fixture(scope="module")
def mail() -> Iterator[MailPlace]:
    port = free_port()
    command = [str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    with _running([*command, "dict", "--demo-data"], port):
        place = MailPlace(port)
        place.empty()
        yield place


@pytest.fixture(scope="module")
def bucket() -> Iterator[BucketPlace]:
    port = free_port()
    with _running([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], port):
        yield BucketPlace(port)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebPlace]:
    from cheroot.wsgi import Server
    from wsgidav.wsgidav_app import WsgiDAVApp

    folder, port = tmp_path_factory.mktemp("dav"), free_port()
    accounts = {"*": {"vanthu": {"password": PASSWORD}}}
    app = WsgiDAVApp({
        "provider_mapping": {"/van-ban": str(folder)}, "simple_dc": {"user_mapping": accounts}, "verbose": 0,
        "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
    })  # fmt: skip
    server = Server(("127.0.0.1", port), app)
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    yield WebPlace(port, folder)
    server.stop()
    thread.join(10)


@contextlib.contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    import socket

    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert process.poll() is None, "the server did not start"
            assert time.monotonic() < end
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


class Followed:
    """A library that is filled from one place."""

    def __init__(self, folder: Path, place: Any, **changed: object) -> None:
        self.folder = folder
        secret = folder / "khoa"
        secret.write_text(place.password, encoding="utf-8")
        self.library = Library.open(folder / "home")
        given = {"access": "noi_bo", "minutes": 5.0, "withdraws": True, **changed}
        self.source = IntakeSource(
            "nguon", place.kind, place.address, credentials=Credentials(place.user, secret), options=place.options,
            **given,  # type: ignore[arg-type]
        )  # fmt: skip

    def follow(self) -> SourceState:
        options = ReadingOptions(workers=1)
        follower = SourceFollower(self.library, load(None), [self.source], self.folder / "intake", options)
        return follower.follow(self.source)[0]

    def numbers(self) -> list[str]:
        page = self.library.documents(ListRequest(access=None))
        return sorted({str(one.metadata.number) for one in page.documents if one.metadata.number})


def _paper(folder: Path, number: int) -> bytes:
    return write_text(folder / "giay.txt", (letter(f"{number}/SYT-NV"),)).read_bytes()


@pytest.mark.parametrize("kind", ["mail", "bucket", "web"])
def test_a_server_is_followed(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    place = request.getfixturevalue(kind)
    followed = Followed(tmp_path, place)
    place.put("mot.txt", _paper(tmp_path, 9211))
    place.put("hai.txt", _paper(tmp_path, 9212))
    state = followed.follow()
    assert (state.error, state.fetched) == ("", 2)
    assert followed.numbers() == ["9211/SYT-NV", "9212/SYT-NV"]
    assert followed.follow().fetched == 0
    place.put("hai.txt", _paper(tmp_path, 9213))
    place.delete("mot.txt")
    state = followed.follow()
    assert (state.error, state.fetched) == ("", 1)
    assert followed.numbers() == ["9213/SYT-NV"]
    place.delete("hai.txt")
    assert followed.follow().error == ""
    assert followed.numbers() == []


def test_a_message_stays_unread_in_its_mailbox(mail: MailPlace, tmp_path: Path) -> None:
    mail.put("chua-doc.txt", _paper(tmp_path, 9221))
    before = mail.unseen()
    followed = Followed(tmp_path, mail, withdraws=False)
    assert followed.follow().error == ""
    assert mail.unseen() == before > 0
    mail.delete("chua-doc.txt")


@pytest.mark.parametrize("kind", ["mail", "web"])
def test_a_wrong_password_is_told_and_withdraws_nothing(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    place = request.getfixturevalue(kind)
    followed = Followed(tmp_path, place)
    place.put("mot.txt", _paper(tmp_path, 9231))
    followed.follow()
    (tmp_path / "khoa").write_text("sai", encoding="utf-8")
    assert "từ chối" in followed.follow().error
    assert followed.numbers() == ["9231/SYT-NV"]
    place.delete("mot.txt")


def test_a_server_that_is_away_is_told(tmp_path: Path) -> None:
    for kind, scheme in (("imap", "imap"), ("s3", "http"), ("webdav", "http"), ("feed", "http")):
        secret = tmp_path / "khoa"
        secret.write_text("x", encoding="utf-8")
        address = f"{scheme}://127.0.0.1:{free_port()}/noi-nao"
        source = IntakeSource("nguon", kind, address, "noi_bo", 5.0, credentials=Credentials("a", secret))  # type: ignore[arg-type]
        with Library.open(tmp_path / kind) as library:
            follower = SourceFollower(library, load(None), [source], tmp_path / f"intake-{kind}")
            error = follower.follow(source)[0].error
        assert error.startswith("Không "), (kind, error)


def test_another_service_is_followed(tmp_path: Path) -> None:
    there = tmp_path / "xa"
    papers = tmp_path / "giay"
    papers.mkdir()
    write_text(papers / "a.txt", (letter("9241/SYT-NV"),))
    write_text(papers / "b.txt", (letter("9242/SYT-NV"),))
    settings = load_settings(home=there, workers=1, ocr=False)
    ingest_paths(settings, [papers])
    with live(settings) as address:
        here = Followed(tmp_path, _Service(address))
        assert here.follow().error == ""
        assert here.numbers() == ["9241/SYT-NV", "9242/SYT-NV"]
        (papers / "a.txt").unlink()
        write_text(papers / "b.txt", (letter("9242/SYT-NV", mark="trạm bơm"),))
        ingest_paths(settings, [papers])
        state = here.follow()
        assert (state.error, state.fetched, state.gone) == ("", 1, 1)
        assert here.numbers() == ["9242/SYT-NV"]


@dataclass
class _Service:
    address: str
    kind: Kind = "feed"
    user: str = ""
    password: str = ""

    def __post_init__(self) -> None:
        self.options: dict[str, str] = {}


def test_the_service_follows_its_sources_and_shows_them(tmp_path: Path) -> None:
    import httpx

    there = tmp_path / "den"
    there.mkdir()
    write_text(there / "a.txt", (letter("9251/SYT-NV"),))
    file = tmp_path / "nguon.toml"
    file.write_text(
        f'[[source]]\nname = "goi-tin"\nkind = "folder"\naddress = "{there}"\nwithdraw = true\nevery_minutes = 60\n',
        encoding="utf-8",
    )
    settings = load_settings(home=tmp_path / "home", workers=1, ocr=False, sources=file)
    assert create_app(settings).title
    with live(settings) as address, httpx.Client(base_url=address, timeout=30) as client:
        _until(lambda: _files(client) == 1)
        shown = client.get("/api/v1/sources").json()["sources"][0]
        assert (shown["name"], shown["files"], shown["error"], shown["withdraws"]) == ("goi-tin", 1, None, True)
        write_text(there / "b.txt", (letter("9252/SYT-NV"),))
        assert client.post("/api/v1/sources/goi-tin/follow").status_code == 202
        _until(lambda: client.get("/api/v1/documents").json()["total"] == 2)
        assert client.post("/api/v1/sources/khac/follow").status_code == 404
        (there / "a.txt").unlink()
        client.post("/api/v1/sources/goi-tin/follow")
        _until(lambda: client.get("/api/v1/documents").json()["total"] == 1)


def _files(client: Any) -> int:
    return int(client.get("/api/v1/sources").json()["sources"][0]["files"])


def _until(happened: Any) -> None:
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.2)
