"""ETags: a response that the caller has is not sent again; its tag changes when its content does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from tests.support.small_library import write_documents


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("conditional")
    write_documents(folder / "docs")
    made = load_settings(home=folder / "home", workers=1, ocr=False)
    ingest_paths(made, [folder / "docs"])
    return made


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as opened:
        yield opened


def document(client: TestClient, name: str) -> str:
    listed = client.get("/api/v1/documents").json()["documents"]
    return next(str(document["id"]) for document in listed if document["file_name"] == name)


def test_what_is_held_is_not_sent_again(client: TestClient) -> None:
    pdf = f"/api/v1/documents/{document(client, 'bao-cao.pdf')}"
    passage = client.get(f"{pdf}/passages").json()["passages"][0]["id"]
    addresses = [
        "/api/v1/documents", "/api/v1/documents?types=KH&limit=1", "/api/v1/documents/by-number/9703/BC-UBND",
        "/api/v1/changes?since=0", pdf, *(
            f"{pdf}/{tail}" for tail in ("outline", "file", "pages/1.png", "passages", f"passages/{passage}",
                                         f"pages/1.png?passage={passage}", "relations", "validity")
        ),
    ]  # fmt: skip
    for address in addresses:
        first = client.get(address)
        assert first.status_code == 200, address
        assert "no-store" not in first.headers["cache-control"], address
        tag = first.headers["etag"]
        for held in (tag, f"W/{tag}", f'"khac", {tag}', "*"):
            again = client.get(address, headers={"If-None-Match": held})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), address
        assert client.get(address, headers={"If-None-Match": '"khac"'}).status_code == 200


def test_a_change_of_the_library_changes_what_is_told_of_documents(client: TestClient) -> None:
    plan, other = document(client, "ke hoach thư viện.txt"), document(client, "ke-hoach-cay.txt")
    told = [f"/api/v1/documents/{plan}", "/api/v1/documents", "/api/v1/changes"]
    fixed = [f"/api/v1/documents/{plan}/{tail}" for tail in ("passages", "file")]
    before = {address: client.get(address).headers["etag"] for address in told + fixed}
    client.post(f"/api/v1/documents/{other}/withdraw")
    after = {address: client.get(address).headers["etag"] for address in told + fixed}
    client.post(f"/api/v1/documents/{other}/restore")
    assert [address for address in before if before[address] != after[address]] == told


def test_a_clerks_word_changes_the_tag(client: TestClient) -> None:
    address = f"/api/v1/documents/{document(client, 'quy-dinh-ben-thuyen.txt')}"
    before = client.get(address).headers["etag"]
    decided = client.post(f"{address}/review/status", json={"code": "expired", "since": "2025-01-01"})
    assert decided.status_code in (200, 201)
    told = client.get(address, headers={"If-None-Match": before})
    assert (told.status_code, told.json()["validity"]["code"]) == (200, "expired")


def test_changes_are_a_feed_for_a_copy(client: TestClient) -> None:
    mirror: set[str] = set()
    since = 0
    while True:
        told = client.get("/api/v1/changes", params={"since": since, "limit": 2}).json()
        for change in told["changes"]:
            held = client.get(f"/api/v1/documents/{change['document_id']}").status_code == 200
            (mirror.add if held else mirror.discard)(change["document_id"])
        since = told["last"]
        if since == told["change"]:
            break
    listed = client.get("/api/v1/documents").json()["documents"]
    assert mirror == {document["id"] for document in listed}


def test_cursor_of_passages_belongs_to_a_version(client: TestClient, settings: Settings, tmp_path: Path) -> None:
    base = f"/api/v1/documents/{document(client, 'ke hoach thư viện.txt')}/passages"
    texts: list[Any] = []
    cursor = after = None
    while True:
        part = client.get(base, params={"limit": 3, **({"after": after} if after else {})}).json()
        assert part["offset"] == len(texts)
        texts += part["passages"]
        cursor, after = after, part["following"]
        if after is None:
            break
    assert [passage["ordinal"] for passage in texts] == list(range(part["total"]))
    assert cursor is not None
    version, _, place = cursor.partition(".")
    for wrong, status, code in (
        (f"{int(version) + 1}.{place}", 410, "cursor_outdated"), ("x", 422, "invalid_cursor"),
        ("1.", 422, "invalid_cursor"), (f"{version}.-1", 422, "invalid_cursor"), ("²·³", 422, "invalid_cursor"),
    ):  # fmt: skip
        told = client.get(base, params={"after": wrong})
        assert (told.status_code, told.json()["code"]) == (status, code), wrong


@pytest.mark.parametrize("cursor", ["x", "", "1e3", "９", "99999999999999999999"])
def test_wrong_cursors_of_jobs(client: TestClient, cursor: str) -> None:
    told = client.get("/api/v1/jobs", params={"after": cursor})
    assert (told.status_code, told.json()["code"]) == (422, "invalid_cursor")


def test_status_and_codes(client: TestClient) -> None:
    status = client.get("/api/v1/status").json()
    assert (status["documents"], status["lag"]) == (4, 0)
    assert status["limits"]["question_chars"] == 2000
    codes = client.get("/api/v1/problems").json()["problems"]
    assert {"invalid_field", "not_found"} <= {problem["code"] for problem in codes}
    problem = client.get("/api/v1/documents/d_khongco").json()
    described = client.get(problem["type"]).json()
    assert (described["code"], described["status"]) == (problem["code"], problem["status"])
    assert client.get("/api/v1/problems/khong_co").json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("number", "query", "name"),
    [
        ("9702/2023/QĐ-UBND", "", "quy-dinh-ben-thuyen.txt"),
        ("9702/2023/qd-ubnd", "", "quy-dinh-ben-thuyen.txt"),
        ("9701/KH-UBND", "?year=2024", "ke hoach thư viện.txt"),
        ("9701 kh ubnd", "?year=2022", "ke-hoach-cay.txt"),
        ("9703", "", "bao-cao.pdf"),
        ("9702%2F2023%2FQ%C4%90-UBND", "?year=2023", "quy-dinh-ben-thuyen.txt"),
    ],
)
def test_by_number(client: TestClient, number: str, query: str, name: str) -> None:
    found = client.get(f"/api/v1/documents/by-number/{number}{query}")
    assert (found.status_code, found.json().get("file_name")) == (200, name)


@pytest.mark.parametrize(
    ("number", "query", "status", "code"),
    [
        ("9701/KH-UBND", "", 300, "ambiguous_number"),
        ("9701/KH-UBND", "?year=2021", 404, "not_found"),
        ("9702/2023/QĐ-UBND", "?year=2020", 404, "not_found"),
        ("9703/BC-UBND", "?issuer=UBND tỉnh Bình Định", 404, "not_found"),
        ("1/KH-UBND", "", 404, "not_found"),
        ("kế hoạch năm ngoái", "", 422, "invalid_number"),
        ("relations", "", 422, "invalid_number"),
        ("9701/KH-UBND", "?year=20", 422, "invalid_field"),
    ],
)
def test_no_one_document_of_that_number(client: TestClient, number: str, query: str, status: int, code: str) -> None:
    told = client.get(f"/api/v1/documents/by-number/{number}{query}")
    assert (told.status_code, told.json()["code"]) == (status, code)
    assert told.headers["content-type"] == "application/problem+json"
    if status == 300:
        assert {candidate["issued_date"] for candidate in told.json()["candidates"]} == {"2022-02-05", "2024-03-12"}
