"""Overviews over HTTP and on the command line: JSON, DOCX, PDF; what may not be seen is not found."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient
from typer.testing import CliRunner

from service.answering.overview.comparison_page import (
    ComparedCell,
    ComparedRow,
    ComparedTable,
    ComparisonPage,
    marked,
)
from service.app import create_app
from service.cli import app
from service.documents.ingest_command import ingest_paths
from service.exports import comparison_docx, comparison_pdf
from service.settings import Settings, load_settings
from tests.support.small_library import write_documents


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("overviews")
    write_documents(folder / "docs")
    made = load_settings(home=folder / "home", workers=1, ocr=False)
    ingest_paths(made, [folder / "docs"])
    return made


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as opened:
        yield opened


def address(client: TestClient, name: str) -> str:
    listed = client.get("/api/v1/documents").json()["documents"]
    return next(f"/api/v1/documents/{one['id']}" for one in listed if one["file_name"] == name)


def test_a_summary_cites_every_line(client: TestClient) -> None:
    found = client.get(f"{address(client, 'ke hoach thư viện.txt')}/summary").json()
    lines = {aspect["aspect"]: aspect["lines"] for aspect in found["aspects"]}
    (money,) = lines["money"]
    assert "2.450.000.000 đồng" in money["quote"]
    assert money["label"] == "mục III"
    assert money["quote"] in client.get(money["view_url"]).json()["passage"]["text"]
    assert [line["body"] for line in lines["reporting"]] == [
        "Sở Văn hóa, Thể thao và Du lịch", "Ủy ban nhân dân các huyện, thị xã, thành phố",
    ]  # fmt: skip
    assert found["title"].startswith("Tóm tắt Kế hoạch số 9701/KH-UBND")
    assert found["notices"]


def test_a_summary_as_files(client: TestClient) -> None:
    base = f"{address(client, 'ke hoach thư viện.txt')}/summary"
    pdf = client.get(base, params={"format": "pdf"})
    assert pdf.headers["content-type"] == "application/pdf"
    assert "attachment" in pdf.headers["content-disposition"]
    assert len(PdfReader(io.BytesIO(pdf.content)).pages) == 1
    written = docx.Document(io.BytesIO(client.get(base, params={"format": "docx"}).content))
    assert any("2.450.000.000 đồng" in paragraph.text for paragraph in written.paragraphs)
    assert client.get(base, params={"format": "rtf"}).status_code == 422
    again = client.get(base, headers={"If-None-Match": client.get(base).headers["etag"]})
    assert again.status_code == 304


def test_two_documents_side_by_side(client: TestClient) -> None:
    plan, trees = address(client, "ke hoach thư viện.txt"), address(client, "ke-hoach-cay.txt")
    found = client.get(f"{plan}/comparison/{trees.rsplit('/', 1)[1]}").json()
    assert (found["left"]["number"], found["right"]["number"]) == ("9701/KH-UBND", "9701/KH-UBND")
    assert any("500.000 cây" in row["right"]["quote"] for row in found["differences"] if row["kind"] == "added")
    same = client.get(f"{plan}/comparison/{plan.rsplit('/', 1)[1]}").json()
    assert same["differences"] == []
    assert client.get(f"{plan}/comparison/d_khong_co").status_code == 404
    assert client.get("/api/v1/documents/d_khong_co/summary").status_code == 404


def test_a_comparison_as_files(client: TestClient) -> None:
    plan, trees = address(client, "ke hoach thư viện.txt"), address(client, "ke-hoach-cay.txt")
    base = f"{plan}/comparison/{trees.rsplit('/', 1)[1]}"
    pdf = client.get(base, params={"format": "pdf"})
    assert pdf.headers["content-type"] == "application/pdf"
    assert "so-sanh-" in pdf.headers["content-disposition"]
    printed = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages).split())
    written = docx.Document(io.BytesIO(client.get(base, params={"format": "docx"}).content))
    rows = [[cell.text for cell in row.cells] for table in written.tables for row in table.rows]
    paragraphs = "\n".join(paragraph.text for paragraph in written.paragraphs)
    for row in client.get(base).json()["differences"]:
        for side, column in (("left", 1), ("right", 2)):
            if row[side] is None:
                continue
            assert any(row[side]["quote"] in cells[column] for cells in rows)
            assert " ".join(row[side]["quote"].split())[:30] in printed
    for text in (printed, paragraphs):
        assert text.count("đã hết thời gian thực hiện") >= 2
        assert "Kết quả chỉ để tra cứu" in text
    assert {"ke hoach thư viện.txt", "ke-hoach-cay.txt"} <= set(re.findall(r"[\w -]+\.txt", " ".join(rows[0])))
    again = client.get(base, params={"format": "pdf"}, headers={"If-None-Match": pdf.headers["etag"]})
    assert again.status_code == 304


def test_a_quote_longer_than_a_page_is_printed_whole() -> None:
    words = " ".join(f"từ{place}" for place in range(4000))
    cell = ComparedCell(marked(f"{words} 12 tỷ đồng <b>&", ["12 tỷ đồng"]), "mục I, tr. 1")
    row = ComparedRow("Dòng dài\x0c", "Khác", cell, None)
    page = ComparisonPage("So sánh", "1 điểm khác", ("A", "B"), (), (ComparedTable("Kinh phí", (row,)),), "Hết")
    printed = " ".join(
        sheet.extract_text() for sheet in PdfReader(io.BytesIO(comparison_pdf.comparison_pdf(page))).pages
    )
    written = docx.Document(io.BytesIO(comparison_docx.comparison_docx(page)))
    for text in (printed, written.tables[0].rows[1].cells[1].text):
        assert "từ3999 12 tỷ đồng <b>&" in " ".join(text.split())
        assert all(f"từ{place}" in text for place in (0, 1500, 3000))


def test_commands(settings: Settings, tmp_path: Path) -> None:
    runner, home = CliRunner(), ["--home", str(settings.home)]
    shown = runner.invoke(app, ["summary", "9702/2023/QĐ-UBND", *home])
    assert "Hiệu lực" in shown.output
    assert "“Quyết định này có hiệu lực từ ngày 01 tháng 7 năm 2023.”" in shown.output
    assert runner.invoke(app, ["summary", "9702/2023/QĐ-UBND", "-o", str(tmp_path / "a.pdf"), *home]).exit_code == 0
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    refused = runner.invoke(app, ["summary", "9702/2023/QĐ-UBND", "-o", str(tmp_path / "a.rtf"), *home])
    assert (refused.exit_code, ".docx hoặc .pdf" in refused.output) == (2, True)
    several = runner.invoke(app, ["summary", "9701/KH-UBND", *home])
    assert (several.exit_code, "Có 2 văn bản" in several.output) == (2, True)
    compared = runner.invoke(app, ["compare", "9702/2023/QĐ-UBND", "9703/BC-UBND", *home])
    assert compared.exit_code == 0
    assert "Chỉ có ở Quyết định số 9702/2023/QĐ-UBND" in compared.output
    assert "! Báo cáo số 9703/BC-UBND: " in compared.output
    for name, opening in (("b.docx", b"PK"), ("b.pdf", b"%PDF")):
        command = ["compare", "9702/2023/QĐ-UBND", "9703/BC-UBND", "-o", str(tmp_path / name), *home]
        assert runner.invoke(app, command).exit_code == 0
        assert (tmp_path / name).read_bytes().startswith(opening)
