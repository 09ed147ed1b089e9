"""Lists of documents over every interface: filters, pages, order, the file, the tool; each with its warnings."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient
from typer.testing import CliRunner

from index.ingestion.records import IngestReport
from service.app import create_app
from service.cli import app
from service.http.list_files import list_file
from service.http.sheet_files import Row
from service.settings import load_settings

LISTS = "/api/v1/lists/documents"


@pytest.fixture(scope="module")
def home(sample_library: tuple[Path, IngestReport]) -> Path:
    return sample_library[0]


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[TestClient]:
    with TestClient(create_app(load_settings(home=home, workers=1))) as opened:
        yield opened


def listed(client: TestClient, query: str, path: str = LISTS) -> dict[str, Any]:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def numbers(page: dict[str, Any]) -> list[str]:
    return [document["number"] for document in page["documents"]]


def test_filters_are_the_same_for_readers_and_askers(client: TestClient) -> None:
    for query in ("topics=thông tin đối ngoại", "body=HĐND tỉnh", "validity=expired", "types=Kế hoạch&made_for=2025"):
        assert listed(client, query) == listed(client, query, "/api/v1/documents")
    assert numbers(listed(client, "relation=based_on&target=901/2017/QĐ-UBND")) == ["516/KH-UBND"]


def test_a_list_is_paged_to_its_end(client: TestClient) -> None:
    found: list[str] = []
    after = ""
    while True:
        page = listed(client, f"order=oldest&limit=5{after}")
        found += numbers(page)
        if page["following"] is None:
            break
        after = f"&after={page['following']}"
    assert page["total"] == len(found) == len(set(found)) == 12
    assert found[0] == "9012/2001/QĐ-UB"
    assert client.get(f"{LISTS}?order=oldest&after=12").json()["code"] == "invalid_cursor"


def test_each_place_is_cited_and_quoted_word_for_word(client: TestClient) -> None:
    page = listed(client, "deadline_from=2025-09-01&deadline_to=2025-09-30")
    assert numbers(page) == ["9309/KH-UBND", "9411/UBND-KGVX"]
    for document in page["documents"]:
        for place in page["places"][document["id"]]:
            assert place["quote"] in client.get(place["view_url"]).json()["passage"]["text"]
            assert document["number"] in place["citation"]


def test_an_answer_says_where_its_whole_list_is(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": "Văn bản nào ban hành từ 2001 đến nay?"}).json()
    listing = answer["listing"]
    assert (listing["total"], listing["shown"], len(answer["candidates"])) == (12, 10, 10)
    assert "từ 1 đến 10" in answer["message"]
    assert sum(group["count"] for group in listing["groups"]) == 12
    page = client.get(f"{listing['url']}&limit=500").json()
    assert numbers(page)[:10] == [document["number"] for document in answer["candidates"]]
    assert page["total"] == 12
    assert client.get(f"{listing['export_url']}&format=csv").status_code == 200


def test_every_row_of_a_file_has_its_citation_and_its_warnings(client: TestClient) -> None:
    query = f"{LISTS}/export?validity=period_over&format="
    answer = client.get(f"{query}csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    head, body = rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if len(row) == len(rows[0])]
    assert [row["Số, ký hiệu"] for row in body] == ["9309/KH-UBND", "9208/KH-UBND", "9105/KH-UBND", "516/KH-UBND"]
    for row in body:
        assert row["Số, ký hiệu"] in row["Nơi trích"]
        assert "không có giá trị pháp lý" in row["Lưu ý"]
        assert "đã hết thời gian thực hiện" in row["Lưu ý"]
    assert any("Không tính 4 văn bản" in row[0] for row in rows)
    sheet = load_workbook(io.BytesIO(client.get(f"{query}xlsx").content)).active
    assert sheet is not None
    table = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert table[0] == head
    assert [row[1] for row in table[1:5]] == [row["Số, ký hiệu"] for row in body]


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "- Gạch đầu dòng", "@SUM(A1)"])
def test_no_program_computes_a_cell_of_a_file(text: str) -> None:
    row: Row = (1, text, *("" for _ in range(14)))
    written = list_file(iter([row]), (), "csv").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written)))[1][1] == f"'{text}"
    sheet = load_workbook(io.BytesIO(list_file(iter([row]), (), "xlsx"))).active
    assert sheet is not None
    assert (sheet["B2"].value, sheet["B2"].data_type) == (text, "s")


def test_the_command_lists_and_writes_the_same(client: TestClient, home: Path, tmp_path: Path) -> None:
    runner, query = CliRunner(), ["documents", "--home", str(home), "--filter", "topics=thông tin đối ngoại"]
    printed = runner.invoke(app, query)
    assert printed.exit_code == 0
    assert printed.output.startswith("6 văn bản (Quyết định 4, Công văn 1, Kế hoạch 1)")
    given = json.loads(runner.invoke(app, [*query, "--json"]).output)
    assert numbers(given) == numbers(listed(client, "topics=thông tin đối ngoại"))
    target = tmp_path / "danh-sach.xlsx"
    assert runner.invoke(app, [*query, "--output", str(target)]).exit_code == 0
    sheet = load_workbook(target).active
    assert sheet is not None
    assert sheet["B2"].value == "922/2025/QĐ-UBND"
    assert runner.invoke(app, ["documents", "--home", str(home), "--filter", "sai=1"]).exit_code == 2
    assert runner.invoke(app, ["documents", "--home", str(home), "--filter", "year=x"]).exit_code == 2
    nothing = runner.invoke(app, ["documents", "--home", str(home), "--filter", "year=1950"])
    assert nothing.exit_code == 1
