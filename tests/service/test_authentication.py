"""Authentication: every route declares its scope, keys give no more than their scopes, no key means: this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.access.principal import SCOPES
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.routes.dependencies import principal_of
from service.server.server import with_allowed_address
from service.settings import Settings, load_settings
from tests.support.public_routes import PUBLIC_ROUTES
from tests.support.small_library import write_documents


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("admission")
    write_documents(folder / "docs")
    made = load_settings(
        home=folder / "home", workers=1, ocr=False, refresh_ms=50, address_per_minute=0, key_per_minute=0
    )
    ingest_paths(made, [folder / "docs"])
    return made


@pytest.fixture(scope="module")
def keys(settings: Settings) -> dict[str, str]:
    """A key with each scope, and one that is over."""
    with Library.open(settings.home) as library:
        made = Keys(AccountStore(library.engine))
        found: dict[str, str] = {scope: made.create(f"khóa {scope}", [scope])[1] for scope in SCOPES}
        found["over"] = made.create("hết hạn", ["admin"], ends_at="2021-01-01T00:00:00+00:00")[1]
        return found


@pytest.fixture(scope="module")
def client(settings: Settings, keys: dict[str, str]) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False, follow_redirects=False) as opened:
        yield opened


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def dependencies(dependant: Any) -> Iterator[Any]:
    for dependency in dependant.dependencies:
        yield dependency.call
        yield from dependencies(dependency)


def test_every_route_says_who_may_use_it() -> None:
    app = create_app(load_settings())
    rooms = [route.original_router for route in app.routes if hasattr(route, "original_router")]
    routes = [route for room in rooms for route in room.routes if isinstance(route, APIRoute)]
    assert len(routes) > 20
    for route in routes:
        if route.path in PUBLIC_ROUTES:
            continue
        assert principal_of in set(dependencies(route.dependant)), f"{route.path} declares no scope"
        assert route.path == "/api/v1/session" or any(
            getattr(call, "__qualname__", "").startswith("requires_scope.") for call in dependencies(route.dependant)
        ), f"{route.path} lets in everybody who is known"


CALLS: list[tuple[str, str, dict[str, Any] | None, set[str]]] = [
    ("POST", "/api/v1/ask", {"question": "Ai chủ trì Kế hoạch 9701/KH-UBND năm 2024?"}, {"ask", "admin"}),
    ("POST", "/api/v1/search", {"question": "thư viện"}, {"ask", "read", "write", "review", "admin"}),
    ("GET", "/api/v1/suggest?q=9701", None, {"ask", "read", "write", "review", "admin"}),
    ("GET", "/api/v1/documents", None, {"read", "write", "review", "admin"}),
    ("GET", "/api/v1/changes", None, {"read", "write", "review", "admin"}),
    ("GET", "/api/v1/jobs", None, {"write", "admin"}),
    ("GET", "/api/v1/review", None, {"review", "admin"}),
    ("GET", "/api/v1/review/queue", None, {"review", "admin"}),
    ("GET", "/api/v1/library/table", None, {"review", "admin"}),
    ("GET", "/api/v1/keys", None, {"admin"}),
    ("GET", "/api/v1/feedback", None, {"admin"}),
    ("GET", "/api/v1/session", None, {"ask", "read", "write", "review", "admin"}),
]


@pytest.mark.parametrize(("method", "path", "body", "allowed"), CALLS, ids=[call[1] for call in CALLS])
def test_a_scope_opens_what_it_includes_and_nothing_else(
    client: TestClient, keys: dict[str, str], method: str, path: str, body: dict[str, Any] | None, allowed: set[str]
) -> None:
    for scope in SCOPES:
        response = client.request(method, path, json=body, headers=bearer(keys[scope]))
        assert response.status_code == (200 if scope in allowed else 403), (scope, response.text)
    for given in (None, "hvb_000000000000_" + "a" * 43, keys["over"], "hvt_x", "", keys["ask"][:-1]):
        response = client.request(method, path, json=body, headers={} if given is None else bearer(given))
        assert (response.status_code, response.json()["code"]) == (401, "unauthorized")
        assert response.headers["www-authenticate"].startswith("Bearer")
        assert given is None or not given or given not in response.text


@pytest.mark.parametrize("given", ["Basic abc", "Bearer", "hvb_x", "Bearer a b", "bearer  ", "Digest x"])
def test_other_kinds_of_credentials_are_refused(client: TestClient, given: str) -> None:
    assert client.get("/api/v1/session", headers={"Authorization": given}).status_code == 401


def test_a_revoked_key_is_refused_within_seconds(settings: Settings, client: TestClient) -> None:
    import time

    with Library.open(settings.home) as library:
        made = Keys(AccountStore(library.engine))
        key, secret = made.create("thử", ["ask"])
        assert client.get("/api/v1/session", headers=bearer(secret)).json()["name"] == "thử"
        assert client.get("/api/v1/session", headers=bearer(secret)).status_code == 200
        made.revoke(key.id)
    time.sleep(1.1)
    assert client.get("/api/v1/session", headers=bearer(secret)).status_code == 401


def test_conversations_and_answers_belong_to_who_asked(
    settings: Settings, client: TestClient, keys: dict[str, str]
) -> None:
    with Library.open(settings.home) as library:
        other = Keys(AccountStore(library.engine)).create("người khác", ["ask"])[1]
    asked = client.post("/api/v1/ask", json={"question": "Kinh phí thư viện?"}, headers=bearer(keys["ask"])).json()
    conversation = asked["conversation_id"]
    paths = [f"/api/v1/conversations/{conversation}", f"/api/v1/conversations/{conversation}/export"]
    paths.append(f"/api/v1/answers/{asked['id']}")
    for path in paths:
        assert client.get(path, headers=bearer(keys["ask"])).status_code == 200, path
        for foreign in (other, keys["admin"]):
            assert client.get(path, headers=bearer(foreign)).status_code == 404, path
    judged = f"/api/v1/answers/{asked['id']}/feedback"
    assert client.post(judged, json={"useful": True}, headers=bearer(other)).status_code == 404
    body = {"question": "Còn hạn báo cáo?", "conversation_id": conversation}
    followed = client.post("/api/v1/ask", json=body, headers=bearer(other)).json()
    assert followed["conversation_id"] != conversation
    assert client.delete(f"/api/v1/conversations/{conversation}", headers=bearer(other)).status_code == 404
    assert client.delete(f"/api/v1/conversations/{conversation}", headers=bearer(keys["ask"])).status_code == 204


def test_one_answer_for_one_idempotency_key_of_one_caller(client: TestClient, keys: dict[str, str]) -> None:
    body, same = {"question": "Kinh phí thư viện cơ sở?"}, {"Idempotency-Key": "lan-1"}
    first = client.post("/api/v1/ask", json=body, headers={**bearer(keys["ask"]), **same}).json()
    again = client.post("/api/v1/ask", json=body, headers={**bearer(keys["ask"]), **same}).json()
    other = client.post("/api/v1/ask", json=body, headers={**bearer(keys["admin"]), **same}).json()
    assert first["id"] == again["id"] != other["id"]


@pytest.fixture
def unlocked(tmp_path: Path) -> Iterator[TestClient]:
    """A service without any key."""
    settings = load_settings(home=tmp_path / "kho", origins="https://cong.tinh.vn")
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000", client=("127.0.0.1", 5000)) as opened:
        yield opened


def test_without_a_key_this_machine_may_do_everything(unlocked: TestClient) -> None:
    found = unlocked.get("/api/v1/session").json()
    assert (found["kind"], found["scopes"], found["csrf"]) == ("local", ["admin", "ask", "read", "review", "write"], "")
    assert unlocked.get("/api/v1/jobs").status_code == 200
    assert unlocked.get("/").status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        # A foreign name that leads here (DNS rebinding), and a foreign page's request.
        ({"Host": "kho.evil.example"}, 401),
        ({"Host": "127.0.0.1.evil.example"}, 401),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "localhost:8000"}, 200),
        ({"Host": "[::1]:8000"}, 200),
        ({"Origin": "http://127.0.0.1:8000"}, 200),
    ],
)
def test_without_a_key_foreign_pages_may_do_nothing(unlocked: TestClient, headers: dict[str, str], status: int) -> None:
    assert unlocked.get("/api/v1/jobs", headers=headers).status_code == status


def test_without_a_key_a_page_that_is_let_in_may_ask_but_not_write(unlocked: TestClient) -> None:
    page = {"Origin": "https://cong.tinh.vn"}
    assert unlocked.post("/api/v1/search", json={"question": "thư viện"}, headers=page).status_code == 200
    assert unlocked.get("/api/v1/jobs", headers=page).status_code == 403


def test_without_a_key_other_machines_are_refused(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path / "kho")
    with TestClient(create_app(settings), base_url="http://10.0.0.5:8000", client=("10.0.0.9", 5000)) as foreign:
        response = foreign.get("/api/v1/session")
        assert (response.status_code, "hoivanban keys create" in response.json()["detail"]) == (401, True)


def test_without_a_key_only_loopback_is_listened_on(settings: Settings, keys: dict[str, str], tmp_path: Path) -> None:
    empty = load_settings(home=tmp_path / "kho", host="0.0.0.0")
    narrowed, notice = with_allowed_address(empty)
    assert (narrowed.host, "hoivanban keys create" in notice) == ("127.0.0.1", True)
    same, notice = with_allowed_address(load_settings(home=tmp_path / "kho"))
    assert (same.host, "chỉ nhận yêu cầu từ chính máy này" in notice) == ("127.0.0.1", True)
    wide = settings.model_copy(update={"host": "0.0.0.0"})
    assert with_allowed_address(wide) == (wide, "")


def test_anonymous_callers_may_ask_about_public_documents_where_that_is_set(
    settings: Settings, keys: dict[str, str]
) -> None:
    with TestClient(create_app(settings.model_copy(update={"anonymous": "ask"}))) as opened:
        assert opened.post("/api/v1/search", json={"question": "thư viện"}).status_code == 200
        assert opened.get("/api/v1/documents").status_code == 403
        assert opened.get("/api/v1/session").json()["labels"] == ["cong_khai"]
