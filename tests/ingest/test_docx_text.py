"""What a DOCX shows and what it hides: raised text, hidden text, tracked changes, symbols, equations, form fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.read import read_file
from ingest.reading import Line, Table
from tests.support.docx_files import p, part, run, table, write_docx

UP, DOWN = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'


def lines(path: Path) -> list[str]:
    return [block.text for block in read_file(path).blocks if isinstance(block, Line)]


def cells(path: Path) -> list[list[str | None]]:
    return [
        [cell.text for cell in row]
        for block in read_file(path).blocks
        if isinstance(block, Table)
        for row in block.rows
    ]


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (("Mật độ không quá 2 x 10", run("5", UP), " con/ha."), "Mật độ không quá 2 x 10⁵ con/ha."),
        (("Lưu lượng 12 m", run("3", UP), "/s, SO", run("2", DOWN), " thấp."), "Lưu lượng 12 m³/s, SO₂ thấp."),
        (("Thông tư số 07/2022", run("2", UP), " và Luật số 45/2019."), "Thông tư số 07/2022[2] và Luật số 45/2019."),
        (("Quyết định số 19/QĐ-UBND", run("1", UP), ";"), "Quyết định số 19/QĐ-UBND[1];"),
        (("Từ năm 2021", run("3", UP), " đến nay."), "Từ năm 2021[3] đến nay."),
        (("Diện tích 1.250", run("1", UP), " ha tại Điều 6", run("2", UP)), "Diện tích 1.250[1] ha tại Điều 6[2]"),
        (("Bảo quản ở 4", run("o", UP), "C, tăng 10", run("-3", UP), " lần"), "Bảo quản ở 4°C, tăng 10⁻³ lần"),
        (("Hệ số K", run("đc", DOWN), " và T", run("1", DOWN)), "Hệ số K_đc và T₁"),
        (("Cơ quan chủ quản", run("1", UP), run("2", UP)), "Cơ quan chủ quản[12]"),
    ],
)  # fmt: skip
def test_raised_and_lowered_text_keeps_its_meaning(tmp_path: Path, runs: tuple[str, ...], text: str) -> None:
    assert lines(write_docx(tmp_path / "a.docx", p(*runs))) == [text]


def test_raised_text_by_style_is_raised(tmp_path: Path) -> None:
    style = f'<w:style w:type="character" w:styleId="Mu"><w:rPr>{UP}</w:rPr></w:style>'
    written = write_docx(
        tmp_path / "a.docx",
        p("Công suất 3 x 10", run("6", '<w:rStyle w:val="Mu"/>'), " kWh"),
        {"word/styles.xml": part("styles", style)},
        {"rId1": ("styles", "styles.xml")},
    )
    assert lines(written) == ["Công suất 3 x 10⁶ kWh"]


@pytest.mark.parametrize(
    "properties",
    ["<w:vanish/>", '<w:color w:val="FFFFFF"/>', '<w:color w:val="FEFEFE"/>', '<w:sz w:val="1"/>',
     '<w:rStyle w:val="An"/>',
     '<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>',
     '<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>'],
)  # fmt: skip
def test_hidden_text_is_not_read_and_said(tmp_path: Path, properties: str) -> None:
    style = '<w:style w:type="character" w:styleId="An"><w:rPr><w:vanish/></w:rPr></w:style>'
    written = write_docx(
        tmp_path / "a.docx",
        p("Mức thu 20.000 đồng", run(" hoặc 900.000 đồng", properties), " một chuyến."),
        {"word/styles.xml": part("styles", style)},
        {"rId1": ("styles", "styles.xml")},
    )
    reading = read_file(written)
    assert lines(written) == ["Mức thu 20.000 đồng một chuyến."]
    assert any("chữ ẩn" in warning for warning in reading.warnings)
    assert [left.reason for left in reading.left_out] == ["hidden"]


def test_white_text_on_a_dark_ground_is_seen(tmp_path: Path) -> None:
    white, dark = '<w:color w:val="FFFFFF"/>', '<w:shd w:val="clear" w:fill="1F4E79"/>'
    head = [f"{dark}|{p(run(text, white))}" for text in ("Tuyến", "Giá vé")]
    written = write_docx(
        tmp_path / "a.docx",
        p(run("Biểu giá vé", white), properties=dark) + table(head, ["Pleiku - Chư Sê", "30.000 đồng"]),
    )
    assert lines(written) == ["Biểu giá vé"]
    assert cells(written)[0] == ["Tuyến", "Giá vé"]
    assert not read_file(written).warnings


def test_a_paragraph_that_is_hidden_whole_is_not_counted(tmp_path: Path) -> None:
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    hidden = p(run("Ẩn", "<w:vanish/>"), properties=f"{number}<w:rPr><w:vanish/></w:rPr>")
    body = p("Một", properties=number) + hidden + p("Hai", properties=number)
    assert lines(write_docx(tmp_path / "a.docx", body, *numbered("decimal", "%1."))) == ["1. Một", "2. Hai"]


def numbered(form: str, text: str) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """The part of a list with one level, and the reference to it."""
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
    inner = f'<w:abstractNum w:abstractNumId="7">{level}</w:abstractNum>'
    inner += '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    return {"word/numbering.xml": part("numbering", inner)}, {"rId9": ("numbering", "numbering.xml")}


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    gone = "<w:rPr><w:del/></w:rPr>"
    deleted = '<w:del><w:r><w:delText xml:space="preserve">{}</w:delText></w:r></w:del>'
    body = (
        p("Khoản đầu", properties=number)
        + p(deleted.format("Khoản đã bỏ"), properties=number + gone)
        + p("Khoản sau", deleted.format(" cũ"), "<w:ins><w:r><w:t> mới</w:t></w:r></w:ins>", properties=number)
        + p("Giao Phòng", properties=gone) + p(" Văn hóa.")
        + p('<w:moveFrom><w:r><w:t>Chuyển đi</w:t></w:r></w:moveFrom>', "ở lại")
        + table(["Xã", "Số hộ"], ["Ia Bỏ", "7"], ["Ia Giữ", "12"])
        .replace("<w:tr><w:tc><w:tcPr></w:tcPr><w:p><w:r><w:rPr></w:rPr><w:t xml:space=\"preserve\">Ia Bỏ",
                 "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>Ia Bỏ")
    )  # fmt: skip
    written = write_docx(tmp_path / "a.docx", body, *numbered("decimal", "%1."))
    reading = read_file(written)
    assert lines(written) == ["1. Khoản đầu", "2. Khoản sau mới", "Giao Phòng Văn hóa.", "ở lại"]
    assert cells(written) == [["Xã", "Số hộ"], ["Ia Giữ", "12"]]
    assert any("Track Changes" in warning for warning in reading.warnings)


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑ Đồng ý"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>', "☑ Đồng ý"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', "☐ Đồng ý"),
        (run("\uf0fc", '<w:rFonts w:ascii="Wingdings"/>'), "✓ Đồng ý"),
        (run("R", '<w:rFonts w:ascii="Wingdings 2"/>'), "☑ Đồng ý"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', "≥ Đồng ý"),
        ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData>'
         '</w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>', "☑ Đồng ý"),
        ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked w:val="0"/></w:checkBox></w:ffData>'
         '</w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>', "☐ Đồng ý"),
        ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Không"/>'
         '<w:listEntry w:val="Rất"/></w:ddList></w:ffData></w:fldChar></w:r>'
         '<w:r><w:fldChar w:fldCharType="end"/></w:r>', "Rất Đồng ý"),
        ('<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent>'
         "<w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>", "☒ Đồng ý"),
    ],
)  # fmt: skip
def test_ticks_and_form_fields(tmp_path: Path, mark: str, text: str) -> None:
    assert lines(write_docx(tmp_path / "a.docx", p(mark, " Đồng ý"))) == [text]


def test_results_inside_the_code_of_a_field_are_not_printed(tmp_path: Path) -> None:
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    inner = char.format("begin") + char.format("separate") + run("nam") + char.format("end")
    field = char.format("begin") + inner + char.format("separate") + run("Ông") + char.format("end")
    assert lines(write_docx(tmp_path / "a.docx", p("Kính gửi ", field, " An"))) == ["Kính gửi Ông An"]


def test_formulas_of_old_fields_are_printed(tmp_path: Path) -> None:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    code = r"<w:r><w:instrText> EQ V = \f(\b(a+b)×h;3) </w:instrText></w:r>"
    written = write_docx(tmp_path / "a.docx", p("Thể tích ", begin, code, end, " mét khối"))
    assert lines(written) == ["Thể tích V = ((a+b)×h)/3 mét khối"]


def math(inner: str) -> str:
    return f"<m:oMath>{inner}</m:oMath>"


def r(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("equation", "text"),
    [
        (r("S") + r("=") + f"<m:f><m:num>{r('a×h')}</m:num><m:den>{r('2')}</m:den></m:f>", "S = a×h/2"),
        (r("K=") + f"<m:f><m:num>{r('A+B')}</m:num><m:den>{r('C×D')}</m:den></m:f>", "K = (A+B)/(C×D)"),
        (f"<m:sSup><m:e>{r('x')}</m:e><m:sup>{r('2')}</m:sup></m:sSup>", "x²"),
        (f"<m:sSub><m:e>{r('G')}</m:e><m:sub>{r('i')}</m:sub></m:sSub>", "G_i"),
        (f"<m:rad><m:deg/><m:e>{r('a+b')}</m:e></m:rad>", "√(a+b)"),
        (f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{r("i=1")}</m:sub><m:sup>{r("n")}</m:sup>'
         f"<m:e>{r('T')}</m:e></m:nary>", "∑_(i = 1)^n T"),
        (f"<m:d><m:e>{r('1+r')}</m:e></m:d>", "(1+r)"),
    ],
)  # fmt: skip
def test_equations_are_read_in_one_line(tmp_path: Path, equation: str, text: str) -> None:
    assert lines(write_docx(tmp_path / "a.docx", p("Tính theo ", math(equation), "."))) == [f"Tính theo {text}."]
