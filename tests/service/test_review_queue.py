"""The clerk's queue: ordered by doubt and by how often a document is asked about, and only what the clerk may see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.library.library import Library
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.small_library import PLAN, write_documents


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("hàng đợi")
    write_documents(folder / "đến")
    for name, thing in (("không số 1", "bể bơi"), ("không số 2", "sân vận động")):
        text = PLAN.replace("Số: 9701/KH-UBND\n", "").replace("thư viện", thing)
        (folder / "đến" / f"{name}.txt").write_text(text, encoding="utf-8")
    settings = load_settings(home=folder / "kho", workers=1, ocr=False)
    ingest_paths(settings, [folder / "đến"])
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        yield opened


def queue(client: TestClient, **given: str) -> list[dict[str, Any]]:
    response = client.get("/api/v1/review/queue", params=given)
    assert response.status_code == 200, response.text
    return list(response.json()["documents"])


def test_a_file_with_text_and_no_number_waits_too(client: TestClient) -> None:
    waiting = [one for one in queue(client, kind="head") if one["file_name"].startswith("không số")]
    assert len(waiting) == 2
    assert all("không thấy số hiệu trong tệp" in one["reasons"] for one in waiting)


def test_what_is_asked_about_comes_first(client: TestClient) -> None:
    later = [one for one in queue(client) if one["file_name"].startswith("không số")][-1]
    only = {"document_ids": [later["document_id"]]}
    said = client.post("/api/v1/ask", json={"question": "Kinh phí thực hiện là bao nhiêu?", "filters": only})
    assert said.json()["sources"]
    client.app_state["service"].recorder.flush()  # answers are written a moment later
    found = [one for one in queue(client) if one["file_name"].startswith("không số")]
    assert found[0]["document_id"] == later["document_id"]
    assert found[0]["asked"] == 1
    assert found[0]["score"] > found[1]["score"]


def test_what_was_compared_or_corrected_leaves_the_queue(client: TestClient) -> None:
    first, second = (one for one in queue(client, kind="head") if one["file_name"].startswith("không số"))
    client.post(f"/api/v1/documents/{first['document_id']}/review/metadata", json={"note": "văn bản không số"})
    body = {"field": "number", "value": "9801/KH-UBND"}
    client.patch(f"/api/v1/documents/{second['document_id']}", json=body)
    left = {one["document_id"] for one in queue(client, kind="head")}
    assert left.isdisjoint((first["document_id"], second["document_id"]))


def test_documents_of_other_labels_are_not_there(client: TestClient) -> None:
    service = client.app_state["service"]
    shown = queue(client)
    with Library.open(service.settings.home) as library:
        assert {one["document_id"] for one in shown} <= set(library.table.ids(_everything()))
        hidden = library.visible_to(("nhom:khac",))
        assert (hidden.waiting.doubted(), hidden.waiting.normative()) == ({}, [])


def _everything() -> Any:
    from index.library.document_table import TableRequest

    return TableRequest()
