"""The identity provider ends sessions itself: logout tokens signed with the key of a real provider, good and spoilt."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from index.accounts.audit_log import AuditEvent, AuditLog
from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.logout_token import EVENT, FRESH_SECONDS
from service.settings import Settings, load_settings
from tests.support.identity_provider import CLIENT_ID, CLIENT_SECRET, RunningProvider, running_provider
from tests.support.live_server import free_port, live
from tests.support.provider_form import sign_in

ADDRESS = "/login/oidc/back-channel-logout"
NONE_KEPT = httpx.Limits(max_keepalive_connections=0)
ACCOUNTS: dict[str, dict[str, Any]] = {"van.thu": {"name": "Lê Thị Văn Thư"}, "thu.hai": {"name": "Người thứ hai"}}


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
    home = tmp_path_factory.mktemp("oidc") / "kho"
    return load_settings(
        home=home, oidc_issuer=provider.issuer, oidc_client_id=CLIENT_ID, oidc_client_secret=CLIENT_SECRET
    )


@pytest.fixture(scope="module")
def service(settings: Settings, port: int) -> Iterator[str]:
    with live(settings, port=port) as url:
        yield url


def signed_in(service: str, provider: RunningProvider, account: str, **claims: Any) -> httpx.Client:
    """A browser of its own, signed in; the ID token has these claims besides."""
    provider.say(ACCOUNTS, **claims)
    browser = httpx.Client(base_url=service, follow_redirects=True, timeout=30, limits=NONE_KEPT)
    assert sign_in(browser, account).status_code == 200
    assert is_in(browser)
    return browser


def is_in(browser: httpx.Client) -> bool:
    return browser.get("/api/v1/session").status_code == 200


def signed(provider: RunningProvider, key: RSAKey | None = None, **claims: Any) -> str:
    """A logout token of the provider; a claim given as None is left out."""
    whole = {
        "iss": provider.issuer, "aud": CLIENT_ID, "iat": int(time.time()), "exp": int(time.time()) + 120,
        "jti": secrets.token_hex(8), "events": {EVENT: {}},
    } | claims  # fmt: skip
    own = RSAKey.import_key((provider.folder / "key.pem").read_text())
    header = {"alg": "RS256", "typ": "logout+jwt", "kid": own.thumbprint()}
    return jwt.encode(header, {name: value for name, value in whole.items() if value is not None}, key or own)


def order(service: str, token: str) -> httpx.Response:
    return httpx.post(f"{service}{ADDRESS}", data={"logout_token": token}, timeout=30)


def closings(settings: Settings) -> list[AuditEvent]:
    with Library.open(settings.home) as library:
        return [event for event in AuditLog(library.engine).all_events() if event.act == "session.close"]


def subject(settings: Settings, name: str) -> str:
    """The provider's own name of an account, as its session holds it."""
    with Library.open(settings.home) as library:
        found = next(one for one in AccountStore(library.engine).open_sessions() if one.name == name)
    return found.who.removeprefix("oidc:")


def test_one_session_of_the_provider_is_ended_or_all_of_an_account(
    service: str, provider: RunningProvider, settings: Settings
) -> None:
    at_work, at_home = (signed_in(service, provider, "van.thu", sid=sid) for sid in ("may-co-quan", "may-o-nha"))
    other = signed_in(service, provider, "thu.hai", sid="may-khac")
    done = order(service, signed(provider, sid="may-co-quan"))
    assert (done.status_code, done.headers["cache-control"]) == (200, "no-store")
    assert [is_in(one) for one in (at_work, at_home, other)] == [False, True, True]

    named = subject(settings, "Lê Thị Văn Thư")
    again = signed_in(service, provider, "van.thu", sid="may-co-quan")
    assert order(service, signed(provider, sub=named)).status_code == 200
    assert [is_in(one) for one in (again, at_home, other)] == [False, False, True]
    closed = closings(settings)
    assert (closed[-1].object, json.loads(closed[-1].detail)["by"]) == (f"oidc:{named}", "provider")


def test_a_session_that_knows_none_of_the_provider_ends_with_its_account(
    service: str, provider: RunningProvider, settings: Settings
) -> None:
    """The provider names a session, but gave no ``sid`` with the ID token: which of the account's it is is unknown."""
    unnamed = signed_in(service, provider, "van.thu")
    other = signed_in(service, provider, "thu.hai", sid="may-khac")
    named = subject(settings, "Lê Thị Văn Thư")
    assert order(service, signed(provider, sid="phien-la")).status_code == 200
    assert is_in(unnamed), "an order without an account ends no session that it does not name"
    assert order(service, signed(provider, sub=named, sid="phien-la")).status_code == 200
    assert [is_in(unnamed), is_in(other)] == [False, True]


SPOILT: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://khac.example"},
    "another audience": {"aud": "khac"},
    "expired": {"exp": int(time.time()) - 3600},
    "too old": {"iat": int(time.time()) - FRESH_SECONDS - 300, "exp": None},
    "of the future": {"iat": int(time.time()) + 3600},
    "no time": {"iat": None},
    "no jti": {"jti": None},
    "an ID token": {"nonce": "abc"},
    "no event": {"events": None},
    "another event": {"events": {"http://schemas.openid.net/event/khac": {}}},
    "an event that is none": {"events": [EVENT]},
    "nobody": {"sid": None},
    "a session that is no text": {"sid": 7},
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_order_ends_nothing(service: str, provider: RunningProvider, name: str) -> None:
    browser = signed_in(service, provider, "van.thu", sid="may-nay")
    refused = order(service, signed(provider, **({"sid": "may-nay"} | SPOILT[name])))
    assert refused.status_code == 400
    assert refused.json()["error"] == "invalid_request"
    assert refused.headers["cache-control"] == "no-store"
    assert is_in(browser)
    assert order(service, signed(provider, sid="may-nay")).status_code == 200
    assert not is_in(browser)


def test_only_the_providers_own_signature_counts(service: str, provider: RunningProvider) -> None:
    browser = signed_in(service, provider, "van.thu", sid="may-nay")
    good = signed(provider, sid="may-nay")
    head, body, signature = good.split(".")

    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    public = json.dumps(RSAKey.import_key((provider.folder / "key.pem").read_text()).as_dict(private=False)).encode()
    forged = {
        "another key": signed(provider, RSAKey.generate_key(2048), sid="may-nay"),
        "none": f"{part({'alg': 'none'})}.{body}.",
        "a secret made of the public key": f"{part({'alg': 'HS256'})}.{body}."
        + base64.urlsafe_b64encode(hashlib.sha256(public).digest()).decode().rstrip("="),
        "cut": f"{head}.{body}.{signature[:-6]}AAAAAA",
        "nothing": "",
        "no token": "xin chào",
        "long": "a" * 20_000,
    }
    for name, token in forged.items():
        assert order(service, token).status_code == 400, name
    assert httpx.post(f"{service}{ADDRESS}", json={"logout_token": good}, timeout=30).status_code == 400
    assert httpx.get(f"{service}{ADDRESS}?logout_token={good}", timeout=30).status_code in (404, 405)
    many = {"logout_token": good} | {f"x{number}": "1" for number in range(40)}
    assert httpx.post(f"{service}{ADDRESS}", data=many, timeout=30).status_code == 400
    assert is_in(browser)
    assert order(service, good).status_code == 200
    assert not is_in(browser)


def test_an_order_counts_once(service: str, provider: RunningProvider, settings: Settings) -> None:
    """Whoever caught an order cannot end the sessions that are opened later."""
    first = signed_in(service, provider, "van.thu", sid="may-nay")
    token = signed(provider, sid="may-nay")
    assert order(service, token).status_code == 200
    assert not is_in(first)
    later = signed_in(service, provider, "van.thu", sid="may-nay")
    before = closings(settings)
    repeated = order(service, token)
    assert repeated.status_code == 400
    assert "đã được thực hiện" in repeated.json()["error_description"]
    assert is_in(later)
    assert closings(settings) == before


def test_junk_does_not_send_the_service_to_the_provider_each_time(
    service: str, provider: RunningProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    import service.access.oidc as oidc

    asked: list[str] = []
    fetch = oidc._fetch

    async def counted(url: str) -> dict[str, Any]:
        asked.append(url)
        return await fetch(url)

    monkeypatch.setattr(oidc, "_fetch", counted)
    for _ in range(8):
        assert order(service, signed(provider, RSAKey.generate_key(2048), sid="x")).status_code == 400
    assert len([url for url in asked if "jwks" in url]) <= 1


def test_without_a_provider_there_is_no_such_address(tmp_path_factory: pytest.TempPathFactory) -> None:
    with live(load_settings(home=tmp_path_factory.mktemp("khóa") / "kho")) as url:
        assert order(url, "x").status_code == 404
