"""A neighbour's quote on the page: whose library it comes from stands beside it, and it opens there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.browser_server import Server
from tests.support.commune_library import COMMUNE_QUESTION, commune_service, neighbours_file
from tests.support.small_library import write_documents
from tests.support.widget_page import ask, expect, shot, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[str]:
    with commune_service(tmp_path) as address:
        yield address


@pytest.fixture
def province(tmp_path: Path, commune: str) -> Iterator[Server]:
    settings = load_settings(home=tmp_path / "kho", workers=1, ocr=False)
    write_documents(tmp_path / "van-ban")
    ingest_paths(settings, [tmp_path / "van-ban"])
    listed = neighbours_file(tmp_path / "lang-gieng.toml", iamo=commune)
    running = Server(settings.home, workers=1, ocr=False, neighbours=listed, neighbour_seconds=10)
    running.start()
    yield running
    running.stop()


def test_a_quote_of_a_commune_says_so_and_opens_at_the_commune(page: Page, province: Server, commune: str) -> None:
    page.goto(province.address)
    turn = ask(page, COMMUNE_QUESTION)
    expect(turn.locator(".lead .value")).to_have_text("685.000.000 đồng")
    expect(turn).to_contain_text("theo kho của UBND xã iamo")
    place = turn.locator(".lead .cite")
    expect(place).to_contain_text("UBND xã iamo")
    with page.expect_popup() as opened:
        place.click()
    elsewhere = opened.value
    elsewhere.wait_for_load_state()
    assert elsewhere.url.startswith(f"{commune}/van-ban/")
    expect(elsewhere.get_by_text("685.000.000 đồng").first).to_be_visible()
    elsewhere.close()
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []
    shot(page, "dich-vu-lang-gieng")


def test_the_administrator_s_page_shows_how_a_neighbour_stands(page: Page, province: Server) -> None:
    page.goto(f"{province.address}/admin")
    page.get_by_role("button", name="Tình trạng kho").or_(page.get_by_role("link", name="Tình trạng kho")).first.click()
    card = page.get_by_role("article", name="Dịch vụ láng giềng UBND xã iamo")
    expect(card).to_contain_text("Chưa hỏi lần nào")
    page.get_by_role("button", name="Hỏi thử ngay").click()
    expect(card).not_to_contain_text("Chưa hỏi lần nào", timeout=15_000)
    expect(card.locator(".badges")).to_have_text(re.compile("Đã trả lời|Không có gì phù hợp"))
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []
