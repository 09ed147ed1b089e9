"""The chat page as a reader uses it: ask, wait for the answer, look for faults of access."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.checkout import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ARTEFACTS = ROOT / "tests" / "browser" / "artefacts"
LEAD = "Kế hoạch 516/KH-UBND do cơ quan nào chủ trì?"


def expect(locator: Locator):  # type: ignore[no-untyped-def]
    from playwright.sync_api import expect as assertion

    return assertion(locator)


def question_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Nội dung cần hỏi")


def ask(page: Page, question: str) -> Locator:
    """Ask from the keyboard and return the newest answer."""
    before = page.locator(".turn").count()
    question_box(page).fill(question)
    question_box(page).press("Enter")
    turn = page.locator(".turn").nth(before)
    expect(turn.locator(".answer:not(.busy, .arriving)")).to_be_visible()
    return turn


def shot(page: Page, name: str) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png")


def violations(page: Page) -> list[str]:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is missing: pip install -e '.[test]'"
    )
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
    return [f"{item['id']}: {item['help']} {[node['target'] for node in item['nodes']]}" for item in found]
