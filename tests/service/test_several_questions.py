"""Two things asked at once are both answered; a comma inside one question cuts nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.embedding.encoders import load
from index.ingestion.ingest import ingest
from index.library.library import Library
from index.query.question import Question
from service.answering.question.follow_up import Conversation
from service.assistant import Assistant


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("ke hoach 516 do ai chu tri, han bao cao khi nao?", 2),
        ("Sở nào chủ trì Kế hoạch 516 và hạn báo cáo khi nào?", 2),
        ("Kế hoạch 516 do ai chủ trì, kinh phí lấy từ đâu, hạn báo cáo khi nào?", 3),
        ("Sở Văn hóa, Thể thao và Du lịch chủ trì việc gì?", 1),  # a name with a comma
        ("Mục tiêu, yêu cầu của Kế hoạch 516 là gì?", 1),
        ("Nghị quyết 940 có hiệu lực từ khi nào và ai ký?", 2),
        ("Công văn 9411 ai ký, hạn báo cáo ngày nào?", 2),
        ("ho tro homestay bao nhieu tien mot ho, nguon tu dau", 2),
        ("Chỉ thị 9007 ai ký, còn hiệu lực không?", 2),
        ("Kế hoạch 516 ai ký, ban hành ngày nào?", 1),  # facts of one head are given together
        ("Kinh phí của kế hoạch, nguồn vốn hỗ trợ của tỉnh cho các xã lấy ở mục nào?", 1),
        ("Hội nghị tổng kết họp lúc nào, ở đâu?", 2),
        ("le khai mac to chuc ngay nao va o dau", 2),
        ("Lớp tập huấn mở khi nào, tại địa điểm nào?", 2),
        ("Ai chủ trì, ai là đầu mối?", 1),  # the same slot twice is one question
    ],
)
def test_parts(question: str, count: int) -> None:
    assert len(Question(question).parts) == count


def test_both_parts_are_answered(tmp_path: Path, corpus_dir: Path) -> None:
    with Library.open(tmp_path) as library:
        ingest(library, load(), [next((corpus_dir / "documents").glob("S01*.pdf"))], workers=1)
    with Assistant.open(tmp_path, None) as assistant:
        answer = assistant.ask("ke hoach 516 do ai chu tri, han bao cao khi nao?", Conversation("c")).answer
        talk = Conversation("c")
        unknown = assistant.ask("Kế hoạch 7771/KH-UBND do ai chủ trì, hạn báo cáo khi nào?", talk).answer
    assert unknown.question == "Kế hoạch 7771/KH-UBND do ai chủ trì, hạn báo cáo khi nào?"
    assert unknown.status in ("none", "ambiguous")
    assert answer.status == "complete"
    values = [statement.value or "" for statement in answer.statements]
    assert any("Sở Thông tin và Truyền thông" in value for value in values)
    assert any("15 tháng 11 năm 2023" in value for value in values)
    for statement in answer.statements:
        assert statement.quote in answer.sources[statement.source].hit.passage.text
    assert [source.id for source in answer.sources] == [f"s{n}" for n in range(1, len(answer.sources) + 1)]
