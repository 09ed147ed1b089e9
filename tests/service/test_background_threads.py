"""Background threads outlive what ends their loop, and /readyz says that they had to begin anew."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.documents import background_jobs
from service.documents.background_jobs import BackgroundJobs
from service.settings import load_settings


def test_a_thread_begins_anew_and_readyz_knows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_jobs, "RESTART_SECONDS", 0.01)
    calls: list[int] = []
    run_jobs = BackgroundJobs._run_jobs

    def failing(jobs: BackgroundJobs) -> None:
        calls.append(1)
        if len(calls) < 3:
            raise ValueError("a defect that nobody foresaw")
        run_jobs(jobs)

    monkeypatch.setattr(BackgroundJobs, "_run_jobs", failing)
    with TestClient(create_app(load_settings(home=tmp_path / "kho")), base_url="http://127.0.0.1") as client:
        end = time.monotonic() + 20
        while len(calls) < 3:
            assert time.monotonic() < end
            time.sleep(0.02)
        ready = client.get("/readyz").json()
        assert ready["restarts"] == 2
        assert ready["restarted_at"]


def test_readyz_fails_where_a_thread_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BackgroundJobs, "_supervise", lambda *_: None)
    with TestClient(create_app(load_settings(home=tmp_path / "kho")), base_url="http://127.0.0.1") as client:
        time.sleep(0.2)
        assert client.get("/readyz").status_code == 503


def test_folders_that_a_killed_reader_left_are_deleted(tmp_path: Path) -> None:
    old, new, other = (tmp_path / name for name in ("hoivanban-word-a", "hoivanban-word-b", "khác"))
    for folder in (old, new, other):
        folder.mkdir()
        (folder / "a.docx").write_bytes(b"x")
    for folder in (old, other):
        os.utime(folder, (0, 0))
    (tmp_path / "hoivanban-link").symlink_to(other)
    os.utime(tmp_path / "hoivanban-link", (0, 0), follow_symlinks=False)
    assert background_jobs.delete_left_folders(tmp_path, 3600) == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["hoivanban-link", "hoivanban-word-b", "khác"]
    assert (other / "a.docx").exists()
