"""Signing in at a real identity provider (django-oauth-toolkit, a process of its own), by a browser without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.settings import Settings, load_settings
from tests.support.identity_provider import CLIENT_ID, CLIENT_SECRET, RunningProvider, running_provider
from tests.support.live_server import free_port, live
from tests.support.provider_form import hidden_fields, sign_in

ACCOUNTS: dict[str, dict[str, Any]] = {
    "van.thu": {"name": "Lê Thị Văn Thư", "realm_access": {"roles": ["offline_access", "hvb-van-thu"]},
                "groups": ["/can-bo", "/So-Noi-Vu"]},
    "chuyen.vien": {"name": "Siu Chuyên Viên", "realm_access": {"roles": ["hvb-can-bo", "admin"]},
                    "groups": ["/can-bo"]},
    "thuc.tap": {"preferred_username": "thuc.tap", "realm_access": {"roles": []}, "groups": []},
}  # fmt: skip
ROLES, LABELS = "hvb-can-bo=reader, hvb-van-thu=clerk, hvb-quan-tri=admin", "can-bo=noi_bo, /So-Noi-Vu=nhom:noi-vu"


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def provider(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProvider]:
    pytest.importorskip("oauth2_provider")
    with running_provider(tmp_path_factory.mktemp("provider"), f"http://127.0.0.1:{port}", ACCOUNTS) as running:
        yield running


@pytest.fixture(scope="module")
def settings(provider: RunningProvider, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made: dict[str, Any] = {
        "home": tmp_path_factory.mktemp("oidc") / "kho", "oidc_issuer": provider.issuer, "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET, "oidc_scopes_claim": "realm_access.roles", "oidc_roles": ROLES,
        "oidc_labels": LABELS, "refresh_ms": 50,
    }  # fmt: skip
    return load_settings(**made)


@pytest.fixture(scope="module")
def service(settings: Settings, port: int) -> Iterator[str]:
    with live(settings, port=port) as url:
        yield url


@pytest.fixture
def browser(service: str, provider: RunningProvider) -> Iterator[httpx.Client]:
    provider.say(ACCOUNTS)
    with httpx.Client(base_url=service, follow_redirects=True, timeout=30) as opened:
        yield opened


def session(browser: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = browser.get("/api/v1/session").json()
    return found


@pytest.mark.parametrize(
    ("account", "name", "scopes", "labels"),
    [
        ("van.thu", "Lê Thị Văn Thư", ["ask", "read", "review", "write"], ["cong_khai", "nhom:noi-vu", "noi_bo"]),
        # The provider's own role "admin" is not ours: only mapped values give rights.
        ("chuyen.vien", "Siu Chuyên Viên", ["ask", "read"], ["cong_khai", "noi_bo"]),
        ("thuc.tap", "thuc.tap", ["ask"], ["cong_khai"]),
    ],
)
def test_roles_and_labels_come_from_claims(
    browser: httpx.Client, account: str, name: str, scopes: list[str], labels: list[str]
) -> None:
    assert browser.get("/api/v1/session").status_code == 401
    done = sign_in(browser, account)
    assert done.status_code == 200, done.text
    found = session(browser)
    assert (found["kind"], found["name"]) == ("oidc", name)
    assert (found["scopes"], found["labels"]) == (scopes, labels)


def test_the_way_to_the_provider_bears_pkce_state_and_nonce(browser: httpx.Client) -> None:
    sent = [browser.get("/login/oidc", follow_redirects=False).headers["location"] for _ in range(2)]
    asked = [{name: values[0] for name, values in parse_qs(urlsplit(one).query).items()} for one in sent]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[0][name]) >= 32
        assert asked[0][name] != asked[1][name]
    assert (asked[0]["response_type"], asked[0]["code_challenge_method"]) == ("code", "S256")
    assert "prompt" not in asked[0]
    other = browser.get("/login/oidc?khac=1", follow_redirects=False).headers["location"]
    assert "prompt=login" in other


def test_a_wrong_password_opens_nothing(browser: httpx.Client) -> None:
    assert sign_in(browser, "van.thu", "sai").url.path == "/accounts/login/"
    assert browser.get("/api/v1/session").status_code == 401


@pytest.mark.parametrize(
    "spoilt",
    [{"signature": True}, {"aud": "khac"}, {"iss": "https://khac.example"}, {"nonce": "khac"}, {"seconds": -3600}],
    ids=["signature", "audience", "issuer", "nonce", "expired"],
)
def test_a_spoilt_token_is_one_sentence_and_opens_nothing(
    browser: httpx.Client, provider: RunningProvider, spoilt: dict[str, Any]
) -> None:
    provider.say(ACCOUNTS, **spoilt)
    refused = sign_in(browser, "van.thu")
    assert refused.status_code == 401
    assert re.search(
        r'role="alert"[^>]*>Mã nhận dạng của máy chủ đăng nhập không đúng; hãy đăng nhập lại\.<', refused.text
    )
    assert browser.get("/api/v1/session").status_code == 401


def test_rotated_keys_and_a_provider_that_is_away(
    browser: httpx.Client, provider: RunningProvider, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.access.oidc.DESCRIBED_SECONDS", 0.0)
    assert sign_in(browser, "van.thu").status_code == 200
    provider.stop()
    try:
        away = browser.get("/login/oidc?next=/admin")
        assert away.status_code == 502
        assert "Không liên lạc được với máy chủ đăng nhập" in away.text
        # Whoever is signed in stays so; keys still open the pages and the interface.
        assert session(browser)["name"] == "Lê Thị Văn Thư"
        with Library.open(settings.home) as library:
            _, key = Keys(AccountStore(library.engine)).create("Quản trị", ["admin"])
        assert 'name="key"' in away.text, "the page itself takes a key"
        with httpx.Client(base_url=str(browser.base_url)) as other:
            assert other.post("/login", data={"key": key, "next": "/admin"}).status_code == 303
        program = {"Authorization": f"Bearer {key}"}
        assert httpx.get(f"{browser.base_url}/api/v1/keys", headers=program).status_code == 200
    finally:
        provider.new_key()
        provider.start()
    browser.cookies.clear()
    assert sign_in(browser, "chuyen.vien").status_code == 200, "the new keys are fetched"
    assert session(browser)["name"] == "Siu Chuyên Viên"


def test_signing_out_here_offers_the_way_out_of_the_provider(browser: httpx.Client, service: str) -> None:
    sign_in(browser, "van.thu")
    out = browser.post("/logout", data={"csrf": session(browser)["csrf"]})
    assert browser.get("/api/v1/session").status_code == 401
    assert "/logout/oidc" in out.text
    leaving = browser.get("/logout/oidc", follow_redirects=False).headers["location"]
    assert f"post_logout_redirect_uri={service.replace(':', '%3A').replace('/', '%2F')}%2Flogin" in leaving
    page = browser.get(leaving)
    back = browser.post(page.url, data={**hidden_fields(page.text), "allow": "Logout"})
    assert back.url.path == "/login"
    assert 'name="password"' in browser.get("/login/oidc").text, "the provider asks for the password again"
