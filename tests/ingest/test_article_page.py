"""A page about a document is not the document: it is cited by its own title, and its links never become passages."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import read_document
from ingest.grammar import citations

PAGE = """Xã Ia Mẫu bàn việc trồng cây đầu năm
Kế hoạch số 9777/KH-UBND vừa được ban hành nhằm phủ xanh các tuyến đường liên thôn, tạo bóng mát cho trường học và nhà \
văn hóa, đồng thời giữ đất ven suối trong mùa mưa; mỗi thôn được giao chăm sóc một đoạn đường dài chừng hai ki-lô-mét.
![]() |
Người dân trồng cây. Ảnh minh họa: Tư liệu. |
Lãnh đạo xã cho biết cây giống sẽ được cấp trước ngày 20/5 và đoàn thanh niên chịu trách nhiệm tưới trong ba tháng \
đầu; các hộ ở gần đường tự nguyện rào cây bằng tre để gia súc không phá.
Tin bài liên quan
Các tin bài khác

Hội thi hát dân ca của các thôn diễn ra trong hai ngày

Giá cà phê đầu vụ nhích lên từng ngày
Đọc nhiều

[Video] Một ngày ở chợ phiên
"""


def test_page_is_cited_by_its_title(tmp_path: Path) -> None:
    file = tmp_path / "tin.txt"
    file.write_text(PAGE, encoding="utf-8")
    document = read_document(file)
    assert document.metadata.number is None
    assert document.metadata.canonical_key is None
    name = citations.document_name(document.metadata)
    assert name == "bài viết “Xã Ia Mẫu bàn việc trồng cây đầu năm”"
    text = "\n".join(passage.text for passage in document.passages)
    assert "mỗi thôn được giao chăm sóc" in text
    assert "trước ngày 20/5" in text
    for teaser in ("Ảnh minh họa", "Tin bài liên quan", "hát dân ca", "Giá cà phê", "[Video]"):
        assert teaser not in text
    assert next(p.citation.label for p in document.passages).startswith("đoạn 1")


def test_seed_page(shared_dir: Path) -> None:
    (seed,) = (shared_dir / "seed").glob("*.txt")
    document = read_document(seed)
    assert document.metadata.number is None
    text = "\n".join(passage.text for passage in document.passages)
    for fact in ("Trung Quốc, Lào, Campuchia", "phân giới cắm mốc", "2021-2030", "đang sinh sống ở nước ngoài"):
        assert fact in text
    for teaser in ("Vesak", "Infographic", "Video", "Kazakhstan", "Ảnh minh họa", "Thác 50"):
        assert teaser not in text


@pytest.mark.parametrize("name", ["S01-516-KH-UBND.docx", "S03-915-2020-QD-UBND.docx"])
def test_documents_keep_their_numbers(corpus_dir: Path, name: str) -> None:
    document = read_document(corpus_dir / "documents" / name)
    assert document.metadata.number
    assert citations.document_name(document.metadata).startswith(("Kế hoạch số 516", "Quyết định số 915"))
