"""Files with secrecy marks in every ordinary form, and files that only mention secrecy: to measure the screening on.

All contents mean nothing. A sample is a name, what is right, and a function that writes the file into a folder.
"""

from __future__ import annotations

import html
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support import docx_files, drawn_stamps, office_margins
from tests.support.written_pdf import WrittenPdf

BEFORE = ("ỦY BAN NHÂN DÂN", "TỈNH MẪU", "Số: 99/KH-UBND")
TITLE = ("KẾ HOẠCH", "Về việc trồng cây phân tán năm 2024")
AFTER = (
    "Ủy ban nhân dân tỉnh ban hành Kế hoạch với các nội dung sau:", "I. MỤC ĐÍCH", "Tăng độ che phủ của rừng.",
    "II. NHIỆM VỤ", "1. Sở Nông nghiệp và Môi trường cung cấp cây giống trước ngày 30/6/2024.",
    "2. Ủy ban nhân dân cấp xã bố trí đất trồng cây.", "Nơi nhận:", "- Các sở, ban, ngành;", "- Lưu: VT.",
)  # fmt: skip
#: Marks as people type them, alone on a line.
MARKS = (
    "MẬT", "TỐI MẬT", "TUYỆT MẬT", "M Ậ T", "T Ố I   M Ậ T", "T.U.Y.Ệ.T  M.Ậ.T", "M - Ậ - T", "ĐỘ MẬT: MẬT",
    "Độ mật: Tối mật", "Mức độ mật: Tuyệt mật", "Mật", "Tối mật", "MẬT - Bản số: 03", "TỐI MẬT (Bản số 2/5)", "[ MẬT ]",
    "*** TUYỆT MẬT ***", "TOI MAT", "TÀI LIỆU MẬT", "Tài liệu tối mật, không sao chụp", "HỎA TỐC - MẬT", "М\u1eacТ",
    "\uff2d\u1eac\uff34", "MA\u0302\u0323T", "Tài liệu thuộc danh mục bí mật nhà nước",
    "Thời hạn bảo vệ bí mật nhà nước: 10 năm", "ĐỘ MẬT: A", "Phân loại: MẬT", "Loại: Tối mật", "ĐỘ TỐI MẬT",
    "Dấu chỉ độ mật: TỐI MẬT", "Văn bản này có độ mật là TỐI MẬT", "CONFIDENTIAL - MẬT", "MẬT MẬT MẬT",
)  # fmt: skip
#: Sentences, titles and lists that mention secrecy or look like it.
MENTIONS: tuple[tuple[str, ...], ...] = (
    ("QUY CHẾ BẢO VỆ BÍ", "MẬT NHÀ NƯỚC CỦA TỈNH"),
    ("KẾ HOẠCH BẢO VỆ VĂN BẢN, TÀI LIỆU", "MẬT"),
    ("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM",),
    ("MẬT ĐỘ DÂN SỐ CÁC XÃ",),
    ("Văn bản mật được đăng ký riêng theo quy định.",),
    ("Các độ mật gồm:", "a) Tuyệt mật;", "b) Tối mật;", "c) Mật."),
    ("Ba mức của bí mật nhà nước là:", "Tuyệt mật", "Tối mật", "Mật"),
    ("Mẫu dấu “MẬT” hình chữ nhật, kích thước 20mm x 8mm.",),
    ("Độ mật: Không",),
    ("Độ mật: Tuyệt mật, Tối mật, Mật (chọn một)",),
    ("Độ mật: ☐ Tuyệt mật ☐ Tối mật ☐ Mật",),
    ("Độ mật:",),
    ("Loại: Mật ong rừng",), ("Phân loại: Mật độ cao",), ("Độ mật là căn cứ xác định thời hạn bảo vệ.",),
    ("Mức độ: Mật độ trung bình",), ("Độ: Tuyệt mật, Tối mật hoặc Mật",),
    ("Tăng cường công tác bảo vệ bí mật nhà nước trong tình hình mới.",),
    ("Nuôi ong lấy mật tại xã Mật Sơn",),
    ("Đường Mật, phường 2",),
    ("1. Tài liệu mật: do văn thư quản lý.",),
    ("Việc giải mật, thay đổi độ mật thực hiện theo Luật Bảo vệ bí mật nhà nước.",),
    ("Cán bộ làm công tác tài liệu mật phải cam kết bằng văn bản về việc giữ bí", "mật."),
    ("BẢO VỆ TÀI LIỆU TUYỆT MẬT, TỐI MẬT VÀ MẬT",),
    ("DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT CỦA NGÀNH",),
    ("Mật khẩu", "Mật mã dân sự"),
    ("HỎA TỐC",), ("DỰ THẢO",), ("THƯỢNG KHẨN",), ("LƯU HÀNH NỘI BỘ",), ("Bản số: 03",), ("BẢO MẬT",), ("Mất",),
    ("MẶT",),
    ("Thời hạn bảo vệ đối với tài liệu do người lập quyết định.",),
    ("Số: 12/KH-MTTQ",), ("Thân mật", "Họp mặt thân mật cuối năm"),
    ("Đảm bảo tính bảo", "mật thông tin cá nhân của người dân."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """A file to be written; ``is_right`` is whether the screening must find something."""

    name: str
    is_right: bool
    write: Callable[[Path], Path]


def positives() -> Iterator[Sample]:
    """Every mark as a line, and every place and look for a few of them."""
    writers = (_docx, _text, _html, _pdf, _odt, _rtf)
    for number, mark in enumerate(MARKS):
        for writer in (writers[number % 6], writers[(number + 3) % 6]):
            yield _sample(f"{number:02} {mark}", True, writer, (*BEFORE, mark, *TITLE, *AFTER))
    for number, mark in enumerate(("MẬT", "TỐI MẬT", "Tuyệt mật", "ĐỘ MẬT: MẬT")):
        lines = (*BEFORE, *TITLE, *AFTER * 6, mark, *AFTER[:3])
        yield _sample(f"late {mark}", True, writers[number], lines)
    for place, margin_writer in office_margins.WRITERS.items():
        for mark in ("TỐI MẬT", "MẬT") if "watermark" in place or "footer" in place else ("MẬT",):
            yield Sample(f"{place} {mark}", True, lambda folder, w=margin_writer, m=mark: w(folder, m))  # type: ignore[misc]
    yield from _pictures()


def negatives() -> Iterator[Sample]:
    """Every mention in several formats, alone and between the lines of a plan; stamps that are no secrecy marks."""
    for number, lines in enumerate(MENTIONS):
        for writer in (_docx, _text, _html, _pdf, _odt, _rtf):
            yield _sample(f"{number:02} {lines[0][:30]}", False, writer, (*BEFORE, *TITLE, *lines, *AFTER))
    table = [["TT", "Tên tài liệu", "Độ mật"], ["1", "Hồ sơ A", "MẬT"], ["2", "Hồ sơ B", "TỐI MẬT"]]
    yield Sample("table of levels", False, lambda folder: _docx_table(folder / "a.docx", table))
    others = ("HỎA TỐC", "SAO Y", "DỰ THẢO", "ĐẾN", "ĐÃ KIỂM TRA", "KHẨN")
    for number, text in enumerate(others):
        yield _scan(f"scan {text}", False, drawn_stamps.stamp(text, tilt=(number * 6) % 16 - 8))
    yield _scan("scan seal", False, drawn_stamps.seal())


def _pictures() -> Iterator[Sample]:
    """Stamps as pictures: scans with stamps of all colours and tilts, pictures in office files and PDF."""
    looks: tuple[tuple[str, dict[str, Any]], ...] = (
        ("MẬT", {}), ("TỐI MẬT", {"tilt": 5}), ("TUYỆT MẬT", {"tilt": -10}), ("MẬT", {"tilt": 15, "frame": "double"}),
        ("TỐI MẬT", {"tilt": -15, "frame": "none"}), ("MẬT", {"colour": drawn_stamps.BLUE, "tilt": 8}),
        ("TỐI MẬT", {"colour": drawn_stamps.BLACK, "tilt": 12}), ("MẬT", {"colour": drawn_stamps.BLACK, "tilt": -15}),
        ("TUYỆT\nMẬT", {"tilt": 10}), ("MẬT\nBản số: 02", {"tilt": 7}), ("MẬT", {"size": 26, "tilt": 15}),
        ("M Ậ T", {"tilt": -6}),
    )  # fmt: skip
    for number, (text, look) in enumerate(looks):
        image = drawn_stamps.stamp(text, **look)
        yield _scan(f"scan {number} {text}", True, image, (200 + 40 * (number % 3), 270 if number % 4 else 1550))
        if number % 3 == 1:
            yield Sample(f"docx picture {text}", True, lambda folder, i=image: office_margins.docx_picture(folder, i))  # type: ignore[misc]
            yield Sample(f"pptx picture {text}", True, lambda folder, i=image: office_margins.pptx_picture(folder, i))  # type: ignore[misc]
            yield Sample(f"pdf picture {text}", True, lambda folder, i=image: office_margins.pdf_picture(folder, i))  # type: ignore[misc]


def _sample(name: str, right: bool, writer: Callable[[Path, tuple[str, ...]], Path], lines: tuple[str, ...]) -> Sample:
    return Sample(f"{writer.__name__.strip('_')} {name}", right, lambda folder: writer(folder, lines))


def _scan(name: str, right: bool, image: object, place: tuple[int, int] = (220, 270)) -> Sample:
    def write(folder: Path) -> Path:
        picture = drawn_stamps.page(((image, place),), seed=len(name))  # type: ignore[arg-type]
        path = folder / "a.pdf"
        picture.save(path, "PDF", resolution=150)
        return path

    return Sample(name, right, write)


def _docx(folder: Path, lines: tuple[str, ...]) -> Path:
    return docx_files.write_docx(folder / "a.docx", "".join(docx_files.p(html.escape(line)) for line in lines))


def _docx_table(path: Path, rows: list[list[str]]) -> Path:
    body = "".join(map(docx_files.p, (*BEFORE, *TITLE))) + docx_files.table(*rows) + "".join(map(docx_files.p, AFTER))
    return docx_files.write_docx(path, body)


def _text(folder: Path, lines: tuple[str, ...]) -> Path:
    path = folder / "a.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _html(folder: Path, lines: tuple[str, ...]) -> Path:
    path = folder / "a.html"
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    path.write_text(f"<html><head><meta charset='utf-8'></head><body>{body}</body></html>", encoding="utf-8")
    return path


def _pdf(folder: Path, lines: tuple[str, ...]) -> Path:
    made = WrittenPdf()
    for first in range(0, len(lines), 40):
        shown = enumerate(lines[first : first + 40])
        made.page("".join(made.text(line, 72, 790 - 18 * row) for row, line in shown))
    return made.save(folder / "a.pdf")


def _odt(folder: Path, lines: tuple[str, ...]) -> Path:
    return office_margins.write_odt(folder / "a.odt", lines)


def _rtf(folder: Path, lines: tuple[str, ...]) -> Path:
    return office_margins.write_rtf(folder / "a.rtf", lines)


def archive(path: Path, parts: dict[str, str | bytes]) -> Path:
    """A packed file of these parts."""
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path
