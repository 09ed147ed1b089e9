"""A list with identity numbers waits for a clerk: it is in the library, and no question may see it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from index.derived.sync import Indexes
from index.embedding.encoders import load
from index.ingestion.ingest import ingest
from index.library.library import Library
from index.records import HELD_BACK, PUBLIC, Filters
from index.search import Searcher
from service.documents import approvals
from tests.support.negative_samples import n6_mentions_secrets, n7_identity_numbers


def test_lists_of_persons_wait_for_approval(tmp_path: Path) -> None:
    folder = tmp_path / "vào"
    folder.mkdir()
    held_file, open_file = n7_identity_numbers(folder), n6_mentions_secrets(folder)
    encoder = load()
    with Library.open(tmp_path / "kho") as library:
        report = ingest(library, encoder, [folder], workers=1)
        results = {Path(file.path).name: file for file in report.files}
        assert results[held_file.name].result == "held"
        assert results[open_file.name].result == "indexed"
        document = library.document(results[held_file.name].document_id or "")
        assert document is not None
        assert document.access == HELD_BACK
        indexes = Indexes.open(tmp_path / "kho", library)
        indexes.catch_up()
        question = "danh sách số định danh"
        seen = Searcher(indexes.snapshot(), library, encoder).search(question, Filters())
        assert document.id not in {hit.document.id for hit in seen.hits}
        library.set_access(document.id, PUBLIC)
        indexes.catch_up()
        seen = Searcher(indexes.snapshot(), library, encoder).search(question, Filters())
        assert document.id in {hit.document.id for hit in seen.hits}


def test_an_approval_outlives_a_new_reading_but_not_a_new_file(tmp_path: Path) -> None:
    folder = tmp_path / "vào"
    folder.mkdir()
    path = n7_identity_numbers(folder)
    encoder = load()
    with Library.open(tmp_path / "kho") as library:
        (file,) = ingest(library, encoder, [folder], workers=1).files
        held = file.document_id or ""
        approvals.approve(library, held, "Văn thư")
        (file,) = ingest(library, encoder, [folder], workers=1, again=True).files
        assert (file.result, file.document_id, file.version) == ("indexed", held, 2)
        document = library.document(held)
        assert document is not None
        assert document.access == PUBLIC
        with zipfile.ZipFile(path, "a") as archive:
            archive.comment = "bản khác của cùng văn bản".encode()
        (file,) = ingest(library, encoder, [folder], workers=1).files
        assert (file.result, file.document_id, file.version) == ("held", held, 3)
        document = library.document(held)
        assert document is not None
        assert document.access == HELD_BACK, "the approval was of other bytes"


@pytest.mark.office
def test_old_word_files_are_converted_together(tmp_path: Path, corpus_dir: Path) -> None:
    import shutil

    if not shutil.which("soffice"):
        pytest.skip("LibreOffice Writer (libreoffice-writer) is not installed")
    source = next((corpus_dir / "documents").glob("S12*.doc"))
    (tmp_path / "vào").mkdir()
    shutil.copy(source, tmp_path / "vào" / "một.doc")
    with Library.open(tmp_path / "kho") as library:
        report = ingest(library, load(), [tmp_path / "vào"], workers=1)
        assert [file.result for file in report.files] == ["indexed"]
        assert library.find_by_key("9012|2001|QD|UB")
