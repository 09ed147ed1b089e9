"""Sessions: seen and ended by their owner and by administrators, and what does not count as use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from index.accounts.audit_log import AuditLog
from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.app import create_app
from service.settings import load_settings

HERE = "https://testserver"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "kho") as opened:
        yield opened


@pytest.fixture
def keys(library: Library) -> dict[str, str]:
    made = Keys(AccountStore(library.engine))
    return {name: made.create(name, [scope])[1] for name, scope in (("An", "ask"), ("Bình", "ask"), ("Chi", "admin"))}


@pytest.fixture
def client(library: Library, keys: dict[str, str]) -> Iterator[TestClient]:
    with TestClient(create_app(load_settings(home=library.home)), base_url=HERE, follow_redirects=False) as opened:
        yield opened


class Person:
    """A browser that somebody is signed in with."""

    def __init__(self, client: TestClient, key: str, browser: str) -> None:
        self._client = client
        client.cookies.clear()
        assert client.post("/login", data={"key": key}, headers={"User-Agent": browser}).status_code == 303
        self.cookie = client.cookies["hvb_session"]
        self.csrf = self("GET", "/api/v1/session").json()["csrf"]

    def __call__(self, method: str, path: str, **given: Any) -> Any:
        self._client.cookies.clear()
        headers = {"Cookie": f"hvb_session={self.cookie}", **given.pop("headers", {})}
        if method != "GET":
            headers["X-CSRF-Token"] = self.csrf
        return self._client.request(method, path, headers=headers, **given)

    def sessions(self, query: str = "") -> list[dict[str, Any]]:
        return list(self("GET", f"/api/v1/sessions{query}").json()["sessions"])

    @property
    def is_in(self) -> bool:
        return bool(self("GET", "/api/v1/session").status_code == 200)


def test_a_person_sees_and_ends_the_own_sessions_only(client: TestClient, keys: dict[str, str]) -> None:
    office, home = Person(client, keys["An"], EDGE), Person(client, keys["An"], FIREFOX)
    other = Person(client, keys["Bình"], EDGE)
    rows = office.sessions()
    assert sorted((row["browser"], row["current"]) for row in rows) == [
        ("Edge trên Windows", True),
        ("Firefox trên Linux", False),
    ]
    assert all(row["name"] == "An" and row["address"] == "testclient" and row["used_at"] for row in rows)
    assert office("GET", "/api/v1/sessions?everybody=true").status_code == 403
    foreign = other.sessions()[0]["id"]
    assert office("DELETE", f"/api/v1/sessions/{foreign}").status_code == 404
    assert office("DELETE", "/api/v1/sessions?who=x").status_code == 403
    there = next(row["id"] for row in rows if not row["current"])
    assert office("DELETE", f"/api/v1/sessions/{there}").json() == {"ended": 1}
    assert (office.is_in, home.is_in, other.is_in) == (True, False, True)
    assert office("DELETE", f"/api/v1/sessions/{there}").status_code == 404


def test_the_page_of_the_account_lists_and_ends_them_without_scripts(client: TestClient, keys: dict[str, str]) -> None:
    office, home = Person(client, keys["An"], EDGE), Person(client, keys["An"], FIREFOX)
    page = office("GET", "/login").text
    for words in ("Tài khoản của tôi", "Edge trên Windows", "Firefox trên Linux", "Đăng xuất mọi nơi", "15 phút"):
        assert words in page
    there = next(row["id"] for row in office.sessions() if not row["current"])
    assert office("POST", "/logout", data={"csrf": "sai", "session": there}, headers={}).status_code in (303, 403)
    ended = office("POST", "/logout", data={"csrf": office.csrf, "session": there})
    assert (ended.status_code, ended.headers["location"]) == (303, "/login")
    assert (office.is_in, home.is_in) == (True, False)
    assert "Firefox" not in office("GET", "/login").text


def test_administrators_see_and_end_the_sessions_of_others(
    client: TestClient, keys: dict[str, str], library: Library
) -> None:
    admin, one, two = (Person(client, keys[who], EDGE) for who in ("Chi", "An", "Bình"))
    rows = admin.sessions("?everybody=true")
    assert {row["name"] for row in rows} == {"An", "Bình", "Chi"}
    assert len(admin.sessions()) == 1
    first = next(row for row in rows if row["name"] == "An")
    assert admin("DELETE", f"/api/v1/sessions/{first['id']}").status_code == 200
    second = next(row for row in rows if row["name"] == "Bình")
    assert admin("DELETE", f"/api/v1/sessions?who={second['who']}").json() == {"ended": 1}
    assert (admin.is_in, one.is_in, two.is_in) == (True, False, False)
    acts = [(event.act, event.object) for event in AuditLog(library.engine).events_page(10)]
    assert acts.count(("session.close", first["who"])) == 1
    assert acts.count(("session.close", second["who"])) == 1


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(
    client: TestClient, keys: dict[str, str], library: Library
) -> None:
    person = Person(client, keys["An"], EDGE)
    soon = (datetime.now(UTC) + timedelta(seconds=50)).isoformat(timespec="seconds")

    def ends_in(**headers: str) -> int:
        with library.engine.begin() as connection:
            connection.execute(text("UPDATE sessions SET ends_at = :at"), {"at": soon})
        return int(person("GET", "/api/v1/session", headers=headers).json()["ends_in"])

    assert ends_in(**{"X-Hoivanban-Background": "1"}) <= 50
    assert ends_in(accept="text/event-stream") <= 50
    assert ends_in() > 14 * 60, "a person's request moves the end"
    said = person("GET", "/api/v1/session").json()
    assert (said["idle_minutes"], said["account"], said["sign_in"]) == (15, False, False)
    assert Person(client, keys["Chi"], EDGE)("GET", "/api/v1/session").json()["idle_minutes"] == 5


def test_whoever_is_not_signed_in_is_told_what_he_sees(library: Library, keys: dict[str, str]) -> None:
    settings = load_settings(home=library.home, anonymous="ask", unit_name="UBND tỉnh <Gia Lai>", accent="#7a1f1f")
    with TestClient(create_app(settings), base_url=HERE) as client:
        said = client.get("/api/v1/session").json()
        assert (said["kind"], said["sign_in"], said["labels"]) == ("anonymous", True, ["cong_khai"])
        form = client.get("/login").text
        assert "chỉ thấy văn bản công khai" in form
        assert "UBND tỉnh &lt;Gia Lai&gt;" in form
        assert "#7a1f1f" in client.get("/login.css").text
        assert client.get("/api/v1/sessions").json() == {"sessions": []}
        # A page whose session has ended is told so; it does not go on as a guest's, who finds less.
        ended = {"Cookie": "hvb_session=da-ket-thuc"}
        ask = {"question": "thư viện"}
        assert client.post("/api/v1/search", json=ask, headers=ended).status_code == 200
        refused = client.post("/api/v1/search", json=ask, headers={**ended, "X-CSRF-Token": "cu"})
        assert (refused.status_code, "đã kết thúc" in refused.json()["detail"]) == (401, True)


def test_forms_and_links_follow_the_configured_address(library: Library, keys: dict[str, str]) -> None:
    settings = load_settings(home=library.home, public_url="https://hoi.tinh.example")
    with TestClient(create_app(settings), base_url="http://10.0.0.4:8000", follow_redirects=False) as client:
        for origin, status in (("https://hoi.tinh.example", 303), ("https://la.example", 403)):
            sent = client.post("/login", data={"key": keys["An"], "next": "/"}, headers={"Origin": origin})
            assert sent.status_code == status
        for path in ("/", "/admin", "/login/oidc"):
            sent = client.get(path, headers={"Host": "la.example"})
            assert "la.example" not in sent.headers.get("location", "") + sent.text
