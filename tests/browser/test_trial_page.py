"""The page to try the embedded widget: what is chosen is shown, and stands in the code to copy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.checkout import ROOT
from tests.support.widget_page import LEAD, ask, expect, question_box, shot, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.browser_server import Server

pytestmark = pytest.mark.browser


def test_attributes_are_tried_and_copied(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/thu-nhung")
    code = page.get_by_label("Mã để chép")
    expect(code).to_contain_text(f'<script type="module" src="{server.address}/widget.js"></script>')
    expect(question_box(page)).to_be_visible()
    page.get_by_label("Tên khung").fill('Hỏi "xã"')
    page.get_by_label("Câu gợi ý").fill("Hạn báo cáo là khi nào?")
    page.get_by_label("Giao diện (theme)").select_option("dark")
    page.get_by_label("Kiểu khung").select_option("bubble")
    expect(code).to_contain_text('mode="bubble" theme="dark" heading="Hỏi &quot;xã&quot;"')
    page.get_by_role("button", name='Hỏi "xã"').click()
    expect(page.locator("hoi-van-ban")).to_have_attribute("data-theme", "dark")
    expect(page.locator(".examples button")).to_have_text("Hạn báo cáo là khi nào?")
    expect(ask(page, LEAD).locator(".lead .value")).to_be_visible()
    heard = page.get_by_label("Sự kiện đã nhận")
    for name in ("open", "ask", "answer"):
        expect(heard.get_by_text(f"hoivanban:{name} ").first).to_be_attached()
    shot(page, "25-thu-nhung")
    assert violations(page) == []


def test_the_trial_page_shows_every_attribute_event_and_method(page: Page, server: Server) -> None:
    """What docs/integration.md lists can be tried: a new attribute or event is on the page too."""
    table = (ROOT / "docs" / "integration.md").read_text(encoding="utf-8")
    row = {name: re.findall(r"`([\w-]+|:\w+|--[\w-]+)[`(]", line) for name in ("attributes", "style", "methods")
           for line in re.findall(rf"^\| {name} \|(.+)$", table, re.MULTILINE)}  # fmt: skip
    page.goto(f"{server.address}/thu-nhung")
    for name in {*row["attributes"]} - {"src", "mode", "inline", "bubble", "page", "light", "dark", "auto"}:
        expect(page.locator(f"form [name={name}]")).to_be_attached()
    for name in ("--hvb-height", "--hvb-font-size", "--hvb-radius"):
        assert name in row["style"]
        expect(page.locator(f"form [name='{name}']")).to_be_attached()
    for name in row["methods"]:
        expect(page.locator(".methods button", has_text=name)).to_be_visible()
    sent = {found for path in (ROOT / "service" / "widget").rglob("*.js")
            for found in re.findall(r'emit\("(\w+)"', path.read_text(encoding="utf-8"))}  # fmt: skip
    assert {term.removeprefix("hoivanban:") for term in page.locator("dt code").all_inner_texts()} == sent
    assert all(f"`{name}`" in table or f"`:{name}`" in table or f"hoivanban:{name}`" in table for name in sent)
    page.get_by_label("Màu nhấn").fill("#7a1f1f")
    page.get_by_label("Chiều cao khung").fill("22rem")
    page.get_by_label("Tên đơn vị").fill("UBND xã Ia Hrung")
    expect(page.get_by_label("Mã để chép")).to_contain_text('unit="UBND xã Ia Hrung" accent="#7a1f1f"')
    expect(page.locator("hoi-van-ban .unit")).to_have_text("UBND xã Ia Hrung")
    assert page.locator("hoi-van-ban").evaluate("e => e.style.getPropertyValue('--hvb-height')") == "22rem"
    page.get_by_role("button", name="ask(").click()
    expect(page.locator(".turn .lead .value")).to_be_visible()
    page.get_by_label("Kiểu khung").select_option("bubble")
    page.get_by_label("Bong bóng mở sẵn").check()
    expect(page.locator("hoi-van-ban[mode=bubble][open] .panel")).to_be_visible()
    page.get_by_role("button", name="hide()").click()
    expect(page.locator("hoi-van-ban .panel")).to_be_hidden()
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def test_typing_is_helped_by_keys_and_by_the_length(page: Page, server: Server) -> None:
    page.goto(server.address)
    box = question_box(page)
    box.press_sequentially("ke hoach 51")
    offered = page.locator(".suggested button")
    expect(offered.first).to_contain_text("516/KH-UBND")
    box.press("ArrowUp")
    expect(offered.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(box).to_be_focused()
    box.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    assert "516/KH-UBND" in box.input_value()
    box.press_sequentially("9176")
    expect(offered.first).to_be_visible()
    box.press("Escape")
    expect(offered).to_have_count(0)
    box.fill("a" * 1200)
    expect(page.locator(".length")).to_have_text("1.200 / 2.000 ký tự")
    box.fill("a" * 2001)
    expect(page.locator(".length.over")).to_contain_text("quá dài")


def test_an_answer_is_printed_alone_on_one_page(page: Page, server: Server) -> None:
    page.goto(server.address)
    ask(page, LEAD)
    turn = ask(page, "Kế hoạch 516 do ai chủ trì, hạn báo cáo khi nào?")
    page.evaluate("() => { window.print = () => { window.asked = true } }")
    turn.get_by_role("button", name="In", exact=True).click()
    assert page.evaluate("window.asked")
    page.emulate_media(media="print")
    expect(page.locator(".turn").first).to_be_hidden()
    expect(turn.locator(".slot").first).to_be_visible()
    expect(turn.locator(".tools")).to_be_hidden()
    printed = page.pdf(format="A4")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") <= 1
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".turn").first).to_be_visible()


def test_a_machine_without_network_is_told_so(page: Page, server: Server) -> None:
    page.goto(server.address)
    expect(page.get_by_text("Kho hiện có")).to_be_visible()
    page.context.set_offline(True)
    turn = ask(page, LEAD)
    expect(turn.locator(".message")).to_contain_text("Máy đang ngoại tuyến")
    page.context.set_offline(False)
    turn.get_by_role("button", name="Hỏi lại").click()
    expect(page.locator(".turn").nth(1).locator(".lead .value")).to_be_visible()
