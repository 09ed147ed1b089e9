"""Kinds of file beside PDF, DOCX and HTML: told by content, read whole, refused where they are no text."""

from __future__ import annotations

import base64
import csv
import io
import os
import quopri
import unicodedata
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from ingest.read import read_file
from ingest.read.context import ReadingContext
from ingest.read.file_kind import detect_kind
from ingest.read.ocr.page_ocr import image_pages
from ingest.reading import Line, Reading, RefusedFile, Table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"


def lines(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks if isinstance(block, Line)]


def rows(reading: Reading) -> list[list[str | None]]:
    return [[cell.text for cell in row] for block in reading.blocks if isinstance(block, Table) for row in block.rows]


def archive(path: Path, **parts: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return path


def _tone_behind(char: str) -> str:
    parts = unicodedata.normalize("NFD", char)
    tones = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones)) + tones


@pytest.mark.parametrize("name", ["a.doc", "a.mht", "a.html", "a"])
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1258", "utf-16"])
def test_web_archive(tmp_path: Path, name: str, encoding: str) -> None:
    page = "<html><body><p>Điều 1. Bến đò hoạt động từ 05 giờ.</p></body></html>"
    if encoding == "windows-1258":
        # Its tone marks stand behind the letter.
        page = "".join(_tone_behind(char) for char in page)
    data = page.encode(encoding)
    body = quopri.encodestring(data) if encoding == "utf-8" else base64.encodebytes(data)
    transfer = b"quoted-printable" if encoding == "utf-8" else b"base64"
    (tmp_path / name).write_bytes(
        b"From: <Saved by a browser>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n boundary="b1"; type="text/html"\r\n\r\n--b1\r\n'
        b"Content-Type: text/html; charset=" + encoding.encode() + b"\r\nContent-Transfer-Encoding: " + transfer
        + b"\r\n\r\n" + body + b"\r\n--b1\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        b"iVBORw0KGgo=\r\n--b1--\r\n"
    )  # fmt: skip
    reading = read_file(tmp_path / name)
    assert reading.kind == "mhtml"
    assert lines(reading) == ["Điều 1. Bến đò hoạt động từ 05 giờ."]


def word_2003(body: str, lists: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
        'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" '
        'xmlns:aml="http://schemas.microsoft.com/aml/2001/core">'
        f"{lists}<w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>"
    )


def test_word_2003_xml(tmp_path: Path) -> None:
    lists = (
        '<w:lists><w:listDef w:listDefId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="1"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:listDef><w:list w:ilfo="1"><w:ilst w:val="0"/></w:list></w:lists>'
    )
    numbered = (
        '<w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/></w:listPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    )
    body = (
        numbered.format("Mục đích") + "<wx:sub-section>" + numbered.format("Yêu cầu") + "</wx:sub-section>"
        '<w:p><w:r><w:rPr><w:rFonts w:ascii=".VnTime" w:h-ansi=".VnTime"/></w:rPr><w:t>KÕ ho¹ch n¨m</w:t></w:r>'
        "<w:r><w:footnote><w:p><w:r><w:t>Ghi chú cuối trang.</w:t></w:r></w:p></w:footnote></w:r></w:p>"
        '<w:p><aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:t>bị xóa</w:t></w:r></aml:content>'
        '</aml:annotation><aml:annotation w:type="Word.Insertion"><aml:content><w:r><w:t>được thêm</w:t></w:r>'
        "</aml:content></aml:annotation></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>STT</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Nội dung</w:t></w:r></w:p>"
        "</w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>Bến Cát</w:t></w:r></w:p>"
        "</w:tc></w:tr></w:tbl>"
    )
    (tmp_path / "a.doc").write_text(word_2003(body, lists), encoding="utf-8")
    reading = read_file(tmp_path / "a.doc")
    assert reading.kind == "wordxml"
    assert lines(reading) == ["I. Mục đích", "II. Yêu cầu", "Kế hoạch năm[1]", "được thêm"]
    assert rows(reading) == [["STT", "Nội dung"], ["1", "Bến Cát"]]
    assert [line.text for note in reading.footnotes for line in note.lines] == ["Ghi chú cuối trang."]


def test_deleted_words_and_pictures_of_word_2003_are_said(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t>Phí </w:t></w:r><aml:annotation xmlns:aml="http://schemas.microsoft.com/aml/2001/core" '
        'w:type="Word.Deletion"><aml:content><w:r><w:delText>9.000</w:delText></w:r></aml:content></aml:annotation>'
        '<w:r><w:t>8.000 đồng</w:t></w:r><w:r><w:pict><w:binData w:name="wordml://1.png">eA==</w:binData>'
        '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="width:300pt;height:90pt">'
        '<v:imagedata src="wordml://1.png"/></v:shape></w:pict></w:r></w:p>'
    )
    (tmp_path / "a.doc").write_text(word_2003(body), encoding="utf-8")
    reading = read_file(tmp_path / "a.doc", ReadingContext(ocr=False))
    assert lines(reading) == ["Phí 8.000 đồng"]
    assert all(any(words in one for one in reading.warnings) for words in ("đã xóa", "1 hình"))


def test_flat_form_of_docx(tmp_path: Path) -> None:
    pkg = "http://schemas.microsoft.com/office/2006/xmlPackage"
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    (tmp_path / "a.xml").write_text(
        f'<?xml version="1.0"?><pkg:package xmlns:pkg="{pkg}"><pkg:part pkg:name="/_rels/.rels" '
        f'pkg:contentType="application/xml"><pkg:xmlData><Relationships xmlns="{REL}"><Relationship Id="rId1" '
        f'Type="{R}/officeDocument" Target="word/document.xml"/></Relationships></pkg:xmlData></pkg:part>'
        f'<pkg:part pkg:name="/word/document.xml" pkg:contentType="{types}"><pkg:xmlData><w:document xmlns:w="{W}">'
        "<w:body><w:p><w:r><w:t>Điều 2. Bến đò</w:t></w:r></w:p></w:body></w:document></pkg:xmlData></pkg:part>"
        "</pkg:package>",
        encoding="utf-8",
    )
    assert lines(read_file(tmp_path / "a.xml")) == ["Điều 2. Bến đò"]


def test_macros_in_word_xml_are_refused(tmp_path: Path) -> None:
    text = word_2003("<w:p/>").replace("<w:wordDocument ", '<w:wordDocument w:macrosPresent="yes" ')
    (tmp_path / "a.doc").write_text(text, encoding="utf-8")
    with pytest.raises(RefusedFile) as refused:
        read_file(tmp_path / "a.doc")
    assert refused.value.code == "active_content"


ODS = (
    '<office:{root} xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles>'
    '<style:style style:name="off"><style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:{root}>"
)
SHEET = (
    '<table:table table:name="Giá"><table:table-column table:number-columns-repeated="3"/>'
    "<table:table-row><table:table-cell><text:p>BẢNG GIÁ ĐÒ</text:p></table:table-cell></table:table-row>"
    '<table:table-row table:number-rows-repeated="40000"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
    "<table:table-row><table:table-cell><text:p>Bến</text:p></table:table-cell>"
    '<table:table-cell table:number-columns-spanned="2"><text:p>Giá vé</text:p></table:table-cell>'
    "<table:covered-table-cell/></table:table-row>"
    '<table:table-row><table:table-cell><text:p>Bến<text:s text:c="1"/>Cát</text:p></table:table-cell>'
    '<table:table-cell office:value="5000"><text:p>5.000</text:p></table:table-cell>'
    '<table:table-cell office:value="0.15"><text:p>15%</text:p><office:annotation><text:p>chú</text:p>'
    "</office:annotation></table:table-cell></table:table-row>"
    '<table:table-row table:visibility="collapse"><table:table-cell><text:p>dòng ẩn</text:p></table:table-cell>'
    "</table:table-row></table:table>"
    '<table:table table:name="Ẩn" table:style-name="off"><table:table-row><table:table-cell><text:p>kín</text:p>'
    "</table:table-cell></table:table-row></table:table>"
)


@pytest.mark.parametrize("flat", [True, False])
def test_opendocument_sheet(tmp_path: Path, flat: bool) -> None:
    content = ODS.format(root="document" if flat else "document-content", sheets=SHEET)
    path = tmp_path / ("a.fods" if flat else "a.ods")
    if flat:
        path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>{content}', encoding="utf-8")
    else:
        archive(path, mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": content})
    reading = read_file(path)
    assert reading.kind == "ods"
    assert lines(reading) == ["Giá", "BẢNG GIÁ ĐÒ"]
    assert rows(reading) == [["Bến", "Giá vé", None], ["Bến Cát", "5.000", "15%"]]
    assert len(reading.warnings) == 1


def slide(shapes: str, attributes: str = "") -> str:
    spaces = f'xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}"'
    return f"<p:sld {spaces}{attributes}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"


def shape(kind: str, *paragraphs: str) -> str:
    mark = f'<p:ph type="{kind}"/>' if kind else ""
    return f"<p:sp><p:nvSpPr><p:nvPr>{mark}</p:nvPr></p:nvSpPr><p:txBody>{''.join(paragraphs)}</p:txBody></p:sp>"


def said(text: str, look: str = "") -> str:
    return f"<a:p><a:pPr>{look}</a:pPr><a:r><a:t>{text}</a:t></a:r></a:p>"


@pytest.mark.parametrize("strict", [True, False])
def test_slides(tmp_path: Path, strict: bool) -> None:
    counted = '<a:buAutoNum type="arabicPeriod"/>'
    table = (
        "<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr><a:tc><a:txBody>" + said("Bến") + "</a:txBody></a:tc>"
        "<a:tc><a:txBody>" + said("Giá vé") + "</a:txBody></a:tc></a:tr><a:tr><a:tc><a:txBody>" + said("Bến Cát")
        + "</a:txBody></a:tc><a:tc><a:txBody>" + said("5.000 đồng") + "</a:txBody></a:tc></a:tr></a:tbl>"
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )  # fmt: skip
    parts = {
        "[Content_Types].xml": "<Types>presentationml.presentation.main+xml</Types>",
        "_rels/.rels": f'<Relationships xmlns="{REL}"><Relationship Id="rId1" Type="{R}/officeDocument" '
        'Target="ppt/p.xml"/></Relationships>',
        "ppt/p.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst><p:sldId r:id="rId2"/>'
        '<p:sldId r:id="rId1"/>'
        '<p:sldId r:id="rId3"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/p.xml.rels": f'<Relationships xmlns="{REL}">'
        + "".join(f'<Relationship Id="rId{n}" Type="{R}/slide" Target="slides/s{n}.xml"/>' for n in (1, 2, 3))
        + "</Relationships>",
        "ppt/slides/s1.xml": slide(f"<p:grpSp>{table}</p:grpSp>" + shape("sldNum", said("2"))),
        "ppt/slides/s2.xml": slide(
            shape("body", said("Trả trước", counted), said("Trả sau", counted))
            + shape("title", said("Cách trả tiền vé"))
        ),
        "ppt/slides/s3.xml": slide(shape("body", said("trang ẩn")), ' show="0"'),
    }  # fmt: skip
    if strict:
        parts = {
            name: text.replace("http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/")
            .replace(P, "http://purl.oclc.org/ooxml/presentationml/main")
            .replace(A, "http://purl.oclc.org/ooxml/drawingml/main")
            for name, text in parts.items()
        }  # fmt: skip
    reading = read_file(archive(tmp_path / "a.bin", **parts))
    assert reading.kind == "pptx"
    assert lines(reading) == ["Cách trả tiền vé", "1. Trả trước", "2. Trả sau"]
    assert rows(reading) == [["Bến", "Giá vé"], ["Bến Cát", "5.000 đồng"]]
    assert [block.page for block in reading.blocks] == [1, 1, 1, 2]
    assert reading.warnings


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separated_values(tmp_path: Path, separator: str, encoding: str) -> None:
    told = [["Bến", "Giá vé, đồng"], [f"Bến Cát{separator}bờ bắc", "5.000"], ['Bến "Mới"', "6.000"]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([["BẢNG GIÁ"], *told])
    (tmp_path / "a.csv").write_bytes(text.getvalue().encode(encoding))
    reading = read_file(tmp_path / "a.csv")
    assert reading.kind == "csv"
    assert lines(reading) == ["BẢNG GIÁ"]
    assert rows(reading) == [[value.replace("\t", " ") for value in row] for row in told]


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP", "BMP", "TIFF", "JPEG2000", "AVIF"])
def test_forms_of_pictures(tmp_path: Path, form: str) -> None:
    Image.new("RGB", (60, 40), "white").save(tmp_path / "a.bin", form)
    assert detect_kind(tmp_path / "a.bin") == "image"
    assert next(iter(image_pages(tmp_path / "a.bin"))).size == (60, 40)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_picture_lies_on_white(tmp_path: Path, mode: str) -> None:
    """Black letters on nothing: what lies under a transparent point is black too."""
    picture = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (10, 10, 20, 20))
    picture.convert(mode).save(tmp_path / "a.png")
    page = next(iter(image_pages(tmp_path / "a.png")))
    assert page.getpixel((1, 1)) == (255, 255, 255)
    assert page.getpixel((15, 15)) == (0, 0, 0)


def test_white_letters_on_nothing_are_turned_black(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (60, 40), (255, 255, 255, 0))
    picture.paste((255, 255, 255, 255), (10, 10, 20, 20))
    picture.save(tmp_path / "a.png")
    page = next(iter(image_pages(tmp_path / "a.png")))
    assert page.getpixel((1, 1)) == (255, 255, 255)
    assert page.getpixel((15, 15)) == (0, 0, 0)


def test_moving_picture_is_one_page(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("white", "gray", "black")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    assert len(list(image_pages(tmp_path / "a.gif"))) == 1
    assert len(list(image_pages(tmp_path / "a.tif"))) == 3


@pytest.mark.parametrize(
    "data",
    [
        os.urandom(5000).replace(b"\0", b"\1"),
        bytes(range(128, 256)) * 40,
        base64.b64encode(os.urandom(6000)),
        base64.b64encode(os.urandom(6000)).replace(b"A", b"B" * 3) + b"\n",
        b'<?xml version="1.0"?><hoadon><ten>Ch\xe1\xbb\xa3</ten></hoadon>',
        os.urandom(4000).hex().encode(),
    ],
    ids=["random", "high", "base64", "base64 line", "xml", "hex"],
)
@pytest.mark.parametrize("name", ["a.bin", "a.txt", "a"])
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(RefusedFile) as refused:
        read_file(tmp_path / name)
    assert refused.value.code == "unsupported"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_text_is_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = "Keá hoaïch cuûa tænh\n" * 200 if encoding == "latin-1" else "Kế hoạch của tỉnh\n" * 200
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert lines(read_file(tmp_path / "a.txt"))[0] == "Kế hoạch của tỉnh"


def test_long_text_is_not_torn_by_its_sample(tmp_path: Path) -> None:
    for shift in range(4):
        (tmp_path / "a.txt").write_bytes(b"x" * shift + "ộ ế ".encode() * 60_000)
        assert detect_kind(tmp_path / "a.txt") == "text"


@pytest.mark.parametrize("main", ["word/document.xml", "word/document2.xml", "van-ban.xml"])
def test_main_part_under_any_name(tmp_path: Path, main: str) -> None:
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    archive(
        tmp_path / "a.docx",
        **{"[Content_Types].xml": f'<Types><Override PartName="/{main}" ContentType="{types}"/></Types>', main: "<x/>"},
    )
    assert detect_kind(tmp_path / "a.docx") == "docx"


@pytest.mark.parametrize("names", [("META-INF/MANIFEST.MF", "A.class"), ("[Content_Types].xml", "visio/document.xml")])
def test_files_of_unknown_programs_are_no_folders(tmp_path: Path, names: tuple[str, ...]) -> None:
    archive(tmp_path / "a.zip", **dict.fromkeys(names, "x"))
    with pytest.raises(RefusedFile) as refused:
        detect_kind(tmp_path / "a.zip")
    assert refused.value.code == "unsupported"
