"""The clerk's desk in a real browser: a scan whose number could not be read, from its arrival to the answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.browser_server import Server
from tests.support.bundled_papers import MOTTO, MadePaper, closing
from tests.support.drawn_papers import FONT, write_scan
from tests.support.small_library import write_documents

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser
#: A plan whose number was never filled in.
UNNUMBERED = MadePaper(
    ("UBND TỈNH GIA LAI", "SỞ Y TẾ", "Số:            /KH-SYT"),
    (*MOTTO, "Gia Lai, ngày 05 tháng 02 năm 2024"),
    ("KẾ HOẠCH", "Khám sức khỏe cho người cao tuổi năm 2024"),
    (
        "1. Mỗi trạm y tế khám cho người cao tuổi hai lần trong năm, lần đầu trong tháng ba.",
        "2. Các xã lập danh sách người cao tuổi gửi Sở Y tế trước ngày 20 tháng 02 năm 2024.",
    ),
    "người cao tuổi",
    closing(),
)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Server]:
    """The service over the small library, with recognition of scans."""
    write_documents(tmp_path / "van-ban")
    settings = load_settings(home=tmp_path / "kho", workers=1, ocr=False)
    ingest_paths(settings, [tmp_path / "van-ban"])
    running = Server(settings.home, workers=1, ocr=True)
    running.start()
    yield running
    running.stop()


@pytest.mark.ocr
@pytest.mark.skipif(not FONT.is_file(), reason="needs fonts-dejavu-core")
def test_a_scan_without_a_readable_number_is_corrected_and_cited(page: Page, service: Server, tmp_path: Path) -> None:
    scan = write_scan(tmp_path / "ban-quet.pdf", (UNNUMBERED,))
    page.goto(f"{service.address}/admin#tai-len")
    page.locator("input[type=file]").first.set_input_files(scan)
    expect(page.get_by_text("đã nạp").first).to_be_visible(timeout=120_000)

    page.goto(f"{service.address}/admin#duyet")
    first = page.locator(".queue li").first
    expect(first).to_contain_text("ban-quet.pdf")
    expect(first).to_contain_text("không đọc được số hiệu")
    number = page.get_by_role("textbox", name="Số, ký hiệu")
    expect(number).to_be_visible()
    picture = page.get_by_role("img", name="Phần trang gốc có mục Số, ký hiệu")
    page.wait_for_function("e => e.complete && e.naturalWidth > 0", arg=picture.element_handle())
    page.locator("h1").click()  # the keys of the queue work wherever nothing is typed in
    page.keyboard.press("e")
    expect(number).to_be_focused()
    number.fill("mười hai")
    page.keyboard.press("Enter")
    expect(page.locator(".fieldrow").get_by_role("alert")).to_have_text(
        "“mười hai” không phải số, ký hiệu văn bản; hãy viết như 12/KH-SYT."
    )
    number.fill("9855/KH-SYT")
    page.keyboard.press("Enter")
    expect(page.locator(".queue li").filter(has_text="không đọc được số hiệu")).to_have_count(0)
    issuer = page.locator("[data-field=issuer]").get_by_role("textbox")
    if not issuer.is_visible():  # nothing else of it is doubted: it has left the queue
        page.goto(f"{service.address}/admin#van-ban")
        page.locator("[data-table] tbody tr").filter(has_text="9855/KH-SYT").get_by_role("button").click()
    issuer.fill("Sở Y tế tỉnh Gia Lai")
    issuer.press("Enter")
    expect(page.get_by_role("button", name="Hoàn tác").first).to_be_visible()

    answer = page.request.post(
        f"{service.address}/api/v1/ask", data={"question": "Kế hoạch 9855/KH-SYT khám cho người cao tuổi mấy lần?"}
    ).json()
    assert "Kế hoạch số 9855/KH-SYT ngày 05/02/2024 của Sở Y tế tỉnh Gia Lai" in answer["sources"][0]["citation"]
    page.goto(service.address)
    page.get_by_role("textbox", name="Nội dung cần hỏi").fill("Kế hoạch 9855/KH-SYT khám cho người cao tuổi mấy lần?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("của Sở Y tế tỉnh Gia Lai").first).to_be_visible()


def test_two_folders_are_one_job_and_what_was_refused_is_told(page: Page, service: Server, tmp_path: Path) -> None:
    """Two folders of 200 files, 15 of them refused: one job, a row for each file, nothing of the server's disk."""
    for folder in ("Năm 2023", "Năm 2024"):
        (tmp_path / "gửi" / folder).mkdir(parents=True)
        for serial in range(200):
            place = tmp_path / "gửi" / folder / f"văn bản {serial}.txt"
            place.write_text(
                f"Ghi chép số {serial} của {folder}: đội {serial} trồng {serial + 3} cây.", encoding="utf-8"
            )
    broken = [tmp_path / "gửi" / "Năm 2024" / f"văn bản {serial}.txt" for serial in range(15)]
    for serial, place in enumerate(broken):
        place.unlink()
        place.with_suffix(".pdf").write_bytes(f"%PDF-1.4 hỏng {serial}".encode())
    page.goto(f"{service.address}/admin#tai-len")
    page.locator("input[webkitdirectory]").set_input_files(tmp_path / "gửi")
    said = page.locator("main .card").first.get_by_role("status")
    expect(said).to_contain_text("xong, 15 tệp không nhận: đã nhận 385 tệp, không nhận 15 tệp.", timeout=240_000)
    refused = page.locator(".outcome").filter(has_text="không nhận")
    expect(refused).to_have_count(15)
    expect(refused.first).to_contain_text("Năm 2024/văn bản")
    assert all(text.strip() for text in refused.locator(".error").all_inner_texts())
    assert page.locator(".outcome").count() == 400
    page.goto(f"{service.address}/admin#viec")
    jobs = page.locator("main .card")
    expect(jobs.first).to_contain_text("đã nhận 385 tệp, không nhận 15 tệp")
    expect(jobs).to_have_count(1)
    assert str(tmp_path) not in page.content()
    found = page.request.get(f"{service.address}/api/v1/jobs/1").text()
    assert str(tmp_path) not in found


def test_dropped_folders_are_one_upload_and_what_was_not_sent_is_sent_again(
    page: Page, service: Server, tmp_path: Path
) -> None:
    """Folders dragged from the desktop; the connection breaks for one part of them."""
    folder = tmp_path / "thả"
    for place in ("Năm 2023", "Năm 2024/quý 1"):
        (folder / place).mkdir(parents=True)
        for serial in range(30):
            text = f"Ghi chép số {serial} của {place}: đội {serial} trồng {serial + 3} cây."
            (folder / place / f"văn bản {serial}.txt").write_text(text, encoding="utf-8")
        for name in (".DS_Store", "Thumbs.db"):
            (folder / place / name).write_bytes(b"left by a system")
    page.goto(f"{service.address}/admin#tai-len")
    expect(page.locator(".drop")).to_be_visible()
    sent: list[str] = []

    def broken_once(route: Route) -> None:
        sent.append(route.request.url)
        if len(sent) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/uploads/*/files", broken_once)
    drop(page, folder / "Năm 2023", folder / "Năm 2024")
    card = page.locator("main .card").first
    said = card.get_by_role("status")
    expect(said).to_contain_text("xong, 40 tệp không nhận: đã nhận 20 tệp, không nhận 40 tệp.", timeout=120_000)
    expect(page.get_by_text("Bỏ qua 4 tệp do hệ điều hành để lại trong thư mục.")).to_be_visible()
    lost = card.locator(".outcome").filter(has_text="không nhận")
    expect(lost).to_have_count(40)
    expect(lost.first).to_contain_text("Kiểm tra kết nối mạng rồi thử lại.")
    card.get_by_role("button", name="Tải lên lại 40 tệp chưa gửi được").click()
    again = page.locator("main .card").first
    expect(again.get_by_role("status")).to_contain_text("xong: đã nhận 40 tệp.", timeout=120_000)
    shown = page.locator(".outcome").filter(has_text="đã nạp").all_inner_texts()
    assert len(shown) == 60
    assert sum("Năm 2024/quý 1/văn bản" in text for text in shown) == 30


def drop(page: Page, *paths: Path) -> None:
    """Drop files and folders onto the page, as from the file manager."""
    box = page.locator(".drop").bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        place = {"type": kind, "x": box["x"] + 30, "y": box["y"] + 20, "data": data}
        session.send("Input.dispatchDragEvent", place)


def test_rows_are_chosen_with_keys_and_changed_together(page: Page, service: Server) -> None:
    page.goto(f"{service.address}/admin#van-ban")
    lines = page.locator("[data-table] tbody tr")
    expect(lines).to_have_count(4)
    lines.first.get_by_role("button").focus()
    page.keyboard.press(" ")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    expect(page.get_by_text("Đã chọn 2.")).to_be_visible()
    page.get_by_role("button", name="Rút", exact=True).click()
    page.get_by_label("Lý do").fill("đăng nhầm")
    page.get_by_role("dialog").get_by_role("button", name="Rút", exact=True).click()
    expect(page.get_by_text("Đã rút 2 văn bản.")).to_be_visible()
    expect(lines.filter(has_text="Đã rút")).to_have_count(2)
    page.get_by_text("Điều kiện lọc").click()
    page.get_by_label("Trạng thái").select_option("withdrawn")
    expect(lines).to_have_count(2)
    lines.first.get_by_role("button").focus()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Cho trả lời lại").click()
    page.get_by_role("dialog").get_by_role("button", name="Đồng ý").click()
    expect(page.get_by_text("Không có văn bản nào đúng điều kiện.")).to_be_visible()
    page.get_by_role("button", name="Bỏ mọi điều kiện").click()
    expect(lines).to_have_count(4)
    page.get_by_role("button", name="Chọn cả 4 văn bản").click()
    page.get_by_role("button", name="Đọc lại", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Đọc lại", exact=True).click()
    expect(page.get_by_role("dialog").get_by_text("xong: đã nhận 4 tệp.")).to_be_visible(timeout=120_000)
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất danh sách (XLSX)").click()
    assert download.value.suggested_filename == "van-ban.xlsx"
