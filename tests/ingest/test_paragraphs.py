"""Furniture off, lines joined, tables joined."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.layout.paragraphs import arrange_paragraphs
from ingest.reading import Box, Cell, Line, Page, Paragraph, Reading, Table

FULL = "x" * 60


def line(text: str, page: int, y: float, x0: float = 0.12, x1: float = 0.93, **look: bool) -> Line:
    return Line(text, page=page, box=Box(page, x0, y, x1, y + 0.015), size=13, **look)  # type: ignore[arg-type]


def reading(*blocks: Line | Table, pages: int = 1) -> Reading:
    numbers = range(1, pages + 1)
    return Reading("pdf", "text_layer", blocks, tuple(Page(n, 595, 842, "text_layer") for n in numbers))


def texts(given_reading: Reading) -> list[str]:
    return [block.text for block in arrange_paragraphs(given_reading).blocks if isinstance(block, Paragraph)]


def body(page: int, start: float = 0.2) -> list[Line]:
    """Two paragraphs of three lines with a first-line indent."""
    lines = []
    for paragraph in range(2):
        top = start + paragraph * 0.06
        lines += [
            line("Các đơn vị xây dựng kế hoạch và tổ chức thực hiện theo", page, top, x0=0.17),
            line("chức năng nhiệm vụ được giao bảo đảm đúng tiến độ và", page, top + 0.02),
            line("chất lượng.", page, top + 0.04, x1=0.3),
        ]
    return lines


def test_lines_join_and_indents_separate() -> None:
    assert len(texts(reading(*body(1)))) == 2


def test_a_paragraph_goes_on_over_the_page() -> None:
    first = [*body(1), line("Sở Nội vụ chủ trì, phối hợp với các sở, ban, ngành hướng", 1, 0.9, x0=0.17)]
    second = [line("2", 2, 0.04, x0=0.49, x1=0.51), line("dẫn thực hiện.", 2, 0.08, x1=0.4), *body(2)]
    found = arrange_paragraphs(reading(*first, *second, pages=2))
    joined = next(block for block in found.blocks if isinstance(block, Paragraph) and block.page_to == 2)
    assert joined.text == "Sở Nội vụ chủ trì, phối hợp với các sở, ban, ngành hướng dẫn thực hiện."
    assert (joined.page_from, joined.page_to) == (1, 2)
    assert found.furniture["page_number"] == ("2",)


def test_markers_begin_paragraphs_but_wrapped_references_do_not() -> None:
    lines = [
        line("1. Thực hiện nghiêm quy định của pháp luật, trong đó có", 1, 0.2),
        line("2. Thực hiện chế độ báo cáo theo quy định tại khoản", 1, 0.22),
        line("2. Điều này và các văn bản liên quan.", 1, 0.24, x1=0.6),
        *body(1, 0.3),
    ]
    assert texts(reading(*lines))[:2] == [lines[0].text, lines[1].text + " " + lines[2].text]


def test_the_next_number_begins_a_paragraph_also_where_a_full_stop_was_read_as_a_comma() -> None:
    lines = [
        line("5. Cử cán bộ thú y về các thôn, buôn để tiêm phòng cho đàn bò,", 1, 0.2),
        line("6. Báo cáo kết quả với Ủy ban nhân dân xã trước ngày cuối tháng,", 1, 0.22),
        line("Phòng Kinh tế tổng hợp.", 1, 0.24, x1=0.6),
    ]
    assert [text[:2] for text in texts(reading(*lines, *body(1, 0.3)))][:2] == ["5.", "6."]


def test_symbols_broken_at_a_hyphen_are_glued() -> None:
    lines = [*body(1), line("Căn cứ Nghị định số 30/2020/NĐ-", 1, 0.5), line("CP của Chính phủ;", 1, 0.52, x1=0.4)]
    assert texts(reading(*lines))[-1] == "Căn cứ Nghị định số 30/2020/NĐ-CP của Chính phủ;"


def test_running_heads_signatures_and_stamps_are_set_aside() -> None:
    lines: list[Line] = []
    for page in range(1, 5):
        lines += [line(f"CÔNG BÁO/Số {page}/Ngày 02-3-2024", page, 0.03), *body(page)]
    lines += [
        line("ĐẾN", 1, 0.12, 0.1, 0.16),
        line("Số: 4567", 1, 0.14, 0.1, 0.2),
        line("Ngày: 05/3/2024", 1, 0.16, 0.1, 0.25),
        line("Ký bởi: Sở Nội vụ", 2, 0.5, 0.6, 0.9),
        line("Cơ quan: Tỉnh X", 2, 0.52, 0.6, 0.9),
        line("Email: lienhe@vidu.vn", 3, 0.7, 0.1, 0.5),
    ]
    layout = arrange_paragraphs(reading(*lines, pages=4))
    assert len(layout.furniture["gazette"]) == 4
    assert layout.furniture["incoming_stamp"] == ("ĐẾN", "Số: 4567", "Ngày: 05/3/2024")
    assert len(layout.furniture["signature_text"]) == 2
    assert any(isinstance(block, Paragraph) and block.text.startswith("Email") for block in layout.blocks)


def table(page: int, *rows: tuple[str, ...]) -> Table:
    cells = tuple(tuple(Cell(text, Box(page, 0.1, 0.2, 0.9, 0.3)) for text in row) for row in rows)
    return Table(cells, page)


def test_tables_join_over_pages_without_their_repeated_header() -> None:
    head = ("STT", "Nội dung", "Cơ quan chủ trì")
    first = table(1, head, ("1", "Tổ chức hội nghị", "Sở A"))
    second = table(2, head, ("", "tổng kết", ""), ("2", "Báo cáo", "Sở B"))
    found = [
        b
        for b in arrange_paragraphs(reading(first, line("2", 2, 0.04), second, pages=2)).blocks
        if isinstance(b, Table)
    ]
    assert len(found) == 1
    assert [row[1].text for row in found[0].rows] == ["Nội dung", "Tổ chức hội nghị\ntổng kết", "Báo cáo"]
    assert found[0].header_rows == 1


@given(st.lists(st.tuples(st.text(max_size=20), st.floats(0, 0.9), st.floats(0, 0.5), st.floats(0.51, 1)), max_size=12))
def test_any_lines_are_survived_and_spans_fit(drawn: list[tuple[str, float, float, float]]) -> None:
    layout = arrange_paragraphs(reading(*(line(text, 1, y, x0, x1) for text, y, x0, x1 in drawn)))
    for block in layout.blocks:
        assert isinstance(block, Paragraph)
        assert all(0 <= span.start <= span.end <= len(block.text) for span in block.spans)
