"""The modules of the pages: their pure parts, and that old and new ones are never mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.routes.page_modules import modules_version
from tests.support.widget_page import LEAD, ask, expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.browser_server import Server

pytestmark = pytest.mark.browser


def test_text_is_cut_where_it_answers(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/icon.svg")
    made = page.evaluate(
        """async (room) => {
          const { date, pieces, visible } = await import(`${room}/parts/text.js`);
          const cut = (...given) => pieces(...given).map(({ text, marked }) => (marked ? `[${text}]` : text)).join("");
          return {
            dates: ["2023-03-09", "2023-01-10", "2023-12-31T08:00:00", null].map(date),
            cut: [["a b c", ["b"]], ["a b c", ["b c", "c"]], ["abc", ["abc"]], ["abc", [null, "x"]], ["", ["a"]]]
              .map(([text, parts]) => cut(text, parts)),
            shown: visible("a\\u202Eb"),
          };
        }""",
        f"/modules/{modules_version()}/widget",
    )
    assert made == {
        "dates": ["09/3/2023", "10/01/2023", "31/12/2023", ""],
        "cut": ["a [b] c", "a [b c]", "[abc]", "abc", ""],
        "shown": "a[U+202E]b",
    }


def test_sources_stand_by_document_with_each_warning_once(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/icon.svg")
    made = page.evaluate(
        """async (room) => {
          const { grouped, warningsOfAll } = await import(`${room}/sources/grouping.js`);
          const { letter } = await import(`${room}/answer/letter.js`);
          const source = (id, formal, ...notices) => ({ document: { id }, formal, notices });
          const sources = [source("a", "A1", "Lưu ý: cũ", "bản quét"), source("b", "B1"),
            source("a", "A2", "Lưu ý: cũ"), source("c", "C1")];
          const statements = [{ source: 0, quote: "q", slot: "Hạn", about: "Sở", shown: "1/5" },
            { source: 2, quote: "r" }, { source: 1, quote: "s" }];
          const flat = (groups) => groups.map(({ document, places, notices }) => [document.id,
            places.map(({ index }) => index), notices.map(({ text, index }) => [text, index])]);
          const { cited, others } = grouped(sources, statements);
          return {
            cited: flat(cited), others: flat(others), none: flat(grouped(sources, []).cited),
            all: [warningsOfAll(sources, statements), warningsOfAll(sources, statements.slice(0, 2))],
            letter: letter({ sources, statements: statements.slice(0, 2), notices: ["Lưu ý: cũ", "Tra cứu."] }),
          };
        }""",
        f"/modules/{modules_version()}/widget",
    )
    assert made["cited"] == [["a", [0, 2], [["Lưu ý: cũ", None], ["bản quét", 0]]], ["b", [1], []]]
    assert made["others"] == [["c", [3], []]]
    assert [group[0] for group in made["none"]] == ["a", "b", "c"]
    assert made["all"] == [[], ["Lưu ý: cũ"]]
    assert made["letter"] == "Hạn (Sở): 1/5\n“q” (A1).\n\n“r” (A2).\n\nLưu ý: cũ\n\nbản quét\n\nTra cứu."


def test_events_of_a_stream_cut_anywhere(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/icon.svg")
    made = page.evaluate(
        """async (room) => {
          const { events } = await import(`${room}/stream/events.js`);
          const text = 'event: sources\\ndata: {"a":"đ"}\\n\\nevent: answer\\ndata: {"b":2}\\n\\n';
          const bytes = new TextEncoder().encode(text);
          const all = [];
          for (let cut = 1; cut < bytes.length; cut += 1) {
            const parts = [bytes.slice(0, cut), bytes.slice(cut)];
            const pull = (to) => (parts.length ? to.enqueue(parts.shift()) : to.close());
            const stream = new ReadableStream({ pull });
            const found = [];
            for await (const event of events(stream)) found.push(event);
            all.push(JSON.stringify(found));
          }
          return [...new Set(all)];
        }""",
        f"/modules/{modules_version()}/widget",
    )
    assert made == ['[["sources",{"a":"đ"}],["answer",{"b":2}]]']


def test_old_tag_works_and_a_module_gone_is_said(page: Page, server: Server) -> None:
    """A script tag without a type; and a page from before an upgrade, whose modules are not there any more."""
    html = (
        "<!doctype html><html lang=vi><title>Trang nội bộ</title><main><h1>Trang nội bộ</h1></main>"
        "<hoi-van-ban mode=bubble></hoi-van-ban><script src=/widget.js></script></html>"
    )
    page.route("**/noi-bo", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(f"{server.address}/noi-bo")
    launcher = page.get_by_role("button", name="Hỏi Văn Bản")
    page.route("**/widget/chat.js", lambda route: route.fulfill(status=404, body=""))
    launcher.click()
    expect(page.get_by_role("alert")).to_contain_text("Hãy tải lại trang")
    page.unroute("**/widget/chat.js")
    page.reload()
    launcher.click()
    expect(ask(page, LEAD).locator(".lead .value")).to_have_text("Sở Thông tin và Truyền thông")
