"""Time to the first source on screen, in Debian's Chromium: from Enter to the first source card in the page."""

from __future__ import annotations

import json
import statistics
import tempfile

from tests.benchmarks.runs import ROOT, Figures, Skipped, served
from tests.benchmarks.service_speed import sample_home

CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
#: Measured inside the page, where the reader is: a frame after the source card was put there it is on screen.
MEASURE = """([question, wanted]) => new Promise((resolve, reject) => {
  const root = document.querySelector('hoi-van-ban').shadowRoot;
  const box = root.querySelector('textarea');
  const before = root.querySelectorAll('.turn').length;
  let started;
  const seen = new MutationObserver(() => {
    const turn = root.querySelectorAll('.turn')[before];
    if (!turn?.querySelector(`${wanted}, .answer[data-status], .answer[data-code]`)) return;
    seen.disconnect();
    const shown = turn.querySelector(wanted) !== null;
    requestAnimationFrame(() => setTimeout(() => resolve([performance.now() - started, shown])));
  });
  seen.observe(root, { childList: true, subtree: true });
  setTimeout(() => reject(new Error('no answer within 20 s')), 20000);
  box.value = question;
  started = performance.now();
  box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
})"""


def first_source() -> Figures:
    """Milliseconds from Enter to the first source, sample library, each of the sixty questions once after a warm-up."""
    return _from_enter(".card")


def first_answer() -> Figures:
    """Milliseconds from Enter to the answer itself: its value, its quotes, or the sentence that nothing was found."""
    return _from_enter(".answer[data-status]")


def bubble() -> Figures:
    """Bytes that a host page loads for a closed bubble, and what opening it adds."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Skipped("playwright is not installed: pip install -e '.[test]'") from None
    html = (
        "<!doctype html><html lang=vi><title>Trang</title><script src=/widget.js></script>"
        "<hoi-van-ban mode=bubble></hoi-van-ban></html>"
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        served(sample_home(folder)) as (address, _),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        page = browser.new_page()
        loaded: list[int] = []
        page.on(
            "response", lambda response: loaded.append(len(response.body())) if "/noi-bo" not in response.url else None
        )
        page.route("**/noi-bo", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        page.goto(f"{address}/noi-bo", wait_until="networkidle")
        closed = sum(loaded)
        page.get_by_role("button", name="Hỏi Văn Bản").click()
        page.get_by_text("Kho hiện có").wait_for()
        opened = sum(loaded)
        browser.close()
    return {"closed_bytes": closed, "opened_bytes": opened, "must_closed_bytes": 25_000}


def _from_enter(wanted: str) -> Figures:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Skipped("playwright is not installed: pip install -e '.[test]'") from None
    lines = (ROOT / "tests/gold/sixty_questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["turns"][0]["question"] for line in lines if line.strip()]
    times: list[float] = []
    unsourced = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        served(sample_home(folder)) as (address, _),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        page = browser.new_page(viewport={"width": 1200, "height": 850})
        scripts: list[str] = []
        page.on("request", lambda request: scripts.append(request.url) if request.resource_type == "script" else None)
        page.goto(address)
        page.get_by_text("Kho hiện có").wait_for()
        for number, question in enumerate([*questions[:5], *questions]):
            # A new conversation each time: the page does not grow, and no question continues another.
            page.get_by_role("button", name="Cuộc hỏi mới").click()
            took, shown = page.evaluate(MEASURE, [question, wanted])
            if number < 5:
                continue
            unsourced += not shown
            if shown:
                times.append(took)
        browser.close()
    times.sort()
    return {
        "questions": len(questions),
        "answered_without_source": unsourced,
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
        "script_requests": len(scripts),
        "must_p95_ms": 150,
    }
