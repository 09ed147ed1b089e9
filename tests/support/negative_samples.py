"""The negative ingestion set N1-N8: each function writes one file under `folder` and returns its path."""

import shutil
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter

from tests.support.checkout import CORPUS

sys.path.insert(0, str(CORPUS))  # the sample library's own modules; corpus/ is no package

import sample_docx
import sample_pdf
from legacy_codes import vni
from sample_source import SOURCES, Source, load

S01_PDF = CORPUS / "documents" / "S01-516-KH-UBND.pdf"
PASSWORD = "mau-thu"

_FRONT = """---
id: {id}
type: {type}
number: {number}
date: 2024-04-15
place: Gia Lai
issuer: ỦY BAN NHÂN DÂN | TỈNH GIA LAI
subject: {subject}
urgency: {stamp}
signer: TM. ỦY BAN NHÂN DÂN | KT. CHỦ TỊCH | PHÓ CHỦ TỊCH | Nguyễn Văn A
recipients: Các sở, ban, ngành | Lưu: VT
outputs: docx
---
{body}
"""

_DUMMY = """Đây là nội dung giả định, chỉ dùng để kiểm thử việc từ chối tiếp nhận.
= I. MỤC ĐÍCH
- Nội dung mẫu, không có thông tin nào.
= II. TỔ CHỨC THỰC HIỆN
1. Các đơn vị thực hiện theo chức năng./."""

_FRONT_WORK = """Ủy ban nhân dân tỉnh ban hành Kế hoạch tuyên truyền về bảo vệ bí mật nhà nước năm 2024 như sau:
= I. MỤC ĐÍCH
- Giúp công chức nắm được quy định về bảo vệ bí mật nhà nước và trách nhiệm khi soạn thảo tài liệu.
= II. NHIỆM VỤ
1. Công an tỉnh biên soạn tờ gấp về bảo vệ bí mật nhà nước trước ngày 30/6/2024.
# ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM TỈNH
2. Đề nghị MẶT TRẬN TỔ QUỐC và các đoàn thể vận động đoàn viên, hội viên tham gia.
3. Sở Xây dựng công bố MẬT ĐỘ dân cư các đô thị để bố trí điểm phát tờ gấp./."""

# Century digit 9 stands for births after the year 2300: these numbers belong to nobody.
_PEOPLE = """Danh sách người tham gia lớp tập huấn kèm theo Kế hoạch này:
@table 1 4 4 3
STT | Họ và tên | Số CCCD | Năm sinh
1 | Nguyễn Văn A | 064990000001 | 1990
2 | Trần Thị B | 064991000002 | 1991
3 | Lê Văn C | 064992000003 | 1992
4 | Phạm Thị D | 064993000004 | 1993
@end
Các cá nhân có tên nêu trên chịu trách nhiệm tham gia đầy đủ./."""


def n1_secret_docx(folder: Path) -> Path:
    """A framed red MẬT under the number; the text means nothing."""
    return _docx(_source(folder, "N1", subject="Nội dung giả định", stamp="MẬT", body=_DUMMY), folder / "N1.docx")


def n1_secret_pdf(folder: Path) -> Path:
    """The same as a PDF with a text layer (LibreOffice)."""
    source = _source(folder, "N1", subject="Nội dung giả định", stamp="MẬT", body=_DUMMY)
    printed = folder / "N1-print.docx"
    sample_docx.save(sample_docx.Setter(source, font="DejaVu Serif").build(), printed, source)
    sample_pdf.convert([printed], "pdf", folder)
    printed.unlink()
    return folder / "N1-print.pdf"


def n1_secret_scan(folder: Path) -> Path:
    """The same as an image, so that only the red frame and what is written in it give it away."""
    page = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(page)
    text, stamp = (ImageFont.truetype("DejaVuSans.ttf", size) for size in (26, 44))
    draw.text((130, 120), "ỦY BAN NHÂN DÂN\nTỈNH GIA LAI\nSố: 9999/KH-UBND", font=text, fill="black", spacing=10)
    draw.rectangle((150, 260, 350, 340), outline=(200, 20, 30), width=5)
    draw.text((250, 300), "MẬT", font=stamp, fill=(200, 20, 30), anchor="mm")
    draw.text((160, 420), _DUMMY.replace("= ", ""), font=text, fill="black", spacing=16)
    path = folder / "N1-scan.pdf"
    page.save(path, "PDF", resolution=150)
    return path


def n2_encrypted_pdf(folder: Path) -> Path:
    writer = PdfWriter(clone_from=PdfReader(S01_PDF))
    writer.encrypt(PASSWORD, algorithm="AES-256")
    path = folder / "N2.pdf"
    writer.write(path)
    return path


def n3_docm(folder: Path) -> Path:
    """A document with a macro part (of zeros) and the content type that says so."""
    plain = _docx(_source(folder, "N3", subject="Tệp có macro", body=_DUMMY), folder / "N3.docx")
    path = folder / "N3.docm"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                )
            packed.writestr(name, content)
        packed.writestr("word/vbaProject.bin", bytes(64))
    plain.unlink()
    return path


def n4_draft(folder: Path) -> Path:
    """A draft: neither number nor day, the words DỰ THẢO in a frame."""
    source = _source(
        folder, "N4", number="      /KH-UBND", subject="Trồng cây phân tán năm 2024", stamp="DỰ THẢO", body=_DUMMY
    )
    document = sample_docx.Setter(source).build()
    for cell in document.tables[0].rows[1].cells:
        for run in (run for paragraph in cell.paragraphs for run in paragraph.runs):
            run.text = run.text.replace("ngày 15 tháng 4", "ngày      tháng     ")
    path = folder / "N4-du-thao.docx"
    sample_docx.save(document, path, source)
    return path


def n5_duplicate(folder: Path) -> Path:
    path = folder / "Ban sao ke hoach (1).pdf"
    shutil.copyfile(S01_PDF, path)
    return path


def n6_mentions_secrets(folder: Path) -> Path:
    """Must be accepted: it speaks of state secrets and of the Fatherland Front, and is not secret."""
    subject = "Tuyên truyền về bảo vệ bí mật nhà nước năm 2024"
    return _docx(_source(folder, "N6", subject=subject, body=_FRONT_WORK), folder / "N6.docx")


def n7_identity_numbers(folder: Path) -> Path:
    return _docx(_source(folder, "N7", subject="Tập huấn kỹ năng số năm 2024", body=_PEOPLE), folder / "N7.docx")


def n8_vni(folder: Path) -> Path:
    """S01 once more, in VNI-Windows with the font that goes with it."""
    source = load(SOURCES / "S01.txt")
    path = folder / "N8-vni.docx"
    setter = sample_docx.Setter(source, recode=lambda piece: [(vni(piece), "VNI-Times")])
    sample_docx.save(setter.build(), path, source)
    return path


def _source(folder: Path, name: str, *, subject: str, body: str, number: str = "", stamp: str = "") -> Source:
    path = folder / f"{name}.txt"
    front = _FRONT.format(id=name, type="KẾ HOẠCH", number="0", subject=subject, stamp=stamp, body=body)
    path.write_text(front, encoding="utf-8")
    source = load(path)
    path.unlink()
    return replace(source, number=number or f"99{name[1:]}9/KH-UBND")


def _docx(source: Source, path: Path) -> Path:
    sample_docx.save(sample_docx.Setter(source).build(), path, source)
    return path
