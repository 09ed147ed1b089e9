"""A whole file made an annex of another document: cited so, followed, kept, taken back, and shown to nobody more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.library.library import Library
from index.upkeep.purge import purge
from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from tests.support.bundled_papers import decision, report, write_text
from tests.support.desk_client import by_file, desk_client

#: An annex whose file says neither what it belongs to nor that it is one.
LEVELS = """ĐỊNH MỨC TRỰC BẾN

1. Tổ trưởng tổ lái đò máy được bồi dưỡng 450.000 đồng một buổi trực.

2. Người soát vé ở bến đò máy được bồi dưỡng 320.000 đồng một buổi trực.

3. Người trực đêm mùa lũ được bồi dưỡng gấp rưỡi mức trên.
"""
QUESTION = "Người soát vé ở bến đò máy được bồi dưỡng bao nhiêu một buổi trực?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = load_settings(home=tmp_path / "kho", workers=1, ocr=False)
    folder = tmp_path / "đến"
    folder.mkdir()
    write_text(folder / "chính.txt", (decision("9207/QĐ-UBND", mark="đò máy"),))
    write_text(folder / "khác.txt", (report(),))
    (folder / "mức.txt").write_text(LEVELS, encoding="utf-8")
    ingest_paths(made, [folder])
    return made


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with desk_client(settings, review="Người sửa", read="Người đọc") as opened:
        yield opened


def known(client: TestClient, document_id: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    response = client.get(f"/api/v1/library/documents/{document_id}/annexes", headers=headers)
    assert response.status_code == 200, response.text
    return dict(response.json())


def make(client: TestClient, main: str = "chính.txt", part: str = "mức.txt", **given: Any) -> Any:
    body = {"main": by_file(client, main), "name": "phụ lục II", "note": "theo hồ sơ"} | given
    return client.post(f"/api/v1/documents/{by_file(client, part)}/annex", json=body)


def row(client: TestClient, name: str) -> dict[str, Any]:
    rows = client.get("/api/v1/library/table").json()["rows"]
    return dict(next(one for one in rows if one["file_name"] == name))


def cited(client: TestClient) -> str:
    """The citation of the first source that answers the question."""
    sources = client.post("/api/v1/ask", json={"question": QUESTION}).json()["sources"]
    return next(str(one["citation"]) for one in sources if "320.000" in str(one))


def test_citations_name_the_main_text_and_old_addresses_still_open(client: TestClient) -> None:
    part, main = by_file(client, "mức.txt"), by_file(client, "chính.txt")
    passages = client.get(f"/api/v1/documents/{part}/passages").json()["passages"]
    old = next(one["id"] for one in passages if "320.000" in one["text"])
    assert "9207" not in cited(client)
    made = make(client)
    assert made.status_code == 200, made.text
    annex = made.json()["annex"]
    assert (annex["name"], annex["who"], annex["note"]) == ("Phụ lục II", "Văn thư", "theo hồ sơ")
    assert annex["main"]["document_id"] == main
    (listed,) = known(client, main)["annexes"]
    assert listed["document_id"] == part
    assert listed["name"].startswith("Phụ lục II Quyết định số 9207/QĐ-UBND ngày 10/3/2024")
    assert "Phụ lục II Quyết định số 9207/QĐ-UBND ngày 10/3/2024" in cited(client)
    shown = row(client, "mức.txt")
    assert (shown["number"], shown["type"], shown["issued_date"]) == ("9207/QĐ-UBND", "QĐ", "2024-03-10")
    assert not any(doubt["field"] in ("number", "issued_date", "issuer") for doubt in shown["doubts"])
    again = client.get(f"/api/v1/documents/{part}/passages/{old}")
    assert again.status_code == 200
    assert "320.000" in again.text
    by_number = client.get("/api/v1/documents/by-number/9207/QĐ-UBND")
    assert main in by_number.text
    assert part in by_number.text, "who looks a number up sees all files that bear it, as with annexes that say so"


def test_an_annex_follows_its_main_text_and_is_kept_when_either_is_read_again(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    part, main = by_file(client, "mức.txt"), by_file(client, "chính.txt")
    assert make(client).status_code == 200
    assert (
        client.patch(f"/api/v1/documents/{main}", json={"field": "number", "value": "9307/QĐ-UBND"}).status_code == 200
    )
    assert row(client, "mức.txt")["number"] == "9307/QĐ-UBND"
    assert "9307/QĐ-UBND" in cited(client)
    refused = client.patch(f"/api/v1/documents/{part}", json={"field": "number", "value": "1/QĐ-UBND"})
    assert refused.status_code == 422
    assert "văn bản chính" in refused.json()["detail"]
    ingest_paths(settings, [tmp_path / "đến"], again=True)
    assert row(client, "mức.txt")["number"] == "9307/QĐ-UBND"
    assert known(client, part)["annex"]["main"]["document_id"] == main
    for document, code in ((main, "expired"), (part, "expired")):
        if document == main:
            client.post(f"/api/v1/documents/{main}/review/status", json={"code": code})
        assert client.get(f"/api/v1/documents/{document}/validity").json()["code"] == code


def test_it_is_taken_back_and_the_document_is_one_by_itself_again(client: TestClient) -> None:
    before = row(client, "mức.txt")
    part = by_file(client, "mức.txt")
    assert make(client).status_code == 200
    undone = client.post(f"/api/v1/documents/{part}/annex/undo", json={"note": "nhầm"})
    assert undone.status_code == 200, undone.text
    assert (undone.json()["annex"], undone.json()["annexes"]) == (None, [])
    changing = ("added_at", "version")
    after = row(client, "mức.txt")
    assert {k: v for k, v in after.items() if k not in changing} == {
        k: v for k, v in before.items() if k not in changing
    }
    assert "9207" not in cited(client)
    refused = client.post(f"/api/v1/documents/{part}/annex/undo", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_mergeable")
    assert make(client, name="").json()["annex"]["name"] == "Phụ lục"
    acts = [event["act"] for event in client.get("/api/v1/audit", params={"limit": 50}).json()["events"]]
    assert (acts.count("review.annex"), acts.count("review.undo")) == (2, 1)
    history = client.get(f"/api/v1/documents/{part}/review").json()["reviews"]
    assert [one["decision"] for one in history] == ["annexed", "undone", "annexed"]
    assert all(by_file(client, "chính.txt") not in str(one) for one in history)


def test_what_cannot_be_an_annex_is_refused_with_a_reason(client: TestClient) -> None:
    main, other, part = (by_file(client, name) for name in ("chính.txt", "khác.txt", "mức.txt"))

    def refused(given: Any, words: str) -> None:
        assert given.status_code == 409, given.text
        assert words in given.json()["detail"]

    refused(make(client, part="chính.txt"), "chính nó")
    refused(make(client, "mức.txt", "khác.txt"), "phải có số")
    assert make(client).status_code == 200
    refused(make(client), "đã là phụ lục")
    refused(make(client, "khác.txt", "chính.txt"), "đang có phụ lục")
    refused(make(client, "mức.txt", "khác.txt"), "không là phụ lục")
    client.post(f"/api/v1/documents/{part}/annex/undo", json={})
    client.post(f"/api/v1/documents/{other}/withdraw", json={"reason": "thử"})
    body = {"main": other, "name": "Phụ lục"}
    refused(client.post(f"/api/v1/documents/{part}/annex", json=body), "đang trả lời")
    readers = {"others": client.others["read"]}  # type: ignore[attr-defined]
    for method, path, given in (
        ("GET", f"library/documents/{part}/annexes", None),
        ("POST", f"documents/{part}/annex", body),
    ):
        response = client.request(method, f"/api/v1/{path}", json=given, headers=readers["others"])
        assert response.status_code == 403
    missing = client.post(f"/api/v1/documents/{part}/annex", json={"main": "d_khong", "name": ""})
    assert missing.status_code in (404, 422)
    assert client.post("/api/v1/documents/d_0000000000000000/annex", json={"main": main}).status_code == 404


def test_no_label_is_widened_and_a_main_text_is_named_to_nobody_who_may_not_see_it(
    client: TestClient, settings: Settings
) -> None:
    part, main = by_file(client, "mức.txt"), by_file(client, "chính.txt")
    reviewer = client.others["review"]  # type: ignore[attr-defined]
    client.put(f"/api/v1/documents/{main}/access", json={"access": "noi_bo"})
    refused = make(client)
    assert refused.status_code == 409
    assert "Nội bộ" in refused.json()["detail"] or "nội bộ" in refused.json()["detail"]
    hidden = client.post(f"/api/v1/documents/{part}/annex", json={"main": main}, headers=reviewer)
    assert hidden.status_code == 404, "whoever may not see the main text does not learn that it is there"
    client.put(f"/api/v1/documents/{main}/access", json={"access": "cong_khai"})
    assert make(client).status_code == 200
    client.put(f"/api/v1/documents/{main}/access", json={"access": "noi_bo"})
    assert (row(client, "mức.txt")["access"], row(client, "chính.txt")["access"]) == ("noi_bo", "noi_bo")
    assert client.get(f"/api/v1/library/documents/{part}/annexes", headers=reviewer).status_code == 404
    with Library.open(settings.home) as library:
        library.set_access(part, "nhom:thanh-tra")
        library.set_access(main, "cong_khai")
        found = library.document(part)
    assert found is not None
    assert found.access == "nhom:thanh-tra", "an annex with a label of its own keeps it"


def test_a_purge_of_the_main_text_leaves_nothing_of_it_and_the_annex_by_itself(
    client: TestClient, settings: Settings
) -> None:
    part, main = by_file(client, "mức.txt"), by_file(client, "chính.txt")
    assert make(client).status_code == 200
    with Library.open(settings.home) as library:
        purge(library, main)
        found = library.document(part)
        assert found is not None
        assert (found.metadata.annex, found.metadata.number, found.state) == (None, None, "active")
        assert not any(main in str(one) for one in library.reviews.document_reviews(part))
        purge(library, part)
        assert library.document(part) is None


def test_an_annex_is_no_duplicate_and_no_second_document_of_its_main_text(client: TestClient) -> None:
    part, main = by_file(client, "mức.txt"), by_file(client, "chính.txt")
    assert make(client).status_code == 200
    pairs = client.get(f"/api/v1/library/documents/{main}/duplicates").json()
    assert part not in str(pairs)
    said = client.post("/api/v1/ask", json={"question": "Quyết định 9207/QĐ-UBND do ai ký?"}).json()
    assert "Siu Nga" in str(said["statements"])
    assert {one["citation"].count("Phụ lục") for one in said["sources"][:1]} == {0}, "a number means its main text"
    listed = client.post("/api/v1/ask", json={"question": "Liệt kê các quyết định của UBND tỉnh Gia Lai"}).json()
    assert listed["listing"]["total"] == 1, listed
