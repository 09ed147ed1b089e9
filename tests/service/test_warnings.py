"""Warnings travel: whatever form an answer leaves the service in, it says what must be said of its sources.

One question for each warning, over every form. Only what is quoted stands under "Nguồn:".
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document
from starlette.testclient import TestClient

from index.ingestion.records import IngestReport
from index.records import Filters
from service.answering import wording
from service.answering.question.follow_up import new_conversation
from service.app import create_app
from service.assistant import Assistant
from service.bridges.openai_chat import render_answer
from service.commands.console_output import answer_lines
from service.documents.ingest_command import ingest_paths
from service.http import serialise
from service.records import Answer
from service.schemas.mcp import AskResult
from service.schemas.questions import AnswerOut
from service.settings import load_settings
from service.transcripts.export import render_conversation

DRAFT = """ỦY BAN NHÂN DÂN
TỈNH GIA LAI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số:      /KH-UBND
Gia Lai, ngày    tháng    năm 2026

DỰ THẢO

KẾ HOẠCH
Trồng cây phân tán năm 2027 trên địa bàn tỉnh

I. MỤC TIÊU
1. Mục tiêu cụ thể
Trồng 350.000 cây phân tán trong năm 2027.

II. TỔ CHỨC THỰC HIỆN
1. Sở Nông nghiệp và Môi trường
Chủ trì, phối hợp với các địa phương triển khai kế hoạch trồng cây phân tán.
"""


@dataclass(frozen=True, slots=True)
class Warned:
    """A question whose answer needs a warning; ``library`` is where it is asked."""

    name: str
    question: str
    warning: str
    library: str = "sample"


WARNINGS = (
    Warned("sample", "Kế hoạch 516 do ai chủ trì?", wording.SAMPLE),
    Warned("period", "Kế hoạch 516 do ai chủ trì?", "áp dụng cho năm 2023; đã hết thời gian thực hiện"),
    Warned("expired", "khoản 2 Điều 5 Quyết định 901/2017 quy định gì?", "văn bản đã hết hiệu lực từ ngày 01/11/2025"),
    Warned("changed", "khoản 2 Điều 5 Quyết định 901/2017 quy định gì?", "đã được sửa đổi, bổ sung bởi"),
    Warned("unknown", "Chỉ thị 9007 giao Công an tỉnh làm gì?", "Chưa xác định tình trạng hiệu lực"),
    Warned("scan", "Công văn 9411 gửi báo cáo về đâu?", "Trích từ bản quét nhận dạng tự động"),
    Warned("renamed", "Kế hoạch 516 do ai chủ trì?", "từ ngày 01/3/2025 đã được sắp xếp thành"),
    Warned("draft", "Ai chủ trì kế hoạch trồng cây phân tán năm 2027?", wording.DRAFT, library="draft"),
    Warned("left out", "Văn bản nào còn hiệu lực?", "Không tính 4 văn bản chưa xác định được"),
    Warned("disclaimer", "Kế hoạch 516 do ai chủ trì?", wording.DISCLAIMER),
)


@pytest.fixture(scope="module")
def assistants(sample_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Assistant]]:
    folder = tmp_path_factory.mktemp("draft")
    (folder / "docs").mkdir()
    (folder / "docs" / "du-thao.txt").write_text(DRAFT, encoding="utf-8")
    settings = load_settings(home=folder / "home", workers=1, ocr=False)
    ingest_paths(settings, [folder / "docs"])
    with Assistant.open(settings.home) as opened:
        yield {"sample": sample_assistant, "draft": opened}


def wire(assistant: Assistant, answer: Answer) -> AnswerOut:
    documents = [source.hit.document for source in answer.sources]
    return serialise.answer_out(answer, serialise.statuses(assistant.library, documents))


def as_markdown(answer: Answer, out: AnswerOut) -> str:
    return render_conversation([("2026-11-30T08:00:00+00:00", out)], "md").decode().replace("\\", "")


def as_docx(answer: Answer, out: AnswerOut) -> str:
    file = io.BytesIO(render_conversation([("2026-11-30T08:00:00+00:00", out)], "docx"))
    return "\n".join(paragraph.text for paragraph in Document(file).paragraphs)


def as_openai(answer: Answer, out: AnswerOut) -> str:
    return render_answer(out, "http://may-chu").text


def as_mcp(answer: Answer, out: AnswerOut) -> str:
    return AskResult.from_answer(out).model_dump_json()


def as_json(answer: Answer, out: AnswerOut) -> str:
    return out.model_dump_json()


def as_lines(answer: Answer, out: AnswerOut) -> str:
    return "\n".join(answer_lines(answer))


FORMS: tuple[Callable[[Answer, AnswerOut], str], ...] = (
    as_markdown, as_docx, as_openai, as_mcp, as_json, as_lines,
)  # fmt: skip


@pytest.mark.parametrize("warned", WARNINGS, ids=lambda warned: warned.name)
def test_every_form_says_the_warning(assistants: dict[str, Assistant], warned: Warned) -> None:
    assistant = assistants[warned.library]
    answer = assistant.ask(warned.question, new_conversation(), Filters()).answer
    assert answer.status in ("complete", "partial")
    out = wire(assistant, answer)
    assert [form.__name__ for form in FORMS if warned.warning not in form(answer, out)] == []


def test_only_what_is_quoted_is_a_source(sample_assistant: Assistant) -> None:
    answer = sample_assistant.ask("Kế hoạch 516 do ai chủ trì?", new_conversation()).answer
    cited = {statement.source for statement in answer.statements}
    others = [source for place, source in enumerate(answer.sources) if place not in cited]
    assert cited
    assert others
    out = wire(sample_assistant, answer)
    for form in (as_markdown, as_docx, as_openai, as_lines):
        text = form(answer, out)
        sources = text[text.index(wording.SOURCES) : text.index(wording.RELATED)]
        assert all(answer.sources[place].formal in sources for place in cited)
        assert not any(source.formal in sources for source in others)
    listed = json.loads(as_mcp(answer, out))["sources"]
    assert [place for place, source in enumerate(listed) if source["quoted"]] == sorted(cited)


def test_where_nothing_answers_the_nearest_passage_is_no_source(sample_assistant: Assistant) -> None:
    answer = sample_assistant.ask("Kế hoạch 516 có tổng kinh phí bao nhiêu tỷ?", new_conversation()).answer
    assert answer.status == "none"
    assert answer.sources
    out = wire(sample_assistant, answer)
    for form in (as_markdown, as_docx, as_openai, as_lines):
        assert wording.SOURCES not in form(answer, out)
        assert wording.NEAREST_PASSAGES in form(answer, out)


def test_the_file_of_a_conversation_says_it_too(sample_library: tuple[Path, IngestReport]) -> None:
    with TestClient(create_app(load_settings(home=sample_library[0], workers=1))) as client:
        answer = client.post("/api/v1/ask", json={"question": "Kế hoạch 516 do ai chủ trì?"}).json()
        for form in ("md", "docx"):
            file = client.get(f"/api/v1/conversations/{answer['conversation_id']}/export?format={form}").content
            text = (
                file.decode().replace("\\", "")
                if form == "md"
                else "\n".join(paragraph.text for paragraph in Document(io.BytesIO(file)).paragraphs)
            )
            assert wording.SAMPLE in text
            assert "đã hết thời gian thực hiện" in text
