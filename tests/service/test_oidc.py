"""Login by an identity provider: a small real one on 127.0.0.1, with its own RSA key, and all that may go wrong."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from service.access.oidc import LoginAttempt, LoginError, attempt_from_cookie
from service.app import create_app
from service.settings import load_settings

CLIENT_ID, CLIENT_SECRET = "hoivanban", "mat-khau-ung-dung"


class FakeProvider:
    """A provider that logs everybody in as one account. ``claims`` go over those of the ID token; ``key`` signs it."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = self.published = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})
        self.claims: dict[str, Any] = {}
        #: What is sent in place of the description, the keys, or the token.
        self.instead: dict[str, Response] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.app = FastAPI()
        self.app.get("/.well-known/openid-configuration")(self.describe)
        self.app.get("/keys")(self.keys)
        self.app.get("/authorize")(self.authorize)
        self.app.post("/token")(self.token)

    async def describe(self) -> Any:
        return self.instead.get("description") or {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    async def keys(self) -> Any:
        return self.instead.get("keys") or {"keys": [self.published.as_dict(private=False)]}

    async def authorize(self, request: Request) -> RedirectResponse:
        asked = dict(request.query_params)
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT_ID)
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?code={code}&state={asked['state']}")

    async def token(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        given = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        asked = self.codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if (
            asked is None
            or challenge.decode() != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
            or given != f"{CLIENT_ID}:{CLIENT_SECRET}"
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        if "token" in self.instead:
            return self.instead["token"]
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": "u-17", "exp": now + 300, "iat": now, "nonce": asked["nonce"],
            "name": "Lê Thị Văn Thư", "hoivanban_scopes": ["read", "write", "root"],
            "hoivanban_noi_bo": True,
            "groups": ["Thanh-Tra", "tên có dấu cách"], **self.claims,
        }  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        id_token = jwt.encode({"alg": "RS256", "kid": self.key.kid or ""}, kept, self.key)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": id_token})


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with contextlib.closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        made = FakeProvider(f"http://127.0.0.1:{listening.getsockname()[1]}")
        server = uvicorn.Server(uvicorn.Config(made.app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        end = time.monotonic() + 20
        while not server.started:
            assert time.monotonic() < end
            time.sleep(0.02)
        yield made
        server.should_exit = True
        thread.join(20)


@pytest.fixture
def client(provider: FakeProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    provider.claims, provider.key, provider.instead = {}, provider.published, {}
    settings = load_settings(
        home=tmp_path_factory.mktemp("oidc") / "kho", oidc_issuer=provider.issuer, oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
    )  # fmt: skip
    with TestClient(create_app(settings), base_url="https://testserver", follow_redirects=False) as opened:
        yield opened


def through(client: TestClient) -> str:
    """Begin at the service, log in at the provider; where the provider sends the browser back to."""
    begun = client.get("/login/oidc?next=/admin")
    assert begun.status_code == 303
    cookie = begun.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=lax", "secure", "path=/login"))
    with httpx.Client() as browser:
        back = browser.get(begun.headers["location"]).headers["location"]
    assert back.startswith("https://testserver/login/oidc/callback?")
    return back


def test_an_account_logs_in_with_what_its_claims_say(client: TestClient) -> None:
    assert client.get("/api/v1/session").status_code == 401, "with a provider set nobody is let in unknown"
    assert "/login/oidc?next=%2Fadmin" in client.get("/login?next=/admin").text
    done = client.get(through(client))
    assert done.status_code == 200, done.text
    # A page of this server leads on, so that the strict cookie goes along.
    assert '<meta http-equiv="refresh" content="0; url=/admin">' in done.text
    assert "samesite=strict" in done.headers["set-cookie"].lower()
    found = client.get("/api/v1/session").json()
    assert (found["kind"], found["name"]) == ("oidc", "Lê Thị Văn Thư")
    assert found["scopes"] == ["ask", "read", "write"]
    assert found["labels"] == ["cong_khai", "nhom:thanh-tra", "noi_bo"]
    assert client.post("/logout", headers={"X-CSRF-Token": found["csrf"]}).status_code == 303
    assert client.get("/api/v1/session").status_code == 401


def test_an_account_without_claims_may_only_ask(client: TestClient, provider: FakeProvider) -> None:
    provider.claims = {"hoivanban_scopes": None, "groups": None, "name": None, "hoivanban_noi_bo": None}
    assert client.get(through(client)).status_code == 200
    found = client.get("/api/v1/session").json()
    assert (found["scopes"], found["labels"], found["name"]) == (["ask"], ["cong_khai"], "u-17")


@pytest.mark.parametrize(
    ("said", "sees"), [(True, True), ("true", True), (["true"], True), (False, False), ("", False)]
)
def test_internal_documents_are_seen_by_those_whose_claim_says_so(
    client: TestClient, provider: FakeProvider, said: object, sees: bool
) -> None:
    provider.claims = {"hoivanban_noi_bo": said, "groups": None}
    assert client.get(through(client)).status_code == 200
    assert ("noi_bo" in client.get("/api/v1/session").json()["labels"]) is sees


def test_signing_out_everywhere_ends_the_sessions_of_other_browsers(client: TestClient) -> None:
    cookies = []
    for _ in range(2):
        client.cookies.clear()
        assert client.get(through(client)).status_code == 200
        cookies.append(client.cookies["hvb_session"])
    csrf = client.get("/api/v1/session").json()["csrf"]
    assert "Đăng xuất mọi nơi" in client.get("/login").text
    gone = client.post("/logout", data={"csrf": csrf, "everywhere": "1"})
    assert gone.status_code == 303
    for cookie in cookies:
        client.cookies.clear()
        client.cookies.set("hvb_session", cookie)
        assert client.get("/api/v1/session").status_code == 401


def test_links_follow_the_configured_address_not_the_host_that_was_sent(provider: FakeProvider, tmp_path: Path) -> None:
    settings = load_settings(
        home=tmp_path / "kho", oidc_issuer=provider.issuer, oidc_client_id=CLIENT_ID,
        public_url="https://hoi.tinh.example",
    )  # fmt: skip
    with TestClient(create_app(settings), follow_redirects=False) as client:
        begun = client.get("/login/oidc", headers={"Host": "la.example"})
    assert begun.status_code == 303
    assert "redirect_uri=https%3A%2F%2Fhoi.tinh.example%2Flogin" in begun.headers["location"]
    assert "la.example" not in begun.headers["location"]
    assert "secure" in begun.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "khác"},
        {"nonce": None},
        {"aud": "ứng-dụng-khác"},
        {"aud": [CLIENT_ID, "khác"], "azp": "khác"},
        {"iss": "https://khac.example"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"sub": None},
    ],
    ids=["nonce", "no-nonce", "audience", "authorized-party", "issuer", "expired", "no-end", "no-subject"],
)
def test_a_token_that_does_not_fit_opens_nothing(
    client: TestClient, provider: FakeProvider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    refused = client.get(through(client))
    assert (refused.status_code, 'role="alert"' in refused.text) == (401, True)
    assert client.get("/api/v1/session").status_code == 401


def test_a_token_signed_by_another_key_opens_nothing(client: TestClient, provider: FakeProvider) -> None:
    provider.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})
    assert client.get(through(client)).status_code == 401


def test_new_keys_of_the_provider_are_fetched(client: TestClient, provider: FakeProvider) -> None:
    assert client.get(through(client)).status_code == 200
    provider.key = provider.published = RSAKey.generate_key(2048, {"kid": "k2", "use": "sig"})
    assert client.get(through(client)).status_code == 200


def test_an_answer_that_was_not_asked_for_opens_nothing(client: TestClient) -> None:
    back = through(client)
    code = parse_qs(urlsplit(back).query)["code"][0]
    wrong = [f"?code={code}&state=khác", f"?code={code}", "?error=access_denied", ""]
    for query in wrong:
        assert client.get(f"/login/oidc/callback{query}").status_code == 401
    cookie = client.cookies["hvb_login"]
    client.cookies.delete("hvb_login")
    assert client.get(back).status_code == 401, "another browser"
    client.cookies.set("hvb_login", f"A{cookie}")
    assert client.get(back).status_code == 401, "a cookie that was changed"


def test_a_code_is_good_once(client: TestClient) -> None:
    back = through(client)
    cookie = client.cookies["hvb_login"]
    assert client.get(back).status_code == 200
    client.cookies.set("hvb_login", cookie)
    assert client.get(back).status_code == 401


def test_a_login_must_end_in_time() -> None:
    attempt = LoginAttempt("s", "n", "v", "/", int(time.time()) - 1)
    with pytest.raises(LoginError, match="quá lâu"):
        attempt_from_cookie(attempt.to_cookie(b"khoa"), b"khoa")
    with pytest.raises(LoginError, match="Không nhận ra"):
        attempt_from_cookie(attempt.to_cookie(b"khac"), b"khoa")


@pytest.mark.parametrize("said", ["[]", "{}", "null", "<html>", '{"issuer": 5}', "ISSUER", ""])
def test_a_description_that_is_none_is_one_sentence(client: TestClient, provider: FakeProvider, said: str) -> None:
    text = f'{{"issuer": "{provider.issuer}", "authorization_endpoint": "javascript:1"}}' if said == "ISSUER" else said
    provider.instead = {"description": Response(text, media_type="application/json")}
    refused = client.get("/login/oidc")
    assert (refused.status_code, refused.text.count('role="alert"')) == (502, 1)


@pytest.mark.parametrize("part", ["keys", "token"])
@pytest.mark.parametrize(
    "said", ["[]", "{}", "null", "<html>", '{"keys": 5}', '{"keys": [{"kty": "RSA"}]}', '{"id_token": "a.b.c"}', ""]
)
def test_keys_and_tokens_that_are_none_open_nothing(
    client: TestClient, provider: FakeProvider, part: str, said: str
) -> None:
    back = through(client)
    provider.instead = {part: Response(said, media_type="application/json")}
    refused = client.get(back)
    assert (refused.status_code, refused.text.count('role="alert"')) == (401, 1)
    assert client.get("/api/v1/session").status_code == 401


def test_an_answer_of_another_issuer_opens_nothing(client: TestClient) -> None:
    assert client.get(through(client) + "&iss=https://khac.example").status_code == 401


def test_a_provider_out_of_reach_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = load_settings(
        home=tmp_path_factory.mktemp("oidc") / "kho", oidc_issuer="http://127.0.0.1:9", oidc_client_id=CLIENT_ID
    )
    with TestClient(create_app(settings), follow_redirects=False) as client:
        refused = client.get("/login/oidc")
        assert (refused.status_code, "Không liên lạc được" in refused.text) == (502, True)
