"""Noise around a head, glued, stamped or misread: a title ends before `Kính gửi`, and an issuer is a body."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import understand
from ingest.reading import Line, Reading
from ingest.records import Metadata
from ingest.text.normalize import fold

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PLACE = "Gia Lai, ngày 05 tháng 02 năm 2024"
ISSUERS = (
    ("UBND TỈNH GIA LAI", "SỞ Y TẾ"),
    ("ỦY BAN NHÂN DÂN", "TỈNH GIA LAI"),
    ("BỘ TÀI CHÍNH",),
    ("SỞ XÂY DỰNG", "BAN QUẢN LÝ DỰ ÁN"),
    ("CÔNG AN TỈNH GIA LAI", "PHÒNG CẢNH SÁT GIAO THÔNG"),
)
STAMPS = (
    ("CÔNG VĂN ĐẾN", "Số: 1614", "Ngày: 01/3/2024"),
    ("ĐẾN Số: 77 Ngày: 12/3/2024",),
    ("HỎA TỐC",),
    ("Ký bởi: Sở Y tế", "Ngày ký: 05-02-2024 10:11:12 +07:00"),
    ("VĂN BẢN ĐẾN", "Số: 12/UBND-VX", "Chuyển: Phòng Nghiệp vụ"),
)
TITLES = (
    ("KẾ HOẠCH", "Trồng cây ven đường năm 2024"),
    ("BÁO CÁO", "Kết quả công tác phòng dịch"),
    ("QUYẾT ĐỊNH", "Về việc thành lập tổ công tác"),
    ("", "V/v trồng cây ven đường"),
    ("THÔNG BÁO", "KẾT LUẬN HỌP GIAO BAN"),
)
BODIES = (
    ("Căn cứ Luật số 9112/2020/QH14 ngày 02/3/2020;", "I. MỤC TIÊU", "1. Trồng 12.000 cây ở các xã trong năm nay."),
    ("I. MỤC TIÊU", "1. Trồng 12.000 cây ở các xã trong năm nay."),
    ("Điều 1. Thành lập tổ công tác gồm các ông, bà có tên trong danh sách.",),
)
#: Letters that OCR takes for one another.
SLIPS = str.maketrans({"Ộ": "Ô", "Ế": "É", "ộ": "ô", "ế": "é", "Ủ": "Ú", "I": "l", "ử": "ứ"})


@st.composite
def heads(draw: Any) -> tuple[list[str], bool]:
    """Lines of a page's top with noise, and whether they were read from a scan."""
    issuer, (name, subject), body = (
        draw(st.sampled_from(ISSUERS)),
        draw(st.sampled_from(TITLES)),
        draw(st.sampled_from(BODIES)),
    )
    number = draw(st.sampled_from(("Số: 9107/KH-SYT", "Số:       /BC-SYT", "Số: 9107/SYT-NV", "")))
    left = [line for line in (*issuer, number, *([] if name else [subject])) if line]
    right = [*MOTTO, PLACE]
    glued = draw(st.sampled_from(("left first", "right first", "rows", "mixed")))
    if glued == "rows":
        pairs = range(max(len(left), len(right)))
        top = [" ".join(part[at] for part in (left, right) if at < len(part)) for at in pairs]
    elif glued == "mixed":
        top = [line for at in range(4) for part in (left, right) for line in part[at : at + 1]]
    else:
        top = [*left, *right] if glued == "left first" else [*right, *left]
    below = [name, subject] if name else []
    if below and draw(st.booleans()):
        below = [f"{name} {subject}"] if draw(st.booleans()) else [name, f"{subject} Kính gửi: Các xã, phường"]
    addressed = ["Kính gửi: Các xã, phường"] if draw(st.booleans()) or not name else []
    lines = [*top, *below, *addressed, *body]
    if draw(st.booleans()):
        at = draw(st.integers(0, len(top)))
        lines[at:at] = draw(st.sampled_from(STAMPS))
    scanned = draw(st.booleans())
    if scanned and draw(st.booleans()):
        at = draw(st.integers(0, len(top) - 1))
        lines[at] = lines[at].translate(SLIPS)
    return lines, scanned


def _read(lines: list[str], *, scanned: bool) -> Metadata:
    blocks = tuple(Line(text, whole=True, confidence=0.9 if scanned else None) for text in lines)
    reading = Reading("pdf" if scanned else "text", "ocr" if scanned else "text", blocks)
    return understand(Path("van-ban.txt"), reading).metadata


@settings(max_examples=400, deadline=None)
@given(heads())
def test_a_title_and_an_issuer_hold_nothing_of_their_neighbours(head: tuple[list[str], bool]) -> None:
    lines, scanned = head
    metadata = _read(lines, scanned=scanned)
    subject, issuer = fold(metadata.subject or ""), fold(metadata.issuer or "")
    assert not re.search(r"kinh g[ui]|cong van den|van ban den|\bden so\b|doc lap|hanh phuc|cong hoa xa hoi", subject)
    assert not re.search(r"\bi\. |muc tieu|dieu 1\b|can cu|ngay ky|ky boi|hoa toc", subject)
    assert not re.search(r"doc lap|hanh phuc|cong hoa|viet nam|\bden\b|\bso\s*:|ngay|kinh gui|hoa toc|ky boi", issuer)
    assert metadata.number in (None, "9107/KH-SYT", "9107/SYT-NV")
