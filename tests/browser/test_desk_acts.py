"""What a clerk puts right beside the fields of a document: its relations, its papers, its duplicates; in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.browser_server import Server
from tests.support.bundled_papers import decision, write_pdf
from tests.support.small_library import PLAN, REGULATION, write_documents

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Route

pytestmark = pytest.mark.browser
LATER = REGULATION.replace("9702/2023", "9705/2024").replace("năm 2023", "năm 2024")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Server]:
    write_documents(tmp_path / "van-ban")
    (tmp_path / "van-ban" / "ben-thuyen-moi.txt").write_text(LATER, encoding="utf-8")
    (tmp_path / "van-ban" / "chep-lai.txt").write_text(PLAN.replace("Số: 9701/KH-UBND\n", ""), encoding="utf-8")
    write_pdf(tmp_path / "van-ban" / "hai.pdf", (decision(), decision("9205/QĐ-UBND", mark="chợ nổi")))
    settings = load_settings(home=tmp_path / "kho", workers=1, ocr=False)
    ingest_paths(settings, [tmp_path / "van-ban"])
    running = Server(settings.home, workers=1)
    running.start()
    yield running
    running.stop()


def opened(page: Page, service: Server, text: str) -> Locator:
    """The dialog of the document in the row with this text."""
    page.goto(f"{service.address}/admin#van-ban")
    page.locator("[data-table] tbody tr").filter(has_text=text).get_by_role("button").click()
    return page.get_by_role("dialog")


def test_whoever_may_only_review_corrects_and_is_shown_nothing_that_is_refused(page: Page, service: Server) -> None:
    with Library.open(service.home) as library:
        keys = Keys(AccountStore(library.engine))
        keys.create("Quản trị", ("admin",))
        _, key = keys.create("Văn thư", ("ask", "review"))
    page.goto(f"{service.address}/login?next=/admin%23van-ban")
    page.get_by_label("Khóa truy cập").fill(key)
    page.get_by_role("button", name="Đăng nhập").click()
    dialog = opened(page, service, "9705/2024")
    sections = page.get_by_role("navigation", name="Các phần quản trị", include_hidden=True)
    assert sections.get_by_role("link", include_hidden=True).all_inner_texts() == ["Văn bản", "Chờ duyệt", "Nhiệm vụ"]
    expect(page.locator("[data-table] input[type=checkbox]")).to_have_count(0)
    for refused in ("Rút văn bản", "Đổi người được thấy", "Đọc lại", "Cho trả lời lại"):
        expect(dialog.get_by_role("button", name=refused)).to_have_count(0)
    expect(dialog.get_by_text("Thay tệp")).to_have_count(0)
    number = dialog.get_by_role("textbox", name="Số, ký hiệu")
    number.fill("9706/2024/QĐ-UBND")
    number.press("Enter")
    expect(dialog.get_by_text("Đã lưu số, ký hiệu")).to_be_visible()
    dialog.get_by_text("Văn bản trong tệp").click()
    expect(dialog.get_by_text("cần quyền write")).to_be_visible()
    assert "null" not in dialog.inner_text()
    assert_accessible(page)


def assert_accessible(page: Page) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
    for theme in ("light", "dark"):
        page.evaluate("theme => document.documentElement.setAttribute('data-theme', theme)", theme)
        found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
        assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]


def assert_narrow(page: Page) -> None:
    """No scrolling sideways at 320 px."""
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate(
        "() => [...document.querySelectorAll('dialog .body, html')].every(e => e.scrollWidth <= e.clientWidth + 1)"
    )
    page.set_viewport_size({"width": 1366, "height": 800})


def test_a_relation_is_added_by_search_corrected_and_taken_back(page: Page, service: Server) -> None:
    dialog = opened(page, service, "9705/2024")
    dialog.get_by_text("Hiệu lực và quan hệ").click()
    dialog.get_by_text("Thêm quan hệ").click()
    dialog.get_by_label("Văn bản kia", exact=True).fill("9702")
    dialog.get_by_role("button", name="Quyết định số 9702/2023/QĐ-UBND").click()
    expect(dialog.get_by_text("Đã chọn: Quyết định số 9702/2023/QĐ-UBND")).to_be_visible()
    assert_accessible(page)
    assert_narrow(page)
    dialog.get_by_role("button", name="Ghi quan hệ").click()
    edge = dialog.locator("[data-relation]").filter(has_text="văn thư ghi")
    expect(edge).to_contain_text("thay thế Quyết định số 9702/2023/QĐ-UBND")

    edge.get_by_text("Sửa quan hệ này").click()
    edge.get_by_label("Văn bản này").select_option("amends")
    edge.get_by_label("Phần của văn bản kia").fill("đoạn cuối")
    edge.get_by_role("button", name="Lưu quan hệ đã sửa").click()
    expect(edge.get_by_role("alert")).to_contain_text("“đoạn cuối” không phải một vị trí trong văn bản")
    edge.get_by_label("Phần của văn bản kia").fill("khoản 2 Điều 2")
    edge.get_by_role("button", name="Lưu quan hệ đã sửa").click()
    expect(edge).to_contain_text("sửa đổi, bổ sung Quyết định số 9702/2023/QĐ-UBND")
    expect(edge).to_contain_text("phần: khoản 2 Điều 2")
    page.keyboard.press("Escape")
    row = page.locator("[data-table] tbody tr").filter(has_text="9702/2023")
    expect(row).to_contain_text("Hết hiệu lực một phần")

    dialog = opened(page, service, "9705/2024")
    dialog.get_by_text("Hiệu lực và quan hệ").click()
    dialog.locator("[data-relation]").filter(has_text="văn thư ghi").get_by_role("button", name="Hoàn tác").click()
    expect(dialog.locator("[data-relation]").filter(has_text="văn thư ghi")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(row).not_to_contain_text("một phần")


def test_duplicates_are_merged_from_the_queue_and_taken_back_at_the_document(page: Page, service: Server) -> None:
    page.goto(f"{service.address}/admin#duyet")
    page.get_by_label("Loại việc").select_option("duplicate")
    card = page.locator("[data-pair]")
    expect(card).to_contain_text("chữ gần như nhau")
    assert_accessible(page)
    assert_narrow(page)
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("Escape")
    card.get_by_role("button", name="Gộp, giữ ke hoach thư viện.txt").click()
    page.get_by_label("Ghi chú").fill("cùng một bản")
    page.get_by_role("dialog").get_by_role("button", name="Gộp", exact=True).click()
    expect(page.get_by_text("Không có việc nào chờ.")).to_be_visible()

    dialog = opened(page, service, "ke hoach thư viện.txt")
    dialog.get_by_text("Văn bản trùng, tệp khác").click()
    expect(dialog.get_by_role("link", name="Tải tệp", exact=True)).to_be_visible()
    dialog.get_by_role("button", name="Hoàn tác việc gộp").click()
    expect(dialog.get_by_text("Có thể trùng")).to_be_visible()
    dialog.get_by_role("button", name="Hai văn bản khác nhau").click()
    expect(dialog.get_by_text("Đã xác định là văn bản khác")).to_be_visible()
    assert_accessible(page)
    assert_narrow(page)
    page.keyboard.press("Escape")
    expect(page.locator("[data-table] tbody tr")).to_have_count(7)


def test_papers_of_one_file_are_joined_made_an_annex_and_parted_again(page: Page, service: Server) -> None:
    dialog = opened(page, service, "9202/QĐ-UBND")
    dialog.get_by_text("Văn bản trong tệp").click()
    papers = dialog.locator("[data-papers] li")
    expect(papers).to_have_count(2)
    expect(papers.nth(1)).to_contain_text("Quyết định số 9205/QĐ-UBND – từ trang 2")
    dialog.get_by_text("Đặt chỗ tách, gộp").click()
    picture = dialog.get_by_role("img", name="Trang 2 của")
    page.wait_for_function("e => e.complete && e.naturalWidth > 0", arg=picture.element_handle())
    assert_accessible(page)
    assert_narrow(page)
    dialog.get_by_label("Trang", exact=True).fill("9")
    dialog.get_by_role("button", name="Lưu và đọc lại tệp").click()
    expect(dialog.get_by_text("Tệp có 2 trang nên không có trang 9")).to_be_visible()

    papers.nth(1).get_by_role("button", name="Là phụ lục của văn bản trước").click()
    reading = page.get_by_role("dialog", name="Đọc lại")
    expect(reading.get_by_text("xong: đã nhận 1 tệp.")).to_be_visible(timeout=60_000)
    reading.get_by_role("button", name="Đóng").click()
    expect(papers).to_have_count(1)
    cuts = dialog.locator("[data-cuts] li")
    expect(cuts).to_contain_text("Trang 2: là phụ lục của văn bản trước")

    cuts.get_by_role("button", name="Hoàn tác").click()
    expect(reading.get_by_text("xong: đã nhận 1 tệp.")).to_be_visible(timeout=60_000)
    reading.get_by_role("button", name="Đóng").click()
    expect(papers).to_have_count(2)
    expect(cuts).to_have_count(0)


def test_a_document_and_a_section_that_cannot_be_read_are_said(page: Page, service: Server) -> None:
    row = page.locator("[data-table] tbody tr").first.get_by_role("button")
    for away, said in (
        ("**/admin/document.js", "mất kết nối"),
        ("**/api/v1/library/documents/*", "Không kết nối được"),
    ):
        page.route(away, lambda route: route.abort())
        page.goto(f"{service.address}/admin#van-ban")
        row.click()
        expect(page.locator("#alert")).to_contain_text(said)
        page.unroute_all()
    row.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.route("**/api/**", lambda route: route.abort())
    page.route("**/api/v1/session", lambda route: route.continue_())
    for section in ["tong-quan", "phien", "khoa", "trang-nhung", "kho", "cau-hoi", "duyet", "nhiem-vu", "viec"]:
        page.goto("about:blank")
        page.goto(f"{service.address}/admin#{section}")
        expect(page.get_by_text("Không kết nối được").first).to_be_visible()


def test_a_job_whose_rows_cannot_be_shown_is_said_to_run(page: Page, service: Server) -> None:
    """Modules that the desk reads later are away: nothing breaks, and the job goes on (see test_modules_away)."""
    refused: list[str] = []

    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.abort()

    for name in ("account/menu", "account/idle", "admin/uploads"):
        page.route(f"**/{name}.js", refuse)
    page.goto(f"{service.address}/admin#van-ban")
    page.locator("[data-table] tbody input[type=checkbox]").first.check()
    page.get_by_role("button", name="Đọc lại", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Đọc lại").click()
    expect(page.locator("#alert")).to_contain_text("vẫn chạy")
    assert {url.rsplit("/", 1)[1] for url in refused} == {"menu.js", "idle.js", "uploads.js"}
