"""The page about the HTTP interface: every call, found by its words and tried; no foreign server is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.widget_page import LEAD, expect, shot, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

    from tests.support.browser_server import Server

pytestmark = pytest.mark.browser


def test_calls_are_found_read_and_tried(page: Page, server: Server) -> None:
    foreign: list[str] = []

    def keep_home(route: Route) -> None:
        if not route.request.url.startswith((server.address, "data:")):
            foreign.append(route.request.url)
        route.continue_()

    page.route("**/*", keep_home)
    page.goto(f"{server.address}/docs")
    assert "Giao diện lập trình" in page.title()
    expect(page.get_by_role("status").first).to_have_text(re.compile(r"^1\d\d địa chỉ$"))
    page.get_by_label("Tìm địa chỉ").fill("post /api/v1/ask")
    expect(page.get_by_role("status").first).to_have_text("1 địa chỉ")
    call = page.locator("details[data-method=POST]:visible").first
    call.locator("summary").first.click()
    expect(call.locator("pre").first).to_contain_text("curl -X POST")
    expect(call.get_by_text("Câu hỏi bằng tiếng Việt")).to_be_visible()
    call.get_by_text("Thử ngay").click()
    call.get_by_label("Nội dung gửi lên").fill(f'{{"question": "{LEAD}"}}')
    call.get_by_role("button", name="Gọi thử").click()
    expect(call.get_by_label("Kết quả")).to_contain_text('"value": "Sở Thông tin và Truyền thông"')
    call.get_by_text(re.compile(r"^Các trường")).click()
    expect(call.get_by_text("sources[].document.number").first).to_be_visible()
    assert violations(page) == []
    shot(page, "26-api")
    page.get_by_label("Tìm địa chỉ").fill("không có từ này")
    expect(page.get_by_text("Không có địa chỉ nào")).to_be_visible()
    assert foreign == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow_and_in_both_themes(chromium: Browser, server: Server, scheme: str) -> None:
    """Opened where the address says; no scrolling to the side at 320 pixels."""
    context = chromium.new_context(
        viewport={"width": 320, "height": 640}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(f"{server.address}/docs#get-/api/v1/documents/{{document_id}}")
    call = page.locator("details[open]").first
    expect(call.get_by_text("trong địa chỉ")).to_be_visible()
    for folded in call.locator("details.folded > summary").all():
        folded.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    context.close()
