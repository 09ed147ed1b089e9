"""The history at the side, pages of answers and documents, and the page's look: as two people meet them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.widget_page import LEAD, ask, expect, question_box, shot, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.browser_server import Server

pytestmark = pytest.mark.browser

SUMMARY = "Tóm tắt Kế hoạch 516/KH-UBND"
#: Twelve questions of one conversation, asked beside the page.
ASK_MANY = """async (question) => {
  let conversation_id;
  for (let turn = 0; turn < 12; turn += 1) {
    const body = JSON.stringify({ question: `${question} (lượt ${turn})`, conversation_id });
    const said = await fetch("/api/v1/ask", { method: "POST", body, headers: { "content-type": "application/json" } });
    ({ conversation_id } = await said.json());
  }
}"""


def rows(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_role("complementary", name="Lịch sử hỏi đáp").locator(".row")


def test_history_is_searched_named_deleted_and_survives_a_reload(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(server.address)
    expect(question_box(page)).to_be_focused()
    expect(page.get_by_text("Chưa có cuộc hỏi nào.")).to_be_visible()
    ask(page, LEAD)
    page.get_by_role("button", name="Cuộc hỏi mới").click()
    ask(page, "Thời hạn báo cáo theo Kế hoạch 516/KH-UBND là khi nào?")
    expect(rows(page)).to_have_count(2)
    expect(rows(page).first.locator("[aria-current]")).to_contain_text("Thời hạn báo cáo")
    page.reload()
    expect(page.locator(".turn .asked")).to_contain_text("Thời hạn báo cáo")
    rows(page).nth(1).locator(".open").click()
    expect(page.locator(".turn .lead .value")).to_have_text("Sở Thông tin và Truyền thông")
    page.get_by_role("searchbox").fill("co quan nao chu tri")
    expect(rows(page)).to_have_count(1)
    rows(page).get_by_role("button", name="Đổi tên").click()
    page.get_by_label("Tên mới").fill("Đầu mối đối ngoại")
    page.keyboard.press("Enter")
    page.get_by_role("searchbox").fill("đầu mối")
    expect(rows(page).locator(".title")).to_have_text("Đầu mối đối ngoại")
    shot(page, "21-lich-su")
    assert violations(page) == []
    rows(page).get_by_role("button", name="Xóa").click()
    page.get_by_role("button", name="Xóa", exact=True).click()
    expect(page.get_by_text("Không có cuộc hỏi nào như vậy.")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    page.get_by_role("searchbox").fill("")
    expect(rows(page)).to_have_count(1)


def test_a_long_conversation_is_opened_at_its_last_question(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(server.address)
    page.evaluate(ASK_MANY, LEAD)
    page.reload()
    found = rows(page).filter(has_text="(lượt 0)")
    expect(found.locator(".open")).to_have_attribute("title", f"{LEAD} (lượt 0)")
    found.locator(".open").click()
    expect(page.locator(".turn")).to_have_count(12)
    expect(page.locator(".turn .asked").last).to_be_in_viewport()
    expect(page.locator(".turn .asked").first).not_to_be_in_viewport()
    page.reload()
    expect(page.locator(".turn .asked").last).to_be_in_viewport()


def test_an_answers_page_is_for_whoever_was_given_it(page: Page, server: Server, chromium: Browser) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.address)
    page.goto(server.address)
    turn = ask(page, LEAD)
    turn.get_by_role("button", name="Sao chép liên kết").click()
    expect(turn.get_by_text("Đã sao chép liên kết.")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    document_id = page.request.get(f"{server.address}/api/v1/documents?limit=50").json()["documents"]
    plan = next(item for item in document_id if item["number"] == "516/KH-UBND")
    other = chromium.new_context(
        viewport={"width": 1366, "height": 768}, locale="vi-VN", color_scheme="dark"
    ).new_page()
    try:
        other.goto(link)
        expect(other.locator(".lead .value")).to_have_text("Sở Thông tin và Truyền thông")
        expect(other.get_by_text("nguyên như lúc đó")).to_be_visible()
        expect(other.get_by_text("Câu trả lời này có ích không?")).to_have_count(0)
        assert other.evaluate("document.querySelector('hoi-van-ban').dataset.theme") == "dark"
        shot(other, "22-trang-cau-tra-loi")
        assert violations(other) == []
        other.goto(link.split("?")[0])
        expect(other.get_by_role("alert")).to_contain_text("Không có câu trả lời")
        other.goto(f"{server.address}/van-ban/{plan['id']}#trang-2")
        expect(other.locator("dialog .where")).to_have_text(re.compile(r"Trang 2 / \d+"))
        source = page.request.post(f"{server.address}/api/v1/search", data={"question": LEAD}).json()["hits"][0]
        other.goto(f"{server.address}/van-ban/{source['document']['id']}?doan={source['id']}")
        expect(other.get_by_role("dialog").locator(".excerpt")).to_be_visible()
    finally:
        other.context.close()


@pytest.mark.parametrize("width", [1366, 768, 320])
def test_both_themes_are_accessible(page: Page, server: Server, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(server.address)
    switch = page.locator("button.theme")
    switch.click()
    switch.click()
    expect(page.locator("hoi-van-ban")).to_have_attribute("data-theme", "dark")
    ask(page, LEAD)
    ask(page, SUMMARY)
    page.locator(".next").last.scroll_into_view_if_needed()
    expect(page.locator(".next button").first).to_be_visible()
    page.locator("details > summary").evaluate_all("all => all.forEach((one) => { one.parentElement.open = true })")
    assert violations(page) == []
    shot(page, f"23-toi-{width}")
    if width == 320:
        page.get_by_role("button", name="Lịch sử", exact=True).click()
        expect(rows(page)).to_have_count(1)
        assert violations(page) == []
        shot(page, "24-lich-su-hep")
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Lịch sử", exact=True)).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.reload()
    expect(page.locator("hoi-van-ban")).to_have_attribute("data-theme", "dark")
    switch.click()
    expect(page.locator("hoi-van-ban")).to_have_attribute("data-theme", "light")
    assert violations(page) == []
