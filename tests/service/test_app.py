"""The HTTP interface over a small real library: answers, documents, pictures, and every kind of bad request."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from tests.support.small_library import one_page_pdf, write_documents


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("service")
    write_documents(folder / "docs")
    made = load_settings(home=folder / "home", workers=1, ocr=False, refresh_ms=50)
    ingest_paths(made, [folder / "docs"])
    return made


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        yield opened


def documents(client: TestClient) -> dict[str, Any]:
    return {item["file_name"]: item for item in client.get("/api/v1/documents").json()["documents"]}


def ask(client: TestClient, question: str, **more: Any) -> dict[str, Any]:
    response = client.post("/api/v1/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def assert_problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["title"]
    assert body["detail"]
    return body


def test_ask_answers_with_verbatim_quote_and_formal_citation(client: TestClient) -> None:
    answer = ask(client, "Sở nào chủ trì Kế hoạch 9701/KH-UBND năm 2024 về thư viện cơ sở?")
    assert answer["status"] == "complete"
    for statement in answer["statements"]:
        assert statement["quote"] in answer["sources"][statement["source"]]["text"]
    first = answer["sources"][0]
    assert first["document"]["number"] == "9701/KH-UBND"
    assert "Kế hoạch số 9701/KH-UBND ngày 12/3/2024 của UBND tỉnh Gia Lai" in first["formal"]


def test_follow_up_stays_in_the_document(client: TestClient) -> None:
    first = ask(client, "Kinh phí phát triển thư viện cơ sở là bao nhiêu tiền?")
    assert "2.450.000.000 đồng" in first["statements"][0]["quote"]
    after = ask(client, "Còn Sở Giáo dục và Đào tạo thì sao?", conversation_id=first["conversation_id"])
    assert after["conversation_id"] == first["conversation_id"]
    assert after["sources"][0]["document"]["id"] == first["sources"][0]["document"]["id"]
    assert "mở cửa phòng đọc" in after["sources"][0]["text"]
    assert after["resolved_question"] != after["question"]


def test_search_filters_and_explains_itself(client: TestClient) -> None:
    wanted = documents(client)["quy-dinh-ben-thuyen.txt"]["id"]
    body = {"question": "báo cáo kết quả", "filters": {"document_ids": [wanted]}, "limit": 3}
    found = client.post("/api/v1/search", json=body).json()
    assert {hit["document"]["id"] for hit in found["hits"]} <= {wanted}
    assert found["understood"]["filters"]["document_ids"] == [wanted]


def test_documents_are_listed_and_paged(client: TestClient) -> None:
    first = client.get("/api/v1/documents", params={"limit": 3}).json()
    assert (first["total"], len(first["documents"])) == (4, 3)
    rest = client.get("/api/v1/documents", params={"limit": 3, "after": first["following"]}).json()
    assert rest["following"] is None
    assert len({item["id"] for item in first["documents"] + rest["documents"]}) == 4


def test_document_outline_and_original_bytes(client: TestClient) -> None:
    document = documents(client)["ke hoach thư viện.txt"]
    detail = client.get(f"/api/v1/documents/{document['id']}").json()
    offered = {candidate["field"] for candidate in detail.pop("candidates")}
    assert {"number", "issued_date", "issuer"} <= offered
    assert detail.pop("papers") == []  # one paper in the file
    assert detail == document
    labels = [node["label"] for node in client.get(document["outline_url"]).json()["nodes"]]
    assert any("IV.1" in label for label in labels)
    file = client.get(document["file_url"])
    assert "Phát triển thư viện cơ sở" in file.content.decode()
    assert file.headers["content-disposition"].startswith("attachment")


def test_passage_is_shown_in_its_course(client: TestClient) -> None:
    source = ask(client, "Thư viện tỉnh luân chuyển bao nhiêu lượt sách?")["sources"][0]
    view = client.get(source["view_url"]).json()
    marked = [item for item in view["context"] if item["marked"]]
    assert [item["text"] for item in marked] == [source["text"]]
    assert source["page_url"] is None  # a text file has no pages


def test_page_picture_marks_the_passage(client: TestClient) -> None:
    document = documents(client)["bao-cao.pdf"]
    found = client.post(
        "/api/v1/search", json={"question": "binh chua chay", "filters": {"document_ids": [document["id"]]}}
    ).json()["hits"][0]
    assert found["page_url"] is not None
    marked = Image.open(io.BytesIO(client.get(found["page_url"]).content)).convert("RGB")
    plain = Image.open(io.BytesIO(client.get(found["page_url"].partition("?")[0]).content)).convert("RGB")
    assert marked.size == plain.size
    box = found["boxes"][0]
    inside = (round((box["x0"] + 0.001) * marked.width), round((box["y0"] + box["y1"]) / 2 * marked.height))
    assert marked.getpixel(inside) != plain.getpixel(inside) or marked.tobytes() != plain.tobytes()
    assert marked.getpixel((5, 5)) == (255, 255, 255)


def test_new_document_answers_without_a_restart(client: TestClient, settings: Settings, tmp_path: Path) -> None:
    text = ("UY BAN NHAN DAN TINH GIA LAI", "So: 9704/TB-UBND", "THONG BAO", "1. Lich xe buyt tuyen Ia Kring doi gio.")
    (tmp_path / "thong-bao.pdf").write_bytes(one_page_pdf(text))
    ingest_paths(settings, [tmp_path])
    deadline = time.monotonic() + 5
    while "thong-bao.pdf" not in str(client.post("/api/v1/search", json={"question": "xe buyt Ia Kring"}).json()):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("path", ["ask", "search"])
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(b"{", 400, "malformed_json", id="malformed-json"),
        pytest.param(b"", 422, "invalid_field", id="no-body"),
        pytest.param(b"[]", 422, "invalid_field", id="not-an-object"),
        pytest.param(b"{}", 422, "invalid_field", id="no-question"),
        pytest.param(b'{"question": 5}', 422, "invalid_field", id="question-not-text"),
        pytest.param(b'{"question": "a", "x": 1}', 422, "invalid_field", id="unknown-field"),
        pytest.param(b'{"question": "a", "limit": 0}', 422, "invalid_field", id="limit-zero"),
        pytest.param(b'{"question": "a", "as_of": "31/12/2024"}', 422, "invalid_field", id="bad-date"),
        pytest.param(b'{"question": ""}', 422, "empty_question", id="empty"),
        pytest.param(b'{"question": " \\n\\u200b ?! "}', 422, "empty_question", id="blank"),
        pytest.param(b'{"question": "' + b"a" * 20_000 + b'"}', 422, "question_too_long", id="20000-characters"),
        pytest.param(b'{"question": "' + b"a" * 300_000 + b'"}', 413, "too_large", id="body-too-large"),
        pytest.param(b'{"question": "\\ud800"}', 422, "empty_question", id="lone-surrogate"),
    ],
)
def test_bad_questions_get_a_vietnamese_problem(
    client: TestClient, path: str, body: bytes, status: int, code: str
) -> None:
    response = client.post(f"/api/v1/{path}", content=body, headers={"content-type": "application/json"})
    assert_problem(response, status, code)


@pytest.mark.parametrize("tail", ["", "/outline", "/file", "/pages/1.png", "/passages/1"])
def test_unknown_document(client: TestClient, tail: str) -> None:
    assert_problem(client.get(f"/api/v1/documents/d_khongco{tail}"), 404, "not_found")


def test_pages_and_passages_that_are_not_there(client: TestClient) -> None:
    held = documents(client)
    text, pdf = held["ke-hoach-cay.txt"]["id"], held["bao-cao.pdf"]["id"]
    assert_problem(client.get(f"/api/v1/documents/{text}/pages/1.png"), 404, "no_pages")
    assert_problem(client.get(f"/api/v1/documents/{pdf}/pages/2.png"), 404, "not_found")
    assert_problem(client.get(f"/api/v1/documents/{pdf}/pages/0.png"), 422, "invalid_field")
    assert_problem(client.get(f"/api/v1/documents/{pdf}/pages/1.png?passage=999999"), 404, "not_found")
    elsewhere = client.post("/api/v1/search", json={"question": "áo phao"}).json()["hits"][0]["id"]
    assert_problem(client.get(f"/api/v1/documents/{pdf}/passages/{elsewhere}"), 404, "not_found")


def test_wrong_address_and_method(client: TestClient) -> None:
    assert_problem(client.get("/api/v1/nothing"), 404, "not_found")
    assert_problem(client.get("/api/v1/ask"), 405, "method_not_allowed")
    assert_problem(client.get("/..%2f..%2fpyproject.toml"), 404, "not_found")


@pytest.mark.parametrize("path", ["/", "/widget.js", "/healthz", "/api/v1/documents", "/api/v1/openapi.json"])
def test_head(client: TestClient, path: str) -> None:
    response = client.head(path)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-type"] == client.get(path).headers["content-type"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/api/v1/documents"), ("DELETE", "/api/v1/ask"), ("PUT", "/healthz"), ("POST", "/")],
)
def test_wrong_method(client: TestClient, method: str, path: str) -> None:
    assert_problem(client.request(method, path), 405, "method_not_allowed")


def test_outline_leads_to_passages_and_the_whole_text_is_paged(client: TestClient) -> None:
    document = documents(client)["ke hoach thư viện.txt"]
    base = f"/api/v1/documents/{document['id']}"
    texts: list[Any] = []
    total = 1
    while len(texts) < total:
        part = client.get(f"{base}/passages", params={"offset": len(texts), "limit": 4}).json()
        texts += part["passages"]
        total = part["total"]
    assert len(texts) == part["total"] == document["passage_count"]
    assert [item["ordinal"] for item in texts] == sorted(item["ordinal"] for item in texts)
    known = {item["id"] for item in texts}
    nodes = client.get(f"{base}/outline").json()["nodes"]
    assert nodes
    assert all(node["first_passage"] in known for node in nodes)
    assert_problem(client.get(f"{base}/passages?limit=0"), 422, "invalid_field")
    assert client.get(f"{base}/passages?offset=9999").json()["passages"] == []


def test_validity_stands_beside_a_document(client: TestClient) -> None:
    validity = documents(client)["ke hoach thư viện.txt"]["validity"]
    assert validity["code"] == "period_over"
    assert validity["label"]
    assert validity["as_of"]


@pytest.mark.parametrize(
    ("typed", "kind", "question"),
    [
        ("ke hoach 97", "number", "ke hoach 9701/KH-UBND "),
        ("nội dung 9702/2", "number", "nội dung 9702/2023/QĐ-UBND "),
        ("quan ly ben thuyen", "subject", "quan ly ben thuyen theo Quyết định số 9702/2023/QĐ-UBND"),
    ],
)
def test_completion_needs_no_accents(client: TestClient, typed: str, kind: str, question: str) -> None:
    found = client.get("/api/v1/suggest", params={"q": typed}).json()["suggestions"]
    assert (kind, question) in [(item["kind"], item["question"]) for item in found]


@pytest.mark.parametrize("typed", ["", "k", "%", "_", "'; --", "a" * 600])
def test_completion_of_nothing_is_nothing(client: TestClient, typed: str) -> None:
    assert client.get("/api/v1/suggest", params={"q": typed}).json() == {"suggestions": []}


def test_examples_are_answered(client: TestClient) -> None:
    offered = client.get("/api/v1/examples").json()
    assert offered["documents"] >= 4
    assert offered["questions"]
    for question in offered["questions"]:
        assert ask(client, question)["status"] == "complete"


def test_other_origins_are_shut_out_by_default(client: TestClient) -> None:
    asked = {"Origin": "https://la.example", "Access-Control-Request-Method": "POST"}
    assert_problem(client.options("/api/v1/ask", headers=asked), 403, "origin_not_allowed")
    response = client.get("/api/v1/documents", headers={"Origin": "https://la.example"})
    assert "access-control-allow-origin" not in response.headers
    assert response.headers["cross-origin-resource-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in client.get("/").headers["content-security-policy"]


def test_only_an_allowed_origin_may_embed(settings: Settings) -> None:
    origin = "https://noi-bo.example"
    with TestClient(create_app(settings.model_copy(update={"origins": (origin,)}))) as client:
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        preflight = client.options("/api/v1/ask", headers=asked)
        assert preflight.status_code == 204
        assert "idempotency-key" in preflight.headers["access-control-allow-headers"]
        listed = client.get("/api/v1/documents", headers={"Origin": origin})
        assert listed.headers["access-control-allow-origin"] == origin
        assert "Origin" in listed.headers["vary"]
        assert "access-control-allow-credentials" not in listed.headers
        foreign = client.get("/api/v1/documents", headers={"Origin": "https://noi-bo.example.la"})
        assert "access-control-allow-origin" not in foreign.headers
        page = client.get("/")
        assert f"frame-ancestors 'self' {origin}" in page.headers["content-security-policy"]
        assert "x-frame-options" not in page.headers


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert ready["documents"] >= 4
    assert ready["change"] == ready["index_change"]


@pytest.mark.parametrize("path", ["/", "/widget.js", "/admin", "/admin/main.js"])
def test_file_of_a_page_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    # A browser replaces the headers of its copy by those of the 304.
    for name in ("content-security-policy", "x-frame-options", "cache-control", "etag"):
        assert again.headers[name] == first.headers[name]


def test_page_and_widget_come_with_a_strict_policy(client: TestClient) -> None:
    page = client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    script = client.get("/widget.js")
    assert "javascript" in script.headers["content-type"]
    assert script.headers["access-control-allow-origin"] == "*"
    api = client.get("/api/v1/documents")
    assert "access-control-allow-origin" not in api.headers
    for response in (page, script, api):
        assert response.headers["x-content-type-options"] == "nosniff"


def test_openapi_describes_every_route_with_examples(client: TestClient) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    assert {"/api/v1/ask", "/api/v1/search", "/api/v1/documents", "/healthz", "/readyz"} <= set(schema["paths"])
    assert schema["components"]["schemas"]["QuestionIn"]["examples"]
    for path in schema["paths"].values():
        for operation in path.values():
            assert operation["summary"]


def test_search_explains_and_cuts_where_relevance_drops(client: TestClient) -> None:
    body = {"question": "kinh phi thu vien co so", "explain": True}
    result = client.post("/api/v1/search", json=body).json()
    explained = result["hits"][0]["explanation"]
    assert "kinh phi" in explained["matched"]
    assert set(explained["legs"]) == {"lexical", "dense"}
    assert "coverage" in explained["features"]
    assert "kinh phí" in result["understood"]["restored"]
    assert 1 <= result["relevant"] <= len(result["hits"])
    only = client.post("/api/v1/search", json={**body, "explain": False, "relevant_only": True}).json()
    assert len(only["hits"]) == result["relevant"]
    assert only["hits"][0]["explanation"] is None


def test_what_was_read_from_the_question_is_shown_and_can_be_taken_away(client: TestClient) -> None:
    question = "kế hoạch phát triển thư viện năm 2024"
    answer = ask(client, question)
    assert (answer["understood"]["read"], answer["understood"]["filters"]["period"]) == (["period"], 2024)
    assert ask(client, question, filters={"ignore": ["period"]})["understood"]["read"] == []
    assert ask(client, question, filters={"literal": True})["understood"]["read"] == []
    given = ask(client, question, filters={"period": 2024, "types": ["kế hoạch"], "territory": "Gia Lai cũ"})
    assert given["understood"]["filters"]["types"] == ["KH"]
    assert given["understood"]["filters"]["territory"] == "tỉnh Gia Lai (trước 01/7/2025)"
    assert ask(client, question, filters={"period": 2019, "types": ["KH"]})["status"] == "none"
    refused = client.post("/api/v1/ask", json={"question": question, "filters": {"validity": ["gone"]}})
    assert_problem(refused, 422, "invalid_field")


def test_slips_are_put_right_told_and_can_be_left_as_typed(client: TestClient) -> None:
    slipped = ask(client, "kinh phis thuwcj hieenj phats trieenr thuw vieenj")
    assert ["hieenj", "hiện"] in slipped["understood"]["corrections"]
    assert slipped["question"] == "kinh phis thuwcj hieenj phats trieenr thuw vieenj"
    assert "thực hiện phát triển thư viện" in slipped["resolved_question"]
    assert slipped["statements"][0]["value"] == "2.450.000.000 đồng"
    left = ask(client, "kinh phis thuwcj hieenj", filters={"ignore": ["corrections"]})
    assert left["understood"]["corrections"] == []
