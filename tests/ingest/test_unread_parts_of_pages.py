"""What a web page shows but does not hold in its markup is said; what a style sheet elsewhere hides is not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.read import read_file
from ingest.reading import Line, Reading, Table
from ingest.text import legacy_encodings

BODY = (
    "<p>Điều 1. Nội quy này áp dụng cho mọi bến đò ngang trên địa bàn xã.</p>"
    "<p>Điều 2. Đò chạy từ 5 giờ đến 18 giờ mỗi ngày.</p>"
)
SCRIPT = (
    "var noiDung = '<p>Điều 3. Người lái đò phải mặc áo phao và có chứng chỉ chuyên môn do cơ quan "
    "có thẩm quyền cấp.</p>';"
)


def _reading(path: Path, body: str, head: str = "") -> Reading:
    file = path / "a.html"
    file.write_text(f"<html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return read_file(file)


def _text(reading: Reading) -> str:
    return "\n".join(block.text for block in reading.blocks if isinstance(block, Line))


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ('<iframe src="/tep/phu-luc-1.pdf" width="600" height="800"></iframe>', "phu-luc-1.pdf"),
        ('<object data="bieu-mau.pdf"></object>', "bieu-mau.pdf"),
        ('<img src="/anh/bang-gia.png" width="700" height="500">', "bang-gia.png"),
        (f'<img alt="Bảng giá vé" src="data:image/png;base64,{"A" * 9000}">', "Bảng giá vé"),
        (f"<script>{SCRIPT}</script>", "Người lái đò phải mặc áo phao"),
    ],
    ids=["frame", "object", "picture", "picture inside", "script"],
)
def test_what_is_not_read_is_said(tmp_path: Path, part: str, name: str) -> None:
    reading = _reading(tmp_path, BODY + part)
    assert any(name in warning for warning in reading.warnings)
    assert "Điều 2. Đò chạy" in _text(reading)


@pytest.mark.parametrize(
    "part",
    [
        '<iframe src="https://www.youtube.com/embed/x"></iframe><iframe src="dem.html" width="1" height="1"></iframe>',
        '<img src="logo.png"><img src="a.png" width="32" height="32"><img src="data:image/gif;base64,R0lGOD">',
        '<script>{"articleBody": "Điều 1. Nội quy này áp dụng cho mọi bến đò ngang trên địa bàn xã."}</script>',
        "<script>function go() { document.getElementById('menu-chinh').style.display = 'none' }</script>",
    ],
    ids=["video and counter", "signs", "data for search engines", "code"],
)
def test_what_holds_no_text_of_its_own_is_not_said(tmp_path: Path, part: str) -> None:
    assert _reading(tmp_path, BODY + part).warnings == ()


@pytest.mark.parametrize(("name", "hidden"), [("d-none", True), ("hidden", True), ("d-none d-md-block", False)])
def test_a_class_of_a_style_sheet_elsewhere(tmp_path: Path, name: str, hidden: bool) -> None:
    sheet = '<link rel="stylesheet" href="chung.css">'
    reading = _reading(tmp_path, BODY + f'<p class="{name}">Giá vé cũ là 9.000 đồng.</p>', sheet)
    assert ("9.000" not in _text(reading)) == hidden
    assert any("bị ẩn" in warning for warning in reading.warnings) == hidden


def test_a_page_inside_a_frame_is_read_in_its_place(tmp_path: Path) -> None:
    reading = _reading(
        tmp_path, BODY + '<iframe srcdoc="&lt;p&gt;Giá vé là 5.000 đồng.&lt;/p&gt;"></iframe><p>Hết.</p>'
    )
    assert _text(reading).splitlines()[-2:] == ["Giá vé là 5.000 đồng.", "Hết."]
    assert reading.warnings == ()


@pytest.mark.parametrize("style", ["position:absolute;clip:rect(0,0,0,0)", "clip-path: inset(100%)"])
def test_what_is_clipped_away_is_hidden(tmp_path: Path, style: str) -> None:
    reading = _reading(tmp_path, BODY + f'<p style="{style}">Giá vé cũ là 9.000 đồng.</p>')
    assert "9.000" not in _text(reading)
    assert any("bị ẩn" in warning for warning in reading.warnings)


def test_an_old_encoding_among_much_markup_is_told_by_its_text(tmp_path: Path) -> None:
    line = legacy_encodings.encode(
        "Ban quản lý chợ thu phí của các hộ kinh doanh cố định theo mức đã công bố.", "tcvn3"
    )
    rows = f'<table class="noi-dung"><tr><td align="left" valign="top" class="o-chu">{line}</td></tr></table>'
    file = tmp_path / "a.html"
    file.write_bytes(f"<html><body>{rows * 2}</body></html>".encode("latin-1"))
    assert "các hộ kinh doanh cố định" in _text(read_file(file))


def test_a_menu_in_a_cell_of_a_layout_table_leaves(tmp_path: Path) -> None:
    menu = "".join(f'<li><a href="{place}">Chuyên mục {place}</a></li>' for place in range(5))
    reading = _reading(tmp_path, f"<table><tr><td><ul>{menu}</ul></td><td>{BODY * 3}</td></tr></table>")
    assert "Chuyên mục" not in _text(reading)
    assert "Điều 2" in _text(reading)
    assert any("Chuyên mục 3" in left.text for left in reading.left_out)


def test_links_to_documents_in_a_cell_stay(tmp_path: Path) -> None:
    links = "".join(f'<a href="{n}">Quyết định số {n}/QĐ-UBND</a> ' for n in (11, 12, 13))
    row = f"<tr><td>1</td><td>{links}</td><td>{'Còn hiệu lực toàn bộ theo rà soát. ' * 12}</td></tr>"
    reading = _reading(tmp_path, f"<table><tr><th>STT</th><th>Văn bản</th><th>Ghi chú</th></tr>{row}</table>")
    table = next(block for block in reading.blocks if isinstance(block, Table))
    assert "12/QĐ-UBND" in (table.rows[1][1].text or "")
