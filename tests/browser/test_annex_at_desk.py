"""A clerk makes a whole file an annex at the desk; an official asks and is shown the main text's number; taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.browser_server import Server
from tests.support.bundled_papers import decision, write_text

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
LEVELS = "ĐỊNH MỨC TRỰC BẾN\n\n1. Người soát vé ở bến đò máy được bồi dưỡng 320.000 đồng một buổi trực.\n"
QUESTION = "Người soát vé ở bến đò máy được bồi dưỡng bao nhiêu một buổi trực?"
NAMED = "Phụ lục II Quyết định số 9207/QĐ-UBND"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "đến"
    folder.mkdir()
    write_text(folder / "chính.txt", (decision("9207/QĐ-UBND", mark="đò máy"),))
    (folder / "mức.txt").write_text(LEVELS, encoding="utf-8")
    settings = load_settings(home=tmp_path / "kho", workers=1, ocr=False)
    ingest_paths(settings, [folder])
    running = Server(settings.home)
    running.start()
    yield running
    running.stop()


def ask(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.get_by_role("textbox").first.fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_text("320.000").first).to_be_visible()


def test_a_file_is_made_an_annex_cited_by_its_main_text_and_taken_back(page: Page, desk: Server) -> None:
    page.goto(f"{desk.address}/admin#van-ban")
    page.locator("[data-table] tbody tr").filter(has_text="mức.txt").get_by_role("button").click()
    page.get_by_text("Cả tệp là phụ lục của văn bản khác").click()
    save = page.get_by_role("button", name="Đặt làm phụ lục")
    save.click()
    expect(page.get_by_text("Hãy chọn văn bản chính trong danh sách tìm được.")).to_be_visible()
    page.get_by_label("Văn bản chính").fill("9207")
    page.get_by_role("button", name="Quyết định số 9207/QĐ-UBND").click()
    page.get_by_label("Tên phụ lục trong trích dẫn").fill("Phụ lục II")
    save.click()
    expect(page.locator("[data-annex]")).to_contain_text("“Phụ lục II” của Quyết định số 9207/QĐ-UBND")
    ask(page, desk.address)
    expect(page.get_by_text(NAMED).first).to_be_visible()

    page.goto(f"{desk.address}/admin#van-ban")
    page.locator("[data-table] tbody tr").filter(has_text="chính.txt").get_by_role("button").click()
    page.get_by_text("Cả tệp là phụ lục của văn bản khác").click()
    expect(page.locator("[data-annexes] li")).to_contain_text([NAMED])
    page.keyboard.press("Escape")
    page.locator("[data-table] tbody tr").filter(has_text="mức.txt").get_by_role("button").click()
    page.get_by_text("Cả tệp là phụ lục của văn bản khác").click()
    page.locator("[data-annex]").get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("button", name="Đặt làm phụ lục")).to_be_visible()
    answer = page.request.post(f"{desk.address}/api/v1/ask", data={"question": QUESTION}).text()
    assert "320.000" in answer
    assert "Phụ lục II" not in answer
