"""Relations that a clerk adds, corrects and takes back: validity follows, reading again keeps them, labels hold."""

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
from tests.support.desk_client import by_file, desk_client
from tests.support.small_library import REGULATION, write_documents

LATER = REGULATION.replace("9702/2023", "9705/2024").replace("tháng 6 năm 2023", "tháng 6 năm 2024").replace(
    "01 tháng 7 năm 2023", "01 tháng 7 năm 2024"
)  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = load_settings(home=tmp_path / "kho", workers=1, ocr=False)
    write_documents(tmp_path / "đến")
    (tmp_path / "đến" / "ben-thuyen-moi.txt").write_text(LATER, encoding="utf-8")
    ingest_paths(made, [tmp_path / "đến"])
    return made


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with desk_client(settings, review="Người sửa", read="Người đọc") as opened:
        yield opened


def add(client: TestClient, source: str, **body: object) -> dict[str, Any]:
    response = client.post(f"/api/v1/documents/{source}/relations", json=body)
    assert response.status_code == 200, response.text
    return dict(response.json())


def status(client: TestClient, document_id: str) -> dict[str, Any]:
    return dict(client.get(f"/api/v1/documents/{document_id}/validity").json())


def test_an_added_relation_ends_its_target_is_kept_when_read_again_and_can_be_taken_back(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    old, new = by_file(client, "quy-dinh-ben-thuyen.txt"), by_file(client, "ben-thuyen-moi.txt")
    assert status(client, old)["code"] == "in_force"
    found = add(client, new, type="replaces", target_id=old, note="Theo công văn 12")
    (edge,) = [one for one in found["outgoing"] if one["type"] == "replaces"]
    assert (edge["by_clerk"], edge["review"], edge["evidence"]) == (True, "accept", "")
    assert (edge["target_id"], edge["effective"]) == (old, "2024-07-01")
    ended = status(client, old)
    assert (ended["code"], ended["since"]) == ("expired", "2024-07-01")
    assert "9705/2024/QĐ-UBND" in ended["reason"]
    answer = client.post("/api/v1/ask", json={"question": "Quyết định 9702/2023/QĐ-UBND còn hiệu lực không?"}).json()
    assert "hết hiệu lực" in str(answer)

    ingest_paths(settings, [tmp_path / "đến"], again=True)
    assert status(client, old)["code"] == "expired"
    (edge,) = [one for one in client.get(f"/api/v1/documents/{new}/relations").json()["outgoing"] if one["by_clerk"]]

    assert client.post(f"/api/v1/relations/{edge['id']}/review", json={"decision": "reject"}).status_code == 200
    assert status(client, old)["code"] == "in_force"
    assert client.post(f"/api/v1/relations/{edge['id']}/review/undo").status_code == 200
    assert status(client, old)["code"] == "expired"
    assert client.post(f"/api/v1/relations/{edge['id']}/review/undo").status_code == 200
    assert status(client, old)["code"] == "in_force"
    assert not [one for one in client.get(f"/api/v1/documents/{new}/relations").json()["outgoing"] if one["by_clerk"]]
    acts = [event["act"] for event in client.get("/api/v1/audit", params={"limit": 50}).json()["events"]]
    assert (acts.count("review.relation_added"), acts.count("review.undo")) == (1, 2)
    reviews = client.get(f"/api/v1/documents/{new}/review").json()["reviews"]
    assert [one["decision"] for one in reviews] == ["accept", "reject", "undone", "undone"]
    assert {one["who"] for one in reviews} == {"Văn thư"}


def test_a_relation_that_was_read_is_corrected_in_one_act_and_comes_back_with_its_undo(client: TestClient) -> None:
    plan = by_file(client, "ke hoach thư viện.txt")
    before = client.get(f"/api/v1/documents/{plan}/relations").json()["outgoing"]
    basis = next(one for one in before if one["target"].endswith("93/2020/NĐ-CP"))
    found = add(client, plan, type="implements", target="Nghị định số 93/2020/NĐ-CP", instead_of=basis["id"])
    own = {one["type"]: one for one in found["outgoing"] if one["target"].endswith("93/2020/NĐ-CP")}
    assert (own["based_on"]["review"], own["implements"]["by_clerk"]) == ("reject", True)
    assert client.post(f"/api/v1/relations/{own['implements']['id']}/review/undo").status_code == 200
    after = client.get(f"/api/v1/documents/{plan}/relations").json()["outgoing"]
    assert after == before


def test_a_document_that_comes_later_takes_the_place_of_its_number(client: TestClient, settings: Settings) -> None:
    new = by_file(client, "ben-thuyen-moi.txt")
    found = add(client, new, type="amends", target="Quyết định số 9706/2022/QĐ-UBND", place="khoản 2 Điều 2")
    (edge,) = [one for one in found["outgoing"] if one["by_clerk"]]
    assert (edge["target_id"], edge["target_label"]) == (None, "khoản 2 Điều 2")
    folder = settings.home.parent / "đến"
    (folder / "den-sau.txt").write_text(REGULATION.replace("9702/2023", "9706/2022"), encoding="utf-8")
    ingest_paths(settings, [folder])
    arrived = by_file(client, "den-sau.txt")
    assert status(client, arrived)["code"] == "partly"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"type": "replaces", "target": "văn bản cũ"}, "Chưa rõ văn bản kia"),
        ({"type": "replaces"}, "Chưa rõ văn bản kia"),
        ({"type": "repeals_part", "target": "Quyết định số 1/2020/QĐ-UBND"}, "phần bị bãi bỏ"),
        ({"type": "amends", "target": "Quyết định số 1/2020/QĐ-UBND", "place": "đoạn giữa"}, "không phải một vị trí"),
        ({"type": "replaces", "target": "Quyết định số 9705/2024/QĐ-UBND ngày 20/6/2024"}, "chính nó"),
        ({"type": "replaces", "target": "Quyết định số 3/2025/QĐ-UBND ngày 01/02/2025"}, "ban hành trước"),
        ({"type": "replaces", "target": "Nghị định số 1/2020/NĐ-CP và Nghị định số 2/2020/NĐ-CP"}, "từng văn bản"),
        (
            {"type": "suspends", "target": "Quyết định số 1/2020/QĐ-UBND", "effective": "2025-02-01",
             "until": "2025-01-01"},
            "Ngày cuối đứng trước",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_reason(client: TestClient, body: dict[str, object], said: str) -> None:
    new = by_file(client, "ben-thuyen-moi.txt")
    response = client.post(f"/api/v1/documents/{new}/relations", json=body)
    assert response.status_code == 422
    assert said in response.json()["detail"]
    before = client.get("/api/v1/documents").json()
    assert before["documents"]
    twice = {"type": "replaces", "target": "Quyết định số 8/2019/QĐ-UBND"}
    if body["type"] == "replaces" and "target" not in body:
        add(client, new, **twice)
        again = client.post(f"/api/v1/documents/{new}/relations", json=twice)
        assert (again.status_code, "đã có" in again.json()["detail"]) == (422, True)


def test_nobody_learns_of_a_document_that_he_may_not_see(client: TestClient) -> None:
    old, new = by_file(client, "quy-dinh-ben-thuyen.txt"), by_file(client, "ben-thuyen-moi.txt")
    others = client.others  # type: ignore[attr-defined]
    assert client.put(f"/api/v1/documents/{old}/access", json={"access": "noi_bo"}).status_code == 200
    add(client, new, type="replaces", target_id=old)
    told = [
        client.post(
            f"/api/v1/documents/{new}/relations", json={"type": "repeals", "target_id": one}, headers=others["review"]
        )
        for one in (old, "d_00000000000000")
    ]
    assert [one.status_code for one in told] == [404, 404]
    assert told[0].text.replace(old, "d_00000000000000") == told[1].text
    hidden = client.post(
        f"/api/v1/documents/{old}/relations", json={"type": "repeals", "target_id": new}, headers=others["review"]
    )
    assert hidden.status_code == 404
    seen = client.get(f"/api/v1/documents/{new}/relations", headers=others["read"]).json()
    assert "9702/2023" not in str(seen)
    named = client.post(
        f"/api/v1/documents/{new}/relations",
        json={"type": "replaces", "target": "Quyết định số 9702/2023/QĐ-UBND"},
        headers=others["review"],
    )
    assert named.status_code == 200
    assert [one["target_id"] for one in named.json()["outgoing"] if one["by_clerk"]] == [None]
    refused = client.post(
        f"/api/v1/documents/{new}/relations", json={"type": "repeals", "target_id": new}, headers=others["read"]
    )
    assert refused.status_code == 403


def test_a_purge_leaves_no_relation_to_the_document(client: TestClient, settings: Settings) -> None:
    old, new = by_file(client, "quy-dinh-ben-thuyen.txt"), by_file(client, "ben-thuyen-moi.txt")
    add(client, new, type="replaces", target_id=old)
    with Library.open(settings.home) as library:
        purge(library, old)
        assert not [edge for edge in library.relations.outgoing(new) if edge.is_clerks]
        assert "9702/2023" not in str(library.reviews.document_reviews(new))
