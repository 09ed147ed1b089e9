"""Rephrasing on the page: the quoted answer stands first, the model's sentences under it, marked as such."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.browser_server import Server
from tests.support.language_model import StandIn, listed, running_model
from tests.support.small_library import write_documents
from tests.support.widget_page import ask, expect, shot, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

MONEY = "Kinh phí phát triển thư viện cơ sở là bao nhiêu tiền?"


@pytest.fixture
def model() -> Iterator[StandIn]:
    with running_model() as server:
        yield server


@pytest.fixture
def service(tmp_path: Path, model: StandIn) -> Iterator[Server]:
    settings = load_settings(home=tmp_path / "kho", workers=1, ocr=False)
    write_documents(tmp_path / "van-ban")
    ingest_paths(settings, [tmp_path / "van-ban"])
    running = Server(settings.home, workers=1, ocr=False, llm_url=model.address, llm_seconds=2)
    running.start()
    yield running
    running.stop()


def test_sentences_stand_under_the_quotes_when_asked_for(page: Page, service: Server, model: StandIn) -> None:
    model.reply = lambda quotes: listed((0, quotes[0]), (0, "Kinh phí là 9 tỷ đồng mỗi năm."))
    page.goto(service.address)
    turn = ask(page, MONEY)
    expect(turn.locator("blockquote").first).to_contain_text("2.450.000.000 đồng")
    assert not model.asked  # nothing is sent unasked
    turn.get_by_role("button", name="Diễn đạt gọn lại").click()
    shown = turn.locator(".rephrased")
    expect(shown.get_by_role("listitem")).to_have_count(1)
    expect(shown).to_contain_text("nguyên văn, Mục III")
    expect(shown).not_to_contain_text("9 tỷ")
    assert violations(page) == []
    shot(page, "dien-dat-lai")


def test_a_model_that_is_away_is_said(page: Page, service: Server, model: StandIn) -> None:
    model.reply = lambda _: "hỏng"
    page.goto(service.address)
    turn = ask(page, MONEY)
    turn.get_by_role("button", name="Diễn đạt gọn lại").click()
    expect(turn.locator(".rephrased")).to_contain_text("câu trích nguyên văn")
    expect(turn.locator("blockquote").first).to_be_visible()
