"""Sites that embed the widget: origins denied by default, tokens that are short, bound and of no use elsewhere."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as drawn
from hypothesis import strategies as st
from sqlalchemy import insert, select
from starlette.testclient import TestClient
from typer.testing import CliRunner

from index.accounts.keys_and_sessions import AccountStore
from index.accounts.signing_secrets import SigningSecrets
from index.accounts.widget_sites import WidgetSite
from index.library.library import Library
from index.store.database import read_transaction, write_transaction
from index.store.tables import facts
from index.upkeep.backup import back_up
from service.access.authentication import Authenticator
from service.access.keys import Keys
from service.access.sites import BadOrigin, Sites, normalized_origin
from service.access.widget_tokens import TOKEN_SECONDS, WidgetTokens
from service.app import create_app
from service.cli import app as commands
from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from tests.support.small_library import write_documents

PAGE, OTHER = "https://cong.tinh.example", "https://la.example"
QUESTION = {"question": "Kinh phí phát triển thư viện cơ sở là bao nhiêu?"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("sites")
    write_documents(folder / "docs")
    made = load_settings(home=folder / "home", workers=1, ocr=False, refresh_ms=50)
    ingest_paths(made, [folder / "docs"])
    return made


@pytest.fixture(scope="module")
def admin(settings: Settings) -> dict[str, str]:
    with Library.open(settings.home) as library:
        secret = Keys(AccountStore(library.engine)).create("quản trị", ["admin"], ["noi_bo"])[1]
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture(scope="module")
def client(settings: Settings, admin: dict[str, str]) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as opened:
        yield opened


@pytest.fixture(scope="module")
def site(client: TestClient, admin: dict[str, str]) -> dict[str, Any]:
    body = {"name": "Cổng nội bộ", "origins": [PAGE], "labels": ["noi_bo"], "per_minute": 500}
    made: dict[str, Any] = client.post("/api/v1/sites", json=body, headers=admin).json()
    return made


def minted(client: TestClient, site: dict[str, Any], *, by_server: bool = False) -> str:
    body = {"site": site["site"]["id"]}
    if by_server:
        headers = {"Authorization": f"Bearer {site['secret']}"}
        response = client.post("/api/v1/widget/token", json={**body, "origin": PAGE}, headers=headers)
    else:
        response = client.post("/api/v1/widget/token", json=body, headers={"Origin": PAGE})
    assert response.status_code == 200, response.text
    said = response.json()
    assert (said["expires_in"], said["origin"]) == (TOKEN_SECONDS, PAGE)
    token: str = said["token"]
    return token


def test_an_allowed_page_is_given_a_token_that_may_only_ask(client: TestClient, site: dict[str, Any]) -> None:
    token = {"Authorization": f"Bearer {minted(client, site)}", "Origin": PAGE}
    who = client.get("/api/v1/session", headers=token).json()
    assert (who["kind"], who["scopes"], who["labels"]) == ("site", ["ask"], ["cong_khai"])
    answer = client.post("/api/v1/ask", json=QUESTION, headers=token)
    assert answer.json()["status"] == "complete"
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert "RateLimit" in answer.headers["access-control-expose-headers"]
    assert answer.headers["ratelimit-policy"] == '"site";q=500;w=60'
    for path in ("/api/v1/documents", "/api/v1/jobs", "/api/v1/sites", "/api/v1/audit"):
        assert client.get(path, headers=token).status_code == 403, path


def test_labels_come_only_with_the_servers_token(client: TestClient, site: dict[str, Any]) -> None:
    token = {"Authorization": f"Bearer {minted(client, site, by_server=True)}"}
    assert client.get("/api/v1/session", headers=token).json()["labels"] == ["cong_khai", "noi_bo"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": OTHER}, {"Origin": "null"}, {"Origin": f"{PAGE}.la.example"}, {"Origin": PAGE.replace("s:", ":")},
     {"Origin": PAGE + ":8443"}],
)  # fmt: skip
def test_other_pages_are_given_none(client: TestClient, site: dict[str, Any], headers: dict[str, str]) -> None:
    response = client.post("/api/v1/widget/token", json={"site": site["site"]["id"]}, headers=headers)
    assert (response.status_code, response.json()["code"]) == (403, "origin_not_allowed")
    assert "access-control-allow-origin" not in response.headers
    unknown = client.post("/api/v1/widget/token", json={"site": "s_000000000000"}, headers={"Origin": PAGE})
    assert unknown.json()["detail"] == response.json()["detail"], "nobody learns which sites there are"


@pytest.mark.parametrize("given", ["hvs_x", "hvs_000000000000_" + "a" * 43, "", "hvb_a_b"])
def test_a_wrong_secret_mints_nothing(client: TestClient, site: dict[str, Any], given: str) -> None:
    body = {"site": site["site"]["id"], "origin": PAGE}
    headers = {"Authorization": f"Bearer {given}", "Origin": PAGE}
    assert client.post("/api/v1/widget/token", json=body, headers=headers).status_code == 401


def test_the_secret_is_no_key_and_mints_for_its_own_origins_only(client: TestClient, site: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {site['secret']}"}
    assert client.post("/api/v1/search", json=QUESTION, headers=headers).status_code == 401
    for wanted in (OTHER, None):
        body = {"site": site["site"]["id"], "origin": wanted}
        assert client.post("/api/v1/widget/token", json=body, headers=headers).status_code == 403


def test_a_token_is_bound_to_its_origin(client: TestClient, site: dict[str, Any]) -> None:
    token = minted(client, site)
    for elsewhere in (OTHER, "null"):
        headers = {"Authorization": f"Bearer {token}", "Origin": elsewhere}
        assert client.post("/api/v1/search", json=QUESTION, headers=headers).status_code == 401


@drawn(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_changed_token_is_refused(client: TestClient, site: dict[str, Any], data: st.DataObject) -> None:
    token = minted(client, site)
    raw = bytearray(base64.urlsafe_b64decode(token[4:] + "=" * (-len(token[4:]) % 4)))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    forged = "hvt_" + base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
    headers = {"Authorization": f"Bearer {forged}", "Origin": PAGE}
    assert client.get("/api/v1/session", headers=headers).status_code == 401


@pytest.mark.parametrize("given", ["hvt_", "hvt_a", "hvt_" + "A" * 2000, "hvt_é", "hvt_=", "hvt_!!!!"])
def test_what_is_no_token_is_refused(client: TestClient, given: str) -> None:
    headers: Any = {"Authorization": f"Bearer {given}".encode()}
    assert client.get("/api/v1/session", headers=headers).status_code == 401


def test_a_token_ends(settings: Settings) -> None:
    from starlette.requests import HTTPConnection

    moment = 1_000_000.0
    with Library.open(settings.home) as library:
        access, sites = AccountStore(library.engine), Sites(library.engine)
        tokens = WidgetTokens(sites, Authenticator(settings, access), clock=lambda: moment)
        site: WidgetSite = sites.create("hạn", [PAGE])[0]
        token = tokens.mint(site, PAGE, by_server=False)
        request = HTTPConnection({"type": "http", "headers": [(b"origin", PAGE.encode())]})

        async def known() -> bool:
            return await tokens._principal(token, request) is not None

        import asyncio

        assert asyncio.run(known())
        moment += TOKEN_SECONDS - 1
        assert asyncio.run(known())
        moment += 1
        assert not asyncio.run(known())


def test_the_list_of_sites_is_followed(client: TestClient, admin: dict[str, str]) -> None:
    wanted = {"Origin": OTHER, "Access-Control-Request-Method": "POST"}
    assert client.options("/api/v1/ask", headers=wanted).status_code == 403
    assert OTHER not in client.get("/widget.js").headers["content-security-policy"]
    made = client.post("/api/v1/sites", json={"name": "Lạ", "origins": [OTHER]}, headers=admin).json()
    assert client.options("/api/v1/ask", headers=wanted).status_code == 204
    assert f"frame-ancestors 'self' {PAGE} {OTHER}" in client.get("/widget.js").headers["content-security-policy"]
    token = client.post("/api/v1/widget/token", json={"site": made["site"]["id"]}, headers={"Origin": OTHER}).json()
    assert made["secret"] not in client.get("/api/v1/sites", headers=admin).text
    gone = client.delete(f"/api/v1/sites/{made['site']['id']}", headers=admin)
    assert gone.json()["revoked_at"]
    assert client.delete(f"/api/v1/sites/{made['site']['id']}", headers=admin).status_code == 404
    assert client.options("/api/v1/ask", headers=wanted).status_code == 403
    bearer = {"Authorization": f"Bearer {token['token']}", "Origin": OTHER}
    assert client.post("/api/v1/search", json=QUESTION, headers=bearer).status_code == 401


def test_a_site_registered_by_another_process_is_seen_within_seconds(client: TestClient, settings: Settings) -> None:
    with Library.open(settings.home) as library:
        Sites(library.engine).create("khác", ["https://moi.example"])
    time.sleep(1.1)
    wanted = {"Origin": "https://moi.example", "Access-Control-Request-Method": "POST"}
    assert client.options("/api/v1/ask", headers=wanted).status_code == 204


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"origins": ["https://*.example"]}, "bad_origin"),
        ({"origins": ["https://a.example/trang"]}, "bad_origin"),
        ({"origins": ["https://user@a.example"]}, "bad_origin"),
        ({"origins": ["javascript:alert(1)"]}, "bad_origin"),
        ({"origins": [PAGE], "labels": ["nhom:la"]}, "forbidden"),
        ({"origins": [PAGE], "labels": ["?"]}, "bad_label"),
        ({"origins": []}, "invalid_field"),
    ],
)
def test_what_is_no_site_is_refused(client: TestClient, admin: dict[str, str], body: dict[str, Any], code: str) -> None:
    assert client.post("/api/v1/sites", json={"name": "x", **body}, headers=admin).json()["code"] == code


@pytest.mark.parametrize(
    "text", ["", "cong.example", "https://", "ftp://a.example", "https://a.example:0", "https://a b"]
)
def test_what_is_no_origin(text: str) -> None:
    with pytest.raises(BadOrigin):
        normalized_origin(text)


def test_the_command_line_makes_lists_and_revokes(tmp_path: Path) -> None:
    home = ["--home", str(tmp_path / "kho")]
    run = CliRunner().invoke
    made = json.loads(
        run(commands, ["sites", "create", "Cổng", "--origin", PAGE, "--per-minute", "30", "--json", *home]).stdout
    )
    assert made["secret"].startswith(f"hvs_{made['id'][2:]}_")
    listed = run(commands, ["sites", "list", *home]).stdout
    assert f"{made['id']}  Cổng: {PAGE}; 30 yêu cầu/phút" in listed
    assert made["secret"] not in listed
    assert run(commands, ["sites", "revoke", made["id"], *home]).exit_code == 0
    again = run(commands, ["sites", "revoke", made["id"], *home])
    assert (again.exit_code, "Không có trang đang dùng" in again.output) == (2, True)
    wrong = run(commands, ["sites", "create", "Cổng", "--origin", "cong", *home])
    assert (wrong.exit_code, "không dùng được" in wrong.output) == (2, True)


def test_the_secret_that_signs_tokens_is_in_no_row_and_no_backup(tmp_path: Path) -> None:
    """A file of the home that only the service reads; a row of an earlier release is deleted."""
    settings = load_settings(home=tmp_path / "kho")
    with Library.open(settings.home) as library, write_transaction(library.engine) as connection:
        connection.execute(insert(facts), [{"name": "secret:widget", "value": "ab" * 32}])
    with TestClient(create_app(settings)) as client:
        authenticator = client.app_state["service"].authenticator
        secret = authenticator.signing.secret("widget")
        path = settings.home / "secrets" / "widget"
        assert path.read_bytes() == secret
        assert path.stat().st_mode & 0o777 == 0o600
        assert SigningSecrets(settings.home).secret("widget") == secret
    with Library.open(settings.home) as library:
        back_up(library, tmp_path / "a.tar")
        with read_transaction(library.engine) as connection:
            assert connection.execute(select(facts.c.name).where(facts.c.name.like("secret:%"))).all() == []
    for kept in (tmp_path / "a.tar", settings.home / "library.sqlite"):
        assert secret not in kept.read_bytes()
        assert secret.hex().encode() not in kept.read_bytes()
