"""Tables, text boxes, embedded files, drawings, page headers and list numbers of DOCX files."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from ingest.document import read_document
from ingest.read import read_file
from ingest.read.context import ReadingContext
from ingest.reading import Line, RefusedFile
from tests.support.docx_files import NAMESPACES, p, part, table, write_docx

SPAN, DOWN, GOES_ON = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def shown(path: Path) -> list[str]:
    """Lines, and rows of tables with ``<`` for a slot covered from the left and ``^`` for one covered from above."""
    found = []
    for block in read_file(path).blocks:
        if isinstance(block, Line):
            found.append(block.text)
        else:
            marks = {"left": "<", "above": "^", None: ""}
            found += [" | ".join(cell.text or marks[cell.merged] for cell in row) for row in block.rows]
    return found


def rows(path: Path) -> list[str]:
    return [passage.text for passage in read_document(path).passages if passage.kind == "table_row"]


def test_merged_cells_hold_for_their_columns_or_rows_only(tmp_path: Path) -> None:
    written = write_docx(tmp_path / "a.docx", p("Điều 1. Giá nước") + table(
        ["Khu vực", "Đơn giá", "Thời điểm"],
        [f"{DOWN}|Phường", "9.000 đồng", "Từ tháng 1"],
        [f"{GOES_ON}|", f"{SPAN}|Chưa thu"],
        ["Xã", "", "Từ tháng 6"],
    ))  # fmt: skip
    assert shown(written)[1:] == [
        "Khu vực | Đơn giá | Thời điểm", "Phường | 9.000 đồng | Từ tháng 1", "^ | Chưa thu | <", "Xã |  | Từ tháng 6",
    ]  # fmt: skip
    assert rows(written) == [
        "Khu vực: Phường; Đơn giá: 9.000 đồng; Thời điểm: Từ tháng 1",
        "Khu vực: Phường; Đơn giá, Thời điểm: Chưa thu",
        "Khu vực: Xã; Thời điểm: Từ tháng 6",
    ]


def test_cells_merged_in_the_old_way_and_a_continuation_without_a_beginning(tmp_path: Path) -> None:
    written = write_docx(tmp_path / "a.docx", table(
        [f"{GOES_ON}|Tên trạm", "Công suất", "Năm"],
        ["Trạm A", '<w:hMerge w:val="restart"/>|Đang sửa', "<w:hMerge/>|"],
    ))  # fmt: skip
    assert shown(written) == ["Tên trạm | Công suất | Năm", "Trạm A | Đang sửa | <"]


def test_a_wide_table_keeps_all_columns_and_a_damaged_span_costs_nothing(tmp_path: Path) -> None:
    wide = [[f"Cột {i}" for i in range(90)], [str(i) for i in range(90)]]
    assert shown(write_docx(tmp_path / "a.docx", table(*wide)))[1].endswith("88 | 89")
    span = '<w:gridSpan w:val="900000000"/>'
    assert shown(write_docx(tmp_path / "b.docx", table(["Tên", "Giá"], [f"{span}|Một", "2"])))[0].startswith(
        "Tên | Giá"
    )


def test_row_numbers_counted_by_word_are_the_rows_numbers(tmp_path: Path) -> None:
    number = p(properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    body = table(["TT", "Tuyến đường", "Chiều dài"], [number, "Lê Lợi", "1,2 km"], [number, "Hùng Vương", "3,4 km"])
    parts, references = lists('<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>')
    written = write_docx(tmp_path / "a.docx", p("Điều 1. Danh mục") + body, parts, references)
    assert rows(written)[1] == "TT: 2; Tuyến đường: Hùng Vương; Chiều dài: 3,4 km"
    assert "STT 2" in read_document(written).passages[-1].citation.label


def lists(levels: str, *, numbers: str = "", styles: str = "") -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Numbering with one list (numId 1), and styles."""
    inner = numbers or (
        f'<w:abstractNum w:abstractNumId="4">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num>'
    )
    parts = {"word/numbering.xml": part("numbering", inner), "word/styles.xml": part("styles", styles)}
    return parts, {"rId1": ("numbering", "numbering.xml"), "rId2": ("styles", "styles.xml")}


def numbered(text: str, level: int = 0) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


@pytest.mark.parametrize(
    ("levels", "texts"),
    [
        ('<w:lvl w:ilvl="0"><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>'
         '<w:lvl w:ilvl="1"><w:isLgl/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl>',
         ["I. A", "1.1. B", "1.2. C", "II. D", "2.1. E"]),
        ('<w:lvl w:ilvl="0"><w:numFmt w:val="custom" w:format="001, 002, ..."/><w:lvlText w:val="Mẫu %1:"/></w:lvl>'
         '<w:lvl w:ilvl="1"><w:numFmt w:val="decimalZero"/><w:lvlText w:val="%2."/></w:lvl>',
         ["Mẫu 001: A", "01. B", "02. C", "Mẫu 002: D", "01. E"]),
        ('<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
         '<w:lvl w:ilvl="1"><w:lvlRestart w:val="0"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Điều %2."/></w:lvl>',
         ["1. A", "Điều 1. B", "Điều 2. C", "2. D", "Điều 3. E"]),
        ('<w:lvl w:ilvl="0"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/></w:lvl>'
         '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>',
         ["a) A", "- B", "- C", "b) D", "- E"]),
    ],
)  # fmt: skip
def test_labels_are_those_that_word_prints(tmp_path: Path, levels: str, texts: list[str]) -> None:
    body = numbered("A") + numbered("B", 1) + numbered("C", 1) + numbered("D") + numbered("E", 1)
    assert shown(write_docx(tmp_path / "a.docx", body, *lists(levels))) == texts


def test_a_list_style_gives_the_levels(tmp_path: Path) -> None:
    numbers = (
        '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="DanhSach"/><w:lvl w:ilvl="0">'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="Khoản %1."/></w:lvl></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="DanhSach"/></w:abstractNum>'
        '<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="1"><w:abstractNumId w:val="2"/></w:num>'
    )
    style = (
        '<w:style w:type="numbering" w:styleId="DanhSach"><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr>'
        "</w:style>"
    )
    written = write_docx(
        tmp_path / "a.docx", numbered("Một") + numbered("Hai"), *lists("", numbers=numbers, styles=style)
    )
    assert shown(written) == ["Khoản 1. Một", "Khoản 2. Hai"]


def test_a_style_alone_says_list_and_level(tmp_path: Path) -> None:
    levels = (
        '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:pStyle w:val="D"/><w:lvlText w:val="Điều %1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:pStyle w:val="K"/><w:lvlText w:val="%2."/></w:lvl>'
    )
    style = (
        '<w:style w:type="paragraph" w:styleId="{}"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = "".join(p(text, properties=f'<w:pStyle w:val="{name}"/>') for text, name in ("AD", "BK", "CK", "DD", "EK"))
    written = write_docx(tmp_path / "a.docx", body, *lists(levels, styles=style.format("D") + style.format("K")))
    assert shown(written) == ["Điều 1. A", "1. B", "2. C", "Điều 2. D", "1. E"]


def box(content: str) -> str:
    """A text box as Word writes it: a shape of today and one of Office 2003."""
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp>'
        f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
        "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"<w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_text_boxes_are_read_once_with_their_tables_and_boxes_inside(tmp_path: Path) -> None:
    inner = p("Khung ngoài", box(p("Khung trong"))) + table(["Loại", "Giá"], ["Vé ngày", "10.000"])
    written = write_docx(tmp_path / "a.docx", p("Trước khung", box(inner)) + p("Sau khung"))
    assert shown(written) == [
        "Trước khung", "Khung ngoài", "Khung trong", "Loại | Giá", "Vé ngày | 10.000", "Sau khung",
    ]  # fmt: skip


def test_embedded_pages_sheets_and_word_files_stand_in_their_place(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Hạng mục", "Kinh phí"], ["Sơn cầu", "75 triệu"]):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    inner = write_docx(tmp_path / "inner.docx", p("Điều 3. Trong tệp Word nhúng."))
    page = "<html><body><p>Điều 2. Trong trang nhúng.</p></body></html>"
    body = (
        p("Điều 1. Mở đầu.") + '<w:altChunk r:id="a"/><w:altChunk r:id="b"/>'
        + p('<w:r><w:object><v:shape><v:imagedata r:id="none"/></v:shape>'
            '<o:OLEObject ProgID="Excel.Sheet.12" r:id="c"/></w:object></w:r>')
        + p('<w:r><w:object><o:OLEObject ProgID="Equation.3" r:id="d"/></w:object></w:r>')
    )  # fmt: skip
    parts: dict[str, str | bytes] = {"word/p.html": page, "word/i.docx": inner.read_bytes(),
             "word/embeddings/s.xlsx": stream.getvalue(),
             "word/embeddings/o.bin": b"\xd0\xcf\x11\xe0" + b"x" * 600}  # fmt: skip
    references = {"a": ("aFChunk", "p.html"), "b": ("aFChunk", "i.docx"), "c": ("package", "embeddings/s.xlsx"),
                  "d": ("oleObject", "embeddings/o.bin")}  # fmt: skip
    written = write_docx(tmp_path / "a.docx", body, parts, references)
    assert shown(written) == [
        "Điều 1. Mở đầu.", "Điều 2. Trong trang nhúng.", "Điều 3. Trong tệp Word nhúng.", "Hạng mục | Kinh phí",
        "Sơn cầu | 75 triệu",
    ]  # fmt: skip
    assert any("công thức kiểu cũ" in warning for warning in read_file(written).warnings)


def test_a_file_that_holds_itself_ends(tmp_path: Path) -> None:
    data = b""
    for _ in range(6):
        parts: dict[str, str | bytes] = {"word/i.docx": data} if data else {}
        chunk = '<w:altChunk r:id="a"/>' if data else ""
        written = write_docx(tmp_path / "a.docx", p("Một tầng.") + chunk, parts, {"a": ("aFChunk", "i.docx")})
        data = written.read_bytes()
    reading = read_file(written)
    assert shown(written) == ["Một tầng."] * 3
    assert any("đối tượng nhúng" in warning for warning in reading.warnings)


def test_charts_and_diagrams_are_read(tmp_path: Path) -> None:
    def cache(kind: str, *values: str) -> str:
        points = (f"<c:pt idx='{place}'><c:v>{value}</c:v></c:pt>" for place, value in enumerate(values))
        return f"<c:{kind}Ref><c:{kind}Cache>{''.join(points)}</c:{kind}Cache></c:{kind}Ref>"

    title = "<c:title><c:tx><c:rich><a:p><a:r><a:t>Tỷ lệ hộ nghèo</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    series = (
        f"<c:ser><c:tx>{cache('str', 'Năm 2024')}</c:tx><c:cat>{cache('str', 'Xã Ia Ka', 'Xã Ia Nan')}</c:cat>"
        f"<c:val>{cache('num', '7.5', '9')}</c:val></c:ser>"
    )
    plot = f"<c:plotArea><c:barChart>{series}</c:barChart></c:plotArea>"
    chart = f"<c:chartSpace {NAMESPACES}><c:chart>{title}{plot}</c:chart></c:chartSpace>"
    point = '<dgm:pt modelId="{}"><dgm:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></dgm:t></dgm:pt>'
    link = '<dgm:cxn srcId="{}" destId="{}" srcOrd="{}"/>'
    diagram = (
        f"<dgm:dataModel {NAMESPACES}><dgm:ptLst>{point.format('3', 'Bước hai')}{point.format('2', 'Bước một')}"
        f"{point.format('1', 'Quy trình')}</dgm:ptLst>"
        f"<dgm:cxnLst>{link.format('1', '3', '1')}{link.format('1', '2', '0')}</dgm:cxnLst></dgm:dataModel>"
    )
    graphic = "<a:graphic><a:graphicData>{}</a:graphicData></a:graphic>"
    drawing = f"<w:r><w:drawing><wp:inline>{graphic}</wp:inline></w:drawing></w:r>"
    written = write_docx(
        tmp_path / "a.docx",
        p(drawing.format('<c:chart r:id="a"/>')) + p(drawing.format('<dgm:relIds r:dm="b"/>')),
        {"word/charts/chart1.xml": chart, "word/diagrams/data1.xml": diagram},
        {"a": ("chart", "charts/chart1.xml"), "b": ("diagramData", "diagrams/data1.xml")},
    )
    assert shown(written) == [
        "Tỷ lệ hộ nghèo", " | Năm 2024", "Xã Ia Ka | 7,5", "Xã Ia Nan | 9", "Quy trình", "Bước một", "Bước hai",
    ]  # fmt: skip


def test_a_picture_that_is_not_read_is_said(tmp_path: Path) -> None:
    picture = (
        '<w:r><w:drawing><wp:inline><wp:extent cx="{0}" cy="{0}"/><a:graphic><a:graphicData><a:blip r:embed="a"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    parts, references = {"word/media/h.png": b"\x89PNG"}, {"a": ("image", "media/h.png")}
    large = write_docx(tmp_path / "a.docx", p("Bản đồ", picture.format(3_600_000)), parts, references)
    small = write_docx(tmp_path / "b.docx", p("Biểu tượng", picture.format(360_000)), parts, references)
    without = ReadingContext(ocr=False)
    assert any("1 hình" in warning for warning in read_file(large, without).warnings)
    assert not read_file(small, without).warnings


def test_a_picture_in_the_page_header_is_said(tmp_path: Path) -> None:
    drawing = (
        '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="5400000" cy="1500000"/><a:graphic><a:graphicData>'
        '<a:blip r:embed="p"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    )
    link = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="p" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/a.png"/>'
        "</Relationships>"
    )
    path = write_docx(
        tmp_path / "a.docx",
        p("Điều 1. Bến mở cửa lúc 6 giờ."),
        {"word/header1.xml": part("hdr", drawing), "word/_rels/header1.xml.rels": link, "word/media/a.png": b"x"},
        {"h": ("header", "header1.xml")},
    )
    assert any("1 hình" in warning for warning in read_file(path, ReadingContext(ocr=False)).warnings)


def test_the_main_part_may_bear_any_name(tmp_path: Path) -> None:
    written = write_docx(tmp_path / "a.docx", p("Nội dung."), main="noidung/chinh.xml")
    assert shown(written) == ["Nội dung."]


HEAD = p("ỦY BAN NHÂN DÂN TỈNH GIA LAI") + p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + p("Số: 31/TB-UBND")


def with_header(path: Path, header: str, body: str, kind: str = "header") -> Path:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="h"/></w:sectPr>'
    name = "hdr" if kind == "header" else "ftr"
    return write_docx(path, body + section, {"word/tren.xml": part(name, header)}, {"h": (kind, "tren.xml")})


def test_a_letterhead_or_an_annex_title_in_the_header_is_read_once(tmp_path: Path) -> None:
    body = p("THÔNG BÁO") + p("Về lịch tiếp dân") + p("1. Tiếp dân vào thứ Năm hằng tuần.")
    assert shown(with_header(tmp_path / "a.docx", HEAD, body))[2:4] == ["Số: 31/TB-UBND", "THÔNG BÁO"]
    assert read_document(tmp_path / "a.docx").metadata.number == "31/TB-UBND"
    assert shown(with_header(tmp_path / "b.docx", HEAD, HEAD + p("THÔNG BÁO"))).count("Số: 31/TB-UBND") == 1
    annex = p("Phụ lục II") + p("12")
    assert shown(with_header(tmp_path / "c.docx", annex, p("Danh mục thiết bị"))) == ["Phụ lục II", "Danh mục thiết bị"]
    assert shown(with_header(tmp_path / "d.docx", annex, p("PHỤ LỤC II") + p("x"))) == ["PHỤ LỤC II", "x"]
    assert shown(with_header(tmp_path / "e.docx", p("Kế hoạch năm 2025"), p("Nội dung"))) == ["Nội dung"]


def test_a_secrecy_mark_in_the_footer_or_across_the_page_is_seen(tmp_path: Path) -> None:
    drawn = '<w:p><w:r><w:pict><v:shape><v:textpath string="TỐI MẬT"/></v:shape></w:pict></w:r></w:p>'
    for name, kind, content in (("a.docx", "footer", p("MẬT")), ("b.docx", "header", drawn)):
        with pytest.raises(RefusedFile) as refused:
            read_file(with_header(tmp_path / name, content, p("Nội dung"), kind))
        assert refused.value.code == "secret"


def test_a_table_in_a_cell_keeps_its_words_and_a_frame_its_table(tmp_path: Path) -> None:
    inner = table(["Loại xe", "Giá"], ["Xe máy", "5.000"])
    framed = write_docx(tmp_path / "a.docx", table([p("Biểu giá") + inner + p()]))
    assert shown(framed) == ["Biểu giá", "Loại xe | Giá", "Xe máy | 5.000"]
    data = write_docx(tmp_path / "b.docx", table(["STT", "Bãi", "Nội dung"], ["1", "Chợ", inner + p()]))
    assert "Xe máy; 5.000" in rows(data)[0]


def test_a_column_of_recipients_is_data(tmp_path: Path) -> None:
    body = p("Điều 1. Sổ văn bản") + table(["Số", "Trích yếu", "Nơi nhận"], ["15/BC", "Về nước sạch", "Sở Y tế"])
    assert rows(write_docx(tmp_path / "a.docx", body)) == ["Số: 15/BC; Trích yếu: Về nước sạch; Nơi nhận: Sở Y tế"]


def test_addresses_and_lines_of_a_form_stay(tmp_path: Path) -> None:
    texts = [
        "Điều 1. Nộp tại:",
        "https://nop.example.vn/ho-so",
        "Điều 2. Mẫu đơn gồm:",
        "Người ký: đại diện hộ",
        "Email: a@b.vn",
    ]
    written = write_docx(tmp_path / "a.docx", "".join(map(p, texts)))
    found = "\n".join(passage.text for passage in read_document(written).passages)
    assert all(text in found for text in texts[1:2] + texts[3:])


def test_a_title_over_all_columns_is_no_heading_of_columns(tmp_path: Path) -> None:
    wide = '<w:gridSpan w:val="3"/>'
    written = write_docx(
        tmp_path / "a.docx",
        p("Điều 1. Tuyến xe")
        + table(
            [f"{wide}|DANH SÁCH TUYẾN"], ["STT", "Tuyến", "Phí"], ["1", "Tuyến Đông", "1.000"], ["2", "Tây", "2.000"]
        ),
    )
    assert shown(written)[1:3] == ["DANH SÁCH TUYẾN", "STT | Tuyến | Phí"]
    assert any("Tuyến: Tây" in row and "Phí: 2.000" in row for row in rows(written))
    grouped = write_docx(
        tmp_path / "b.docx",
        p("Điều 1. Tuyến xe")
        + table(["STT", "Tuyến", "Phí"], [f"{wide}|I. Nội tỉnh"], ["1", "Đông", "1.000"], ["2", "Tây", "2.000"]),
    )
    assert shown(grouped)[1:3] == ["STT | Tuyến | Phí", "I. Nội tỉnh | < | <"]
