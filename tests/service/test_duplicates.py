"""Documents that are one: offered, merged so that one answers, found to be two, taken back; labels hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.library.library import Library
from index.store.text_sketch import likeness, sketch_hashes, text_sketch
from index.upkeep.purge import purge
from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from tests.support.desk_client import by_file, desk_client
from tests.support.small_library import PLAN, write_documents

#: The same plan as somebody typed it anew: no number, some words misread.
COPY = PLAN.replace("Số: 9701/KH-UBND\n", "").replace("làng;", "lang;").replace("nhà văn hóa", "nha van hoa")
#: A plan of the same form about another thing in another year.
OTHER = (
    PLAN.replace("9701/KH-UBND", "9731/KH-UBND").replace("thư viện", "nhà máy nước").replace("sách", "ống dẫn")
    .replace("2024", "2025")
)  # fmt: skip
#: The plan's own number and day, so different a subject that it was kept as a document of its own.
TWIN = PLAN.replace("Phát triển thư viện cơ sở năm 2024 trên địa bàn tỉnh", "Bản đánh máy lại để lưu hồ sơ")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = load_settings(home=tmp_path / "kho", workers=1, ocr=False)
    write_documents(tmp_path / "đến")
    for name, text in (("chép lại", COPY), ("nước", OTHER), ("sinh đôi", TWIN)):
        (tmp_path / "đến" / f"{name}.txt").write_text(text, encoding="utf-8")
    ingest_paths(made, [tmp_path / "đến"])
    return made


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with desk_client(settings, review="Người sửa", read="Người đọc") as opened:
        yield opened


def known(client: TestClient, document_id: str) -> dict[str, Any]:
    response = client.get(f"/api/v1/library/documents/{document_id}/duplicates")
    assert response.status_code == 200, response.text
    return dict(response.json())


def merge(client: TestClient, document_id: str, into: str, headers: dict[str, str] | None = None) -> Any:
    body = {"into": into, "note": "cùng bản"}
    return client.post(f"/api/v1/documents/{document_id}/merge", json=body, headers=headers)


def test_the_same_number_and_nearly_the_same_text_are_offered_and_nothing_else(client: TestClient) -> None:
    plan = by_file(client, "ke hoach thư viện.txt")
    offered = {one["file_name"]: one for one in known(client, plan)["candidates"]}
    assert set(offered) == {"chép lại.txt", "sinh đôi.txt"}
    assert (offered["sinh đôi.txt"]["reason"], offered["chép lại.txt"]["reason"]) == ("number", "text")
    assert offered["chép lại.txt"]["likeness"] > 0.8
    assert known(client, by_file(client, "ke-hoach-cay.txt"))["candidates"] == []  # the number, but another year
    waiting = client.get("/api/v1/review/queue", params={"kind": "duplicate"}).json()["documents"]
    assert {one["file_name"] for one in waiting} <= {"ke hoach thư viện.txt", "chép lại.txt", "sinh đôi.txt"}
    assert all("có thể trùng với văn bản khác" in one["reasons"] and one["duplicates"] for one in waiting)


def test_one_answers_the_other_is_kept_also_when_read_again_and_the_merge_is_taken_back(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    plan, copy = by_file(client, "ke hoach thư viện.txt"), by_file(client, "chép lại.txt")
    assert merge(client, copy, plan).status_code == 200
    assert client.get(f"/api/v1/documents/{copy}").status_code == 404
    assert f"/van-ban/{plan}" in client.get(f"/api/v1/documents/{copy}").json()["detail"]
    assert [one["document_id"] for one in known(client, plan)["files"]] == [copy]
    assert known(client, copy)["merged_into"]["document_id"] == plan
    assert client.get(f"/api/v1/library/documents/{copy}/file").text == COPY
    question = {"question": "Thư viện tỉnh luân chuyển bao nhiêu lượt sách về các xã vùng sâu?"}
    answer = client.post("/api/v1/ask", json=question).json()
    assert answer["sources"]
    assert copy not in str(answer)

    ingest_paths(settings, [tmp_path / "đến"], again=True)
    assert client.get(f"/api/v1/documents/{copy}").status_code == 404
    (tmp_path / "đến" / "chép lại.txt").write_text(COPY.replace("12.000", "13.000"), encoding="utf-8")
    ingest_paths(settings, [tmp_path / "đến"])
    assert client.get(f"/api/v1/documents/{copy}").status_code == 404

    assert client.post(f"/api/v1/documents/{copy}/merge/undo").status_code == 200
    assert client.get(f"/api/v1/documents/{copy}").status_code == 200
    again = client.post(f"/api/v1/documents/{copy}/merge/undo")
    assert (again.status_code, again.json()["code"]) == (409, "not_mergeable")
    acts = [event["act"] for event in client.get("/api/v1/audit", params={"limit": 50}).json()["events"]]
    assert (acts.count("document.merge"), acts.count("document.unmerge")) == (1, 1)
    reviews = client.get(f"/api/v1/documents/{copy}/review").json()["reviews"]
    assert [(one["subject"], one["decision"], one["who"]) for one in reviews] == [
        ("merged", "merged", "Văn thư"), ("merged", "undone", "Văn thư"),
    ]  # fmt: skip


def test_a_file_answers_again_when_that_of_its_keeper_leaves(client: TestClient, settings: Settings) -> None:
    plan, copy = by_file(client, "ke hoach thư viện.txt"), by_file(client, "chép lại.txt")
    assert merge(client, copy, plan).status_code == 200
    folder = settings.home.parent / "đến"
    (folder / "ke hoach thư viện.txt").unlink()
    ingest_paths(settings, [folder])
    assert client.get(f"/api/v1/documents/{plan}").status_code == 404
    assert client.get(f"/api/v1/documents/{copy}").status_code == 200


def test_merging_shows_no_text_to_more_people(client: TestClient) -> None:
    plan, copy = by_file(client, "ke hoach thư viện.txt"), by_file(client, "chép lại.txt")
    others = client.others  # type: ignore[attr-defined]
    assert client.put(f"/api/v1/documents/{copy}/access", json={"access": "noi_bo"}).status_code == 200
    refused = merge(client, copy, plan)
    assert refused.status_code == 409
    assert "người được thấy khác nhau (Nội bộ; Công khai)" in refused.json()["detail"]
    told = [merge(client, one, plan, headers=others["review"]) for one in (copy, "d_00000000000000")]
    told += [merge(client, plan, one, headers=others["review"]) for one in (copy, "d_00000000000000")]
    assert {one.status_code for one in told} == {404}
    assert told[0].text.replace(copy, "d_00000000000000") == told[1].text
    client.put(f"/api/v1/documents/{plan}/access", json={"access": "noi_bo"})
    assert merge(client, copy, plan).status_code == 200
    client.put(f"/api/v1/documents/{plan}/access", json={"access": "cong_khai"})
    client.put(f"/api/v1/documents/{plan}/access", json={"access": "noi_bo"})
    assert client.post(f"/api/v1/documents/{copy}/merge/undo").status_code == 200
    for document_id in (plan, copy):  # the label of the one that answered is that of all its files
        assert client.get(f"/api/v1/documents/{document_id}", headers=others["read"]).status_code == 404
    assert merge(client, copy, plan, headers=others["read"]).status_code == 403


def test_what_cannot_be_merged_is_refused_with_a_reason(client: TestClient) -> None:
    plan, copy = by_file(client, "ke hoach thư viện.txt"), by_file(client, "chép lại.txt")
    assert "chính nó" in merge(client, plan, plan).json()["detail"]
    client.post(f"/api/v1/documents/{copy}/withdraw")
    assert "đang trả lời" in merge(client, copy, plan).json()["detail"]
    client.post(f"/api/v1/documents/{copy}/restore")
    twin = by_file(client, "sinh đôi.txt")
    assert merge(client, copy, plan).status_code == 200
    assert merge(client, plan, twin).status_code == 200  # what was merged into the first goes with it
    assert {one["document_id"] for one in known(client, twin)["files"]} == {plan, copy}
    assert client.post(f"/api/v1/documents/{copy}/restore").status_code == 200
    assert known(client, copy)["merged_into"] is None
    reviews = client.get(f"/api/v1/documents/{copy}/review").json()["reviews"]
    assert [one["decision"] for one in reviews] == ["merged", "undone"]


def test_a_pair_found_to_be_two_is_not_offered_again_until_that_is_taken_back(client: TestClient) -> None:
    plan, copy = by_file(client, "ke hoach thư viện.txt"), by_file(client, "chép lại.txt")
    body = {"other": copy, "decision": "different"}
    found = client.post(f"/api/v1/documents/{plan}/duplicates", json=body).json()
    assert copy not in {one["document_id"] for one in found["candidates"]}
    assert [one["document_id"] for one in known(client, copy)["different"]] == [plan]
    back = client.post(f"/api/v1/documents/{copy}/duplicates", json={"other": plan, "decision": "undo"})
    assert plan in {one["document_id"] for one in back.json()["candidates"]}
    twice = client.post(f"/api/v1/documents/{copy}/duplicates", json={"other": plan, "decision": "undo"})
    assert twice.status_code == 409


def test_a_purge_of_the_keeper_leaves_no_trace_of_it(client: TestClient, settings: Settings) -> None:
    plan, copy = by_file(client, "ke hoach thư viện.txt"), by_file(client, "chép lại.txt")
    assert merge(client, copy, plan).status_code == 200
    with Library.open(settings.home) as library:
        purge(library, plan)
        found = library.document(copy)
        assert found is not None
        assert (found.state, library.duplicates.keeper(copy)) == ("withdrawn", None)
        library.restore(copy)
        assert library.document(copy).state == "active"  # type: ignore[union-attr]


def test_a_misread_copy_is_alike_and_another_text_of_the_same_form_is_not() -> None:
    plan, copy, other = (sketch_hashes(text_sketch([text])) for text in (PLAN, COPY, OTHER))
    assert likeness(plan, copy) > 0.85
    assert likeness(plan, other) < 0.8
    assert likeness(plan, plan) == 1.0
    assert text_sketch(["Một câu ngắn."]) == ""
