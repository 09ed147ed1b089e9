"""Web pages: encodings, hidden parts, panes, lists, tables, fields, navigation, limits; all texts are invented."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest

from ingest.document import read_document
from ingest.read import read_file
from ingest.reading import Line, Reading, RefusedFile, Table
from ingest.records import Document

HEAD = (
    "<p><b>ỦY BAN NHÂN DÂN XÃ IA KA</b></p><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p>Số: 77/QĐ-UBND</p>"
    "<p><b>QUYẾT ĐỊNH</b></p><p><b>Ban hành nội quy bến đò</b></p>"
)
BODY = (
    "<p>Điều 1. Phạm vi</p><p>Nội quy này áp dụng cho mọi bến đò ngang trên địa bàn xã.</p>"
    "<p>Điều 2. Giờ chạy</p><p>Đò chạy từ 5 giờ đến 18 giờ mỗi ngày.</p>"
)


def _page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def _reading(path: Path, page: str | bytes) -> Reading:
    file = path / "trang.html"
    file.write_bytes(page.encode() if isinstance(page, str) else page)
    return read_file(file)


def _document(path: Path, page: str | bytes) -> Document:
    _reading(path, page)
    return read_document(path / "trang.html")


def _lines(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks if isinstance(block, Line)]


def _rows(reading: Reading) -> list[list[str | None]]:
    return [[cell.text for cell in row] for block in reading.blocks if isinstance(block, Table) for row in block.rows]


@pytest.mark.parametrize(
    "page",
    [
        _page(HEAD + BODY).encode("utf-16"),
        _page(HEAD + BODY).encode("utf-16-le"),
        _page(HEAD + BODY).encode("utf-16-be"),
        _page(HEAD + BODY).encode("utf-8-sig"),
        _page(HEAD + BODY, '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">').encode(),
        _page(HEAD + BODY, '<meta charset="utf-16">').encode(),
        ('<?xml version="1.0" encoding="UTF-8"?>' + _page(HEAD + BODY)).encode(),
        (_page(HEAD + BODY, '<meta charset="utf-8">').encode().replace("đò".encode(), "đò".encode() + b"\xff", 1)),
    ],
    ids=["utf-16", "utf-16-le", "utf-16-be", "bom", "false-latin", "false-utf16", "xml", "one-broken-byte"],
)
def test_encodings(tmp_path: Path, page: bytes) -> None:
    document = _document(tmp_path, page)
    assert document.metadata.number == "77/QĐ-UBND"
    assert any("chạy từ 5 giờ đến 18 giờ" in passage.text for passage in document.passages)


@pytest.mark.parametrize("declared", ['<meta charset="windows-1258">', ""])
def test_windows_1258_declared_or_not(tmp_path: Path, declared: str) -> None:
    import unicodedata

    marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    source = ""
    for char in _page(HEAD + BODY * 2, declared):
        parts = unicodedata.normalize("NFD", char)
        tone = "".join(part for part in parts if part in marks)
        source += unicodedata.normalize("NFC", "".join(part for part in parts if part not in marks)) + tone
    assert "Đò chạy từ 5 giờ đến 18 giờ mỗi ngày." in _lines(_reading(tmp_path, source.encode("cp1258")))


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">Giá trần nội bộ là 9 triệu.</div>',
        '<div style="visibility: hidden">Giá trần nội bộ là 9 triệu.</div>',
        "<div hidden>Giá trần nội bộ là 9 triệu.</div>",
        '<p style="font-size:0">Giá trần nội bộ là 9 triệu.</p>',
        '<p style="font-size:0.5px">Giá trần nội bộ là 9 triệu.</p>',
        '<span style="color:#ffffff">Giá trần nội bộ là 9 triệu.</span>',
        '<p style="color: white !important">Giá trần nội bộ là 9 triệu.</p>',
        '<p style="opacity:0">Giá trần nội bộ là 9 triệu.</p>',
        '<p style="position:absolute; left:-9999px">Giá trần nội bộ là 9 triệu.</p>',
        '<p style="mso-hide:all">Giá trần nội bộ là 9 triệu.</p>',
        '<p class="an">Giá trần nội bộ là 9 triệu.</p>',
        '<div class="ngoai"><p>Giá trần nội bộ là 9 triệu.</p></div>',
    ],
)
def test_hidden_text_is_left_out_and_said(tmp_path: Path, hidden: str) -> None:
    style = "<style>p.an {display: none} .ngoai p { color: rgb(255, 255, 255) }</style>"
    document = _document(tmp_path, _page(HEAD + BODY + hidden, style))
    assert not any("Giá trần" in passage.text for passage in document.passages)
    assert any("chữ bị ẩn" in warning for warning in document.warnings)
    assert any("Giá trần" in left.text for left in document.left_out if left.reason == "hidden")
    assert not any("chưa đọc được" in warning for warning in document.warnings)


@pytest.mark.parametrize(
    ("pane", "head"),
    [
        ('<div id="t2" class="tab-pane" style="display:none">{}</div>', ""),
        ('<ul><li><a href="#toanvan">Toàn văn</a></li></ul><div id="toanvan" style="display:none">{}</div>', ""),
        ('<p onclick="mo(\'x1\')">Xem</p><section id="x1" hidden>{}</section>', ""),
        ('<section id="x2" hidden>{}</section><script>document.getElementById("x2").hidden = false</script>', ""),
        ('<details><summary>Xem thêm</summary><div class="body">{}</div></details>', ""),
        (
            '<button aria-controls="c1">Mở</button><div id="c1" class="collapse">{}</div>',
            "<style>.collapse{display:none}</style>",
        ),
        ('<div class="accordion-body" style="max-height:0;overflow:hidden">{}</div>', ""),
        ('<div style="background:#004080;color:#fff">{}</div>', ""),
        ('<table bgcolor="#004080"><tr><td style="color:white">{}</td></tr></table>', ""),
        ('<div style="font-size:0"><div style="font-size:14px">{}</div></div>', ""),
    ],
)  # fmt: skip
def test_panes_that_a_reader_can_open_are_read(tmp_path: Path, pane: str, head: str) -> None:
    document = _document(tmp_path, _page(HEAD + pane.format(BODY), head))
    passage = next(passage for passage in document.passages if "5 giờ đến 18 giờ" in passage.text)
    assert passage.citation.label == "Điều 2"


def test_list_numbers(tmp_path: Path) -> None:
    reading = _reading(tmp_path, _page(
        "<p>Điều 1. Việc của bến</p><ol><li>Bán vé.<li>Giữ phao<ol type=a><li>Phao lớn;<li value=4>Phao nhỏ.</ol></ol>"
        "<ol start=7><li>Báo cáo.</ol><ol type=I><li>Chung<li><p>Riêng</p></ol><ol reversed><li>Hai<li>Một</ol>"
        '<ol style="list-style-type: lower-roman"><li>Nhỏ</ol><ol class="k"><li>Không số</ol><ol><li>1. Gõ tay</ol>'
        "<ul><li>Gạch</ul><ol><li type=A>Chữ</ol>", "<style>ol.k {list-style: none}</style>"
    ))  # fmt: skip
    assert _lines(reading)[1:] == [
        "1. Bán vé.", "2. Giữ phao", "a. Phao lớn;", "d. Phao nhỏ.", "7. Báo cáo.", "I. Chung", "II. Riêng", "2. Hai",
        "1. Một", "i. Nhỏ", "Không số", "1. Gõ tay", "Gạch", "A. Chữ",
    ]  # fmt: skip


def test_nested_lists_are_cited_by_their_numbers(tmp_path: Path) -> None:
    document = _document(tmp_path, _page(
        HEAD + "<p>Điều 1. Việc</p><ol><li>Bán vé đúng giá.</li><li>Giữ phao.<ol type='a'><li>Phao lớn để ở mũi đò;"
        "</li><li>Phao nhỏ để ở lái.</li></ol></li></ol><p>Điều 2. Phạt</p>"
        "<ol start='3'><li>Thu bến khi tái phạm.</li></ol>"
    ))  # fmt: skip
    labels = {passage.citation.label: passage.text for passage in document.passages}
    assert "Phao nhỏ" in labels["điểm b khoản 2 Điều 1"]
    assert "Thu bến" in labels["khoản 3 Điều 2"]


def test_an_item_that_opens_no_unit_is_kept_under_its_heading(tmp_path: Path) -> None:
    page = "<p>Điều 1. Thành phần:</p><ol reversed><li>Đơn xin phép lập bến</li><li>Bản vẽ mặt bằng</li></ol>"
    texts = [passage.text for passage in _document(tmp_path, page).passages]
    assert any("2. Đơn xin phép lập bến" in text for text in texts)


def test_spans_of_a_table(tmp_path: Path) -> None:
    document = _document(tmp_path, _page(
        HEAD + "<table><tr><th rowspan=2>STT<th rowspan=2>Bến<th colspan=2>Giá vé<th rowspan=2>Ghi chú"
        "<tr><th>Ngày<th>Đêm<tr><td>1<td>Bến Trên<td>5.000<td>7.000<td>Có mái che"
        "<tr><td>2<td>Bến Dưới<td colspan=2>Không thu<td>"
        "<tr><td rowspan=2>3<td rowspan=0>Bến Giữa<td>6.000<td>8.000<td>Hẹp"
        "<tr><td>6.500<td>8.500<td>Rộng</table>"
    ))  # fmt: skip
    assert [passage.text for passage in document.passages if passage.kind == "table_row"] == [
        "STT: 1; Bến: Bến Trên; Giá vé - Ngày: 5.000; Giá vé - Đêm: 7.000; Ghi chú: Có mái che",
        "STT: 2; Bến: Bến Dưới; Giá vé - Ngày, Giá vé - Đêm: Không thu",
        "STT: 3; Bến: Bến Giữa; Giá vé - Ngày: 6.000; Giá vé - Đêm: 8.000; Ghi chú: Hẹp",
        "STT: 3; Bến: Bến Giữa; Giá vé - Ngày: 6.500; Giá vé - Đêm: 8.500; Ghi chú: Rộng",
    ]


def test_parts_of_a_table_are_shown_in_their_order_and_spans_end_with_them(tmp_path: Path) -> None:
    reading = _reading(tmp_path, _page(
        "<table><caption>Bảng phí bến</caption><tfoot><tr><td>Cộng<td>12</tfoot><thead><tr><td>Bến<td>Phí</thead>"
        "<tbody><tr><td rowspan=9>Bến Một<td>5</tbody><tbody><tr><td>Bến Hai<td>7</tbody></table>"
    ))  # fmt: skip
    assert _lines(reading) == ["Bảng phí bến"]
    assert _rows(reading) == [["Bến", "Phí"], ["Bến Một", "5"], ["Bến Hai", "7"], ["Cộng", "12"]]


def test_sideways_table_with_headings_in_the_first_column(tmp_path: Path) -> None:
    document = _document(tmp_path, _page(
        HEAD + "<table><tr><th>Bến<td>Bến Một<td>Bến Hai<tr><th>Sức chở<td>12 người<td>20 người"
        "<tr><th>Người giữ<td>Tổ An<td>Tổ Bình</table>"
    ))  # fmt: skip
    assert [passage.text for passage in document.passages if passage.kind == "table_row"] == [
        "Bến: Bến Một; Sức chở: 12 người; Người giữ: Tổ An", "Bến: Bến Hai; Sức chở: 20 người; Người giữ: Tổ Bình",
    ]  # fmt: skip


def test_table_in_a_cell_keeps_all_words_and_the_outer_rows(tmp_path: Path) -> None:
    reading = _reading(tmp_path, _page(
        "<table><tr><th>STT<th>Việc<th>Mức</tr><tr><td>1<td>Sửa bến<td><table><tr><td>Đợt 1<td>3 triệu<tr><td>Đợt 2"
        "<td>4 triệu</table></td></tr><tr><td>2<td>Mua phao<td>2 triệu</td></tr></table>"
    ))  # fmt: skip
    assert _rows(reading)[1] == ["1", "Sửa bến", "Đợt 1; 3 triệu\nĐợt 2; 4 triệu"]


def test_powers_indices_and_note_marks(tmp_path: Path) -> None:
    reading = _reading(tmp_path, _page(
        "<p>Diện tích 25 m<sup>2</sup>, mật độ 10<sup>3</sup> cây, khí CO<sub>2</sub>.</p>"
        '<p>Theo Nghị định số 126/2024/NĐ-CP<sup>1</sup> và Luật số 45/2019<sup><a href="#n">2</a></sup>.</p>'
        '<p>Thể tích 8 m<span style="vertical-align: super">3</span>.</p>'
    ))  # fmt: skip
    assert _lines(reading) == [
        "Diện tích 25 m², mật độ 10³ cây, khí CO₂.", "Theo Nghị định số 126/2024/NĐ-CP[1] và Luật số 45/2019[2].",
        "Thể tích 8 m³.",
    ]  # fmt: skip


def test_forms_show_what_their_fields_hold(tmp_path: Path) -> None:
    reading = _reading(tmp_path, _page(
        f"<form action='/luu'>{BODY}<p>Họ tên: <input type=text value='Lê Thị Mẫu'></p><p>Loại: <select><option>Đò"
        "<option selected>Phà</select></p><p><input type=checkbox checked> Có phao <input type=checkbox> Có mái</p>"
        "<textarea>Đề nghị sửa bến.</textarea><input type=hidden value=abc><input type=submit value=Gửi></form>"
        "<form role=search><label>Tìm</label><input type=search value='từ khóa'></form>"
    ))  # fmt: skip
    assert _lines(reading)[-4:] == ["Họ tên: Lê Thị Mẫu", "Loại: Phà", "☑ Có phao ☐ Có mái", "Đề nghị sửa bến."]


def test_parts_of_the_article_are_kept_and_parts_of_the_site_are_not(tmp_path: Path) -> None:
    menu = "".join(f'<li><a href="/{i}">Chuyên mục {i}</a></li>' for i in range(9))
    reading = _reading(tmp_path, _page(
        f"<header><h2>Cổng thông tin xã</h2><ul>{menu}</ul></header><nav>{menu}</nav>"
        f"<div class=wrap><article><header>{HEAD}"
        f"</header>{BODY}<figure><table><tr><th>Bến<th>Phí<tr><td>Bến Một<td>5.000</table><figcaption>Phí bến năm nay"
        "</figcaption></figure><aside>Đò chở trẻ em phải có hai phao cho mỗi em.</aside><pre>Điều 3. Hiệu lực\n"
        f"Có hiệu lực từ ngày ký.</pre></article><aside><ul>{menu}</ul></aside></div><footer>Bản quyền của xã</footer>"
    ))  # fmt: skip
    lines = _lines(reading)
    assert lines[0] == "ỦY BAN NHÂN DÂN XÃ IA KA"
    for kept in (
        "Phí bến năm nay",
        "Đò chở trẻ em phải có hai phao cho mỗi em.",
        "Điều 3. Hiệu lực",
        "Có hiệu lực từ ngày ký.",
    ):
        assert kept in lines
    assert _rows(reading)[-1] == ["Bến Một", "5.000"]
    assert not any("Chuyên mục" in line or "Bản quyền" in line for line in lines)


def test_head_and_body_in_parts_of_their_own_are_both_read(tmp_path: Path) -> None:
    document = _document(
        tmp_path, _page(f"<div class=top>{HEAD}</div><div class=main>{BODY * 6}</div><p>Nơi nhận: Như Điều 3.</p>")
    )
    assert document.metadata.number == "77/QĐ-UBND"


def test_contact_and_signature_words_in_the_body_stay(tmp_path: Path) -> None:
    document = _document(tmp_path, _page(
        HEAD + "<p>Điều 1. Hợp đồng</p><p>Người ký: Trưởng bến đò</p><p>Ngày ký: trước ngày mở bến 10 ngày</p>"
        "<p>Cơ quan: Phòng Kinh tế xã</p><p>Email: bendo@iaka.example.vn</p><p>https://bendo.example.vn/mau-don</p>"
    ))  # fmt: skip
    text = "\n".join(passage.text for passage in document.passages if passage.citation.label == "Điều 1")
    for kept in ("Trưởng bến đò", "trước ngày mở bến 10 ngày", "Phòng Kinh tế xã", "bendo@iaka", "example.vn/mau-don"):
        assert kept in text


@pytest.mark.parametrize(
    "page",
    [
        "<table>" + "<tr>" + "<td colspan=1000 rowspan=65534>x" * 2000 + "</table>",
        "<table>" + "<tr><td colspan=1000>x" * 5000 + "</table>",
        "<div>" * 5000 + "Kế hoạch" + "</div>" * 5000,
        "<ol>" * 300 + "<li>Kế hoạch</li>" + "</ol>" * 300,
        "<p>" + "<b>" * 3000 + "Kế hoạch" + "</b>" * 3000,
        "<table><tr><td>" * 300 + "Kế hoạch",
        "<p style='color:#fff'>" * 3000 + "Kế hoạch",
        "<style>" + ".a .b .c {display:none}\n" * 50_000 + "</style>" + "<p class='a b c'>Kế hoạch</p>" * 3000,
        "<p>" + "Đò chạy từ 5 giờ đến 18 giờ hằng ngày và nghỉ khi có gió lớn " * 9000 + "</p>",
        "<table>" + "<tr><td rowspan=60000>x<td>y" * 4000 + "</table>",
    ],
    ids=["spans", "wide", "deep", "lists", "inline", "tables", "white", "styles", "one-line", "tall"],
)  # fmt: skip
def test_small_bombs_end_soon(tmp_path: Path, page: str) -> None:
    start = time.process_time()
    with contextlib.suppress(RefusedFile):
        _document(tmp_path, f"<html><body>{page}</body></html>")
    assert time.process_time() - start < 10


def test_pictures_of_the_content_are_said(tmp_path: Path) -> None:
    text = "<p>Điều 1. Giá vé theo bảng trong hình dưới đây.</p>"
    large = _reading(tmp_path, _page(text + '<img src="bang.png"><img src="to.png" width="600" height="300">'))
    small = _reading(tmp_path, _page(text + '<img src="in.gif" width="16" height="16">'))
    assert any("2 hình" in warning for warning in large.warnings)
    assert not small.warnings


def test_equations_and_titles_of_tables(tmp_path: Path) -> None:
    page = _page(
        "<p>Điều 1. Vận tốc <math><mi>V</mi><mo>=</mo><mfrac><mi>S</mi><mi>t</mi></mfrac></math> tính bằng km/h.</p>"
        "<table><tr><td colspan=3>DANH SÁCH TUYẾN</td></tr><tr><td>STT</td><td>Tuyến</td><td>Phí</td></tr>"
        "<tr><td>1</td><td>Đông</td><td>1.000</td></tr></table>"
    )
    reading = _reading(tmp_path, page)
    assert _lines(reading) == ["Điều 1. Vận tốc V = S/t tính bằng km/h.", "DANH SÁCH TUYẾN"]
    assert _rows(reading) == [["STT", "Tuyến", "Phí"], ["1", "Đông", "1.000"]]
