"""Rate limits, questions in hand, time, bodies that do not arrive; and the paths that are never limited."""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
import time
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import settings as drawn
from hypothesis import strategies as st
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.middleware.rate_limits import RateLimits, client_address
from service.middleware.token_buckets import BucketTable, TokenBuckets
from service.monitoring.metrics import Metrics
from service.settings import Settings, load_settings
from tests.support.live_server import live
from tests.support.small_library import write_documents

ASK = {"question": "Kinh phí phát triển thư viện cơ sở là bao nhiêu?"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("limits")
    write_documents(folder / "docs")
    made = load_settings(home=folder / "home", workers=1, ocr=False, refresh_ms=50)
    ingest_paths(made, [folder / "docs"])
    return made


@pytest.fixture(scope="module")
def keys(settings: Settings) -> dict[str, str]:
    with Library.open(settings.home) as library:
        made = Keys(AccountStore(library.engine))
        return {
            "slow": made.create("chậm", ["ask"], per_minute=3)[1],
            "other": made.create("khác", ["ask"])[1],
            "writer": made.create("ghi", ["write"])[1],
        }


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@drawn(max_examples=100, deadline=None)
@given(st.integers(1, 300), st.lists(st.tuples(st.floats(0, 5), st.sampled_from("ab")), max_size=200))
def test_no_window_of_a_minute_holds_more_than_two_fillings(per_minute: int, calls: list[tuple[float, str]]) -> None:
    """A bucket holds one minute's requests and gets as many in the minute after: never more, in any window."""
    moment = 1000.0
    buckets = TokenBuckets("key", BucketTable(sets=1), clock=lambda: moment)
    let_in: dict[str, list[float]] = {"a": [], "b": []}
    for pause, whose in calls:
        moment += pause
        standing = buckets.take(whose, per_minute)
        assert 0 <= standing.left <= per_minute
        if standing.wait:
            assert 0 < standing.wait <= 60 / per_minute + 1e-6
        else:
            let_in[whose].append(moment)
    for times in let_in.values():
        for start in times:
            assert sum(start <= moment < start + 60 for moment in times) <= 2 * per_minute


def test_a_refused_request_is_let_in_after_the_wait_it_was_told() -> None:
    moment = 0.0
    buckets = TokenBuckets("key", BucketTable(), clock=lambda: moment)
    assert [buckets.take("a", 5).left for _ in range(5)] == [4, 3, 2, 1, 0]
    wait = buckets.take("a", 5).wait
    assert wait == pytest.approx(12)
    moment += wait - 0.1
    assert buckets.take("a", 5).wait
    moment += 0.2
    assert not buckets.take("a", 5).wait
    assert not buckets.take("b", 5).wait


def test_many_addresses_do_not_wash_out_a_bucket_in_use() -> None:
    table = BucketTable(sets=4)
    addresses, keys = TokenBuckets("address", table), TokenBuckets("key", table)
    for _ in range(5):
        keys.take("a", 5)
    for number in range(5000):
        addresses.take(f"10.0.{number >> 8}.{number & 255}", 1200)
    assert keys.take("a", 5).wait, "the fullest bucket gives way to an emptier one, not the other way round"


def test_processes_share_their_buckets() -> None:
    """Two processes that ask as fast as they can get what one would, to the token; also beside one that is killed."""
    table = BucketTable(shared=True)

    def ask(whose: str, times: int, out: Connection) -> None:
        buckets = TokenBuckets("key", table, clock=lambda: 1000.0)
        out.send(sum(not buckets.take(whose, 5000).wait for _ in range(times)))

    context = multiprocessing.get_context("fork")
    ends = [context.Pipe(duplex=False) for _ in range(3)]
    asked = [("a", 4000), ("a", 4000), ("killed", 10**9)]
    workers = [
        context.Process(target=ask, args=(whose, times, there))
        for (whose, times), (_, there) in zip(asked, ends, strict=True)
    ]
    for worker in workers:
        worker.start()
    counts = [here.recv() for here, _ in ends[:2]]
    workers[2].kill()
    for worker in workers:
        worker.join()
    assert sum(counts) == 5000
    assert not TokenBuckets("key", table, clock=lambda: 2000.0).take("killed", 5000).wait, "its lock went with it"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("10.0.0.9", "10.0.0.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:10.0.0.9", "10.0.0.9"),
        ("fe80::1%eth0", "fe80::"),
        ("testclient", "testclient"),
    ],
)
def test_whose_address(host: str, address: str) -> None:
    assert client_address(HTTPConnection({"type": "http", "client": (host, 1), "headers": []})) == address


def test_a_key_past_its_rate_is_told_when_to_come_back(settings: Settings, keys: dict[str, str]) -> None:
    with TestClient(create_app(settings)) as client:
        for left in (2, 1, 0):
            response = client.get("/api/v1/session", headers=bearer(keys["slow"]))
            assert response.status_code == 200
            assert response.headers["ratelimit-policy"] == '"key";q=3;w=60'
            assert response.headers["ratelimit"] == f'"key";r={left};t=20'
        refused = client.post("/api/v1/search", json=ASK, headers=bearer(keys["slow"]))
        assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
        assert refused.headers["content-type"] == "application/problem+json"
        wait = int(refused.headers["retry-after"])
        assert 18 <= wait <= 20
        assert refused.headers["ratelimit"] == f'"key";r=0;t={wait}'
        assert "x-content-type-options" in refused.headers
        assert client.get("/api/v1/session", headers=bearer(keys["other"])).status_code == 200
        openai = client.get("/v1/models", headers=bearer(keys["slow"]))
        assert openai.json()["error"]["type"] == "rate_limit_error"


def test_an_address_past_its_rate_is_refused_but_not_what_watches_the_service(
    settings: Settings, keys: dict[str, str]
) -> None:
    few = settings.model_copy(update={"address_per_minute": 2})
    with TestClient(create_app(few), client=("10.0.0.9", 1)) as client:
        statuses = [client.get("/api/v1/problems", headers=bearer(keys["other"])).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]
        # What a caller says of his address is not believed.
        forged = {"X-Forwarded-For": "10.9.9.9", "Forwarded": "for=10.9.9.9", **bearer(keys["other"])}
        assert client.get("/api/v1/problems", headers=forged).status_code == 429
        for path in ("/healthz", "/readyz", "/widget.js"):
            assert client.get(path).status_code == 200
        assert client.get("/metrics").status_code == 401


def test_wrong_keys_are_slowed_and_lock_no_right_key_out(
    settings: Settings, keys: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.middleware.rate_limits.WRONG_KEYS", 4)
    with TestClient(create_app(settings), client=("10.0.0.7", 1)) as client:
        assert client.get("/api/v1/session", headers=bearer(keys["other"])).status_code == 200
        wrong = bearer("hvb_000000000000_" + "a" * 43)
        statuses = [client.get("/api/v1/session", headers=wrong).status_code for _ in range(6)]
        assert statuses == [401] * 4 + [429] * 2
        # Right keys go on, also one that was never used, and at the login.
        assert client.get("/api/v1/session", headers=bearer(keys["other"])).status_code == 200
        assert client.get("/api/v1/session", headers=bearer(keys["writer"])).status_code == 200
        assert client.post("/login", data={"key": "hvb_x"}).status_code == 429
        right = client.post("/login", data={"key": keys["writer"]}, follow_redirects=False)
        assert right.status_code == 303


def test_without_a_key_this_machine_is_not_limited(tmp_path: Path) -> None:
    alone = load_settings(home=tmp_path / "kho", address_per_minute=2, key_per_minute=2)
    with TestClient(create_app(alone), base_url="http://127.0.0.1", client=("127.0.0.1", 1)) as client:
        responses = [client.get("/api/v1/session") for _ in range(5)]
    assert [response.status_code for response in responses] == [200] * 5
    assert "ratelimit" not in responses[0].headers


class Slow:
    """An application that takes its time; in place of the real one, whose questions take milliseconds."""

    def __init__(self) -> None:
        self.release = asyncio.Event()
        self.begun = 0

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        self.begun += 1
        await self.release.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def test_too_many_questions_are_refused_at_once_and_late_ones_given_up(
    settings: Settings, keys: dict[str, str]
) -> None:
    async def check() -> None:
        app, slow = create_app(settings), Slow()
        async with app.router.lifespan_context(app) as state:
            assert state is not None
            service = state["service"]
            strict = settings.model_copy(update={"max_waiting": 3, "request_seconds": 0.6})
            limits = RateLimits(slow, strict, Metrics(), BucketTable())

            async def call(path: str = "/api/v1/ask") -> tuple[int, dict[str, str], float]:
                said: list[dict[str, object]] = []
                started = time.perf_counter()

                async def send(message: dict[str, object]) -> None:
                    said.append(message)

                scope = {
                    "type": "http", "method": "POST", "path": path, "client": ("10.0.0.9", 1),
                    "state": dict(state or {}),
                    "headers": [(b"authorization", f"Bearer {keys['other']}".encode())], "query_string": b"",
                }  # fmt: skip
                await limits(scope, slow.release.wait, send)  # type: ignore[arg-type]
                headers = {name.decode(): value.decode() for name, value in said[0]["headers"]}  # type: ignore[attr-defined]
                return int(str(said[0]["status"])), headers, time.perf_counter() - started

            # Three checks of a key at once may outlast the 0.6 s on a busy machine.
            assert await service.authenticator.check_key(keys["other"]) is not None
            waiting = [asyncio.ensure_future(call()) for _ in range(3)]
            while slow.begun < 3:
                await asyncio.sleep(0.005)
            status, headers, took = await call()
            assert (status, headers["retry-after"]) == (503, "2")
            assert took < 0.3, "shed at once, not queued"
            ended = await asyncio.gather(*waiting)
            assert [answer[0] for answer in ended] == [504] * 3
            slow.release.set()
            assert (await call())[0] == 200, "what was given up holds no place any more"

    asyncio.run(check())


def test_a_body_that_does_not_come_is_given_up(settings: Settings, keys: dict[str, str]) -> None:
    with live(settings.model_copy(update={"request_seconds": 0.5})) as url:
        host, _, port = url.removeprefix("http://").partition(":")
        for path, kind in (
            ("/api/v1/search", "application/json"),
            ("/api/v1/documents", "multipart/form-data; boundary=x"),
        ):
            with socket.create_connection((host, int(port)), timeout=10) as caller:
                head = (
                    f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 500\r\nContent-Type: {kind}\r\n"
                    f"Authorization: Bearer {keys['writer']}\r\n\r\n"
                )
                caller.sendall(head.encode() + b"--x\r\n")
                assert caller.recv(65536).startswith(b"HTTP/1.1 408 "), path


def test_a_rate_is_kept_over_real_connections(settings: Settings) -> None:
    with Library.open(settings.home) as library:
        key = Keys(AccountStore(library.engine)).create("mười", ["ask"], per_minute=10)[1]
    with live(settings) as url, httpx.Client(headers=bearer(key)) as client:
        statuses = [client.post(f"{url}/api/v1/search", json=ASK).status_code for _ in range(14)]
    assert statuses[:10] == [200] * 10
    assert set(statuses[11:]) == {429}
