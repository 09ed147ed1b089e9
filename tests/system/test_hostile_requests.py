"""Requests made to harm: paths, SQL, log lines, headers that claim another sender; and how long a refusal takes."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.authentication import is_from_this_machine
from service.access.keys import Keys
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.monitoring.logs import JsonLines, TextLines
from service.settings import Settings, SettingsError, load_settings
from tests.support.small_library import write_documents

INJECTED = (
    "' OR '1'='1", "'; DROP TABLE documents; --", '" UNION SELECT digest FROM api_keys --', "%' OR 1=1 --", "\\'; --",
    "*) OR *", 'title:"a" AND (', "{{7*7}}", "${jndi:ldap://x}", "\x00'",
)  # fmt: skip


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("hostile")
    write_documents(folder / "docs")
    made = load_settings(home=folder / "home", workers=1, ocr=False, key_per_minute=0, address_per_minute=0)
    ingest_paths(made, [folder / "docs"])
    return made


@pytest.fixture(scope="module")
def keys(settings: Settings) -> dict[str, str]:
    with Library.open(settings.home) as library:
        made = Keys(AccountStore(library.engine))
        return {
            "admin": made.create("quản trị", ["admin"])[1],
            "a\nb \x1b[31m": made.create("a\nb \x1b[31m", ["ask"])[1],
        }


@pytest.fixture(scope="module")
def client(settings: Settings, keys: dict[str, str]) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False, follow_redirects=False) as opened:
        yield opened


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.mark.parametrize("given", INJECTED)
def test_nothing_that_is_typed_becomes_sql(client: TestClient, keys: dict[str, str], given: str) -> None:
    """Every statement is SQLAlchemy's with bound parameters (ruff S608); what is typed is only looked for."""
    before = client.get("/api/v1/documents", headers=bearer(keys["admin"])).json()["total"]
    for path, names in (("documents", ("q", "issuer", "type")), ("suggest", ("q",)), ("changes", ("after",)),
                        ("audit", ("actor", "act", "after")), ("documents/by-number/x", ("issuer",))):  # fmt: skip
        for name in names:
            response = client.get(f"/api/v1/{path}", params={name: given}, headers=bearer(keys["admin"]))
            assert response.status_code in (200, 404, 422), (path, name, response.text)
            assert "digest" not in response.text or path == "audit"
    for path in ("ask", "search"):
        asked = {"question": f"Kinh phí {given}", "filters": {"issuers": [given[:50]]}}
        status = client.post(f"/api/v1/{path}", json=asked, headers=bearer(keys["admin"])).status_code
        assert status in (200, 422), (path, status)
    assert client.get("/api/v1/documents", headers=bearer(keys["admin"])).json()["total"] == before


@pytest.mark.parametrize(
    "way",
    ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "..%5capp.py", "....//app.py", "%2e%2e%2f%2e%2e%2fpyproject.toml",
     "index.html%00.js", "/etc/passwd", "%2fetc%2fpasswd", ".", "..", "login.css/"],
)  # fmt: skip
def test_no_path_leads_out_of_the_pages_files(client: TestClient, keys: dict[str, str], way: str) -> None:
    for base in ("/", "/admin/", "/api/v1/documents/", "/api/v1/answers/", "/api/v1/conversations/"):
        response = client.get(f"{base}{way}", headers=bearer(keys["admin"]))
        assert "def create_app" not in response.text
        assert "root:" not in response.text
        assert "[project]" not in response.text
        if response.status_code == 200:  # the dots were taken out on the way: one of our own pages or lists
            assert response.headers["content-type"].startswith(("text/html", "text/css", "application/json"))


def lines_of(client: TestClient, form: logging.Formatter, headers: dict[str, str], path: str) -> list[str]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(form)
    logger = logging.getLogger("hoivanban")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        client.post(path, json={"question": "câu hỏi riêng\r\nFAKE"}, headers=headers)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
    return written.getvalue().splitlines()


@pytest.mark.parametrize("form", [JsonLines(), TextLines()], ids=["json", "text"])
def test_what_a_caller_sends_makes_no_log_line(
    client: TestClient, keys: dict[str, str], form: logging.Formatter
) -> None:
    """Not by the path, the address line, the name of a key, an id that it gives; and no question is in the log."""
    hostile = "/api/v1/ask%0d%0a2026-01-01%20info%20FAKE%1b[31m?q=c%C3%A2u"
    for path in (hostile, "/api/v1/ask?q=FAKE"):
        for key in keys.values():
            headers = {**bearer(key), "X-Request-ID": "FAKE\u00e9\tx", "User-Agent": "FAKE \u00e9"}
            headers = {name: value.encode("utf-8") for name, value in headers.items()}  # type: ignore[misc]
            lines = lines_of(client, form, headers, path)
            assert len(lines) == 1
            assert "FAKE" not in lines[0]
            assert "\x1b" not in lines[0]
            assert "riêng" not in lines[0]
            assert isinstance(form, TextLines) or json.loads(lines[0])["message"] == "request"


def test_a_record_with_line_breaks_stays_one_line() -> None:
    record = logging.LogRecord("hoivanban", logging.INFO, "", 0, "a\r\nb\u2028c\x85d", None, None)
    for form in (JsonLines(), TextLines()):
        assert len(form.format(record).splitlines()) == 1


@pytest.mark.parametrize("given", ["*", "0.0.0.0/0", "::/0", "proxy.example", "10.0.0.1, *", "any"])
def test_no_setting_lets_everybody_say_where_he_is(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("HOIVANBAN_TRUSTED_PROXIES", given)
    with pytest.raises(SettingsError, match="TRUSTED_PROXIES"):
        load_settings()


def seen_as(peer: str, headers: dict[str, str], trusted: list[str]) -> HTTPConnection:
    """A request as the application sees it behind uvicorn's middleware, set as ``service.server.server`` sets it."""
    seen: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)

    lines = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "client": (peer, 1), "scheme": "http", "headers": lines, "path": "/", "method": "GET"}
    asyncio.run(ProxyHeadersMiddleware(app, trusted)(scope, None, None))  # type: ignore[arg-type]
    return HTTPConnection(seen[0])


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "address"),
    [
        ("203.0.113.9", "127.0.0.1", ["10.0.0.5"], "203.0.113.9"),  # not a proxy of ours: not believed
        ("10.0.0.5", "198.51.100.7", ["10.0.0.5"], "198.51.100.7"),
        # What the sender wrote himself stands on the left of what the proxy saw.
        ("10.0.0.5", "127.0.0.1, 198.51.100.7", ["10.0.0.5"], "198.51.100.7"),
        ("10.0.0.5", "127.0.0.1, 198.51.100.7, 10.0.0.6", ["10.0.0.0/24"], "198.51.100.7"),
    ],
)
def test_an_address_is_believed_from_our_proxies_only(
    peer: str, forwarded: str, trusted: list[str], address: str
) -> None:
    seen = seen_as(peer, {"X-Forwarded-For": forwarded, "Host": "localhost"}, trusted)
    assert seen.client is not None
    assert seen.client.host == address
    assert not is_from_this_machine(seen)


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via", "X-Forwarded-Host", "X-Forwarded-Proto"]
)
def test_what_a_proxy_of_this_machine_passes_on_is_not_from_here(tmp_path: Path, header: str) -> None:
    """Without a key this machine may do everything: a proxy on it must not lend that to the whole world."""
    local = load_settings(home=tmp_path / "home", ocr=False)
    with TestClient(create_app(local), base_url="http://127.0.0.1:8000") as opened:
        assert opened.get("/api/v1/jobs").status_code == 200
        assert opened.get("/api/v1/jobs", headers={header: "127.0.0.1"}).status_code == 401


def test_a_wrong_secret_and_an_unknown_id_take_as_long(settings: Settings, keys: dict[str, str]) -> None:
    """CPU time of the same work, interleaved; a wide margin, for the machine is shared."""
    with Library.open(settings.home) as library:
        made = Keys(AccountStore(library.engine))
        wrong = keys["admin"][:-3] + "AAA"
        unknown = "hvb_000000000000_" + keys["admin"][17:]
        made.check(unknown)  # reads the table for the first time
        spent: dict[str, list[float]] = {wrong: [], unknown: [], "hvb_x": []}
        for _ in range(7):
            for given, times in spent.items():
                started = time.process_time()
                assert made.check(given) is None
                times.append(time.process_time() - started)
    medians = [statistics.median(times) for times in spent.values()]
    assert max(medians) < 2 * min(medians), medians
