"""Files with several papers, made at run time: the papers' lines, and the files written from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK

from tests.support.written_pdf import WrittenPdf

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM",)


@dataclass(frozen=True)
class MadePaper:
    """A paper to be written: the two columns of its head, the lines below, and the words that tell it from others."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    title: tuple[str, ...]
    body: tuple[str, ...]
    mark: str
    closing: tuple[str, ...] = ()

    def lines(self, *, motto_first: bool = False) -> tuple[str, ...]:
        columns = (*self.right[:-1], *self.left, *self.right[-1:]) if motto_first else (*self.left, *self.right)
        return (*columns, *self.title, *self.body, *self.closing)


def closing(title: str = "GIÁM ĐỐC", name: str = "Rơ Châm Hoa", recipients: str = "- Như trên;") -> tuple[str, ...]:
    return ("Nơi nhận:", recipients, "- Lưu: VT.", title, name)


def letter(number: str = "9101/SYT-NV", *, what: str = "lấy ý kiến dự thảo", mark: str = "giếng làng") -> MadePaper:
    return MadePaper(
        ("UBND TỈNH GIA LAI", "SỞ Y TẾ", f"Số: {number}", f"V/v {what}"),
        (*MOTTO, "Gia Lai, ngày 05 tháng 02 năm 2024"),
        ("Kính gửi: Ủy ban nhân dân các xã, phường",),
        (
            f"Để hoàn thiện hồ sơ về {mark}, Sở Y tế đề nghị các xã, phường nghiên cứu và góp ý bằng văn bản.",
            f"Ý kiến về {mark} gửi về Sở Y tế trước ngày 20 tháng 02 năm 2024 để tổng hợp, báo cáo theo quy định.",
            "Trân trọng./.",
        ),
        mark,
        closing(),
    )


def decision(
    number: str = "9202/QĐ-UBND", *, mark: str = "bến đò ngang", day: str = "10 tháng 3 năm 2024", draft: str = ""
) -> MadePaper:
    """A decision; ``draft`` is the mark of one that is not issued yet."""
    head = ("ỦY BAN NHÂN DÂN", "TỈNH GIA LAI", f"Số: {number}")
    return MadePaper(
        (draft, *head) if draft else head,
        (*MOTTO, f"Gia Lai, ngày {day}"),
        ("QUYẾT ĐỊNH", f"Về việc quản lý {mark} trên địa bàn tỉnh", "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH"),
        (
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 02 năm 2025;",
            f"Điều 1. Giao Sở Xây dựng quản lý {mark} theo quy định của pháp luật về giao thông đường thủy.",
            f"Điều 2. Kinh phí quản lý {mark} lấy từ ngân sách tỉnh hằng năm theo phân cấp hiện hành.",
            "Điều 3. Chánh Văn phòng và Giám đốc các sở chịu trách nhiệm thi hành Quyết định này./.",
        ),
        mark,
        () if draft else closing("KT. CHỦ TỊCH", "Siu Nga", "- Như Điều 3;"),
    )


def draft_decision(mark: str = "bến đò ngang") -> MadePaper:
    return decision("         /QĐ-UBND", mark=mark, day="     tháng     năm 2024", draft="DỰ THẢO")


def report(number: str = "9303/BC-SYT", *, mark: str = "trạm y tế lưu động") -> MadePaper:
    return MadePaper(
        ("UBND TỈNH GIA LAI", "SỞ Y TẾ", f"Số: {number}"),
        (*MOTTO, "Gia Lai, ngày 04 tháng 02 năm 2024"),
        ("BÁO CÁO", f"Kết quả hoạt động của {mark} năm 2023"),
        (
            "I. KẾT QUẢ",
            f"1. Trong năm, {mark} đã khám cho 12.400 lượt người ở các làng vùng sâu của bảy xã.",
            f"2. Đội ngũ của {mark} gồm 14 bác sĩ và 22 điều dưỡng, làm việc luân phiên theo tuần.",
            "II. KHÓ KHĂN",
            f"1. Xe của {mark} đã cũ, hay hỏng trên đường đồi dốc trong mùa mưa.",
        ),
        mark,
        closing("PHÓ GIÁM ĐỐC", "Lê Văn Tám", "- UBND tỉnh;"),
    )


def proposal(number: str = "9404/TTr-SYT", *, mark: str = "quỹ bò giống") -> MadePaper:
    return MadePaper(
        ("UBND TỈNH GIA LAI", "SỞ Y TẾ", f"Số: {number}"),
        (*MOTTO, "Gia Lai, ngày 06 tháng 02 năm 2024"),
        ("TỜ TRÌNH", f"Về việc ban hành quy định về {mark}", "Kính gửi: Ủy ban nhân dân tỉnh"),
        (
            f"1. Việc lập {mark} là cần thiết vì các hộ nghèo ở vùng sâu chưa tiếp cận được vốn vay ưu đãi.",
            f"2. Sở đề nghị Ủy ban nhân dân tỉnh xem xét, quyết định mức hỗ trợ của {mark} trong tháng Ba.",
        ),
        mark,
        closing(),
    )


def party_conclusion(number: str = "95-KL/TU", *, mark: str = "nhà rông văn hóa") -> MadePaper:
    return MadePaper(
        ("TỈNH ỦY GIA LAI", "*", f"Số {number}"),
        (*PARTY, "Gia Lai, ngày 08 tháng 02 năm 2024"),
        ("KẾT LUẬN", f"của Ban Thường vụ Tỉnh ủy về bảo tồn {mark}"),
        (
            f"1. Các cấp ủy tiếp tục lãnh đạo việc giữ gìn {mark} ở các làng, gắn với sinh hoạt cộng đồng.",
            f"2. Giao Ban Tuyên giáo Tỉnh ủy theo dõi việc tu sửa {mark} và báo cáo hằng năm.",
        ),
        mark,
        ("Nơi nhận:", "- Các huyện ủy;", "- Lưu Văn phòng.", "T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Rah Lan Chung"),
    )


def regulation(of: str = "Quyết định số 9202/QĐ-UBND ngày 10/3/2024", *, mark: str = "phao cứu sinh") -> MadePaper:
    """A regulation that its decision issues: it repeats the head's bodies and belongs to the decision."""
    return MadePaper(
        ("ỦY BAN NHÂN DÂN", "TỈNH GIA LAI"),
        MOTTO,
        ("QUY CHẾ", "Quản lý phương tiện đường thủy", f"(Ban hành kèm theo {of} của UBND tỉnh)"),
        (
            f"Điều 1. Chủ phương tiện phải trang bị {mark} cho tất cả hành khách trên phương tiện của mình.",
            f"Điều 2. Cơ quan quản lý kiểm tra {mark} mỗi năm hai lần, trước và sau mùa mưa lũ.",
        ),
        mark,
    )


def form(mark: str = "họ tên chủ hộ") -> MadePaper:
    """A form in an annex: a national title and a blank number, but no paper of its own."""
    return MadePaper(
        ("Mẫu số 01", "TÊN CƠ QUAN", "Số:      /BC-....(1)"),
        (*MOTTO, "......., ngày ... tháng ... năm ......"),
        ("BÁO CÁO", "Về việc ......................(2)"),
        (f"Kính gửi: ......... Đề nghị ghi rõ {mark} và nơi ở hiện nay của người làm đơn theo giấy tờ.",),
        mark,
    )


def signed_as_draft(paper: MadePaper) -> MadePaper:
    """The same paper with the number that was never filled in."""
    blank = tuple(f"Số:        /{line.partition('/')[2]}" if line.startswith("Số") else line for line in paper.left)
    return replace(paper, left=blank)


def write_text(path: Path, papers: tuple[MadePaper, ...], *, motto_first: bool = False) -> Path:
    lines = [line for paper in papers for line in (*paper.lines(motto_first=motto_first), "")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_docx(path: Path, papers: tuple[MadePaper, ...]) -> Path:
    """Heads as tables of two cells, as offices set them."""
    document = Document()
    for index, paper in enumerate(papers):
        if index:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        table = document.add_table(rows=1, cols=2)
        for cell, lines in zip(table.rows[0].cells, (paper.left, paper.right), strict=True):
            cell.text = "\n".join(lines)
        for text in paper.title:
            line = document.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.add_run(text).bold = True
        for text in (*paper.body, *paper.closing):
            document.add_paragraph(text)
    document.save(str(path))
    return path


def write_pdf(path: Path, papers: tuple[MadePaper, ...]) -> Path:
    """A page for each paper, the head in two columns."""
    pdf = WrittenPdf()
    for paper in papers:
        content = "".join(pdf.text(text, 60, 790 - 16 * at, 11) for at, text in enumerate(paper.left))
        content += "".join(pdf.text(text, 290, 790 - 16 * at, 11) for at, text in enumerate(paper.right))
        y = 780 - 16 * max(len(paper.left), len(paper.right)) - 10
        for text in paper.title:
            content += pdf.text(text, 300 - len(text) * 3.3, y, 12)
            y -= 20
        for text in (*paper.body, *paper.closing):
            for at, line in enumerate(wrapped(text)):
                content += pdf.text(line, 70 if at else 95, y, 11)
                y -= 17
            y -= 9
        pdf.page(content)
    return pdf.save(path)


def wrapped(text: str, width: int = 72) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
