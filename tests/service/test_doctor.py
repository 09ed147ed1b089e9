"""``hoivanban doctor``: what is missing is found and its remedy said; nothing is changed."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from index.accounts.audit_log import AuditLog
from index.accounts.key_uses import KeyUseStore
from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from index.ranking import lightgbm_native
from service.access.keys import Keys
from service.cli import app
from service.doctor import checks, network_checks
from service.doctor.check_result import CheckResult
from service.doctor.checks import run_checks, worst_severity
from service.settings import load_settings


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("HOIVANBAN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOIVANBAN_HOME", str(tmp_path / "var"))


def _examined() -> dict[str, list[CheckResult]]:
    found: dict[str, list[CheckResult]] = {}
    for finding in run_checks(load_settings()):
        found.setdefault(finding.name, []).append(finding)
    return found


def test_a_new_installation_has_no_library_and_none_is_made(tmp_path: Path) -> None:
    found = _examined()
    assert found["kho"][0].verdict == "warn"
    assert "hoivanban ingest" in found["kho"][0].remedy
    assert found["gói Python"][0].verdict == "ok"
    assert found["mô hình nhúng"][0].verdict == found["bộ xếp hạng"][0].verdict == "ok"
    assert not (tmp_path / "var").exists()


def test_a_library_is_looked_at(tmp_path: Path) -> None:
    Library.open(tmp_path / "var").close()
    assert _examined()["kho"][0].verdict == "ok"
    os.chmod(tmp_path / "var", 0o777)
    assert "chmod o-w" in _examined()["thư mục kho"][-1].remedy


def test_who_may_come_in_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with Library.open(tmp_path / "var") as library:
        monkeypatch.setenv("HOIVANBAN_HOST", "0.0.0.0")
        assert "127.0.0.1" in _examined()["khóa"][0].said
        keys = Keys(AccountStore(library.engine))
        soon = (datetime.now(UTC) + timedelta(days=10)).isoformat(timespec="seconds")
        keys.create("hỏi", ["ask"], ends_at=soon)
        found = _examined()
        assert found["khóa"][0].verdict == "bad"
        assert "hết hạn ngày" in found["khóa"][1].said
        assert "nginx" in found["TLS"][0].remedy
        keys.create("quản trị", ["admin"])
        assert _examined()["khóa"][0].said == "2 khóa dùng được trong 2 khóa."
        monkeypatch.setenv("HOIVANBAN_TRUSTED_PROXIES", "127.0.0.1")
        assert "TLS" not in _examined()


@pytest.mark.sqlite  # alters the file behind the program's back
def test_an_altered_audit_log_is_told(tmp_path: Path) -> None:
    with Library.open(tmp_path / "var") as library:
        trail = AuditLog(library.engine)
        trail.add("key.create", "k1", actor="a")
        trail.add("library.backup.done", "b.tar", actor="a")
        found = _examined()
        assert found["nhật ký quản trị"][0].said == "Nguyên vẹn, 2 dòng."
        assert (found["sao lưu"][0].verdict, found["sao lưu"][0].said[-14:]) == ("ok", " 0 ngày trước.")
    with sqlite3.connect(tmp_path / "var" / "library.sqlite") as connection:
        connection.execute("UPDATE audit_events SET actor = 'b' WHERE seq = 1")
    connection.close()
    assert _examined()["nhật ký quản trị"][0].verdict == "bad"


def test_the_clock_and_the_rights_of_the_folder_are_looked_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Library.open(tmp_path / "var").close()
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    time.tzset()
    try:
        assert _examined()["đồng hồ"][0].verdict == "ok"
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()
        assert "TZ=Asia/Ho_Chi_Minh" in _examined()["đồng hồ"][0].remedy
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    os.utime(tmp_path / "var" / "library.sqlite", (time.time() + 86_400,) * 2)
    assert _examined()["đồng hồ"][0].verdict == "bad"
    os.chmod(tmp_path / "var", 0o755)
    assert "chmod o-rwx" in _examined()["quyền đọc kho"][0].remedy
    os.chmod(tmp_path / "var", 0o750)
    assert "quyền đọc kho" not in _examined()


def test_missing_programs_are_named_with_their_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = _examined()
    assert found["nhận dạng chữ"][0].remedy == "Cài gói tesseract-ocr và tesseract-ocr-vie."
    assert found["LibreOffice"][0].remedy == "Cài gói libreoffice-writer."
    assert "fonts-" in found["phông chữ"][0].remedy


def test_what_must_be_mended_is_the_exit_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("HOIVANBAN_HOME", str(tmp_path / "file" / "var"))
    monkeypatch.setenv("HOIVANBAN_WATCH", str(tmp_path / "gone"))
    monkeypatch.setenv("HOIVANBAN_MODEL", str(tmp_path))
    monkeypatch.setenv("HOIVANBAN_PROT", "1")
    result = CliRunner().invoke(app, ["doctor", "--json"])
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["verdict"] == "bad"
    bad = {finding["name"] for finding in told["findings"] if finding["verdict"] == "bad"}
    assert {"thư mục kho", "thư mục theo dõi", "mô hình nhúng"} <= bad
    assert any("HOIVANBAN_PROT" in finding["said"] for finding in told["findings"])


def test_a_used_port_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("HOIVANBAN_PORT", str(taken.getsockname()[1]))
        assert _examined()["cổng"][0].verdict == "warn"


def test_every_line_is_shown(tmp_path: Path) -> None:
    Library.open(tmp_path / "var").close()
    result = CliRunner().invoke(app, ["doctor"])
    assert "mô hình nhúng:" in result.stdout
    assert result.exit_code == 0


def test_the_worst_finding_decides() -> None:
    assert worst_severity([]) == "ok"
    assert (
        worst_severity([CheckResult("a", "ok", ""), CheckResult("b", "bad", ""), CheckResult("c", "warn", "")]) == "bad"
    )


def test_a_small_installation_is_whole_without_models_of_other_people(monkeypatch: pytest.MonkeyPatch) -> None:
    known = checks._installed_version
    monkeypatch.setattr(checks, "_installed_version", lambda name: "" if name in checks.FOREIGN_MODELS else known(name))
    found = _examined()["gói Python"][0]
    assert found.verdict == "ok"
    assert "Bản cài gọn" in found.said
    monkeypatch.setattr(checks, "_installed_version", lambda name: "" if name == "lxml" else known(name))
    assert _examined()["gói Python"][0].verdict == "bad"


def test_a_machine_without_openmp_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lightgbm_native, "is_loadable", lambda: False)
    found = _examined()["bộ xếp hạng"][0]
    assert (found.verdict, found.remedy) == ("warn", "Cài gói libgomp1 nếu cần.")


@pytest.mark.parametrize(("kept", "verdict"), [(True, "ok"), (False, "warn"), (None, "warn")])
def test_the_source_of_time_is_looked_at(kept: bool | None, verdict: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_checks, "clock_is_synchronised", lambda: kept)
    assert _examined()["nguồn thời gian"][0].verdict == verdict


def test_the_kernel_says_whether_the_clock_is_kept_in_step() -> None:
    assert network_checks.clock_is_synchronised() in (True, False)


def test_keys_that_age_or_lie_idle_and_open_backups_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with Library.open(tmp_path / "var") as library:
        keys = Keys(AccountStore(library.engine), uses=KeyUseStore(library.engine))
        old, _ = keys.create("quản trị cũ", ["admin"])
        ends = (datetime.now(UTC) + timedelta(days=50)).isoformat(timespec="seconds")
        fresh, _ = keys.create("quản trị", ["admin"], ends_at=ends)
        found = _examined()["tuổi khóa"]
        assert [old.id in found[0].said, len(found)] == [True, 1]
        monkeypatch.setenv("HOIVANBAN_ADMIN_KEY_DAYS", "0")
        assert "tuổi khóa" not in _examined()
        with library.engine.begin() as connection:
            connection.execute(text("UPDATE facts SET value = '2020-01-01' WHERE name = 'key_uses_since'"))
            connection.execute(text("UPDATE api_keys SET made_at = '2020-01-01' WHERE id = :id"), {"id": fresh.id})
        (idle,) = _examined()["tuổi khóa"]
        assert idle.remedy.endswith(f"keys enable {fresh.id}")
        assert "backup-key" in _examined()["mã hóa sao lưu"][0].remedy
        monkeypatch.setenv("HOIVANBAN_BACKUP_RECIPIENTS", "age1xyz")
        assert "mã hóa sao lưu" not in _examined()
