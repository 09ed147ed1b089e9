"""ODT and flat ODT read without an office program."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest

from ingest.document import read_document
from ingest.read import read_file
from ingest.read.context import ReadingContext
from ingest.read.libreoffice import convert_to_docx
from ingest.read.office.odt import read_odt
from ingest.reading import Line, Reading, RefusedFile, Table

SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)


def joined(text: str) -> str:
    """Without the line ends and indents that only this file has."""
    return "".join(line.strip() for line in text.splitlines())


STYLES = joined("""
    <style:style style:name="old" style:family="text"><style:text-properties fo:font-family=".VnTime"/></style:style>
    <style:style style:name="off" style:family="text"><style:text-properties text:display="none"/></style:style>
    <text:list-style style:name="L">
      <text:list-level-style-number text:level="1" style:num-format="I" style:num-suffix="."/>
      <text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>
    </text:list-style>
""")
BODY = joined("""
    <text:list text:style-name="L">
      <text:list-item><text:p>Mục đích</text:p>
        <text:list><text:list-item><text:p>điểm</text:p></text:list-item></text:list>
      </text:list-item>
      <text:list-item><text:p>Yêu cầu</text:p><text:p>không số</text:p></text:list-item>
    </text:list>
    <text:list text:style-name="L"><text:list-item><text:p>Bắt đầu lại</text:p></text:list-item></text:list>
    <text:list text:style-name="L" text:continue-numbering="true">
      <text:list-item><text:p>Tiếp tục</text:p></text:list-item>
    </text:list>
    <text:p><text:span text:style-name="old">KÕ ho¹ch</text:span><text:s/>năm<text:s text:c="2"/>2024
      <text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Ghi chú.</text:p></text:note-body>
      </text:note><text:span text:style-name="off"> chữ ẩn</text:span>
      <office:annotation><text:p>bình luận</text:p></office:annotation></text:p>
    <text:tracked-changes><text:changed-region><text:deletion><text:p>đã xóa</text:p></text:deletion>
      </text:changed-region></text:tracked-changes>
    <text:section><text:p>Trong phần.<draw:frame><draw:text-box><text:p>Trong hộp.</text:p></draw:text-box></draw:frame>
      </text:p></text:section>
    <table:table>
      <table:table-header-rows><table:table-row>
        <table:table-cell><text:p>STT</text:p></table:table-cell>
        <table:table-cell table:number-columns-spanned="2"><text:p>Bến và giá</text:p></table:table-cell>
        <table:covered-table-cell/>
      </table:table-row></table:table-header-rows>
      <table:table-row>
        <table:table-cell table:number-rows-spanned="2"><text:p>1</text:p></table:table-cell>
        <table:table-cell><text:p>Bến Cát</text:p></table:table-cell>
        <table:table-cell><text:p>5.000</text:p></table:table-cell>
      </table:table-row>
      <table:table-row>
        <table:covered-table-cell/>
        <table:table-cell><text:p>Bến Đá</text:p></table:table-cell>
        <table:table-cell><text:p>6.000</text:p></table:table-cell>
      </table:table-row>
    </table:table>
""")


def lines(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks if isinstance(block, Line)]


def tables(reading: Reading) -> list[list[list[str | None]]]:
    return [[[cell.text for cell in row] for row in block.rows] for block in reading.blocks if isinstance(block, Table)]


def flat(path: Path, body: str = BODY) -> Path:
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {SPACES} office:mimetype="application/'
        f'vnd.oasis.opendocument.text"><office:automatic-styles>{STYLES}</office:automatic-styles><office:body>'
        f"<office:text>{body}</office:text></office:body></office:document>",
        encoding="utf-8",
    )
    return path


def packed(path: Path, body: str = BODY) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:automatic-styles>{STYLES}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
    return path


@pytest.mark.parametrize("name", ["a.fodt", "a.odt"])
def test_opendocument_text(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    path = flat(tmp_path / name) if name == "a.fodt" else packed(tmp_path / name)
    reading = read_file(path)
    assert reading.kind == "odt"
    assert lines(reading) == [
        "I. Mục đích", "a) điểm", "II. Yêu cầu", "không số", "I. Bắt đầu lại", "II. Tiếp tục", "Kế hoạch năm 2024[1]",
        "Trong phần.", "Trong hộp.",
    ]  # fmt: skip
    assert tables(reading) == [[["STT", "Bến và giá", None], ["1", "Bến Cát", "5.000"], [None, "Bến Đá", "6.000"]]]
    assert [line.text for note in reading.footnotes for line in note.lines] == ["Ghi chú."]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs libreoffice-writer")
@pytest.mark.parametrize("ending", ["odt", "fodt"])
def test_as_libreoffice_reads_it(tmp_path: Path, ending: str) -> None:
    document = docx.Document()
    document.add_heading("Quy chế bến đò", 1)
    for text in ("Phạm vi", "Đối tượng", "Giá vé"):
        document.add_paragraph(text, style="List Number")
    table = document.add_table(rows=3, cols=2)
    for row, texts in zip(table.rows, [("Bến", "Giá"), ("Bến Cát", "5.000"), ("Bến Đá", "6.000")], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 1).merge(table.cell(2, 1)).text = "5.000"
    document.save(str(tmp_path / "a.docx"))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", ending,
         "--outdir", str(tmp_path), str(tmp_path / "a.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    direct = read_odt(tmp_path / f"a.{ending}")
    with convert_to_docx([tmp_path / f"a.{ending}"]) as results:
        target = results[tmp_path / f"a.{ending}"]
        assert target is not None
        converted = read_file(target)
    assert lines(direct) == lines(converted)
    assert tables(direct) == tables(converted)


@pytest.mark.parametrize("body", ["", "<text:p/>", "<text:section>" * 400 + "</text:section>" * 400])
def test_empty_and_endless_texts_are_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(RefusedFile):
        read_odt(flat(tmp_path / "a.fodt", body))


OBJECTS = joined("""
    <text:tracked-changes><text:changed-region><text:deletion><text:p>giá cũ 9.000</text:p></text:deletion>
      </text:changed-region></text:tracked-changes>
    <text:p>Lượng bùn <draw:frame><draw:object><math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow>
      <mi>T</mi><mo>=</mo><mfrac><mrow><mi>G</mi><mo>×</mo><msup><mi>k</mi><mn>2</mn></msup></mrow><mn>12</mn></mfrac>
      </mrow><annotation>T = x</annotation></semantics></math></draw:object></draw:frame>.</text:p>
    <text:p>Hình: <draw:frame svg:width="12cm" svg:height="4cm"><draw:image><office:binary-data>iVBORw0KGgo=
      </office:binary-data></draw:image></draw:frame></text:p>
    <text:p>Bảng: <draw:frame><draw:object xlink:href="./Object 1"/><draw:image/></draw:frame></text:p>
""")


def test_equations_are_read_and_what_is_not_is_said(tmp_path: Path) -> None:
    path = flat(tmp_path / "a.fodt", OBJECTS)
    more = 'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    path.write_text(
        path.read_text(encoding="utf-8").replace("<office:document ", f"<office:document {more} ", 1), "utf-8"
    )
    reading = read_file(path, ReadingContext(ocr=False))
    assert lines(reading) == ["Lượng bùn T = G×k²/12.", "Hình:", "Bảng:"]
    said = "\n".join(reading.warnings)
    assert all(words in said for words in ("đã xóa", "1 hình", "1 đối tượng"))
    assert [(one.reason, one.text) for one in reading.left_out] == [("deleted", "giá cũ 9.000")]


def test_the_head_may_stand_in_the_page_header(tmp_path: Path) -> None:
    head = "".join(
        f"<text:p>{line}</text:p>"
        for line in ("ỦY BAN NHÂN DÂN", "TỈNH GIA LAI", "Số: 951/QĐ-UBND", "Gia Lai, ngày 21 tháng 8 năm 2024")
    )
    path = flat(
        tmp_path / "a.fodt", "<text:p>QUYẾT ĐỊNH</text:p><text:p>Về bến</text:p><text:p>Điều 1. Đóng bến.</text:p>"
    )
    master = f'<office:master-styles><style:master-page style:name="S"><style:header>{head}</style:header>'
    master += "</style:master-page></office:master-styles><office:body>"
    path.write_text(path.read_text(encoding="utf-8").replace("<office:body>", master, 1), "utf-8")
    assert read_document(path).metadata.number == "951/QĐ-UBND"


def test_an_item_may_say_its_number(tmp_path: Path) -> None:
    items = "".join(
        f"<text:list-item{start}><text:p>{text}</text:p></text:list-item>"
        for text, start in (("Một", ""), ("Năm", ' text:start-value="5"'), ("Sáu", ""))
    )
    reading = read_file(flat(tmp_path / "a.fodt", f'<text:list text:style-name="L">{items}</text:list>'))
    assert lines(reading) == ["I. Một", "V. Năm", "VI. Sáu"]
