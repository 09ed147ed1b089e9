"""Several papers in one file: each has its own head and is cited by its own name. All texts are made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from index.store.json_codec import metadata_from_json, metadata_to_json
from ingest.document import read_document
from ingest.grammar.citations import full_citation
from ingest.records import Document
from tests.support.bundled_papers import (
    MadePaper,
    decision,
    draft_decision,
    form,
    letter,
    party_conclusion,
    proposal,
    regulation,
    report,
    signed_as_draft,
    write_docx,
    write_pdf,
    write_text,
)

Written = Callable[[Path, tuple[MadePaper, ...]], Path]
KINDS: dict[str, Written] = {"txt": write_text, "docx": write_docx, "pdf": write_pdf}
LETTER = "9101/SYT-NV"
DRAFT = "Dự thảo Quyết định"
#: Papers in the order of their pages, the number of the first paper, and how the passages of each paper are cited.
FILES: dict[str, tuple[tuple[MadePaper, ...], str, tuple[str, ...]]] = {
    "letter and draft": ((letter(), draft_decision()), LETTER, ("", DRAFT)),
    "letter, draft, report": (
        (letter(), draft_decision(), report()), LETTER, ("", DRAFT, "Báo cáo số 9303/BC-SYT"),
    ),
    "letter, draft and its regulation": (
        (letter(), draft_decision(), regulation("Quyết định số     /QĐ-UBND ngày    tháng    năm 2024")),
        LETTER, ("", DRAFT, f"Quy chế ban hành kèm theo {DRAFT}"),
    ),
    "two decisions": (
        (decision(), decision("9205/QĐ-UBND", mark="chợ nổi")), "9202/QĐ-UBND", ("", "Quyết định số 9205/QĐ-UBND"),
    ),
    "a decision and its regulation": ((decision(), regulation()), "9202/QĐ-UBND", ("", "Quy chế")),
    "two decisions, the second with a regulation": (
        (
            decision("9200/QĐ-UBND", mark="chợ nổi"), decision(),
            regulation(),
        ),
        "9200/QĐ-UBND", ("", "Quyết định số 9202/QĐ-UBND", "Quy chế ban hành kèm theo Quyết định số 9202/QĐ-UBND"),
    ),
    "proposal and draft": ((proposal(), draft_decision()), "9404/TTr-SYT", ("", DRAFT)),
    "draft above its letter": ((draft_decision(), letter()), LETTER, (DRAFT, "")),
    "report above its letter": (
        (report(), letter(what="gửi Báo cáo kèm theo số 9303/BC-SYT")), LETTER, ("Báo cáo số 9303/BC-SYT", ""),
    ),
    "two letters": (
        (letter(), letter("9102/SYT-TC", mark="máy thở")), LETTER, ("", "Công văn số 9102/SYT-TC"),
    ),
    "letter and conclusion of the Party": (
        (letter(), party_conclusion()), LETTER, ("", "Kết luận số 95-KL/TU"),
    ),
    "letter and a decision": ((letter(), decision()), LETTER, ("", "Quyết định số 9202/QĐ-UBND")),
    "four papers": (
        (letter(), proposal(), draft_decision(), report()),
        LETTER, ("", "Tờ trình số 9404/TTr-SYT", DRAFT, "Báo cáo số 9303/BC-SYT"),
    ),
    "letter and a report without its number": (
        (letter(), signed_as_draft(report())), LETTER, ("", "Dự thảo Báo cáo"),
    ),
    "two drafts": (
        (letter(), draft_decision(), draft_decision("chợ nổi")), LETTER, ("", DRAFT, f"{DRAFT} (2)"),
    ),
    "a decision and a form": ((decision(), form()), "9202/QĐ-UBND", ("", "")),
    "a report and a form": ((report(), form()), "9303/BC-SYT", ("", "")),
    "the same letter twice": ((letter(), letter()), LETTER, ("", "")),
    "one letter": ((letter(),), LETTER, ("",)),
}  # fmt: skip


def _components(document: Document, paper: MadePaper) -> set[str]:
    """How the passages with a paper's own words are cited."""
    return {passage.citation.component for passage in document.passages if paper.mark in passage.text.lower()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FILES)
def test_each_paper_is_cited_by_its_own_name(name: str, kind: str, tmp_path: Path) -> None:
    papers, number, cited = FILES[name]
    document = read_document(KINDS[kind](tmp_path / f"tep.{kind}", papers))
    assert document.metadata.number == number
    for paper, component in zip(papers, cited, strict=True):
        assert _components(document, paper) == {component}
    known = [paper.component for paper in document.metadata.papers]
    assert set(known) == {component for component in cited if component and not component.startswith("Quy chế")}
    assert any("Tệp gồm nhiều văn bản" in warning for warning in document.warnings) == bool(known)


@pytest.mark.parametrize("name", FILES)
def test_the_order_of_the_columns_does_not_matter(name: str, tmp_path: Path) -> None:
    papers, number, cited = FILES[name]
    document = read_document(write_text(tmp_path / "tep.txt", papers, motto_first=True))
    assert document.metadata.number == number
    assert [_components(document, paper) for paper in papers] == [{component} for component in cited]


@pytest.mark.parametrize("name", FILES)
def test_pages_stay_those_of_the_file(name: str, tmp_path: Path) -> None:
    papers, _, _ = FILES[name]
    document = read_document(write_pdf(tmp_path / "tep.pdf", papers))
    for page, paper in enumerate(papers, start=1):
        own = [passage.citation for passage in document.passages if paper.mark in passage.text.lower()]
        pages = {at for cited in own for at in range(cited.page_from or 0, (cited.page_to or 0) + 1)}
        assert pages <= {at for at, other in enumerate(papers, start=1) if other.mark == paper.mark}
        assert page in pages


def test_each_paper_has_its_own_head(tmp_path: Path) -> None:
    document = read_document(write_docx(tmp_path / "tep.docx", (letter(), decision(), draft_decision("chợ nổi"))))
    metadata = document.metadata
    assert (metadata.issuer, metadata.issued_date, metadata.type) == ("Sở Y tế", date(2024, 2, 5), "CV")
    second, third = metadata.papers
    assert (second.number, second.issued_date, second.type) == ("9202/QĐ-UBND", date(2024, 3, 10), "QĐ")
    assert second.issuer == "Chủ tịch UBND tỉnh Gia Lai"
    assert (third.number, third.issued_date, third.is_draft) == (None, None, True)
    assert metadata_from_json(metadata_to_json(metadata)).papers == metadata.papers


def test_a_citation_names_the_paper_and_its_file(tmp_path: Path) -> None:
    document = read_document(write_pdf(tmp_path / "tep.pdf", (letter(), decision())))
    passage = next(p for p in document.passages if p.citation.label == "Điều 1")
    cited = full_citation(document.metadata, passage.citation, formal=False)
    assert cited.startswith(
        "Điều 1 Quyết định số 9202/QĐ-UBND ngày 10/3/2024 của Chủ tịch UBND tỉnh Gia Lai trong cùng tệp với Công văn"
        " số 9101/SYT-NV"
    )
    assert cited.endswith("trang 2")


def test_nothing_that_a_later_paper_does_is_the_letters_doing(tmp_path: Path) -> None:
    """A draft that repeals a decision repeals nothing; its day of effect is not the letter's."""
    draft = draft_decision()
    body = (
        *draft.body,
        "Điều 4. Quyết định này có hiệu lực thi hành kể từ ngày 01 tháng 4 năm 2024 và bãi bỏ Quyết định số"
        " 9001/QĐ-UBND ngày 02 tháng 01 năm 2020 của UBND tỉnh.",
    )
    papers = (letter(), MadePaper(draft.left, draft.right, draft.title, body, draft.mark))
    document = read_document(write_text(tmp_path / "tep.txt", papers))
    assert document.metadata.papers
    assert not [edge for edge in document.relations if edge.target_number == "9001/QĐ-UBND"]
    assert document.metadata.effective_date is None


def test_swapped_pages_of_one_paper_are_put_in_order(tmp_path: Path) -> None:
    whole = decision()
    first = MadePaper(whole.left, whole.right, whole.title, whole.body[:2], whole.mark)
    last = MadePaper((), (), (), whole.body[2:], whole.mark, whole.closing)
    document = read_document(write_pdf(tmp_path / "tep.pdf", (last, first)))
    assert document.metadata.number == "9202/QĐ-UBND"
    assert [node.label for node in document.outline if node.kind == "dieu"] == ["Điều 1", "Điều 2", "Điều 3"]
    assert {p.citation.label: p.citation.page_from for p in document.passages}["Điều 1"] == 2
    assert any("đảo thứ tự" in warning for warning in document.warnings)
