"""The rules of a government network: idle sessions and keys end, wrong secrets lock a name, keys of admins age."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient
from typer.testing import CliRunner

from index.accounts.audit_log import AuditLog
from index.accounts.key_uses import KeyUseStore
from index.accounts.keys_and_sessions import AccountStore, ApiKey, Session
from index.library.library import Library
from service.access.keys import Keys
from service.access.sessions import IdleLimits, Sessions
from service.access.sign_in_locks import LOCKED_FOR
from service.app import create_app
from service.cli import app
from service.settings import load_settings

RUNNER = CliRunner()
HERE = "https://testserver"


def minutes_ago(minutes: float) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat(timespec="microseconds")


def minutes_until(moment: str) -> float:
    return (datetime.fromisoformat(moment) - datetime.now(UTC)).total_seconds() / 60


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "kho") as opened:
        yield opened


def set_column(library: Library, statement: str, **values: str) -> None:
    with library.engine.begin() as connection:
        assert connection.execute(text(statement), values).rowcount == 1


@pytest.mark.parametrize(("scope", "minutes"), [("ask", 15), ("admin", 5)])
def test_a_session_that_nobody_uses_ends(library: Library, scope: str, minutes: int) -> None:
    store = AccountStore(library.engine)
    keys = Keys(store)
    sessions = Sessions(store, keys, IdleLimits(15, 5))
    key, _ = keys.create("Văn thư", [scope])
    token, opened = sessions.open_with_key(key)
    assert minutes_until(opened.ends_at) == pytest.approx(minutes, abs=0.1)
    # Used a minute before its end, it goes on; left alone, it is over.
    soon = (datetime.now(UTC) + timedelta(minutes=1)).isoformat(timespec="seconds")
    set_column(library, "UPDATE sessions SET ends_at = :at", at=soon)
    assert sessions.find(token) is not None
    found = store.session(opened.digest)
    assert found is not None
    assert minutes_until(found.ends_at) == pytest.approx(minutes, abs=0.1)
    set_column(library, "UPDATE sessions SET ends_at = :at", at=minutes_ago(1))
    assert sessions.find(token) is None


def test_use_does_not_prolong_a_session_beyond_a_working_day_nor_its_key(library: Library) -> None:
    store = AccountStore(library.engine)
    keys = Keys(store)
    sessions = Sessions(store, keys, IdleLimits(15, 5))
    token, opened = sessions.open_with_key(keys.create("một", ["ask"])[0])
    set_column(library, "UPDATE sessions SET made_at = :at", at=minutes_ago(12 * 60 - 2))
    assert sessions.find(token) is not None
    found = store.session(opened.digest)
    assert found is not None
    assert minutes_until(found.ends_at) == pytest.approx(2, abs=0.1)
    ending = (datetime.now(UTC) + timedelta(minutes=3)).isoformat(timespec="seconds")
    _, short = sessions.open_with_key(keys.create("hai", ["ask"], ends_at=ending)[0])
    assert minutes_until(short.ends_at) == pytest.approx(3, abs=0.1)


def test_without_an_idle_time_a_session_lasts_a_working_day(library: Library) -> None:
    store = AccountStore(library.engine)
    keys = Keys(store)
    _, opened = Sessions(store, keys).open_with_key(keys.create("một", ["admin"])[0])
    assert minutes_until(opened.ends_at) == pytest.approx(12 * 60, abs=0.1)


def test_sessions_of_before_an_upgrade_get_the_idle_time(library: Library) -> None:
    store = AccountStore(library.engine)
    keys = Keys(store)
    token, opened = Sessions(store, keys).open_with_key(keys.create("một", ["ask"])[0])
    assert Sessions(store, keys, IdleLimits(15, 5)).find(token) is not None
    found: Session | None = store.session(opened.digest)
    assert found is not None
    assert minutes_until(found.ends_at) == pytest.approx(15, abs=0.1)


def _keys(library: Library) -> Keys:
    return Keys(AccountStore(library.engine), uses=KeyUseStore(library.engine), idle_days=45)


def _age(library: Library, key: ApiKey, made: int, used: int | None, since: int) -> None:
    """A key made, used and a library noting uses so many days ago."""
    day = 24 * 60
    set_column(library, "UPDATE api_keys SET made_at = :at WHERE id = :id", at=minutes_ago(made * day), id=key.id)
    set_column(library, "UPDATE facts SET value = :at WHERE name = 'key_uses_since'", at=minutes_ago(since * day))
    if used is not None:
        row = {"name": f"key_used:{key.id}", "at": minutes_ago(used * day)}
        with library.engine.begin() as connection:
            connection.execute(text("DELETE FROM facts WHERE name = :name"), {"name": row["name"]})
            connection.execute(text("INSERT INTO facts (name, value) VALUES (:name, :at)"), row)


@pytest.mark.parametrize(
    ("made", "used", "since", "works"),
    [
        (200, 44, 200, True),
        (200, 46, 200, False),
        (46, None, 200, False),
        (44, None, 200, True),
        # Uses are noted since the upgrade three days ago: nothing is known of the time before.
        (200, None, 3, True),
    ],
)
def test_a_key_unused_for_45_days_is_disabled(
    library: Library, made: int, used: int | None, since: int, works: bool
) -> None:
    key, secret = _keys(library).create("cổng", ["ask"])
    _age(library, key, made, used, since)
    keys = _keys(library)
    assert (keys.check(secret) is not None) is works
    assert (keys.active_key(key.id) is not None) is works


def test_a_disabled_key_is_enabled_on_the_machine(library: Library, tmp_path: Path) -> None:
    key, secret = _keys(library).create("cổng", ["ask"])
    _age(library, key, 200, 46, 200)
    listed = RUNNER.invoke(app, ["keys", "list", "--home", str(tmp_path / "kho")])
    assert f"hoivanban keys enable {key.id}" in listed.output
    assert RUNNER.invoke(app, ["keys", "enable", key.id, "--home", str(tmp_path / "kho")]).exit_code == 0
    assert _keys(library).check(secret) is not None
    assert AuditLog(library.engine).events_page(1)[0].act == "key.enable"
    assert RUNNER.invoke(app, ["keys", "enable", "0" * 12, "--home", str(tmp_path / "kho")]).exit_code == 2


def test_the_use_of_a_key_is_noted_at_most_once_an_hour(library: Library) -> None:
    keys = _keys(library)
    key, secret = keys.create("cổng", ["ask"])
    assert keys.last_use(key.id) is None
    assert keys.check(secret) is not None
    first = KeyUseStore(library.engine).all().last[key.id]
    assert keys.check(secret) is not None
    assert KeyUseStore(library.engine).all().last[key.id] == first


@pytest.fixture
def client(library: Library, tmp_path: Path) -> Iterator[TestClient]:
    settings = load_settings(home=tmp_path / "kho")
    with TestClient(create_app(settings), base_url=HERE, follow_redirects=False) as opened:
        yield opened


def test_five_wrong_secrets_lock_a_name_at_the_login_page_of_their_place_and_nothing_else(
    client: TestClient, library: Library
) -> None:
    keys = Keys(AccountStore(library.engine))
    key, secret = keys.create("Văn thư", ["ask"])
    _, other = keys.create("Chuyên viên", ["ask"])
    wrong = f"{secret[:-4]}AAAA"
    for _ in range(5):
        assert client.post("/login", data={"key": wrong, "next": "/"}).status_code == 401
    locked = client.post("/login", data={"key": secret, "next": "/"})
    assert locked.status_code == 429
    assert "sau 15 phút" in locked.text
    # The same address: another key, and the locked key where a program sends it.
    assert client.post("/login", data={"key": other, "next": "/"}).status_code == 303
    client.cookies.clear()
    assert client.get("/api/v1/session", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    acts = [event.act for event in AuditLog(library.engine).events_page(20) if key.id in event.object]
    assert acts.count("session.locked") == 1
    assert acts.count("session.refused") == 4
    over = minutes_ago(LOCKED_FOR.total_seconds() / 60 + 1)
    set_column(
        library,
        "UPDATE facts SET value = :value WHERE name LIKE :name",
        value=f"5;{over}",
        name=f"key_wrong:{key.id}:%",
    )
    assert client.post("/login", data={"key": secret, "next": "/"}).status_code == 303


def test_the_right_secret_begins_the_count_anew_and_unknown_names_leave_no_row(
    client: TestClient, library: Library
) -> None:
    key, secret = Keys(AccountStore(library.engine)).create("Văn thư", ["ask"])
    for _ in range(2):
        for _ in range(4):
            client.post("/login", data={"key": f"{secret[:-4]}AAAA", "next": "/"})
        assert client.post("/login", data={"key": secret, "next": "/"}).status_code == 303
        client.cookies.clear()
    for _ in range(6):
        client.post("/login", data={"key": secret.replace(key.id, "0" * 12), "next": "/"})
        client.post("/login", data={"key": "không phải khóa", "next": "/"})
    with library.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM facts WHERE name LIKE 'key_wrong:%'")).scalar() == 0


def test_a_key_that_may_administer_ends_after_60_days_at_the_latest(client: TestClient, library: Library) -> None:
    _, admin = Keys(AccountStore(library.engine)).create("Quản trị", ["admin"])
    headers = {"Authorization": f"Bearer {admin}"}
    for days, scope, expected in ((0, "admin", 60), (365, "admin", 60), (30, "admin", 30), (365, "ask", 365)):
        body = {"name": "mới", "scopes": [scope], "days": days}
        made = client.post("/api/v1/keys", json=body, headers=headers).json()["key"]
        assert minutes_until(made["ends_at"]) / 60 / 24 == pytest.approx(expected, abs=0.1)
        assert made["idle"] is False
    home = ["--home", str(library.home)]
    made_here = RUNNER.invoke(app, ["keys", "create", "x", "--scope", "admin", "--days", "0", "--json", *home])
    assert '"ends_at": null' not in made_here.output
    assert (
        RUNNER.invoke(app, ["keys", "create", "y", "--days", "0", "--json", *home]).output.count('"ends_at": null') == 1
    )


def test_the_access_matrix_says_who_may_do_and_see_what(library: Library, tmp_path: Path) -> None:
    keys = _keys(library)
    key, _ = keys.create("=Văn thư", ["write"], ["noi_bo"])
    idle, _ = keys.create("cổng cũ", ["ask"])
    _age(library, idle, 200, 46, 200)
    home = ["--home", str(library.home)]
    target = tmp_path / "ma-tran.csv"
    assert RUNNER.invoke(app, ["keys", "matrix", "-o", str(target), *home]).exit_code == 0
    rows = {row["Mã"]: row for row in csv.DictReader(io.StringIO(target.read_text(encoding="utf-8-sig")))}
    assert [rows[key.id][column] for column in ("Hỏi", "Đọc kho", "Nạp, rút", "Quản trị")] == ["", "có", "có", ""]
    assert rows[key.id]["Được thấy"] == "Công khai, Nội bộ"
    assert rows[key.id]["Tên"] == "'=Văn thư", "no spreadsheet computes a name"
    assert rows[idle.id]["Tình trạng"] == "Tạm dừng vì lâu không dùng"
    assert AuditLog(library.engine).events_page(1)[0].act == "access.matrix"
    assert RUNNER.invoke(app, ["keys", "matrix", "-o", str(tmp_path / "m.xlsx"), *home]).exit_code == 0
    assert (tmp_path / "m.xlsx").read_bytes().startswith(b"PK")
    assert RUNNER.invoke(app, ["keys", "matrix", "-o", str(tmp_path / "m.doc"), *home]).exit_code == 2
    assert "cổng cũ" in RUNNER.invoke(app, ["keys", "matrix", *home]).output
