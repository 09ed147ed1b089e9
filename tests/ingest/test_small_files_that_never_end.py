"""Small files made to take long: copies of one page are refused, processor time is limited by the file's size."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from ingest.read.context import ReadingContext
from ingest.read.html.page_encoding import page_text
from ingest.read.pdf import safety
from ingest.reading import RefusedFile
from ingest.records import Document
from ingest.run import BYTES_A_CPU_SECOND, LEAST_CPU_SECONDS, TOO_MUCH_WORK, cpu_limit, read_files
from tests.support.library_samples import read_lines
from tests.support.written_pdf import WrittenPdf

PAGES = 240


def read_or_count(path: Path, context: ReadingContext) -> Document:
    """A reader that works without end on files that say so."""
    if path.read_text(encoding="utf-8").startswith("WORK"):
        while True:
            time.process_time()
    return read_lines(path, context)


def many_pages(path: Path, *, shared: bool) -> Path:
    """A file whose pages are objects of their own and show one content, or each its own."""
    file = WrittenPdf()
    for number in range(PAGES):
        page = file.page(file.text(f"Trang {number} của báo cáo về nhà ở", 70, 700))
        if shared:
            page[NameObject("/Contents")] = file.writer.pages[0].raw_get("/Contents")
    file.writer.write(path)
    return path


def test_pages_that_show_one_content_again_and_again_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedFile, match="một trang lặp lại nhiều lần"):
        safety.check_pdf(many_pages(tmp_path / "a.pdf", shared=True))


def test_pages_with_contents_of_their_own_are_taken(tmp_path: Path) -> None:
    assert safety.check_pdf(many_pages(tmp_path / "a.pdf", shared=False)).attachments == ()


def test_a_small_file_that_works_without_end_is_given_up_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.run.LEAST_CPU_SECONDS", 0.3)
    for name, text in (("a", "WORK"), ("b", "Một.")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    outcomes = {o.path.name: o for o in read_files([tmp_path / "a", tmp_path / "b"], workers=1, reader=read_or_count)}
    assert (outcomes["a"].code, outcomes["a"].reason) == ("timeout", TOO_MUCH_WORK)
    assert outcomes["b"].document is not None


def test_processor_time_grows_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    assert cpu_limit(path) == LEAST_CPU_SECONDS
    path.write_bytes(b"x" * (10 * BYTES_A_CPU_SECOND))
    assert cpu_limit(path) == LEAST_CPU_SECONDS + 10
    written = path.rename(tmp_path / "a.docx")
    assert cpu_limit(written) == LEAST_CPU_SECONDS + 1


def signed_form(path: Path, **field: Any) -> Path:
    """A PDF with a signature field; ``field`` are its other entries."""
    file = WrittenPdf()
    file.page(file.text("Công văn đã ký số", 70, 700))
    signature = DictionaryObject(
        {NameObject("/Type"): NameObject("/Sig"), NameObject("/Contents"): TextStringObject("x")}
    )
    entries = {
        NameObject("/FT"): NameObject("/Sig"), NameObject("/T"): TextStringObject("ky"),
        NameObject("/V"): file.writer._add_object(signature),
        **{NameObject(f"/{name}"): value for name, value in field.items()},
    }  # fmt: skip
    fields = ArrayObject([file.writer._add_object(DictionaryObject(entries))])
    file.writer._root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): fields})
    file.writer.write(path)
    return path


def test_a_signature_is_no_place_of_actions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[DictionaryObject] = []
    nodes_of = safety._action_dictionaries

    def noted(root: Any, reader: Any) -> Iterator[DictionaryObject]:
        for node in nodes_of(root, reader):
            walked.append(node)
            yield node

    monkeypatch.setattr(safety, "_action_dictionaries", noted)
    monkeypatch.setattr(safety, "_ACTIVE", re.compile(b""))
    assert safety.check_pdf(signed_form(tmp_path / "a.pdf")).may_be_signed
    assert any(node.get("/FT") == "/Sig" for node in walked)
    assert not any(node.get("/Type") == "/Sig" for node in walked)


def test_a_script_of_a_signature_field_is_found(tmp_path: Path) -> None:
    script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")})
    with pytest.raises(RefusedFile) as refused:
        safety.check_pdf(signed_form(tmp_path / "a.pdf", AA=DictionaryObject({NameObject("/F"): script})))
    assert refused.value.code == "active_content"


def test_a_page_of_opening_brackets_keeps_its_text() -> None:
    page = "<p>" + "<" * 2000 + "</p><p>đường</p>"
    assert page_text(page.encode())[0] == page
