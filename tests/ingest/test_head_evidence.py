"""Number, date, issuer and type are right or not shown: what speaks for each of them is weighed. All texts are made."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.store.json_codec import metadata_from_json, metadata_to_json
from ingest.document import understand
from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.subject_ends import trimmed_subject
from ingest.reading import Handwritten, Line, Reading, Signature
from ingest.records import Candidate, Metadata

MOTTO = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
PLACE = "Gia Lai, ngày 05 tháng 02 năm 2024"
SCAN = 0.93
#: A line, or a line with the confidence of its reading.
Printed = str | tuple[str, float]


def _head(
    *lines: Printed,
    scanned: bool = False,
    by_hand: tuple[Handwritten, ...] = (),
    signatures: tuple[Signature, ...] = (),
    name: str = "van-ban.pdf",
) -> Metadata:
    """The metadata of lines; a line of a scan may bring its own confidence."""
    pairs = [line if isinstance(line, tuple) else (line, SCAN) for line in lines]
    blocks = tuple(Line(text, whole=True, confidence=sure if scanned else None) for text, sure in pairs)
    reading = Reading("pdf" if scanned else "text", "ocr" if scanned else "text", blocks, signatures=signatures)
    if by_hand:
        reading = Reading(reading.kind, reading.text_source, blocks, signatures=signatures, handwritten=by_hand)
    return understand(Path(name), reading).metadata


def _candidates(metadata: Metadata, field: str) -> list[Candidate]:
    return [candidate for candidate in metadata.candidates if candidate.field == field]


@pytest.mark.parametrize(
    "subject",
    [
        "V/v triển khai Công điện số 931/CĐ-TTg ngày 11/12/2023 của Thủ tướng Chính phủ",
        "V/v trả lời Công văn số 9120/BNV-TCCB về giếng làng",
        "Triển khai Kế hoạch số 977/KH-BYT về nước sạch",
        "Phúc đáp Công văn số 918/SNV-CCHC về sổ giếng",
    ],
)
def test_a_number_in_the_subject_of_a_letter_is_not_its_own(subject: str) -> None:
    metadata = _head("UBND TỈNH GIA LAI", "SỞ Y TẾ", "Số:       /SYT-NV", subject, *MOTTO, PLACE, "Kính gửi: Các xã.")
    assert (metadata.number, metadata.type) == (None, "CV")


@pytest.mark.parametrize(
    ("digits", "sure", "shown"),
    [("9962", 0.998, "9962/KH-SYT"), ("916A", 0.95, None), ("9962", 0.6, "9962/KH-SYT"), (None, 0.3, None)],
)
def test_digits_by_hand_count_as_surely_as_they_were_read(digits: str | None, sure: float, shown: str | None) -> None:
    """The line may be hardly read by OCR where the digits were read on their own; a letter among them is doubtful."""
    number = (f"Số: {digits or ''} /KH-SYT", 0.4 if sure > 0.99 else 0.8)
    hand = (Handwritten("number", digits, sure),)
    lines: list[Printed] = ["UBND TỈNH GIA LAI", "SỞ Y TẾ", number, *MOTTO, PLACE, "KẾ HOẠCH", "Trồng cây năm 2024"]
    metadata = _head(*lines, scanned=True, by_hand=hand)
    assert metadata.number == shown
    assert metadata.type == "KH"
    if digits and shown is None:
        assert [candidate.value for candidate in _candidates(metadata, "number")] == [f"{digits}/KH-SYT"]


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        ("(Kèm theo Quyết định số 9310/QĐ-UBND ngày 20/4/2016 của UBND xã)", None),
        ("(Ban hành kèm theo Quyết định số 9310/QĐ-UBND của UBND xã)", None),
        ("(Kèm theo Quyết định số 9308/QĐ-UBND ngày 05/02/2024 của UBND xã)", "9308/QĐ-UBND"),
        ("(Kèm theo Quyết định số 9308/QĐ-UBND ngày 05 tháng 02 năm 2024 của UBND xã)", "9308/QĐ-UBND"),
    ],
)
def test_a_scans_attachment_names_the_document_only_with_its_date(reference: str, shown: str | None) -> None:
    head = ["ỦY BAN NHÂN DÂN", "XÃ IA MƠ", "Số:       /QĐ-UBND", *MOTTO, PLACE, "QUYẾT ĐỊNH", "Về việc giữ giếng"]
    metadata = _head(*head, "Căn cứ Luật Tài nguyên nước;", "QUY CHẾ", "Giữ giếng làng", reference, scanned=True)
    assert metadata.number == shown


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        (["ỦY BAN NHÂN DÂN", "TINH LÂM ĐÔNG"], "UBND tỉnh Lâm Đồng"),
        (["BỘ THÔNG TIN VÀ TRUYÊN THÔNG"], "Bộ Thông tin và Truyền thông"),
        (["UBND TỈNH GIA LAI", "SỚ Y TÉ"], "Sở Y tế"),
        (["UBND TỈNH GIA LAI", "TỎ CÔNG TÁC GIỮ GIẾNG"], "Tổ công tác giữ giếng"),
        (["ỦY BAN NHÂN DÂN", "HUYỆN CHƯ PRÔNG"], "UBND huyện Chư Prông"),
        (["ỦY BAN NHÂN DÂN", "TỈNH GIA LAI", "0S /KH-UBND"], "UBND tỉnh Gia Lai"),
    ],
)
def test_a_scans_issuer_is_the_known_body_that_it_stands_for(lines: list[str], issuer: str) -> None:
    metadata = _head(*lines, *MOTTO, PLACE, "KẾ HOẠCH", "Giữ giếng làng", "I. MỤC ĐÍCH", scanned=True)
    assert metadata.issuer == issuer


@pytest.mark.parametrize(
    "lines",
    [
        ["G00 bIND TỈNH GIA LAI", "00190 HÀNH TRA TỈNH"],
        ["NHAN DÂN TINH GIA LAI NHAN DÁN"],
        ["SỞ Y TẾ KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC TÀI LIỆU TUYÊN TRUYỀN"],
        ["'ỦY BAN NHÂN DÂN lg PHÚ : 8 \"MƠ"],
    ],
)
def test_an_issuer_that_cannot_be_true_is_kept_for_the_clerk(lines: list[str]) -> None:
    read = [(line, 0.66) for line in lines]
    metadata = _head(*read, *MOTTO, PLACE, "KẾ HOẠCH", "Giữ giếng làng", "I. MỤC ĐÍCH", scanned=True)
    assert metadata.issuer is None
    assert all(candidate.probability < 0.7 for candidate in _candidates(metadata, "issuer"))


def test_an_electronic_signature_names_the_issuer_of_an_illegible_head() -> None:
    signed = Signature("ỦY BAN NHÂN DÂN TỈNH GIA LAI", None, datetime(2024, 2, 5, 3, tzinfo=UTC), "hợp lệ")
    lines: list[str | tuple[str, float]] = [
        ("NHAN DÂN TINH GIA LAI NHAN", 0.6),
        *MOTTO,
        PLACE,
        "KẾ HOẠCH",
        "Giữ giếng làng",
        "I. MỤC ĐÍCH",
    ]
    metadata = _head(*lines, scanned=True, signatures=(signed,))
    assert (metadata.issuer, metadata.sources["issuer"]) == ("UBND tỉnh Gia Lai", "signature")


@pytest.mark.parametrize(
    ("first", "second", "number"),
    [
        ("Số: 924/HDLN-BCA-BQP-BYT-", "BCT-BTC", "924/HDLN-BCA-BQP-BYT-BCT-BTC"),
        ("Số: 912/2019/TTLT-BTC-BNV", "BYT-BCT", "912/2019/TTLT-BTC-BNV-BYT-BCT"),
        ("Số: 924/HDLN-BCA-BQP-BYT-BCT-BTC-BNV-BXD", "", "924/HDLN-BCA-BQP-BYT-BCT-BTC-BNV-BXD"),
    ],
)
def test_the_number_of_a_joint_document_goes_on_in_the_next_line(first: str, second: str, number: str) -> None:
    lines = ["BỘ CÔNG AN - BỘ QUỐC PHÒNG", first, *([second] if second else []), *MOTTO, PLACE]
    metadata = _head(*lines, "HƯỚNG DẪN LIÊN NGÀNH", "Về việc giữ giếng", "I. MỤC ĐÍCH")
    assert metadata.number == number


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("V/v giữ giếng làng Kính gửi: Sở Y tế", "V/v giữ giếng làng"),
        ("V/v giữ giếng làng CÔNG VĂN ĐẾN 12", "V/v giữ giếng làng"),
        ("V/v giữ giếng làng Độc lập - Tự do - Hạnh phúc", "V/v giữ giếng làng"),
    ],
)
def test_a_letters_subject_ends_before_addressees_and_stamps(line: str, subject: str) -> None:
    lines = ["UBND TỈNH GIA LAI", "SỞ Y TẾ", "Số: 918/SYT-NV", line, *MOTTO, PLACE, "Nội dung thư."]
    assert trimmed_subject(line, DocumentHeader()) == subject
    assert _head(*lines).number == "918/SYT-NV"


@pytest.mark.parametrize(
    ("lines", "subject"),
    [
        (["KẾ HOẠCH", "Thực hiện phong trào giữ giếng năm 2024"], "Thực hiện phong trào giữ giếng năm 2024"),
        (["QUYẾT ĐỊNH và việc giữ giếng làng"], "Về việc giữ giếng làng"),
        (["QUYẾT ĐỊNH", "-Vèviệc giữ giếng làng"], "Về việc giữ giếng làng"),
        (["CÔNG ĐIỆN KHÁN", "Về việc giữ giếng làng"], "Về việc giữ giếng làng"),
        (["BÁO CÁO", "Giữ giếng làng", "L. Tình hình chung"], "Giữ giếng làng"),
        (
            ["QUYẾT ĐỊNH", "BAN HÀNH NỘI QUY GIẾNG ỦY BAN NHÂN DÂN TỈNH GIA LAI"],
            "BAN HÀNH NỘI QUY GIẾNG",
        ),
    ],
)
def test_subjects_of_scans(lines: list[str], subject: str) -> None:
    blocks = [Line(text, whole=True, confidence=SCAN) for text in ["ỦY BAN NHÂN DÂN", "TỈNH GIA LAI", *MOTTO, PLACE]]
    blocks += [Line(text, whole=True, confidence=SCAN, align="center") for text in lines]
    blocks += [Line("Căn cứ Luật Tài nguyên nước;", whole=True, confidence=SCAN)]
    assert understand(Path("x.pdf"), Reading("pdf", "ocr", tuple(blocks))).metadata.subject == subject


@pytest.mark.parametrize(
    ("lines", "subject", "known_as"),
    [
        (["PHỤ LỤC", "BIỂU MẪU THỐNG KÊ GIẾNG", "(Kèm theo Báo cáo số     /BC-UBND ngày   tháng 12 năm 2023)"],
         "BIỂU MẪU THỐNG KÊ GIẾNG", ("PL", "Phụ lục", None)),
        (["Phụ lục II:", "HƯỚNG DẪN CHẤM GIẾNG", "(Kèm theo Công văn số 918/SNV-CCHC ngày 10/11/2023 của SNV)"],
         "HƯỚNG DẪN CHẤM GIẾNG", ("PL", "Công văn", "Phụ lục II")),
        (["PHẦN B", "PHỤ LỤC DÀNH CHO CÁC XÃ", "(Kèm theo Công văn số   /BNV-CCH ngày  tháng  năm 2023 của Bộ Nội vụ)"],
         "PHỤ LỤC DÀNH CHO CÁC XÃ", ("PL", "Phụ lục", None)),
        (["Phụ lục I", "DANH SÁCH GIẾNG", "(Kèm theo Quyết định số 914/QĐ-UBND ngày 05/02/2024 của UBND tỉnh)"],
         "DANH SÁCH GIẾNG", ("QĐ", "Quyết định", "Phụ lục I")),
    ],
)  # fmt: skip
def test_an_annex_alone(lines: list[str], subject: str, known_as: tuple[str, str, str | None]) -> None:
    """What a letter or a report sends along is an annex; what a decision issues is a part of the decision."""
    metadata = _head(*lines, "Giếng thứ nhất ở làng trên.")
    assert (metadata.type, metadata.type_name, metadata.annex) == known_as
    assert metadata.subject == subject


def test_the_stamp_of_a_release_gives_number_and_day() -> None:
    stamp = "Số: 9775/SNV-CCHC&amp;VTLT; 10/11/2023; 11:00:27;"
    metadata = _head(stamp, "Phụ lục II:", "DANH SÁCH GIẾNG", "(Kèm theo Công văn số    /SNV-CCHC&VTLT của Sở Nội vụ)")
    assert (metadata.number, metadata.issued_date) == ("9775/SNV-CCHC&VTLT", date(2023, 11, 10))
    assert (metadata.type, metadata.issuer) == ("PL", "Sở Nội vụ")


@pytest.mark.parametrize(
    ("number", "title", "type_", "name"),
    [
        ("Số: 912/GM-UBND", "GIẤY MỜI", "GM", "Giấy mời"),
        ("", "LỊCH CÔNG TÁC TUẦN 12", "LCT", "Lịch công tác"),
        ("", "PHIẾU TRÌNH", "PTr", "Phiếu trình"),
        ("", "ĐỀ CƯƠNG", "ĐC", "Đề cương"),
        ("Số: 912/TB-UBND", "THÔNG BÁO KẾT LUẬN", "TB", "Thông báo"),
        ("Số: 912/KL-TTr", "KẾT LUẬN THANH TRA", "KL", "Kết luận"),
        ("Số 912-QĐ/TU", "QUY ĐỊNH", "QyĐ", "Quy định"),
        ("Số: 912/HĐ-UBND", "HỢP ĐỒNG", "HĐ", "Hợp đồng"),
        ("Số: 912/DA-UBND", "DỰ ÁN", "DA", "Dự án"),
        ("Số: 912/2024/L-CTN", "LỆNH", "Lệnh", "Lệnh"),
    ],
)
def test_types(number: str, title: str, type_: str, name: str) -> None:
    metadata = _head("UBND TỈNH GIA LAI", number, *MOTTO, PLACE, title, "Về việc giữ giếng", "I. MỤC ĐÍCH")
    assert (metadata.type, metadata.type_name) == (type_, name)


def test_a_lost_title_is_what_the_document_calls_itself() -> None:
    lines = ["UBND TỈNH GIA LAI", *MOTTO, PLACE, "Điều 1. Giữ giếng làng."]
    own = ["Quyết định này có hiệu lực kể từ ngày ký.", "Các xã chịu trách nhiệm thi hành Quyết định này./."]
    assert _head(*lines, *own).type == "QĐ"
    assert _head(*lines, "Theo Quyết định này, các xã giữ giếng.").type is None
    assert _head(*lines, own[0], "Luật này quy định về giếng.").type is None


@pytest.mark.parametrize(
    ("lines", "number", "day"),
    [
        (["THÔNG TƯ", "CỦA BỘ Y TẾ SỐ 92/1996/TT-BYT", "NGÀY 19 THÁNG 01 NĂM 1996", "QUY ĐỊNH VỀ GIẾNG"],
         "92/1996/TT-BYT", date(1996, 1, 19)),
        (["SẮC LỆNH", "CỦA CHỦ TỊCH CHÍNH PHỦ LÂM THỜI", "SỐ 97/CC NGÀY 17 THÁNG 12 NĂM 1945"],
         "97/CC", date(1945, 12, 17)),
        (["SẮC LỆNH", "CỦA CHỦ TỊCH CHÍNH PHỦ LÂM THỜI", "SỐ 98/NV NGÀY 02 THÁNG 01 NĂM 1946"],
         "98/NV", date(1946, 1, 2)),
    ],
)  # fmt: skip
def test_old_heads_with_number_and_date_below_the_title(lines: list[str], number: str, day: date) -> None:
    metadata = _head(*lines, "Chiểu chi thể lệ hiện hành;", "Điều thứ nhất: Mở giếng.")
    assert (metadata.number, metadata.issued_date) == (number, day)


def test_a_base_that_is_younger_makes_a_scans_date_doubtful() -> None:
    lines: list[str | tuple[str, float]] = [
        "UBND TỈNH GIA LAI",
        "Số: 912/QĐ-UBND",
        *MOTTO,
        (PLACE, 0.8),
        "QUYẾT ĐỊNH",
        "Giữ giếng",
    ]
    older = "Căn cứ Quyết định số 9/QĐ-UBND ngày 03 tháng 01 năm 2024;"
    younger = "Căn cứ Quyết định số 9/QĐ-UBND ngày 03 tháng 9 năm 2024;"
    assert _head(*lines, older, scanned=True).issued_date == date(2024, 2, 5)
    assert _head(*lines, younger, scanned=True).issued_date is None


def test_candidates_come_back_from_the_library() -> None:
    metadata = _head("UBND TỈNH GIA LAI", "SỞ Y TẾ", "Số: 912/KH-SYT", *MOTTO, PLACE, "KẾ HOẠCH", "Giữ giếng")
    weighed = {candidate.field for candidate in metadata.candidates}
    assert weighed == {"number", "issued_date", "issuer", "type", "subject"}
    assert metadata_from_json(metadata_to_json(metadata)).candidates == metadata.candidates


@pytest.mark.parametrize(
    ("left", "number", "issuer"),
    [
        (["UBND TỈNH GIA LAI", "TRUNG TÂM GIẾNG"], "Số: 912/UBND-NN", "UBND tỉnh Gia Lai"),
        (["UBND TỈNH GIA LAI", "SỞ Y TẾ"], "Số: 912/SYT-NV", "Sở Y tế"),
        (["UBND TỈNH GIA LAI", "VĂN PHÒNG"], "Số: 912/TB-VPUBND", "Văn phòng UBND tỉnh Gia Lai"),
        (["BỘ CÔNG AN", "bct-btc-tandtc"], "Số: 924/HDLN-BCA-BYT", "Bộ Công an - Bộ Y tế"),
        (["BỘ CÔNG AN"], "Số: 924/HDLN-BCA-BYT-BTC", "Bộ Công an - Bộ Y tế - Bộ Tài chính"),
    ],
)
def test_the_numbers_symbol_tells_which_body_of_the_head_issues(left: list[str], number: str, issuer: str) -> None:
    metadata = _head(*left, number, *MOTTO, PLACE, "HƯỚNG DẪN", "Về việc giữ giếng", "I. MỤC ĐÍCH")
    assert metadata.issuer == issuer


@pytest.mark.parametrize(("repeated", "shown"), [("14/02/2024", date(2024, 2, 14)), ("05/02/2023", date(2024, 2, 5))])
def test_an_annex_settles_a_day_by_hand_only_in_the_printed_month(repeated: str, shown: date) -> None:
    lines: list[Printed] = [
        "UBND TỈNH GIA LAI", "SỞ Y TẾ", "Số: 9963/KH-SYT", *MOTTO, PLACE, "KẾ HOẠCH", "Trồng cây năm 2024",
        "I. MỤC ĐÍCH", "1. Trồng thêm cây.", "PHỤ LỤC",
        f"(Kèm theo Kế hoạch số 9963/KH-SYT ngày {repeated} của Sở Y tế)",
    ]  # fmt: skip
    hand = (Handwritten("issued_date", "05", 0.99),)
    assert _head(*lines, scanned=True, by_hand=hand).issued_date == shown


@pytest.mark.parametrize("number", ["Số: ORG BND", "Số:"])
def test_a_letter_is_known_by_its_form_where_the_number_is_not(number: str) -> None:
    opening = ["UBND TỈNH GIA LAI", "SỞ Y TẾ", number, "V/v trồng cây ven đường năm 2024", *MOTTO, PLACE]
    letter = _head(*opening, "Kính gửi: Ủy ban nhân dân các xã.", "Sở Y tế đề nghị các xã trồng cây.", scanned=True)
    assert (letter.type, letter.number) == ("CV", None)
    assert _head(*opening, "Sở Y tế đề nghị các xã trồng cây.", scanned=True).type != "KH"


@pytest.mark.parametrize("name", ["UBND huyện Ea H-wing", "UBND huyện Ea H'wing"])
def test_a_certificate_writes_the_apostrophe_of_a_place_as_a_hyphen(name: str) -> None:
    signature = Signature(name, None, datetime(2024, 2, 5, 3, tzinfo=UTC), "hợp lệ")
    lines: list[Printed] = [
        "ỦY BAN NHÂN DÂN",
        "HUYỆN EAH'WING",
        "Số: 12/KH-UBND",
        *MOTTO,
        PLACE,
        "KẾ HOẠCH",
        "Trồng cây",
    ]
    assert _head(*lines, scanned=True, signatures=(signature,)).issuer == "UBND huyện Ea H'wing"


@pytest.mark.parametrize(
    ("scanned", "capacity", "issuer"),
    [
        (False, "CHỦ TỊCH", "Chủ tịch UBND tỉnh Gia Lai"),
        (True, "CHỦ TỊCH", "UBND tỉnh Gia Lai"),
        (True, "KT. CHỦ TỊCH", "Chủ tịch UBND tỉnh Gia Lai"),
    ],
)
def test_a_lost_tm_makes_no_directive_the_chairmans_own(scanned: bool, capacity: str, issuer: str) -> None:
    lines: list[Printed] = [
        "ỦY BAN NHÂN DÂN", "TỈNH GIA LAI", "Số: 9964/CT-UBND", *MOTTO, PLACE, "CHỈ THỊ", "Trồng cây ven đường năm 2024",
        "Chủ tịch Ủy ban nhân dân tỉnh yêu cầu các xã:", "1. Trồng cây.", "Nơi nhận:", "- Lưu: VT.", capacity,
        *(["PHÓ CHỦ TỊCH"] if capacity.startswith("KT") else []), "Nguyễn Văn Nam",
    ]  # fmt: skip
    assert _head(*lines, scanned=scanned).issuer == issuer
