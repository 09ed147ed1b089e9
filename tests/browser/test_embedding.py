"""The widget in pages of registered and foreign sites, with short-lived tokens, before a service that needs a key."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.browser_server import ALLOWED_ORIGIN, Server
from tests.support.widget_page import LEAD, ask, expect, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Route

    from index.accounts.widget_sites import WidgetSite

pytestmark = pytest.mark.browser

FOREIGN = "http://la.example"


@pytest.fixture
def locked(library: Path, tmp_path: Path) -> Iterator[tuple[Server, WidgetSite, str]]:
    """A service with a key, one registered site, and that site's secret."""
    from index.accounts.keys_and_sessions import AccountStore
    from index.library.library import Library
    from service.access.keys import Keys
    from service.access.sites import Sites

    home = tmp_path / "kho"
    shutil.copytree(library, home)
    with Library.open(home) as opened:
        Keys(AccountStore(opened.engine)).create("quản trị", ["admin"])
        site, secret = Sites(opened.engine).create("Cổng nội bộ", [ALLOWED_ORIGIN])
    running = Server(home)
    running.start()
    yield running, site, secret
    running.stop()


def embed(page: Page, server: Server, attributes: str, more: str = "") -> None:
    """Pages of both origins that embed the widget under a strict policy."""
    service = server.address
    html = (
        "<!doctype html><html lang=vi><title>Cổng nội bộ</title><main><h1>Cổng nội bộ</h1>"
        f"<hoi-van-ban {attributes}></hoi-van-ban></main>{more}"
        f"<script type=module src={service}/widget.js></script></html>"
    )
    policy = (
        f"default-src 'none'; script-src {service} 'nonce-x'; connect-src {service}; img-src {service} blob:; "
        "base-uri 'none'"
    )
    headers = {"content-security-policy": policy, "content-type": "text/html; charset=utf-8"}

    def fulfil(route: Route) -> None:
        route.fulfill(body=html, headers=headers)

    for host in (ALLOWED_ORIGIN, FOREIGN):
        page.route(f"{host}/", fulfil)


def test_a_registered_page_asks_with_tokens_and_shows_pictures(
    page: Page, locked: tuple[Server, WidgetSite, str]
) -> None:
    server, site, secret = locked
    sent: list[Request] = []
    page.on("request", lambda one: sent.append(one))  # noqa: PLW0108 (Playwright marks the function it is given)
    embed(page, server, f"site={site.id}")
    page.goto(f"{ALLOWED_ORIGIN}/")
    turn = ask(page, LEAD)
    expect(turn.locator(".sources .card").first).to_contain_text("516/KH-UBND")
    turn.get_by_role("button", name=re.compile("Xem trang gốc")).first.click()
    dialog = page.get_by_role("dialog")
    picture = dialog.locator("img")
    expect(picture).to_be_visible()
    page.wait_for_function("e => e.complete && e.naturalWidth > 0", arg=picture.element_handle())
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Tải tệp gốc").click()
    assert download.value.suggested_filename == "S01-516-KH-UBND.pdf"
    assert violations(page) == []
    tokens = {one.headers["authorization"] for one in sent if "authorization" in one.headers}
    assert len(tokens) == 1
    assert tokens.pop().startswith("Bearer hvt_")
    minted = [one for one in sent if one.url.endswith("/widget/token") and one.method == "POST"]
    assert len(minted) == 1
    assert not any(secret in (one.post_data or "") + str(one.headers) + one.url for one in sent)


def test_a_foreign_page_gets_no_token_and_shows_nothing(page: Page, locked: tuple[Server, WidgetSite, str]) -> None:
    server, site, _ = locked
    embed(page, server, f"site={site.id}")
    page.goto(f"{FOREIGN}/")
    expect(ask(page, LEAD).locator(".message")).to_contain_text("chưa được đăng ký")
    assert page.locator(".sources .card").count() == 0


@pytest.mark.parametrize("given", ["site", "nothing"])
def test_a_bubble_of_a_foreign_page_says_why_it_is_empty(
    page: Page, locked: tuple[Server, WidgetSite, str], given: str
) -> None:
    """As soon as it is opened, before anything is asked: which origin it is, and what an administrator does."""
    server, site, _ = locked
    embed(page, server, "mode=bubble" + (f" site={site.id}" if given == "site" else ""))
    page.goto(f"{FOREIGN}/")
    page.get_by_role("button", name="Hỏi Văn Bản").click()
    told = page.locator(".welcome .notice")
    expect(told).to_contain_text(f"Trang này ({FOREIGN}) chưa được đăng ký")
    expect(told).to_contain_text("hoivanban sites create")


def test_a_token_of_one_origin_is_of_no_use_on_another(page: Page, locked: tuple[Server, WidgetSite, str]) -> None:
    """A token that the host's own server fetched works on its page, and not on the page that copied it."""
    import httpx

    server, site, secret = locked
    body = {"site": site.id, "origin": ALLOWED_ORIGIN}
    minted = httpx.post(
        f"{server.address}/api/v1/widget/token", json=body, headers={"Authorization": f"Bearer {secret}"}
    ).json()["token"]
    hand_in = f"<script nonce=x>document.querySelector('hoi-van-ban').token = async () => '{minted}'</script>"
    embed(page, server, "", hand_in)
    page.goto(f"{ALLOWED_ORIGIN}/")
    expect(ask(page, LEAD).locator(".sources .card").first).to_contain_text("516/KH-UBND")
    page.goto(f"{FOREIGN}/")
    expect(ask(page, LEAD).locator(".message")).to_contain_text("chưa được đăng ký")


def test_a_token_that_is_over_is_renewed(page: Page, locked: tuple[Server, WidgetSite, str]) -> None:
    server, site, _ = locked
    embed(page, server, f"site={site.id}")
    handed: list[str] = []

    def refuse_once(route: Route) -> None:
        handed.append(route.request.headers["authorization"])
        if len(handed) == 1:
            problem = {"title": "Chưa xác thực", "detail": "Mã đã hết hạn.", "code": "unauthorized", "status": 401}
            allowed = {"access-control-allow-origin": ALLOWED_ORIGIN}
            route.fulfill(status=401, json=problem, headers=allowed)
        else:
            route.continue_()

    page.route("**/api/v1/ask", refuse_once)
    page.goto(f"{ALLOWED_ORIGIN}/")
    expect(ask(page, LEAD).locator(".sources .card").first).to_contain_text("516/KH-UBND")
    assert len(handed) == 2
