"""Readers on damaged, mixed, turned and hostile files: refused with a reason, or read; never a crash, never a hang."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import numpy as np
import openpyxl
import pypdf
import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont
from pypdf.generic import DecodedStreamObject, NameObject

from ingest.layout.paragraphs import arrange_paragraphs
from ingest.read import ReadingContext, libreoffice, read_file
from ingest.read.context import DEFAULT_CONTEXT
from ingest.read.ocr import tesseract
from ingest.read.ocr.text_repair import repair_heading, repair_numbers, repair_words
from ingest.read.pages.words import Word
from ingest.read.pages.words_to_lines import group_rows
from ingest.reading import Paragraph, RefusedFile

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
PROSE = [
    "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành", "khẩn trương xây dựng kế hoạch năm 2024 và báo cáo",
    "kết quả thực hiện trước ngày 15 tháng 12 năm 2024", "để Văn phòng tổng hợp, trình Chủ tịch xem xét.",
]  # fmt: skip
needs_font = pytest.mark.skipif(not FONT.is_file(), reason="needs fonts-dejavu-core")
needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None or not FONT.is_file(), reason="needs tesseract-ocr-vie and fonts-dejavu-core"
)
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs libreoffice-writer")


def printed() -> Image.Image:
    image = Image.new("RGB", (1700, 900), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), 50)
    for index, text in enumerate(PROSE):
        pen.text((150, 200 + 90 * index), text, font=font, fill="black")
    return image


def text_of(path: Path, context: ReadingContext = DEFAULT_CONTEXT) -> str:
    layout = arrange_paragraphs(read_file(path, context))
    return " ".join(block.text for block in layout.blocks if isinstance(block, Paragraph))


def text_page(writer: pypdf.PdfWriter, text: str) -> None:
    page = writer.add_blank_page(595, 842)
    font = writer._add_object(
        pypdf.generic.DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
    )
    page[NameObject("/Resources")] = pypdf.generic.DictionaryObject(
        {NameObject("/Font"): pypdf.generic.DictionaryObject({NameObject("/F1"): font})}
    )
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)


def mixed_pdf(path: Path) -> Path:
    """A page of text, then a scanned one."""
    picture = io.BytesIO()
    printed().save(picture, "PDF", resolution=200)
    writer = pypdf.PdfWriter()
    text_page(writer, "Trang in tu may tinh co lop van ban day du de doc")
    writer.append(picture)
    writer.write(path)
    return path


@pytest.mark.ocr
@needs_font
def test_mixed_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    reading = read_file(mixed_pdf(tmp_path / "a.pdf"))
    assert [page.source for page in reading.pages] == ["text_layer", "ocr"]
    assert reading.text_source == "mixed"


@pytest.mark.ocr
@needs_font
def test_a_page_that_fails_keeps_the_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that cannot be drawn: the text page stays, the other is named in a warning; then it works."""

    def fail(*_: object, **__: object) -> None:
        raise pdfium.PdfiumError("no bitmap")

    path = mixed_pdf(tmp_path / "a.pdf")
    with monkeypatch.context() as broken:
        broken.setattr(pdfium.PdfPage, "render", fail)
        reading = read_file(path)
    assert [page.source for page in reading.pages] == ["text_layer", "none"]
    assert any("Trang 2" in warning for warning in reading.warnings)
    assert [page.source for page in read_file(path).pages] == ["text_layer", "ocr"]


@pytest.mark.ocr
@needs_tesseract
def test_a_second_reader_without_time_costs_its_opinion_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = mixed_pdf(tmp_path / "a.pdf")
    monkeypatch.setattr(tesseract, "_TIME_LIMIT_S", 0)
    monkeypatch.setattr(tesseract, "_LOOK_S", 0.001)
    assert [page.source for page in read_file(path).pages] == ["text_layer", "ocr"]


@pytest.mark.ocr
@needs_font
def test_a_turned_scan_is_read(tmp_path: Path) -> None:
    printed().rotate(90, expand=True).save(tmp_path / "a.png")
    assert "xây dựng kế hoạch năm 2024" in text_of(tmp_path / "a.png")


def test_oversized_pictures_are_refused(tmp_path: Path) -> None:
    Image.new("1", (10_000, 9_000)).save(tmp_path / "a.png")
    with pytest.raises(RefusedFile) as refused:
        read_file(tmp_path / "a.png")
    assert refused.value.code == "too_large"


def test_password_docx_is_refused(tmp_path: Path) -> None:
    """Word wraps an encrypted document into an OLE file with this stream."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    (tmp_path / "a.docx").write_bytes(head + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600)
    with pytest.raises(RefusedFile) as refused:
        read_file(tmp_path / "a.docx")
    assert refused.value.code == "encrypted"


@pytest.mark.office
@needs_office
def test_old_formats_in_one_call(tmp_path: Path) -> None:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:text>'
        f"<text:p>{PROSE[0]}</text:p></office:text></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    damaged = tmp_path / "b.doc"
    damaged.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\7" * 900 + "WordDocument".encode("utf-16-le"))
    made = subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "doc",
         "--outdir", str(tmp_path), str(tmp_path / "a.odt")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0
    with libreoffice.convert_in_advance([tmp_path / "a.doc", tmp_path / "a.odt", damaged]) as folder:
        context = ReadingContext(converted=folder)
        assert list(folder.iterdir())  # what LibreOffice makes of the damaged one is its own affair
        assert [read_file(tmp_path / name, context).kind for name in ("a.doc", "a.odt")] == ["doc", "odt"]
        assert text_of(tmp_path / "a.doc", context) == text_of(tmp_path / "a.odt", context) == PROSE[0]


def test_office_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 60\n")
    program.chmod(0o755)
    (tmp_path / "a.odt").write_text("<office:document office:mimetype='text'/>")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(libreoffice, "_START_S", 0.3)
    monkeypatch.setattr(libreoffice, "_PER_FILE_S", 0.1)
    with pytest.raises(RefusedFile) as refused, libreoffice.convert_to_docx([tmp_path / "a.odt"]):
        pass
    assert refused.value.code == "timeout"


def test_numbers_follow_the_sequence() -> None:
    lines = ["IL. MỤC ĐÍCH", "I1. Mục đích", "2. Yêu cầu", "H. NỘI DUNG", "II. TỔ CHỨC", "Phần II", "I. TÌNH HÌNH"]
    assert repair_numbers(lines) == [
        "I. MỤC ĐÍCH", "1. Mục đích", "2. Yêu cầu", "II. NỘI DUNG", "III. TỔ CHỨC", "Phần II", "I. TÌNH HÌNH",
    ]  # fmt: skip
    assert repair_numbers(["1. MỤC ĐÍCH", "2. NỘI DUNG"]) == ["1. MỤC ĐÍCH", "2. NỘI DUNG"]
    assert repair_numbers(["ngày Í 7tháng I1 năm 2017"]) == ["ngày 17 tháng 11 năm 2017"]
    assert repair_numbers(["ngày 28 tháng 1 1 năm 2012"]) == ["ngày 28 tháng 11 năm 2012"]
    assert repair_heading("theo Phụ lục H, xử phạt l7 cơ sở, quy định chỉ tiết") == (
        "theo Phụ lục II, xử phạt 17 cơ sở, quy định chi tiết"
    )


@given(st.lists(st.text(alphabet="IlH1!|V.-) ABCĐmục\n0", max_size=20), max_size=12))
def test_numbers_survive_any_lines(lines: list[str]) -> None:
    assert len(repair_numbers(lines)) == len(lines)


def test_words_of_office_prose_get_their_marks() -> None:
    assert repair_words("tô chức kiêm tra, cấp có thâm quyền") == "tổ chức kiểm tra, cấp có thẩm quyền"
    assert repair_words("tình hình thực hiện; cùng cấp") == "tình hình thực hiện; cùng cấp"


def test_a_bent_line_of_a_scan_stays_one_row() -> None:
    bent = [Word(f"từ{n}", 50 * n, 100 + 2 * n, 50 * n + 40, 112 + 2 * n, line=1) for n in range(10)]
    assert [len(row) for row in group_rows(bent)] == [10]


@cache
def samples() -> dict[str, bytes]:
    """One small real file of each format."""
    out: dict[str, bytes] = {}
    buffer = io.BytesIO()
    writer = pypdf.PdfWriter()
    text_page(writer, "Ke hoach nam 2024 cua Uy ban nhan dan")
    writer.write(buffer)
    out["a.pdf"] = buffer.getvalue()
    document = docx.Document()
    document.add_paragraph("Kế hoạch năm 2024")
    document.add_table(2, 2).cell(0, 0).text = "STT"
    buffer = io.BytesIO()
    document.save(buffer)
    # Stored, not deflated: mutations reach the XML instead of ending at a checksum.
    stored = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    out["a.docx"] = stored.getvalue()
    book = openpyxl.Workbook()
    book.worksheets[0].append(["STT", "Nội dung"])
    book.worksheets[0].append([1, "Hội nghị"])
    buffer = io.BytesIO()
    book.save(buffer)
    out["a.xlsx"] = buffer.getvalue()
    out["a.html"] = "<html><body><h1>Kế hoạch</h1><table><tr><td>1<td>2</table><p>Nội dung</p></body></html>".encode()
    out["a.txt"] = "KẾ HOẠCH\nI. MỤC ĐÍCH\n| a | b |\n| 1 | 2 |\n".encode()
    buffer = io.BytesIO()
    Image.fromarray(np.full((8, 8), 255, np.uint8)).save(buffer, "PNG")
    out["a.png"] = buffer.getvalue()
    return out


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    name = draw(st.sampled_from(sorted(set(samples()) - {"a.png"})))
    data = bytearray(samples()[name])
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, max(0, len(data) - 1)))
        change = draw(st.sampled_from(["cut", "flip", "insert", "drop", "double"]))
        if change == "cut":
            del data[place:]
        elif change == "flip" and data:
            data[place] ^= draw(st.integers(1, 255))
        elif change == "insert":
            data[place:place] = draw(st.binary(max_size=12))
        elif change == "drop":
            del data[place : place + draw(st.integers(1, 40))]
        else:
            data[place:place] = data[place : place + 200] * draw(st.integers(1, 3))
    return name, bytes(data)


@given(damaged())
@settings(max_examples=250, deadline=5000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_mutated_files_are_read_or_refused(mutated: tuple[str, bytes]) -> None:
    name, data = mutated
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        with contextlib.suppress(RefusedFile):
            arrange_paragraphs(read_file(path, ReadingContext(ocr=False)))
