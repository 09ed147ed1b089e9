"""Summaries and comparisons on the chat page, wide and narrow."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.browser_server import Server
from tests.support.widget_page import ask, expect, shot, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SIZES = ((1366, 768), (320, 640))
SAMPLES = ("S01-516-KH-UBND.pdf", "S02-901-2017-QD-UBND.pdf", "S04-922-2025-QD-UBND.pdf")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, corpus_dir: Path) -> Iterator[Server]:
    """A service over a plan and two regulations, the second of which replaced the first."""
    from service.documents.ingest_command import ingest_paths
    from service.settings import load_settings

    folder, home = tmp_path_factory.mktemp("van-ban"), tmp_path_factory.mktemp("kho")
    shutil.copy(corpus_dir / "manifest.jsonl", folder)
    for name in SAMPLES:
        shutil.copy(corpus_dir / "documents" / name, folder / name)
    ingest_paths(load_settings(home=home, workers=1, ocr=False), [folder])
    running = Server(home)
    running.start()
    yield running
    running.stop()


@pytest.mark.parametrize("size", SIZES, ids=["1366", "320"])
def test_a_summary_is_a_page_of_aspects(page: Page, server: Server, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(server.address)
    turn = ask(page, "tóm tắt kế hoạch 516")
    overview = turn.locator(".overview")
    expect(overview.get_by_role("heading", name="Nhiệm vụ theo cơ quan")).to_be_visible()
    expect(turn.locator(".answer > .statements")).to_have_count(0)
    titles = overview.locator(":is(h3, h4)").all_inner_texts()
    assert titles.index("Căn cứ") < titles.index("Nhiệm vụ theo cơ quan") < titles.index("Báo cáo")
    told = turn.locator(".answer").inner_text()
    assert told.count("đã hết thời gian thực hiện") == 1
    assert told.index("đã hết thời gian thực hiện") < told.index("Căn cứ"), "validity stands on top"
    tasks = overview.locator("section").filter(has=page.get_by_role("heading", name="Nhiệm vụ theo cơ quan"))
    expect(tasks.locator("li").first).to_contain_text("Sở Thông tin và Truyền thông")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    tasks.scroll_into_view_if_needed()
    shot(page, f"tom-tat-{size[0]}")
    with page.expect_download() as saved:
        overview.get_by_role("link", name="Tải PDF").click()
    assert saved.value.suggested_filename.endswith(".pdf")
    tasks.locator("button.cite").first.click()
    expect(page.locator("dialog")).to_be_visible()


@pytest.mark.parametrize("size", SIZES, ids=["1366", "320"])
def test_two_documents_stand_side_by_side(page: Page, server: Server, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(server.address)
    turn = ask(page, "So sánh QĐ 901/2017 và QĐ 922/2025")
    table = turn.locator("table.compared").filter(has_text="Thời hạn")
    row = table.locator("tbody tr").filter(has_text="ngày 31 tháng 01")
    expect(row.locator("td").nth(1)).to_contain_text("ngày 15 tháng 01")
    expect(row.locator("td mark").first).to_have_text("ngày 31 tháng 01")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    row.scroll_into_view_if_needed()
    shot(page, f"so-sanh-{size[0]}")
    turn.get_by_role("button", name="Xem cả").click()
    assert turn.locator("table.compared tbody tr").count() > 40
    with page.expect_download() as saved:
        turn.locator(".overview").get_by_role("link", name="Tải DOCX").click()
    assert saved.value.suggested_filename.startswith("so-sanh")
    assert saved.value.suggested_filename.endswith(".docx")
    row.locator("button.cite").first.click()
    expect(page.locator("dialog")).to_be_visible()


def test_the_quotes_stay_where_the_table_cannot_be_had(page: Page, server: Server) -> None:
    page.route("**/comparison/**", lambda route: route.abort())
    page.goto(server.address)
    turn = ask(page, "So sánh QĐ 901/2017 và QĐ 922/2025")
    expect(turn.locator(".overview .notice")).to_be_visible()
    expect(turn.locator(".answer > .statements")).to_be_visible()


def test_a_topic_compared_keeps_its_quotes(page: Page, server: Server) -> None:
    page.goto(server.address)
    turn = ask(page, "Cơ quan chủ trì thông tin đối ngoại năm 2017 và 2025 khác nhau thế nào?")
    expect(turn.locator(".answer > .statements li").first).to_be_visible()
    expect(turn.locator(".overview")).to_have_count(0)
