"""Values that a clerk corrects over HTTP: what follows from them, who may, undo, and that reading again keeps them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from tests.support.desk_client import by_file
from tests.support.small_library import write_documents


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = load_settings(home=tmp_path / "kho", workers=1, ocr=False)
    write_documents(tmp_path / "đến")
    ingest_paths(made, [tmp_path / "đến"])
    return made


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with Library.open(settings.home) as library:
        keys = Keys(AccountStore(library.engine))
        made = {scope: keys.create(f"Khóa {scope}", (scope,))[1] for scope in ("review", "write", "read", "admin")}
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        opened.headers["Authorization"] = f"Bearer {made['admin']}"
        opened.others = {scope: {"Authorization": f"Bearer {key}"} for scope, key in made.items()}  # type: ignore[attr-defined]
        yield opened


def patch(client: TestClient, document_id: str, field: str, value: str | None, **more: str) -> dict[str, Any]:
    response = client.patch(f"/api/v1/documents/{document_id}", json={"field": field, "value": value, **more})
    assert response.status_code == 200, response.text
    return {one["field"]: one for one in response.json()["fields"]} | {"key": response.json()["canonical_key"]}


def test_corrected_values_are_cited_found_and_kept_when_the_file_is_read_again(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    document_id = by_file(client, "ke-hoach-cay.txt")
    fields = patch(client, document_id, "number", "9799/KH-SYT", note="Theo bản giấy")
    assert (fields["number"]["value"], fields["number"]["read"]) == ("9799/KH-SYT", "9701/KH-UBND")
    assert (fields["number"]["who"], fields["number"]["note"]) == ("Khóa admin", "Theo bản giấy")
    assert fields["key"] == "9799||KH|SYT"
    patch(client, document_id, "issuer", "Sở Y tế")
    patch(client, document_id, "issued_date", "06/02/2022")
    patch(client, document_id, "subject", "Trồng rừng ven sông năm 2022")
    patch(client, document_id, "signer", "Lê Thị C")
    found = client.get("/api/v1/documents/by-number/9799/KH-SYT").json()
    assert (found["id"], found["signer"]) == (document_id, "Lê Thị C")
    answer = client.post("/api/v1/ask", json={"question": "Kế hoạch 9799/KH-SYT trồng bao nhiêu cây?"}).json()
    assert "9799/KH-SYT ngày 06/02/2022 của Sở Y tế" in answer["sources"][0]["citation"]
    ingest_paths(settings, [tmp_path / "đến"], again=True)
    after = client.get(f"/api/v1/documents/{document_id}").json()
    assert (after["number"], after["issuer"], after["subject"]) == (
        "9799/KH-SYT", "Sở Y tế", "Trồng rừng ven sông năm 2022",
    )  # fmt: skip
    assert after["version"] == 2
    events = client.get("/api/v1/audit", params={"limit": 50}).json()["events"]
    assert [event["act"] for event in events].count("review.value") == 5


def test_undo_gives_back_what_was_there_before_step_by_step(client: TestClient) -> None:
    document_id = by_file(client, "ke-hoach-cay.txt")
    patch(client, document_id, "number", "1/KH-SYT")
    patch(client, document_id, "number", "2/KH-SYT")
    values = []
    for _ in range(2):
        response = client.post(f"/api/v1/documents/{document_id}/undo", json={"field": "number"})
        values.append(next(one["value"] for one in response.json()["fields"] if one["field"] == "number"))
    assert values == ["1/KH-SYT", "9701/KH-UBND"]
    response = client.post(f"/api/v1/documents/{document_id}/undo", json={"field": "number"})
    assert (response.status_code, response.json()["code"]) == (409, "nothing_to_undo")


def test_a_corrected_type_is_kept_when_read_again_and_taken_back(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    document_id = by_file(client, "ke hoach thư viện.txt")
    assert patch(client, document_id, "type", "Chương trình")["type"]["value"] == "CTr"
    ingest_paths(settings, [tmp_path / "đến"], again=True)
    after = client.get(f"/api/v1/documents/{document_id}").json()
    assert (after["type"], after["version"]) == ("CTr", 2)
    response = client.post(f"/api/v1/documents/{document_id}/undo", json={"field": "type"})
    assert response.status_code == 200, response.text
    assert next(one["value"] for one in response.json()["fields"] if one["field"] == "type") == "KH"


def test_an_empty_value_says_that_there_is_none_and_a_day_of_effect_counts(client: TestClient) -> None:
    document_id = by_file(client, "quy-dinh-ben-thuyen.txt")
    assert patch(client, document_id, "signer", None)["signer"]["value"] is None
    validity = f"/api/v1/documents/{document_id}/validity"
    assert client.get(validity, params={"as_of": "2023-08-01"}).json()["code"] == "in_force"
    patch(client, document_id, "effective_date", "01/9/2023")
    assert client.get(validity, params={"as_of": "2023-08-01"}).json()["code"] == "future"
    fields = patch(client, document_id, "number", "9702/QĐ-UBND")
    assert fields["type"]["value"] == "QĐ"
    assert client.get(f"/api/v1/documents/{document_id}").json()["legal_class"] == "hanh_chinh"


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("number", "mười hai", "hãy viết như 12/KH-SYT."),
        ("issued_date", "30/02/2024", "hãy viết như 05/02/2024."),
        ("issued_date", "05/02/0224", "hãy xem lại ngày."),
        ("type", "Bài thơ", "như KH hoặc Kế hoạch."),
        ("issuer", "123", "hãy ghi tên như trong văn bản."),
        ("period_to", "01/01/2020", "hãy xem lại hai ngày này."),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_one_sentence(
    client: TestClient, field: str, wrong: str, said: str
) -> None:
    document_id = by_file(client, "ke-hoach-cay.txt")
    patch(client, document_id, "period_from", "2022-01-01")
    response = client.patch(f"/api/v1/documents/{document_id}", json={"field": field, "value": wrong})
    assert (response.status_code, response.json()["code"]) == (422, "bad_value")
    assert response.json()["detail"].endswith(said)


def test_only_whoever_may_review_and_see_the_document_corrects_it(client: TestClient) -> None:
    document_id = by_file(client, "ke-hoach-cay.txt")
    others = client.others  # type: ignore[attr-defined]
    body = {"field": "number", "value": "5/KH-SYT"}
    path = f"/api/v1/documents/{document_id}"
    for scope in ("read", "write"):
        assert client.patch(path, json=body, headers=others[scope]).status_code == 403
    assert client.patch(path, json=body, headers=others["review"]).status_code == 200
    with Library.open(client.app_state["service"].settings.home) as library:
        library.set_access(document_id, "nhom:thanh-tra")
    for method, target in (("PATCH", path), ("POST", f"{path}/undo")):
        response = client.request(method, target, json=body if method == "PATCH" else {"field": "number"})
        assert response.status_code == 404, target
    assert client.get(f"/api/v1/library/documents/{document_id}/fields").status_code == 404


def test_the_strip_of_the_page_beside_a_field_is_a_part_of_it(client: TestClient) -> None:
    document_id = by_file(client, "bao-cao.pdf")
    whole = Image.open(io.BytesIO(client.get(f"/api/v1/library/documents/{document_id}/pages/1.png").content))
    for field in ("number", "signer"):
        response = client.get(f"/api/v1/library/documents/{document_id}/fields/{field}.png")
        assert response.status_code == 200, field
        strip = Image.open(io.BytesIO(response.content))
        assert strip.width == whole.width
        assert 0 < strip.height < whole.height
    text = by_file(client, "ke-hoach-cay.txt")
    assert client.get(f"/api/v1/library/documents/{text}/fields/number.png").status_code == 404
