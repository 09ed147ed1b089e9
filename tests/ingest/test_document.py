"""What must hold of every document, whatever its form: verbatim passages, places that exist, honest sources."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from ingest.document import read_document, understand
from ingest.layout.paragraphs import arrange_paragraphs
from ingest.read import ReadingContext, read_file
from ingest.reading import Paragraph, Reading, RefusedFile
from ingest.records import Document
from tests.support.checkout import SHARED
from tests.support.sample_documents import DOCUMENTS, PLAIN

REALDOCS = SHARED / "realdocs" / "docs"
#: Scans and old Word files are left out: recognition and LibreOffice would take minutes.
TOO_LONG = ("d018.pdf",)  # 227 pages: the benchmark reads it
REAL = sorted(path.name for path in REALDOCS.glob("*") if path.suffix in (".docx", ".html") or path.name[:4] >= "d008")
REAL = [name for name in REAL if Path(name).suffix in (".pdf", ".docx", ".html") and name not in TOO_LONG]
SOURCES = {"text_layer", "ocr", "docx", "office", "html", "text", "xlsx", "signature", "file_name", "body", "portal"}


@lru_cache(maxsize=64)
def _read(path: Path) -> tuple[Reading, Document]:
    reading = read_file(path, ReadingContext(ocr=False))
    return reading, understand(path, reading)


@pytest.mark.parametrize("file_name", PLAIN)
def test_sample_library_holds(file_name: str) -> None:
    _holds(*_read(DOCUMENTS / file_name))


@pytest.mark.realdocs
@pytest.mark.parametrize("file_name", REAL or [pytest.param("", marks=pytest.mark.skip(reason="../shared is absent"))])
def test_real_documents_hold(file_name: str) -> None:
    try:
        _holds(*_read(REALDOCS / file_name))
    except RefusedFile as refused:
        pytest.skip(refused.reason)


def _holds(reading: Reading, document: Document) -> None:
    layout = arrange_paragraphs(reading)
    paragraphs = "\n".join(" ".join(b.text.split()) for b in layout.blocks if isinstance(b, Paragraph))
    cells = {
        " ".join(cell.text.split())
        for block in layout.blocks if not isinstance(block, Paragraph)
        for row in block.rows for cell in row if cell.text
    }  # fmt: skip
    exact = frozenset(paragraphs.split("\n"))
    places = {(node.component, node.label) for node in document.outline}
    last_page = len(reading.pages)
    for passage in document.passages:
        citation = passage.citation
        assert passage.text.strip()
        assert citation.label
        assert not citation.path or (citation.component, citation.label) in places
        assert citation.page_from is None or 1 <= citation.page_from <= (citation.page_to or 0) <= last_page
        if passage.kind == "table_row":
            for _, value in passage.cells:
                assert value in cells or value in exact or value in paragraphs
                assert value in passage.text
        else:
            assert len(passage.text.split()) <= 400
            if passage.kind != "footnote":
                for line in passage.text.split("\n"):
                    said = " ".join(line.split())
                    assert said in exact or said in paragraphs or any(said in cell for cell in cells)
    assert [passage.ordinal for passage in document.passages] == list(range(len(document.passages)))
    assert set(document.metadata.sources.values()) <= SOURCES
    for node in document.outline:
        assert node.parent is None or node.parent < node.id


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("THÔNG BÁO\nSố 3: lịch trực ban tuần 3 của cơ quan.", "lịch trực ban tuần 3 của cơ quan"),
        ("Số: 12/TB-UBND\nTHÔNG BÁO\nVề việc nghỉ bến ngày 02/9", "nghỉ bến ngày 02/9"),
        ("ỦY BAN NHÂN DÂN XÃ IA KHA\nGIẤY MỜI\nHọp giao ban lúc 14 giờ", "14 giờ"),
    ],
)
def test_a_document_that_is_all_head_is_kept(tmp_path: Path, text: str, kept: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert any(kept in passage.text for passage in read_document(tmp_path / "a.txt").passages)
