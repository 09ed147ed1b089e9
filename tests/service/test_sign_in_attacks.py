"""Attacks on signing in: a stranger who knows a key's id, or shares its owner's address, locks out only himself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from index.accounts.key_uses import KeyUseStore
from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.access.sign_in_locks import LOCKED_FOR, known_browser, place_of
from service.app import create_app
from service.settings import load_settings
from tests.support.small_library import write_documents

HERE = "https://testserver"
ASK = {"question": "Kinh phí phát triển thư viện cơ sở là bao nhiêu?"}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "kho") as opened:
        yield opened


class Browser:
    """One of several browsers at the same service: its address, and cookies of its own."""

    def __init__(self, service: TestClient, address: str) -> None:
        self._service = service
        self._address = address
        self.cookies = type(service.cookies)()

    def request(self, method: str, path: str, **given: Any) -> Any:
        self._service._transport.client = (self._address, 4711)  # type: ignore[attr-defined]
        self._service.cookies = self.cookies
        response = self._service.request(method, path, **given)
        self.cookies = self._service.cookies
        return response

    def sign_in(self, key: str) -> int:
        return int(self.request("POST", "/login", data={"key": key, "next": "/"}).status_code)


@pytest.fixture
def service(library: Library) -> Iterator[TestClient]:
    with TestClient(
        create_app(load_settings(home=library.home, refresh_ms=50)), base_url=HERE, follow_redirects=False
    ) as opened:
        yield opened


def test_a_stranger_with_a_known_id_locks_out_nobody_but_himself(service: TestClient, library: Library) -> None:
    key, secret = Keys(AccountStore(library.engine)).create("Văn thư", ["ask"])
    owner, stranger = Browser(service, "10.0.0.5"), Browser(service, "10.9.9.9")
    assert owner.sign_in(secret) == 303
    csrf = {"X-CSRF-Token": owner.request("GET", "/api/v1/session").json()["csrf"]}
    wrong = secret.replace(secret.rpartition("_")[2], "A" * 43)
    assert [stranger.sign_in(wrong) for _ in range(7)] == [401] * 5 + [429] * 2
    # Programs that send the key, the running session, and a new sign-in from elsewhere.
    program = {"Authorization": f"Bearer {secret}"}
    assert Browser(service, "10.9.9.9").request("POST", "/api/v1/search", json=ASK, headers=program).status_code == 200
    assert owner.request("POST", "/api/v1/search", json=ASK, headers=csrf).status_code == 200
    assert Browser(service, "10.0.0.6").sign_in(secret) == 303
    assert stranger.sign_in(secret) == 429, "five wrong secrets lock the place that they came from"
    KeyUseStore(library.engine).forget_wrong(key.id)
    assert stranger.sign_in(secret) == 303, "hoivanban keys enable ends every lock of the key"


def test_the_owner_s_own_browser_has_its_own_count_behind_the_same_proxy(service: TestClient, library: Library) -> None:
    _, secret = Keys(AccountStore(library.engine)).create("Văn thư", ["ask"])
    wrong = f"{secret[:-6]}AAAAAA"
    owner, colleague = Browser(service, "10.0.0.1"), Browser(service, "10.0.0.1")
    assert owner.sign_in(secret) == 303
    owner.cookies.delete("hvb_session")
    assert [colleague.sign_in(wrong) for _ in range(6)] == [401] * 5 + [429]
    assert owner.sign_in(secret) == 303, "a browser that signed in before is told from others at its address"
    # It may mistype five times itself, and is locked then too.
    owner.cookies.delete("hvb_session")
    assert [owner.sign_in(wrong) for _ in range(6)] == [401] * 5 + [429]
    assert owner.sign_in(secret) == 429


def test_a_browser_makes_itself_known_by_no_cookie_of_its_own(library: Library) -> None:
    keys = Keys(AccountStore(library.engine))
    (key, secret), (_, other) = keys.create("một", ["ask"]), keys.create("hai", ["ask"])
    good = known_browser(key.id, b"bi mat")
    assert place_of(secret, "10.0.0.1", good, b"bi mat").startswith("b")
    unknown = place_of(secret, "10.0.0.1", "", b"bi mat")
    body = good.rpartition(".")[0]
    for forged in (known_browser(key.id, b"khac"), f"{body}.{'0' * 64}", f"{good}x", "x", f"{body}."):
        assert place_of(secret, "10.0.0.1", forged, b"bi mat") == unknown
    assert place_of(other, "10.0.0.1", good, b"bi mat") == unknown, "known for one key, not for another"


def test_many_addresses_fill_no_table(library: Library) -> None:
    key, _ = Keys(AccountStore(library.engine)).create("Văn thư", ["ask"])
    uses = KeyUseStore(library.engine)
    for number in range(250):
        assert uses.add_wrong(key.id, f"a{number}", LOCKED_FOR) == 1
    assert uses.add_wrong(key.id, "a249", LOCKED_FOR) == 2
    with library.engine.connect() as connection:
        rows = connection.execute(text("SELECT count(*) FROM facts WHERE name LIKE 'key_wrong:%'")).scalar()
    assert rows == 200
    assert uses.wrong(key.id, "a249", LOCKED_FOR) == 2


def test_a_flood_of_wrong_keys_uses_up_nothing_of_whoever_holds_a_right_one(library: Library, tmp_path: Path) -> None:
    _, secret = Keys(AccountStore(library.engine)).create("Văn thư", ["ask", "read"])
    write_documents(tmp_path / "docs")
    few = load_settings(home=library.home, address_per_minute=8)
    with TestClient(create_app(few), base_url=HERE, client=("10.0.0.9", 1), follow_redirects=False) as client:
        wrong = {"Authorization": "Bearer hvb_000000000000_" + "a" * 43}
        flood = [client.get("/api/v1/documents", headers=wrong).status_code for _ in range(12)]
        flood += [client.get("/api/v1/documents").status_code for _ in range(12)]
        flood += [client.get("/api/v1/documents", headers={"Cookie": "hvb_session=x"}).status_code for _ in range(12)]
        flood += [client.post("/login", data={"key": "hvb_x"}).status_code for _ in range(12)]
        assert set(flood) == {401, 429}
        right = {"Authorization": f"Bearer {secret}"}
        statuses = [client.get("/api/v1/documents", headers=right).status_code for _ in range(9)]
    assert statuses == [200] * 8 + [429], "only its own requests count for it"
