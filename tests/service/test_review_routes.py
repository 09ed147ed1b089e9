"""A clerk's decisions over HTTP: what waits, what is decided, by whom, and that it counts from that moment on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.embedding.encoders import load
from index.library.library import Library
from ingest.document import read_document
from service.access.keys import Keys
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.negative_samples import n7_identity_numbers

HEAD = "ỦY BAN NHÂN DÂN\nTỈNH GIA LAI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
OLD = (
    HEAD + "Số: 9711/2020/QĐ-UBND\nGia Lai, ngày 02 tháng 3 năm 2020\n\nQUYẾT ĐỊNH\nQuy định về chợ phiên\n\n"
    "Điều 1. Phạm vi\nQuyết định này quy định về chợ phiên vùng cao.\nĐiều 2. Hiệu lực thi hành\n"
    "Quyết định này có hiệu lực từ ngày 15 tháng 3 năm 2020.\n"
)
NEW = (
    HEAD + "Số: 9712/2024/QĐ-UBND\nGia Lai, ngày 20 tháng 6 năm 2024\n\nQUYẾT ĐỊNH\nQuy định về chợ phiên\n\n"
    "Điều 1. Phạm vi\nQuyết định này quy định về chợ phiên, chợ đêm.\nĐiều 2. Hiệu lực thi hành\n"
    "Quyết định này có hiệu lực từ ngày 01 tháng 7 năm 2024 và thay thế Quyết định số 9711/2020/QĐ-UBND "
    "ngày 02 tháng 3 năm 2020 của Ủy ban nhân dân tỉnh Gia Lai.\n"
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("duyệt")
    docs = folder / "đến"
    docs.mkdir()
    (docs / "cũ.txt").write_text(OLD, encoding="utf-8")
    (docs / "mới.txt").write_text(NEW, encoding="utf-8")
    n7_identity_numbers(docs)
    settings = load_settings(home=folder / "kho", workers=1, ocr=False)
    ingest_paths(settings, [docs])
    with Library.open(settings.home) as library:
        _publish_scan(library, docs / "cũ.txt")
        keys = Keys(AccountStore(library.engine))
        _, clerk = keys.create("Trần Thị Văn Thư", ("admin",))
        _, reader = keys.create("Người đọc", ("ask", "read"))
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        opened.headers["Authorization"] = f"Bearer {clerk}"
        opened.reader = {"Authorization": f"Bearer {reader}"}  # type: ignore[attr-defined]
        yield opened


def _publish_scan(library: Library, path: Path) -> None:
    """A document whose number was read from a scan."""
    read = read_document(path)
    metadata = replace(
        read.metadata, number="9713/2021/QĐ-UBND", canonical_key="9713|2021|QĐ|UBND", issued_date=None,
        sources={**read.metadata.sources, "number": "ocr"},
    )  # fmt: skip
    encoder = load()
    library.use_model(encoder.name, encoder.dimension)
    vectors = encoder.embed_passages([passage.text for passage in read.passages])
    library.publish(replace(read, metadata=metadata, sha256="5" * 64, file_name="quét.pdf", relations=()), vectors)


def waiting(client: TestClient) -> dict[str, Any]:
    response = client.get("/api/v1/review")
    assert response.status_code == 200, response.text
    return dict(response.json())


def decide(client: TestClient, path: str, **body: object) -> list[dict[str, Any]]:
    response = client.post(f"/api/v1/{path}", json=body)
    assert response.status_code == 200, response.text
    return list(response.json()["reviews"])


def status(client: TestClient, document_id: str) -> str:
    return str(client.get(f"/api/v1/documents/{document_id}/validity").json()["code"])


def test_a_list_of_persons_answers_once_approved(client: TestClient) -> None:
    (held,) = waiting(client)["held_back"]
    document_id = held["document_id"]
    assert client.get(f"/api/v1/documents/{document_id}").status_code == 404
    (kept,) = decide(client, f"documents/{document_id}/review/access", decision="accept", note="Đã che số căn cước.")
    assert (kept["subject"], kept["decision"], kept["who"]) == ("access", "accept", "Trần Thị Văn Thư")
    assert kept["at"]
    assert waiting(client)["held_back"] == []
    assert client.get(f"/api/v1/documents/{document_id}").status_code == 200
    again = client.post(f"/api/v1/documents/{document_id}/review/access", json={"decision": "reject"})
    assert (again.status_code, again.json()["code"]) == (404, "not_found")


def test_a_rejected_relation_ends_nothing_and_a_confirmed_one_does(client: TestClient) -> None:
    edge = next(relation for relation in waiting(client)["relations"] if relation["type"] == "replaces")
    old = edge["target_id"]
    assert status(client, old) == "expired"
    decide(client, f"relations/{edge['id']}/review", decision="reject", note="Nhầm văn bản")
    assert status(client, old) == "in_force"
    kept = decide(client, f"relations/{edge['id']}/review", decision="accept")
    assert status(client, old) == "expired"
    assert [(review["subject"], review["decision"]) for review in kept] == [("edge", "reject"), ("edge", "accept")]
    assert edge["id"] not in {relation["id"] for relation in waiting(client)["relations"]}


def test_a_status_is_corrected_from_a_day_on(client: TestClient) -> None:
    edge = client.get("/api/v1/documents").json()["documents"]
    new = next(entry["id"] for entry in edge if entry["file_name"] == "mới.txt")
    assert status(client, new) == "in_force"
    kept = decide(client, f"documents/{new}/review/status", code="suspended", since="2025-01-01", note="Công văn 12")
    assert status(client, new) == "suspended"
    assert kept[-1]["since"] == "2025-01-01"
    before = client.get(f"/api/v1/documents/{new}/validity", params={"as_of": "2024-08-01"}).json()
    assert before["code"] == "in_force"
    assert client.get(f"/api/v1/documents/{new}/review").json()["reviews"] == kept


def test_a_number_from_a_scan_waits_until_it_was_compared(client: TestClient) -> None:
    (entry,) = waiting(client)["uncertain"]
    assert entry["number"] == "9713/2021/QĐ-UBND"
    assert entry["reasons"] == ["số hiệu nhận dạng từ bản quét", "không đọc được ngày ban hành"]
    decide(client, f"documents/{entry['document_id']}/review/metadata", note="Đã xem bản gốc")
    assert waiting(client)["uncertain"] == []


def test_a_clerk_gives_what_could_not_be_read_and_reading_again_keeps_it(client: TestClient) -> None:
    listed = client.get("/api/v1/documents").json()["documents"]
    document_id = next(entry["id"] for entry in listed if entry["file_name"] == "quét.pdf")
    path = f"documents/{document_id}/review/values"
    assert client.get(f"/api/v1/documents/{document_id}").json()["issued_date"] is None
    decide(client, path, field="issued_date", value="2021-04-05", note="Theo bản giấy")
    kept = decide(client, path, field="number", value="9714/2021/QĐ-UBND")
    assert [(one["subject"], one["field"], one["value"], one["note"]) for one in kept[-2:]] == [
        ("metadata", "issued_date", "2021-04-05", "Theo bản giấy"), ("metadata", "number", "9714/2021/QĐ-UBND", ""),
    ]  # fmt: skip
    detail = client.get(f"/api/v1/documents/{document_id}").json()
    assert (detail["number"], detail["issued_date"]) == ("9714/2021/QĐ-UBND", "2021-04-05")
    assert detail["sources"]["number"] == detail["sources"]["issued_date"] == "clerk"
    assert client.get("/api/v1/documents/by-number/9714/2021/QĐ-UBND").json()["id"] == document_id
    answer = client.post("/api/v1/ask", json={"question": "Quyết định 9714/2021/QĐ-UBND quy định về gì?"}).json()
    assert "9714/2021/QĐ-UBND ngày 05/4/2021" in answer["sources"][0]["citation"]


def test_a_value_that_a_field_cannot_have_is_refused(client: TestClient) -> None:
    document_id = client.get("/api/v1/documents").json()["documents"][0]["id"]
    for field, wrong in [("number", "mười hai"), ("issued_date", "30/2/2021"), ("issuer", "123")]:
        response = client.post(f"/api/v1/documents/{document_id}/review/values", json={"field": field, "value": wrong})
        assert (response.status_code, response.json()["code"]) == (422, "bad_value")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "review"),
        ("GET", "documents/d_1/review"),
        ("POST", "documents/d_1/review/access"),
        ("POST", "documents/d_1/review/status"),
        ("POST", "documents/d_1/review/metadata"),
        ("POST", "documents/d_1/review/values"),
        ("POST", "relations/1/review"),
    ],
)
def test_only_whoever_may_administer_decides(client: TestClient, method: str, path: str) -> None:
    headers = client.reader  # type: ignore[attr-defined]
    assert client.request(method, f"/api/v1/{path}", headers=headers, json={}).status_code == 403
    none = client.request(method, f"/api/v1/{path}", headers={"Authorization": "Bearer sai"}, json={})
    assert none.status_code == 401


def test_what_is_not_there_is_told(client: TestClient) -> None:
    for path, body in [
        ("documents/d_0/review/access", {"decision": "accept"}),
        ("documents/d_0/review/status", {"code": "expired"}),
        ("documents/d_0/review/metadata", {}),
        ("documents/d_0/review/values", {"field": "issuer", "value": "Sở Y tế"}),
        ("relations/999999/review", {"decision": "accept"}),
    ]:
        response = client.post(f"/api/v1/{path}", json=body)
        assert (response.status_code, response.json()["code"]) == (404, "not_found"), path
    assert client.get("/api/v1/documents/d_0/review").status_code == 404
    assert client.post("/api/v1/documents/d_0/review/status", json={"code": "lạ"}).status_code == 422
