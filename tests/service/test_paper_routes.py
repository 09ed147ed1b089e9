"""Papers of one file cut and joined over HTTP: read again at once, kept, taken back, and only by whoever may."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from tests.support.bundled_papers import decision, write_pdf, write_text
from tests.support.desk_client import by_file, desk_client


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = load_settings(home=tmp_path / "kho", workers=1, ocr=False)
    (tmp_path / "đến").mkdir()
    write_pdf(tmp_path / "đến" / "hai.pdf", (decision(), decision("9205/QĐ-UBND", mark="chợ nổi")))
    write_text(tmp_path / "đến" / "một.txt", (decision("9207/QĐ-UBND", mark="đò máy"),))
    ingest_paths(made, [tmp_path / "đến"])
    return made


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with desk_client(settings, write="Người ghi", read="Người đọc") as opened:
        yield opened


def act(client: TestClient, document_id: str, path: str = "", **body: object) -> None:
    """Cut, and wait until the file was read again."""
    response = client.post(f"/api/v1/documents/{document_id}/papers{path}", json=body)
    assert response.status_code == 202, response.text
    number, until = response.json()["id"], time.monotonic() + 60
    while not client.get(f"/api/v1/jobs/{number}").json()["ended_at"]:
        assert time.monotonic() < until
        time.sleep(0.1)


def known(client: TestClient, document_id: str) -> dict[str, Any]:
    return dict(client.get(f"/api/v1/library/documents/{document_id}/papers").json())


def test_papers_are_joined_kept_when_read_again_and_taken_back(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    document_id = by_file(client, "hai.pdf")
    assert [(one["name"], one["page"]) for one in known(client, document_id)["papers"]] == [
        ("Quyết định số 9202/QĐ-UBND", 1), ("Quyết định số 9205/QĐ-UBND", 2),
    ]  # fmt: skip
    act(client, document_id, kind="annex", page=2, name="Phụ lục I", note="theo bản giấy")
    found = known(client, document_id)
    assert len(found["papers"]) == 1
    (cut,) = found["cuts"]
    assert (cut["kind"], cut["page"], cut["who"], cut["note"]) == ("annex", 2, "Văn thư", "theo bản giấy")
    outline = client.get(f"/api/v1/documents/{document_id}/outline").json()["nodes"]
    assert [node["label"] for node in outline if node["kind"] == "component"] == ["Phụ lục I"]
    ingest_paths(settings, [tmp_path / "đến"], again=True)
    assert len(known(client, document_id)["papers"]) == 1
    act(client, document_id, "/undo", mark=cut["mark"])
    assert len(known(client, document_id)["papers"]) == 2
    again = client.post(f"/api/v1/documents/{document_id}/papers/undo", json={"mark": cut["mark"]})
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_undo")
    acts = [event["act"] for event in client.get("/api/v1/audit", params={"limit": 50}).json()["events"]]
    assert (acts.count("review.papers"), acts.count("review.undo"), acts.count("document.reread")) == (1, 1, 2)
    reviews = client.get(f"/api/v1/documents/{document_id}/review").json()["reviews"]
    assert [(one["subject"], one["decision"], one["value"]) for one in reviews] == [
        ("papers", "annex", ""), ("papers", "undone", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("hai.pdf", {"kind": "start"}, "không chia trang"),
        ("hai.pdf", {"kind": "start", "page": 3}, "Tệp có 2 trang"),
        ("hai.pdf", {"kind": "start", "page": 1}, "văn bản thứ nhất"),
        ("hai.pdf", {"kind": "joined", "page": 1, "opening": ""}, "văn bản thứ nhất"),
        ("hai.pdf", {"kind": "start", "opening": "Điều 900. Không có"}, "Không thấy đoạn nào"),
        ("một.txt", {"kind": "start", "page": 2}, "không chia trang"),
    ],
)
def test_a_place_that_the_file_does_not_have_is_refused(
    client: TestClient, name: str, body: dict[str, object], said: str
) -> None:
    response = client.post(f"/api/v1/documents/{by_file(client, name)}/papers", json=body)
    assert response.status_code == 422
    assert said in response.json()["detail"]


def test_only_who_may_change_the_document_cuts_it(client: TestClient) -> None:
    document_id = by_file(client, "hai.pdf")
    others = client.others  # type: ignore[attr-defined]
    client.put(f"/api/v1/documents/{document_id}/access", json={"access": "noi_bo"})
    body = {"kind": "joined", "page": 2}
    told = [
        client.post(f"/api/v1/documents/{one}/papers", json=body, headers=others["write"])
        for one in (document_id, "d_00000000000000")
    ]
    assert [one.status_code for one in told] == [404, 404]
    assert told[0].text.replace(document_id, "d_00000000000000") == told[1].text
    refused = client.post(f"/api/v1/documents/{document_id}/papers", json=body, headers=others["read"])
    assert refused.status_code == 403
    assert client.get(f"/api/v1/library/documents/{document_id}/papers", headers=others["read"]).status_code == 403
