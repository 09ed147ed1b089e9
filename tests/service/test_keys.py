"""Keys: made, checked, remembered, expired, revoked; kept only as a hash; wrong and unknown ones cost the same."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from typer.testing import CliRunner

from index.access_labels import InvalidLabel, held_back_label, is_held_back, label_name, parse_label, released_label
from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import FRESH_SECONDS, REMEMBERED_SECONDS, Keys
from service.access.principal import SCOPES, with_included_scopes
from service.cli import app


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "kho") as opened:
        yield opened


class Clock:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_key_is_good_and_only_its_hash_is_kept(library: Library) -> None:
    keys = Keys(AccountStore(library.engine))
    assert not keys.needed
    key, secret = keys.create("cổng tỉnh", ["ask", "read"], ["noi_bo"], 30)
    assert Keys(AccountStore(library.engine)).needed
    found = keys.check(secret)
    assert found == key
    assert keys.check(f"{secret}x") is None
    assert keys.check(secret.replace(key.id, "0" * 12)) is None
    with library.engine.connect() as connection:
        rows = str(connection.execute(text("SELECT * FROM api_keys")).all())
    assert key.digest.startswith("sha256:")
    assert secret.partition("_")[2].partition("_")[2] not in rows


def test_checked_keys_are_remembered_but_not_beyond_their_revocation(library: Library) -> None:
    clock = Clock()
    keys = Keys(AccountStore(library.engine), clock)
    key, secret = keys.create("một", ["ask"])
    assert keys.recently_checked(secret) is None
    assert keys.check(secret) == key
    assert keys.recently_checked(secret) == key
    clock.now += REMEMBERED_SECONDS + 1
    assert keys.recently_checked(secret) is None
    assert keys.check(secret) == key
    # One made in another process is good at once.
    clock.now += 0.2
    other, fresh = Keys(AccountStore(library.engine)).create("hai", ["ask"])
    assert keys.check(fresh) == other
    # Another process revokes it: seen when the table is read again.
    assert Keys(AccountStore(library.engine)).revoke(key.id)
    clock.now += FRESH_SECONDS + 0.1
    assert keys.recently_checked(secret) is None
    assert keys.check(secret) is None
    assert keys.needed
    assert not keys.revoke(key.id)


def test_an_expired_key_opens_nothing(library: Library) -> None:
    keys = Keys(AccountStore(library.engine))
    _, secret = keys.create("cũ", ["ask"], ends_at="2020-01-01T00:00:00+00:00")
    assert keys.check(secret) is None


@given(st.text(max_size=80))
@settings(max_examples=15, deadline=None)
def test_nothing_but_a_key_is_a_key(given_text: str) -> None:
    with Library.open(None, "sqlite://") as library:
        keys = Keys(AccountStore(library.engine))
        keys._hasher = type(keys._hasher)(time_cost=1, memory_cost=8, parallelism=1)
        assert keys.check(given_text) is None
        assert keys.recently_checked(given_text) is None


def test_an_unknown_id_costs_what_a_wrong_secret_costs(library: Library) -> None:
    """Both are compared with a digest: no id is told from another by the time of the answer."""
    keys = Keys(AccountStore(library.engine))
    key, secret = keys.create("một", ["ask"])
    wrong = {"id": secret.replace(key.id, "0" * 12), "secret": secret[:-4] + "AAAA", "form": "hvb_x", "other": "abc"}
    spent = dict.fromkeys(wrong, 0.0)
    for _ in range(300):
        for name, one in wrong.items():
            started = time.process_time()
            assert keys.check(one) is None
            spent[name] += time.process_time() - started
    assert max(spent.values()) < 0.3, "a wrong key costs less than a millisecond"


def test_a_key_of_an_earlier_release_works_and_gets_a_digest(library: Library) -> None:
    keys = Keys(AccountStore(library.engine))
    made, secret = keys.generate("cũ", ["ask"])
    keys._access.add_key(replace(made, digest=keys._hasher.hash(secret.rpartition(f"{made.id}_")[2])))
    assert keys.all()
    assert keys.is_slow(secret)
    assert keys.check(secret[:-4] + "AAAA") is None
    assert keys.check(secret) is not None
    assert [key.digest[:7] for key in keys.all()] == ["sha256:"]
    assert not keys.is_slow(secret)
    assert keys.check(secret) is not None
    assert keys.check(secret[:-4] + "AAAA") is None


def test_scopes_include_smaller_ones() -> None:
    assert with_included_scopes(["admin"]) == set(SCOPES)
    assert with_included_scopes(["write"]) == {"write", "read"}
    assert with_included_scopes(["ask"]) == {"ask"}
    assert with_included_scopes(["sudo", ""]) == frozenset()


@pytest.mark.parametrize(
    ("typed", "read"),
    [("noi_bo", "noi_bo"), ("Nội bộ", "noi_bo"), ("Công khai", "cong_khai"), ("nhóm: Thanh-Tra", "nhom:thanh-tra")],
)
def test_labels_are_read_as_people_write_them(typed: str, read: str) -> None:
    assert parse_label(typed) == read


@pytest.mark.parametrize("typed", ["", "cho_duyet", "nhom:", "nhom:a,b", "nhom:a b", "mật", "cho_duyet:noi_bo", "nhom"])
def test_what_is_no_label_is_refused(typed: str) -> None:
    with pytest.raises(InvalidLabel):
        parse_label(typed)


@pytest.mark.parametrize("access", ["cong_khai", "noi_bo", "nhom:a"])
def test_held_back_documents_remember_their_label(access: str) -> None:
    assert is_held_back(held_back_label(access))
    assert released_label(held_back_label(access)) == access == released_label(access)
    assert not is_held_back(access)
    assert label_name(held_back_label(access)) == f"Chờ duyệt ({label_name(access)})"


def test_the_commands_make_list_and_revoke(tmp_path: Path) -> None:
    runner, home = CliRunner(), ["--home", str(tmp_path / "kho")]
    made = runner.invoke(
        app, ["keys", "create", "Văn thư", "--scope", "read,ask", "--label", "Nội bộ", "--per-minute", "60", *home]
    )
    assert made.exit_code == 0, made.output
    secret = next(line for line in made.output.splitlines() if line.startswith("Khóa: ")).removeprefix("Khóa: ")
    listed = runner.invoke(app, ["keys", "list", *home]).output
    assert "Văn thư: ask, read; nhãn noi_bo; 60 yêu cầu/phút; dùng đến" in listed
    assert secret not in listed
    key_id = secret.split("_")[1]
    with Library.open(tmp_path / "kho") as library:
        found = Keys(AccountStore(library.engine)).check(secret)
        assert found is not None
        assert found.id == key_id
    assert "Đã thu hồi" in runner.invoke(app, ["keys", "revoke", key_id, *home]).output
    again = runner.invoke(app, ["keys", "revoke", key_id, *home])
    assert (again.exit_code, "hoivanban keys list" in again.output) == (2, True)
    assert "đã thu hồi" in runner.invoke(app, ["keys", "list", *home]).output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--scope", "sudo"], "Không có quyền 'sudo'"),
        (["--label", "mật"], "không phải nhãn truy cập"),
        (["--days", "-1"], "cần một số từ 0"),
    ],
)
def test_wrong_options_are_explained(tmp_path: Path, options: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["keys", "create", "x", *options, "--home", str(tmp_path / "kho")])
    assert result.exit_code == 2
    assert said in result.output
