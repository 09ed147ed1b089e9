"""A real identity provider on 127.0.0.1: django-oauth-toolkit in a process of its own, with a login form and accounts.

It shares no code with the service: Django, oauthlib and jwcrypto make its codes and tokens. ``state.json`` in its
folder says which claims accounts have, and how a token is spoiled; it is read for every token.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

CLIENT_ID, CLIENT_SECRET, PASSWORD = "hoivanban", "mat-khau-cua-ung-dung", "Mat-khau-123"
LOGIN_PAGE = """<!doctype html><html lang="vi"><title>Máy chủ đăng nhập</title><h1>Máy chủ đăng nhập của tỉnh</h1>
<form method="post">{% csrf_token %}<input type="hidden" name="next" value="{{ next }}">
<label>Tài khoản <input name="username"></label> <label>Mật khẩu <input name="password" type="password"></label>
<button>Vào</button>{{ form.non_field_errors }}</form></html>"""


@contextmanager
def running_provider(folder: Path, service: str, accounts: dict[str, dict[str, Any]]) -> Iterator[RunningProvider]:
    """A provider with these accounts, for the service at this address."""
    provider = RunningProvider(folder, f"{service}/login/oidc/callback")
    provider.say(accounts)
    provider.start()
    try:
        yield provider
    finally:
        provider.stop()


class RunningProvider:
    """The provider's process; ``callback`` is the address that it may send browsers back to."""

    def __init__(self, folder: Path, callback: str) -> None:
        self.folder = folder
        self._callback = callback
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.issuer = f"http://127.0.0.1:{self.port}/o"
        self._process: subprocess.Popen[bytes] | None = None
        self.new_key()

    def new_key(self) -> None:
        """Another signing key, from the next start on."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        pem = rsa.generate_private_key(65537, 2048).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (self.folder / "key.pem").write_bytes(pem)

    def say(self, accounts: dict[str, dict[str, Any]], **spoilt: Any) -> None:
        """The accounts with their claims, and claims that go over those of every ID token; with "signature" it is cut
        off, with "seconds" the token is good for so long."""
        (self.folder / "state.json").write_text(json.dumps({"accounts": accounts, "spoilt": spoilt}), "utf-8")

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.support.identity_provider", str(self.folder), str(self.port)]
        self._process = subprocess.Popen([*command, self._callback], env=os.environ | {"PYTHONWARNINGS": "ignore"})
        end = time.monotonic() + 60
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self._process.poll() is None, "the provider ended"
            assert time.monotonic() < end, "the provider does not start"
            time.sleep(0.1)

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(20)
            self._process = None


def _state(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "state.json").read_text("utf-8"))
    return found


def _configure(folder: Path, port: int) -> None:
    from django.conf import settings

    settings.configure(
        SECRET_KEY="nha-cung-cap-de-thu",
        DEBUG=False,
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "provider.sqlite")}},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SESSION_COOKIE_NAME="provider_session",
        CSRF_COOKIE_NAME="provider_csrf",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        ROOT_URLCONF="tests.support.identity_provider_urls",
        LOGIN_URL="/accounts/login/",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        ("django.template.loaders.locmem.Loader", {"registration/login.html": LOGIN_PAGE}),
                        "django.template.loaders.app_directories.Loader",
                    ],
                    "context_processors": [
                        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                    ],
                },
            }
        ],
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{port}/o",
            "OIDC_RSA_PRIVATE_KEY": (folder / "key.pem").read_text(),
            "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
            "PKCE_REQUIRED": True,
            "SCOPES": {"openid": "Tài khoản", "profile": "Tên", "email": "Thư"},
            "OAUTH2_VALIDATOR_CLASS": "tests.support.identity_provider_urls.Validator",
            "ALLOWED_REDIRECT_URI_SCHEMES": ["http", "https"],
        },
    )  # fmt: skip


def _fill(folder: Path, callback: str) -> None:
    """Tables, the service as a client, and the accounts."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    if not Application.objects.exists():
        Application.objects.create(
            name="Hỏi Văn Bản", client_id=CLIENT_ID, client_secret=CLIENT_SECRET, client_type="confidential",
            authorization_grant_type="authorization-code", algorithm="RS256", skip_authorization=True,
            redirect_uris=callback, post_logout_redirect_uris=callback.removesuffix("/oidc/callback"),
        )  # fmt: skip
    for name in _state(folder)["accounts"]:
        if not User.objects.filter(username=name).exists():
            User.objects.create_user(name, password=PASSWORD)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: the tests say what they miss."""


def main(folder: Path, port: int, callback: str) -> None:
    import django
    from django.core.wsgi import get_wsgi_application

    os.environ["IDENTITY_PROVIDER_FOLDER"] = str(folder)
    _configure(folder, port)
    django.setup()
    _fill(folder, callback)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    with make_server("127.0.0.1", port, get_wsgi_application(), _Server, _Quiet) as server:
        server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
