"""Summaries: the key facts are on one page, every line stands in the document, nothing says less than it did."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import docx
import pytest
from pypdf import PdfReader

from index.library.library import Library, ListRequest
from index.library.task_records import TaskRow
from index.records import StoredDocument, StoredPassage
from ingest.records import Citation, Metadata, Step
from service.answering.overview.assigned import with_tasks
from service.answering.overview.page import summary_page
from service.answering.overview.records import Summary, SummaryLine
from service.answering.overview.summary import summary
from service.answering.overview.units import document_units
from service.assistant import Assistant
from service.exports.docx import page_docx
from service.exports.pdf import page_pdf
from service.http import overviews
from tests.support.checkout import ROOT

FACTS = ROOT / "tests/gold/summary_facts.jsonl"
#: Share of the key facts that the pages must hold.
LEAST_FACTS = 0.9


def documents(library: Library) -> Iterator[StoredDocument]:
    yield from library.documents(ListRequest(limit=100, access=None)).documents


def lines_of(found: Summary) -> list[SummaryLine]:
    return [line for aspect in found.aspects for line in aspect.lines]


def plain(text: str) -> str:
    return " ".join(text.split())


def summarised(*texts: str, heading: str = "") -> Summary:
    """The summary of a small plan whose passages are these."""
    document = StoredDocument("d_1", 1, 1, "0", "mẫu.txt", "text", "text", Metadata(type="KH"), 0, len(texts))
    return summary(document, [passage(place, text, heading) for place, text in enumerate(texts)])


def passage(place: int, text: str, heading: str = "") -> StoredPassage:
    step = Step("n1", str(place + 1))
    citation = Citation("", (step,), f"mục {place + 1}", f"mục {place + 1}")
    headings = (heading,) if heading else ()
    return StoredPassage(place, "d_1", 1, place, text, citation, "body", headings, "", None)


def test_the_key_facts_of_the_samples_are_on_their_pages(sample_assistant: Assistant) -> None:
    facts: dict[str, list[str]] = defaultdict(list)
    for line in FACTS.read_text(encoding="utf-8").splitlines():
        fact = json.loads(line)
        facts[fact["file"].split("-")[0]].append(fact["anchor"])
    library = sample_assistant.library
    held = total = 0
    for document in documents(library):
        found = overviews.summary_of(library, document)
        said = plain(" ".join(f"{line.lead or ''} {line.body or ''} {line.quote}" for line in lines_of(found)))
        anchors = facts.pop(document.file_name.split("-")[0])
        held += sum(plain(anchor) in said for anchor in anchors)
        total += len(anchors)
    assert not facts
    assert held / total >= LEAST_FACTS


def test_every_line_stands_in_its_document(sample_assistant: Assistant) -> None:
    library = sample_assistant.library
    for document in documents(library):
        passages = {one.id: one for one in library.version_passages(document.version_id)}
        everything = plain(" ".join(" ".join((*one.headings, one.text)) for one in passages.values()))
        for line in lines_of(overviews.summary_of(library, document)):
            assert line.quote in passages[line.passage.id].text
            assert plain(line.lead or "") in everything
            assert plain(line.body or "") in everything or line.passage.cells


def test_a_summary_is_one_page_with_its_warnings_on_top(sample_assistant: Assistant) -> None:
    library = sample_assistant.library
    for document in documents(library):
        page = overviews.page_of(library, document)
        reader = PdfReader(io.BytesIO(page_pdf(page)))
        assert len(reader.pages) == 1, document.file_name
        printed = plain(reader.pages[0].extract_text())
        assert plain(page.notices[0]) in printed
        assert printed.index(plain(page.notices[0])) < printed.index("Căn cứ")
        assert b"SourceSerifPro" in page_pdf(page)


def test_the_files_say_what_the_page_says(sample_assistant: Assistant) -> None:
    library = sample_assistant.library
    document = next(one for one in documents(library) if one.metadata.number == "9105/KH-UBND")
    page = overviews.page_of(library, document)
    written = docx.Document(io.BytesIO(page_docx(page)))
    text = plain(" ".join(paragraph.text for paragraph in written.paragraphs))
    printed = plain(PdfReader(io.BytesIO(page_pdf(page))).pages[0].extract_text())
    for block in page.blocks:
        for line in block.lines:
            assert plain(line.quote) in text
            assert plain(line.quote)[:60] in printed
        assert plain(block.left_out) in text


def test_what_is_left_out_is_counted_with_its_place() -> None:
    task = "Sở Y tế chủ trì kiểm tra công tác phòng bệnh tại các cơ sở thuộc nhóm thứ {} trên địa bàn toàn tỉnh."
    found = summarised(*(task.format(number) for number in range(90)), heading="IV. TỔ CHỨC THỰC HIỆN")
    tasks = next(aspect for aspect in found.aspects if aspect.name == "tasks")
    assert tasks.left_out == 90 - len(tasks.lines)
    block = next(block for block in summary_page(found, ()).blocks if block.left_out)
    assert block.left_out == (f"Nhiệm vụ theo cơ quan: còn {tasks.left_out} nhiệm vụ khác, xem IV. TỔ CHỨC THỰC HIỆN.")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        # An exception behind a semicolon stays with what it takes back.
        ("Ngân sách tỉnh bảo đảm 70% kinh phí; riêng xã biên giới, ngân sách tỉnh bảo đảm 100%.",) * 2,
        # So does the sentence that takes back what the one before it said.
        ("Tổng kinh phí là 5 tỷ đồng. Trừ các nhiệm vụ do cấp xã chủ trì.",) * 2,
        # What holds under a condition is not cut from it.
        ("Trường hợp hồ sơ quá hạn, Sở Tư pháp xin lỗi bằng văn bản; báo cáo Ủy ban nhân dân tỉnh trong 03 ngày.",) * 2,
        ("Không hỗ trợ tổ chức đã nhận 50 triệu đồng; thực hiện từ ngày 01/7/2025.",) * 2,
    ],
)
def test_no_quote_says_more_than_its_sentence(text: str, whole: str) -> None:
    quotes = [line.quote for line in lines_of(summarised(text, heading="III. KINH PHÍ"))]
    assert quotes == [whole]


def test_two_tasks_of_one_sentence_are_two_lines_of_one_body() -> None:
    text = "a) Sở Y tế chủ trì kiểm tra các cơ sở; báo cáo Ủy ban nhân dân tỉnh trước ngày 15/11/2025."
    found = {aspect.name: aspect.lines for aspect in summarised(text).aspects}
    assert [line.quote for line in found["tasks"]] == ["Sở Y tế chủ trì kiểm tra các cơ sở;"]
    (report,) = found["reporting"]
    assert report.body == "Sở Y tế"
    assert report.quote == "báo cáo Ủy ban nhân dân tỉnh trước ngày 15/11/2025."


def test_an_item_keeps_the_line_that_turns_it_round() -> None:
    above = passage(0, "1. Không hỗ trợ kinh phí trong các trường hợp sau đây:")
    below = passage(1, "a) Hội nghị có quy mô dưới 50 đại biểu, chi từ 10 triệu đồng;")
    deeper = replace(below.citation, path=(*above.citation.path, Step("diem", "a")))
    document = StoredDocument("d_1", 1, 1, "0", "mẫu.txt", "text", "text", Metadata(type="KH"), 0, 2)
    found = summary(document, [above, replace(below, citation=deeper)])
    item = next(line for line in lines_of(found) if line.quote.startswith("Hội nghị"))
    assert item.lead == "Không hỗ trợ kinh phí trong các trường hợp sau đây:"


def test_tasks_take_their_lead_from_the_register() -> None:
    """The register cuts names where they end; a clerk's words in their place are no words of the document."""
    text = "Các xã biên giới, xã đảo và phường ven biển tuyên truyền về chủ quyền cho Nhân dân."
    (unit,) = document_units([passage(0, text)])
    lead = "Các xã biên giới, xã đảo và phường ven biển"
    row = TaskRow("t1", "d_1", 1, 0, 0, text, (lead,), (), None, None, None, None, None, in_table=False, state="open")
    (known,) = with_tasks([unit], [row])
    assert (known.body, known.is_assigned) == (lead, True)
    (corrected,) = with_tasks([unit], [replace(row, leads=("UBND xã",), as_read={"leads": row.leads})])
    assert corrected.body == unit.body
    (other,) = with_tasks([unit], [replace(row, quote="một nhiệm vụ khác")])
    assert not other.is_assigned


def test_an_empty_document_has_an_empty_summary() -> None:
    assert summarised().aspects == ()


def test_a_broken_line_is_not_cut_in_the_middle() -> None:
    broken = "Tuyến đường đi qua địa phận các xã ven biển của tỉnh với tổng chiều dài khoảng\n41 km."
    quotes: Sequence[str] = [line.quote for line in lines_of(summarised(broken))]
    assert quotes == [broken]
