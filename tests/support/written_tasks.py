"""Documents written for the tests of assigned tasks, in the shapes that offices use, read as text files are."""

from __future__ import annotations

from pathlib import Path

from ingest.document import understand
from ingest.reading import Line, Reading
from ingest.records import Document, Task
from ingest.tasks.extract import with_tasks

_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
PLAN = (
    f"ỦY BAN NHÂN DÂN\nTỈNH AN LẠC\n{_NATION}Số: 9141/KH-UBND\nAn Lạc, ngày 12 tháng 01 năm 2026\n"
    "KẾ HOẠCH\nPhòng, chống cháy rừng năm 2026\n"
)
LETTER = (
    f"UBND TỈNH AN LẠC\nSỞ NỘI VỤ\n{_NATION}Số: 9311/SNV-CCHC\nV/v báo cáo cải cách hành chính\n"
    "An Lạc, ngày 04 tháng 5 năm 2026\n"
)
DECISION = (
    f"ỦY BAN NHÂN DÂN\nTỈNH AN LẠC\n{_NATION}Số: 9412/QĐ-UBND\nAn Lạc, ngày 20 tháng 02 năm 2026\n"
    "QUYẾT ĐỊNH\nPhê duyệt Đề án trồng cây xanh đô thị\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\n"
    "Căn cứ Luật Tổ chức chính quyền địa phương;\nTheo đề nghị của Giám đốc Sở Xây dựng,\nQUYẾT ĐỊNH:\n"
)
CONCLUSION = (
    f"VĂN PHÒNG UBND TỈNH AN LẠC\n{_NATION}Số: 9501/TB-VPUBND\nAn Lạc, ngày 09 tháng 3 năm 2026\n"
    "THÔNG BÁO\nKết luận của Chủ tịch UBND tỉnh tại phiên họp tháng 3\n"
    "Ngày 06/3/2026, Chủ tịch UBND tỉnh chủ trì phiên họp. Sau khi nghe báo cáo, Chủ tịch kết luận như sau:\n"
)
DIRECTIVE = (
    f"CHỦ TỊCH UBND HUYỆN BÌNH MINH\n{_NATION}Số: 9007/CT-UBND\nBình Minh, ngày 03 tháng 6 năm 2026\n"
    "CHỈ THỊ\nVề tăng cường quản lý chợ\n"
)
REPORT = (
    f"UBND TỈNH AN LẠC\nSỞ NỘI VỤ\n{_NATION}Số: 9822/BC-SNV\nAn Lạc, ngày 04 tháng 5 năm 2026\n"
    "BÁO CÁO\nKết quả cải cách hành chính quý I năm 2026\n"
)


def read(head: str, body: str) -> Document:
    """The document of a head and the text below it."""
    lines = tuple(Line(text=line, whole=True) for line in (head + body).split("\n") if line.strip())
    return with_tasks(understand(Path("van-ban.txt"), Reading("text", "text", lines)))


def tasks_of(head: str, body: str) -> tuple[Task, ...]:
    """The tasks of such a document."""
    return read(head, body).tasks


def rows(head: str, body: str) -> list[tuple[str, str]]:
    """Its tasks as `leads`, `quote`."""
    return [("; ".join(task.leads), task.quote) for task in tasks_of(head, body)]
