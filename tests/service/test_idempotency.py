"""A write sent twice under one key is done once: over a restart, beside itself, and never for another caller."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from index.accounts.idempotency import ABANDONED_SECONDS, RETENTION_SECONDS, IdempotencyStore, StoredResponse, writes
from index.accounts.keys_and_sessions import AccountStore
from index.ingestion.jobs import JobQueue
from index.library.library import Library
from service.access.keys import Keys
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from tests.support.small_library import write_documents


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("idempotency")
    write_documents(folder / "docs")
    made = load_settings(home=folder / "home", workers=1, ocr=False)
    ingest_paths(made, [folder / "docs"])
    return made


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[IdempotencyStore]:
    with Library.open(tmp_path) as library:
        yield library.idempotency


def one(client: TestClient) -> str:
    return str(client.get("/api/v1/documents").json()["documents"][0]["id"])


def withdraw(client: TestClient, document: str, key: str, reason: str = "thử", **headers: str) -> Any:
    address = f"/api/v1/documents/{document}/withdraw"
    return client.post(address, json={"reason": reason}, headers={"Idempotency-Key": key, **headers})


def test_done_once_even_after_a_restart(settings: Settings) -> None:
    with TestClient(create_app(settings)) as first:
        document = one(first)
        done = withdraw(first, document, "khoa-1")
        again = withdraw(first, document, "khoa-1")
        assert first.post(f"/api/v1/documents/{document}/restore").status_code == 200
    with TestClient(create_app(settings)) as second:
        later = withdraw(second, document, "khoa-1")
        assert second.get(f"/api/v1/documents/{document}").status_code == 200, "it was not withdrawn a second time"
    assert done.json() == again.json() == later.json()
    assert "idempotent-replayed" not in done.headers
    assert again.headers["idempotent-replayed"] == later.headers["idempotent-replayed"] == "true"
    assert again.headers["content-type"] == done.headers["content-type"]


def test_a_key_is_for_one_request(client: TestClient) -> None:
    document = one(client)
    assert withdraw(client, document, "khoa-2").status_code == 200
    other = withdraw(client, document, "khoa-2", reason="khác")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    # At another address it is another request.
    restored = client.post(f"/api/v1/documents/{document}/restore", headers={"Idempotency-Key": "khoa-2"})
    assert restored.json()["state"] == "active"


def test_what_failed_may_be_tried_again(client: TestClient) -> None:
    document = one(client)
    assert withdraw(client, "d_khongco", "khoa-3").status_code == 404
    address = f"/api/v1/documents/{document}/withdraw"
    assert client.post(address, json={"x": 1}, headers={"Idempotency-Key": "khoa-3"}).status_code == 422
    assert withdraw(client, document, "khoa-3").status_code == 200
    client.post(f"/api/v1/documents/{document}/restore")


def test_an_upload_is_taken_in_once(client: TestClient, settings: Settings) -> None:
    def send() -> dict[str, Any]:
        files = {"file": ("tb.txt", "Thông báo về lịch trực.".encode())}
        body: dict[str, Any] = client.post(
            "/api/v1/documents", files=files, headers={"Idempotency-Key": "tệp".encode().hex()}
        ).json()
        return body

    first, second = send(), send()
    assert first["id"] == second["id"]
    with Library.open(settings.home) as library:
        assert len([job for job in JobQueue(library).list_jobs() if job.kind == "upload"]) == 1


def test_nothing_is_deleted_twice(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": "Kinh phí thư viện cơ sở?"}).json()
    address = f"/api/v1/conversations/{answer['conversation_id']}"
    codes = [client.delete(address, headers={"Idempotency-Key": "xoa"}).status_code for _ in range(2)]
    assert codes == [204, 204]
    assert client.delete(address).status_code == 404


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_wrong_keys_are_refused(client: TestClient, key: str) -> None:
    told = withdraw(client, one(client), key)
    assert (told.status_code, told.json()["code"]) == (422, "invalid_field")


def test_nobody_is_shown_what_another_was_answered(settings: Settings, tmp_path: Path) -> None:
    made = settings.model_copy(update={"home": tmp_path / "home"})
    write_documents(tmp_path / "docs")
    ingest_paths(made, [tmp_path / "docs"])
    with Library.open(made.home) as library:
        keys = Keys(AccountStore(library.engine))
        first, second, reader = (keys.create("a", [scope])[1] for scope in ("admin", "admin", "read"))
    with TestClient(create_app(made)) as client:
        listed = client.get("/api/v1/documents", headers={"Authorization": f"Bearer {reader}"}).json()["documents"]
        document = listed[0]["id"]
        one_done = withdraw(client, document, "chung", Authorization=f"Bearer {first}")
        assert one_done.status_code == 200
        two_done = withdraw(client, document, "chung", Authorization=f"Bearer {second}")
        assert "idempotent-replayed" not in two_done.headers
        for headers, status in (({"Authorization": f"Bearer {reader}"}, 403), ({}, 401)):
            assert withdraw(client, document, "chung", **headers).status_code == status


def test_only_one_of_many_claims(store: IdempotencyStore) -> None:
    gate = threading.Barrier(8)

    def claim() -> object:
        gate.wait()
        return store.claim("việc", "nội dung")

    with ThreadPoolExecutor(8) as threads:
        found = [future.result() for future in [threads.submit(claim) for _ in range(8)]]
    assert sorted(str(claim) for claim in found) == ["running"] * 7 + ["yours"]
    store.store_response("việc", StoredResponse(202, "application/json", b"{}"))
    assert store.claim("việc", "nội dung") == StoredResponse(202, "application/json", b"{}")
    store.release("việc")
    assert store.claim("việc", "nội dung") == StoredResponse(202, "application/json", b"{}"), (
        "what is done is never let go of"
    )


def test_claims_of_a_killed_process_are_taken_over_and_old_ones_forgotten(store: IdempotencyStore) -> None:
    assert store.claim("việc", "x") == "yours"
    age(store, ABANDONED_SECONDS + 1)
    assert store.claim("việc", "x") == "yours"
    store.store_response("việc", StoredResponse(200, "", b""))
    age(store, RETENTION_SECONDS + 1)
    assert store.claim("khác", "x") == "yours"
    assert store.claim("việc", "x") == "yours"


def age(store: IdempotencyStore, seconds: int) -> None:
    with store._engine.begin() as connection:
        connection.execute(update(writes).values(at=int(time.time()) - seconds))
