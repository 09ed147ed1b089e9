"""Files are told apart by content; what cannot be read is refused with one Vietnamese sentence."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from ingest.read import read_file
from ingest.read.file_kind import detect_kind
from ingest.reading import RefusedFile


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("trang.pdf", b"<!DOCTYPE html><html><body><p>a</p></body></html>", "html"),
        ("a.txt", "Kế hoạch năm 2024".encode(), "text"),
        ("a.docx", b"{\\rtf1\\ansi abc}", "rtf"),
        ("a.bin", b"%PDF-1.4\n", "pdf"),
        ("a.pdf", b"\xff\xd8\xff\xe0abc", "image"),
        ("a.txt", "Kế hoạch".encode("utf-16"), "text"),
    ],
)
def test_kind_by_content(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert detect_kind(tmp_path / name) == kind


def test_doc_named_docx(tmp_path: Path) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le") + b"\0" * 600
    (tmp_path / "a.docx").write_bytes(data)
    assert detect_kind(tmp_path / "a.docx") == "doc"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("rỗng.pdf", b"", "empty"),
        ("trắng.txt", b"  \n\n ", "empty"),
        ("a.exe", b"MZ\x90\x00" + b"\0" * 100, "active_content"),
        ("a.bin", bytes(range(256)) * 8, "unsupported"),
        ("a.pdf", bytes(range(1, 256)) * 8 + b"\0", "damaged"),
        ("a.docx", b"PK\x03\x04" + b"x" * 200, "damaged"),
        ("a.pdf", b"%PDF-1.7\n" + b"x" * 500, "damaged"),
        ("a.jpg", b"\xff\xd8\xff" + b"x" * 500, "damaged"),
    ],
)
def test_refusals(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(RefusedFile) as refused:
        read_file(tmp_path / name)
    assert refused.value.code == code
    assert refused.value.reason.endswith(".")
    assert "\n" not in refused.value.reason


def test_macros_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
        archive.writestr("word/vbaProject.bin", "x")
    with pytest.raises(RefusedFile) as refused:
        read_file(tmp_path / "a.docx")
    assert refused.value.code == "active_content"


def test_missing_and_forbidden_files(tmp_path: Path) -> None:
    with pytest.raises(RefusedFile) as refused:
        read_file(tmp_path / "không có.pdf")
    assert refused.value.code == "unreadable"
    closed = tmp_path / "khóa.txt"
    closed.write_text("abc")
    closed.chmod(0)
    if os.access(closed, os.R_OK):
        pytest.skip("root reads everything")
    with pytest.raises(RefusedFile):
        read_file(closed)
