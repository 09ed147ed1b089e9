"""A main text and its annexes in files of one number: parts of one document, each answerable, none a newer version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.ingestion.ingest import ingest
from index.library.library import Library
from index.library.renditions import are_parts_of_one, distinct_documents, whole_documents
from ingest.document import read_document
from ingest.grammar.citations import document_name, full_citation
from tests.support.library_samples import SmallEncoder

HEAD = """ỦY BAN NHÂN DÂN
TỈNH GIA LAI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: {number}/QĐ-UBND
Gia Lai, ngày {day} tháng 4 năm 2025

"""
MAIN = """QUYẾT ĐỊNH
Ban hành quy định quản lý bến thuyền

Điều 1. Ban hành kèm theo Quyết định này quy định sử dụng bến (Phụ lục I) và biểu giá bến (Phụ lục II).
Điều 2. Quyết định này có hiệu lực từ ngày ký.
"""
CAPTION = "(Kèm theo Quyết định số 9731/QĐ-UBND ngày 08 tháng 4 năm 2025 của Ủy ban nhân dân tỉnh Gia Lai)\n"
FIRST = f"""Phụ lục I
QUY ĐỊNH SỬ DỤNG BẾN THUYỀN
{CAPTION}1. Thuyền neo cách nhau 02 mét.
2. Không rửa thuyền tại bến.
"""
SECOND = f"""Phụ lục II
BIỂU GIÁ SỬ DỤNG BẾN THUYỀN
{CAPTION}1. Giá neo đậu là 35.000 đồng một đêm.
2. Miễn giá cho hộ nghèo.
"""
REPEAL = """QUYẾT ĐỊNH
Bãi bỏ quy định quản lý bến thuyền

Điều 1. Bãi bỏ Quyết định số 9731/QĐ-UBND ngày 08 tháng 4 năm 2025 của Ủy ban nhân dân tỉnh Gia Lai.
Điều 2. Quyết định này có hiệu lực từ ngày ký.
"""


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home") as opened:
        yield opened


def main_text() -> str:
    return HEAD.format(number=9731, day="08") + MAIN


@pytest.mark.parametrize(
    ("text", "annex"),
    [
        (FIRST, "Phụ lục I"),
        (SECOND, "Phụ lục II"),
        (f"PHỤ LỤC 3: DANH MỤC\n{CAPTION}1. Bến A.\n2. Bến B.\n", "Phụ lục 3"),
        (f"Mẫu số 02\nĐƠN ĐĂNG KÝ\n{CAPTION}1. Họ tên:\n2. Nơi ở:\n", "Mẫu số 02"),
        (f"QUY CHẾ\nQuản lý bến thuyền\n{CAPTION}Điều 1. Bến mở từ 05 giờ.\nĐiều 2. Bến đóng lúc 22 giờ.\n", "Quy chế"),
        (main_text(), None),
    ],
)
def test_annex_takes_number_and_date_of_its_main_text(text: str, annex: str | None, tmp_path: Path) -> None:
    write(tmp_path, a=text)
    metadata = read_document(tmp_path / "a.txt").metadata
    assert (metadata.number, metadata.issued_date, metadata.annex) == ("9731/QĐ-UBND", date(2025, 4, 8), annex)


def test_annex_is_cited_as_the_annex_of_its_main_text(tmp_path: Path) -> None:
    write(tmp_path, a=SECOND, b=SECOND.replace("Phụ lục II\nBIỂU", "QUY CHẾ\nBIỂU"))
    document = read_document(tmp_path / "a.txt")
    main = "Quyết định số 9731/QĐ-UBND ngày 08/4/2025 của UBND tỉnh Gia Lai"
    assert document_name(document.metadata) == f"Phụ lục II {main}"
    passage = next(passage for passage in document.passages if "hộ nghèo" in passage.text)
    assert full_citation(document.metadata, passage.citation, formal=True) == f"khoản 2, Phụ lục II {main}"
    regulation = read_document(tmp_path / "b.txt").metadata
    assert document_name(regulation) == f"Quy chế ban hành kèm theo {main}"


def test_annex_without_a_caption_is_known_by_its_files_name(tmp_path: Path) -> None:
    text = SECOND.replace(CAPTION, "")
    (tmp_path / "9731_QD-UBND_phu luc 2.txt").write_text(text, encoding="utf-8")
    (tmp_path / "9731_QD-UBND.txt").write_text(text, encoding="utf-8")
    named = read_document(tmp_path / "9731_QD-UBND_phu luc 2.txt").metadata
    assert (named.number, named.annex, named.sources["number"]) == ("9731/QĐ-UBND", "Phụ lục II", "file_name")
    assert read_document(tmp_path / "9731_QD-UBND.txt").metadata.annex is None


def test_parts_of_one_document_stand_beside_each_other(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    report = ingest(library, SmallEncoder(), [write(folder, a=main_text(), b=FIRST, c=SECOND)], workers=1)
    assert [file.result for file in report.files] == ["indexed"] * 3
    assert {file.version for file in report.files} == {1}
    found = library.find_by_key("9731||QD|UBND")
    assert len(distinct_documents(found)) == 3
    assert [document.file_name for document in whole_documents(found)] == ["a.txt"]
    assert len(whole_documents(document for document in found if document.metadata.annex)) == 1
    assert all(are_parts_of_one(found[0], other) for other in found[1:])


def test_a_new_version_of_an_annex_replaces_that_annex_only(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    write(folder, a=main_text(), b=FIRST, c=SECOND)
    ingest(library, SmallEncoder(), [folder], workers=1)
    write(folder, c=SECOND.replace("35.000", "40.000"))
    report = ingest(library, SmallEncoder(), [folder], workers=1)
    assert [(file.path[-5:], file.version) for file in report.files if file.result == "indexed"] == [("c.txt", 2)]
    assert len(library.find_by_key("9731||QD|UBND")) == 3


def test_annexes_without_number_and_title_do_not_replace_each_other(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    texts = {name: f"Phụ lục\n{CAPTION}1. Bến {name} mở từ 05 giờ.\n2. Bến {name} đóng lúc 22 giờ.\n" for name in "mn"}
    ingest(library, SmallEncoder(), [write(folder, **texts)], workers=1)
    assert len(library.find_by_key("9731||QD|UBND")) == 2
    ingest(library, SmallEncoder(), [write(folder, m=texts["m"].replace("05", "06"))], workers=1)
    assert sorted(document.version for document in library.find_by_key("9731||QD|UBND")) == [1, 2]


def test_what_ends_the_main_text_ends_its_annexes(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    repeal = HEAD.format(number=9750, day="20") + REPEAL
    ingest(library, SmallEncoder(), [write(folder, a=main_text(), b=FIRST, c=SECOND, d=repeal)], workers=1)
    found = library.find_by_key("9731||QD|UBND")
    statuses = library.relations.statuses([document.id for document in found], date(2025, 6, 1))
    assert {statuses[document.id].code for document in found} == {"expired"}
