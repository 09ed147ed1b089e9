"""The register of tasks in a real browser: the page beside the question box, and the clerk's section of /admin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.accounts.keys_and_sessions import AccountStore
from index.embedding.encoders import load
from index.library.library import Library
from ingest.document import read_document
from service.access.keys import Keys
from service.settings import load_settings
from tests.support.browser_server import Server
from tests.support.checkout import ROOT
from tests.support.small_library import write_documents
from tests.support.task_samples import Assigned, plan, publish, with_tasks
from tests.support.widget_page import expect, shot, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

POLICE = ("Công an tỉnh",)
CAMERAS = "Công an tỉnh lắp camera giám sát giao thông tại nút giao Phù Đổng, trước ngày {}."
HOSTILE = '<img src=x onerror="window.hacked=1"> Sở Nội vụ rà soát biên chế các cơ quan.'
MODULES = [ROOT / "service" / name for name in ("admin/tasks.js", "admin/task_parts.js")]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    settings = load_settings(home=tmp_path / "kho", workers=1, ocr=False)
    write_documents(tmp_path / "van-ban")
    encoder = load()
    with Library.open(settings.home) as library:
        library.use_model(encoder.name, encoder.dimension)
        report = read_document(tmp_path / "van-ban" / "bao-cao.pdf")
        valve = Assigned(
            "2. Cong an tinh chu tri viec thay the thiet bi hong truoc ngay 20/12/2024.", POLICE, date(2024, 12, 20)
        )
        library.files.store(tmp_path / "van-ban" / "bao-cao.pdf")
        publish(library, with_tasks(report, valve), path="bao-cao.pdf", encoder=encoder)
        publish(
            library,
            plan(
                1,
                Assigned(HOSTILE, ("Sở Nội vụ",), date(2099, 9, 30)),
                Assigned("Các sở báo cáo.", recurring="hằng quý"),
            ),
            encoder=encoder,
        )
        for number, day in ((2, date(2099, 6, 30)), (3, date(2099, 9, 30))):
            publish(library, plan(number, Assigned(CAMERAS.format(f"{day:%d/%m/%Y}"), POLICE, day)), encoder=encoder)
    return settings.home


@pytest.fixture
def service(home: Path) -> Iterator[Server]:
    running = Server(home, workers=1, ocr=False)
    running.start()
    yield running
    running.stop()


def test_modules_make_no_markup_from_texts() -> None:
    for path in MODULES:
        script = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", script), (
            path
        )
        assert path.stat().st_size < 10_000, path


def test_the_page_is_loaded_when_it_is_first_opened(page: Page, service: Server) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(service.address)
    opener = page.get_by_role("button", name="Việc được giao")
    expect(opener).to_be_visible()
    assert not any(url.endswith("/tasks.js") for url in asked)
    opener.click()
    expect(page.get_by_role("heading", name="Ai làm gì, hạn nào")).to_be_focused()
    expect(page.get_by_role("status").first).to_contain_text("5 nhiệm vụ trong 4 văn bản; 1 quá hạn")
    expect(page.locator(".task")).to_have_count(5)
    assert page.evaluate("window.hacked") is None
    assert page.title().startswith("Việc được giao")
    page.get_by_role("button", name="Về trang hỏi đáp").click()
    expect(page.get_by_role("textbox", name="Nội dung cần hỏi")).to_be_visible()
    expect(opener).to_be_focused()


def test_rows_are_filtered_exported_and_shown_on_their_marked_page(page: Page, service: Server) -> None:
    page.goto(f"{service.address}/#nhiem-vu")
    expect(page.locator(".task")).to_have_count(5)
    page.get_by_label("Tình trạng").select_option("overdue")
    expect(page.locator(".task")).to_have_count(1)
    expect(page.locator(".task .badges")).to_contain_text("Quá hạn")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải XLSX").click()
    assert waiting.value.suggested_filename == "nhiem-vu.xlsx"
    page.locator(".task").get_by_role("button", name="Xem trang gốc").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("img")).to_be_visible()
    assert "passage=" in (dialog.get_by_role("img").get_attribute("src") or "")
    expect(dialog.locator(".excerpt")).to_contain_text("thay the thiet bi hong")
    assert violations(page) == []
    shot(page, "nhiem-vu-trang")
    page.keyboard.press("Escape")
    expect(page.locator(".task").get_by_role("button", name="Xem trang gốc")).to_be_focused()
    page.get_by_label("Hết hạn từ ngày").fill("31/2/2099")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Hết hạn từ ngày: hãy viết như 30/6/2026.")
    expect(page.get_by_label("Hết hạn từ ngày")).to_be_focused()
    page.get_by_label("Hết hạn từ ngày").fill("01/9/2099")
    page.get_by_label("Tình trạng").select_option("current")
    expect(page.locator(".task")).to_have_count(2)
    page.get_by_label("Hết hạn từ ngày").fill("")
    page.get_by_label("Cơ quan", exact=True).fill("so noi vu")
    page.keyboard.press("Enter")
    expect(page.locator(".task")).to_have_count(1)
    assert "body=so+noi+vu" in page.url
    page.reload()
    expect(page.locator(".task")).to_have_count(1)
    page.locator(".task").get_by_role("button", name="Xem trong văn bản").click()
    expect(page.get_by_role("dialog").locator("mark")).to_contain_text("rà soát biên chế")


def test_plans_that_contradict_stand_side_by_side(page: Page, service: Server) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{service.address}/#nhiem-vu")
    page.get_by_role("button", name="Kế hoạch mâu thuẫn về thời hạn").click()
    expect(page.get_by_role("heading", name="Cần đối chiếu (1)")).to_be_focused()
    left, right = (side.bounding_box() for side in page.locator(".sides > .task").all())
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]
    assert violations(page) == []
    shot(page, "nhiem-vu-doi-chieu")


def test_a_link_of_a_file_opens_its_row(page: Page, service: Server, home: Path) -> None:
    with Library.open(home) as library:
        row = library.tasks.page(load_query("bien che")).rows[0]
    page.goto(f"{service.address}/#nhiem-vu/{row.id}")
    expect(page.locator(".task")).to_have_count(1)
    expect(page.locator(".task .text").first).to_have_text(HOSTILE)
    page.get_by_role("button", name="Xem tất cả nhiệm vụ").click()
    expect(page.locator(".task")).to_have_count(5)


def load_query(text: str):  # type: ignore[no-untyped-def]
    from index.library.task_records import TaskQuery

    return TaskQuery(text=text)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 320])
def test_every_width_and_scheme_is_accessible(page: Page, service: Server, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 768})
    for address, name in (("/#nhiem-vu", "hoi-dap"), ("/admin#nhiem-vu", "quan-tri")):
        page.goto("about:blank")
        page.goto(f"{service.address}{address}")
        expect(page.locator(".task")).to_have_count(5)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
        shot(page, f"nhiem-vu-{name}-{width}-{scheme}")


def test_a_clerk_marks_corrects_rejects_and_takes_back(page: Page, service: Server) -> None:
    page.goto(f"{service.address}/admin#nhiem-vu")
    row = page.locator(".task").filter(has_text="rà soát biên chế")
    row.get_by_role("button", name="Đã xong").click()
    page.get_by_label("Căn cứ hoặc ghi chú").fill("có báo cáo")
    assert violations(page) == []
    page.get_by_role("dialog").get_by_role("button", name="Đã xong").click()
    expect(row.locator(".badges")).to_contain_text("Đã xong")
    expect(row).to_contain_text("có báo cáo")
    row.get_by_role("button", name="Sửa").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Cơ quan chủ trì").fill("Sở Tài chính; Sở Nội vụ")
    dialog.get_by_label("Ngày", exact=True).fill("15/10/2099")
    dialog.get_by_role("button", name="Sửa").click()
    expect(row.locator("h2")).to_have_text("Sở Tài chính; Sở Nội vụ")
    expect(row.locator(".badges")).to_contain_text("Hạn 15/10/2099")
    expect(row).to_contain_text("hạn 30/9/2099")
    row.get_by_role("button", name="Bác dòng này").click()
    page.get_by_role("dialog").get_by_role("button", name="Bác dòng này").click()
    expect(page.locator(".task")).to_have_count(4)
    page.get_by_label("Tình trạng").select_option("rejected")
    expect(page.locator(".task")).to_have_count(1)
    row.get_by_role("button", name="Nhận lại").click()
    page.get_by_role("dialog").get_by_role("button", name="Nhận lại").click()
    expect(page.locator(".task")).to_have_count(0)


def test_who_may_only_ask_is_offered_no_list(page: Page, service: Server, home: Path) -> None:
    with Library.open(home) as library:
        key = Keys(AccountStore(library.engine)).create("khách", ["ask"])[1]
    page.goto(f"{service.address}/login")
    page.get_by_label("Khóa").fill(key)
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Nội dung cần hỏi")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("button", name="Việc được giao")).to_have_count(0)
    page.goto(f"{service.address}/#nhiem-vu")
    expect(page.get_by_role("status").first).to_contain_text("quyền read")
