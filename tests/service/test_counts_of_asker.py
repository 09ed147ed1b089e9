"""Counts are those of the asker: what happens to hidden documents moves no number that others see."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.small_library import write_documents


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_documents(tmp_path / "docs")
    settings = load_settings(home=tmp_path / "kho", workers=1, ocr=False, refresh_ms=50)
    ingest_paths(settings, [tmp_path / "docs"])
    return settings.home


def seen(client: TestClient, headers: dict[str, str]) -> tuple[object, ...]:
    ready, status = client.get("/readyz").json(), client.get("/api/v1/status", headers=headers).json()
    changes = client.get("/api/v1/changes?since=0&limit=1000", headers=headers).json()
    numbers = tuple(ready[name] for name in ("documents", "passages", "change", "index_change", "lag"))
    return (
        numbers,
        tuple(status[name] for name in ("documents", "passages", "change")),
        changes["change"],
        changes["last"],
    )


def test_hidden_acts_move_no_number_of_others(home: Path) -> None:
    with Library.open(home) as library:
        keys = Keys(AccountStore(library.engine))
        outsider, insider = keys.create("ngoài", ["read"])[1], keys.create("trong", ["read"], ["noi_bo"])[1]
        hidden = library.documents().documents[0].id
        library.set_access(hidden, "noi_bo")
    out, within = ({"Authorization": f"Bearer {key}"} for key in (outsider, insider))
    with TestClient(create_app(load_settings(home=home, workers=1, ocr=False, refresh_ms=50))) as client:
        before = seen(client, out), seen(client, within)
        assert before[0][0] != before[1][1], "the hidden document counts for who may see it"
    with Library.open(home) as library:
        library.withdraw(hidden, "thử")
        library.restore(hidden)
        library.withdraw(hidden, "thử")
    with TestClient(create_app(load_settings(home=home, workers=1, ocr=False, refresh_ms=50))) as client:
        after = seen(client, out), seen(client, within)
        pages = client.get(f"/api/v1/changes?since={before[0][2]}", headers=out).json()
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert (pages["changes"], pages["last"]) == ([], pages["change"])
