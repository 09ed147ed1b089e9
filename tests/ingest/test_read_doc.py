"""DOC read without an office program: as LibreOffice reads it, and better where old fonts are."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from ingest.document import read_document
from ingest.read import read_file
from ingest.read.office.doc.reader import read_doc
from ingest.reading import Line, Reading, RefusedFile, Table
from tests.support.checkout import ROOT
from tests.support.compound_file import compound_file

SAMPLE = ROOT / "corpus" / "documents" / "S12-9012-2001-QD-UB.doc"
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs libreoffice-writer")


def lines(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks if isinstance(block, Line)]


def tables(reading: Reading) -> list[list[list[str | None]]]:
    return [[[cell.text for cell in row] for row in block.rows] for block in reading.blocks if isinstance(block, Table)]


def as_doc(document, folder: Path) -> Path:  # type: ignore[no-untyped-def]
    document.save(folder / "a.docx")
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to",
         "doc:MS Word 97", "--outdir", str(folder), str(folder / "a.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / "a.doc"


def test_sample_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first command of the README reads every sample on a machine without LibreOffice."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    document = read_document(SAMPLE)
    assert (document.metadata.number, document.metadata.type) == ("9012/2001/QĐ-UB", "QĐ")
    said = " ".join(passage.text for passage in document.passages)
    assert "Trưởng phòng Ngoại vụ thuộc Văn phòng Uỷ ban nhân dân tỉnh: Phó Trưởng ban" in said
    assert not document.warnings


@needs_office
def test_sample_as_libreoffice_reads_it() -> None:
    direct, converted = read_doc(SAMPLE), read_file(SAMPLE)
    assert lines(direct) == lines(converted)
    assert tables(direct) == tables(converted)


@needs_office
def test_looks_tables_numbers_and_notes(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("Mục đích", "Yêu cầu"):
        document.add_paragraph(text, style="List Number")
    paragraph = document.add_paragraph()
    old = paragraph.add_run("KÕ ho¹ch n¨m ")
    old.font.name = ".VnTime"
    vni = paragraph.add_run("Keá hoaïch")
    vni.font.name = "VNI-Times"
    raised = document.add_paragraph("10")
    raised.add_run("3").font.superscript = True
    hidden = document.add_paragraph("Chữ thấy. ")
    hidden.add_run("Chữ ẩn.").font.hidden = True
    table = document.add_table(rows=3, cols=3)
    for row, texts in zip(
        table.rows, [("STT", "Bến", "Giá vé"), ("1", "Bến Cát", "5.000"), ("2", "Bến Đá", "6.000")], strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 2).merge(table.cell(2, 2)).text = "5.000"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Bến và giá"
    inner = table.cell(2, 1).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "bờ bắc"
    last = document.add_paragraph("Câu cuối trước hộp.")
    last._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict>'
            '<v:shape style="width:100pt;height:40pt"><v:textbox><w:txbxContent><w:p><w:r><w:t>Chữ trong hộp.</w:t>'
            "</w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    )
    path = as_doc(document, tmp_path)
    reading = read_doc(path)
    assert lines(reading)[:4] == ["1. Mục đích", "2. Yêu cầu", "Kế hoạch năm Kế hoạch", lines(read_file(path))[3]]
    assert "Chữ thấy." in lines(reading)
    assert not any("Chữ ẩn" in text for text in lines(reading))
    assert "Chữ trong hộp." in lines(reading)
    assert tables(reading) == tables(read_file(path))
    found = tables(reading)[0]
    assert found[0] == ["STT", "Bến và giá", None]
    assert found[2][2] is None
    assert "bờ bắc" in (found[2][1] or "")


@needs_office
@pytest.mark.parametrize("count", [40, 63])
def test_wide_rows_and_long_texts(tmp_path: Path, count: int) -> None:
    """A row of many cells writes its edges into another stream; a long text goes over many pages of looks."""
    document = docx.Document()
    table = document.add_table(rows=2, cols=count)
    for row in (0, 1):
        for column, cell in enumerate(table.rows[row].cells):
            cell.text = f"ô {row} {column}"
    for number in range(300):
        run = document.add_paragraph().add_run(f"Đoạn {number} về bến đò. ")
        run.bold, run.font.size = number % 2 == 0, Pt(10 + number % 5)
    reading = read_doc(as_doc(document, tmp_path))
    assert tables(reading)[0][1] == [f"ô 1 {column}" for column in range(count)]
    assert lines(reading) == [f"Đoạn {number} về bến đò." for number in range(300)]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xec\xa5" + b"\0" * 20,
        b"\xec\xa5" + b"\xff" * 2000,
        b"\xec\xa5" + b"\0" * 4000,
        b"\xdc\xa5" + b"\xff" * 400,
    ],
)
def test_damaged_files_are_refused(tmp_path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    (tmp_path / "a.doc").write_bytes(compound_file({"WordDocument": data, "1Table": b"\0" * 100, "0Table": b""}))
    with pytest.raises(RefusedFile):
        read_file(tmp_path / "a.doc")


def test_every_byte_may_be_wrong(tmp_path: Path) -> None:
    """Damage at many places: refused or read, in no time, never a crash."""
    data = bytearray(SAMPLE.read_bytes())
    for place in range(512, len(data), 397):
        damaged = bytearray(data)
        damaged[place : place + 4] = b"\xff\xff\xff\x7f"
        (tmp_path / "a.doc").write_bytes(bytes(damaged))
        try:
            read_doc(tmp_path / "a.doc")
        except RefusedFile:
            continue


def word6(text: str) -> bytes:
    """A file of Word 6: its text follows the head, one byte a letter."""
    letters = text.encode("cp1252")
    head = bytearray(0x300)
    head[0:2] = b"\xdc\xa5"
    head[0x18:0x1C] = (0x300).to_bytes(4, "little")
    head[0x34:0x38] = len(letters).to_bytes(4, "little")
    return compound_file({"WordDocument": bytes(head) + letters})


def test_word_6(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    told = "Quy ®Þnh chung cña tØnh vÒ viÖc qu¶n lý bÕn ®ß vµ gi¸ v\u00d0 qua s«ng trong n¨m 2001\r"
    table = "TR\xb9M\x07BÕn\x07\x071\x07BÕn C¸t\x07\x07\x13 PAGE \x1415\x15 cuèi cïng cña v¨n b¶n nµy\r"
    (tmp_path / "a.doc").write_bytes(word6(told + table))
    reading = read_file(tmp_path / "a.doc")
    assert lines(reading) == [
        "Quy định chung của tỉnh về việc quản lý bến đò và giá vé qua sông trong năm 2001",
        "15 cuối cùng của văn bản này",
    ]
    assert tables(reading) == [[["TRẠM", "Bến"], ["1", "Bến Cát"]]]
    assert any("Word 6" in warning for warning in reading.warnings)
