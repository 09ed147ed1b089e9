"""Modules that a page reads later, while network or service are away: nothing breaks, and they come when it is back.

The fixture `page` fails a test on any uncaught exception, so a module that nobody waits for is seen here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.widget_page import LEAD, ask, expect, question_box

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.support.browser_server import Server

pytestmark = pytest.mark.browser


class Away:
    """The modules of these names, which cannot be fetched until `back` is called."""

    def __init__(self, page: Page, *names: str) -> None:
        self.page = page
        self.asked: set[str] = set()
        self.patterns = [f"**/{name}.js" for name in names]
        for pattern in self.patterns:
            page.route(pattern, self._refuse)

    def _refuse(self, route: Route) -> None:
        self.asked.add("/".join(route.request.url.removesuffix(".js").split("/")[-2:]))
        route.abort("internetdisconnected")

    def back(self) -> None:
        for pattern in self.patterns:
            self.page.unroute(pattern)
        self.page.evaluate("dispatchEvent(new Event('online'))")


def test_the_chat_answers_without_what_it_reads_later_and_shows_it_when_the_network_is_back(
    page: Page, server: Server
) -> None:
    names = ("account/menu", "account/idle", "pages/pages", "composer/voice")
    away = Away(page, *names)
    page.goto(server.address)
    expect(ask(page, LEAD).locator(".lead .value")).to_be_visible()
    tasks = page.get_by_role("button", name="Việc được giao")
    expect(tasks).to_have_count(0)
    assert away.asked >= {"account/menu", "account/idle", "pages/pages"}
    with page.expect_response("**/account/menu.js"), page.expect_response("**/account/idle.js"):
        away.back()
    expect(tasks).to_be_visible()


def test_a_service_that_comes_back_by_itself_is_tried_again(page: Page, server: Server) -> None:
    """Where only the service was away the browser tells nothing: the pauses alone bring the modules."""
    failures = iter([True, True, False])
    page.route("**/pages/pages.js", lambda route: route.abort() if next(failures, False) else route.continue_())
    page.goto(server.address)
    expect(page.get_by_role("button", name="Việc được giao")).to_be_visible()
    assert next(failures, None) is None


def test_a_page_that_cannot_be_read_gives_the_question_box_back_and_says_so(page: Page, server: Server) -> None:
    away = Away(page, "tasks/register")
    page.goto(server.address)
    tasks = page.get_by_role("button", name="Việc được giao")
    tasks.click()
    expect(page.get_by_role("alert")).to_contain_text("Không mở được phần này")
    expect(question_box(page)).to_be_visible()
    assert "#" not in page.url
    away.back()
    tasks.click()
    expect(page.get_by_role("heading", name="Ai làm gì, hạn nào", level=1)).to_be_visible()
    page.go_back()
    expect(question_box(page)).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="Không mở được")).to_have_count(0)


def test_a_summary_whose_module_is_away_comes_with_the_network(page: Page, server: Server) -> None:
    away = Away(page, "answer/overviews")
    page.goto(server.address)
    turn = ask(page, "tóm tắt kế hoạch 516")
    heading = turn.get_by_role("heading", name="Nhiệm vụ theo cơ quan")
    expect(heading).to_have_count(0)
    away.back()
    expect(heading).to_be_visible()
