"""``hoivanban doctor``: what is missing is found and its remedy said; nothing is changed."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.library import Library
from service.cli import app
from service.doctor import Finding, examine, verdict_of
from service.settings import load_settings


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("HOIVANBAN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOIVANBAN_HOME", str(tmp_path / "var"))


def _examined() -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in examine(load_settings()):
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
    assert verdict_of([]) == "ok"
    assert verdict_of([Finding("a", "ok", ""), Finding("b", "bad", ""), Finding("c", "warn", "")]) == "bad"
