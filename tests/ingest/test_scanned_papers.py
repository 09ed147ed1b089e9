"""Several papers in one scan: told apart as in files with text. All papers are drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import read_document
from tests.support.bundled_papers import MadePaper, decision, draft_decision, letter, proposal, report, signed_as_draft
from tests.support.drawn_papers import FONT, write_scan

LETTER = "9101/SYT-NV"
DRAFT = "Dự thảo Quyết định"
FILES: dict[str, tuple[tuple[MadePaper, ...], tuple[str, ...]]] = {
    # Four heads of one office, which no running head are.
    "four papers": (
        (letter(), proposal(), draft_decision(), report()),
        ("", "Tờ trình số 9404/TTr-SYT", DRAFT, "Báo cáo số 9303/BC-SYT"),
    ),
    # The recogniser sees `00` in the blank of the draft's number.
    "draft above its letter": ((draft_decision(), letter()), (DRAFT, "")),
    "letter and a decision": ((letter(), decision()), ("", "Quyết định số 9202/QĐ-UBND")),
    # On a scan a pen may have filled the blank: not called a draft.
    "letter and a report whose number is blank": ((letter(), signed_as_draft(report())), ("", "Báo cáo không rõ số")),
}


@pytest.mark.ocr
@pytest.mark.skipif(not FONT.is_file(), reason="needs fonts-dejavu-core")
@pytest.mark.parametrize("name", FILES)
def test_papers_of_a_scan_are_told_apart(name: str, tmp_path: Path) -> None:
    papers, cited = FILES[name]
    document = read_document(write_scan(tmp_path / "quet.pdf", papers))
    assert document.metadata.number == LETTER
    assert {paper.component for paper in document.metadata.papers} == set(cited) - {""}
    for page, (paper, component) in enumerate(zip(papers, cited, strict=True), start=1):
        own = [passage.citation for passage in document.passages if paper.mark in passage.text.lower()]
        assert {citation.component for citation in own} == {component}
        assert {citation.page_from for citation in own} == {page}
