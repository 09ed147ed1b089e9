"""The audit log: a chain that shows what was changed, removed or reordered; every management act is in it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as drawn
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, select, update
from starlette.testclient import TestClient
from typer.testing import CliRunner

from index.accounts.audit_log import GENESIS, REMOVAL_ACT, AuditLog
from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from index.library.listing import ListRequest
from index.store import tables
from index.store.database import write_transaction
from service.access.keys import Keys
from service.access.operator_audit import record_start_and_end
from service.app import create_app
from service.cli import app as commands
from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from tests.support.checkout import ROOT
from tests.support.small_library import write_documents

_row = tables.audit_events.c


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "kho") as opened:
        yield opened


def filled(library: Library, count: int = 9) -> AuditLog:
    trail = AuditLog(library.engine)
    for number in range(1, count + 1):
        trail.add("document.withdraw", f"d_{number}", actor="key:a (Văn thư)", detail={"reason": f"lý do {number}"})
    return trail


def faults(trail: AuditLog) -> list[int]:
    return [fault.seq for fault in trail.check_chain().faults]


def test_an_untouched_log_is_whole(library: Library) -> None:
    trail = AuditLog(library.engine)
    assert trail.check_chain() == type(trail.check_chain())(0, GENESIS, 0, ())
    filled(library)
    checked = trail.check_chain()
    assert (checked.events, checked.faults, checked.cut) == (9, (), 0)
    assert [event.seq for event in trail.events_page(3)] == [9, 8, 7]
    assert [event.seq for event in trail.events_page(3, before=7)] == [6, 5, 4]
    assert trail.events_page(10, act="document")
    assert not trail.events_page(10, act="doc")
    assert not trail.events_page(10, actor="key:b")
    assert not trail.events_page(10, actor="%")


@pytest.mark.parametrize("column", ["at", "actor", "address", "request_id", "act", "object", "detail", "previous"])
def test_a_changed_row_is_named(library: Library, column: str) -> None:
    trail = filled(library)
    with write_transaction(library.engine) as connection:
        connection.execute(update(tables.audit_events).where(_row.seq == 5).values(**{column: "khác"}))
    checked = trail.check_chain()
    assert 5 in {fault.seq for fault in checked.faults}
    assert any("Dòng 5" in fault.reason for fault in checked.faults)


@pytest.mark.parametrize(("gone", "told"), [([4], 4), ([4, 5, 6], 4), ([1, 2], 3), ([9], 9), ([7, 8, 9], 7)])
def test_removed_rows_are_named(library: Library, gone: list[int], told: int) -> None:
    trail = filled(library)
    with write_transaction(library.engine) as connection:
        connection.execute(delete(tables.audit_events).where(_row.seq.in_(gone)))
    checked = trail.check_chain()
    assert checked.faults[0].seq == told
    assert "Thiếu" in checked.faults[0].reason
    assert str(gone[0]) in checked.faults[0].reason


def swap(engine: Engine, one: int, other: int) -> None:
    with write_transaction(engine) as connection:
        for before, after in ((one, -1), (other, one), (-1, other)):
            connection.execute(update(tables.audit_events).where(_row.seq == before).values(seq=after))


@drawn(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 9), st.integers(1, 9))
def test_reordered_rows_are_named(library: Library, one: int, other: int) -> None:
    trail = AuditLog(library.engine)
    if not trail.check_chain().events:
        filled(library)
    if one != other:
        swap(library.engine, one, other)
    assert {one, other} <= set(faults(trail)) if one != other else not faults(trail)
    if one != other:
        swap(library.engine, one, other)


def test_a_row_written_anew_with_a_fitting_digest_is_missed_by_the_next(library: Library) -> None:
    trail = filled(library)
    event = next(event for event in trail.all_events() if event.seq == 5)
    forged = type(event)(**{name: getattr(event, name) for name in event.__slots__} | {"object": "d_khac"})
    with write_transaction(library.engine) as connection:
        values = {"object": "d_khac", "digest": forged.expected_digest()}
        connection.execute(update(tables.audit_events).where(_row.seq == 5).values(**values))
    assert faults(trail) == [6]
    with write_transaction(library.engine) as connection:
        connection.execute(delete(tables.audit_events).where(_row.seq > 5))
    assert 6 in faults(trail)


def test_rows_past_their_time_are_cut_without_breaking_the_chain(library: Library) -> None:
    trail = filled(library)
    old = {5: "2020-01-05T00:00:00+00:00"}
    assert trail.remove_before("2020-02-01T00:00:00+00:00") == 0
    # As if the first five rows had been written years ago, each sealed then.
    rewrite(library.engine, dict.fromkeys(range(1, 6), old[5]))
    assert not faults(trail)
    assert trail.remove_before("2020-02-01T00:00:00+00:00") == 5
    checked = trail.check_chain()
    assert (checked.faults, checked.cut, checked.events) == ((), 5, 5)
    newest = trail.events_page(1)[0]
    assert (newest.act, newest.object, json.loads(newest.detail)["through"]) == (REMOVAL_ACT, "1-5", 5)
    with write_transaction(library.engine) as connection:
        connection.execute(delete(tables.audit_events).where(_row.seq == 6))
    assert trail.check_chain().faults
    assert trail.remove_before("2999-01-01T00:00:00+00:00") == 4
    assert trail.check_chain().events == 1


def rewrite(engine: Engine, moments: dict[int, str]) -> None:
    """The same rows with other moments, sealed anew."""
    trail = AuditLog(engine)
    events = list(trail.all_events())
    previous = GENESIS
    with write_transaction(engine) as connection:
        for event in events:
            fields = {name: getattr(event, name) for name in event.__slots__}
            fields |= {"at": moments.get(event.seq, event.at), "previous": previous, "digest": ""}
            previous = type(event)(**fields).expected_digest()
            row = fields | {"digest": previous}
            connection.execute(update(tables.audit_events).where(_row.seq == event.seq).values(**row))
        head = update(tables.facts).where(tables.facts.c.name == "audit_head")
        connection.execute(head.values(value=f"{events[-1].seq}:{previous}"))


#: Withdraws a document and is killed: while its transaction is committed, or as soon as it was.
KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from index.accounts.audit_log import AuditLog
from index.library.library import Library

def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)

with Library.open(Path(sys.argv[1])) as library:
    if sys.argv[3] == "before":
        event.listen(library.engine, "commit", killed)
    with AuditLog(library.engine).in_next_transaction("document.withdraw", sys.argv[2], actor="key:a (Văn thư)"):
        library.withdraw(sys.argv[2], "thử")
        killed()
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_process_killed_in_mid_act_leaves_act_and_row_or_neither(tmp_path: Path, moment: str) -> None:
    write_documents(tmp_path / "docs")
    ingest_paths(load_settings(home=tmp_path / "kho", workers=1, ocr=False), [tmp_path / "docs"])
    with Library.open(tmp_path / "kho") as library:
        document = library.documents(ListRequest(limit=1, access=None)).documents[0].id
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(tmp_path / "kho"), document, moment], check=False, cwd=ROOT
        )
        assert done.returncode == -signal.SIGKILL
        held = library.document(document)
        assert held is not None
        events = [event.object for event in AuditLog(library.engine).all_events()]
        assert (held.state, events) == (("active", []) if moment == "before" else ("withdrawn", [document]))
        assert not AuditLog(library.engine).check_chain().faults


def test_an_act_and_its_row_are_one_transaction(library: Library) -> None:
    trail = AuditLog(library.engine)
    keys = Keys(AccountStore(library.engine))
    key, _ = keys.generate("Văn thư", ["read"])

    def refuse(_: Connection) -> str:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"), trail.in_next_transaction("key.create", refuse, actor="a"):
        keys.add(key)
    assert not keys.all(), "without its row the act is undone"
    with pytest.raises(LookupError), trail.in_next_transaction("key.revoke", "k", actor="a"):
        raise LookupError
    with trail.in_next_transaction("key.create", key.id, actor="a") as added:
        keys.add(key)
        keys.revoke(key.id)
    assert [event.object for event in added] == [key.id]
    with (
        pytest.raises(AssertionError, match="no such key"),
        trail.in_next_transaction("key.revoke", "k", actor="a"),
    ):
        assert keys.revoke("nobody's"), "no such key"
    with trail.in_next_transaction("key.look", "nothing written", actor="a"):
        pass
    assert [event.act for event in trail.all_events()] == ["key.create", "key.look"]


def test_an_act_of_many_transactions_is_announced(library: Library) -> None:
    with record_start_and_end(library, "library.backup", "a.tar") as outcome:
        assert AuditLog(library.engine).events_page(1)[0].act == "library.backup"
        outcome["files"] = 3
    with pytest.raises(OSError, match="full"), record_start_and_end(library, "library.backup", "b.tar"):
        raise OSError("full")
    rows = [(event.act, event.object, event.detail) for event in AuditLog(library.engine).all_events()]
    assert rows == [
        ("library.backup", "a.tar", "{}"),
        ("library.backup.done", "a.tar", '{"files": 3}'),
        ("library.backup", "b.tar", "{}"),
    ]


def test_writers_at_once_make_one_chain(library: Library) -> None:
    def add() -> None:
        trail = AuditLog(library.engine)
        for _ in range(10):
            trail.add("job.begin", "job 1", actor="os:a")

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    checked = AuditLog(library.engine).check_chain()
    assert (checked.events, checked.faults) == (40, ())


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("audited")
    write_documents(folder / "docs")
    made = load_settings(home=folder / "home", workers=1, ocr=False, refresh_ms=50, audit_questions=True)
    ingest_paths(made, [folder / "docs"])
    return made


@pytest.fixture(scope="module")
def admin(settings: Settings) -> str:
    with Library.open(settings.home) as library:
        return Keys(AccountStore(library.engine)).create("Quản trị", ["admin"])[1]


@pytest.fixture(scope="module")
def client(settings: Settings, admin: str) -> Iterator[TestClient]:
    with TestClient(create_app(settings), client=("10.0.0.9", 5000), follow_redirects=False) as opened:
        opened.headers["authorization"] = f"Bearer {admin}"
        yield opened


def recorded(client: TestClient, act: str) -> dict[str, Any]:
    found = client.get("/api/v1/audit", params={"act": act, "limit": 1}).json()["events"]
    assert found, act
    event: dict[str, Any] = found[0]
    return event


def test_every_management_act_of_a_request_is_recorded(client: TestClient) -> None:
    document = client.get("/api/v1/documents").json()["documents"][0]["id"]
    about = f"/api/v1/documents/{document}"
    calls: list[tuple[str, str, str, dict[str, Any]]] = [
        ("document.withdraw", "POST", f"{about}/withdraw", {"json": {"reason": "thử"}}),
        ("document.restore", "POST", f"{about}/restore", {}),
        ("document.access", "PUT", f"{about}/access", {"json": {"access": "cong_khai"}}),
        ("document.upload", "POST", "/api/v1/documents", {"files": {"file": ("a.txt", b"Van ban thu nghiem.")}}),
        ("review.value", "POST", f"{about}/review/values", {"json": {"field": "issuer", "value": "Sở Y tế"}}),
        ("review.metadata", "POST", f"{about}/review/metadata", {"json": {"note": "đã xem"}}),
        ("review.status", "POST", f"{about}/review/status", {"json": {"code": "in_force"}}),
        ("feedback.export", "GET", "/api/v1/evaluation/questions", {}),
        ("site.create", "POST", "/api/v1/sites", {"json": {"name": "Cổng", "origins": ["https://cong.example"]}}),
        ("question", "POST", "/api/v1/search", {"json": {"question": "kinh phí thư viện"}}),
    ]
    for act, method, path, body in calls:
        response = client.request(method, path, headers={"X-Request-ID": f"yeu-cau-{act}"}, **body)
        assert response.status_code in (200, 201, 202), (act, response.text)
        event = recorded(client, act)
        assert event["actor"].endswith("(Quản trị)"), act
        assert (event["address"], event["request_id"]) == ("10.0.0.9", f"yeu-cau-{act}")
    assert recorded(client, "document.withdraw")["detail"] == {"reason": "thử"}
    assert recorded(client, "question")["object"] == "kinh phí thư viện"
    checked = client.get("/api/v1/audit/verify").json()
    assert checked["intact"]
    assert checked["problems"] == []


def test_logins_and_their_failures_are_recorded(client: TestClient, admin: str) -> None:
    assert client.post("/login", data={"key": "hvb_sai"}).status_code == 401
    assert recorded(client, "session.refused")["actor"] == "unknown"
    assert client.post("/login", data={"key": admin}).status_code == 303
    assert recorded(client, "session.open")["detail"]["name"] == "Quản trị"
    client.cookies.clear()


def test_questions_are_not_recorded_unless_wanted(settings: Settings, admin: str) -> None:
    with TestClient(create_app(settings.model_copy(update={"audit_questions": False}))) as quiet:
        headers = {"authorization": f"Bearer {admin}"}
        before = quiet.get("/api/v1/audit", headers=headers).json()["events"][0]["seq"]
        quiet.post("/api/v1/search", json={"question": "điều riêng tư"}, headers=headers)
        assert quiet.get("/api/v1/audit", headers=headers).json()["events"][0]["seq"] == before


def test_the_log_needs_an_administrator(client: TestClient, settings: Settings) -> None:
    with Library.open(settings.home) as library:
        writer = Keys(AccountStore(library.engine)).create("Ghi", ["write"])[1]
    for path in ("/api/v1/audit", "/api/v1/audit/verify", "/api/v1/sites"):
        assert client.get(path, headers={"authorization": f"Bearer {writer}"}).status_code == 403


def test_the_command_line_records_checks_and_exports(tmp_path: Path) -> None:
    write_documents(tmp_path / "docs")
    home = ["--home", str(tmp_path / "kho")]
    run = CliRunner().invoke
    assert run(commands, ["ingest", "--no-ocr", str(tmp_path / "docs"), *home]).exit_code == 0
    with Library.open(tmp_path / "kho") as library:
        from index.library.library import ListRequest

        one, other = [found.id for found in library.documents(ListRequest(limit=2, access=None)).documents]
    for words in (
        ["withdraw", one, "--reason", "thử"],
        ["restore", one],
        ["access", one, "noi_bo"],
        ["purge", other, "--yes"],
        ["keys", "create", "khóa"],
        ["sites", "create", "cổng", "--origin", "https://cong.example"],
        ["feedback", "export", str(tmp_path / "hoi.jsonl")],
        ["audit", "export", str(tmp_path / "nhat-ky.jsonl")],
    ):
        done = run(commands, [*words, *home])
        assert done.exit_code == 0, (words, done.output)
    listed = json.loads(run(commands, ["audit", "list", "--json", *home]).stdout)
    acts = [event["act"] for event in reversed(listed)]
    assert acts == [
        "library.ingest", "library.ingest.done", "document.withdraw", "document.restore", "document.access",
        "document.purge", "key.create", "site.create", "feedback.export", "feedback.export.done", "audit.export",
        "audit.export.done",
    ]  # fmt: skip
    assert all(event["actor"].startswith("os:") for event in listed)
    lines = (tmp_path / "nhat-ky.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["act"] for line in lines] == acts[:-1], "its own announcement is in it, its end is not"
    checked = run(commands, ["audit", "verify", *home])
    assert (checked.exit_code, "Nhật ký nguyên vẹn: 12 dòng" in checked.stdout) == (0, True)
    head = listed[-1]["digest"]
    assert run(commands, ["audit", "verify", "--expect", head, *home]).exit_code == 0
    assert run(commands, ["audit", "verify", "--expect", "0" * 63 + "1", *home]).exit_code == 1
    with Library.open(tmp_path / "kho") as library, write_transaction(library.engine) as connection:
        row = connection.execute(select(_row.detail).where(_row.seq == 3)).scalar_one()
        connection.execute(update(tables.audit_events).where(_row.seq == 3).values(detail=row.replace("thử", "kh")))
    broken = run(commands, ["audit", "verify", *home])
    assert (broken.exit_code, "Dòng 3 đã bị sửa" in broken.output) == (1, True)
