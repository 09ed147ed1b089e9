"""Types of papers, signature blocks, traps beside number and date, each in several layouts. All texts are made."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ingest.document import understand
from ingest.reading import Handwritten, Line, Reading, Signature
from ingest.records import Metadata

MOTTO = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
PARTY = ["ĐẢNG CỘNG SẢN VIỆT NAM"]
PLACE = "Gia Lai, ngày 05 tháng 02 năm 2024"
BODIES = ["UBND TỈNH GIA LAI", "SỞ Y TẾ"]
BODY = [
    "Căn cứ Luật số 9112/2020/QH14;",
    "1. Nội dung thứ nhất được thực hiện trong quý I năm 2024 tại các xã của tỉnh.",
    "2. Các xã báo cáo kết quả về Sở Y tế trước ngày 15 hằng tháng để tổng hợp.",
]
SENT_WITH = "(Kèm theo Công văn số 9112/SYT-NV ngày 05/02/2024 của Sở Y tế)"
SEVEN = "24/HDLN-BCA-BQP-BYT-BCT-BTC-VKSNDTC-TANDTC"
SEVEN_BODIES = [
    "BỘ CÔNG AN", "BỘ QUỐC PHÒNG", "BỘ Y TẾ", "BỘ CÔNG THƯƠNG", "BỘ TÀI CHÍNH", "VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO",
    "TÒA ÁN NHÂN DÂN TỐI CAO",
]  # fmt: skip


def _read(lines: list[str], *, scanned: bool = False, **more: object) -> Metadata:
    blocks = tuple(Line(text, whole=True, confidence=0.93 if scanned else None) for text in lines)
    kind, source = ("pdf", "ocr") if scanned else ("text", "text")
    reading = Reading(kind, source, blocks, **more)  # type: ignore[arg-type]
    return understand(Path("van-ban.txt"), reading).metadata


def _left(number: str, *title: str) -> list[str]:
    return [*BODIES, number, *MOTTO, PLACE, *title]


def _right(number: str, *title: str) -> list[str]:
    return [*MOTTO, *BODIES, number, PLACE, *title]


KINDS: list[tuple[str | None, list[str]]] = [
    ("GM", _left("Số: 9112/GM-SYT", "GIẤY MỜI", "Dự hội nghị tổng kết", "Kính gửi: Các xã")),
    ("GM", _right("Số: 9112/GM-SYT", "GIẤY MỜI HỌP", "Kính gửi: Ông Nguyễn Văn A")),
    ("GM", _left("Số:     /GM-SYT", "GIẤY MỜI", "(Về việc họp giao ban)")),
    ("LCT", _left("", "LỊCH CÔNG TÁC", "Tuần 06 năm 2024 của Giám đốc Sở")),
    ("LCT", [*BODIES, "LỊCH CÔNG TÁC TUẦN 06", "(Từ ngày 05/02 đến ngày 09/02/2024)"]),
    ("LCT", _left("", "LỊCH LÀM VIỆC", "Tuần 06 năm 2024")),
    ("PL", ["PHỤ LỤC II", "DANH SÁCH CÁC XÃ", SENT_WITH]),
    ("PL", ["BIỂU MẪU SỐ 2", "THỐNG KÊ CÁN BỘ", SENT_WITH]),
    ("PL", ["Phụ lục", "KẾT QUẢ KHÁM BỆNH", SENT_WITH]),
    ("ĐC", _left("", "ĐỀ CƯƠNG", "Báo cáo kết quả công tác y tế")),
    ("ĐC", ["ĐỀ CƯƠNG BÁO CÁO", "Kết quả công tác y tế năm 2024", SENT_WITH]),
    ("ĐC", [*BODIES, "ĐỀ CƯƠNG TUYÊN TRUYỀN", "Kỷ niệm ngày Thầy thuốc"]),
    ("PTr", _left("Số: 9118/PTr-SYT", "PHIẾU TRÌNH", "Về việc mua sắm", "Kính gửi: Giám đốc Sở")),
    ("PTr", _left("", "PHIẾU TRÌNH GIẢI QUYẾT CÔNG VIỆC", "Kính trình: Giám đốc Sở")),
    ("PTr", ["VĂN PHÒNG UBND TỈNH", "PHIẾU TRÌNH VĂN BẢN", "Kính gửi: Phó Chủ tịch UBND tỉnh"]),
    ("TB", _left("Số: 9122/TB-SYT", "THÔNG BÁO", "Kết luận của Giám đốc Sở tại cuộc họp giao ban")),
    ("TB", _right("Số: 9122/TB-SYT", "THÔNG BÁO KẾT LUẬN", "của Phó Giám đốc tại hội nghị")),
    ("TB", _left("Số:      /TB-SYT", "THÔNG BÁO KẾT LUẬN CỦA CHỦ TỊCH UBND TỈNH TẠI CUỘC HỌP")),
    ("HD", [" - ".join(SEVEN_BODIES), *MOTTO, f"Số: {SEVEN}", PLACE, "HƯỚNG DẪN LIÊN NGÀNH", "Về việc xử lý vi phạm"]),
    ("HD", [*SEVEN_BODIES, *MOTTO, f"Số: {SEVEN}", PLACE, "HƯỚNG DẪN", "Về việc xử lý vi phạm"]),
    ("HD", [*SEVEN_BODIES, f"Số: {SEVEN[:28]}", SEVEN[28:], *MOTTO, PLACE, "HƯỚNG DẪN LIÊN NGÀNH", "Về việc xử lý"]),
    ("QyĐ", ["TỈNH ỦY GIA LAI", "*", "Số 931-QĐ/TU", *PARTY, PLACE, "QUY ĐỊNH", "về trách nhiệm nêu gương"]),
    ("QyĐ", [*PARTY, "TỈNH ỦY GIA LAI", "*", "Số 931-QyĐ/TU", PLACE, "QUY ĐỊNH", "của Ban Thường vụ về luân chuyển"]),
    ("QĐi", ["BAN CHẤP HÀNH TRUNG ƯƠNG", "*", "Số 941-QĐi/TW", *PARTY, PLACE, "QUY ĐỊNH", "về việc miễn nhiệm"]),
    ("QĐ", ["TỈNH ỦY GIA LAI", "*", "Số 932-QĐ/TU", *PARTY, PLACE, "QUYẾT ĐỊNH", "về việc luân chuyển cán bộ"]),
    ("KL", ["UBND TỈNH GIA LAI", "THANH TRA TỈNH", "Số: 95/KL-TTr", *MOTTO, PLACE, "KẾT LUẬN THANH TRA", "Việc chi"]),
    ("KL", ["THANH TRA TỈNH", "Số:     /KL-TTT", *MOTTO, PLACE, "KẾT LUẬN THANH TRA", "Về việc chấp hành pháp luật"]),
    ("KL", ["BỘ Y TẾ", "THANH TRA BỘ", "Số: 95/KL-TTrB", *MOTTO, PLACE, "KẾT LUẬN", "Thanh tra việc chấp hành"]),
    (None, ["MỘT BÀI NÓI CHUYỆN", "Hôm nay tôi xin nói về trồng cây ở các làng vùng cao của tỉnh ta."]),
    (None, [*BODIES, "TÀI LIỆU TẬP HUẤN", "Kỹ năng truyền thông y tế cơ sở"]),
]  # fmt: skip


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("at", range(len(KINDS)))
def test_type(at: int, scanned: bool) -> None:
    wanted, lines = KINDS[at]
    metadata = _read([line for line in [*lines, *(BODY if wanted else BODY[1:])] if line], scanned=scanned)
    assert metadata.type == wanted
    probable = [candidate for candidate in metadata.candidates if candidate.field == "type"]
    assert ({probable[0].value} if probable else {None}) == {wanted}
    if wanted == "HD":
        assert (metadata.issuer or "").count(" - ") == 6


def test_a_title_below_the_date_is_no_part_of_the_issuer() -> None:
    for title in ("TÀI LIỆU TẬP HUẤN", "SỔ TAY HỎI ĐÁP", "MỘT SỐ KINH NGHIỆM"):
        assert _read([*_left("", title), *BODY]).issuer == "Sở Y tế"


RECIPIENTS = ["Nơi nhận:", "- Như trên;", "- Lưu: VT, NV."]
SIGNED: list[tuple[list[str], str, str, str | None]] = [
    (["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn An"], "Nguyễn Văn An", "Chủ tịch", "TM."),
    (["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Rah Lan Chung"], "Rah Lan Chung", "Phó Chủ tịch", "TM."),
    (["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "(Đã ký)", "Lê Thị Hồng Vân"], "Lê Thị Hồng Vân", "Phó Giám đốc", "KT."),
    (["KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "Nguyễn Tuấn Anh"], "Nguyễn Tuấn Anh", "Phó Chủ tịch", "KT."),
    (["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Trần Văn Bình"], "Trần Văn Bình", "Chánh Văn phòng", "TL."),
    (["TL. BỘ TRƯỞNG", "KT. CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG", "Ngô Xuân Hòa"], "Ngô Xuân Hòa", "Phó Cục trưởng", "TL."),
    (["TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ Y TẾ", "Siu H'Nga"], "Siu H'Nga", "Giám đốc Sở Y tế", "TUQ."),
    (["Q. GIÁM ĐỐC", "Phạm Minh Tuấn"], "Phạm Minh Tuấn", "Giám đốc", "Q."),
    (
        ["GIÁM ĐỐC", "Ký bởi: Sở Y tế", "Ngày ký: 05-02-2024 10:11:12 +07:00", "Lê Văn An"],
        "Lê Văn An",
        "Giám đốc",
        None,
    ),
    (["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Rah Lan Lâm"], "Rah Lan Lâm", "Phó Bí thư", "TM."),
    (["HIỆU TRƯỞNG", "TS. Lê Văn Tám"], "TS. Lê Văn Tám", "Hiệu trưởng", None),
]


@pytest.mark.parametrize("case", SIGNED, ids=lambda case: case[0][0])
def test_signature_block(case: tuple[list[str], str, str, str | None]) -> None:
    closing, signer, title, capacity = case
    metadata = _read([*_left("Số: 9107/BC-SYT", "BÁO CÁO", "Về trồng cây"), *BODY, *RECIPIENTS, *closing])
    assert (metadata.signer, metadata.signer_title, metadata.signer_capacity) == (signer, title, capacity)
    assert [c.value for c in metadata.candidates if c.field == "signer"] == [signer]


STAMPS = [
    ["CÔNG VĂN ĐẾN", "Số: 1614", "Ngày: 01/3/2024"],
    ["SỞ NỘI VỤ", "ĐẾN Số: 1614", "Ngày: 01/3/2024", "Chuyển: Phòng NV"],
    ["VĂN BẢN ĐẾN", "Số: 1614/UBND-VX"],
]
SIGNING = datetime(2024, 3, 1, 3, 0, tzinfo=UTC)
CITED = [
    "V/v thực hiện Công văn số 1614/UBND-VX ngày 01/3/2024 của UBND tỉnh",
    "V/v trả lời Công văn số 1614/UBND-VX",
    "Phúc đáp Công văn số 1614/UBND-VX ngày 01 tháng 3 năm 2024 của UBND tỉnh",
]
ADDRESSED = "Kính gửi: Các xã, phường"
BLANK_DATE = "Gia Lai, ngày      tháng 02 năm 2024"


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("stamp", STAMPS)
@pytest.mark.parametrize("above", [True, False])
def test_an_incoming_stamp_gives_neither_number_nor_date(stamp: list[str], above: bool, scanned: bool) -> None:
    head = [*BODIES, "Số:       /SYT-NV", "V/v trồng cây", *MOTTO, BLANK_DATE]
    lines = [*stamp, *head, ADDRESSED] if above else [*head, *stamp, ADDRESSED]
    metadata = _read([*lines, *BODY[1:]], scanned=scanned)
    assert (metadata.number, metadata.issued_date) == (None, None)
    assert "ĐẾN" not in f"{metadata.subject} {metadata.issuer}"


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize(
    "dated", [BLANK_DATE, "Gia Lai, ngày     tháng     năm 2024", "Gia Lai, ngày... tháng... năm 2024"]
)
def test_the_time_of_signing_is_only_offered(dated: str, scanned: bool) -> None:
    signatures = (Signature("Sở Y tế", None, SIGNING, "hợp lệ"),)
    lines = [*BODIES, "Số:       /SYT-NV", "V/v trồng cây", *MOTTO, dated, ADDRESSED, *BODY[1:]]
    metadata = _read(lines, scanned=scanned, signatures=signatures)
    assert metadata.issued_date is None
    (offered,) = [candidate for candidate in metadata.candidates if candidate.field == "issued_date"]
    assert (offered.value, offered.probability < 0.5) == ("2024-03-01", True)


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("subject", CITED)
def test_a_cited_document_gives_neither_number_nor_date(subject: str, scanned: bool) -> None:
    lines = [*BODIES, "Số:       /SYT-NV", subject, *MOTTO, BLANK_DATE, ADDRESSED, *BODY[1:]]
    metadata = _read(lines, scanned=scanned)
    assert (metadata.number, metadata.issued_date) == (None, None)


@pytest.mark.parametrize(
    ("line", "day", "shown"),
    [
        ("Gia Lai, ki 05 thẳng 4, năm 2024", 9, date(2024, 4, 5)),
        ("Gia Lai, ngàyZ05 tháng 04 năm 224", 5, date(2024, 4, 5)),
        ("Gia Lai, ngàyZ05 tháng 04 năm 224", 9, None),
        ("Gia Lai, ngày.fŠtháng 0.) năm 2024", 5, None),
    ],
)
def test_a_damaged_date_counts_as_far_as_it_is_clear_or_signed(line: str, day: int, shown: date | None) -> None:
    signatures = (Signature("Sở Y tế", None, datetime(2024, 4, day, 3, 0, tzinfo=UTC), "hợp lệ"),)
    lines = [*BODIES, "Số: 9112/KH-SYT", *MOTTO, line, "KẾ HOẠCH", "Trồng cây năm 2024", *BODY[1:]]
    assert _read(lines, scanned=True, signatures=signatures).issued_date == shown


def test_digits_by_hand_that_nothing_could_read_stay_unknown() -> None:
    lines = [*BODIES, "Số:     /KH-SYT", *MOTTO, PLACE, "KẾ HOẠCH", "Trồng cây năm 2024", *BODY[1:]]
    metadata = _read(lines, scanned=True, handwritten=(Handwritten("number", None, 0.2),))
    assert metadata.number is None
