"""Draws the hard cases that need a real file (``python -m tests.support.hard_files``): DOCX with python-docx, PDF of
it with
LibreOffice, scanned pages from pictures of the PDF. The files lie in ``golden/cases``, drawn anew only on purpose.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from tests.support.checkout import GOLDEN

CASES = GOLDEN / "cases"
FONT = "Liberation Serif"
MIDDLE, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_NOTE = (
    '<w:footnote w:id="{id}"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr><w:r><w:rPr><w:vertAlign w:val="superscript"/>'
    '<w:sz w:val="20"/></w:rPr><w:footnoteRef/></w:r><w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
    '<w:sz w:val="20"/></w:rPr><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
)
_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)


class Drawing:
    """A letter-size page of Nghị định 30: what a sample needs of it."""

    def __init__(self) -> None:
        self.document: DocumentType = Document()
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(14)
        self.notes: list[str] = []
        self._page(self.document.sections[0])

    def _page(self, section) -> None:  # type: ignore[no-untyped-def]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(3), Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)

    def head(self, left: tuple[str, ...], right: tuple[str, ...], title: tuple[str, ...]) -> None:
        table: Table = self.document.add_table(rows=1, cols=2)
        for cell, lines in zip(table.rows[0].cells, (left, right), strict=True):
            for index, text in enumerate(lines):
                paragraph = cell.paragraphs[0] if not index else cell.add_paragraph()
                self._set(paragraph, text, bold=index < 2, size=12, align=MIDDLE)
        for text in title:
            self.line(text, bold=True, align=MIDDLE, indent=0)

    def line(self, text: str, *, bold: bool = False, align=LEFT, indent: float = 1.27, size: float = 14) -> Paragraph:  # type: ignore[no-untyped-def]
        """`^` before a digit raises it; `{{note}}` becomes a footnote."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Cm(indent)
        self._set(paragraph, text, bold=bold, size=size, align=align)
        return paragraph

    def _set(self, paragraph: Paragraph, text: str, *, bold: bool, size: float, align) -> None:  # type: ignore[no-untyped-def]
        paragraph.alignment = align
        paragraph.paragraph_format.space_after = Pt(6 if size > 12 else 0)
        for part, raised in _parts(text):
            run = paragraph.add_run("" if raised == "note" else part)
            run.bold, run.font.size = bold, Pt(size)
            run.font.superscript = bool(raised)
            if raised == "note":
                self.notes.append(part)
                mark = OxmlElement("w:footnoteReference")
                mark.set(qn("w:id"), str(len(self.notes)))
                run._r.append(mark)

    def break_page(self) -> None:
        self.document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)

    def appendix(self, *lines: str, landscape: bool) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        if landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Cm(29.7), Cm(21)
        for index, text in enumerate(lines):
            self.line(text, bold=index < 2, align=MIDDLE, indent=0)

    def table(self, rows: list[list[str]], headers: int, widths: tuple[float, ...]) -> Table:
        """`<` continues the cell on the left, `^` the one above."""
        table: Table = self.document.add_table(rows=len(rows), cols=len(widths))
        table.style, table.autofit = "Table Grid", False
        for r, row in enumerate(rows):
            mark = table.rows[r]._tr.get_or_add_trPr()
            for name in ("w:cantSplit", *(["w:tblHeader"] if r < headers else [])):
                mark.append(OxmlElement(name))
            for c, text in enumerate(row):
                cell = table.cell(r, c)
                cell.width = Cm(widths[c])
                if text == "<":
                    table.cell(r, c - 1).merge(cell)
                elif text == "^":
                    table.cell(r - 1, c).merge(cell)
                else:
                    align = MIDDLE if r < headers or c == 0 else WD_ALIGN_PARAGRAPH.LEFT
                    self._set(cell.paragraphs[0], text, bold=r < headers, size=12, align=align)
        return table

    def save(self, path: Path) -> None:
        if self.notes:
            notes = "".join(_NOTE.format(id=i, font=FONT, text=text) for i, text in enumerate(self.notes, start=1))
            xml = f"<w:footnotes {nsdecls('w')}>{_SEPARATORS}{notes}</w:footnotes>"
            kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
            package = self.document.part.package
            part = Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), package)
            self.document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        self.document.save(str(path))


def _parts(text: str) -> list[tuple[str, str]]:
    """Text, raised digits and notes of a line."""
    parts: list[tuple[str, str]] = []
    for index, piece in enumerate(text.replace("}}", "{{").split("{{")):
        if index % 2:
            parts.append((piece, "note"))
            continue
        for position, bit in enumerate(piece.split("^")):
            if position and bit:
                parts.append((bit[0], "raised"))
            rest = bit[1:] if position else bit
            if rest:
                parts.append((rest, ""))
    return parts


def to_pdf(*paths: Path) -> None:
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", str(paths[0].parent), *map(str, paths)], check=True, capture_output=True)


def scanned(pdf: Path, page: int, target: Path) -> None:
    """One page of the file as a grey scan of 200 dpi."""
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", "200", "-gray", "-f", str(page), "-l", str(page), "-png", str(pdf), f"{folder}/p"]
        subprocess.run(command, check=True)
        with Image.open(next(Path(folder).glob("*.png"))) as image:
            image.save(target, "PDF", resolution=200, quality=35)


HEAD = (
    ("UBND TỈNH GIA LAI", "SỞ DU LỊCH VÀ LÀNG NGHỀ"),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
)


def footnotes() -> Drawing:
    """Notes on three pages, and what must not be taken for one."""
    d = Drawing()
    d.head(
        (*HEAD[0], "Số: 9512/KH-SDLLN"), (*HEAD[1], "Gia Lai, ngày 12 tháng 3 năm 2026"),
        ("KẾ HOẠCH", "Khôi phục nghề dệt thổ cẩm năm 2026"),
    )  # fmt: skip
    d.line(
        "Căn cứ Quyết định số 9488/QĐ-UBND{{Quyết định số 9488/QĐ-UBND "
        "ngày 20/01/2026 của UBND tỉnh về phát triển làng nghề.}}, Sở xây dựng Kế hoạch như sau:"
    )
    d.line("I. MỤC TIÊU", bold=True)
    d.line(
        "1. Khôi phục 12 làng dệt{{Gồm 05 làng ở phía đông, 04 làng ở phía tây và 03 làng ở phía nam của "
        "tỉnh.}} có truyền thống lâu đời, mỗi làng có nhà trưng bày rộng ít nhất 120 m^2 "
        "và không quá 300 m^2."
    )
    d.line("2. Mở 20 lớp truyền nghề, mỗi lớp 25 học viên.")
    for number, text in enumerate((
        "Lập danh mục mẫu hoa văn cổ, ghi rõ tên gọi và ý nghĩa của từng mẫu theo lời kể của nghệ nhân.",
        "Vận động các hộ trồng lại bông và cây nhuộm, ưu tiên đất vườn bỏ trống gần nguồn nước.",
        "Đặt khung cửi mẫu tại nhà rông để người già dạy con cháu trong những ngày nông nhàn.",
        "Ghi hình toàn bộ quy trình kéo sợi, nhuộm, dệt và lưu tại thư viện của tỉnh.",
        "Tìm đầu ra cho sản phẩm, trước hết là quà lưu niệm của ngành và trang phục lễ hội.",
        "Chấm chọn mẫu đẹp hằng quý; mẫu được chọn in vào tập giới thiệu gửi các đơn vị lữ hành.",
    ), start=3):  # fmt: skip
        d.line(f"{number}. {text}")
    d.line("9. Mục cuối của trang này có số và nằm ngay cuối trang nhưng là nội dung.")
    d.break_page()
    d.line("II. CHỈ TIÊU CỦA CÁC LÀNG", bold=True)
    d.table(
        [["STT", "Làng", "Số khung cửi ^1"], ["1", "Làng Kép", "24"],
         ["2", "Làng Ngol", "31"], ["3", "Làng Mrông", "18"]],
        1, (2, 8, 5),
    )  # fmt: skip
    d.line("^1 Số liệu do các làng tự kê khai đến hết tháng 01 năm 2026.", size=11, indent=0)
    d.line("2 Số khung cửi chưa gồm khung đặt tại nhà rông.", size=11, indent=0)
    d.break_page()
    d.line("III. TỔ CHỨC THỰC HIỆN", bold=True)
    long = (
        "Nghệ nhân là người được cộng đồng thừa nhận, nắm giữ kỹ thuật dệt và hoa văn của dân tộc mình, có ít nhất "
        "mười năm trong nghề và đã truyền dạy cho từ năm người trở lên; trường hợp khác do hội đồng của làng xem xét. "
    )
    d.line(
        f"1. Phòng Quản lý nghề chủ trì, mời nghệ nhân{{{{{long * 14}}}}} "
        "tham gia giảng dạy, báo cáo kết quả trước ngày 15 tháng 11 năm 2026."
    )
    d.line(
        "2. Kinh phí 850 triệu đồng{{Trong đó ngân sách tỉnh 600 triệu đồng, phần còn lại do các làng đóng góp.}}, chi "
        "theo dự toán được giao."
    )
    for number, village in enumerate(("Kép", "Ngol", "Mrông", "Tul", "Pông", "Bông", "Hlang", "Jun"), start=3):
        d.line(
            f"{number}. Làng {village} dệt xong tấm thổ cẩm mẫu khổ 90 cm, gửi về Sở để trưng bày trong tuần lễ nghề."
        )
    return d


def appendix_table() -> Drawing:
    """A landscape table over several pages: two header rows, merged headers, group rows, cells merged downwards."""
    d = Drawing()
    d.head(
        ("ỦY BAN NHÂN DÂN", "TỈNH GIA LAI", "Số: 9527/KH-UBND"), (*HEAD[1], "Gia Lai, ngày 25 tháng 3 năm 2026"),
        ("KẾ HOẠCH", "Sửa chữa cầu treo dân sinh giai đoạn 2026 - 2027"),
    )  # fmt: skip
    d.line("I. YÊU CẦU", bold=True)
    d.line("1. Cầu sửa xong phải được thử tải trước khi cho xe máy qua lại.")
    d.line("2. Danh sách cầu và phân công tại Phụ lục I kèm theo Kế hoạch này./.")
    d.appendix(
        "PHỤ LỤC I", "DANH SÁCH CẦU TREO SỬA CHỮA",
        "(Kèm theo Kế hoạch số 9527/KH-UBND ngày 25 tháng 3 năm 2026 của Ủy ban nhân dân tỉnh Gia Lai)", landscape=True,
    )  # fmt: skip
    rows = [
        ["STT", "Tên cầu, địa điểm", "Phân công", "<", "Hoàn thành", "Kinh phí (triệu đồng)"],
        ["^", "^", "Chủ trì", "Phối hợp", "^", "^"],
    ]
    number = 0
    for group, (title, owner, count) in (
        ("I", ("Cầu qua suối lớn", "Sở Xây dựng", 13)), ("II", ("Cầu qua khe cạn", "UBND các xã", 12)),
    ):  # fmt: skip
        rows.append([group, title, "<", "<", "<", "<"])
        for place in range(count):
            number += 1
            rows.append([
                str(number),
                f"Cầu {_BRIDGES[number - 1]}, thay dây cáp và ván mặt cầu, gia cố trụ phía bờ bắc",
                owner if place % 4 == 0 else "^",
                "Công an xã" if number % 3 else "Đoàn thanh niên",
                f"Quý {('II', 'III', 'IV')[number % 3]}/2026",
                str(100 + 7 * number),
            ])  # fmt: skip
    d.table(rows, 2, (1.5, 9, 4, 4, 3, 3))
    return d


_BRIDGES = (
    "Đăk Rơ", "Ia Lốp", "Suối Đá", "Bến Mộng", "Kon Sơ", "Làng Vân", "Ayun Hạ", "Đê Tul", "Ia Rong", "Krông Hra",
    "Suối Cạn", "Bờ Ngoong", "Plei Bông", "Khe Lim", "Khe Trâm", "Khe Mơ", "Khe Đung", "Khe Vàng", "Khe Ruối",
    "Khe Sến", "Khe Bằng", "Khe Lụa", "Khe Sung", "Khe Dâu", "Khe Mít",
)  # fmt: skip


def mixed_pages() -> Drawing:
    """Page 1 text; page 2 (scanned): tasks; page 3 text; page 4 (scanned): an appendix."""
    d = Drawing()
    d.head(
        ("ỦY BAN NHÂN DÂN", "XÃ IA LÂU", "Số: 9533/QĐ-UBND"), (*HEAD[1], "Ia Lâu, ngày 02 tháng 4 năm 2026"),
        ("QUYẾT ĐỊNH", "Về việc thành lập Tổ vận hành trạm bơm thôn 5", "ỦY BAN NHÂN DÂN XÃ IA LÂU"),
    )  # fmt: skip
    d.line("Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;")
    d.line("Theo đề nghị của Trưởng phòng Kinh tế,")
    d.line("QUYẾT ĐỊNH:", bold=True, align=MIDDLE, indent=0)
    d.line("Điều 1. Thành lập Tổ vận hành trạm bơm thôn 5 gồm 07 thành viên, do ông Rơ Châm Thuyên làm Tổ trưởng.")
    d.break_page()
    d.line("Điều 2. Tổ vận hành có các nhiệm vụ sau:")
    d.line("1. Bơm nước theo lịch, mỗi ngày không quá 10 giờ trong mùa khô.")
    d.line("2. Ghi sổ trực, báo cáo Ủy ban nhân dân xã trước ngày 25 hằng tháng.")
    d.line("3. Bảo dưỡng máy bơm ba tháng một lần và thay dầu trước mùa tưới.")
    d.break_page()
    d.line("Điều 3. Quyết định này có hiệu lực kể từ ngày ký./.")
    d.line("Nơi nhận:", size=12, indent=0, bold=True)
    d.line("- Như Điều 2;", size=11, indent=0)
    d.line("- Lưu: VT.", size=11, indent=0)
    d.line("TM. ỦY BAN NHÂN DÂN", bold=True, indent=9)
    d.line("CHỦ TỊCH", bold=True, indent=10)
    d.line("Siu Hlon", bold=True, indent=10)
    d.appendix(
        "PHỤ LỤC", "LỊCH BƠM NƯỚC",
        "(Kèm theo Quyết định số 9533/QĐ-UBND ngày 02 tháng 4 năm 2026 của Ủy ban nhân dân xã Ia Lâu)", landscape=False,
    )  # fmt: skip
    d.line("1. Cánh đồng phía đông: thứ Hai, thứ Tư, thứ Sáu, từ 05 giờ đến 10 giờ.")
    d.line("2. Cánh đồng phía tây: thứ Ba, thứ Năm, từ 14 giờ đến 19 giờ.")
    return d


def main(folder: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    drawn = {"footnotes": footnotes(), "appendix_table": appendix_table(), "mixed_pages": mixed_pages()}
    for name, drawing in drawn.items():
        drawing.save(folder / f"{name}.docx")
    to_pdf(*(folder / f"{name}.docx" for name in drawn))
    mixed = folder / "mixed_pages.pdf"
    writer = PdfWriter()
    for number, page in enumerate(PdfReader(mixed).pages, start=1):
        if number % 2:
            writer.add_page(page)
            continue
        scanned(mixed, number, folder / "scan.pdf")
        writer.append(folder / "scan.pdf")
        (folder / "scan.pdf").unlink()
    writer.write(mixed)
    scanned(folder / "footnotes.pdf", 1, folder / "footnotes_scanned.pdf")
    (folder / "mixed_pages.docx").unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else CASES)
