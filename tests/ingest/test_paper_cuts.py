"""A clerk's cuts of a file into papers go before what the heads say; every kind of place, and one that is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.document import read_document
from ingest.grammar.citations import full_citation
from ingest.read.containers.envelopes import cuts_of, write_cuts
from ingest.read.context import DEFAULT_CONTEXT
from ingest.reading import PaperCut
from ingest.records import Document
from tests.support.bundled_papers import decision, letter, report, write_docx, write_pdf, write_text

#: A paper whose head no reader knows: nothing but a title in small letters.
HEADLESS = replace(report(), left=(), right=(), title=("Kết quả làm việc của đội khám lưu động",), closing=())


def cut_document(path: Path, *cuts: PaperCut) -> Document:
    notes = path.parent / "ghi-chú"
    notes.mkdir(exist_ok=True)
    write_cuts(notes, path, cuts)
    return read_document(path, replace(DEFAULT_CONTEXT, converted=notes))


def components(document: Document) -> list[str]:
    return list(dict.fromkeys(passage.citation.component for passage in document.passages))


def place(document: Document, words: str) -> str:
    passage = next(one for one in document.passages if words in one.text)
    return full_citation(document.metadata, passage.citation, formal=False)


def test_a_paper_that_no_reader_found_begins_on_the_page_of_the_cut(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "hai.pdf", (decision(), HEADLESS))
    assert read_document(path).metadata.papers == ()
    found = cut_document(path, PaperCut("start", page=2))
    (paper,) = found.metadata.papers
    assert paper.page == 2
    assert components(found) == ["", paper.component]
    assert "trong cùng tệp với Quyết định số 9202/QĐ-UBND" in place(found, "12.400 lượt người")
    assert not [task for task in found.tasks if "12.400" in task.quote and task.leads]


def test_two_papers_that_are_one_are_joined(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "hai.pdf", (decision(), decision("9205/QĐ-UBND", mark="chợ nổi")))
    assert len(read_document(path).metadata.papers) == 1
    found = cut_document(path, PaperCut("joined", page=2))
    assert found.metadata.papers == ()
    said = place(found, "quản lý chợ nổi theo")
    assert "Quyết định số 9202/QĐ-UBND ngày 10/3/2024" in said
    assert "trong cùng tệp" not in said


@pytest.mark.parametrize("name", ["", "Phụ lục II"])
def test_an_annex_that_was_taken_for_a_paper_belongs_to_the_one_above(tmp_path: Path, name: str) -> None:
    path = write_pdf(tmp_path / "kèm.pdf", (decision(), report()))
    assert len(read_document(path).metadata.papers) == 1
    found = cut_document(path, PaperCut("annex", page=2, name=name))
    assert found.metadata.papers == ()
    assert components(found) == ["", name or "Phụ lục"]
    said = place(found, "12.400 lượt người")
    assert f"{name or 'Phụ lục'} ban hành kèm theo Quyết định số 9202/QĐ-UBND" in said
    assert not any("nhiều văn bản" in warning for warning in found.warnings)


def test_a_file_without_pages_is_cut_at_a_line(tmp_path: Path) -> None:
    for writer, suffix in ((write_docx, "docx"), (write_text, "txt")):
        path = writer(tmp_path / f"hai.{suffix}", (letter(), HEADLESS))
        assert read_document(path).metadata.papers == ()
        found = cut_document(path, PaperCut("start", opening="Kết quả làm việc của đội"))
        assert len(found.metadata.papers) == 1, suffix
        joined = cut_document(
            path,
            PaperCut("start", opening="Kết quả làm việc của đội"),
            PaperCut("joined", opening="kết quả làm việc"),
        )
        assert joined.metadata.papers == (), suffix


def test_a_line_within_a_page_and_a_cut_in_the_middle_of_three(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "ba.pdf", (letter(), HEADLESS, decision()))
    found = cut_document(path, PaperCut("start", page=2, opening="Kết quả"))
    assert [paper.page for paper in found.metadata.papers] == [2, 3]
    assert found.metadata.papers[1].number == "9202/QĐ-UBND"


def test_a_cut_whose_place_is_gone_is_told(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "một.pdf", (decision(),))
    found = cut_document(path, PaperCut("start", page=7), PaperCut("start", page=1, opening="Không có dòng này"))
    assert found.metadata.papers == ()
    assert [warning for warning in found.warnings if "hãy đặt lại" in warning] == [
        "Không còn tìm thấy trang 7 trong tệp, nơi văn thư đã tách văn bản; hãy đặt lại.",
        "Không còn tìm thấy dòng “Không có dòng này” của trang 1 trong tệp, nơi văn thư đã tách văn bản; hãy đặt lại.",
    ]


def test_a_cut_at_the_first_line_changes_nothing(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "một.pdf", (decision(),))
    assert cut_document(path, PaperCut("start", page=1)) == read_document(path)


def test_cuts_are_written_down_and_read(tmp_path: Path) -> None:
    cuts = (PaperCut("annex", 3, "PHỤ LỤC", "Phụ lục II"), PaperCut("joined", 4))
    write_cuts(tmp_path, tmp_path / "a.pdf", cuts)
    assert cuts_of(tmp_path, tmp_path / "a.pdf") == cuts
    assert cuts_of(tmp_path, tmp_path / "b.pdf") == cuts_of(None, tmp_path / "a.pdf") == ()
