"""DOCX, HTML, text, XLSX, office formats."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ingest.read import read_file
from ingest.reading import Line, RefusedFile, Table


def lines(path: Path) -> list[str]:
    return [block.text for block in read_file(path).blocks if isinstance(block, Line)]


def test_marks_in_the_page_header_count_once_and_running_titles_do_not(tmp_path: Path) -> None:
    document = docx.Document()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "VĂN BẢN MẪU - không có giá trị pháp lý"
    section.header.paragraphs[0].text = "Kế hoạch trồng rừng năm 2024"
    document.add_paragraph("Nội dung chính.")
    document.save(str(tmp_path / "a.docx"))
    assert lines(tmp_path / "a.docx") == ["VĂN BẢN MẪU - không có giá trị pháp lý", "Nội dung chính."]
    section.header.paragraphs[0].text = "MẬT"
    document.save(str(tmp_path / "b.docx"))
    with pytest.raises(RefusedFile) as refused:
        read_file(tmp_path / "b.docx")
    assert refused.value.code == "secret"


def test_header_table_becomes_lines_and_data_table_stays(tmp_path: Path) -> None:
    document = docx.Document()
    header = document.add_table(2, 2)
    for row, (left, right) in enumerate(
        [("UBND TỈNH X", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("Số: 1/KH-UBND", "X, ngày 02 tháng 3 năm 2024")]
    ):
        header.cell(row, 0).text, header.cell(row, 1).text = left, right
    document.add_paragraph("Nội dung chính.")
    data = document.add_table(2, 3)
    for column, text in enumerate(("STT", "Nội dung", "Thời gian")):
        data.cell(0, column).text = text
        data.cell(1, column).text = f"ô {column}"
    document.save(str(tmp_path / "a.docx"))
    blocks = read_file(tmp_path / "a.docx").blocks
    assert [block.text for block in blocks if isinstance(block, Line)] == [
        "UBND TỈNH X", "Số: 1/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "X, ngày 02 tháng 3 năm 2024",
        "Nội dung chính.",
    ]  # fmt: skip
    assert next(block for block in blocks if isinstance(block, Table)).rows[0][1].text == "Nội dung"


def test_automatic_numbers_are_in_the_text(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "90")
    for depth, (form, text) in enumerate([("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)")]):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for name, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", text)):
            child = OxmlElement(name)
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
    numbering.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "90")
    reference = OxmlElement("w:abstractNumId")
    reference.set(qn("w:val"), "90")
    number.append(reference)
    numbering.append(number)
    for text, depth in [
        ("Mục đích", 0),
        ("Yêu cầu", 1),
        ("Một", 2),
        ("Hai", 2),
        ("Khác", 1),
        ("Tổ chức", 0),
        ("Sở", 1),
    ]:
        properties = document.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()  # type: ignore[attr-defined]  # made by python-docx at run time
        properties.get_or_add_ilvl().val = depth
        properties.get_or_add_numId().val = 90
    document.save(str(tmp_path / "a.docx"))
    assert lines(tmp_path / "a.docx") == [
        "I. Mục đích", "1. Yêu cầu", "a) Một", "b) Hai", "2. Khác", "II. Tổ chức", "1. Sở",
    ]  # fmt: skip


def test_old_font_runs_are_decoded_one_by_one(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    paragraph.add_run("Uû ban nh©n d©n ").font.name = ".VnTime"
    paragraph.add_run("© 2003").font.name = "Times New Roman"
    document.save(str(tmp_path / "a.docx"))
    assert lines(tmp_path / "a.docx") == ["Uỷ ban nhân dân © 2003"]


def test_pipe_tables_are_tables(tmp_path: Path) -> None:
    text = ["| STT | Nội dung | Thời gian |", "| 1 | Hội nghị | Quý I |", "Kết thúc."]
    document = docx.Document()
    for part in text:
        document.add_paragraph(part)
    document.save(str(tmp_path / "a.docx"))
    table = next(block for block in read_file(tmp_path / "a.docx").blocks if isinstance(block, Table))
    assert [cell.text for cell in table.rows[1]] == ["1", "Hội nghị", "Quý I"]


def test_web_page_keeps_its_article(tmp_path: Path) -> None:
    prose = (
        "Ủy ban nhân dân tỉnh yêu cầu các địa phương chủ động triển khai nhiệm vụ, bảo đảm đúng tiến độ đã giao. " * 2
    )
    page = f"""<html><head><title>x</title><script>var a = 1</script></head><body><nav><a href="/">Trang chủ</a></nav>
    <div><h1>Tỉnh X triển khai kế hoạch mới</h1><p>{prose}</p><p>{prose}Hết.</p></div>
    <div><h3>Tin liên quan</h3><ul><li><a href="/1">Tin thứ nhất rất hay</a></li></ul></div>
    <footer>Bản quyền</footer></body></html>"""
    (tmp_path / "tin.pdf").write_text(page, encoding="utf-8")
    assert lines(tmp_path / "tin.pdf") == ["Tỉnh X triển khai kế hoạch mới", prose.strip(), prose + "Hết."]


def test_saved_page_as_text(tmp_path: Path) -> None:
    prose = (
        "Ủy ban nhân dân tỉnh yêu cầu các địa phương chủ động triển khai nhiệm vụ, bảo đảm đúng tiến độ đã giao. " * 2
    )
    around = "\n![]() |\nNúi lửa. Ảnh: Tác giả. |\n"
    page = f"Tiêu đề bài\n{prose}{around}{prose}Hết.\nTin bài liên quan\n\nMột tin khác\n\nĐọc nhiều\n\nTin nữa"
    (tmp_path / "a.txt").write_text(page, encoding="utf-8")
    assert lines(tmp_path / "a.txt") == ["Tiêu đề bài", prose.strip(), prose + "Hết."]


@pytest.mark.realdocs
def test_the_first_user_page(shared_dir: Path) -> None:
    found = lines(next((shared_dir / "seed").glob("*.txt")))
    assert len(found) == 9
    assert not any("![" in text or "Ảnh" in text or "Infographic" in text for text in found)


def test_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["PHỤ LỤC I"])
    sheet.append(["STT", "Nội dung", "Kinh phí"])
    sheet.append([1, "Hội nghị", 12.5])
    book.save(tmp_path / "a.xlsx")
    blocks = read_file(tmp_path / "a.xlsx").blocks
    assert isinstance(blocks[0], Line)
    assert blocks[0].text == "PHỤ LỤC I"
    assert isinstance(blocks[1], Table)
    assert [cell.text for cell in blocks[1].rows[1]] == ["1", "Hội nghị", "12,5"]


@pytest.mark.office
@pytest.mark.realdocs
def test_old_word_file_in_tcvn3(shared_dir: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice Writer is not installed (package libreoffice-writer)")
    found = lines(shared_dir / "realdocs/docs/d032.doc")
    assert found[0] == "SẮC LỆNH"
    assert any("bảo tồn cổ tịch" in text for text in found)
