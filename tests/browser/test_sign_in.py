"""Signing in with an account of a real identity provider, in a browser: the way in, who I am, and every way out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from index.library.library import Library
from tests.support.browser_server import Server, sync_api
from tests.support.identity_provider import CLIENT_ID, CLIENT_SECRET, PASSWORD, running_provider

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("oauth2_provider")
pytestmark = pytest.mark.browser
expect = sync_api.expect

EMBLEM = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="#b00"/></svg>'
ACCOUNTS: dict[str, dict[str, Any]] = {
    "chuyen.vien": {"name": "Siu Chuyên Viên", "roles": ["hvb-can-bo"], "groups": ["/can-bo"]},
    "quan.tri": {"name": "Lê Quản Trị", "roles": ["hvb-quan-tri"], "groups": ["/can-bo"]},
}


@pytest.fixture(scope="module")
def server(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("provider")
    emblem = folder / "bieu-trung.svg"
    emblem.write_text(EMBLEM, "utf-8")
    running = Server(
        library, oidc_client_id=CLIENT_ID, oidc_client_secret=CLIENT_SECRET, oidc_scopes_claim="roles",
        oidc_roles="hvb-can-bo=reader, hvb-quan-tri=admin", oidc_labels="can-bo=noi_bo", emblem=emblem,
        unit_name="Ủy ban nhân dân tỉnh Gia Lai", anonymous="ask",
    )  # fmt: skip
    with running_provider(folder, running.address, ACCOUNTS) as provider:
        running.settings["oidc_issuer"] = provider.issuer
        running.start()
        yield running
        running.stop()


def sign_in(page: Page, server: Server, account: str, path: str = "/") -> None:
    page.goto(f"{server.address}/login?next={path}")
    page.get_by_role("link", name="Đăng nhập bằng tài khoản cơ quan").click()
    page.get_by_label("Tài khoản").fill(account)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Vào").click()
    page.wait_for_url(f"{server.address}{path}")


def set_end(library: Path, seconds: int) -> None:
    """Every session ends so many seconds from now, if it is not used."""
    end = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="seconds")
    with Library.open(library) as opened, opened.engine.begin() as connection:
        connection.execute(text("UPDATE sessions SET ends_at = :end"), {"end": end})


def violations(page: Page) -> list[str]:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is missing: pip install -e '.[test]'"
    )
    return [found["id"] for found in axe.Axe().run(page).response["violations"]]


def test_the_whole_path_in_and_out(page: Page, server: Server) -> None:
    page.goto(server.address)
    expect(page.get_by_text("Khách: chỉ thấy văn bản công khai")).to_be_visible()
    page.get_by_role("link", name="Đăng nhập").click()
    page.get_by_role("link", name="Đăng nhập bằng tài khoản cơ quan").click()
    page.get_by_label("Tài khoản").fill("chuyen.vien")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Vào").click()
    mine = page.get_by_role("button", name="Tài khoản: Siu Chuyên Viên")
    expect(mine).to_be_visible()
    page.get_by_role("textbox", name="Nội dung cần hỏi").fill("kế hoạch 516 do ai chủ trì?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sở Thông tin và Truyền thông").first).to_be_visible()
    mine.click()
    expect(page.get_by_text("Công khai, Nội bộ")).to_be_visible()
    expect(page.get_by_text("sau 15 phút không thao tác")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Đăng xuất", exact=True)).to_be_hidden()
    mine.click()
    page.get_by_role("link", name="Phiên đăng nhập của tôi").click()
    expect(page.get_by_role("heading", name="Tài khoản của tôi")).to_be_visible()
    expect(page.get_by_text("(phiên này)")).to_be_visible()
    assert violations(page) == []
    page.go_back()
    page.get_by_role("button", name="Tài khoản: Siu Chuyên Viên").click()
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    expect(page.get_by_text("Bạn đã đăng xuất khỏi Hỏi Văn Bản.")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Đăng xuất cả tài khoản cơ quan").click()
    expect(page).to_have_url(re.compile(r"/o/logout/"))


def test_a_session_ended_elsewhere_is_said_plainly(page: Page, server: Server, chromium: Browser) -> None:
    sign_in(page, server, "chuyen.vien")
    expect(page.get_by_role("button", name="Tài khoản: Siu Chuyên Viên")).to_be_visible()
    elsewhere = chromium.new_context(locale="vi-VN")
    other = elsewhere.new_page()
    sign_in(other, server, "quan.tri", "/admin")
    other.goto(f"{server.address}/admin#phien")
    card = other.locator(".card", has_text="Siu Chuyên Viên").first
    expect(card).to_contain_text("Chrome trên Linux")
    assert violations(other) == []
    card.get_by_role("button", name="Kết thúc phiên của Siu Chuyên Viên").click()
    expect(other.get_by_role("status")).to_contain_text("Đã kết thúc một phiên")
    elsewhere.close()
    page.get_by_role("textbox", name="Nội dung cần hỏi").fill("kế hoạch 516 do ai chủ trì?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Phiên đăng nhập đã kết thúc: hết giờ, hoặc").first).to_be_visible()
    page.reload()
    expect(page.get_by_text("Khách: chỉ thấy văn bản công khai")).to_be_visible()


def test_signing_out_everywhere_from_the_menu_ends_the_other_browser(
    page: Page, server: Server, chromium: Browser
) -> None:
    elsewhere = chromium.new_context(locale="vi-VN")
    other = elsewhere.new_page()
    sign_in(other, server, "quan.tri", "/admin")
    sign_in(page, server, "quan.tri", "/admin")
    page.get_by_role("button", name="Tài khoản: Lê Quản Trị").click()
    page.get_by_role("button", name="Đăng xuất mọi nơi").click()
    expect(page.get_by_text("Bạn đã đăng xuất khỏi Hỏi Văn Bản.")).to_be_visible()
    other.goto(f"{server.address}/admin#phien")
    other.reload()
    assert other.evaluate("fetch('/api/v1/session').then((r) => r.json()).then((s) => s.kind)") == "anonymous"
    elsewhere.close()


def test_the_idle_end_is_said_before_it_strikes(page: Page, server: Server, library: Path) -> None:
    page.clock.install()
    sign_in(page, server, "chuyen.vien")
    expect(page.get_by_role("button", name="Tài khoản: Siu Chuyên Viên")).to_be_visible()
    set_end(library, 40)
    page.clock.fast_forward("14:10")
    warning = page.get_by_role("dialog", name="Phiên đăng nhập sắp kết thúc")
    expect(warning).to_be_visible()
    expect(warning).to_contain_text("giây")
    assert violations(page) == []
    warning.get_by_role("button", name="Ở lại").click()
    expect(warning).to_be_hidden()
    with Library.open(library) as opened, opened.engine.connect() as connection:
        end = str(connection.execute(text("SELECT max(ends_at) FROM sessions")).scalar())
    assert datetime.fromisoformat(end) > datetime.now(UTC) + timedelta(minutes=14)
    set_end(library, 40)
    page.clock.fast_forward("14:10")
    expect(warning).to_be_visible()
    set_end(library, -1)
    page.clock.fast_forward("01:00")
    expect(page.get_by_text("Phiên đã kết thúc vì không có thao tác nào.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 768, 320])
def test_the_login_page_looks_like_the_rest_at_every_width(page: Page, server: Server, width: int, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{server.address}/login")
    expect(page.get_by_text("Ủy ban nhân dân tỉnh Gia Lai")).to_be_visible()
    assert page.locator("img.emblem").evaluate("(image) => image.naturalWidth > 0")
    expect(page.get_by_label("Khóa truy cập")).to_be_hidden()
    page.get_by_text("Đăng nhập bằng khóa").click()
    page.get_by_label("Khóa truy cập").fill("hvb_sai")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_contain_text("Khóa không đúng")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
