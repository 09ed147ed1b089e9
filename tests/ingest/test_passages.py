"""From paragraphs to passages: head, outline, tables, citations, and what must always hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import understand
from ingest.grammar.citations import path_label
from ingest.reading import Block, Cell, Line, Reading, Table
from ingest.records import Document

HEAD = [
    "ỦY BAN NHÂN DÂN", "TỈNH GIA LAI", "Số: 9516/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc", "Gia Lai, ngày 09 tháng 3 năm 2023", "KẾ HOẠCH",
    "Chăm sóc cây xanh năm 2023",
]  # fmt: skip
TAIL = ["Nơi nhận:", "- Sở Xây dựng;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn Mẫu"]


def _document(lines: list[str | Table]) -> Document:
    blocks: list[Block] = [
        line if isinstance(line, Table) else Line(line, whole=True, bold=line.isupper(), align="center" if line.isupper() else None)  # noqa: E501
        for line in lines
    ]  # fmt: skip
    return understand(Path("van-ban.txt"), Reading("text", "text", tuple(blocks)))


def _plan(*body: str | Table) -> Document:
    return _document([*HEAD, *body, *TAIL])


def test_head_and_closing_become_metadata() -> None:
    metadata = _plan("I. MỤC TIÊU", "Trồng thêm cây xanh ở các tuyến phố chính của đô thị.").metadata
    assert (metadata.number, metadata.type, metadata.issuer) == ("9516/KH-UBND", "KH", "UBND tỉnh Gia Lai")
    assert (metadata.issued_date, metadata.subject) == (date(2023, 3, 9), "Chăm sóc cây xanh năm 2023")
    assert (metadata.signer, metadata.signer_capacity) == ("Nguyễn Văn Mẫu", "TM.")
    assert metadata.recipients == ("Sở Xây dựng", "Lưu: VT")
    assert metadata.period_from == date(2023, 1, 1)


def test_plan_paths_and_lead_in() -> None:
    document = _plan(
        "Căn cứ Luật Cây xanh mẫu;", "UBND tỉnh ban hành Kế hoạch như sau:", "I. MỤC TIÊU", "1. Mục đích",
        "a) Trồng cây trên mọi tuyến phố của thành phố, thị xã, bảo đảm an toàn cho người đi bộ và xe cộ.",
        "II. TỔ CHỨC THỰC HIỆN", "1. Giao Sở Xây dựng:",
        "a) Chủ trì rà soát cây già cỗi, báo cáo UBND tỉnh trước ngày 15 tháng 6, phối hợp với các địa phương.",
        "b) Trồng thay thế ít nhất một nghìn cây trong năm, theo dõi tỷ lệ sống của cây trồng mới.",
    )  # fmt: skip
    labels = {passage.citation.label for passage in document.passages}
    assert {"mục I.1.a", "mục II.1.a", "mục II.1.b", "phần căn cứ", "đoạn mở đầu"} <= labels
    lead = next(passage for passage in document.passages if passage.citation.label == "mục II.1.b")
    assert lead.context.endswith("Giao Sở Xây dựng:")
    assert not any("Nguyễn Văn Mẫu" in passage.text for passage in document.passages)


def test_quoted_articles_are_content() -> None:
    document = _document([
        *HEAD[:6], "QUYẾT ĐỊNH", "Sửa đổi Quy chế mẫu", "QUYẾT ĐỊNH:", "Điều 1. Sửa đổi Điều 5 như sau:",
        "“Điều 5. Trách nhiệm của các sở trong việc chăm sóc cây xanh”", "Điều 2. Quyết định này có hiệu lực từ ngày ký.",  # noqa: E501
    ])  # fmt: skip
    assert [node.number for node in document.outline if node.kind == "dieu"] == ["1", "2"]


def test_attached_regulation_has_its_own_numbering() -> None:
    document = _document([
        *HEAD[:6], "QUYẾT ĐỊNH", "Ban hành Quy chế mẫu", "QUYẾT ĐỊNH:", "Điều 1. Ban hành kèm theo Quy chế mẫu.",
        "Điều 2. Quyết định này có hiệu lực từ ngày ký.", *TAIL, "QUY CHẾ", "QUẢN LÝ CÂY XANH MẪU",
        "(Ban hành kèm theo Quyết định số 9516/QĐ-UBND)", "Điều 1. Phạm vi", "Quy chế này áp dụng cho mọi cây xanh đô thị.",  # noqa: E501
    ])  # fmt: skip
    assert [(node.component, node.number) for node in document.outline if node.kind == "dieu"] == [
        ("", "1"), ("", "2"), ("Quy chế", "1"),
    ]  # fmt: skip
    assert document.passages[-1].citation.formal == "Điều 1 Quy chế"


def test_table_rows_are_citable() -> None:
    rows: list[list[str | None]] = [
        ["STT", "Nhiệm vụ", "Cơ quan"],
        ["I", "Nhiệm vụ chung", None],
        ["1", "Trồng cây", "Sở Xây dựng"],
        ["2", "Tưới cây", "nt"],
    ]
    table = Table(tuple(tuple(Cell(text) for text in row) for row in rows))
    document = _plan("I. MỤC TIÊU", "Nội dung chung của kế hoạch.", "PHỤ LỤC II", "DANH MỤC NHIỆM VỤ", table)
    last = document.passages[-1]
    assert last.citation.label == "STT 2, Phụ lục II"
    assert last.text == "STT: 2; Nhiệm vụ: Tưới cây; Cơ quan: Sở Xây dựng"


def test_rows_whose_numbers_begin_again_are_cited_with_their_group() -> None:
    rows: list[list[str | None]] = [
        ["STT", "Nhiệm vụ", "Cơ quan"],
        ["I", "Nhiệm vụ chung", None],
        ["1", "Trồng cây", "Sở Xây dựng"],
        ["II", "Nhiệm vụ riêng", None],
        ["1", "Tưới cây", "Sở Xây dựng"],
    ]
    table = Table(tuple(tuple(Cell(text) for text in row) for row in rows))
    document = _plan("I. MỤC TIÊU", "Nội dung chung của kế hoạch.", "PHỤ LỤC II", "DANH MỤC NHIỆM VỤ", table)
    assert document.passages[-1].citation.label == "STT 1, mục II, Phụ lục II"


_WORDS = st.lists(
    st.sampled_from(
        ["cây", "xanh", "sở", "báo", "cáo", "tỉnh;", "năm.", "1.", "a)", "II.", "Điều", "3.", "-", "“", "”"]
    ),
    min_size=1,
    max_size=300,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_WORDS.map(" ".join), min_size=1, max_size=12))
def test_passages_are_verbatim_short_and_on_the_tree(lines: list[str]) -> None:
    document = _plan(*lines)
    source = "\n".join([*HEAD, *lines, *TAIL])
    labels = {node.label for node in document.outline}
    for passage in document.passages:
        assert all(" ".join(line.split()) in " ".join(source.split()) for line in passage.text.split("\n"))
        assert len(passage.text.split()) <= 400
        if passage.citation.path:
            assert path_label(passage.citation.path) in labels
