"""A document is asked for beside the one that is named: what names it by its number comes first, and it is quoted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings

_DECISION = """ỦY BAN NHÂN DÂN
TỈNH GIA LAI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 9621/QĐ-UBND
Gia Lai, ngày 12 tháng 5 năm 2025

QUYẾT ĐỊNH
Phê duyệt quy trình cấp giấy phép khai thác mật ong rừng

Căn cứ Luật Lâm nghiệp ngày 15 tháng 11 năm 2017;
Theo đề nghị của Giám đốc Sở Nông nghiệp và Môi trường tại Tờ trình số 61/TTr-SNNMT ngày 02 tháng 5 năm 2025.

Điều 1. Phê duyệt quy trình cấp giấy phép khai thác mật ong rừng do Sở Nông nghiệp và Môi trường trình.
Điều 2. Hồ sơ trình Sở Nông nghiệp và Môi trường xem xét trong 05 ngày làm việc; tờ trình kèm bản vẽ khu rừng.
Điều 3. Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 9541/QĐ-UBND ngày 03 tháng 4 năm 2021.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Nguyễn Văn A
"""
_NOTICE = """TỈNH ỦY GIA LAI
ĐẢNG CỘNG SẢN VIỆT NAM
Số 9622-TB/TU
Gia Lai, ngày 20 tháng 6 năm 2025

THÔNG BÁO
Kết luận của Ban Thường vụ Tỉnh ủy về phát triển du lịch hồ

Tại phiên họp ngày 18/6/2025, trên cơ sở Báo cáo số 77-BC/BCSĐ, ngày 10/6/2025, Ban Thường vụ kết luận:
1. Du lịch hồ phải giữ được rừng ven hồ và nghề chài lưới của người dân.
2. Ủy ban nhân dân tỉnh báo cáo kết quả phát triển du lịch hồ mỗi năm một lần.

T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ
Rơ Mah B
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("other")
    (folder / "a.txt").write_text(_DECISION, encoding="utf-8")
    (folder / "b.txt").write_text(_NOTICE, encoding="utf-8")
    settings = load_settings(home=folder / "home", workers=1, ocr=False)
    ingest_paths(settings, sorted(folder.glob("*.txt")))
    with Assistant.open(settings.home) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Quyết định 9621/QĐ-UBND ban hành theo tờ trình số mấy của Sở Nông nghiệp và Môi trường?", "61/TTr-SNNMT"),
        ("quyet dinh 9621/QD-UBND phe duyet quy trinh theo to trinh nao", "61/TTr-SNNMT"),
        ("Thông báo 9622-TB/TU kết luận trên cơ sở báo cáo nào?", "77-BC/BCSĐ"),
        ("Trước Quyết định 9621/QĐ-UBND thì việc khai thác mật ong theo quyết định nào?", "9541/QĐ-UBND"),
    ],
)
def test_the_sentence_that_names_it_is_quoted_first(assistant: Assistant, question: str, named: str) -> None:
    answer = assistant.ask(question, new_conversation()).answer
    assert named in answer.statements[0].quote
