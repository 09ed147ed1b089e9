"""The dashboard in a real browser: its plots with their tables, and every number a way to the list it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.routes.page_modules import modules_version
from service.settings import load_settings
from tests.benchmarks.dashboard import busy_library
from tests.support.browser_server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The service over invented documents with tasks and relations, and answers of the last month."""
    settings = load_settings(home=tmp_path_factory.mktemp("tổng quan"), workers=1, ocr=False, model="static")
    busy_library(settings.home, 150, 400)
    running = Server(settings.home, workers=1, ocr=False, model="static", keep_days=60)
    running.start()
    yield running
    running.stop()


def panel(page: Page, title: str) -> Locator:
    return page.locator(".panels > .card").filter(has=page.get_by_role("heading", name=title, exact=True))


def number(locator: Locator) -> int:
    expect(locator).to_have_text(re.compile(r"\d"))  # it may be being drawn
    return int(locator.inner_text().replace(".", ""))


def test_an_administrator_sees_it_first_and_chooses_the_days(page: Page, service: Server) -> None:
    page.goto(f"{service.address}/admin")
    expect(page.locator("h1")).to_have_text("Tổng quan")
    week = number(page.locator(".tiles strong").first)
    month = page.get_by_role("button", name="30 ngày")
    month.press("Enter")
    expect(month).to_have_attribute("aria-pressed", "true")
    expect(month).to_be_focused()
    assert number(page.locator(".tiles strong").first) > week > 0
    expect(panel(page, "Câu hỏi theo ngày").locator(".figures tbody tr")).to_have_count(30)
    page.get_by_role("button", name="Hôm nay").click()
    expect(panel(page, "Câu hỏi theo giờ")).to_be_visible()
    page.get_by_role("link", name="Nhiệm vụ", exact=True).click()
    page.get_by_role("link", name="Tổng quan").click()
    expect(page.get_by_role("button", name="Hôm nay")).to_have_attribute("aria-pressed", "true")


def test_a_plot_has_a_title_a_description_and_its_table(page: Page, service: Server) -> None:
    page.goto(f"{service.address}/admin#tong-quan")
    expect(page.get_by_role("button", name="7 ngày")).to_have_attribute("aria-pressed", "true")
    for title in ("Câu hỏi theo ngày", "Thời gian trả lời"):
        shown = panel(page, title)
        drawn = shown.get_by_role("img", name=title)
        expect(drawn).to_be_visible()
        assert len((drawn.locator("desc").first.text_content() or "").split()) > 8
        shown.get_by_text("Bảng số liệu").click()
        expect(shown.get_by_role("table", name=title)).to_be_visible()
        expect(shown.locator(".figures tbody tr")).to_have_count(7)
    counted = [number(cell) for cell in panel(page, "Câu hỏi theo ngày").locator(".figures td a").all()]
    legend = [number(one) for one in panel(page, "Câu hỏi theo ngày").locator(".legend a").all()]
    assert [sum(counted[place::3]) for place in range(3)] == legend
    answered = [count for count in counted[::3] if count]
    assert len(answered) >= 6, "answers of the last month: none of today in the first hour of a day"
    assert page.locator(".panels .plot rect.answered").count() == len(answered)
    page.set_viewport_size({"width": 320, "height": 700})
    page.wait_for_function("document.querySelector('.plot svg').clientWidth < 320")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_each_number_opens_its_list(page: Page, service: Server) -> None:
    def opened(place: Locator) -> int:
        count = number(place)
        place.click()
        return count

    def back() -> None:
        page.goto("about:blank")
        page.goto(f"{service.address}/admin#tong-quan")
        expect(page.locator(".tiles")).to_be_visible()

    back()
    nothing = opened(panel(page, "Câu hỏi theo ngày").locator(".legend a").nth(1))
    expect(page.locator("h1")).to_have_text("Câu hỏi")
    expect(page.locator(".count")).to_have_text(f"Đang hiện {min(nothing, 50)} mục")
    expect(page.locator("main .card .badge").first).to_have_text("không tìm thấy")
    page.get_by_role("link", name="Xem mọi câu hỏi").click()
    expect(
        page.locator("main .card").filter(has_text="lời câu hỏi của người khác chỉ hiện khi cần xem lại").first
    ).to_be_visible()
    back()
    asked = opened(panel(page, "Văn bản được hỏi nhiều").locator(".figures td a").last)
    expect(page.locator("main .notice")).to_contain_text("trích ")
    expect(page.locator("main .card")).to_have_count(min(asked, 50))
    back()
    waits = opened(panel(page, "Đang chờ").locator(".figures td a").nth(2))
    expect(page.get_by_text(f"{waits} văn bản cần xem.")).to_be_visible()
    expect(page.get_by_role("combobox").first).to_have_value("relation")
    back()
    due = opened(panel(page, "Thời hạn sắp đến").locator(".figures td a").nth(2))
    expect(page.get_by_text(f"{due} nhiệm vụ trong")).to_be_visible()
    back()
    panel(page, "Văn bản được hỏi nhiều").locator(".figures th a").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    back()
    held = opened(page.locator(".tiles strong").last)
    expect(page.locator(".count").first).to_have_text(f"{held} văn bản; đang hiện 1–100.")
    back()
    opened(panel(page, "Đang chờ").locator(".figures").nth(1).locator("a").nth(3))
    expect(page.get_by_label("Trạng thái")).to_have_value("failed")


def test_numbers_of_axes_labels_and_lines(page: Page, service: Server) -> None:
    page.goto(f"{service.address}/icon.svg")
    made = page.evaluate(
        """async (room) => {
          const { ticks, every, runs } = await import(`${room}/plots.js`);
          const { to } = await import(`${room}/dashboard.js`);
          return {
            ticks: [0, 1, 3, 7, 40, 99, 1234].map((most) => ticks(most)),
            every: [every(7, 400), every(30, 400), every(30, 2000), every(1, 0)],
            runs: runs([1, null, null, 2, 3, null]),
            to: [to("kho"), to("duyet", { kind: "head", none: null }), to("a", { since: "2026-11-01T00:00:00+00:00" })],
          };
        }""",
        f"/modules/{modules_version()}/admin",
    )
    assert made == {
        "ticks": [
            [0, 1], [0, 1], [0, 1, 2, 3], [0, 2, 4, 6, 8], [0, 10, 20, 30, 40], [0, 50, 100], [0, 500, 1000, 1500],
        ],
        "every": [1, 4, 1, 52],
        "runs": [[[0, 1]], [[3, 2], [4, 3]]],
        "to": ["#kho", "#duyet?kind=head", "#a?since=2026-11-01T00%3A00%3A00%2B00%3A00"],
    }  # fmt: skip
