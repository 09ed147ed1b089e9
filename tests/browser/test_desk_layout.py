"""The clerk's table and queue as they stand on screen: rows drawn in two goes, one question for them, a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.benchmarks.desk_table import invented_library
from tests.support.browser_server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
ROWS = "[data-table] tbody tr"
WIDER = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service over 130 invented documents."""
    home = tmp_path_factory.mktemp("bàn")
    invented_library(home, 130)
    running = Server(home)
    running.start()
    yield running
    running.stop()


def test_the_first_screen_is_asked_for_once_and_all_its_rows_can_be_chosen(page: Page, desk: Server) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{desk.address}/admin#van-ban?types=KH")
    chosen = page.locator(ROWS).filter(has_text="Kế hoạch")
    expect(chosen.first).to_be_visible()
    expect(page.locator(ROWS)).to_have_count(chosen.count())
    assert len([url for url in asked if "/library/table?" in url]) == 1
    assert "types=KH" in next(url for url in asked if "/library/table?" in url)

    page.goto("about:blank")
    page.goto(f"{desk.address}/admin#van-ban")
    expect(page.locator(ROWS)).to_have_count(100)
    page.locator(f"{ROWS} button.name").first.focus()
    page.keyboard.press("Control+a")
    expect(page.get_by_text("Đã chọn 100.")).to_be_visible()
    expect(page.locator(f"{ROWS} input:checked")).to_have_count(100)
    page.keyboard.press("End")
    expect(page.locator(f"{ROWS} button.name").nth(99)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Dòng 100 / 100")
    page.keyboard.press("Escape")
    page.locator("[data-sort=number]").click()  # what was chosen stays so in rows that are drawn anew
    expect(page.locator("th[aria-sort]")).to_contain_text("Số, ký hiệu")
    expect(page.locator(ROWS)).to_have_count(100)
    ticked = page.locator(f"{ROWS} input:checked").count()
    assert ticked == page.locator(f"{ROWS}.chosen").count() >= 70


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_telephone_shows_sections_in_one_row_and_no_keys(chromium: Browser, desk: Server, theme: str) -> None:
    context = chromium.new_context(
        viewport={"width": 320, "height": 640},
        has_touch=True,
        is_mobile=True,
        color_scheme=theme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    for section, heading in (("van-ban", "Văn bản"), ("duyet", "Chờ duyệt"), ("kho", "Tình trạng kho")):
        page.goto("about:blank")
        page.goto(f"{desk.address}/admin#{section}")
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        page.wait_for_load_state("networkidle")
        assert not page.evaluate(WIDER), section
        for keys in page.locator(".keys").all():
            assert not keys.is_visible(), "a telephone has no keys"
        link = page.locator("nav [aria-current=page]")
        box, row = link.bounding_box(), page.locator("nav ul").first.bounding_box()
        assert box is not None
        assert row is not None
        assert row["height"] < 60, "the sections stand in one row"
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320, "the section at hand is in view"
    context.close()


def test_whoever_has_a_keyboard_may_unfold_its_keys(page: Page, desk: Server) -> None:
    page.goto(f"{desk.address}/admin#duyet")
    expect(page.locator("kbd").first).to_be_hidden()
    page.get_by_text("Phím tắt").click()
    expect(page.locator("kbd").first).to_be_visible()
    assert {"j", "k", "e", "1–9"} <= set(page.locator("kbd").all_inner_texts())
