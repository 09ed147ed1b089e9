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
from typing import Any, cast

import httpx
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from index.access_labels import InvalidLabel, parse_label
from index.accounts.keys_and_sessions import sorted_labels
from index.records import INTERNAL
from service.access.principal import SCOPES
from service.settings import Settings

#: Scopes requested from the provider; its administrator decides which claims an account has.
REQUESTED = "openid profile email"
#: Accepted signatures: only those made with a private key, which the provider alone has.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]
#: A login must end within this time; clocks may differ by so much.
LOGIN_SECONDS, LEEWAY_SECONDS = 600, 60
#: The provider's description and keys are read again after this time.
KEPT_SECONDS = 3600.0
TIMEOUT_SECONDS = 10.0


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


@dataclass(frozen=True, slots=True)
class Account:
    """An account authenticated by the provider, with the scopes and labels that its claims give."""

    subject: str
    name: str
    scopes: tuple[str, ...]
    labels: tuple[str, ...]


class IdentityProvider:
    """The OpenID Connect provider of the settings."""

    def __init__(self, settings: Settings) -> None:
        if settings.oidc_issuer is None:
            raise ValueError("no issuer is set")
        self._issuer = settings.oidc_issuer.rstrip("/")
        self._settings = settings
        self._described: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def begin_login(self, redirect_uri: str, following: str) -> tuple[str, LoginAttempt]:
        """The provider's address to send the browser to, and the attempt that it must bring back."""
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
            )
        return str(url), attempt

    async def end_login(self, attempt: LoginAttempt, redirect_uri: str, answer: Mapping[str, str]) -> Account:
        """The account in the provider's answer.

        :raises LoginError: if the provider refused, or its answer does not match the attempt.
        """
        if not hmac.compare_digest(attempt.state.encode(), answer.get("state", "").encode("utf-8", "replace")):
            raise LoginError("Lần đăng nhập này không khớp với trình duyệt; hãy đăng nhập lại từ đầu.")
        if "error" in answer or "code" not in answer:
            raise LoginError("Máy chủ đăng nhập đã từ chối; hãy thử lại hoặc hỏi quản trị viên.")
        described = await self._description()
        async with self._client(redirect_uri) as client:
            try:
                token = await client.fetch_token(
                    described["token_endpoint"],
                    grant_type="authorization_code",
                    code=answer["code"],
                    code_verifier=attempt.verifier,
                )
            except (OAuthError, httpx.HTTPError, ValueError) as error:
                raise LoginError("Máy chủ đăng nhập không xác nhận lần đăng nhập này; hãy thử lại.") from error
        claims = await self._verified_claims(token.get("id_token"), attempt.nonce)
        return self._account(claims)

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
        if self._described is None or time.monotonic() - self._described[0] > KEPT_SECONDS:
            found = await _fetch(f"{self._issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != self._issuer:
                raise LoginError("Máy chủ đăng nhập tự giới thiệu bằng một địa chỉ khác; hãy báo quản trị viên.")
            self._described = (time.monotonic(), found)
        return self._described[1]

    async def _key_set(self, *, again: bool = False) -> KeySet:
        if again or self._keys is None or time.monotonic() - self._keys[0] > KEPT_SECONDS:
            described = await self._description()
            found = cast(KeySetSerialization, await _fetch(described["jwks_uri"]))
            self._keys = (time.monotonic(), KeySet.import_key_set(found))
        return self._keys[1]

    async def _verified_claims(self, id_token: object, nonce: str) -> dict[str, Any]:
        """The claims of an ID token, its signature and all of section 3.1.3.7 checked."""
        if not isinstance(id_token, str):
            raise LoginError("Máy chủ đăng nhập không gửi mã nhận dạng; hãy báo quản trị viên.")
        described = await self._description()
        registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": described["issuer"]},
            aud={"essential": True, "value": self._settings.oidc_client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            try:
                token = jwt.decode(id_token, await self._key_set(), algorithms=ALGORITHMS)
            except (JoseError, ValueError):
                # The provider may have changed its keys since they were read.
                token = jwt.decode(id_token, await self._key_set(again=True), algorithms=ALGORITHMS)
            registry.validate(token.claims)
        except (JoseError, ValueError) as error:
            raise LoginError("Mã nhận dạng của máy chủ đăng nhập không đúng; hãy đăng nhập lại.") from error
        authorized = token.claims.get("azp", self._settings.oidc_client_id)
        if authorized != self._settings.oidc_client_id:
            raise LoginError("Mã nhận dạng được cấp cho một ứng dụng khác; hãy đăng nhập lại.")
        return dict(token.claims)

    def _account(self, claims: Mapping[str, Any]) -> Account:
        granted = _claim_words(claims.get(self._settings.oidc_scopes_claim))
        labels = {INTERNAL} if _is_true(claims.get(self._settings.oidc_internal_claim)) else set[str]()
        for group in _claim_words(claims.get(self._settings.oidc_groups_claim)):
            try:
                labels.add(parse_label(f"nhom:{group}"))
            except InvalidLabel:
                continue  # a group whose name cannot be a label gives none
        name = next((str(claims[claim]) for claim in ("name", "preferred_username", "email") if claims.get(claim)), "")
        subject = str(claims["sub"])
        # Every account may ask; further scopes only where its claim names them.
        scopes = tuple(scope for scope in SCOPES if scope == "ask" or scope in granted)
        return Account(subject, name or subject, scopes, sorted_labels(labels))


async def _fetch(url: str) -> dict[str, Any]:
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
            response = await client.get(url)
            response.raise_for_status()
            found: dict[str, Any] = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise LoginError("Không liên lạc được với máy chủ đăng nhập; hãy thử lại sau ít phút.") from error
    return found


def _is_true(claim: object) -> bool:
    """True if a claim says yes: ``true``, as a value or as a word."""
    return claim is True or "true" in _claim_words(claim)


def _claim_words(claim: object) -> list[str]:
    """The words of a claim, which is a list or one text separated by spaces or commas."""
    if isinstance(claim, str):
        return claim.replace(",", " ").split()
    return [word for word in claim if isinstance(word, str)] if isinstance(claim, list) else []


def _mac(secret: bytes, body: str) -> str:
    return hmac.new(secret, body.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
