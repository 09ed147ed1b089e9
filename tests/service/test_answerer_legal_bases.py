"""Legal bases of a document: the bases before the enacting clause, and those named in a lead sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase(
        "Kế hoạch 516 căn cứ vào những văn bản nào?",
        quote="Căn cứ Nghị định số 72/2015/NĐ-CP",
        slot="Căn cứ",
        citation="phần căn cứ",
        count=1,
    ),
    AnswerCase(
        "Chỉ thị 9007 căn cứ vào văn bản nào?",
        quote="Thực hiện Kết luận số 57-KL/TW",
        slot="Căn cứ",
        citation="đoạn mở đầu",
    ),
    AnswerCase("Quyết định 9176 dựa trên văn bản nào?", by="quotation"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_legal_bases(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "legal_bases", case)


_HEAD = """ỦY BAN NHÂN DÂN
TỈNH GIA LAI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: {number}
Gia Lai, ngày 05 tháng 3 năm 2025

{title}

{opening}

{first}

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Nguyễn Văn A
"""
_PLAN = "I. MỤC TIÊU\nĐến hết năm 2025 mỗi xã có một bãi giữ xe của chợ.\nII. KINH PHÍ\nLấy từ ngân sách tỉnh."
_DIRECTIVE = "1. Giám đốc các sở kiểm tra cầu treo trước mùa mưa.\n2. Chủ tịch các xã cắm biển báo ở bến đò."
_MADE = {
    "9611/KH-UBND": (
        "KẾ HOẠCH\nTriển khai Nghị quyết số 31-NQ/TU về phát triển chợ nông thôn",
        "Căn cứ Luật Thương mại ngày 14 tháng 6 năm 2005;\n"
        "Căn cứ Nghị quyết số 31-NQ/TU ngày 02 tháng 02 năm 2025 của Tỉnh ủy;\n"
        "Ủy ban nhân dân tỉnh ban hành kế hoạch như sau:",
        _PLAN,
        "Căn cứ Luật Thương mại",
    ),
    "9612/CT-UBND": (
        "CHỈ THỊ\nVề bảo đảm an toàn cầu treo",
        "Mùa mưa năm nay đến sớm, nhiều cầu treo đã cũ. Người dân đi lại khó khăn ở các xã vùng sâu.\n"
        "Để triển khai thực hiện Công điện số 45/CĐ-TTg của Thủ tướng Chính phủ, Chủ tịch tỉnh yêu cầu:",
        _DIRECTIVE,
        "Để triển khai thực hiện Công điện số 45/CĐ-TTg",
    ),
    "9613/KH-UBND": (
        "KẾ HOẠCH\nChăm sóc vườn thuốc nam năm 2025",
        "Tiếp tục thực hiện Chương trình số 12/CTr-UBND của Ủy ban nhân dân tỉnh về y học cổ truyền, "
        "Ủy ban nhân dân tỉnh ban hành kế hoạch như sau:",
        _PLAN.replace("bãi giữ xe của chợ", "vườn thuốc nam"),
        "Tiếp tục thực hiện Chương trình số 12/CTr-UBND",
    ),
    "9614/CT-UBND": (
        "CHỈ THỊ\nVề phòng cháy ở làng nghề",
        "Thực hiện ý kiến chỉ đạo của Bộ trưởng Bộ Công an tại hội nghị tháng trước, Chủ tịch tỉnh yêu cầu:",
        _DIRECTIVE.replace("cầu treo", "bình chữa cháy"),
        "Thực hiện ý kiến chỉ đạo của Bộ trưởng Bộ Công an",
    ),
    "9615/CT-UBND": (
        "CHỈ THỊ\nVề giữ sạch bến nước",
        "Bến nước của nhiều làng đang bị rác thải lấn vào, nước không còn trong. Chủ tịch tỉnh yêu cầu:",
        _DIRECTIVE.replace("cầu treo", "bến nước"),
        None,
    ),
}


@pytest.fixture(scope="module")
def made_assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("bases")
    for position, (number, (title, opening, first, _)) in enumerate(_MADE.items()):
        text = _HEAD.format(number=number, title=title, opening=opening, first=first)
        (folder / f"{position}.txt").write_text(text, encoding="utf-8")
    settings = load_settings(home=folder / "home", workers=1, ocr=False)
    ingest_paths(settings, sorted(folder.glob("*.txt")))
    with Assistant.open(settings.home) as assistant:
        yield assistant


@pytest.mark.parametrize("number", _MADE)
def test_a_base_is_found_in_every_kind_of_opening(made_assistant: Assistant, number: str) -> None:
    """A title that begins with "Triển khai" is none; where none is named the opening is no sure answer."""
    answer = made_assistant.ask(f"Văn bản {number} căn cứ vào đâu?", new_conversation()).answer
    wanted = _MADE[number][3]
    if wanted is None:
        assert (answer.status, answer.statements[0].slot) == ("partial", None)
    else:
        assert answer.status == "complete"
        assert answer.statements[0].quote.startswith(wanted)
