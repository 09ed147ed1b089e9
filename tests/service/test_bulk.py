"""Acts on many documents over HTTP, reading them again from the library's copies, and another file for one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.small_library import PLAN, write_documents


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    settings = load_settings(home=tmp_path / "kho", workers=1, ocr=False)
    write_documents(tmp_path / "đến")
    ingest_paths(settings, [tmp_path / "đến"])
    with Library.open(settings.home) as library:
        keys = Keys(AccountStore(library.engine))
        _, clerk = keys.create("Văn thư", ("admin",), ("noi_bo",))
        _, reader = keys.create("Người đọc", ("read",))
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        opened.headers["Authorization"] = f"Bearer {clerk}"
        opened.reader = {"Authorization": f"Bearer {reader}"}  # type: ignore[attr-defined]
        yield opened


def table(client: TestClient) -> dict[str, dict[str, Any]]:
    return {row["file_name"]: row for row in client.get("/api/v1/library/table").json()["rows"]}


def ended(client: TestClient, number: int) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while True:
        job: dict[str, Any] = client.get(f"/api/v1/jobs/{number}").json()
        if job["ended_at"]:
            return job
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_many_are_relabelled_withdrawn_and_restored(client: TestClient) -> None:
    ids = [row["id"] for row in table(client).values()]
    done = client.post("/api/v1/documents/bulk", json={"act": "relabel", "ids": ids, "access": "noi_bo"}).json()
    assert (done["done"], done["skipped"]) == (4, [])
    assert {row["access"] for row in table(client).values()} == {"noi_bo"}
    client.post("/api/v1/documents/bulk", json={"act": "withdraw", "ids": ids[:2], "reason": "nhầm"})
    again = client.post("/api/v1/documents/bulk", json={"act": "withdraw", "ids": [*ids[:3], "d_0"]}).json()
    assert again["done"] == 1
    assert [one["document_id"] for one in again["skipped"]] == [*ids[:2], "d_0"]
    assert client.post("/api/v1/documents/bulk", json={"act": "restore", "ids": ids}).json()["done"] == 3
    assert {row["state"] for row in table(client).values()} == {"active"}
    acts = [event["act"] for event in client.get("/api/v1/audit", params={"limit": 50}).json()["events"]]
    assert (acts.count("document.access"), acts.count("document.withdraw"), acts.count("document.restore")) == (4, 3, 3)
    headers = client.reader  # type: ignore[attr-defined]
    for path, body in (("bulk", {"act": "restore", "ids": ids}), ("reread", {"ids": ids})):
        assert client.post(f"/api/v1/documents/{path}", json=body, headers=headers).status_code == 403
    unseen = client.post("/api/v1/documents/bulk", json={"act": "relabel", "ids": ids, "access": "nhom:khac"})
    assert unseen.status_code == 403


def test_documents_are_read_again_and_keep_what_the_clerk_gave(client: TestClient) -> None:
    row = table(client)["ke-hoach-cay.txt"]
    client.patch(f"/api/v1/documents/{row['id']}", json={"field": "signer", "value": "Lê Thị C"})
    job = client.post("/api/v1/documents/reread", json={"ids": [row["id"]]}).json()
    found = ended(client, job["id"])
    assert (found["label"], found["accepted"], found["refused"]) == ("xong", 1, 0)
    after = table(client)["ke-hoach-cay.txt"]
    assert (after["id"], after["version"], after["signer"]) == (row["id"], 2, "Lê Thị C")


def test_another_file_is_the_next_version_of_the_same_document(client: TestClient) -> None:
    row = table(client)["ke-hoach-cay.txt"]
    client.patch(f"/api/v1/documents/{row['id']}", json={"field": "number", "value": "9811/KH-UBND"})
    other = PLAN.replace("tủ sách", "giá sách").encode()
    files = {"file": ("bản rõ hơn.txt", other)}
    job = client.post(f"/api/v1/documents/{row['id']}/replace", files=files).json()
    assert ended(client, job["id"])["accepted"] == 1
    after = table(client)["bản rõ hơn.txt"]
    assert (after["id"], after["version"], after["number"]) == (row["id"], 2, "9811/KH-UBND")
    held = client.get(f"/api/v1/library/documents/{row['id']}/file")
    assert held.content == other
    broken = client.post(f"/api/v1/documents/{row['id']}/replace", files={"file": ("hỏng.pdf", b"%PDF-1.4")}).json()
    assert ended(client, broken["id"])["label"] == "xong, 1 tệp không nhận"
    assert table(client)["bản rõ hơn.txt"]["version"] == 2


def test_files_larger_than_other_requests_may_be_are_taken_by_every_way_of_sending(client: TestClient) -> None:
    large = (PLAN + "Đoạn thêm vào cho dài. " * 20_000).encode()
    assert len(large) > 512 << 10
    upload = client.post("/api/v1/uploads", json={}).json()["id"]
    sent = client.post(f"/api/v1/uploads/{upload}/files", files={"file": ("hồ sơ/../lớn.txt", large)})
    assert sent.status_code == 200, sent.text
    client.post(f"/api/v1/uploads/{upload}/begin", json={"not_sent": [{"name": "quá lớn.pdf", "reason": "quá lớn"}]})
    job = ended(client, upload)
    assert (job["label"], job["accepted"], job["refused"]) == ("xong, 1 tệp không nhận", 1, 1)
    assert {file["path"] for file in job["files"]} == {"quá lớn.pdf", "hồ sơ/lớn.txt"}
    closed = client.post(f"/api/v1/uploads/{upload}/files", files={"file": ("muộn.txt", b"a")})
    assert (closed.status_code, closed.json()["code"]) == (409, "upload_closed")
    row = table(client)["ke-hoach-cay.txt"]
    replaced = client.post(f"/api/v1/documents/{row['id']}/replace", files={"file": ("lớn hơn.txt", large + b"b")})
    assert ended(client, replaced.json()["id"])["accepted"] == 1
