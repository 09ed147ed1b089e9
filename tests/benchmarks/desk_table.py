"""The clerk's table over 5,000 documents in Debian's Chromium: opening it, filtering it, the next screen, a correction.

The documents are rows written through the library, no file is read: ``python -m tests.benchmarks desk_table``.
"""

from __future__ import annotations

import hashlib
import random
import statistics
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.encoders import load
from index.library.library import Library, PublishRequest
from ingest.grammar.document_types import TYPE_NAMES
from ingest.reading import TextSource
from ingest.records import Candidate, Citation, Document, Metadata, Passage, Step
from tests.benchmarks.runs import Figures, Skipped, process_cpu_ms, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = "/usr/bin/chromium"
DOCUMENTS = 5000
TIMES = 15
_TYPES = ("KH", "QĐ", "CV", "BC", "TB", "NQ")
_ISSUERS = (("UBND tỉnh Gia Lai", "UBND"), ("Sở Y tế", "SYT"), ("Sở Nội vụ", "SNV"), ("UBND xã Ia Pết", "UBND"))
_THINGS = ("thư viện", "trạm y tế", "bến thuyền", "cây xanh", "đường thôn", "trường học", "chợ phiên", "nước sạch")
_ACTS = ("Phát triển", "Kiểm tra", "Sửa chữa", "Tổng kết", "Hỗ trợ", "Quản lý")
_NAMES = ("Nguyễn Văn An", "Trần Thị Bình", "Rơ Châm Hùng", "Siu Lan", "Lê Minh Châu")
#: Inside the page: milliseconds from an act until the table's rows are drawn anew, a frame later they are on screen.
MEASURE = """act => new Promise((resolve, reject) => {
  const table = document.querySelector('[data-table]');
  const before = table.dataset.drawn;
  const started = performance.now();
  const seen = new MutationObserver(() => {
    if (table.dataset.drawn === before) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
  });
  seen.observe(table, { attributes: true });
  setTimeout(() => reject(new Error('nothing was drawn within 20 s')), 20000);
  new Function(act)();
})"""

#: Before anything of the page: promises of the milliseconds from the address to rows on screen, and to the last row.
OPENED = """
const shown = (selector) => new Promise((resolve) => {
  const seen = new MutationObserver(() => {
    if (!document.querySelector(selector)) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
  });
  seen.observe(document, { childList: true, subtree: true });
});
window.rowsShown = shown('[data-table] tbody tr:nth-child(25)');
window.allShown = shown('[data-table] tbody tr:nth-child(100)');
"""


def invented_document(serial: int) -> Document:
    """A document of two passages with a whole head; every tenth is a scan whose number is doubted."""
    chance = random.Random(serial)
    symbol, (issuer, agency) = chance.choice(_TYPES), chance.choice(_ISSUERS)
    number = f"{serial}/{symbol}-{agency}"
    scanned = serial % 10 == 0
    subject = f"{chance.choice(_ACTS)} {chance.choice(_THINGS)} năm {2015 + serial % 11} tại xã số {serial % 135}"
    origin = "ocr" if scanned else "text_layer"
    known = None if serial % 50 == 0 else number
    metadata = Metadata(
        number=known, canonical_key=f"{serial}||{symbol}|{agency}" if known else None, type=symbol,
        type_name=TYPE_NAMES.get(symbol), issuer=issuer, subject=subject, signer=chance.choice(_NAMES),
        issued_date=date(2015, 1, 1) + timedelta(days=chance.randrange(4000)), legal_class="hanh_chinh",
        sources={"number": origin, "issued_date": origin, "issuer": origin},
        candidates=(Candidate("number", number, chance.uniform(0.4, 0.95), origin),),
    )  # fmt: skip
    passages = tuple(
        Passage(i, f"{i + 1}. {subject}; xong trước ngày {i + 1}.", Citation("", (Step("n1", str(i + 1)),), "", ""))
        for i in range(2)
    )
    digest = hashlib.sha256(f"bảng {serial}".encode()).hexdigest()
    source: TextSource = "ocr" if scanned else "text_layer"
    return Document(digest, f"văn bản {serial}.pdf", "pdf", source, metadata, (), passages)


def invented_library(home: Path, count: int = DOCUMENTS) -> None:
    """Publish so many invented documents."""
    encoder = load()
    chance = np.random.default_rng(16)
    with Library.open(home) as library:
        library.use_model(encoder.name, encoder.dimension)
        library.publish_many(
            PublishRequest(document, chance.standard_normal((2, encoder.dimension)).astype(np.float32))
            for document in map(invented_document, range(1, count + 1))
        )


def desk_table() -> Figures:
    """Milliseconds until the table stands on screen: opened, filtered in several ways, turned to the next screen."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Skipped("playwright is not installed: pip install -e '.[test]'") from None
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "kho"
        invented_library(home)
        with served(home) as (address, pid), sync_playwright() as playwright:
            arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
            page = browser.new_page(viewport={"width": 1366, "height": 900})
            work = _Work(pid, page)
            figures: Figures = {"documents": DOCUMENTS, **_opening(page, address, work), **_filtering(page, work)}
            browser.close()
    return figures


class _Work:
    """CPU time of the service and of the page's thread: what a busy machine does not lengthen as it does the clock."""

    def __init__(self, pid: int, page: Page) -> None:
        self._pid = pid
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable")

    def service_ms(self) -> float:
        return process_cpu_ms(self._pid)

    def page_ms(self) -> float:
        found = self._session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(float(one["value"]) for one in found if one["name"] == "TaskDuration")


def _opening(page: Page, address: str, work: _Work) -> Figures:
    """From the address to rows on screen, and to the hundredth; the first time, with nothing remembered, by itself.

    The screen shows some twenty rows. ``open_told`` is when the driver outside the browser has learnt of the last row:
    until 2026-11-30 that was the figure.
    """
    took, whole, told = [], [], []
    page.add_init_script(OPENED)
    before = work.service_ms()
    for _ in range(TIMES + 1):
        page.goto("about:blank")
        page.goto(f"{address}/admin#van-ban", wait_until="commit")
        page.wait_for_selector("[data-table] tbody tr:nth-child(100)")
        told.append(float(page.evaluate("performance.now()")))
        took.append(float(page.evaluate("window.rowsShown")))
        whole.append(float(page.evaluate("window.allShown")))
    cpu = (work.service_ms() - before) / len(took)
    return {
        "first_open_ms": round(took[0]),
        **_spread("open", took[1:]),
        **_spread("open_last_row", whole[1:]),
        **_spread("open_told", told[1:]),
        "open_service_cpu_ms": round(cpu),
    }


def _filtering(page: Page, work: _Work) -> Figures:
    """Each act on its own, from the event to the rows on screen."""
    setting = (
        "const c = document.querySelector('[name={}]'); c.value = '{}';"
        " c.dispatchEvent(new Event('change', {{ bubbles: true }}));"
    )
    sort = "document.querySelector('[data-sort={}]').click();"
    acts = {
        "filter_type": [setting.format("types", value) for value in ("KH", "")],
        "filter_text": [setting.format("text", value) for value in ("thu vien", "")],
        "filter_issuer": [setting.format("issuer", value) for value in ("so y te", "")],
        "filter_doubt": [setting.format("doubt", value) for value in ("number", "")],
        "filter_content": [setting.format("content", value) for value in ("cho phien", "")],
        "filter_validity": [setting.format("validity", value) for value in ("unknown", "")],
        "sort": [sort.format("number"), sort.format("issuer")],
        "next_screen": ["document.querySelector('[data-page=next]').click();"] * 2,
    }
    figures: Figures = {}
    for name, scripts in acts.items():
        service, own = work.service_ms(), work.page_ms()
        took = [float(page.evaluate(MEASURE, script)) for _ in range(TIMES // 2 + 1) for script in scripts]
        cpu = {
            f"{name}_service_cpu_ms": round((work.service_ms() - service) / len(took)),
            f"{name}_page_cpu_ms": round((work.page_ms() - own) / len(took)),
        }
        figures |= {**_spread(name, took), **cpu}
    return figures


def _spread(name: str, times: list[float]) -> Figures:
    ordered = sorted(times)
    worst = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {f"{name}_p50_ms": round(statistics.median(ordered)), f"{name}_p95_ms": round(worst)}
