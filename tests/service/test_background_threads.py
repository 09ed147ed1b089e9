"""Background threads outlive what ends their loop, and /readyz says that they had to begin anew."""

from __future__ import annotations

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
