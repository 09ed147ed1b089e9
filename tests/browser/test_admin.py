"""The management page in a real browser, over the real service and a small real library."""

from __future__ import annotations

import json
import re
import shutil
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from service.access.keys import Keys
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.browser_server import HOSTILE, Server, sync_api
from tests.support.checkout import ROOT
from tests.support.small_library import write_documents

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

ARTEFACTS = Path(__file__).parent / "artefacts"
STATIC = ROOT / "service" / "admin"
SECTIONS = (
    "tong-quan",
    "van-ban",
    "tai-len",
    "viec",
    "duyet",
    "nhiem-vu",
    "cau-hoi",
    "khoa",
    "phien",
    "trang-nhung",
    "kho",
)
#: A file name that is markup, and one that would read backwards.
NASTY = '<img src=x onerror="window.hacked=1"> & "kế hoạch".txt'
#: Personal data in a list: held back until a clerk has looked at it.
LIST = """ỦY BAN NHÂN DÂN
XÃ IA PẾT
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 61/QĐ-UBND
Ia Pết, ngày 02 tháng 5 năm 2024

QUYẾT ĐỊNH
Phê duyệt danh sách hộ nghèo năm 2024

Điều 1. Phê duyệt danh sách hộ nghèo gồm:
1. Rơ Châm A, sinh ngày 01/02/1970, số căn cước công dân 064070001234, làng Bông
2. Siu B, sinh ngày 03/04/1981, số căn cước công dân 064081005678, làng Bông
3. Kpuih C, sinh ngày 05/06/1992, số căn cước công dân 064092009012, làng Ngơm
Điều 2. Quyết định này có hiệu lực kể từ ngày ký.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Nguyễn Văn D
"""
#: Ends the regulation of the small library.
ENDING = """ỦY BAN NHÂN DÂN
TỈNH GIA LAI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 9705/2025/QĐ-UBND
Gia Lai, ngày 20 tháng 6 năm 2025

QUYẾT ĐỊNH
Quy định mới về quản lý bến thuyền du lịch trên địa bàn tỉnh

Điều 1. Phạm vi điều chỉnh
Quyết định này áp dụng đối với bến thuyền phục vụ khách du lịch.

Điều 2. Hiệu lực thi hành
Quyết định này có hiệu lực từ ngày 01 tháng 7 năm 2025 và thay thế Quyết định số 9702/2023/QĐ-UBND ngày 20 tháng 6 \
năm 2023 của Ủy ban nhân dân tỉnh.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Văn B
"""

#: Says nothing of when it begins to hold.
UNKNOWN = """HỘI ĐỒNG NHÂN DÂN
TỈNH GIA LAI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 97/2022/NQ-HĐND
Gia Lai, ngày 08 tháng 7 năm 2022

NGHỊ QUYẾT
Quy định mức hỗ trợ đội văn nghệ thôn, làng

Điều 1. Mức hỗ trợ
Mỗi đội văn nghệ được hỗ trợ 5.000.000 đồng mỗi năm.

CHỦ TỊCH
Trần Văn C
"""
#: Its number contradicts its head and stands among its bases: it is not shown, but offered.
DOUBTFUL = """BỘ Y TẾ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 9777/QĐ-BTC
Hà Nội, ngày 08 tháng 7 năm 2022

KẾ HOẠCH
Khám sức khỏe cho người cao tuổi ở vùng cao

Căn cứ Quyết định số 9777/QĐ-BTC ngày 05 tháng 7 năm 2022 của Bộ Tài chính;
1. Mỗi trạm y tế khám cho người cao tuổi hai lần trong năm.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library as each test finds it."""
    folder = tmp_path_factory.mktemp("quan-tri")
    documents = folder / "van-ban"
    write_documents(documents)
    (documents / "9990-KH-UBND.txt").write_text(HOSTILE, encoding="utf-8")
    (documents / "danh-sach-ho-ngheo.txt").write_text(LIST, encoding="utf-8")
    (documents / "thay-the.txt").write_text(ENDING, encoding="utf-8")
    (documents / "khong-ro.txt").write_text(UNKNOWN, encoding="utf-8")
    (documents / "chua-chac.txt").write_text(DOUBTFUL, encoding="utf-8")
    settings = load_settings(home=folder / "kho", workers=1, ocr=False)
    ingest_paths(settings, [documents])
    return settings.home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A library of this test's own."""
    return Path(shutil.copytree(made, tmp_path / "kho"))


@pytest.fixture
def service(home: Path) -> Iterator[Server]:
    """The service without any key: this machine may do everything."""
    running = Server(home, workers=1, ocr=False)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def keys(home: Path) -> dict[str, str]:
    with Library.open(home) as library:
        made = Keys(AccountStore(library.engine))
        return {scope: made.create(f"khóa {scope}", [scope], ["noi_bo"])[1] for scope in ("ask", "admin")}


def expect(locator: Locator):  # type: ignore[no-untyped-def]
    from playwright.sync_api import expect as assertion

    return assertion(locator)


def shot(page: Page, name: str) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"quan-tri-{name}.png", full_page=True)


def violations(page: Page) -> list[str]:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is missing: pip install -e '.[test]'"
    )
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
    return [f"{item['id']}: {item['help']} {[node['target'] for node in item['nodes']]}" for item in found]


def go(page: Page, service: Server, section: str) -> None:
    page.goto(f"{service.address}/admin#{section}")
    expect(page.locator(f'[data-drawn="{section}"]')).to_be_visible()
    page.wait_for_load_state("networkidle")


def card(page: Page, text: str) -> Locator:
    return page.locator("main .card").filter(has_text=text)


def row(page: Page, text: str) -> Locator:
    """A row of the table of documents."""
    return page.locator("[data-table] tbody tr").filter(has_text=text)


def open_row(page: Page, text: str) -> None:
    row(page, text).get_by_role("button").click()


def confirm(page: Page, name: str) -> None:
    page.get_by_role("dialog").last.get_by_role("button", name=name, exact=True).click()


def test_scripts_make_no_markup_from_texts() -> None:
    scripts = {path.name: path.read_text(encoding="utf-8") for path in STATIC.glob("*.js")}
    assert "main.js" in scripts
    for name, script in scripts.items():
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", script), (
            name
        )
        assert not re.search(r"https?://(?!cong\.tinh)", script), name
    assert not re.search(r"<style|style=|onclick=|<script>", (STATIC / "index.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_section_is_accessible_wide_and_narrow_in_both_themes(page: Page, service: Server, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    for section in SECTIONS:
        go(page, service, section)
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        assert violations(page) == [], section
        shot(page, f"{section}-{theme}")
    page.set_viewport_size({"width": 320, "height": 720})
    for section in SECTIONS:
        go(page, service, section)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, section
        assert violations(page) == [], section
        shot(page, f"{section}-{theme}-hep")
    expect(page.get_by_text("Chưa có khóa: chỉ máy này dùng được")).to_be_visible()


def test_keyboard_alone_reaches_sections_and_dialogs(page: Page, service: Server) -> None:
    page.goto(f"{service.address}/admin#van-ban")
    expect(row(page, "9701/KH-UBND").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    opener = row(page, "9703/BC-UBND").get_by_role("button")
    opener.focus()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    page.get_by_role("link", name="Việc của kho").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Việc của kho")
    expect(page.locator("h1")).to_be_focused()


def test_documents_are_filtered_opened_withdrawn_restored_relabelled(page: Page, service: Server) -> None:
    go(page, service, "van-ban")
    page.get_by_label("Tìm trong số").fill("thu vien")
    expect(page.locator("[data-table] tbody tr")).to_have_count(1)
    open_row(page, "9701/KH-UBND")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Ngày ban hành")).to_have_value("12/3/2024")
    expect(dialog.get_by_text("Phiên bản 1:")).to_be_visible()
    dialog.get_by_text("Bố cục").click()
    expect(dialog.locator(".tree li").first).to_be_visible()
    dialog.get_by_text("Hiệu lực và quan hệ với văn bản khác").click()
    expect(dialog.locator("blockquote").first).to_be_visible()
    assert violations(page) == []
    shot(page, "chi-tiet")
    dialog.get_by_role("button", name="Đổi người được thấy").click()
    page.get_by_label("Ai được thấy").last.select_option("noi_bo")
    assert violations(page) == []
    shot(page, "hoi-truoc")
    confirm(page, "Đổi")
    expect(row(page, "9701/KH-UBND")).to_contain_text("Nội bộ")
    open_row(page, "9701/KH-UBND")
    page.get_by_role("dialog").get_by_role("button", name="Rút văn bản").click()
    confirm(page, "Thôi")
    expect(page.get_by_role("dialog")).to_have_count(1)
    page.get_by_role("dialog").get_by_role("button", name="Rút văn bản").click()
    page.get_by_label("Lý do").fill("đăng nhầm")
    confirm(page, "Rút văn bản")
    expect(page.get_by_text("Đã rút “")).to_be_visible()
    expect(row(page, "9701/KH-UBND")).to_contain_text("Đã rút")
    open_row(page, "9701/KH-UBND")
    page.get_by_role("dialog").get_by_role("button", name="Cho trả lời lại").click()
    confirm(page, "Đồng ý")
    expect(row(page, "9701/KH-UBND")).not_to_contain_text("Đã rút")


def test_page_pictures_and_hostile_texts(page: Page, service: Server) -> None:
    go(page, service, "van-ban")
    open_row(page, "9703/BC-UBND")
    page.get_by_role("button", name="Xem trang").click()
    picture = page.locator("dialog img.page")
    page.wait_for_function("e => e.complete && e.naturalWidth > 0", arg=picture.element_handle())
    assert (picture.get_attribute("alt") or "").startswith("Trang 1 của")
    assert violations(page) == []
    go(page, service, "tai-len")
    text = HOSTILE.replace("9990/KH-UBND", "9991/KH-UBND").replace("Kiểm thử hiển thị", "Kiểm <b>thử</b> hiển thị")
    page.locator("input[type=file]").first.set_input_files(
        sync_api.FilePayload(name=NASTY, mimeType="text/plain", buffer=text.encode())
    )
    expect(page.locator(".outcome .badge")).to_have_text("đã nạp", timeout=30_000)
    expect(page.locator("main .card h2")).to_have_text(NASTY)
    go(page, service, "van-ban")
    expect(row(page, "9991/KH-UBND")).to_contain_text("<b>thử</b>")
    open_row(page, "9991/KH-UBND")
    expect(page.get_by_role("dialog")).to_contain_text("onerror=")
    assert page.evaluate("window.hacked") is None
    assert page.locator("main b, main img, dialog b, dialog img:not(.strip img)").count() == 0


def test_files_are_dropped_refused_with_a_sentence_and_seen_as_jobs(page: Page, service: Server) -> None:
    go(page, service, "tai-len")
    page.get_by_label("Ai được thấy").select_option("noi_bo")
    dropped = page.evaluate_handle(
        """() => { const data = new DataTransfer();
        data.items.add(new File(["%PDF-1.4 hỏng"], "hong.pdf", {type: "application/pdf"})); return data; }"""
    )
    page.dispatch_event(".drop", "drop", {"dataTransfer": dropped})
    expect(page.locator(".outcome .badge")).to_have_text("không nhận", timeout=30_000)
    assert page.locator(".outcome .error").inner_text().strip()
    assert violations(page) == []
    shot(page, "tai-len-ket-qua")
    go(page, service, "viec")
    job = card(page, "Việc số").first
    expect(job).to_contain_text("hong.pdf")
    job.get_by_role("button", name="Kết quả từng tệp").click()
    expect(job.locator(".outcome .badge")).to_have_text("không nhận")
    assert violations(page) == []
    shot(page, "viec")
    expect(job.locator(".badges")).to_have_text("xong, 1 tệp không nhận")
    job.get_by_role("button", name="Chạy lại").click()
    expect(page.get_by_role("alert")).to_contain_text("hãy sửa rồi gửi lại")


def queued(page: Page, text: str) -> Locator:
    """A document in the clerk's queue."""
    return page.locator(".queue li").filter(has_text=text)


def test_a_clerk_decides_on_lists_relations_and_statuses(page: Page, service: Server) -> None:
    go(page, service, "duyet")
    queued(page, "danh-sach-ho-ngheo").get_by_role("button").click()
    expect(card(page, "Khi duyệt: Công khai").first).to_be_visible()
    shot(page, "duyet")
    queued(page, "thay-the.txt").get_by_role("button").click()
    relation = page.locator(".desk .card .card").filter(has_text="thay thế").first
    expect(relation.locator("blockquote")).to_contain_text("9702/2023/QĐ-UBND")
    relation.get_by_role("button", name="Xem câu trên trang").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("c")
    page.get_by_label("Ghi chú").fill("Đã đối chiếu.")
    confirm(page, "Xác nhận")
    expect(page.get_by_role("status").filter(has_text="Xác nhận:")).to_be_visible()
    queued(page, "khong-ro.txt").get_by_role("button").click()
    page.keyboard.press("t")
    page.get_by_label("Tình trạng", exact=True).select_option("expired")
    page.get_by_label("Từ ngày").fill("hôm qua")
    confirm(page, "Đặt tình trạng")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_have_text("Từ ngày: hãy viết như 30/6/2026.")
    page.get_by_label("Từ ngày").fill("1/7/2025")
    assert violations(page) == []
    confirm(page, "Đặt tình trạng")
    expect(queued(page, "khong-ro.txt").filter(has_text="hiệu lực")).to_have_count(0)
    queued(page, "danh-sach-ho-ngheo").get_by_role("button").click()
    page.keyboard.press("y")
    page.get_by_label("Ai được thấy").select_option("noi_bo")
    assert violations(page) == []
    confirm(page, "Duyệt")
    expect(queued(page, "danh-sach-ho-ngheo").filter(has_text="chờ duyệt")).to_have_count(0)
    go(page, service, "van-ban")
    expect(row(page, "61/QĐ-UBND")).to_contain_text("Nội bộ")
    expect(row(page, "97/2022/NQ-HĐND")).to_contain_text("Hết hiệu lực")


def test_a_clerk_chooses_a_candidate_or_types_what_is_right(page: Page, service: Server) -> None:
    go(page, service, "duyet")
    doubtful = queued(page, "chua-chac.txt")
    expect(doubtful).to_contain_text("chưa chắc số hiệu")
    doubtful.get_by_role("button").click()
    candidates = page.get_by_role("list", name="Giá trị có thể đúng của Số, ký hiệu")
    expect(candidates).to_contain_text("9777/QĐ-BTC")
    expect(candidates).to_contain_text("trùng số một văn bản căn cứ")
    assert violations(page) == []
    shot(page, "duyet-chua-chac")
    page.locator("h1").click()
    page.keyboard.press("1")
    expect(doubtful).to_have_count(0)
    go(page, service, "van-ban")
    open_row(page, "9777/QĐ-BTC")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Số, ký hiệu").fill("9778/KH-BYT")
    dialog.get_by_role("textbox", name="Số, ký hiệu").press("Enter")
    expect(page.get_by_role("heading", name="9778/KH-BYT").or_(page.get_by_text("Đã lưu số, ký hiệu"))).to_be_visible()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(dialog.get_by_role("textbox", name="Số, ký hiệu")).to_have_value("9777/QĐ-BTC")
    page.keyboard.press("Escape")
    expect(row(page, "9777/QĐ-BTC")).to_have_count(1)
    entries = page.request.get(f"{service.address}/api/v1/audit?limit=20").json()["events"]
    assert [entry["act"] for entry in entries].count("review.value") == 2
    assert [entry["act"] for entry in entries].count("review.undo") == 1


def test_questions_are_listed_and_exported(page: Page, service: Server) -> None:
    asked = page.request.post(
        f"{service.address}/api/v1/ask", data={"question": "Lương của giám đốc công ty vũ trụ Sao Hỏa là bao nhiêu?"}
    ).json()
    page.request.post(
        f"{service.address}/api/v1/answers/{asked['id']}/feedback",
        data={"useful": False, "reason": "not_answered", "comment": "<b>không</b> đúng"},
    )
    go(page, service, "cau-hoi")
    found = card(page, "Sao Hỏa")
    expect(found).to_contain_text("<b>không</b> đúng")
    expect(found.locator(".badges")).to_contain_text("người hỏi chưa hài lòng")
    assert violations(page) == []
    shot(page, "cau-hoi")
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất bộ câu hỏi").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert any("Sao Hỏa" in json.loads(line)["question"] for line in lines)
    page.get_by_label("Có chữ").fill("khong co cau nay")
    page.get_by_label("Có chữ").press("Tab")
    expect(page.get_by_text("Không có câu hỏi nào.")).to_be_visible()


def log_in(page: Page, service: Server, key: str) -> None:
    page.goto(f"{service.address}/admin")
    assert "/login?next=" in page.url
    page.get_by_label("Khóa truy cập").fill(key)
    page.get_by_role("button", name="Đăng nhập").click()


def test_a_key_without_the_scope_is_refused(page: Page, keys: dict[str, str], service: Server) -> None:
    log_in(page, service, keys["ask"])
    expect(page.get_by_role("heading", name="Không được phép")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("quyền admin")
    assert page.locator("nav").count() == 0
    assert violations(page) == []
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_label("Khóa truy cập")).to_be_visible()


def test_keys_and_sites_are_made_shown_once_and_revoked(page: Page, keys: dict[str, str], service: Server) -> None:
    log_in(page, service, keys["admin"])
    expect(page.locator(".who")).to_contain_text("khóa admin")
    cookies = page.context.cookies()
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in cookies)
    forged = page.request.post(
        f"{service.address}/api/v1/keys", data={"name": "giả", "scopes": ["admin"]}, headers={"Cookie": cookie}
    )
    assert (forged.status, forged.json()["code"]) == (403, "csrf")
    go(page, service, "khoa")
    page.get_by_role("button", name="Tạo khóa").click()
    confirm(page, "Tạo khóa")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_have_text("Hãy đặt tên cho khóa.")
    page.get_by_label("Tên khóa").fill("Phần mềm <b>A</b>")
    page.get_by_label("read: Đọc kho văn bản").check()
    assert violations(page) == []
    shot(page, "tao-khoa")
    confirm(page, "Tạo khóa")
    secret = page.get_by_label("Khóa bí mật")
    expect(secret).to_be_visible()
    key = secret.input_value()
    assert key.startswith("hvb_")
    assert violations(page) == []
    shot(page, "khoa-bi-mat")
    page.get_by_role("button", name="Chép").click()
    expect(page.get_by_role("dialog").get_by_role("status")).not_to_be_empty()
    page.keyboard.press("Escape")
    found = card(page, "Phần mềm <b>A</b>")
    expect(found).to_contain_text("ask, read")
    assert key not in page.content()
    headers = {"Authorization": f"Bearer {key}"}
    with_key = page.context.browser.new_context()  # type: ignore[union-attr]
    assert with_key.request.get(f"{service.address}/api/v1/session", headers=headers).status == 200
    found.get_by_role("button", name="Thu hồi").click()
    confirm(page, "Thu hồi")
    expect(found.locator(".badges")).to_have_text("Đã thu hồi")
    time.sleep(1.1)  # another process may hold the table of keys for a second
    assert with_key.request.get(f"{service.address}/api/v1/session", headers=headers).status == 401
    with_key.close()
    go(page, service, "trang-nhung")
    page.get_by_role("button", name="Đăng ký trang").click()
    page.get_by_label("Tên trang").fill("Cổng nội bộ")
    page.get_by_label("Địa chỉ của trang").fill("https://cong.tinh.gov.vn/duong-dan")
    confirm(page, "Đăng ký")
    expect(page.locator("#alert")).to_contain_text("không có đường dẫn")
    page.get_by_role("button", name="Đăng ký trang").click()
    page.get_by_label("Tên trang").fill("Cổng nội bộ")
    page.get_by_label("Địa chỉ của trang").fill("https://cong.tinh.gov.vn")
    confirm(page, "Đăng ký")
    expect(page.get_by_role("dialog")).to_contain_text('<hoi-van-ban site="s_')
    assert violations(page) == []
    page.keyboard.press("Escape")
    card(page, "Cổng nội bộ").get_by_role("button", name="Thu hồi").click()
    confirm(page, "Thu hồi")
    expect(card(page, "Cổng nội bộ").locator(".badges")).to_have_text("Đã thu hồi")


@pytest.mark.sqlite  # PostgreSQL has a backup of its own
def test_health_checks_and_backs_up(page: Page, service: Server, tmp_path: Path) -> None:
    go(page, service, "kho")
    expect(page.get_by_text("Sẵn sàng trả lời")).to_be_visible()
    page.get_by_role("button", name="Kiểm tra kho").click()
    expect(page.get_by_text("Kho nguyên vẹn.")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Kiểm tra nhật ký").click()
    expect(page.get_by_text("Nhật ký nguyên vẹn")).to_be_visible()
    page.get_by_role("button", name="Sao lưu", exact=True).click()
    with page.expect_download() as download:
        confirm(page, "Tải bản sao lưu")
    saved = tmp_path / "sao-luu.tar"
    download.value.save_as(saved)
    with tarfile.open(saved) as archive:
        assert {"library.sqlite", "backup.json"} <= set(archive.getnames())
    page.get_by_role("button", name="Đọc lại").click()
    expect(page.locator("dl")).not_to_contain_text("chưa lần nào")
    assert violations(page) == []
    shot(page, "kho")


def test_first_key_closes_the_open_service(page: Page, service: Server) -> None:
    go(page, service, "khoa")
    expect(page.get_by_text("Sau khi tạo khóa đầu tiên")).to_be_visible()
    page.get_by_role("button", name="Tạo khóa").click()
    page.get_by_label("Tên khóa").fill("Quản trị")
    page.get_by_label("admin: ").uncheck()
    page.get_by_label("ask: ").check()
    confirm(page, "Tạo khóa")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("phải có quyền admin")
    page.get_by_label("admin: ").check()
    confirm(page, "Tạo khóa")
    key = page.get_by_label("Khóa bí mật").input_value()
    page.keyboard.press("Escape")
    page.wait_for_url("**/login?next=**")
    page.get_by_label("Khóa truy cập").fill(key)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator(".who")).to_contain_text("Quản trị")


def test_printing_leaves_out_what_is_only_for_pressing(page: Page, service: Server) -> None:
    go(page, service, "van-ban")
    page.emulate_media(media="print")
    expect(page.locator("#head nav")).to_be_hidden()
    expect(page.get_by_role("search")).to_be_hidden()
    expect(row(page, "9703/BC-UBND")).to_be_visible()
