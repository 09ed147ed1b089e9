"""Logging in to the pages: the form, the session and its token against forged requests, the way out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.app import create_app
from service.settings import Settings, load_settings

HERE = "https://testserver"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(home=tmp_path_factory.mktemp("login") / "kho")


@pytest.fixture(scope="module")
def keys(settings: Settings) -> dict[str, tuple[str, str]]:
    """The id and the key of two key holders."""
    with Library.open(settings.home) as library:
        made = {
            name: Keys(AccountStore(library.engine)).create(name, ["admin"], ["noi_bo"]) for name in ("Văn thư", "Tạm")
        }
        return {name: (key.id, secret) for name, (key, secret) in made.items()}


@pytest.fixture
def client(settings: Settings, keys: dict[str, tuple[str, str]]) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url=HERE, follow_redirects=False) as opened:
        yield opened


def log_in(client: TestClient, key: str, **headers: str) -> Any:
    return client.post("/login", data={"key": key, "next": "/admin"}, headers=headers)


def test_the_page_sends_who_is_not_known_to_the_form(client: TestClient) -> None:
    sent = client.get("/")
    assert (sent.status_code, sent.headers["location"]) == (303, "/login?next=/")
    form = client.get("/login?next=/admin")
    assert form.status_code == 200
    assert '<html lang="vi">' in form.text
    assert '<label for="key">' in form.text
    assert "form-action 'self'" in form.headers["content-security-policy"]
    assert "unsafe" not in form.headers["content-security-policy"]
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", form.text)
    assert form.headers["cache-control"] == "no-store"
    assert client.get("/login.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("chosen", ["light", "dark", "auto", "x' onclick='y"])
def test_the_form_has_the_theme_that_was_chosen_on_the_chat(client: TestClient, chosen: str) -> None:
    page = client.get("/login", headers={"Cookie": f"hvb_theme={chosen}"}).text
    expected = f'<html lang="vi" data-theme="{chosen}">' if chosen in ("light", "dark") else '<html lang="vi">'
    assert expected in page
    assert "onclick" not in page
    style = client.get("/login.css").text
    assert ':root[data-theme="dark"]' in style
    assert ":root:not([data-theme])" in style


def test_a_key_opens_a_session_that_its_token_protects(client: TestClient, keys: dict[str, tuple[str, str]]) -> None:
    _, key = keys["Văn thư"]
    done = log_in(client, f" {key} ")
    assert (done.status_code, done.headers["location"]) == (303, "/admin")
    cookie = done.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("hvb_session=", "httponly", "samesite=strict", "secure", "path=/"))
    assert key not in cookie
    found = client.get("/api/v1/session").json()
    assert (found["kind"], found["name"], found["labels"]) == ("session", "Văn thư", ["cong_khai", "noi_bo"])
    assert client.get("/").status_code == 200
    body = {"question": "thư viện"}
    wrong_headers: tuple[Any, ...] = (
        {}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": found["csrf"][:-1]}, {"X-CSRF-Token": "đ".encode()},
    )  # fmt: skip
    for wrong in wrong_headers:
        refused = client.post("/api/v1/search", json=body, headers=wrong)
        assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    token = {"X-CSRF-Token": found["csrf"]}
    assert client.post("/api/v1/search", json=body, headers=token).status_code == 200
    assert found["name"] in client.get("/login").text
    assert client.post("/logout").status_code == 403
    out = client.post("/logout", data={"csrf": found["csrf"]})
    assert (out.status_code, out.headers["location"]) == (303, "/login")
    assert client.get("/api/v1/session").status_code == 401
    client.cookies.set("hvb_session", done.cookies["hvb_session"])
    assert client.get("/api/v1/session").status_code == 401, "a session that was ended opens nothing"


def test_a_session_ends_with_its_key(client: TestClient, settings: Settings, keys: dict[str, tuple[str, str]]) -> None:
    key_id, key = keys["Tạm"]
    assert log_in(client, key).status_code == 303
    assert client.get("/api/v1/session").status_code == 200
    with Library.open(settings.home) as library:
        assert Keys(AccountStore(library.engine)).revoke(key_id)
    assert client.get("/api/v1/session").status_code == 401


@pytest.mark.parametrize("key", ["", "sai", "hvb_000000000000_" + "a" * 43, '"><script>alert(1)</script>'])
def test_a_wrong_key_is_told_without_being_shown(client: TestClient, key: str) -> None:
    refused = log_in(client, key)
    assert refused.status_code == 401
    assert 'role="alert"' in refused.text
    assert "set-cookie" not in refused.headers
    assert not key or key not in refused.text


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["origin", "null", "fetch"],
)
def test_a_foreign_page_logs_nobody_in(
    client: TestClient, keys: dict[str, tuple[str, str]], headers: dict[str, str]
) -> None:
    refused = log_in(client, keys["Văn thư"][1], **headers)
    assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_login_leads_only_to_this_server(client: TestClient, keys: dict[str, tuple[str, str]], target: str) -> None:
    done = client.post("/login", data={"key": keys["Văn thư"][1], "next": target})
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert "evil" not in client.get("/login", params={"next": target}).text


def test_only_digests_of_sessions_are_kept(
    client: TestClient, settings: Settings, keys: dict[str, tuple[str, str]]
) -> None:
    cookie = log_in(client, keys["Văn thư"][1]).cookies["hvb_session"]
    written = b"".join(path.read_bytes() for path in Path(settings.home).glob("library.sqlite*"))
    assert cookie.encode() not in written
    assert client.get("/login/oidc").status_code == 404
