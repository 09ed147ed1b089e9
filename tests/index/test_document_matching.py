"""The identity of documents: when a file belongs to a document of the library, and when two documents are one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from index.library.document_matching import document_identity, rendition_identity, subjects_agree
from index.records import StoredDocument
from ingest.records import Document, Metadata

DAY = date(2026, 3, 5)
KEY = "97||KH|UBND"
WHOLE = Metadata(canonical_key=KEY, type="KH", issuer="UBND tỉnh Mẫu", issued_date=DAY)


def file_of(metadata: Metadata, sha256: str) -> Document:
    return Document(sha256, f"{sha256}.pdf", "pdf", "text", metadata, (), ())


def stored(metadata: Metadata, document_id: str) -> StoredDocument:
    return StoredDocument(document_id, 1, 1, document_id, "a.pdf", "pdf", "text", metadata, 1, 1)


@pytest.mark.parametrize(
    ("change", "one_file", "one_rendition"),
    [
        ({}, True, True),
        ({"issuer": "ubnd tinh mau"}, True, True),
        ({"issued_date": date(2026, 3, 6)}, False, False),
        ({"issuer": "UBND tỉnh Khác"}, False, False),
        ({"canonical_key": "98||KH|UBND"}, False, False),
        # The two differ on purpose in these.
        ({"issuer_parent": "Chính phủ"}, False, True),
        ({"is_draft": True}, False, True),
        ({"type": "QĐ"}, True, False),
    ],
)
def test_identity_of_files_and_of_renditions(change: dict[str, Any], one_file: bool, one_rendition: bool) -> None:
    other = replace(WHOLE, **change)
    assert (document_identity(file_of(WHOLE, "a")) == document_identity(file_of(other, "b"))) is one_file
    assert (rendition_identity(stored(WHOLE, "d_1")) == rendition_identity(stored(other, "d_2"))) is one_rendition


@pytest.mark.parametrize(
    ("lacking", "by_head", "rendition"),
    [
        ({"canonical_key": None}, False, False),
        ({"issued_date": None}, False, False),
        ({"issued_date": None, "canonical_key": "97|2026|KH|UBND"}, True, False),
        ({"issuer": None}, False, True),
    ],
)
def test_a_head_that_says_too_little_identifies_only_itself(
    lacking: dict[str, Any], by_head: bool, rendition: bool
) -> None:
    metadata = replace(WHOLE, **lacking)
    assert (document_identity(file_of(metadata, "a")) == document_identity(file_of(metadata, "b"))) is by_head
    assert document_identity(file_of(metadata, "a")).startswith("sha:") is not by_head
    assert (rendition_identity(stored(metadata, "d_1")) == rendition_identity(stored(metadata, "d_2"))) is rendition


def test_the_stored_identity_is_as_libraries_have_it() -> None:
    metadata = replace(WHOLE, issuer_parent="Chính phủ", is_draft=True)
    assert document_identity(file_of(metadata, "a")) == "key|97||KH|UBND|ubnd tinh mau|chinh phu|2026-03-05|draft"
    assert document_identity(file_of(WHOLE, "a")) == "key|97||KH|UBND|ubnd tinh mau||2026-03-05|"
    assert document_identity(file_of(Metadata(), "a")) == "sha:a"


def test_subjects_agree_when_half_of_the_shorter_one_is_shared() -> None:
    assert subjects_agree("Kiểm kê hồ sơ", "kiem ke ho so nam 2026")
    assert not subjects_agree("Kiểm kê hồ sơ", "Phụ lục kinh phí")
    assert subjects_agree(None, "Phụ lục kinh phí")
