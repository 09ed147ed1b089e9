"""Login by an OpenID Connect provider: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0, 3.1).

Needs ``pip install 'hoivanban[oidc]'``. A login under way is stored in a signed cookie of the browser, not here, so
that any process of the service may end it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeGuard, cast
from urllib.parse import urlencode

import httpx
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from service.access.claims import Account, account_of
from service.access.logout_token import LogoutOrder, LogoutTokenError, logout_order
from service.settings import Settings

#: Scopes requested from the provider; its administrator decides which claims an account has.
REQUESTED = "openid profile email"
#: Accepted signatures: only those made with a private key, which the provider alone has.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]
#: A login must end within this time; clocks may differ by so much.
LOGIN_SECONDS, LEEWAY_SECONDS = 600, 60
#: The provider's keys are read again after this time; its description sooner, so that a sign-in which cannot end is
#: told before the browser is sent to a server that is away.
KEPT_SECONDS, DESCRIBED_SECONDS = 3600.0, 30.0
TIMEOUT_SECONDS = 10.0
#: For tokens that come unasked the keys are read again at most so often.
RENEWED_SECONDS = 30.0
#: Addresses that a provider's description must hold.
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_UNREACHED = "Không liên lạc được với máy chủ đăng nhập; hãy thử lại sau ít phút, hoặc đăng nhập bằng khóa."
_UNFIT = "Máy chủ đăng nhập trả lời không đúng chuẩn OpenID Connect; hãy báo quản trị viên."


#: What reading a key set or a token that is no such thing raises.
_UNREADABLE = (JoseError, ValueError, TypeError, KeyError, AttributeError)


class LoginError(Exception):
    """A login that failed; the message is one Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """A login under way, as the browser's cookie carries it."""

    state: str
    nonce: str
    verifier: str
    following: str
    ends: int

    def to_cookie(self, secret: bytes) -> str:
        """The signed cookie: the browser's owner can read it, but not change it."""
        body = base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()
        return f"{body}.{_mac(secret, body)}"


def attempt_from_cookie(cookie: str, secret: bytes) -> LoginAttempt:
    """The login attempt that a cookie carries.

    :raises LoginError: if the signature is wrong or the login took too long.
    """
    body, _, mac = cookie.partition(".")
    if not hmac.compare_digest(_mac(secret, body).encode(), mac.encode("utf-8", "replace")):
        raise LoginError("Không nhận ra lần đăng nhập này; hãy đăng nhập lại từ đầu.")
    attempt = LoginAttempt(**json.loads(base64.urlsafe_b64decode(body)))
    if attempt.ends < time.time():
        raise LoginError("Lần đăng nhập này đã quá lâu; hãy đăng nhập lại từ đầu.")
    return attempt


class IdentityProvider:
    """The OpenID Connect provider of the settings."""

    def __init__(self, settings: Settings) -> None:
        if settings.oidc_issuer is None:
            raise ValueError("no issuer is set")
        self._issuer = settings.oidc_issuer.rstrip("/")
        self._settings = settings
        self._described: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._renewed = -RENEWED_SECONDS

    async def begin_login(self, redirect_uri: str, following: str, *, again: bool = False) -> tuple[str, LoginAttempt]:
        """The provider's address to send the browser to, and the attempt that it must bring back.

        With ``again`` the provider asks for the password also of whoever is signed in there: another person sits here.
        """
        described = await self._description()
        attempt = LoginAttempt(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            following=following,
            ends=int(time.time()) + LOGIN_SECONDS,
        )
        async with self._client(redirect_uri) as client:
            url, _ = client.create_authorization_url(
                described["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
                **({"prompt": "login"} if again else {}),
            )
        return str(url), attempt

    async def logout_address(self, back: str) -> str | None:
        """Where the account is signed out at the provider itself, and comes ``back`` from; None if it has no such page
        (OpenID Connect RP-Initiated Logout 1.0)."""
        end = (await self._description()).get("end_session_endpoint")
        if not _is_address(end):
            return None
        asked = urlencode({"client_id": self._settings.oidc_client_id, "post_logout_redirect_uri": back})
        return f"{end}{'&' if '?' in end else '?'}{asked}"

    async def end_login(self, attempt: LoginAttempt, redirect_uri: str, answer: Mapping[str, str]) -> Account:
        """The account in the provider's answer.

        :raises LoginError: if the provider refused, or its answer does not match the attempt.
        """
        if not hmac.compare_digest(attempt.state.encode(), answer.get("state", "").encode("utf-8", "replace")):
            raise LoginError("Lần đăng nhập này không khớp với trình duyệt; hãy đăng nhập lại từ đầu.")
        if "error" in answer or "code" not in answer:
            raise LoginError("Máy chủ đăng nhập đã từ chối; hãy thử lại hoặc hỏi quản trị viên.")
        described = await self._description()
        if answer.get("iss", described["issuer"]) != described["issuer"]:  # RFC 9207
            raise LoginError("Câu trả lời đến từ một máy chủ đăng nhập khác; hãy đăng nhập lại từ đầu.")
        async with self._client(redirect_uri) as client:
            try:
                token = await client.fetch_token(
                    described["token_endpoint"],
                    grant_type="authorization_code",
                    code=answer["code"],
                    code_verifier=attempt.verifier,
                )
            except httpx.TransportError as error:
                raise LoginError(_UNREACHED) from error
            except (OAuthError, httpx.HTTPError, ValueError, TypeError, AttributeError) as error:
                # authlib takes what the token endpoint sends for a mapping.
                raise LoginError("Máy chủ đăng nhập không xác nhận lần đăng nhập này; hãy thử lại.") from error
        claims = await self._verified_claims(token.get("id_token"), attempt.nonce)
        return account_of(claims, self._settings)

    def _client(self, redirect_uri: str) -> AsyncOAuth2Client:
        secret = self._settings.oidc_client_secret
        return AsyncOAuth2Client(
            client_id=self._settings.oidc_client_id,
            client_secret=secret.get_secret_value() if secret is not None else None,
            token_endpoint_auth_method="client_secret_basic" if secret is not None else "none",
            scope=REQUESTED,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
        )

    async def _description(self) -> dict[str, Any]:
        if self._described is None or time.monotonic() - self._described[0] > DESCRIBED_SECONDS:
            found = await _fetch(f"{self._issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != self._issuer:
                raise LoginError("Máy chủ đăng nhập tự giới thiệu bằng một địa chỉ khác; hãy báo quản trị viên.")
            if not all(_is_address(found.get(name)) for name in _ENDPOINTS):
                raise LoginError(_UNFIT)
            self._described = (time.monotonic(), found)
        return self._described[1]

    async def _key_set(self, *, again: bool = False) -> KeySet:
        if again or self._keys is None or time.monotonic() - self._keys[0] > KEPT_SECONDS:
            described = await self._description()
            found = cast(KeySetSerialization, await _fetch(described["jwks_uri"]))
            self._keys = (time.monotonic(), KeySet.import_key_set(found))
        return self._keys[1]

    async def logout_order(self, logout_token: str) -> LogoutOrder:
        """The order in a logout token that the provider sent from server to server.

        :raises LoginError: if the token is not signed by the provider for this application.
        :raises LogoutTokenError: if it orders nothing.
        """
        now = time.monotonic()
        # Anybody may send anything here: keys are read again for it once in a while only.
        renew = now - self._renewed > RENEWED_SECONDS
        try:
            return logout_order(await self._signed_claims(logout_token, renew=renew), LEEWAY_SECONDS)
        except _UNREADABLE as error:
            self._renewed = now if renew else self._renewed
            raise LogoutTokenError("Chữ ký, nơi cấp hoặc nơi nhận của lệnh đăng xuất không đúng.") from error

    async def _verified_claims(self, id_token: object, nonce: str) -> dict[str, Any]:
        """The claims of an ID token, its signature and all of section 3.1.3.7 checked."""
        if not isinstance(id_token, str):
            raise LoginError("Máy chủ đăng nhập không gửi mã nhận dạng; hãy báo quản trị viên.")
        more: dict[str, Any] = {
            "sub": {"essential": True}, "exp": {"essential": True}, "nonce": {"essential": True, "value": nonce},
        }  # fmt: skip
        try:
            claims = await self._signed_claims(id_token, more)
        except _UNREADABLE as error:
            raise LoginError("Mã nhận dạng của máy chủ đăng nhập không đúng; hãy đăng nhập lại.") from error
        authorized = claims.get("azp", self._settings.oidc_client_id)
        if authorized != self._settings.oidc_client_id:
            raise LoginError("Mã nhận dạng được cấp cho một ứng dụng khác; hãy đăng nhập lại.")
        return claims

    async def _signed_claims(
        self, token: str, more: Mapping[str, Any] | None = None, *, renew: bool = True
    ) -> dict[str, Any]:
        """The claims of a token that the provider signed for this application, its times checked where it has any.

        :raises JoseError: or another of :data:`_UNREADABLE`, if it is no such token.
        """
        described = await self._description()
        client = self._settings.oidc_client_id
        required: dict[str, Any] = {
            "iss": {"essential": True, "value": described["issuer"]}, "aud": {"essential": True, "value": client},
            "iat": {"essential": True},
        }  # fmt: skip
        registry = jwt.JWTClaimsRegistry(leeway=LEEWAY_SECONDS, **required | dict(more or {}))
        try:
            read = jwt.decode(token, await self._key_set(), algorithms=ALGORITHMS)
        except _UNREADABLE:
            if not renew:
                raise
            # The provider may have changed its keys since they were read.
            read = jwt.decode(token, await self._key_set(again=True), algorithms=ALGORITHMS)
        registry.validate(read.claims)
        return dict(read.claims)


async def _fetch(url: str) -> dict[str, Any]:
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
            response = await client.get(url)
            response.raise_for_status()
            found = response.json()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise LoginError(_UNREACHED) from error
    except ValueError as error:
        raise LoginError(_UNFIT) from error
    if not isinstance(found, dict):
        raise LoginError(_UNFIT)
    return found


def _is_address(given: object) -> TypeGuard[str]:
    return isinstance(given, str) and given.startswith(("https://", "http://"))


def _mac(secret: bytes, body: str) -> str:
    return hmac.new(secret, body.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
