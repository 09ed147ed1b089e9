"""A key that may write cannot replace, revive or detect a document whose label it may not see."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library, ListRequest
from index.records import PUBLIC, StoredDocument
from service.access.keys import Keys
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from tests.support.small_library import PLAN, REGULATION

REWORDED = PLAN.replace("2.450.000.000 đồng", "9.999.000.000 đồng")
#: Of a file's line in a job: what tells nothing of other documents.
OWN = ("path", "document_id")


class Office:
    """A library with or without a hidden plan, and a key that may write but sees public documents only."""

    def __init__(self, folder: Path, *, hidden: bool, withdrawn: bool = False) -> None:
        self.settings: Settings = load_settings(home=folder / "kho", workers=1, ocr=False)
        (folder / "vao").mkdir(parents=True)
        (folder / "vao" / "ben-thuyen.txt").write_text(REGULATION, encoding="utf-8")
        ingest_paths(self.settings, [folder / "vao"])
        if hidden:
            (folder / "kin").mkdir()
            (folder / "kin" / "ke-hoach.txt").write_text(PLAN, encoding="utf-8")
            ingest_paths(self.settings, [folder / "kin"], access="noi_bo")
        self.hidden = next(iter(self.documents()), "")
        with Library.open(self.settings.home) as library:
            if withdrawn:
                library.withdraw(self.hidden, "đăng nhầm")
            _, key = Keys(AccountStore(library.engine)).create("Xã", ["write", "ask"], ())
        self.headers = {"Authorization": f"Bearer {key}"}

    def upload(self, client: TestClient, text: str) -> list[dict[str, Any]]:
        """The lines of the job, without names and ids."""
        sent = client.post("/api/v1/documents", files={"file": ("gui.txt", text.encode())}, headers=self.headers)
        number, end = sent.json()["id"], time.monotonic() + 60
        while time.monotonic() < end:
            job = client.get(f"/api/v1/jobs/{number}", headers=self.headers).json()
            if job["ended_at"] is not None:
                return [{key: value for key, value in file.items() if key not in OWN} for file in job["files"]]
            time.sleep(0.05)
        raise TimeoutError

    def documents(self) -> dict[str, StoredDocument]:
        """The plans, in every state."""
        with Library.open(self.settings.home) as library:
            found = [library.documents(ListRequest(access=None, state=state)) for state in ("active", "withdrawn")]
        plans = (one for page in found for one in page.documents if one.metadata.number == "9701/KH-UBND")
        return {one.id: one for one in plans}


@pytest.mark.parametrize("text", [PLAN, REWORDED], ids=["same bytes", "same number"])
def test_a_hidden_document_is_neither_replaced_nor_told(tmp_path: Path, text: str) -> None:
    offices = [Office(tmp_path / name, hidden=name == "with") for name in ("with", "without")]
    before = offices[0].documents()[offices[0].hidden]
    said = []
    for office in offices:
        with TestClient(create_app(office.settings)) as client:
            said.append(office.upload(client, text))
    assert said[0] == said[1]
    plans = offices[0].documents()
    assert plans.pop(offices[0].hidden) == before
    (own,) = plans.values()
    assert own.access == PUBLIC
    assert own.id not in offices[1].documents()  # an id tells nothing of twins


def test_a_hidden_document_that_was_withdrawn_is_not_revived(tmp_path: Path) -> None:
    office = Office(tmp_path, hidden=True, withdrawn=True)
    with TestClient(create_app(office.settings)) as client:
        office.upload(client, PLAN)
        office.upload(client, REWORDED)
    assert office.documents()[office.hidden].state == "withdrawn"


def test_a_document_that_the_key_sees_gets_a_new_version(tmp_path: Path) -> None:
    office = Office(tmp_path, hidden=False)
    with TestClient(create_app(office.settings)) as client:
        office.upload(client, PLAN)
        office.upload(client, REWORDED)
    (plan,) = office.documents().values()
    assert plan.version == 2
