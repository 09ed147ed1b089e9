"""What a document says of itself at its head, exactly; and what must never be taken for it."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ingest.document import understand
from ingest.reading import Line, Reading, Signature
from ingest.records import Metadata
from tests.support.sample_documents import PLAIN, SOURCES, understood

MOTTO = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
LEFT = ["ỦY BAN NHÂN DÂN", "TỈNH GIA LAI"]
PLACE = "Gia Lai, ngày 05 tháng 02 năm 2024"
TYPES = {"KẾ HOẠCH": "KH", "QUYẾT ĐỊNH": "QĐ", "CHỈ THỊ": "CT", "NGHỊ QUYẾT": "NQ", "": "CV"}


def _head(
    *lines: str, signatures: tuple[Signature, ...] = (), name: str = "van-ban.txt", ocr: bool = False
) -> Metadata:
    blocks = tuple(Line(line, whole=True, confidence=0.9 if ocr else None) for line in lines)
    source = "ocr" if ocr else "text"
    return understand(Path(name), Reading("text", source, blocks, signatures=signatures)).metadata  # type: ignore[arg-type]


def _is_as_written(file_name: str) -> None:
    source, metadata = SOURCES[file_name[:3]], understood(file_name).metadata
    issuer = source.issuer_in_text.replace("Ủy ban nhân dân", "UBND").replace("Uỷ ban nhân dân", "UBND")
    if source.id == "S07":  # signed by the chairman without TM.
        issuer = f"Chủ tịch {issuer}"
    assert metadata.number == source.number
    assert metadata.issued_date == source.date
    assert metadata.type == TYPES[source.type]
    assert metadata.place == source.place
    assert (metadata.issuer, metadata.issuer_parent) == (issuer.replace("Hội đồng nhân dân", "HĐND"), None)
    assert (metadata.subject or "").removeprefix("V/v ") == source.subject
    assert metadata.signer == source.signer[-1]
    assert not metadata.is_draft


@pytest.mark.parametrize("file_name", PLAIN)
def test_sample_library(file_name: str) -> None:
    _is_as_written(file_name)
    metadata = understood(file_name).metadata
    assert metadata.recipients == SOURCES[file_name[:3]].recipients
    assert metadata.sources["number"] == ("docx" if file_name.endswith("docx") else "text_layer")
    if file_name.endswith("pdf"):
        assert metadata.is_sample


@pytest.mark.ocr
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is missing: package tesseract-ocr-vie")
def test_scan_keeps_its_own_number_beside_a_stamp() -> None:
    _is_as_written("S11-9411-UBND-KGVX.pdf")
    metadata = understood("S11-9411-UBND-KGVX.pdf").metadata
    assert metadata.sources["number"] == "ocr"
    assert metadata.recipients[:4] == SOURCES["S11"].to


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is missing: package libreoffice-writer")
def test_old_encoding() -> None:
    _is_as_written("S12-9012-2001-QD-UB.doc")


def test_both_forms_of_one_document_agree() -> None:
    one, other = understood("S01-516-KH-UBND.docx").metadata, understood("S01-516-KH-UBND.pdf").metadata
    for name in ("number", "canonical_key", "type", "issuer", "issuer_parent", "issued_date", "subject", "signer"):
        assert getattr(one, name) == getattr(other, name)


def test_party_document() -> None:
    metadata = _head(
        "TỈNH ỦY GIA LAI",
        "*",
        "Số 9123-KH/TU",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        PLACE,
        "KẾ HOẠCH",
        "học tập chuyên đề năm 2024",
        "I- MỤC ĐÍCH",
        "1- Nâng cao nhận thức của cán bộ.",
        "T/M BAN THƯỜNG VỤ",
    )
    assert (metadata.number, metadata.type, metadata.legal_class) == ("9123-KH/TU", "KH", "dang")
    assert (metadata.issuer, metadata.issued_date) == ("Tỉnh ủy Gia Lai", date(2024, 2, 5))


def test_party_document_without_its_number_is_still_one() -> None:
    metadata = _head(
        "TỈNH ỦY GIA LAI", "*", "Số       -KH/TU", "ĐẢNG CỘNG SẢN VIỆT NAM", PLACE, "KẾ HOẠCH", "trồng cây"
    )
    assert (metadata.number, metadata.legal_class, metadata.issuer) == (None, "dang", "Tỉnh ủy Gia Lai")


@pytest.mark.parametrize("line", ["Sé.?2£X /BC-SYT", "Số: Z?3//BC - SYT", "S6: .^# /BC-SYT"])
def test_a_number_that_ocr_cannot_read_leaves_the_symbol(line: str) -> None:
    metadata = _head("UBND TỈNH GIA LAI", "SỞ Y TẾ", line, *MOTTO, PLACE, "BÁO CÁO", "Công tác y tế", ocr=True)
    assert (metadata.number, metadata.type, metadata.issuer) == (None, "BC", "Sở Y tế")


def test_what_a_signature_leaves_does_not_hide_the_signer() -> None:
    metadata = _head(
        *LEFT, "Số: 9044/UBND-NC", *MOTTO, PLACE, "Kính gửi: Sở Y tế.", "Ủy ban nhân dân tỉnh yêu cầu báo cáo./.",
        "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "ÔNN", "\\ 1VY1", "N", "Phạm Văn Đông", ocr=True,
    )  # fmt: skip
    assert (metadata.signer, metadata.signer_title) == ("Phạm Văn Đông", "Phó Chủ tịch")


def test_a_stamp_before_the_subject_of_a_scan_is_left_out() -> None:
    metadata = _head(
        *LEFT, "Số: 9044/KH-UBND", *MOTTO, PLACE, "KẾ HOẠCH", "Ngy:/Œt [0112024 Trồng rừng năm 2024",
        "Căn cứ Luật Mẫu;",
        ocr=True,
    )  # fmt: skip
    assert metadata.subject == "Trồng rừng năm 2024"


def test_urgent_letter_with_addressees() -> None:
    metadata = _head(
        *LEFT,
        "Số: 9044/UBND-NC",
        "HỎA TỐC",
        "V/v phòng, chống lụt bão",
        *MOTTO,
        PLACE,
        "Kính gửi:",
        "- Sở Y tế;",
        "- Công an tỉnh.",
        "Căn cứ Công điện số 9001/CĐ-TTg ngày 01 tháng 02 năm 2024, UBND tỉnh yêu cầu như sau.",
    )
    assert (metadata.number, metadata.type, metadata.urgency) == ("9044/UBND-NC", "CV", "Hỏa tốc")
    assert metadata.recipients == ("Sở Y tế", "Công an tỉnh")
    assert metadata.subject == "V/v phòng, chống lụt bão"


@pytest.mark.parametrize("number", ["Số:      /KH-UBND", "Số: …/KH-UBND", "Số: ......../KH-UBND"])
def test_blank_number_is_a_draft(number: str) -> None:
    metadata = _head(
        *LEFT, number, *MOTTO, "Gia Lai, ngày     tháng 02 năm 2024", "KẾ HOẠCH", "Trồng cây", "I. MỤC TIÊU"
    )
    assert (metadata.number, metadata.issued_date, metadata.is_draft, metadata.type) == (None, None, True, "KH")


def test_a_cited_document_is_never_the_document() -> None:
    metadata = _head(
        *MOTTO,
        "Hà Nội, ngày 05 tháng 02 năm 2024",
        "THÔNG TƯ",
        "Sửa đổi Thông tư số 9011/2020/TT-BYT về trang phục mẫu",
        "Căn cứ Luật mẫu số 99/2025/QH15;",
        "Bộ trưởng Bộ Y tế ban hành Thông tư sửa đổi Thông tư số 9011/2020/TT-BYT.",
        "Điều 1. Sửa đổi Thông tư số 9011/2020/TT-BYT",
    )
    assert (metadata.number, metadata.canonical_key) == (None, None)
    assert (metadata.type, metadata.issuer, metadata.issued_date) == ("TT", "Bộ Y tế", date(2024, 2, 5))


@pytest.mark.parametrize("title", ["THÔNG TƯQuy định về trang phục mẫu", "THÔNG TƯ Quy định về trang phục mẫu"])
def test_title_glued_to_its_subject(title: str) -> None:
    metadata = _head(
        MOTTO[0] + MOTTO[1], "Số: 9011/2020/TT-BYT", "Hà Nội, ngày 5 tháng 2 năm 2020", title, "Căn cứ Luật mẫu;"
    )
    assert (metadata.number, metadata.type) == ("9011/2020/TT-BYT", "TT")
    assert metadata.subject == "Quy định về trang phục mẫu"


def test_portal_page() -> None:
    metadata = _head(
        "Quyết định số 9047/QĐ-TTg Thí điểm thanh tra mẫu",
        "Còn hiệu lực",
        "Thuộc tính",
        "Tải về",
        "Số hiệu9047/QĐ-TTg",
        "Loại văn bảnQuyết định",
        "Ngày ban hành26/11/2018",
        "Ngày có hiệu lực10/01/2019",
        "Cơ quan ban hànhThủ tướng Chính phủ",
    )
    assert (metadata.number, metadata.type) == ("9047/QĐ-TTg", "QĐ")
    assert (metadata.issuer, metadata.subject) == ("Thủ tướng Chính phủ", "Thí điểm thanh tra mẫu")
    assert (metadata.issued_date, metadata.effective_date) == (date(2018, 11, 26), date(2019, 1, 10))
    assert metadata.sources["number"] == "portal"


def test_attachment_is_named_by_its_signature() -> None:
    signed = Signature(
        "UBND TỈNH GIA LAI",
        "ỦY BAN NHÂN DÂN TỈNH GIA LAI",
        datetime(2026, 5, 13, 7, tzinfo=UTC),
        "hợp lệ",
        "Kèm theo văn bản số 9061/QĐ-UBND của ỦY BAN NHÂN DÂN TỈNH GIA LAI",
    )
    metadata = _head(
        "DANH MỤC CÔNG VIỆC CHUNG",
        "(Ban hành kèm theo Quyết định số:        /QĐ-UBND ngày",
        "tháng 5 năm 2026 của UBND tỉnh)",
        "Công việc thứ nhất.",
        signatures=(signed,),
    )
    assert (metadata.number, metadata.type, metadata.issuer) == ("9061/QĐ-UBND", "QĐ", "UBND tỉnh Gia Lai")
    assert (metadata.issued_date, metadata.subject) == (date(2026, 5, 13), "DANH MỤC CÔNG VIỆC CHUNG")
    assert (metadata.sources["number"], metadata.sources["issued_date"]) == ("signature", "signature")


def test_handwritten_number_is_taken_from_the_appendix() -> None:
    metadata = _head(
        "UBND TỈNH GIA LAI",
        "SỞ Y TẾ",
        "Số: 2442/KH-SYT",
        *MOTTO,
        "Gia Lai, ngày 43 tháng 11 năm 2017",
        "KẾ HOẠCH",
        "Kiểm tra trang phục mẫu",
        "I. MỤC ĐÍCH",
        "Nâng cao chất lượng phục vụ.",
        "PHỤ LỤC",
        "(Kèm theo Kế hoạch số 9119/KH-SYT ngày 13/11/2017 của Sở Y tế)",
        ocr=True,
    )
    assert (metadata.number, metadata.issued_date) == ("9119/KH-SYT", date(2017, 11, 13))
    assert metadata.sources["number"] == metadata.sources["issued_date"] == "body"
    assert (metadata.issuer, metadata.issuer_parent) == ("Sở Y tế", "UBND tỉnh Gia Lai")


def test_file_name_gives_a_number_written_by_hand() -> None:
    metadata = _head(*LEFT, "Số:      /KH-UBND", *MOTTO, PLACE, "KẾ HOẠCH", "Trồng cây", name="9516 kh ubnd.pdf")
    assert (metadata.number, metadata.is_draft, metadata.sources["number"]) == ("9516/KH-UBND", False, "file_name")


def test_law_is_dated_by_its_adoption() -> None:
    metadata = _head(
        "QUỐC HỘI",
        "Luật số: 99/2025/QH15",
        *MOTTO,
        "LUẬT",
        "TRANG PHỤC MẪU",
        "Điều 1. Phạm vi",
        "Luật này được Quốc hội khóa XV, kỳ họp thứ 10 thông qua ngày 10 tháng 12 năm 2025.",
    )
    assert (metadata.number, metadata.type, metadata.issuer) == ("99/2025/QH15", "L", "Quốc hội")
    assert metadata.issued_date == date(2025, 12, 10)


def test_words_behind_the_types_name() -> None:
    head = ["HỘI NÔNG DÂN TỈNH - SỞ Y TẾ", "Số: 9755/KHPH-HND-SYT", *MOTTO, PLACE]
    metadata = _head(*head, "KẾ HOẠCH PHỐI HỢP", "Tổ chức tuần lễ giếng sạch", "I. MỤC ĐÍCH", "Nước sạch.")
    assert (metadata.subject, metadata.issuer) == ("Tổ chức tuần lễ giếng sạch", "Hội nông dân tỉnh - Sở Y tế")
    metadata = _head(*head, "KẾ HOẠCH THỰC HIỆN", "Nghị quyết số 9001-NQ/TU về giếng sạch", "I. MỤC ĐÍCH", "Nước sạch.")
    assert metadata.subject == "THỰC HIỆN Nghị quyết số 9001-NQ/TU về giếng sạch"


def test_an_authority_on_two_lines_is_no_subject() -> None:
    title = ["SẮC LỆNH", "SỐ 19 NGÀY 23 THÁNG 11 NĂM 1946", "CHỦ TỊCH CHÍNH PHỦ", "VIỆT NAM DÂN CHỦ CỘNG HOÀ"]
    metadata = _head(*title, "Theo lời đề nghị của Bộ trưởng Bộ Tư pháp;", "Điều thứ nhất: Mở giếng.")
    assert (metadata.subject, metadata.number) == (None, "19")


def test_committees_of_the_party() -> None:
    lines = ["ĐẢNG BỘ TỈNH GIA LAI", "TỈNH ỦY", "*", "Số 9756-CT/TU", "ĐẢNG CỘNG SẢN VIỆT NAM", PLACE]
    metadata = _head(*lines, "CHỈ THỊ", "CỦA BAN THƯỜNG VỤ TỈNH ỦY", "về giếng làng", "1- Các cấp ủy quán triệt.")
    assert (metadata.number, metadata.issuer) == ("9756-CT/TU", "Ban Thường vụ Tỉnh ủy Gia Lai")
    assert (metadata.subject, metadata.legal_class) == ("về giếng làng", "dang")


def test_a_subject_goes_on_behind_a_date_cut_in_two() -> None:
    lines = [*LEFT, "Số: 9757/QĐ-UBND", *MOTTO, PLACE, "QUYẾT ĐỊNH", "Sửa đổi Quyết định số 9700/QĐ-UBND ngày"]
    metadata = _head(*lines, "30/6/2023 của Ủy ban nhân dân tỉnh", "Căn cứ Luật Tài nguyên nước;")
    assert metadata.subject == "Sửa đổi Quyết định số 9700/QĐ-UBND ngày 30/6/2023 của Ủy ban nhân dân tỉnh"
