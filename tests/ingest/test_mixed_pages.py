"""A file of text pages and scanned pages: one document, every unit on its own page."""

from __future__ import annotations

import shutil

import pytest

from ingest.document import read_document
from ingest.read import ReadingContext
from tests.support.checkout import GOLDEN

FILE = GOLDEN / "cases" / "mixed_pages.pdf"


def test_text_and_scanned_pages_make_one_document() -> None:
    if shutil.which("tesseract") is None:
        pytest.skip("needs packages tesseract-ocr, tesseract-ocr-vie")
    document = read_document(FILE)
    assert document.text_source == "mixed"
    assert [page.source for page in document.pages] == ["text_layer", "ocr", "text_layer", "ocr"]
    assert (document.metadata.number, document.metadata.issuer) == ("9533/QĐ-UBND", "UBND xã Ia Lâu")
    assert document.metadata.signer == "Siu Hlon"
    assert [(node.label, node.page) for node in document.outline] == [
        ("Điều 1", 1), ("Điều 2", 2), ("khoản 1 Điều 2", 2), ("khoản 2 Điều 2", 2), ("khoản 3 Điều 2", 2),
        ("Điều 3", 3), ("Phụ lục", 4), ("mục 1, Phụ lục", 4), ("mục 2, Phụ lục", 4),
    ]  # fmt: skip
    scanned = [passage for passage in document.passages if passage.citation.page_from in (2, 4)]
    assert scanned
    assert all(passage.citation.confidence is not None for passage in scanned)
    assert all(passage.citation.confidence is None for passage in document.passages if passage not in scanned)


def test_scanned_pages_are_named_where_they_are_not_read() -> None:
    document = read_document(FILE, ReadingContext(ocr=False))
    assert [page.source for page in document.pages] == ["text_layer", "none", "text_layer", "none"]
    assert [warning[:7] for warning in document.warnings] == ["Trang 2", "Trang 4"]
    assert {passage.citation.page_from for passage in document.passages} == {1, 3}
